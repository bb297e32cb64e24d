"""The projection of whole tables at once: rows → items as arrays, without an object per item.

Most cells repeat. So what a cell or a combination of cells means is worked out once per distinct one, by the same
reader that reads single rows (`graphmodel.reading`), and only numbers are handled per row. What is left to do here is
to take lists apart: a row makes an item for each (holder, recipient, kind of data), one the other way for each kind
that was sent, and one for each body that the holder had received from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graphmodel.columns import NAMES, TIMES, ItemColumns, Manner
from graphmodel.evidence import Item
from graphmodel.reading import Kind, Reader, broadest_type, derives, hidden, hides_what_was_sent
from graphmodel.registry import MASKED
from graphmodel.rowsource import Columns, RowSource
from graphmodel.times import Days, Times, as_whole, events, spans, standings

if TYPE_CHECKING:
    import pyarrow as pa

Codes = NDArray[np.int64]

MOST_NARROW = 1 << 15
"""Numbers below it fit into two bytes."""

JOINT = "\x1f"
"""Between the entries of a list cell, while it is looked at as one text."""

#: The columns that say in what manner, per kind of row; each distinct combination is read once.
MANNERS: Mapping[Kind, tuple[str, ...]] = {
    "statement": ("mode", "basis", "payload", "hedged", "one_of", "masked", "time_kind"),
    "request": ("mode", "payload", "masked"),
}
#: The columns that say by which way, each for itself.
WAYS = ("databases", "channel", "via", "purpose")
#: Ends that are known only as a day on which it still held.
SEEN = frozenset({"seen", "ongoing-as-stated"})
#: The columns that say when.
DATES: Mapping[Kind, tuple[str, ...]] = {
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

    if array.null_count == len(array):
        return np.zeros(len(array), np.int64), [""]
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

    def is_one_of(self, name: str, texts: Collection[str]) -> NDArray[np.bool_]:
        """Of which rows a cell states one of these."""
        return np.array([text in texts for text in self.texts[name]], np.bool_)[self.codes[name]]

    def is_blank(self, name: str) -> NDArray[np.bool_]:
        """Of which rows a cell states nothing."""
        return self.is_one_of(name, {""})


Part = dict[str, Codes]
"""The rows of some items, and of each field of `NAMES` and of `when` the numbers."""


class Projector:
    """Projects batches of rows, and puts the parts together.

    Parameters
    ----------
    reader
        Reads what one row means.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.numbers = {name: Numbers() for name in dict.fromkeys(NAMES.values())}
        self._parts: list[dict[str, NDArray[np.int32]]] = []
        self._known: dict[str, list[int] | None] = {}

    def number(self, name: str) -> Numbers:
        """The numbers of the names that a field can have."""
        return self.numbers[NAMES[name]]

    def known_anywhere(self, cell: str) -> list[int] | None:
        """The parties of a cell whose names mean the same in every dataset; None where one does not."""
        if cell not in self._known:
            names = _split(cell)
            resolved = [self.reader.registry.resolve_anywhere(name) for name in names]
            numbers = [self.number("holder")(party) for party in dict.fromkeys(resolved) if party is not None]
            self._known[cell] = None if None in resolved else numbers
        return self._known[cell]

    def add(self, kind: Kind, columns: Columns, first_row: int) -> None:
        """Project a batch; its first row has this number."""
        batch = _Batch.of(kind, columns)
        for part in _BatchProjection(self, batch).parts():
            part["row"] = part["row"] + first_row
            self._parts.append({name: _narrow(codes) for name, codes in part.items()})

    def columns(self, claims: Callable[[], pa.Array]) -> ItemColumns:
        """All items as arrays."""
        fields: dict[str, Any] = {name: self._whole(name) for name in ("row", *TIMES, *NAMES)}
        self._parts.clear()
        for name, plural in NAMES.items():
            values = self.numbers[plural].values()
            if plural != "manners":
                values, place = _in_order(values)
                fields[name] = place.astype(fields[name].dtype)[fields[name]]
            fields[plural] = tuple(values)
        return ItemColumns(claims=claims, **fields)

    def _whole(self, name: str) -> NDArray[np.int32]:
        """One field of all parts, which give theirs up."""
        return np.concatenate([part.pop(name) for part in self._parts] or [np.zeros(0, np.int32)])


