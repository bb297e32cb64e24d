"""The files of two cases become those of one: each version once, a version that another replaced in its own case not.

Where two cases hold versions of a file of which neither knows that the other replaced it, both stay, under names of
their own, until somebody loads the file that is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from loaders.disputes import FILE_KIND, Voice
from loaders.inputs import Input

Key = tuple[str, str, str]
Versions = Mapping[str, Input]


def merged_inputs(cases: Mapping[str, Sequence[Input]]) -> tuple[list[Input], set[Voice]]:
    """The inputs of several cases together, and the versions of files between which nobody has decided."""
    held = {case: _by_original(inputs) for case, inputs in cases.items()}
    made: list[Input] = []
    voices: set[Voice] = set()
    for key in sorted({key for found in held.values() for key in found}):
        sides = {case: found[key] for case, found in held.items() if key in found}
        left = _left(sides.values())
        made += _named(key, left)
        if len(left) > 1 and all(left.keys() - versions.keys() for versions in sides.values()):
            voices |= {
                _voice(case, key, version)
                for case, versions in sides.items()
                for version in left.keys() & versions.keys()
            }
    return made, voices


def _by_original(inputs: Iterable[Input]) -> dict[Key, dict[str, Input]]:
    """The versions of each file, by what tells them apart."""
    found: defaultdict[Key, dict[str, Input]] = defaultdict(dict)
    for each in inputs:
        found[each.original][each.version] = each
    return dict(found)


def _left(sides: Iterable[Versions]) -> dict[str, Input]:
    """Every version that no other one replaced; of two readings of one version that of the later program."""
    all_: dict[str, Input] = {}
    for versions in sides:
        for version, each in versions.items():
            all_[version] = _both(all_[version], each) if version in all_ else each
    gone = {
        version
        for version, each in all_.items()
        if any(version in one.was and one.version not in each.was for one in all_.values())
    }
    return {version: all_[version] for version in sorted(all_.keys() - gone)}


def _both(one: Input, other: Input) -> Input:
    """A version that two cases have, with what each knows of it."""
    was, replaces = {*one.was, *other.was}, {*one.replaces, *other.replaces}
    later = max(one, other, key=lambda each: each.reader)
    known = one.was if set(one.was) == was else other.was if set(other.was) == was else tuple(sorted(was))
    return replace(later, was=known, replaces=tuple(sorted(replaces)))


def _named(key: Key, versions: Versions) -> list[Input]:
    """Versions of a file under names of their own: one alone has the file's, of several the first."""
    _, file, _ = key
    if len(versions) == 1:
        return [
            replace(each.as_file(file), version_of="") if each.version_of else each
            for each in versions.values()
        ]
    path = PurePath(file)
    return [
        each.as_file(f"{path.stem}~{version[:8]}{path.suffix}" if number else file)
        for number, (version, each) in enumerate(versions.items())
    ]


def _voice(case: str, key: Key, version: str) -> Voice:
    dataset, file, sheet = key
    return Voice(FILE_KIND, file, f"{dataset} {sheet}".strip(), case, "", "", version)
