"""What the page answers is what `datatrail trace` answers: asked by the hundred, in a real browser."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import datatrail
from graphmodel.dates import iso
from graphmodel.projection import Evidence
from queries import dated
from queries.library.trace import _nearest_entry, _trace_entry
from queries.options import read_day, read_question
from queries.tracing.answer import Explained, TypeAnswer, ask
from queries.tracing.nearmiss import NearMiss
from queries.tracing.network import Network
from queries.tracing.portable import Portable, portable
from queries.tracing.question import REASONS, Limits, Question
from queries.tracing.sweep import best_from_each, best_to_each
from tests.queries.randomcases import random_case
from tests.queries.smallcases import claim
from tests.queries.smallcases import evidence as small
from tests.queries.test_trace_oracle import evidence_of, question_of
from viz.templates import asset

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

CASES = max(80, int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 12)
STRIDE = 24 if "DATATRAIL_ORACLE_CASES" not in os.environ else 4
AT_ONCE = 100
ALL = Limits(traces=10**9, partial_walks=10**9)
MODULES = ("searching.js", "asking.js", "refuting.js", "wording.js")

#: Asks each table its questions, and tells each answer as `datatrail trace` has it.
ASK = """rounds => rounds.map(({table, questions, limits}) => {
  const held = searching.open(table);
  return questions.map(asked => {
    const limit = limits || table.limits;
    const made = asking.answer(held, asked, limit);
    return made.map(one => ({
      data_type: table.types.id[one.question.data], verdict: one.verdict, left_out: one.leftOut,
      traces: one.traces.map(trace => asking.told(held, one.question, trace)),
      absence: one.absent ? refuting.explain(held, one.question) : null,
    }));
  });
})"""


@pytest.fixture(scope="module")
def asked_page(browser: Browser) -> Iterator[Page]:
    """An empty page that holds the modules which answer, and nothing else."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_script_tag(content="\n".join(map(asset, MODULES)))
    yield page
    context.close()


def asked(question: Question) -> dict[str, Any]:
    """A question as the page asks it."""
    return {
        "from": question.start.text,
        "to": question.goal.text,
        "data": question.data,
        "asOf": None if question.as_of is None else int(question.as_of),
        "floor": question.floor,
    }


STEP = (
    "flow",
    "from",
    "to",
    "data_type",
    "carried_as",
    "joint_shown",
    "database",
    "channel",
    "via",
    "standing",
    "contested",
)


def expected(answer: TypeAnswer, evidence: Evidence) -> dict[str, Any]:
    """What `trace` says, as the page says it."""
    traces = [_trace_entry(Explained(trace, answer), evidence) for trace in answer.traces]
    absence = answer.absence
    return {
        "data_type": answer.data_type,
        "verdict": answer.verdict,
        "left_out": {
            "count": answer.left_out.count,
            "exact": answer.left_out.exact,
            "why": answer.left_out.why,
        },
        "traces": [{**trace, "steps": [_step(step) for step in trace["steps"]]} for trace in traces],
        "reason": absence.reason if absence else None,
        "below": [[flow.id, flow.standing] for flow in absence.below_floor] if absence else None,
        "nearest": _miss(absence.nearest, answer, evidence) if absence else None,
    }


def _miss(nearest: NearMiss | None, answer: TypeAnswer, evidence: Evidence) -> dict[str, Any] | None:
    """The nearest miss; in words only where nothing but what the page asks for could break it."""
    if nearest is None:
        return None
    entry = _nearest_entry(nearest, answer, evidence)
    assert entry is not None
    told = {"lifted": entry["lifted"], "flows": [step["flow"] for step in entry["steps"]]}
    return told | {
        "breaks": [step["breaks"] for step in entry["steps"]] if _is_plain(answer.question) else None
    }


def _is_plain(question: Question) -> bool:
    """Whether a question asks for no more than a reader of the page may."""
    return question == replace(
        Question(question.start, question.goal, question.data), as_of=question.as_of, floor=question.floor
    )


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    chosen = next(item["id"] for item in step["evidence"] if item["chosen"])
    return {**{name: step[name] for name in STEP}, "item": chosen}


def as_told(answer: Mapping[str, Any], made: Portable, *, plain: bool) -> dict[str, Any]:
    """What the page says, with the ids of its items."""
    for trace in answer["traces"]:
        for step in trace["steps"]:
            step["item"] = made.items[step["item"]].id
    absence = answer["absence"]
    miss = absence and absence["nearest"]
    return {
        **{name: answer[name] for name in ("data_type", "verdict", "left_out", "traces")},
        "reason": absence["reason"] if absence else None,
        "below": [[made.table["flows"]["id"][each["flow"]], each["standing"]] for each in absence["below"]]
        if absence
        else None,
        "nearest": {
            "lifted": miss["lifted"],
            "flows": [step["flow"] for step in miss["steps"]],
            "breaks": miss["breaks"] if plain else None,
        }
        if miss
        else None,
    }