def _narrow(codes: Codes) -> NDArray[Any]:
    """Numbers in no more bytes than they need: there may be ten million of each."""
    fits = not len(codes) or int(codes.max()) < MOST_NARROW
    return codes.astype(np.int16 if fits and int(codes.min(initial=0)) > -MOST_NARROW else np.int32)


def _in_order(names: list[Any]) -> tuple[list[Any], NDArray[np.int32]]:
    """Names in their order, and the new number of each."""
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), np.int32)
    place[order] = np.arange(len(names), dtype=np.int32)
    return [names[number] for number in order], place


@dataclass(frozen=True)
class _Manners:
    """What the distinct manners of a batch mean, by their number there; -1 where no such item is made."""

    of_row: Codes
    plain: Codes
    sent: Codes
    hidden: Codes
    derived: NDArray[np.int64]
    bounded: NDArray[np.bool_]
    by_party: NDArray[np.bool_]
    blank_type: NDArray[np.bool_]
    masks_holder: NDArray[np.bool_]
    masks_recipient: NDArray[np.bool_]


class _BatchProjection:
    """One batch: its distinct manners, times and lists, and the items that they make."""

    def __init__(self, whole: Projector, batch: _Batch) -> None:
        self._whole = whole
        self._reader = whole.reader
        self._batch = batch
        self._manners = self._read_manners()
        self._own_times, self._sent_times, self._joint_times = self._read_times()
        self._holders = self._patched(self._parties("holder"), "holder")
        self._recipients = self._patched(self._parties(*_RECIPIENT_OF[batch.kind]), "recipient")
        self._types = self._kinds("data_types", blank=-1)
        self._source = self._numbers(("document", "dataset"), whole.number("source"))
        self._ways = self._read_ways()
        self._nobody = whole.number("received_from")(())

    def parts(self) -> Iterator[Part]:
        """The items of each role."""
        givers = self._givers()
        yield self._own(givers)
        if "data_sent" in self._batch.codes:
            yield self._sent()
            yield self._hidden()
        if givers is not None:
            yield self._derived(givers)

    # --- the items of each role

    def _own(self, givers: Lists | None) -> Part:
        rows, (holder, recipient, kind) = product_of(self._holders, self._recipients, self._types)
        received = self._none(rows) if givers is None else self._received[rows]
        return {
            "row": rows,
            "holder": holder,
            "recipient": recipient,
            "data_type": self._kind(rows, kind, holder),
            "manner": self._manner(self._manners.plain)[rows],
            **_at(self._own_times, rows),
            "source": self._source[rows],
            "received_from": received,
            **{name: codes[rows] for name, codes in self._ways.items() if name in NAMES},
        }

    def _sent(self) -> Part:
        chosen = np.flatnonzero((self._manner(self._manners.sent) >= 0) & ~self._batch.is_blank("data_sent"))
        kinds = self._kinds("data_sent")[chosen]
        rows, (holder, recipient, kind) = product_of(self._holders[chosen], self._recipients[chosen], kinds)
        return self._back(chosen[rows], holder, recipient, kind, self._manners.sent)

    def _hidden(self) -> Part:
        chosen = np.flatnonzero(self._manner(self._manners.hidden) >= 0)
        rows, (holder, recipient) = product_of(self._holders[chosen], self._recipients[chosen])
        return self._back(chosen[rows], holder, recipient, self._broadest(recipient), self._manners.hidden)

    def _back(self, rows: Codes, holder: Codes, recipient: Codes, kind: Codes, manner: Codes) -> Part:
        """What the requester sent, the other way."""
        return {
            "row": rows,
            "holder": recipient,
            "recipient": holder,
            "data_type": kind,
            "manner": self._manner(manner)[rows],
            **_at(self._sent_times, rows),
            "source": self._source[rows],
            "received_from": self._none(rows),
            "database": self._blank("database", rows),
            "channel": self._ways["channel"][rows],
            "via": self._ways["back"][rows],
            "purpose": self._ways["purpose"][rows],
        }

    def _derived(self, givers: Lists) -> Part:
        """What follows from a shown joint: from the body received from, to the holder."""
        chosen = np.flatnonzero((self._manner(self._manners.derived[:, 0]) >= 0) & (givers.length > 0))
        rows, (holder, giver, kind) = product_of(self._holders[chosen], givers[chosen], self._types[chosen])
        rows, kind = chosen[rows], self._kind(chosen[rows], kind, holder)
        named = holder != self._whole.number("holder")("")
        rows, holder, giver, kind = rows[named], holder[named], giver[named], kind[named]
        made_from = [self._sources_of(name) for name in self._whole.number("data_type").values()]
        one, (source,) = product_of(Lists.of(kind, made_from))
        rows, holder, giver = rows[one], holder[one], giver[one]
        how = self._by_party(rows, giver, holder) + 2 * (source != kind[one])
        return _each_once(
            {
                "row": rows,
                "holder": giver,
                "recipient": holder,
                "data_type": source,
                "manner": self._manners.derived[self._manners.of_row[rows], how],
                **_at(self._joint_times, rows),
                "source": self._source[rows],
                "received_from": self._none(rows),
                **{name: self._blank(name, rows) for name in ("database", "channel", "via", "purpose")},
            }
        )

    def _blank(self, name: str, rows: Codes) -> Codes:
        return np.full(len(rows), self._whole.number(name)(() if name == "via" else ""))

    def _none(self, rows: Codes) -> Codes:
        return np.full(len(rows), self._nobody)

    def _manner(self, manners: Codes) -> Codes:
        return manners[self._manners.of_row]

    # --- what distinct combinations mean

    def _read_ways(self) -> dict[str, Codes]:
        """By which way: the one database named, the channel, the relays and the same back, the purpose."""
        batch, number = self._batch, self._whole.number
        of_cell, first = together(batch.codes["via"], batch.codes["dataset"])
        vias = [self._reader.parties(batch.record(int(row), ("via", "dataset")), "via") for row in first]
        databases = [self._reader.databases_of(_split(text)) for text in batch.texts["databases"]]
        of_databases = _array(number("database")(each[0] if len(each) == 1 else "") for each in databases)
        return {
            "database": of_databases[batch.codes["databases"]],
            "channel": _array(map(number("channel"), batch.texts["channel"]))[batch.codes["channel"]],
            "purpose": _array(map(number("purpose"), batch.texts["purpose"]))[batch.codes["purpose"]],
            "via": _array(map(number("via"), vias))[of_cell],
            "back": _array(number("via")(via[::-1]) for via in vias)[of_cell],
        }

    def _read_manners(self) -> _Manners:
        batch, names = self._batch, MANNERS[self._batch.kind]
        itemised: NDArray[np.bool_] = ~batch.is_blank("data_types")
        counts = "answered" in batch.codes
        dated = ~batch.is_blank("answered") if counts else itemised
        of_row, first = together(*(batch.codes[name] for name in names), itemised, dated)
        bases = [self._base_of_manner(int(row), names, bool(itemised[row])) for row in first]
        sent = [self._reader.sent_base(base, base.record) for base in bases]
        number = self._whole.number("manner")
        return _Manners(
            of_row,
            _array(number(Manner.of(base)) for base in bases),
            _array(-1 if each is None else number(Manner.of(each)) for each in sent),
            _array(
                number(Manner.of(hidden(each))) if each and hides_what_was_sent(base.record) else -1
                for each, base in zip(sent, bases, strict=True)
            ),
            np.array([self._derived_manners(base) for base in bases], np.int64).reshape(-1, 4),
            np.array(
                [
                    [_had(base), _had(back), derives(base) and _had(base)]
                    for base, back in zip(bases, sent, strict=True)
                ]
            ).reshape(-1, 3),
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
        return [self._whole.number("manner")(Manner.of(each)) for each in (*plain, *used)]

    def _read_times(self) -> tuple[Times, Times, Times]:
        """The times of each row's own items, of what was sent, and of what follows from a joint."""
        published, bounded = self._published(), self._manners.bounded[self._manners.of_row]
        by = [np.where(bounded[:, role], published, np.inf) for role in range(3)]
        own = (self._claimed() if self._batch.kind == "statement" else self._answered()).bounded_by(by[0])
        joint = events(np.full(len(own.last), -np.inf), own.last)
        return own, own.bounded_by(by[1]), joint.bounded_by(by[2])

    def _claimed(self) -> Times:
        """The times of statements."""
        batch = self._batch
        start, end = self._span("start"), self._span("end")
        undated = batch.is_blank("start")
        period = np.where(undated, -np.inf, start[0]), np.where(undated, end[1], start[1])
        lasted = standings(
            start, end, batch.is_one_of("end_kind", {"ended"}), batch.is_one_of("end_kind", SEEN)
        )
        return lasted.where_else(batch.is_one_of("time_kind", {"standing"}), events(*period))

    def _answered(self) -> Times:
        """The times of requests: the answered date counts; unknown, it is [asked, open)."""
        asked, answered = self._span("asked"), self._span("answered")
        unknown = self._batch.is_blank("answered")
        return events(np.where(unknown, asked[0], answered[0]), np.where(unknown, np.inf, answered[1]))

    def _span(self, name: str) -> tuple[Days, Days]:
        lo, hi = spans(self._batch.texts[name])
        codes = self._batch.codes[name]
        return lo[codes], hi[codes]

    def _published(self) -> Days:
        """The day by which each row's document was out."""
        documents = self._reader.documents
        found = [documents.get(name) for name in self._batch.texts["document"]]
        days = [each.published.hi if each and each.published else np.inf for each in found]
        return np.array(days, np.float64)[self._batch.codes["document"]]

    def _numbers(self, names: Sequence[str], number: Numbers) -> Codes:
        of_row, first = together(*(self._batch.codes[name] for name in names))
        return _array(number(tuple(self._batch.text(name, int(row)) for name in names)) for row in first)[
            of_row
        ]

    # --- lists

    def _parties(self, column: str, instead: str | None = None) -> Lists:
        """The parties that a cell names; of the column given instead where the first is blank."""
        batch = self._batch
        codes, texts = batch.codes[column], batch.texts[column]
        if instead is not None:
            codes = np.where(batch.is_blank(column), batch.codes[instead] + len(texts), codes)
            texts = texts + batch.texts[instead]
        anywhere = [self._whole.known_anywhere(text) for text in texts]
        local = np.array([numbers is None for numbers in anywhere], np.bool_)[codes]
        of_row, first = together(codes, np.where(local, batch.codes["dataset"], 0))
        lists = [anywhere[codes[row]] for row in first]
        for place, row in enumerate(first):
            if lists[place] is None:
                record = {column: _split(texts[codes[row]]), "dataset": batch.text("dataset", int(row))}
                lists[place] = [self._party(each) for each in self._reader.parties(record, column)]
        return Lists.of(of_row, [each or [] for each in lists])

    @cached_property
    def _party(self) -> Numbers:
        return self._whole.number("holder")

    def _patched(self, parties: Lists, column: str) -> Lists:
        """Where nobody is named: nobody, or somebody masked."""
        masks = self._manner(getattr(self._manners, f"masks_{column}").astype(np.int64))
        nobody = len(parties.many)
        empty = parties.many[parties.cell] == 0
        cell = np.where(empty, nobody + masks, parties.cell)
        both = [self._whole.number("holder")(""), self._whole.number("holder")(MASKED)]
        many = np.append(parties.many, (1, 1))
        return Lists(cell, np.cumsum(many) - many, many, np.append(parties.flat, both))

    def _kinds(self, column: str, blank: int | None = None) -> Lists:
        number = self._whole.number("data_type")
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
        fitting = np.where(blank, self._whole.number("data_type")(""), self._broadest(holder))
        return np.where(unstated, fitting, kind)

    def _broadest(self, party: Codes) -> Codes:
        registry, number = self._reader.registry, self._whole.number("data_type")
        of_party, first = _dense(party)
        names = self._whole.number("holder").values()
        return _array(number(broadest_type(names[party[row]], registry)) for row in first)[of_party]

    def _givers(self) -> Lists | None:
        """The bodies that each row's holder had received from; None where no row of the batch names one."""
        if "received_from" not in self._batch.codes or self._batch.is_blank("received_from").all():
            return None
        givers = self._parties("received_from")
        names = self._whole.number("holder").values()
        lists = np.split(givers.flat, np.cumsum(givers.many)[:-1])
        numbers = _array(
            self._whole.number("received_from")(tuple(names[each] for each in one)) for one in lists
        )
        self._received = numbers[givers.cell]
        return givers

    def _sources_of(self, data_type: str) -> list[int]:
        """What a kind of data is made from; itself where it is made from none."""
        sources = self._reader.types.made_from.get(data_type) or (data_type,)
        return [self._whole.number("data_type")(each) for each in sources]

    def _by_party(self, rows: Codes, giver: Codes, holder: Codes) -> Codes:
        """Whether who speaks for a party says so: only asked where the row rests on a party's word."""
        said = np.zeros(len(rows), np.int64)
        asked = np.flatnonzero(self._manners.by_party[self._manners.of_row[rows]])
        if len(asked):
            batch, names = self._batch, self._whole.number("holder").values()
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


def _at(times: Times, rows: Codes) -> dict[str, Any]:
    """The times of some rows, as they are kept."""
    return {name: as_whole(getattr(times, name)[rows]) for name in TIMES}


def _had(item: Item | None) -> bool:
    """Whether an item says that data was disclosed, so that it had been by the day of publication."""
    return item is not None and item.mode == "disclosed"


def _array(numbers: Iterable[int]) -> Codes:
    return np.fromiter(numbers, np.int64)


def _each_once(part: Part) -> Part:
    """Each item once: two kinds of data may be made from the same."""
    of_row, first = together(*(part[name] for name in ("row", "holder", "recipient", "data_type", "manner")))
    if len(first) == len(of_row):
        return part
    return {name: codes[np.sort(first)] for name, codes in part.items()}


def columns_of(reader: Reader, sources: Mapping[Kind, RowSource]) -> ItemColumns:
    """The items of whole tables as arrays; requests are numbered behind statements."""
    import pyarrow as pa

    projector = Projector(reader)
    first_row = 0
    for kind, source in sources.items():
        for batch in source.batches(sorted(COLUMNS[kind])):
            projector.add(kind, batch, first_row)
            first_row += len(batch["dataset"])
    pa.default_memory_pool().release_unused()  # what the batches needed; putting the parts together needs it now
    return projector.columns(partial(claims_of, sources))


#: Everything that is looked at of a row.
COLUMNS: Mapping[Kind, frozenset[str]] = {
    "statement": frozenset(
        {*MANNERS["statement"], *DATES["statement"], *WAYS, "holder", "recipient", "data_types", "data_sent"}
        | {"received_from", "speaker_agency", "document", "dataset"}
    ),
    "request": frozenset(
        {*MANNERS["request"], *DATES["request"], *WAYS, "holder", "component", "requester", "data_types"}
        | {"data_sent", "document", "dataset"}
    ),
}


def claims_of(sources: Mapping[Kind, RowSource]) -> pa.Array:
    """The ids of all rows, statements first."""
    import pyarrow as pa

    batches = [batch["id"] for source in sources.values() for batch in source.batches(["id"])]
    return pa.concat_arrays(batches) if batches else pa.array([], pa.string())
