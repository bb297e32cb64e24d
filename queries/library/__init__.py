"""The question library: each question declared once, with its function."""

from __future__ import annotations

from graphmodel.errors import InputError, did_you_mean
from queries.declaration import Declared
from queries.library.chokepoints import CHOKEPOINTS
from queries.library.compare import COMPARE
from queries.library.contradictions import CONTRADICTIONS
from queries.library.coverage import COVERAGE
from queries.library.detours import DETOURS
from queries.library.evidence import EVIDENCE
from queries.library.exposure import EXPOSURE
from queries.library.flows import FLOWS
from queries.library.gaps import GAPS
from queries.library.intermediaries import INTERMEDIARIES
from queries.library.no_process import NO_PROCESS
from queries.library.outcomes import OUTCOMES
from queries.library.policy_gaps import POLICY_GAPS
from queries.library.reach import REACH
from queries.library.timeline import TIMELINE
from queries.library.trace import TRACE
from queries.library.what_if import WHAT_IF

QUESTIONS = {
    each.name: each
    for each in (
        FLOWS,
        TRACE,
        REACH,
        EXPOSURE,
        INTERMEDIARIES,
        CHOKEPOINTS,
        DETOURS,
        POLICY_GAPS,
        WHAT_IF,
        CONTRADICTIONS,
        OUTCOMES,
        NO_PROCESS,
        TIMELINE,
        EVIDENCE,
        COVERAGE,
        GAPS,
        COMPARE,
    )
}


def find_question(name: str) -> Declared:
    """A question by name.

    Raises
    ------
    InputError
        When there is none of that name.
    """
    if name not in QUESTIONS:
        hint = did_you_mean(name, QUESTIONS) or "questions: " + ", ".join(QUESTIONS)
        raise InputError(f"{name!r} is no question", hint=hint)
    return QUESTIONS[name]
