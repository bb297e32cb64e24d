"""What is measured of datatrail itself, by the doors that a person uses: `open_case`, `query`, `trace`."""

from __future__ import annotations

import importlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Measured, timed, total

if TYPE_CHECKING:
    from datatrail.case import Case

#: Every kind of data is asked for with the broadest.
EVERY_KIND = "personal-data"
ENFORCEMENT = "immigration-enforcement"
OFFICES = "driver-licensing"
#: The one kind of data of `chokepoints`.
ONE_KIND = "photo"


@dataclass(frozen=True)
class Asked:
    """What a part was asked to measure.

    Attributes
    ----------
    folder
        The case.
    times
        How often, where one thing is run again and again.
    sample
        How many questions are drawn; 0 for all.
    seed
        The same seed draws the same questions.
    """

    folder: Path
    times: int = 3
    sample: int = 0
    seed: int = 1

    def questions(
        self, offices: Sequence[str], kinds: Sequence[str], goals: Sequence[str]
    ) -> list[tuple[str, ...]]:
        """Questions drawn at random, office by kind of data by recipient."""
        rng = random.Random(self.seed)  # noqa: S311 - no secret
        return [(rng.choice(offices), rng.choice(kinds), rng.choice(goals)) for _ in range(self.sample)]


def opened(folder: Path) -> Case:
    """A case with the arrays that questions are answered from."""
    from datatrail.case import open_case

    case = open_case(folder)
    evidence: Any = case.evidence
    getattr(evidence, "columns", None)
    return case


def parties(case: Case, kind: str) -> list[str]:
    """The agencies of a kind."""
    return [party.id for party in case.evidence.registry.agencies if party.kind == kind]


def opening(asked: Asked) -> list[Measured]:
    """Open a case and build its arrays, the libraries already imported."""
    for each in (
        "numpy",
        "pandas",
        "pyarrow.dataset",
        "pyarrow.parquet",
        "datatrail.case",
        "queries.library",
    ):
        importlib.import_module(each)
    run, _ = timed(lambda: opened(asked.folder))
    return [Measured("open a case, build its arrays", [run])]


def exposure(asked: Asked) -> list[Measured]:
    """`exposure` of every office and kind of data: to enforcement as a whole, then to each component in turn."""
    case = opened(asked.folder)
    components = parties(case, ENFORCEMENT)
    whole = [
        timed(lambda: case.rows("exposure", to=ENFORCEMENT, data=EVERY_KIND)) for _ in range(asked.times)
    ]
    each = [timed(partial(case.rows, "exposure", to=to, data=EVERY_KIND)) for to in components]
    answers = len(whole[0][1])
    return [
        Measured("exposure, to enforcement", [run for run, _ in whole], values={"answers": answers}),
        Measured(
            f"exposure, to each of {len(components)} components",
            [total(run for run, _ in each)],
            "all in turn; 'runs' is one",
            {"answers": sum(len(rows) for _, rows in each), "each": [run for run, _ in each]},
        ),
    ]


def traces(asked: Asked) -> list[Measured]:
    """`trace`, ten best routes, warm, over questions drawn at random."""
    case = opened(asked.folder)
    kinds = sorted(case.evidence.types.parents)
    questions = asked.questions(parties(case, OFFICES), kinds, parties(case, ENFORCEMENT))
    for office, kind, goal in questions[:3]:
        case.trace(office, goal, kind, limit=10)
    runs, answers, slowest = [], 0, (0.0, "")
    for office, kind, goal in questions:
        run, answer = timed(partial(case.trace, office, goal, kind, limit=10))
        runs.append(run)
        answers += len(answer.answers)
        slowest = max(slowest, (run.seconds, f"{office} to {goal}, {kind}"))
    note = f"a broader kind is asked for with all it includes: {answers} answers; worst: {slowest[1]}"
    return [Measured("trace, ten best routes, warm", runs, note, {"answers": answers})]


def chokepoints(asked: Asked) -> list[Measured]:
    """`chokepoints` of one kind of data, all offices to immigration enforcement."""
    from queries.library import QUESTIONS

    name = f"chokepoints, all offices, {ONE_KIND}"
    if "chokepoints" not in QUESTIONS:
        return [Measured(name, [], "not in the library of this version")]
    case = opened(asked.folder)
    options = {"from_": OFFICES, "to": ENFORCEMENT, "data": ONE_KIND}
    made = [timed(lambda: case.rows("chokepoints", **options)) for _ in range(asked.times)]
    return [Measured(name, [run for run, _ in made], values={"rows": len(made[0][1])})]
