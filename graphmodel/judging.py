"""How a rule judges an item of evidence: barred, permitted or cannot tell (semantics, section 4, "Rules")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isinf
from typing import Literal, NamedTuple

from graphmodel.dates import Day, Span, When
from graphmodel.evidence import Item
from graphmodel.registry import Registry
from graphmodel.rules import Rule
from graphmodel.taxonomy import Taxonomy
from graphmodel.vocabulary import vocabulary

Judged = Literal["barred", "permitted", "cannot tell"]

#: What a rule of each effect makes of an item that it surely covers. Rules of other effects, which tell of reports to
#: be made or that no bar was found, judge nothing.
JUDGED_BY: dict[str, Judged] = {"bars": "barred", "permits": "permitted", "requires": "permitted"}
NOT_KNOWN = ("", "unknown")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rule makes of one item.

    Attributes
    ----------
    why
        In words; of `barred`, and of `permitted` by the rule itself, nothing need be said.
    barred_from
        Of a standing item that crosses into force and would else be barred: the day from which the rule surely bars it.
    surely_held
        Whether such an item surely held on some day on which the rule bars it.
    """

    rule: Rule
    judged: Judged
    why: tuple[str, ...] = ()
    barred_from: Day | None = None
    surely_held: bool = False


class Facts(NamedTuple):
    """All that a rule looks at in an item, but for its time: items that agree in it are judged together."""

    holder: str
    recipient: str
    channel: str
    data_type: str
    itemised: bool
    payload: str
    type_masked: bool
    purpose: str
    threshold_shown: str


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a rule that fits an item's facts judges it, whenever it was.

    Attributes
    ----------
    excepted
        The exception of a bar that was shown, if one was.
    doubts
        Why the facts alone leave it open.
    lifted_by
        The rules that require the exchange, or name this one as overridden, where their facts fit too.
    """

    rule: Rule
    excepted: str
    doubts: tuple[str, ...]
    lifted_by: tuple[Rule, ...]

    @property
    def is_bar(self) -> bool:
        """Whether the rule bars."""
        return self.rule.is_bar

    @property
    def judges(self) -> bool:
        """Whether the rule judges at all."""
        return self.rule.effect in JUDGED_BY

    def touches(self, extent: Span) -> bool:
        """Whether the times can meet."""
        return self.rule.may_be_in_force.meets(extent)

    def judged(self, extent: Span) -> Judged:
        """The judgement alone, of a rule that judges and touches."""
        if self.excepted:
            return "permitted"
        if self.doubts or not extent.within(self.rule.surely_in_force):
            return "cannot tell"
        return "cannot tell" if self._lifted(extent) else JUDGED_BY[self.rule.effect]

    def judgement(self, when: When) -> Judgement:
        """The judgement with why, and from when a standing item is barred."""
        extent = when.extent
        judged = self.judged(extent)
        if judged != "cannot tell":
            shown = (f"{_threshold(self.excepted)} was shown",) if self.excepted else ()
            return Judgement(self.rule, judged, shown)
        doubts = (*self.doubts, *self._lifted(extent))
        if extent.within(self.rule.surely_in_force):
            return Judgement(self.rule, judged, doubts)
        return self._straddling(when, doubts)

    def _straddling(self, when: When, doubts: tuple[str, ...]) -> Judgement:
        """The judgement of an item that does not lie wholly in force."""
        force = self.rule.surely_in_force
        crosses = when.kind == "standing" and when.start.lo < force.lo <= min(when.end.hi, force.hi)
        why = (*doubts, "it is not certain that the rule was in force then")
        if doubts or not self.is_bar or not crosses or isinf(force.lo):
            return Judgement(self.rule, "cannot tell", why)
        surely = when.start.hi <= force.hi and when.end.lo >= force.lo
        return Judgement(self.rule, "cannot tell", why, force.lo, surely)

    def _lifted(self, extent: Span) -> tuple[str, ...]:
        return tuple(
            f"{other.id} {'overrides it' if self.rule.id in other.overrides else 'requires the exchange'}"
            for other in self.lifted_by
            if other.may_be_in_force.meets(extent)
        )


class Judging:
    """The rules of a case, and how each judges an item.

    Parameters
    ----------
    rules, registry, types, purposes
        Those of the case. What was worked out for the facts of one item serves every other of the same facts.
    """

    def __init__(
        self, rules: Sequence[Rule], registry: Registry, types: Taxonomy, purposes: Taxonomy
    ) -> None:
        self._rules = rules
        self._case = (registry, types, purposes)
        self._binding: dict[str, tuple[Rule, ...]] = {}
        self._known: dict[Facts, tuple[_Fit, ...]] = {}

    def judge(self, rule: Rule, item: Item) -> Judgement | None:
        """What one rule of the case makes of an item; None where it does not touch it, or judges nothing."""
        return next((each for each in self.judgements(item) if each.rule.id == rule.id), None)

    def judgements(self, item: Item) -> list[Judgement]:
        """What every rule that touches an item makes of it, in the order of the rules."""
        return [fit.judgement(item.when) for fit in self._touching(item) if fit.judges]

    def remarks(self, item: Item) -> list[Rule]:
        """The rules that touch an item and judge nothing: reports to be made, and that no bar was found."""
        return [fit.rule for fit in self._touching(item) if not fit.judges]

    def is_barred(self, item: Item) -> bool:
        """Whether some rule bars an item."""
        return "barred" in self._said_by_bars(item)

    def bars_cannot_tell(self, item: Item) -> bool:
        """Whether of some bar on an item it cannot be told."""
        return "cannot tell" in self._said_by_bars(item)

    def has_bar_on(self, holders: Iterable[str]) -> bool:
        """Whether the case has a bar that could touch what any of these holders gives."""
        return any(rule.is_bar for holder in set(holders) for rule in self._that_bind(holder))

    def _said_by_bars(self, item: Item) -> Iterator[Judged]:
        return (fit.judged(item.when.extent) for fit in self._touching(item) if fit.is_bar)

    def _touching(self, item: Item) -> Sequence[_Fit]:
        fits = self._fits(item)
        if not fits:
            return fits
        extent = item.when.extent
        return [fit for fit in fits if fit.touches(extent)]

    def _that_bind(self, holder: str) -> tuple[Rule, ...]:
        """The rules that could touch what a holder gives."""
        if holder not in self._binding:
            registry = self._case[0]
            self._binding[holder] = tuple(rule for rule in self._rules if rule.may_bind(holder, registry))
        return self._binding[holder]

    def _fits(self, item: Item) -> tuple[_Fit, ...]:
        if not self._that_bind(item.holder):
            return ()
        facts = facts_of(item)
        if facts not in self._known:
            self._known[facts] = tuple(self._fit(item))
        return self._known[facts]

    def _fit(self, item: Item) -> Iterator[_Fit]:
        fitting = [rule for rule in self._that_bind(item.holder) if rule.fits(item, *self._case)]
        for rule in fitting:
            shown = item.threshold_shown
            excepted = shown if rule.is_bar and shown in rule.excepts_threshold else ""
            lifted_by = tuple(other for other in fitting if _lifts(other, rule))
            yield _Fit(rule, excepted, tuple(self._doubts(rule, item)), lifted_by)

    def _doubts(self, rule: Rule, item: Item) -> Iterator[str]:
        """Why an item's facts do not settle what a rule makes of it."""
        for field in rule.unmatched(item, *self._case):
            yield f"it is not shown that its {field} is of those that the rule names"
        if rule.partial:
            yield "the rule covers only some of what it names"
        if rule.is_bar and rule.excepts_threshold and item.threshold_shown in NOT_KNOWN:
            yield "the rule has exceptions, and what was shown is not known"


def facts_of(item: Item) -> Facts:
    """All that a rule looks at in an item, but for its time."""
    return Facts(
        item.holder,
        item.recipient,
        item.channel,
        item.data_type,
        item.itemised,
        item.payload,
        "type" in item.masked,
        item.purpose,
        item.threshold_shown,
    )


def _lifts(other: Rule, bar: Rule) -> bool:
    """Whether a rule, where it touches, makes a bar `cannot tell`: it requires the exchange, or names the bar."""
    if not bar.is_bar or other is bar or other.effect not in JUDGED_BY:
        return False
    return other.effect == "requires" or bar.id in other.overrides


def _threshold(shown: str) -> str:
    return vocabulary("thresholds")[shown].label
