"""What the rows of a made-up case say: columns of requests and statements, drawn many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
import pyarrow as pa

from benchmarks.made_up.bodies import Numbers
from benchmarks.made_up.cells import Flags, lists, taken
from benchmarks.made_up.documents import FIRST_DAY, LAST_DAY, Documents, last_days, written
from benchmarks.made_up.exchanges import DATABASES, Exchanges
from graphmodel.vocabulary import vocabulary

#: How bodies are written in each dataset: by their id, by their name, by an alias.
WRITTEN_BY_ID, WRITTEN_BY_NAME, WRITTEN_BY_ALIAS = range(3)
DATASETS = (*[WRITTEN_BY_ID] * 4, WRITTEN_BY_NAME, WRITTEN_BY_ALIAS)
PRECISION_SHARES = (0.8, 0.15, 0.05)

#: The first row of an exchange makes its flows; what makes none, or others, comes only in later ones.
REQUEST_MODES = {"disclosed": 0.72, "requested": 0.16, "refused": 0.10, "available": 0.02}
STATEMENT_MODES = {"disclosed": 0.52, "available": 0.36, "requested": 0.05, "refused": 0.04, "blocked": 0.03}
LATER_MODES = STATEMENT_MODES | {"planned": 0.05, "context": 0.03, "denied": 0.08}
PAYLOADS = {"stated": 0.75, "assumed": 0.25}
BASES = {"record": 0.3, "party": 0.3, "third-records": 0.2, "third": 0.2}
END_KINDS = {"unknown": 0.45, "ongoing-as-stated": 0.25, "seen": 0.15, "ended": 0.15}
READS = {"in-full": 0.5, "excerpt": 0.4, "computed": 0.1}
NO_MASK, RECIPIENT, DATE, MODE, TYPES = range(5)
SENT_SHARE, ONE_OF, HEDGED, JOINTS = 0.003, 0.04, 0.08, 0.35


def database_names() -> list[str]:
    """The made-up systems."""
    return [f"Made-up system {number:02}" for number in range(1, DATABASES + 1)]


def dataset_names() -> list[str]:
    """The made-up datasets; the rows of each kind stand in one file."""
    return [f"made-up-dataset-{number}" for number in range(1, len(DATASETS) + 1)]


def file_of(label: str, dataset: str) -> str:
    """The name of the file that the rows of a label and dataset would stand in."""
    return f"{dataset}-{label.lower()}s.csv"


def file_sha256(label: str, dataset: str) -> str:
    """The hash of a file that is not there."""
    return sha256(file_of(label, dataset).encode()).hexdigest()


@dataclass(frozen=True)
class Subject:
    """What rows speak of, and what they cite."""

    exchanges: Exchanges
    documents: Documents

    @cached_property
    def words(self) -> Mapping[str, pa.Array]:
        """What cells hold, by what they are about: a cell is a number into its list."""
        rows = self.exchanges.bodies.rows
        by_name = [row["name"] for row in rows]
        return {
            "party": pa.array(
                [*(row["agency"] for row in rows), *by_name, *(row["aliases"] or row["name"] for row in rows)]
            ),
            "channel": pa.array([None, *vocabulary("channels")], pa.string()),
            "database": pa.array(database_names()),
            "data type": pa.array(list(vocabulary("data_types"))),
            "document": pa.array(self.documents.ids),
            "dataset": pa.array(dataset_names()),
        }


class Drawing:
    """Draws the columns of some rows.

    Parameters
    ----------
    subject
        What they speak of.
    of
        The number of each row's exchange.
    later
        Whether an earlier row speaks of the same exchange.
    start
        The number of the first row.
    seed
        The same seed gives the same columns.
    """

    def __init__(self, subject: Subject, of: Numbers, later: Flags, start: int, seed: int) -> None:
        self.subject = subject
        self.exchanges = subject.exchanges
        self.words = subject.words
        self.of, self.later, self.start = of, later, start
        self.rng = np.random.default_rng([seed, 4, start])
        self.holder = self.exchanges.holder[of]
        self.recipient = self.exchanges.recipient[of]
        kinds = self.rng.choice([DATE, RECIPIENT, MODE, TYPES], len(self))
        hidden = self.some(0.02) & (self.later | (kinds == DATE))
        self.masked = np.where(hidden, kinds, NO_MASK)

    def __len__(self) -> int:
        return len(self.of)

    # --- rows of either kind

    def request(self) -> dict[str, pa.Array]:
        """The columns of requests."""
        precision = self._precision()
        asked = self.rng.integers(FIRST_DAY, LAST_DAY, size=len(self))
        answered = np.minimum(asked + self.rng.integers(60, size=len(self)), LAST_DAY)
        dataset, cells = self._common("Request", last_days(answered, precision))
        masks = ("requester", "answered", "mode", "data_types")
        count = self.rng.integers(2, 400, size=len(self)).astype(float)
        return cells | {
            "asked": written(asked, precision, self.some(0.1)),
            "answered": written(answered, precision, self.some(0.2) | (self.masked == DATE)),
            "requester": self._parties(self.recipient, dataset, self.masked != RECIPIENT),
            "data_types": self._types(self.masked != TYPES),
            "data_sent": self._sent(),
            "mode": self._drawn(REQUEST_MODES, self.masked == MODE),
            "count": pa.array(count, mask=~self.some(0.1)),
            "masked": self._masks(masks),
        }

    def statement(self) -> dict[str, pa.Array]:
        """The columns of statements."""
        times, last = self._times()
        dataset, cells = self._common("Statement", last)
        modes = np.where(self.later, self._number(LATER_MODES), self._number(STATEMENT_MODES))
        denied = modes == list(LATER_MODES).index("denied")
        basis = self._number(BASES)
        is_group = np.isin(self.holder, self.exchanges.bodies.groups)
        speaks = (basis == list(BASES).index("party")) & ~is_group
        to_somebody = (self.masked != RECIPIENT) & ~(denied & self.some(0.2))
        masks = ("recipient", "start", "mode", "data_types")
        return cells | times | self._counts() | {
            "locator": taken(pa.array(["p. 1", "p. 2", "p. 3"]), self.rng.integers(3, size=len(self))),
            "read": self._drawn(READS),
            "speaker": taken(pa.array(["Made-up spokesman", "Made-up reporter"]), np.where(speaks, 0, 1)),
            "speaker_agency": taken(self.words["party"], self.holder, ~speaks),
            "basis": taken(pa.array(list(BASES)), basis),
            "mode": taken(pa.array(list(LATER_MODES)), modes, self.masked == MODE),
            "recipient": self._parties(self.recipient, dataset, to_somebody),
            "one_of": self._flag(ONE_OF),
            "hedged": self._flag(HEDGED),
            "received_from": self._received_from(dataset, modes),
            "data_types": self._types((self.masked != TYPES) & ~(denied & self.some(0.4))),
            "masked": self._masks(masks),
        }  # fmt: skip

    def _common(self, label: str, last: Numbers) -> tuple[Numbers, dict[str, pa.Array]]:
        """The dataset of each row, and what both kinds of row have."""
        document = self.subject.documents.citing(last, self.rng)
        dataset = document % len(DATASETS)
        numbers = np.arange(self.start, self.start + len(self))
        anybody = np.ones(len(self), bool)
        return dataset, {
            "id": pa.array([f"made-up-{label.lower()}-{number:08}" for number in numbers.tolist()]),
            "document": taken(self.words["document"], document),
            "holder": self._parties(self.holder, dataset, anybody),
            "via": self._via(dataset),
            "payload": self._drawn(PAYLOADS),
            "databases": self._databases(),
            "channel": self.words["channel"].take(pa.array(self.exchanges.channel[self.of])),
            "purpose": self._term("purposes", 0.6),
            "threshold_required": self._term("thresholds", 0.8),
            "threshold_shown": self._term("thresholds", 0.7),
            "dataset": taken(self.words["dataset"], dataset),
            "file": taken(pa.array([file_of(label, name) for name in dataset_names()]), dataset),
            "file_sha256": taken(pa.array([file_sha256(label, name) for name in dataset_names()]), dataset),
            "row": pa.array(numbers + 2),
        }

    # --- cells

    def some(self, share: float) -> Flags:
        """So many of the rows."""
        return self.rng.random(len(self)) < share

    def _number(self, shares: Mapping[str, float]) -> Numbers:
        weights = np.array(list(shares.values()))
        return self.rng.choice(len(weights), len(self), p=weights / weights.sum())

    def _drawn(self, shares: Mapping[str, float], blank: Flags | None = None) -> pa.Array:
        """A word for each row, as often as its share says."""
        return taken(pa.array(list(shares)), self._number(shares), blank)

    def _term(self, name: str, blank: float) -> pa.Array:
        terms = list(vocabulary(name))
        return taken(pa.array(terms), self.rng.integers(len(terms), size=len(self)), self.some(blank))

    def _flag(self, share: float) -> pa.Array:
        raised = self.some(share)
        return pa.array(raised, mask=~raised)

    def _precision(self) -> Numbers:
        return self.rng.choice(len(PRECISION_SHARES), len(self), p=PRECISION_SHARES)

    def _parties(self, bodies: Numbers, dataset: Numbers, named: Flags) -> pa.Array:
        """One party in each cell, as its dataset writes it; none where it is not named."""
        place = bodies + np.array(DATASETS)[dataset] * len(self.exchanges.bodies)
        return lists(place[:, None], named[:, None], self.words["party"])

    def _via(self, dataset: Numbers) -> pa.Array:
        relays = self.exchanges.bodies.relays[
            self.exchanges.bodies.state[self.holder], self.exchanges.via[self.of]
        ]
        place = relays + np.array(DATASETS)[dataset][:, None] * len(self.exchanges.bodies)
        return lists(place, relays >= 0, self.words["party"])

    def _types(self, stated: Flags) -> pa.Array:
        given = np.arange(3) < self.exchanges.types_given[self.of][:, None]
        return lists(self.exchanges.types[self.of], given & stated[:, None], self.words["data type"])

    def _sent(self) -> pa.Array:
        """What the requester sent, in a few."""
        texts = pa.array(["probe-photo", "plate-number"])
        return lists(self.rng.integers(2, size=(len(self), 1)), self.some(SENT_SHARE)[:, None], texts)

    def _databases(self) -> pa.Array:
        """The system of the exchange; where it has none, in a few rows two that it may have been."""
        stated = self.exchanges.database[self.of]
        either = (stated == 0) & self.some(0.03)
        one = np.where(either, self.rng.integers(DATABASES, size=len(self)), stated - 1)
        place = np.stack([one, (one + 1) % DATABASES], axis=1)
        named = np.stack([either | (stated > 0), either], axis=1)
        return lists(place, named, self.words["database"])

    def _received_from(self, dataset: Numbers, modes: Numbers) -> pa.Array:
        """Where the data had come from, in some statements of holders that get data themselves."""
        starts, givers = self.exchanges.joints
        first, past = starts[self.holder], starts[self.holder + 1]
        place = first + (self.rng.random(len(self)) * (past - first)).astype(np.int64)
        giver = givers[np.minimum(place, len(givers) - 1)]
        gives = modes <= list(LATER_MODES).index("available")
        shown = self.some(JOINTS) & (past > first) & gives & (giver != self.recipient)
        return self._parties(giver, dataset, shown)

    def _times(self) -> tuple[dict[str, pa.Array], Numbers]:
        """The time columns of statements, and the last day that each speaks of."""
        precision, stands = self._precision(), self.some(0.55)
        start = self.rng.integers(FIRST_DAY, LAST_DAY, size=len(self))
        end = np.minimum(start + self.rng.integers(1500, size=len(self)), LAST_DAY)
        kinds = self._number(END_KINDS)
        by_then = ~stands & self.some(0.1)
        hidden = self.masked == DATE
        has_end = (stands & (kinds > 0) & ~hidden) | by_then
        kind = np.where(stands, 1, 0)
        last = last_days(np.where(has_end, end, start), precision)
        return {
            "time_kind": taken(pa.array(["event", "standing"]), kind),
            "start": written(start, precision, by_then | hidden | (stands & self.some(0.1))),
            "end": written(end, precision, ~has_end),
            "end_kind": taken(pa.array(list(END_KINDS)), kinds, ~(stands & has_end)),
        }, last

    def _counts(self) -> dict[str, pa.Array]:
        blank = ~self.some(0.08)
        numbers = self.rng.integers(2, 400, size=len(self))
        nothing = np.zeros(len(self), np.int64)
        return {
            "count_words": taken(pa.array([f"more than {each}" for each in range(400)]), numbers, blank),
            "count_qualifier": taken(pa.array(["more than"]), nothing, blank),
            "count_value": pa.array(numbers.astype(float), mask=blank),
            "count_unit": taken(pa.array(["requests"]), nothing, blank),
            "count_kind": taken(pa.array(["total"]), nothing, blank),
        }

    def _masks(self, columns: tuple[str, ...]) -> pa.Array:
        """Which cell was masked, where one was, and how; the columns in the order of the masks' numbers."""
        texts = pa.array([f"{column}:stars" for column in columns])
        return lists(self.masked[:, None] - 1, (self.masked != NO_MASK)[:, None], texts)
