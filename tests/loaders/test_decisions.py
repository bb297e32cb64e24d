"""The log of decisions: what its lines say, what is left of them, and which cannot both hold."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from loaders.decisions import FILE, Decision, append, decision, log_sha256, read_decisions, standing
from loaders.identities import Identities
from loaders.logs import last_line
from loaders.store import CaseFolder

HEADER = "when,who,name,dataset,agency,reason\n"
IDS = ["us-a", "us-b", "us-c", "us-d"]


def lines(*rows: tuple[str, str, str]) -> list[Decision]:
    """Decisions from (name, dataset, agency), numbered as in a file."""
    return [
        decision("2026-01-02", "analyst", name, dataset, agency, "", line=number)
        for number, (name, dataset, agency) in enumerate(rows, start=2)
    ]


def classes(*rows: tuple[str, str, str]) -> Identities:
    return Identities(standing(lines(*rows)), IDS)


# --- the file


def test_a_log_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """Names with commas, quotes and line breaks come back as they are; a missing last line end is made good."""
    (tmp_path / FILE).write_text(HEADER.rstrip())
    written = lines(('A "PD", TX', "set", "us-a"), ("B\nPD", "", "undo:us-a"), ("C", "", "not-same:us-b"))
    append(tmp_path, written[:1])
    append(tmp_path, written[1:])
    read = read_decisions(tmp_path)
    assert [each.cells() for each in read] == [each.cells() for each in written]
    assert [(each.kind, each.agency, each.undone) for each in read] == [
        ("same", "us-a", False),
        ("same", "us-a", True),
        ("not-same", "us-b", False),
    ]
    assert read_decisions(tmp_path / "nowhere") == []


@pytest.mark.parametrize("reason", ["plain", "two\nlines", "a\u2028b", "a\x0cb", "a\x85b"])
def test_the_last_line_is_counted_as_lines_are_read(tmp_path: Path, reason: str) -> None:
    """A cell may hold what ends a line elsewhere; the number that a new line is told by is that of the log."""
    append(tmp_path, [decision("2026-03-31", "A. Analyst", "Examplia PD", "x", "us-ice", reason)])
    assert last_line(tmp_path / FILE) == read_decisions(tmp_path)[-1].line


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2026-13-02,me,A,,us-a,", r"line 3: when: '2026-13-02' is no date"),
        ("yesterday,me,A,,us-a,", r"line 3: when: 'yesterday' is no date"),
        ("2026-01-02,,A,,us-a,", r"line 3: who is blank"),
        ("2026-01-02,me, ,,us-a,", r"line 3: name is blank"),
        ("2026-01-02,me,A,,,", r"line 3: agency is blank"),
        ("2026-01-02,me,A,My Set,us-a,", r"line 3: dataset: 'My Set' is no dataset id"),
        (
            "2026-01-02,me,A,,Not An Id,",
            r"line 3: agency: 'Not An Id' is no decision\nHint: write an agency id",
        ),
        ("2026-01-02,me,A,,not-same:Not An Id,", r"line 3: agency: .* is no decision"),
        ("2026-01-02,me,us-a,,us-a,", r"line 3: 'us-a' is itself"),
        ("2026-01-02,me,A,,us-a", r"line 3: 5 cells where there must be 6"),
        ('2026-01-02,me,"A"x,,us-a,', r"line 3: .*\nHint: look at the quotes"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, row: str, message: str) -> None:
    """Each says which line, what is wrong with it, and what may stand there."""
    (tmp_path / FILE).write_text(f"{HEADER}2026-01-02T10:00:00Z,me,A,,us-b,why\n{row}\n")
    with pytest.raises(InputError, match=message):
        read_decisions(tmp_path)


def test_another_header_or_encoding_is_refused(tmp_path: Path) -> None:
    """The columns are those of the case folder, in UTF-8."""
    (tmp_path / FILE).write_text("name,agency\n")
    with pytest.raises(InputError, match="its header must be when,who,name,dataset,agency,reason"):
        read_decisions(tmp_path)
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="it must be a CSV file in UTF-8"):
        read_decisions(tmp_path)


def _append_many(case: Path, who: str) -> None:
    for number in range(20):
        with CaseFolder(case).writing("names accept", wait=30):
            append(case, [decision("2026-01-02", who, f"{who} {number}", "", "us-a", "")])


def test_two_processes_that_append_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each waits for the other's lock; every line of both is there, whole."""
    case = CaseFolder(tmp_path / "case").init()
    processes = [
        multiprocessing.get_context("spawn").Process(target=_append_many, args=(case.path, who))
        for who in ("one", "other")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    found = {each.name for each in read_decisions(case.path)}
    assert found == {f"{who} {number}" for who in ("one", "other") for number in range(20)}


# --- what is left


def test_an_undone_line_is_as_if_it_had_not_been(tmp_path: Path) -> None:
    """It takes back the same name, dataset and decision, however the name is spaced, and nothing else."""
    left = standing(lines(("A  pd", "", "us-a"), ("A PD", "set", "us-a"), ("a PD", "", "undo:us-a")))
    assert [each.dataset for each in left] == ["set"]
    append(tmp_path, lines(("A", "", "us-a"), ("A", "", "undo:us-a")))
    assert log_sha256(tmp_path) == ""
    append(tmp_path, lines(("A", "", "us-a")))
    assert log_sha256(tmp_path) != ""


def test_taking_back_what_nothing_says_is_an_error() -> None:
    """The line is named."""
    with pytest.raises(InputError, match=r"line 3: it takes back what no line before it says: 'A' us-b"):
        standing(lines(("A", "", "us-a"), ("A", "", "undo:us-b")))


# --- what they come to


def test_positive_decisions_are_transitive() -> None:
    """A name that is X, and X that is Y, are Y; so is each dataset's name where the line names none."""
    found = classes(("A PD", "", "us-a"), ("us-a", "", "us-b"), ("B PD", "set", "us-a"))
    assert found.agency("", "a pd") == found.agency("any", "A  PD") == found.agency("set", "B PD") == "us-b"
    assert found.agency("other", "B PD") is None
    assert (found.agency_of_id("us-a"), found.agency_of_id("us-b")) == ("us-b", None)


def test_negative_decisions_and_unsure_block() -> None:
    """*Not the same* blocks that agency and all that it is one with; alone, and *unsure*, any."""
    found = classes(
        ("A", "", "not-same:us-a"),
        ("us-b", "", "us-a"),
        ("C", "set", "not-same"),
        ("D", "", "unsure"),
        ("E", "", "us-d"),
    )
    assert found.forbids("set", "A", "us-a")
    assert found.forbids("set", "A", "us-b")
    assert not found.forbids("set", "A", "us-c")
    assert found.forbids("set", "C", "us-c")
    assert not found.forbids("other", "C", "us-c")
    assert found.forbids("set", "D", None)
    assert found.forbids("set", "D", "us-d")
    assert not found.forbids("set", "E", "us-a")
    assert found.decided("set", "A")
    assert not found.decided("set", "X")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [("A", "", "us-a"), ("A", "", "us-b")],
            r"lines 2 and 3: together they say that us-a and us-b are one",
        ),
        (
            [("A", "", "us-a"), ("A", "set", "us-b")],
            r"lines 2 and 3: together they say that us-a and us-b are one",
        ),
        ([("A", "", "us-a"), ("A", "", "not-same:us-a")], r"lines 2 and 3: line 3 says that 'A' is not us-a"),
        (
            [("A", "", "not-same"), ("A", "", "us-a")],
            r"lines 2 and 3: line 2 says that 'A' is not any agency",
        ),
        (
            [("A", "", "us-a"), ("us-a", "", "us-b"), ("us-b", "", "us-c"), ("A", "", "not-same:us-c")],
            r"lines 2, 3, 4 and 5: line 5 says that 'A' is not us-c",
        ),
        (
            [("us-a", "", "us-b"), ("us-b", "", "us-a")],
            r"lines 2 and 3: each of these agencies is said to be",
        ),
    ],
)
def test_what_cannot_both_hold_is_an_error_that_names_the_lines(
    rows: list[tuple[str, str, str]], message: str
) -> None:
    """Nothing is chosen; the analyst takes one of them back."""
    with pytest.raises(InputError, match=message):
        classes(*rows)


