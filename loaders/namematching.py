"""Which agency a name means: accepted only where that is safe, else the three best candidates and why none was taken.

Names are compared within their state only, and only with offices of the same kind. Accepted is a name whose reading
(`loaders.agencynames`) equals that of exactly one agency; or one that is a letter off, if the likeness is at least
92 of 100 and the next agency's at least 4 less, and no word differs that tells places apart. Nothing is accepted
that is marked, ambiguous, or says more than place, state and office. Measured on real names: ``benchmarks/names``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from graphmodel.registry import Party
from loaders.agencynames import AgencyName, read_name
from loaders.agencywords import AgencyWords, shipped_words

LIKE = 92.0
"""How alike two names must be, of 100, to be accepted."""
MARGIN = 4.0
"""How much less alike the next agency must be."""
LETTERS = 7
"""The fewest letters of a word that may be a letter off: in shorter ones a letter makes another place."""
ENDING = 3
"""How many letters at its end must be the same: -ton and -town, -son and -ston are other places."""
SHOWN = 3
OTHER_OFFICE = 25.0
OTHER_PLACE_KIND = 6.0
OTHER_COUNTY = 10.0
LEAST = 55.0
"""What is less alike is no candidate."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency that a name may mean, and how alike the two are, of 100."""

    agency: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a name.

    Attributes
    ----------
    accepted
        The agency that it safely means; None where that is not safe.
    why
        Why it was accepted, or why not.
    candidates
        The best three.
    """

    name: AgencyName
    accepted: str | None
    why: str
    candidates: tuple[Candidate, ...] = ()

    @property
    def score(self) -> float:
        """How alike the name and the best candidate are."""
        return self.candidates[0].score if self.candidates else 0.0


@dataclass(frozen=True, slots=True)
class _Known:
    """A name of a known agency."""

    agency: str
    shown: str
    name: AgencyName


@dataclass(slots=True)
class _Block:
    """The known names of one state."""

    names: list[_Known] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    by_key: defaultdict[tuple[str, ...], list[_Known]] = field(default_factory=lambda: defaultdict(list))

    def add(self, known: _Known) -> None:
        self.names.append(known)
        self.places.append(_compared(known.name))
        self.by_key[known.name.key].append(known)


class Matcher:
    """Finds agencies by names.

    Parameters
    ----------
    parties
        The known agencies; groups, and agencies that only stand for a name, are passed over.
    words
        The words that names are made of; the shipped ones unless told.
    """

    def __init__(self, parties: Iterable[Party], words: AgencyWords | None = None) -> None:
        self.words = words or shipped_words()
        self._all = _Block()
        self._states: dict[str, _Block] = {}
        for party in parties:
            if not party.is_group and not party.provisional:
                self._add(party)

    def _add(self, party: Party) -> None:
        state = party.state or ""
        for name in {read_name(name, state, self.words) for name in (party.name, *party.aliases)}:
            national = replace(
                name, federal=not name.state
            )  # a name is compared with these if marked as federal
            known = _Known(party.id, party.name, national)
            self._all.add(known)
            self._states.setdefault(name.state, _Block()).add(known)

    def match(self, name: str) -> Match:
        """What a name means, or may mean.

        Examples
        --------
        >>> from graphmodel.registry import Party
        >>> matcher = Matcher([Party("us-ca-irvine-pd", "Irvine Police Department", state="CA")])
        >>> matcher.match("Irvine CA PD").accepted
        'us-ca-irvine-pd'
        >>> matcher.match("Irvine CA PD - Traffic Unit").why
        "it says more than place, state and office: 'traffic unit'"
        """
        read = read_name(name, "", self.words)
        exact = self._exact(read)
        doubt = self._doubt(read, exact=bool(exact))
        if doubt is None and len({each.agency for each in exact}) == 1:
            kind = _spelled_kind(exact[0].name.office)
            why = f"the same place, state and kind of office{kind} as exactly one agency"
            return Match(read, exact[0].agency, why, (_candidate(exact[0], 100.0),))
        near = self._near(read)
        candidates = tuple(_best_of_each(near))
        if doubt is not None:
            return Match(read, None, doubt, candidates[:SHOWN])
        if exact:
            several = sorted({each.agency for each in exact})
            why = "several agencies are called so: " + ", ".join(several[:5])
            return Match(read, None, why, candidates[:SHOWN])
        return self._nearly(read, near, candidates)

    # --- what stands in the way

    def _doubt(self, read: AgencyName, *, exact: bool) -> str | None:
        """What forbids to accept anything for a name, in words."""
        if read.marks:
            return "it is marked as " + ", ".join(read.marks)
        if read.doubts:
            return "it can be read in two ways: " + ", ".join(read.doubts)
        if not read.state and not read.federal:
            return "it names no state"
        if read.unit and not exact:
            return f"it says more than place, state and office: {read.unit!r}"
        if not read.place and not read.office:
            return "it says nothing that tells agencies apart"
        if self._is_common(read) and not read.county and not read.unit:
            return (
                f"several places of a state are called {read.place} {read.place_kind}, and it names no county"
            )
        return None

    def _is_common(self, read: AgencyName) -> bool:
        return read.place_kind == "township" and self.words.has("common", read.place.split()[:1])

    def _exact(self, read: AgencyName) -> list[_Known]:
        """The names of its state that say the same, where the counties do not contradict."""
        block = self._states.get(read.state)
        if block is None:
            return []
        found = [each for each in block.by_key.get(read.key, ()) if _counties_agree(each.name, read)]
        if read.unit and not found:  # a bracket that gives the county without saying so
            bare = block.by_key.get(replace(read, unit="").key, ())
            found = [each for each in bare if each.name.county == read.unit]
        return found

    # --- what is near

    def _near(self, read: AgencyName) -> list[tuple[float, _Known]]:
        """The known names that are most alike, best first; those of other states only where it names none."""
        from rapidfuzz import fuzz, process

        block = self._states.get(read.state) if read.state else self._all
        compared = _compared(read)
        if block is None or not compared:
            return []
        scores: dict[int, float] = {}
        for scorer, least, less in (
            (fuzz.ratio, LEAST, 0),
            (fuzz.token_sort_ratio, LEAST, 0),
            (fuzz.token_set_ratio, 80, 15),
        ):
            for _, score, index in process.extract(
                compared, block.places, scorer=scorer, limit=9, score_cutoff=least
            ):
                scores[index] = max(scores.get(index, 0.0), score - less)
        ranked = [
            (_adjusted(score, block.names[i].name, read), block.names[i]) for i, score in scores.items()
        ]
        return sorted(ranked, key=lambda pair: (-pair[0], pair[1].agency))

    def _nearly(
        self, read: AgencyName, near: Sequence[tuple[float, _Known]], candidates: Sequence[Candidate]
    ) -> Match:
        """A name that no agency has: accepted if it is a letter off, and nothing else is near."""
        shown = tuple(candidates[:SHOWN])
        if not near:
            return Match(read, None, "no agency of its state has a name like it", ())
        score, best = near[0]
        second = next((other for other, each in near if each.agency != best.agency), 0.0)
        why = self._unlike(read, best.name, score, second)
        if why is not None:
            return Match(read, None, why, shown)
        accepted = f"{score:.0f} of 100 alike, the next agency {second:.0f}; a letter off"
        return Match(read, best.agency, accepted, shown)

    def _unlike(self, read: AgencyName, best: AgencyName, score: float, second: float) -> str | None:
        """Why the most alike is not safe."""
        if not read.office:
            return "its kind of office is not known"
        if read.office != best.office:
            return f"the most alike is of another kind: {best.office or 'not known'}, not {read.office}"
        if (read.place_kind, read.number, read.federal) != (best.place_kind, best.number, best.federal):
            return "the most alike has another kind of place, or number"
        if best.unit or not _counties_agree(read, best):
            return "the most alike is a part of an agency, or in another county"
        if score < LIKE:
            return f"the most alike is {score:.0f} of 100 alike, which is less than {LIKE:.0f}"
        if score - second < MARGIN:
            return f"two agencies are about as alike: {score:.0f} and {second:.0f} of 100"
        if not self._a_letter_off(read.place, best.place):
            return "the word that differs may be of another place"
        return None

    def _a_letter_off(self, one: str, other: str) -> bool:
        """Whether two places differ in one letter of one long word that tells no places apart."""
        from rapidfuzz.distance import OSA

        left, right = one.split(), other.split()
        if len(left) != len(right):
            return False
        differing = [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
        if len(differing) != 1 or any(
            character.isdigit() for pair in differing for character in "".join(pair)
        ):
            return False
        a, b = differing[0]
        telling = self.words.has("telling", [a]) or self.words.has("telling", [b])
        alike = a[0] == b[0] and a[-ENDING:] == b[-ENDING:] and OSA.distance(a, b) == 1
        return alike and not telling and min(len(a), len(b)) >= LETTERS


def _compared(name: AgencyName) -> str:
    """What is compared of a name: the place, or where there is none the kind of office."""
    return name.place or name.office


def _spelled_kind(office: str) -> str:
    return f" ({office})" if office else ""


def _counties_agree(one: AgencyName, other: AgencyName) -> bool:
    return not one.county or not other.county or one.county == other.county


def _adjusted(score: float, known: AgencyName, read: AgencyName) -> float:
    """The likeness, less where the kinds of office or of place, or the counties differ."""
    score -= OTHER_OFFICE * (known.office != read.office)
    score -= OTHER_PLACE_KIND * (known.place_kind != read.place_kind)
    score -= OTHER_PLACE_KIND * (known.number != read.number)
    return max(0.0, score - OTHER_COUNTY * (not _counties_agree(known, read)))


def _candidate(known: _Known, score: float) -> Candidate:
    return Candidate(known.agency, known.shown, round(score, 1))


def _best_of_each(near: Iterable[tuple[float, _Known]]) -> Iterator[Candidate]:
    """Each agency once, by its best name."""
    seen: set[str] = set()
    for score, known in near:
        if known.agency not in seen:
            seen.add(known.agency)
            yield _candidate(known, score)
