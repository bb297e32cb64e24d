"""Text that would do something if it were taken for anything but text; each tries to set `window.ran`."""

from collections.abc import Mapping
from typing import Any

HOSTILE = {
    "script": "<script>window.ran=1</script>",
    "end-of-script": "</script><script>window.ran=1</script>",
    "comment": "<!--<script>window.ran=1//-->",
    "image": "<img src=x onerror=window.ran=1>",
    "svg": "<svg onload=window.ran=1><animate onbegin=window.ran=1 attributeName=x dur=1s>",
    "double-quote": '" autofocus onfocus="window.ran=1" x="',
    "single-quote": "' autofocus onfocus='window.ran=1' x='",
    "address": "javascript:window.ran=1",
    "address-hidden": "\x01java\tscript:window.ran=1//https://example.org/",
    "data-address": "data:text/html,<script>window.ran=1</script>",
    "credentials": "https://example.org@evil.example/<script>window.ran=1</script>",
    "template": "{{ 7*7 }}{% for x in () %}{% endfor %}{{ cycler.__init__.__globals__ }}",
    "script-template": "${window.ran=1}`;window.ran=1;`",
    "href": 'href="javascript:window.ran=1" <a href="javascript:window.ran=1">click</a>',
    "style": "</style><style>*{background:url(https://evil.example/x)}</style>",
    "line-ends": "a\u2028window.ran=1\u2029b\r\nc",
    "prototype": "__proto__",
    "controls": "a\x00b\x08c\x1bd\x7f",
    "reordered": "abc\u202egnp.exe\u2066\u2069\u2067",
    "surrogate": "half \ud83d of one",
    "entity": "&lt;script&gt;window.ran=1&lt;/script&gt; &quot;",
    "long": "w" * 3000,
}

# Fields whose values are words of ours: anything else there is refused or falls back, which is tested apart.
CODES = {"standing", "verdict", "first", "last", "from", "to", "state", "flow", "data_type"}


# The same for scripts that a page would take for a rule of style, an address of a picture, or a part of a file.
HOSTILE |= {
    "svg-text": "</text><script>window.ran=1</script><text>",
    "svg-attribute": '" onload="window.ran=1" data-x="',
    "csv": "=cmd|' /C calc'!A0\",\"\n=1+1",
    "fragment": "#route=1.1&open=%3Cscript%3E&type=__proto__",
    "constructor": "constructor",
    "selector": '"], *, [x="',
    "replacement": "$& $1 $` {giver} {receiver}",
}


def fields(value: Any) -> dict[str, set[str]]:
    """The places of data that hold text, with the texts: keys joined with dots, `[]` for each of a list, `*` for an id."""
    found: dict[str, set[str]] = {}

    def look(part: Any, path: str) -> None:
        if isinstance(part, str):
            found.setdefault(path, set()).add(part)
        elif isinstance(part, Mapping):
            for name, each in part.items():
                look(each, f"{path}.{'*' if path in BY_ID else name}".strip("."))
        elif isinstance(part, (list, tuple)):
            for each in part:
                look(each, f"{path}[]")

    look(value, "")
    return found


# Maps whose names are ids of the case.
BY_ID = {
    "agencies",
    "broader",
    *(f"labels.{kind}" for kind in ("data_type", "channel", "standing", "mode", "verdict", "state", "basis")),
    "meanings",
}


def with_text(value: Any, text: str, path: str, here: str = "") -> Any:
    """The same data with the text at the end of every text in one place."""
    if isinstance(value, str):
        return f"{value}{text}" if here == path else value
    if isinstance(value, Mapping):
        step = "*" if here in BY_ID else ""
        return {
            name: with_text(part, text, path, f"{here}.{step or name}".strip("."))
            for name, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [with_text(part, text, path, f"{here}[]") for part in value]
    return value


def poisoned(value: Any, text: str, key: str = "") -> Any:
    """The same data with the text in every other string and in the ids; ties between parts are kept."""
    if isinstance(value, str):
        return value if key in CODES else f"{value}{text}" if key != "url" else text
    if isinstance(value, Mapping):
        return {_key(name, key, text): poisoned(part, text, name) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [poisoned(part, text, key) for part in value]
    return value


def _key(name: str, inside: str, text: str) -> str:
    return name + text if inside == "extra" else name


def renamed(data: dict[str, Any], text: str) -> dict[str, Any]:
    """The same data with the text in the ids of agencies, flows and data types, wherever they are named."""
    ids = {*data["agencies"], *data["labels"]["data_type"], *(flow["flow"] for flow in data["flows"])}

    def rename(value: Any) -> Any:
        if isinstance(value, str):
            return value + text if value in ids else value
        if isinstance(value, Mapping):
            return {rename(name): rename(part) for name, part in value.items()}
        return [rename(part) for part in value] if isinstance(value, list) else value

    return dict(rename(data))
