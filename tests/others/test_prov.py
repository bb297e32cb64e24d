"""PROV-JSON, read by the library `prov` and without it: what came of what, and nothing that the case does not know."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.interchange.held import Held
from loaders.interchange.prov import write
from loaders.interchange.prov_terms import PREFIXES, moment, name
from tests.others.conftest import Others
from tests.others.making import bundled, hard_case, held_in, random_cases

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 50
ROWS = ("Statement", "Request", "Rule", "Coverage")


def document_of(held: Held, path: Path) -> dict[str, Any]:
    """A case's PROV document, as plain JSON; no key stands in it twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs), [
            key for key, many in Counter(k for k, _ in pairs).items() if many > 1
        ]
        return dict(pairs)

    write(path, held)
    made: dict[str, Any] = json.loads(path.read_text("utf-8"), object_pairs_hook=once)
    return made


def came_of(document: Mapping[str, Any]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for each in document.get("wasDerivedFrom", {}).values():
        found[each["prov:generatedEntity"]].add(each["prov:usedEntity"])
    return found


def all_behind(thing: str, came: Mapping[str, set[str]]) -> set[str]:
    found, left = set(), [thing]
    while left:
        new = came.get(left.pop(), set()) - found
        found |= new
        left += new
    return found


def of_kind(kind: str, things: Iterable[str]) -> set[str]:
    return {each for each in things if each.startswith(f"{kind}:")}


# --- without the other program


def check_routes(held: Held, document: Mapping[str, Any]) -> None:
    """Behind each flow stand exactly the claims and documents of its items, and what those retell."""
    came, evidence = came_of(document), held.evidence
    flows = evidence.flows()
    assert of_kind("flow", document["entity"]) == {name("flow", flow.id) for flow in flows}
    for flow in flows:
        behind = all_behind(name("flow", flow.id), came)
        cited = {item.document for item in flow.items if item.document}
        told = cited | {evidence.documents[each].repeats for each in cited if each in evidence.documents}
        assert of_kind("claim", behind) == {name("claim", item.claim) for item in flow.items}
        assert of_kind("document", behind) >= {name("document", each) for each in told if each}
        assert of_kind("flow", behind) == set()
        files = {item.record["file_sha256"] for item in flow.items if item.record.get("file")}
        assert of_kind("file", behind) == {name("file", each) for each in files}


@pytest.mark.parametrize("which", ["real", "examplia"])
def test_behind_each_flow_of_a_bundled_case_stand_its_claims_rows_files_and_documents(
    which: str, tmp_path: Path
) -> None:
    """And nothing else: no claim of another flow, no other file."""
    held = bundled(which)
    check_routes(held, document_of(held, tmp_path / "case.json"))


def test_behind_each_flow_of_a_random_case_stand_its_claims_and_documents(tmp_path: Path) -> None:
    for held in random_cases(CASES):
        check_routes(held, document_of(held, tmp_path / "case.json"))


def test_a_flow_is_told_with_the_standing_that_it_has(tmp_path: Path) -> None:
    """And as holding or possible only where it carries; a denial, a refusal and an open request have no verdict."""
    for held in random_cases(CASES):
        entities = document_of(held, tmp_path / "case.json")["entity"]
        for flow in held.evidence.flows():
            told = entities[name("flow", flow.id)]
            assert told["dt:standing"] == flow.standing
            contested = any(held.evidence.denials.against(item) for item in flow.items)
            assert told["dt:contested"] is contested
            assert ("dt:verdict" in told) == (flow.standing in {"documented", "acknowledged", "records-reported", "reported"})  # fmt: skip


def test_each_cell_of_a_row_and_of_a_document_is_told(tmp_path: Path) -> None:
    """What the plan says is taken whole is there, each cell of it: the loss names none of its columns."""
    held = held_in(hard_case(tmp_path))
    path = tmp_path / "case.json"
    entities = document_of(held, path)["entity"]
    fields = [each.field for each in write(path, held).lost]
    assert not [each for each in fields if "." in each]
    assert not {*ROWS, "Source"} & set(fields)
    assert {each for each in fields if "." not in each} == {
        table for table in held.tables if len(held.tables.source(table)) and table not in {*ROWS, "Source"}
    }
    for table, kind in (("Source", "document"), ("Statement", "claim")):
        rows = list(held.records(table))
        assert rows
        for row in rows:
            place = entities.get(name("row", kind, row["id"]), {}) if kind == "claim" else {}
            told = {**place, **entities[name(kind, row["id"])]}
            for cell, value in row.items():
                if value in (None, [], "") or cell in {"id", "file_sha256" if kind == "claim" else ""}:
                    continue
                assert told["prov:label" if cell == "name" else f"dt:{cell}"] == value, (table, cell)


def test_the_times_are_those_of_the_logs(worked: Path, tmp_path: Path) -> None:
    """No moment stands in the file that no log of the case has: not even that of the export."""
    held = held_in(worked)
    document_of(held, tmp_path / "case.json")
    moments = set(re.findall(r"\d{4}-\d\d-\d\dT[^\"]*", (tmp_path / "case.json").read_text("utf-8")))
    logs = [worked / "reviews.csv", worked / "decisions.csv", worked / "data" / "history.csv"]
    known = set()
    for log in logs:
        with log.open(encoding="utf-8", newline="") as file:
            known |= {row["when"] for row in csv.DictReader(file)}
    assert moments
    assert moments <= known


def test_the_same_case_is_written_in_the_same_bytes(worked: Path, tmp_path: Path) -> None:
    for name_ in ("one", "two"):
        write(tmp_path / name_, held_in(worked))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_corrected_claim_is_a_revision_and_what_it_was_came_of_the_row(
    worked: Path, tmp_path: Path
) -> None:
    """Each correction makes one version of the one before it, by whoever made it; the last is the claim."""
    document = document_of(held_in(worked), tmp_path / "case.json")
    steps = [
        (each["prov:usedEntity"], each["prov:generatedEntity"])
        for each in document["wasDerivedFrom"].values()
        if each.get("prov:type", {}).get("$") == "prov:Revision"
        and each["prov:usedEntity"].startswith("version:c1/")
    ]
    assert steps == [("version:c1/0", "version:c1/1"), ("version:c1/1", "claim:c1")]
    came = came_of(document)
    assert came["claim:c1"] == {"version:c1/1"}
    assert came["version:c1/0"] == {"row:claim/c1", "document:ex-report"}
    by = {each["prov:activity"]: each["prov:agent"] for each in document["wasAssociatedWith"].values()}
    made = {each["prov:entity"]: each["prov:activity"] for each in document["wasGeneratedBy"].values()}
    assert by[made["version:c1/1"]] == "analyst:A.%20Analyst"
    assert by[made["claim:c1"]] == "analyst:B.%20Analyst"


def test_a_retracted_claim_is_invalidated_and_nothing_comes_of_it(worked: Path, tmp_path: Path) -> None:
    """A retraction that was taken back is none."""
    document = document_of(held_in(worked), tmp_path / "case.json")
    gone = [each["prov:entity"] for each in document["wasInvalidatedBy"].values()]
    assert gone == ["claim:c2"]
    assert document["entity"]["claim:c2"]["dt:retracted"] is True
    assert "claim:c2" not in set().union(*came_of(document).values())
    assert "dt:retracted" not in document["entity"]["claim:c3"]


def test_a_decision_about_a_name_is_told_with_who_made_it(worked: Path, tmp_path: Path) -> None:
    document = document_of(held_in(worked), tmp_path / "case.json")
    (decision,) = [each for key, each in document["entity"].items() if key.startswith("decision:")]
    assert (decision["dt:name"], decision["dt:said"]) == ("The Examplia Bureau", "us-ice")
    assert document["agent"]["analyst:D.%20Analyst"]["prov:label"] == "D. Analyst"


def test_nothing_is_used_before_it_was_made(worked: Path, tmp_path: Path) -> None:
    """A reading of a claim that was corrected later used the version of then (PROV-CONSTRAINTS 5.2)."""
    document = document_of(held_in(worked), tmp_path / "case.json")
    ended = {key: each.get("prov:endTime", "") for key, each in document["activity"].items()}
    made = {each["prov:entity"]: each.get("prov:time", "") for each in document["wasGeneratedBy"].values()}
    used = [
        (ended[each["prov:activity"]], made[each["prov:entity"]])
        for each in document["used"].values()
        if made.get(each["prov:entity"]) and ended[each["prov:activity"]]
    ]
    assert used
    assert all(when >= since for when, since in used)


def test_a_day_is_no_time() -> None:
    """PROV has moments alone: of a log that has a day, no hour is made up."""
    assert moment("time", "2026-03-31") == moment("time", "2026-03-31T12:00") == moment("time", None) == {}
    assert moment("time", "2026-03-31T12:00:00Z") == {"prov:time": "2026-03-31T12:00:00Z"}


@settings(max_examples=50)
@given(st.lists(st.text(max_size=6), min_size=2, max_size=2, unique=True))
def test_two_ids_have_two_names(two: list[str]) -> None:
    """Whatever stands in an id, its name has one colon, no space, and is that of no other."""
    one, other = (name("claim", each) for each in two)
    assert one != other
    assert re.fullmatch(r"claim:[A-Za-z0-9_.~%-]*", one)


# --- in the other program


def check_read(others: Others, held: Held, path: Path) -> None:
    document = document_of(held, path)
    found = others.ask("reading_prov", path)
    kinds = Counter(each["type"] for each in found["records"])
    wanted = {
        "Entity": "entity",
        "Activity": "activity",
        "Agent": "agent",
        "Generation": "wasGeneratedBy",
        "Usage": "used",
        "Association": "wasAssociatedWith",
        "Attribution": "wasAttributedTo",
        "Delegation": "actedOnBehalfOf",
        "Derivation": "wasDerivedFrom",
        "Invalidation": "wasInvalidatedBy",
    }
    assert kinds == {each: len(document[section]) for each, section in wanted.items() if section in document}
    assert found["same_again"]
    assert found["as_prov_n"]
    ids = {each["id"] for each in found["records"]}
    declared = {*document["entity"], *document["activity"], *document["agent"]}
    assert declared <= ids
    ends = {
        end
        for each in found["records"]
        for end in each["formal"].values()
        if end.partition(":")[0] in PREFIXES
    }
    cited = {name("document", item.document) for item in held.evidence.items if item.document}
    assert ends - declared <= cited


@pytest.mark.parametrize("which", ["real", "examplia"])
def test_prov_reads_a_bundled_case_whole(others: Others, which: str, tmp_path: Path) -> None:
    """Without a warning: as many records of each kind as were written, and each end of a relation is declared."""
    held = bundled(which)
    check_read(others, held, tmp_path / "case.json")
    found = others.ask("reading_prov", tmp_path / "case.json")
    types = Counter(value for each in found["records"] for key, value in each["more"] if key == "prov:type")
    rows = {table: len(held.tables.source(table)) for table in ROWS}
    assert types["dt:Flow"] == len(held.evidence.flows())
    assert types["dt:Document"] == len(held.tables.source("Source"))
    assert {table: types[f"dt:{table}"] for table in ROWS} == rows
    assert types["dt:File"] == len({each["sha256"] for each in held.manifest["inputs"]})


def test_prov_reads_a_case_that_was_worked_on(others: Others, worked: Path, tmp_path: Path) -> None:
    check_read(others, held_in(worked), tmp_path / "case.json")


def test_prov_reads_hard_texts_as_they_are(others: Others, tmp_path: Path) -> None:
    """Quotes, line ends, other scripts, and words that PROV-JSON itself uses."""
    held = held_in(hard_case(tmp_path))
    check_read(others, held, tmp_path / "case.json")
    found = {each["id"]: each for each in others.ask("reading_prov", tmp_path / "case.json")["records"]}
    for row in held.records("Statement"):
        assert ["dt:note", row["note"]] in found[name("claim", row["id"])]["more"]
