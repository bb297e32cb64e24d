"""The page as text: all in one file, the same bytes for the same data, everything said also without scripts."""

import base64
import copy
import hashlib
import html
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from tests.viz.hostile import HOSTILE, poisoned
from tests.viz.made_up import of_a_state_of_its_own, page_data
from viz import explorer
from viz.packing import packed, unpacked
from viz.picture import build
from viz.view import usual_id


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text inside it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[int, str] = {}
        self._open: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in {"script", "style", "title", "h1", "option", "td"}:
            self._open.append(len(self.found) - 1)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self.found[self._open[-1]][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.text[self._open[-1]] = self.text.get(self._open[-1], "") + data

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        """The attributes and text of every element of this name."""
        return [(attrs, self.text.get(at, "")) for at, (name, attrs) in enumerate(self.found) if name == tag]


def script_data(page: str) -> dict[str, Any]:
    """The data that the page's script reads."""
    text = next(
        text for attrs, text in Elements(page).all("script") if attrs.get("type") == "application/json"
    )
    data = dict(json.loads(text))
    items = iter(unpacked(data["items"]))
    flows = unpacked(data["flows"])
    whole = [{**flow, "evidence": list(islice(items, flow.get("evidence", 0)))} for flow in flows]
    assert not list(items)
    for flow in whole:
        flow["evidence"] = [{"id": usual_id(item, flow), **item} for item in flow["evidence"]]
    return {**data, "flows": whole, "nodes": unpacked(data["nodes"])}


def test_the_same_data_gives_the_same_bytes(pages: dict[int, str]) -> None:
    assert explorer.render(page_data(60)) == pages[60]


def test_drawing_does_not_change_the_data() -> None:
    data = page_data(10)
    before = copy.deepcopy(data)
    explorer.render(data)
    assert data == before


def test_the_first_heading_is_the_answer(pages: dict[int, str]) -> None:
    (_, heading), *others = Elements(pages[60]).all("h1")
    assert heading == page_data(60)["headline"][0]
    assert not others


@pytest.mark.parametrize(("size", "most"), [(10, 800_000), (60, 1_000_000), (250, 1_350_000)])
def test_a_page_is_small_enough_to_mail(pages: dict[int, str], size: int, most: int) -> None:
    assert len(pages[size].encode()) < most


def test_nothing_in_the_file_is_fetched(pages: dict[int, str]) -> None:
    """pyvis fetches its library, or Bootstrap, from other people's servers in every mode."""
    fetching = {
        "src",
        "srcset",
        "background",
        "data",
        "poster",
        "action",
        "formaction",
        "manifest",
        "ping",
        "xlink:href",
    }
    elements = Elements(pages[250])
    assert not [attrs for _, attrs in elements.found if fetching & set(attrs)]
    assert not {tag for tag, _ in elements.found} & {
        "link",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "img",
        "audio",
        "video",
    }
    style = "".join(text for _, text in elements.all("style"))
    assert "url(" not in style
    assert "@import" not in style
    assert "sourceMappingURL" not in pages[250]


def test_links_lead_out_without_saying_from_where(pages: dict[int, str]) -> None:
    links = [attrs for attrs, _ in Elements(pages[60]).all("a") if not str(attrs["href"]).startswith("#")]
    assert links
    assert all(str(attrs["href"]).startswith("https://example.org/") for attrs in links)
    assert {attrs["rel"] for attrs in links} == {"noopener noreferrer"}


def test_the_policy_names_the_scripts_and_styles_that_are_there_and_comes_before_them(
    pages: dict[int, str],
) -> None:
    elements = Elements(pages[60])
    policy = next(
        str(a["content"]) for a, _ in elements.all("meta") if a.get("http-equiv") == "Content-Security-Policy"
    )
    scripts = {text for attrs, text in elements.all("script") if "type" not in attrs}
    styles = {text for _, text in elements.all("style")}
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts | styles}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes
    assert len(scripts) == 3
    order = [tag for tag, _ in elements.found]
    assert order.index("meta") < min(order.index("script"), order.index("style"))
    assert pages[60].index("Content-Security-Policy") < pages[60].index("<style")


def test_no_element_carries_a_script_or_a_style_of_its_own(pages: dict[int, str]) -> None:
    names = {name for _, attrs in Elements(pages[60]).found for name in attrs}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_the_table_has_every_exchange_and_the_list_every_piece_of_evidence(pages: dict[int, str]) -> None:
    data, elements = page_data(60), Elements(pages[60])
    rows = [attrs["data-flow"] for attrs, _ in elements.all("tr") if "data-flow" in attrs]
    assert rows == [flow["flow"] for flow in data["flows"]]
    listed = [
        attrs["id"] for attrs, _ in elements.all("li") if re.fullmatch(r"e\d+\.\d+", attrs.get("id") or "")
    ]
    assert len(set(listed)) == len(listed) == sum(len(flow["evidence"]) for flow in data["flows"])
    targets = {str(a["href"])[1:] for a, _ in elements.all("a") if str(a["href"]).startswith("#e")} - {
        "evidence"
    }
    assert targets == set(listed)


