"""A request for one missing record: the letter, what the case says of it, and what it would settle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphmodel.dates import Span, iso
from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.briefing.confirming import law_of, letters
from queries.briefing.exchanges import Teller, data_label
from queries.briefing.holdings import coverage_groups
from queries.gaps.gap import KINDS, Claim, Gap
from queries.gaps.ground import Ground
from queries.gaps.logs import is_open
from queries.gaps.verdicts import Effect, Verdicts
from queries.gaps.words import records_in_words
from queries.library.gaps import gap_named
from queries.tracing.settling import Wanted

#: Of so many claims what they say is told; the rest are counted.
MOST_TOLD = 6


def request_data(evidence: Evidence, gap: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The request for the record of a gap, as plain data.

    Raises
    ------
    InputError
        When the case has no such gap, or nobody can be written to.
    """
    ground, effect = gap_named(evidence, gap, options)
    found = effect.gap
    teller = Teller(evidence, ground.question.floor)
    claims = [claim for claim in found.claims if found.kind != "coverage" or is_open(claim, ground)]
    wanted = [Wanted(agency, words) for agency in found.asked for words in records_in_words(found, evidence)]
    made, _ = letters(wanted, _asked(found), _data(found), teller)
    if not made:
        raise InputError(
            f"nobody can be written to for {gap}: {teller.names(found.asked) or 'its holder'} is no agency that "
            "the case names",
            hint="see its column `items` for the exchanges, and name the agency: `datatrail names`",
        )
    return {
        "gap": found.id,
        "kind": found.kind,
        "open": KINDS[found.kind],
        "letters": [{"agency": each.agency, "name": each.name, "text": each.text} for each in made],
        "laws": [law for each in made if (law := law_of(each.agency, evidence))],
        "reported": _to_be_reported(found, evidence),
        "says": _says(found, claims, teller),
        "unsaid": max(len(claims) - MOST_TOLD, 0),
        **_settles(effect, ground),
    }


def _asked(gap: Gap) -> dict[str, str | None]:
    """From whom to whom, and when: what the subject and the period of the letter say.

    What is missing of records that are held in part may lie outside the period of those held: it is left blank.
    """
    giver, receiver = (side[0] if len(side) == 1 else "any" for side in gap.parties)
    if gap.kind == "coverage":
        agency, side, _ = gap.key
        giver, receiver = (agency, "any") if side == "holder" else ("any", agency)
    if gap.kind == "name":
        giver, receiver = "any", "any"
    held_in_part = any(each.extent == "partial" for each in gap.coverage)
    span = Span() if held_in_part else gap.period
    return {"from": giver, "to": receiver, "since": iso(span.lo), "as_of": iso(span.hi)}


def _data(gap: Gap) -> list[str]:
    """The kinds of data that the exchanges are of; of coverage any."""
    if gap.kind == "coverage":
        return []
    return list(dict.fromkeys(item.data_type for item in gap.items if item.data_type))


def _settles(effect: Effect, ground: Ground) -> dict[str, Any]:
    return {
        "verdicts": len(effect.pairs),
        "if_so": list(_changed(effect.best, ground)),
        "if_not": list(_changed(effect.worst, ground)),
    }


def _changed(verdicts: Verdicts, ground: Ground) -> Iterator[dict[str, Any]]:
    """Of each office the kinds of data whose verdict changes alike."""
    found: dict[tuple[int, str, str], list[str]] = {}
    for pair, verdict in sorted(verdicts.items()):
        found.setdefault((pair[0], ground.stands[pair].verdict, verdict), []).append(data_label(pair[1]))
    for (place, before, after), data in found.items():
        office = ground.offices[place]
        yield {"office": office.state or office.name, "before": before, "after": after, "data": data}


def _says(gap: Gap, claims: Sequence[Claim], teller: Teller) -> list[dict[str, Any]]:
    """What the case says of the record, and of the exchanges that it would tell of, with where each stands."""
    told = [
        {"text": sentence.text, "cited": _cited(claim.row, teller.evidence)}
        for claim in claims[:MOST_TOLD]
        for sentence in teller.of_claim(claim.id)
        if {ref.id for ref in sentence.rests_on} & {item.id for item in claim.items}
    ]
    return [*_held(gap, teller), *told]


def _held(gap: Gap, teller: Teller) -> list[dict[str, Any]]:
    """A sentence for each row of coverage that says the record is missing."""
    (group,) = coverage_groups(gap.coverage, None, (), teller)
    return [
        {"text": sentence.text, "cited": _cited(each.record, teller.evidence)}
        for each, sentence in zip(gap.coverage, group.sentences, strict=True)
    ]


def _cited(row: Mapping[str, Any], evidence: Evidence) -> str:
    document = evidence.documents.get(row.get("document") or "")
    title = document.title if document else row.get("document") or ""
    return ", ".join(filter(None, (title, row.get("locator"))))


def _to_be_reported(gap: Gap, evidence: Evidence) -> list[str]:
    """The rules of the case by which such exchanges are to be reported: their reports can be asked for as well."""
    found = {
        rule.id: rule
        for item in gap.items
        for rule in evidence.judging.remarks(item)
        if rule.effect == "reports" and rule.holders
        if any(rule.may_bind(agency, evidence.registry) for agency in gap.asked)
    }
    return [
        ", ".join(filter(None, (rule.title or rule.id, rule.record.get("instrument"))))
        for _, rule in sorted(found.items())
    ]
