"""A month of work in any order leaves a case equal to one that is built afresh from its inputs and logs.

A machine enters files anew, checks, corrects, retracts, withdraws, decides about a name, undoes, removes, goes back, and
merges the case with that of somebody who worked on a copy. What must then be in the tables is worked out here besides,
from a list of what was said and taken back; and the laws of `tests.loaders.laws` hold after every step.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from datatrail.case import Case
from datatrail.exchanging import reading_of
from graphmodel.errors import InputError
from graphmodel.projection import project_tables
from loaders import changing, deciding, reviewing
from loaders.generations import KEPT_GENERATIONS
from loaders.history import history
from loaders.interchange.exporting import export
from loaders.interchange.holding import HOLDS
from loaders.interchange.importing import read_export
from loaders.interchange.restoring import restore
from loaders.load import load
from loaders.merging import merge
from loaders.names import Naming
from loaders.reviewed import reviews_of
from loaders.reviews import read_reviews
from loaders.store import CaseFolder
from loaders.together import together
from loaders.worklist import undecided
from tests.loaders.laws import Standings, check_evidence, no_flow_less, no_flow_more, standings
from tests.loaders.making import case, claim, contents, current, write
from tests.loaders.partedcases import AGENCIES, SOURCES, held

CASES = max(4, int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 1000)
Cells = Mapping[str, str]
IDS = ("c1", "c2", "c3")
DATASETS = {"c1": "one", "c2": "one", "c3": "two"}
MODES = ("disclosed", "available", "refused")
DOCUMENTS = ("news", "retold", "report")
NAME, MEANT, MEANS_NOBODY = "Town Cops", ("ex-pd", "ex-old-pd"), "prov-{}-town-cops"
ROWS = st.fixed_dictionaries(
    {
        "claim_id": st.sampled_from(IDS),
        "mode": st.sampled_from(MODES),
        "read": st.sampled_from(("excerpt", "in-full")),
        "document": st.sampled_from(DOCUMENTS),
    }
)


@dataclass(frozen=True)
class State:
    """What a generation rests on: the rows of each dataset, what was said that stands, and who the name stands for."""

    rows: Mapping[str, Cells] = field(default_factory=dict)
    said: tuple[tuple[str, str, str, Cells | None], ...] = ()
    named: str = ""

    def expected(self) -> dict[str, tuple[str, str]]:
        """Mode and reading of each claim that the tables must have."""
        gone = {about for about, kind, *_ in self.said if kind == "withdraw"}
        gone |= {"retold"} if "news" in gone else set()
        found = {each: self._one(each, row) for each, row in self.rows.items() if row["document"] not in gone}
        return {each: one for each, one in found.items() if one is not None}

    def _one(self, name: str, row: Cells) -> tuple[str, str] | None:
        mode, read = row["mode"], row["read"]
        for about, kind, value, of in self.said:
            if about == name and of == row:
                if kind == "retract":
                    return None
                mode, read = (value, read) if kind == "correct" else (mode, value)
        return mode, read


class Month(RuleBasedStateMachine):
    """One case, and beside it what it must hold."""

    base: Path

    @initialize()
    def begin(self) -> None:
        self.home = Path(mkdtemp())
        self.folder = CaseFolder(shutil.copytree(self.base, self.home / "case"))
        self.now = State()
        self.of_generation = {self.folder.current: self.now}
        self.merges = 0

    # --- what is done

    @rule(row=ROWS)
    def enter(self, row: Cells) -> None:
        """A row is entered or changed, and its file loaded again; the same file changes nothing."""
        before, name = self._standings(), row["claim_id"]
        known = name in self.now.rows or any(each[0] in {name, row["document"]} for each in self.now.said)
        rows = self._entered(self.folder, row)
        self._is(replace(self.now, rows=rows))
        if not known and row["mode"] != "refused":
            no_flow_less(before, self._standings())

    @precondition(lambda self: self.now.rows)
    @rule(data=st.data(), how=st.sampled_from(("in-full", "computed")))
    def check(self, data: Any, how: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.now.rows)))
        if reviewing.check(self.folder, name, read=how, who="A. Analyst"):
            self._say(name, "read", how)

    @precondition(lambda self: self.now.rows)
    @rule(data=st.data(), mode=st.sampled_from(MODES))
    def correct(self, data: Any, mode: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.now.rows)))
        if reviewing.correct(self.folder, name, {"mode": mode}, who="A. Analyst", why="p. 3"):
            self._say(name, "correct", mode)

    @precondition(lambda self: self.now.rows)
    @rule(data=st.data())
    def retract(self, data: Any) -> None:
        name = data.draw(st.sampled_from(sorted(self.now.rows)))
        before = self._standings()
        if reviewing.retract(self.folder, name, who="A. Analyst", why="they took it back"):
            self._say(name, "retract", "")
        no_flow_more(before, self._standings())

    @precondition(lambda self: self.now.rows)
    @rule(data=st.data())
    def withdraw(self, data: Any) -> None:
        name = data.draw(st.sampled_from(sorted({row["document"] for row in self.now.rows.values()})))
        before = self._standings()
        if reviewing.withdraw(self.folder, name, who="A. Analyst", why=""):
            self._is(replace(self.now, said=(*self.now.said, (name, "withdraw", "", None))))
        no_flow_more(before, self._standings())

    @precondition(lambda self: self.now.said)
    @rule(data=st.data())
    def undo(self, data: Any) -> None:
        """The last thing that was said of a claim, which is named by its words."""
        about = data.draw(st.sampled_from(sorted({each[0] for each in self.now.said})))
        last = max(number for number, each in enumerate(self.now.said) if each[0] == about)
        _, kind, value, _ = self.now.said[last]
        words = {"read": f"read {value}", "correct": f"correct mode={value}"}.get(kind, kind)
        reviewing.undo(self.folder, about, words, who="B. Analyst")
        self._is(replace(self.now, said=self.now.said[:last] + self.now.said[last + 1 :]))

    @precondition(lambda self: self.now.rows)
    @rule(data=st.data())
    def remove(self, data: Any) -> None:
        gone = data.draw(st.sampled_from(sorted({DATASETS[name] for name in self.now.rows})))
        before = self._standings()
        changing.remove_dataset(self.folder, gone)
        left = {name: row for name, row in self.now.rows.items() if DATASETS[name] != gone}
        self._is(replace(self.now, rows=left))
        no_flow_more(before, self._standings())

    @precondition(lambda self: self.now.expected())
    @rule(agency=st.sampled_from(MEANT))
    def decide(self, agency: str) -> None:
        """The name is an agency; what was decided before is taken back first, as the other would contradict it."""
        if self.now.named not in {"", agency}:
            with pytest.raises(InputError, match="together they say that"):
                deciding.accept(self.folder, NAME, agency, who="A. Analyst", why="its letterhead")
            deciding.undo(self.folder, NAME, None, who="B. Analyst", why="another town")
        deciding.accept(self.folder, NAME, agency, who="A. Analyst", why="its letterhead")
        self._is(replace(self.now, named=agency))

    @rule(format_=st.sampled_from(sorted(HOLDS)))
    def go_out_and_come_back(self, format_: str) -> None:
        """What an export becomes is the case that it was written of: tables, logs, rows."""
        self.merges += 1
        path = self.home / f"export-{self.merges}"
        export(reading_of(Case(self.folder)), format_, path)
        target = CaseFolder(self.home / f"back-{self.merges}")
        restore(read_export(path, format_), target)
        assert held(target) == held(self.folder)
        self.folder, self.of_generation = target, {target.current: self.now}

    @precondition(lambda self: self.now.rows)
    @rule(data=st.data(), row=ROWS, mode=st.sampled_from(MODES))
    def merge_what_a_colleague_did(self, data: Any, row: Cells, mode: str) -> None:
        """One corrects a claim, and the other enters a row of another: both are in the case that the two become."""
        name = data.draw(st.sampled_from(sorted(self.now.rows)))
        mine, theirs = self.folder, self._copy()
        said = reviewing.correct(mine, name, {"mode": mode}, who="A. Analyst", why="p. 3")
        rows = self.now.rows if row["claim_id"] == name else self._entered(theirs, row)
        self._merge(mine, theirs)
        now = replace(self.now, rows=rows)
        if said:
            now = replace(now, said=(*now.said, (name, "correct", mode, self.now.rows[name])))
        self._is(now)
        assert undecided(self.folder, self.folder.manifest()) == []

    @precondition(lambda self: self.now.expected())
    @rule(data=st.data(), decision=st.sampled_from(MODES))
    def disagree_and_decide(self, data: Any, decision: str) -> None:
        """Two correct one cell otherwise: it is masked and listed; then it is what a third says, who comes last."""
        name = data.draw(st.sampled_from(sorted(self.now.expected())))
        mine, theirs = self.folder, self._copy()
        modes = [mode for mode in MODES if mode != self.now.expected()[name][0]]
        for folder, mode, who in zip((mine, theirs), modes, ("A. Analyst", "B. Analyst"), strict=True):
            reviewing.correct(folder, name, {"mode": mode}, who=who, why="p. 3")
        self._merge(mine, theirs)
        tables = self.folder.read().tables
        assert {row["id"]: row["mode"] for row in tables.records("Statement")}[name] is None
        check_evidence(tables)
        voices = undecided(self.folder, self.folder.manifest())
        sides = sorted((each.about, each.part, each.who) for each in voices)
        assert sides == [(name, "mode", "A. Analyst"), (name, "mode", "B. Analyst")]
        reviewing.correct(self.folder, name, {"mode": decision}, who="C. Analyst", why="both read on")
        added = read_reviews(self.folder.path)[-3:]
        of = self.now.rows[name]
        self._is(
            replace(self.now, said=(*self.now.said, *((name, "correct", each.value, of) for each in added)))
        )
        assert undecided(self.folder, self.folder.manifest()) == []

    @rule(data=st.data())
    def roll_back(self, data: Any) -> None:
        """To any generation that is kept; one that is gone is refused, and nothing changes."""
        name = data.draw(st.sampled_from(sorted(filter(None, self.of_generation))))
        if name not in self.folder.generations():
            before = contents(self.folder.path)
            with pytest.raises(InputError, match=f"is gone: the last {KEPT_GENERATIONS} are kept"):
                changing.rollback(self.folder, name)
            assert contents(self.folder.path) == before
            return
        then = self.folder.read_generation(name)
        changing.rollback(self.folder, name)
        self._is(self.of_generation[name])
        assert _without_marks(self.folder.read().tables) == _without_marks(then.tables)

    # --- what must be so

    @invariant()
    def the_tables_hold_what_was_said(self) -> None:
        """Worked out from the list of what was said, not from the log."""
        found = {
            row["id"]: (row["mode"], row["read"]) for row in self.folder.read().tables.records("Statement")
        }
        assert found == self.now.expected()

    @invariant()
    def the_name_stands_for_whom_it_was_decided_to(self) -> None:
        """In every item of the projection."""
        for item in project_tables(self.folder.read().tables).items:
            assert item.recipient == (self.now.named or MEANS_NOBODY.format(item.dataset))

    @invariant()
    def the_laws_hold(self) -> None:
        """Of the evidence and its flows."""
        check_evidence(self.folder.read().tables)

    @invariant()
    def it_equals_a_case_built_afresh(self) -> None:
        """From the rows that it keeps and its logs: every table, and what became of each review."""
        with self.folder.writing() as writer:
            made = together(
                writer.inputs(),
                (),
                Naming.of(self.folder.path),
                registry=False,
                review=reviews_of(self.folder.path),
            ).contents()
        there = self.folder.read()
        assert all(made.tables[name].equals(there.tables[name]) for name in there.tables)
        assert made.reviews == there.manifest["reviews"]

    def teardown(self) -> None:
        """At the end a new case is loaded from files, with the logs in it: the same bytes; the log only grew."""
        if not hasattr(self, "folder"):
            return
        afresh = CaseFolder(shutil.copytree(self.base, self.home / "afresh"))
        for log in ("reviews.csv", "decisions.csv"):
            shutil.copy(self.folder.path / log, afresh.path)
        (self.home / "again").mkdir()
        for dataset in self._loaded():
            load(afresh, [self._file(self.home / "again", dataset, self.now.rows)], dataset=dataset)
        tables = [{n: h for n, h in current(each).items() if "/" not in n} for each in (self.folder, afresh)]
        for each in tables:
            each.pop("manifest.json")
        assert tables[0] == tables[1]
        assert history(self.folder)[-1]["state"] == "current"
        shutil.rmtree(self.home)

    # --- helpers of the machine

    def _standings(self) -> Standings:
        return standings(project_tables(self.folder.read().tables))

    def _entered(self, folder: CaseFolder, row: Cells) -> dict[str, Cells]:
        """A row is entered into the file of its dataset, which is loaded again."""
        rows = {**self.now.rows, row["claim_id"]: row}
        dataset = DATASETS[row["claim_id"]]
        load(folder, [self._file(self.home, dataset, rows)], dataset=dataset)
        return rows

    def _copy(self) -> CaseFolder:
        """What somebody else works on."""
        self.merges += 1
        return CaseFolder(shutil.copytree(self.folder.path, self.home / f"copy-{self.merges}"))

    def _merge(self, mine: CaseFolder, theirs: CaseFolder) -> None:
        """The case is then what the two become."""
        target = self.home / f"merged-{self.merges}"
        merge(mine, theirs, target)
        self.folder = CaseFolder(target)
        self.of_generation = {}

    def _loaded(self) -> list[str]:
        return [entry["dataset"] for entry in self.folder.manifest()["inputs"] if entry["dataset"] != "base"]

    def _file(self, folder: Path, dataset: str, rows: Mapping[str, Cells]) -> Path:
        mine = [
            claim(**rows[name], holder="ex-motor", recipient=NAME)
            for name in sorted(rows)
            if DATASETS[name] == dataset
        ]
        return write(folder / f"{dataset}.csv", "claim", mine)

    def _say(self, name: str, kind: str, value: str) -> None:
        self._is(replace(self.now, said=(*self.now.said, (name, kind, value, self.now.rows[name]))))

    def _is(self, state: State) -> None:
        grown = read_reviews(self.folder.path)
        assert [each.line for each in grown] == list(range(2, len(grown) + 2))
        self.now = state
        self.of_generation[self.folder.current] = state


def _without_marks(tables: Any) -> dict[str, Any]:
    """The tables but for who checked what on which day: of two that said the same, either may be left."""
    marks = ["checked", "corrected"]
    return {
        name: table.drop_columns(marks).to_pylist() if name == "Statement" else table.to_pylist()
        for name, table in tables.items()
    }


def test_a_month_of_work_in_any_order(tmp_path: Path) -> None:
    """Each step is compared; flushing to disk is left out, which changes nothing here."""
    base = case(tmp_path / "base", registry=False)
    files = [
        write(tmp_path / "agencies.csv", "agency", AGENCIES),
        write(tmp_path / "documents.csv", "document", SOURCES),
    ]
    load(base, files, dataset="base")
    Month.base = base.path
    with patch("os.fsync"):
        from hypothesis.stateful import run_state_machine_as_test

        run_state_machine_as_test(Month, settings=settings(max_examples=CASES, stateful_step_count=12))
