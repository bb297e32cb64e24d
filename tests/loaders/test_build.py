"""Rows become tables: the same rows give the same tables, whatever the order."""

from collections.abc import Mapping
from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.schema import FLOWS_TO, NODES, RELATIONSHIPS, SHAPES
from graphmodel.tables import Tables, table_names
from loaders.build import assemble, build
from loaders.canonical import record
from loaders.rejects import Place
from tests.loaders.making import claim

Cells = Mapping[str, str]
AGENCY = {"agency": "us-ex-dmv", "name": "Examplia DMV", "kind": "driver-licensing"}


def made(shape: str, *rows: Cells, dataset: str = "set", file: str = "x.csv") -> list[dict[str, Any]]:
    """Records of a shape that stand in a file, from row 2 on."""
    return [
        record(shape, cells) | {"dataset": dataset, "file": file, "row": number}
        for number, cells in enumerate(rows, 2)
    ]


def ids(tables: Tables, name: str) -> list[str]:
    """The ids in a table."""
    found: list[str] = tables[name]["id"].to_pylist()
    return found


def edges(tables: Tables, name: str) -> set[tuple[str, str]]:
    """The ends of a relationship table's rows."""
    return {(row["source"], row["target"]) for row in tables.records(name)}


# --- nodes


def test_a_case_of_nothing_has_the_registry_and_the_vocabularies() -> None:
    """Agencies, groups, states, systems and kinds of data are there before any evidence."""
    tables = build({})
    assert "us-ga-dds" in ids(tables, "Agency")
    assert "GA" in ids(tables, "State")
    assert len(tables["Database"]) > 10
    assert "photo" in ids(tables, "DataType")
    assert len(tables["Statement"]) == 0


def test_a_made_up_case_has_nothing_real() -> None:
    """Without the registry there are only the parties of the rows, the states that they name, and kinds of data."""
    tables = build({"claim": made("claim", claim(databases="ex-files"))}, registry=False)
    assert [row["name"] for row in tables.records("Agency")] == ["us-ga-dds", "us-ice"]
    assert all(row["provisional"] for row in tables.records("Agency"))
    assert ids(tables, "State") == []
    assert ids(tables, "Database") == ["ex-files"]
    assert "photo" in ids(tables, "DataType")


def test_a_made_up_state_is_declared_by_an_attribute() -> None:
    """A state that is in no vocabulary needs a row that says what it is."""
    agency = AGENCY | {"state": "EX"}
    declared = {"subject": "EX", "attribute": "made-up-state", "value": "Examplia"}
    rows = {"agency": made("agency", agency), "attribute": made("attribute", declared)}
    (state,) = build(rows, registry=False).records("State")
    assert (state["id"], state["name"], state["kind"]) == ("EX", "Examplia", "made-up")
    assert edges(build(rows, registry=False), "IN_STATE") == {("us-ex-dmv", "EX")}
    with pytest.raises(InputError, match=r"x\.csv, row 2, column 'state': 'EX' is no state"):
        build({"agency": made("agency", agency)}, registry=False)


def test_every_node_has_an_id_and_a_name() -> None:
    """Viewers and queries rely on both."""
    rows = {
        "claim": made("claim", claim(document="d1", databases="some-system", recipient="Nobody Knows PD")),
        "event": made("event", {"requester": "us-ice", "holder": "us-ga-dds", "count": "3"}),
        "rule": made("rule", {"rule_id": "R1", "effect": "bars"}),
        "coverage": made("coverage", {"agency": "us-ice", "side": "recipient", "extent": "withheld"}),
    }
    tables = build(rows)
    for node in NODES:
        assert len(tables[node.label])
        for row in tables.records(node.label):
            assert row["id"]
            assert row["name"]


@pytest.mark.parametrize(
    ("shape", "cells", "name"),
    [
        ("claim", claim(), "DDS → ICE: photo, disclosed"),
        ("claim", claim(recipient="ICE; CBP", data_types=""), "DDS → ICE, CBP: not itemised, disclosed"),
        (
            "claim",
            claim(data_types="photo;name;ssn;location", mode="denied", recipient=""),
            "DDS → not named: photo, name and 2 more, denied",
        ),
        ("claim", claim(holder="***", mode="***"), "not named → ICE: photo, mode masked"),
        ("event", {"requester": "ICE", "holder": "us-ga-dds"}, "DDS → ICE: not itemised, requested"),
        (
            "event",
            {"requester": "ICE", "component": "us-ice-hsi", "mode": "denied"},
            "not named → HSI: not itemised, refused",
        ),
        (
            "coverage",
            {"agency": "us-ice", "side": "recipient", "extent": "withheld", "end": "2020-03"},
            "ICE as recipient, every channel, ..2020-03: withheld",
        ),
    ],
)
def test_evidence_is_named_as_a_reader_would_say_it(shape: str, cells: Cells, name: str) -> None:
    """Who, to whom, what, in which mode."""
    tables = build({shape: made(shape, cells)})
    (row,) = tables.records({"claim": "Statement", "event": "Request", "coverage": "Coverage"}[shape])
    assert row["name"] == name


