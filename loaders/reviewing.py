"""Claims are reviewed: what is said of one is checked against its row, added to the log, and applied to the tables.

The tables are made anew from the rows that the case keeps, which stay as they are. What cannot be applied is refused
before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from graphmodel.errors import InputError, did_you_mean
from graphmodel.schema import SHAPES
from graphmodel.vocabulary import vocabulary
from loaders.disputes import Sides, open_reviews, read_voices
from loaders.load import WAIT, rebuilt
from loaders.logs import last_line, now
from loaders.names import Naming
from loaders.reviewed import UNFIT, Reviewed, apply, column_of, corrected, found_row
from loaders.reviews import (
    CORRECT,
    FILE,
    READ,
    RETRACT,
    UNDO,
    WITHDRAW,
    Review,
    left_of,
    read_reviews,
    review,
    texts,
)
from loaders.store import CaseFolder
from loaders.undecided import Said

if TYPE_CHECKING:
    import pyarrow as pa

    from loaders.generations import Contents
    from loaders.rejects import Conflict, Place, Reject

Rows = Mapping[str, "pa.Table"]
Making = Callable[[Rows, Sequence[Review], Sides], list[Review]]
"""The lines to add, from the rows as they were loaded, what stands, and on what two do not agree."""


def check(folder: CaseFolder, claim: str, *, read: str, who: str, note: str = "") -> list[Review]:
    """Somebody read the original of a claim; the lines that were added, none where that stands already.

    Parameters
    ----------
    read
        How much of the document was read: a term of the vocabulary.

    Raises
    ------
    InputError
        When the case has no such claim, the term is none, or nobody is named.
    """
    how = vocabulary("reads").resolve(read)
    return _review(folder, _about(claim, [f"{READ} {how}"], who, note), f"verify {claim}: {READ} {how}")


def correct(
    folder: CaseFolder, claim: str, fields: Mapping[str, object], *, who: str, why: str
) -> list[Review]:
    """Cells of a claim are wrong, and this is what they say; all of them together or, on an error, none.

    Parameters
    ----------
    fields
        The text of each canonical column; a blank says that nothing is stated.
    """
    if not fields:
        raise InputError("nothing is corrected", hint="write --correct FIELD=VALUE")
    said = [f"{CORRECT} {name}={_text(value)}" for name, value in fields.items()]
    return _review(folder, _about(claim, said, who, _why(why)), f"verify {claim}: {'; '.join(said)}")


def retract(folder: CaseFolder, claim: str, *, who: str, why: str) -> list[Review]:
    """A claim is withdrawn: no answer rests on it."""
    return _review(folder, _about(claim, [RETRACT], who, _why(why)), f"verify {claim}: {RETRACT}")


def withdraw(folder: CaseFolder, document: str, *, who: str, why: str) -> list[Review]:
    """A document is withdrawn with what only retells it: no row that cites them is in the tables."""

    def making(rows: Rows, left: Sequence[Review], undecided: Sides) -> list[Review]:
        _known_document(rows, document)
        line = review(now(), who, document, WITHDRAW, why)
        stands = (document, WITHDRAW) in {(each.claim, each.what) for each in left}
        return [] if stands and (document, WITHDRAW) not in undecided else [line]

    return _review(folder, making, f"remove document {document}")


def undo(folder: CaseFolder, claim: str, said: str | None = None, *, who: str, why: str = "") -> list[Review]:
    """The one review of a claim that stands, or the one that is said, is taken back.

    Parameters
    ----------
    said
        Which, where several stand: `retract`, `read in-full`, `correct mode`, or the start of what it says; with
        `undo` in front, what was taken back is said again.

    Raises
    ------
    InputError
        When none is meant, or several; says which there are.
    """

    def making(_: Rows, left: Sequence[Review], __: Sides) -> list[Review]:
        undoing = (said or "").startswith(UNDO)
        about = [each for each in left if each.claim == claim and bool(each.undoes) == undoing]
        meant = [each for each in about if each.said.startswith(said or "")]
        if said is not None and len(meant) > 1 and len({each.field or each.kind for each in meant}) == 1:
            meant = meant[-1:]  # of several corrections of one cell the last is taken back first
        if len(meant) != 1:
            raise _not_one(claim, meant, about)
        return [review(now(), who, claim, f"{UNDO}{meant[0].what}", why)]

    return _review(folder, making, f"verify {claim}: undo")


def _not_one(claim: str, meant: Sequence[Review], about: Sequence[Review]) -> InputError:
    which = "several reviews" if meant else "no review"
    there = "; ".join(each.said for each in meant or about)
    hint = f"there stand: {there}; name one after --undo" if there else "see `datatrail verify --reviewed`"
    return InputError(f"{which} of {claim!r} could be meant", hint=hint)


# --- what is said -------------------------------------------------------------------------------------------------


def _text(value: object) -> str:
    """A cell as a canonical file would have it."""
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_text, value))
    return "" if value is None else str(value).strip()


def _why(why: str) -> str:
    if not why.strip():
        raise InputError("why is blank", hint="say why: --why 'the article says that …'")
    return why


def _about(claim: str, said: Sequence[str], who: str, why: str) -> Making:
    """Lines about the row that a claim has now; none for what was said last of the same."""

    def making(rows: Rows, left: Sequence[Review], undecided: Sides) -> list[Review]:
        shape, row, hashed = found_row(rows, claim)
        mine = [each for each in left if each.claim == claim and each.row == hashed and not each.undoes]
        lines = [review(now(), who, claim, f"{each} @{hashed}", why) for each in said]
        fresh = [each for each in lines if (claim, each.cell) in undecided or not _stands(each, mine)]
        for each in fresh:
            if each.kind == CORRECT:
                column_of(shape, each.field)
        corrected(shape, row, [*mine, *fresh])
        return fresh

    return making


def _stands(line: Review, mine: Sequence[Review]) -> bool:
    """Whether the last that was said of the same cell says this already; a second reader is told."""
    if line.kind == READ:
        return any((each.what, each.who, each.day) == (line.what, line.who, line.day) for each in mine)
    same = [each for each in mine if (each.kind, each.field) == (line.kind, line.field)]
    return bool(same) and same[-1].what == line.what


def _known_document(rows: Rows, document: str) -> None:
    cited = {
        each
        for shape in SHAPES
        if "document" in rows[shape].column_names
        for each in rows[shape]["document"].unique().to_pylist()
    }
    known = {*cited, *rows["document"]["id"].to_pylist()} - {None}
    if document not in known:
        raise InputError(
            f"{document!r} is no document of the case",
            hint=did_you_mean(document, known) or "documents are listed by `datatrail query coverage`",
        )


# --- taken --------------------------------------------------------------------------------------------------------


class _Reviewer:
    """Works out new lines from the rows as they were loaded, and applies them with those that stand."""

    def __init__(self, folder: CaseFolder, making: Making) -> None:
        self._path = folder.path
        self._making = making
        self.lines: list[Review] = []
        self.places: set[Place] = set()

    def __call__(self, rows: dict[str, pa.Table], conflicts: Sequence[Conflict]) -> Reviewed:
        before = read_reviews(self._path)
        undecided = open_reviews(read_voices(self._path), before)
        made = self._making(rows, left_of(before), undecided)
        last = last_line(self._path / FILE)
        self.lines = [replace(each, line=number) for number, each in enumerate(made, start=last + 1)]
        found = apply(rows, conflicts, Said.of(self._path, [*before, *self.lines]))
        about = {each.claim for each in self.lines}
        for each in found.told:
            if each.state == UNFIT and each.review.claim in about:
                hint = "the cells of a row go together: correct them together"
                raise InputError(f"{each.review.claim}: {each.because}", hint=hint)
        self.places = {each.place for each in found.told if each.place and each.review.claim in about}
        return found


def _review(folder: CaseFolder, making: Making, did: str) -> list[Review]:
    """Lines are added to the log, and the tables made anew with them; or on an error nothing is changed."""
    reviewer = _Reviewer(folder, making)
    with folder.writing(wait=WAIT) as writer:
        contents = rebuilt(folder, writer, Naming.of(folder.path), review=reviewer)
        if contents is None:
            raise InputError("nothing has been loaded yet", hint=f"datatrail load FILE --case {folder.path}")
        _refuse_rejects(contents, reviewer.places)
        by = f", by {reviewer.lines[0].who}" if reviewer.lines else ""
        writer.commit(contents, did + by, texts(folder.path, reviewer.lines))
    return reviewer.lines


def _refuse_rejects(contents: Contents, reviewed: set[Place]) -> None:
    """Fail where a row that is reviewed could then not be taken beside the others."""
    for reject in contents.rejects:
        if reject.place in reviewed:
            raise _cannot_stand(reject)


def _cannot_stand(reject: Reject) -> InputError:
    column = f"column {reject.column!r}: " if reject.column else ""
    return InputError(f"{column}{reject.reason}", hint=reject.hint or None)