def test_the_graph_can_be_made_again_from_the_page(pages: dict[int, str]) -> None:
    """What is left out of the page's data says nothing, or stands once for all."""
    data, again = page_data(60), script_data(pages[60])
    assert [flow["flow"] for flow in again["flows"]] == [flow["flow"] for flow in data["flows"]]
    for flow, kept in zip(data["flows"], again["flows"], strict=True):
        same = (
            "from",
            "to",
            "data_type",
            "database",
            "channel",
            "via",
            "standing",
            "contested",
            "first",
            "last",
            "count",
        )
        assert {key: kept.get(key) or None for key in same} == {key: said(flow[key]) for key in same}
        for item, card in zip(flow["evidence"], kept["evidence"], strict=True):
            whole = {
                **again["documents"][card["document"]],
                **card,
                "file_sha256": again["files"][item["file"]],
            }
            assert {k: whole.get(k) or None for k in item if k != "chosen"} == {
                k: said(v) for k, v in item.items() if k != "chosen"
            }
    assert again["stamp"] == data["stamp"]


@given(
    st.lists(
        st.dictionaries(
            st.text(min_size=1).filter(lambda name: "." not in name and name != "say"),
            st.text() | st.integers() | st.lists(st.text(), min_size=1),
            max_size=4,
        )
    )
)
def test_rows_by_column_are_the_same_rows_again(rows: list[dict[str, Any]]) -> None:
    assert unpacked(json.loads(json.dumps(packed(rows)))) == rows


def test_rules_and_what_is_beside_stand_once_and_every_flow_finds_its_own(pages: dict[int, str]) -> None:
    data, again = page_data(60), script_data(pages[60])
    for flow, kept in zip(data["flows"], again["flows"], strict=True):
        for key in ("rules", "beside"):
            found = [again["once"][key][at] for at in kept.get(key, ())]
            assert found == [said(row) for row in flow[key]]
    rows = [json.dumps(row) for row in again["once"]["beside"]]
    assert len(rows) == len(set(rows)) > 0


QUESTIONS = [
    ({"from": "driver-licensing"}, "From any licensing agency"),
    ({"from": "GA:driver-licensing"}, "From Georgia's licensing agency"),
    ({"to": "immigration-enforcement"}, "To immigration enforcement"),
    ({"to": "any"}, "To anyone"),
    ({"to": "us-bureau"}, "To Bureau of Borders"),
    ({"to": "co-unheard-of"}, "To co-unheard-of"),
    ({"source": ["one", "two"]}, "Only from one, two"),
    ({"exact": True}, "Ends exactly those named"),
    ({"ties": "forbid"}, "Two hops on one day not allowed"),
    ({"max_hops": 1}, "Hops at most 1"),
    ({"as_of": "2020-12-31"}, "As of 31 Dec 2020"),
    ({"via": ["us-bureau", "us-center"]}, "Via Bureau of Borders, Tri-County Information Center"),
    ({"avoid": "co-lexisnexis"}, "Not via LexisNexis"),
    ({"channel": "staff-request"}, "Channel request to the holder's staff"),
    ({"something_new": True}, "Something new yes"),
]


@pytest.mark.parametrize(("asked", "words"), QUESTIONS)
def test_the_question_reads_as_words(asked: dict[str, Any], words: str) -> None:
    data = page_data(10)
    data["question"] = {**data["question"], **asked}
    line = explorer.render(data).partition('<dl class="question">')[2].partition("</dl>")[0]
    terms = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html.unescape(line))
    assert words in {" ".join(term) for term in terms}
    assert not re.search(r"[\[\]{}]|None|True|False", line)


def test_options_as_they_usually_are_are_not_repeated() -> None:
    data = page_data(10)
    data["question"] = {**data["question"], "exact": False, "ties": "allow", "max_hops": 6, "source": []}
    line = explorer.render(data).partition('<dl class="question">')[2].partition("</dl>")[0]
    assert not {"Ends", "Hops", "Only from"} & set(re.findall(r"<dt>(.*?)</dt>", line))


def test_a_page_about_one_state_says_so_and_counts_no_other() -> None:
    data = page_data(10)
    state = data["exposure"][0]["state"]
    data["exposure"] = [row for row in data["exposure"] if row["state"] == state]
    page = explorer.render(data)
    tiles = [
        attrs
        for attrs, _ in Elements(page).all("button")
        if "data-state" in attrs and "tile" in str(attrs["class"])
    ]
    assert [attrs["data-state"] for attrs in tiles if "disabled" not in attrs] == [state]
    assert all("unasked" in str(attrs["class"]) for attrs in tiles if "disabled" in attrs)
    assert f"the question asks about {data['labels']['state'][state]} only" in page
    key = page.partition('<ul class="key">')[2].partition("</ul>")[0]
    assert [number for number in re.findall(r"<b>(\d+)</b>", key) if number != "0"] == ["1"]


