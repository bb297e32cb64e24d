"""The synthetic case answers as was worked out by hand, and is what it says it is: made up, whole, explained."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

import pytest

from graphmodel.schema import SHAPES
from tests.datatrail.examplia_expected import (
    ENFORCEMENT,
    EVERYTHING_ELSE,
    EXPECTED,
    NOT_SAID,
    OFFICES,
    PHOTO_WALKS,
    Expectation,
)
from tests.queries import oracle

FOLDER = files("datatrail").joinpath("bundled", "examplia")
SHAPE_OF_FILE = {
    "agencies": "agency",
    "documents": "document",
    "claims": "claim",
    "events": "event",
    "rules": "rule",
    "coverage": "coverage",
    "attributes": "attribute",
}

STANDINGS = ["documented", "acknowledged", "records-reported", "reported", "available"]
IDS = [f"{each['plant']} {each['name']}" for each in EXPECTED]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of Examplia's files."""
    return list(csv.DictReader(StringIO(FOLDER.joinpath(f"{name}.csv").read_text(encoding="utf-8"))))


def vocabulary_rows(name: str) -> list[dict[str, str]]:
    file = files("graphmodel").joinpath("vocabularies", f"{name}.csv")
    return list(csv.DictReader(StringIO(file.read_text(encoding="utf-8"))))


def command(question: dict[str, Any]) -> str:
    """The question as it is typed."""
    words = ["datatrail trace --case examplia"]
    for option, value in question.items():
        flag = f"--{option.replace('_', '-')}"
        for each in value if isinstance(value, list) else [value]:
            words.append(flag if each is True else f"{flag} {each}")
    return " ".join(words)


# --- What the program says ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def case() -> Any:
    import datatrail

    return datatrail.demo_case("examplia")


def answers_of(case: Any, question: dict[str, Any]) -> dict[str, Any]:
    """The program's answers by data type."""
    options = {name: value for name, value in question.items() if name not in {"from", "to"}}
    printed = case.trace(question["from"], question["to"], **options).to_dict()
    return {answer["data_type"]: answer for answer in printed["answers"]}


@pytest.mark.parametrize("asked", EXPECTED, ids=IDS)
def test_the_program_answers_as_worked_out_by_hand(case: Any, asked: Expectation) -> None:
    """Verdict, traces in order with all that is said of them, or the reason why there is none."""
    got = answers_of(case, asked["question"])
    expected = dict(asked["answers"])
    others = expected.pop(EVERYTHING_ELSE, None)
    if others:
        expected |= dict.fromkeys(got.keys() - expected.keys(), others)
        assert len(got) > 1, f"{command(asked['question'])}\n  a broader type asks for the narrower ones too"
    wrong = [
        f"{data_type}, {line}"
        for data_type, answer in expected.items()
        for line in differences(answer, got[data_type])
    ]
    assert not wrong, "\n".join([command(asked["question"]), asked["why"], *wrong])


def differences(expected: Expectation, got: dict[str, Any]) -> list[str]:
    """What differs between an expected answer and the one given, a line each."""
    reason = (got["absence"] or {}).get("reason")
    pairs: dict[str, tuple[Any, Any]] = {
        "verdict": (expected["verdict"], got["verdict"]),
        "reason of absence": (expected["absence"], reason),
        "left out": (expected["left_out"], got["left_out"]["count"]),
        "walks": (
            [each["items"] for each in expected["traces"]],
            [chosen_of(each) for each in got["traces"]],
        ),
    }
    lines = unequal(pairs)
    if len(expected["traces"]) == len(got["traces"]):
        for number, (want, have) in enumerate(zip(expected["traces"], got["traces"], strict=True), 1):
            lines += [f"trace {number}, {line}" for line in differences_of_trace(want, have)]
    return lines


def chosen_of(trace: dict[str, Any]) -> list[str]:
    """The item of evidence chosen at each hop."""
    return [item["id"] for step in trace["steps"] for item in step["evidence"] if item["chosen"]]


