"""The legend, which is the filter: who, what is known, and which data, channel, standing and source, with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphmodel.evidence import RANK
from viz.marks import KNOWLEDGE, families
from viz.picture import Mark

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be left out of what is shown, and how many exchanges (or agencies) have it."""

    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Things of one kind, each of which can be left out."""

    id: str
    label: str
    hint: str
    entries: tuple[Entry, ...]


def of_agencies(marks: Iterable[Mark]) -> list[Entry]:
    """The families that are drawn, with how many agencies of each."""
    counted = Counter(mark.family for mark in marks if not mark.members)
    return [Entry(id_, family.label, counted[id_]) for id_, family in families().items() if counted[id_]]


def of_lines(flows: Iterable[Row]) -> list[Entry]:
    """The words that lines are drawn for, with how many exchanges of each."""
    counted = Counter(flow["known"] for flow in flows)
    return [
        Entry(known.id, known.label, counted[known.id]) for known in KNOWLEDGE.values() if counted[known.id]
    ]


def filters(
    flows: Sequence[Row], labels: Mapping[str, Mapping[str, str]], titles: Mapping[str, str]
) -> list[Filter]:
    """What else can be left out; a kind of thing of which there is only one is not asked about.

    Parameters
    ----------
    flows
        The exchanges, with their evidence.
    labels
        Of each vocabulary, the labels of its terms.
    titles
        Of each document, by its key, its title.
    """
    data = Counter(flow["data_type"] or "" for flow in flows)
    channels = Counter(flow.get("channel") or "" for flow in flows)
    standings = Counter(flow["standing"] for flow in flows)
    datasets = Counter(
        each for flow in flows for each in {item.get("dataset") or "" for item in flow["evidence"]}
    )
    documents = Counter(each for flow in flows for each in {item["cited"] for item in flow["evidence"]})
    made = (
        Filter(
            "data",
            "Data",
            "as the evidence names it",
            _by_count(data, {"": "not stated", **labels.get("data_type", {})}),
        ),
        Filter(
            "channel", "Channel", "", _by_count(channels, {"": "not stated", **labels.get("channel", {})})
        ),
        Filter(
            "standing", "Standing", "of the best evidence", _by_rank(standings, labels.get("standing", {}))
        ),
        Filter("dataset", "Dataset", "evidence loaded from it", _by_count(datasets, {"": "not stated"})),
        Filter("document", "Document", "evidence cited from it", _by_count(documents, titles)),
    )
    return [each for each in made if len(each.entries) > 1]


def _by_count(counted: Counter[str], labels: Mapping[str, str]) -> tuple[Entry, ...]:
    entries = (Entry(id_, str(labels.get(id_, id_)), count) for id_, count in counted.items())
    return tuple(sorted(entries, key=lambda entry: (-entry.count, entry.label.casefold(), entry.id)))


def _by_rank(counted: Counter[str], labels: Mapping[str, str]) -> tuple[Entry, ...]:
    order = sorted(counted, key=lambda standing: RANK.get(standing, len(RANK)))
    return tuple(Entry(id_, str(labels.get(id_, id_)), counted[id_]) for id_ in order)
