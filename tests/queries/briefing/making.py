"""Briefs of small and random cases, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphmodel.projection import Evidence
from queries.briefing.of_trace import brief_of_trace
from queries.briefing.questions import brief_of_question
from queries.briefing.told import brief_data
from queries.library import find_question
from queries.library.trace import Answer
from queries.tracing.answer import ask
from tests.queries.smallcases import traced
from tests.queries.test_trace_oracle import evidence_of, question_of

STAMP = {"case_sha256": "ab" * 32, "version": "0"}


def data_of(answer: Answer, case: Evidence | None = None) -> dict[str, Any]:
    """The brief of an answer, checked against its own case unless another is given."""
    return brief_data(
        brief_of_trace(answer),
        case or answer.evidence,
        case_title="A case",
        stamp=STAMP,
        datasets=["first"],
        command="datatrail brief",
    )


def brief(case: Evidence, **given: Any) -> dict[str, Any]:
    """The brief of a photo's trace from the office to ICE, unless told otherwise."""
    return data_of(traced(case, **given))


def of_question(case: Evidence, name: str, **given: Any) -> dict[str, Any]:
    """The brief of a named question."""
    return brief_data(
        brief_of_question(find_question(name), case, given),
        case,
        case_title="A case",
        stamp=STAMP,
        datasets=["first"],
        command="datatrail brief",
    )


def of_random_case(case: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The brief of a random case's question."""
    evidence = evidence_of(case)
    question = question_of(evidence, asked)
    options = {**asked, "min_standing": question.floor, "from": asked["from"], "to": asked["to"]}
    return data_of(Answer(evidence, options, ask(evidence, question)))


def sentences(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every sentence of a brief, each time that it is told."""
    for section in data["sections"]:
        for group in section["groups"]:
            yield from group["sentences"]
        for pair in section["pairs"]:
            yield from (*pair["findings"], pair["other"])


def section(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A section by its name."""
    return next(each for each in data["sections"] if each["id"] == name)


def remarks(data: Mapping[str, Any]) -> list[str]:
    """Every remark, in order."""
    return [
        each["text"]
        for part in data["sections"]
        for each in (*(remark for group in part["groups"] for remark in group["remarks"]), *part["remarks"])
    ]
