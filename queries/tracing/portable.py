"""A case as small plain tables: all that the answer to a question about routes depends on, for a search elsewhere.

What does not depend on the question's ends, kind of data, dates and floor is worked out here: which items there are and
in what manner, which kinds carry which, what passes the filters that stay as they are. What is left to do with them is
the search itself. No text of a source is among them: ids, names of parties, days, and words of the program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from graphmodel.evidence import CARRYING, RANK, STANDINGS, FlowKey, Item, flow_id
from graphmodel.projection import Evidence
from graphmodel.registry import MASKED
from graphmodel.vocabulary import vocabulary
from queries.tracing.network import Network, best_named, may_include
from queries.tracing.portable_world import (
    Numbers,
    Table,
    complete_table,
    party_table,
    whole_day,
    world_table,
)
from queries.tracing.question import Limits, Question

#: What may be said of an item by a bit: that a filter leaves it out, and so on.
FILTERED, OTHER_SOURCE, PUBLISHED_LATER, BARRED, MAY_BE_BARRED, CONTESTED = (1 << bit for bit in range(6))


@dataclass(frozen=True)
class Portable:
    """The tables, and the items that they number.

    Attributes
    ----------
    table
        Plain data.
    items
        The items in the order of the table's.
    """

    table: Table
    items: tuple[Item, ...]


def portable(evidence: Evidence, question: Question) -> Portable:
    """A case as small plain tables.

    Parameters
    ----------
    question
        Its filters, dates and limits stay; its ends, kind of data, `as_of` and floor are asked for anew.
    """
    made = _Maker(evidence, question)
    return Portable(made.table(), tuple(made.items))


class _Maker:
    """What makes the tables of one case and question."""

    def __init__(self, evidence: Evidence, question: Question) -> None:
        self.evidence, self.registry, self.question = evidence, evidence.registry, question
        self.network = Network(evidence, question)
        renamed = best_named(evidence).items
        flowing = [
            (item, best) for item, best in zip(evidence.items, renamed, strict=True) if item.makes_flow
        ]
        keys = sorted({item.key for pair in flowing for item in pair})
        self.flows = Numbers(keys)
        flowing.sort(key=lambda pair: (self.flows(pair[0].key), pair[0].id))
        self.items = [item for item, _ in flowing]
        self.renamed = {place: best for place, (item, best) in enumerate(flowing) if best != item}
        self.parties = Numbers([*self.registry, MASKED])
        self.kinds, self.manners, self.times = Numbers(), Numbers(), Numbers()
        self.givers, self.documents = Numbers([()]), Numbers()

    def table(self) -> Table:
        """All tables."""
        table = {
            "items": self._items(),
            "renamed": self._renamed(),
            "flows": self._flows(),
            "kinds": [self.types[kind[0]] for kind in self.kinds.values],
            "manners": list(map(_manner, self.manners.values)),
            "times": [[whole_day(day) for day in time] for time in self.times.values],
            "givers": [list(map(self.parties, names)) for names in self.givers.values],
            "documents": self.documents.values,
            "types": self._types(),
            "coverage": complete_table(self.evidence.coverage, self.parties),
            "world": world_table(self.network, self.parties, self.types),
            "bars": self._bars(),
            "fixed": self._fixed(),
            "standings": list(STANDINGS),
            "carrying": list(CARRYING),
            "limits": {"walks": Limits().partial_walks, "traces": Limits().traces, "more": Limits().counting},
        }
        # last: by now everybody who is named has a number
        return table | {"parties": party_table(self.registry, self.parties)}

    # --- items and flows

    def _items(self) -> Table:
        columns: dict[str, list[int]] = {
            name: [] for name in ("kind", "manner", "time", "givers", "document", "flags")
        }
        for item in self.items:
            columns["kind"].append(self._kind(item))
            columns["manner"].append(self.manners(_manner_of(item)))
            when = item.when
            columns["time"].append(self.times((when.start.lo, when.start.hi, when.end.lo, when.end.hi)))
            columns["givers"].append(self.givers(item.received_from))
            columns["document"].append(self.documents(item.document))
            columns["flags"].append(self._flags(item))
        places = {name: place for place, name in enumerate(sorted({item.id for item in self.items}))}
        return {
            "many": [len(list(same)) for _, same in groupby(self.items, key=lambda item: item.key)],
            "flow": [self.flows(key) for key, _ in groupby(self.items, key=lambda item: item.key)],
            "order": [places[item.id] for item in self.items],
            **columns,
        }

    def _renamed(self) -> list[list[int]]:
        """Of the items that change when names are taken for their best candidates: place, flow, kind, givers, flags."""
        return [
            [
                place,
                self.flows(item.key),
                self._kind(item),
                self.givers(item.received_from),
                self._flags(item),
            ]
            for place, item in self.renamed.items()
        ]

    def _kind(self, item: Item) -> int:
        return self.kinds(
            (
                item.data_type,
                item.itemised,
                "" if item.itemised else item.channel,
                item.payload == "assumed",
            )
        )

    def _flags(self, item: Item) -> int:
        judging, question = self.evidence.judging, self.question
        said = {
            FILTERED: not self._passes(item),
            OTHER_SOURCE: bool(question.sources)
            and not {item.dataset, item.document} & set(question.sources),
            PUBLISHED_LATER: not self._is_published(item),
            CONTESTED: bool(self.network.denials.against(item)),
        }
        if question.obey_rules:
            said |= {BARRED: judging.is_barred(item), MAY_BE_BARRED: judging.bars_cannot_tell(item)}
        return sum(bit for bit, so in said.items() if so)

    def _passes(self, item: Item) -> bool:
        """Whether an item has what the question asks of every hop, but for who says so."""
        question = self.question
        return (
            question.channel in (None, item.channel)
            and question.database in (None, item.database)
            and (
                question.purpose is None or item.purpose in self.evidence.purposes.narrower(question.purpose)
            )
            and not any(map(self.network.avoids, item.via))
        )

    def _is_published(self, item: Item) -> bool:
        """Whether an item's document was published by the day that the question is about, if it is about one."""
        document, by = self.evidence.documents.get(item.document), self.question.known_by
        published = document.published if document else None
        return by is None or (published is not None and published.hi <= by)

    def _flows(self) -> Table:
        keys: list[FlowKey] = self.flows.values
        vias = Numbers([(), *(key[5] for key in keys)])
        databases, channels = (Numbers(["", *(key[at] for key in keys)]) for at in (3, 4))
        return {
            "id": [flow_id(key) for key in keys],
            "from": [self.parties(key[0]) for key in keys],
            "to": [self.parties(key[1]) for key in keys],
            "type": [self.types[key[2]] for key in keys],
            "database": [databases(key[3]) for key in keys],
            "channel": [channels(key[4]) for key in keys],
            "via": [vias(key[5]) for key in keys],
            "databases": databases.values,
            "channels": [[channel, _label("channels", channel)] for channel in channels.values],
            "vias": [list(map(self.parties, via)) for via in vias.values],
        }

    def _bars(self) -> dict[str, Any]:
        """What is said of the bars on an item: of which it cannot be told, and of those that hold."""
        if not self.question.obey_rules:
            return {}
        judged = {place: self.evidence.judging.judgements(item) for place, item in enumerate(self.items)}
        bars = {
            str(place): [
                [each.judged, each.rule.id, each.rule.title, "; ".join(each.why)]
                for each in judgements
                if each.rule.is_bar and each.judged != "permitted"
            ]
            for place, judgements in judged.items()
        }
        return {place: said for place, said in bars.items() if said}

    # --- kinds of data

    @cached_property
    def types(self) -> Mapping[str, int]:
        """The numbers of the kinds of data; blank is that of a denial which states none."""
        known = set(self.evidence.types.parents) | {item.data_type for item in self.items} | {""}
        known |= {item.data_type for item in self.renamed.values()}
        return {name: number for number, name in enumerate(sorted(known))}

    def _types(self) -> Table:
        types = self.evidence.types
        asked = [name for name in self.types if name]
        return {
            "id": list(self.types),
            "label": [_label("data_types", name) for name in self.types],
            "narrower": [
                [self.types[each] for each in sorted(types.narrower(name) - {name}) if each in self.types]
                if name
                else []
                for name in self.types
            ],
            "broader": [
                [self.types[each] for each in sorted(types.broader(name)) if each in self.types]
                for name in self.types
            ],
            "carries": {
                self.types[name]: "".join(str(self._carries(name, *kind)) for kind in self.kinds.values)
                for name in asked
            },
        }

    def _carries(self, data: str, data_type: str, itemised: bool, channel: str, assumed: bool) -> int:
        """How a kind of item carries the data: stated 0, implied 1, assumed 2, not at all 3."""
        if data_type and not may_include(data, self.evidence.types, data_type, itemised, channel):
            return 3
        return 2 if assumed or not data_type else int(data_type != data)

    # --- what stays

    def _fixed(self) -> Table:
        """What the question keeps as it is."""
        question = self.question
        return {
            "since": whole_day(question.earliest),
            "open_at": question.open_at,
            "max_hops": question.max_hops,
            "wait": question.wait,
            "exact": question.exact,
            "obey_rules": question.obey_rules,
            "via": self._named(self.network.required),
            "avoid": self._named(self.network.avoided) if question.avoid else None,
        }

    def _named(self, parties: frozenset[str] | None) -> list[int] | None:
        return None if parties is None else sorted(map(self.parties, parties))


def _manner_of(item: Item) -> tuple[Any, ...]:
    return (
        item.when.kind,
        item.mode,
        RANK.get(item.standing, len(RANK)),
        item.hedged,
        item.one_of,
        tuple(sorted(item.masked)),
        item.is_firm,
    )


def _manner(manner: Sequence[Any]) -> list[Any]:
    time, mode, rank, hedged, one_of, masked, firm = manner
    return [int(time == "event"), mode, rank, int(hedged), int(one_of), list(masked), int(firm)]


def _label(name: str, term: str) -> str:
    terms = vocabulary(name)
    return terms[term].label if term in terms else term
