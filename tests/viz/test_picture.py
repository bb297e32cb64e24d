"""What is drawn is all there is: nothing is dropped, nothing is drawn as more than is known."""

import copy
import random
from collections import Counter
from itertools import pairwise

import pytest

from tests.viz.made_up import BUREAU, of_a_state_of_its_own, page_data
from viz.marks import ANSWERS, KNOWLEDGE, SHAPES, answer_of, families, family_of, tiles
from viz.picture import (
    MOST_BETWEEN,
    MOST_OPEN,
    ROWS,
    ROWS_BETWEEN,
    Mark,
    build,
    exchange_known,
    known_by_type,
)


@pytest.mark.parametrize("size", [10, 60, 250, 1000])
def test_every_exchange_is_on_one_line_or_inside_one_fold(size: int) -> None:
    data = page_data(size)
    picture = build(data)
    drawn = {mark.id: mark for mark in picture.marks}
    at_first = Counter(flow for line in picture.shown()[1] for flow in line.flows)
    inside = Counter(
        flow["flow"]
        for flow in data["flows"]
        if outermost(drawn, flow["from"]) == outermost(drawn, flow["to"])
    )
    assert at_first + inside == Counter(flow["flow"] for flow in data["flows"])


def outermost(drawn: dict[str, Mark], id_: str) -> str:
    """The fold that an agency is in at first, or itself."""
    while drawn[id_].fold:
        id_ = drawn[id_].fold
    return id_


def test_a_long_fold_opens_to_folds_of_states_and_every_agency_is_in_one() -> None:
    marks = build(page_data(1000)).marks
    long = next(mark for mark in marks if mark.members > 300 and not mark.fold)
    inner = [mark for mark in marks if mark.fold == long.id]
    assert len(inner) <= 60
    assert all(f"{mark.members} in " in mark.label for mark in inner if mark.members)
    assert sum(mark.members or 1 for mark in inner) == long.members
    by_state = {
        mark.id: {leaf.state for leaf in marks if leaf.fold == mark.id} for mark in inner if mark.members
    }
    assert all(len(states) == 1 for states in by_state.values())


def test_a_long_chain_is_drawn_in_few_columns_and_still_from_left_to_right() -> None:
    data = page_data(10)
    flow, agency = data["flows"][0], data["agencies"]["us-bureau"]
    data["answers"] = []
    data["flows"] = [
        {**flow, "flow": f"f{at}", "from": f"a{at:02}", "to": f"a{at + 1:02}"} for at in range(20)
    ]
    data["agencies"] = {f"a{at:02}": {**agency, "name": f"Office {at}"} for at in range(21)}
    columns = [
        mark.column for mark in sorted(build(data).marks, key=lambda mark: mark.id) if not mark.members
    ]
    assert columns == sorted(columns)
    assert set(columns) == set(range(MOST_BETWEEN + 2))


def test_very_many_agencies_of_one_state_are_folded_by_name() -> None:
    data = of_a_state_of_its_own(page_data(1000))
    marks = build(data).marks
    open_at_most = max(Counter(mark.fold for mark in marks if mark.fold).values())
    assert open_at_most <= MOST_OPEN
    assert {mark.id for mark in marks if not mark.members} == {
        end for flow in data["flows"] for end in (flow["from"], flow["to"])
    }


@pytest.mark.parametrize("size", [10, 60, 250])
def test_labels_have_room_before_anything_is_opened(size: int) -> None:
    marks, _ = build(page_data(size)).shown()
    assert max(Counter(mark.column for mark in marks).values()) <= ROWS
    rows = sorted((mark.column, mark.y) for mark in marks)
    assert all(b[1] - a[1] >= 24 for a, b in pairwise(rows) if a[0] == b[0])


def test_exchanges_of_which_different_things_are_known_never_share_a_line() -> None:
    data = page_data(60)
    known = {flow["flow"]: exchange_known(flow) for flow in data["flows"]}
    assert all({known[flow] for flow in line.flows} == {line.known} for line in build(data).lines)


def test_parallel_lines_lie_apart() -> None:
    """An undirected pyvis network keeps one of them; ours keeps all, each with a swing of its own."""
    lines = build(page_data(60)).lines
    places = Counter(
        (*sorted((line.start, line.end)), line.bend * (1 if line.start < line.end else -1)) for line in lines
    )
    assert max(places.values()) == 1


def test_the_picture_does_not_depend_on_the_order_of_the_data() -> None:
    data = page_data(60)
    other = copy.deepcopy(data)
    random.Random(3).shuffle(other["flows"])
    other["agencies"] = dict(reversed(other["agencies"].items()))
    assert build(other) == build(data)


ITEM = {"mode": "disclosed", "payload": "stated"}


@pytest.mark.parametrize(
    ("standing", "items", "known"),
    [
        ("documented", [ITEM], "did"),
        ("reported", [{**ITEM, "hedged": True}, ITEM], "did"),
        ("reported", [{**ITEM, "hedged": True}], "could"),
        ("acknowledged", [{**ITEM, "payload": "assumed"}], "could"),
        ("reported", [{**ITEM, "one_of": True}], "could"),
        ("reported", [{**ITEM, "masked": ["recipient"]}], "could"),
        ("reported", [{**ITEM, "mode": "available"}], "could"),
        ("available", [{**ITEM, "mode": "available"}], "access"),
        ("requested", [], "asked"),
        ("refused", [], "refused"),
        ("blocked", [], "blocked"),
        ("denied", [], "denied"),
    ],
)
def test_a_line_is_solid_only_for_what_is_shown(standing: str, items: list[object], known: str) -> None:
    assert exchange_known({"standing": standing, "evidence": items}) == known


