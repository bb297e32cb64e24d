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
from loaders.columns import ARROW, table_of_records
from loaders.identity import PLACES, UNIT, kept_text, places
from loaders.rejects import CellError, Place
from loaders.reviews import CORRECT, READ, RETRACT, WITHDRAW, Review, read_reviews, standing
from loaders.screen import keeps_text, kinds_in, labels
from loaders.settling import MADE_UP_STATE, settle

APPLIED, CHANGED, GONE, UNFIT = "applied", "row changed", "not in the case", "cannot be applied"
#: The shapes whose rows can be reviewed.
CLAIMS = ("claim", "event")
#: What a table says of the reviews of a row.
MARKS = ("checked", "corrected")
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


def apply(rows: Mapping[str, pa.Table], reviews: Sequence[Review]) -> Reviewed:
    """The rows with the reviews that stand applied to them.

    Parameters
    ----------
    rows
        Rows by shape, with ids.
    reviews
        What stands, in the order of the log: of two corrections of a cell the later is applied.
    """
    made = Reviewed(dict(rows))
    of_claim: dict[str, list[Review]] = defaultdict(list)
    for each in reviews:
        if each.kind != WITHDRAW:
            of_claim[each.claim].append(each)
    for shape in CLAIMS if of_claim else ():
        _apply_to(shape, of_claim, made)
    known = {each.review for each in made.told}
    made.told += [
        Told(each, GONE, "no row has this id")
        for each in reviews
        if each not in known and each.kind != WITHDRAW
    ]
    _withdraw([each for each in reviews if each.kind == WITHDRAW], made)
    made.told.sort(key=lambda each: each.review.line)
    return made


def reviews_of(case: Path) -> Callable[[dict[str, pa.Table]], Reviewed]:
    """Applies what stands in a case's log of reviews."""
    return partial(apply, reviews=standing(read_reviews(case)))


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


def _apply_to(shape: str, of_claim: Mapping[str, Sequence[Review]], made: Reviewed) -> None:
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
        record = _reviewed(shape, row, hashed, place, reviews, made.told)
        if record is None:
            order[index] = -1
            gone.append(index)
        elif record:
            order[index] = len(table) + len(new)
            new.append(record)
    if gone:
        made.out[shape].append(table.take(pa.array(gone, pa.int64())))
    both = pa.concat_tables([_with_marks(table, []), _with_marks(table_of_records(shape, new), new)])
    made.rows[shape] = both.take(pa.array([each for each in order if each >= 0], pa.int64()))


def _with_marks(table: pa.Table, records: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows with a column for each mark; blank where none are given."""
    for name in MARKS:
        cells = [each[name] or None for each in records] if records else [None] * len(table)
        table = table.append_column(name, pa.array(cells, ARROW["list"]))
    return table


def _reviewed(  # noqa: PLR0917 (a row, where it stands, and what is said of it)
    shape: str, row: dict[str, Any], hashed: str, place: Place, reviews: Sequence[Review], told: list[Told]
) -> dict[str, Any] | None:
    """A row as its reviews have it: None of a retracted one, empty where nothing is applied."""
    mine = [each for each in reviews if each.row == hashed]
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
    return record if mine else {}


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


def _withdraw(reviews: Sequence[Review], made: Reviewed) -> None:
    """Nothing is left that cites a withdrawn document, or one that only retells it."""
    for each in reviews:
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
