"""The kit of a case: the tour and the question library, with values that exist in this case."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError

if TYPE_CHECKING:
    from datatrail.case import Case
    from graphmodel.evidence import Item
    from queries.declaration import Declared
    from viz.neo4jbrowser.kit import Kit, Query, Step

#: What is asked where the case answers it.
USUAL = ("driver-licensing", "immigration-enforcement", ("photo", "driver-record"))


#: What the verdict of the route that is shown means.
SAID = {
    "holds": "That this kind of data went this way is shown.",
    "possible": "That this kind of data went this way is not shown: it could have.",
}
NO_ROUTE = "The case has no route to show."


@dataclass(frozen=True)
class Chosen:
    """A question that has an answer in this case, and the items of one of its routes."""

    giver: str
    recipient: str
    data: str
    items: tuple[str, ...]
    verdict: str

    @property
    def given(self) -> dict[str, Any]:
        """As a question takes it."""
        return {"from": self.giver, "to": self.recipient, "data": self.data}


def chosen(case: Case) -> Chosen | None:
    """The usual question if the case answers it, else that of the kind of data of which most is known; None of an empty case."""
    return next(filter(None, (_asked(case, *each) for each in _candidates(case))), None)


def _candidates(case: Case) -> Iterator[tuple[str, str, str]]:
    giver, recipient, kinds = USUAL
    yield from ((giver, recipient, data) for data in kinds)
    found = Counter(
        (item.holder, item.recipient, item.data_type)
        for item in case.evidence.items
        if _names_both(item, case)
    )
    yield from (key for key, _ in sorted(found.items(), key=lambda each: (-each[1], each[0]))[:20])


def _names_both(item: Item, case: Case) -> bool:
    registry = case.evidence.registry
    return bool(item.makes_flow and item.data_type and item.holder in registry and item.recipient in registry)


def _asked(case: Case, giver: str, recipient: str, data: str) -> Chosen | None:
    try:
        rows = case.rows(
            "trace", **{"from": giver, "to": recipient, "data": data, "min_standing": "available"}
        )
    except InputError:
        return None
    routes = [row for row in rows if row["route"]]
    longer = [
        row for row in routes if row["hops"] > 1
    ]  # one that shows how a route hangs together, where there is one
    if not routes:
        return None
    shown = (longer or routes)[0]
    return Chosen(giver, recipient, data, tuple(shown["items"]), SAID[shown["verdict"]])


def kit_of(case: Case, name: str) -> Kit:
    """The kit of a case that is loaded under a name."""
    from viz.neo4jbrowser.kit import Kit

    found = chosen(case)
    values = _values(case, name, found)
    return Kit(
        case.title,
        tuple(_tour(values, found.verdict if found else NO_ROUTE)),
        tuple(_library(case, found)),
        values,
    )


def _values(case: Case, name: str, found: Chosen | None) -> dict[str, Any]:
    """What the parameters of the tour are set to."""
    from queries.engines.binding import bind
    from queries.library import find_question

    if found is None:
        return {"case": name, "from": [], "to": [], "data": [], "items": []}
    bound = bind(find_question("trace"), case.evidence, found.given)
    return {
        "case": name,
        "from": bound["from"],
        "to": bound["to"],
        "data": bound["data"],
        "items": list(found.items),
    }


def _tour(values: Mapping[str, Any], verdict: str) -> Iterator[Step]:
    from queries.literals import written_out
    from viz.neo4jbrowser.kit import Query, Step

    told = tomllib.loads((files("queries") / "tour.toml").read_text(encoding="utf-8"))
    for place, step in enumerate(told["step"], 1):
        folder = f"{place} {step['heading']}"
        queries = tuple(
            Query(folder, each["name"], each["question"], written_out(each["text"], values))
            for each in step["query"]
        )
        words = tuple(each.replace("{verdict}", verdict) for each in step["words"])
        yield Step(step["heading"], words, queries)


def _library(case: Case, found: Chosen | None) -> Iterator[Query]:
    """The questions that have a Cypher text, each asked with values of this case; one that it has no values for is not."""
    from queries.library import QUESTIONS

    for question in QUESTIONS.values():
        needed = _needed(question, found)
        if question.cypher is not None and needed is not None:
            with suppress(InputError):  # what it asks for, unless told, is not in this case
                yield _query(case, question, needed)


def _query(case: Case, question: Declared, given: Mapping[str, Any]) -> Query:
    from queries.engines.binding import bind
    from queries.literals import written_out
    from viz.neo4jbrowser.kit import Query

    text = written_out(question.cypher or "", bind(question, case.evidence, given))
    lines = "\n".join(line for line in text.splitlines() if line != f"// {question.question}")
    return Query(f"questions: {question.theme}", question.name, question.question, lines, question.caveats)


def _needed(question: Declared, found: Chosen | None) -> dict[str, Any] | None:
    """What a question cannot be asked without; None where the case has no value for it."""
    names = [each.name for each in question.parameters if each.required]
    if question.name == "reach":
        names = ["from", "data"]
    given = found.given if found else {}
    return {name: given[name] for name in names} if set(names) <= set(given) else None
