"""Briefs of the bundled case, from Python and from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import datatrail as face
from datatrail import Case
from graphmodel.errors import InputError
from queries.briefing.questions import BRIEFED
from tests.datatrail.running import datatrail
from tests.datatrail.test_api import ASKED
from tests.queries.briefing.making import sentences
from tests.queries.briefing.test_words import check

GEORGIA = ("--from", "GA:driver-licensing", "--to", "us-ice", "--data", "photo")


@pytest.fixture(scope="module")
def case() -> Case:
    return face.demo_case()


@pytest.mark.parametrize("name", [None, *BRIEFED])
def test_every_brief_of_the_bundled_case_keeps_to_its_evidence(case: Case, name: str | None) -> None:
    """Words match verdicts; each sentence has a record; each record of a file has its file, row and hash."""
    given: dict[str, Any] = {**ASKED[name or "trace"]}
    data = case.brief(name, **given).to_dict()
    check(data)
    assert list(sentences(data))
    assert all(each["records"] for each in sentences(data))
    for record in data["records"]:
        if record["kind"] != "case":
            assert len(record["file_sha256"]) == 64
            assert record["row"] >= 2
    assert json.loads(json.dumps(data)) == data
    assert data["stamp"]["case_sha256"] == case.stamp["case_sha256"]


def test_without_ends_a_brief_is_of_what_draw_draws(case: Case) -> None:
    """Any licensing agency to immigration enforcement, driver record."""
    options = case.brief(limit=2).to_dict()["asked"]["options"]
    assert (options["from"], options["to"], options["data"]) == (
        "driver-licensing",
        "immigration-enforcement",
        "driver-record",
    )


def test_the_command_that_a_brief_names_makes_it_again(case: Case) -> None:
    """Of a trace and of a question, whatever the options need in quotes."""
    import shlex

    for made in (
        case.brief(
            from_="GA:driver-licensing", to="us-ice", data="licence or ID photo", source=["georgia-2020"]
        ),
        case.brief("policy-gaps", cannot_tell=True),
    ):
        command = made.to_dict()["command"]
        done = datatrail(*shlex.split(command)[1:])
        assert done.status == 0, done.err
        assert done.out == made.to_markdown(), command


def test_a_file_is_written_in_the_form_that_its_ending_says(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or in the form that is asked for; what to check is said on standard error."""
    monkeypatch.chdir(tmp_path)
    made = case.brief(from_="GA:driver-licensing", to="us-ice", data="photo")
    forms = {"a.md": made.to_markdown(), "a.html": made.to_html(), "a.json": made.to_json()}
    for name, text in forms.items():
        done = datatrail("brief", *GEORGIA, "-o", name)
        assert (done.status, done.out) == (0, "")
        assert done.err == f"Wrote {name}\nRecords marked: check the original before quoting.\n"
        assert Path(name).read_text(encoding="utf-8") == text
    assert datatrail("brief", *GEORGIA, "--format", "json", "--quiet").out == made.to_json()
    assert datatrail("brief", *GEORGIA, "-o", "b.txt", "--format", "html", "--quiet").err == ""
    assert Path("b.txt").read_text(encoding="utf-8") == made.to_html()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "brief.docx"), "'brief.docx' does not say which form to write\nHint: end it in .md, .html or .json"),
        (("-o", "nowhere/a.md"), "the brief cannot be written to 'nowhere/a.md': No such file or directory"),
        (("outcomes",), "the rows of outcomes count or suppose: no brief is made of them"),
        (("exposures",), "'exposures' is no question\nHint: did you mean exposure"),
        (("exposure", "--max-hops", "3"), "exposure takes no parameter 'max_hops'"),
        (("--from", "us-icee", "--to", "us-ice"), "'us-icee' is no agency"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_an_error_with_a_hint(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is written."""
    monkeypatch.chdir(tmp_path)
    done = datatrail("brief", *words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_is_deleted_from_the_case_is_missed_by_name(case: Case) -> None:
    """A brief made of an answer, on tables from which a claim that it rests on is gone."""
    from graphmodel.projection import project
    from graphmodel.schema import NODES
    from queries.briefing.of_trace import brief_of_trace
    from queries.briefing.told import brief_data

    answer = case.trace(**ASKED["trace"])
    tables = {node.label: case.tables.records(node.label) for node in NODES}
    tables["Statement"] = [row for row in tables["Statement"] if row["id"] != "F001-1"]
    with pytest.raises(InputError, match=r"sentence 1 \('Licence or ID photo: Georgia.*F001-1 is not in it"):
        brief_data(
            brief_of_trace(answer),
            project(tables),
            case_title=case.title,
            stamp=case.stamp,
            datasets=case.datasets,
            command="datatrail brief",
        )


def test_requests_are_of_the_case_and_invent_nothing(case: Case) -> None:
    """No law, address or person is named that the case does not name: all that is not from it is in brackets."""
    data = case.brief(from_="WA:driver-licensing", to="us-ice", data="home-address").to_dict()
    letters = next(section for section in data["sections"] if section["id"] == "confirm")["letters"]
    assert letters
    for letter in letters:
        own = letter["text"]
        for words in (letter["name"], letter["subject"], *letter["records_wanted"]):
            own = own.replace(words, "")
        assert not any(word in own for word in ("Act", "U.S.C.", "RCW", "§", "Street", "@", "FOIA"))
        assert own.count("[") == own.count("]") >= 6
