"""A sankey is as wide as there are records, says so, and draws no ribbon where nothing is shown to have gone."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

import datatrail
from tests.queries.smallcases import claim, denial, evidence, lasting
from tests.viz.plots.drawing import ASKED, Drawn, drawn, example, height, shaped
from viz.plots.sankey_table import CARRIES, ribbons

STAFF = {"channel": "staff-request"}
CLAIMS = (
    claim("a", "dds", "ice", "2020-01", **STAFF),
    claim("b", "dds", "ice", "2020-02", **STAFF),
    claim("c", "dds", "ero", "2020-02", hedged="y", **STAFF),
    lasting("d", "mva", "ice"),
    claim("e", "mva", "hsi", "2020", mode="refused"),
    denial("f", "mva", "ero"),
)


def test_links_as_worked_out_by_hand() -> None:
    """Two records that it did, one that it could have, one of access; a refusal and a denial carry nothing."""
    figure = shaped(evidence(*CLAIMS), "sankey", data="photo")
    assert [
        (row["holder"], row["channel"], row["recipient"], row["known"], row["number"], row["drawn"])
        for row in figure.rows
    ] == [
        ("dds", "staff-request", "ero", "could", 1, True),
        ("dds", "staff-request", "ice", "did", 2, True),
        ("mva", None, "hsi", "refused", 1, False),
        ("mva", None, "ice", "access", 1, True),
        ("mva", "staff-request", "ero", "denied", 1, False),
    ]
    found = drawn(figure, "sankey")
    assert {known: found.marks[f"ribbon-{known}"] for known in CARRIES} == {"did": 2, "could": 2, "access": 2}
    assert "refused in 1 record and said not to happen in 1 record" in " ".join(figure.notes)
    assert "hsi" not in found.words.lower()


def test_the_caption_says_what_widths_count() -> None:
    """Records, not people; in the drawing itself."""
    found = drawn(shaped(evidence(*CLAIMS), "sankey", data="photo"), "sankey")
    assert "Widths count records (items of evidence" in " ".join(found.said("note"))
    assert "not people" in " ".join(found.said("note"))


def ends(found: Drawn, known: str) -> list[float]:
    """How high the ribbons of a kind are drawn, from the upper edges to the lower, where they are level."""
    return [height(box) for box in found.boxes[f"ribbon-{known}"]]


def test_a_ribbon_is_as_wide_as_it_has_records() -> None:
    """Level ribbons: twice the records, twice as wide."""
    for number in (1, 2, 4):
        claims = [claim(f"a{n}", "dds", "ice", "2020") for n in range(number)] + [
            claim("z", "mva", "hsi", "2020")
        ] * 1
        figure = shaped(evidence(*claims), "sankey", data="photo", from_="dds")
        (wide, again) = ends(drawn(figure, "sankey"), "did")
        assert wide == again == pytest.approx(12 * number, abs=0.05)


@pytest.mark.parametrize("name", ["real", "examplia"])
def test_each_ribbon_is_a_link_of_the_table(name: str) -> None:
    """Two pieces for each: to the way, and on from it; none is lost when the fewest are drawn together."""
    figure, found = example("sankey", name)
    counts = Counter(ribbon.known for ribbon in ribbons(figure.rows))
    assert {known: found.marks[f"ribbon-{known}"] for known in counts} == {
        known: 2 * n for known, n in counts.items()
    }
    assert sum(ribbon.number for ribbon in ribbons(figure.rows)) == sum(row["number"] for row in figure.drawn)
    assert counts.total() > 10


@pytest.mark.parametrize("name", ["real", "examplia"])
def test_links_are_those_of_flows(name: str) -> None:
    """Every item of every flow is in one link of the same ends and way; a record counts once in each."""
    case = datatrail.demo_case(name)
    figure, _ = example("sankey", name)
    flows = defaultdict(set)
    for row in case.rows("flows", **ASKED["sankey"]):
        flows[row["from"], row["channel"], row["to"]] |= set(row["items"])
    links = defaultdict(list)
    for row in figure.rows:
        links[row["holder"], row["channel"], row["recipient"]] += row["items"]
        claims = {item.partition(":")[0] for item in row["items"]}
        assert row["number"] <= len(claims)
    assert {key: sorted(items) for key, items in links.items()} == {
        key: sorted(items) for key, items in flows.items()
    }


def test_did_is_drawn_only_where_a_record_states_it() -> None:
    """An assumed or hedged one, one of several, and a masked one could have."""
    for cells in ({"payload": "assumed"}, {"hedged": "y"}, {"one_of": "y"}, {"recipient": "***"}):
        figure = shaped(evidence(claim("a", "dds", "ice", "2020") | cells), "sankey", data="photo")
        assert [row["known"] for row in figure.rows] == ["could"], cells


def test_agencies_of_one_name_stay_apart() -> None:
    """Each with its id behind the name."""
    twins = [
        {"agency": each, "name": "Twin office", "kind": "driver-licensing", "state": "GA"}
        for each in ("t1", "t2")
    ]
    claims = (claim("a", "t1", "ice", "2020"), claim("b", "t2", "ice", "2020"))
    figure = shaped(evidence(*claims, agencies=twins), "sankey", data="photo")
    assert {row["drawn_from"] for row in figure.rows} == {"Twin office (t1)", "Twin office (t2)"}
    assert drawn(figure, "sankey").marks["node"] == 4


def test_a_contested_link_is_drawn_so() -> None:
    """And explained."""
    claims = (claim("a", "dds", "ice", "2020-03", **STAFF), denial("n", "dds", "ice"))
    figure = shaped(evidence(*claims), "sankey", data="photo")
    assert [row["contested"] for row in figure.drawn] == [True]
    assert "contested: somebody denies it" in drawn(figure, "sankey").said("legend")
    assert "contested" not in drawn(shaped(evidence(claims[0]), "sankey"), "sankey").words
