"""What a finding rests on is what trying every set of claims, and of sources, shows."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from itertools import chain, combinations, count, islice
from typing import Any

import pytest

from graphmodel.projection import Evidence
from queries.tracing import support as supporting
from queries.tracing.hitting import OutOfBudgetError
from queries.tracing.question import Limits, Question
from queries.tracing.support import support
from tests.queries import oracle
from tests.queries.randomcases import random_case
from tests.queries.smallcases import claim, evidence, question
from tests.queries.test_trace_oracle import evidence_of, question_of

CASES = max(40, int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 20)
MOST_CLAIMS = 7
Rows = Mapping[str, Any]


# --- by brute force ---------------------------------------------------------------------------------------------


def drawn() -> Iterator[tuple[str, Rows, Rows, Evidence, Question]]:
    """Random cases of a few claims that have a trace, some of them retellings or second readings of others."""
    for seed in count():
        case, asked = random_case(seed)
        rows = [*case.get("claim", ()), *case.get("event", ())]
        if len(rows) > MOST_CLAIMS:
            continue
        tied = with_ties(case, random.Random(seed))
        made = evidence_of(tied)
        put = question_of(made, asked)
        if support(made, put) is not None:
            yield f"seed {seed}", tied, asked, made, put


def with_ties(case: Rows, dice: random.Random) -> Rows:
    """The case with documents that repeat others and claims that are the same as others."""
    documents = [dict(row) for row in case["document"]]
    for place, row in enumerate(documents[1:]):
        if dice.random() < 0.3:
            row["repeats"] = documents[place]["document"]
    claims = [dict(row) for row in case["claim"]]
    for place, row in enumerate(claims[1:]):
        if dice.random() < 0.3:
            row["same_as"] = claims[dice.randrange(place + 1)]["claim_id"]
    return {**case, "document": documents, "claim": claims}


def claim_ids(case: Rows) -> list[str]:
    return [row["claim_id"] for row in case["claim"]] + [row["request_id"] for row in case.get("event", ())]


def strength(case: Rows, asked: Rows, kept: Collection[str]) -> int:
    """What these claims alone show, by the oracle: 2 that it holds, 1 that it is possible, 0 nothing."""
    rows = {
        **case,
        "claim": [row for row in case["claim"] if row["claim_id"] in kept],
        "event": [row for row in case.get("event", ()) if row["request_id"] in kept],
    }
    ground = oracle.Ground(rows)
    traces = oracle.Search(ground, oracle.asked(asked), oracle.all_items(ground)).traces()
    return 0 if not traces else 1 + traces[0].holds


def sources(case: Rows) -> dict[str, set[str]]:
    """Of each source the claims that are wrong where it is: its own, its retellings', and all that are the same."""
    repeats = {row["document"]: row.get("repeats", "") for row in case["document"]}
    groups = [{name} for name in claim_ids(case)]
    for row in case["claim"]:
        if row.get("same_as"):
            tied = [group for group in groups if group & {row["claim_id"], row["same_as"]}]
            groups = [group for group in groups if group not in tied] + [set().union(*tied)]
    found: dict[str, set[str]] = {}
    for row in (*case["claim"], *case.get("event", ())):
        name = row.get("claim_id") or row["request_id"]
        document = row.get("document") or ""
        while repeats.get(document):
            document = repeats[document]
        same = next(group for group in groups if name in group)
        cited = {
            each["document"] for each in case["claim"] if each["claim_id"] in same and each.get("document")
        }
        if document or not cited:
            found.setdefault(document or min(same), set()).update(same)
    return found


def test_what_carries_a_finding_and_what_fells_it_is_what_trying_every_set_shows() -> None:
    """The smallest sets, what is in all of them, and the fewest sources that must be wrong; cases load each set alone."""
    sizes: Counter[int] = Counter()
    for name, case, asked, made, put in islice(drawn(), CASES):
        found = support(made, put, most=1000)
        assert found is not None
        names = claim_ids(case)
        enough = strength(case, asked, names)
        assert enough == 1 + found.holds, name
        carrying = [set(kept) for kept in subsets(names) if strength(case, asked, kept) >= enough]
        minimal = [kept for kept in carrying if not any(other < kept for other in carrying)]
        least = min(map(len, minimal))
        assert found.complete, name
        assert all(set(each) in minimal for each in found.sets), name
        assert sorted(map(sorted, (each for each in found.sets if len(each) == least))) == sorted(
            sorted(each) for each in minimal if len(each) == least
        ), name
        assert found.in_all == set.intersection(*minimal), name
        told_by = sources(case)
        for size in range(1, len(told_by) + 1):
            fell = [
                chosen
                for chosen in combinations(sorted(told_by), size)
                if not any(
                    kept.isdisjoint(set().union(*(told_by[each] for each in chosen))) for kept in minimal
                )
            ]
            if fell:
                break
        assert found.sources.optimal, name
        assert found.sources.lower_bound == size, name
        assert sorted(tuple(sorted(source for _, source in each)) for each in found.sources.sets) == fell, (
            name
        )
        sizes[size] += 1
    assert len(sizes) > 1


