"""Two cases that parted become one: in either order the same, nothing lost, and where two do not agree neither counts."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Self
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.projection import project_tables
from graphmodel.schema import FORMAT_VERSION
from loaders import deciding, reviewing
from loaders.decisions import read_decisions
from loaders.disputes import read_voices
from loaders.generations import number_of
from loaders.history import history
from loaders.load import load
from loaders.merging import merge, names_of
from loaders.namelist import listed
from loaders.names import Naming
from loaders.reviews import read_reviews
from loaders.store import CaseFolder
from loaders.worklist import undecided
from tests.loaders.making import case
from tests.loaders.partedcases import IDS, Act, acts, base, copied, held, work

CASES = max(4, int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 400)
SOME = st.lists(acts(), max_size=3)


@pytest.fixture(name="begun", scope="module")
def began(tmp_path_factory: pytest.TempPathFactory) -> Generator[CaseFolder]:
    """What all begin with; flushing to disk is left out, which changes nothing here."""
    with patch("os.fsync"):
        yield base(tmp_path_factory.mktemp("begun"))


class Two:
    """Two copies of a case on which two people worked, and what becomes of them together."""

    def __init__(self, begun: CaseFolder, mine: list[Act], theirs: list[Act]) -> None:
        self.home = Path(mkdtemp())
        self.ann = work(copied(begun, self.home / "ann"), "Ann A.", mine, self.home / "of-ann")
        self.bob = work(copied(begun, self.home / "bob"), "Bob B.", theirs, self.home / "of-bob")

    def merged(self, one: CaseFolder, other: CaseFolder, name: str) -> CaseFolder:
        """A third."""
        merge(one, other, self.home / name)
        return CaseFolder(self.home / name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.home)


@settings(max_examples=CASES)
@given(mine=SOME, theirs=SOME)
def test_the_order_of_the_two_does_not_matter_and_merging_again_changes_nothing(
    begun: CaseFolder, mine: list[Act], theirs: list[Act]
) -> None:
    """Every table, log and list to the byte: A with B as B with A, A with itself as A, the third with A or B as it was."""
    with Two(begun, mine, theirs) as two:
        before = held(two.ann), held(two.bob)
        both = held(made := two.merged(two.ann, two.bob, "both"))
        assert both == held(two.merged(two.bob, two.ann, "turned"))
        assert both == held(two.merged(made, two.ann, "again-ann"))
        assert both == held(two.merged(two.bob, made, "again-bob"))
        assert held(two.merged(two.ann, two.ann, "itself")) == before[0]
        assert (held(two.ann), held(two.bob)) == before


@settings(max_examples=CASES)
@given(mine=SOME, theirs=SOME)
def test_nothing_is_lost(begun: CaseFolder, mine: list[Act], theirs: list[Act]) -> None:
    """Each line of each log is there, in the order that its own case has; each row counts, or is listed."""
    with Two(begun, mine, theirs) as two:
        both = two.merged(two.ann, two.bob, "both")
        for read in (read_decisions, read_reviews):
            lines = [tuple(each.cells()) for each in read(both.path)]
            for side in (two.ann, two.bob):
                mine_ = [tuple(each.cells()) for each in read(side.path)]
                assert not Counter(mine_) - Counter(lines)
                assert [each for each in lines if each in set(mine_)] == mine_ or len(set(mine_)) < len(mine_)
        listed = {each.about for each in read_voices(both.path)}
        there = _ids(both)
        for side in (two.ann, two.bob):
            assert _ids(side) - there <= listed | _taken_out(both)


def _ids(folder: CaseFolder) -> set[str]:
    return {row["id"] for row in folder.read().tables.records("Statement")}


def _taken_out(folder: CaseFolder) -> set[str]:
    """Claims that somebody took out, and nobody said otherwise of."""
    said = folder.read().manifest["reviews"]
    documents = {each["claim"] for each in said if each["what"] == "withdraw" and each["state"] == "applied"}
    documents |= {"retold"} if "news" in documents else set()
    cites = {"c1": "news", "c2": "retold", "c3": "news"}
    gone = {claim for claim, document in cites.items() if document in documents}
    return gone | {
        each["claim"] for each in said if each["what"].startswith("retract") and each["state"] == "applied"
    }


# --- what becomes of a dispute ------------------------------------------------------------------------------------


def parted(begun: CaseFolder, home: Path, mine: Sequence[Act], theirs: Sequence[Act]) -> CaseFolder:
    """What two become, Ann and Bob, who have each done some things."""
    ann = work(copied(begun, home / "ann"), "Ann A.", mine, home / "of-ann")
    bob = work(copied(begun, home / "bob"), "Bob B.", theirs, home / "of-bob")
    merge(ann, bob, home / "both")
    return CaseFolder(home / "both")


def doubtful(folder: CaseFolder) -> list[tuple[str, str, str, str]]:
    """What nobody has decided: kind, about, part and case of each side."""
    return [(each.kind, each.about, each.part, each.case) for each in undecided(folder, folder.manifest())]


def statement(folder: CaseFolder, name: str) -> dict[str, Any]:
    """The row of a claim in the tables."""
    return next(row for row in folder.read().tables.records("Statement") if row["id"] == name)


def recipient(folder: CaseFolder, name: str = "c1") -> str:
    """Who the recipient of a claim is in the projection."""
    return next(item.recipient for item in project_tables(folder.read().tables).items if item.claim == name)


def says(kind: str, about: str, value: str = "", when: int = 1) -> Act:
    return Act(kind, about, value, when)


def test_a_name_that_two_decide_otherwise_stands_for_no_agency_until_somebody_decides(
    begun: CaseFolder, tmp_path: Path
) -> None:
    """The list says who said what, when and in which case; one decision takes it off and counts."""
    both = parted(
        begun, tmp_path, [says("accept", "Cops", "ex-pd")], [says("accept", "Cops", "ex-old-pd", 2)]
    )
    assert recipient(both).startswith("prov-")
    voices = undecided(both, both.manifest())
    assert [(each.case, each.who, each.said, each.when) for each in voices] == [
        ("ann", "Ann A.", "ex-pd", "2026-05-04T09:01:00Z"),
        ("bob", "Bob B.", "ex-old-pd", "2026-05-04T09:02:00Z"),
    ]
    (listed_,) = [each for each in listed(both.read().tables, Naming.of(both.path)) if each.name == "Cops"]
    assert (listed_.status, listed_.why) == (
        "unsure",
        (
            "not decided, as two do not agree: ex-pd (by Ann A. on 2026-05-04: says Ann A.); "
            "ex-old-pd (by Bob B. on 2026-05-04: says Bob B.)"
        ),
    )
    deciding.accept(both, "Cops", "ex-old-pd", who="Cleo C.", why="the letterhead")
    assert recipient(both) == "ex-old-pd"
    assert doubtful(both) == []


@pytest.mark.parametrize("choice", ["ex-pd", "ex-old-pd", None, "unsure"])
def test_a_dispute_about_a_name_is_decided_for_either_side_for_neither_or_left_unsure(
    begun: CaseFolder, tmp_path: Path, choice: str | None
) -> None:
    """Also for the side that stands in the log already; a merge with what the case holds does not open it again."""
    both = parted(begun, tmp_path, [says("accept", "Cops", "ex-pd")], [says("reject", "Cops", "ex-pd", 2)])
    who = {"who": "Cleo C.", "why": "asked them"}
    if choice == "unsure":
        deciding.unsure(both, "Cops", **who)
    elif choice is None:
        deciding.reject(both, "Cops", None, **who)
    else:
        deciding.accept(both, "Cops", choice, **who)
    assert doubtful(both) == []
    expected = choice if choice in IDS else "prov-one-cops"
    merge(both, CaseFolder(tmp_path / "bob"), tmp_path / "again")
    for each in (both, CaseFolder(tmp_path / "again")):
        assert (recipient(each), doubtful(each)) == (expected, [])


DISAGREEMENTS = {
    "an agency, and nobody can tell": ("accept Cops ex-pd", "unsure Cops", ("name", "Cops", "")),
    "said, and taken back": ("accept Cops ex-pd", "accept Cops ex-pd; undo_name Cops", ("name", "Cops", "")),
    "another reading": ("read c1 in-full", "read c1 excerpt", ("review", "c1", "read")),
    "another correction": ("correct c1 refused", "correct c1 available", ("review", "c1", "mode")),
    "withdrawn, and confirmed": ("retract c1", "read c1 in-full", ("review", "c1", "retract")),
    "withdrawn, and corrected": ("retract c1", "correct c1 refused", ("review", "c1", "retract")),
    "withdrawn, and not after all": (
        "retract c1",
        "retract c1; undo c1 retract",
        ("review", "c1", "retract"),
    ),
    "a document withdrawn, and a claim of it confirmed": (
        "withdraw news",
        "read c1 in-full",
        ("review", "news", "withdraw"),
    ),
    "a document withdrawn, and a claim confirmed that only retells it": (
        "withdraw news",
        "read c2 in-full",
        ("review", "news", "withdraw"),
    ),
    "one id, entered twice": ("enter e1 refused", "enter e1 available", ("row", "e1", "claim")),
    "one id, in two files": ("load two.csv refused", "load three.csv available", ("row", "c3", "claim")),
    "two versions of a file": ("load two.csv refused", "load two.csv available", ("file", "two.csv", "one")),
}


def told(words: str) -> list[Act]:
    """Acts from words."""
    cells = [[*each.strip().split(), ""] for each in words.split(";")]
    return [
        Act(kind.replace("_", " "), about, value, n)
        for n, (kind, about, value, *_) in enumerate(cells, start=1)
    ]


@pytest.mark.parametrize(("mine", "theirs", "subject"), DISAGREEMENTS.values(), ids=DISAGREEMENTS)
def test_whatever_cannot_both_be_so_is_listed(
    begun: CaseFolder, tmp_path: Path, mine: str, theirs: str, subject: tuple[str, str, str]
) -> None:
    """With a side of each case."""
    both = parted(begun, tmp_path, told(mine), told(theirs))
    found = doubtful(both)
    assert {(*subject, "ann"), (*subject, "bob")} <= set(found)


def test_decisions_that_contradict_each_other_only_together_are_listed(
    begun: CaseFolder, tmp_path: Path
) -> None:
    """Each of two agencies is said to be the other: until somebody decides, each is itself; the rest stands."""
    start = copied(begun, tmp_path / "start")
    deciding.reject(start, "Cops", "ex-pd", who="Zoe", why="of two\nlines")
    both = parted(start, tmp_path, told("accept ex-old-pd ex-pd"), told("accept ex-pd ex-old-pd"))
    assert doubtful(both) == [("name", "ex-old-pd", "", "ann"), ("name", "ex-pd", "", "bob")]
    assert recipient(both, "c2").startswith("prov-")
    registry = project_tables(both.read().tables).registry
    assert [registry.successor(each) for each in IDS] == [*IDS]


AGREEMENTS = {
    "the same decision": ("accept Cops ex-pd", "accept Cops ex-pd"),
    "two that both may be so": ("reject Cops ex-pd", "reject Cops ex-old-pd"),
    "of different names": ("accept Cops ex-pd", "accept Old_Cops ex-old-pd"),
    "the same correction": ("correct c1 refused", "correct c1 refused"),
    "of different claims": ("retract c1", "correct c2 refused"),
    "both withdraw": ("retract c1", "retract c1"),
    "the same row": ("enter e1 refused", "enter e1 refused"),
    "the same file": ("load two.csv refused", "load two.csv refused"),
    "a later version of what both know": ("load one.csv refused", ""),
}


@pytest.mark.parametrize(("mine", "theirs"), AGREEMENTS.values(), ids=AGREEMENTS)
def test_what_can_both_be_so_is_a_case_built_by_one_after_the_other(
    begun: CaseFolder, tmp_path: Path, mine: str, theirs: str
) -> None:
    """Nothing is listed, and the tables are those of a case in which Bob did his after Ann had done hers."""
    first = [replace(each, about=each.about.replace("_", " ")) for each in told(mine)] if mine else []
    second = (
        [replace(each, about=each.about.replace("_", " "), when=9) for each in told(theirs)] if theirs else []
    )
    both = parted(begun, tmp_path, first, second)
    assert doubtful(both) == []
    turn = work(copied(begun, tmp_path / "turn"), "Ann A.", first, tmp_path / "of-turn")
    work(turn, "Bob B.", second, tmp_path / "of-turn")
    assert _plain(both) == _plain(turn)


def _plain(folder: CaseFolder) -> dict[str, Any]:
    """The tables but for who said what of a row: of two that said the same, both are told."""
    tables = folder.read().tables
    return {
        name: table.drop_columns(["checked", "corrected"] if name == "Statement" else []).to_pylist()
        for name, table in tables.items()
    }


def test_a_cell_that_two_correct_otherwise_is_masked_until_somebody_decides(
    begun: CaseFolder, tmp_path: Path
) -> None:
    """Neither correction is applied, and the row says who wants what; then the one that was decided counts."""
    both = parted(
        begun, tmp_path, [says("correct", "c1", "refused")], [says("correct", "c1", "available", 2)]
    )
    row = statement(both, "c1")
    assert (row["mode"], row["masked"]) == (None, ["mode:disputed"])
    assert row["corrected"] == [
        (
            "mode: disputed, correct mode=available (by Bob B. on 2026-05-04: says Bob B.); "
            "correct mode=refused (by Ann A. on 2026-05-04: says Ann A.)"
        )
    ]
    assert {each["state"] for each in both.manifest()["reviews"]} == {"not decided"}
    reviewing.correct(both, "c1", {"mode": "available"}, who="Cleo C.", why="page 3")
    assert (statement(both, "c1")["mode"], statement(both, "c1")["masked"]) == ("available", [])
    assert doubtful(both) == []


def test_the_side_of_a_correction_that_is_taken_back_leaves_the_other(
    begun: CaseFolder, tmp_path: Path
) -> None:
    """An undo decides as well."""
    both = parted(
        begun, tmp_path, [says("correct", "c1", "refused")], [says("correct", "c1", "available", 2)]
    )
    reviewing.undo(both, "c1", "correct mode=available", who="Bob B.")
    assert (statement(both, "c1")["mode"], doubtful(both)) == ("refused", [])


@pytest.mark.parametrize(("mine", "about"), [("retract c1", "c1"), ("withdraw news", "news")])
def test_nothing_holds_on_a_claim_that_one_withdrew_and_the_other_confirmed(
    begun: CaseFolder, tmp_path: Path, mine: str, about: str
) -> None:
    """It is in the tables, whole, and answers with *could*, not with *did*; withdrawn again, it is gone."""
    both = parted(begun, tmp_path, told(mine), [says("read", "c1", "in-full", 5)])
    (item,) = [each for each in project_tables(both.read().tables).items if each.claim == "c1"]
    assert (item.mode, item.makes_flow, item.is_firm) == ("disclosed", True, False)
    assert item.hidden == "disputed: whether it stands"
    again = reviewing.retract if about == "c1" else reviewing.withdraw
    again(both, about, who="Cleo C.", why="they took it back")
    assert "c1" not in _ids(both)
    assert doubtful(both) == []
    said = "retract" if about == "c1" else "withdraw"
    reviewing.undo(both, about, said, who="Cleo C.")
    reviewing.undo(both, about, said, who="Cleo C.")
    assert statement(both, "c1")["read"] == "in-full"


def test_a_row_that_two_have_otherwise_under_one_id_is_masked_where_they_differ(
    begun: CaseFolder, tmp_path: Path
) -> None:
    """Entered by hand or in versions of a file; a correction decides a cell, a file that is loaded all of them."""
    both = parted(
        begun,
        tmp_path,
        [says("enter", "e1", "refused"), says("load", "two.csv", "refused")],
        [says("enter", "e1", "available"), says("load", "two.csv", "available")],
    )
    for name in ("e1", "c3"):
        row = statement(both, name)
        assert (row["mode"], row["payload"]) == (None, None)
        assert row["masked"] == ["mode:disputed", "payload:disputed"]
    assert (
        len({entry["file"] for entry in both.manifest()["inputs"] if entry["version_of"] == "two.csv"}) == 2
    )
    reviewing.correct(both, "e1", {"mode": "refused"}, who="Cleo C.", why="page 3")
    assert (statement(both, "e1")["mode"], statement(both, "e1")["masked"]) == (
        "refused",
        ["payload:disputed"],
    )
    reviewing.correct(both, "e1", {"payload": "stated"}, who="Cleo C.", why="page 3")
    assert statement(both, "e1")["masked"] == []
    load(both, [tmp_path / "of-bob" / "two.csv"], dataset="one")
    assert statement(both, "c3")["mode"] == "available"
    assert doubtful(both) == []
    merge(both, CaseFolder(tmp_path / "ann"), tmp_path / "again")
    assert statement(CaseFolder(tmp_path / "again"), "c3")["mode"] == "available"
    assert doubtful(CaseFolder(tmp_path / "again")) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "third"),
    [
        ("correct c1 refused", "correct c1 available", "correct c1 available"),
        ("accept Cops ex-pd", "unsure Cops", "accept Cops ex-pd"),
    ],
)
def test_who_speaks_without_knowing_of_a_dispute_does_not_decide_it(
    begun: CaseFolder, tmp_path: Path, mine: str, theirs: str, third: str
) -> None:
    """A third case that parted earlier becomes one more side of it, also where it says what one of them says."""
    both = parted(begun, tmp_path, told(mine), told(theirs))
    (one,) = told(third)
    dora = work(copied(begun, tmp_path / "dora"), "Dora D.", [replace(one, when=9)], tmp_path / "of-dora")
    merge(both, dora, tmp_path / "three")
    assert {"ann", "bob", "dora"} <= {each[3] for each in doubtful(CaseFolder(tmp_path / "three"))}
    merge(dora, CaseFolder(tmp_path / "three"), tmp_path / "again")
    assert held(CaseFolder(tmp_path / "again")) == held(CaseFolder(tmp_path / "three"))


def test_a_cell_of_one_of_two_rows_that_was_corrected_before_is_in_dispute_as_well(
    begun: CaseFolder, tmp_path: Path
) -> None:
    """Whoever corrected it did not know that there is another row of this id."""
    ann = [says("enter", "e1", "refused"), says("correct", "e1", "disclosed", 2)]
    both = parted(begun, tmp_path, ann, [says("enter", "e1", "available")])
    assert statement(both, "e1")["mode"] is None
    assert ("review", "e1", "mode", "ann") in doubtful(both)


def test_the_history_tells_both_pasts_and_what_was_merged(begun: CaseFolder, tmp_path: Path) -> None:
    """The generation that it ends in comes after all of both, so that no number means two."""
    both = parted(begun, tmp_path, told("read c1 in-full; retract c2"), told("accept Cops ex-pd"))
    *earlier, last = history(both)
    assert last["did"] == "merge ann and bob"
    assert number_of(last["generation"]) == 1 + max(number_of(each["generation"]) for each in earlier)
    assert {each["did"] for each in earlier} >= {
        "verify c2: retract, by Ann A.",
        "names 'Cops': ex-pd, by Bob B.",
    }


def test_the_sides_of_a_dispute_that_was_decided_are_not_those_of_the_next(
    begun: CaseFolder, tmp_path: Path
) -> None:
    """Two agree, go on apart, and differ on the same cell again: only what they say now is listed."""
    both = parted(begun, tmp_path, told("correct c1 refused"), told("correct c1 available"))
    work(both, "Cleo C.", [says("correct", "c1", "planned", 5)], tmp_path / "of-cleo")
    (tmp_path / "later").mkdir()
    again = parted(
        both,
        tmp_path / "later",
        [says("correct", "c1", "blocked", 8)],
        [says("correct", "c1", "available", 9)],
    )
    sides = [(each.who, each.words) for each in undecided(again, again.manifest())]
    assert sides == [("Ann A.", "correct mode=blocked"), ("Bob B.", "correct mode=available")]
    assert statement(again, "c1")["mode"] is None


def test_three_cases_that_agree_are_the_same_in_whatever_order_they_are_merged(
    begun: CaseFolder, tmp_path: Path
) -> None:
    """Logs and tables, to the byte."""
    did = (
        says("accept", "Cops", "ex-pd", 3),
        says("correct", "c1", "refused", 1),
        says("load", "two.csv", "refused", 2),
    )
    one, two, three = (
        work(copied(begun, tmp_path / f"{n}"), "X", [each], tmp_path / f"of-{n}")
        for n, each in enumerate(did)
    )
    merge(one, two, tmp_path / "left")
    merge(CaseFolder(tmp_path / "left"), three, tmp_path / "left-first")
    merge(two, three, tmp_path / "right")
    merge(one, CaseFolder(tmp_path / "right"), tmp_path / "right-first")
    assert held(CaseFolder(tmp_path / "left-first")) == held(CaseFolder(tmp_path / "right-first"))


# --- what is beside rows and logs ---------------------------------------------------------------------------------


def test_settings_mappings_and_words_that_differ_are_kept_from_both_or_from_neither(
    begun: CaseFolder, tmp_path: Path
) -> None:
    """They are listed, and off the list once somebody has written the right one."""
    ann, bob = copied(begun, tmp_path / "ann"), copied(begun, tmp_path / "bob")
    for case_, title in ((ann, "Photos"), (bob, "Letters")):
        text = f'title = "{title}"\nformat_version = 1\nregistry = false\n\n[defaults]\nout = "{title}"\nsame = "x"\n'
        (case_.path / "case.toml").write_text(text, encoding="utf-8")
        (case_.path / "mappings" / "log.toml").write_text(f"# {title}\n{MAPPING}", encoding="utf-8")
        (case_.path / "vocabularies").mkdir()
        words = f"phrase,role,means\nunit,filler,\nsquad,abbreviation,{title}\n"
        (case_.path / "vocabularies" / "agency_words.csv").write_text(words, encoding="utf-8")
    merge(CaseFolder(ann.path), CaseFolder(bob.path), tmp_path / "both")
    both = CaseFolder(tmp_path / "both")
    assert (both.settings.title, both.settings.defaults) == ("Letters / Photos", {"same": "x"})
    assert (
        len([*(both.path / "mappings").glob("log-*.toml")]) == len([*(both.path / "mappings").iterdir()]) == 2
    )
    words = (both.path / "vocabularies" / "agency_words.csv").read_text(encoding="utf-8")
    assert words == "phrase,role,means\nunit,filler,\n"
    assert {each[:3] for each in doubtful(both)} == {
        ("setting", "title", ""),
        ("setting", "defaults", "out"),
        ("mapping", "log.toml", ""),
        ("word", "squad", "abbreviation"),
    }
    merge(both, CaseFolder(ann.path), tmp_path / "again")
    assert held(both) == held(CaseFolder(tmp_path / "again"))
    settled = (both.path / "case.toml").read_text(encoding="utf-8").replace(
        "Letters / Photos", "Photos"
    ) + 'out = "x"\n'
    (both.path / "case.toml").write_text(settled, encoding="utf-8")
    next((both.path / "mappings").glob("log-*.toml")).rename(both.path / "mappings" / "log.toml")
    (both.path / "vocabularies" / "agency_words.csv").write_text(
        words + "squad,abbreviation,team\n", encoding="utf-8"
    )
    assert doubtful(CaseFolder(both.path)) == []


MAPPING = """name = "log"
shape = "event"
dataset = "log"

