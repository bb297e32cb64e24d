"""`request` writes the letter for a record of the bundled case, stamped, and says what is wrong in a line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import datatrail as face
from tests.datatrail.running import datatrail

#: Of what Washington's licensing agency answered to ICE, as the Georgia report tells it.
GAP = "6aa437121dfa"


@pytest.fixture(scope="module")
def drafted() -> str:
    return str(face.demo_case().request(GAP, state="WA"))


def test_the_draft_is_stamped_with_the_command_that_makes_it(drafted: str) -> None:
    assert f"`datatrail request {GAP} --state WA`" in drafted
    assert face.demo_case().stamp["case_sha256"] in drafted


def test_the_file_holds_what_is_printed(drafted: str, tmp_path: Path) -> None:
    """And what to do with it is said, unless quiet is asked for."""
    file = tmp_path / "letter.md"
    done = datatrail("request", GAP, "--state", "WA", "-o", str(file))
    assert (done.status, done.out) == (0, "")
    assert "fill in what stands in brackets" in done.err
    assert file.read_text("utf-8") == drafted


def test_no_officials_name_address_or_law_is_made_up(drafted: str) -> None:
    letter = drafted.partition("\n## ")[0]
    for blank in ("[Date]", "[Address]", "[the public records law that applies to you]", "[Name]"):
        assert blank in letter
    assert "@" not in letter


def test_the_letter_in_the_docs_is_that_of_the_command(drafted: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "asking-for-records.md").read_text("utf-8")
    (shown,) = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert f"$ datatrail request {GAP} --state WA" in page
    assert drafted.startswith(shown)
    assert "### What it would settle" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("6aa437121dff",), "the case has no gap '6aa437121dff'"),
        ((GAP, "--state", "XX"), "no licensing agency of XX"),
        ((GAP, "--state", "WA", "-o", "no/such/letter.md"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(words: tuple[str, ...], said: str) -> None:
    done = datatrail("request", *words)
    assert done.status == 2
    assert said in done.err
    assert "Traceback" not in done.err
