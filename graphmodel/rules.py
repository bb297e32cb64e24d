"""Rules as read from a case, and which items each touches (semantics, section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphmodel.dates import Span, parse_span
from graphmodel.evidence import Item
from graphmodel.registry import Registry
from graphmodel.scope import Scope, parse_scope
from graphmodel.taxonomy import Taxonomy


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

    def touches(self, item: Item, registry: Registry, types: Taxonomy, purposes: Taxonomy) -> bool:
        """Whether nothing stated of the item contradicts what the rule states, and their times can meet.

        Wholes cover parts; types that share a narrower one, a group and an `assumed` type contradict nothing.
        """
        return (
            _meets_any(self.holders, item.holder, registry)
            and _meets_any(self.recipients, item.recipient, registry)
            and (not self.channels or item.channel in ("", *self.channels))
            and self._type_meets(item, types)
            and self._purpose_meets(item, purposes)
            and Span(self.takes_effect.lo, self.ends.hi).meets(Span(item.when.start.lo, item.when.end.hi))
        )

    def _type_meets(self, item: Item, types: Taxonomy) -> bool:
        if not self.data_types or item.payload == "assumed" or not item.data_type:
            return True
        return any(types.share_a_narrower(each, item.data_type) for each in self.data_types)

    def _purpose_meets(self, item: Item, purposes: Taxonomy) -> bool:
        if not self.purposes or not item.purpose:
            return True
        return any(purposes.share_a_narrower(each, item.purpose) for each in self.purposes)


def _meets_any(scopes: tuple[Scope, ...], party: str, registry: Registry) -> bool:
    if not scopes or registry.is_group(party or None):
        return True
    return any(_meets(scope, party, registry) for scope in scopes)


def _meets(scope: Scope, party: str, registry: Registry) -> bool:
    """Whether an agency is, is part of, or is a whole of one that the scope names."""
    if scope.is_any:
        return True
    if scope.party is not None:
        named = (scope.party, *registry[scope.party].members) if scope.party in registry else (scope.party,)
        return any(party in registry.parts(each) or each in registry.parts(party) for each in named)
    around = registry.parts(party) | {*registry.wholes(party)}
    return any(
        registry[each].kind == scope.kind and scope.state in (None, registry[each].state)
        for each in around
        if each in registry
    )


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
