"""The projection of whole tables at once: rows → items as arrays, without an object per item.

Most cells repeat. So what a cell or a combination of cells means is worked out once per distinct one, by the same
reader that reads single rows (`graphmodel.reading`), and only numbers are handled per row. What is left to do here is
to take lists apart: a row makes an item for each (holder, recipient, kind of data), one the other way for each kind
that was sent, and one for each body that the holder had received from.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graphmodel.columns import ItemColumns, Manner, Times
from graphmodel.evidence import Item
from graphmodel.reading import Kind, Reader, broadest_type, derives, hidden, hides_what_was_sent
from graphmodel.registry import MASKED
from graphmodel.rowsource import Columns, RowSource

if TYPE_CHECKING:
    import pyarrow as pa

Codes = NDArray[np.int64]

JOINT = "\x1f"
"""Between the entries of a list cell, while it is looked at as one text."""

#: The columns that say in what manner, per kind of row; each distinct combination is read once.
MANNERS: Mapping[Kind, tuple[str, ...]] = {
    "statement": (
        "mode", "basis", "payload", "hedged", "one_of", "channel", "purpose", "threshold_required",
        "threshold_shown", "databases", "via", "masked", "dataset",
    ),
    "request": (
        "mode", "payload", "channel", "purpose", "threshold_required", "threshold_shown", "databases", "via",
        "masked", "dataset",
    ),
}  # fmt: skip
#: The columns that say when.
TIMES: Mapping[Kind, tuple[str, ...]] = {
    "statement": ("time_kind", "start", "end", "end_kind"),
    "request": ("asked", "answered"),
}


class Numbers:
    """Numbers given to values, in the order in which they are first met."""

    def __init__(self) -> None:
        self.of: dict[Hashable, int] = {}

    def __call__(self, value: Hashable) -> int:
        return self.of.setdefault(value, len(self.of))

    def values(self) -> list[Any]:
        """The values, by number."""
        return list(self.of)


@dataclass(frozen=True)
class Lists:
    """A list for each row: its own distinct one of a few."""

    cell: Codes
    start: Codes
    many: Codes
    flat: Codes

    @classmethod
    def of(cls, cell: Codes, lists: Sequence[Sequence[int]]) -> Lists:
        """The lists that the cells stand for."""
        many = np.array([len(each) for each in lists], np.int64)
        flat = np.array([number for each in lists for number in each], np.int64)
        return cls(cell, np.cumsum(many) - many, many, flat)

    @property
    def length(self) -> Codes:
        """How many entries each row has."""
        lengths: Codes = self.many[self.cell]
        return lengths

    def entry(self, rows: Codes, place: Codes) -> Codes:
        """An entry of each row named."""
        entries: Codes = self.flat[self.start[self.cell[rows]] + place]
        return entries

    def __getitem__(self, rows: Codes) -> Lists:
        return replace(self, cell=self.cell[rows])


def product_of(*lists: Lists) -> tuple[Codes, list[Codes]]:
    """Each row with each combination of its entries: the rows, and the entry of each list."""
    many = np.ones(len(lists[0].cell), np.int64)
    for each in lists:
        many = many * each.length
    rows = np.repeat(np.arange(len(many)), many)
    left = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
    entries = []
    for each in reversed(lists):
        length = each.length[rows]
        entries.append(each.entry(rows, left % length))
        left = left // length
    return rows, entries[::-1]


def together(*columns: Codes | NDArray[np.bool_]) -> tuple[Codes, Codes]:
    """One code per distinct combination of codes, and a row for each that has it."""
    key = columns[0].astype(np.int64)
    for column in columns[1:]:
        key, _ = _dense(key)
        key = key * (int(column.max(initial=0)) + 1) + column
    return _dense(key)


def _dense(key: Codes) -> tuple[Codes, Codes]:
    import pyarrow as pa

    codes = pa.array(key).dictionary_encode().indices.to_numpy()
    first = np.full(int(codes.max(initial=-1)) + 1, len(key), np.int64)
    np.minimum.at(first, codes, np.arange(len(key)))
    return codes.astype(np.int64), first


def _texts(array: pa.Array) -> pa.Array:
    """Cells as texts: lists joined, flags in words."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_list(array.type):
        return pc.binary_join(array, JOINT)
    return array if pa.types.is_string(array.type) else pc.cast(array, pa.string())


