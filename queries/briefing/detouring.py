"""The rows of `detours` in sentences: what was stopped, and the other way, if one is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from queries.briefing.exchanges import Parties, Teller, data_label, kinds
from queries.briefing.phrases import Form, labels
from queries.briefing.rows import Asked, Said, Told, because_of, exchange_of, items_of
from queries.briefing.sentences import Group, Ref, Remark, Sentence
from queries.dated import day
from queries.declaration import Row


def detours(rows: Sequence[Row], teller: Teller, _: Asked) -> Said:
    """For each stop what was stopped, and the other way, if one is known."""
    said, groups = Said(), []
    for row in rows:
        if not row["from"]:
            continue
        stop = exchange_of(items_of(row["stop_items"], teller), teller)
        way = _way(row, teller) if row["items"] else []
        said.told += [stop[0], *way]
        whole = _whole_way(row, teller)
        title = f"{teller.name(row['from'])} → {teller.name(row['to'])}: {data_label(row['data_type'])}, {row['stopped']}"
        sentences = (*(each for _, each in stop), *whole, *(each for _, each in way))
        groups.append(Group(title, sentences, _stop_remarks(row)))
    said.groups = tuple(groups)
    return said


def _way(row: Row, teller: Teller) -> list[Told]:
    return [((item,), teller.sentence([item])) for item in items_of(row["items"], teller)]


def _whole_way(row: Row, teller: Teller) -> Iterator[Sentence]:
    """The other way in a sentence, where there is one after the stop."""
    if row["verdict"] not in {"holds", "possible"}:
        return
    parties, data = str(row["route"]).split(" → "), [row["data_type"]]
    form: Form = "hand" if len(parties) == 2 else "reach"
    words = teller.phrase_of(
        form, row["verdict"], row["standing"], data, Parties(parties[:1], parties[-1:], parties[1:-1])
    )
    items = items_of(row["items"], teller)
    yield Sentence(
        f"{kinds(data)}: {_after(row)} ({row['way']}), {words}.{because_of(row)}",
        row["verdict"],
        row["standing"],
        labels(row["verdict"], row["standing"]),
        tuple(map(Ref.of, items)),
    )


def _stop_remarks(row: Row) -> tuple[Remark, ...]:
    refs = (Ref("rule", row["rule"]),) if row["rule"] else ()
    first, surely = row["stopped_from"], row["stopped_surely_by"]
    when = f"from {day(first)}" if first else f"by {day(surely)}" if surely else "from a day that is not said"
    found = [Remark(f"{STOPPED[row['stopped']]} {when}{_until(row)}.", "evidence", refs)]
    if row["answer"] in SHORT:
        found.append(Remark(SHORT[row["answer"]], "question library"))
    return tuple(found)


#: What is said of a stop of each kind: a denial is what somebody says, and stops nothing.
STOPPED: Mapping[str, str] = {
    "barred": "Barred",
    "refused": "Refused",
    "blocked": "Blocked",
    "denied": "Said not to happen",
}


def _after(row: Row) -> str:
    """When the other way was taken, by what was stopped."""
    what = "in the time that the denial speaks of" if row["stopped"] == "denied" else "after the stop"
    return f"perhaps {what}" if row["answer"].startswith("perhaps") else what


SHORT: Mapping[str, str] = {
    "before it": "What is told here went before it: no other way is known after it.",
    "none known": "No other way is known, which is no finding that there is none.",
}


def _until(row: Row) -> str:
    return f" to {day(row['stopped_until'])}" if row["stopped_until"] else ""
