"""A scope says whom a question or a rule is about: an agency with its parts, a kind, a kind in one state, or any."""

from __future__ import annotations

from dataclasses import dataclass

from graphmodel.errors import InputError, did_you_mean
from graphmodel.registry import MASKED, Registry
from graphmodel.vocabulary import vocabulary

ANY = "any"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a question or a rule is about.

    Attributes
    ----------
    text
        As it was written, or the id that it resolved to.
    party
        The agency or group, where one is named.
    kind, state
        The kind asked for, and the state that it is asked for in.
    """

    text: str
    party: str | None = None
    kind: str | None = None
    state: str | None = None

    @property
    def is_any(self) -> bool:
        """Whether everybody is meant."""
        return self.party is None and self.kind is None


def parse_scope(text: str, registry: Registry) -> Scope:
    """Read an agency id, name or alias, a kind, a kind in one state (``GA:driver-licensing``), or ``any``.

    Raises
    ------
    InputError
        When it is none of these; with the nearest names.
    """
    text = text.strip()
    if text == ANY:
        return Scope(ANY)
    party = registry.find(text)
    if party is not None:
        return Scope(party, party=party)
    state, colon, kind = text.partition(":")
    kinds = vocabulary("agency_kinds")
    if colon and kind in kinds:
        return Scope(f"{state.upper()}:{kind}", kind=kind, state=state.upper())
    if text in kinds:
        return Scope(text, kind=text)
    names = [name for party in registry.values() for name in (party.id, party.name, *party.aliases)]
    raise InputError(
        f"{text!r} is no agency, group, kind of agency, or kind in a state",
        hint=did_you_mean(text, [*names, *kinds])
        or "see `datatrail query flows`, or write GA:driver-licensing",
    )


@dataclass(frozen=True, slots=True)
class Ends:
    """Which parties answer to one end of a question: in full, or only possibly (section 4, condition 4)."""

    full: frozenset[str]
    possible: frozenset[str]

    def __contains__(self, party: str) -> bool:
        return party in self.full or party in self.possible


def ends(scope: Scope, registry: Registry, *, exact: bool = False) -> Ends:
    """Who answers to a scope.

    In full: an agency and its parts at any depth; every agency of a kind (in a state); a group asked for by name.
    Possibly: a whole of the one asked for, a group with a member that answers in full, and, asked by kind and not
    in one state, a group of that class. With `exact`, neither parts nor wholes nor groups.
    """
    full = _full(scope, registry, exact=exact)
    if exact:
        return Ends(full, frozenset())
    possible = {whole for party in full for whole in registry.wholes(party)}
    possible |= {group.id for group in registry.groups if not full.isdisjoint(group.members)}
    if scope.kind and not scope.state:
        possible |= {group.id for group in registry.groups if group.class_kind == scope.kind}
    return Ends(full, frozenset(possible) - full)


def _full(scope: Scope, registry: Registry, *, exact: bool) -> frozenset[str]:
    if scope.party is not None:
        return frozenset({scope.party}) if exact else registry.parts(scope.party)
    if scope.kind is None:
        agencies = frozenset(party.id for party in registry.agencies)
        return agencies if exact else frozenset(registry) | {MASKED}
    return frozenset(party.id for party in registry.of_kind(scope.kind) if scope.state in (None, party.state))
