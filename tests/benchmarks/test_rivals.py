"""The label search that the engine is measured against is a fair rival: it says the same, where it can say it.

It reads the tables by itself and searches by itself, so that it is also a third judge of the engine.
"""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest

from benchmarks.cases import made_up_case
from benchmarks.ours import Asked
from benchmarks.rivals.agreement import compared, said
from benchmarks.rivals.labels import Label, labels_from
from benchmarks.rivals.timings import Field
from datatrail.case import Case, open_case

pytestmark = pytest.mark.slow
FLOWS = 2_000
#: A kind of its own, one of two parents, one two steps below the driver record, one made from another.
KINDS = ("photo", "mugshot", "licence-details", "face-search-result")


@pytest.fixture(name="case", scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return open_case(made_up_case(FLOWS, tmp_path_factory.mktemp("made-up") / "case"))


@pytest.fixture(name="field", scope="module")
def rivals(case: Case) -> Field:
    return Field(Asked(Path(case.folder.path)))


def test_engine_and_label_search_agree(case: Case, field: Field) -> None:
    """Of every office both say whether a kind of data gets to enforcement, how well documented, when, in how many hops."""
    found = list(compared(case, field, KINDS))
    assert [words for what, words in found if "DISAGREE" in what] == []
    told = Counter(what for what, _ in found)
    assert len(found) == 5 * len(field.offices)
    assert told["agree: possible, standing, arrival and hops"] >= 20
    assert told["agree: no trace"] >= 20
    assert told["agree: the best holds, the rival's is at least so good"] >= 1


def test_both_read_the_same_items_out_of_the_tables(case: Case, field: Field) -> None:
    """Read row by row without the projection, what was disclosed is the same: who, whom, what, how well, when."""
    projected = Counter(
        (item.holder, item.recipient, item.data_type, item.standing, item.when.start.lo, item.when.end.hi)
        for item in case.evidence.items
        if item.makes_flow and item.mode == "disclosed" and "masked" not in (item.holder, item.recipient)
    )
    standings = ("documented", "acknowledged", "records-reported", "reported")
    read = Counter((*each[:3], standings[each.rank], each.lo, each.hi) for each in field.carriers)
    assert read == projected


def test_a_difference_is_told() -> None:
    """Another standing, day, number of hops or no trace at all is no agreement."""
    row = {
        "verdict": "possible",
        "standing": "acknowledged",
        "since": "2020-01-02",
        "best_route": "a → b → c",
    }
    label = Label(1, 737426.0, 2)
    assert said(row, label) == "agree: possible, standing, arrival and hops"
    for other in (Label(0, 737426.0, 2), Label(1, 737427.0, 2), Label(1, 737426.0, 1), None):
        assert "DISAGREE" in said(row, other)
    assert "DISAGREE" in said(row | {"verdict": "holds"}, Label(2, 737426.0, 2))
    assert "DISAGREE" in said(row | {"verdict": "unknown"}, label)


def test_a_shorter_way_is_kept_beside_an_earlier_one() -> None:
    """What gets somewhere earlier in more hops does not end the way that still has hops left for the goal."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    early = ["office", *"abcd", "x"]
    ways = [*itertools.pairwise(early), ("x", "y"), ("y", "desk")]
    graph.add_edges_from((here, there, {"rank": 0, "lo": 1, "hi": 99}) for here, there in ways)
    graph.add_edge("office", "x", rank=0, lo=5, hi=99)
    assert labels_from(graph, "office", {"desk": frozenset({"desk"})}, ()) == {"desk": Label(0, 5, 3)}
