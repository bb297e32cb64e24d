"""What comes from sources is text and stays text, whatever it looks like."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Control characters, half surrogates, and the characters that reorder the text around them (Unicode Annex 9).
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_URL_TEXT = re.compile(r"[^\s\x00-\x1f\x7f\"'<>\\^`{|}]+")
_IN_SCRIPT = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def clean(value: Any) -> Any:
    """The same data with what cannot be shown, or would reorder its neighbours, replaced by a visible mark."""
    if isinstance(value, str):
        return _UNSHOWABLE.sub(REPLACEMENT, value)
    if isinstance(value, dict):
        return {clean(str(key)): clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return clean(str(value))


def web_address(text: str | None) -> str | None:
    """The address if it is an ordinary http or https one, else nothing: what else a source gives is no link."""
    if not text or not _URL_TEXT.fullmatch(text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc else None


def script_json(value: Any) -> str:
    """JSON that may stand inside a script element: no character of it can end the element or a line."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.translate(_IN_SCRIPT)


def content_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """A content security policy under which exactly these scripts and styles run and nothing is fetched."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(map(_hash_source, scripts)),
            "style-src " + " ".join(map(_hash_source, styles)),
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash_source(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