def differences_of_trace(want: Expectation, have: dict[str, Any]) -> list[str]:
    steps = have["steps"]
    agencies = [steps[0]["from"], *(step["to"] for step in steps)]
    arrival = have["arrival"] or {}
    pairs: dict[str, tuple[Any, Any]] = {
        "agencies": (want["agencies"], agencies),
        "hops": (len(want["items"]), have["hops"]),
        "verdict": (want["verdict"], have["verdict"]),
        "has a because": (want["verdict"] == "possible", bool(have["because"])),
        "standing": (want["standing"], have["standing"]),
        "time": (want["time"], have["time"]),
        "carried as": (want["carried"], [step["carried_as"] for step in steps]),
        "joints shown": (want["joints"], [step["joint_shown"] for step in steps]),
        "earliest": (want["earliest"], arrival.get("earliest")),
        "certain by": (want["certain_by"], arrival.get("certain_by")),
    }
    return unequal(pairs) + differences_of_steps(want, steps)


def differences_of_steps(want: Expectation, steps: list[dict[str, Any]]) -> list[str]:
    """What is expected of single hops, where anything is."""
    fields = {"channels": "channel", "databases": "database", "via": "via", "contested": "contested"}
    pairs: dict[str, tuple[Any, Any]] = {
        name: (want[name], [step[field] for step in steps]) for name, field in fields.items() if name in want
    }
    for number, expected in enumerate(want.get("counts", ())):
        got = steps[number]["count"] or {}
        pairs[f"count {number}"] = (expected, {name: got.get(name) for name in expected})
    for number, expected in enumerate(want.get("rules", ())):
        judged = {each["rule"]: each["judged"] for each in steps[number]["rules"]}
        pairs[f"rules {number}"] = (expected, judged)
    for number, expected in enumerate(want.get("beside", ())):
        beside = [each["id"] for each in steps[number]["beside"]]
        missing = [
            claim for claim in expected if not any(f"{each}:".startswith(f"{claim}:") for each in beside)
        ]
        pairs[f"beside {number}, of {beside}"] = ([], missing)
    return unequal(pairs)


def unequal(pairs: dict[str, tuple[Any, Any]]) -> list[str]:
    return [
        f"{name}: expected {expected!r}, got {got!r}"
        for name, (expected, got) in pairs.items()
        if expected is not NOT_SAID and expected != got
    ]


def test_all_photo_routes_at_once(case: Any) -> None:
    """Asked for every office at once, the program finds each planted walk once, and no other."""
    question = {"from": OFFICES, "to": ENFORCEMENT, "data": "photo", "limit": 100}
    answer = answers_of(case, question)["photo"]
    walks = Counter(
        " ".join([each["verdict"], *(step["from"] for step in each["steps"]), each["steps"][-1]["to"]])
        for each in answer["traces"]
    )
    expected = Counter(PHOTO_WALKS.strip().splitlines())
    assert answer["verdict"] == "holds"
    assert walks == expected, f"too many: {walks - expected}\nmissing: {expected - walks}"


def test_traces_are_printed_best_first(case: Any) -> None:
    """Those that hold first, then the better weakest standing, then the earlier arrival, then fewer hops."""
    question = {"from": OFFICES, "to": ENFORCEMENT, "data": "photo", "limit": 100}
    keys = [
        (
            each["verdict"] != "holds",
            STANDINGS.index(each["standing"]),
            each["arrival"]["earliest"] or "",
            each["hops"],
            chosen_of(each),
        )
        for each in answers_of(case, question)["photo"]["traces"]
    ]
    assert keys == sorted(keys)


# --- What brute force says ----------------------------------------------------------------------------------


@cache
def oracle_case() -> dict[str, Any]:
    """Examplia as the brute-force oracle reads it; it is told what the unlisted name is best taken for."""
    return {
        **{shape: rows(name) for name, shape in SHAPE_OF_FILE.items()},
        "data_type": vocabulary_rows("data_types"),
        "purpose": vocabulary_rows("purposes"),
        "candidate": [{"name": "Imaginary Borders Bureau", "agency": "ex-borders"}],
        "dataset": "examplia",
    }


