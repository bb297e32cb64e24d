"""A scenario put to a case from the shell and from Python: what it adds is marked, and nothing is written."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

import datatrail
from datatrail.case import Case
from datatrail.scenarios import scenario_of
from graphmodel.dates import iso
from graphmodel.errors import InputError
from loaders.store import CaseFolder
from tests.datatrail.running import datatrail as run

NLETS = """
title = "The switch closes, and the broker is gone"

[[remove]]
relay = "org-nlets"
from = 2018-01-01

[[remove]]
agency = ["co-lexisnexis"]
"""
#: A made-up office of Georgia sells photos to a made-up broker, who passes them on.
MADE_UP = """
[[add]]
agency = { agency = "ex-made-up-broker", name = "Made-up Broker", kind = "data-broker" }

[[add]]
claim = { holder = "us-ga-dds", recipient = "ex-made-up-broker", data_types = "ssn", mode = "disclosed" }
from = 2020

[[add]]
claim = { claim_id = "onward", holder = "Made-up Broker", recipient = ["us-ice"], received_from = "us-ga-dds", data_types = "ssn", mode = "disclosed", start = "2021-03" }

[[question]]
name = "numbers"
from = "GA:driver-licensing"
to = "us-ice"
data = "ssn"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the made-up case, so that its bytes can be looked at."""
    copy = tmp_path_factory.mktemp("case") / "examplia"
    shutil.copytree(datatrail.demo_case("examplia").folder.path, copy)
    return copy


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    """Every byte of the case is the same afterwards, whatever was supposed."""
    scenario = tmp_path / "s.toml"
    scenario.write_text(
        '[[remove]]\nagency = "ex-relay"\n'
        + MADE_UP.replace("us-ga-dds", "ex-wheels-book").replace("us-ice", "ex-borders").replace("GA:", "EX:")
    )
    before = bytes_of(folder)
    done = run("what-if", str(scenario), "--case", str(folder), "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert done.json
    assert bytes_of(folder) == before


def test_the_switch_and_the_broker_of_the_real_case(tmp_path: Path) -> None:
    """Pennsylvania's ways all went through the broker; Washington's photos never passed the switch."""
    scenario = tmp_path / "nlets.toml"
    scenario.write_text(NLETS)
    found = run("what-if", str(scenario), "--format", "json").json
    change = {(row["state"], row["data_type"]): row["change"] for row in found}
    assert change["PA", "photo"] == change["PA", "driver-record"] == "stopped"
    assert change["WA", "home-address"] == "re-routed"
    assert ("WA", "photo") not in change
    assert ("GA", "photo") not in change
    assert {tuple(row["lost"]) for row in found if row["state"] == "OR"} == {
        ("driving-history", "licence-details", "licence-number")
    }
    frame = datatrail.demo_case().what_if(scenario)
    assert [*frame["route_after"]] == [row["route_after"] for row in found]


def test_what_is_made_up_is_new_and_marked() -> None:
    """Georgia's numbers reach ICE only by the made-up broker; the answer names the made-up items and their document."""
    (row,) = datatrail.demo_case().rows("what-if", scenario=MADE_UP)
    assert (row["change"], row["verdict_before"], row["verdict_after"]) == ("re-routed", "possible", "holds")
    assert row["route_after"] == "us-ga-dds → ex-made-up-broker → us-ice"
    assert row["items_after"] == [
        "onward:us-ga-dds>ex-made-up-broker:ssn",
        "onward:ex-made-up-broker>us-ice:ssn",
    ]
    assert row["made_up"] == sorted(row["items_after"])
    assert "scenario" in row["documents"]
    assert (row["since_before"], row["since_after"]) == ("2017-09-01", "2021-03-01")


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("}", (None, None)),
        ('}\nfrom = "2020-06"', ("2020-06-01", None)),
        (', time_kind = "standing" }\nfrom = "2020-06"', ("2020-06-01", "2020-06-01")),
        (', start = "2020-06" }', ("2020-06-01", "2020-06-30")),
    ],
)
def test_from_when_on_a_made_up_claim_holds(time: str, expected: tuple[str | None, str | None]) -> None:
    """An exchange at some time from that day on; what stands, since that day; its own date where it has one."""
    text = '[[add]]\nclaim = { holder = "us-ga-dds", recipient = "us-ice", mode = "disclosed"' + time
    supposed = scenario_of(datatrail.demo_case(), text + "\n")
    assert supposed.added is not None
    (item,) = supposed.added.items
    assert (iso(item.when.start.lo), iso(item.when.start.hi)) == expected


