"""Cypher text in its smallest pieces, each with the place where it stands; nothing in it is run or rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from graphmodel.errors import InputError

Kind = Literal["word", "quoted", "text", "number", "parameter", "mark"]

#: The pieces of Cypher, tried in this order; a piece that begins and does not end is the last.
PIECES = re.compile(
    r"""
    (?P<space>\s+|//[^\n\r]*|/\*.*?\*/)
  | (?P<parameter>\$(?:`(?:[^`]|``)*+`|\w+))
  | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<quoted>`(?:[^`]|``)*+`)
  | (?P<number>0[xXoO][0-9a-fA-F_]+|(?:\d[\d_]*)?\.\d+(?:[eE][+-]?\d+)?|\d[\d_]*(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<mark><>|<=|>=|=~|\.\.|\+=|->|<-|\|\||::|/(?!\*)|[-+*%^=<>()\[\]{},.:;|!&])
    """,
    re.VERBOSE | re.DOTALL,
)

#: What begins and does not end, by its first letters.
UNENDED = {
    "/*": "a comment",
    "'": "a text",
    '"': "a text",
    "`": "a quoted name",
    "$`": "a quoted parameter",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: of which kind, as written, and how many characters stand before it."""

    kind: Kind
    text: str
    start: int

    @property
    def keyword(self) -> str:
        """A word in capitals; blank for anything else: a quoted name is never a keyword."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """What a word, a quoted name or a parameter names."""
        bare = self.text.removeprefix("$")
        return bare[1:-1].replace("``", "`") if bare.startswith("`") else bare


def tokens(text: str) -> list[Token]:
    r"""The pieces of a query, comments and spaces left out.

    Raises
    ------
    InputError
        For a text, comment or quoted name that does not end, a character that Cypher does not know, or a unicode
        escape (Neo4j reads `\u0027` as a quotation mark before anything else, so it could end a text).
    """
    found: list[Token] = []
    at = text.find("\\u")
    if at >= 0:
        raise mistake(text, at, "a unicode escape is not taken here", hint="write the character itself")
    place = 0
    while place < len(text):
        piece = PIECES.match(text, place)
        if piece is None:
            raise _unreadable(text, place)
        if piece.lastgroup != "space":
            found.append(Token(piece.lastgroup, piece.group(), place))  # type: ignore[arg-type]
        place = piece.end()
    return found


def _unreadable(text: str, place: int) -> InputError:
    what = UNENDED.get(text[place : place + 2]) or UNENDED.get(text[place])
    if what is not None:
        return mistake(text, place, f"{what} begins here and does not end")
    return mistake(text, place, f"{text[place]!r} is no part of Cypher")


def mistake(text: str, place: int, what: str, *, hint: str | None = None) -> InputError:
    """An error that points at a character of a query: its line, its column, and a caret below it.

    >>> print(mistake("RETURN 1 ?", 9, "'?' is no part of Cypher"))
    line 1, column 10: '?' is no part of Cypher
      RETURN 1 ?
               ^
    """
    before = text[:place]
    line, column = before.count("\n") + 1, place - (before.rfind("\n") + 1)
    shown = text.split("\n")[line - 1].replace("\t", " ")
    return InputError(f"line {line}, column {column + 1}: {what}\n  {shown}\n  {' ' * column}^", hint=hint)


def parameters_used(found: Iterable[Token]) -> tuple[str, ...]:
    """The parameters of a query by name, in the order of their first use."""
    return tuple(dict.fromkeys(each.name for each in found if each.kind == "parameter"))


def returned(text: str) -> tuple[str, ...]:
    """The columns of the final `RETURN … AS`, in order.

    Raises
    ------
    InputError
        Where a query returns nothing, or something without `AS`.
    """
    found = tokens(text)
    last = max(
        (number for number, depth in _depths(found) if depth == 0 and found[number].keyword == "RETURN"),
        default=None,
    )
    if last is None:
        raise InputError("the query has no RETURN", hint="end it in RETURN … AS …")
    return tuple(_column(text, each) for each in _parts(found[last + 1 :]))


def _depths(found: list[Token]) -> Iterator[tuple[int, int]]:
    """Each token's number, and how many brackets are open before it."""
    depth = 0
    for number, each in enumerate(found):
        yield number, depth
        if each.kind == "mark":
            depth += (each.text in "([{") - (each.text in ")]}")


ENDS_A_RETURN = frozenset({"ORDER", "SKIP", "LIMIT", "UNION"})


def _is_name(found: list[Token], number: int) -> bool:
    """Whether a word names something where it stands: behind `AS`, `.` or `:` it is no keyword."""
    before = found[number - 1] if number else None
    return before is not None and (before.keyword == "AS" or before.text in (".", ":"))


def _parts(found: list[Token]) -> list[list[Token]]:
    """What stands between the commas of a RETURN, up to its ORDER BY, SKIP or LIMIT."""
    parts: list[list[Token]] = [[]]
    for number, depth in _depths(found):
        each = found[number]
        if depth == 0 and (
            each.text == ";" or (each.keyword in ENDS_A_RETURN and not _is_name(found, number))
        ):
            break
        if depth == 0 and each.text == ",":
            parts.append([])
        elif not (number == 0 and each.keyword == "DISTINCT"):
            parts[-1].append(each)
    return parts


def _column(text: str, part: list[Token]) -> str:
    if len(part) < 3 or part[-2].keyword != "AS":
        at = part[0].start if part else len(text)
        raise mistake(text, at, "a column is returned without a name", hint="write AS and its name")
    return part[-1].name
