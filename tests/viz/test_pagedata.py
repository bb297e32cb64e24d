"""What the page is given is what the questions answer: the same flows, traces, counts and words."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

import datatrail
from queries.library.exposure import headline
from viz.pagedata import page_data


@pytest.fixture(scope="module")
def case() -> datatrail.Case:
    return datatrail.demo_case()


def data_of(case: datatrail.Case, *ends: str, **options: Any) -> dict[str, Any]:
    return page_data(case.evidence, case.trace(*ends, **options), case.title, case.datasets)


@pytest.fixture(scope="module")
def whole(case: datatrail.Case) -> dict[str, Any]:
    return data_of(case, "driver-licensing", "immigration-enforcement")


def test_every_step_of_every_trace_is_a_flow_of_the_page(whole: dict[str, Any]) -> None:
    """A route can be lit because each of its steps is drawn."""
    drawn = {flow["flow"] for flow in whole["flows"]}
    steps = [step for each in whole["answers"] for trace in each["traces"] for step in trace["steps"]]
    assert steps
    assert {step["flow"] for step in steps} <= drawn


def test_chosen_items_stand_among_the_evidence_of_their_flow(whole: dict[str, Any]) -> None:
    """A card can be shown for each item that a route rests on."""
    evidence = {flow["flow"]: {each["id"] for each in flow["evidence"]} for flow in whole["flows"]}
    for each in whole["answers"]:
        for trace in each["traces"]:
            for step in trace["steps"]:
                chosen = [one["id"] for one in step["evidence"] if one["chosen"]]
                assert len(chosen) == 1
                assert chosen[0] in evidence[step["flow"]]


def test_the_first_line_counts_what_exposure_counts(case: datatrail.Case, whole: dict[str, Any]) -> None:
    """So many did, could have, gave access: the numbers are those of the question `exposure`."""
    best = [row for row in headline(case.rows("exposure")) if row["state"]]
    answers = Counter(row["answer"] for row in best)
    did = sum(row["verdict"] == "holds" for row in best)
    numbers = [int(each) for each in re.findall(r"\b\d+\b", whole["headline"][0])]
    assert numbers == [
        did,
        answers["direct"] + answers["through others"] - did,
        answers["access only"],
        answers["asked"],
        answers["refused or blocked"],
        answers["nothing known"],
    ]


def test_every_party_that_is_drawn_has_a_name(whole: dict[str, Any]) -> None:
    """No bare id stands on the page for an agency of the case."""
    drawn = {party for flow in whole["flows"] for party in (flow["from"], flow["to"], *flow["via"])}
    assert drawn <= set(whole["agencies"])
    assert all(whole["agencies"][party]["name"] != party for party in drawn)


def test_face_searches_stand_beside_driver_records(whole: dict[str, Any]) -> None:
    """What is made from photos is no part of the driver record, and is answered all the same."""
    assert "face-search-result" in {each["data_type"] for each in whole["answers"]}
    assert "face search results included" in whole["headline"][0]


def test_words_follow_the_verdict(case: datatrail.Case) -> None:
    """Did, could have, not known: nothing possible is written as fact."""
    options = {"data": "photo", "source": ["georgia-2020"]}
    lines = {
        state: data_of(case, f"{state}:driver-licensing", "us-ice", **options)["headline"][0]
        for state in ("GA", "MD", "WA")
    }
    assert "did hand it to" in lines["GA"]
    assert "could have handed it to" in lines["MD"]
    assert "not known whether" in lines["WA"]
    assert "the answer is not known" in lines["WA"]


def test_only_the_state_that_was_asked_about_is_on_the_map(case: datatrail.Case) -> None:
    """A state that the question leaves out is not said to be unknown."""
    data = data_of(case, "GA:driver-licensing", "us-ice", data="photo")
    assert {row["state"] for row in data["exposure"]} == {"GA"}


def test_a_question_that_starts_elsewhere_has_no_map(case: datatrail.Case) -> None:
    """Exposure is asked of licensing offices only."""
    assert data_of(case, "us-ice-hsi", "us-ice-ero", data="home-address")["exposure"] == []


def test_the_same_question_gives_the_same_data(whole: dict[str, Any]) -> None:
    """Same input, same bytes; and all of it is plain data."""
    again = data_of(datatrail.demo_case(), "driver-licensing", "immigration-enforcement")
    assert json.dumps(again) == json.dumps(whole)