def subsets(names: Collection[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


STATED = [claim(name, "dds", "ice", date) for name, date in (("a", "2019"), ("b", "2020"), ("c", "2021"))]
HINTED = [
    claim(name, "dds", "ice", date, data_types="driver-record", channel="email-request")
    for name, date in (("y", "2019"), ("z", "2020"))
]


@pytest.mark.parametrize(
    ("most", "complete"),
    [
        (1, False),  # the next route may hold as well
        (3, True),  # the last that was looked through does not hold, so none after it does
        (10, True),
    ],
)
def test_where_not_every_route_is_looked_through_that_is_said(
    monkeypatch: pytest.MonkeyPatch, most: int, complete: bool
) -> None:
    """Routes come the surest first: once one does not hold, none behind it carries a finding that holds."""
    channels = ("staff-request", "email-request", "bulk-sale")
    routes = [row | {"channel": channel} for row, channel in zip(STATED[:2], channels, strict=False)]
    hints = [row | {"channel": channel} for row, channel in zip(HINTED, channels, strict=False)]
    case = evidence(*routes, *hints)
    monkeypatch.setattr(supporting, "MOST_ROUTES", most)
    found = support(case, question(case))
    assert found is not None
    assert (found.holds, found.complete) == (True, complete)
    assert found.sets == tuple(frozenset({row["claim_id"]}) for row in routes[:most])


def test_a_possible_finding_of_which_routes_were_left_out_may_have_other_sets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where nothing holds, any route left out may carry it."""
    case = evidence(
        *(row | {"channel": name} for row, name in zip(HINTED, ("bulk-sale", "email-request"), strict=True))
    )
    monkeypatch.setattr(supporting, "MOST_ROUTES", 1)
    found = support(case, question(case))
    assert found is not None
    assert (found.holds, found.complete) == (False, False)


@pytest.mark.parametrize(("most", "complete"), [(2, False), (3, True)])
def test_where_not_every_choice_of_items_is_tried_that_is_said(
    monkeypatch: pytest.MonkeyPatch, most: int, complete: bool
) -> None:
    """Three claims of one flow are three choices."""
    case = evidence(*STATED)
    monkeypatch.setattr(supporting, "MOST_CHOICES", most)
    found = support(case, question(case))
    assert found is not None
    assert found.complete is complete


def test_of_more_sets_than_are_asked_for_the_smallest_are_given() -> None:
    """Those that were left out being larger, the least are all there; being as small, they are not."""
    hops = [claim("p", "dds", "police", "2018-01"), claim("q", "police", "ice", "2018-02")]
    small, large = evidence(HINTED[0], *hops), evidence(*STATED)
    one, two = support(small, question(small), most=1), support(large, question(large), most=2)
    assert one is not None
    assert two is not None
    assert (one.sets, one.complete) == ((frozenset({"y"}),), True)
    assert (two.sets, two.complete) == ((frozenset({"a"}), frozenset({"b"})), False)


def test_a_search_that_was_cut_short_is_not_taken_for_a_finding_that_falls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where none is found because no more was looked at, it is not known whether one is left."""
    case = evidence(STATED[0])
    finding = supporting._Finding(case, question(case), holds=True, sources=supporting.Sources(case))
    assert finding.past_claims(frozenset()) == [frozenset({("claim", "a")})]
    assert finding.past_claims(frozenset({("claim", "a")})) == []
    monkeypatch.setattr(supporting, "Limits", partial(Limits, partial_walks=0))
    with pytest.raises(OutOfBudgetError, match="stopped after 0 partial walks"):
        finding.past_claims(frozenset())
