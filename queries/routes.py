"""What several questions say of a route in the same words: verdict, standing, arrival, and the evidence it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from queries.declaration import Column
from queries.library.trace import arrival, chosen, hop_flow, route
from queries.rows import documents_of
from queries.tracing.answer import Explained, TypeAnswer, weakest
from queries.tracing.question import LeftOut, Verdict

if TYPE_CHECKING:
    from queries.tracing.network import Network
    from queries.tracing.search import Trace

#: The columns of a route, in the order in which `Routes.columns` gives them.
ROUTE_COLUMNS = (
    Column("verdict", "holds (did), possible (could have), refuted, or unknown."),
    Column("standing", "The weakest standing of the items on the best route."),
    Column("hops", "How many exchanges the best route takes."),
    Column("route", "The agencies of the best route, in order."),
    Column("channels", "How each exchange went."),
    Column("time", "Whether the order of the exchanges is certain, or only possible."),
    Column("earliest", "The earliest day on which the data can have arrived."),
    Column("certain_by", "The day by which it surely had, where the order is certain."),
    Column("contested", "Whether an unhedged denial covers one of the items."),
    Column("because", "Why it is only possible."),
    Column("flows", "The flow of each exchange."),
    Column("items", "The item chosen of each."),
    Column("documents", "The documents that these cite."),
)


class Routes:
    """The routes of one network in words; what they share is worked out once."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def columns(self, trace: Trace | None) -> dict[str, Any]:
        """A trace in the columns of a route; all of them blank where there is none."""
        if trace is None:
            return dict.fromkeys(column.name for column in ROUTE_COLUMNS)
        answer = TypeAnswer(
            self._network.question, self._network, (trace,), LeftOut(), verdict_of(trace), None
        )
        items = chosen(trace)
        return {
            "verdict": verdict_of(trace),
            "standing": weakest(trace),
            "hops": len(trace.hops),
            "route": route(trace),
            "channels": [item.channel for item in items],
            "time": "certain" if trace.certain else "possible",
            **arrival(trace),
            "contested": any(self._network.denials.against(item) for item in items),
            "because": list(Explained(trace, answer).because),
            "flows": [hop_flow(hop) for hop in trace.hops],
            "items": [item.id for item in items],
            "documents": documents_of(items),
        }


def verdict_of(trace: Trace) -> Verdict:
    """What a trace alone says: it holds, or is possible."""
    return "holds" if trace.holds else "possible"
