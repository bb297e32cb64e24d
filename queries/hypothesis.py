"""The evidence as a scenario supposes it: some of it taken away from a day on, some barred, some added.

What happens to an item that is taken away from day D on, and why:

* an event that was surely over before D stays as it is; one that surely happened on D or later goes;
* one that may have happened before or after stays with what is left of its time, up to the day before D, and is *left
  open*: nothing holds on it, since it may be among what is taken away;
* what stands goes if it surely began on D or later; else it ends by the day before D, and is left open where it is not
  certain that it had begun by then.

So a time only ever shrinks, and nothing becomes firmer: taking away adds no trace and makes none hold. A bar takes away
what it would bar if it happened on D, and leaves open what it cannot be told of. A rule that is taken away ends the day
before D. Nothing is written: the evidence that is given stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isinf

from graphmodel.dates import ALWAYS, Day, Span, When, event
from graphmodel.errors import InputError, did_you_mean
from graphmodel.evidence import LEFT_OPEN, Item, flow_id
from graphmodel.judging import Judging
from graphmodel.projection import Evidence
from graphmodel.rules import Rule
from queries.scenario import Removal, Scenario

#: The dataset of what a scenario adds.
HYPOTHETICAL = "scenario"


@dataclass(frozen=True)
class Supposed:
    """A scenario with the rows that it adds, read beside a case; None where it adds none."""

    scenario: Scenario
    added: Evidence | None = None


def suppose(evidence: Evidence, scenario: Scenario, added: Evidence | None = None) -> Evidence:
    """The evidence as the scenario supposes it.

    Parameters
    ----------
    added
        The rows that the scenario adds, projected beside the parties, kinds of data and documents of the case.

    Raises
    ------
    InputError
        For a thing to be taken away that is not in the case, with the line where it stands and the nearest names.
    """
    if scenario.additions and added is None:
        raise InputError(
            "the rows that a scenario adds or bars by are read with a case",
            hint="ask `datatrail what-if SCENARIO.toml`, or case.what_if(…)",
        )
    names = _Names(evidence)
    removals = [replace(each, name=names.find(each)) for each in scenario.removals]
    rules = [*_rules_left(evidence.rules, removals), *(added.rules if added else ())]
    world = replace(added or evidence, coverage=evidence.coverage, rules=tuple(rules))
    cuts = [_cut(each, evidence) for each in removals]
    bars = [_bar(rule, world.judging) for rule in _bars(scenario, rules)]
    kept = [left for item in evidence.items if (left := _left(item, [*cuts, *bars])) is not None]
    new = [left for item in (added.items if added else ()) if (left := _left(item, bars)) is not None]
    _refuse_taken_ids(kept, new)
    items = tuple(sorted((*kept, *new), key=lambda item: (item.id, item.key)))
    return replace(world, items=items, datasets=evidence.datasets | {HYPOTHETICAL})


def _refuse_taken_ids(kept: Iterable[Item], new: Sequence[Item]) -> None:
    taken = {item.claim for item in new} & {item.claim for item in kept} if new else set()
    if taken:
        raise InputError(
            f"the scenario adds {', '.join(sorted(taken))}, which the case has already",
            hint="give it another id, or take the case's away first",
        )


# --- what goes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """Something that takes items away from a day on: True of an item that goes, None of one that is left open."""

    since: Day
    takes: Callable[[Item], bool | None]


def _left(item: Item, cuts: Iterable[_Cut]) -> Item | None:
    """What is left of an item; None where it goes."""
    taken = [(cut.since, takes) for cut in cuts if (takes := cut.takes(item)) is not False]
    left: Item | None = item
    if surely := [since for since, takes in taken if takes]:
        left = _until(item, min(surely))
    if left is not None and any(takes is None and since <= left.when.end.hi for since, takes in taken):
        left = _left_open(left)
    return left


def _until(item: Item, day: Day) -> Item | None:
    """An item that is taken away from a day on."""
    when, before = item.when, day - 1
    if when.end.hi < day:
        return item
    if when.start.lo >= day:
        return None
    start = Span(when.start.lo, min(when.start.hi, before))
    if when.kind == "event":
        return _left_open(replace(item, when=event(start)))
    end = Span(min(when.end.lo, before), min(when.end.hi, before))
    shorter = replace(item, when=When("standing", start, end, min(when.last_day, before)))
    return shorter if when.start.hi < day else _left_open(shorter)


def _left_open(item: Item) -> Item:
    return replace(item, masked=item.masked | {LEFT_OPEN})


def _bars(scenario: Scenario, rules: Iterable[Rule]) -> Iterator[Rule]:
    """The rules that the scenario bars by."""
    ids = {each.cells["rule_id"] for each in scenario.additions if each.bars}
    return (rule for rule in rules if rule.id in ids)


def _bar(rule: Rule, judging: Judging) -> _Cut:
    """A bar of the scenario: what it would bar if it happened on the day from which it bars."""
    since = rule.surely_in_force.lo

    def takes(item: Item) -> bool | None:
        then = item if isinf(since) else replace(item, when=event(Span(since, since)))
        judgement = judging.judge(rule, then)
        if judgement is None or judgement.judged == "permitted":
            return False
        return True if judgement.judged == "barred" else None

    return _Cut(since, takes)


def _cut(removal: Removal, evidence: Evidence) -> _Cut:
    if removal.kind == "agreement":
        return _Cut(removal.since, _rests_on(removal.name, evidence.judging))
    if removal.kind == "rule":
        return _Cut(removal.since, lambda _: False)
    takes, gone = _TAKES[removal.kind], _with_its_own(removal, evidence)
    return _Cut(removal.since, lambda item: takes(item, gone))


def _rests_on(rule: str, judging: Judging) -> Callable[[Item], bool | None]:
    """Whether an exchange rests on an agreement, that is whether the rule permits it."""

    def takes(item: Item) -> bool | None:
        judgement = next((each for each in judging.judgements(item) if each.rule.id == rule), None)
        if judgement is None:
            return False
        return True if judgement.judged == "permitted" else None

    return takes


_TAKES: dict[str, Callable[[Item, frozenset[str]], bool]] = {
    "agency": lambda item, gone: not gone.isdisjoint((item.holder, item.recipient, *item.via)),
    "relay": lambda item, gone: not gone.isdisjoint(item.via),
    "link": lambda item, gone: item.makes_flow and flow_id(item.key) in gone,
    "database": lambda item, gone: item.database in gone,
    "channel": lambda item, gone: item.channel in gone,
    "document": lambda item, gone: item.document in gone,
    "claim": lambda item, gone: item.claim in gone,
}


def _with_its_own(removal: Removal, evidence: Evidence) -> frozenset[str]:
    """What goes with a thing: with an agency its parts, with a document those that only repeat it."""
    if removal.kind in ("agency", "relay"):
        return evidence.registry.parts(removal.name)
    if removal.kind == "document":
        return frozenset(_repeating(removal.name, evidence))
    return frozenset({removal.name})


def _repeating(document: str, evidence: Evidence) -> set[str]:
    found, ahead = set(), {document}
    while ahead:
        found |= ahead
        ahead = {each.id for each in evidence.documents.values() if each.repeats in ahead} - found
    return found


def _rules_left(rules: Iterable[Rule], removals: Iterable[Removal]) -> Iterator[Rule]:
    """The rules that are not taken away; from a day on, they end the day before."""
    since = {each.name: each.since for each in removals if each.kind in ("rule", "agreement")}
    for rule in rules:
        day = since.get(rule.id)
        if day is None:
            yield rule
        elif rule.takes_effect.lo < day:
            yield replace(rule, ends=_ended_before(rule.ends, day))


def _ended_before(ends: Span, day: Day) -> Span:
    last = day - 1
    return Span(last, last) if ends == ALWAYS else Span(min(ends.lo, last), min(ends.hi, last))


# --- what there is --------------------------------------------------------------------------------------------


class _Names:
    """What there is of each kind in a case, by the names under which a scenario may know it."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def find(self, removal: Removal) -> str:
        """The id of the thing that is taken away."""
        evidence, name = self._evidence, removal.name
        if removal.kind in ("agency", "relay"):
            name = evidence.registry.find(name) or name
        known = self._known(removal.kind)
        if name in known:
            return name
        line = "" if removal.line is None else f"line {removal.line}: "
        raise InputError(
            f"{line}the case has no {removal.kind} {removal.name!r}",
            hint=did_you_mean(removal.name, [*known, *self._labels(known)]) or _some(known),
        )

    def _labels(self, known: Iterable[str]) -> list[str]:
        registry = self._evidence.registry
        return [registry[each].name for each in known if each in registry]

    def _known(self, kind: str) -> frozenset[str]:
        evidence = self._evidence
        if kind == "agency":
            return frozenset(evidence.registry)
        if kind in ("rule", "agreement"):
            wanted = ("permits", "requires")
            return frozenset(rule.id for rule in evidence.rules if kind == "rule" or rule.effect in wanted)
        if kind == "document":
            return frozenset(evidence.documents)
        return frozenset(name for item in evidence.items for name in self._of_item(kind, item) if name)

    def _of_item(self, kind: str, item: Item) -> Iterable[str]:
        if kind == "relay":
            registry = self._evidence.registry
            return {whole for relay in item.via for whole in (relay, *registry.wholes(relay))}
        if kind == "link":
            return (flow_id(item.key),) if item.makes_flow else ()
        return (getattr(item, kind),)


def _some(known: frozenset[str], most: int = 12) -> str:
    if not known:
        return "there is none in this case"
    listed = ", ".join(sorted(known)[:most])
    return f"there are: {listed}" + (f" and {len(known) - most} more" if len(known) > most else "")
