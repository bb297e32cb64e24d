"""A file is opened as the tables that it holds; an archive, and one more in it, as the tables of its members."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphmodel.errors import InputError
from loaders.readers.archives import at_hand, gunzipped, members
from loaders.readers.delimited import DelimitedFile
from loaders.readers.jsonlines import JsonLines, are_lines
from loaders.readers.kinds import LOOKED_AT, NotRead, kind_of
from loaders.readers.parsed import parse
from loaders.readers.sources import Source, file_source
from loaders.readers.tables import UNSTATED, Layout, Records

OBJECT = b'{"'
"""How an object with a field begins."""
DEEPEST = 2
"""How many archives may lie in each other."""


def open_tables(path: Path, layout: Layout = UNSTATED) -> Sequence[Records]:
    """The tables of a file, in its order; at least one.

    Parameters
    ----------
    path
        The file.
    layout
        What is stated of it.

    Raises
    ------
    InputError
        When there is no such file, it cannot be read, or it is of a kind that is not read.
    """
    source = file_source(path)
    try:
        tables = _tables(source, layout, 0)
    except NotRead as error:
        raise error.error() from error
    if not tables:
        raise InputError(f"{source.name} is empty", hint="the first row must name the columns")
    return tables


def _tables(source: Source, layout: Layout, depth: int) -> list[Records]:
    """The tables of a file.

    Raises
    ------
    NotRead
        When it is of a kind that is not read.
    """
    source = at_hand(source)
    kind = kind_of(source)
    if kind == "archive":
        return _of_archive(source, layout, depth + 1)
    if kind == "gzip":
        _check_depth(source, depth)
        return _tables(gunzipped(source), layout, depth + 1)
    objects = kind == "json" or (kind == "text" and OBJECT in source.first(LOOKED_AT))
    if objects and are_lines(source, layout):
        return [JsonLines(source, layout)]
    if kind == "text":
        return [DelimitedFile(source, layout)]
    return list(parse(kind, source, layout))


def _of_archive(source: Source, layout: Layout, depth: int) -> list[Records]:
    """The tables of all members; those that are of no kind that is read are said."""
    _check_depth(source, depth - 1)
    tables: list[Records] = []
    passed: list[str] = []
    for member in members(source):
        try:
            tables += _tables(member, layout, depth)
        except NotRead as error:
            passed.append(f"{error.name} is {error.what} and is passed over")
    if not tables:
        raise InputError(f"{source.name} holds no file that is read", hint="; ".join(passed) or "it is empty")
    tables[0].remarks = (*passed, *tables[0].remarks)
    return tables


def _check_depth(source: Source, depth: int) -> None:
    if depth == DEEPEST:
        raise InputError(
            f"{source.name} lies in archives within archives", hint="unpack it and load what is in it"
        )