def test_where_no_state_has_a_place_on_the_map_there_is_a_list_and_no_map() -> None:
    page = explorer.render(of_a_state_of_its_own(page_data(10)))
    assert 'class="tiles"' not in page
    assert page.count('class="states"') == 1
    assert "<span>Examplia</span>" in page
    key = page.partition('<ul class="key">')[2].partition("</ul>")[0]
    assert [number for number in re.findall(r"<b>(\d+)</b>", key) if number != "0"] == ["1"]


def said(value: Any) -> Any:
    """A value as the page keeps it: what is empty is left out."""
    if isinstance(value, dict):
        value = {key: said(part) for key, part in value.items() if said(part) is not None}
    return value or None


def test_the_still_picture_is_sound_xml_with_every_mark_and_line_that_is_drawn_at_first(
    pages: dict[int, str],
) -> None:
    text = re.search(r"<svg class=\"still\".*?</svg>", pages[60], re.DOTALL)
    assert text
    svg = ET.fromstring(text[0])  # noqa: S314
    shown, lines = build(page_data(60)).shown()
    assert [g.get("data-line") for g in svg.iter("g") if g.get("data-line")] == [line.id for line in lines]
    marks = [group for group in svg.iter("g") if (group.get("class") or "").startswith("f-")]
    assert len(marks) == len(shown)
    assert svg.get("role") == "img"
    assert svg.get("aria-label")


def test_caution_stamp_and_how_to_cite_stand_on_the_page(pages: dict[int, str]) -> None:
    data = page_data(60)
    footer = pages[60][pages[60].index("<footer>") : pages[60].index("</footer>")]
    for text in (data["caution"], data["cite"], data["stamp"]["case_sha256"], data["stamp"]["version"]):
        assert text in footer


def test_counts_are_worded_as_the_source_has_them(pages: dict[int, str]) -> None:
    assert "some of more than 250 requests (with other agencies)" in pages[60]
    assert "nearly 100 sessions" in pages[60]
    assert not re.search(r">\s*(250|251|99|100)\s*<", pages[60])


def test_where_there_is_no_route_the_page_says_why_and_what_would_settle_it(pages: dict[int, str]) -> None:
    for text in (
        "Other data went this way; this kind is not shown among it.",
        "Nearest: AL office of driver records → Bureau of Borders.",
        "Would settle it:",
        "<li>The Bureau's own log of its requests</li>",
        "At least 3 more routes are not listed (the limit).",
    ):
        assert text in pages[60].replace("&#39;", "'")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_makes_no_element_and_no_attribute(text: str) -> None:
    """The same elements, with the same attributes, as with harmless text."""
    harmless = Elements(explorer.render(poisoned(page_data(10), "x")))
    page = explorer.render(poisoned(page_data(10), text))
    hostile = Elements(page)
    shape = [(tag, sorted(attrs)) for tag, attrs in hostile.found if tag not in {"a", "cite"}]
    assert shape == [(tag, sorted(attrs)) for tag, attrs in harmless.found if tag not in {"a", "cite"}]
    assert all(str(a["href"]).startswith("#") for a, _ in hostile.all("a"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", page)


def test_a_page_with_nothing_on_it_says_so() -> None:
    data = {
        **page_data(10),
        "flows": [],
        "answers": [],
        "exposure": [],
        "agencies": {},
        "headline": ["Nothing is known."],
    }
    page = explorer.render(data)
    assert "<h1>Nothing is known.</h1>" in page
    assert 'class="tiles"' not in page


def test_missing_parts_are_named() -> None:
    data = page_data(10)
    del data["caution"], data["flows"]
    with pytest.raises(InputError, match="lacks flows, caution"):
        explorer.render(data)
    with pytest.raises(InputError, match="lacks a headline"):
        explorer.render({**page_data(10), "headline": []})


@pytest.mark.parametrize(
    ("number", "each_its_own", "says"),
    [
        (6001, False, r"6001 flows are more than a page draws \(6000\)"),
        (5001, True, r"5002 agencies are more than a page draws \(5000\)"),
    ],
)
def test_more_than_a_browser_can_hold_is_refused_with_the_limit_and_the_way_round(
    number: int, each_its_own: bool, says: str
) -> None:
    data = page_data(10)
    first = data["flows"][0]
    data["flows"] = [
        {**first, "flow": str(at), "from": f"office-{at}" if each_its_own else first["from"]}
        for at in range(number)
    ]
    with pytest.raises(InputError, match=says) as error:
        explorer.render(data)
    assert "--source" in str(error.value.hint)


def test_an_agency_that_is_not_described_keeps_its_id() -> None:
    data = page_data(10)
    del data["agencies"]["us-bureau"]
    assert "us-bureau" in explorer.render(data)


def test_the_page_is_written_whole_or_the_reason_is_said(tmp_path: Path) -> None:
    path = explorer.write(page_data(10), tmp_path / "page.html")
    assert path.read_bytes().decode() == explorer.render(page_data(10))
    assert b"\r" not in path.read_bytes()
    with pytest.raises(InputError, match="cannot be written"):
        explorer.write(page_data(10), tmp_path / "not there" / "page.html")
