"""The page's data with the words for it: what template and script show, and neither has to judge."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from graphmodel.evidence import STANDINGS
from graphmodel.vocabulary import read_rows, vocabulary
from queries import dated
from queries.words import RULINGS, count
from viz import words
from viz.legend import Entry, Filter, filters, of_agencies, of_lines
from viz.marks import ANSWERS, KNOWLEDGE, answer_of, best_by_state, families, family_of, tiles
from viz.packing import packed
from viz.picture import Picture, asked_about, item_known, known_by_type, plainly_shown
from viz.safety import web_address

EMPTY: tuple[Any, ...] = (None, "", [], {})
VERDICT_WORDS = {"holds": "did", "possible": "could have", "refuted": "shown not to", "unknown": "not known"}
# Of a mark, what the script works out for the window that it finds; and what the agency says of itself.
PLACES = ("x", "y")
SAID = (*PLACES, "label", "family", "state")
# Of a row of exposure, what the flows of the page say better.
DETAILS = ("items", "documents", "rules", "best_route")
LIMITS = {
    "since": "Since",
    "as_of": "As of",
    "open_at": "Open at",
    "known_by": "Known by",
    "min_standing": "At least",
    "max_hops": "Hops",
    "ties": "Two hops on one day",
    "exact": "Ends",
    "via": "Via",
    "avoid": "Not via",
    "source": "Only from",
}
DAYS = {"since", "as_of", "open_at", "known_by"}
# Territories are shown only where the answer speaks of them.
NOT_ASKED = "not asked about"
TERRITORIES = {"PR", "VI", "GU", "MP", "AS"}


class View:
    """One page's data, with look-ups of names and labels.

    Parameters
    ----------
    data
        The page's data, cleaned.
    picture
        What is drawn of it.
    """

    def __init__(self, data: Mapping[str, Any], picture: Picture) -> None:
        self.data = data
        self.picture = picture
        self.known = known_by_type(data)
        self.flows = [self._flow(flow) for flow in data["flows"]]
        self.answers = [self._answer(at, answer) for at, answer in enumerate(data["answers"])]
        self.exposure = [
            {**row, "class": answer_of(row), "since_say": dated.since(row.get("since"))}
            for row in data["exposure"]
        ]
        self._documents = self._by_document()
        self._numbers = {
            str(item["id"]): f"{document['number']}.{at}"
            for document in self._documents
            for at, item in enumerate(document["cited"], start=1)
        }

    def name(self, agency: str) -> str:
        """The name of an agency, or its id where there is none."""
        return str(self.data["agencies"].get(agency, {}).get("name") or agency)

    def label(self, vocabulary: str, term: str | None) -> str:
        """The label of a term, or the term itself; nothing for nothing."""
        return str(self.data["labels"].get(vocabulary, {}).get(term, term)) if term else ""

    def _flow(self, flow: Mapping[str, Any]) -> dict[str, Any]:
        known = self.known[flow["flow"]][flow["data_type"]]
        via = ", then ".join(map(self.name, flow["via"]))
        manner = ", ".join(filter(None, (self.label("channel", flow["channel"]), via and f"via {via}")))
        return {
            **flow,
            "known": known,
            "known_for": self.known[flow["flow"]],
            "evidence": [self._item(item) for item in flow["evidence"]],
            "rules": [dict(rule) for rule in flow["rules"]],
            "say": {
                "type": self.label("data_type", flow["data_type"]),
                "word": KNOWLEDGE[known].word,
                "manner": manner,
                "standing": self.label("standing", flow["standing"]),
                "when": dated.period(flow.get("first"), flow.get("last")),
                "count": count(flow.get("count"), self.name),
            },
        }

    def _item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **item,
            "url": web_address(item.get("url")),
            "shown": plainly_shown(item),
            "known": item_known(item),
            "cited": _document_key(item),
            "when": dated.when(item.get("time")),
            "count_say": count(item.get("count"), self.name),
        }

    def _answer(self, at: int, answer: Mapping[str, Any]) -> dict[str, Any]:
        type_ = self.label("data_type", answer["data_type"])
        title = type_[:1].upper() + type_[1:]
        routes = [
            self._route(f"{at}.{number}", trace, title) for number, trace in enumerate(answer["traces"])
        ]
        left, absence = answer.get("left_out") or {}, answer.get("absence")
        return {
            "data_type": answer["data_type"],
            "label": title,
            "verdict": answer["verdict"],
            "word": VERDICT_WORDS.get(answer["verdict"], str(answer["verdict"])),
            "routes": routes,
            "counts": _holders(routes),
            "left_out": _left_out(left),
            "absence": self._absence(absence) if absence else None,
        }

    def _absence(self, absence: Mapping[str, Any]) -> dict[str, Any]:
        nearest = [
            f"{self.name(step['from'])} → {self.name(step['to'])}"
            for step in _steps(absence.get("nearest"))
            if step.get("from") and step.get("to")
        ]
        return {
            "reason": absence.get("reason"),
            "say": words.no_route(absence),
            "nearest": nearest,
            "below_floor": [str(flow) for flow in _flow_ids(absence.get("below_floor"))],
            "would_settle": [str(record) for record in absence.get("would_settle") or ()],
        }

    def _route(self, id_: str, trace: Mapping[str, Any], type_: str) -> dict[str, Any]:
        steps, arrival = trace["steps"], trace.get("arrival") or {}
        names = [self.name(steps[0]["from"]), *(self.name(step["to"]) for step in steps)]
        relays = [self.name(relay) for step in steps for relay in step["via"]]
        reached = dated.period(arrival.get("earliest"), arrival.get("certain_by"))
        return {
            "id": id_,
            "verdict": trace["verdict"],
            "states": sorted({self.data["agencies"].get(steps[0]["from"], {}).get("state") or ""}),
            "certain_by": arrival.get("certain_by"),
            "because": list(trace.get("because") or ()),
            "agencies": [steps[0]["from"], *(step["to"] for step in steps)],
            "steps": [_step(step) for step in steps],
            "say": {
                "word": VERDICT_WORDS.get(trace["verdict"], ""),
                "names": names,
                "via": ", ".join(relays),
                "sentence": words.route(trace, type_, self.name),
                "standing": self.label("standing", trace.get("standing")),
                "when": "" if reached == "not dated" else reached,
            },
        }

    def asked(self, part: str) -> str:
        """The data asked for, or one end: "any licensing agency", "Georgia's licensing agency", a name."""
        value = str(self.data["question"].get(part) or "any")
        return self.label("data_type", value) if part == "data" else self._party(value)

    def _party(self, value: str) -> str:
        state, _, kind = value.rpartition(":")
        kinds = vocabulary("agency_kinds")
        if value in self.data["agencies"] or kind not in kinds:
            return "anyone" if value == "any" else self._named(value)
        noun = kinds[kind].extra.get("noun")
        if state:
            return f"{self.label('state', state)}'s {noun or kinds[kind].label}"
        return f"any {noun}" if noun else kinds[kind].label

    def _named(self, agency: str) -> str:
        """The name of an agency, also of one that no exchange here touches, as what was to be avoided."""
        bundled = {row["agency"]: row["name"] for row in read_rows("agencies")}
        return self.name(agency) if agency in self.data["agencies"] else bundled.get(agency, agency)

    def can_ask(self) -> bool:
        """Whether the page has what a search for other questions needs."""
        return "items" in (self.data.get("asking") or {})

    def why_not(self) -> str:
        """Why no other question can be asked, where that has to be said."""
        asking = self.data.get("asking") or {}
        if "too_many" in asking:
            return f"the case has {asking['too_many']:,} items of evidence, and a page can search {asking['most']:,}."
        return "it was made for publication." if self.data.get("published") else ""

    def kept_limits(self) -> list[tuple[str, str]]:
        """What stays of the question when another is asked."""
        return [each for each in self.limits() if each[0] not in {LIMITS["as_of"], LIMITS["min_standing"]}]

    def limits(self) -> list[tuple[str, str]]:
        """What else the question asks for, where it does."""
        question = self.data["question"]
        usual = {"max_hops": 6, "ties": "allow"}
        rest = [
            key
            for key in question
            if key not in {"from", "to", "data"}
            and question[key] not in (None, False, [])
            and question[key] != usual.get(key)
        ]
        return [
            (LIMITS.get(key, key.replace("_", " ").capitalize()), self._limit(key, question[key]))
            for key in rest
        ]

    def _limit(self, key: str, value: Any) -> str:
        """What an option of the question was given, in words; of several, each."""
        if isinstance(value, (list, tuple, set, frozenset)):
            return ", ".join(self._limit(key, each) for each in value)
        own = {
            "exact": "exactly those named",
            "ties": "allowed" if value == "allow" else "not allowed",
            "max_hops": f"at most {value}",
        }
        if key in own or isinstance(value, bool):
            return own.get(key, "yes")
        if key in DAYS:
            return dated.day(str(value))
        return self._party(value) if key in {"via", "avoid"} else self._term(key, str(value))

    def _term(self, key: str, value: str) -> str:
        names = {"min_standing": "standings", "channel": "channels", "purpose": "purposes"}
        terms = vocabulary(names[key]) if key in names else {}
        return terms[value].label if value in terms else value

    def opened(self) -> int:
        """Which list of routes is open at first: the first with an office that did, else the first with any, else the first."""
        held = [any(route["verdict"] == "holds" for route in answer["routes"]) for answer in self.answers]
        some = [bool(answer["routes"]) for answer in self.answers]
        return held.index(True) if any(held) else some.index(True) if any(some) else 0

    @staticmethod
    def place(item: Mapping[str, Any]) -> str:
        """Where in its document an item stands."""
        found = [str(item["locator"])] if item.get("locator") else []
        return ", ".join([*found, *(f"{key} {item[key]}" for key in ("sheet", "page") if item.get(key))])

    def badges_used(self) -> list[str]:
        """How items were read, in words, each once."""
        read = {str(item.get("read")) for flow in self.flows for item in flow["evidence"]}
        return [text for badge, text in words.BADGES.items() if badge in read]

    def without_route(self) -> list[dict[str, Any]]:
        """The answers that have no trace, with the reason."""
        return [answer for answer in self.answers if answer["absence"]]

    def agencies(self) -> list[dict[str, Any]]:
        """Every agency that is drawn, by name, with what has to be said of it."""
        drawn = {mark.id for mark in self.picture.marks if not mark.members}
        rows = [
            {"kind_label": "", "state": None, **agency, "id": id_, "remarks": ", ".join(remarks(agency))}
            for id_, agency in self.data["agencies"].items()
            if id_ in drawn
        ]
        return sorted(rows, key=lambda row: (str(row["name"]).casefold(), str(row["name"])))

    def anchor(self, item: Mapping[str, Any]) -> str:
        """Where an item stands in the list of evidence."""
        return f"e{self.reference(item)}"

    def reference(self, item: Mapping[str, Any]) -> str:
        """The number of an item: its document's, and its own within it."""
        return self._numbers[str(item["id"])]

    def tile_map(self) -> list[dict[str, Any]]:
        """One tile for each state, with the best of its answers; a state without a row was not asked about.

        None where no state that was asked about has a place on it: a case may have states of its own.
        """
        best = self.best_by_state()
        if not best.keys() & tiles().keys():
            return []
        return [
            {
                "state": state,
                "name": self.label("state", state),
                "row": row,
                "column": column,
                "class": best.get(state, "unasked"),
                "word": ANSWERS[best[state]].label if state in best else NOT_ASKED,
            }
            for state, (row, column) in tiles().items()
            if state in best or state not in TERRITORIES
        ]

    def beside_the_map(self) -> list[dict[str, Any]]:
        """The states that were asked about and have no place on the map."""
        return [
            {"state": state, "name": self.label("state", state), "class": best, "word": ANSWERS[best].label}
            for state, best in self.best_by_state().items()
            if state not in tiles()
        ]

    def only_state(self) -> str:
        """The name of the one state on the map that was asked about, if it is one."""
        asked = list(self.best_by_state())
        return self.label("state", asked[0]) if len(asked) == 1 and asked[0] in tiles() else ""

    def best_by_state(self) -> dict[str, str]:
        """The strongest answer of each state that the exposure speaks of."""
        return best_by_state(self.exposure)

    def map_key(self) -> list[dict[str, Any]]:
        """The answers of the map, with how many states of each."""
        counted = Counter(self.best_by_state().values())
        return [
            {"id": answer.id, "word": answer.word, "count": counted[answer.id]} for answer in ANSWERS.values()
        ]

    def stateless(self) -> list[str]:
        """Holders that name no state: groups, which the map cannot show."""
        return sorted({str(row.get("office") or "") for row in self.exposure if not row.get("state")} - {""})

    def legend(self) -> list[Entry]:
        """The families that are drawn, with how many agencies of each."""
        return of_agencies(self.picture.marks)

    def line_legend(self) -> list[Entry]:
        """The words that lines are drawn for, with how many exchanges of each."""
        return of_lines(self.flows)

    def filters(self) -> list[Filter]:
        """What else can be left out of what is shown: data, channels, standings, sources."""
        titles = {document["id"]: document["title"] for document in self._documents}
        return filters(self.flows, self.data["labels"], titles)

    def days(self) -> list[str]:
        """The first and the last day that some evidence is dated by; none where nothing is dated."""
        times = [item.get("time") or {} for flow in self.flows for item in flow["evidence"]]
        dated = sorted(day for time in times for day in (time.get("lo"), time.get("hi")) if day)
        return [dated[0], dated[-1]] if dated else []

    def signs(self) -> dict[str, bool]:
        """Which marks on lines the legend has to explain."""
        return {
            "contested": any(flow["contested"] for flow in self.flows),
            "relayed": any(flow["via"] for flow in self.flows),
        }

    def documents(self) -> list[dict[str, Any]]:
        """Every document that is cited, by title, with what is cited of it."""
        return self._documents

    def _by_document(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for flow in self.flows:
            for item in flow["evidence"]:
                key = _document_key(item)
                entry = found.setdefault(key, {**_document(item), "cited": []})
                entry["cited"].append({**item, "flow": flow})
        ordered = sorted(found.items(), key=lambda pair: (str(pair[1]["title"]).casefold(), pair[0]))
        return [
            {"number": number, "id": key, **entry} for number, (key, entry) in enumerate(ordered, start=1)
        ]

    def script_data(self, nodes: list[dict[str, Any]]) -> dict[str, Any]:
        """What the page's script needs, and enough to make the graph again; what is empty is left out."""
        keep = ("question", "title", "headline", "labels", "help", "caution", "cite", "stamp")
        agencies = {id_: {**a, "family": family_of(a)} for id_, a in self.data["agencies"].items()}
        documents = {document["id"]: _document(document) for document in self._documents}
        files = {
            str(item["file"]): item["file_sha256"]
            for flow in self.flows
            for item in flow["evidence"]
            if item.get("file_sha256")
        }
        flows, once = _once([{**flow, "evidence": len(flow["evidence"])} for flow in self.flows])
        items = [_short(item, flow) for flow in self.flows for item in flow["evidence"]]
        marks = {
            "families": [
                {"id": f.id, "label": f.label, "outline": f.outline, "colour": f.colour}
                for f in families().values()
            ],
            "knowledge": [
                {"id": k.id, "word": k.word, "label": k.label, "dash": list(k.dash), "crossing": k.crossing}
                for k in KNOWLEDGE.values()
            ],
            "classes": [{"id": a.id, "word": a.word, "label": a.label} for a in ANSWERS.values()],
            "columns": list(self.picture.columns),
        }
        return {
            **{key: self.data[key] for key in keep},
            **marks,
            "format": 2,
            "asking": self.data.get("asking"),
            "badges": words.BADGES,
            "sentences": words.EXCHANGE,
            "rulings": RULINGS,
            "published": self.data.get("published"),
            "meanings": self.data.get("meanings", {}),
            "agencies": packed(without_empty([{**about, "id": id_} for id_, about in agencies.items()])),
            "documents": without_empty(documents),
            "files": files,
            "once": {key: without_empty(rows) for key, rows in once.items()},
            "states_asked": list(self.best_by_state()),
            "asked": sorted(asked_about(self.data)),
            "standings": list(STANDINGS),
            "floor": self.data["question"].get("min_standing") or "reported",
            "not_asked": NOT_ASKED,
            "flows": packed(without_empty(flows)),
            "items": packed(without_empty(items)),
            "days": self.days(),
            "answers": without_empty([_for_script(answer) for answer in self.answers]),
            "exposure": without_empty(
                [_less(row, DETAILS) for row in self.exposure if row["class"] != "unknown"]
            ),
            "nodes": packed(
                without_empty([_less(node, PLACES if node.get("members") else SAID) for node in nodes])
            ),
        }


def without_empty(value: Any) -> Any:
    """The same data less the fields that say nothing: none, false, blank, an empty list; half the size of a page."""
    if isinstance(value, Mapping):
        kept = {key: without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in EMPTY and item is not False}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


def _less(row: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in keys}


def _once(flows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, list[Any]]]:
    """The flows with rules and what is beside them by number, and each of these once: many flows share them."""
    once: dict[str, list[Any]] = {"rules": [], "beside": []}
    numbers: dict[str, dict[str, int]] = {key: {} for key in once}

    def number(key: str, row: Any) -> int:
        text = json.dumps(row, sort_keys=True)
        if text not in numbers[key]:
            numbers[key][text] = len(once[key])
            once[key].append(row)
        return numbers[key][text]

    return [
        {**flow, **{key: [number(key, row) for row in flow[key]] for key in once}} for flow in flows
    ], once