# --- ids


def test_a_row_keeps_the_id_that_it_states() -> None:
    """A source's own id is the id."""
    assert ids(build({"claim": made("claim", claim(claim_id="F001-1"))}), "Statement") == ["F001-1"]


def test_identical_rows_of_one_file_are_two_rows() -> None:
    """A hash of the dataset, the kept cells and the ordinal among identical rows: nothing is merged."""
    rows = made("claim", claim(), claim())
    found = ids(build({"claim": rows}), "Statement")
    assert len(set(found)) == 2
    assert set(ids(build({"claim": rows[:1]}), "Statement")) < set(found)
    other = ids(build({"claim": made("claim", claim(), dataset="other")}), "Statement")
    assert not set(other) & set(found)


def test_an_id_does_not_depend_on_the_rows_around_it() -> None:
    """A row has the same id wherever it stands, in whichever file of its dataset."""
    alone = set(ids(build({"claim": made("claim", claim())}), "Statement"))
    among = made("claim", claim(mode="refused"), claim(speaker="x"), claim(), file="y.csv")
    assert alone < set(ids(build({"claim": among}), "Statement"))


def test_identical_rows_of_two_files_that_state_no_id_both_stand() -> None:
    """Only a stated id makes a duplicate."""
    rows = made("claim", claim()) + made("claim", claim(), file="y.csv")
    found = assemble({"claim": rows})
    assert len(found.tables["Statement"]) == 2
    assert not found.duplicates


def test_an_id_that_is_used_twice_in_a_file_is_a_reject() -> None:
    """The second row is set aside, and names the first."""
    rows = made("claim", claim(claim_id="c1"), claim(claim_id="c1"))
    found = assemble({"claim": rows})
    (reject,) = found.rejects
    assert (reject.place, reject.column) == (Place("set", "x.csv", 3), "claim_id")
    assert reject.reason == "'c1' is already the id of row 2"
    with pytest.raises(
        InputError, match=r"x\.csv, row 3, column 'claim_id': 'c1' is already the id of row 2"
    ):
        build({"claim": rows})


def test_the_same_row_in_two_datasets_is_one_row_and_a_duplicate() -> None:
    """By the id that both state and by equal cells."""
    rows = made("claim", claim(claim_id="c1")) + made("claim", claim(claim_id="c1"), dataset="other")
    found = assemble({"claim": rows})
    assert ids(found.tables, "Statement") == ["c1"]
    assert found.tables["Statement"]["dataset"].to_pylist() == ["other"]
    assert found.duplicates == {("set", "x.csv", ""): 1}


@pytest.mark.parametrize("backwards", [False, True])
def test_one_id_with_other_cells_in_two_datasets_is_a_conflict(backwards: bool) -> None:
    """Which row stays does not depend on which was loaded first; the other is rejected with a hint."""
    rows = made("claim", claim(claim_id="c1")) + made(
        "claim", claim(claim_id="c1", mode="refused"), dataset="other"
    )
    found = assemble({"claim": rows[::-1] if backwards else rows})
    (reject,) = found.rejects
    assert reject.place == Place("set", "x.csv", 2)
    assert reject.reason == "'c1' is the id of another row: x.csv, row 2, of dataset 'other'"
    assert reject.hint == "they differ in mode; give one of them another id"
    (conflict,) = found.conflicts
    assert (conflict.id, conflict.columns) == ("c1", ("mode",))


def test_a_document_that_two_datasets_state_differently_is_kept_once_and_listed() -> None:
    """Equal cells are a duplicate; different ones too, and a conflict to look at."""
    one, other = {"document": "d1", "title": "One"}, {"document": "d1", "title": "Other"}
    rows = made("document", one) + made("document", other, dataset="z")
    found = assemble({"document": rows})
    assert found.tables["Source"]["name"].to_pylist() == ["One"]
    assert found.duplicates == {("z", "x.csv", ""): 1}
    assert [(each.shape, each.id, each.columns) for each in found.conflicts] == [
        ("document", "d1", ("name",))
    ]