def test_taken_away_and_added_again_is_the_case_as_it_was() -> None:
    """A claim of the made-up state and its own cells: no answer changes, but for where the claim comes from."""
    again = """
[[remove]]
claim = "EX35-1"
[[add]]
claim = { claim_id = "EX35-1", %s }
[[question]]
from = "ex-wheels-book"
to = "ex-borders"
data = "photo"
"""
    case = datatrail.demo_case("examplia")
    item = case.evidence.by_claim["EX35-1"][0]
    columns = (
        "document",
        "basis",
        "mode",
        "holder",
        "recipient",
        "data_types",
        "payload",
        "channel",
        "start",
    )
    cells = ", ".join(
        f'{name} = "{";".join(value) if isinstance(value, list) else value}"'
        for name in columns
        if (value := item.record[name])
    )
    (row,) = case.rows("what-if", scenario=again % cells)
    assert row["change"] == "unchanged"
    (row,) = case.rows(
        "what-if",
        scenario=again.split("[[add]]", maxsplit=1)[0] + "[[question]]" + again.split("[[question]]")[1],
    )
    assert row["change"] == "stopped"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[add]]\nclaim = { holder = "us-ga-ddss", mode = "disclosed" }', "line 2: claim: holder names 'us-ga-ddss', which is nobody in this case\nHint: did you mean us-ga-dds"),
        ('[[add]]\n[add.claim]\nholders = "us-ga-dds"', "line 2: claim: 'holders' is no column of the shape 'claim'\nHint: did you mean holder?"),
        ('[[add]]\nclaim = { mode = "disclosed", start = "2020" }\nfrom = 2020', "line 2: claim: it has a 'start', and the entry a 'from'"),
        ('[[add]]\nrule = { effect = "bars", holder = "GA:licensing" }', "line 2: rule: "),
        ('[[bar]]\nholder = "nobody-at-all"', "line 1: rule: 'nobody-at-all' is no agency"),
        ('[[add]]\nclaim = { claim_id = "GA02-1", holder = "us-ga-dds", recipient = "us-ice", mode = "disclosed" }', "the scenario adds GA02-1, which the case has already"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_added_says_where_and_why(text: str, said: str) -> None:
    """The line, the column, the value and the nearest name."""
    with pytest.raises(InputError, match=re.escape(said)):
        datatrail.demo_case().rows("what-if", scenario=text + "\n")


def test_a_file_that_is_not_there_or_is_wrong_is_named(tmp_path: Path) -> None:
    """Status 2, the path, the line and the nearest names; no traceback."""
    done = run("what-if", str(tmp_path / "none.toml"))
    assert (done.status, done.out) == (2, "")
    assert f"{tmp_path / 'none.toml'}: there is no such file" in done.err
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[[remove]]\nlink = "000000000000"\n')
    done = run("what-if", str(wrong))
    assert done.status == 2
    assert "line 2: the case has no link '000000000000'" in done.err


def test_an_empty_case_has_nothing_to_change(tmp_path: Path) -> None:
    """A question can be put to it all the same."""
    empty = Case(CaseFolder(tmp_path / "empty").init("Empty"))
    (row,) = empty.rows("what-if", scenario='title = "x"\n[[question]]\nfrom = "us-ga-dds"\nto = "us-ice"\n')
    assert row["change"] == "unchanged"
