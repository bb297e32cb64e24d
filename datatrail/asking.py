"""The request for a missing record of a case, drafted and stamped."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datatrail.case import Case
    from viz.request import DraftedRequest


def request_for(case: Case, gap: str, options: Mapping[str, Any]) -> DraftedRequest:
    """The request for the record of a gap.

    Raises
    ------
    InputError
        When the case has no such gap, or nobody can be written to.
    """
    from queries.briefing.requesting import request_data
    from viz.request import DraftedRequest

    data = request_data(case.evidence, gap, options)
    words = [word for name, value in options.items() for word in _words(name, value)]
    command = shlex.join(["datatrail", "request", gap, *words])
    return DraftedRequest({**data, "command": command, "stamp": case.stamp})


def _words(name: str, value: Any) -> list[str]:
    values = value if isinstance(value, (list, tuple)) else [value]
    option = f"--{name.replace('_', '-')}"
    return [word for each in values if each is not None for word in (option, str(each))]
