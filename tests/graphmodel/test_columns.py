"""Items as arrays say the same as items as objects, and both ways of making the arrays agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from hypothesis import given
from hypothesis import strategies as st

import datatrail
from graphmodel.columns import TIMES, ItemColumns, Manner, from_items
from graphmodel.evidence import Item
from graphmodel.projection import Evidence
from graphmodel.times import as_days
from tests.graphmodel.test_projection import cells
from tests.graphmodel.world import claim, evidence, request
from tests.queries.randomcases import random_case
from tests.queries.test_trace_oracle import evidence_of


def said(columns: ItemColumns, place: int) -> tuple[Hashable, ...]:
    """What the arrays say of one item."""
    return (
        columns.parties[columns.holder[place]],
        columns.parties[columns.recipient[place]],
        columns.types[columns.data_type[place]],
        columns.manners[columns.manner[place]],
        columns.databases[columns.database[place]],
        columns.channels[columns.channel[place]],
        columns.vias[columns.via[place]],
        columns.purposes[columns.purpose[place]],
        tuple(as_days(getattr(columns, name)[[place]]).item() for name in TIMES),
        columns.sources[columns.source[place]],
        columns.received[columns.received_from[place]],
    )


def meant(item: Item) -> tuple[Hashable, ...]:
    """The same of an item."""
    when = item.when
    return (
        item.holder,
        item.recipient,
        item.data_type,
        Manner.of(item),
        item.database,
        item.channel,
        item.via,
        item.purpose,
        (when.start.lo, when.start.hi, when.end.lo, when.end.hi),
        (item.document, item.dataset),
        item.received_from,
    )


def check(case: Evidence) -> None:
    """The arrays hold each item once, lead back to it, and keep flows and ids in order."""
    columns = case.columns
    places = range(len(columns))
    assert Counter(said(columns, place) for place in places) == Counter(map(meant, case.items))
    found = [case.item_at(place) for place in places]
    assert sorted(item.id for item in found) == [item.id for item in case.items]
    assert [meant(item) for item in found] == [said(columns, place) for place in places]
    for flow in range(len(columns.flow_starts) - 1):
        assert {found[place].key for place in columns.of_flow(flow)} == {columns.flow_key(flow)}
    assert len({item.key for item in found}) == len(columns.flow_starts) - 1
    by_id = sorted(places, key=lambda place: columns.id_key[place])
    assert [found[place].id for place in by_id] == sorted(item.id for item in found)
    assert len(set(columns.id_key.tolist())) == len({item.id for item in found})


@given(st.lists(cells, max_size=5))
def test_arrays_say_what_the_items_say(rows: list[dict[str, object]]) -> None:
    """However rows are filled, masked and listed, arrays and objects are the same projection."""
    claims = [claim(f"c{place}", **row) for place, row in enumerate(rows)]
    requests = [
        request(f"r{place}", requester=row["recipient"], mode=row["mode"]) for place, row in enumerate(rows)
    ]
    case = evidence(*claims, Request=requests)
    check(case)


def test_arrays_of_random_cases_say_what_the_items_say() -> None:
    """The same of cases drawn for the trace engine, and of arrays made of objects."""
    for seed in range(150):
        case = evidence_of(random_case(seed)[0])
        check(case)
        again = from_items(case.items)
        assert Counter(said(again, place) for place in range(len(again))) == Counter(map(meant, case.items))


def test_arrays_of_the_bundled_cases_say_what_the_items_say() -> None:
    """The same of real rows, read from disk in batches."""
    for name in ("real", "examplia"):
        check(datatrail.demo_case(name).evidence)
