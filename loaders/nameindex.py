"""The known names of one state, to find those that say the same as another, and those that are much like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from loaders.agencynames import AgencyName

OTHER_OFFICE = 25.0
OTHER_PLACE_KIND = 6.0
OTHER_COUNTY = 10.0
WITHIN = 15.0
"""How much less alike two names are of which the one only holds all words of the other."""
SAME_WORDS = 80.0
MOST = 9


@dataclass(frozen=True, slots=True)
class Known:
    """A name of a known agency."""

    agency: str
    shown: str
    name: AgencyName


Near = list[tuple[float, Known]]
"""Known names with how alike they are, of 100; the most alike first."""


@dataclass(slots=True)
class NameIndex:
    """Known names by what they say, and the words of their places."""

    names: list[Known] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    in_order: list[str] = field(default_factory=list)
    by_key: defaultdict[tuple[str, ...], list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_word: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, known: Known) -> None:
        """A name more."""
        place = _compared(known.name)
        for word in {*place.split()}:
            self.by_word[word].append(len(self.names))
        self.names.append(known)
        self.places.append(place)
        self.in_order.append(_ordered(place))
        self.by_key[known.name.key].append(known)

    def same(self, read: AgencyName) -> list[Known]:
        """The names that say the same, where the counties do not contradict."""
        found = [each for each in self.by_key.get(read.key, ()) if counties_agree(each.name, read)]
        if read.unit and not found:  # a bracket that gives the county without saying so
            bare = self.by_key.get(replace(read, unit="").key, ())
            found = [each for each in bare if each.name.county == read.unit]
        return found

    def near(self, read: AgencyName, least: float, *, holding: bool) -> Near:
        """The names whose places are alike, in whatever order their words are.

        Parameters
        ----------
        least
            How alike, of 100, they must be.
        holding
            Whether also those are wanted that hold all words of the name, or the other way round.
        """
        place = _compared(read)
        if not place:
            return []
        scores = dict(_alike(place, self.places, least))
        if " " in place:
            for index, score in _alike(_ordered(place), self.in_order, least):
                scores[index] = max(scores.get(index, 0.0), score)
        if holding:
            for index, score in self._holding(place):
                scores.setdefault(index, score - WITHIN)
        ranked = [(_less(score, self.names[i].name, read), self.names[i]) for i, score in scores.items()]
        return sorted(ranked, key=lambda pair: (-pair[0], pair[1].agency, pair[1].name.text()))

    def _holding(self, place: str) -> list[tuple[int, float]]:
        from rapidfuzz import fuzz, process

        among = {index: self.places[index] for word in place.split() for index in self.by_word.get(word, ())}
        found = process.extract(
            place, among, scorer=fuzz.token_set_ratio, limit=MOST, score_cutoff=SAME_WORDS
        )
        return [(index, score) for _, score, index in found]


def _alike(wanted: str, among: Iterable[str], least: float) -> list[tuple[int, float]]:
    from rapidfuzz import fuzz, process

    found = process.extract(wanted, among, scorer=fuzz.ratio, limit=MOST, score_cutoff=least)
    return [(index, score) for _, score, index in found]


def _ordered(place: str) -> str:
    return " ".join(sorted(place.split()))


def _compared(name: AgencyName) -> str:
    """What is compared of a name: the place, or where there is none the kind of office."""
    return name.place or name.office


def counties_agree(one: AgencyName, other: AgencyName) -> bool:
    """Whether two names do not give different counties."""
    return not one.county or not other.county or one.county == other.county


def _less(score: float, known: AgencyName, read: AgencyName) -> float:
    """The likeness, less where the kinds of office or of place, or the counties differ."""
    score -= OTHER_OFFICE * (known.office != read.office)
    score -= OTHER_PLACE_KIND * (known.place_kind != read.place_kind)
    score -= OTHER_PLACE_KIND * (known.number != read.number)
    return max(0.0, score - OTHER_COUNTY * (not counties_agree(known, read)))