def _distinct(array: pa.Array) -> tuple[Codes, list[str]]:
    """The number of each cell's text, and the texts; what is not stated is blank."""
    import pyarrow.compute as pc

    encoded = pc.fill_null(_texts(array), "").dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist()


def _split(text: str) -> list[str]:
    return text.split(JOINT) if text else []


@dataclass(frozen=True)
class _Batch:
    """Rows of one kind, each cell as the number of its text."""

    kind: Kind
    codes: Mapping[str, Codes]
    texts: Mapping[str, list[str]]

    @classmethod
    def of(cls, kind: Kind, columns: Columns) -> _Batch:
        """A batch of rows."""
        made = {name: _distinct(array) for name, array in columns.items()}
        return cls(kind, {name: each[0] for name, each in made.items()}, {n: e[1] for n, e in made.items()})

    def __len__(self) -> int:
        return len(self.codes["dataset"])

    def text(self, name: str, row: int) -> str:
        """A cell as text."""
        text: str = self.texts[name][self.codes[name][row]]
        return text

    def record(self, row: int, names: Iterable[str]) -> dict[str, Any]:
        """Some cells of a row, as a record has them."""
        return {name: self._cell(name, self.text(name, row)) for name in names}

    @staticmethod
    def _cell(name: str, text: str) -> Any:
        if name in ("databases", "via", "masked"):
            return _split(text)
        return text == "true" if name in ("hedged", "one_of") else text

    def is_blank(self, name: str) -> NDArray[np.bool_]:
        """Of which rows a cell states nothing."""
        return np.array([not text for text in self.texts[name]], np.bool_)[self.codes[name]]


class Projector:
    """Projects batches of rows, and puts the parts together.

    Parameters
    ----------
    reader
        Reads what one row means.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.party, self.type, self.manner = Numbers(), Numbers(), Numbers()
        self.when, self.source, self.received = Numbers(), Numbers(), Numbers()
        self._parts: list[tuple[Codes, ...]] = []

    def add(self, kind: Kind, columns: Columns, first_row: int) -> None:
        """Project a batch; its first row has this number."""
        batch = _Batch.of(kind, columns)
        for part in _BatchProjection(self, batch).parts():
            rows, *rest = part
            self._parts.append((rows + first_row, *rest))

    def columns(self, claims: Callable[[], pa.Array]) -> ItemColumns:
        """All items as arrays."""
        row, holder, recipient, data_type, manner, when, source, received = (
            np.concatenate([part[place].astype(np.int32) for part in self._parts] or [np.zeros(0, np.int32)])
            for place in range(8)
        )
        self._parts.clear()
        parties, holder, recipient = _in_order(self.party.values(), holder, recipient)
        types, data_type = _in_order(self.type.values(), data_type)
        return ItemColumns(
            parties,
            types,
            tuple(self.manner.values()),
            Times.of(self.when.values()),
            tuple(self.source.values()),
            tuple(self.received.values()),
            row,
            holder,
            recipient,
            data_type,
            manner,
            when,
            source,
            received,
            claims,
        )


def _in_order(names: list[str], *codes: NDArray[np.int32]) -> tuple[Any, ...]:
    """Names in their order as text, and the codes that stand for them changed to match."""
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), np.int32)
    place[order] = np.arange(len(names), dtype=np.int32)
    return (tuple(names[number] for number in order), *(place[each] for each in codes))


@dataclass(frozen=True)
class _Manners:
    """What the distinct manners of a batch mean, by their number there; -1 where no such item is made."""

    of_row: Codes
    plain: Codes
    sent: Codes
    hidden: Codes
    derived: NDArray[np.int64]
    by_party: NDArray[np.bool_]
    blank_type: NDArray[np.bool_]
    masks_holder: NDArray[np.bool_]
    masks_recipient: NDArray[np.bool_]


@dataclass(frozen=True)
class _Whens:
    """The times of a batch's rows: of their own items, of what was sent, of what follows from a joint."""

    plain: Codes
    sent: Codes
    derived: Codes


