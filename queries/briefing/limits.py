"""What a brief does not show: cautions of the schema and the question, what was left out, names that nobody knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from graphmodel.evidence import Item
from graphmodel.schema import FLOWS_TO
from queries.briefing.exchanges import Teller, data_label, term
from queries.briefing.records import READ
from queries.briefing.sentences import Ref, Remark, Sentence
from queries.dated import day
from queries.library.trace import Answer
from queries.tracing.answer import TypeAnswer
from queries.words import listed

USUAL = {"max_hops": 6, "ties": "allow", "min_standing": "reported"}
#: What an option of a question leaves out, in words.
OPTIONS = {
    "since": "Only what happened on or after {value} counts.",
    "as_of": "Only what had arrived by {value} counts.",
    "open_at": "Only what stood open on {value} counts.",
    "known_by": "Only documents published by {value} count.",
    "min_standing": "Only what is {value} or better counts.",
    "max_hops": "No route of more than {value} exchanges was looked for.",
    "ties": "Two exchanges of a route never fall on one day.",
    "exact": "Neither parts nor wholes nor groups answer to the two ends.",
    "obey_rules": "What a rule bars is left out, and nothing holds that one may bar.",
    "channel": "Only exchanges by this way count: {value}.",
    "purpose": "Only exchanges for this purpose count: {value}.",
    "database": "Only exchanges from this system count: {value}.",
    "via": "Every route has {value} on it, or as a relay.",
    "avoid": "No route has {value} on it, or as a relay.",
    "source": "Only evidence of these sources counts: {value}.",
}
TERMS = {"channel": "channels", "purpose": "purposes", "database": "databases", "min_standing": "standings"}
UNSTATED = {
    "channel": "do not state the way that it went",
    "purpose": "do not state the purpose",
    "database": "name no one system",
    "known_by": "are of a document without a date of publication",
}


def option_remarks(asked: Mapping[str, Any], teller: Teller) -> Iterator[Remark]:
    """What the question itself leaves out."""
    for name, text in OPTIONS.items():
        value = asked.get(name)
        if value in (None, False, "", [], ()) or value == USUAL.get(name):
            continue
        yield Remark(text.format(value=_option(name, value, teller)), "question")


def _option(name: str, value: Any, teller: Teller) -> str:
    if name in {"via", "avoid"}:
        return teller.name(value)
    if isinstance(value, (list, tuple)):
        return listed([str(each) for each in value])
    if name in {"since", "as_of", "open_at", "known_by"}:
        return day(str(value))
    return term(TERMS[name], str(value)) if name in TERMS else str(value)


def cautions(caveats: Sequence[str]) -> Iterator[Remark]:
    """What no flow proves, by the schema, and what the question does not show, by its declaration."""
    text = FLOWS_TO.does_not_prove
    yield Remark(f"No exchange told here proves: {text[:1].lower()}{text[1:]}", "schema")
    yield from (Remark(caveat, "question library") for caveat in caveats)


def left_out_remarks(answer: Answer) -> Iterator[Remark]:
    """Routes that were not told, and items that were left out because they do not state what a filter asks."""
    for each in answer.answers:
        left = each.left_out
        if left.count or not left.exact:
            number = f"{left.count}" if left.exact else f"at least {left.count}"
            why = f" ({left.why})" if left.why else ""
            yield Remark(
                f"Routes of {data_label(each.data_type)} that are not told here: {number}{why}.", "limit"
            )
    yield from _unstated(answer.answers)


def _unstated(answers: Iterable[TypeAnswer]) -> Iterator[Remark]:
    for each in answers:
        for name, number in sorted(each.network.unstated.items()):
            what = f"{number} {'item' if number == 1 else 'items'} of evidence"
            said = f"Left out because they {UNSTATED[name]}: {what} on {data_label(each.data_type)}."
            yield Remark(said, "question")


def masked_remarks(items: Iterable[Item]) -> Iterator[Remark]:
    """What the records that are told mask."""
    for item in items:
        if item.hidden:
            text = f"The record {item.claim} is {item.hidden}."
            yield Remark(text, "masked", (Ref.of(item),))


def name_remarks(parties: Collection[str], teller: Teller) -> Iterator[Remark]:
    """Names on the way that nobody has identified, and how many there are in the case."""
    registry = teller.evidence.registry
    for party in sorted(parties):
        known = registry.get(party)
        if known and known.provisional:
            nearest = f"; the nearest known is {registry.label(known.candidate)}" if known.candidate else ""
            yield Remark(
                f"{known.name} is a name as written, which nobody has identified{nearest}.", "unresolved name"
            )
    number = sum(party.provisional for party in registry.values())
    if number:
        what = "name stands" if number == 1 else "names stand"
        yield Remark(
            f"In the whole case {number} {what} for no agency known so far: routes through "
            f"{'it' if number == 1 else 'them'} may be missed.",
            "unresolved name",
        )


def reading_remarks(sentences: Iterable[Sentence]) -> Iterator[Remark]:
    """Which sentences rest on less than the whole document."""
    refs = dict.fromkeys(
        ref
        for sentence in sentences
        for ref in sentence.rests_on
        if ref.told and ref.told.record.get("read") not in READ
    )
    if refs:
        number = len({ref.told.claim for ref in refs if ref.told})
        yield Remark(
            f"{number} of the records cited {'was' if number == 1 else 'were'} not read in the whole document: "
            "check the original before quoting.",
            "reading",
            tuple(refs),
        )


def named_in(items: Iterable[Item]) -> set[str]:
    """Every party that some items name."""
    return {party for item in items for party in (item.holder, item.recipient, *item.via) if party}


def unasked_remark(names: Sequence[str]) -> Iterator[Remark]:
    """Bodies to which no request is drafted."""
    if names:
        yield Remark(f"No request is drafted to {listed(list(names))}: ask about fewer at a time.", "limit")
