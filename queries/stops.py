"""What was stopped between two ends: refused, blocked, denied, or barred by a rule and seen nonetheless.

A *stop* is the evidence that one exchange was refused, blocked or denied, whoever would have relayed it; or the
exchanges that one rule bars.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isinf
from typing import TYPE_CHECKING

from graphmodel.dates import Span
from graphmodel.evidence import CARRYING, Item, flow_id
from graphmodel.projection import Evidence
from graphmodel.rules import Rule

if TYPE_CHECKING:
    from queries.tracing.network import Network

BARRED = "barred"
STOPS = (BARRED, "refused", "blocked", "denied")


@dataclass(frozen=True)
class Stop:
    """What the evidence of one mode, or one rule, stops: one kind of data, by one channel, out of one database.

    Attributes
    ----------
    how
        One of `STOPS`.
    data_type
        The kind of data that is named; where none or a broader one is, the one asked about.
    items
        The refusals, blocks or denials; of a rule, the exchanges that it bars.
    effect, end
        The days between which it took effect, and between which it ended.
    rule
        The rule that bars, or None.
    """

    how: str
    data_type: str
    items: tuple[Item, ...]
    effect: Span
    end: Span
    rule: str | None = None

    @cached_property
    def flows(self) -> list[str]:
        """The flows that it stops."""
        return sorted({flow_id(item.key) for item in self.items})

    def kinds(self, asked: frozenset[str] | None, evidence: Evidence) -> list[str]:
        """The kinds of data that it stops, of those asked about: the broadest first, then what it includes."""
        narrower = evidence.types.narrower(self.data_type)
        wanted = narrower if asked is None else narrower & asked
        return sorted(wanted, key=lambda kind: (-len(evidence.types.narrower(kind) & wanted), kind))


def stops_between(network: Network, asked: frozenset[str] | None) -> Iterator[Stop]:
    """The stops of the direct exchange between the two ends, of the data asked about, or something broader."""
    stopped: dict[tuple[str, ...], list[Item]] = {}
    barred: dict[tuple[str, ...], tuple[Rule, list[Item]]] = {}
    for item in _direct(network, asked):
        key = _what(item, network, asked)
        if item.mode in STOPS and not item.hedged:
            stopped.setdefault((item.mode, *key), []).append(item)
        elif item.standing in CARRYING:
            for rule in _bars_on(item, network.evidence):
                barred.setdefault((rule.id, *key), (rule, []))[1].append(item)
    for key, items in stopped.items():
        yield Stop(key[0], key[1], tuple(items), _effect(items), _end(items))
    for key, (rule, items) in barred.items():
        may, surely = rule.may_be_in_force, rule.surely_in_force
        yield Stop(BARRED, key[1], tuple(items), Span(may.lo, surely.lo), Span(surely.hi, may.hi), rule.id)


def _what(item: Item, network: Network, asked: frozenset[str] | None) -> tuple[str, ...]:
    """What is stopped, whoever would have relayed it."""
    data = network.question.data
    own = item.data_type or data
    includes = asked is not None and data in network.evidence.types.narrower(own)
    return (data if includes else own, item.holder, item.recipient, item.channel, item.database)


def _bars_on(item: Item, evidence: Evidence) -> Iterator[Rule]:
    return (each.rule for each in evidence.judging.judgements(item) if each.judged == BARRED)


def _direct(network: Network, asked: frozenset[str] | None) -> Iterator[Item]:
    """The items that are heard of exchanges between the two ends and had begun by the day asked about."""
    start, goal = network.ends()
    deadline = network.question.deadline
    return (
        item
        for item in network.items
        if item.makes_flow
        and item.holder in start
        and item.recipient in goal
        and network.is_heard(item)
        and item.when.start.lo <= deadline
        and _is_about(item, asked, network.evidence)
    )


def _effect(items: Sequence[Item]) -> Span:
    """The days between which a stop took effect: the first of several counts."""
    starts = [item.when.start for item in items]
    return Span(min(start.lo for start in starts), min(start.hi for start in starts))


def _end(items: Sequence[Item]) -> Span:
    """The days between which it ended; what happened once, or is not known to have ended, stands."""
    ended = [item.when.end for item in items if item.when.kind == "standing"]
    if len(ended) < len(items) or any(isinf(end.hi) for end in ended):
        return Span(inf, inf)
    return Span(max(end.lo for end in ended), max(end.hi for end in ended))


def _is_about(item: Item, asked: frozenset[str] | None, evidence: Evidence) -> bool:
    if asked is None or not item.data_type:
        return True
    return not asked.isdisjoint(evidence.types.narrower(item.data_type))
