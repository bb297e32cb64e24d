"""How did requests and flows change by month, quarter, year, and where is a drop only missing records?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphmodel.dates import iso
from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from queries.covered import Cover, Covered
from queries.declaration import Column, Declared, Parameter, Row
from queries.options import AS_OF, CHANNEL, DATA, FROM, KNOWN_BY, SHOWN, SOURCE, TO, Wanted, read_choice
from queries.periods import IN_A_YEAR, days, label, placed
from queries.rows import count_columns, documents_of
from queries.tallies import at_least, exchanges, grouped, outcome_of, told, unit_of

#: What the rows of one period may be told apart by.
GROUPS: Mapping[str, Callable[[Item], str]] = {
    "nothing": lambda _: "",
    "holder": lambda item: item.holder,
    "recipient": lambda item: item.recipient,
    "channel": lambda item: item.channel,
    "mode": outcome_of,
    "data-type": lambda item: item.data_type,
}
#: An event happened once; what stands was there all the while: the two are never tallied together.
KINDS = {"event": "happened", "standing": "held"}
#: What is said of a number that is lower than the one before.
DROP = "a drop in complete records"
ONLY_IN_WHAT_IS_HELD = "only in what is held"
CANNOT_TELL = "cannot tell, dates straddle"


def timeline(
    evidence: Evidence,
    *,
    by: str,
    group: str,
    from_: str,
    to: str,
    data: str | None,
    channel: str | None,
    source: Sequence[str] | None,
    min_standing: str,
    as_of: str | None,
    known_by: str | None,
) -> list[Row]:
    """One row for each group, kind of time, unit and period from its first to the one after its last."""
    read_choice(by, IN_A_YEAR, "by")
    group_of = GROUPS[read_choice(group, GROUPS, "group")]
    wanted = Wanted.read(evidence, locals())
    items = exchanges(wanted.items(), min_standing)
    parties = _parties(items, group_of, "recipient" if group == "recipient" else "holder")
    covered = Covered(evidence, filter(wanted.hears_of, evidence.coverage))
    drawn = {
        key: Series.of(found, by)
        for key, found in grouped(
            items, lambda item: (group_of(item), KINDS[item.when.kind], unit_of(item))
        ).items()
    }
    end = max((each.last for each in drawn.values()), default=0)
    rows: list[Row] = []
    for (name, kind, unit), each in drawn.items():
        cover = covered.of(*parties[name], channel=name if group == "channel" else wanted.channel or "")
        key = {"group": name or None, "kind": kind, "unit": unit or None}
        rows += [key | row for row in each.rows(end, cover, evidence)]
    return rows


def _parties(
    items: Iterable[Item], group_of: Callable[[Item], str], side: str
) -> dict[str, tuple[frozenset[str], str]]:
    """Whose records would show the items of each group, and on which side."""
    found = grouped(items, group_of)
    return {name: (frozenset(getattr(item, side) for item in each), side) for name, each in found.items()}


@dataclass(frozen=True)
class Series:
    """Items of one group, kind of time and unit, by the periods that they lie in."""

    by: str
    surely: Mapping[int, list[Item]]
    perhaps: Mapping[int, list[Item]]
    undated: list[Item]

    @classmethod
    def of(cls, items: Iterable[Item], by: str) -> Series:
        """The items in their periods."""
        surely, perhaps = defaultdict(list), defaultdict(list)
        undated = []
        for item in items:
            where = placed(item.when, by)
            for period in where.surely:
                surely[period].append(item)
            for period in where.perhaps:
                perhaps[period].append(item)
            if not where.surely and not where.perhaps:
                undated.append(item)
        return cls(by, surely, perhaps, undated)

    @property
    def last(self) -> int:
        """The last period that has an item; 0 where none has."""
        return max((*self.surely, *self.perhaps), default=0)

    def _periods(self, end: int) -> range:
        first = min((*self.surely, *self.perhaps), default=None)
        return range(0) if first is None else range(first, min(self.last + 1, end) + 1)

    def rows(self, end: int, cover: Cover, evidence: Evidence) -> Iterator[Row]:
        """From the first period to the one after the last, none after the end of the answer; then what has no date."""
        before: float | None = None
        for period in self._periods(end):
            span = days(period, self.by)
            row = self._row(period, cover.state(span), evidence)
            drop = _drop(row, before, exact=all(map(_is_exact, self.surely.get(period, ()))))
            before = _number(row)
            yield row | {
                "start": iso(span.lo),
                "end": iso(span.hi),
                "period": label(period, self.by),
                "drop": drop,
            }
        if self.undated:
            numbers = {"surely": None, "in_some_of": told(self.undated, evidence), "at_least": None}
            times = dict.fromkeys(("period", "start", "end", "coverage", "drop"))
            yield times | numbers | _evidence([], self.undated, evidence)

    def _row(self, period: int, coverage: str, evidence: Evidence) -> Row:
        surely, perhaps = self.surely.get(period, []), self.perhaps.get(period, [])
        silent = not surely and not perhaps and coverage != "complete"
        both = told([*surely, *perhaps], evidence)
        return {
            "coverage": coverage,
            "surely": None if silent else told(surely, evidence),
            "in_some_of": None if silent else both - told(surely, evidence),
            "at_least": at_least(surely, evidence),
            **_evidence(surely, perhaps, evidence),
        }


def _evidence(surely: list[Item], perhaps: list[Item], evidence: Evidence) -> Row:
    return {
        "count_words": count_columns(surely, evidence)["count_words"],
        "items": [item.id for item in surely],
        "items_in_some_of": [item.id for item in perhaps],
        "documents": documents_of([*surely, *perhaps]),
    }


def _number(row: Row) -> float | None:
    """What a period is compared by: what its counts prove; where nothing is counted, how much is told."""
    number: float | None = row["surely"] if row["at_least"] is None else row["at_least"]
    return number


def _drop(row: Row, before: float | None, *, exact: bool) -> str | None:
    """Whether there is less than in the period before, and whether that may be for want of records."""
    number = _number(row) or 0
    if before is None or number >= before:
        return None
    if row["in_some_of"]:
        return CANNOT_TELL
    return DROP if row["coverage"] == "complete" and exact else ONLY_IN_WHAT_IS_HELD


def _is_exact(item: Item) -> bool:
    """Whether an item's count, if it has one, is of this exchange alone and leaves no more than it says."""
    count = item.count
    if count is None:
        return True
    return not count.shared_with and count.bounds.at_least == count.bounds.at_most is not None