[columns]
when = "asked"
"""


def test_what_cannot_be_merged_is_refused_and_nothing_is_left(begun: CaseFolder, tmp_path: Path) -> None:
    """A folder that is there, a made-up case with a real one, a case of a newer version."""
    ann = copied(begun, tmp_path / "ann")
    (tmp_path / "there").mkdir()
    with pytest.raises(InputError, match="there is there already"):
        merge(ann, ann, tmp_path / "there")
    with pytest.raises(InputError, match="belongs to one of the cases, and not to ann"):
        merge(ann, case(tmp_path / "real"), tmp_path / "both")
    newer = copied(begun, tmp_path / "newer")
    text = (
        (newer.path / "case.toml")
        .read_text(encoding="utf-8")
        .replace(f"format_version = {FORMAT_VERSION}", "format_version = 9")
    )
    (newer.path / "case.toml").write_text(text, encoding="utf-8")
    with pytest.raises(
        InputError, match=rf"has format version 9; this program \(.*\) reads up to {FORMAT_VERSION}"
    ):
        merge(ann, CaseFolder(newer.path), tmp_path / "both")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["ann", "newer", "real", "there"]


def test_a_dry_run_tells_the_same_and_writes_nothing(begun: CaseFolder, tmp_path: Path) -> None:
    """Disputes and counts are those of the merge."""
    ann = work(copied(begun, tmp_path / "ann"), "A", [says("accept", "Cops", "ex-pd")], tmp_path / "files")
    bob = work(copied(begun, tmp_path / "bob"), "B", [says("unsure", "Cops")], tmp_path / "files")
    tried = merge(ann, bob, tmp_path / "both", dry_run=True)
    assert not (tmp_path / "both").exists()
    done = merge(ann, bob, tmp_path / "both")
    assert tried == replace(done, generation=None)
    assert len(done.voices) == 2


def test_a_dataset_that_one_took_out_is_there_and_it_is_said(begun: CaseFolder, tmp_path: Path) -> None:
    """No row is lost by a merge; whoever merges learns of it."""
    ann, bob = copied(begun, tmp_path / "ann"), copied(begun, tmp_path / "bob")
    work(ann, "A", [says("remove", "one")], tmp_path / "files")
    done = merge(ann, bob, tmp_path / "both")
    assert done.notes == ("ann took the dataset one out on 2026-05-04; it is there as bob has it",)
    assert {"c1", "c2"} <= _ids(CaseFolder(tmp_path / "both"))


def test_cases_of_one_name_are_told_apart_by_where_they_lie(tmp_path: Path) -> None:
    """In the list as much of the path stands as is needed."""
    ann, bob = (tmp_path / who / "mycase" for who in ("ann", "bob"))
    assert names_of(ann, bob) == ("ann/mycase", "bob/mycase")
    assert names_of(ann, tmp_path / "x") == ("mycase", "x")
