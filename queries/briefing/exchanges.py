"""One exchange in a sentence: when, who, what, how, how many, on whose word; its verbs are those of its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphmodel.evidence import CARRYING, RANK, Item
from graphmodel.projection import Evidence
from graphmodel.registry import MASKED
from graphmodel.vocabulary import vocabulary
from queries.briefing.phrases import Form, Tag, labels, phrase, wording
from queries.briefing.sentences import Ref, Sentence
from queries.dated import dated, period
from queries.rows import count_of, first_and_last, time_of
from queries.words import count, listed

#: What is said of an item in a table of words, by the attribute that it is about.
DOUBTS = ("hedged", "one_of")
NOBODY = "somebody not named"
#: The recipient of a denial that names none: it speaks of all.
ANYBODY = "any"


@dataclass(frozen=True, slots=True)
class Parties:
    """Of whom a sentence speaks, by their ids."""

    givers: Sequence[str]
    receivers: Sequence[str]
    between: Sequence[str] = ()


@dataclass(frozen=True)
class Teller:
    """Tells the exchanges of a case, at the least standing that was asked for."""

    evidence: Evidence
    floor: str

    # --- names

    def name(self, party: str | None) -> str:
        """A party's name; who is not named is said not to be."""
        if not party:
            return NOBODY
        if party == MASKED:
            return "somebody whose name is masked"
        if party == ANYBODY:
            return "anybody"
        known = self.evidence.registry.get(party)
        if known is None:
            return party
        return f"{known.name} (a name not identified)" if known.provisional else known.name

    def names(self, parties: Iterable[str]) -> str:
        """Several parties; where a name has a comma, what parts them is stronger."""
        named = [self.name(party) for party in parties]
        if len(named) > 1 and any("," in name for name in named):
            return "; and ".join(["; ".join(named[:-1]), named[-1]])
        return listed(named)

    # --- one item

    def tag(self, item: Item) -> Tag:
        """The verdict on one exchange by itself, at the floor asked for."""
        if item.standing not in CARRYING or RANK[item.standing] > RANK[self.floor]:
            return "unknown"
        return "holds" if item.is_firm and item.payload == "stated" else "possible"

    def sentence(self, items: Sequence[Item], others: Sequence[Item] = ()) -> Sentence:
        """Items of one claim and exchange that differ in the kind of data alone, in a sentence.

        Parameters
        ----------
        others
            What else says the same: other items of the flow.
        """
        item, tag = items[0], self.tag(items[0])
        data = list(dict.fromkeys(each.data_type for each in items))
        parties = Parties(
            (item.holder,), (item.recipient or ANYBODY if item.mode == "denied" else item.recipient,)
        )
        core = self.phrase_of("hand", tag, item.standing, data, parties)
        text = f"{self.head(data)}: {self._when(item)}{core}{self._how(item)}{self._count(item)}."
        return Sentence(
            " ".join([text, *self._remarks(item, tag)]),
            tag,
            item.standing,
            labels(tag, item.standing),
            tuple(map(Ref.of, items)),
            tuple(map(Ref.of, others)),
        )

    def flow(self, items: Sequence[Item], others: Sequence[Item]) -> list[Sentence]:
        """Items of a flow: those chosen with what says the same beside them, then what says otherwise, such as an open request."""
        alike = [each for each in others if self.tag(each) == self.tag(items[0])]
        return [
            self.sentence(items, alike),
            *self.apart([each for each in others if each not in alike]),
        ]

    def apart(self, items: Iterable[Item]) -> list[Sentence]:
        """A sentence for each claim and exchange among some items."""
        found: dict[tuple[object, ...], list[Item]] = {}
        for item in items:
            found.setdefault(told_alike(item), []).append(item)
        return [self.sentence(each) for each in found.values()]

    def of_claim(self, claim: str) -> list[Sentence]:
        """What one claim says: a sentence for each exchange in it."""
        return self.apart(self.evidence.of_claim(claim))

    def side(self, items: Sequence[Item]) -> Sentence:
        """Items that say one thing together, such as the requests of a log: the first is told, the rest stand beside it."""
        told = [item for item in items if told_alike(item) == told_alike(items[0])]
        return self.sentence(told, [item for item in items if item not in told])

    def phrase_of(
        self,
        form: Form,
        tag: Tag,
        standing: str | None,
        data: Sequence[str],
        parties: Parties,
    ) -> str:
        """The phrase of a verdict on these parties, by their ids."""
        return phrase(form, tag, standing).said(
            self.names(parties.givers),
            self.names(parties.receivers),
            self.names(parties.between),
            several=len(data) > 1,
        )

    @staticmethod
    def head(data: Sequence[str]) -> str:
        """The kinds of data that a sentence begins with."""
        return kinds(data) if all(data) else "Data of any kind"

    @staticmethod
    def _when(item: Item) -> str:
        words = "" if item.mode == "denied" else dated(time_of(item.when))
        return f"{words}, " if words else ""

    def _how(self, item: Item) -> str:
        via = f"via {', then '.join(map(self.name, item.via))}" if item.via else ""
        systems = _systems(item.databases)
        said = ", ".join(filter(None, (term("channels", item.channel), via, systems)))
        return f" ({said})" if said else ""

    def _count(self, item: Item) -> str:
        words = count(count_of(item), self.name)
        return f": {words}" if words else ""

    def _remarks(self, item: Item, tag: Tag) -> list[str]:
        open_ = self.doubts(item) if tag == "possible" else []
        parts = [f"Only possible, because {listed(open_)}."] if open_ else []
        for which in ("required", "shown"):
            if threshold := getattr(item, f"threshold_{which}"):
                stated = "not known" if threshold == "unknown" else term("thresholds", threshold)
                parts.append(f"Legal threshold {which}: {stated}.")
        return [*parts, self.according(item), *_denied_time(item)]

    @staticmethod
    def doubts(item: Item) -> list[str]:
        """What keeps an exchange from holding by itself, in words."""
        words = wording()["open"]
        found = [words["assumed"]] if item.payload == "assumed" else []
        found += [words[name] for name in DOUBTS if getattr(item, name)]
        return found + ([words["masked"].format(what=item.hidden)] if item.hidden else [])

    @staticmethod
    def according(item: Item) -> str:
        """Who says so, and how they know."""
        speaker = item.record.get("speaker") or (
            "the log" if item.kind == "request" else "the document cited"
        )
        said = str(wording()["according"][item.standing]).format(speaker=speaker)
        said += " It is what the asking body sent." if item.sent else ""
        return said + (
            " It follows from what is said of where the data had come from." if item.derived else ""
        )


