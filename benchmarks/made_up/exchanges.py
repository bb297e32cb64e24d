"""The exchanges of a made-up case as arrays: who gives what to whom, by which channel, from which system, via whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks.made_up.bodies import Bodies, Numbers
from benchmarks.made_up.pairs import pairs
from graphmodel.vocabulary import vocabulary

DATABASES = 40
#: By none, by the switch of the holder's state, by that and the national one, by the state's fusion center.
VIA_SHARES = (0.85, 0.09, 0.03, 0.03)
#: One, two or three kinds of data go in an exchange; one, two or three rows speak of it.
TYPES_OF_AN_EXCHANGE, ROWS_OF_AN_EXCHANGE = (0.60, 0.25, 0.15), (0.76, 0.18, 0.06)
#: No channel stated, then the channels of the vocabulary: the first are the commonest.
UNSTATED_CHANNEL = 0.1
#: What an office gives most; every other kind of data at least now and then.
OFFICE_GIVES = {
    "driver-record": 8, "photo": 6, "licence-details": 5, "home-address": 5, "licence-number": 4,
    "vehicle-registration": 4, "identity-details": 3, "registered-owner": 3, "date-of-birth": 2,
    "driving-history": 2, "ssn": 2, "face-search-result": 2, "application-documents": 1, "status-annotation": 1,
    "personal-data": 1,
}  # fmt: skip
OTHERS_GIVE = {
    "plate-read": 6, "person-report": 4, "criminal-history": 4, "home-address": 3, "location": 3,
    "vehicle-registration": 3, "photo": 2, "mugshot": 2, "jail-record": 2, "driver-record": 2, "personal-data": 2,
    "plate-hot-list": 2, "biometric": 1, "immigration-record": 1, "phone-number": 1,
}  # fmt: skip
NOW_AND_THEN = 0.3


@dataclass(frozen=True)
class Exchanges:
    """What the rows of a case speak of; each kind of data of an exchange is a flow, and no flow is there twice.

    Attributes
    ----------
    holder, recipient
        Numbers of bodies.
    channel, database
        Numbers in the lists of their words; 0 where none is stated.
    via
        Which relays, as numbered in `VIA_SHARES`.
    types
        Numbers of up to three kinds of data, of which the first `types_given` count.
    """

    bodies: Bodies
    holder: Numbers
    recipient: Numbers
    channel: Numbers
    database: Numbers
    via: Numbers
    types: Numbers
    types_given: Numbers

    def __len__(self) -> int:
        return len(self.holder)

    @cached_property
    def flows(self) -> int:
        """How many flows these are."""
        return int(self.types_given.sum())

    @cached_property
    def joints(self) -> tuple[Numbers, Numbers]:
        """For each body where its givers start in the second array: offices twice, that more joints begin at them."""
        key = np.unique(self.holder * len(self.bodies) + self.recipient)
        holder, recipient = key // len(self.bodies), key % len(self.bodies)
        again = np.isin(holder, self.bodies.offices)
        holder = np.concatenate([holder, *[holder[again]] * 3])
        recipient = np.concatenate([recipient, *[recipient[again]] * 3])
        order = np.lexsort((holder, recipient))
        starts = np.searchsorted(recipient[order], np.arange(len(self.bodies) + 1))
        return starts, holder[order]


def exchanges(bodies: Bodies, flows: int, rng: np.random.Generator) -> Exchanges:
    """Exchanges with exactly so many flows: every pair has one, as far as that goes, and some have more."""
    holders, recipients = pairs(bodies, rng)
    channels = len(vocabulary("channels")) + 1
    sizes = (channels, DATABASES + 1, len(VIA_SHARES))
    keys: Numbers = np.empty(0, np.int64)
    needed = round(flows / np.dot(TYPES_OF_AN_EXCHANGE, (1, 2, 3)) * 1.02) + 20
    pair = rng.permutation(len(holders))[:needed]
    while len(keys) < needed:
        drawn = _keys(pair, (holders, recipients), sizes, bodies, rng)
        keys = _first_of_each(np.concatenate([keys, drawn]))
        missing = max(0, needed - len(keys))
        pair = rng.integers(len(holders), size=missing + missing // 10 + 10)
    pair, channel, database, via = np.unravel_index(keys, (len(holders), *sizes))
    given = 1 + rng.choice(3, len(keys), p=TYPES_OF_AN_EXCHANGE)
    last = int(np.searchsorted(np.cumsum(given), flows))
    given[last] -= int(given[: last + 1].sum()) - flows
    kept = slice(0, last + 1)
    of_office = np.isin(holders[pair[kept]], bodies.offices)
    types = _types(of_office, rng)
    return Exchanges(
        bodies,
        holders[pair[kept]],
        recipients[pair[kept]],
        channel[kept],
        database[kept],
        via[kept],
        types,
        given[kept],
    )


def _keys(
    pair: Numbers,
    ends: tuple[Numbers, Numbers],
    sizes: tuple[int, int, int],
    bodies: Bodies,
    rng: np.random.Generator,
) -> Numbers:
    """How each exchange goes, packed with its pair into one number."""
    channels, databases, _ = sizes
    holder, recipient = (each[pair] for each in ends)
    common = 1 / np.arange(1, channels)
    weights = np.concatenate([[UNSTATED_CHANNEL], (1 - UNSTATED_CHANNEL) * common / common.sum()])
    channel = rng.choice(channels, len(pair), p=weights)
    named = rng.random(len(pair)) < 0.3
    database = np.where(named, 1 + rng.integers(databases - 1, size=len(pair)), 0)
    via = rng.choice(len(VIA_SHARES), len(pair), p=VIA_SHARES)
    relays = bodies.relays[bodies.state[holder], via]
    via[((relays == holder[:, None]) | (relays == recipient[:, None])).any(axis=1)] = 0
    packed: Numbers = np.ravel_multi_index((pair, channel, database, via), (int(pair.max()) + 1, *sizes))
    return packed


def _first_of_each(keys: Numbers) -> Numbers:
    """The distinct keys, in the order in which they first come."""
    _, first = np.unique(keys, return_index=True)
    return keys[np.sort(first)]


def _types(of_office: NDArray[np.bool_], rng: np.random.Generator) -> Numbers:
    """Three different kinds of data for each exchange, drawn as its holder gives them."""
    kinds = list(vocabulary("data_types"))
    types = np.empty((len(of_office), 3), np.int64)
    for is_office, gives in ((True, OFFICE_GIVES), (False, OTHERS_GIVE)):
        weights = np.array([gives.get(kind, NOW_AND_THEN) for kind in kinds])
        here = of_office == is_office
        types[here] = rng.choice(len(kinds), (int(here.sum()), 3), p=weights / weights.sum())
    for column in (1, 2):
        while (same := (types[:, :column] == types[:, column, None]).any(axis=1)).any():
            types[same, column] = (types[same, column] + 1) % len(kinds)
    return types
