"""Who gives to whom in a made-up case, in the shape of a real list of sharing settings.

The list (37,099 pairs among 4,619 bodies) lies with the tests. 224 of its bodies give at all, to one other or to
84 % of them; an eighth of the pairs lead to somebody who gives too, and of these two thirds go both ways. Degrees are
drawn as shares, so that a larger case is the same picture at a larger scale.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.made_up.bodies import Bodies, Numbers

#: Quantiles of the real list: to what share of the bodies a giver gives; from what share of the givers a body gets.
QUANTILES = np.array([0, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99, 0.9955, 1])
GIVES_TO = np.array([1, 16.6, 60.5, 127, 201.5, 301.7, 394.2, 685.4, 1206, 3861]) / 4619
GETS_FROM = np.array([1, 1, 2, 5, 8, 18, 30, 54, 64, 110]) / 224
#: What share of the pairs drawn lead to a giver, and of those how many are then turned round as well.
INTO_GIVERS, TURNED = 0.101, 0.51


def shares(quantiles: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    """So many degrees with these quantiles, as shares, from the least to the greatest."""
    places = (np.arange(number) + 0.5) / number
    return np.exp(np.interp(places, QUANTILES, np.log(quantiles)))


def pairs(bodies: Bodies, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Who gives to whom: holders and recipients, no pair twice, in the shape of the real list."""
    givers = bodies.givers(rng)
    degrees = np.maximum(1, np.round(shares(GIVES_TO, len(givers)) * len(bodies))).astype(int)
    attraction = _attraction(bodies, givers, rng)
    holders, recipients = [], []
    for giver, degree in zip(givers, rng.permutation(degrees), strict=True):
        waiting = rng.exponential(size=len(bodies)) / attraction
        waiting[giver] = np.inf
        chosen = np.argpartition(waiting, degree)[:degree]
        holders.append(np.full(len(chosen), giver))
        recipients.append(np.sort(chosen))
    return _both_ways(np.concatenate(holders), np.concatenate(recipients), givers, len(bodies), rng)


def _attraction(bodies: Bodies, givers: Numbers, rng: np.random.Generator) -> NDArray[np.float64]:
    """How much each body draws: the immigration components most, and all givers together their share."""
    sorted_shares = shares(GETS_FROM, len(bodies))
    others = np.setdiff1d(np.arange(len(bodies)), bodies.components)
    order = np.concatenate([rng.permutation(others), bodies.components])
    attraction = np.empty(len(bodies))
    attraction[order] = sorted_shares
    gives = np.zeros(len(bodies), bool)
    gives[givers] = True
    ratio = attraction[~gives].sum() / attraction[gives].sum()
    attraction[gives] *= ratio * INTO_GIVERS / (1 - INTO_GIVERS)
    return attraction


def _both_ways(
    holders: Numbers, recipients: Numbers, givers: Numbers, number: int, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """The pairs, and of those among givers some turned round as well."""
    turned = np.isin(recipients, givers) & (rng.random(len(holders)) < TURNED)
    keys = np.concatenate([holders * number + recipients, (recipients * number + holders)[turned]])
    both = np.unique(keys)
    return both // number, both % number