def test_what_joins_two_agencies_by_saying_so_is_no_contradiction() -> None:
    """A is X and A is Y hold together where a line says that X is Y."""
    assert classes(("A", "", "us-a"), ("A", "", "us-b"), ("us-a", "", "us-b")).agency("", "A") == "us-b"


def test_a_provisional_agency_is_the_name_that_it_stands_for() -> None:
    """A decision about its id holds for its name, and the other way round."""
    provisional = {("set", "a"): "prov-set-a", ("other", "b"): "prov-other-b"}
    rows = lines(("B", "other", "prov-set-a"), ("prov-set-a", "", "us-a"))
    found = Identities(standing(rows), [*IDS, *provisional.values()], provisional)
    assert found.agency("set", "A") == found.agency("other", "B") == "us-a"
    assert found.agency_of_id("prov-other-b") == "us-a"


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", "us-a", "us-b"]),
        st.sampled_from(["", "set"]),
        st.sampled_from(["us-a", "us-b", "us-c", "not-same:us-a", "not-same:us-c", "not-same", "unsure"]),
    ).filter(lambda row: row[0] != row[2]),
    max_size=7,
)


def outcome(rows: list[tuple[str, str, str]]) -> object:
    """What some lines come to, to compare; that they contradict each other is an outcome too."""
    try:
        found = classes(*rows)
    except InputError:
        return "contradiction"
    names = [(dataset, name) for dataset in ("", "set", "other") for name in "ABC"]
    return (
        [found.agency(*each) for each in names],
        [bool(found.forbids(*each, key)) for each in names for key in IDS],
        [found.agency_of_id(key) for key in IDS],
    )


@given(ROWS, st.randoms())
def test_the_order_of_lines_does_not_matter(rows: list[tuple[str, str, str]], random: object) -> None:
    """Lines that take nothing back come to the same in whatever order they stand."""
    shuffled = rows.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert outcome(rows) == outcome(shuffled)


@given(ROWS, ROWS)
def test_undoing_restores(rows: list[tuple[str, str, str]], more: list[tuple[str, str, str]]) -> None:
    """Lines that are all taken back again leave what was before them."""
    new = [row for row in dict.fromkeys(more) if row not in rows]
    undone = [(name, dataset, f"undo:{said}") for name, dataset, said in new]
    assert outcome([*rows, *new, *undone]) == outcome(rows)


@given(ROWS)
def test_being_the_same_is_transitive_and_what_is_blocked_is_never_joined(
    rows: list[tuple[str, str, str]],
) -> None:
    """A name that was decided to be X is what X was decided to be, and no decision forbids that."""
    if outcome(rows) == "contradiction":
        return
    found = classes(*rows)
    for name, dataset, said in rows:
        if said in IDS and name not in IDS:
            assert found.agency(dataset, name) == (found.agency_of_id(said) or said)
        head = found.agency(dataset, name)
        blocked = found.forbids(dataset, name, head) if head and name not in IDS else None
        assert blocked is None or blocked.kind == "unsure"
