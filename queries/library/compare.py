"""What changed between two dates, two loads or two cases?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from graphmodel.errors import InputError
from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from queries.claimchanges import claim_rows
from queries.declaration import Column, Declared, Parameter, Row
from queries.differences import (
    CHANGES,
    NOTHING_KNOWN,
    TOLD,
    Key,
    Outcome,
    change,
    outcomes_of,
    told,
    told_columns,
)
from queries.library.exposure import has_offices
from queries.options import AS_OF, DATA, KNOWN_BY, MIN_STANDING, SOURCE, Wanted, read_day
from queries.rows import flow_summary
from queries.scenario import Asked

Found = TypeVar("Found")

#: What becomes of a flow; answers are told in the words of `CHANGES`.
OF_FLOWS = ("added", "withdrawn", "changed")
#: What of a flow may differ while it is the same flow.
OF_A_FLOW = ("standing", "contested", "first", "last", "count_words", "items", "documents")


def compare(
    evidence: Evidence,
    *,
    with_: Evidence | str | None,
    generation: str | None,
    as_of_a: str | None,
    as_of_b: str | None,
    known_by_a: str | None,
    known_by_b: str | None,
    from_: str | None,
    to: str | None,
    data: str | None,
    unchanged: bool,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """One row for each flow and each answer that differs between what is said before and after."""
    if isinstance(with_, str) or (generation is not None and with_ is None):
        raise InputError(
            "the other case of a comparison is opened by the case that is asked",
            hint="ask `datatrail query compare`, or case.query('compare', …)",
        )
    _refuse_bad_days(as_of_a=as_of_a, as_of_b=as_of_b, known_by_a=known_by_a, known_by_b=known_by_b)
    shared = {"from_": from_, "to": to, "data": data, "source": source, "min_standing": min_standing}
    days_a = {"as_of": as_of_a or as_of, "known_by": known_by_a or known_by}
    days_b = {"as_of": as_of_b or as_of, "known_by": known_by_b or known_by}
    if with_ is None and days_a == days_b:
        raise InputError(
            "compare needs two things that differ",
            hint="--with CASE, --generation G, --as-of-a and --as-of-b, or --known-by-a and --known-by-b",
        )
    before, after = _Side(with_ or evidence, shared | days_a), _Side(evidence, shared | days_b)
    rows = [
        *_flow_rows(*_of_both(_Side.flows, before, after)),
        *_answer_rows(*_of_both(_Side.answers, before, after)),
    ]
    if generation is not None:
        rows += claim_rows(_of_both(_Side.claims, before, after), _blank())
    shown = rows if unchanged else [row for row in rows if row["change"] != "unchanged"]
    return sorted(shown, key=_order) or [_nothing_changed()]


def _refuse_bad_days(**days: str | None) -> None:
    """A day that cannot be read is an error, not something that one side knows nothing of."""
    for name, text in days.items():
        read_day(text, name.replace("_", "-"), last=True)


@dataclass(frozen=True)
class _Side:
    """One of the two that are compared: a case, and what is asked of it."""

    evidence: Evidence
    options: Mapping[str, Any]

    def flows(self) -> dict[str, Row]:
        """The flows, of every standing, by id."""
        wanted = Wanted.read(self.evidence, {**self.options, "source": self._sources})
        found = self.evidence.flows(wanted.items())
        return {flow.id: flow_summary(flow, self.evidence, wanted.denials) for flow in found}

    def claims(self) -> dict[str, Item]:
        """Of each claim and request an item: what the row says is in its record; those that make no flow, too."""
        wanted = Wanted.read(self.evidence, {**self.options, "source": self._sources})
        asked = any(self.options[name] is not None for name in ("from_", "to", "data"))
        items = wanted.items() if asked else [item for item in self.evidence.items if wanted.hears(item)]
        return {item.claim: item for item in reversed(items)}

    def answers(self) -> dict[Key, Outcome]:
        """Exposure; or, where both ends are given, the best trace of each kind of data."""
        given = {"source": self._sources, **{name: self.options[name] for name in _SHARED}}
        start, goal, data = (self.options[name] for name in ("from_", "to", "data"))
        if start is None and not has_offices(self.evidence):
            return {}
        if start is None:
            asked = Asked("exposure", "exposure", {"to": goal, "data": data})
        elif goal is not None:
            asked = Asked("trace", "trace", {"from": start, "to": goal, "data": data})
        else:
            return {}
        options = {name: value for name, value in (given | dict(asked.options)).items() if value is not None}
        return outcomes_of(asked, self.evidence, self.evidence, options)

    @property
    def _sources(self) -> list[str] | None:
        """Of several sources asked for, those that this side has."""
        asked = self.options["source"]
        named = [asked] if isinstance(asked, str) else list(asked or ())
        known = [name for name in named if name in self.evidence.datasets or name in self.evidence.documents]
        return known or named or None


_SHARED = ("min_standing", "as_of", "known_by")


def _of_both(ask: Callable[[_Side], dict[Any, Found]], *sides: _Side) -> list[dict[Any, Found]]:
    """What both sides say; of an agency, a source or a kind of data that only one knows, the other says nothing."""
    found: list[dict[Any, Found]] = []
    errors: list[InputError] = []
    for side in sides:
        try:
            found.append(ask(side))
        except InputError as error:
            errors.append(error)
            found.append({})
    if len(errors) == len(sides):
        raise errors[-1]
    return found


# --- rows -----------------------------------------------------------------------------------------------------


def _flow_rows(before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[Row]:
    for flow in {**before, **after}:
        was, now = before.get(flow), after.get(flow)
        if was is None or now is None:
            yield _flow_row(was, now, "withdrawn" if now is None else "added", [])
        else:
            differing = [name for name in OF_A_FLOW if was[name] != now[name]]
            yield _flow_row(was, now, "changed" if differing else "unchanged", differing)


def _flow_row(was: Row | None, now: Row | None, what: str, differing: list[str]) -> Row:
    either = now or was or {}
    return {
        "what": "flow",
        "change": what,
        "flow": either["flow"],
        "state": None,
        "whom": f"{either['from']} → {either['to']}",
        "data_type": either["data_type"],
        "channel": either["channel"],
        "differs": differing,
        **_of_flow("before", was),
        **_of_flow("after", now),
        "documents": sorted({name for row in (was, now) if row for name in row["documents"]}),
    }


def _of_flow(when: str, row: Row | None) -> Row:
    blank: Row = {f"{name}_{when}": None for name in TOLD}
    if row is None:
        return blank
    said = {"standing": row["standing"], "since": row["first"], "items": row["items"]}
    return blank | {f"{name}_{when}": value for name, value in said.items()}


def _answer_rows(before: Mapping[Key, Outcome], after: Mapping[Key, Outcome]) -> Iterator[Row]:
    for key in {**before, **after}:
        was, now = before.get(key, NOTHING_KNOWN), after.get(key, NOTHING_KNOWN)
        name, state, whom, data_type = key
        yield {
            "what": name,
            "change": change(was, now),
            "flow": None,
            "state": state,
            "whom": whom,
            "data_type": data_type,
            "channel": None,
            "differs": [each for each in TOLD if getattr(was, each) != getattr(now, each)],
            **told("before", was),
            **told("after", now),
            "documents": sorted({*was.documents, *now.documents}),
        }


def _nothing_changed() -> Row:
    """The row that says that nothing differs."""
    return _blank() | {"what": "all", "change": "unchanged", "differs": []}


def _blank() -> Row:
    return dict.fromkeys(column.name for column in COMPARE.columns)


def _order(row: Row) -> tuple[Any, ...]:
    """Answers before flows before claims, the gravest change first."""
    return (
        ("flow", "claim").index(row["what"]) + 1 if row["what"] in ("flow", "claim") else 0,
        (*CHANGES, *OF_FLOWS).index(row["change"]),
        row["state"] or "~",
        row["whom"],
        row["data_type"] or "",
        row["flow"] or "",
    )


COMPARE = Declared(
    "compare",
    1,
    "What changed between two dates, two loads or two cases?",
    (
        Parameter(
            "with",
            "text",
            "Another case: what it says is 'before', this case is 'after'.",
            values="a case folder, or the name of a bundled case",
        ),
        Parameter(
            "generation",
            "text",
            "An earlier load of this case, as 'before'.",
            values="a name or number of data/gen-… in the case folder",
        ),
        Parameter("as-of-a", "date", "Before: only what had arrived by this day."),
        Parameter("as-of-b", "date", "After: only what had arrived by this day."),
        Parameter("known-by-a", "date", "Before: only documents published by this day."),
        Parameter("known-by-b", "date", "After: only documents published by this day."),
        Parameter("from", "party", "Only what these gave; with --to the best traces between the two."),
        Parameter("to", "party", "Only what these got."),
        DATA,
        Parameter("unchanged", "flag", "List what does not differ as well.", default=False),
        SOURCE,
        MIN_STANDING,
        AS_OF,
        KNOWN_BY,
    ),
    (
        Column("what", "flow, exposure or trace; of two loads also claim; all, where nothing differs."),
        Column(
            "change",
            "Of a flow or claim: added, withdrawn or changed. Of an answer: stopped, new, re-routed, weaker, stronger, later, "
            "earlier, other evidence. Or unchanged.",
        ),
        Column("flow", "The flow's id; of a claim or request its own."),
        Column("state", "The state, of exposure."),
        Column("whom", "The two ends of a flow or trace; of exposure the state or the group of holders."),
        Column("data_type", "The kind of data."),
        Column("channel", "How a flow went."),
        Column("differs", "What of it differs."),
        *told_columns("before; of a flow only standing, first day and items", "after; likewise"),
        Column("documents", "The documents that the items of both cite."),
    ),
    ("flow", "items_before", "items_after", "documents"),
    (
        "A flow that was added or withdrawn came into the evidence or left it: that says nothing of when data went.",
        "Flows are compared at every standing; --min-standing is the floor of exposure and traces.",
        "With --from alone, only flows are compared.",
    ),
    compare,
    table=(
        "what",
        "whom",
        "data_type",
        "change",
        "answer_before",
        "answer_after",
        "verdict_before",
        "verdict_after",
        "standing_before",
        "standing_after",
        "since_before",
        "since_after",
    ),
    theme="change over time",
    references=(
        "Semantics, section 1: flows are recomputed from evidence, under ids that stay.",
        "Semantics, section 4: `--known-by` and `--as-of`, when it was learned and when it happened.",
    ),
    why_no_cypher="It asks two cases, or two loads of one: an engine holds one.",
)
