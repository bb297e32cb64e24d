"""Pairs of evidence that do not say the same: a denial, a count or a refusal, and what is said beside it.

Each pair once. Statements are paired by claim, those that hold the same evidence being one; the requests of a log by
flow, for a log is one record. Everything is looked for among the evidence of one holder's family.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from graphmodel.denials import CONTESTABLE, has_a_scope
from graphmodel.evidence import Item, flow_id
from graphmodel.projection import Evidence
from graphmodel.registry import MASKED
from queries.opposed import (
    Comparer,
    could_meet,
    counts_exchanges,
    in_one_unit,
    is_more,
    period_counted,
    surely_in_force,
)
from queries.periods import surely_during
from queries.tallies import at_least

Found = tuple[Item, Item, tuple[str, ...]]
"""Two items, and in what they differ."""

REFUSALS = frozenset({"refused", "blocked"})


@dataclass(frozen=True)
class Pair:
    """Two sides that do not say the same.

    Attributes
    ----------
    kind
        What one side is: denial, count, refusal.
    differs_in
        Where the other side is not within what the one speaks of; where it is, in nothing, the two contradict.
    """

    kind: str
    one: tuple[Item, ...]
    other: tuple[Item, ...]
    differs_in: tuple[str, ...]


class Pairs:
    """The pairs among some items of a case."""

    def __init__(self, evidence: Evidence, items: Iterable[Item]) -> None:
        self._evidence = evidence
        self._compare = Comparer(evidence)
        self._denials = evidence.denials_among([])
        self._items = [item for item in items if item.holder not in ("", MASKED)]
        self._by_holder: dict[str, list[Item]] = defaultdict(list)
        for item in self._items:
            self._by_holder[item.holder].append(item)

    def __iter__(self) -> Iterator[Pair]:
        yield from self._nearest("denial", self._denied())
        yield from self._nearest("count", self._counted())
        yield from self._over_counted()
        yield from self._nearest("refusal", self._refused())

    def compared(self) -> Iterator[tuple[str, Item, Item, tuple[str, ...]]]:
        """Every two items that are compared: their kind, both, and in what they differ.

        Of the kind `log` are a statement that allows only so many, and each row of a log within what it counts.
        """
        for kind, found in (
            ("denial", self._denied()),
            ("count", self._counted()),
            ("refusal", self._refused()),
        ):
            yield from ((kind, *each) for each in found)
        for item, rows in self._logs():
            yield from (("log", item, row, ()) for row in rows)

    # --- what is compared with what

    def _denied(self) -> Iterator[Found]:
        """A denial and what is said to have gone, or to be open, of the same holder, to a recipient of one line."""
        for denial in self._items:
            for item in self._of(denial.holder, CONTESTABLE) if has_a_scope(denial) else ():
                if self._compare.related(denial, item):
                    hedge = ("hedge",) if denial.hedged else ()
                    yield denial, item, (*self._denials.differs_in(denial, item), *hedge)

    def _counted(self) -> Iterator[Found]:
        """Two statements that count exchanges of one outcome, and do not come to what could be the same."""
        families: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in self._items:
            if item.kind == "statement" and item.mode != "denied" and counts_exchanges(item.count):
                families[self._root(item.holder), item.mode].append(item)
        for family in families.values():
            for one, other in combinations(family, 2):
                if self.side(one) != self.side(other) and self._compare.related(one, other):
                    yield from self._unlike(*sorted((one, other), key=self.side))

    def _unlike(self, one: Item, other: Item) -> Iterator[Found]:
        """Two counts and in what they differ; nothing where both can be true of one thing."""
        more = is_more(one.count, other.count) or is_more(other.count, one.count)
        if more or not in_one_unit(one.count, other.count):
            yield one, other, tuple(self._compare.apart(one, other))

    def _over_counted(self) -> Iterator[Pair]:
        """A statement, and a log with more than it allows within what it counts."""
        found: dict[tuple[str, str], tuple[list[Item], list[Item]]] = {}
        for item, rows in self._logs():
            least, most = at_least(rows, self._evidence), item.count.bounds.at_most if item.count else None
            if least is not None and most is not None and least > most:
                statements, log = found.setdefault((self.side(item), rows[0].document), ([], []))
                statements.append(item)
                log.extend(rows)
        for statements, log in found.values():
            yield Pair("count", _by_id(statements), _by_id(log), ())

    def _logs(self) -> Iterator[tuple[Item, list[Item]]]:
        """Statements that allow only so many, each with the rows of a log that lie within what it counts."""
        for item in self._items:
            if item.kind == "statement" and item.count and item.count.bounds.at_most is not None:
                yield from ((item, rows) for rows in self._logs_within(item))

    def _logs_within(self, item: Item) -> Iterable[list[Item]]:
        period = period_counted(item.when)
        if period is None:
            return ()
        logs: dict[str, list[Item]] = defaultdict(list)
        for row in self._of(item.holder, {item.mode}):
            counted = row.kind == "request" and in_one_unit(row.count, item.count)
            if counted and row.when.start.within(period) and not any(self._compare.beyond(row, item)):
                logs[row.document].append(row)
        return (logs[document] for document in sorted(logs))

    def _refused(self) -> Iterator[Found]:
        """A refusal or a stop told of, and what went or was open, by the same way at a time that may be the same."""
        for refusal in self._items:
            if refusal.mode in REFUSALS and refusal.kind == "statement":
                for item in self._of(refusal.holder, CONTESTABLE):
                    if self._may_meet(refusal, item):
                        yield refusal, item, tuple(self._beside_refusal(refusal, item))

    def _may_meet(self, refusal: Item, item: Item) -> bool:
        ways = {refusal.channel, item.channel} - {""}
        return len(ways) < 2 and could_meet(refusal.when, item.when) and self._compare.related(refusal, item)

    def _beside_refusal(self, refusal: Item, item: Item) -> Iterator[str]:
        """A single refusal is of another request; what stands refused is contradicted by what surely went then."""
        yield from self._compare.beyond(item, refusal)
        if refusal.when.kind == "event":
            yield "request"
        elif not surely_during(item.when, surely_in_force(refusal.when)):
            yield "date"

    # --- sides

    def _of(self, body: str, modes: Collection[str]) -> Iterator[Item]:
        """The items of a body and its parts."""
        for part in sorted(self._evidence.registry.parts(body)):
            yield from (item for item in self._by_holder.get(part, ()) if item.mode in modes)

    def _root(self, party: str) -> str:
        return (party, *self._evidence.registry.wholes(party))[-1]

    def side(self, item: Item) -> str:
        """What an item is told as: a statement, by the claim that stands for it; a log, by its document and flow."""
        if item.kind == "request":
            return f"{item.document} {flow_id(item.key)}"
        return self._evidence.voice_of_claim[item.claim]

    def _nearest(self, kind: str, found: Iterable[Found]) -> Iterator[Pair]:
        """For each two sides the items that differ in least."""
        best: dict[tuple[str, str], list[Found]] = {}
        for each in found:
            sides = self.side(each[0]), self.side(each[1])
            known = best.get(sides)
            if known is None or _nearness(each) < _nearness(known[0]):
                best[sides] = [each]
            elif _nearness(each) == _nearness(known[0]):
                known.append(each)
        for sides in sorted(best):
            ones, others = (
                _by_id(one for one, _, _ in best[sides]),
                _by_id(other for _, other, _ in best[sides]),
            )
            yield Pair(kind, ones, others, best[sides][0][2])


def _by_id(items: Iterable[Item]) -> tuple[Item, ...]:
    found = {(item.id, item.key): item for item in items}
    return tuple(found[key] for key in sorted(found))


def _nearness(found: Found) -> tuple[int, tuple[str, ...]]:
    return len(found[2]), found[2]