class _BatchProjection:
    """One batch: its distinct manners, times and lists, and the items that they make."""

    def __init__(self, whole: Projector, batch: _Batch) -> None:
        self._whole = whole
        self._reader = whole.reader
        self._batch = batch
        self._manners = self._read_manners()
        self._whens = self._read_whens()
        self._holders = self._patched(self._parties("holder"), "holder")
        self._recipients = self._patched(self._parties(*_RECIPIENT_OF[batch.kind]), "recipient")
        self._types = self._kinds("data_types", blank=-1)
        self._source = self._numbers(("document", "dataset"), whole.source)
        self._nobody = whole.received(())

    def parts(self) -> Iterator[tuple[Codes, ...]]:
        """Rows, holders, recipients, types, manners, times, sources, received from: of each role."""
        givers = self._givers()
        yield self._own(givers)
        if "data_sent" in self._batch.codes:
            yield self._sent()
            yield self._hidden()
        if givers is not None:
            yield self._derived(givers)

    # --- the items of each role

    def _own(self, givers: Lists | None) -> tuple[Codes, ...]:
        rows, (holder, recipient, kind) = product_of(self._holders, self._recipients, self._types)
        received = np.full(len(rows), self._nobody) if givers is None else self._received[rows]
        return self._part(
            rows, holder, recipient, self._kind(rows, kind, holder), self._manners.plain, received
        )

    def _sent(self) -> tuple[Codes, ...]:
        chosen = np.flatnonzero((self._manner(self._manners.sent) >= 0) & ~self._batch.is_blank("data_sent"))
        kinds = self._kinds("data_sent")[chosen]
        rows, (holder, recipient, kind) = product_of(self._holders[chosen], self._recipients[chosen], kinds)
        rows = chosen[rows]
        return self._part(
            rows, recipient, holder, kind, self._manners.sent, self._none(rows), self._whens.sent
        )

    def _hidden(self) -> tuple[Codes, ...]:
        chosen = np.flatnonzero(self._manner(self._manners.hidden) >= 0)
        rows, (holder, recipient) = product_of(self._holders[chosen], self._recipients[chosen])
        rows = chosen[rows]
        kind = self._broadest(recipient)
        return self._part(
            rows, recipient, holder, kind, self._manners.hidden, self._none(rows), self._whens.sent
        )

    def _derived(self, givers: Lists) -> tuple[Codes, ...]:
        chosen = np.flatnonzero((self._manner(self._manners.derived[:, 0]) >= 0) & (givers.length > 0))
        rows, (holder, giver, kind) = product_of(self._holders[chosen], givers[chosen], self._types[chosen])
        rows, kind = chosen[rows], self._kind(chosen[rows], kind, holder)
        named = holder != self._whole.party("")
        rows, holder, giver, kind = rows[named], holder[named], giver[named], kind[named]
        made_from = [self._sources_of(name) for name in self._whole.type.values()]
        one, (source,) = product_of(Lists.of(kind, made_from))
        rows, holder, giver = rows[one], holder[one], giver[one]
        used = source != kind[one]
        how = self._by_party(rows, giver, holder) + 2 * used
        manner = self._manners.derived[self._manners.of_row[rows], how]
        return _each_once(
            (
                rows,
                giver,
                holder,
                source,
                manner,
                self._whens.derived[rows],
                self._source[rows],
                self._none(rows),
            )
        )

    def _part(  # noqa: PLR0917 (the codes of a part, in their order)
        self,
        rows: Codes,
        holder: Codes,
        recipient: Codes,
        kind: Codes,
        manner: Codes,
        received: Codes,
        when: Codes | None = None,
    ) -> tuple[Codes, ...]:
        when = self._whens.plain if when is None else when
        manner = manner[self._manners.of_row[rows]]
        return (rows, holder, recipient, kind, manner, when[rows], self._source[rows], received)

    def _none(self, rows: Codes) -> Codes:
        return np.full(len(rows), self._nobody)

    def _manner(self, manners: Codes) -> Codes:
        return manners[self._manners.of_row]

    # --- what distinct combinations mean

    def _read_manners(self) -> _Manners:
        batch, names = self._batch, MANNERS[self._batch.kind]
        itemised: NDArray[np.bool_] = ~batch.is_blank("data_types")
        counts = "answered" in batch.codes
        dated = ~batch.is_blank("answered") if counts else itemised
        of_row, first = together(*(batch.codes[name] for name in names), itemised, dated)
        bases = [self._base_of_manner(int(row), names, bool(itemised[row])) for row in first]
        sent = [self._reader.sent_base(base, base.record) for base in bases]
        number = self._whole.manner
        return _Manners(
            of_row,
            _array(number(Manner.of(base)) for base in bases),
            _array(-1 if each is None else number(Manner.of(each)) for each in sent),
            _array(
                number(Manner.of(hidden(each))) if each and hides_what_was_sent(base.record) else -1
                for each, base in zip(sent, bases, strict=True)
            ),
            np.array([self._derived_manners(base) for base in bases], np.int64).reshape(-1, 4),
            np.array([base.record.get("basis") == "party" for base in bases], np.bool_),
            np.array([base.mode == "denied" and "type" not in base.masked for base in bases], np.bool_),
            np.array(["holder" in base.masked for base in bases], np.bool_),
            np.array(["recipient" in base.masked for base in bases], np.bool_),
        )

    def _base_of_manner(self, row: int, names: Sequence[str], itemised: bool) -> Item:
        record = self._batch.record(row, names) | {"id": "", "data_types": ["itemised"] * itemised}
        if "answered" in self._batch.codes:
            record["answered"] = self._batch.text("answered", row)
        return self._reader.base(self._batch.kind, record)

    def _derived_manners(self, base: Item) -> list[int]:
        """By whether a party says so, then also by whether it was used to make what was passed on."""
        if not derives(base):
            return [-1] * 4
        plain = [self._reader.derived_base(base, by_party=by_party) for by_party in (False, True)]
        used = [replace(each, payload="assumed", used=True) for each in plain]
        return [self._whole.manner(Manner.of(each)) for each in (*plain, *used)]

    def _read_whens(self) -> _Whens:
        batch, names = self._batch, TIMES[self._batch.kind]
        columns = {name: batch.codes[name] for name in names}
        if "answered" in columns:  # the date that counts
            columns["asked"] = np.where(batch.is_blank("answered"), columns["asked"], 0)
        published = self._published()
        of_row, first = together(*columns.values(), published, batch.codes["mode"], batch.codes["masked"])
        bases = [self._base_of_time(int(row), names) for row in first]
        sent = [self._reader.sent_base(base, base.record) or base for base in bases]
        derived = [
            self._reader.derived_base(base, by_party=False) if derives(base) else base for base in bases
        ]
        plain, back, joint = (
            _array(self._whole.when(each.when) for each in made)[of_row] for made in (bases, sent, derived)
        )
        return _Whens(plain, back, joint)

    def _base_of_time(self, row: int, names: Sequence[str]) -> Item:
        record = self._batch.record(row, (*names, "mode", "masked", "document", "dataset"))
        return self._reader.base(self._batch.kind, record | {"id": ""})

    def _published(self) -> Codes:
        """A number per row for the day by which its document was out."""
        documents = self._reader.documents
        days = [
            documents[name].published if name in documents else None for name in self._batch.texts["document"]
        ]
        numbers = Numbers()
        return _array(numbers(day and day.hi) for day in days)[self._batch.codes["document"]]

    def _numbers(self, names: Sequence[str], number: Numbers) -> Codes:
        of_row, first = together(*(self._batch.codes[name] for name in names))
        return _array(number(tuple(self._batch.text(name, int(row)) for name in names)) for row in first)[
            of_row
        ]

    # --- lists

    def _parties(self, column: str, instead: str | None = None) -> Lists:
        """The parties that a cell names; of the column given instead where the first is blank."""
        batch = self._batch
        codes = [batch.codes[column], batch.codes["dataset"]]
        if instead is not None:
            blank = batch.is_blank(column)
            codes = [np.where(blank, 0, codes[0] + 1), np.where(blank, batch.codes[instead], 0), codes[1]]
        of_row, first = together(*codes)
        return Lists.of(of_row, [self._named(int(row), column, instead) for row in first])

    def _named(self, row: int, column: str, instead: str | None) -> list[int]:
        text = self._batch.text(column, row) or (self._batch.text(instead, row) if instead else "")
        record = {column: _split(text), "dataset": self._batch.text("dataset", row)}
        return [self._whole.party(each) for each in self._reader.parties(record, column)]

    def _patched(self, parties: Lists, column: str) -> Lists:
        """Where nobody is named: nobody, or somebody masked."""
        masks = self._manner(getattr(self._manners, f"masks_{column}").astype(np.int64))
        nobody = len(parties.many)
        empty = parties.many[parties.cell] == 0
        cell = np.where(empty, nobody + masks, parties.cell)
        both = [self._whole.party(""), self._whole.party(MASKED)]
        many = np.append(parties.many, (1, 1))
        return Lists(cell, np.cumsum(many) - many, many, np.append(parties.flat, both))

    def _kinds(self, column: str, blank: int | None = None) -> Lists:
        number = self._whole.type
        lists = [[number(each) for each in dict.fromkeys(_split(text))] for text in self._batch.texts[column]]
        if blank is not None:
            lists = [each or [blank] for each in lists]
        return Lists.of(self._batch.codes[column], lists)

    def _kind(self, rows: Codes, kind: Codes, holder: Codes) -> Codes:
        """What is not itemised is the broadest kind that fits; of a denial, none."""
        unstated = kind < 0
        if not unstated.any():
            return kind
        blank = self._manners.blank_type[self._manners.of_row[rows]]
        fitting = np.where(blank, self._whole.type(""), self._broadest(holder))
        return np.where(unstated, fitting, kind)

    def _broadest(self, party: Codes) -> Codes:
        registry, number = self._reader.registry, self._whole.type
        of_party, first = _dense(party)
        names = self._whole.party.values()
        return _array(number(broadest_type(names[party[row]], registry)) for row in first)[of_party]

    def _givers(self) -> Lists | None:
        """The bodies that each row's holder had received from; None where no row of the batch names one."""
        if "received_from" not in self._batch.codes or self._batch.is_blank("received_from").all():
            return None
        givers = self._parties("received_from")
        names = self._whole.party.values()
        lists = np.split(givers.flat, np.cumsum(givers.many)[:-1])
        numbers = _array(self._whole.received(tuple(names[each] for each in one)) for one in lists)
        self._received = numbers[givers.cell]
        return givers

    def _sources_of(self, data_type: str) -> list[int]:
        """What a kind of data is made from; itself where it is made from none."""
        sources = self._reader.types.made_from.get(data_type) or (data_type,)
        return [self._whole.type(each) for each in sources]

    def _by_party(self, rows: Codes, giver: Codes, holder: Codes) -> Codes:
        """Whether who speaks for a party says so: only asked where the row rests on a party's word."""
        said = np.zeros(len(rows), np.int64)
        asked = np.flatnonzero(self._manners.by_party[self._manners.of_row[rows]])
        if len(asked):
            batch, names = self._batch, self._whole.party.values()
            rows, giver, holder = rows[asked], giver[asked], holder[asked]
            of_one, first = together(
                batch.codes["speaker_agency"][rows], batch.codes["dataset"][rows], giver, holder
            )
            said[asked] = _array(
                self._reader.is_party(
                    batch.text("speaker_agency", int(rows[one])) or None,
                    batch.text("dataset", int(rows[one])),
                    names[giver[one]],
                    names[holder[one]],
                )
                for one in first
            )[of_one]
        return said


