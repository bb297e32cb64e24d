"""The matching of real names is as good as is published; the labels are those of a reader."""

from __future__ import annotations

import pytest

from benchmarks.names.matching import matched, names, rows
from benchmarks.names.measure import Share, precision, recall, suggested, wrongly_accepted
from loaders.namematching import Match

pytestmark = pytest.mark.slow


@pytest.fixture(name="found", scope="module")
def matched_names() -> dict[str, Match]:
    return matched()


def test_an_accepted_name_is_the_agency_that_it_was_accepted_as(found: dict[str, Match]) -> None:
    """Among the labelled acceptances none is wrong, and of three in 600 of the fresh sample it cannot be told."""
    assert (precision(found).value, precision(found).of) == (1.0, 597)
    assert precision(found, strict=True).value >= 0.995
    assert (precision(found, sample=None).value, precision(found, sample=None).of) == (1.0, 1593)
    assert wrongly_accepted(found) == []


def test_most_names_whose_agency_is_there_are_accepted_and_nearly_all_have_it_among_the_first_three(
    found: dict[str, Match],
) -> None:
    """As published: 0.935 and 0.99 of the labelled names."""
    assert recall(found).of == 108
    assert recall(found).value >= 0.93
    assert suggested(found).value >= 0.99


def test_the_labels_are_of_names_and_agencies_that_there_are() -> None:
    """Sixteen hundred acceptances and three hundred names, each once, with a label that is one of the allowed."""
    agencies = {row["agency"] for row in rows("atlas_agencies.csv")}
    for file, number, allowed in (
        ("labels_acceptances.csv", 1600, {"right", "wrong", "cannot tell"}),
        ("labels_names.csv", 300, {"in the Atlas", "not in the Atlas", "cannot tell"}),
    ):
        labelled = rows(file)
        assert len({row["name"] for row in labelled}) == number
        assert {row["name"] for row in labelled} <= set(names())
        assert {row["label"] for row in labelled} <= allowed
        assert {row["agency"] for row in labelled} <= {*agencies, ""}
        assert all(
            bool(row["agency"]) == (row["label"] == "in the Atlas") for row in labelled if number == 300
        )


def test_a_share_has_its_wilson_interval() -> None:
    """Worked out by hand for 9 of 10: (0.9 + 0.19207 ± 1.95996 · √(0.009 + 0.0096036)) / 1.38415."""
    low, high = Share(9, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
