"""A question about routes, its options read, and how it is relaxed when there is no route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal

from graphmodel.dates import Day
from graphmodel.evidence import CARRYING
from graphmodel.scope import Scope

MAX_HOPS = 6
MOST_TRACES = 50


Element = tuple[str, str]
"""What can be taken away: its kind and its id."""

#: Kinds of element. An agency goes as ``--avoid`` says, with its parts: neither an inner agency nor in a `via`; a relay
#: only from the `via`; a link is one flow; an agreement is a rule, and takes the items that it permits; a document takes
#: with it all that only repeat it.
REMOVABLE = ("agency", "relay", "link", "database", "channel", "agreement", "item", "claim", "document")


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of data, from these holders to these recipients, within these limits.

    Attributes
    ----------
    start, goal
        The ends *S* and *T*.
    data
        The data type *t*.
    since, as_of, open_at, known_by
        Days, or None where not asked.
    floor
        The least standing that carries.
    max_hops
        None for any number.
    wait
        Days that must pass between two hops: 1 under ``--ties forbid``.
    sources
        Datasets and documents, of which an item must come from one; empty for all.
    without
        What is taken away: pairs of a kind of `REMOVABLE` and an id.
    obey_rules
        Whether what a rule bars does not pass, and what a bar may bar does not hold.
    extra_modes, any_type, any_order, use_candidates
        Relaxations. Modes taken as carrying, every type carrying every other, hops in any order, provisional
        names taken for their best candidate.
    """

    start: Scope
    goal: Scope
    data: str
    since: Day | None = None
    as_of: Day | None = None
    open_at: Day | None = None
    known_by: Day | None = None
    floor: str = "reported"
    max_hops: int | None = MAX_HOPS
    wait: int = 0
    exact: bool = False
    channel: str | None = None
    purpose: str | None = None
    database: str | None = None
    sources: tuple[str, ...] = ()
    via: Scope | None = None
    avoid: Scope | None = None
    without: frozenset[Element] = frozenset()
    obey_rules: bool = False
    extra_modes: frozenset[str] = frozenset()
    any_type: bool = False
    any_order: bool = False
    use_candidates: bool = False

    @property
    def carrying(self) -> tuple[str, ...]:
        """The standings at or above the floor."""
        return CARRYING[: CARRYING.index(self.floor) + 1]

    @property
    def earliest(self) -> Day:
        """Where *E* and *L* start."""
        return -inf if self.since is None else self.since

    @property
    def deadline(self) -> Day:
        """What *E* may not pass at the end."""
        return inf if self.as_of is None or self.open_at is not None else self.as_of


Verdict = Literal["holds", "possible", "refuted", "unknown"]

REASONS = (
    "unresolved-name",
    "filtered",
    "barred",
    "below-floor",
    "asked-answer-unknown",
    "time-order",
    "refused-or-blocked",
    "payload",
    "no-flow-in-covered-period",
    "not-covered",
)

#: What each reason lifts, in the order of the semantics.
#: ``--source`` is lifted last, by `absence`: an answer "from this case alone" looks for its reason in that case.
RELAXATIONS: Mapping[str, Mapping[str, object]] = {
    "unresolved-name": {"use_candidates": True},
    "filtered": {
        "since": None,
        "as_of": None,
        "open_at": None,
        "known_by": None,
        "max_hops": None,
        "wait": 0,
        "exact": False,
        "channel": None,
        "purpose": None,
        "database": None,
        "via": None,
        "avoid": None,
    },
    "barred": {"obey_rules": False},
    "below-floor": {"floor": "available"},
    "asked-answer-unknown": {"extra_modes": frozenset({"requested"})},
    "time-order": {"any_order": True},
    "refused-or-blocked": {"extra_modes": frozenset({"refused", "blocked", "denied"})},
    "payload": {"any_type": True},
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is printed, and how long is searched.

    Attributes
    ----------
    traces
        The most traces to return; the number left out is announced.
    partial_walks
        The most partial walks to look at; past it the search stops and says so.
    counting
        The most to look at once enough traces are found, to count those left out; past it their number is a
        lower bound.
    seconds
        A deadline, or None.
    """

    traces: int = MOST_TRACES
    partial_walks: int = 200_000
    counting: int = 60
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many traces were found and not returned; a lower bound where not exact, and why."""

    count: int = 0
    exact: bool = True
    why: str | None = None
