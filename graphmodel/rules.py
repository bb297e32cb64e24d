"""Rules as read from a case: which items each touches, and what of it no fact matches (semantics, section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from graphmodel.dates import ALWAYS, Span, parse_span
from graphmodel.evidence import Item
from graphmodel.registry import Registry
from graphmodel.scope import Scope, parse_scope
from graphmodel.taxonomy import Taxonomy
from graphmodel.vocabulary import yields


@dataclass(frozen=True, slots=True)
class Rule:
    """A law, policy, agreement or technical block, with scope and dates; an empty field is unlimited."""

    id: str
    title: str
    kind: str
    effect: str
    holders: tuple[Scope, ...]
    recipients: tuple[Scope, ...]
    channels: tuple[str, ...]
    data_types: tuple[str, ...]
    partial: bool
    purposes: tuple[str, ...]
    excepts_threshold: tuple[str, ...]
    overrides: tuple[str, ...]
    takes_effect: Span
    ends: Span
    document: str
    dataset: str
    record: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)

    @property
    def is_bar(self) -> bool:
        """Whether it bars what it covers."""
        return self.effect == "bars"

    @property
    def may_be_in_force(self) -> Span:
        """From the first day on which it can have taken effect to the last on which it can have ended."""
        return Span(self.takes_effect.lo, self.ends.hi)

    @property
    def surely_in_force(self) -> Span:
        """The days on which it is certain to be in force; a date that it does not state is unlimited."""
        return Span(
            -inf if self.takes_effect == ALWAYS else self.takes_effect.hi,
            inf if self.ends == ALWAYS else self.ends.lo,
        )

    def touches(self, item: Item, registry: Registry, types: Taxonomy, purposes: Taxonomy) -> bool:
        """Whether nothing stated of the item contradicts what the rule states, and their times can meet.

        Wholes cover parts; types that share a narrower one, a group and an `assumed` type contradict nothing.
        """
        return self.fits(item, registry, types, purposes) and self.may_be_in_force.meets(item.when.extent)

    def fits(self, item: Item, registry: Registry, types: Taxonomy, purposes: Taxonomy) -> bool:
        """Whether nothing stated of the item, its time aside, contradicts what the rule states."""
        return (
            _meets_any(self.holders, item.holder, registry)
            and _meets_any(self.recipients, item.recipient, registry)
            and (not self.channels or item.channel in ("", *self.channels))
            and self._type_meets(item, types)
            and self._purpose_meets(item, purposes)
        )

    def may_bind(self, holder: str, registry: Registry) -> bool:
        """Whether it could touch what a holder gives."""
        return _meets_any(self.holders, holder, registry)

    def unmatched(
        self, item: Item, registry: Registry, types: Taxonomy, purposes: Taxonomy
    ) -> tuple[str, ...]:
        """The fields that the rule states and no stated fact of the item matches.

        A fact matches that is the rule's or narrower: the agency or a part of it, an equal or narrower type or
        purpose; an `assumed` or masked type is no stated one.
        """
        type_stated = item.payload != "assumed" and "type" not in item.masked
        matched = {
            "holder": _within_any(self.holders, item.holder, registry),
            "recipient": _within_any(self.recipients, item.recipient, registry),
            "channel": not self.channels or item.channel in self.channels,
            "kind of data": not self.data_types
            or (type_stated and any(item.data_type in types.narrower(each) for each in self.data_types)),
            "purpose": not self.purposes
            or any(item.purpose in purposes.narrower(each) for each in self.purposes),
        }
        return tuple(field for field, is_matched in matched.items() if not is_matched)

    def _type_meets(self, item: Item, types: Taxonomy) -> bool:
        """Whether its kind of data may be of the rule's; a face search not itemised may have given its results."""
        hidden = item.payload == "assumed" or "type" in item.masked or not item.data_type
        if not self.data_types or hidden:
            return True
        kinds = (item.data_type, *(() if item.itemised else yields(item.channel)))
        return any(types.share_a_narrower(rules, kind) for rules in self.data_types for kind in kinds)

    def _purpose_meets(self, item: Item, purposes: Taxonomy) -> bool:
        if not self.purposes or not item.purpose:
            return True
        return any(purposes.share_a_narrower(each, item.purpose) for each in self.purposes)


def _meets_any(scopes: tuple[Scope, ...], party: str, registry: Registry) -> bool:
    if not scopes or registry.is_group(party or None):
        return True
    return any(_meets(scope, party, registry) for scope in scopes)


def _meets(scope: Scope, party: str, registry: Registry) -> bool:
    """Whether an agency is, is part of, or is a whole of one that the scope names; of no known kind, it may be."""
    if scope.is_any:
        return True
    if scope.party is not None:
        named = _named(scope.party, registry)
        return any(party in registry.parts(each) or each in registry.parts(party) for each in named)
    own = registry[party]
    if own.kind == "unknown" and (own.state is None or scope.state in (None, own.state)):
        return True
    return any(_is_of(scope, each, registry) for each in registry.parts(party) | {*registry.wholes(party)})


def _within_any(scopes: tuple[Scope, ...], party: str, registry: Registry) -> bool:
    return not scopes or any(_is_within(scope, party, registry) for scope in scopes)


def _is_within(scope: Scope, party: str, registry: Registry) -> bool:
    """Whether a party is one that the scope names, or a part of one; a group named is itself and its members."""
    if scope.is_any:
        return True
    if scope.party is not None:
        return any(party in registry.parts(each) for each in _named(scope.party, registry))
    return any(_is_of(scope, each, registry) for each in (party, *registry.wholes(party)))


def _named(party: str, registry: Registry) -> tuple[str, ...]:
    """An agency; or a group and its named members."""
    return (party, *registry[party].members) if party in registry else (party,)


def _is_of(scope: Scope, party: str, registry: Registry) -> bool:
    """Whether a party is of the scope's kind, and in its state."""
    known = registry.get(party)
    return known is not None and known.kind == scope.kind and scope.state in (None, known.state)


def read_rule(row: Mapping[str, Any], registry: Registry) -> Rule:
    """A rule row, its scopes resolved."""
    return Rule(
        row["id"],
        row.get("name") or row["id"],
        row.get("kind") or "paper",
        row.get("effect") or "",
        tuple(parse_scope(text, registry) for text in row.get("holder") or ()),
        tuple(parse_scope(text, registry) for text in row.get("recipient") or ()),
        tuple(row.get("channel") or ()),
        tuple(row.get("data_types") or ()),
        bool(row.get("partial")),
        tuple(row.get("purpose") or ()),
        tuple(row.get("excepts_threshold") or ()),
        tuple(row.get("overrides") or ()),
        parse_span(row.get("from") or ""),
        parse_span(row.get("to") or ""),
        row.get("document") or "",
        row.get("dataset") or "",
        row,
    )
