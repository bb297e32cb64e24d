"""The made-up cases that the benchmarks run on are sound, always the same, and shaped like a real sharing list."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest

from benchmarks.cases import made_up_case
from datatrail.case import Case, open_case
from tests.datatrail.running import datatrail
from tests.loaders.making import FLOCK

pytestmark = pytest.mark.slow
FLOWS = 10_000
Pairs = set[tuple[str, str]]


@pytest.fixture(name="folder", scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up_case(FLOWS, tmp_path_factory.mktemp("made-up") / "case")


@pytest.fixture(name="case", scope="module")
def opened(folder: Path) -> Case:
    return open_case(folder)


def stated_pairs(case: Case) -> Pairs:
    """Who gives to whom as the rows state it, by id: not what shown joints and sent data add."""
    return {
        (item.holder, item.recipient)
        for item in case.evidence.items
        if item.makes_flow
        and not (item.derived or item.sent)
        and "masked" not in (item.holder, item.recipient)
    }


def real_pairs() -> Pairs:
    with FLOCK.open(encoding="utf-8", newline="") as file:
        return {(row["src_agency"], row["external_agency"]) for row in csv.DictReader(file)}


def shape(pairs: Pairs, bodies: int) -> dict[str, Any]:
    """What makes a sharing list hub-heavy: few givers, long tails, some pairs both ways.

    Not the greatest giver: among the 87 of so small a case none is drawn that gives to 84 % of the bodies.
    """
    gives = Counter(holder for holder, _ in pairs)
    gets = Counter(recipient for _, recipient in pairs)
    return {
        "givers": len(gives) / bodies,
        "both ways": sum((there, here) in pairs for here, there in pairs) / len(pairs),
        "into givers": sum(there in gives for _, there in pairs) / len(pairs),
        "a giver gives to, median": np.median([*gives.values()]) / bodies,
        "share of the greatest tenth of givers": top_tenth(gives),
        "share of the greatest tenth of getters": top_tenth(gets),
    }


def top_tenth(degrees: Counter[str]) -> float:
    """What share of all the pairs those have who have most."""
    ordered = sorted(degrees.values(), reverse=True)
    return sum(ordered[: len(ordered) // 10]) / sum(ordered)


def test_the_same_seed_gives_the_same_case_and_another_another(tmp_path: Path) -> None:
    """A case is its number of flows and its seed: what is measured twice is the same."""
    asked = {"case": 1, "again": 1, "other": 2}
    folders = [made_up_case(1_000, tmp_path / name, seed=seed) for name, seed in asked.items()]
    hashes = [open_case(each).stamp["case_sha256"] for each in folders]
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_case_passes_check(folder: Path) -> None:
    """Nothing in a made-up case wants looking at: no reject, conflict, unresolved name or date after publication."""
    done = datatrail("check", "--strict", "--case", str(folder), "--format", "json")
    assert done.status == 0, done.out
    found = done.json
    assert found["modes"].keys() >= {"disclosed", "available", "requested", "refused", "denied", "planned"}
    assert sum(each["taken"] for each in found["inputs"]) > FLOWS / 2


def test_it_has_as_many_flows_as_were_asked_for(case: Case) -> None:
    """The rows state exactly so many flows; joints, sent data, masks and untyped denials add a few."""
    stated = {
        item.key
        for item in case.evidence.items
        if item.makes_flow and item.data_type and item.itemised and not (item.derived or item.sent)
    }
    whole = {key for key in stated if "masked" not in key[:2]}
    assert len(whole) == FLOWS
    assert FLOWS < len(case.evidence.flows()) < 1.06 * FLOWS


def test_it_is_hub_heavy_like_the_real_list(case: Case) -> None:
    """Few give, to very many or few; an eighth of the pairs lead to givers, most of those both ways."""
    made = shape(stated_pairs(case), len(case.evidence.registry))
    real = shape(real_pairs(), 4619)
    assert made == pytest.approx(real, rel=0.25)


def test_relationships_are_those_that_load_makes(case: Case) -> None:
    """Each row's holder, recipient, type and document is also an edge, in the order that `load` writes."""
    for name, label, column in (("HELD_BY", "Request", "holder"), ("CONCERNS", "Statement", "data_types")):
        edges = case.tables[name]
        mine = edges.filter(pc.equal(edges["source_label"], label))
        assert len(mine) == pc.sum(pc.list_value_length(case.tables[label][column])).as_py()
    sources = case.tables["CITES"]["source"].to_pylist()
    assert sources == sorted(sources)


def test_every_office_every_component_and_every_kind_of_data_is_there(case: Case) -> None:
    """51 licensing offices, a bureau with eight parts and a service with three, 30 kinds of data."""
    kinds = Counter(party.kind for party in case.evidence.registry.values())
    assert kinds["driver-licensing"] == 51
    assert len(case.evidence.registry.parts("made-up-bureau")) == 9
    assert kinds["immigration-enforcement"] == 13
    assert {item.data_type for item in case.evidence.items if item.data_type} == set(
        case.evidence.types.parents
    )
