"""What is the least that must be removed to stop this flow?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from graphmodel.errors import InputError, did_you_mean
from graphmodel.evidence import FlowKey, Item, flow_id
from graphmodel.projection import Evidence
from graphmodel.vocabulary import vocabulary
from queries.declaration import Column, Declared, Parameter, Row
from queries.library.trace import TRACE, route, seconds_given
from queries.options import at_least_one, read_question
from queries.rows import documents_of
from queries.tracing.covers import Element
from queries.tracing.hitting import Chosen, Least
from queries.tracing.levers import GO_BETWEENS, LEVERS, takes, without_broader
from queries.words import listed

if TYPE_CHECKING:
    from queries.tracing.stopping import Stopping

MOST_SETS = 10


def chokepoints(
    case: Evidence,
    *,
    from_: str,
    to: str,
    data: str,
    since: str | None,
    as_of: str | None,
    open_at: str | None,
    known_by: str | None,
    min_standing: str,
    max_hops: int | None,
    ties: str,
    exact: bool,
    obey_rules: bool,
    channel: str | None,
    purpose: str | None,
    database: str | None,
    via: str | None,
    avoid: str | None,
    source: Sequence[str] | None,
    kinds: Sequence[str] | None,
    limit: int,
    deadline: float | None,
) -> list[Row]:
    """For the data asked for and every kind that it includes: what stops it alone, then the least sets that do."""
    options = dict(locals())
    from queries.tracing.stopping import stopping

    asked = read_question(case, {name: value for name, value in options.items() if name != "case"})
    levers, most = read_kinds(kinds), at_least_one(int(limit), "limit")
    types = [asked.data, *sorted(case.types.narrower(asked.data) - {asked.data})]
    time = seconds_given(deadline)
    share = inf if time is None else time / len(types)
    rows: list[Row] = []
    for data_type in types:
        found = stopping(case, replace(asked, data=data_type), levers, share)
        if found is not None:
            rows += _Rows(case, data_type, levers, found).listed(most)
        elif data_type == asked.data:
            rows.append(_row(data_type, "nothing to stop", words="there is no route as it was asked"))
    return rows


def read_kinds(named: Sequence[str] | str | None) -> tuple[str, ...]:
    """Kinds of lever as typed; all of them where none is named.

    Raises
    ------
    InputError
        For a word that is no kind of lever.
    """
    kinds = (named,) if isinstance(named, str) else tuple(named or LEVERS)
    for kind in kinds:
        if kind not in LEVERS:
            hint = did_you_mean(kind, LEVERS) or "kinds: " + ", ".join(LEVERS)
            raise InputError(f"{kind!r} is no kind of thing that could be removed", hint=hint)
    return kinds


class _Rows:
    """The rows of one kind of data."""

    def __init__(self, case: Evidence, data_type: str, kinds: tuple[str, ...], found: Stopping) -> None:
        from queries.collateral import Collateral

        self._case = case
        self._data_type = data_type
        self._kinds = kinds
        self._found = found
        steps = [hop for trace in (*found.routes, *found.met) for hop in trace.hops]
        self._steps: Mapping[str, Item] = {hop.carrier.item.id: hop.carrier.item for hop in steps}
        own = {hop.edge.key for hop in steps}
        self._links = {flow_id(key): key for key in own}
        self._besides = Collateral(case, own)

    def listed(self, most: int) -> list[Row]:
        """What cannot stop it, all that does alone, and so many of the least sets without any of that."""
        sets = list(self._sets(self._found.least))
        if len(sets) > most:
            more = f"; {most} of {len(sets)} such sets are listed"
            sets = [row | {"certificate": row["certificate"] + more} for row in sets[:most]]
        return [*self._in_vain(), *self._alone(), *sets]

    def _alone(self) -> list[Row]:
        cut = f"; not all were tried: {self._found.cut_short}" if self._found.cut_short else ""
        rows = self._stopping((each,) for each in self._found.alone)
        return [row | {"certificate": f"by itself{cut}"} for row in rows]

    def _in_vain(self) -> Iterator[Row]:
        found, go_betweens = self._found, sorted(GO_BETWEENS & {*self._kinds})
        if found.direct is not None and go_betweens:
            words = f"a direct link, {route(found.direct)}: no removal of agencies or relays stops it"
            yield self._row("cannot", kinds=go_betweens, words=words)
        elif found.bare is not None:
            words = f"on {route(found.bare)} there is no {' or '.join(self._kinds)} to remove"
            yield self._row("cannot", kinds=list(self._kinds), words=words)

    def _sets(self, least: Least) -> Iterator[Row]:
        if not least.sets and not least.hopeless:
            yield self._row("not found in time", lower_bound=least.lower_bound, certificate=_proof(least))
        for row in self._stopping(least.sets):
            yield row | {
                "optimal": least.optimal,
                "lower_bound": least.lower_bound,
                "certificate": _proof(least),
            }

    def _stopping(self, sets: Iterable[Chosen]) -> list[Row]:
        """One row for each set, what takes least besides first."""
        rows = [self._of_set(each) for each in without_broader(list(sets), self._case.registry)]
        return sorted(rows, key=_order)

    def _of_set(self, chosen: Chosen) -> Row:
        taken = [item for item in self._steps.values() if takes(chosen, item, self._case)]
        return self._row(
            "stops it",
            set=[name for _, name in chosen],
            kinds=[kind for kind, _ in chosen],
            size=len(chosen),
            words=listed([self._in_words(each) for each in chosen]),
            optimal=True,
            lower_bound=1,
            items=sorted(item.id for item in taken),
            documents=documents_of(taken),
            flows_lost=self._besides.count(chosen),
        )

    def _row(self, answer: str, **cells: object) -> Row:
        left_out = self._found.left_out
        return _row(
            self._data_type,
            answer,
            routes=len(self._found.routes) + left_out.count,
            routes_exact=left_out.exact,
            best_route=route(self._found.routes[0]),
            **cells,
        )

    def _in_words(self, element: Element) -> str:
        kind, name = element
        if kind == "link":
            return LEVERS[kind].format(self._link(self._links[name]))
        if kind == "agreement":
            return LEVERS[kind].format(self._title(name))
        return LEVERS[kind].format(_channel(name) if kind == "channel" else self._case.registry.label(name))

    def _title(self, rule: str) -> str:
        """A rule as a reader should see it."""
        return next(f"{each.title} ({rule})" for each in self._case.rules if each.id == rule)

    def _link(self, key: FlowKey) -> str:
        """A flow as a reader should see it."""
        holder, recipient, data_type, database, channel, via = key
        label = self._case.registry.label
        how = [data_type, database, _channel(channel), *map(label, via)]
        return f"{label(holder)} → {label(recipient)} ({', '.join(filter(None, how))})"


def _channel(channel: str) -> str:
    terms = vocabulary("channels")
    return terms[channel].label if channel in terms else channel


def _order(row: Row) -> tuple[int, list[int], list[str]]:
    """What takes least besides first; then by kind of lever and name."""
    return row["flows_lost"], [list(LEVERS).index(kind) for kind in row["kinds"]], row["set"]


def _proof(least: Least) -> str:
    """Why no fewer do."""
    bound = least.lower_bound
    cut = f"; {least.stopped}" if least.stopped else ""
    if least.apart == bound:
        return f"{bound} routes that have nothing to remove in common{cut}"
    return f"no fewer than {bound} stop the {least.found} routes looked at{cut}"


def _row(data_type: str, answer: str, **cells: object) -> Row:
    blank: Row = {column.name: None for column in COLUMNS} | {
        "set": [],
        "kinds": [],
        "items": [],
        "documents": [],
    }
    return blank | {"data_type": data_type, "answer": answer} | cells


COLUMNS = (
    Column("data_type", "The kind of data."),
    Column(
        "answer",
        "stops it: with all of the set removed no route is left, neither one that holds nor one that is possible; "
        "cannot: removing any number of these kinds does not; not found in time; or nothing to stop.",
    ),
    Column("size", "How many are removed."),
    Column("words", "What is removed, or why that cannot stop it, in words."),
    Column(
        "set", "What is removed: an agency's, relay's or database's id, a flow's id, a channel, a rule's id."
    ),
    Column("kinds", "What each of these is."),
    Column(
        "optimal",
        "Whether no smaller set stops it; of sets of two or more: none that has nothing that stops it alone.",
    ),
    Column("lower_bound", "No set of fewer does, of those that have nothing that stops it alone."),
    Column("certificate", "What proves the bound; and why the search ended, where it was cut short."),
    Column("routes", "How many routes it stops: all there are; at least so many where not exact."),
    Column("routes_exact", "Whether that number is exact."),
    Column("best_route", "The best of them."),
    Column("flows_lost", "How many other flows of the case (disclosed or available) it touches besides."),
    Column("items", "The items of evidence of the routes that it takes."),
    Column("documents", "The documents that they cite."),
)
_OF_TRACE = (
    *("from", "to", "data", "since", "as-of", "open-at", "known-by", "min-standing", "max-hops", "ties"),
    *("exact", "obey-rules", "channel", "purpose", "database", "via", "avoid", "source"),
)

CHOKEPOINTS = Declared(
    "chokepoints",
    1,
    "What is the least that must be removed (agency, relay, link, database, channel, agreement) to stop this flow?",
    (
        *(each for name in _OF_TRACE for each in TRACE.parameters if each.name == name),
        Parameter(
            "kinds",
            "text",
            "Kinds of thing that may be removed; all unless told.",
            values=", ".join(LEVERS),
            many=True,
        ),
        Parameter("limit", "integer", "The most sets to list for each kind of data.", default=MOST_SETS),
        Parameter("deadline", "number", "Seconds after which the best set so far is given, with a bound."),
    ),
    COLUMNS,
    ("items", "documents"),
    (
        "It is about the flows that are known: what is not recorded is not stopped by any of this.",
        "'Stops it' means that no route is left on this evidence; what would take its place is not asked.",
        "Without a go-between, a direct link stays: only the link, its channel, its database can be removed.",
        "'What permits it' is a rule that permits it on paper: without the rule it would lack leave, not the means.",
        "An agency is removed as a go-between, with its parts; the two ends stay.",
    ),
    chokepoints,
    table=(
        "data_type",
        "answer",
        "size",
        "words",
        "optimal",
        "lower_bound",
        "routes",
        "flows_lost",
        "certificate",
    ),
    theme="what would stop it",
    references=(
        "Semantics, section 4: traces; members of `via` count.",
        "Moreno-Centeno and Karp, The implicit hitting set approach (Operations Research 61(2), 2013).",
    ),
    why_no_cypher="A least set is found by asking again without what was chosen, which no single query does.",
)
