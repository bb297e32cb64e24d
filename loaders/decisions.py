"""Identity decisions: a log that is only ever added to, and what it says when it is read from end to end.

A line says that a name, as written in a dataset (or in any), is an agency, is not, or is unsure; a later line may
take one back (`undo:` and what is taken back). The name may itself be the id of an agency: then two agencies are one.
What is left standing does not depend on the order of lines that have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.registry import fold
from loaders.logs import added, append_lines, checked_time, read_lines
from loaders.names import SLUG
from loaders.saying import Texts

FILE = "decisions.csv"
COLUMNS = ("when", "who", "name", "dataset", "agency", "reason")
NOT_SAME, UNSURE, UNDO = "not-same", "unsure", "undo:"
ALLOWED = (
    f"an agency id, {NOT_SAME}:ID, {NOT_SAME} (no agency that is known), {UNSURE}, or {UNDO} and one of these"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the log.

    Attributes
    ----------
    said
        An id, `not-same:ID`, `not-same` or `unsure`; what an undoing line takes back.
    undone
        Whether the line takes it back.
    """

    line: int
    when: str
    who: str
    name: str
    dataset: str
    said: str
    reason: str
    undone: bool = False

    @property
    def kind(self) -> str:
        """`same`, `not-same` or `unsure`."""
        if self.said == UNSURE:
            return UNSURE
        return NOT_SAME if self.said.partition(":")[0] == NOT_SAME else "same"

    @property
    def agency(self) -> str:
        """The agency that it is about; blank where it is about none, or any."""
        return "" if self.said in {UNSURE, NOT_SAME} else self.said.removeprefix(f"{NOT_SAME}:")

    @property
    def key(self) -> tuple[str, str, str]:
        """What a later line about the same replaces."""
        return self.dataset, fold(self.name), self.said

    def cells(self) -> list[str]:
        """The line as cells."""
        said = f"{UNDO}{self.said}" if self.undone else self.said
        return [self.when, self.who, self.name, self.dataset, said, self.reason]


def decision(  # noqa: PLR0917 (the cells of a line, in their order)
    when: str, who: str, name: str, dataset: str, agency: str, reason: str, *, line: int = 0
) -> Decision:
    """A line of the log, if its cells say something.

    Raises
    ------
    InputError
        When a cell that is needed is blank, or the decision is none.
    """
    where = f"{FILE}, line {line}: " if line else ""
    for column, cell in (("when", when), ("who", who), ("name", name), ("agency", agency)):
        if not cell.strip():
            raise InputError(
                f"{where}{column} is blank", hint=f"each line has {', '.join(COLUMNS[:3])}, agency"
            )
    checked_time(where, when)
    if dataset and SLUG.fullmatch(dataset) is None:
        raise InputError(
            f"{where}dataset: {dataset!r} is no dataset id", hint="leave it blank for any dataset"
        )
    said = agency.removeprefix(UNDO)
    made = Decision(line, when, who, name, dataset, said, reason, agency.startswith(UNDO))
    if said not in {UNSURE, NOT_SAME} and SLUG.fullmatch(made.agency) is None:
        raise InputError(f"{where}agency: {agency!r} is no decision", hint=f"write {ALLOWED}")
    if said == name:
        raise InputError(f"{where}{name!r} is itself", hint="name another agency")
    return made


def read_decisions(case: Path) -> list[Decision]:
    """The lines of a case's log; none where it has none.

    Raises
    ------
    InputError
        When a line is wrong; says which.
    """
    return [decision(*cells, line=line) for line, cells in read_lines(case / FILE, COLUMNS)]


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """What is left of the lines: each that no later one takes back, by line.

    What two took back at the same time, each in a case of his own, is taken back once.

    Raises
    ------
    InputError
        When a line takes back what no line before it says.
    """
    left: dict[tuple[str, str, str], Decision] = {}
    said: set[tuple[str, str, str]] = set()
    for each in decisions:
        if not each.undone:
            left.setdefault(each.key, each)
            said.add(each.key)
        elif left.pop(each.key, None) is None and each.key not in said:
            raise InputError(
                f"{FILE}, line {each.line}: it takes back what no line before it says: {each.name!r} {each.said}",
                hint="write the name, the dataset and the decision as in the line that is meant",
            )
    return sorted(left.values(), key=lambda each: each.line)


def log_sha256(case: Path) -> str:
    """A hash of what stands in a case's log; blank where nothing does."""
    left = sorted(each.key for each in standing(read_decisions(case)))
    return sha256(repr(left).encode()).hexdigest() if left else ""


def append(case: Path, lines: Sequence[Decision]) -> None:
    """Add lines to a case's log, and put them on disk; for whoever holds the case's lock."""
    append_lines(case / FILE, COLUMNS, [each.cells() for each in lines])


def texts(case: Path, lines: Sequence[Decision]) -> Texts:
    """What lines add to a case's log, to be said with the tables that follow from it."""
    return {FILE: added(case / FILE, COLUMNS, [each.cells() for each in lines])} if lines else {}
