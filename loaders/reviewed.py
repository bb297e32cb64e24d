"""Reviews are applied to rows while the tables are made: the rows that a case keeps stay as they were loaded.

A row that somebody corrected has the corrected cells in the tables, so that every question, engine and server sees
the same; what it said before, who says otherwise and why stand beside it. A claim that was retracted, and what cites
a withdrawn document, is in no table. A review is applied only to the very row that it is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graphmodel.declaration import Property
from graphmodel.errors import InputError, did_you_mean
from graphmodel.schema import SHAPES
from loaders.canonical import read_cell
from loaders.identity import PLACES, UNIT, kept_text, places
from loaders.rejects import CellError, Conflict, Place
from loaders.reviews import CORRECT, READ, RETRACT, WITHDRAW, Review
from loaders.screen import keeps_text, kinds_in, labels
from loaders.settling import MADE_UP_STATE, settle
from loaders.undecided import Said, disputed, in_doubt, mask_rows, put_in

APPLIED, CHANGED, GONE, UNFIT = "applied", "row changed", "not in the case", "cannot be applied"
UNDECIDED = "not decided"
#: The shapes whose rows can be reviewed.
CLAIMS = ("claim", "event")
HASH_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a review that stands: applied, or why it is not."""

    review: Review
    state: str
    because: str = ""
    place: Place | None = None

    def entry(self) -> dict[str, Any]:
        """The review as the manifest lists it."""
        one = self.review
        cells = {"when": one.when, "who": one.who, "claim": one.claim, "what": one.what, "why": one.why}
        return {**cells, "state": self.state, "because": self.because}


@dataclass
class Reviewed:
    """Rows by shape with reviews applied, the rows that were taken out, and what became of each review."""

    rows: dict[str, pa.Table]
    out: dict[str, list[pa.Table]] = field(default_factory=lambda: defaultdict(list))
    told: list[Told] = field(default_factory=list)

    def take_rows(self) -> dict[str, pa.Table]:
        """The rows, which are then no longer held here."""
        rows, self.rows = self.rows, {}
        return rows

    def with_those_out(self, rows: Mapping[str, pa.Table]) -> Iterable[pa.Table]:
        """Where rows of each shape stand, with those that were taken out."""
        for shape, table in rows.items():
            yield pa.concat_tables(each.select(PLACES) for each in (table, *self.out[shape]))


def unreviewed(rows: dict[str, pa.Table], _: Sequence[Conflict]) -> Reviewed:
    """The rows as they are: nothing is said of them."""
    return Reviewed(rows)


def apply(rows: Mapping[str, pa.Table], conflicts: Sequence[Conflict], said: Said) -> Reviewed:
    """The rows with the reviews that stand applied to them.

    Parameters
    ----------
    rows
        Rows by shape, with ids.
    conflicts
        The ids that two rows state differently.
    """
    made = Reviewed(dict(rows))
    reviews = said.reviews
    of_claim: dict[str, list[Review]] = defaultdict(list)
    for each in reviews:
        if each.kind != WITHDRAW:
            of_claim[each.claim].append(each)
    of_claim |= {about: [] for about, part in said.disputes if part != WITHDRAW and about not in of_claim}
    for shape in CLAIMS if of_claim else ():
        _apply_to(shape, of_claim, said, made)
    mask_rows(made.rows, conflicts, said)
    known = {each.review for each in made.told}
    made.told += [
        Told(each, GONE, "no row has this id")
        for each in reviews
        if each not in known and each.kind != WITHDRAW
    ]
    _withdraw([each for each in reviews if each.kind == WITHDRAW], said, made)
    made.told.sort(key=lambda each: each.review.line)
    return made


def reviews_of(
    case: Path, lines: Sequence[Review] | None = None
) -> Callable[[dict[str, pa.Table], Sequence[Conflict]], Reviewed]:
    """Applies what stands in a case's log of reviews; or in other lines, where they are told."""
    return partial(apply, said=Said.of(case, lines))


