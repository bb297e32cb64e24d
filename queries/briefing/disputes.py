"""Claims side by side: what is found, and what is denied of it or has to be read with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from graphmodel.denials import Denials
from graphmodel.evidence import Item
from queries.briefing.exchanges import Teller
from queries.briefing.phrases import wording
from queries.briefing.sentences import Pair, Sentence
from queries.rows import beside_of

COVERS = "denial that covers it"


def disputes_of(
    told: Iterable[tuple[tuple[Item, ...], Sentence]],
    teller: Teller,
    denials: Denials | None = None,
    heard: Callable[[Item], bool] | None = None,
) -> tuple[Pair, ...]:
    """A pair for each claim that stands beside an exchange; those that contest it come first.

    Parameters
    ----------
    told
        The items of each exchange, with the sentence that tells it.
    denials, heard
        Those of the sources asked for; all of the case unless told.
    """
    told = list(told)
    found = dict.fromkeys(
        pair for items, finding in told for pair in _pairs(items, finding, teller, denials, heard)
    )
    own = {ref.id for _, finding in told for ref in finding.rests_on}
    new = (
        pair for pair in found if pair.contests or not own.issuperset(ref.id for ref in pair.other.rests_on)
    )
    return tuple(sorted(new, key=lambda pair: not pair.contests))


def _pairs(
    items: tuple[Item, ...],
    finding: Sentence,
    teller: Teller,
    denials: Denials | None,
    heard: Callable[[Item], bool] | None,
) -> Iterator[Pair]:
    for entry in beside_of(items, teller.evidence, denials, heard):
        for other in _told(entry["id"], teller, heard):
            yield Pair(finding, other, _relation(entry["why"]), entry["why"] == COVERS)


def _told(claim: str, teller: Teller, heard: Callable[[Item], bool] | None) -> list[Sentence]:
    if heard is not None and not all(map(heard, teller.evidence.of_claim(claim))):
        return []
    return teller.of_claim(claim)


def _relation(why: str) -> str:
    words = wording()["denials"]
    return str(words.get(why) or words["beside"].format(why=why))
