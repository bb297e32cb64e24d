"""`plot` on the command line and in Python: a file, a table, or both; of nothing, neither."""

from __future__ import annotations

from pathlib import Path

import pytest

import datatrail as face
from tests.datatrail.running import datatrail
from viz.plots.kinds import KINDS

EXAMPLIA = ("--case", "examplia")
HEADS = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF"}


@pytest.mark.parametrize("ending", HEADS)
def test_a_file_is_of_the_form_that_its_name_says(tmp_path: Path, ending: str) -> None:
    """And standard output has nothing."""
    path = tmp_path / f"figure{ending}"
    done = datatrail("plot", "states", *EXAMPLIA, "-o", str(path))
    assert (done.status, done.out, done.err) == (0, "", f"Wrote {path}\n")
    assert path.read_bytes().startswith(HEADS[ending])


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_is_that_of_the_figure(kind: str) -> None:
    """The same rows and columns as in Python; no file is needed."""
    done = datatrail("plot", kind, *EXAMPLIA, "--format", "json")
    plot = face.demo_case("examplia").plot(kind)
    assert (done.status, done.err) == (0, "")
    assert done.json == plot.rows
    assert list(done.json[0]) == plot.columns == list(plot.to_frame())
    assert len(datatrail("plot", kind, *EXAMPLIA, "--format", "csv").rows) == len(plot.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_case_has_no_figure(tmp_path: Path, kind: str) -> None:
    """Status 2 with a hint, no file; its table is empty, or of states of which nothing is known."""
    folder, path = str(tmp_path / "empty"), tmp_path / "figure.svg"
    datatrail("init", folder, "--quiet")
    done = datatrail("plot", kind, "--case", folder, "-o", str(path))
    assert (done.status, done.out) == (2, "")
    assert "there is nothing to draw" in done.err
    assert "Hint: ask for more" in done.err
    assert not path.exists()
    table = datatrail("plot", kind, "--case", folder, "--format", "csv")
    assert table.status == 0
    assert {row["drawn"] for row in table.rows} <= {"no"}


def test_where_a_figure_goes_must_be_said(tmp_path: Path) -> None:
    """A file or a table; a file that can be written."""
    done = datatrail("plot", "states")
    assert done.status == 2
    assert "Hint: name a file (-o figure.svg), or ask for its table (--format csv)" in done.err
    for name, words in (
        ("a.gif", "end its name in .svg, .png or .pdf"),
        ("no/a.svg", "make the folder first"),
    ):
        done = datatrail("plot", "states", *EXAMPLIA, "-o", str(tmp_path / name))
        assert done.status == 2
        assert words in done.err
    assert list(tmp_path.iterdir()) == []


def test_what_every_question_takes_a_figure_takes() -> None:
    """And it changes what is counted."""
    words = ("plot", "outcomes", "--format", "csv", "--quiet")
    every = datatrail(*words).rows
    for option, value in (
        ("--source", "georgia-2020"),
        ("--min-standing", "acknowledged"),
        ("--as-of", "2016"),
        ("--known-by", "2019-12-31"),
    ):
        fewer = datatrail(*words, option, value).rows
        assert 0 < len(fewer) < len(every), option


def test_a_file_and_its_table_at_once(tmp_path: Path) -> None:
    """The table on standard output, the remark on standard error."""
    path = tmp_path / "figure.svg"
    done = datatrail("plot", "outcomes", *EXAMPLIA, "-o", str(path), "--format", "csv")
    assert done.rows
    assert done.err == f"Wrote {path}\n"
    assert path.read_bytes() == face.demo_case("examplia").plot("outcomes").render()