def test_a_request_has_no_id_of_a_claim() -> None:
    """Items of evidence are named after both."""
    rows = {
        "claim": made("claim", claim(claim_id="c1")),
        "event": made("event", {"request_id": "c1", "holder": "us-ga-dds"}, file="y.csv"),
    }
    (reject,) = assemble(rows).rejects
    assert str(reject) == (
        "y.csv, row 2, column 'request_id': 'c1' is already the id of a claim. Hint: give it an id of its own"
    )


# --- relationships


def test_each_link_of_the_declaration_makes_its_edges() -> None:
    """Values become edges to what they name, resolved, in order where order matters."""
    cells = claim(
        claim_id="c1",
        document="d1",
        collector="us-ga-dds",
        via="us-ga-dds > org-nlets",
        received_from="CBP",
        data_sent="plate-number",
        databases="ga-dds-face-recognition",
        speaker_agency="ICE",
        same_as="c2; c9",
        beside="c2",
    )
    rows = {
        "claim": made("claim", cells, claim(claim_id="c2")),
        "rule": made(
            "rule",
            {
                "rule_id": "R1",
                "effect": "bars",
                "holder": "us-ga-dds;GA:driver-licensing",
                "recipient": "ICE",
            },
            {"rule_id": "R2", "effect": "permits", "overrides": "R1;R9", "data_types": "photo"},
        ),
        "coverage": made("coverage", {"agency": "ICE", "side": "recipient", "extent": "partial"}),
        "document": made(
            "document", {"document": "d1", "title": "D"}, {"document": "d2", "title": "E", "repeats": "d1"}
        ),
        "agency": made(
            "agency",
            {"agency": "grp-x", "name": "Some", "kind": "group", "members": "ICE"},
            {"agency": "us-x", "name": "X", "kind": "court", "state": "GA", "part_of": "us-dhs"},
        ),
    }
    tables = build(rows)
    assert ("c1", "us-ga-dds") in edges(tables, "HELD_BY")
    assert ("c1", "us-ice") in edges(tables, "GIVEN_TO")
    assert edges(tables, "COLLECTED_BY") == {("c1", "us-ga-dds")}
    via = [(row["target"], row["position"]) for row in tables.records("PASSED_VIA")]
    assert sorted(via) == [("org-nlets", 1), ("us-ga-dds", 0)]
    assert edges(tables, "RECEIVED_FROM") == {("c1", "us-cbp")}
    assert ("c1", "photo") in edges(tables, "CONCERNS")
    assert edges(tables, "SENT") == {("c1", "plate-number")}
    assert edges(tables, "FROM_DATABASE") == {("c1", "ga-dds-face-recognition")}
    assert edges(tables, "CITES") == {("c1", "d1")}
    assert edges(tables, "SAID_BY") == {("c1", "us-ice")}
    assert (edges(tables, "SAME_AS"), edges(tables, "BESIDE")) == ({("c1", "c2")}, {("c1", "c2")})
    assert (edges(tables, "BINDS"), edges(tables, "TOWARDS")) == ({("R1", "us-ga-dds")}, {("R1", "us-ice")})
    assert (edges(tables, "OVERRIDES"), edges(tables, "GOVERNS")) == ({("R2", "R1")}, {("R2", "photo")})
    assert {target for _, target in edges(tables, "COVERS")} == {"us-ice"}
    assert edges(tables, "REPEATS") == {("d2", "d1")}
    assert edges(tables, "MEMBER_OF") == {("us-ice", "grp-x")}
    assert ("us-x", "us-dhs") in edges(tables, "PART_OF")
    assert ("us-x", "GA") in edges(tables, "IN_STATE")
    assert ("driver-record", "photo") in edges(tables, "INCLUDES")
    assert ("face-search-result", "photo") in edges(tables, "MADE_FROM")


def test_an_attribute_describes_a_state_by_a_document() -> None:
    """It is an edge with its own dates and place."""
    cells = {
        "subject": "Utah",
        "attribute": "licenses-residents-without-status",
        "value": "yes",
        "document": "d1",
    }
    (row,) = build({"attribute": made("attribute", cells | {"start": "2019-07"})}).records("DESCRIBED_BY")
    assert (row["source"], row["target"], row["value"], row["start"], row["row"]) == (
        "UT",
        "d1",
        "yes",
        "2019-07",
        2,
    )