@pytest.mark.parametrize("asked", EXPECTED, ids=IDS)
def test_brute_force_agrees_with_the_hand_work(asked: Expectation) -> None:
    """Enumerating every walk and reading of the rows gives what was worked out by hand."""
    wrong = []
    for data_type, expected in asked["answers"].items():
        types = [data_type] if data_type != EVERYTHING_ELSE else others_below(asked)
        for each in types:
            got = oracle.answer(oracle_case(), {**asked["question"], "data": each})
            wrong += [f"{each}, {line}" for line in differences_from_oracle(expected, got)]
    assert not wrong, "\n".join([command(asked["question"]), asked["why"], *wrong])


def others_below(asked: Expectation) -> list[str]:
    """The types that the type asked for includes, and itself, but for those with an answer of their own."""
    below = [asked["question"]["data"]]
    for each in below:
        below += [
            row["id"]
            for row in oracle_case()["data_type"]
            if each in row["parents"].split(";") and row["id"] not in below
        ]
    return [each for each in below if each not in asked["answers"]]


def differences_from_oracle(expected: Expectation, got: dict[str, Any]) -> list[str]:
    shown = len(expected["traces"])
    lines = unequal(
        {
            "verdict": (expected["verdict"], got["verdict"]),
            "reason of absence": (expected["absence"], got["reason"]),
            "traces": (shown + expected["left_out"], len(got["traces"])),
        }
    )
    names = {
        "verdict": "verdict",
        "standing": "standing",
        "items": "items",
        "earliest": "E",
        "certain_by": "L",
        "time": "time",
        "joints": "joints",
        "carried": "payloads",
        "contested": "contested",
        "rules": "rules",
    }
    for number, (want, have) in enumerate(zip(expected["traces"], got["traces"], strict=False), 1):
        pairs = {ours: (want[ours], have[theirs]) for ours, theirs in names.items() if ours in want}
        lines += [f"trace {number}, {line}" for line in unequal(pairs)]
    return lines


# --- What the files are -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPE_OF_FILE)
def test_files_have_the_canonical_columns(name: str) -> None:
    """Each file loads without a mapping: its header is that of its shape."""
    header = next(csv.reader(StringIO(FOLDER.joinpath(f"{name}.csv").read_text(encoding="utf-8"))))
    assert tuple(header) == SHAPES[SHAPE_OF_FILE[name]].header


def test_examplia_names_nobody_real() -> None:
    """Every agency is its own, every state is EX, and no document has an address."""
    real = {row["agency"] for row in vocabulary_rows("agencies")}
    agencies = rows("agencies")
    assert all(row["agency"].startswith("ex-") for row in agencies)
    assert not real & {row["agency"] for row in agencies}
    assert {row["state"] for row in agencies} == {"", "EX"}
    assert not any(row["url"] for row in rows("documents"))


def test_every_party_is_listed_but_one_name() -> None:
    """What the rows name resolves, but for one planted name that nobody bears and what is masked."""
    listed = {row["agency"] for row in rows("agencies")}
    cells = [
        row.get(column, "").replace(">", ";")
        for name in ("claims", "events", "coverage", "rules")
        for row in rows(name)
        for column in ("holder", "recipient", "requester", "component", "via", "received_from", "agency")
    ]
    named = {part for cell in cells for part in cell.split(";") if part}
    assert named - listed == {"***", "Imaginary Borders Bureau", ENFORCEMENT}


def test_every_planted_question_is_explained() -> None:
    """PLANTED.md shows each question as it is typed, once, then its verdict, and why."""
    planted = FOLDER.joinpath("PLANTED.md").read_text(encoding="utf-8")
    blocks = dict(block.split("\n", 1) for block in planted.split("\n    ")[1:])
    assert len(blocks) == len(EXPECTED) + 1
    for asked in EXPECTED:
        said = " ".join(blocks[command(asked["question"])].split())
        assert asked["why"] in said
        assert all(f"**{answer['verdict']}**" in said for answer in asked["answers"].values())
        assert all(
            f"`{answer['absence']}`" in said for answer in asked["answers"].values() if answer["absence"]
        )
