"""The Python face is what the interface says: a case, its graph, its tables, its traces, its page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

import datatrail
from datatrail import Case, DatatrailError
from loaders.load import load
from loaders.store import CaseFolder
from queries.library import QUESTIONS
from tests.loaders.making import claim, write

#: What each question is asked here; options that it needs.
ASKED: dict[str, dict[str, Any]] = {
    "flows": {"from_": "us-ga-dds", "to": "us-ice"},
    "trace": {"from_": "GA:driver-licensing", "to": "us-ice", "data": "photo"},
    "reach": {"from_": "GA:driver-licensing", "data": "photo"},
    "exposure": {"state": "GA", "data": "photo"},
    "intermediaries": {"data": "home-address"},
    "chokepoints": {"from_": "us-ga-dds", "to": "us-ice", "data": "photo"},
    "detours": {"from_": "us-wa-dol"},
    "policy-gaps": {"min_standing": "available"},
    "what-if": {"scenario": '[[remove]]\nrelay = "org-nlets"\n'},
    "contradictions": {"from_": "GA:driver-licensing"},
    "outcomes": {"by": "state"},
    "no-process": {"to": "us-ice", "data": "photo"},
    "timeline": {"to": "us-ice"},
    "compare": {"as_of_a": "2018", "as_of_b": "2020", "data": "photo"},
    "evidence": {"flow": "GA02-1"},
    "coverage": {"agency": "us-ice"},
    "gaps": {"state": "VT", "data": "photo"},
}
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture(scope="module")
def case() -> Case:
    return datatrail.demo_case()


def own_case(folder: Path, *rows: dict[str, str], title: str = "Our own") -> Path:
    """A small case of one's own."""
    made = CaseFolder(folder).init(title)
    file = write(folder / "claims.csv", "claim", rows or [claim(claim_id="own-1")])
    load(made, [file], dataset="ours")
    return folder


# --- which case ---------------------------------------------------------------------------------------------------