TIMELINE = Declared(
    "timeline",
    1,
    "How did requests and flows change by month, quarter, year, and where is a drop only missing records?",
    (
        Parameter(
            "by", "choice", "The period: month, quarter or year.", default="year", choices=tuple(IN_A_YEAR)
        ),
        Parameter(
            "group",
            "choice",
            "Tell apart by: nothing, holder, recipient, channel, mode or data-type.",
            default="nothing",
            choices=tuple(GROUPS),
        ),
        FROM,
        TO,
        DATA,
        CHANNEL,
        SOURCE,
        SHOWN,
        AS_OF,
        KNOWN_BY,
    ),
    (
        Column("group", "What the row is of, as asked for; blank = not stated, or nothing is told apart."),
        Column(
            "kind", "happened (events), or held (access and practices that stood at some time in the period)."
        ),
        Column("unit", "What was counted; blank where nothing is counted. One row for each unit."),
        Column("period", "The month, quarter or year; blank for what has no date, or an open one."),
        Column("start", "Its first day."),
        Column("end", "Its last day."),
        Column(
            "surely",
            "How many statements and requests lie surely within it; blank = a gap, which is not zero.",
        ),
        Column(
            "in_some_of",
            "How many more may lie in it, their dates spanning several periods: in some of them.",
        ),
        Column(
            "at_least",
            "What the counts of those surely within it prove: rows of one log added, else the largest.",
        ),
        Column("count_words", "Their counts in the sources' words."),
        Column(
            "coverage",
            "What records are held of the holders (grouped by recipient: of the recipients): complete, partial, "
            "withheld, not asked, none.",
        ),
        Column(
            "drop",
            "Where there is less than in the period before: a drop in complete records; only in what is held, so that nothing "
            "is known of a drop; or that cannot be told, as some of another period may belong here.",
        ),
        Column("items", "The items surely within it."),
        Column("items_in_some_of", "The items that may lie in it."),
        Column("documents", "The documents that they cite."),
    ),
    ("items", "items_in_some_of", "documents"),
    (
        "A blank is a gap: nothing is held of that period. It is no finding that nothing went.",
        "Rows are not to be added: one statement may stand in several periods or groups, and units differ.",
        "An item whose start is open stands only in periods in which it surely held.",
    ),
    timeline,
    table=(
        "period",
        "group",
        "kind",
        "unit",
        "surely",
        "in_some_of",
        "at_least",
        "coverage",
        "drop",
        "count_words",
    ),
    theme="change over time",
    references=("Semantics, section 2 (dates are intervals; aggregates and rows) and section 4 (coverage).",),
)
