"""What is still possible from each agency on, whatever was before: bounds that let the search look at little.

All are worked out backward from the goal, hop by hop, and let agencies come twice, ask for no wait and no joint; so
they are never worse than what a walk can still reach. With them the key of a partial walk is a lower bound on the key
of every trace that it can become (A*: Hart, Nilsson and Raphael, *IEEE Transactions on Systems Science and
Cybernetics* 4(2), 1968; the bounds on weakest standing and arrival are bottleneck paths).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphmodel.columns import Flags, Ints, Places
from graphmodel.evidence import RANK
from graphmodel.scope import Ends
from graphmodel.times import Days
from queries.tracing.network import Network

Reached = NDArray[np.int64]

#: So many hops are none at all.
UNREACHED = 1 << 20


class Bounds:
    """Bounds for one network and goal; several starts may share them.

    Where a question names an agency that must be passed (`--via`), each party stands twice among the nodes: until it
    was passed, and, as many places further on, after that.

    Attributes
    ----------
    carriers
        The items that lead anywhere, in the order of the network, for each layer anew.
    holder, recipient
        The nodes that these lead from and to.
    originals
        The number of each among all carriers of the network.
    levels
        The ranks of standing that occur: level k lets in all up to ``levels[k]``.
    """

    def __init__(self, network: Network, goal: Ends) -> None:
        self.network = network
        self.goal = goal
        parties = network.columns.parties
        self.parties = len(parties)
        self.is_full = self._flags(goal.full)
        self.is_goal = self._flags(goal.full | goal.possible)
        self.may_pass = ~network.evidence.is_group & ~self.is_full & ~self._flags(network.avoided)
        self.required = None if network.required is None else self._flags(network.required)
        self._prune()

    def _flags(self, parties: frozenset[str]) -> Flags:
        made = np.zeros(self.parties, np.bool_)
        known = self.network.columns.party
        made[[known[party] for party in parties if party in known]] = True
        return made

    # --- the graph

    def _layers(self) -> tuple[Ints | Places, Ints | Places, Places]:
        """Who gives to whom, as nodes, and the numbers of the items."""
        network = self.network
        holder, recipient = network.holder, network.recipient
        numbers = np.arange(len(holder))
        self.nodes = self.parties
        if self.required is None:
            return holder, recipient, numbers
        passed = self.relayed[network.columns.via[network.place]] | self.required[holder]
        nowhere = np.zeros(self.parties, np.bool_)
        self.nodes = 2 * self.parties
        self.may_pass = np.concatenate([self.may_pass, self.may_pass])
        self.is_full = np.concatenate([nowhere, self.is_full])
        self.is_goal = np.concatenate([nowhere, self.is_goal])
        return (
            np.concatenate([holder, holder + self.parties]),
            np.concatenate([recipient + passed * self.parties, recipient + self.parties]),
            np.concatenate([numbers, numbers]),
        )

    @cached_property
    def relayed(self) -> Flags:
        """Of which `via` an agency that must be passed is a member."""
        required = self.network.required or frozenset()
        return self.network.columns.of("via", lambda via: not required.isdisjoint(via))

    def _prune(self) -> None:
        """Leave out what cannot lead to the goal in the hops allowed, and put the rest in order."""
        holder, recipient, numbers = self._layers()
        gives = np.zeros(self.nodes, np.bool_)
        gives[holder] = True
        left = np.flatnonzero((self.is_goal | (self.may_pass & gives))[recipient])
        left = left[self._leads(holder[left], recipient[left])]
        left = left[np.argsort(holder[left], kind="stable")]
        self.originals = numbers[left]
        self.holder, self.recipient = holder[left].astype(np.int64), recipient[left].astype(np.int64)
        self.carriers = self.network.carriers(self.originals)
        self.starts = np.flatnonzero(np.diff(self.holder, prepend=-1))
        self._from = self.holder[self.starts]
        self.first = np.append(0, np.cumsum(np.bincount(self.holder, minlength=self.nodes)))

    def _leads(self, holder: Ints | Places, recipient: Ints | Places) -> Flags:
        """Which items lead to the goal in the hops allowed."""
        most = self.network.question.max_hops
        reach, rounds, before = self.is_goal.copy(), 0, -1
        while (most is None or rounds < most) and (reached := int(reach.sum())) != before:
            reach[holder[(self.is_goal | (self.may_pass & reach))[recipient]]] = True
            before, rounds = reached, rounds + 1
        leads: Flags = (self.is_goal | (self.may_pass & reach))[recipient]
        return leads

    def leaving(self, node: int) -> slice:
        """The items that leave a node."""
        return slice(int(self.first[node]), int(self.first[node + 1]))

    # --- the bounds

    @cached_property
    def levels(self) -> NDArray[np.int32]:
        """The ranks of standing that occur, best first."""
        return np.unique(self.carriers.rank)

    @cached_property
    def level_of_rank(self) -> Reached:
        """The level of each rank; the last one of all beyond it."""
        levels = np.searchsorted(self.levels, np.arange(len(RANK) + 1))
        return np.minimum(levels, max(len(self.levels) - 1, 0))

    @cached_property
    def latest(self) -> Days:
        """The latest *E* at each node from which the goal can still be reached; −∞ where it cannot."""
        lo, hi = self.carriers.lo, self.carriers.hi
        found = np.where(self.is_goal, self.network.question.deadline, -np.inf)

        def step(there: Days) -> Days:
            return np.where(lo <= there, np.minimum(hi, there), -np.inf)

        return self._settle(found, step, np.maximum)

    @cached_property
    def arrival(self) -> Days:
        """Per level and node, no trace that goes on from it arrives earlier: +∞ where none does on that level."""
        return np.stack([self._arrival(rank) for rank in self.levels] or [self._nowhere])

    def _arrival(self, rank: int) -> Days:
        lo = np.where(self.carriers.rank <= rank, self.carriers.lo, np.inf)
        found = np.where(self.is_goal, -np.inf, np.inf)
        return self._settle(found, lambda there: np.maximum(lo, there), np.minimum)

    @cached_property
    def hops(self) -> Reached:
        """Per level and node, how many hops are needed at least."""
        made = [self._hops(rank) for rank in self.levels] or [self._nowhere]
        return np.minimum(np.stack(made), UNREACHED).astype(np.int64)

    def _hops(self, rank: int) -> Days:
        cost = np.where(self.carriers.rank <= rank, 1.0, np.inf)
        found = np.where(self.is_goal, 0.0, np.inf)
        return self._settle(found, lambda there: cost + there, np.minimum)

    @cached_property
    def level(self) -> Reached:
        """The best level on which each node reaches the goal; one beyond the last where it does not."""
        found: Reached = np.argmax(np.vstack([self.hops < UNREACHED, np.ones(self.nodes, np.bool_)]), axis=0)
        return found

    @property
    def _nowhere(self) -> Days:
        return np.where(self.is_goal, 0.0, np.inf)

    def _settle(self, found: Days, step: Callable[[Days], Days], best: np.ufunc) -> Days:
        """The fixed point of: the best of what each item leads to, for as many hops as are allowed."""
        most = self.network.question.max_hops
        rounds = 0
        while len(self.starts) and (most is None or rounds < most):
            new = found.copy()
            onward = best.reduceat(step(found[self.recipient]), self.starts)
            new[self._from] = best(found[self._from], onward)
            rounds += 1
            if np.array_equal(new, found):
                break
            found = new
        return found

    @cached_property
    def best_rank(self) -> Reached:
        """The best rank of standing with which each node reaches the goal."""
        ranks: Reached = np.append(self.levels, UNREACHED)[np.minimum(self.level, len(self.levels))]
        return ranks

    @cached_property
    def id_key(self) -> Places:
        """What orders the items by their ids."""
        return self.network.columns.id_key[self.carriers.place]

    # --- what can still hold

    @cached_property
    def can_hold(self) -> Flags:
        """Which items may be in a reading that holds, as far as joints and ends go: time is not looked at.

        The last has a recipient that answers in full; any other is followed by one that names its holder, or a whole
        of it, as whom the data was received from.
        """
        carriers = self.carriers
        good: Flags = carriers.firm & self.is_full[self.recipient]
        joints = np.flatnonzero(carriers.firm & self._names_somebody[carriers.received_from])
        pair = self.holder * np.int64(self.nodes) + self.recipient
        inner = carriers.firm & self.may_pass[self.recipient]
        while True:
            wanted = self._wanted(joints[good[joints]])
            more = good | (inner & np.isin(pair, wanted))
            if np.array_equal(more, good):
                return good
            good = more

    def _wanted(self, joints: Places) -> Places:
        """Pairs of nodes from and to which an item would be followed by one of these."""
        named = np.unique(
            self.carriers.received_from[joints] * np.int64(self.nodes) + self.holder[joints]
        ).tolist()
        pairs = [
            giver * self.nodes + there
            for code, there in (divmod(each, self.nodes) for each in named)
            for giver in self._givers(code)
        ]
        if self.nodes > self.parties:  # whoever gave may have been passed already or not
            pairs += [pair + self.parties * self.nodes for pair in pairs]
        return np.array(sorted(pairs), np.int64)

    def _givers(self, code: int) -> list[int]:
        """The numbers of those whom a `received from` names, and of their parts."""
        columns, registry = self.network.columns, self.network.registry
        parties = {part for name in columns.received[code] for part in registry.parts(name)}
        return [columns.party[party] for party in parties if party in columns.party]

    @cached_property
    def _names_somebody(self) -> Flags:
        return np.array([bool(parties) for parties in self.network.columns.received], np.bool_)