def in_page(page: Page, rounds: Sequence[tuple[Portable, Sequence[Question]]], limits: Limits) -> list[Any]:
    given = {"traces": limits.traces, "walks": limits.partial_walks, "more": limits.counting}
    told = page.evaluate(
        ASK,
        [
            {"table": made.table, "questions": list(map(asked, questions)), "limits": given}
            for made, questions in rounds
        ],
    )
    return [
        [
            [as_told(each, made, plain=_is_plain(question)) for each in answers]
            for question, answers in zip(questions, several, strict=True)
        ]
        for (made, questions), several in zip(rounds, told, strict=True)
    ]


def compare(
    page: Page, rounds: Iterable[tuple[str, Evidence, Sequence[Question]]], limits: Limits
) -> Counter[str]:
    """Ask the same in Python and in the page; how often each verdict and reason was compared."""
    rounds = list(rounds)
    made = [portable(evidence, questions[0]) for _, evidence, questions in rounds]
    told = in_page(
        page, [(each, questions) for each, (_, _, questions) in zip(made, rounds, strict=True)], limits
    )
    compared: Counter[str] = Counter()
    for (name, evidence, questions), several in zip(rounds, told, strict=True):
        for question, answers in zip(questions, several, strict=True):
            wanted = [expected(each, evidence) for each in ask(evidence, question, limits)]
            assert answers == wanted, f"{name}: {asked(question)}"
            compared.update(each["reason"] or each["verdict"] for each in wanted)
            compared.update(each["verdict"] for each in wanted if each["reason"])
    return compared


def drawn() -> Iterator[tuple[str, Evidence, list[Question]]]:
    """Random cases by seed, each with its own question, at another floor, and the other way round."""
    seed = 0
    while True:
        case, given = random_case(seed)
        evidence = evidence_of(case)
        question = question_of(evidence, given)
        yield f"seed {seed}", evidence, [question, *variants(question)]
        seed += 1


def too_late() -> tuple[str, Evidence, list[Question]]:
    """What was passed on before it had come, which is drawn too seldom."""
    first, second = (
        claim("first", "dds", "police", "2020-05"),
        claim("second", "police", "ice", "2020-03"),
    )
    evidence = small(first, second)
    return "too late", evidence, [question(evidence, "dds", "ice", data="photo")]


def variants(question: Question) -> Iterator[Question]:
    yield replace(question, floor="available", as_of=None)
    yield replace(question, start=question.goal, goal=question.start)
    if question.open_at is None:
        yield replace(question, as_of=737500.0)


def test_the_page_answers_random_cases_as_trace_does(asked_page: Page) -> None:
    """Verdicts, traces with steps, items, standing, arrival and because, and the reason where there is none."""
    seeds = islice(drawn(), CASES)
    compared: Counter[str] = Counter()
    while some := list(islice(seeds, AT_ONCE)):
        compared += compare(asked_page, some, ALL)
    compared += compare(asked_page, [too_late()], ALL)
    assert {"holds", "possible", "refuted", "unknown", *REASONS} <= {*compared}, compared


@pytest.mark.parametrize("name", ["real", "examplia"])
def test_the_page_answers_the_bundled_cases_as_trace_does(asked_page: Page, name: str) -> None:
    """Also the number that is left out where a list is cut short, exact or a lower bound, is the same."""
    evidence = datatrail.demo_case(name).evidence
    compared = compare(asked_page, [(name, evidence, list(of_bundled(evidence)))], Limits())
    assert compared["holds"] + compared["possible"] > 10
    assert ("refuted" in compared) == (name == "examplia")


