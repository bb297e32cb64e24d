"""Who is who: agencies, their wholes and parts, groups and their named members, and the names that resolve to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

MASKED = "masked"
"""The party of a masked cell: like a group, it can end a walk and is never a step inside one."""

#: Up to so many letters an alias may be initials that several bodies share.
LONGEST_INITIALS = 6


@dataclass(frozen=True, slots=True)
class Party:
    """An agency or a group."""

    id: str
    name: str
    kind: str = "unknown"
    state: str | None = None
    part_of: str | None = None
    is_group: bool = False
    class_kind: str | None = None
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    placeholder: bool = False
    provisional: bool = False
    candidate: str | None = None
    marked: str | None = None
    dataset: str | None = None
    note: str | None = None
    stands_for: str | None = None
    because: str | None = None


def fold(name: str) -> str:
    """A name as it is compared: case and runs of spaces do not matter."""
    return " ".join(name.casefold().split())


class Registry(Mapping[str, Party]):
    """The parties of a case by id.

    Parameters
    ----------
    parties
        Agencies and groups; a provisional agency's aliases resolve only within its own dataset.
    """

    def __init__(self, parties: Iterable[Party]) -> None:
        self._parties = {party.id: party for party in parties}
        self._successors = {party.id: party.stands_for for party in self.values() if party.stands_for}
        if self._successors:
            self._parties = {party.id: self._among_successors(party) for party in self.values()}
        self._names: dict[tuple[str, str], str] = {}
        for party in self._parties.values():
            scope = (party.dataset or "") if party.provisional else ""
            for name in (party.name, *party.aliases):
                self._names.setdefault((scope, fold(name)), party.id)
        self._ambiguous = {
            fold(alias)
            for party in self._parties.values()
            if party.state or party.is_group
            for alias in party.aliases
            if len(alias) <= LONGEST_INITIALS
        }

    @classmethod
    def from_records(
        cls, agencies: Iterable[Mapping[str, Any]], groups: Iterable[Mapping[str, Any]]
    ) -> Registry:
        """The registry of the tables `Agency` and `AgencyGroup`."""
        return cls([*map(_agency, agencies), *map(_group, groups)])

    def __getitem__(self, key: str) -> Party:
        return self._parties[key]

    def __iter__(self) -> Any:
        return iter(self._parties)

    def __len__(self) -> int:
        return len(self._parties)

    def _among_successors(self, party: Party) -> Party:
        """A party whose whole and members are those that they stand for."""
        members = tuple(dict.fromkeys(map(self.successor, party.members)))
        return replace(party, part_of=party.part_of and self.successor(party.part_of), members=members)

    def successor(self, party: str) -> str:
        """The id of the party that one was found to be, however many decisions on; its own where it is itself."""
        passed = {party}
        while (after := self._successors.get(party)) in self._parties and after not in passed:
            party = str(after)
            passed.add(party)
        return party

    def resolve(self, text: str, dataset: str = "") -> str | None:
        """The id that a name (or an id) in a record stands for; None where it stands for none.

        What is known of a name in its dataset goes before what is known of it anywhere; a party that was found to
        be another is that one. The initials of a state's body ("DOL", "MVA") are those of others elsewhere: in a record they resolve to
        nobody, so that no edge is drawn from a guess. `find` takes them.
        """
        if text in self._parties:
            return self.successor(text)
        name = fold(text)
        known = self._names.get((dataset, name)) if dataset else None
        if known is None and name not in self._ambiguous:
            known = self._names.get(("", name))
        return known and self.successor(known)

    def resolve_anywhere(self, text: str) -> str | None:
        """The id that a name stands for in every dataset; None where that depends on the dataset."""
        return None if fold(text) in self._provisional_names else self.resolve(text)

    def find(self, text: str) -> str | None:
        """The id that somebody who asks means by a name, initials included."""
        found = self.resolve(text) or self._names.get(("", fold(text))) or self._provisional(fold(text))
        return found and self.successor(found)

    def _provisional(self, name: str) -> str | None:
        """What the provisional agencies of this name are, whatever their dataset; None where that is not one."""
        found = {self.successor(party) for party in self._provisional_names.get(name, ())}
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _provisional_names(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for (scope, name), party in self._names.items():
            if scope:
                found.setdefault(name, set()).add(party)
        return found

    def label(self, party: str | None) -> str:
        """How a reader should see a party's id."""
        if party is None:
            return "not named"
        return self._parties[party].name if party in self._parties else party

    def wholes(self, party: str) -> tuple[str, ...]:
        """What an agency is part of, nearest first."""
        chain: list[str] = []
        above = self._parties[party].part_of if party in self._parties else None
        while above is not None and above not in chain and above != party:
            chain.append(above)
            above = self._parties[above].part_of if above in self._parties else None
        return tuple(chain)

    def parts(self, party: str) -> frozenset[str]:
        """An agency and everything that is part of it, at any depth."""
        return self._parts.get(party, frozenset({party}))

    def family(self, party: str) -> frozenset[str]:
        """An agency, its wholes, and all their parts: what counts as one where a doubt must count."""
        return self.parts((party, *self.wholes(party))[-1])

    def is_group(self, party: str | None) -> bool:
        """Whether a party is a group (or not known: masked or unnamed), and so never a step inside a walk."""
        return party is None or party not in self._parties or self._parties[party].is_group

    @cached_property
    def _parts(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {party: {party} for party in self._parties}
        for party in self._parties:
            for whole in self.wholes(party):
                found.setdefault(whole, {whole}).add(party)
        return {party: frozenset(parts) for party, parts in found.items()}

    @cached_property
    def agencies(self) -> tuple[Party, ...]:
        """The agencies, without the groups and those that were found to be others."""
        return tuple(party for party in self._parties.values() if not party.is_group and not party.stands_for)

    def of_kind(self, kind: str) -> tuple[Party, ...]:
        """The agencies of a kind."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[Party, ...]]:
        found: dict[str, list[Party]] = {}
        for party in self.agencies:
            found.setdefault(party.kind, []).append(party)
        return {kind: tuple(parties) for kind, parties in found.items()}

    @cached_property
    def groups(self) -> tuple[Party, ...]:
        """The groups."""
        return tuple(party for party in self._parties.values() if party.is_group)

    def speaks_for(self, speaker: str | None, party: str | None) -> bool:
        """Whether a speaker is the party, the whole that it is part of, or the government that it belongs to."""
        if speaker is None or party is None or speaker not in self._parties:
            return False
        if speaker == party or speaker in self.wholes(party):
            return True
        voice = self._parties[speaker]
        state = self._parties[party].state if party in self._parties else None
        return voice.kind == "government" and voice.state is not None and voice.state == state


def _agency(row: Mapping[str, Any]) -> Party:
    return Party(
        row["id"],
        row["name"],
        row.get("kind") or "unknown",
        row.get("state") or None,
        row.get("part_of") or None,
        aliases=tuple(row.get("aliases") or ()),
        placeholder=bool(row.get("placeholder")),
        provisional=bool(row.get("provisional")),
        candidate=row.get("candidate") or None,
        marked=row.get("marked") or None,
        dataset=row.get("dataset") or None,
        note=row.get("note") or None,
        stands_for=row.get("stands_for") or None,
        because=row.get("because") or None,
    )


def _group(row: Mapping[str, Any]) -> Party:
    return Party(
        row["id"],
        row["name"],
        "group",
        row.get("state") or None,
        is_group=True,
        class_kind=row.get("class_kind") or None,
        members=tuple(row.get("members") or ()),
        aliases=tuple(row.get("aliases") or ()),
        dataset=row.get("dataset") or None,
        note=row.get("note") or None,
    )
