"""One canonical row becomes one record; each error names the column and the value."""

import pytest

from graphmodel.errors import InputError
from graphmodel.schema import SHAPES
from loaders.canonical import record, table_of
from loaders.rejects import CellError
from tests.loaders.making import claim


def test_a_row_of_every_shape_says_what_its_cells_say() -> None:
    """Lists are split, flags and numbers read, terms normalised, and text kept as written."""
    made = record(
        "claim",
        claim(
            via="us-ga-dds > org-nlets",
            data_types="photo; home address",
            hedged="y",
            one_of="n",
            count_value="1,907",
            threshold_required="court order",
            start="2017-09..2019-06",
            speaker=" A spokesperson ",
        ),
    )
    assert made["via"] == ["us-ga-dds", "org-nlets"]
    assert made["data_types"] == ["photo", "home-address"]
    assert (made["hedged"], made["one_of"], made["count_value"]) == (True, False, 1907.0)
    assert made["threshold_required"] == "court-order"
    assert (made["start"], made["speaker"]) == ("2017-09..2019-06", "A spokesperson")
    assert made["masked"] == []


def test_a_blank_cell_is_nothing_and_a_blank_list_is_empty() -> None:
    """Blank means not stated: None, or the empty list; an unstated time is an event."""
    made = record("claim", {"mode": "context"})
    assert (made["id"], made["holder"], made["time_kind"], made["payload"]) == (None, [], "event", None)


@pytest.mark.parametrize(
    ("mode", "data_types", "payload"),
    [
        ("disclosed", "", "stated"),
        ("disclosed", "photo", "stated"),
        ("available", "photo", "assumed"),
        ("requested", "photo", "assumed"),
        ("planned", "", "assumed"),
        ("refused", "photo", "stated"),
        ("refused", "", None),
        ("blocked", "", None),
        ("denied", "photo", None),
        ("context", "photo", None),
    ],
)
def test_a_blank_payload_follows_from_the_mode(mode: str, data_types: str, payload: str | None) -> None:
    """What was disclosed is stated, what is offered, asked or planned is assumed, a denial says nothing."""
    assert record("claim", {"mode": mode, "data_types": data_types})["payload"] == payload
    assert record("claim", {"mode": mode, "payload": "assumed"})["payload"] == "assumed"


@pytest.mark.parametrize(
    ("written", "mode"),
    [
        ("complied", "disclosed"),
        ("denied", "refused"),
        ("No responsive records", "context"),
        ("blocked", "blocked"),
    ],
)
def test_an_outcome_of_a_log_becomes_a_mode(written: str, mode: str) -> None:
    """ "Denied" of a request is a refusal: the mode `denied` is of statements."""
    assert record("event", {"mode": written})["mode"] == mode


def test_a_masked_cell_is_no_value_and_its_code_is_kept() -> None:
    """A mask is never blank; among several parties a masked one stays as somebody."""
    made = record(
        "claim",
        claim(
            holder="***", recipient="ICE; (b)(6)", data_types="REDACTED", mode="[REDACTED]", start="(b)(7)(C)"
        ),
    )
    assert made["holder"] == []
    assert made["recipient"] == ["ICE", "masked"]
    assert (made["mode"], made["start"], made["payload"]) == (None, None, None)
    assert made["masked"] == [
        "mode:redacted",
        "holder:stars",
        "recipient:foia-b6",
        "data_types:redacted",
        "start:foia-b7",
    ]


def test_a_term_that_is_written_like_a_mask_is_a_term() -> None:
    """An extent may be `withheld`."""
    made = record("coverage", {"agency": "us-ice", "side": "recipient", "extent": "withheld"})
    assert (made["extent"], made["masked"]) == ("withheld", [])


def test_an_agency_row_goes_to_the_table_of_its_kind() -> None:
    """A group is an agency row whose kind says so."""
    group = record("agency", {"agency": "grp-x", "name": "Some", "kind": "group", "members": "a; b"})
    assert (table_of("agency", group), group["members"]) == ("AgencyGroup", ["a", "b"])
    police = record("agency", {"agency": "us-x", "name": "X", "kind": "law-enforcement", "state": "Georgia"})
    assert (table_of("agency", police), police["state"]) == ("Agency", "GA")
    assert table_of("claim", {}) == "Statement"


def test_a_rules_scope_is_normalised_and_its_names_are_kept() -> None:
    """A scope may list ids, kinds and kinds of one state."""
    made = record(
        "rule",
        {
            "rule_id": "R1",
            "effect": "bars",
            "holder": "Georgia:driver licensing; us-ga-dds",
            "recipient": "any body",
        },
    )
    assert made["holder"] == ["GA:driver-licensing", "us-ga-dds"]
    assert made["recipient"] == ["any body"]


