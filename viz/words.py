"""Sentences whose words follow the verdict: "did", "could have", "had access", "was refused", "not known"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

BADGES = {
    "excerpt": "excerpt: check the original before quoting",
    "in-full": "read in full",
    "computed": "computed from the data",
    "well-known": "well known: no document cited",
}
EXCHANGE = {
    "did": "{giver} handed this over to {receiver}.",
    "could": "{giver} could have handed this over to {receiver}; it is not shown as such.",
    "access": "{receiver} had access to this at {giver}; no disclosure is shown.",
    "asked": "{receiver} asked {giver} for this; the answer is not known.",
    "refused": "{receiver} was refused this by {giver}.",
    "blocked": "A technical block stood between {giver} and {receiver}.",
    "denied": "It is said that {giver} does not hand this over to {receiver}.",
}
NO_ROUTE = {
    "unresolved-name": "A route would need a name that nobody has identified yet.",
    "filtered": "A route would need evidence that this question leaves out (its filters, dates or limits).",
    "barred": "Every route is barred by a rule that was in force.",
    "below-floor": "What is known stands below the floor asked for: access, or an offer, but no disclosure.",
    "asked-answer-unknown": "It was asked for; the answer is not known.",
    "time-order": "The exchanges that are known cannot have followed each other in this order.",
    "refused-or-blocked": "It was refused, blocked, or is said not to happen.",
    "payload": "Other data went this way; this kind is not shown among it.",
    "no-flow-in-covered-period": "Records that are complete for some of this show none.",
    "not-covered": "No complete records cover this: nothing known does not mean that nothing happened.",
}


def route(trace: Mapping[str, Any], data: str, name: Callable[[str], str]) -> str:
    """One trace in a sentence: "did" if it holds, else "could have"."""
    steps = trace["steps"]
    giver, receiver = name(steps[0]["from"]), name(steps[-1]["to"])
    between = ", then ".join(name(step["to"]) for step in steps[:-1])
    did = trace["verdict"] == "holds"
    if between:
        verb = "did reach" if did else "could have reached"
        return f"{data}: from {giver} it {verb} {receiver}, through {between}."
    verb = "did hand it over" if did else "could have handed it over"
    return f"{data}: {giver} {verb} to {receiver}."


def no_route(absence: Mapping[str, Any] | None) -> str:
    """Why there is no trace."""
    reason = (absence or {}).get("reason")
    return NO_ROUTE.get(str(reason), f"No route is known ({reason})." if reason else "No route is known.")
