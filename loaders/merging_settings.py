"""What two cases have besides rows and logs: title, description, defaults, mappings, words of names.

What only one of them has stays; what both have otherwise is kept from both, under its hash or not at all, and is listed.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from io import StringIO
from pathlib import Path

from graphmodel.errors import InputError
from loaders.agencywords import COLUMNS, FILE
from loaders.disputes import MAPPING, SETTING, WORD, Voice, by_subject
from loaders.store import Settings

BETWEEN = {"title": " / ", "description": "\n\n"}
"""What stands between the titles, and the descriptions, of two cases."""
HASHED = 8


def merged_settings(cases: Mapping[str, Settings], known: Sequence[Voice]) -> tuple[Settings, set[Voice]]:
    """The settings of a case that holds both.

    Raises
    ------
    InputError
        When the registry of real agencies belongs to one of them only.
    """
    if len({each.registry for each in cases.values()}) > 1:
        without = next(case for case, each in cases.items() if not each.registry)
        raise InputError(
            f"the registry of agencies belongs to one of the cases, and not to {without}",
            hint="a made-up case is never mixed with a real one; if both are real, correct registry in its case.toml",
        )
    texts = {name: {case: str(getattr(each, name)) for case, each in cases.items()} for name in BETWEEN}
    made = {name: _both(said.values(), BETWEEN[name]) for name, said in texts.items()}
    voices = {
        _setting(name, case, text)
        for name, said in texts.items()
        for case, text in said.items()
        if made[name] not in said.values()
    }
    undecided = {about for _, about in _left_out(known)}
    defaults, others = _defaults(cases, undecided)
    settings = next(iter(cases.values()))
    return Settings(
        made["title"], made["description"], registry=settings.registry, defaults=defaults
    ), voices | others


def _both(texts: Iterable[str], between: str) -> str:
    """One text that holds all: theirs, if they are the same; else each part of them once."""
    given = sorted({each for each in texts if each})
    if len(given) < 2:
        return "".join(given)
    parts = sorted({part for each in given for part in each.split(between)})
    return between.join(parts)


def _setting(name: str, case: str, said: object, part: str = "") -> Voice:
    return Voice(SETTING, name, part, case, "", "", str(said))


def _left_out(known: Iterable[Voice]) -> set[tuple[str, str]]:
    """The defaults that were left out before, as two cases had them otherwise."""
    return {(each.about, each.part) for each in known if each.kind == SETTING and each.part}


def _defaults(
    cases: Mapping[str, Settings], undecided: Iterable[str]
) -> tuple[dict[str, object], set[Voice]]:
    """The defaults on which nobody differs."""
    made: dict[str, object] = {}
    voices: set[Voice] = set()
    for name in sorted({name for each in cases.values() for name in each.defaults}):
        said = {case: each.defaults[name] for case, each in cases.items() if name in each.defaults}
        if len({*map(str, said.values())}) > 1:
            voices |= {_setting("defaults", case, text, name) for case, text in said.items()}
        elif name not in undecided or len(said) == len(cases):
            made[name] = next(iter(said.values()))
    return made, voices


# --- mappings -----------------------------------------------------------------------------------------------------


def merged_mappings(cases: Mapping[str, Path]) -> tuple[dict[str, bytes], set[Voice]]:
    """The mappings of both by file name; of two texts of one name each has its hash behind the name."""
    held = {case: _files(folder / "mappings") for case, folder in cases.items()}
    made: dict[str, bytes] = {}
    voices: set[Voice] = set()
    for name in sorted({name for files in held.values() for name in files}):
        texts = {text for files in held.values() for text in [files.get(name)] if text is not None}
        apart = {_hashed(name, text): text for text in texts}
        there = [files.keys() & apart.keys() for files in held.values()]
        if len(texts) == 1 and not any(there):
            made[name] = texts.pop()
            continue
        made |= apart
        voices |= {
            Voice(MAPPING, name, "", case, "", "", _hashed(name, files[name]))
            for case, files in held.items()
            if name in files and len(texts) > 1
        }
    return made, voices


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}


def _hashed(name: str, text: bytes) -> str:
    return f"{name.removesuffix('.toml')}-{sha256(text).hexdigest()[:HASHED]}.toml"


# --- words --------------------------------------------------------------------------------------------------------


def merged_words(cases: Mapping[str, Path], known: Sequence[Voice]) -> tuple[str, set[Voice]]:
    """The words of names of both; a phrase that means two things is left out."""
    held = {case: _words(folder / "vocabularies" / FILE) for case, folder in cases.items()}
    undecided = by_subject(known, WORD)
    made: list[tuple[str, str, str]] = []
    voices: set[Voice] = set()
    for key in sorted({key for words in held.values() for key in words}):
        said = {case: words[key] for case, words in held.items() if key in words}
        if len({*said.values()}) > 1:
            voices |= {Voice(WORD, *key, case, "", "", means) for case, means in said.items()}
        elif key not in undecided or len(said) == len(cases):
            made.append((*key, next(iter(said.values()))))
    return _csv([tuple(COLUMNS), *made]) if made else "", voices


def _words(path: Path) -> dict[tuple[str, str], str]:
    if not path.is_file():
        return {}
    rows = csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    return {(row["phrase"], row["role"]): row["means"] or "" for row in rows}


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


# --- what is decided ------------------------------------------------------------------------------------------------


def open_settings(voices: Sequence[Voice], settings: Settings, folder: Path) -> set[tuple[str, str, str]]:
    """The subjects among settings, mappings and words on which nobody has decided since."""
    texts: dict[str, Callable[[Sequence[str]], bool]] = {
        name: lambda said, name=name: getattr(settings, name) == _both(said, BETWEEN[name])  # type: ignore[misc]
        for name in BETWEEN
    }
    mappings, words = {*_files(folder / "mappings")}, _words(folder / "vocabularies" / FILE)
    found = set()
    for (about, part), sides in by_subject(voices, SETTING).items():
        said = [each.said for each in sides]
        if part not in settings.defaults if part else texts[about](said):
            found.add((SETTING, about, part))
    found |= {
        (MAPPING, *key)
        for key, sides in by_subject(voices, MAPPING).items()
        if {e.said for e in sides} <= mappings
    }
    return found | {(WORD, *key) for key in by_subject(voices, WORD) if key not in words}