def of_bundled(evidence: Evidence) -> Iterator[Question]:
    """From and to kinds, anyone, and every so many agencies, each of several kinds of data, floors and days."""
    agencies = sorted(party.id for party in evidence.registry.agencies)
    ends = [
        ("driver-licensing", "immigration-enforcement"),
        ("any", "immigration-enforcement"),
        ("any", "any"),
    ]
    ends += [(one, "immigration-enforcement") for one in agencies[::STRIDE]]
    ends += list(zip(agencies[:: STRIDE // 2], agencies[5 :: STRIDE // 2], strict=False))
    if "ex-wheels-ahead" in agencies:
        ends.append(("ex-wheels-ahead", "ex-marshals"))  # whose records are complete
    for number, (start, goal) in enumerate(ends):
        floor, as_of = (("reported", None), ("available", "2019"), ("documented", None))[number % 3]
        data = ("driver-record", "photo", "face-search-result", "home-address")[number % 4]
        yield question(evidence, start, goal, data=data, min_standing=floor, as_of=as_of)


def question(evidence: Evidence, start: str, goal: str, **options: Any) -> Question:
    plain = {"from_": start, "to": goal, "max_hops": 6, "ties": "allow", "min_standing": "reported"}
    return read_question(evidence, plain | options)


def test_the_trail_stops_where_a_sweep_from_each_end_does(asked_page: Page) -> None:
    """Whom it reached and from whom it came, each with the verdict of the best trace to it, is what `reach` finds."""
    script = """rounds => rounds.map(({table, asked}) => {
      const held = searching.open(table), question = asking.questionOf(held, asked);
      return [true, false].map(forward => refuting.trail(held, question, forward, 999).found
        .map(({party, trace}) => [table.parties.id[party], trace.holds, trace.edges.map(edge => table.flows.id[edge.flow])]));
    })"""
    rounds = [(evidence, questions[0]) for _, evidence, questions in islice(drawn(), CASES)]
    tables = [portable(*each).table for each in rounds]
    given = [
        {"table": table, "asked": asked(question)}
        for table, (_, question) in zip(tables, rounds, strict=True)
    ]
    met = 0
    for (evidence, question), sides in zip(rounds, asked_page.evaluate(script, given), strict=True):
        network = Network(evidence, question)
        start, goal = network.ends()
        for told, best in zip(
            sides, (best_to_each(network, start), best_from_each(network, goal)), strict=True
        ):
            wanted = [
                [party, trace.holds, [hop.edge.id for hop in trace.hops]] for party, trace in best.items()
            ]
            assert sorted(told) == sorted(wanted)
            met += len(wanted)
    assert met > CASES


def test_a_long_search_is_cut_short_and_says_so(asked_page: Page) -> None:
    """What was not looked at is announced in the words of `trace`, never passed over."""
    evidence = datatrail.demo_case().evidence
    asked_here = question(evidence, "any", "any", data="driver-record", min_standing="available")
    for limits in (Limits(traces=3, partial_walks=4), Limits(traces=3, counting=5)):
        assert compare(asked_page, [("cut", evidence, [asked_here])], limits)
    short = in_page(
        asked_page, [(portable(evidence, asked_here), [asked_here])], Limits(traces=3, partial_walks=4)
    )
    assert short[0][0][0]["left_out"]["why"] == "the search stopped after 4 partial walks"


def test_days_are_read_as_the_command_reads_them(asked_page: Page) -> None:
    """A month means its last day, a quarter, a year and a fiscal year theirs; what is no date is none."""
    texts = ["2019", "2019-02", "2020-02", "2019-Q2", "FY2020", "2019-06-30", "0999-12-31", "2000-02-29"]
    wrong = ["2019-13", "2019-00", "2019-02-30", "2019-6", "0000", "soon", "", "2019-Q5", "FY2019-02", "19"]
    days = asked_page.evaluate("texts => texts.map(text => asking.lastDay(text))", [*texts, *wrong])
    assert days == [*(read_day(text, "as-of", last=True) for text in texts), *(None for _ in wrong)]
    iso_days = asked_page.evaluate("days => days.map(asking.iso)", days[: len(texts)])
    assert iso_days == [iso(day) for day in days[: len(texts)]]


ENDS = st.one_of(st.none(), st.integers(date(1990, 1, 1).toordinal(), date(2030, 12, 31).toordinal()))
MONTHS = st.tuples(st.integers(1990, 2030), st.integers(1, 12)).map(lambda month: date(*month, 1))


@settings(max_examples=5)
@given(st.lists(st.tuples(ENDS, ENDS, ENDS, ENDS), max_size=60), st.lists(MONTHS, max_size=20))
def test_times_are_worded_as_the_rest_of_the_page_words_them(
    asked_page: Page, times: list[tuple[int | None, ...]], months: list[date]
) -> None:
    """Days, whole months and years, open ends: the words of the search are those of the page."""
    whole = [date(each.year, each.month, 1).toordinal() for each in months]
    times += [(start, end - 1, start, end - 1) for start in whole for end in whole if start < end]
    told = asked_page.evaluate(
        "times => times.map(([a, b, c, d]) => [wording.period(a, b), wording.when([a, b, c, d], true),"
        " wording.when([a, b, c, d], false)])",
        times,
    )
    assert told == [_worded(*map(_iso, time)) for time in times]


def _iso(day: int | None) -> str | None:
    return None if day is None else iso(day)


def _worded(lo: str | None, hi: str | None, ended_lo: str | None, ended_hi: str | None) -> list[str]:
    event = {"kind": "event", "lo": lo, "hi": hi}
    standing = {"kind": "standing", "lo": lo, "hi": hi, "ended_lo": ended_lo, "ended_hi": ended_hi}
    return [dated.period(lo, hi), dated.when(event), dated.when(standing)]


@pytest.mark.parametrize("name", ["real", "examplia"])
def test_the_tables_hold_no_text_of_a_source(name: str) -> None:
    """Notes, places in documents, speakers and words of counts stay out: a published page may carry the tables."""
    evidence = datatrail.demo_case(name).evidence
    table = json.dumps(portable(evidence, question(evidence, "any", "any", data="driver-record")).table)
    fields = ("note", "locator", "speaker", "count_words", "hedge_words", "file")
    texts = {str(item.record.get(field)) for item in evidence.items for field in fields}
    told = {text for text in texts - {"None", ""} if len(text) > 12}
    names = {party.name for party in evidence.registry.values()}
    told = {text for text in told if not any(text in name for name in names)}
    assert len(told) > 20
    assert not [text for text in told if json.dumps(text)[1:-1] in table]
