"""What supports or disputes this flow or finding, to the page and row, and what falls if this source is withdrawn?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graphmodel.denials import Denials
from graphmodel.errors import InputError, did_you_mean
from graphmodel.evidence import RANK, Flow, Item
from graphmodel.projection import Evidence
from queries.declaration import Declared, Parameter, Row
from queries.exhibits import COLUMNS, FLOW_TABLE, exhibit
from queries.library.findings import finding_rows
from queries.library.trace import TRACE
from queries.library.withdrawal import fallen_answers, fallen_flows, falls, of_flow
from queries.options import (
    ALL_STANDINGS,
    AS_OF,
    KNOWN_BY,
    SOURCE,
    Wanted,
    at_least_one,
    read_sources,
    read_standing,
)


def evidence(
    case: Evidence,
    *,
    flow: str | None,
    withdraw: str | None,
    from_: str | None,
    to: str | None,
    data: str | None,
    since: str | None,
    open_at: str | None,
    max_hops: int | None,
    ties: str | None,
    exact: bool | None,
    obey_rules: bool | None,
    channel: str | None,
    purpose: str | None,
    database: str | None,
    via: str | None,
    avoid: str | None,
    min_standing: str | None,
    source: Sequence[str] | None,
    as_of: str | None,
    known_by: str | None,
    limit: int,
) -> list[Row]:
    """Of a flow its items, then what disputes it and what stands beside it; of a finding the claims that carry it.

    With a source to withdraw: what becomes of the flow or finding, then which answers of `exposure` fall or weaken.
    """
    given = {name: value for name, value in locals().items() if name != "case" and value not in (None, False)}
    asked = given.keys() & FINDING_OPTIONS
    if flow is not None and asked:
        named = ", ".join(sorted("--" + each.strip("_").replace("_", "-") for each in asked))
        raise InputError(f"--flow names a flow and contradicts {named}", hint="leave one of them out")
    gone = None if withdraw is None else read_sources(withdraw, case)[0]
    if asked:
        rows = list(finding_rows(case, given, gone, at_least_one(int(limit), "limit")))
    elif flow is not None:
        rows = _flow_rows(case, flow, given, gone)
    elif gone is not None:
        rows = list(fallen_flows(case, gone))
    else:
        raise InputError(
            "evidence needs --flow, or --from and --to, or --withdraw",
            hint="a flow's id stands in the first column of `datatrail query flows`",
        )
    return rows if gone is None else [*rows, *fallen_answers(case, gone)]


def _flow_rows(case: Evidence, name: str, given: Mapping[str, Any], gone: str | None) -> list[Row]:
    """The items of a flow, or of all that rest on a claim; what disputes them, and what stands beside."""
    wanted = Wanted.read(case, {each: given.get(each) for each in ("source", "as_of", "known_by")})
    worst = RANK[read_standing(given.get("min_standing") or ALL_STANDINGS[-1], ALL_STANDINGS)]
    flows = find_flows(case, name)
    rows = [row for found in flows for row in _own_rows(case, found, wanted, worst)]
    around = {row["item"]: row for found in flows[::-1] for row in _rows_around(case, found, wanted)}
    own = {row["item"] for row in rows}
    rows += [around[item] for item in sorted(around) if item not in own]
    if gone is None:
        return rows
    effects = {each.id: of_flow(filter(wanted.hears, each.items), gone, case).cells for each in flows}
    return [row | effects[row["flow"]] | {"falls": falls(case.item[row["item"]], gone, case)} for row in rows]


def _own_rows(case: Evidence, flow: Flow, wanted: Wanted, worst: int) -> Iterator[Row]:
    for item in flow.items:
        if wanted.hears(item) and RANK[item.standing] <= worst:
            yield exhibit(case, item, flow.id, _relation(item, flow, wanted.denials))


def _rows_around(case: Evidence, flow: Flow, wanted: Wanted) -> Iterator[Row]:
    """What disputes a flow or stands beside it; where several flows are shown, once, with the first of them."""
    own = {item.claim for item in flow.items}
    for item in _around(case, flow, wanted.denials):
        if item.claim not in own and wanted.hears(item):
            yield exhibit(case, item, flow.id, _relation(item, flow, wanted.denials))


#: Modes that say it did not go: beside a flow of which others say that it did.
NOT_GONE = frozenset({"refused", "blocked", "denied"})


def _relation(item: Item, flow: Flow, denials: Denials) -> str:
    """An item of a flow supports it, unless it says that it did not go where others say it did."""
    if any(item in denials.against(each) for each in flow.items):
        return "disputes"
    otherwise = item.mode in NOT_GONE and flow.standing != item.mode
    return "supports" if item in flow.items and not otherwise else "beside"


def find_flows(case: Evidence, name: str) -> list[Flow]:
    """A flow by its id, or all that rest on a claim or an item.

    Raises
    ------
    InputError
        When no flow of the case is meant.
    """
    flows = case.flows()
    found = [each for each in flows if name == each.id]
    found = found or [each for each in flows if any(name in (item.id, item.claim) for item in each.items)]
    if found:
        return found
    if name in case.by_claim:
        modes = sorted({item.mode for item in case.by_claim[name]})
        raise InputError(
            f"{name!r} makes no flow: its mode is {', '.join(modes)}, or it names no holder or no recipient",
            hint="it is listed beside the claims that name it: see `datatrail query evidence --flow` of one of them",
        )
    known = [each.id for each in flows] + list(case.by_claim)
    raise InputError(
        f"{name!r} is no flow, claim or item of this case",
        hint=did_you_mean(name, known) or "ids stand in the first column of `datatrail query flows`",
    )


def _around(case: Evidence, flow: Flow, denials: Denials) -> list[Item]:
    """What disputes a flow, or is to be read with it: one item for each claim."""
    found: dict[str, Item] = {}
    for item in flow.items:
        for each in (*denials.against(item), *denials.beside(item)):
            found.setdefault(each.claim, each)
        for claim in item.record.get("beside") or ():
            for each in case.by_claim.get(claim, ())[:1]:
                found.setdefault(claim, each)
    return [found[claim] for claim in sorted(found)]


#: The options of `trace` that say which finding is meant.
_OF_A_FINDING = tuple(
    replace(each, default=None, required=False)
    for each in TRACE.parameters
    if each.name not in ("limit", "deadline", "source", "as-of", "known-by", "min-standing")
)
FINDING_OPTIONS = frozenset(each.argument for each in _OF_A_FINDING)

EVIDENCE = Declared(
    "evidence",
    2,
    "What supports or disputes this flow or finding, to the page and row, and what falls if this source is withdrawn?",
    (
        Parameter("flow", "flow", "A flow's id, or a claim or item that it rests on."),
        Parameter(
            "withdraw", "source", "A document (with all that only repeats it) or a dataset to do without."
        ),
        *_OF_A_FINDING,
        Parameter(
            "min-standing",
            "standing",
            "Of a flow: only what is of this standing or better (denied unless told). Of a finding: the least "
            "standing that carries (reported unless told).",
        ),
        SOURCE,
        AS_OF,
        KNOWN_BY,
        Parameter("limit", "integer", "Of a finding: the most sets of claims.", default=10),
    ),
    COLUMNS,
    ("document", "locator", "read", "dataset", "file", "sheet", "page", "row"),
    (
        "Where a document was read only as an excerpt, check the original before quoting.",
        "Items that share a voice are one piece of evidence, however often it is retold.",
        "That a finding stands without a source does not mean that the source is wrong, or that the others are right.",
        "A source is withdrawn with what only repeats it; a second reading of the same page under another name stays.",
    ),
    evidence,
    table=FLOW_TABLE,
    theme="evidence and gaps",
    references=(
        "Semantics, section 3: standing, and which denial contests what.",
        "Semantics, section 4: one voice, for what only repeats another.",
    ),
    why_no_cypher="Denials, retellings and claims to read beside are weighed item by item, each to its page and row: the answer "
    "is the record itself, not a pattern in the graph.",
)