def test_the_public_names_are_what_they_are_called() -> None:
    """Imported when used, and nothing else is public."""
    assert sorted(datatrail.__all__) == ["Case", "DatatrailError", "demo_case", "open_case"]
    assert all(getattr(datatrail, name).__name__ == name for name in datatrail.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'load_case'"):
        _ = datatrail.load_case


def test_a_case_is_opened_by_its_folder(tmp_path: Path) -> None:
    """As text or as a path."""
    folder = own_case(tmp_path / "mycase")
    assert datatrail.open_case(folder).title == datatrail.open_case(str(folder)).title == "Our own"
    assert datatrail.open_case(folder).datasets == ["ours"]


def test_which_case_is_meant_where_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DATATRAIL_CASE, else the current folder if it is a case, else the bundled case."""
    own_case(tmp_path / "told", title="Told")
    own_case(tmp_path / "here", title="Here")
    monkeypatch.chdir(tmp_path)
    assert datatrail.open_case().title == datatrail.demo_case().title
    monkeypatch.chdir(tmp_path / "here")
    assert datatrail.open_case().title == "Here"
    monkeypatch.setenv("DATATRAIL_CASE", str(tmp_path / "told"))
    assert datatrail.open_case().title == "Told"
    assert datatrail.open_case(tmp_path / "here").title == "Here"


def test_bundled_cases_have_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`examplia` is the made-up one; a folder of that name comes first."""
    monkeypatch.chdir(tmp_path)
    assert datatrail.open_case("examplia").datasets == ["examplia"]
    assert datatrail.demo_case().datasets == ["documented-flows", "georgia-2020", "policy-barriers"]
    own_case(tmp_path / "examplia", title="A folder")
    assert datatrail.open_case("examplia").title == "A folder"
    with pytest.raises(DatatrailError, match="'exemplia' is no bundled case\nHint: did you mean examplia"):
        datatrail.demo_case("exemplia")


def test_a_case_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the environment names it: nothing else is opened in its place."""
    with pytest.raises(DatatrailError, match=r"there is no case in .*nocase\nHint: make one: datatrail init"):
        datatrail.open_case(tmp_path / "nocase")
    monkeypatch.setenv("DATATRAIL_CASE", str(tmp_path / "nocase"))
    with pytest.raises(DatatrailError, match=r"there is no case in .*nocase"):
        datatrail.open_case()


def test_the_bundled_case_is_built_once_and_never_mixed() -> None:
    """The second opening reads what the first has built; the made-up case shares no agency that does anything."""
    one, two = datatrail.demo_case(), datatrail.demo_case()
    assert one.folder.path == two.folder.path
    assert one.stamp == two.stamp
    made_up = datatrail.demo_case("examplia")
    real = {item.holder for item in one.evidence.items} | {item.recipient for item in one.evidence.items}
    assert not {item.holder for item in made_up.evidence.items} & real - {"", "masked"}


# --- the graph ----------------------------------------------------------------------------------------------------


def test_the_graph_is_a_multigraph_of_things(case: Case) -> None:
    """Agencies, groups, states, databases and data types are nodes; requests and statements are not."""
    graph = case.graph()
    assert type(graph) is nx.MultiDiGraph
    labels = {label for _, label in graph.nodes(data="label")}
    assert labels == {"Agency", "AgencyGroup", "State", "Database", "DataType"}
    assert graph.nodes["us-ga-dds"]["name"] == "Georgia Department of Driver Services"
    assert graph.nodes["us-ga-dds"]["kind"] == "driver-licensing"
    assert all(label for _, label in graph.nodes(data="label")), "no node comes from an edge alone"


def test_flows_are_keyed_edges(case: Case) -> None:
    """Each flow is an edge of its own under its id: parallel flows stay apart, the way the data moves."""
    graph = case.graph()
    flows = case.query("flows")
    edges = {
        key: (start, end)
        for start, end, key, kind in graph.edges(keys=True, data="type")
        if kind == "FLOWS_TO"
    }
    assert edges == {row["flow"]: (row["from"], row["to"]) for row in flows.to_dict("records")}
    between = graph["us-ga-dds"]["us-ice"]
    assert len(between) > 5
    photo = [flow for flow in between.values() if flow["data_type"] == "photo"]
    assert [flow["standing"] for flow in photo] == ["records-reported"]
    assert [flow["channel"] for flow in photo] == ["staff-request"]


def test_other_edges_say_what_they_are(case: Case) -> None:
    """Parts, systems, types that include others, each under the name of its relationship."""
    graph = case.graph()
    kinds = {kind for *_, kind in graph.edges(data="type")}
    assert {"PART_OF", "OPERATES", "IN_STATE", "INCLUDES", "MADE_FROM", "FLOWS_TO"} <= kinds
    assert "PART_OF" in graph["us-ice-ero"]["us-ice"]
    assert "INCLUDES" in graph["driver-record"]["photo"]


# --- questions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_a_data_frame(case: Case, name: str) -> None:
    """The declared columns, in order; the rows are those of `rows`."""
    frame = case.query(name, **ASKED[name])
    assert type(frame) is pd.DataFrame
    assert list(frame.columns) == [column.name for column in QUESTIONS[name].columns]
    assert len(frame) == len(case.rows(name, **ASKED[name])) > 0


def test_every_question_is_asked_here() -> None:
    """A new question is tried as well."""
    assert ASKED.keys() == QUESTIONS.keys()


@pytest.mark.parametrize("name", ["flows", "coverage"])
def test_a_question_without_rows_has_its_columns(tmp_path: Path, name: str) -> None:
    """An empty case gives an empty frame, not another one."""
    empty = Case(CaseFolder(tmp_path / "empty").init("Empty", registry=False))
    frame = empty.query(name)
    assert list(frame.columns) == [column.name for column in QUESTIONS[name].columns]
    assert frame.empty


def test_from_is_a_word_of_python(case: Case) -> None:
    """So it is `from_` there; `from` in a dictionary is the same."""
    one = case.query("flows", from_="us-ga-dds", to="us-ice")
    two = case.query("flows", **{"from": "us-ga-dds", "to": "us-ice"})
    pd.testing.assert_frame_equal(one, two)


def test_min_standing_and_min_dash_standing_are_one(case: Case) -> None:
    """Options have their names with underscores in Python."""
    rows = case.rows("flows", from_="us-ga-dds", min_standing="acknowledged")
    assert rows
    assert {row["standing"] for row in rows} <= {"documented", "acknowledged"}


# --- traces -------------------------------------------------------------------------------------------------------


def test_an_answer_has_what_the_interface_names(case: Case) -> None:
    """.traces, .verdict, .absence: of the data asked for."""
    answer = case.trace("us-ga-dds", "us-ice", data="photo")
    assert answer.verdict == "holds"
    assert len(answer.traces) > 0
    assert answer.absence is None
    nothing = case.trace("WA:driver-licensing", "us-ice", data="face-search-result")
    assert nothing.verdict == "unknown"
    assert nothing.traces == ()
    assert nothing.absence.reason == "asked-answer-unknown"


def test_an_answer_is_a_frame(case: Case) -> None:
    """The columns of `query trace`, a row for each trace."""
    answer = case.trace(**ASKED["trace"])
    frame = answer.to_frame()
    pd.testing.assert_frame_equal(frame, case.query("trace", **ASKED["trace"]))
    assert frame["route"].iloc[0] == "us-ga-dds → us-ice"


def test_a_broader_kind_of_data_is_asked_with_all_it_includes(case: Case) -> None:
    """Each with its own verdict, the one asked for first."""
    answers = case.trace("us-ga-dds", "us-ice").to_dict()["answers"]
    assert answers[0]["data_type"] == "driver-record"
    assert {"photo", "home-address", "ssn"} <= {answer["data_type"] for answer in answers}


#: The keys that the interface gives; `+` where it says more, which it may.
SHAPE: dict[str, Any] = {
    "answer": {"question", "answers", "stamp"},
    "stamp": {"case_sha256", "version"},
    "of a kind": {"data_type", "verdict", "traces", "left_out", "filtered_unstated", "absence"},
    "left_out": {"count", "exact", "why"},
    "trace": {"verdict", "because", "standing", "time", "hops", "arrival", "steps"},
    "arrival": {"earliest", "certain_by"},
    "step": {
        "flow", "from", "to", "data_type", "carried_as", "joint_shown", "database", "channel", "via", "standing",
        "contested", "rules", "count", "evidence", "beside",
    },
    "count": {"words", "at_least", "at_most", "unit", "shared_with", "part"},
    "evidence +": {
        "id", "chosen", "kind", "mode", "document", "locator", "read", "speaker", "dataset", "file", "sheet", "page",
        "row", "time",
    },
    "time +": {"kind", "lo", "hi"},
    "beside +": {"id", "why"},
    "rule +": {"rule", "judged"},
    "absence": {"reason", "nearest", "below_floor", "would_settle"},
}  # fmt: skip


def check_keys(what: str, found: Any) -> None:
    """The keys of one part are those of the interface."""
    if f"{what} +" in SHAPE:
        assert SHAPE[f"{what} +"] <= found.keys(), what
    else:
        assert found.keys() == SHAPE[what], what


def check_step(step: dict[str, Any]) -> None:
    check_keys("step", step)
    if step["count"] is not None:
        check_keys("count", step["count"])
    for item in step["evidence"]:
        check_keys("evidence", item)
        check_keys("time", item["time"])
    for each in step["beside"]:
        check_keys("beside", each)
    for rule in step["rules"]:
        check_keys("rule", rule)
    assert [item["chosen"] for item in step["evidence"]].count(True) == 1
    assert step["carried_as"] in {"stated", "implied", "assumed"}


@pytest.mark.parametrize(
    "holder", ["GA:driver-licensing", "MD:driver-licensing", "WA:driver-licensing", "any"]
)
def test_the_dictionary_has_the_shape_that_others_script_against(case: Case, holder: str) -> None:
    """Its keys, at every level, and nothing that JSON cannot hold."""
    answer = case.trace(holder, "us-ice", data="face-search-result", limit=20).to_dict()
    check_keys("answer", answer)
    check_keys("stamp", answer["stamp"])
    assert {"from", "to", "data"} <= answer["question"].keys()
    assert json.loads(json.dumps(answer)) == answer
    for each in answer["answers"]:
        check_keys("of a kind", each)
        check_keys("left_out", each["left_out"])
        assert each["verdict"] in {"holds", "possible", "refuted", "unknown"}
        assert (each["absence"] is None) == bool(each["traces"])
        if each["absence"]:
            check_keys("absence", each["absence"])
        for trace in each["traces"]:
            check_keys("trace", trace)
            check_keys("arrival", trace["arrival"])
            assert trace["hops"] == len(trace["steps"])
            assert bool(trace["because"]) == (trace["verdict"] == "possible")
            for step in trace["steps"]:
                check_step(step)


def test_whole_numbers_are_whole_in_json(case: Case) -> None:
    """As the interface shows them: `"at_least": 251`."""
    answer = case.trace("us-ga-dds", "us-ice", source=["georgia-2020"]).to_dict()["answers"][0]
    count = answer["traces"][0]["steps"][0]["count"]
    assert json.dumps([count["at_least"], count["at_most"]]) == "[251, null]"


def test_an_answer_says_what_it_rests_on(case: Case) -> None:
    """The hash of the case and the version of the program; the same question gives the same answer."""
    answer = case.trace(**ASKED["trace"])
    assert answer.to_dict()["stamp"] == case.stamp
    assert len(case.stamp["case_sha256"]) == 64
    assert answer.to_dict() == datatrail.demo_case().trace(**ASKED["trace"]).to_dict()


def test_a_notebook_shows_a_table_in_which_nothing_runs(tmp_path: Path) -> None:
    """Names out of a file are text there, whatever they hold."""
    folder = own_case(tmp_path / "case", claim(claim_id=HOSTILE, recipient=HOSTILE, document=HOSTILE))
    answer = datatrail.open_case(folder).trace("us-ga-dds", "any", data="photo")
    shown = answer._repr_html_()
    assert "<table>" in shown
    assert "licence or ID photo: did" in shown
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


# --- the page -----------------------------------------------------------------------------------------------------


def test_a_page_is_written(case: Case, tmp_path: Path) -> None:
    """One HTML file, of the question asked."""
    path = case.draw(tmp_path / "page.html", **ASKED["trace"])
    text = path.read_text(encoding="utf-8")
    assert path == tmp_path / "page.html"
    assert text.startswith("<!doctype html>")
    assert "Georgia Department of Driver Services" in text
    assert case.stamp["case_sha256"] in text
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]


# --- errors -------------------------------------------------------------------------------------------------------


def test_errors_are_of_one_kind(case: Case) -> None:
    """What a user can cause is a DatatrailError with a message and a hint."""
    with pytest.raises(DatatrailError, match="'exposures' is no question\nHint: did you mean exposure"):
        case.query("exposures")
    with pytest.raises(DatatrailError, match="trace takes no parameter 'sinc'\nHint: did you mean since"):
        case.trace("us-ga-dds", "us-ice", sinc="2019")
    with pytest.raises(DatatrailError, match="'us-icee' is no agency") as caught:
        case.trace("us-ga-dds", "us-icee")
    assert caught.value.message.startswith("'us-icee'")
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("did you mean us-ice")
