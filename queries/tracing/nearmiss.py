"""What breaks a walk that is no trace as the question was asked, hop by hop, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graphmodel.dates import Clock, Day, iso
from graphmodel.evidence import Item
from graphmodel.scope import ends
from graphmodel.vocabulary import vocabulary
from queries.tracing.question import Question

if TYPE_CHECKING:
    from queries.tracing.network import Network
    from queries.tracing.search import Hop, Trace

#: What a mode below every floor says of a hop.
NOT_GIVEN = {
    "requested": "it was asked for, and the answer is not known",
    "refused": "refused",
    "blocked": "blocked",
    "denied": "denied",
}


@dataclass(frozen=True)
class NearMiss:
    """The walk that would be a trace if what is lifted were not asked.

    Attributes
    ----------
    trace
        Its best reading, with that lifted.
    lifted
        The reasons that were lifted for it, in their order.
    network
        In which it is a trace.
    asked
        The question as it was asked.
    """

    trace: Trace
    lifted: tuple[str, ...]
    network: Network
    asked: Question

    @cached_property
    def breaks(self) -> tuple[tuple[str, ...], ...]:
        """What breaks each hop, in words; what breaks the walk as a whole stands with the hop where it shows."""
        found = [list(self._of_item(hop)) for hop in self.trace.hops]
        for number, words in (*self._of_time(), *self._of_walk()):
            found[number].append(words)
        return tuple(tuple(each) for each in found)

    def in_words(self) -> Iterator[str]:
        """Every break with the hop that it is of."""
        for number, breaks in enumerate(self.breaks, start=1):
            yield from (f"hop {number}: {words}" for words in breaks)

    # --- one item

    def _of_item(self, hop: Hop) -> Iterator[str]:
        item = hop.carrier.item
        yield from self._of_names(item)
        yield from self._of_filters(item)
        if self.asked.obey_rules:
            yield from self._of_rules(item)
        if item.mode in NOT_GIVEN:
            yield NOT_GIVEN[item.mode]
        elif item.standing not in self.asked.carrying:
            yield f"below the floor: {item.standing}"
        if item.data_type and not self.network.may_include(item):
            yield f"{_label('data_types', item.data_type)} is not known to include {_label('data_types', self.asked.data)}"

    def _of_names(self, item: Item) -> Iterator[str]:
        """The names that were taken for their best candidate."""
        registry, written = self.network.registry, self._as_written(item)
        pairs = zip(_parties(written), _parties(item), strict=True)
        for name, candidate in dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]):
            yield f"name {registry.label(name)!r} not resolved (candidate {registry.label(candidate)})"

    def _as_written(self, item: Item) -> Item:
        """The item before its names were taken for others."""
        written = self.network.given.by_claim[item.claim]
        return next((each for each in written if each.id == item.id and len(each.via) == len(item.via)), item)

    def _of_filters(self, item: Item) -> Iterator[str]:
        asked, evidence = self.asked, self.network.evidence
        for name, wanted, has in (
            ("channel", asked.channel, item.channel),
            ("database", asked.database, item.database),
            ("purpose", asked.purpose, item.purpose),
        ):
            fits = evidence.purposes.narrower(wanted) if name == "purpose" and wanted else {wanted}
            if wanted is not None and has not in fits:
                said = f"it is {_label(f'{name}s', has)}" if has else f"it states no {name}"
                yield f"filtered by --{name} {wanted}: {said}"
        if asked.sources and not {item.dataset, item.document} & {*asked.sources}:
            stands_in = " in ".join(filter(None, (item.document, item.dataset)))
            yield f"filtered by --source {', '.join(asked.sources)}: it is of {stands_in}"
        yield from self._of_publication(item)
        if asked.open_at is not None:
            yield from self._of_the_day(item, asked.open_at)

    def _of_publication(self, item: Item) -> Iterator[str]:
        by, document = self.asked.known_by, self.network.evidence.documents.get(item.document)
        if by is None or (document and document.published and document.published.hi <= by):
            return
        when = document.published_words if document else ""
        said = f"published {when}" if when else "its document has no date of publication"
        yield f"filtered by --known-by {iso(by)}: {said}"

    def _of_the_day(self, item: Item, day: Day) -> Iterator[str]:
        if item.when.kind == "event":
            yield f"filtered by --open-at {iso(day)}: it happened, and did not stand open"
        elif not item.when.start.lo <= day <= item.when.end.hi:
            yield f"filtered by --open-at {iso(day)}: it was not open then"

    def _of_rules(self, item: Item) -> Iterator[str]:
        for each in self.network.evidence.judging.judgements(item):
            if each.rule.is_bar and each.judged == "barred":
                yield f"barred by {each.rule.id}: {each.rule.title}"

    # --- the walk

    def _of_time(self) -> Iterator[tuple[int, str]]:
        """Where the order of the hops fails, or the dates asked about; after a break it is begun anew."""
        asked = self.asked
        if asked.open_at is not None:
            return
        clock, since = Clock(asked.earliest, asked.earliest, asked.earliest), -1
        for number, hop in enumerate(self.trace.hops):
            when = hop.carrier.item.when
            step = clock.step(when, wait=asked.wait if number else 0, joined=bool(hop.joined))
            if step is None:
                yield number, self._too_early(clock.earliest, since, hop)
            if step is None or step.earliest > clock.earliest:
                since = number
            clock = step or Clock().step(when) or clock
        if clock.earliest > asked.deadline:
            last = len(self.trace.hops) - 1
            yield last, f"filtered by --as-of {iso(asked.deadline)}: not before {iso(clock.earliest)}"

    def _too_early(self, earliest: Day, since: int, hop: Hop) -> str:
        """Why a hop cannot follow what came before: hop `since`, or the first day asked about."""
        over = hop.carrier.item.when.end.hi
        if earliest <= over:
            return f"filtered by --ties forbid: not later than hop {since + 1}, {iso(earliest)}"
        if since < 0:
            return f"filtered by --since {iso(earliest)}: over by {iso(over)}"
        before = self.trace.hops[since].carrier.item.when
        latest = "" if hop.carrier.item.when.start.lo == over else " at the latest"
        soonest = "" if before.start.lo == before.start.hi else " at the earliest"
        return f"{iso(over)}{latest} is before hop {since + 1}'s {iso(earliest)}{soonest}"

    def _of_walk(self) -> Iterator[tuple[int, str]]:
        asked, hops, registry = self.asked, self.trace.hops, self.network.registry
        last = len(hops) - 1
        if asked.max_hops is not None and len(hops) > asked.max_hops:
            yield asked.max_hops, f"filtered by --max-hops {asked.max_hops}: one hop more than that"
        if asked.via is not None and self._touched(hops).isdisjoint(ends(asked.via, registry).full):
            yield last, f"filtered by --via {asked.via.text}: it has no part in it"
        if asked.exact:
            yield from self._of_exact_ends()
        if asked.avoid is not None:
            avoided = ends(asked.avoid, registry).full
            for number, hop in enumerate(hops):
                between = (*hop.edge.via, *([hop.edge.recipient] if number < last else []))
                for party in sorted(avoided & {*between}):
                    yield number, f"filtered by --avoid {asked.avoid.text}: {registry.label(party)}"

    def _of_exact_ends(self) -> Iterator[tuple[int, str]]:
        hops, registry = self.trace.hops, self.network.registry
        parties = ((0, self.asked.start, hops[0].edge.holder), (-1, self.asked.goal, hops[-1].edge.recipient))
        for number, scope, party in parties:
            if party not in ends(scope, registry, exact=True):
                yield number, f"filtered by --exact: it names {registry.label(party)}"

    @staticmethod
    def _touched(hops: Sequence[Hop]) -> set[str]:
        relays = {relay for hop in hops for relay in hop.edge.via}
        return relays | {hop.edge.recipient for hop in hops[:-1]}


def _parties(item: Item) -> tuple[str, ...]:
    return (item.holder, item.recipient, *item.via, *item.received_from)


def _label(name: str, term: str) -> str:
    terms = vocabulary(name)
    return terms[term].label if term in terms else term
