"""FollowTheMoney entities, read by `followthemoney` and without it: a link is a fact, and nothing else is a link."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.dates import Span, parse_span
from graphmodel.evidence import STANDINGS, Flow
from graphmodel.vocabulary import vocabulary
from loaders.interchange.ftm import Entities, write
from loaders.interchange.ftm_telling import PLAN
from loaders.interchange.ftm_terms import entity_id, is_whole, partial_date
from loaders.interchange.held import Held
from loaders.load import load
from tests.loaders.making import ROWS, claim, claims
from tests.loaders.making import case as new_case
from tests.loaders.making import write as write_rows
from tests.others.conftest import Others
from tests.others.making import bundled, hard_case, held_in, random_cases
from tests.queries.smallcases import answered

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 50
Entity = dict[str, Any]


def entities_of(held: Held) -> list[Entity]:
    return list(Entities(held).each())


def links(entities: list[Entity]) -> dict[str, Entity]:
    """The links between bodies that are not of a part and its whole, by the flow that each is of."""
    found = [each for each in entities if each["schema"] == "UnknownLink"]
    return {each["properties"]["recordId"][0]: each for each in found if "recordId" in each["properties"]}


def holds_alone(held: Held, flow: Flow) -> bool:
    """Whether a trace between two agencies, of one hop, holds in a case that has this flow and no other."""
    registry = held.evidence.registry
    if registry.is_group(flow.holder) or registry.is_group(flow.recipient) or not flow.data_type:
        return False
    alone = replace(held.evidence, items=flow.items)
    asked = {"from": flow.holder, "to": flow.recipient, "data": flow.data_type, "exact": True, "max_hops": 1}
    return answered(alone, **asked).verdict == "holds"


@cache
def holding(held: Held) -> dict[str, bool]:
    """Of each flow, whether it holds alone."""
    return {flow.id: holds_alone(held, flow) for flow in held.evidence.flows()}


def check_links(held: Held) -> Counter[bool]:
    wanted = holding(held)
    assert set(links(entities_of(held))) == {flow for flow, holds in wanted.items() if holds}
    return Counter(wanted.values())


# --- without the other program


@pytest.mark.parametrize("which", ["real", "examplia"])
def test_a_link_of_a_bundled_case_is_a_trace_that_holds(which: str) -> None:
    """The trace engine, asked of each flow alone, says *holds* of those that are links, and of no other."""
    found = check_links(bundled(which))
    assert found[True] > 20
    assert found[False] > 10


def test_a_link_of_a_random_case_is_a_trace_that_holds() -> None:
    found = sum(map(check_links, random_cases(CASES)), Counter[bool]())
    assert min(found[True], found[False]) > CASES


def test_a_link_is_told_with_the_evidence_that_shows_it() -> None:
    """Its best standing, whether that is contested, its claims and dates; nothing of items that only could."""
    seen = Counter[str]()
    for held in (bundled("real"), bundled("examplia"), *random_cases(CASES)):
        told = links(entities_of(held))
        for flow in held.evidence.flows():
            if flow.id not in told:
                continue
            properties = told[flow.id]["properties"]
            shown = [item for item in flow.items if item.is_firm and item.payload == "stated"]
            best = min(shown, key=lambda item: STANDINGS.index(item.standing)).standing
            contested = any(held.evidence.denials.against(item) for item in shown)
            assert properties["status"] == [best, *(["contested"] if contested else [])]
            claims = ", ".join(sorted({item.claim for item in shown}))
            said = re.match(r"evidence: (.*)", properties["description"][0])
            assert said
            assert ", ".join(sorted(said[1].split("; "))) == claims
            dates = {partial_date(item.when.start) for item in shown if item.when.kind == "event"} - {None}
            assert dates <= set(properties.get("date", ()))
            if not any(item.when.kind == "standing" for item in shown):
                assert dates == set(properties.get("date", ()))
            seen.update({"contested": contested, "dated": bool(dates), "more than one": len(shown) > 1})
            seen["less than all"] += len(shown) < len(flow.items)
    assert all(seen[each] for each in ("contested", "dated", "more than one", "less than all")), seen


def test_what_stood_has_a_start_and_an_end_that_are_told_apart(tmp_path: Path) -> None:
    """A start is not the date of a moment; what was only seen to stand has no end."""
    made = new_case(tmp_path / "standing")
    stood = {"time_kind": "standing", "start": "2018", "document": ""}
    rows = [
        claim(claim_id="c1", **stood, end="2020-03", end_kind="ended"),
        claim(claim_id="c2", **stood, end="2020-03", end_kind="seen", data_types="home-address"),
    ]
    load(made, [claims(tmp_path / "c.csv", *rows)])
    told = links(entities_of(held_in(made.path))).values()
    found = {each["properties"]["description"][0].split("\n")[0]: each["properties"] for each in told}
    one, other = found["evidence: c1"], found["evidence: c2"]
    assert (one["startDate"], one["endDate"], one.get("date")) == (["2018"], ["2020-03"], None)
    assert (other["startDate"], other.get("endDate"), other.get("date")) == (["2018"], None, None)


def test_a_body_is_told_with_its_kind_its_names_and_its_state() -> None:
    """Its country only where it belongs to a real state; initials are names that others have too."""
    for held in (bundled("real"), bundled("examplia")):
        entities = {each["id"]: each for each in entities_of(held)}
        states = {row["id"]: row for row in held.records("State")}
        for row in held.records("Agency"):
            told = entities[entity_id("agency", row["id"])]
            properties = told["properties"]
            assert told["schema"] == PLAN.more["schemata"].get(row["kind"], "LegalEntity")
            assert properties["classification"] == [row["kind"] or "unknown"]
            assert {*properties.get("alias", ()), *properties.get("weakAlias", ())} == set(
                row["aliases"] or ()
            )
            assert all(len(each) <= 6 for each in properties.get("weakAlias", ()))
            assert all(len(each) > 6 for each in properties.get("alias", ()))
            state = states.get(row["state"] or "")
            assert properties.get("keywords", []) == ([state["name"]] if state else [])
            assert properties.get("country", []) == (["us"] if state and state["fips"] else [])


def test_a_document_is_told_with_its_title_its_day_and_its_address() -> None:
    for held in (bundled("real"), bundled("examplia")):
        entities = {each["id"]: each for each in entities_of(held)}
        for row in held.records("Source"):
            properties = entities[entity_id("document", row["id"])]["properties"]
            assert properties["title"] == [row["name"]]
            day = partial_date(parse_span(row["published"] or ""))
            assert properties.get("publishedAt", []) == ([day] if day else [])
            assert properties.get("sourceUrl", []) == ([row["url"]] if row["url"] else [])


def test_what_is_no_link_is_counted(tmp_path: Path) -> None:
    """Links and flows that are none are all flows."""
    for held in (bundled("real"), bundled("examplia")):
        written = write(tmp_path / "case.ftm", held)
        lost = {each.field: each.multiplicity for each in written.lost}
        many = len(
            links(list(map(json.loads, (tmp_path / "case.ftm").read_text("utf-8").rstrip("\n").split("\n"))))
        )
        assert many + lost["FLOWS_TO"] == len(held.evidence.flows())


def check_whole(entities: list[Entity]) -> None:
    """Each id stands once, and whatever is referred to is there."""
    ids = [each["id"] for each in entities]
    assert len(set(ids)) == len(ids)
    ends = ("subject", "object", "entity", "involved", "proof")
    assert {to for each in entities for end in ends for to in each["properties"].get(end, ())} <= set(ids)


def test_whatever_an_entity_refers_to_is_there() -> None:
    for held in (bundled("real"), bundled("examplia"), *random_cases(CASES)):
        check_whole(entities_of(held))


def test_each_row_of_evidence_says_of_what_kind_it_is() -> None:
    """In the first words of its summary: a denial is never told as what it denies."""
    for held in (bundled("real"), bundled("examplia"), *random_cases(CASES)):
        entities = {each["id"]: each for each in entities_of(held)}
        for item in held.evidence.items:
            if item.sent or item.derived:
                continue
            kind = item.kind
            told = entities.get(entity_id(kind, item.claim)) or entities[entity_id("request", item.claim)]
            (summary,) = told["properties"]["summary"]
            assert re.match(rf"{item.mode}\b", summary)
            assert vocabulary("modes")[item.mode].description in summary
            if item.hedged or item.one_of or item.masked:
                assert "Only possible:" in summary


def test_where_the_mode_is_masked_nothing_is_said_to_have_happened(tmp_path: Path) -> None:
    """No link and no event: a note that says what was masked."""
    made = new_case(tmp_path / "masked")
    event = ROWS["event"] | {"request_id": "r1", "mode": "***"}
    load(
        made,
        [
            claims(tmp_path / "c.csv", claim(claim_id="c1", mode="***")),
            write_rows(tmp_path / "e.csv", "event", [event]),
        ],
    )
    entities = {each["id"]: each for each in entities_of(held_in(made.path))}
    assert links(list(entities.values())) == {}
    said = {
        "statement-c1": "What happened is not said. Only possible: masked: mode.",
        "request-r1": "requested: It was asked for; the answer is not known. Only possible: masked: mode.",
    }
    for id_, summary in said.items():
        assert entities[id_]["schema"] == "Note"
        assert entities[id_]["properties"]["summary"] == [summary]


def test_an_event_is_a_request_that_was_surely_made() -> None:
    """Not offered, planned or denied, its outcome not masked."""
    seen = Counter[str]()
    for held in (bundled("examplia"), *random_cases(CASES)):
        events = {
            each["properties"]["recordId"][0] for each in entities_of(held) if each["schema"] == "Event"
        }
        for item in held.evidence.items:
            if item.kind == "request" and not item.sent:
                surely = item.mode in {"disclosed", "requested", "refused", "blocked"}
                surely = surely and "mode" not in item.masked
                seen[f"{surely}"] += 1
                assert surely or item.claim not in events
    assert seen["True"] > 5


def test_no_analyst_is_named(worked: Path, tmp_path: Path) -> None:
    """Who reviewed and decided is left out, and so counted."""
    held = held_in(worked)
    written = write(tmp_path / "case.ftm", held)
    assert "Analyst" not in (tmp_path / "case.ftm").read_text("utf-8")
    lost = {each.field: each for each in written.lost}
    assert lost["Statement.checked"].multiplicity == 1
    assert lost["Statement.corrected"].multiplicity == 1
    assert lost["reviews.csv"].multiplicity == 4
    assert lost["decisions.csv"].multiplicity == 1


def test_a_group_and_a_body_that_was_found_to_be_another_are_no_entities(worked: Path) -> None:
    held = held_in(worked)
    ids = {each["id"] for each in entities_of(held)}
    others = [row["id"] for row in held.records("Agency") if row["stands_for"]]
    groups = [row["id"] for row in held.records("AgencyGroup")]
    assert others
    assert groups
    assert not {entity_id("agency", each) for each in (*others, *groups)} & ids


def test_each_kind_of_body_has_a_schema() -> None:
    """All but groups, which are no bodies, and the unknown kind."""
    assert set(PLAN.more["schemata"]) == set(vocabulary("agency_kinds")) - {"group", "unknown"}


def test_every_column_of_a_table_is_taken_told_in_words_or_lost() -> None:
    """The plan names no column that there is not."""
    from graphmodel.tables import columns

    for section in (PLAN.taken, PLAN.words, PLAN.more["parties"]):
        for table, names in section.items():
            assert {*names} - {"*"} <= set(columns(table)), table


def test_entities_come_one_by_one() -> None:
    """The first is there before the second row was read: a case need not fit into memory."""
    held, read = bundled("examplia"), Counter[str]()

    class Watched(Held):
        def records(self, table: str) -> Iterator[Any]:
            for row in super().records(table):
                read[table] += 1
                yield row

    watched = Watched(**{name: getattr(held, name) for name in Held.__dataclass_fields__})
    next(Entities(watched).each())
    assert read == {"Source": 1}


days = st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(date.toordinal)


@settings(max_examples=200)
@given(st.lists(days, min_size=2, max_size=2).map(sorted), st.integers(0, 40))
def test_a_date_is_the_least_that_holds_the_interval(ends: list[int], length: int) -> None:
    """Day, month or year: the interval lies in it, and in no narrower one; a date that is whole is the interval."""
    for span in (Span(*ends), Span(ends[0], ends[0] + length)):
        told = partial_date(span)
        lo, hi = date.fromordinal(int(span.lo)), date.fromordinal(int(span.hi))
        narrow = [f"{lo:%Y-%m-%d}"] * (lo == hi) + [f"{lo:%Y-%m}"] * (lo.replace(day=1) == hi.replace(day=1))
        assert told == ([*narrow, f"{lo:%Y}"][0] if lo.year == hi.year else None)
        assert is_whole(span) == (told is not None and parse_span(told) == span)
        if told:
            assert span.within(parse_span(told))


@settings(max_examples=200)
@given(st.lists(st.text(max_size=6), min_size=2, max_size=8, unique=True))
def test_two_ids_are_two_entities(ids: list[str]) -> None:
    """Whatever stands in them, and each is an id that others can refer to."""
    made = [entity_id("agency", each) for each in ids]
    assert len(set(made)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?", each) for each in made)


def test_an_id_that_looks_like_a_hash_is_that_of_no_other() -> None:
    """Somebody may call a claim what a hash of another claim's id would be."""
    hashed = entity_id("claim", "a b").removeprefix("claim-")
    assert entity_id("claim", hashed) != entity_id("claim", "a b")


