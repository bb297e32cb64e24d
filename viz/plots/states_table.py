"""The table behind a map of the states: the strongest answer of each, of which data, on what standing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from graphmodel.vocabulary import vocabulary
from queries.declaration import Column, Row
from queries.words import listed, party_in_words
from viz.marks import ANSWERS, answer_of, tiles
from viz.plots.shaped import Asked, Shaped, documents_of_rows, plural, sentence, term

COLUMNS = (
    Column("state", "The state, as a USPS code."),
    Column("name", "Its name."),
    Column(
        "answer",
        "did, could, access, asked, refused, none (shown not to), unknown, or absent: no office here.",
    ),
    Column("words", "The same in words."),
    Column(
        "data_types", "The kinds of data that this is the answer for; all asked about where nothing is known."
    ),
    Column("standing", "The best standing of these."),
    Column("contested", "Whether somebody denies one of the routes that it rests on."),
    Column("drawn", "Whether it has a tile on the map, or one beside it."),
    Column("items", "The items of evidence."),
)
ABSENT = "absent"
ORDER = list(ANSWERS)


def shape(rows: Sequence[Row], asked: Asked) -> Shaped:
    """Rows of `exposure` as one row for each state, and each place on the map."""
    of_states: dict[str, list[Row]] = {}
    for row in rows:
        if row["state"]:
            of_states.setdefault(row["state"], []).append(row)
    table = [_state(state, of_states.get(state, ())) for state in sorted({*tiles(), *of_states})]
    if all(row["answer"] in (ABSENT, "unknown") for row in table):
        table = [row | {"drawn": False} for row in table]
    whom = party_in_words(str(asked.options["to"]), asked.evidence.registry)
    data = term("data_types", asked.options.get("data")) or "any driver data"
    known = [row for row in rows if row["state"] and row["answer"] != "nothing known"]
    return Shaped(
        f"Which states’ licensing offices gave {whom} {data}?",
        sentence(asked.limits().removeprefix(asked.from_to).removeprefix("; ")),
        COLUMNS,
        table,
        tuple(_notes(table, rows)),
        asked.source_line(documents_of_rows(known)),
        _alt(table),
    )


def _state(state: str, rows: Sequence[Row]) -> Row:
    names = vocabulary("states")
    answer = min(map(answer_of, rows), key=ORDER.index) if rows else ABSENT
    best = [row for row in rows if answer_of(row) == answer]
    standings = list(vocabulary("standings"))
    standing = min((row["standing"] for row in best if row["standing"]), key=standings.index, default=None)
    return {
        "state": state,
        "name": names[state].label if state in names else state,
        "answer": answer,
        "words": ANSWERS[answer].label if rows else "no office in this case",
        "data_types": [row["data_type"] for row in best],
        "standing": standing,
        "contested": any(row["contested"] for row in best),
        "drawn": True,
        "items": sorted({item for row in best for item in row["items"]}),
    }


def _notes(table: Sequence[Row], rows: Iterable[Row]) -> Iterator[str]:
    yield (
        "Each tile is the strongest answer of any office of the state, of any kind of data asked about. ‘Could have’ "
        "is not shown to have happened; ‘access only’ is a login, policy or agreement, and no disclosure is shown."
    )
    if any(row["answer"] == "unknown" for row in table):
        yield "‘Not known’ is no finding that nothing goes."
    groups = {row["office"] for row in rows if not row["state"] and row["answer"] != "nothing known"}
    if groups:
        yield (
            f"Not on the map: {plural(len(groups), 'group')} of offices that name no state "
            f"({listed(sorted(groups)[:4])}{' and others' if len(groups) > 4 else ''})."
        )


def by_answer(table: Iterable[Row]) -> dict[str, list[Row]]:
    """The states under each answer, the strongest answer first."""
    found: dict[str, list[Row]] = {answer: [] for answer in [*ORDER, ABSENT]}
    for row in table:
        found[row["answer"]].append(row)
    return {answer: rows for answer, rows in found.items() if rows}


def counts(table: Iterable[Row]) -> Mapping[str, int]:
    """How many states each answer has."""
    return Counter(row["answer"] for row in table)


def _alt(table: Sequence[Row]) -> str:
    """Every state by name, under its answer."""
    said = [
        f"{rows[0]['words'].capitalize()} ({len(rows)}): {listed([row['name'] for row in rows])}."
        for answer, rows in by_answer(table).items()
        if answer not in (ABSENT, "unknown")
    ]
    unknown = counts(table)["unknown"]
    said += [f"Of {plural(unknown, 'state')} nothing is known."] if unknown else []
    contested = [row["name"] for row in table if row["contested"]]
    said += [f"Contested: {listed(contested)}."] if contested else []
    return "A map of the states as equal tiles. " + " ".join(said)
