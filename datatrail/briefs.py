"""The brief of a case: of a trace, or of a named question, checked against the case and ready to be written."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datatrail.case import Case
    from queries.briefing.sentences import Brief
    from viz.brief import CitedBrief


def brief_of(case: Case, question: str | None, options: Mapping[str, Any]) -> CitedBrief:
    """The brief of a question, of a trace where none is named.

    Raises
    ------
    InputError
        When the rows of the question cite no evidence; when a sentence rests on a record that the case lacks.
    """
    from queries.briefing.told import brief_data
    from viz.brief import CitedBrief

    told = (
        _of_trace(case, options)
        if question in (None, "trace")
        else _of_question(case, str(question), options)
    )
    return CitedBrief(
        brief_data(
            told,
            case.evidence,
            case_title=case.title,
            stamp=case.stamp,
            datasets=case.datasets,
            command=command_line(question, options),
        )
    )


def _of_trace(case: Case, options: Mapping[str, Any]) -> Brief:
    from queries.briefing.of_trace import brief_of_trace

    asked = {"from_": "driver-licensing", "to": "immigration-enforcement", "data": "driver-record", **options}
    return brief_of_trace(case.trace(**asked))


def _of_question(case: Case, question: str, options: Mapping[str, Any]) -> Brief:
    from datatrail.preparing import prepared
    from queries.briefing.questions import brief_of_question
    from queries.library import find_question

    declared = find_question(question)
    return brief_of_question(declared, case.evidence, prepared(case, declared.name, options))


def command_line(question: str | None, options: Mapping[str, Any]) -> str:
    """The command that makes the same brief again."""
    words = ["datatrail", "brief", *([question] if question else [])]
    for name, value in options.items():
        option = f"--{name.strip('_').replace('_', '-')}"
        if value is True:
            words.append(option)
        elif value not in (None, False):
            values = value if isinstance(value, (list, tuple)) else (value,)
            words += [word for each in values for word in (option, str(each))]
    return shlex.join(words)
