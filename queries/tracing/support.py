"""What a finding rests on: the smallest sets of claims that carry it, and how many sources must be wrong to fell it.

A finding is the verdict on one kind of data, `holds` or `possible`. Claims *carry* it where their items alone give
that verdict or better; it *falls* where what is left gives less. More claims never carry less, so a claim without
which it falls stands in every set that carries it, and the fewest sources that fell it are a least hitting set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product

from graphmodel.projection import Evidence
from queries.tracing.covers import Element, Members
from queries.tracing.hitting import Hitting, Least, OutOfBudgetError
from queries.tracing.network import Carrier, Network
from queries.tracing.question import LeftOut, Limits, Question
from queries.tracing.search import Search, Trace, search

#: How many routes are looked through for small sets, and how many choices of items on each.
MOST_ROUTES = 200
MOST_CHOICES = 400

Claims = frozenset[str]


@dataclass(frozen=True)
class Support:
    """What one finding rests on.

    Attributes
    ----------
    holds
        Whether the finding is that it holds; else that it is possible.
    route
        Its best trace.
    sets, routes
        Sets of claims that carry it and need each of them, the smallest first; and the best trace of each alone.
    complete
        Whether all of the least size are among these.
    in_all
        The claims without which it falls.
    sources
        The least sets of independent sources that must be wrong before it falls.
    """

    holds: bool
    route: Trace
    sets: tuple[Claims, ...]
    routes: tuple[Trace, ...]
    complete: bool
    in_all: Claims
    sources: Least


def support(case: Evidence, question: Question, most: int = 10) -> Support | None:
    """What the verdict on a question rests on, with so many sets; None where there is no trace."""
    network = Network(case, question)
    traces, left_out = search(network, *network.ends(), Limits(traces=MOST_ROUTES))
    if not traces:
        return None
    finding = _Finding(case, question, traces[0].holds, Sources(case))
    sets, complete = finding.smallest(traces, left_out, most)
    alone, _ = Hitting(finding.past_claims).singles()
    return Support(
        finding.holds,
        traces[0],
        tuple(sets),
        tuple(sets.values()),
        complete,
        frozenset(name for _, name in alone),
        Hitting(finding.past_sources).all_least(),
    )


@dataclass(frozen=True)
class _Finding:
    case: Evidence
    question: Question
    holds: bool
    sources: Sources

    # --- what fells it

    def past_claims(self, taken: Members) -> list[Members]:
        """The claims that carry it in the best reading without some; none where it falls."""
        trace = self._best(self.case, taken)
        return [frozenset(("claim", name) for name in claims_of(trace))] if trace else []

    def past_sources(self, taken: Members) -> list[Members]:
        """The sources of these; each with all that it says, and all that holds the same evidence."""
        gone = frozenset(each for source in taken for each in self.sources.taken(source))
        trace = self._best(self.case, gone)
        return [frozenset().union(*map(self.sources.of, claims_of(trace)))] if trace else []

    def _best(self, case: Evidence, without: Members) -> Trace | None:
        network = Network(case, replace(self.question, without=self.question.without | without))
        seeker = Search(network, *network.ends(), Limits(traces=1))
        trace = next(seeker.traces(), None)
        if trace is None and seeker.stopped:
            raise OutOfBudgetError(seeker.stopped)
        return trace if trace is not None and (trace.holds or not self.holds) else None

    # --- what carries it

    def smallest(
        self, traces: Sequence[Trace], left_out: LeftOut, most: int
    ) -> tuple[dict[Claims, Trace], bool]:
        """The smallest sets that carry it and need each of their claims; and whether all of the least size are there."""
        found: dict[Claims, Trace] = {}
        choices, all_tried = self._choices(traces)
        for choice in sorted(choices, key=lambda each: (len(each), sorted(each))):
            if len(found) == most:
                all_tried = all_tried and len(choice) > len(next(iter(found)))
                break
            if any(smaller <= choice for smaller in found):
                continue
            trace = self._best(only(self.case, choice), frozenset())
            if trace is not None:
                found[choice] = trace
        seen_all = not left_out.count and left_out.exact
        return found, all_tried and (seen_all or (self.holds and not traces[-1].holds))

    def _choices(self, traces: Iterable[Trace]) -> tuple[set[Claims], bool]:
        """The claims of each choice of one item per hop; and whether these are all."""
        choices: set[Claims] = set()
        all_tried = True
        for trace in traces:
            if trace.holds or not self.holds:
                hops = [self._claims_on(hop.edge.carriers) for hop in trace.hops]
                drawn = list(islice(product(*hops), MOST_CHOICES + 1))
                all_tried = all_tried and len(drawn) <= MOST_CHOICES
                choices |= {frozenset(each) for each in (*drawn, claims_of(trace))}
        return choices, all_tried

    def _claims_on(self, carriers: Iterable[Carrier]) -> list[str]:
        return sorted({each.item.claim for each in carriers if each.firm or not self.holds})


def only(case: Evidence, claims: Claims) -> Evidence:
    """The case with no evidence but that of some claims."""
    return replace(case, items=tuple(item for claim in sorted(claims) for item in case.by_claim[claim]))


def claims_of(trace: Trace) -> Claims:
    """The claims that a trace's best reading rests on."""
    return frozenset(hop.carrier.item.claim for hop in trace.hops)


class Sources:
    """The independent sources of a case.

    A source is the document at the end of a chain of retellings, with all that only repeats it. A claim that holds the
    same evidence as others is wrong where any of their sources is; one without a document is a source of its own.
    """

    def __init__(self, case: Evidence) -> None:
        self._case = case

    @cached_property
    def _same(self) -> dict[str, list[str]]:
        """Claims that hold the same evidence, by their voice, where there are several."""
        found: dict[str, list[str]] = {}
        for claim, voice in self._case.voice_of_claim.items():
            found.setdefault(voice, []).append(claim)
        return {voice: claims for voice, claims in found.items() if len(claims) > 1}

    def of(self, claim: str) -> Members:
        """Whose word a claim is."""
        voice = self._case.voice_of_claim[claim]
        same = self._same.get(voice, [claim])
        documents = {item.document for each in same for item in self._case.by_claim[each]} - {""}
        return frozenset(("document", self._voice(each)) for each in documents) or frozenset(
            {("claim", voice)}
        )

    def _voice(self, document: str) -> str:
        known = self._case.documents.get(document)
        return known.voice if known else document

    def taken(self, source: Element) -> Iterator[Element]:
        """What goes where a source is wrong: its claims, and those of others that hold the same evidence."""
        yield source
        for claims in self._same.values():
            if source in self.of(claims[0]):
                yield from (("claim", claim) for claim in claims)
