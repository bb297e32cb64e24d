"""The brief of a question tells each row that names evidence, and says of the others that they are not known."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.projection import project
from queries.briefing.questions import BRIEFED, brief_of_question
from queries.briefing.told import brief_data
from queries.library import QUESTIONS
from tests.queries.briefing.making import STAMP, of_question, remarks, section, sentences
from tests.queries.briefing.test_words import check
from tests.queries.enginecases import SMALL
from tests.queries.smallcases import claim, denial, evidence, lasting, node_tables, rows

ASKED: dict[str, dict[str, Any]] = {
    "exposure": {"to": "ice"},
    "flows": {},
    "reach": {"from_": "dds", "data": "photo"},
    "detours": {"from_": "dds", "to": "ice"},
    "policy-gaps": {"cannot_tell": True},
    "no-process": {},
    "contradictions": {},
}


def texts(data: dict[str, Any]) -> list[str]:
    """Every sentence of the answer."""
    return [each["text"] for group in section(data, "answer")["groups"] for each in group["sentences"]]


def test_a_brief_is_made_of_the_questions_whose_rows_tell_exchanges() -> None:
    """Those have columns that lead to items; the others count, compare or suppose, and say that they do."""
    for name in BRIEFED:
        assert "items" in QUESTIONS[name].evidence_columns
    case = evidence(claim("a", "dds", "ice", "2019"))
    for name in ("outcomes", "timeline", "coverage", "compare"):
        with pytest.raises(
            InputError, match=f"the rows of {name} count or suppose: no brief is made of them"
        ):
            brief_of_question(QUESTIONS[name], case, {})


@pytest.mark.parametrize("name", BRIEFED)
@pytest.mark.parametrize("small", SMALL)
def test_words_match_verdicts_and_every_item_of_a_row_is_cited(name: str, small: str) -> None:
    """On small cases with something to be right or wrong about in each question."""
    claims, more = SMALL[small]
    case = project(node_tables(*claims, **more))
    given = ASKED[name]
    data = of_question(case, name, **given)
    check(data)
    cited = {item for record in data["records"] for item in record.get("items", ())}
    wanted = {item for row in rows(case, name, **given) for item in row["items"] or ()}
    assert wanted <= cited


def test_exposure_tells_each_office_and_names_the_states_of_which_nothing_is_known() -> None:
    """Together, and not as a finding of nothing."""
    data = of_question(evidence(claim("a", "dds", "ice", "2019")), "exposure", to="ice", data="photo")
    georgia, nothing = section(data, "answer")["groups"]
    assert georgia["title"] == "Georgia"
    assert [each["tag"] for each in georgia["sentences"]] == ["holds", "holds"]
    assert "no finding of nothing" in nothing["title"]
    assert nothing["sentences"][0]["text"] == (
        "Licence or ID photo: it is not known whether the licensing agency of Maryland handed it over to ICE."
    )


def test_access_alone_is_told_as_access() -> None:
    """At the floor that `exposure` asks with."""
    data = of_question(
        evidence(lasting("a", "dds", "ice", "2019")), "exposure", to="ice", state="GA", data="photo"
    )
    assert (
        texts(data)[0]
        == "Licence or ID photo: ICE had access to it at DDS of Georgia; no disclosure is shown."
    )
    assert {each["label"] for each in sentences(data)} == {"access only"}


def test_a_detour_is_told_with_the_stop_before_it() -> None:
    """What was refused, then the way round it."""
    case = evidence(
        claim("no", "dds", "ice", "2019-01", mode="refused", channel="email-request"),
        claim("a", "dds", "police", "2019-02"),
        claim("b", "police", "ice", "2019-03", after="dds"),
    )
    data = of_question(case, "detours", from_="dds", to="ice")
    stop, way, *exchanges = texts(data)
    assert "ICE was refused it by DDS of Georgia" in stop
    assert "after the stop (through others), from DDS of Georgia it did reach ICE, through City police" in way
    assert len(exchanges) == 2


def test_a_bar_is_named_beside_the_exchange_and_no_law_is_said_to_be_broken() -> None:
    """The rule is a record that is cited."""
    bar = {
        "rule_id": "R1",
        "document": "letter",
        "title": "A bar",
        "kind": "paper",
        "effect": "bars",
        "holder": "dds",
    }
    case = evidence(claim("a", "dds", "ice", "2019"), rules=[bar])
    data = of_question(case, "policy-gaps")
    assert "The rule A bar (R1) bars it." in remarks(data)
    assert "rule" in {record["kind"] for record in data["records"]}
    assert any("not a finding of law" in text for text in remarks(data))


def test_claims_that_contradict_stand_side_by_side() -> None:
    """With what they differ in; those that contradict are marked."""
    case = evidence(
        claim("a", "dds", "ice", "2019", channel="email-request"),
        denial("no", "dds", "ice", channel="email-request"),
        denial("login", "dds", "ice", channel="direct-login"),
    )
    pairs = section(of_question(case, "contradictions"), "disputes")["pairs"]
    assert [pair["contests"] for pair in pairs] == [True, False]
    assert pairs[1]["relation"] == (
        "The denial does not cover the other, which differs in or leaves open: channel."
    )


def test_an_empty_answer_is_not_known() -> None:
    """It rests on the case as a whole; the question's own words say what an empty answer means."""
    data = of_question(evidence(claim("a", "dds", "ice", "2019")), "policy-gaps")
    (said,) = texts(data)
    assert said.startswith("It is not known: no bar surely fell on an exchange of this standing.")
    assert data["records"][0]["kind"] == "case"


def test_a_row_that_rests_on_a_record_that_is_gone_is_an_error() -> None:
    """As of a trace: by name."""
    claims = (claim("a", "dds", "ice", "2019"), claim("b", "dds", "police", "2019"))
    told = brief_of_question(QUESTIONS["flows"], evidence(*claims), {})
    with pytest.raises(InputError, match=r"sentence 2 \(.*rests on b:dds>police:photo.*b is not in it"):
        brief_data(
            told, evidence(claims[0]), case_title="A", stamp=STAMP, datasets=[], command="datatrail brief"
        )
