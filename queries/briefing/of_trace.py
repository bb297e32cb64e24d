"""The brief of a trace: the answer, route by route, what is contested, what is not shown, and how to confirm it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphmodel.evidence import Item
from queries.briefing.answers import answer_sentences, around
from queries.briefing.confirming import letters, records_of_answer
from queries.briefing.disputes import disputes_of
from queries.briefing.exchanges import Teller, data_label
from queries.briefing.holdings import coverage_groups, covering, silent
from queries.briefing.limits import (
    cautions,
    left_out_remarks,
    masked_remarks,
    name_remarks,
    named_in,
    option_remarks,
    reading_remarks,
    unasked_remark,
)
from queries.briefing.routes import HOP, Route, channels_of, exchanges_of, route_group, routes_of
from queries.briefing.sentences import Brief, Group, Remark, Sentence
from queries.library.trace import TRACE, Answer
from queries.words import party_in_words


def brief_of_trace(answer: Answer) -> Brief:
    """All that a brief of a trace says.

    Parameters
    ----------
    answer
        The answer to the trace, with the case that it was asked of.
    """
    teller = Teller(answer.evidence, str(answer.question["min_standing"]))
    routes = routes_of(answer)
    told = exchanges_of(routes, teller)
    summary = tuple(answer_sentences(answer, teller))
    groups = tuple(route_group(number, route, told, teller) for number, route in enumerate(routes, start=1))
    network = answer.answers[0].network
    open_ = tuple(_near_misses(answer, teller))
    wanted = records_of_answer(answer, routes, teller)
    made, unasked = letters(wanted, answer.question, [str(answer.question["data"])], teller)
    shown = [*summary, *(each for group in (*groups, *open_) for each in group.sentences)]
    return Brief(
        title(answer),
        {"question": "trace", "options": dict(answer.question), "words": words_of(answer)},
        teller.floor,
        (Group("", summary),),
        groups,
        disputes_of(
            ((items, said[0]) for items, said in told.values()), teller, network.denials, network.is_heard
        ),
        tuple(_limits(answer, routes, shown, unasked, teller)),
        open_,
        _coverage(answer, routes, teller),
        made,
    )


def title(answer: Answer) -> str:
    """What was asked, as a heading."""
    data = data_label(str(answer.question["data"]))
    return f"{data[:1].upper()}{data[1:]}: from {_end('from', answer)} to {_end('to', answer)}"


def words_of(answer: Answer) -> str:
    """What was asked, as a question."""
    included = len(answer.answers) - 1
    more = f", or any of the {included} kinds of data that it includes" if included > 1 else ""
    data = data_label(str(answer.question["data"]))
    return f"Did this get from {_end('from', answer)} to {_end('to', answer)}: {data}{more}?"


def _end(name: str, answer: Answer) -> str:
    return party_in_words(str(answer.question[name]), answer.evidence.registry)


def _limits(
    answer: Answer,
    routes: Sequence[Route],
    shown: Sequence[Sentence],
    unasked: Sequence[str],
    teller: Teller,
) -> Iterator[Remark]:
    items = [item for route in routes for item in route.items]
    yield from cautions(TRACE.caveats)
    yield from reading_remarks(shown)
    yield from option_remarks(answer.question, teller)
    yield from left_out_remarks(answer)
    yield from masked_remarks(dict.fromkeys(items))
    yield from name_remarks(named_in(items), teller)
    yield from unasked_remark(unasked)


# --- of what there is no route


def _near_misses(answer: Answer, teller: Teller) -> Iterator[Group]:
    """What comes nearest to a route where there is none: kinds of data with the same nearest items share a group."""
    found: dict[tuple[tuple[Item, ...], tuple[str, ...]], list[str]] = {}
    for each in answer.answers:
        if each.absence is None:
            continue
        near = each.absence.nearest
        items = [flow.items[0] for flow in each.absence.below_floor]
        items += [hop.carrier.item for hop in near.trace.hops] if near else []
        breaks = tuple(HOP.sub(r"exchange \1", each) for each in near.in_words()) if near else ()
        if items:
            found.setdefault((tuple(dict.fromkeys(items)), breaks), []).append(each.data_type)
    for (near_items, breaks), data in found.items():
        remarks = tuple(Remark(f"What breaks the nearest route: {each}.", "trace") for each in breaks)
        sentences = tuple(teller.sentence([item]) for item in near_items)
        yield Group(f"Nearest to it: {teller.head(data)}", sentences, remarks)


def _coverage(answer: Answer, routes: Sequence[Route], teller: Teller) -> tuple[Group, ...]:
    first = answer.answers[0]
    start, goal = first.network.ends()
    rows = covering(
        answer.evidence, around(start, first), around(goal, first), answer.answers[0].question.sources
    )
    ends = [
        (f"what {_end('from', answer)} gave", not silent(rows, "holder")),
        (f"what {_end('to', answer)} received", not silent(rows, "recipient")),
    ]
    return coverage_groups(rows, channels_of(routes), ends, teller)
