"""A name of an agency, read: where it is, which kind of office, of which place, and what makes it doubtful.

Lists of agencies write the state inside the name ("Adrian MI PD"), at its end, in brackets or in full, shorten the
kind of office in a dozen ways, and hold units, demo accounts and entries that are not to be used. Nothing is guessed
here: what is no part of the grammar *place, state, office* becomes the `unit`, and two readings a `doubt`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.agencywords import AgencyWords, shipped_words, state_codes, state_names, tokens
from loaders.statecodes import code_of_state

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_DASH = re.compile(r"\s+[-–—]+\s*|\s*[-–—]+\s+")
LONGEST_NAME = 300
"""A longer text is not read: it is no name, and may be made to take long."""
_NUMBERED = ("precinct", "troop", "district", "no", "number")
#: A sheriff is a county's, whether or not the name says so; of a city only where the name says that.
PLACED = frozenset({"city", "town", "village"})
"""Kinds of place that are written before the place (`town of`): behind it, the word is part of its name."""
COUNTY_OFFICES = frozenset({"sheriff", "district-attorney", "prosecutor"})


@dataclass(frozen=True, slots=True)
class AgencyName:
    """What a name says.

    Attributes
    ----------
    state
        The code of the state; blank where the name gives none, or two.
    office
        The kind of office; blank where none is recognised.
    place
        The words that tell it from others of its kind, without those that tell nothing.
    place_kind
        `county`, `township`, …, where the name says it.
    number
        Of a precinct.
    county
        The county that is given in brackets.
    unit
        What else stands there: a division, a town in brackets, a remark.
    federal
        Whether it is marked as a federal body.
    marks
        Why the entry may stand for no agency: a demo, a duplicate.
    doubts
        What can be read in two ways.
    """

    written: str = field(compare=False)
    state: str = ""
    office: str = ""
    place: str = ""
    place_kind: str = ""
    number: str = ""
    county: str = ""
    unit: str = ""
    federal: bool = False
    marks: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """What two names of one agency have in common; spaces between the words of a place do not matter."""
        federal = "federal" if self.federal else ""
        return (self.office, self.place.replace(" ", ""), self.place_kind, self.number, self.unit, federal)

    def text(self, words: AgencyWords | None = None) -> str:
        """The name written out in one way; read again, it says the same."""
        known = words or shipped_words()
        before = self.place_kind in PLACED
        parts = [
            "[Federal]" if self.federal else "",
            f"{self.place_kind} of" if before else "",
            self.place,
            self.place_kind if not before else "",
            self.state,
            known.written(self.office) if self.office else "",
            f"precinct {self.number}" if self.number else "",
            f"({self.county} county)" if self.county else "",
            f"- {self.unit}" if self.unit else "",
        ]
        return " ".join(part for part in parts if part)


def read_name(name: str, state: str = "", words: AgencyWords | None = None) -> AgencyName:
    """What a name of an agency says.

    Parameters
    ----------
    name
        As written.
    state
        The state that the agency is known to be in, where something else says so.
    words
        The words that names are made of; the shipped ones unless told.

    Examples
    --------
    >>> read = read_name("Mountain View CA PD (Santa Clara County)")
    >>> read.state, read.office, read.place, read.county
    ('CA', 'police', 'mountain view', 'santa clara')
    >>> read_name("Irvine Police Department, California") == read_name("Irvine CA PD")
    True
    """
    if len(name) > LONGEST_NAME:
        return AgencyName(name, state, doubts=("too long for a name",))
    return _Reading(name, state, words or shipped_words()).made()


class _Reading:
    """Reads one name, part by part."""

    def __init__(self, name: str, state: str, words: AgencyWords) -> None:
        self.name, self.hint, self.words = name, state, words
        self.states: list[str] = []
        self.county = ""
        self.federal = False
        self.marks: list[str] = []
        self.doubts: list[str] = []
        self.asides: list[str] = []

    def made(self) -> AgencyName:
        main = self._without_segments(self._without_brackets())
        lowered = self._without_code(main)
        found = self.words.spelled(lowered)
        found = self._without_marks(found)
        found = self._without_federal(found)
        office, place, rest = self._office(found)
        place, office = self._state_named(place, office, rest)
        kind, place = self._place_kind(place, office)
        number, rest = self._number(rest, office)
        unit = " ".join([*rest, *(word for aside in self.asides for word in aside.split())])
        return AgencyName(
            self.name,
            self._state(),
            office,
            " ".join(word for word in place if not self.words.has("filler", [word])),
            kind,
            number,
            self.county,
            unit,
            self.federal,
            tuple(dict.fromkeys(self.marks)),
            tuple(dict.fromkeys(self.doubts)),
        )

    # --- the parts

    def _without_brackets(self) -> str:
        """The name without what stands in brackets, each of which is read."""
        text = self.name
        while (match := _BRACKETS.search(text)) is not None:
            back = self._bracket(match[1])
            text = f"{text[: match.start()]} {back} {text[match.end() :]}"
        return text

    def _bracket(self, inside: str) -> str:
        """Take in what a bracket says; what belongs to the name itself is given back."""
        written = tokens(inside)
        folded = self.words.spelled([word.casefold() for word in written])
        if len(written) == 1 and written[0].upper() in state_codes():
            self.states.append(written[0].upper())
        elif tuple(folded) in state_names():
            self.states.append(state_names()[tuple(folded)])
        elif self.words.has("office", folded):
            return inside
        elif self.words.has("federal", folded):
            self.federal = True
        elif len(folded) > 1 and self.words.has("place", folded[-1:]):
            self._set_county(" ".join(folded[:-1]) if folded[-1] != "township" else "", inside)
        elif folded:
            self._aside(folded)
        return ""

    def _set_county(self, county: str, inside: str) -> None:
        if not county or (self.county and self.county != county):
            self._aside([word.casefold() for word in tokens(inside)])
        else:
            self.county = county

    def _aside(self, folded: Sequence[str]) -> None:
        rest = self._without_marks(list(folded))
        if rest:
            self.asides.append(" ".join(rest))

    def _without_segments(self, text: str) -> str:
        """The name without what stands behind a dash; a state before or behind one is taken in."""
        parts = [part for part in _DASH.split(text) if tokens(part)]
        main: list[str] = []
        for part in parts:
            words = tokens(part)
            if len(words) == 1 and words[0] in state_codes():
                self.states.append(words[0])
            elif tuple(word.casefold() for word in words) in state_names() and main:
                self.states.append(state_names()[tuple(word.casefold() for word in words)])
            else:
                main.append(part)
        for part in main[1:]:
            self._aside(self.words.spelled([word.casefold() for word in tokens(part)]))
        return main[0] if main else ""

    def _without_code(self, main: str) -> list[str]:
        """The folded words of the name without the code of its state."""
        written = tokens(main)
        folded = [word.casefold() for word in written]
        place, doubt = (None, "") if self.states else code_of_state(written, self.words)
        self.doubts += [doubt] if doubt else []
        if place is not None:
            self.states.append(written[place].upper())
            del written[place], folded[place]
        else:  # the state once more, beside a bracket or a dash that gave it
            again = [i for i, word in enumerate(written) if word in self.states]
            for index in reversed(again):
                del written[index], folded[index]
        return folded

    def _without_marks(self, words: list[str]) -> list[str]:
        left, done = [], 0
        for start, end, meaning in self.words.find("mark", words):
            self.marks.append(meaning)
            left += words[done:start]
            done = end
        return [*left, *words[done:]]

    def _without_federal(self, words: list[str]) -> list[str]:
        start = next(self.words.find("federal", words), None)
        if start is None or start[0] != 0 or start[2] == "in brackets":
            return words
        self.federal = True
        return words[start[1] :]

    def _office(self, words: list[str]) -> tuple[str, list[str], list[str]]:
        """The kind of office, what stands before it, and what stands behind."""
        found = list(self.words.find("office", words))
        if not found:
            return "", words, []
        if len({office for _, _, office in found}) > 1:
            self.doubts.append("two kinds of office")
        start, end, office = found[-1]
        place, rest = words[:start], words[end:]
        for begin, stop, _ in reversed(found[:-1]):
            del place[begin:stop]
        return (office, place, rest) if place or self._only_number(rest) else (office, rest, [])

    def _only_number(self, rest: Sequence[str]) -> bool:
        return not rest or all(word.isdecimal() or word in _NUMBERED for word in rest)

    def _state_named(self, place: list[str], office: str, rest: list[str]) -> tuple[list[str], str]:
        """The place without the name of the state, of a body that a state has one of."""
        names = state_names()
        if tuple(rest) in names:
            self.states.append(names[tuple(rest)])
            rest.clear()
        own = next((n for n in (4, 3, 2, 1) if tuple(place[:n]) in names and len(place) >= n), 0)
        code = names[tuple(place[:own])] if own else ""
        known = self.states[-1] if self.states else self.hint
        if not own or (known and known != code):
            return place, office
        after = place[own:]
        statewide = self.words.has("statewide", [office]) and after in ([], ["state"])
        if statewide and (known or office != "public-safety"):
            self.states.append(code)
            return [], office
        if not office and self.words.has("statewide word", after[:1]):
            self.states.append(code)
            return after, office
        if statewide:
            self.states.append(code)
            return [], office
        return place, office

    def _place_kind(self, place: list[str], office: str) -> tuple[str, list[str]]:
        kind = ""
        for start, end, meaning in self.words.find("placed", place):
            if start == 0 and end < len(place):
                kind, place = meaning, place[end:]
            break
        if not kind:
            for length in (2, 1):
                if len(place) > length and self.words.has("place", place[-length:]):
                    kind = self.words.by_role["place"][tuple(place[-length:])]
                    place = place[:-length]
                    break
        if office == "sheriff" and kind != "county" and self.states == ["CO"]:
            self.doubts.append("CO may be Colorado or county")
        implied = "county" if office in COUNTY_OFFICES else "city"
        return ("" if kind == implied else kind), place

    def _number(self, rest: list[str], office: str) -> tuple[str, list[str]]:
        """The number of a precinct, and what else is left."""
        if not office or not rest or not self._only_number(rest):
            return "", rest
        digits = [str(int(word)) for word in rest if word.isdecimal()]
        if len(digits) == 1 and ("precinct" in rest or office == "constable"):
            return digits[0], []
        return "", rest

    def _state(self) -> str:
        said = set(self.states)
        if len(said) > 1 or (said and self.hint and said != {self.hint}):
            self.doubts.append("two states")
            return ""
        return next(iter(said), self.hint)