# --- in the other program


def check_read(others: Others, held: Held, path: Path) -> Any:
    """Each entity is valid, and none of its values would be changed by a crawler that puts them in."""
    written = write(path, held)
    found = others.ask("reading_ftm", path)
    assert found["wrong"] == []
    assert found["changed"] == []
    assert dict(Counter(found["schemata"])) == written.counts
    return found


@pytest.mark.parametrize("which", ["real", "examplia"])
def test_followthemoney_reads_a_bundled_case(others: Others, which: str, tmp_path: Path) -> None:
    """What it takes for an edge is what holds, and what is part of what."""
    held = bundled(which)
    found = check_read(others, held, tmp_path / "case.ftm")
    shown = {entity_id("flow", flow) for flow, holds in holding(held).items() if holds}
    parts = {each for each in found["edges"] if each.startswith("part-")}
    assert set(found["edges"]) == shown | parts
    assert len(parts) == len(held.tables.source("PART_OF"))


def test_followthemoney_reads_random_cases(others: Others, tmp_path: Path) -> None:
    """Their entities in one file, for the start of the program takes longer than a case."""
    path = tmp_path / "case.ftm"
    with path.open("w", encoding="utf-8") as file:
        for number, held in enumerate(random_cases(CASES)):
            for each in entities_of(held):
                file.write(json.dumps(each | {"id": f"{number}-{each['id']}"}) + "\n")
    found = others.ask("reading_ftm", path)
    assert (found["wrong"], found["changed"]) == ([], [])


