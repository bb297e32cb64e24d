"""The answer to a trace in sentences: for each kind of data who did, who could have, and of what nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphmodel.evidence import Coverage, Item
from graphmodel.scope import Ends
from queries.briefing.exchanges import Teller
from queries.briefing.holdings import covering
from queries.briefing.phrases import Form, Tag, labels, phrase
from queries.briefing.sentences import Ref, Sentence
from queries.dated import day
from queries.library.trace import Answer, chosen, route_parties
from queries.routes import verdict_of
from queries.tracing.answer import TypeAnswer, weakest
from queries.words import party_in_words, reason_in_words

if TYPE_CHECKING:
    from queries.tracing.search import Trace

CUT_SHORT = "the search was cut short"


@dataclass(frozen=True)
class Found:
    """What is found of one kind of data for some holders: alike in verdict, standing and whether through others."""

    tag: Tag
    standing: str
    form: Form
    givers: tuple[str, ...]
    between: tuple[str, ...]
    items: tuple[Item, ...]


def answer_sentences(answer: Answer, teller: Teller) -> list[Sentence]:
    """The kind of data asked for comes first; those that it includes share a sentence where the same is found."""
    found: dict[tuple[object, ...], list[tuple[str, Found]]] = {}
    without: dict[tuple[Any, ...], list[TypeAnswer]] = {}
    asked = answer.answers[0].data_type
    for each in answer.answers:
        for one in findings(each):
            key = (each.data_type == asked, one.tag, one.standing, one.form, one.givers, one.between)
            found.setdefault(key, []).append((each.data_type, one))
        if not each.traces:
            without.setdefault(_why(each), []).append(each)
    told = [
        *((alike[0][0], _sentence(alike, answer, teller)) for alike in found.values()),
        *((alike[0].data_type, _unknown(alike, answer, teller)) for alike in without.values()),
    ]
    return [sentence for _, sentence in sorted(told, key=lambda each: each[0] != asked)]


def findings(answer: TypeAnswer) -> list[Found]:
    """What is found of one kind of data: of each holder by its best route."""
    best: dict[str, Trace] = {}
    for trace in answer.traces:
        best.setdefault(route_parties(trace)[0], trace)
    grouped: dict[tuple[Any, ...], list[Trace]] = {}
    for trace in best.values():
        form = "hand" if len(trace.hops) == 1 else "reach"
        grouped.setdefault((verdict_of(trace), weakest(trace), form), []).append(trace)
    return [_found(tag, standing, form, traces) for (tag, standing, form), traces in grouped.items()]


def _found(tag: Tag, standing: str, form: Form, traces: Sequence[Trace]) -> Found:
    routes = [route_parties(trace) for trace in traces]
    between = dict.fromkeys(party for route in routes for party in route[1:-1])
    items = dict.fromkeys(item for trace in traces for item in chosen(trace))
    return Found(tag, standing, form, tuple(route[0] for route in routes), tuple(between), tuple(items))


def _sentence(alike: Sequence[tuple[str, Found]], answer: Answer, teller: Teller) -> Sentence:
    data, found = [kind for kind, _ in alike], alike[0][1]
    said = phrase(found.form, found.tag, found.standing).said(
        teller.names(found.givers),
        party_in_words(answer.question["to"], teller.evidence.registry),
        teller.names(found.between),
        several=len(data) > 1,
    )
    return Sentence(
        f"{teller.head(data)}: {said}.",
        found.tag,
        found.standing,
        labels(found.tag, found.standing),
        tuple(dict.fromkeys(Ref.of(item) for _, one in alike for item in one.items)),
    )


# --- of what there is no route


def _why(answer: TypeAnswer) -> tuple[Any, ...]:
    """What kinds of data without a route have in common where they share a sentence."""
    absence = answer.absence
    return (answer.verdict, absence.reason if absence else CUT_SHORT, *(ref.id for ref in _nearest(answer)))


def _unknown(alike: Sequence[TypeAnswer], answer: Answer, teller: Teller) -> Sentence:
    first, registry = alike[0], teller.evidence.registry
    data, tag = [each.data_type for each in alike], first.verdict
    said = phrase("hand", tag, None).said(
        party_in_words(answer.question["from"], registry),
        party_in_words(answer.question["to"], registry),
        several=len(data) > 1,
    )
    reason = f": {_reason(first)}" if tag == "unknown" else _in_time(answer.question)
    refs = _complete(first) if tag == "refuted" else _nearest(first)
    return Sentence(
        f"{teller.head(data)}: {said}{reason}.",
        tag,
        None,
        labels(tag, None),
        tuple(refs) or tuple(_held(first)) or (Ref("case", ""),),
    )


def _in_time(asked: Mapping[str, Any]) -> str:
    """The time that was asked about, where one was: a refutation speaks of no other."""
    if asked.get("open_at"):
        return f", on the day asked about ({asked['open_at']})"
    bounds = (("since", "since"), ("by", "as_of"))
    words = " and ".join(f"{word} {day(str(asked[name]))}" for word, name in bounds if asked.get(name))
    return f", in the time asked about ({words})" if words else ""


def _reason(answer: TypeAnswer) -> str:
    if answer.absence is None:
        return CUT_SHORT
    return reason_in_words(answer.absence.reason, answer.question.floor)


def _nearest(answer: TypeAnswer) -> list[Ref]:
    """The items that come nearest to a route: of what is known below the floor, and of the nearest miss."""
    absence = answer.absence
    if absence is None:
        return []
    below = (flow.items[0] for flow in absence.below_floor)
    near = (hop.carrier.item for hop in absence.nearest.trace.hops) if absence.nearest else ()
    return list(dict.fromkeys(map(Ref.of, (*below, *near))))


def _held(answer: TypeAnswer) -> Iterator[Ref]:
    """The rows of coverage of the two ends: what is held of them, in which nothing was found."""
    yield from (Ref("coverage", row.id) for row in _rows(answer))


def _complete(answer: TypeAnswer) -> list[Ref]:
    """The rows declared complete on which a refutation rests: of the ends, else of those between."""
    own = [row for row in _rows(answer) if row.extent == "complete"]
    rows = own or [row for row in answer.network.evidence.coverage if row.extent == "complete"]
    return [Ref("coverage", row.id) for row in rows]


def _rows(answer: TypeAnswer) -> Iterable[Coverage]:
    start, goal = answer.network.ends()
    return covering(answer.network.evidence, around(start, answer), around(goal, answer))


def around(ends: Ends, answer: TypeAnswer) -> frozenset[str]:
    """Those who answer to an end, and the wholes that cover them."""
    registry = answer.network.evidence.registry
    return ends.full | ends.possible | {whole for party in ends.full for whole in registry.wholes(party)}
