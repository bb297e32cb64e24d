"""The bundled inputs are whole: every id resolves, every date parses, every correction stands in the shipped rows."""

import csv
import shutil
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from datatrail import bundle
from graphmodel.dates import parse_span
from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from graphmodel.vocabulary import read_rows, split_list, vocabulary

Row = dict[str, str]

BUNDLED = files("datatrail") / "bundled"
DATASETS = ("georgia-2020", "documented-flows", "policy-barriers")
COUNTS = {"georgia-2020/claims.csv": 21, "documented-flows/claims.csv": 282, "policy-barriers/rules.csv": 46}
TABLES = (
    ("georgia-2020", "claims"),
    ("georgia-2020", "coverage"),
    ("georgia-2020", "attributes"),
    ("georgia-2020", "documents"),
    ("documented-flows", "claims"),
    ("documented-flows", "coverage"),
    ("documented-flows", "documents"),
    ("policy-barriers", "rules"),
    ("policy-barriers", "documents"),
)
SHAPE_OF = {
    "claims": "claim",
    "coverage": "coverage",
    "attributes": "attribute",
    "documents": "document",
    "rules": "rule",
}
KEY_OF = {"claims": "claim_id", "rules": "rule_id", "documents": "document"}
PARTY_CELLS = {
    "claims": ("speaker_agency", "holder", "collector", "recipient", "received_from", "count_shared_with"),
    "coverage": ("agency",),
}
DATE_CELLS = {
    "claims": ("start", "end"),
    "coverage": ("start", "end"),
    "attributes": ("start", "end"),
    "documents": ("published",),
    "rules": ("from", "to"),
}
VOCABULARY_CELLS = {
    "claims": {
        "read": "reads",
        "basis": "bases",
        "mode": "modes",
        "data_types": "data_types",
        "payload": "payloads",
        "data_sent": "data_types",
        "databases": "databases",
        "channel": "channels",
        "time_kind": "time_kinds",
        "end_kind": "end_kinds",
        "count_qualifier": "qualifiers",
        "count_unit": "units",
        "count_kind": "count_kinds",
        "purpose": "purposes",
        "threshold_required": "thresholds",
        "threshold_shown": "thresholds",
    },
    "coverage": {"side": "sides", "channel": "channels", "extent": "extents"},
    "attributes": {"subject": "states", "attribute": "attributes"},
    "documents": {"kind": "document_kinds"},
    "rules": {
        "kind": "rule_kinds",
        "effect": "rule_effects",
        "channel": "channels",
        "data_types": "data_types",
        "purpose": "purposes",
        "excepts_threshold": "thresholds",
        "read": "reads",
    },
}

each_table = pytest.mark.parametrize(("dataset", "table"), TABLES, ids=["/".join(pair) for pair in TABLES])
each_dataset = pytest.mark.parametrize("dataset", DATASETS)


@cache
def shipped(path: str) -> tuple[Row, ...]:
    text = (BUNDLED / path).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines(), strict=True))


def rows(dataset: str, table: str) -> tuple[Row, ...]:
    return shipped(f"{dataset}/{table}.csv")


def claims() -> dict[str, Row]:
    return {row["claim_id"]: row for name in DATASETS[:2] for row in rows(name, "claims")}


@cache
def agencies() -> dict[str, Row]:
    return {next(iter(row.values())): row for row in read_rows("agencies")}


