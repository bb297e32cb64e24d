"""Whatever is wrong with a TOML text is one kind of error."""

import pytest

from graphmodel.tomltext import parse_toml


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a = ", "Invalid value"),
        ("a = " + "[" * 2000, "lie in each other too deeply"),
        ("a = " + "{ a = " * 2000, "lie in each other too deeply"),
        ("a = " + "9" * 5000, "digits"),
    ],
    ids=["cut off", "lists", "tables", "digits"],
)
def test_what_is_no_toml_or_has_no_end_is_refused(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        parse_toml(text)
