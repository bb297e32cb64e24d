"""The map says of each state what the strongest row of `exposure` says, and nothing of a state without an office."""

from __future__ import annotations

from collections import Counter

import pytest

import datatrail
from tests.queries.smallcases import claim, denial, evidence, lasting
from tests.viz.plots.drawing import ASKED, drawn, example, shaped
from viz.marks import ANSWERS, best_by_state


@pytest.mark.parametrize("name", ["real", "examplia"])
def test_each_state_has_its_strongest_answer(name: str) -> None:
    """The same that the page's map and first line count."""
    figure, _ = example("states", name)
    best = best_by_state(datatrail.demo_case(name).rows("exposure", **ASKED["states"]))
    assert {row["state"]: row["answer"] for row in figure.rows if row["answer"] != "absent"} == best


@pytest.mark.parametrize("name", ["real", "examplia"])
def test_there_are_as_many_tiles_of_each_answer_as_rows(name: str) -> None:
    """Counted in the drawing, and said beside it."""
    figure, found = example("states", name)
    counts = Counter(row["answer"] for row in figure.rows if row["answer"] != "absent")
    tiles = {mark.removeprefix("state-"): n for mark, n in found.marks.items() if mark.startswith("state-")}
    assert tiles == counts
    assert found.said("count") == [str(counts[answer]) for answer in ANSWERS if counts[answer]]
    assert sorted(found.said("state")) == sorted(
        row["state"] for row in figure.rows if row["answer"] != "absent"
    )


def test_words_follow_the_verdict() -> None:
    """Possible is "could have", access is access, and neither is "did"."""
    figure = shaped(
        evidence(claim("a", "dds", "ice", "2020", hedged="y"), lasting("b", "mva", "ice")),
        "states",
        data="photo",
    )
    found = drawn(figure, "states")
    assert {row["state"]: row["words"] for row in figure.rows if row["answer"] != "absent"} == {
        "GA": "could have",
        "MD": "gave access only",
    }
    assert found.said("legend") == ["could have", "gave access only"]
    assert "did hand" not in found.words + figure.alt.lower()


def test_the_strongest_of_several_kinds_of_data_is_shown() -> None:
    """And the table says of which kinds it holds."""
    figure = shaped(
        evidence(
            claim("a", "dds", "ice", "2020", hedged="y"),
            claim("b", "dds", "ice", "2020", data_types="home-address"),
        ),
        "states",
    )
    (georgia,) = [row for row in figure.rows if row["state"] == "GA"]
    assert (georgia["answer"], georgia["data_types"]) == ("did", ["home-address"])
    assert georgia["items"] == ["b:dds>ice:home-address"]


def test_a_contested_answer_is_marked() -> None:
    """With a sign on the tile, and the sign explained."""
    given = claim("a", "dds", "ice", "2020-03", channel="staff-request")
    plain, denied = (
        shaped(evidence(*claims), "states", data="photo")
        for claims in ([given], [given, denial("n", "dds", "ice")])
    )
    assert drawn(plain, "states").marks["contested"] == 0
    assert drawn(denied, "states").marks["contested"] == 2  # on the tile, and in the legend
    assert "Contested: Georgia." in denied.alt


def test_a_map_on_which_nothing_is_known_is_none() -> None:
    """A whole map of "not known" would look like a finding."""
    figure = shaped(evidence(claim("a", "dds", "ice", "2020")), "states", data="photo", as_of="2001")
    assert not figure.drawn
    assert len([row for row in figure.rows if row["answer"] == "unknown"]) == 2


def test_groups_that_name_no_state_are_said_beside_the_map() -> None:
    """They have no tile."""
    figure, _ = example("states", "real")
    assert "groups of offices that name no state" in " ".join(figure.notes)
