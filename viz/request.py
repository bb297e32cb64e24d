"""A drafted request for a record, as Markdown: the letter first, then what is not part of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from viz.brief import code, indented, markdown
from viz.safety import clean
from viz.templates import plain_environment

#: Of so many offices each is listed.
MOST_LISTED = 20
#: Of so many kinds of data each is named.
MOST_NAMED = 6
WORDS = {
    "title": "Draft: request for records",
    "notes": "For you, not part of the letter",
    "blanks": "What stands in brackets is for you to fill in: the case holds no address, and names no person.",
    "law": "The law that the letter names is one that the case has a rule of: check it.",
    "no_law": "Nor does it name a law on public records that binds this body.",
    "reported": "By these rules of the case such exchanges are to be reported; the reports can be asked for as well:",
    "says": "What the case says",
    "open": "What is open:",
    "unsaid": "{number} more of the same: see `datatrail query gaps --format json`.",
    "settles": "What it would settle",
    "if_so": "If the record shows all that is open:",
    "if_not": "If it shows that none of it was so:",
    "more": "and {number} more: see `datatrail query gaps --format json`",
    "made": "Made by",
    "made_by": "Command",
    "version": "datatrail",
    "hash": "Case (SHA-256 of its tables)",
}


@dataclass(frozen=True)
class DraftedRequest:
    """A request for a record.

    Attributes
    ----------
    data
        The request as data; the text is made of this alone.
    """

    data: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The request as data."""
        return dict(self.data)

    def to_markdown(self) -> str:
        """The request as Markdown."""
        request = clean(dict(self.data))
        for name in ("if_so", "if_not"):
            request[name] = [{**each, "data": _few(each["data"])} for each in request[name]]
        made = plain_environment()
        made.filters.update(md=markdown, code=code, indented=indented)
        settled = _settled(request["verdicts"])
        text = made.get_template("request.md").render(
            request=request, words=WORDS, most=MOST_LISTED, settled=settled
        )
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"

    def __str__(self) -> str:
        return self.to_markdown()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def _few(data: list[str]) -> list[str]:
    """Kinds of data by name; of many the first, and how many more."""
    return (
        data if len(data) <= MOST_NAMED else [*data[: MOST_NAMED - 1], f"{len(data) - MOST_NAMED + 1} more"]
    )


def _settled(verdicts: int) -> str:
    if not verdicts:
        return "No verdict would change by this record alone."
    number = "One verdict" if verdicts == 1 else f"{verdicts} verdicts"
    return f"{number} could change, of one office on one kind of data each; each was tried."