def row_hashes(shape: str, table: pa.Table) -> list[str]:
    """A short hash of the dataset and the kept cells of each row, whatever its file and place."""
    texts = kept_text(table, SHAPES[shape].columns)
    datasets = table["dataset"].to_pylist()
    return [
        sha256(f"{dataset or ''}{UNIT}{text}".encode()).hexdigest()[:HASH_LENGTH]
        for dataset, text in zip(datasets, texts, strict=True)
    ]


def found_row(rows: Mapping[str, pa.Table], claim: str) -> tuple[str, dict[str, Any], str]:
    """The shape of a claim or request, its row as it was loaded, and the hash of it.

    Raises
    ------
    InputError
        When no row has this id; with the nearest.
    """
    for shape in CLAIMS:
        table = rows[shape].filter(pc.equal(rows[shape]["id"], claim))
        if len(table):
            return shape, table.to_pylist()[0], row_hashes(shape, table)[0]
    ids = [each for shape in CLAIMS for each in rows[shape]["id"].slice(0, MOST_COMPARED).to_pylist()]
    raise InputError(
        f"{claim!r} is no claim of the case",
        hint=did_you_mean(claim, ids) or "claims are listed by `datatrail verify`",
    )


#: Of so many ids the nearest to a mistyped one is looked for.
MOST_COMPARED = 20_000


def column_of(shape: str, name: str) -> Property:
    """The column that a correction names.

    Raises
    ------
    InputError
        When rows of this shape have none of this name, or it is the row's id.
    """
    columns = {each.column: each for each in SHAPES[shape].columns if each.column and each.name != "id"}
    if name not in columns:
        raise InputError(
            f"{name!r} is no column of the shape {shape!r} that can be corrected",
            hint=did_you_mean(name, columns) or "columns: " + ", ".join(columns),
        )
    return columns[name]


# --- claims -------------------------------------------------------------------------------------------------------


def _apply_to(shape: str, of_claim: Mapping[str, Sequence[Review]], said: Said, made: Reviewed) -> None:
    """The rows of a shape that are reviewed, as the reviews have them."""
    table = made.rows[shape]
    found = pc.indices_nonzero(pc.is_in(table["id"], pa.array(sorted(of_claim), pa.string())))
    if not len(found):
        return
    old = table.take(found)
    new: list[dict[str, Any]] = []
    gone: list[int] = []
    order = list(range(len(table)))
    each_row = zip(found.to_pylist(), old.to_pylist(), row_hashes(shape, old), places(old), strict=True)
    for index, row, hashed, place in each_row:
        reviews = of_claim[row["id"]]
        record = _reviewed(shape, row, hashed, place, reviews, said, made.told)
        if record is None:
            order[index] = -1
            gone.append(index)
        elif record:
            order[index] = len(table) + len(new)
            new.append(record)
    if gone:
        made.out[shape].append(table.take(pa.array(gone, pa.int64())))
    made.rows[shape] = put_in(shape, table, new, [each for each in order if each >= 0])


def _reviewed(  # noqa: PLR0917 (a row, where it stands, and what is said of it)
    shape: str,
    row: dict[str, Any],
    hashed: str,
    place: Place,
    reviews: Sequence[Review],
    said: Said,
    told: list[Told],
) -> dict[str, Any] | None:
    """A row as its reviews have it: None of a retracted one, empty where nothing is applied."""
    disputes = said.about(row["id"], hashed)
    aside = [each for each in reviews if each.row == hashed and said.is_disputed(each)]
    told += [Told(each, UNDECIDED, "two do not agree on it", place) for each in aside]
    mine = [each for each in reviews if each.row == hashed and each not in aside]
    told += [
        Told(each, CHANGED, "the row was loaded anew, and is another", place)
        for each in reviews
        if each.row != hashed
    ]
    try:
        record = corrected(shape, row, mine)
    except InputError as error:
        told += [Told(each, UNFIT, error.message, place) for each in mine]
        return {}
    told += [Told(each, APPLIED, "", place) for each in mine]
    if any(each.kind == RETRACT for each in mine):
        return None
    return disputed(shape, record, disputes) if mine or disputes else {}


