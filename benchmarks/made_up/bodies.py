"""The bodies of a made-up case, and which of them give at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphmodel.schema import SHAPES

Numbers = NDArray[np.integer[Any]]

MOST_BODIES = 18_000
MOST_STATES = 51
#: As in the real list (`benchmarks.made_up.pairs`).
SHARE_OF_GIVERS = 224 / 4619
BUREAU_PARTS, SERVICE_PARTS = 8, 3


@dataclass(frozen=True)
class Bodies:
    """The parties of a made-up case, in the order of their numbers: agencies, then groups.

    Attributes
    ----------
    wanted
        About how many there are.
    """

    wanted: int
    rows: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows.extend(self._rows())

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def for_flows(cls, flows: int) -> Bodies:
        """As many bodies as so many flows need, so that each pair has some two flows, as far as there are bodies."""
        return cls(min(MOST_BODIES, max(100, round(18 * flows**0.5))))

    @property
    def states(self) -> int:
        """How many states: a licensing office and a switch each."""
        return min(MOST_STATES, self.wanted // 16)

    def _rows(self) -> Iterator[dict[str, str]]:
        yield from self._numbered(
            "office", "licensing office", "driver-licensing", self.states, by_state=True
        )
        yield from self._immigration()
        yield _row("made-up-switch", "Made-up national switch", "message-switch")
        yield from self._numbered("switch", "state switch", "message-switch", self.states, by_state=True)
        fusion = min(80, self.wanted // 60)
        yield from self._numbered("fusion", "fusion center", "fusion-center", fusion, by_state=True)
        yield from self._numbered("broker", "broker", "data-broker", min(40, self.wanted // 100))
        groups = max(4, self.wanted // 300)
        police = self.wanted - 3 * self.states - fusion - groups
        yield from self._numbered("police", "police department", "law-enforcement", police, by_state=True)
        yield from self._groups(groups)

    def _numbered(
        self, slug: str, name: str, kind: str, number: int, *, by_state: bool = False
    ) -> Iterator[dict[str, str]]:
        """Bodies of one kind; every thirtieth police department is part of the one before."""
        for each in range(1, number + 1):
            row = _row(f"made-up-{slug}-{each:02}", f"Made-up {name} {each:02}", kind)
            row["aliases"] = f"{name} no. {each:02} (made up)"
            if by_state:
                row["state"] = state_code((each - 1) % self.states)
            if kind == "law-enforcement" and each % 30 == 0:
                row["part_of"] = f"made-up-{slug}-{each - 1:02}"
            yield row

    def _immigration(self) -> Iterator[dict[str, str]]:
        """A department, which does not itself enforce immigration law, and two bodies of it with their parts."""
        yield _row("made-up-department", "Made-up department", "federal-department")
        wholes = (("bureau", BUREAU_PARTS), ("service", SERVICE_PARTS))
        for whole, parts in wholes:
            top = _row(f"made-up-{whole}", f"Made-up {whole}", "immigration-enforcement")
            yield top | {"part_of": "made-up-department"}
            for part in range(1, parts + 1):
                name = f"Made-up {whole}, desk {part:02}"
                row = _row(f"made-up-{whole}-{part:02}", name, "immigration-enforcement")
                yield row | {"part_of": f"made-up-{whole}"}

    def _groups(self, number: int) -> Iterator[dict[str, str]]:
        """Classes whose members are not all named; of some the name says of which kind they are."""
        kinds = ("", "law-enforcement", "immigration-enforcement", "driver-licensing")
        for each in range(1, number + 1):
            row = _row(f"made-up-group-{each:02}", f"Made-up class of bodies {each:02}", "group")
            row["class_kind"] = kinds[each % len(kinds)]
            if not row["class_kind"]:
                row["members"] = f"made-up-police-{each:02};made-up-bureau-{1 + each % BUREAU_PARTS:02}"
            yield row

    # --- numbers of some of them

    def _where(self, *kinds: str) -> Numbers:
        return np.array([number for number, row in enumerate(self.rows) if row["kind"] in kinds], np.int64)

    @cached_property
    def offices(self) -> Numbers:
        """The licensing offices."""
        return self._where("driver-licensing")

    @cached_property
    def components(self) -> Numbers:
        """Those who enforce immigration law: two bodies and their parts."""
        return self._where("immigration-enforcement")

    @cached_property
    def groups(self) -> Numbers:
        """The groups."""
        return self._where("group")

    @cached_property
    def state(self) -> Numbers:
        """The number of each body's state; −1 where it has none."""
        return np.array([int(row["state"][1:]) - 1 if row["state"] else -1 for row in self.rows], np.int64)

    @cached_property
    def relays(self) -> Numbers:
        """Up to two relays by state (the last for a body without one) and way of going; −1 where there is none."""
        switches, fusions = self._where("message-switch"), self._where("fusion-center")
        national, switch = switches[0], switches[1:]
        fusion = np.full(self.states, national)
        fusion[self.state[fusions] % self.states] = fusions
        found = np.full((self.states + 1, 4, 2), -1)
        found[:-1, 1, 0] = found[:-1, 2, 0] = switch
        found[:-1, 2, 1] = national
        found[:-1, 3, 0] = fusion
        return found

    def givers(self, rng: np.random.Generator) -> Numbers:
        """Those who give at all: every office, some of every other kind, sorted."""
        number = max(round(SHARE_OF_GIVERS * len(self)), len(self.offices) + 20)
        some = [
            rng.permutation(self._where(kind))[:most]
            for kind, most in (
                ("immigration-enforcement", 4),
                ("fusion-center", 40),
                ("data-broker", 30),
                ("message-switch", 6),
            )
        ]
        licensing_group = [
            each for each in self.groups if self.rows[each]["class_kind"] == "driver-licensing"
        ][:1]
        chosen = np.concatenate([self.offices, np.array(licensing_group, np.int64), *some])[:number]
        police = rng.permutation(self._where("law-enforcement"))[: number - len(chosen)]
        return np.sort(np.concatenate([chosen, police]))


def state_code(number: int) -> str:
    """The code of a made-up state."""
    return f"M{number + 1:02}"


def _row(agency: str, name: str, kind: str) -> dict[str, str]:
    return dict.fromkeys(SHAPES["agency"].header, "") | {"agency": agency, "name": name, "kind": kind}