def _for_script(answer: Mapping[str, Any]) -> dict[str, Any]:
    routes = [{**route, "say": _less(route["say"], {"names", "via"})} for route in answer["routes"]]
    return {**answer, "routes": routes}


def _document_key(item: Mapping[str, Any]) -> str:
    return str(item.get("document") or item.get("title") or "")


def _without_document(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item that only names its document and file, which stand once in the page."""
    once = {"title", "url", "publisher", "published", "file_sha256"}
    return {**_less(item, once), "document": _document_key(item), "chosen": None, "cited": None}


def _short(item: Mapping[str, Any], flow: Mapping[str, Any]) -> dict[str, Any]:
    """An item less its document, and less its id where that only says which claim says what of whom."""
    short = _without_document(item)
    return _less(short, {"id"}) if short.get("id") == usual_id(item, flow) else short


def usual_id(item: Mapping[str, Any], flow: Mapping[str, Any]) -> str:
    """The id that an item of evidence has, unless its source states one."""
    return f"{item.get('claim')}:{flow['from']}>{flow['to']}:{item.get('data_type') or ''}"


def remarks(agency: Mapping[str, Any]) -> list[str]:
    """What has to be said of an agency wherever it is described."""
    facts = {
        "group": "a group: its members are not all named",
        "placeholder": "named by its state only",
        "provisional": "name not identified yet",
    }
    said = [text for key, text in facts.items() if agency.get(key)]
    return [*said, str(agency["marked"])] if agency.get("marked") else said


def _holders(routes: Iterable[Mapping[str, Any]]) -> str:
    """How many offices did, and how many more could have: "3 did, 12 could have"."""
    did = {route["agencies"][0] for route in routes if route["verdict"] == "holds"}
    could = {route["agencies"][0] for route in routes} - did
    parts = [f"{len(did)} did"] if did else []
    parts += [f"{len(could)} could have"] if could else []
    return ", ".join(parts)


def _left_out(left: Mapping[str, Any]) -> str:
    number = left.get("count") or 0
    if not number:
        return ""
    exact = "" if left.get("exact", True) else "at least "
    more = "more route is" if number == 1 and not exact else "more routes are"
    why = f" ({left['why']})" if left.get("why") else ""
    return f"{exact}{number} {more} not listed{why}".capitalize() + "."


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "flow": step["flow"],
        "carried_as": step.get("carried_as"),
        "joint_shown": step.get("joint_shown"),
        "chosen": [item["id"] for item in step.get("evidence") or () if item.get("chosen")],
    }


def _steps(nearest: Any) -> list[Mapping[str, Any]]:
    """The steps of a nearest miss, whether it is given as a trace or as a list of steps."""
    steps = nearest.get("steps") if isinstance(nearest, Mapping) else nearest
    return [step for step in steps or () if isinstance(step, Mapping)]


def _flow_ids(entries: Any) -> list[Any]:
    return [entry.get("flow") if isinstance(entry, Mapping) else entry for entry in entries or ()]


def _document(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": item.get("title") or item.get("document") or "untitled",
        "url": item.get("url"),
        "publisher": item.get("publisher") or "",
        "published": item.get("published") or "",
    }
