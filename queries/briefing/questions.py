"""The brief of a named question: each row in sentences, with what is contested, not shown, held, and to be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graphmodel.errors import InputError, did_you_mean
from graphmodel.evidence import CARRYING
from graphmodel.projection import Evidence
from queries.briefing.confirming import letters
from queries.briefing.detouring import detours
from queries.briefing.disputes import disputes_of
from queries.briefing.exchanges import Teller, data_label
from queries.briefing.holdings import coverage_groups, covering
from queries.briefing.limits import (
    cautions,
    masked_remarks,
    name_remarks,
    named_in,
    option_remarks,
    reading_remarks,
    unasked_remark,
)
from queries.briefing.rows import Said, exchanges, exposure, gaps, opposed, process, reach
from queries.briefing.sentences import Brief, Group, Ref, Sentence
from queries.declaration import Declared, Row
from queries.tracing.settling import Wanted
from queries.words import listed, party_in_words

#: How the rows of each question are told; those of other questions count, or suppose, and tell no exchange.
BRIEFED: Mapping[str, Callable[[Sequence[Row], Teller, Mapping[str, Any]], Said]] = {
    "exposure": exposure,
    "flows": exchanges,
    "reach": reach,
    "detours": detours,
    "policy-gaps": gaps,
    "no-process": process,
    "contradictions": opposed,
}


def brief_of_question(question: Declared, evidence: Evidence, options: Mapping[str, Any]) -> Brief:
    """All that a brief of a question's rows says.

    Raises
    ------
    InputError
        When its rows tell no exchange.
    """
    if question.name not in BRIEFED:
        hint = did_you_mean(question.name, BRIEFED) or "a brief is of a trace, or of " + listed(list(BRIEFED))
        raise InputError(f"the rows of {question.name} count or suppose: no brief is made of them", hint=hint)
    asked = question.arguments(options)
    rows = question.ask(evidence, options)
    teller = Teller(evidence, _floor(question, asked))
    said = BRIEFED[question.name](rows, teller, asked)
    made, unasked = letters(_wanted(said, evidence), _ends(asked), _kinds(asked), teller)
    nothing = () if said.groups or said.pairs else (_nothing(question),)
    groups = said.groups or nothing
    told = [each for group in groups for each in group.sentences]
    items = [item for items, _ in said.told for item in items]
    return Brief(
        _title(question, asked, evidence),
        {"question": question.name, "options": _plain(asked), "words": question.question},
        teller.floor,
        groups,
        disputes=(*said.pairs, *disputes_of(said.told, teller)),
        limits=(
            *cautions(question.caveats),
            *reading_remarks(told),
            *option_remarks(_limits_of(asked), teller),
            *masked_remarks(dict.fromkeys(items)),
            *name_remarks(named_in(items), teller),
            *unasked_remark(unasked),
        ),
        coverage=_coverage(said, evidence, teller),
        letters=made,
    )


def _floor(question: Declared, asked: Mapping[str, Any]) -> str:
    """The least standing that counts as known; where every standing is shown, that of what was handed over."""
    given = str(asked.get("min_standing") or "reported")
    allowed = CARRYING[:-1] if question.name == "exposure" else CARRYING
    return given if given in allowed else "reported"


def _nothing(question: Declared) -> Group:
    """What is said where no row came out: nothing is known, which is no finding of nothing."""
    text = question.when_empty or "nothing that is known here fits all that was asked."
    return Group(
        "", (Sentence(f"It is not known: {text}", "unknown", None, "not known", (Ref("case", ""),)),)
    )


def _title(question: Declared, asked: Mapping[str, Any], evidence: Evidence) -> str:
    """The question by its name, and what it was asked about."""
    ends = [
        f"{name} {party_in_words(str(asked[key]), evidence.registry)}"
        for name, key in (("from", "from_"), ("to", "to"))
        if asked.get(key) not in {None, "any"}
    ]
    about = [*([data_label(asked["data"])] if asked.get("data") else []), *ends]
    about += [str(asked["state"])] if asked.get("state") else []
    name = question.name.replace("-", " ")
    return f"{name[:1].upper()}{name[1:]}{': ' + ', '.join(about) if about else ''}"


def _plain(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name.strip("_"): list(value) if isinstance(value, tuple) else value for name, value in asked.items()
    }


def _limits_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the question leaves out; a question that shows every standing leaves none out."""
    return {
        name: value for name, value in _plain(asked).items() if name != "min_standing" or value in CARRYING
    }


def _ends(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "from": asked.get("from_"),
        "to": asked.get("to"),
        "since": asked.get("since"),
        "as_of": asked.get("as_of"),
    }


def _kinds(asked: Mapping[str, Any]) -> list[str]:
    return [str(asked["data"])] if asked.get("data") else []


def _wanted(said: Said, evidence: Evidence) -> Iterator[Wanted]:
    """What coverage says could be obtained of those who give and receive here, by these ways."""
    for row in _rows(said, evidence):
        if row.extent != "complete" and row.would_obtain:
            yield Wanted(row.agency, row.would_obtain, row)


def _rows(said: Said, evidence: Evidence) -> list[Any]:
    givers = {item.holder for items, _ in said.told for item in items}
    receivers = {item.recipient for items, _ in said.told for item in items}
    channels = {item.channel for items, _ in said.told for item in items}
    return [
        row for row in covering(evidence, givers, receivers) if not row.channel or row.channel in channels
    ]


def _coverage(said: Said, evidence: Evidence, teller: Teller) -> tuple[Group, ...]:
    return coverage_groups(_rows(said, evidence), None, (), teller)
