"""The kinds of figure: which question each is drawn from, what may be asked, and what makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphmodel.errors import InputError, did_you_mean
from graphmodel.projection import Evidence
from queries.declaration import Declared, Parameter, Row
from queries.library import find_question
from queries.options import read_choice
from viz.plots import (
    outcomes,
    outcomes_table,
    sankey,
    sankey_table,
    states,
    states_table,
    timeline,
    timeline_table,
)
from viz.plots.shaped import Asked, Shaped
from viz.plots.sheet import Sheet


@dataclass(frozen=True)
class Kind:
    """One kind of figure.

    Attributes
    ----------
    summary
        What it shows, in a line.
    question
        The question of the library that it is drawn from.
    parameters
        What may be asked: the question's own, and what only a figure can be told.
    asks
        What the question is asked, of what the figure was.
    """

    name: str
    summary: str
    question: str
    parameters: tuple[Parameter, ...]
    shape: Callable[[Sequence[Row], Asked], Shaped]
    draw: Callable[[Sheet, Shaped], None]
    example: str
    asks: Callable[[Mapping[str, Any]], dict[str, Any]] = dict

    def shaped(self, evidence: Evidence, given: Mapping[str, Any], **about: Any) -> Shaped:
        """The figure of a case: its question is asked, and the answer shaped; `about` are the case's title and stamp.

        Raises
        ------
        InputError
            For an option that it does not take, or one that cannot be read.
        """
        options = self.options(given)
        rows = find_question(self.question).ask(evidence, self.asks(options))
        return self.shape(rows, Asked(evidence, options, **about))

    def options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What was asked, by the names of Python, with the defaults of what was not.

        Raises
        ------
        InputError
            For an option that it does not take.
        """
        options = {each.argument: each.default for each in self.parameters}
        for name, value in given.items():
            options[self._argument(name)] = value
        for each in self.parameters:
            if each.choices:
                read_choice(options[each.argument], each.choices, each.name)
        return options

    def _argument(self, name: str) -> str:
        for each in self.parameters:
            if name == each.argument or name.rstrip("_").replace("_", "-") == each.name:
                return each.argument
        names = [each.name for each in self.parameters]
        hint = did_you_mean(name, names) or "it takes " + ", ".join(names)
        raise InputError(f"the plot {self.name} takes no option {name!r}", hint=hint)


def _parameters(question: str, *left_out: str, **defaults: Any) -> tuple[Parameter, ...]:
    """A question's parameters, some with other defaults, some left out."""
    found: Declared = find_question(question)
    return tuple(
        replace(each, default=defaults.get(each.argument, each.default))
        for each in found.parameters
        if each.name not in left_out
    )


def _without(*names: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    return lambda options: {name: value for name, value in options.items() if name not in names}


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "timeline",
            "Requests and statements by month and outcome or agency; gaps in what is held are gaps, not zero.",
            "timeline",
            (
                *_parameters("timeline", by="month", group="mode"),
                Parameter(
                    "time",
                    "choice",
                    "What happened, or what held: access and practices.",
                    default="happened",
                    choices=("happened", "held"),
                ),
            ),
            timeline_table.shape,
            timeline.draw,
            "datatrail plot timeline --to us-ice --by year -o timeline.svg",
            _without("time"),
        ),
        Kind(
            "states",
            "A map of the states as tiles, by what their licensing offices did, could have done, or gave access to.",
            "exposure",
            _parameters("exposure", "state"),
            states_table.shape,
            states.draw,
            "datatrail plot states --data photo -o states.png",
        ),
        Kind(
            "sankey",
            "From which holders, by which ways, to which recipients a kind of data goes; widths count records.",
            "flows",
            _parameters("flows", data="driver-record"),
            sankey_table.shape,
            sankey.draw,
            "datatrail plot sankey --data photo --to immigration-enforcement -o sankey.pdf",
        ),
        Kind(
            "outcomes",
            "What became of requests, by agency, state or threshold; masked ones are said.",
            "outcomes",
            tuple(
                replace(
                    each,
                    choices=tuple(outcomes_table.BY),
                    values="",
                    help="Group by: " + ", ".join(outcomes_table.BY) + ".",
                )
                if each.name == "by"
                else each
                for each in _parameters("outcomes")
            ),
            outcomes_table.shape,
            outcomes.draw,
            "datatrail plot outcomes --by state --to immigration-enforcement -o outcomes.svg",
            outcomes_table.asks,
        ),
    )
}


def find_kind(name: str) -> Kind:
    """A kind of figure by name.

    Raises
    ------
    InputError
        When there is none.
    """
    if name not in KINDS:
        hint = did_you_mean(name, KINDS) or "there are " + ", ".join(KINDS)
        raise InputError(f"there is no plot {name!r}", hint=hint)
    return KINDS[name]
