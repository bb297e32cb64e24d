"""What is taken away takes what is of it, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graphmodel.projection import Evidence
from queries.tracing.network import Network
from queries.tracing.question import Element
from queries.tracing.removal import Removed
from tests.queries.smallcases import claim, evidence, question

RETOLD = [
    {"document": "first", "title": "The first"},
    {"document": "second", "title": "Retells the first", "repeats": "first"},
    {"document": "third", "title": "Retells the second", "repeats": "second"},
    {"document": "here", "title": "Retells there", "repeats": "there"},
    {"document": "there", "title": "Retells here", "repeats": "here"},
]


def kept(case: Evidence, *elements: Element) -> list[str]:
    """The items that stay."""
    places = np.arange(len(case.columns))
    stay = Removed(elements, case).keeps(places)
    return [case.item_at(place).id for place in places[stay].tolist()]


def test_a_document_goes_with_those_that_it_repeats_however_far() -> None:
    """And no document goes with one that only repeats it; a circle of retellings comes to an end."""
    case = evidence(documents=RETOLD)
    gone = {
        name: [
            each["document"]
            for each in RETOLD
            if Removed([("document", name)], case).takes_document(each["document"])
        ]
        for name in ("first", "second", "third", "here", "elsewhere")
    }
    assert gone == {
        "first": ["first", "second", "third"],
        "second": ["second", "third"],
        "third": ["third"],
        "here": ["here", "there"],
        "elsewhere": [],
    }
    assert not Removed([("document", "first")], case).takes_document("nowhere")


def test_claims_and_items_go_by_their_own_ids() -> None:
    """A claim with all of its items, an item alone; what is not named stays."""
    case = evidence(claim("a", "dds", "ice;police"), claim("b", "dds", "ice"))
    one, two, other = "a:dds>ice:photo", "a:dds>police:photo", "b:dds>ice:photo"
    assert sorted(kept(case)) == [one, two, other]
    assert kept(case, ("claim", "a")) == [other]
    assert sorted(kept(case, ("item", one))) == [two, other]
    assert kept(case, ("item", one), ("claim", "b")) == [two]
    assert sorted(kept(case, ("claim", "c"), ("item", "b:dds>police:photo"))) == [one, two, other]


def test_an_agreement_takes_what_it_permits_and_not_what_another_permits() -> None:
    """Nor what a bar with its name forbids, nor what nothing is said of."""
    plain = {"holder": "dds", "kind": "paper", "title": "A rule"}
    case = evidence(
        claim("a", "dds", "ice", channel="staff-request"),
        claim("b", "dds", "ice", channel="bulk-sale"),
        claim("c", "dds", "ice", channel="email-request"),
        rules=[
            plain | {"rule_id": "one", "effect": "permits", "channel": "staff-request"},
            plain | {"rule_id": "two", "effect": "requires", "channel": "bulk-sale"},
            plain | {"rule_id": "bar", "effect": "bars", "channel": "email-request"},
        ],
    )
    left = {
        name: [item[0] for item in sorted(kept(case, ("agreement", name)))] for name in ("one", "two", "bar")
    }
    assert left == {"one": ["b", "c"], "two": ["a", "c"], "bar": ["a", "b", "c"]}


def test_what_a_document_says_goes_with_it_and_what_another_says_stays() -> None:
    """A dataset is no document, whatever its name."""
    case = evidence(claim("a", "dds", "ice", dataset="report"), claim("b", "dds", "ice", document="report"))
    left = {}
    for document in ("log", "report"):
        network = Network(case, replace(question(case), without=frozenset({("document", document)})))
        left[document] = [case.item_at(place).claim for place in network.place.tolist()]
    assert left == {"log": ["b"], "report": ["a"]}