def told_alike(item: Item) -> tuple[object, ...]:
    """What items share that are told in one sentence: all but the kind of data."""
    return (
        *(item.claim, item.holder, item.recipient, item.via, item.mode, item.standing, item.payload),
        *(item.hedged, item.one_of, item.masked, item.derived, item.sent, item.used, item.when, item.count),
    )


def _systems(databases: Sequence[str]) -> str:
    """The systems that are named: of several, the data came from one that the source does not single out."""
    labels_ = [database_label(each) for each in databases]
    if len(labels_) > 1:
        return f"from one of these: {'; '.join(labels_)}"
    return f"from {labels_[0]}" if labels_ else ""


def _denied_time(item: Item) -> list[str]:
    """Of a denial the time that it speaks of."""
    words = period(*first_and_last([item]))
    if item.mode != "denied" or words == "not dated":
        return []
    if words.startswith(("by ", "from ")):
        return [f"It speaks of the time {words.replace('by ', 'up to ', 1)}."]
    return [f"It speaks of {words}."]


def data_label(data_type: str | None) -> str:
    """A kind of data in words."""
    return term("data_types", data_type)


def kinds(data: Sequence[str]) -> str:
    """Several kinds of data, as a sentence begins with them."""
    return _capital(listed([data_label(each) for each in data]))


def database_label(database: str) -> str:
    """A system by its name."""
    return term("databases", database)


def term(name: str, value: str | None) -> str:
    """The label of a term, or the term itself; nothing for nothing."""
    terms = vocabulary(name)
    return terms[value].label if value and value in terms else value or ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
