"""A row is asked for in the terminal, column by column; each answer is checked before the next is asked."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from datatrail.entering import known_words, named, unknown_name
from graphmodel.declaration import Property
from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders.entering import check_cell, check_row
from loaders.rejects import CellError
from loaders.templates import FEW

if TYPE_CHECKING:
    from graphmodel.projection import Evidence

#: What is completed, read backwards from the cursor: a name with its blanks, one of several.
_PART = r"^[^;>]*[^;>\s]"
BACK, DONE, HELP = "<", ".", "?"
KEYS = f"Enter leaves a column blank, {HELP} lists what is known, {BACK} goes back, {DONE} leaves the rest blank."


def ask_row(shape: str, evidence: Evidence) -> dict[str, str]:
    """The cells that somebody answers, those that are blank left out; all of them together can be taken.

    Raises
    ------
    click.Abort
        When whoever is asked gives up.
    """
    columns = SHAPES[shape].columns
    asked = _Asking(shape, evidence)
    click.echo(f"{SHAPES[shape].description} {KEYS}", err=True)
    asked.ask(columns)
    while (wrong := asked.wrong()) is not None:
        asked.ask([wrong])
    return asked.row


class _Asking:
    def __init__(self, shape: str, evidence: Evidence) -> None:
        self.shape = shape
        self.evidence = evidence
        self.row: dict[str, str] = {}

    def ask(self, columns: Sequence[Property]) -> None:
        """Ask one after the other, forth and back; the rest may be left blank where none of it is needed."""
        place = 0
        while place < len(columns):
            answer = self._answer(columns[place])
            if answer == BACK:
                place = max(0, place - 1)
            elif answer == DONE:
                needed = [at for at, each in enumerate(columns) if self._is_missing(each)]
                place = needed[0] if needed else len(columns)
            else:
                place += 1

    def _is_missing(self, column: Property) -> bool:
        return column.required and (column.column or "") not in self.row

    def wrong(self) -> Property | None:
        """The column that does not go with the others, after what is wrong is said; None where all is well."""
        try:
            check_row(self.shape, self.row)
        except CellError as error:
            click.echo(f"Error: {error}", err=True)
            return next(
                each for each in SHAPES[self.shape].columns if error.column in {each.column, each.name}
            )
        return None

    def _answer(self, column: Property) -> str:
        """An answer that can be taken, put into the row; or what was asked for instead of one."""
        name, words = column.column or column.name, known_words(column, self.evidence)
        _say_what_belongs(column, words)
        while True:
            said = _read(name, self.row.get(name, ""), words)
            if said in {BACK, DONE}:
                return said
            if said == HELP:
                click.echo("  " + (", ".join(words) or "anything that the source says"), err=True)
                continue
            text = _chosen(column, said, words)
            if self._is_taken(column, name, text):
                return text

    def _is_taken(self, column: Property, name: str, text: str) -> bool:
        try:
            check_cell(self.shape, name, text)
        except InputError as error:
            click.echo(f"  Error: {error}", err=True)
            return False
        self.row.pop(name, None)
        if text:
            self.row[name] = text
        for each in named(column, text):
            if note := unknown_name(column, each, self.evidence):
                click.echo(f"  Note: {note}", err=True)
        return True


def _say_what_belongs(column: Property, words: Sequence[str]) -> None:
    need = " Needed." if column.required else ""
    click.echo(f"\n{column.description}{need}", err=True)
    if _is_numbered(column, words):
        click.echo("  " + "  ".join(f"{at} {word}" for at, word in enumerate(words, start=1)), err=True)


def _is_numbered(column: Property, words: Sequence[str]) -> bool:
    return bool(column.vocabulary) and len(words) <= FEW


def _chosen(column: Property, said: str, words: Sequence[str]) -> str:
    """What was said, with the numbers of a numbered list as the words that they stand for."""
    if not _is_numbered(column, words):
        return said
    parts = [part.strip() for part in said.split(";")]
    at = {str(number): word for number, word in enumerate(words, start=1)}
    return "; ".join(at.get(part, part) for part in parts) if said else said


def _read(name: str, before: str, words: Sequence[str]) -> str:
    """One line from whoever is asked: with completion in a terminal where that is to be had."""
    if sys.stdin.isatty() and sys.stderr.isatty():
        try:
            return _completed(name, before, words)
        except ImportError:
            pass
    text: str = click.prompt(name, default=before, show_default=bool(before), err=True)
    return text.strip()


def _completed(name: str, before: str, words: Sequence[str]) -> str:
    """A line with completion by `prompt_toolkit`, which comes with IPython, and so with pyvis."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import FuzzyCompleter, WordCompleter
    from prompt_toolkit.output import create_output

    known = WordCompleter(list(words), pattern=re.compile(_PART))
    session: PromptSession[str] = PromptSession(
        completer=FuzzyCompleter(known, pattern=_PART) if words else None,
        output=create_output(sys.stderr),
        reserve_space_for_menu=5 if words else 0,
    )
    try:
        return session.prompt(f"{name}: ", default=before).strip()
    except (EOFError, KeyboardInterrupt) as error:
        raise click.Abort from error
