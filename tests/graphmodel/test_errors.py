"""Every error of a user has one base, a message, and a hint."""

from __future__ import annotations

import pytest

from graphmodel.errors import DatatrailError, InputError, ServiceError, did_you_mean


def test_an_error_ends_in_its_hint() -> None:
    """What went wrong comes first, what to do about it last; without a hint there is only the message."""
    error = InputError("no such file", hint="look again")
    assert str(error) == "no such file\nHint: look again"
    assert (error.message, error.hint, error.args) == ("no such file", "look again", ("no such file",))
    assert str(DatatrailError("no such file")) == "no such file"
    assert DatatrailError("no such file").hint is None


@pytest.mark.parametrize(("kind", "code"), [(DatatrailError, 2), (InputError, 2), (ServiceError, 3)])
def test_an_error_knows_its_exit_status(kind: type[DatatrailError], code: int) -> None:
    """A wrong input ends in 2, a service that cannot be reached in 3; each is caught by the one base."""
    assert kind.exit_code == code
    with pytest.raises(DatatrailError, match=r"^it$"):
        raise kind("it")


@pytest.mark.parametrize(
    ("value", "allowed", "hint"),
    [
        ("phto", ["photo", "name"], "did you mean photo?"),
        ("PHTO", ["Photo", "name"], "did you mean Photo?"),
        ("phot", ["photo", "photos", "name"], "did you mean photo or photos?"),
        ("aaab", ["aaaa", "aaac", "aaad", "aaae"], "did you mean aaae or aaad or aaac?"),
        ("us-ice-erro", ["us-ice-ero", "us-ice", "us-ice-hsi"], "did you mean us-ice-ero?"),
        ("xyzzy", ["photo", "name"], None),
        ("photo", [], None),
    ],
)
def test_the_nearest_words_are_asked_about(value: str, allowed: list[str], hint: str | None) -> None:
    """Up to three near words, whatever their case, none much farther than the nearest; else nothing is guessed."""
    assert did_you_mean(value, allowed) == hint


def test_fewer_words_may_be_asked_for() -> None:
    """A caller may want only the nearest."""
    assert did_you_mean("phot", ["photo", "photos"], most=1) == "did you mean photo?"
