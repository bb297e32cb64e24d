"""How to confirm a brief: the records that would settle it, and the requests for them, drafted.

A request names what the case names, and leaves the rest blank in brackets: no law, no address, no officer is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from queries.briefing.exchanges import Teller, data_label, term
from queries.briefing.holdings import speaks_of
from queries.briefing.phrases import wording
from queries.briefing.routes import Route, channels_of
from queries.briefing.sentences import Letter, Ref
from queries.dated import dated, day
from queries.library.trace import Answer
from queries.rows import time_of
from queries.tracing.settling import Wanted, plain_requests, wanted
from queries.words import listed, party_in_words

#: The most requests that are drafted; the bodies that the rest would go to are named.
MOST_LETTERS = 6


def records_of_answer(answer: Answer, routes: Sequence[Route], teller: Teller) -> list[Wanted]:
    """What would settle a trace: what its routes leave open, what coverage says there is, else the logs of both ends."""
    first = answer.answers[0]
    start, goal = first.network.ends()
    known = {party for route in routes for item in route.items for party in (item.holder, item.recipient)}
    channels = channels_of(routes)
    near = [
        each
        for each in wanted(first.network, start, goal)
        if each.row and speaks_of(each.row, channels) and (not known or each.agency in known | _asked(answer))
    ]
    found = [*(each for route in routes for each in open_in(route, teller)), *near]
    return list(dict.fromkeys(found)) or list(plain_requests(first.network, start, goal))


def _asked(answer: Answer) -> set[str]:
    return {str(answer.question[end]) for end in ("from", "to")}


def open_in(route: Route, teller: Teller) -> Iterator[Wanted]:
    """The records that would show what one route leaves open: each joint, and what each exchange does not state."""
    for before, hop in pairwise(route.trace.hops):
        if hop.joined is False:
            middle, giver = before.edge.recipient, before.edge.holder
            yield Wanted(
                middle,
                wording()["records"]["joint"].format(
                    data=_data([hop.carrier.item]),
                    receiver=teller.name(hop.edge.recipient),
                    giver=teller.name(giver),
                ),
            )
    for hop, items in zip(route.trace.hops, route.exchanges, strict=True):
        if hop.carrier.carried_as != "stated" or teller.tag(items[0]) == "possible":
            yield _asking(items[0], teller)


def _asking(item: Item, teller: Teller) -> Wanted:
    """What to ask the holder of an exchange for."""
    how = "; ".join(filter(None, (term("channels", item.channel), dated(time_of(item.when)))))
    asked = wording()["records"]["exchange"]
    return Wanted(
        item.holder,
        asked.format(receiver=teller.name(item.recipient), how=f" ({how})" if how else ""),
    )


def _data(items: Iterable[Item]) -> str:
    return listed([data_label(item.data_type) for item in items])


# --- the requests


def letters(
    records: Iterable[Wanted], asked: Mapping[str, Any], data: Sequence[str], teller: Teller
) -> tuple[tuple[Letter, ...], tuple[str, ...]]:
    """A request to each body, and the bodies that get none because there are too many."""
    by_agency: dict[str, list[Wanted]] = {}
    for each in records:
        by_agency.setdefault(each.agency, []).append(each)
    bodies = [agency for agency in by_agency if not teller.evidence.registry.is_group(agency)]
    made = tuple(_letter(agency, by_agency[agency], asked, data, teller) for agency in bodies[:MOST_LETTERS])
    return made, tuple(map(teller.name, bodies[MOST_LETTERS:]))


def _letter(
    agency: str, records: Sequence[Wanted], asked: Mapping[str, Any], data: Sequence[str], teller: Teller
) -> Letter:
    words, name = wording()["letter"], teller.name(agency)
    lines = tuple(dict.fromkeys(each.words for each in records))
    giver, receiver = (
        party_in_words(str(asked.get(end) or "any"), teller.evidence.registry) for end in ("from", "to")
    )
    data_words = listed([data_label(each) for each in data]) or "data of any kind"
    subject = words["subject"].format(data=data_words, giver=giver, receiver=receiver)
    text = (
        words["text"]
        .strip()
        .format(
            agency=f"[Which body is meant: {name}]" if _is_vague(agency, teller) else name,
            subject=subject,
            law=law_of(agency, teller.evidence) or words["law"],
            records="\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1)),
            period=_period(asked),
        )
    )
    refs = tuple(dict.fromkeys(Ref("coverage", each.row.id) for each in records if each.row))
    return Letter(agency, name, subject, lines, text, refs)


def law_of(agency: str, evidence: Evidence) -> str | None:
    """The law on public records that binds an agency, where a rule of the case names one; never from elsewhere."""
    named = wording()["letter"]["laws"]
    for rule in evidence.rules:
        title = f"{rule.title} {rule.record.get('instrument') or ''}".casefold()
        if rule.holders and rule.may_bind(agency, evidence.registry) and any(each in title for each in named):
            return rule.title
    return None


def _is_vague(agency: str, teller: Teller) -> bool:
    """Whether a body is known only as a source names it: nobody can write to it."""
    party = teller.evidence.registry.get(agency)
    return party is None or party.placeholder or party.provisional


def _period(asked: Mapping[str, Any]) -> str:
    """The time asked about; a side that the question leaves open is left blank."""
    since, until = asked.get("since"), asked.get("as_of") or asked.get("open_at")
    return f"{day(since) if since else '[first day]'} to {day(until) if until else '[last day]'}"
