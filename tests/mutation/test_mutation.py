"""The changes that are made, the ones that are left out, and the ones that no test notices are what the tables say."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.mutation.choosing import ROOT, SURVIVORS, TABLE, drawn, mutant, places, why_left_out

#: Judges three changes of one module by one file of tests: of a function, of nothing that matters, of a default.
JUDGING = """
from pathlib import Path
from tests.mutation.running import judge, learn, with_tests

def judged(session):
    known = learn(session, ["graphmodel/scope.py"])
    source = Path("graphmodel/scope.py").read_text(encoding="utf-8")
    for old, new in (
        ("self.party is None and self.kind is None", "self.party is None or self.kind is None"),
        ('state, colon, kind = text.partition(":")', 'state, colon, kind = text.partition(":", )'),
        ('ANY = "any"', 'ANY = "anybody"'),
    ):
        assert source.count(old) == 1
        print("judged", *judge(session, known, "graphmodel/scope.py", source.replace(old, new), 60)[:2], sep="|")

with_tests(["tests/graphmodel/test_scope.py"], judged)
"""


@pytest.fixture(name="survivors", scope="module")
def listed_survivors() -> list[dict[str, str]]:
    with SURVIVORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_listed_survivor_is_a_line_of_today_with_a_reason(survivors: list[dict[str, str]]) -> None:
    """A line that was changed since is judged anew: its old reason may no longer hold."""
    lines = {
        module: {line.strip() for line in (ROOT / module).read_text(encoding="utf-8").splitlines()}
        for module in TABLE["modules"]
    }
    gone = [f"{row['module']}: {row['line']}" for row in survivors if row["line"] not in lines[row["module"]]]
    assert not gone
    assert all(row["reason"] and row["becomes"] != row["line"] for row in survivors)


def test_no_survivor_is_listed_twice(survivors: list[dict[str, str]]) -> None:
    """Two reasons for one change could differ."""
    counted = Counter((row["module"], row["line"], row["becomes"]) for row in survivors)
    assert max(counted.values(), default=1) == 1


def test_each_module_and_each_test_file_of_the_table_is_there() -> None:
    """A module that was renamed is not silently left out."""
    assert all((ROOT / name).is_file() for name in (*TABLE["modules"], *TABLE["tests"]))
    texts = "".join((ROOT / name).read_text(encoding="utf-8") for name in TABLE["tests"])
    assert [name for name in TABLE["strongest"] if f"def {name}(" not in texts] == []


def test_each_reason_for_leaving_out_leaves_something_out() -> None:
    """A reason that fits nothing any more is dead."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator

    found = set()
    for module in TABLE["modules"]:
        nodes = list(ast_nodes(get_ast((ROOT / module).read_text(encoding="utf-8"))))
        for name in TABLE["operators"]:
            operator = get_operator(f"core/{name}")()
            found |= {why_left_out(name, node) for node in nodes if list(operator.mutation_positions(node))}
    assert found == {*TABLE["left_out"], None}


def test_a_smaller_share_is_part_of_a_larger_one() -> None:
    """So that what a sample said stays said when more is tried; each module has its part."""
    modules = ["graphmodel/scope.py", "graphmodel/denials.py"]
    whole, half, tenth = (set(drawn(modules, share)) for share in (1.0, 0.5, 0.1))
    assert tenth < half < whole == {place for module in modules for place in places(module)}
    assert {place.module for place in tenth} == set(modules)


def test_a_change_is_of_one_line_and_says_which() -> None:
    """What is shown of it is what was changed; the file itself is not touched."""
    before = (ROOT / "graphmodel/scope.py").read_text(encoding="utf-8")
    place = next(each for each in places("graphmodel/scope.py") if each.operator == "ReplaceAndWithOr")
    made = mutant(place)
    assert made is not None
    differing = [
        (old.strip(), new.strip())
        for old, new in zip(before.splitlines(), made.source.splitlines(), strict=True)
        if old != new
    ]
    assert differing == [(made.line, made.becomes)]
    assert (ROOT / "graphmodel/scope.py").read_text(encoding="utf-8") == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="changes are judged in forked processes")
def test_a_change_that_matters_turns_a_test_red_and_one_that_does_not_turns_none() -> None:
    """Inside a function, where its code is exchanged, and outside, where the module is imported anew."""
    done = subprocess.run(
        [sys.executable, "-c", JUDGING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    outcomes = [
        line.partition("judged|")[2].split("|") for line in done.stdout.splitlines() if "judged|" in line
    ]
    assert [outcome for outcome, _ in outcomes] == ["killed", "survived", "killed"]
    assert all(by.startswith("tests/graphmodel/test_scope.py::") for by in (outcomes[0][1], outcomes[2][1]))
    assert Path(ROOT / "graphmodel/scope.py").is_file()
