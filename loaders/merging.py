"""Two cases become a third that holds all of both; on what they do not agree, neither counts until somebody decides.

The order of the two does not matter, a case merged with itself or with one that it holds is as it was, and neither is
changed. Logs are united line by line, rows file by file; the tables are then made anew of rows and logs, as ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graphmodel.errors import InputError
from loaders import decisions, disputes, history, reviews
from loaders.agencywords import FILE as WORDS
from loaders.beside import whole_case
from loaders.decisions import decision
from loaders.disagreeing import disputed_names, voices_on_names, voices_on_reviews
from loaders.disputes import Voice
from loaders.entering import DATASET
from loaders.generations import Contents, number_of
from loaders.identities import ContradictionError
from loaders.inputs import Input
from loaders.intake import read_input
from loaders.load import made_of
from loaders.logs import append_lines, moment
from loaders.merging_entered import merged_entered
from loaders.merging_held import Held
from loaders.merging_inputs import merged_inputs
from loaders.merging_rows import rows_apart
from loaders.merging_settings import merged_mappings, merged_settings, merged_words
from loaders.names import Naming
from loaders.parting import Row, in_one_order, two_sides
from loaders.plans import plans
from loaders.reviewed import reviews_of
from loaders.reviews import review
from loaders.store import LOGS, CaseFolder
from loaders.worklist import undecided

#: What a case folder holds.
PARTS = frozenset(
    {"case.toml", "mappings", "vocabularies", DATASET, "data", "index", *LOGS, disputes.FILE}
    | {".git", ".gitignore", ".lock", ".writer.json"}
)


@dataclass(frozen=True)
class Merged:
    """What a merge did, or would do.

    Attributes
    ----------
    inputs, decisions, reviews
        How many files and lines of the logs the case holds.
    voices
        The sides of what nobody has decided.
    notes
        What whoever merges should know besides.
    """

    inputs: int
    decisions: int
    reviews: int
    voices: tuple[Voice, ...]
    notes: tuple[str, ...] = ()
    generation: str | None = None


def merge(
    one: CaseFolder,
    other: CaseFolder,
    target: Path,
    *,
    names: tuple[str, str] | None = None,
    dry_run: bool = False,
) -> Merged:
    """A third case holds what two hold.

    Parameters
    ----------
    target
        Where it is to be; there must be nothing.
    names
        What each of the two is called in the list of disputes; as much of its path as tells them apart, unless told.
    dry_run
        Only say what it would hold.

    Raises
    ------
    InputError
        When there is something at the target, it lies in a case, or one of the two cannot be read, or is of a newer version.
    """
    if target.exists():
        raise InputError(f"{target} is there already", hint="name a folder that is not there yet")
    CaseFolder(target).refuse_inside()
    called = names if names and names[0] != names[1] else names_of(one.path, other.path)
    first, second = (Held.of(folder, name) for folder, name in zip((one, other), called, strict=True))
    place = TemporaryDirectory(prefix="datatrail-") if dry_run else whole_case(target)
    with place as beside:
        return _Merging(first, second, CaseFolder(beside)).done(dry_run=dry_run)


def names_of(one: Path, other: Path) -> tuple[str, str]:
    """As much of the end of two paths as tells them apart."""
    left, right = one.resolve().parts, other.resolve().parts
    most = max(len(left), len(right))
    number = next((n for n in range(1, most) if left[-n:] != right[-n:]), most)
    return "/".join(left[-number:]), "/".join(right[-number:])


class _Merging:
    """Makes the case of two."""

    def __init__(self, one: Held, other: Held, folder: CaseFolder) -> None:
        self.one, self.other, self.folder = one, other, folder
        self.both = {each.name: each for each in (one, other)}
        self.voices = {*one.voices, *other.voices}
        self.decisions = [decision(*row, line=line) for line, row in self._log("decisions")]
        self.reviews = [review(*row, line=line) for line, row in self._log("reviews")]

    def _log(self, name: str) -> Iterator[tuple[int, Row]]:
        """The lines of both, by time; each case's own in its own order."""
        logs = ([tuple(line.cells()) for line in getattr(each, name)] for each in (self.one, self.other))
        return enumerate(in_one_order(*logs, key=_by_time), start=2)

    def done(self, *, dry_run: bool) -> Merged:
        """The folder holds the case, but for its generation where it is only tried."""
        self._begin()
        with self.folder.writing("datatrail case merge") as writer, writer.staging() as stage:
            inputs = [*self._files(), *self._entered(stage)]
            self._compare()
            self._write_voices()
            contents = self._built(inputs) if inputs else None
            generation = None
            if contents is not None and not dry_run:
                generation = writer.commit(contents, self._did(), after=self._last())
            return Merged(
                len(inputs),
                len(self.decisions),
                len(self.reviews),
                tuple(undecided(self.folder, _manifest(contents))),
                tuple(self._notes()),
                generation,
            )

    def _did(self) -> str:
        return "merge " + " and ".join(sorted(each.name for each in (self.one, self.other)))

    def _last(self) -> int:
        """The number of the last generation of either."""
        return max(number_of(row[1]) for each in (self.one, self.other) for row in (*each.history, ("", "")))

    # --- what is beside the rows

    def _begin(self) -> None:
        """Settings, mappings, words, logs and history of both."""
        known = sorted(self.voices)
        folders = {name: each.folder.path for name, each in self.both.items()}
        settings, voices = merged_settings({n: each.settings for n, each in self.both.items()}, known)
        mappings, of_mappings = merged_mappings(folders)
        words, of_words = merged_words(folders, known)
        self.voices |= voices | of_mappings | of_words
        self.folder.init(
            settings.title,
            description=settings.description,
            registry=settings.registry,
            defaults=settings.defaults,
        )
        path = self.folder.path
        for name, text in mappings.items():
            (path / "mappings" / name).write_bytes(text)
        if words:
            (path / "vocabularies").mkdir()
            (path / "vocabularies" / WORDS).write_text(words, encoding="utf-8", newline="\n")
        decisions.append(path, self.decisions)
        reviews.append(path, self.reviews)
        self.decisions = decisions.read_decisions(path)  # numbered as they stand there
        lines = in_one_order(self.one.history, self.other.history, key=_by_time)
        append_lines(self.folder.data / history.FILE, history.COLUMNS, lines)

    # --- rows

    def _files(self) -> list[Input]:
        """The files of both, but for those of entered rows."""
        made, voices = merged_inputs(
            {n: [e for e in h.inputs if not _is_entered(h, e)] for n, h in self.both.items()}
        )
        self.voices |= voices
        return made

    def _entered(self, stage: Path) -> list[Input]:
        """The files of entered rows of both, made one and read."""
        texts, voices = merged_entered({name: each.folder.path for name, each in self.both.items()})
        self.voices |= voices
        folder = self.folder.path / DATASET
        for name, text in texts.items():
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="")
        files = [folder / name for name in texts]
        planned = plans(self.folder.path / "mappings", files, None, DATASET) if files else []
        return [read_input(plan, stage) for plan in planned]

    # --- what they do not agree on

    def _compare(self) -> None:
        names, voices = (self.one.name, self.other.name), (self.one.voices, self.other.voices)
        self.names = two_sides(names, (self.one.decisions, self.other.decisions), voices)
        claims = two_sides(names, (self.one.reviews, self.other.reviews), voices)
        self.voices |= voices_on_names(disputed_names(*self.names), *self.names)
        self.voices |= voices_on_reviews(*claims, self._cites)

    def _cites(self, claim: str) -> set[str]:
        return self.one.cites(claim) | self.other.cites(claim)

    def _built(self, inputs: Sequence[Input]) -> Contents:
        """What the case comes to; decisions that contradict each other only together are in dispute as well."""
        while True:
            try:
                contents = made_of(
                    self.folder, inputs, Naming.of(self.folder.path), reviews_of(self.folder.path)
                )
            except ContradictionError as error:
                found = self._contradicting(error.lines)
                if not found - self.voices:
                    raise
                self._add_voices(found)
                continue
            found = set(rows_apart(contents.conflicts, inputs, (self.one, self.other), self.voices))
            if not found - self.voices:
                return contents
            self._add_voices(found)

    def _add_voices(self, voices: Collection[Voice]) -> None:
        self.voices |= {*voices}
        self._write_voices()

    def _write_voices(self) -> None:
        path = self.folder.path / disputes.FILE
        path.unlink(missing_ok=True)
        if self.voices:
            append_lines(path, disputes.COLUMNS, [each.cells() for each in sorted(self.voices)])

    def _contradicting(self, lines: Collection[int]) -> set[Voice]:
        """What either newly decided in lines that cannot all hold."""
        about = {(each.key[1], each.dataset) for each in self.decisions if each.line in lines}
        return voices_on_names(about, *self.names)

    def _notes(self) -> Iterator[str]:
        """What is no part of a case, and datasets that one took out and the other has."""
        for held in self.both.values():
            others = sorted(each.name for each in held.folder.path.iterdir() if each.name not in PARTS)
            yield from (
                f"{held.name} holds {name}, which is no part of a case and stays there" for name in others
            )
        for held, other in ((self.one, self.other), (self.other, self.one)):
            there = {each.dataset for each in held.inputs}
            gone = {each.dataset for each in other.inputs} - there
            for when, _, _, did in held.history:
                dataset = did.removeprefix("remove dataset ")
                if dataset != did and dataset in gone:
                    yield f"{held.name} took the dataset {dataset} out on {when[:10]}; it is there as {other.name} has it"


def _manifest(contents: Contents | None) -> dict[str, Any]:
    """What a manifest would say of inputs and conflicts."""
    if contents is None:
        return {}
    return {"inputs": contents.entries, "conflicts": [each.entry() for each in contents.conflicts]}


def _is_entered(held: Held, each: Input) -> bool:
    return each.dataset == DATASET and (held.folder.path / DATASET / each.file).is_file()


def _by_time(row: Row) -> tuple[str, Row]:
    return moment(row[0]), row