def test_followthemoney_reads_hard_texts(others: Others, tmp_path: Path) -> None:
    """Quotes, line ends, other scripts, and words that it uses itself."""
    held = held_in(hard_case(tmp_path))
    found = check_read(others, held, tmp_path / "case.ftm")
    named = {entity_id("agency", row["id"]): row["name"] for row in held.records("Agency")}
    assert {each: found["captions"][each] for each in named} == {
        each: " ".join(normalize("NFC", text).split()) for each, text in named.items()
    }
    lost = {each.field: each.multiplicity for each in write(tmp_path / "case.ftm", held).lost}
    assert lost["texts"] > 0


def test_the_least_and_the_greatest_date_are_dates_there(others: Others, tmp_path: Path) -> None:
    """A year that it does not take is left out: no value is written that it would refuse."""
    spans = [
        Span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
        for year in (1, 999, 1000, 2999, 3000, 9999)
    ]
    told = [partial_date(span) for span in spans]
    assert told == [None, None, "1000", "2999", None, None]
    note = {"id": "a", "schema": "UnknownLink", "properties": {"subject": ["b"], "object": ["c"], "date": [each for each in told if each]}}  # fmt: skip
    (tmp_path / "dates.ftm").write_text(json.dumps(note), "utf-8")
    found = others.ask("reading_ftm", tmp_path / "dates.ftm")
    assert (found["wrong"], found["changed"]) == ([], [])