def test_one_agency_under_two_names_in_a_cell_is_one_edge() -> None:
    """The cell is kept as written, the edge is there once."""
    tables = build({"claim": made("claim", claim(claim_id="c1", recipient="ICE; us-ice"))})
    assert len(tables["GIVEN_TO"]) == 1
    assert tables["Statement"]["recipient"].to_pylist() == [["ICE", "us-ice"]]


@pytest.mark.parametrize(
    "relationship", [each for each in RELATIONSHIPS if each is not FLOWS_TO], ids=lambda each: each.type
)
def test_no_edge_hangs_in_the_air(relationship: Any) -> None:
    """Both ends of every edge are nodes of the labels that the declaration allows."""
    rows = {
        "claim": made(
            "claim", claim(document="gone", recipient="Who PD; grp-law-enforcement; ***", databases="sys")
        ),
        "attribute": made(
            "attribute",
            {
                "subject": "GA",
                "attribute": "licenses-residents-without-status",
                "value": "no",
                "document": "gone too",
            },
        ),
    }
    tables = build(rows)
    known = {node.label: set(ids(tables, node.label)) for node in NODES}
    for row in tables.records(relationship.type):
        assert (row["source_label"], row["target_label"]) in relationship.ends
        assert row["source"] in known[row["source_label"]]
        assert row["target"] in known[row["target_label"]]


# --- rows that need other rows


@pytest.mark.parametrize(
    ("shape", "cells", "message"),
    [
        (
            "rule",
            {"rule_id": "R", "effect": "bars", "holder": "us-ga-dss"},
            "'us-ga-dss' is no agency, no kind",
        ),
        ("rule", {"rule_id": "R", "effect": "bars", "holder": "QQ:court"}, "'QQ' is no state"),
        (
            "claim",
            claim(speaker_agency="grp-law-enforcement"),
            "'grp-law-enforcement' is a group, and must be an agency",
        ),
        ("agency", AGENCY | {"part_of": "grp-courts"}, "'grp-courts' is a group"),
        ("agency", AGENCY | {"state": "Gorgia"}, "'Gorgia' is no state\nHint: did you mean Georgia"),
        (
            "attribute",
            {
                "subject": "QQ",
                "attribute": "licenses-residents-without-status",
                "value": "no",
                "document": "d",
            },
            "'QQ' is no state",
        ),
    ],
)
def test_a_row_that_names_what_nothing_declares_is_rejected(shape: str, cells: Cells, message: str) -> None:
    """What another file could declare is judged when all are together."""
    with pytest.raises(InputError, match=message):
        build({shape: made(shape, cells)})


def test_an_agency_row_goes_over_the_shipped_one() -> None:
    """What the row states holds, what it leaves blank stays; where they differ it is listed."""
    found = assemble(
        {"agency": made("agency", {"agency": "us-ga-dds", "name": "Driver Services", "kind": "court"})}
    )
    (dds,) = [row for row in found.tables.records("Agency") if row["id"] == "us-ga-dds"]
    assert (dds["name"], dds["kind"], dds["state"]) == ("Driver Services", "court", "GA")
    assert "Georgia Department of Driver Services" in dds["aliases"]
    assert [(each.id, each.columns) for each in found.conflicts] == [("us-ga-dds", ("name", "kind"))]


def test_a_name_of_two_agencies_is_listed() -> None:
    """It stands for the first of them, which may not be meant."""
    rows = made(
        "agency", AGENCY, AGENCY | {"agency": "us-ex-other", "name": "Other", "aliases": "Examplia DMV"}
    )
    (conflict,) = assemble({"agency": rows}, registry=False).conflicts
    assert (conflict.shape, conflict.id, conflict.columns) == (
        "name",
        "Examplia DMV",
        ("us-ex-dmv", "us-ex-other"),
    )


def test_a_shape_that_is_none_is_refused() -> None:
    """Rows are given by shape."""
    with pytest.raises(InputError, match="'claims' is no row shape"):
        build({"claims": []})


def test_every_table_is_there_in_order() -> None:
    """All tables, each sorted, so that the same rows give the same bytes."""
    rows: dict[str, list[dict[str, Any]]] = {shape: [] for shape in SHAPES} | {
        "claim": made("claim", *(claim(speaker=str(each)) for each in range(9)))
    }
    tables = build(rows)
    assert tuple(tables) == table_names()
    for node in NODES:
        assert ids(tables, node.label) == sorted(ids(tables, node.label))
