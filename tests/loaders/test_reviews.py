"""The log of reviews says what it says however it came about, and a wrong line is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.errors import InputError
from loaders.reviews import COLUMNS, append, left_of, read_reviews, review, standing

ROW = "@0123456789ab"


def line(what: str, claim: str = "c1", number: int = 2, who: str = "A. Analyst") -> object:
    return review("2026-05-01", who, claim, what, "", line=number)


def test_a_line_says_what_is_said_of_which_row() -> None:
    """A value may hold whatever a cell may, an at sign and a hash as well."""
    one = review("2026-05-01T10:00:00Z", "A. Analyst", "c1", f"correct note=a=b @0123456789ab c {ROW}", "why")
    assert (one.kind, one.field, one.value, one.row) == (
        "correct",
        "note",
        "a=b @0123456789ab c",
        "0123456789ab",
    )
    assert (one.said, one.day, one.undoes) == ("correct note=a=b @0123456789ab c", "2026-05-01", 0)
    assert review("2026-05-01", "A", "doc", "undo undo withdraw", "").undoes == 2


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("2026-05-01", "", "c1", f"retract {ROW}", ""), "line 7: who is blank\nHint: say who reviews"),
        (("", "A", "c1", f"retract {ROW}", ""), "line 7: when is blank"),
        (("May 2026", "A", "c1", f"retract {ROW}", ""), "line 7: when: 'May 2026' is no date"),
        (("2026-02-30", "A", "c1", f"retract {ROW}", ""), "line 7: when: '2026-02-30' is no date"),
        (("2026-05-01", "A", " ", f"retract {ROW}", ""), "line 7: claim is blank"),
        (("2026-05-01", "A", "c1", "", ""), "line 7: what is blank"),
        (("2026-05-01", "A", "c1", "retract", ""), "line 7: what: 'retract' is no review\nHint: write read"),
        (("2026-05-01", "A", "c1", f"correct mode {ROW}", ""), "is no review"),
        (("2026-05-01", "A", "c1", f"withdraw {ROW}", ""), "is no review"),
        (("2026-05-01", "A", "c1", f"forget {ROW}", ""), "is no review"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, cells: tuple[str, ...], message: str) -> None:
    """With its number, and what may stand there."""
    good = ["2026-05-01", "A", "c1", f"retract {ROW}", '"a\nb"']
    text = "\n".join(map(",".join, [COLUMNS, *[good] * 2, cells]))
    (tmp_path / "reviews.csv").write_text(text + "\n")
    with pytest.raises(InputError) as caught:
        read_reviews(tmp_path)
    assert message.replace("line 7", "line 6") in str(caught.value)


def test_what_is_taken_back_can_be_said_again_by_taking_that_back() -> None:
    """The line that stands is then the one of before, with its day and its author."""
    first, other = line(f"read in-full {ROW}"), line(f"read in-full {ROW}", number=3, who="B. Analyst")
    undone = line(f"undo read in-full {ROW}", number=4)
    again = line(f"undo undo read in-full {ROW}", number=5)
    assert standing([first, other]) == [first, other]
    assert standing([first, other, undone]) == [first]
    assert left_of([first, other, undone]) == [first, undone]
    assert standing([first, other, undone, again]) == [first, other]


def test_only_what_was_said_can_be_taken_back() -> None:
    """Of the same claim, in the same words, before."""
    for lines in (
        [line(f"undo retract {ROW}", number=4)],
        [line(f"retract {ROW}", claim="c2"), line(f"undo retract {ROW}", number=4)],
        [line("retract @ffffffffffff"), line(f"undo retract {ROW}", number=4)],
        [line(f"retract {ROW}"), line(f"undo undo retract {ROW}", number=4)],
    ):
        with pytest.raises(InputError, match="line 4: it takes back what no line before it says: 'c1' "):
            standing(lines)


def test_lines_that_were_added_are_read_again(tmp_path: Path) -> None:
    """Into a log without its last line break, too."""
    (tmp_path / "reviews.csv").write_text(",".join(COLUMNS))
    lines = [
        review("2026-05-01", 'A, "B"', "c1", f"correct note=x\ny {ROW}", "a\nb", line=3),
        review("2026-05-01", "A", "doc", "withdraw", "", line=5),
    ]
    append(tmp_path, lines)
    found = read_reviews(tmp_path)
    assert [each.cells() for each in found] == [each.cells() for each in lines]
