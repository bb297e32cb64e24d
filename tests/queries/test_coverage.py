"""`coverage` lists what records are held of whom, and what was never asked for, as the rows say."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.errors import InputError
from tests.queries.smallcases import Cells, claim, coverage, evidence, rows

COVERAGES: tuple[Cells, ...] = (
    coverage(
        "ice", "recipient", extent="not-asked", would_obtain="its log of requests", note="Sued in 2020."
    ),
    coverage(
        "dds",
        start="2020-03",
        end="2020-06-15",
        document="report",
        channel="staff-request",
        record_kind="log",
    ),
    coverage("dds", start="2017", end="2019", extent="partial", dataset="second"),
    coverage("dds", "recipient", document=""),
    coverage("mva", extent="withheld", document="letter"),
)
BARE: dict[str, Any] = {
    "channel": None,
    "record_kind": None,
    "start": None,
    "end": None,
    "extent": "complete",
    "would_obtain": None,
    "document": "log",
    "note": None,
    "dataset": "first",
    "file": "coverages.csv",
}
EXPECTED = [
    BARE
    | {
        "agency": "dds",
        "side": "holder",
        "start": "2017-01-01",
        "end": "2019-12-31",
        "extent": "partial",
        "dataset": "second",
        "row": 4,
    },
    BARE
    | {
        "agency": "dds",
        "side": "holder",
        "channel": "staff-request",
        "record_kind": "log",
        "start": "2020-03-01",
        "end": "2020-06-15",
        "document": "report",
        "row": 3,
    },
    BARE | {"agency": "dds", "side": "recipient", "document": None, "row": 5},
    BARE
    | {
        "agency": "ice",
        "side": "recipient",
        "extent": "not-asked",
        "would_obtain": "its log of requests",
        "note": "Sued in 2020.",
        "row": 2,
    },
    BARE | {"agency": "mva", "side": "holder", "extent": "withheld", "document": "letter", "row": 6},
]


def test_every_column_of_every_row_is_as_worked_out_by_hand() -> None:
    """By agency, side and start, whatever the order of the rows."""
    assert rows(evidence(coverages=COVERAGES), "coverage") == EXPECTED


@pytest.mark.parametrize(
    ("changed", "row", "becomes"),
    [
        ({"agency": "ero"}, 2, {"agency": "ero"}),
        ({"agency": "DDS of Georgia", "side": "recipient"}, 2, {"agency": "dds"}),
        ({"start": ""}, 0, {"start": None, "end": "2020-06-15"}),
        ({"end": "2020-07.."}, 1, {"end": None}),
        ({"extent": "withheld"}, 1, {"extent": "withheld"}),
        ({"channel": ""}, 1, {"channel": None}),
    ],
    ids=str,
)
def test_a_changed_cell_changes_its_row(changed: dict[str, str], row: int, becomes: dict[str, Any]) -> None:
    first, second, *rest = COVERAGES
    found = rows(evidence(coverages=[first, {**second, **changed}, *rest]), "coverage")
    assert len(found) == len(COVERAGES)
    assert found[row]["row"] == 3
    assert {column: found[row][column] for column in becomes} == becomes


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ({}, [4, 3, 5, 2, 6]),
        ({"agency": "any"}, [4, 3, 5, 2, 6]),
        ({"agency": "dds"}, [4, 3, 5]),
        ({"agency": "mdot"}, [6]),  # the records of its parts
        ({"agency": "driver-licensing"}, [4, 3, 5, 6]),
        ({"agency": "MD:driver-licensing"}, [6]),
        ({"agency": "immigration-enforcement"}, [2]),
        ({"agency": "ero"}, []),
        ({"source": "second"}, [4]),
        ({"source": ["report", "letter"]}, [3, 6]),
        ({"source": "first"}, [3, 5, 2, 6]),
        ({"known_by": "2019-11-30"}, [6]),
        ({"known_by": "2020-06-15"}, [3, 6]),
        ({"known_by": "2020-06-14"}, [6]),
    ],
    ids=str,
)
def test_a_parameter_leaves_what_it_says(options: dict[str, Any], lines: list[int]) -> None:
    claims = [claim("a", "dds", "ice"), claim("b", "dds", "ice", dataset="second")]
    case = evidence(*claims, coverages=COVERAGES)
    assert [row["row"] for row in rows(case, "coverage", **options)] == lines


def test_an_agency_that_nobody_is_is_refused() -> None:
    with pytest.raises(InputError, match="'dss' is no agency"):
        rows(evidence(coverages=COVERAGES), "coverage", agency="dss")


def test_a_dataset_that_holds_nothing_but_coverage_can_be_asked_for() -> None:
    case = evidence(claim("a", "dds", "ice"), coverages=COVERAGES)
    assert [row["row"] for row in rows(case, "coverage", source="second")] == [4]
