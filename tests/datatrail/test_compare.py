"""A case compared with an earlier load of itself, and with another case, from the shell and from Python."""

from __future__ import annotations

from pathlib import Path

import pytest

import datatrail
from datatrail.case import Case
from graphmodel.errors import InputError
from loaders.load import load
from tests.datatrail.running import datatrail as run
from tests.loaders.making import case as empty_case
from tests.loaders.making import claim, claims


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case that was loaded twice: the second load has one more claim."""
    folder = tmp_path_factory.mktemp("twice")
    held = empty_case(folder / "case")
    one, two = (
        claim(claim_id=name, holder="us-ga-dds", recipient="us-ice", data_types=kind)
        for name, kind in (("one", "photo"), ("two", "ssn"))
    )
    load(held, [claims(folder / "claims.csv", one)])
    load(held, [claims(folder / "more.csv", two)])
    return folder / "case"


def test_with_an_earlier_load_by_number_or_name(twice: Path) -> None:
    """The second claim's flow is added, and Georgia's numbers are newly known to get there."""
    case = datatrail.open_case(twice)
    first = case.folder.generations()[0]
    for named in ("1", first, first[:11]):
        found = case.rows("compare", generation=named)
        flows = [(row["change"], row["data_type"]) for row in found if row["what"] == "flow"]
        assert flows == [("added", "ssn")]
    done = run("query", "compare", "--generation", "1", "--case", str(twice), "--format", "json")
    assert (done.status, done.json) == (0, found)


def test_an_earlier_load_that_is_not_there(twice: Path) -> None:
    """The ones that are kept are named."""
    with pytest.raises(InputError, match=r"'9' names no generation .*\nHint: there are: gen-000001-"):
        datatrail.open_case(twice).rows("compare", generation="9")
    with pytest.raises(InputError, match="--with and --generation are both given"):
        datatrail.open_case(twice).rows("compare", generation="1", with_=twice)


def test_with_another_case(twice: Path) -> None:
    """By folder, by the name of a bundled case, or open already: what the other says is 'before'."""
    case = datatrail.open_case(twice)
    real = datatrail.demo_case()
    asked = {"from": "us-ga-dds", "to": "us-ice", "data": "ssn"}
    by_name = case.rows("compare", with_="real", **asked)
    assert (
        by_name
        == case.rows("compare", with_=real, **asked)
        == case.rows("compare", **{"with": real, **asked})
    )
    assert [row["change"] for row in by_name if row["items_after"] == ["two:us-ga-dds>us-ice:ssn"]]
    (same,) = case.rows("compare", with_=twice)
    assert same["change"] == "unchanged"
    done = run("query", "compare", "--with", str(twice / "nowhere"), "--case", str(twice))
    assert done.status == 2
    assert "there is no case in" in done.err
    assert isinstance(real, Case)
