"""Options as they are typed, read against a case: parties, kinds of data, dates, terms; and which contradict."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from math import isinf
from typing import Any

from graphmodel.dates import Day, parse_span
from graphmodel.denials import Denials
from graphmodel.errors import InputError, did_you_mean
from graphmodel.evidence import CARRYING, STANDINGS, Coverage, Item
from graphmodel.projection import Evidence
from graphmodel.scope import Scope, ends, parse_scope
from graphmodel.vocabulary import vocabulary
from queries.declaration import Parameter
from queries.tracing.question import MAX_HOPS, Question

SOURCE = Parameter("source", "source", "Only evidence of these datasets or documents.", many=True)
MIN_STANDING = Parameter("min-standing", "standing", "The least standing that carries.", default="reported")
SHOWN = Parameter("min-standing", "standing", "Only what is of this standing or better.", default="denied")
AS_OF = Parameter("as-of", "date", "Only what had arrived by this day.")
KNOWN_BY = Parameter("known-by", "date", "Only documents published by this day.")
FROM = Parameter("from", "party", "An agency, GA:driver-licensing, a kind of agency, or any.", default="any")
TO = Parameter("to", "party", "An agency, a kind of agency, or any.", default="any")
DATA = Parameter(
    "data", "data", "A kind of data; a broader one is asked for with every kind that it includes."
)

CHANNEL = Parameter("channel", "channel", "Only this way of going.")


def read_party(text: str, evidence: Evidence) -> Scope:
    """A party as typed; one that nobody in the case answers to is an error."""
    scope = parse_scope(text, evidence.registry)
    if not ends(scope, evidence.registry).full:
        raise InputError(
            f"no agency of this case answers to {text!r}", hint=_where_there_are(scope, evidence)
        )
    return scope


def _where_there_are(scope: Scope, evidence: Evidence) -> str:
    """The states that have an agency of a kind; or the command that lists agencies."""
    agencies = evidence.registry.agencies
    states = sorted({party.state for party in agencies if party.kind == scope.kind and party.state})
    return "states that have one: " + ", ".join(states) if states else "see `datatrail agencies`"


def read_data(text: str, evidence: Evidence) -> str:
    """A kind of data by id or label."""
    _refuse_blank(text, "data")
    if text in evidence.types:
        return text
    return vocabulary("data_types").resolve(text)


def read_term(name: str, text: str | None) -> str | None:
    """A term of a vocabulary by id or label; None stays None."""
    if text is None:
        return None
    _refuse_blank(text, name.rstrip("s"))
    return vocabulary(name).resolve(text)


def read_choice(text: str, allowed: Collection[str], option: str) -> str:
    """One of a few words.

    Raises
    ------
    InputError
        When it is none of them.
    """
    if text not in allowed:
        hint = did_you_mean(text, allowed) or "allowed: " + ", ".join(allowed)
        raise InputError(f"--{option} {text!r} is not known", hint=hint)
    return text


def read_bar(rule: str, evidence: Evidence) -> str:
    """A rule that bars, by its id.

    Raises
    ------
    InputError
        When the case has no such bar.
    """
    bars = [each.id for each in evidence.rules if each.is_bar]
    if rule not in bars:
        hint = did_you_mean(rule, bars) or "bars: " + (", ".join(bars) or "the case has none")
        raise InputError(f"{rule!r} is no bar of this case", hint=hint)
    return rule


def read_day(text: str | None, option: str, *, last: bool) -> Day | None:
    """A day as typed: of a month or year, its first day (of `since`), else its last."""
    if text is None:
        return None
    _refuse_blank(text, option)
    try:
        span = parse_span(text)
    except InputError as error:
        raise InputError(f"--{option}: {error.message}", hint=error.hint) from error
    day = span.hi if last else span.lo
    if isinf(day):
        raise InputError(
            f"--{option} {text} is open where a day is asked for", hint="write a day, month or year"
        )
    return day


def _refuse_blank(text: str, option: str) -> None:
    """An option that was given with nothing in it would quietly ask another question."""
    if not text.strip():
        raise InputError(f"--{option} was given with nothing in it", hint="leave it out, or give it a value")


def read_standing(text: str, allowed: tuple[str, ...] = CARRYING) -> str:
    """A floor."""
    if text not in allowed:
        raise InputError(
            f"{text!r} is no standing that carries",
            hint=did_you_mean(text, allowed) or "allowed: " + ", ".join(allowed),
        )
    return text


def read_sources(named: Iterable[str] | str | None, evidence: Evidence) -> tuple[str, ...]:
    """Datasets and documents as typed; one that the case does not have is an error."""
    sources = (named,) if isinstance(named, str) else tuple(named or ())
    known = evidence.datasets | set(evidence.documents)
    for source in sources:
        if source not in known:
            raise InputError(
                f"{source!r} is no dataset or document of this case",
                hint=did_you_mean(source, known) or "see `datatrail check`",
            )
    return sources


@dataclass(frozen=True)
class Wanted:
    """Which items a table is about: the filters that every question shares."""

    evidence: Evidence
    start: Scope
    goal: Scope
    data: str | None
    channel: str | None
    sources: tuple[str, ...]
    as_of: Day | None
    known_by: Day | None

    @classmethod
    def read(cls, evidence: Evidence, options: dict[str, Any]) -> Wanted:
        """The options of a table, read."""
        data = options.get("data")
        return cls(
            evidence,
            read_party(options.get("from_") or "any", evidence),
            read_party(options.get("to") or "any", evidence),
            None if data is None else read_data(data, evidence),
            read_term("channels", options.get("channel")),
            read_sources(options.get("source"), evidence),
            read_day(options.get("as_of"), "as-of", last=True),
            read_day(options.get("known_by"), "known-by", last=True),
        )

    def items(self) -> list[Item]:
        """The items that are wanted."""
        holders, recipients = self._parties(self.start), self._parties(self.goal)
        types = None if self.data is None else self.evidence.types.narrower(self.data)
        return [
            item
            for item in self.evidence.items
            if item.holder in holders
            and item.recipient in recipients
            and (types is None or item.data_type in types)
            and self.channel in (None, item.channel)
            and self.hears(item)
        ]

    def hears(self, item: Item) -> bool:
        """Whether an item is of the sources asked for, published in time, and had begun."""
        return self._admits({item.dataset, item.document}, item.document, item.when.start.lo)

    def hears_of(self, coverage: Coverage) -> bool:
        """Whether a coverage row is of the sources asked for, published in time, and had begun."""
        stands_in = {coverage.record.get("dataset") or "", coverage.document}
        return self._admits(stands_in, coverage.document, coverage.period.lo)

    def _admits(self, stands_in: set[str], cited: str, began: Day) -> bool:
        if self.sources and not stands_in & {*self.sources}:
            return False
        if self.as_of is not None and began > self.as_of:
            return False
        if self.known_by is None:
            return True
        document = self.evidence.documents.get(cited)
        published = document.published if document else None
        return published is not None and published.hi <= self.known_by

    @cached_property
    def denials(self) -> Denials:
        """The denials of the sources asked for; they pass no other filter."""
        sources = replace(self, as_of=None)
        return self.evidence.denials_among([item for item in self.evidence.items if sources.hears(item)])

    def _parties(self, scope: Scope) -> frozenset[str]:
        """Those who answer in full; by kind, also the groups of that class."""
        answering = ends(scope, self.evidence.registry)
        if scope.kind is None:
            return answering.full
        return answering.full | {each for each in answering.possible if self.evidence.registry.is_group(each)}


def read_question(evidence: Evidence, options: dict[str, Any]) -> Question:
    """The question of `trace`, its options read and checked against each other.

    Raises
    ------
    InputError
        For a name, kind, date or term that is not known, and for options that contradict each other.
    """
    since = read_day(options.get("since"), "since", last=False)
    as_of = read_day(options.get("as_of"), "as-of", last=True)
    open_at = read_day(options.get("open_at"), "open-at", last=True)
    _refuse_contradictions(options, since, as_of)
    via, avoid = (_party_or_none(options.get(name), evidence) for name in ("via", "avoid"))
    if via is not None and via == avoid:
        raise InputError("--via and --avoid name the same agency", hint="leave one of them out")
    purpose = read_term("purposes", options.get("purpose"))
    hops = options.get("max_hops")
    return Question(
        read_party(options["from_"], evidence),
        read_party(options["to"], evidence),
        read_data("driver-record" if options.get("data") is None else options["data"], evidence),
        since=since,
        as_of=as_of,
        open_at=open_at,
        known_by=read_day(options.get("known_by"), "known-by", last=True),
        floor=read_standing(options.get("min_standing") or "reported"),
        max_hops=MAX_HOPS if hops is None else at_least_one(int(hops), "max-hops"),
        wait=_wait(options.get("ties") or "allow"),
        exact=bool(options.get("exact")),
        channel=read_term("channels", options.get("channel")),
        purpose=purpose,
        database=_database(options.get("database"), evidence),
        sources=read_sources(options.get("source"), evidence),
        via=via,
        avoid=avoid,
        obey_rules=bool(options.get("obey_rules")),
    )


def _party_or_none(text: str | None, evidence: Evidence) -> Scope | None:
    return None if text is None else read_party(text, evidence)


def _refuse_contradictions(options: dict[str, Any], since: Day | None, as_of: Day | None) -> None:
    if options.get("open_at") is not None:
        against = [name for name in ("since", "as_of") if options.get(name) is not None]
        against += ["ties"] if options.get("ties") == "forbid" else []
        if against:
            named = ", ".join("--" + name.replace("_", "-") for name in against)
            raise InputError(
                f"--open-at asks about one day and contradicts {named}", hint="leave one of them out"
            )
    if since is not None and as_of is not None and since > as_of:
        raise InputError("--since is later than --as-of", hint="give the earlier day to --since")


def at_least_one(number: int, option: str) -> int:
    """A number as typed, which must be 1 or more."""
    if number < 1:
        raise InputError(f"--{option} {number} leaves nothing", hint="give 1 or more")
    return number


def _wait(ties: str) -> int:
    if ties not in ("allow", "forbid"):
        raise InputError(f"--ties {ties!r} is not known", hint="allowed: allow, forbid")
    return int(ties == "forbid")


def _database(text: str | None, evidence: Evidence) -> str | None:
    if text is None:
        return None
    known = {database for item in evidence.items for database in item.databases}
    if text not in known:
        hint = did_you_mean(text, known) or "databases: " + (", ".join(sorted(known)) or "none is named")
        raise InputError(f"{text!r} is no database of this case", hint=hint)
    return text


ALL_STANDINGS = STANDINGS
