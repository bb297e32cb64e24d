"""Verdicts and standings in words: what is possible is never written as fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphmodel.counts import Count
from graphmodel.evidence import CARRYING
from graphmodel.registry import Registry
from graphmodel.vocabulary import vocabulary

#: The verb of each verdict.
DID = {
    "holds": "did",
    "possible": "could have",
    "refuted": "did not, within records declared complete",
    "unknown": "not known",
}

#: What each answer of `exposure` says an office did, before the object.
VERBS = {
    ("direct", "holds"): "did hand it over",
    ("through others", "holds"): "did, through others",
    ("direct", "possible"): "could have",
    ("through others", "possible"): "could have, through others",
    ("direct", "unknown"): "known below the standing asked for",
    ("through others", "unknown"): "known below the standing asked for",
    ("direct", "refuted"): "known below the standing asked for",
    ("through others", "refuted"): "known below the standing asked for",
    ("access only", ""): "gave access only",
    ("asked", ""): "was asked, answer not known",
    ("refused or blocked", ""): "refused or was blocked",
    ("nothing known", ""): "not known",
}

REASONS = {
    "unresolved-name": "a name in the records has not been resolved to an agency",
    "filtered": "the filters, dates or limits that were asked for leave nothing",
    "barred": "rules bar what there is",
    "below-floor": "there is access or willingness, but no disclosure is shown",
    "asked-answer-unknown": "it was asked for, and the answer is not known",
    "time-order": "the exchanges known cannot have followed each other in time",
    "refused-or-blocked": "it was refused, blocked or denied",
    "payload": "something else, or something not itemised, is all that is known to have gone",
    "no-flow-in-covered-period": "records declared complete for a part of it show none",
    "not-covered": "no records of it are held",
}

#: Of `below-floor`, where more than any disclosure was asked for.
BELOW_A_RAISED_FLOOR = "what is known of it is less well documented than was asked for"


#: What a rule of each effect, as it is judged, does to what it touches. A rule of another effect judges nothing.
RULINGS = {
    "bars": {"barred": "bars it", "cannot tell": "may bar it", "permitted": "excepts it"},
    "permits": {"permitted": "permits it", "cannot tell": "may permit it"},
    "requires": {"permitted": "requires it", "cannot tell": "may require it"},
}


def rule_in_words(entry: Mapping[str, Any]) -> str:
    """A rule and what it does: on paper or, where it says so, as a technical block."""
    technical = " (technical)" if entry["kind"] == "technical" else ""
    since = f", and bars it from {entry['barred_from']} on" if entry["barred_from"] else ""
    return f"{entry['rule']}{technical} {RULINGS[entry['effect']][entry['judged']]}{since}"


def reason_in_words(reason: str, floor: str) -> str:
    """Why there is no trace, at the least standing that was asked for."""
    raised = reason == "below-floor" and floor in CARRYING[: CARRYING.index("reported")]
    return BELOW_A_RAISED_FLOOR if raised else REASONS[reason]


def verb(row: Mapping[str, Any]) -> str:
    """What a row of `exposure` says the office did."""
    key = (row["answer"], row["verdict"] if row["answer"] in ("direct", "through others") else "")
    return VERBS[key]


def party_in_words(text: str, registry: Registry) -> str:
    """An end of a question: "Georgia's licensing agency", "any licensing agency", an agency's name."""
    kinds = vocabulary("agency_kinds")
    state, colon, kind = text.rpartition(":")
    if text in registry or kind not in kinds:
        return "anyone" if text == "any" else registry.label(text)
    noun = kinds[kind].extra.get("noun") or kinds[kind].label
    if colon:
        states = vocabulary("states")
        return f"{states[state].label if state in states else state}'s {noun}"
    return f"any {noun}" if kinds[kind].extra.get("noun") else noun


def route_in_words(parties: Sequence[str], registry: Registry) -> str:
    """The agencies of a route by name."""
    return " → ".join(registry.label(party) for party in parties)


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence joined: "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def count(number: Mapping[str, Any] | None, name: Callable[[str], str] = str) -> str:
    """A count as its source words it; the unit is added only where the words end in the number.

    Examples
    --------
    >>> count({"words": "more than 250", "unit": "requests", "part": "some of", "shared_with": ["other agencies"]})
    'some of more than 250 requests (with other agencies)'
    """
    if not number:
        return ""
    shared = tuple(map(name, number.get("shared_with") or ()))
    words, unit = str(number.get("words") or ""), str(number.get("unit") or "")
    return Count(words, unit=unit, shared_with=shared).in_words()
