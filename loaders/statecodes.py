"""Which word of a name is the code of its state: not every `IN`, `OR` or `CO` is one."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.agencywords import AgencyWords, state_codes


def code_of_state(written: Sequence[str], words: AgencyWords) -> tuple[int | None, str]:
    """The place of the code among the words of a name, None where there is none; and what is doubtful of it.

    It is the code before the kind of office, else the last.

    >>> from loaders.agencywords import shipped_words
    >>> code_of_state(["La", "Verne", "CA", "PD"], shipped_words())
    (2, '')
    >>> code_of_state(["LA", "VERNE", "PD"], shipped_words())
    (None, '')
    """
    places = _code_places(written, words)
    if not places:
        return None, ""
    folded = words.spelled([word.casefold() for word in written])
    if len(places) > 1 and written[places[-1]] == "SD" and places[-2] == places[-1] - 1:
        return places[-2], ""  # a sheriff's department
    if len(folded) == len(written):
        starts = {start for start, _, _ in words.find("office", folded)}
        before = [place for place in places if place + 1 in starts]
        if before:
            return before[-1], ""
    several = len({written[place].upper() for place in places}) > 1
    doubtful = several and places[-1] != len(written) - 1
    return places[-1], "two codes of states" if doubtful else ""


def _code_places(written: Sequence[str], words: AgencyWords) -> list[int]:
    """Where codes of states stand: in capitals, else before the kind of office or at the end."""
    codes = state_codes()
    capital = [i for i, word in enumerate(written) if word in codes]
    if capital and not all(word.isupper() for word in written if word.isalpha()):
        return capital
    folded = [word.casefold() for word in written]
    starts = {start for start, _, _ in words.find("office", folded)} | {len(written)}
    apart = [i for i in range(1, len(written)) if written[i].upper() in codes and i + 1 in starts]
    return [i for i in apart if not words.has("word code", [folded[i]]) or written[i].isupper()]
