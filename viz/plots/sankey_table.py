"""The table behind a sankey: how many records link a holder, a channel and a recipient, and what they show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphmodel.evidence import Item
from queries.declaration import Column, Row
from queries.words import listed
from viz.marks import KNOWLEDGE, by_standing
from viz.plots.shaped import Asked, Shaped, documents_of_rows, plural, sentence, term

COLUMNS = (
    Column("holder", "Who holds the data."),
    Column("holder_name", "Its name."),
    Column("channel", "How it went; blank = not stated."),
    Column("recipient", "Who receives it."),
    Column("recipient_name", "Its name."),
    Column("known", "did, could, access; or asked, refused, blocked, denied: nothing is shown to have gone."),
    Column("number", "Distinct records (statements and requests) of this link that show no more than that."),
    Column("contested", "Whether somebody denies one of its flows."),
    Column("drawn", "Whether it is a ribbon; where nothing is shown to have gone, it is none."),
    Column("drawn_from", "The holder that its ribbon begins at: itself, or the others together."),
    Column("drawn_by", "The channel that it goes through, in words."),
    Column("drawn_to", "The recipient that it ends at: itself, or the others together."),
    Column("items", "The items of evidence."),
)
#: What is shown to have gone, or to have been there to take; the rest is in the table and below the figure.
CARRIES = ("did", "could", "access")
#: What the others say of it.
LESS = {
    "asked": "asked for, the answer not known,",
    "refused": "refused",
    "blocked": "blocked",
    "denied": "said not to happen",
}
#: Each column, where it is drawn, how many places there are, and what those without one are called.
FOLDS = (
    ("holder", "drawn_from", 16, "other holders"),
    ("channel", "drawn_by", 9, "other ways"),
    ("recipient", "drawn_to", 14, "other recipients"),
)
NOT_STATED = "way not stated"
Link = tuple[str, str, str, str]


def shape(rows: Sequence[Row], asked: Asked) -> Shaped:
    """Rows of `flows` as links of a holder, a channel and a recipient, told apart by what is known."""
    links = _links(rows, asked)
    contested = {(row["from"], row["channel"] or "", row["to"]) for row in rows if row["contested"]}
    table = [_row(link, items, contested, asked) for link, items in links.items()]
    for fold in FOLDS:
        _fold(table, fold, asked)
    data = term("data_types", asked.options["data"])
    return Shaped(
        f"From whom, by which way, to whom: {data}",
        sentence(asked.limits()),
        COLUMNS,
        table,
        tuple(_notes(table, data, asked)),
        asked.source_line(documents_of_rows(rows)),
        _alt(table, data, asked),
    )


def known_of(item: Item) -> str:
    """What one item of evidence shows by itself: that it did, that it could have, or less.

    The same as the page says of an exchange: the very data is stated, nothing is hedged, masked or one of several.
    """
    less = by_standing(item.standing)
    if less:
        return less
    return "did" if item.is_firm and item.payload == "stated" else "could"


def _links(rows: Iterable[Row], asked: Asked) -> dict[Link, list[str]]:
    """Items by link; a record that shows more of a link is not told again for what it shows less of."""
    order = list(KNOWLEDGE)
    found: dict[tuple[str, str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for item in row["items"]:
            (voice,) = asked.voices([item])
            found[row["from"], row["channel"] or "", row["to"]][voice].append(item)
    links: dict[Link, list[str]] = defaultdict(list)
    for (holder, channel, recipient), voices in found.items():
        for items in voices.values():
            known = min((known_of(asked.items[item]) for item in items), key=order.index)
            links[holder, channel, recipient, known] += items
    return dict(sorted(links.items(), key=lambda each: (each[0][:3], order.index(each[0][3]))))


def _row(link: Link, items: Sequence[str], contested: set[tuple[str, str, str]], asked: Asked) -> Row:
    holder, channel, recipient, known = link
    return {
        "holder": holder,
        "holder_name": asked.name(holder),
        "channel": channel or None,
        "recipient": recipient,
        "recipient_name": asked.name(recipient),
        "known": known,
        "number": asked.records(items),
        "contested": (holder, channel, recipient) in contested,
        "drawn": known in CARRIES,
        "drawn_from": "",
        "drawn_by": "",
        "drawn_to": "",
        "items": sorted(items),
    }


def _fold(table: Sequence[Row], fold: tuple[str, str, int, str], asked: Asked) -> None:
    """The ends with most records keep a place of their own; the others share one, that says how many they are."""
    column, into, most, others = fold
    items: dict[str | None, list[str]] = defaultdict(list)
    for row in table:
        if row["drawn"]:
            items[row[column]] += row["items"]
    order = sorted(items, key=lambda end: (-asked.records(items[end]), end or ""))
    own = order if len(order) <= most else order[: most - 1]
    rest = f"{len(order) - len(own)} {others}"
    names = {end: _name(end, column, asked) for end in own}
    used = Counter(names.values())
    for row in table:
        if row["drawn"]:
            name = names.get(row[column], rest)
            row[into] = f"{name} ({row[column]})" if used[name] > 1 else name


def _name(end: str | None, column: str, asked: Asked) -> str:
    if column == "channel":
        return term("channels", end) if end else NOT_STATED
    return asked.name(end or "")


# --- ribbons ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ribbon:
    """What is drawn as one: the links with the same ends, the same way and the same knowledge."""

    holder: str
    channel: str
    recipient: str
    known: str
    number: int
    contested: bool


def ribbons(table: Iterable[Row]) -> list[Ribbon]:
    """The ribbons; links that are folded into one are added, as they are of different holders or recipients."""
    found: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in table:
        if row["drawn"]:
            found[row["drawn_from"], row["drawn_by"], row["drawn_to"], row["known"]].append(row)
    return [
        Ribbon(*key, sum(row["number"] for row in rows), any(row["contested"] for row in rows))
        for key, rows in found.items()
    ]


# --- words --------------------------------------------------------------------------------------------------------


def _notes(table: Sequence[Row], data: str, asked: Asked) -> Iterator[str]:
    yield (
        "Widths count records (items of evidence: statements and requests in the sources), not people and not "
        "exchanges. A record that names several holders, ways or recipients is drawn once for each."
    )
    yield (
        "‘Did’ is one exchange that a record states; ‘could have’ is hedged, assumed, masked or one of several. "
        "That ribbons meet does not show that the same data went on: ask `datatrail trace`."
    )
    less = _less(table, asked)
    if less:
        yield f"Not drawn, as nothing is shown to have gone: {less}."
    if len({row["holder"] for row in table if row["drawn"]}) > len(
        {row["drawn_from"] for row in table} - {""}
    ) or (
        len({row["recipient"] for row in table if row["drawn"]})
        > len({row["drawn_to"] for row in table} - {""})
    ):
        yield "Holders, ways and recipients with fewest records are drawn together; the table names them."
    yield _kinds_of_data(asked, data)


def _kinds_of_data(asked: Asked, data: str) -> str:
    """Which kinds of data the ribbons are of."""
    types, own = asked.evidence.types, asked.options["data"]
    with_ = f"With every kind that {data} includes. " if types.narrower(own) - {own} else ""
    without = (
        f"Records that only name something broader than {data} are left out."
        if types.broader(own) - {own}
        else ""
    )
    return f"{with_}{without}".strip() or f"Records of {data} only."


def _less(table: Iterable[Row], asked: Asked) -> str:
    """The records that show that nothing went, or not that anything did."""
    items: dict[str, list[str]] = defaultdict(list)
    for row in table:
        if not row["drawn"]:
            items[row["known"]] += row["items"]
    return listed(
        [
            f"{LESS[known]} in {plural(asked.records(items[known]), 'record')}"
            for known in LESS
            if items[known]
        ]
    )


def _alt(table: Sequence[Row], data: str, asked: Asked) -> str:
    """How many records of each kind, then the ends with most of them."""
    items: dict[str, list[str]] = defaultdict(list)
    ends: Mapping[str, Counter[str]] = {"drawn_from": Counter(), "drawn_by": Counter(), "drawn_to": Counter()}
    for row in table:
        if row["drawn"]:
            items[row["known"]] += row["items"]
            for column, counted in ends.items():
                counted[row[column]] += row["number"]
    known = [
        f"{plural(asked.records(items[each]), 'record')} that it {KNOWLEDGE[each].word}"
        for each in CARRIES
        if items[each]
    ]
    said = [f"Ribbons from holders of {data}, by channel, to recipients: {listed(known)}."]
    for column, words in (("drawn_from", "From"), ("drawn_by", "By"), ("drawn_to", "To")):
        said.append(
            f"{words} {'; '.join(f'{name} ({number})' for name, number in ends[column].most_common())}."
        )
    return " ".join(said)
