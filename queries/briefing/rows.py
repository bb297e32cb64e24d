"""The rows of a question in sentences: of each question by its own columns, on the items that each row names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphmodel.errors import InputError
from graphmodel.evidence import Item
from queries.briefing.exchanges import Parties, Teller, data_label, kinds, term, told_alike
from queries.briefing.phrases import Form, labels, phrase
from queries.briefing.records import item_of
from queries.briefing.sentences import Group, Pair, Ref, Remark, Sentence
from queries.dated import day, since
from queries.declaration import Row
from queries.words import RULINGS, listed, party_in_words, reason_in_words

Told = tuple[tuple[Item, ...], Sentence]
Asked = Mapping[str, Any]


@dataclass
class Said:
    """What is said of some rows.

    Attributes
    ----------
    told
        Every exchange that is told, by its items.
    """

    groups: tuple[Group, ...] = ()
    told: list[Told] = field(default_factory=list)
    pairs: tuple[Pair, ...] = ()


def items_of(ids: Iterable[str], teller: Teller) -> list[Item]:
    """The items of a row.

    Raises
    ------
    InputError
        When the case lacks one that the row names.
    """
    found = []
    for each in ids:
        item = item_of(teller.evidence, each)
        if item is None:
            raise InputError(
                f"a row rests on {each}, and the case has no such record", hint="ask the question of it anew"
            )
        found.append(item)
    return found


def exchange_of(items: Sequence[Item], teller: Teller) -> list[Told]:
    """Items of one flow: the surest in a sentence with what says the same beside it, then what says otherwise."""
    first, *others = sorted(items, key=lambda item: (ORDER.index(teller.tag(item)), item.id))
    return [((first,), each) for each in teller.flow([first], others)]


ORDER = ("holds", "possible", "unknown", "refuted")


# --- flows, and what is said of flows


def exchanges(rows: Sequence[Row], teller: Teller, _: Asked) -> Said:
    """A sentence for each flow."""
    return _groups(rows, teller, _nothing_to_remark)


def _nothing_to_remark(_: Row) -> tuple[Remark, ...]:
    return ()


def gaps(rows: Sequence[Row], teller: Teller, _: Asked) -> Said:
    """A sentence for each flow that a bar falls on, and the bar."""
    return _groups(rows, teller, lambda row: (_bar(row),))


def process(rows: Sequence[Row], teller: Teller, _: Asked) -> Said:
    """A sentence for each flow, and what legal process it shows."""
    return _groups(
        rows, teller, lambda row: (Remark(f"Legal process: {row['finding']}.", "question library"),)
    )


def _groups(rows: Sequence[Row], teller: Teller, remarks: Callable[[Row], tuple[Remark, ...]]) -> Said:
    said, groups = Said(), []
    for row in rows:
        told = exchange_of(items_of(row["items"], teller), teller)
        said.told += told[:1]
        title = f"{teller.name(row['from'])} → {teller.name(row['to'])}: {data_label(row['data_type']) or 'any data'}"
        groups.append(Group(title, tuple(each for _, each in told), remarks(row)))
    said.groups = tuple(groups)
    return said


def _bar(row: Row) -> Remark:
    """A bar, and whether it falls on an exchange; that a law was broken is not said."""
    judged = "cannot tell" if row["verdict"] == "cannot tell" else "barred"
    why = f": {row['why']}" if row["why"] else ""
    force = f", surely in force from {day(row['in_force'])}" if row["in_force"] else ""
    until = f" to {day(row['until'])}" if row["until"] else ""
    what = "technical block" if row["kind"] == "technical" else "rule"
    text = f"The {what} {row['title']} ({row['rule']}){force}{until} {RULINGS['bars'][judged]}{why}."
    return Remark(text, "rules", (Ref("rule", row["rule"]),))


# --- exposure, and who is reached


def exposure(rows: Sequence[Row], teller: Teller, asked: Asked) -> Said:
    """For each office a sentence for what is alike; the states of which nothing is known together at the end."""
    said, known = Said(), [row for row in rows if row["answer"] != "nothing known"]
    by_state: dict[str, dict[tuple[Any, ...], list[Row]]] = {}
    for row in known:
        state = term("states", row["state"]) or str(row["office"])
        key = (row["verdict"], row["standing"], row["best_route"], row["since"])
        by_state.setdefault(state, {}).setdefault(key, []).append(row)
    groups = [
        Group(state, tuple(_told_by_route(found.values(), teller, said))) for state, found in by_state.items()
    ]
    silent = [row for row in rows if row["answer"] == "nothing known"]
    said.groups = (
        *groups,
        *_nothing_known(silent, party_in_words(str(asked["to"]), teller.evidence.registry)),
    )
    return said


def reach(rows: Sequence[Row], teller: Teller, _: Asked) -> Said:
    """A sentence for each party that is reached, by what is alike."""
    said = Said()
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        if row["party"]:
            found.setdefault((row["verdict"], row["standing"], row["route"]), []).append(row)
    sentences = tuple(_told_by_route(found.values(), teller, said))
    missing = tuple(_unreached(row) for row in rows if not row["party"])
    said.groups = (Group("", (*sentences, *missing)),) if sentences or missing else ()
    return said


def _told_by_route(routes: Iterable[Sequence[Row]], teller: Teller, said: Said) -> Iterator[Sentence]:
    """Rows of one route that differ in the kind of data alone in a sentence, then each exchange that it rests on."""
    for alike in routes:
        items = list(dict.fromkeys(item for row in alike for item in items_of(row["items"], teller)))
        told = [(tuple(each), teller.sentence(each)) for each in _by_claim(items)]
        said.told += told
        yield _route_sentence(alike, items, teller)
        yield from (sentence for _, sentence in told)


def _route_sentence(alike: Sequence[Row], items: Sequence[Item], teller: Teller) -> Sentence:
    row, data = alike[0], [each["data_type"] for each in alike]
    parties = str(row.get("best_route") or row.get("route")).split(" → ")
    form: Form = "hand" if len(parties) == 2 else "reach"
    tag, standing = row["verdict"], row["standing"] if row["verdict"] != "refuted" else None
    words = teller.phrase_of(form, tag, standing, data, Parties(parties[:1], parties[-1:], parties[1:-1]))
    return Sentence(
        f"{kinds(data)}: {words}{_began(row)}.{because_of(row)}",
        tag,
        standing,
        labels(tag, standing),
        tuple(map(Ref.of, items)),
    )


def _by_claim(items: Iterable[Item]) -> list[list[Item]]:
    """Items that are told in one sentence: of one claim and exchange, of another kind of data each."""
    found: dict[object, list[Item]] = {}
    for item in items:
        found.setdefault(told_alike(item), []).append(item)
    return list(found.values())


def _began(row: Row) -> str:
    """Since when, where a row says so and something went or could have."""
    words = since(row.get("since") or row.get("earliest")) if row["verdict"] in {"holds", "possible"} else ""
    return f" ({words if words.startswith('by') else f'{words} at the earliest'})" if words else ""


def because_of(row: Row) -> str:
    doubts = [str(each).removeprefix("hop 1: ") for each in row.get("because") or ()]
    return f" Only possible, because {'; '.join(doubts)}." if doubts else ""


def _nothing_known(rows: Sequence[Row], whom: str) -> Iterator[Group]:
    """The offices of which nothing is known, by what it is of which nothing is known."""
    types: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        state = term("states", row["state"]) or str(row["office"])
        types.setdefault((state, row["verdict"]), []).append(row["data_type"])
    alike: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for (state, verdict), data in types.items():
        alike.setdefault((tuple(data), verdict), []).append(state)
    sentences = tuple(_silent(data, verdict, states, whom) for (data, verdict), states in alike.items())
    if sentences:
        yield Group("Nothing known here, which is no finding of nothing", sentences)


def _silent(data: Sequence[str], verdict: Any, states: Sequence[str], whom: str) -> Sentence:
    giver = f"the licensing {'agency' if len(states) == 1 else 'agencies'} of {listed(list(states))}"
    words = phrase("hand", verdict, None).said(giver, whom, several=len(data) > 1)
    return Sentence(f"{kinds(data)}: {words}.", verdict, None, labels(verdict, None), (Ref("case", ""),))


def _unreached(row: Row) -> Sentence:
    reason = reason_in_words(row["reason"], "reported") if row["reason"] else "the search was cut short"
    text = f"{kinds([row['data_type']])}: it is not known whether anybody was reached: {reason}."
    return Sentence(text, "unknown", None, labels("unknown", None), (Ref("case", ""),))


# --- contradictions


def opposed(rows: Sequence[Row], teller: Teller, _: Asked) -> Said:
    """Each pair of claims side by side."""
    said, pairs = Said(), []
    for row in rows:
        one, other = map(teller.side, _sides(row, teller))
        pairs.append(Pair(other, one, f"{row['why']}.", row["verdict"] == "contradicts"))
    said.pairs = tuple(pairs)
    return said


def _sides(row: Row, teller: Teller) -> tuple[list[Item], list[Item]]:
    """The items of each side of a pair: those before the claim that is named second, and the rest; a log has several."""
    items = items_of(row["items"], teller)
    second = next(at for at, item in enumerate(items) if at and item.claim == row["other"])
    return items[:second], items[second:]
