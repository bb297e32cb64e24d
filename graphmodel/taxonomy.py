"""Broader and narrower terms: data types with several parents, purposes, and what is made from what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property


class Taxonomy:
    """Terms and their broader terms; a term may have several.

    Parameters
    ----------
    parents
        Each term's broader terms.
    made_from
        Each term's sources, for kinds of data that are made from others.
    """

    def __init__(
        self, parents: Mapping[str, Iterable[str]], made_from: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        self.parents = {term: tuple(above) for term, above in parents.items()}
        self.made_from = {term: tuple(used) for term, used in (made_from or {}).items() if used}

    def __contains__(self, term: str) -> bool:
        return term in self.parents

    def broader(self, term: str) -> frozenset[str]:
        """A term and every broader one."""
        return self._broader.get(term, frozenset({term}))

    def narrower(self, term: str) -> frozenset[str]:
        """A term and every narrower one that it includes."""
        return self._narrower.get(term, frozenset({term}))

    def share_a_narrower(self, one: str, other: str) -> bool:
        """Whether some kind of data is of both."""
        return not self.narrower(one).isdisjoint(self.narrower(other))

    @cached_property
    def _broader(self) -> dict[str, frozenset[str]]:
        return {term: frozenset(self._climb(term)) for term in self.parents}

    def _climb(self, term: str) -> set[str]:
        found, ahead = set(), [term]
        while ahead:
            here = ahead.pop()
            if here not in found:
                found.add(here)
                ahead.extend(self.parents.get(here, ()))
        return found

    @cached_property
    def _narrower(self) -> dict[str, frozenset[str]]:
        below: dict[str, set[str]] = {}
        for term, above in self._broader.items():
            for each in above:
                below.setdefault(each, {each}).add(term)
        return {term: frozenset(terms) for term, terms in below.items()}