def wrong(found: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted(set(found))


def key(table: str, row: Row) -> str:
    return row[KEY_OF[table]] if table in KEY_OF else "/".join(list(row.values())[:4])


def unresolved(table: str, row: Row) -> Iterator[tuple[str, ...]]:
    for column, name in VOCABULARY_CELLS[table].items():
        for term in split_list(row[column]):
            try:
                vocabulary(name).resolve(term)
            except InputError:
                yield key(table, row), column, term


@pytest.mark.parametrize(("path", "count"), COUNTS.items(), ids=COUNTS.keys())
def test_every_reading_is_shipped(path: str, count: int) -> None:
    assert len(shipped(path)) == count


@each_table
def test_the_columns_are_those_of_the_shape(dataset: str, table: str) -> None:
    """A file with exactly these headers loads without a mapping."""
    header = (BUNDLED / f"{dataset}/{table}.csv").read_text("utf-8").splitlines()[0]
    assert header.split(",") == list(SHAPES[SHAPE_OF[table]].header)


@each_table
def test_ids_are_unique(dataset: str, table: str) -> None:
    seen = [key(table, row) for row in rows(dataset, table)]
    assert wrong((one,) for one in seen if seen.count(one) > 1) == []


def test_no_claim_stands_in_two_datasets() -> None:
    assert len(claims()) == COUNTS["georgia-2020/claims.csv"] + COUNTS["documented-flows/claims.csv"]


@each_table
def test_every_term_is_in_its_vocabulary(dataset: str, table: str) -> None:
    assert wrong(found for row in rows(dataset, table) for found in unresolved(table, row)) == []


@each_table
def test_every_date_can_be_read(dataset: str, table: str) -> None:
    for row in rows(dataset, table):
        for column in DATE_CELLS[table]:
            parse_span(row[column])


@each_table
def test_every_party_is_registered(dataset: str, table: str) -> None:
    named = (
        (key(table, row), column, party)
        for row in rows(dataset, table)
        for column in PARTY_CELLS.get(table, ())
        for party in split_list(row[column])
    )
    assert wrong(found for found in named if found[2] not in agencies()) == []


def test_every_relay_is_registered() -> None:
    named = ((name, relay) for name, row in claims().items() for relay in row["via"].split(">") if relay)
    assert wrong(found for found in named if found[1] not in agencies()) == []


@pytest.mark.parametrize("side", ["holder", "recipient"])
def test_every_scope_of_a_rule_is_an_agency_or_a_kind(side: str) -> None:
    """A scope lists ids, kinds, or kinds of one state (`NY:driver-licensing`)."""

    def known(scope: str) -> bool:
        state, _, kind = scope.rpartition(":")
        in_a_state = not state or state in vocabulary("states")
        return scope in agencies() or (in_a_state and kind in vocabulary("agency_kinds"))

    named = (
        (row["rule_id"], scope) for row in rows("policy-barriers", "rules") for scope in split_list(row[side])
    )
    assert wrong(found for found in named if not known(found[1])) == []


def test_a_rule_that_lifts_another_names_one_that_is_here() -> None:
    rules = {row["rule_id"] for row in rows("policy-barriers", "rules")}
    assert {
        name for row in rows("policy-barriers", "rules") for name in split_list(row["overrides"])
    } <= rules


@each_table
def test_every_cited_document_is_shipped_with_the_dataset(dataset: str, table: str) -> None:
    documents = {row["document"] for row in rows(dataset, "documents")}
    assert (
        wrong(
            (key(table, row), row["document"])
            for row in rows(dataset, table)
            if row["document"] not in documents
        )
        == []
    )


@each_dataset
def test_documents_that_are_repeated_come_along_and_no_others(dataset: str) -> None:
    documents = {row["document"]: row["repeats"] for row in rows(dataset, "documents")}
    tables = [table for name, table in TABLES if name == dataset and table != "documents"]
    wanted = {row["document"] for table in tables for row in rows(dataset, table)}
    while more := {documents[name] for name in wanted if documents[name]} - wanted:
        wanted |= more
    assert set(documents) == wanted


def test_a_document_cited_by_two_datasets_has_the_same_cells_in_both() -> None:
    first: dict[str, Row] = {}
    for dataset in DATASETS:
        for row in rows(dataset, "documents"):
            assert first.setdefault(row["document"], row) == row


@pytest.mark.parametrize("column", ["same_as", "beside"])
def test_every_tie_names_another_claim_that_is_shipped(column: str) -> None:
    named = ((name, other) for name, row in claims().items() for other in split_list(row[column]))
    assert wrong(found for found in named if found[1] not in claims() or found[0] == found[1]) == []


def test_claims_that_hold_the_same_evidence_say_so_of_each_other() -> None:
    found = claims()
    ties = ((name, other) for name, row in found.items() for other in split_list(row["same_as"]))
    assert wrong(tie for tie in ties if tie[0] not in split_list(found[tie[1]]["same_as"])) == []


def test_an_event_has_its_period_in_one_cell() -> None:
    """In `start`, or in `end` alone where only "by then" is known; the kind of end is for what stands."""
    events = [(name, row) for name, row in claims().items() if row["time_kind"] == "event"]
    assert wrong((name,) for name, row in events if (row["start"] and row["end"]) or row["end_kind"]) == []


def test_what_stands_says_what_its_end_means() -> None:
    """A claim that was seen to hold, or ended, says when."""
    standing = [(name, row) for name, row in claims().items() if row["time_kind"] == "standing"]
    assert wrong((name, row["end_kind"]) for name, row in standing if not row["end_kind"]) == []
    dated = [(name, row) for name, row in standing if row["end_kind"] != "unknown"]
    assert wrong((name, row["end_kind"]) for name, row in dated if not row["end"]) == []


def test_an_exchange_has_a_holder_and_a_recipient() -> None:
    """Only context may lack one; a denial without a recipient is of anyone."""

    def lacks(row: Row) -> bool:
        match row["mode"]:
            case "context":
                return bool(row["holder"] and row["recipient"])
            case "denied":
                return not row["holder"]
            case _:
                return not (row["holder"] and row["recipient"]) or row["holder"] == row["recipient"]

    assert wrong((name, row["mode"]) for name, row in claims().items() if lacks(row)) == []


def test_what_carries_data_says_whether_the_payload_is_stated() -> None:
    carrying = {"disclosed", "available", "requested", "planned"}
    assert (
        wrong((name,) for name, row in claims().items() if row["mode"] in carrying and not row["payload"])
        == []
    )


def test_who_speaks_as_a_party_is_an_agency() -> None:
    assert (
        wrong(
            (name,) for name, row in claims().items() if row["basis"] == "party" and not row["speaker_agency"]
        )
        == []
    )


def test_a_count_has_words_a_qualifier_a_unit_and_a_kind() -> None:
    """Or is not there at all; "words only" has no number, and everything else has one."""
    cells = ("count_words", "count_qualifier", "count_unit", "count_kind")
    for name, row in claims().items():
        assert len({bool(row[cell]) for cell in cells}) == 1, name
        if row["count_qualifier"]:
            assert bool(row["count_value"]) == (row["count_qualifier"] != "words only"), name
            assert not row["count_value"] or float(row["count_value"]) >= 0, name
        else:
            assert not row["count_value"], name


def test_no_coverage_is_declared_complete() -> None:
    """None of these sources says that it holds every record of its kind, so none can refute."""
    extents = {row["extent"] for dataset in DATASETS[:2] for row in rows(dataset, "coverage")}
    assert extents <= {"partial", "withheld", "not-asked"}


def test_every_member_of_a_group_is_registered() -> None:
    named = ((name, member) for name, row in agencies().items() for member in split_list(row["members"]))
    assert wrong(found for found in named if found[1] not in agencies()) == []


def corrected(dataset: str, row_id: str) -> Row:
    """The shipped row that a correction names: a claim, a document, or the first cells of a coverage row."""
    for name, table in TABLES:
        if name == dataset:
            prefix = f"{table} " if table not in KEY_OF else ""
            for row in rows(dataset, table):
                if prefix + key(table, row) == row_id:
                    return row
    raise LookupError(dataset, row_id)


def test_every_correction_stands_in_the_shipped_rows() -> None:
    corrections = shipped("CORRECTIONS.csv")
    assert corrections
    for row in corrections:
        assert row["reason"], row
        assert row["was"] != row["now"], row
        assert corrected(row["dataset"], row["row_id"])[row["field"]] == row["now"], row


def test_the_list_of_datasets_names_every_file_once_in_an_order_that_loads() -> None:
    """Documents come first, since rows cite them; each dataset says whose it is and what to be careful of."""
    listed = tomllib.loads((BUNDLED / "datasets.toml").read_text("utf-8"))
    assert isinstance(listed["compiled"], date)
    assert [entry["id"] for entry in listed["dataset"]] == [*DATASETS, "examplia"]
    for entry in listed["dataset"][: len(DATASETS)]:
        tables = {f"{dataset}/{table}.csv" for dataset, table in TABLES if dataset == entry["id"]}
        assert entry["files"][0] == f"{entry['id']}/documents.csv"
        assert sorted(entry["files"]) == sorted(tables)
        assert all(entry[field].strip() for field in ("title", "credit", "licence", "caution"))


def test_a_case_made_for_other_tables_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another state of the program has made one in the cache, this one makes its own."""
    with as_file(files("datatrail") / "bundled") as inputs:
        before = bundle._hash(inputs, bundle.bundles()["examplia"])
        changed = shutil.copytree(Path(str(files("graphmodel"))), tmp_path / "graphmodel")
        with (changed / "schema.py").open("a", encoding="utf-8") as file:
            file.write("# another column\n")
        monkeypatch.setattr(bundle, "files", lambda name: changed if name == "graphmodel" else files(name))
        assert bundle._hash(inputs, bundle.bundles()["examplia"]) != before