def test_a_broader_kind_of_data_does_not_show_a_narrower_one() -> None:
    """A driver record that was handed over could have held a photo; that it did is not shown."""
    data = page_data(10)
    flow = next(
        flow
        for flow in data["flows"]
        if flow["data_type"] == "driver-record" and exchange_known(flow) == "did"
    )
    assert known_by_type(data)[flow["flow"]] == {
        "driver-record": "did", "photo": "could", "home-address": "could", "licence-number": "could",
        "vehicle-registration": "could", "ssn": "could",
    }  # fmt: skip


def test_a_narrower_kind_never_carries_a_broader_one() -> None:
    data = page_data(10)
    flow = next(flow for flow in data["flows"] if flow["data_type"] == "photo" and flow["to"] == BUREAU)
    assert set(known_by_type(data)[flow["flow"]]) == {"photo"}


def test_offices_are_folded_by_their_answer_and_those_that_did_stay_in_sight() -> None:
    marks = build(page_data(60)).marks
    assert all(not mark.fold for mark in marks if mark.answer == "did")
    for fold in (mark for mark in marks if mark.members):
        inside = [mark for mark in marks if mark.fold == fold.id]
        assert len(inside) == fold.members
        assert {mark.answer for mark in inside} == {fold.answer}


def test_a_fold_says_of_how_many_states_it_is_the_answer_where_offices_are_more() -> None:
    """The first line counts states, each once under the most that is known of it."""
    data = page_data(60)
    offices = [mark for mark in build(data).marks if mark.answer == "access" and not mark.members]
    fold = next(mark for mark in build(data).marks if mark.members and mark.answer == "access")
    assert fold.label == f"{len(offices)} offices: gave access only"
    data["exposure"].append({"state": offices[0].state, "answer": "direct", "verdict": "holds"})
    fold = next(mark for mark in build(data).marks if mark.id == fold.id)
    assert words_of(fold.label) == (
        f"{len(offices)} offices: gave access only ({len(offices) - 1} states' answer)"
    )
    for office in offices[1:]:
        data["exposure"].append({"state": office.state, "answer": "direct", "verdict": "holds"})
    fold = next(mark for mark in build(data).marks if mark.id == fold.id)
    assert words_of(fold.label).endswith("(no state's answer)")


def words_of(label: str) -> str:
    """A label with ordinary spaces."""
    return " ".join(label.split())


def test_a_long_column_in_between_is_folded_so_that_labels_fit_under_their_marks() -> None:
    data = page_data(10)
    first, second = data["flows"][0], {**data["flows"][0]}
    flows = []
    for number in range(ROWS_BETWEEN + 2):
        police = f"us-police-{number}"
        data["agencies"][police] = {"name": police, "kind": "law-enforcement", "state": None}
        flows.append({**first, "flow": f"in-{number}", "to": police})
        flows.append({**second, "flow": f"out-{number}", "from": police, "to": BUREAU})
    marks, _ = build({**data, "flows": [*data["flows"], *flows]}).shown()
    between = [mark for mark in marks if 0 < mark.column < max(m.column for m in marks)]
    assert 0 < len(between) <= ROWS_BETWEEN
    assert any(mark.members for mark in between)


def test_a_page_without_flows_has_an_empty_picture() -> None:
    picture = build({**page_data(10), "flows": [], "answers": []})
    assert picture.marks == picture.lines == ()


def test_no_two_looks_are_the_same() -> None:
    """Families differ in shape and in colour, kinds of line in stroke or mark: never by colour alone."""
    looks = families().values()
    assert len({family.shape for family in looks}) == len({family.colour for family in looks}) == len(looks)
    assert all(family.shape in SHAPES for family in looks)
    assert len({(known.dash, known.crossing) for known in KNOWLEDGE.values()}) == len(KNOWLEDGE)


def test_every_kind_of_agency_has_a_look() -> None:
    assert family_of({"kind": "immigration-enforcement"}) == "enforcement"
    assert family_of({"kind": "immigration-enforcement", "group": True}) == "group"
    assert family_of({"kind": "a kind of tomorrow"}) == "other"
    assert family_of({}) == "other"


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ({"answer": "direct", "verdict": "holds"}, "did"),
        ({"answer": "through others", "verdict": "holds"}, "did"),
        ({"answer": "direct", "verdict": "possible"}, "could"),
        ({"answer": "access only", "verdict": "unknown"}, "access"),
        ({"answer": "asked", "verdict": "unknown"}, "asked"),
        ({"answer": "refused or blocked", "verdict": "unknown"}, "refused"),
        ({"answer": "nothing known", "verdict": "refuted"}, "none"),
        ({"answer": "nothing known", "verdict": "unknown"}, "unknown"),
        ({"answer": "a word of tomorrow", "verdict": "holds"}, "unknown"),
    ],
)
def test_a_state_is_coloured_by_its_answer(row: dict[str, str], answer: str) -> None:
    assert answer_of(row) == answer
    assert answer in ANSWERS


def test_the_map_has_every_state_once_and_no_two_in_one_place() -> None:
    assert len(tiles()) == 56
    assert len(set(tiles().values())) == 56
