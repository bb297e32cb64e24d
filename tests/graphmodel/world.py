"""A small made-up world for these tests: offices, an enforcement agency and its parts, groups, kinds of data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from graphmodel.dates import Day
from graphmodel.evidence import Item
from graphmodel.projection import Evidence, project
from graphmodel.registry import Registry

Row = dict[str, Any]

DDS, DESK, GSP, STATE = "us-ga-dds", "us-ga-dds-desk", "us-ga-gsp", "us-ga"
MVA, MD_PATROL = "us-md-mva", "us-md-patrol"
DHS, ICE, ERO, BOSTON, CBP = "us-dhs", "us-ice", "us-ice-ero", "us-ice-ero-boston", "us-cbp"
BROKER, NLETS = "co-broker", "org-nlets"
OTHERS, AUTHORITIES, OFFICES = "grp-other-agencies", "grp-immigration-authorities", "grp-licensing-offices"

AGENCIES: tuple[Row, ...] = (
    {"id": STATE, "name": "State of Georgia", "kind": "government", "state": "GA"},
    {
        "id": DDS,
        "name": "Georgia Department of Driver Services",
        "kind": "driver-licensing",
        "state": "GA",
        "aliases": ["DDS", "Georgia DDS office"],
    },
    {"id": DESK, "name": "Records desk of DDS", "kind": "state-government", "state": "GA", "part_of": DDS},
    {"id": GSP, "name": "Georgia State Patrol", "kind": "law-enforcement", "state": "GA"},
    {
        "id": MVA,
        "name": "Maryland Motor Vehicle Administration",
        "kind": "driver-licensing",
        "state": "MD",
        "aliases": ["MVA"],
    },
    {"id": MD_PATROL, "name": "Maryland State Patrol", "kind": "law-enforcement", "state": "MD"},
    {"id": DHS, "name": "Department of Homeland Security", "kind": "federal-department"},
    {
        "id": ICE,
        "name": "Immigration and Customs Enforcement",
        "kind": "immigration-enforcement",
        "part_of": DHS,
        "aliases": ["ICE"],
    },
    {"id": ERO, "name": "ERO", "kind": "immigration-enforcement", "part_of": ICE},
    {"id": BOSTON, "name": "ERO Boston", "kind": "immigration-enforcement", "part_of": ERO},
    {"id": CBP, "name": "Customs and Border Protection", "kind": "immigration-enforcement", "part_of": DHS},
    {"id": BROKER, "name": "A broker", "kind": "data-broker"},
    {"id": NLETS, "name": "Nlets", "kind": "message-switch"},
)
GROUPS: tuple[Row, ...] = (
    {"id": OTHERS, "name": "other agencies", "members": [GSP]},
    {"id": AUTHORITIES, "name": "immigration authorities", "class_kind": "immigration-enforcement"},
    {"id": OFFICES, "name": "licensing offices", "class_kind": "driver-licensing", "members": [MVA]},
)
TYPES: tuple[Row, ...] = (
    {"id": "personal-data", "name": "personal data"},
    {"id": "biometric", "name": "biometric", "parents": ["personal-data"]},
    {"id": "driver-record", "name": "driver record", "parents": ["personal-data"]},
    {"id": "photo", "name": "photo", "parents": ["driver-record", "biometric"]},
    {"id": "home-address", "name": "home address", "parents": ["driver-record"]},
    {"id": "face-search-result", "name": "result", "parents": ["biometric"], "made_from": ["photo"]},
    {"id": "probe-photo", "name": "probe photo", "parents": ["biometric"]},
)
DOCUMENTS: tuple[Row, ...] = (
    {"id": "letter", "name": "A letter"},
    {"id": "report", "name": "A report", "publisher": "A paper", "published": "2020-06", "kind": "article"},
)
DATABASES: tuple[Row, ...] = (
    {"id": "faces", "name": "Face system", "aliases": ["FRS", "face recognition"]},
    {"id": "records", "name": "Record system", "aliases": None},
)


def day(text: str) -> Day:
    """The ordinal of a day."""
    return date.fromisoformat(text).toordinal()


def registry() -> Registry:
    """The parties of this world."""
    return Registry.from_records(AGENCIES, GROUPS)


def claim(id: str = "c1", **cells: Any) -> Row:
    """A claim row: the licensing office gave the agency a photo on one day, and a third party says so."""
    plain: Row = {
        "mode": "disclosed",
        "basis": "third",
        "document": "letter",
        "dataset": "made-up",
        "holder": [DDS],
        "recipient": [ICE],
        "data_types": ["photo"],
        "payload": "stated",
        "time_kind": "event",
        "start": "2020-03-05",
    }
    return {"id": id, **plain, **cells}


def request(id: str = "r1", **cells: Any) -> Row:
    """An event row: the agency asked the licensing office for a photo on one day and was answered on another."""
    plain: Row = {
        "mode": "disclosed",
        "document": "letter",
        "dataset": "made-up",
        "holder": [DDS],
        "requester": [ICE],
        "data_types": ["photo"],
        "payload": "stated",
        "asked": "2020-03-05",
        "answered": "2020-03-09",
    }
    return {"id": id, **plain, **cells}


def tables(*claims: Row, **more: Any) -> Mapping[str, Any]:
    """The node tables of this world with some claims."""
    plain = {
        "Agency": AGENCIES,
        "AgencyGroup": GROUPS,
        "DataType": TYPES,
        "Source": DOCUMENTS,
        "Database": DATABASES,
        "Statement": claims,
    }
    return plain | more


def evidence(*claims: Row, **more: Any) -> Evidence:
    """The evidence of this world with some claims; other tables by label."""
    return project(tables(*claims, **more))


def items(*claims: Row, **more: Any) -> dict[str, Item]:
    """The items by what stands after the claim in their id: ``holder>recipient:type``."""
    found = evidence(*claims, **more).items
    keyed = {item.id.partition(":")[2]: item for item in found}
    assert len(keyed) == len(found), "ask for items of one row"
    return keyed


def item(**cells: Any) -> Item:
    """The one item of a claim."""
    (only,) = evidence(claim(**cells)).items
    return only
