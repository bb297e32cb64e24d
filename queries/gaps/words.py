"""The record that would close a gap, in the words of a request for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from graphmodel.dates import iso
from graphmodel.projection import Evidence
from queries.briefing.exchanges import Teller, data_label, term
from queries.briefing.phrases import wording
from queries.dated import period
from queries.gaps.gap import Gap, GapKind
from queries.words import listed

#: What a masked field is called in a request.
FIELDS = {
    "type": "kind of data",
    "mode": "outcome",
    "date": "date",
    "holder": "holder",
    "recipient": "recipient",
}
#: Of so many parties or documents the names are written out.
MOST_NAMES = 4


def records_in_words(gap: Gap, evidence: Evidence) -> list[str]:
    """What to ask for: of coverage what its rows say could be obtained, a line for each; else one line."""
    return list(dict.fromkeys(_Telling(gap, evidence).lines()))


def record_kind(gap: Gap) -> list[str]:
    """Which kind of record it is: as coverage says, else the way by which the exchanges went."""
    told = [each.record_kind for each in gap.coverage if each.record_kind]
    return list(dict.fromkeys(told)) or [term("channels", gap.channel)] * bool(gap.channel)


class _Telling:
    def __init__(self, gap: Gap, evidence: Evidence) -> None:
        self._gap = gap
        self._evidence = evidence
        self._teller = Teller(evidence, "reported")
        self._words = wording()["records"]

    def lines(self) -> Iterator[str]:
        tell: dict[GapKind, Callable[[], Iterable[str]]] = {
            "masked": self._masked,
            "name": self._name,
            "coverage": self._coverage,
            "joint": self._joint,
        }
        yield from tell.get(self._gap.kind, self._exchange)()

    def _exchange(self) -> Iterator[str]:
        """What the giver would have of it; where it is the receiver who is asked, what that one would."""
        gap = self._gap
        own = "exchange" if gap.kind in ("payload", "doubt") else gap.kind
        name = own if set(gap.asked) <= set(gap.parties[0]) else "received"
        yield self._words[name].format(**self._parties(), data=self._data(), how=self._how())

    def _joint(self) -> Iterator[str]:
        plain = {"receiver": self._names(self._gap.parties[1]), "giver": self._names(self._givers())}
        yield self._words["joint"].format(**plain, data=self._data())

    def _givers(self) -> tuple[str, ...]:
        """Who may have given it: those of whom the case says that they gave to the agency."""
        received = {
            item.holder
            for item in self._evidence.items
            if item.mode == "disclosed" and item.makes_flow and item.recipient in self._gap.parties[0]
        }
        return tuple(sorted(received - {*self._gap.parties[1]}))

    def _masked(self) -> Iterator[str]:
        yield self._words["masked"].format(document=self._documents(), field=FIELDS[self._gap.field])

    def _name(self) -> Iterator[str]:
        (name,), (candidate,) = self._gap.parties
        label = self._evidence.registry.label
        guess = self._words["name_guess"].format(candidate=label(candidate))
        yield self._words["name"].format(name=label(name), document=self._documents()) + guess

    def _coverage(self) -> Iterator[str]:
        for each in self._gap.coverage:
            if each.would_obtain:
                of = f" (of {each.record_kind})" if each.record_kind else ""
                yield f"{each.would_obtain}{of}"
            elif each.record_kind:
                yield self._words["coverage"].format(record_kind=each.record_kind)
            else:
                name = "giving" if each.side == "holder" else "receiving"
                yield self._words[name].format(how=self._how())

    # --- parts

    def _parties(self) -> dict[str, str]:
        giver, receiver = self._gap.parties
        return {"giver": self._names(giver), "receiver": self._names(receiver)}

    def _names(self, parties: tuple[str, ...]) -> str:
        if len(parties) > MOST_NAMES:
            return f"{self._teller.names(parties[:MOST_NAMES])} or {len(parties) - MOST_NAMES} others"
        return self._teller.names(parties)

    def _data(self) -> str:
        found = dict.fromkeys(data_label(item.data_type) for item in self._gap.items)
        return listed(list(found)) or "data of any kind"

    def _how(self) -> str:
        span = self._gap.period
        dates = period(iso(span.lo), iso(span.hi)) if iso(span.lo) or iso(span.hi) else ""
        told = "; ".join(filter(None, (term("channels", self._gap.channel), dates)))
        return f" ({told})" if told else ""

    def _documents(self) -> str:
        documents = self._evidence.documents
        cited = sorted({item.document for item in self._gap.items if item.document})
        titles = [documents[each].title if each in documents else each for each in cited]
        return listed([f"“{title}”" for title in titles[:MOST_NAMES]]) or "the record"
