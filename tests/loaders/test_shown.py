"""What is said of a cell: of a source's file its shape, of an analyst's own file what it says, unless it shows a person."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from graphmodel.dates import parse_span
from graphmodel.errors import InputError
from graphmodel.personal import shape_of
from graphmodel.vocabulary import vocabulary
from loaders.canonical import record
from loaders.load import load
from loaders.personal import columns_shown
from loaders.rejects import CellError, Place, as_written, rejected, shown
from tests.loaders.making import case, claim, claims, write

LOADERS = Path(__file__).parents[2] / "loaders"
PLACE = Place("set", "a.csv", 2)
#: What a sentence on a cell may hold besides words: marks, forms, places; never a cell.
NOT_OF_A_CELL = {
    "QUOTE",
    "LIST_SEPARATOR",
    "how",
    "told",
    "in_file.place.row",
    "where",
    "what",
    "labels(kinds)",
}


def test_of_a_sources_cell_only_the_shape_is_said() -> None:
    """The same error, twice: of a source's file, and of an analyst's own."""
    error = CellError("start", "{} is before the start ({})", "Jo Doe", "2019")
    assert rejected(PLACE, error).reason == "'Xx Xxx' is before the start ('9999')"
    assert rejected(PLACE, error, own=True).reason == "'Jo Doe' is before the start ('2019')"


def test_an_analysts_own_cell_that_shows_a_person_is_not_repeated() -> None:
    """Its shape is, so that the cell can be found and mended."""
    assert as_written("DOB 4/5/1987") == shown("DOB 4/5/1987") == "'XXX 9/9/9999'"
    assert as_written("the 250") == "'the 250'"
    assert as_written("x" * 100) == repr("x" * 80 + "…")


@pytest.mark.parametrize("text", ["Jo Doe", "Jo{}", "a'b", "2019-02-30..2020", "2020..2019"])
def test_what_the_ground_says_of_a_cell_is_said_by_its_shape_too(text: str) -> None:
    """Dates and vocabularies name what they quote, whole or in part."""
    for read in (parse_span, vocabulary("modes").resolve):
        with pytest.raises(InputError) as caught:
            read(text)
        error = CellError.of("start", caught.value)
        said = rejected(PLACE, error)
        assert text not in said.reason
        assert repr(text) in rejected(PLACE, error, own=True).reason or "2019" in text
    unquoted = InputError("Jo Doe is wrong")
    assert "Jo Doe" not in rejected(PLACE, CellError.of("start", unquoted), own=True).reason


def test_an_error_of_a_cell_has_no_other_behind_it() -> None:
    """A traceback that prints the cause would print the cell."""
    with pytest.raises(CellError) as caught:
        record("claim", claim(start="DOB 4/5/1987"))
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None
    assert "1987" not in str(caught.value)


def expressions(node: ast.expr) -> set[str]:
    """What stands in a text besides its words."""
    return {ast.unparse(part.value) for part in ast.walk(node) if isinstance(part, ast.FormattedValue)}


@pytest.mark.parametrize("path", sorted(LOADERS.rglob("*.py")), ids=lambda path: path.stem)
def test_no_sentence_is_made_of_a_cell(path: Path) -> None:
    """A cell is handed to the error beside its sentence, or goes through `shown`: one place decides what is said."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "CellError":
            held = {each for each in expressions(node.args[1]) if not each.startswith("shown(")}
            assert held <= NOT_OF_A_CELL, f"{path.name}, line {node.lineno}"


def test_rows_judged_beside_others_are_said_by_their_shape_too(tmp_path: Path) -> None:
    """A state that nothing declares, an id given twice: of a mapped file the shape, of another the cell."""
    folder = case(tmp_path / "case")
    rows = [claim(claim_id="Jo Doe"), claim(claim_id="Jo Doe", mode="refused")]
    (reject,) = load(folder, [claims(tmp_path / "own.csv", *rows)]).rejects
    assert reject.reason == "'Jo Doe' is already the id of row 2"
    mapping = 'shape = "claim"\ndataset = "set"\n[columns]\nId = "claim_id"\nHow = "mode"\n[fixed]\nholder = "us-ga-dds"'
    (folder.path / "mappings" / "m.toml").write_text(mapping, encoding="utf-8")
    source = tmp_path / "source.csv"
    source.write_text("Id,How\nQqplanted,disclosed\nQqplanted,refused\n", encoding="utf-8")
    (reject,) = load(folder, [source], mapping="m").rejects
    assert reject.reason == "'Xxxxxxxxx' is already the id of row 2"


def test_an_unknown_state_of_a_mapped_file_is_said_by_its_shape(tmp_path: Path) -> None:
    """So is an entry of a rule's scope that nothing explains."""
    folder = case(tmp_path / "case")
    mapping = 'shape = "agency"\ndataset = "set"\n[columns]\nWho = "name"\nWhere = "state"\nId = "agency"\nKind = "kind"'
    (folder.path / "mappings" / "m.toml").write_text(mapping, encoding="utf-8")
    source = tmp_path / "source.csv"
    source.write_text("Who,Where,Id,Kind\nExamplia PD,Qqplanted,us-ex-pd,law-enforcement\n", encoding="utf-8")
    (reject,) = load(folder, [source], mapping="m").rejects
    assert reject.reason == "'Xxxxxxxxx' is no state"
    own = write(
        tmp_path / "own.csv",
        "agency",
        [{"agency": "us-ex-so", "name": "Examplia SO", "kind": "law-enforcement", "state": "Nowhere"}],
    )
    (reject,) = load(folder, [own], dataset="own").rejects
    assert reject.reason == "'Nowhere' is no state"


def test_columns_are_named_only_where_they_are_columns() -> None:
    """The first row of a file without a header is a row of data."""
    assert columns_shown(["Org Name", "Case #", "Search Time"]) == ("Org Name", "Case #", "Search Time")
    assert columns_shown(["src_agency", "F7", "userId"]) == ("src_agency", "F7", "userId")
    for row in (["Zyxwv", "Qqplanted", "ICE"], ["Zyxwv Qqplanted", "Org Name"], ["Org", "Fooo", "Barr"]):
        assert columns_shown(row) == tuple(map(shape_of, row))
    for data in ("3/9/2020", "***", "Doe, Jo", "404-555-0134", "250", "x" * 81, "QZX 7731", "two\nlines"):
        assert columns_shown(["Org Name", "Qqplanted", data, "Case #"])[1] == "Xxxxxxxxx"


def test_a_file_without_a_header_is_refused_without_showing_its_first_row(tmp_path: Path) -> None:
    """Neither where no mapping fits, nor where the one that was named lacks its columns."""
    source = tmp_path / "source.csv"
    source.write_text("Zyxwv Qqplanted,3/9/2020,ICE\n", encoding="utf-8")
    mapping = tmp_path / "m.toml"
    mapping.write_text('shape = "claim"\ndataset = "set"\n[columns]\nOrg = "holder"', encoding="utf-8")
    for given in (None, mapping):
        with pytest.raises(InputError) as caught:
            load(case(tmp_path / f"case-{given is None}"), [source], mapping=given)
        assert "Qqplanted" not in str(caught.value)
    source.write_text("Zyxwv Qqplanted,3/9/2020,Zyxwv Qqplanted\n", encoding="utf-8")
    with pytest.raises(InputError, match="two columns are named 'Xxxxx Xxxxxxxxx'"):
        load(case(tmp_path / "case"), [source])
