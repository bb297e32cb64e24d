"""A published page holds no free text, and nothing that tells of fewer requests than the minimum."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graphmodel.errors import InputError
from tests.viz.conftest import Open
from tests.viz.made_up import page_data
from viz import explorer
from viz.picture import exchange_known
from viz.publishing import published, too_few


def with_records(number: int) -> dict[str, Any]:
    """A page whose first exchange rests on so many rows of requests, each with a day and a row of its own."""
    data = page_data(10)
    flow = data["flows"][0]
    item = flow["evidence"][0]
    flow["evidence"] = [
        {
            **item,
            "id": f"secret-{at}",
            "kind": "request",
            "time": {"kind": "event", "lo": "2018-03-05", "hi": "2018-03-05"},
        }
        for at in range(number)
    ]
    flow["first"] = flow["last"] = "2018-03-05"
    for answer in data["answers"]:
        for trace in answer["traces"]:
            if trace["steps"][0]["flow"] == flow["flow"]:
                trace["steps"][0]["evidence"] = [{"id": "secret-0", "chosen": True}]
                trace["arrival"] = {"earliest": "2018-03-05", "certain_by": "2018-03-05"}
    return data


def test_no_note_is_left_and_their_number_is_said() -> None:
    data = copy.deepcopy(page_data(60))
    for flow in data["flows"]:
        for beside in flow["beside"]:
            beside["note"] = "Made up: what the curator thinks"
        for item in flow["evidence"]:
            item["corrected"] = ["Made up: what a reviewer gives as the reason"]
    page = explorer.render(published(data))
    assert "Made up: what" in explorer.render(data)
    assert "Made up: what" not in page
    notes = sum(
        bool(each.get("note")) + bool(each.get("corrected"))
        for flow in data["flows"]
        for each in [*flow["evidence"], *flow["beside"]]
    )
    assert f"Left out for publication: {notes} notes." in page


@pytest.mark.parametrize(("rows", "left"), [(1, False), (10, False), (11, True), (12, True)])
def test_rows_of_few_requests_and_their_days_are_left_out_and_the_exchange_stays(
    rows: int, left: bool
) -> None:
    data = with_records(rows)
    page = explorer.render(published(data))
    assert ("secret-0" in page) == left
    assert ("2018-03-05" in page) == left
    assert ("5 March 2018" in page) == left
    assert ("rows and dates of 1 exchange with fewer than 11 requests" in page) != left
    flow = published(data)["flows"][0]
    assert flow["standing"] == data["flows"][0]["standing"]
    assert exchange_known(flow) == exchange_known(data["flows"][0]) == "did"


def test_a_row_that_counts_many_requests_is_not_few() -> None:
    data = with_records(1)
    data["flows"][0]["evidence"][0]["count"] = {
        "words": "40",
        "unit": "requests",
        "at_least": 40,
        "at_most": 40,
    }
    assert published(data)["flows"][0]["evidence"]


@pytest.mark.parametrize(
    ("count", "few"),
    [
        ({"words": "4 requests", "unit": "requests", "at_least": 4, "at_most": 4}, True),
        ({"words": "11 requests", "unit": "requests", "at_least": 11, "at_most": 11}, False),
        ({"words": "more than 3", "unit": "requests", "at_least": 4, "at_most": None}, True),
        ({"words": "nearly 10", "unit": "requests", "at_least": None, "at_most": 10}, True),
        ({"words": "three or four requests", "unit": "requests", "at_least": None, "at_most": None}, True),
        ({"words": "about 1,200", "unit": "requests", "at_least": None, "at_most": None}, False),
        ({"words": "3 million searches", "unit": "searches", "at_least": None, "at_most": None}, False),
        ({"words": "0 searches", "unit": "searches", "at_least": 0, "at_most": 0}, False),
        ({"words": "1 in 3 adults", "unit": "adults", "at_least": None, "at_most": None}, False),
        ({"words": "7 states", "unit": "states", "at_least": 7, "at_most": None}, False),
        ("two known searches", True),
        ("some of more than 250 requests", False),
        (None, False),
    ],
)
def test_a_count_is_few_if_a_bound_or_a_number_in_its_words_is(count: Any, few: bool) -> None:
    assert too_few(count, 11) == few


def test_counts_under_the_minimum_are_nowhere_on_the_page() -> None:
    data = page_data(60)
    small = {
        "words": "exactly 7 requests",
        "unit": "requests",
        "at_least": 7,
        "at_most": 7,
        "shared_with": [],
        "part": None,
    }
    for flow in data["flows"][::3]:
        flow["count"] = small
        flow["evidence"][0]["count"] = small
        flow["beside"] = [{"id": "b", "why": "to be read with it", "count": "exactly 7 requests"}]
    assert "exactly 7 requests" in explorer.render(data)
    page = explorer.render(published(data))
    assert "exactly 7 requests" not in page
    assert "some of more than 250 requests" in page
    assert "exactly 7 requests" in explorer.render(published(data, 7))


def test_publishing_changes_no_word_of_what_is_known_and_not_the_data_given() -> None:
    data = with_records(3)
    before = copy.deepcopy(data)
    result = published(data)
    assert data == before
    assert [exchange_known(flow) for flow in result["flows"]] == [
        exchange_known(flow) for flow in data["flows"]
    ]
    assert [a["verdict"] for a in result["answers"]] == [a["verdict"] for a in data["answers"]]
    assert published(result, 1)["flows"] == result["flows"]


def test_what_other_questions_would_be_answered_from_is_left_out() -> None:
    """It holds every item of the case, those of few requests too."""
    data = {**page_data(10), "asking": {"items": ["secret-item"]}}
    assert "secret-item" not in json.dumps(published(data))


def test_a_minimum_below_one_is_refused() -> None:
    with pytest.raises(InputError, match="a minimum count of 0 is none"):
        published(page_data(10), 0)


@pytest.mark.browser
def test_what_is_taken_away_from_a_published_page_holds_no_more_than_the_page(open_page: Open) -> None:
    opened = open_page(explorer.render(published(with_records(3))))
    for made in ("takeaway.json()", "takeaway.csv()", "snapshot.svg().text"):
        text = opened.ask(made)
        assert "secret-0" not in text
        assert "2018-03-05" not in text
        assert "what the curator" not in text
    assert json.loads(opened.ask("takeaway.json()"))["published"]["min_count"] == 11
    opened.ask("explorer.choose('flow', page.flows[0].flow)")
    assert "Records of fewer than 11 requests" in opened.page.locator("#chosen").inner_text()
    assert "Published version" in opened.page.locator("footer").inner_text()


def test_the_command_says_what_it_left_out(tmp_path: Path) -> None:
    from datatrail.cli import cli

    path = tmp_path / "page.html"
    asked = ["draw", "--from", "GA:driver-licensing", "--to", "us-ice", "-o", str(path)]
    result = CliRunner().invoke(cli, [*asked, "--publish", "--min-count", "500"])
    assert result.exit_code == 0, result.output
    assert "Left out for publication: " in result.stderr
    assert " under 500" in path.read_text()
    refused = CliRunner().invoke(cli, [*asked, "--min-count", "5"])
    assert isinstance(refused.exception, InputError) or "--publish" in refused.stderr
