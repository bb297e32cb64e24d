"""If this rule, link or agency changed from this date on, which answers change? Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphmodel.errors import InputError, did_you_mean
from graphmodel.projection import Evidence
from queries.declaration import Column, Declared, Parameter, Row
from queries.differences import (
    CHANGES,
    NOTHING_KNOWN,
    Key,
    Outcome,
    change,
    later_by,
    outcomes_of,
    told,
    told_columns,
)
from queries.hypothesis import Supposed, suppose
from queries.options import AS_OF, KNOWN_BY, MIN_STANDING, SOURCE
from queries.scenario import Asked
from queries.scenario_toml import parse_scenario


def what_if(
    evidence: Evidence,
    *,
    scenario: str | Supposed,
    question: Sequence[str] | None,
    unchanged: bool,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """One row for each answer that the scenario changes; each question as it is, and as it would be."""
    shared = {"source": source, "min_standing": min_standing, "as_of": as_of, "known_by": known_by}
    supposed = scenario if isinstance(scenario, Supposed) else Supposed(parse_scenario(scenario))
    after = suppose(evidence, supposed.scenario, supposed.added)
    made_up = {item.id for item in supposed.added.items} if supposed.added else set()
    questions = _questions(supposed.scenario.questions, question)
    found: list[Row] = []
    for asked in questions:
        options = {name: value for name, value in shared.items() if value is not None} | dict(asked.options)
        was, would_be = (outcomes_of(asked, evidence, world, options) for world in (evidence, after))
        found += _rows(was, would_be, made_up)
    changed = [row for row in found if row["change"] != "unchanged"]
    shown = found if unchanged else changed or [_nothing_changed(each) for each in questions]
    return sorted(shown, key=_order)


def _questions(saved: Sequence[Asked], names: Sequence[str] | None) -> list[Asked]:
    """The saved questions, or those named; exposure where none is saved."""
    exposure = Asked("exposure", "exposure")
    if not names:
        return list(saved) or [exposure]
    known = {"exposure": exposure} | {each.name: each for each in saved}
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or "questions: " + ", ".join(known)
            raise InputError(f"{name!r} is no question of this scenario", hint=hint)
    return [known[name] for name in names]


def _rows(before: Mapping[Key, Outcome], after: Mapping[Key, Outcome], made_up: set[str]) -> Iterator[Row]:
    pairs = {
        key: (before.get(key, NOTHING_KNOWN), after.get(key, NOTHING_KNOWN)) for key in {**before, **after}
    }
    lost: dict[tuple[Any, ...], list[str]] = {}
    for key, (was, would_be) in pairs.items():
        if was.reached and not would_be.reached:
            lost.setdefault(key[:3], []).append(key[3])
    for key, (was, would_be) in pairs.items():
        name, state, whom, data_type = key
        yield {
            "question": name,
            "state": state,
            "whom": whom,
            "data_type": data_type,
            "change": change(was, would_be),
            "later_by": max(later_by(was, would_be) or 0, 0) or None,
            **told("before", was),
            **told("after", would_be),
            "lost": sorted(lost.get(key[:3], ())),
            "made_up": sorted(made_up.intersection(would_be.items)),
            "documents": sorted({*was.documents, *would_be.documents}),
        }


def _nothing_changed(asked: Asked) -> Row:
    """The row that says that no answer changes."""
    blank: Row = dict.fromkeys(column.name for column in WHAT_IF.columns)
    return blank | {"question": asked.name, "change": "unchanged"}


def _order(row: Row) -> tuple[Any, ...]:
    place = CHANGES.index(row["change"])
    return (row["question"], place, row["state"] or "~", row["whom"] or "", row["data_type"] or "")


WHAT_IF = Declared(
    "what-if",
    1,
    "If this rule, link or agency changed from this date on, which answers change?",
    (
        Parameter(
            "scenario",
            "text",
            "The scenario: what is taken away, added or barred, and what is asked.",
            required=True,
            values="a TOML file with [[remove]], [[add]], [[bar]] and [[question]]",
        ),
        Parameter(
            "question",
            "text",
            "Only these saved questions; exposure if none is saved.",
            many=True,
            values="the names of its [[question]]s, and exposure",
        ),
        Parameter("unchanged", "flag", "List the answers that do not change as well.", default=False),
        SOURCE,
        MIN_STANDING,
        AS_OF,
        KNOWN_BY,
    ),
    (
        Column("question", "The saved question, by its name."),
        Column("state", "The state, of exposure."),
        Column("whom", "Whose data: the state or the group of holders; of a trace, its two ends."),
        Column("data_type", "The kind of data."),
        Column(
            "change",
            "stopped; new; re-routed; weaker or stronger (verdict, answer or standing); later or earlier; other "
            "evidence of the same; unchanged.",
        ),
        Column("later_by", "By how many days later the best route can have brought it at the earliest."),
        *told_columns("as it is", "as supposed"),
        Column("lost", "The kinds of data of this state, or between these ends, that no longer get there."),
        Column("made_up", "The items that the scenario made up, on the route as supposed."),
        Column("documents", "The documents that the items cite."),
    ),
    ("items_before", "items_after", "made_up", "documents"),
    (
        "What a scenario supposes is made up: its answers are no evidence of anything.",
        "'Stopped' means that no known way is left, not that none exists.",
        "What may or may not fall under a removal or a bar is left open: it only could have happened.",
        "An agreement that is taken away is supposed to take with it what it permits; a law could permit it still.",
    ),
    what_if,
    table=(
        "whom",
        "data_type",
        "change",
        "later_by",
        "verdict_before",
        "verdict_after",
        "route_before",
        "route_after",
        "answer_before",
        "answer_after",
        "since_before",
        "since_after",
    ),
    theme="what would stop it",
    references=(
        "Semantics, section 4: what carries, and how rules judge it, as the scenario supposes it.",
        "Semantics, section 6: nothing is written.",
    ),
    why_no_cypher="It asks other questions of a case that does not exist: no engine holds the case as supposed.",
)
