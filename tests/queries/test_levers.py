"""What can be taken away of a route, and what takes less than something else."""

from __future__ import annotations

import pytest

from graphmodel.registry import Registry
from queries.tracing import levers
from queries.tracing.hitting import OutOfBudgetError
from queries.tracing.levers import Routes, narrower
from tests.queries.smallcases import claim, evidence, question

WHOLE = "org-m"
REGISTRY = Registry.from_records(
    [
        {"id": WHOLE, "name": "the whole", "kind": "law-enforcement"},
        {"id": "org-a", "name": "a part", "kind": "law-enforcement", "part_of": WHOLE},
        {"id": "org-z", "name": "another part", "kind": "law-enforcement", "part_of": WHOLE},
    ],
    [],
)
CHANNELS = {"b": "bulk-sale", "c": "email-request", "d": "staff-request"}


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (
            ("agency", WHOLE),
            [("agency", "org-a"), ("agency", "org-z"), ("relay", "org-a"), ("relay", WHOLE), ("relay", "org-z")],
        ),
        (("relay", WHOLE), [("relay", "org-a"), ("relay", "org-z")]),
        (("agency", "org-a"), [("relay", "org-a")]),
        (("channel", "email"), []),
    ],
)  # fmt: skip
def test_what_takes_less_is_a_part_or_the_same_as_a_relay_only(
    element: tuple[str, str], expected: list[tuple[str, str]]
) -> None:
    """Every part, whatever its id; never the thing itself."""
    assert list(narrower(element, REGISTRY)) == expected


def test_a_search_that_found_routes_and_then_stopped_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only of one that found none is it not known whether a route is left."""
    onward = [claim(name, "police", "ice", channel=channel) for name, channel in CHANNELS.items()]
    case = evidence(claim("a", "dds", "police"), *onward)
    monkeypatch.setattr(levers, "LOOKED_AT", 2)
    looked = Routes(case, question(case, via="police"), {"link"})
    (best,) = looked.past(frozenset())
    assert len(best) == 2
    late = Routes(case, question(case, via="police"), {"link"}, seconds=-1)
    with pytest.raises(OutOfBudgetError, match="the deadline of"):
        late.past(frozenset())


def test_a_route_between_two_of_the_same_kind_is_found() -> None:
    """Who answers to both ends has nothing before it goes out, whatever else starts there."""
    case = evidence(claim("a", "police", "sheriff"), claim("b", "sheriff", "police"))
    asked = question(case, **{"from": "law-enforcement", "to": "law-enforcement"})
    one, two = Routes(case, asked, {"link"}).past(frozenset())
    assert Routes(case, asked, {"link"}).past(one) == [two]
    assert Routes(case, asked, {"link"}).past(one | two) == []