@pytest.mark.parametrize(
    ("shape", "cells", "message"),
    [
        ("claim", {"mode": ""}, "column 'mode': is blank, and must not be"),
        ("claim", {"mode": "disclosd"}, "column 'mode': 'disclosd' is not in the vocabulary 'modes'"),
        ("claim", claim(data_types="phto"), "column 'data_types': 'phto' is not in the vocabulary"),
        ("claim", claim(start="2019-13"), "column 'start': '2019-13' is an impossible date"),
        ("claim", claim(start="last June"), "column 'start': 'last June' is not a date"),
        ("claim", claim(start="2020..2019"), "column 'start': '2020..2019' ends before it starts"),
        ("claim", claim(hedged="maybe"), "column 'hedged': 'maybe' is neither yes nor no"),
        ("claim", claim(count_value="many"), "column 'count_value': 'many' is not a number"),
        ("claim", claim(count_value="1_000"), "column 'count_value': '1_000' is not a number"),
        ("claim", claim(count_value="-3"), "column 'count_value': '-3' is not a number"),
        ("claim", claim(via="a; b"), "column 'via': 'a; b' holds a ';'"),
        (
            "claim",
            claim(time_kind="standing", end="2020"),
            "column 'end_kind': is blank, but the row is standing",
        ),
        ("claim", claim(start="2019", end="2020"), "column 'end': '2020': an event has its period in start"),
        (
            "claim",
            claim(end="2020", end_kind="seen"),
            "column 'end_kind': 'seen': an event has no end of its own",
        ),
        (
            "claim",
            claim(time_kind="standing", start="2020", end="2019", end_kind="ended"),
            "column 'end': '2019' is before the start",
        ),
        ("claim", claim(channel="x\0y"), "column 'channel': holds a NUL character"),
        ("event", {"mode": "perhaps"}, "column 'mode': 'perhaps' is neither a mode nor a known outcome"),
        ("event", {"asked": "2020", "answered": "2019"}, "column 'answered': '2019' is before it was asked"),
        ("rule", {"rule_id": "", "effect": "bars"}, "column 'rule_id': is blank"),
        (
            "rule",
            {"rule_id": "R", "effect": "bars", "holder": "GA:dmv"},
            "column 'holder': 'dmv' is not in the vocab",
        ),
        (
            "rule",
            {"rule_id": "R", "effect": "bars", "from": "2020", "to": "2019"},
            "column 'to': '2019' is before",
        ),
        ("coverage", {"agency": "***", "side": "holder", "extent": "partial"}, "column 'agency': is masked"),
        (
            "attribute",
            {
                "subject": "GA",
                "attribute": "licenses-residents-without-status",
                "value": "perhaps",
                "document": "d",
            },
            "column 'value': 'perhaps' is no value of it",
        ),
        (
            "attribute",
            {"subject": "GA", "attribute": "licenses-residents-without-status", "value": "no"},
            "column 'document': is blank",
        ),
        (
            "attribute",
            {"subject": "GA", "attribute": "made-up-state", "value": "Examplia"},
            "column 'subject': 'GA' is a real state",
        ),
        ("agency", {"agency": "x", "name": "X", "kind": "police", "members": "y"}, "column 'kind': 'police'"),
        (
            "agency",
            {"agency": "x", "name": "X", "kind": "court", "members": "y"},
            "column 'members': an agency has",
        ),
        (
            "agency",
            {"agency": "x", "name": "X", "kind": "group", "part_of": "y"},
            "column 'part_of': a group has",
        ),
    ],
)
def test_a_wrong_cell_is_named_with_its_column_and_value(
    shape: str, cells: dict[str, str], message: str
) -> None:
    """Each error says which column, what stands there, and ends in what to do."""
    with pytest.raises(CellError) as caught:
        record(shape, cells)
    assert caught.value.message.startswith(message)
    assert caught.value.hint


def test_a_long_cell_is_cut_in_the_message() -> None:
    """A message shows enough of a cell to find it."""
    for column in ("count_value", "start", "channel"):
        with pytest.raises(CellError) as caught:
            record("claim", claim(**{column: "y" * 500}))
        assert len(caught.value.message) < 200


def test_a_column_or_shape_that_is_none_gets_did_you_mean() -> None:
    """A typing mistake in a column's or a shape's name is answered with the nearest."""
    with pytest.raises(
        InputError, match=r"'holdr' is no column of the shape 'claim'\nHint: did you mean holder"
    ):
        record("claim", {"holdr": "x"})
    with pytest.raises(InputError, match=r"'clam' is no row shape\nHint: did you mean claim"):
        record("clam", {})


@pytest.mark.parametrize("shape", SHAPES)
def test_a_record_has_every_property_that_a_column_fills(shape: str) -> None:
    """A record can be put in a table as it is."""
    required = {"mode": "context", "extent": "partial", "side": "holder", "effect": "bars", "kind": "court"}
    cells = {
        column.column or "": required.get(column.name, "GA" if column.name == "subject" else "x")
        for column in SHAPES[shape].columns
        if column.required
    }
    if shape == "attribute":
        cells = {"subject": "EX", "attribute": "made-up-state", "value": "Examplia"}
    made = record(shape, cells)
    assert set(made) == {column.name for column in SHAPES[shape].columns} | {"masked"}