def corrected(shape: str, row: Mapping[str, Any], reviews: Sequence[Review]) -> dict[str, Any]:
    """A row with what reviews say of it, and the marks that tell who says so.

    Raises
    ------
    InputError
        When a column is none of this shape, a text says nothing that it may hold, or the cells contradict each other.
    """
    record: dict[str, Any] = {**row, "checked": [], "corrected": []}
    for each in reviews:
        if each.kind == READ:
            _check(shape, record, each)
        elif each.kind == CORRECT:
            _correct(shape, record, each)
    hidden = frozenset(entry.partition(":")[0] for entry in record["masked"] or ())
    return record | settle(shape, record, hidden)


def _check(shape: str, record: dict[str, Any], each: Review) -> None:
    """Somebody read the original: how much of it was read is what he says."""
    read = next((column for column in SHAPES[shape].columns if column.column == "read"), None)
    how = read_cell("claim", column_of("claim", "read"), each.value).value
    if read is not None:
        record["read"] = how
    record["checked"].append(f"{how} by {each.who} on {each.day}{_because(each)}")


def _correct(shape: str, record: dict[str, Any], each: Review) -> None:
    column = column_of(shape, each.field)
    _no_person(column, each.value)
    cell = read_cell(shape, column, each.value)
    was, now = in_words(record[column.name]), "masked" if cell.masked else in_words(cell.value)
    masks = [entry for entry in record["masked"] or () if entry.partition(":")[0] != column.column]
    record[column.name] = cell.value
    record["masked"] = [*masks, *(f"{column.column}:{code}" for code in cell.masked)]
    record["corrected"].append(f"{column.column}: {was} → {now}, by {each.who} on {each.day}{_because(each)}")


def _no_person(column: Property, text: str) -> None:
    kinds = kinds_in(column, text, offices_only=False) if keeps_text(column) else ()
    if kinds:
        raise CellError(
            column.column or column.name,
            f"{{}} looks like it holds: {labels(kinds)}",
            text,
            hint="the case is about offices, and names nobody whose record was asked for",
        )


def _because(each: Review) -> str:
    return f": {each.why}" if each.why.strip() else ""


def in_words(value: Any) -> str:
    """A cell as it is told."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return "; ".join(value) or "blank" if isinstance(value, list) else value or "blank"


# --- documents ----------------------------------------------------------------------------------------------------


def _withdraw(reviews: Sequence[Review], said: Said, made: Reviewed) -> None:
    """Nothing is left that cites a withdrawn document, or one that only retells it."""
    for (about, part), sides in said.disputes.items():
        if part == WITHDRAW:
            in_doubt([about, *retellings(made.rows["document"], about)], sides, made.rows)
    for each in reviews:
        if said.is_disputed(each):
            made.told.append(Told(each, UNDECIDED, "two do not agree on it"))
            continue
        documents = [each.claim, *retellings(made.rows["document"], each.claim)]
        found = [_without(shape, documents, made) for shape in SHAPES]
        told = Told(each, APPLIED) if any(found) else Told(each, GONE, "nothing cites it")
        made.told.append(told)


def retellings(documents: pa.Table, withdrawn: str) -> list[str]:
    """The documents that only repeat one, at any remove."""
    repeats = dict(zip(documents["id"].to_pylist(), documents["repeats"].to_pylist(), strict=True))
    found = [withdrawn]
    for each in found:
        found += sorted(one for one, told in repeats.items() if told == each and one not in found)
    return found[1:]


def _without(shape: str, documents: Sequence[str], made: Reviewed) -> bool:
    """Take the rows of a shape that cite some documents out; whether there were any."""
    table = made.rows[shape]
    cites = "id" if shape == "document" else "document"
    if cites not in table.column_names:
        return False
    gone = pc.fill_null(pc.is_in(table[cites], pa.array(documents, pa.string())), False)  # noqa: FBT003
    if shape == "attribute":  # a state is declared, whoever says so
        gone = pc.and_(gone, pc.fill_null(pc.not_equal(table["attribute"], MADE_UP_STATE), True))  # noqa: FBT003
    if not pc.any(gone).as_py():
        return False
    made.out[shape].append(table.filter(gone))
    made.rows[shape] = table.filter(pc.invert(gone))
    return True
