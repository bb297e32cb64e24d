"""A page that can be published: no free text, and nothing that counts fewer requests or people than a minimum."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from graphmodel.errors import InputError
from queries.words import listed
from viz.picture import exchange_known

#: The least count that a published page gives, unless told: fewer may point to one person. Eleven is the least that
#: the cell size suppression policy of the US health statistics (CMS) lets stand: "no cell 10 or less".
MIN_COUNT = 11
#: Cells that hold sentences of whoever read or wrote a record.
FREE_TEXT = ("note", "checked", "corrected")
_NUMBER = re.compile(r"\d[\d,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_SPELLED = {
    word: at
    for at, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1
    )
}
# Words that make a number great, or a share of a number that is not given.
_OTHER = re.compile(r"hundred|thousand|million|billion|\d in \d", re.IGNORECASE)
#: Units that count no persons and nothing that was done about one.
OF_NOBODY = frozenset({"states", "agencies", "companies", "agreements", "dollars"})

Row = dict[str, Any]


def published(data: Mapping[str, Any], min_count: int = MIN_COUNT) -> Row:
    """The page's data as it may be published, with what was left out, in words, under `published`.

    Parameters
    ----------
    data
        The page's data.
    min_count
        Counts below it are left out, and the rows of requests of an exchange that has fewer of them; the exchange
        itself stays, with its standing and what is known of it, less its dates. 1 keeps every count.

    Raises
    ------
    InputError
        When the minimum is below 1.
    """
    if min_count < 1:
        raise InputError(
            f"a minimum count of {min_count} is none", hint="give 1, which keeps every count, or more"
        )
    out: Counter[str] = Counter()
    flows = [_flow(flow, min_count, out) for flow in data["flows"]]
    gone = _ids(data["flows"]) - _ids(flows)
    rest = {
        **data,
        "answers": [_answer(answer, gone) for answer in data["answers"]],
        "exposure": [_undated(row, gone) for row in data["exposure"]],
        "flows": [],
    }
    rest.pop("asking", None)  # what other questions are answered from: every item of the case
    words = _in_words(out, min_count)
    return {
        **_less_text(rest, out, min_count),
        "flows": flows,
        "published": {"min_count": min_count, "left_out": words},
    }


def _ids(flows: Sequence[Mapping[str, Any]]) -> set[str]:
    return {item["id"] for flow in flows for item in flow["evidence"]}


def _flow(flow: Mapping[str, Any], least: int, out: Counter[str]) -> Row:
    """An exchange less free text and small counts; of few requests also less their rows, and the dates that tell of them."""
    records = [item for item in flow["evidence"] if item.get("kind") == "request"]
    if not 0 < _requests(records) < least:
        kept: Row = _less_text(flow, out, least)
        return kept
    out["exchanges"] += 1
    rest = [item for item in flow["evidence"] if item.get("kind") != "request"]
    kept = _less_text({**flow, "evidence": rest}, out, least)
    return {**kept, "known": exchange_known(flow), "count": None, "withheld": True, **_dates(rest)}


def _requests(records: Sequence[Mapping[str, Any]]) -> int:
    """How many requests some rows are about: one each, or as many as a row counts."""
    return sum(max(1, (item.get("count") or {}).get("at_least") or 1) for item in records)


def _dates(items: Sequence[Mapping[str, Any]]) -> Row:
    """The first and last day of some items; none where one of them has none."""
    times = [item.get("time") or {} for item in items]
    first = [str(time["lo"]) for time in times if time.get("lo")]
    last = [str(time["hi"]) for time in times if time.get("hi")]
    return {
        "first": min(first) if first and len(first) == len(items) else None,
        "last": max(last) if last and len(last) == len(items) else None,
    }


def _answer(answer: Mapping[str, Any], gone: set[str]) -> Row:
    return {**answer, "traces": [_trace(trace, gone) for trace in answer["traces"]]}


def _trace(trace: Mapping[str, Any], gone: set[str]) -> Row:
    """A trace that names only evidence that is on the page; where it rests on other, without its dates."""
    rests_on = {item["id"] for step in trace["steps"] for item in step["evidence"] if item.get("chosen")}
    steps = [
        {**step, "evidence": [item for item in step["evidence"] if item["id"] not in gone]}
        for step in trace["steps"]
    ]
    return {**trace, "steps": steps, **({"arrival": {}} if rests_on & gone else {})}


def _undated(row: Mapping[str, Any], gone: set[str]) -> Row:
    items = row.get("items")
    return {**row, "since": None} if isinstance(items, list) and gone & set(items) else dict(row)


def _less_text(value: Any, out: Counter[str], least: int) -> Any:
    """The same data less free text, and less each count under the minimum."""
    if isinstance(value, list):
        return [_less_text(each, out, least) for each in value]
    if not isinstance(value, Mapping):
        return value
    result: Row = {}
    for name, each in value.items():
        if name in FREE_TEXT and isinstance(each, (str, list)):
            out["notes"] += bool(each)
        elif name == "count" and too_few(each, least):
            out["counts"] += 1
            result[name] = None
        else:
            result[name] = _less_text(each, out, least)
    return result


def too_few(count: Any, least: int) -> bool:
    """Whether a bound of a count, or a number in its words, is under the minimum; none at all is about nobody.

    Examples
    --------
    >>> too_few({"words": "about 5", "at_least": None, "at_most": None}, 11), too_few("1,200 logins", 11)
    (True, False)
    """
    told = count if isinstance(count, Mapping) else {"words": count}
    if told.get("unit") in OF_NOBODY:
        return False
    numbers = [told[bound] for bound in ("at_least", "at_most") if told.get(bound) is not None]
    words = told.get("words")
    if isinstance(words, str) and not _OTHER.search(words):
        numbers += [
            _SPELLED.get(each.lower()) or int(each.replace(",", "")) for each in _NUMBER.findall(words)
        ]
    return any(0 < number < least for number in numbers)


def _in_words(out: Mapping[str, int], least: int) -> str:
    """What was left out, in a sentence."""
    parts = [
        text.format(out[key], "" if out[key] == 1 else "s")
        for key, text in (
            ("notes", "{} note{}"),
            ("counts", f"{{}} count{{}} under {least}"),
            ("exchanges", f"rows and dates of {{}} exchange{{}} with fewer than {least} requests"),
        )
        if out[key]
    ]
    return (
        f"Left out for publication: {listed(parts)}."
        if parts
        else "Nothing had to be left out for publication."
    )