_RECIPIENT_OF: Mapping[Kind, tuple[str, ...]] = {
    "statement": ("recipient",),
    "request": ("component", "requester"),
}


def _array(numbers: Iterable[int]) -> Codes:
    return np.fromiter(numbers, np.int64)


def _each_once(part: tuple[Codes, ...]) -> tuple[Codes, ...]:
    """Each item once: two kinds of data may be made from the same."""
    rows, holder, recipient, kind, manner, *_ = part
    of_row, first = together(rows, holder, recipient, kind, manner)
    return tuple(each[np.sort(first)] for each in part) if len(first) < len(of_row) else part


def columns_of(reader: Reader, sources: Mapping[Kind, RowSource]) -> ItemColumns:
    """The items of whole tables as arrays; requests are numbered behind statements."""
    projector = Projector(reader)
    first_row = 0
    for kind, source in sources.items():
        for batch in source.batches(sorted(COLUMNS[kind])):
            projector.add(kind, batch, first_row)
            first_row += len(batch["dataset"])
    return projector.columns(lambda: _claims(sources))


#: Everything that is looked at of a row.
COLUMNS: Mapping[Kind, frozenset[str]] = {
    "statement": frozenset(
        {*MANNERS["statement"], *TIMES["statement"], "holder", "recipient", "data_types", "data_sent"}
        | {"received_from", "speaker_agency", "document"}
    ),
    "request": frozenset(
        {
            *MANNERS["request"],
            *TIMES["request"],
            "holder",
            "component",
            "requester",
            "data_types",
            "data_sent",
        }
        | {"document"}
    ),
}


def _claims(sources: Mapping[Kind, RowSource]) -> pa.Array:
    """The ids of all rows, statements first."""
    import pyarrow as pa

    batches = [batch["id"] for source in sources.values() for batch in source.batches(["id"])]
    return pa.concat_arrays(batches) if batches else pa.array([], pa.string())
