"""What falls when a source is withdrawn: a document with all that only repeats it, or a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from graphmodel.evidence import RANK, Coverage, Item
from graphmodel.projection import Evidence
from queries.declaration import Row
from queries.differences import NOTHING_KNOWN, Outcome, outcomes_of
from queries.exhibits import blank
from queries.scenario import Asked

LOST, WEAKENED, UNCHANGED = "lost", "weakened", "unchanged"


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of an answer: lost, weakened or unchanged; and what it was and then is, in words."""

    effect: str
    before: str
    after: str

    @property
    def cells(self) -> Row:
        """The columns that tell of it."""
        return {"effect": self.effect, "after": self.after}


def withdrawn(case: Evidence, source: str) -> Evidence:
    """The case without a source: its items and its coverage."""
    return replace(
        case,
        items=tuple(item for item in case.items if not falls(item, source, case)),
        coverage=tuple(each for each in case.coverage if not falls(each, source, case)),
    )


def falls(each: Item | Coverage, source: str, case: Evidence) -> bool:
    """Whether an item or coverage is of a source: of the dataset, the document, or one that only repeats it."""
    dataset = each.dataset if isinstance(each, Item) else each.record.get("dataset")
    return source in (dataset, *_told_by(each.document, case))


def _told_by(document: str, case: Evidence) -> Iterator[str]:
    """A document and those that it repeats."""
    seen: set[str] = set()
    while document and document not in seen:
        seen.add(document)
        yield document
        document = case.documents[document].repeats if document in case.documents else ""


# --- flows ----------------------------------------------------------------------------------------------------


def of_flow(items: Iterable[Item], source: str, case: Evidence) -> Effect:
    """What becomes of a flow, by the standing of its best item; lost where none is left."""
    items = list(items)
    left = [RANK[item.standing] for item in items if not falls(item, source, case)]
    before = min(items, key=lambda item: RANK[item.standing]).standing
    if not left:
        return Effect(LOST, before, "nothing known")
    after = list(RANK)[min(left)]
    return Effect(UNCHANGED if after == before else WEAKENED, before, after)


def fallen_flows(case: Evidence, source: str) -> Iterator[Row]:
    """One row for each flow that is lost or weakened."""
    for flow in case.flows():
        effect = of_flow(flow.items, source, case)
        if effect.effect != UNCHANGED:
            yield (
                blank()
                | effect.cells
                | {
                    "flow": flow.id,
                    "relation": "flow",
                    "from": flow.holder,
                    "to": flow.recipient,
                    "data_type": flow.data_type,
                    "channel": flow.key[4] or None,
                    "via": list(flow.via),
                    "standing": effect.before,
                }
            )


# --- answers --------------------------------------------------------------------------------------------------


def of_outcome(before: Outcome, after: Outcome) -> Effect:
    """What becomes of an answer to `trace` or `exposure`: lost where no route is left of the one there was."""
    lost = (before.reached and not after.reached) or (before.route is not None and after.route is None)
    effect = LOST if lost else WEAKENED if after.weakness > before.weakness else UNCHANGED
    return Effect(effect, _in_words(before), _in_words(after))


def _in_words(outcome: Outcome) -> str:
    return ", ".join(filter(None, (outcome.answer, outcome.verdict, outcome.standing)))


def fallen_answers(case: Evidence, source: str) -> Iterator[Row]:
    """One row for each answer of `exposure` that is lost or weakened: whose data, and of which kind."""
    asked, without = Asked("exposure", "exposure"), withdrawn(case, source)
    after = outcomes_of(asked, without, without, {})
    for key, outcome in outcomes_of(asked, case, case, {}).items():
        effect = of_outcome(outcome, after.get(key, NOTHING_KNOWN))
        if effect.effect != UNCHANGED:
            _, _, whose, data_type = key
            yield (
                blank()
                | effect.cells
                | {
                    "relation": "exposure",
                    "from": whose,
                    "to": "immigration-enforcement",
                    "data_type": data_type,
                    "verdict": effect.before,
                    "standing": outcome.standing,
                }
            )
