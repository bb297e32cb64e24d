"""What comes from sources is text and stays text."""

import base64
import hashlib
import json

import pytest

from tests.viz.hostile import HOSTILE
from viz.safety import REPLACEMENT, clean, content_policy, script_json, web_address


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_json_in_a_script_element_cannot_end_it_and_reads_back_the_same(text: str) -> None:
    written = script_json({text: [text]})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {text: [text]}


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c&d=%20#e",
        "http://example.org",
        "https://exämple.org/ü",
        "https://[::1]:8000/",
    ],
)
def test_ordinary_addresses_are_links(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " https://example.org",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org",
        "example.org",
        "https:example.org",
        "https://",
        "https://user@example.org/",
        'https://example.org/"onmouseover="x',
        "https://example.org/<script>",
        "http://[broken",
    ],
)
def test_anything_else_is_no_link(address: str | None) -> None:
    assert web_address(address) is None


def test_characters_that_reorder_or_cannot_be_shown_are_replaced_where_they_stand() -> None:
    """Told apart from what is merely unusual: accents, right-to-left letters and emoji stay."""
    assert clean("a\u202eb\x00c") == f"a{REPLACEMENT}b{REPLACEMENT}c"
    assert clean({"x\x1b": ["\ud83d"]}) == {f"x{REPLACEMENT}": [REPLACEMENT]}
    assert clean("Doña 管理 שלום 🚗\n\t") == "Doña 管理 שלום 🚗\n\t"
    assert clean((1, 2.5, None, True)) == [1, 2.5, None, True]


def test_the_policy_names_each_script_and_style_by_its_hash_and_lets_nothing_be_fetched() -> None:
    digest = base64.b64encode(hashlib.sha256(b"x = 1").digest()).decode()
    policy = content_policy(["x = 1"], ["p {}"])
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
