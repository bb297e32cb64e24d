"""Which agency a name means: accepted only where that is safe, else the three best candidates and why none was taken.

Names are compared within their state only, and only with offices of the same kind. Accepted is a name whose reading
(`loaders.agencynames`) equals that of exactly one agency; or one that is a letter off in a long word, if the likeness
is at least 92 of 100 and the next agency's at least 4 less. Nothing is accepted that is marked, ambiguous, or says
more than place, state and office. Measured on real names: ``benchmarks/names``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graphmodel.registry import Party
from loaders.agencynames import AgencyName, read_name
from loaders.agencywords import AgencyWords, shipped_words
from loaders.nameindex import Known, NameIndex, Near, counties_agree

LIKE = 92.0
"""How alike two names must be, of 100, to be accepted."""
MARGIN = 4.0
"""How much less alike the next agency must be."""
LETTERS = 7
"""The fewest letters of a word that may be a letter off: in shorter ones a letter makes another place."""
ENDING = 3
"""How many letters at its end must be the same: -ton and -town, -son and -ston are other places."""
SHOWN = 3
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


class Matcher:
    """Finds agencies by names.

    Parameters
    ----------
    parties
        The known agencies; groups, and agencies that only stand for a name, are passed over.
    words
        The words that names are made of; the shipped ones unless told.
    same
        The agency that one was decided to be; itself unless told.
    """

    def __init__(
        self, parties: Iterable[Party], words: AgencyWords | None = None, same: Callable[[str], str] = str
    ) -> None:
        self.words = words or shipped_words()
        self._all = NameIndex()
        self._states: defaultdict[str, NameIndex] = defaultdict(NameIndex)
        for party in parties:
            if not party.is_group and not party.provisional:
                self._add(party, same(party.id))

    def _add(self, party: Party, agency: str) -> None:
        state = party.state or ""
        read = {read_name(each, state, self.words) for each in (party.name, *party.aliases)}
        county = min((name.county for name in read if name.county), default="")
        for name in {replace(each, county=each.county or county) for each in read}:
            # where a name gives no state, only those that are marked as federal are compared with it
            known = Known(agency, party.name, replace(name, federal=not name.state))
            self._all.add(known)
            self._states[name.state].add(known)

    def match(self, name: str, *, suggest: bool = True) -> Match:
        """What a name means, or may mean.

        Parameters
        ----------
        suggest
            Whether candidates are wanted that are much less alike than what is accepted; they take longer to find,
            and what is accepted is the same without them.

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
        index = self._states.get(read.state)
        exact = index.same(read) if index else []
        doubt = self._doubt(read, exact)
        if doubt is None and len({each.agency for each in exact}) == 1:
            kind = _spelled_kind(exact[0].name.office)
            why = f"the same place, state and kind of office{kind} as exactly one agency"
            return Match(read, exact[0].agency, why, (_candidate(exact[0], 100.0),))
        near = self._near(read, suggest=suggest)
        candidates = tuple(_best_of_each(near))
        if doubt is not None:
            return Match(read, None, doubt, candidates[:SHOWN])
        if exact:
            several = sorted({each.agency for each in exact})
            why = "several agencies are called so: " + ", ".join(several[:5])
            return Match(read, None, why, candidates[:SHOWN])
        return self._nearly(read, near, candidates)

    # --- what stands in the way

    def _doubt(self, read: AgencyName, exact: Sequence[Known]) -> str | None:
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
        return self._doubt_of_common(read, exact)

    def _doubt_of_common(self, read: AgencyName, exact: Sequence[Known]) -> str | None:
        """Where several places of a state have the name, both must give the county."""
        if not self._is_common(read):
            return None
        several = f"several places of a state are called {f'{read.place} {read.place_kind}'.strip()}"
        if not read.county and not read.unit:
            return f"{several}, and it names no county"
        known = all(each.name.county for each in exact)
        return None if known else f"{several}, and the county of the agency is not known"

    def _is_common(self, read: AgencyName) -> bool:
        """Whether towns and townships of one state have the name of its place, and it does not say which."""
        words = read.place.split()
        if read.place_kind:
            return read.place_kind == "township" and self.words.has("common", words[:1])
        plain = read.office == "police" and self.words.has("township state", [read.state])
        return plain and any(self.words.has(role, words) for role in ("common", "beside"))

    # --- what is near

    def _near(self, read: AgencyName, *, suggest: bool) -> Near:
        """The known names that are most alike; those of other states only where it names none."""
        if suggest:
            index = self._states.get(read.state) if read.state else self._all
            return index.near(read, LEAST, holding=True) if index else []
        index = self._states.get(read.state)
        near = index.near(read, LIKE - MARGIN, holding=False) if index else []
        return near if read.state else [*self._only_one(read), *near]

    def _only_one(self, read: AgencyName) -> Near:
        """The agency that alone of all states is called like a name which names no state."""
        same = self._all.same(read)
        return [(100.0, same[0])] if len({each.agency for each in same}) == 1 else []

    def _nearly(self, read: AgencyName, near: Near, candidates: Sequence[Candidate]) -> Match:
        """A name that no agency has: accepted if it is a letter off, and nothing else is near."""
        shown = tuple(candidates[:SHOWN])
        if not near:
            return Match(read, None, "no agency of its state has a name like it", ())
        score, best = near[0]
        second = next((other for other, each in near if each.agency != best.agency), 0.0)
        why = self._unlike(read, best.name, score, second)
        if why is not None:
            return Match(read, None, why, shown)
        accepted = f"a letter off; {score:.0f} of 100 alike, and no other agency within {MARGIN:.0f} of that"
        return Match(read, best.agency, accepted, shown)

    def _unlike(self, read: AgencyName, best: AgencyName, score: float, second: float) -> str | None:
        """Why the most alike is not safe."""
        if not read.office:
            return "its kind of office is not known"
        if read.office != best.office:
            return f"the most alike is of another kind: {best.office or 'not known'}, not {read.office}"
        if (read.place_kind, read.number, read.federal) != (best.place_kind, best.number, best.federal):
            return "the most alike has another kind of place, or number"
        if best.unit or not counties_agree(read, best):
            return "the most alike is a part of an agency, or in another county"
        if score < LIKE:
            return f"the most alike is {score:.0f} of 100 alike, which is less than {LIKE:.0f}"
        if score - second < MARGIN:
            return f"two agencies are about as alike: {score:.0f} and {second:.0f} of 100"
        if not self._a_letter_off(read.place, best.place):
            return "the word that differs may be of another place"
        return None

    @staticmethod
    def _a_letter_off(one: str, other: str) -> bool:
        """Whether two places differ in one letter of one long word, neither its first nor one of its last."""
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
        alike = a[0] == b[0] and a[-ENDING:] == b[-ENDING:] and OSA.distance(a, b) == 1
        return alike and min(len(a), len(b)) >= LETTERS


def _spelled_kind(office: str) -> str:
    return f" ({office})" if office else ""


def _candidate(known: Known, score: float) -> Candidate:
    return Candidate(known.agency, known.shown, round(score, 1))


def _best_of_each(near: Near) -> Iterator[Candidate]:
    """Each agency once, by its best name."""
    seen: set[str] = set()
    for score, known in near:
        if known.agency not in seen:
            seen.add(known.agency)
            yield _candidate(known, score)
