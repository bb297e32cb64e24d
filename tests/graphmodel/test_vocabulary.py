"""Terms resolve however they are written; an unknown one is told with the nearest."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.vocabulary import (
    REGISTRY_FILES,
    Term,
    Vocabulary,
    read_rows,
    split_list,
    vocabulary,
    vocabulary_names,
)

NAMES = vocabulary_names()

COLOURS = Vocabulary(
    "colours",
    {
        "dark-red": Term(
            "dark-red", "deep red", "A red.", ("red",), "us", {"aliases": "crimson; blood_red", "rank": "1"}
        ),
        "red": Term("red", "plain red", "A colour.", (), "us"),
        # a label that is another term's id
        "pink": Term("pink", "red", "A pale red.", ("red",), "us"),
    },
)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("dark-red", "dark-red"),
        ("Dark-Red", "dark-red"),
        ("dark red", "dark-red"),
        ("dark_red", "dark-red"),
        ("  dark   RED ", "dark-red"),
        ("deep red", "dark-red"),
        ("Deep-Red", "dark-red"),
        ("crimson", "dark-red"),
        ("Blood Red", "dark-red"),
        ("pink", "pink"),
        ("red", "red"),
    ],
)
def test_a_term_resolves_by_id_label_or_alias(text: str, term: str) -> None:
    """Case, hyphens, underscores and spaces do not matter; an id comes before another term's label."""
    assert COLOURS.resolve(text) == COLOURS.find(text) == term


def test_an_id_comes_first_in_whatever_order_terms_stand() -> None:
    """A word that is one term's label and another's id is that other term."""
    reverse = Vocabulary("colours", dict(reversed(list(COLOURS.items()))))
    assert reverse.resolve("red") == "red"


def test_an_unknown_term_is_told_with_the_nearest() -> None:
    """A mistyped term names its vocabulary, and what may have been meant, by id or label."""
    with pytest.raises(InputError, match=r"^'dark-rad' is not in the vocabulary 'colours'") as caught:
        COLOURS.resolve("dark-rad")
    assert caught.value.hint == "did you mean dark-red?"
    assert COLOURS.find("dark-rad") is None
    with pytest.raises(InputError) as caught:
        COLOURS.resolve("plain rod")
    assert "plain red" in str(caught.value.hint)


def test_where_nothing_is_near_a_short_vocabulary_is_shown_whole() -> None:
    """Up to twenty terms are listed; a longer vocabulary is asked for by a command."""
    with pytest.raises(InputError) as caught:
        COLOURS.resolve("xyzzy")
    assert caught.value.hint == "allowed: dark-red, red, pink"

    def of_length(length: int) -> Vocabulary:
        return Vocabulary("n", {f"n{place}": Term(f"n{place}", "", "", (), "") for place in range(length)})

    with pytest.raises(InputError) as caught:
        of_length(20).resolve("xyzzy")
    assert str(caught.value.hint).startswith("allowed: n0, n1")
    with pytest.raises(InputError) as caught:
        of_length(21).resolve("xyzzy")
    assert caught.value.hint == "see `datatrail vocabulary n`"


def test_a_vocabulary_is_a_mapping_in_the_order_of_its_file() -> None:
    """Terms come by id, in order, with what else their row says."""
    assert list(COLOURS) == ["dark-red", "red", "pink"]
    assert len(COLOURS) == 3
    assert COLOURS["dark-red"].listed("aliases") == ("crimson", "blood_red")
    assert COLOURS["red"].listed("aliases") == ()
    with pytest.raises(KeyError):
        COLOURS["crimson"]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [("a; b;c", ("a", "b", "c")), ("", ()), (None, ()), (" ; ;", ()), ("a", ("a",)), ("a b", ("a b",))],
)
def test_a_list_cell_is_split_on_semicolons(cell: str | None, parts: tuple[str, ...]) -> None:
    """Parts are trimmed, and blank ones are left out."""
    assert split_list(cell) == parts


def test_the_vocabularies_are_the_files_that_are_not_the_registry() -> None:
    """Every CSV is a vocabulary but those that hold bodies and systems."""
    shipped = {entry.name for entry in (files("graphmodel") / "vocabularies").iterdir()}
    assert {f"{name}.csv" for name in (*NAMES, *REGISTRY_FILES)} == shipped
    assert sorted(NAMES) == NAMES
    assert frozenset({"agencies", "databases"}) == REGISTRY_FILES


@pytest.mark.parametrize("name", NAMES)
def test_every_term_is_described_and_has_a_source(name: str) -> None:
    """No term stands without a label, a sentence that says what it is, and where it is from."""
    terms = vocabulary(name)
    assert len(terms) == len(read_rows(name)) > 0
    for term in terms.values():
        assert term.label.strip(), term.id
        assert term.description.strip().endswith((".", ")", '"')), term.id
        assert term.source.strip(), term.id
        assert set(term.parents) <= set(terms), term.id


@pytest.mark.parametrize("name", NAMES)
def test_every_term_resolves_to_itself_however_it_is_written(name: str) -> None:
    """Id, label and aliases of each shipped term lead to it, in capitals and with spaces too."""
    terms = vocabulary(name)
    for term in terms.values():
        for text in (
            term.id,
            term.id.upper(),
            term.id.replace("-", " "),
            term.label,
            *term.listed("aliases"),
        ):
            assert terms.resolve(text) == term.id, text


def test_a_term_keeps_the_extra_columns_of_its_file() -> None:
    """What a vocabulary says besides the common columns is kept under its own name."""
    term = vocabulary("modes")["disclosed"]
    assert dict(term.extra) == {"carries": "y", "makes_flow": "y"}
    assert (term.id, term.label, term.description) == ("disclosed", "disclosed", "Data was handed over.")
    photo = vocabulary("data_types")["photo"]
    assert photo.parents == ("driver-record", "biometric")
    assert (photo.source, vocabulary("data_types")["name"].source) != ("", "")


def test_a_vocabulary_is_read_once() -> None:
    """Asking again gives the same object."""
    assert vocabulary("modes") is vocabulary("modes")
    assert vocabulary("modes").name == "modes"


@given(st.sampled_from(sorted(vocabulary("purposes"))), st.integers(0, 30), st.booleans())
def test_a_missing_letter_is_understood_by_the_hint(term: str, place: int, upper: bool) -> None:
    """A term with a letter missing, in whatever case, is refused, and the hint has the term or its label."""
    letters = [each for each, letter in enumerate(term) if letter != "-"]
    place = letters[place % len(letters)]
    written = term[:place] + term[place + 1 :]
    terms = vocabulary("purposes")
    with pytest.raises(InputError, match="is not in the vocabulary 'purposes'") as caught:
        terms.resolve(written.upper() if upper else written)
    hint = str(caught.value.hint)
    assert hint.startswith("did you mean ")
    assert term in hint or terms[term].label in hint
