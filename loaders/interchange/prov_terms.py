"""Names and values as PROV-JSON writes them (W3C member submission of 24 April 2013)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

Record = dict[str, Any]

#: What an id of each kind begins with.
KINDS = (
    "case",
    "generation",
    "file",
    "row",
    "document",
    "claim",
    "version",
    "rule",
    "coverage",
    "flow",
    "decision",
)
AGENTS = ("program", "agency", "speaker", "analyst")
ACTIVITIES = ("making", "projecting", "review", "deciding")
NAMESPACE = "urn:datatrail"
PREFIXES: Mapping[str, str] = {
    "dt": f"{NAMESPACE}:term:",
    **{kind: f"{NAMESPACE}:{kind}:" for kind in (*KINDS, *AGENTS, *ACTIVITIES)},
}

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def name(kind: str, *parts: str) -> str:
    """The name of a thing; whatever stands in its id, it is one that PROV-N, RDF and a URI can hold.

    >>> name("claim", "GA02-1"), name("version", "a/b", "0")
    ('claim:GA02-1', 'version:a%2Fb/0')
    """
    return f"{kind}:{'/'.join(quote(part, safe='') for part in parts)}"


def of_type(word: str) -> dict[str, str]:
    """A type, which is itself a name: one of PROV's own where it has a prefix."""
    return {"$": word if ":" in word else f"dt:{word}", "type": "prov:QUALIFIED_NAME"}


def record(label: str | None, *types: str, **cells: Any) -> Record:
    """An entity, an activity or an agent: what is stated of it, nothing that is blank."""
    made: Record = {"prov:label": label, "prov:type": [of_type(each) for each in types]}
    made |= {f"dt:{cell}": _plain(value) for cell, value in cells.items()}
    return {key: value for key, value in made.items() if value not in (None, "", [])}


def _plain(value: Any) -> Any:
    return list(dict.fromkeys(value)) if isinstance(value, (list, tuple)) else value


def ends(type_: str | None = None, time: str | None = None, **named: str) -> Record:
    """A relation: the names at its ends, its type, and when, where that is known to the second."""
    made: Record = {f"prov:{end}": value for end, value in named.items()}
    if type_:
        made["prov:type"] = of_type(type_)
    return made | moment("time", time)


def moment(key: str, text: str | None) -> Record:
    """A time, where it is one as XML Schema has them: PROV knows none that is only a day.

    >>> moment("time", "2026-03-31T12:00:00Z"), moment("time", "2026-03-31")
    ({'prov:time': '2026-03-31T12:00:00Z'}, {})
    """
    return {f"prov:{key}": text} if text and _MOMENT.fullmatch(text) else {}
