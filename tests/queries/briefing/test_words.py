"""Words match verdicts: nothing possible or unknown is written as fact, on any case."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from hypothesis import given, settings

from graphmodel.evidence import CARRYING, RANK, STANDINGS
from queries.briefing.phrases import phrases, wording
from tests.queries.briefing.making import of_random_case, section, sentences
from tests.queries.randomcases import cases, random_case

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 20
#: What says that something was so. Written here by hand, so that the table cannot excuse itself.
FACT = re.compile(
    r"\b(did (?!not hand|not reach)|has (handed|given|reached)|was (handed|given)|received|obtained|gave)\b"
)
#: What each tag must say instead.
OWN = {
    "holds": re.compile(r"\bdid (hand|reach|go)\b"),
    "possible": re.compile(r"\bcould have\b"),
    "unknown": re.compile(
        r"not known|is said that|had access|refused|technical block|blocked|asked|was planned|came up"
    ),
    "refuted": re.compile(r"\bdid not\b.*within records declared complete"),
}


def check(data: dict[str, Any]) -> None:
    """Every sentence says what its tag allows, and what holds rests on evidence that is good enough."""
    records = {record["number"]: record for record in data["records"]}
    for each in sentences(data):
        if not each["tag"]:
            continue
        said = each["text"]
        for number in each["records"]:  # who says so is called what the source calls them
            said = said.replace(records[number].get("speaker") or "the log", "…")
        assert OWN[each["tag"]].search(said), said
        if each["tag"] in {"possible", "unknown"}:
            assert not FACT.search(said), said
        if each["tag"] == "holds":
            assert RANK[each["standing"]] <= RANK[data["floor"]], said
            assert all(records[number]["kind"] in {"statement", "request"} for number in each["records"])


def test_no_sentence_says_more_than_its_verdict_on_seeded_cases() -> None:
    """Of random cases, and at every floor that they ask for."""
    seen: set[tuple[str, str | None]] = set()
    for seed in range(CASES):
        data = of_random_case(*random_case(seed))
        try:
            check(data)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        seen |= {(each["tag"], each["standing"]) for each in sentences(data)}
    assert {tag for tag, _ in seen} >= {"holds", "possible", "unknown"}
    assert {standing for tag, standing in seen if tag == "holds"} == set(CARRYING[:4])


@settings(max_examples=CASES // 4)
@given(cases())
def test_no_sentence_says_more_than_its_verdict_on_drawn_cases(
    drawn: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """The same on cases that shrink."""
    check(of_random_case(*drawn))


def test_the_first_sentence_has_the_verdict_of_the_answer() -> None:
    """On random cases, of the kind of data asked for."""
    from tests.queries.test_trace_oracle import engine_answer

    for seed in range(CASES // 2):
        case, asked = random_case(seed)
        told = section(of_random_case(case, asked), "answer")["groups"][0]["sentences"]
        assert told[0]["tag"] == engine_answer(case, asked)["verdict"], seed


@pytest.mark.parametrize("form", ["hand", "reach"])
def test_every_verdict_and_standing_has_its_phrase(form: str) -> None:
    """What carries holds, could have been, or falls short; mere access never holds; the rest is not known."""
    have = {(tag, standing) for each, tag, standing in phrases() if each == form}
    assert {standing for tag, standing in have if tag == "holds"} == set(CARRYING[:4])
    assert {standing for tag, standing in have if tag == "possible"} == set(CARRYING)
    assert {standing for tag, standing in have if tag == "unknown"} >= {*STANDINGS, ""}
    assert [standing for tag, standing in have if tag == "refuted"] == [""]


def test_each_phrase_is_of_its_verdict() -> None:
    """The table itself, by the words written here."""
    for (_, tag, _), phrase in phrases().items():
        assert OWN[tag].search(phrase.text), phrase
        assert tag == "holds" or not FACT.search(phrase.text), phrase


def test_every_standing_says_who_says_so() -> None:
    """And what is planned or only came up."""
    assert set(wording()["according"]) == {*STANDINGS, "planned", "context"}
