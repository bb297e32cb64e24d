"""What two cases do not agree on and nobody has decided since, worked out of the logs and the tables each time."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import join
from typing import Any

from loaders.decisions import read_decisions
from loaders.disputes import (
    FILE_KIND,
    MAPPING,
    NAME,
    REVIEW,
    ROW,
    SETTING,
    Subject,
    Voice,
    by_subject,
    open_names,
    open_reviews,
    read_voices,
)
from loaders.merging_settings import open_settings
from loaders.rejects import Conflict, Place
from loaders.reviews import READ, RETRACT, WITHDRAW, read_reviews
from loaders.store import CaseFolder
from loaders.undecided import Said, columns_in_dispute

NOWHERE = Place("", "")


def undecided(folder: CaseFolder, manifest: Mapping[str, Any]) -> list[Voice]:
    """The sides of every dispute that is open, those of one after each other.

    Parameters
    ----------
    manifest
        That of the case's current generation.
    """
    voices = read_voices(folder.path)
    if not voices:
        return []
    names = open_names(voices, read_decisions(folder.path))
    claims = open_reviews(voices, read_reviews(folder.path))
    others = open_settings(voices, folder.settings, folder.path)
    others |= _open_rows(folder, manifest) | _open_files(voices, manifest)
    sides = (each for of_one in (*names.values(), *claims.values()) for each in of_one)
    return sorted({*sides, *(each for each in voices if each.subject in others)})


def _open_rows(folder: CaseFolder, manifest: Mapping[str, Any]) -> set[Subject]:
    said = Said.of(folder.path)
    conflicts = (
        Conflict(each["shape"], each["id"], NOWHERE, NOWHERE, tuple(each["columns"]))
        for each in manifest.get("conflicts", ())
    )
    return {(ROW, each.id, each.shape) for each in conflicts if columns_in_dispute(each, said)}


def _open_files(voices: list[Voice], manifest: Mapping[str, Any]) -> set[Subject]:
    there = {
        (each["version_of"], each["dataset"]) for each in manifest.get("inputs", ()) if each.get("version_of")
    }
    return {
        (FILE_KIND, file, part)
        for file, part in by_subject(voices, FILE_KIND)
        if (file, part.split(" ")[0]) in there
    }


def deciding(each: Voice) -> str:
    """The command, or the act, that decides a dispute."""
    by = ["--by", "…", "--why", "…"]
    if each.kind == NAME:
        dataset = ["--dataset", each.part] if each.part else []
        return join(["datatrail", "names", "accept", each.about, "AGENCY", *dataset, *by]).replace("'…'", "…")
    if each.kind == REVIEW:
        return join(["datatrail", *_verifying(each), *by]).replace("'…'", "…")
    if each.kind == ROW and each.part in ("claim", "event"):
        return join(["datatrail", "verify", each.about, "--correct", "FIELD=VALUE", *by]).replace("'…'", "…")
    if each.kind == FILE_KIND:
        return join(["datatrail", "load", each.about, "--dataset", each.part.split(" ")[0]])
    if each.kind == ROW:
        return "load the file that is right"
    where = {SETTING: "write it into case.toml", MAPPING: "give the right one under mappings/ its name"}
    return where.get(each.kind, "write it into vocabularies/agency_words.csv")


def _verifying(each: Voice) -> list[str]:
    """What is said again, or taken back, of a claim or document."""
    if each.part == WITHDRAW:
        return ["remove", "--document", each.about]
    said = {READ: ["--read", "in-full"], RETRACT: ["--retract"]}
    return ["verify", each.about, *said.get(each.part, ["--correct", f"{each.part}=VALUE"])]
