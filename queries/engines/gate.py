"""What Cypher of somebody else's may be run: texts that only read what is in the graph.

Two nets, one behind the other. No word of the language that does anything but read may stand where it could be one;
and where an expression is complete, only a word from the list of what may follow goes on. The engines read only,
besides; but `LOAD CSV` reads any file of the machine even then, and a procedure may do anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphmodel.errors import InputError, did_you_mean
from queries.engines.tokens import PIECES, Token, mistake, parameters_used, tokens


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLAUSES = ("MATCH", "OPTIONAL MATCH", "WHERE", "UNWIND", "WITH", "CALL { … }", "RETURN", "ORDER BY", "UNION")
STARTS = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "CALL", "RETURN"})
#: Words that may follow a complete expression, pattern or clause.
FOLLOWS = STARTS | _words(
    "WHERE ORDER BY SKIP LIMIT UNION ALL DISTINCT AS AND OR XOR NOT IN STARTS ENDS CONTAINS IS NULL "
    "WHEN THEN ELSE END ASC ASCENDING DESC DESCENDING"
)
#: Words that are no names and no functions where they stand bare.
KEYWORDS = FOLLOWS | frozenset({"CASE", "EXISTS", "COUNT", "TRUE", "FALSE"})
#: Keywords that end an expression: what follows them begins something new.
COMPLETE = frozenset({"NULL", "TRUE", "FALSE", "END", "ASC", "ASCENDING", "DESC", "DESCENDING", "ALL"})
#: Words of the language, and of its dialects, that do anything but read the graph.
REFUSED = _words(
    "CREATE INSERT MERGE SET DELETE DETACH NODETACH REMOVE DROP FOREACH LOAD USE SHOW TERMINATE ALTER GRANT DENY "
    "REVOKE PROFILE EXPLAIN YIELD"
)
FUNCTIONS = _words(
    "abs acos all any asin atan atan2 avg ceil char_length character_length coalesce collect cos cot count date "
    "datetime degrees duration e elementid endnode exists exp floor head isempty isnan keys labels last left length "
    "localdatetime localtime log log10 lower ltrim max min nodes none nullif percentilecont percentiledisc pi radians "
    "range reduce relationships replace reverse right round rtrim shortestpath sign sin single size split sqrt "
    "startnode stdev stdevp substring sum tail tan time toboolean tobooleanornull tofloat tofloatornull tointeger "
    "tointegerornull tolower tostring tostringornull toupper trim type upper"
)
READS_ONLY = "this only reads: it takes " + ", ".join(CLAUSES)


def check(text: str, parameters: Mapping[str, Any] | Iterable[str] = ()) -> str:
    """A query as it may be run: the same text, with spaces where its comments were.

    Parameters
    ----------
    parameters
        Those that are given.

    Raises
    ------
    InputError
        At the first character of what is not taken: a clause that writes, reads a file or calls a procedure, a
        function that is not one of Cypher's own, a second statement, a parameter that is not given.
    """
    found = tokens(text)
    if not found:
        raise InputError("the query is empty", hint=READS_ONLY)
    for number, token in enumerate(found):
        _check_token(text, found, number, token)
    given = set(parameters)
    for name in parameters_used(found):
        if name not in given:
            at = next(each.start for each in found if each.kind == "parameter" and each.name == name)
            hint = did_you_mean(name, given) or "give it with --params, as JSON"
            raise mistake(text, at, f"the parameter ${name} is not given", hint=hint)
    return without_comments(text)


def without_comments(text: str) -> str:
    """A text with each comment blanked out, every other character where it was."""
    return PIECES.sub(
        lambda piece: _blank(piece.group()) if piece.lastgroup == "space" else piece.group(), text
    )


def _blank(text: str) -> str:
    return re.sub(r"[^\n\r]", " ", text)


def _check_token(text: str, found: Sequence[Token], number: int, token: Token) -> None:
    if token.text == ";" and number < len(found) - 1:
        raise mistake(
            text, found[number + 1].start, "a second statement begins here", hint="run them one by one"
        )
    word = token.keyword
    if not word or _names(found, number):
        return
    if word in REFUSED:
        raise mistake(text, token.start, f"{token.text} is not taken here", hint=READS_ONLY)
    if _begins(found, number) and word not in STARTS:
        raise mistake(
            text, token.start, f"a query does not begin with {token.text}", hint=_near(token, STARTS)
        )
    if number and _complete(found, number - 1) and word not in FOLLOWS:
        raise mistake(text, token.start, f"{token.text} cannot stand here", hint=_near(token, FOLLOWS))
    if word == "CALL" and not _calls_a_subquery(found, number):
        raise mistake(text, token.start, "no procedure is called here", hint="a subquery is: CALL (a) { … }")
    if _is_function(found, number) and token.text.lower() not in FUNCTIONS:
        raise mistake(
            text, token.start, f"{_function(found, number)} is no function here", hint=_near(token, FUNCTIONS)
        )


def _near(token: Token, allowed: Iterable[str]) -> str:
    return did_you_mean(token.text, allowed) or READS_ONLY


def _text(found: Sequence[Token], number: int) -> str:
    return found[number].text if 0 <= number < len(found) else ""


def _names(found: Sequence[Token], number: int) -> bool:
    """Whether a word is a name where it stands: of a property, a label, a column, or a key of a map."""
    before, after = _text(found, number - 1), _text(found, number + 1)
    if before in (".", ":") or (number and found[number - 1].keyword == "AS"):
        return not (before == "." and _is_function(found, number))
    if before in ("|", "&", "!") and found[number].keyword not in REFUSED | KEYWORDS:
        return False
    return before in ("{", ",") and after == ":"


def _begins(found: Sequence[Token], number: int) -> bool:
    """Whether a query or a subquery begins with a word: in braces that are no map."""
    if number == 0:
        return True
    return _text(found, number - 1) == "{" and _text(found, number + 1) not in (":", ",", "}")


def _complete(found: Sequence[Token], number: int) -> bool:
    """Whether a token may be the last of an expression, pattern or clause."""
    token = found[number]
    if token.kind == "mark":
        star = token.text == "*" and found[number - 1].keyword in ("WITH", "RETURN", "DISTINCT")
        return token.text in (")", "]", "}") or (star and number > 0)
    return (
        token.kind != "word"
        or token.keyword in COMPLETE
        or token.keyword not in KEYWORDS
        or _names(found, number)
    )


def _calls_a_subquery(found: Sequence[Token], number: int) -> bool:
    if _text(found, number + 1) != "(":
        return _text(found, number + 1) == "{"
    ends = (at for at in range(number + 2, len(found)) if found[at].text == ")")
    return _text(found, next(ends, len(found)) + 1) == "{"


def _is_function(found: Sequence[Token], number: int) -> bool:
    """Whether a word stands before a bracket as a function does; `a.b(` is one too."""
    return _text(found, number + 1) == "(" and found[number].keyword not in KEYWORDS - {
        "COUNT",
        "EXISTS",
        "ALL",
    }


def _function(found: Sequence[Token], number: int) -> str:
    first = number
    while _text(found, first - 1) == ".":
        first -= 2
    return "".join(each.text for each in found[first : number + 1])
