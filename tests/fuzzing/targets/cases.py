"""A case that somebody sent: its settings, its logs, the words and synonyms that it adds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graphmodel.errors import InputError
from loaders import decisions, reviews
from loaders.agencywords import COLUMNS as WORD_COLUMNS
from loaders.agencywords import FILE as WORDS_FILE
from loaders.agencywords import ROLES, words_of
from loaders.logs import last_line
from loaders.store import CaseFolder
from loaders.synonyms import COLUMNS as SYNONYM_COLUMNS
from loaders.synonyms import NAME as SYNONYMS_FILE
from loaders.synonyms import read_synonyms
from tests.fuzzing.targets import refuses

_SCRATCH = TemporaryDirectory(prefix="datatrail-fuzz-cases-")


def case(data: bytes) -> None:
    """A line says which file of a case, what follows is the file: it is read, or refused by its name.

    Settings that are written again are read as the same, and so are the lines of a log, whose last is known.
    """
    name, _, text = data.partition(b"\n")
    judge = FILES.get(name.decode("utf-8", "replace"))
    if judge is None:
        return
    path = Path(_SCRATCH.name) / name.decode()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text)
    try:
        judge(Path(_SCRATCH.name))
    except InputError as error:
        refuses(error, path.name, Path(_SCRATCH.name).name)
    finally:
        path.unlink()


def _settings(folder: Path) -> None:
    made = CaseFolder(folder).settings
    (folder / "case.toml").write_text(made.toml(), encoding="utf-8")
    again = CaseFolder(folder).settings
    assert (again.title, again.description, again.registry) == (made.title, made.description, made.registry)


def _decisions(folder: Path) -> None:
    _log(folder, decisions.FILE, decisions.read_decisions, decisions.append)
    decisions.standing(decisions.read_decisions(folder))


def _reviews(folder: Path) -> None:
    _log(folder, reviews.FILE, reviews.read_reviews, reviews.append)
    reviews.standing(reviews.read_reviews(folder))


def _log(folder: Path, file: str, read: Callable[[Path], list[Any]], append: Callable[..., None]) -> None:
    lines = read(folder)
    assert not lines or lines[-1].line <= last_line(folder / file)
    again = folder / "again"
    again.mkdir(exist_ok=True)
    (again / file).unlink(missing_ok=True)
    append(again, lines)
    assert [each.cells() for each in read(again)] == [each.cells() for each in lines]
    if lines:
        assert read(again)[-1].line == last_line(again / file)


def _words(folder: Path) -> None:
    words_of(folder)


def _synonyms(folder: Path) -> None:
    read_synonyms(folder)


FILES: dict[str, Callable[[Path], None]] = {
    "case.toml": _settings,
    decisions.FILE: _decisions,
    reviews.FILE: _reviews,
    f"vocabularies/{WORDS_FILE}": _words,
    SYNONYMS_FILE: _synonyms,
}

WORDS = {
    "case": [
        *(f"{name}\n" for name in FILES),
        *(
            f"{','.join(columns)}\n"
            for columns in (decisions.COLUMNS, reviews.COLUMNS, WORD_COLUMNS, SYNONYM_COLUMNS)
        ),
        *(
            "2026-03-31",
            "T12:00:00Z",
            ",",
            '"',
            "\n",
            "undo:",
            "not-same",
            "unsure",
            "us-ice",
            "read:in-full",
            "retract",
        ),
        *(
            "correct:",
            "=",
            *ROLES,
            "claim",
            "event",
            "title = ",
            "format_version = 2\n",
            "registry = false",
            "[defaults]\n",
        ),
    ]
}
