"""Pages' data about made-up offices: every verdict, groups, placeholders, contested, counts, absence; no real fact.

State codes are real, since the map has no others; the offices, documents and events are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from viz.marks import tiles

STATES = [state for state in sorted(tiles()) if state not in {"PR", "VI", "GU", "MP", "AS"}]
TYPES = {
    "driver-record": "driver record",
    "photo": "licence or ID photo",
    "home-address": "home address",
    "licence-number": "licence number",
    "vehicle-registration": "vehicle registration",
    "ssn": "social security number or part of it",
}
FATES = (
    "did",
    "could",
    "access",
    "could",
    "asked",
    "unknown",
    "could",
    "refused",
    "blocked",
    "access",
    "could",
)
BUREAU, REMOVAL, SEARCHES = "us-bureau", "us-bureau-removal", "us-bureau-searches"
AUTHORITIES, OTHERS = "grp-border-authorities", "grp-other-agencies"
SWITCH, BROKER, CENTER = "org-switchboard", "co-dossier", "us-center"

Data = dict[str, Any]


def page_data(agencies: int = 60) -> Data:
    """A page's data with about so many agencies; the same number gives the same data."""
    return _Maker(agencies).data()


def of_a_state_of_its_own(data: Data) -> Data:
    """The same data as if every office were in one state that is on no map."""
    for agency in data["agencies"].values():
        agency["state"] = agency["state"] and "EX"
    for row in data["exposure"]:
        row["state"] = row["state"] and "EX"
    data["labels"]["state"]["EX"] = "Examplia"
    return data


class _Maker:
    def __init__(self, agencies: int) -> None:
        self.agencies: dict[str, Data] = {}
        self.flows: list[Data] = []
        self.traces: dict[str, list[Data]] = {type_: [] for type_ in TYPES}
        self.exposure: list[Data] = []
        self.wanted = agencies
        self._receivers()
        self._holders()
        self._others()

    def agency(self, id_: str, name: str, kind: str, **more: Any) -> str:
        label = {"driver-licensing": "driver licensing", "immigration-enforcement": "immigration enforcement"}
        self.agencies[id_] = {
            "name": name,
            "kind": kind,
            "kind_label": label.get(kind, kind.replace("-", " ")),
            "state": None,
            "group": kind == "group",
            "placeholder": False,
            "provisional": False,
            "marked": None,
            **more,
        }
        return id_

    def _receivers(self) -> None:
        self.agency(BUREAU, "Bureau of Borders", "immigration-enforcement")
        if self.wanted >= 20:
            self.agency(REMOVAL, "Bureau of Borders, Removal Division", "immigration-enforcement")
            self.agency(SEARCHES, "Bureau of Borders, Searches Division", "immigration-enforcement")
            self.agency(AUTHORITIES, "Border authorities", "group")
        self.agency(OTHERS, "other agencies", "group")
        self.agency(SWITCH, "Switchboard, the exchange of messages", "message-switch")
        self.agency(BROKER, "Dossier & Sons", "data-broker")
        self.agency(CENTER, "Tri-County Information Center", "fusion-center", state="OH")

    def _holders(self) -> None:
        for at, state in enumerate(STATES[: max(4, min(51, self.wanted - 8))]):
            placeholder = at % 9 == 5
            name = (
                f"{state} office of driver records"
                if not placeholder
                else f"{state}'s licensing office, as named by the report"
            )
            id_ = self.agency(
                f"us-{state.lower()}-odr", name, "driver-licensing", state=state, placeholder=placeholder
            )
            fate, self.at = FATES[at % len(FATES)], at
            getattr(self, f"_{fate}")(id_)

    def _others(self) -> None:
        """Police and junk accounts that receive, or hold, and have no part in a route."""
        number = 0
        while len(self.agencies) < self.wanted:
            state = STATES[number % len(STATES)]
            more: Data = {"marked": "test account, do not use"} if number % 17 == 3 else {}
            more |= {"provisional": number % 13 == 4, "state": state}
            police = self.agency(
                f"us-{state.lower()}-police-{number}",
                f"{state} police no. {number}",
                "law-enforcement",
                **more,
            )
            giver = f"us-{state.lower()}-odr"
            if giver in self.agencies and number % 3:
                self.flow(giver, police, "driver-record", "available", channel="direct-login")
            else:
                self.flow(police, OTHERS, "driver-record", "reported", channel="vendor-sharing")
            number += 1

    def _did(self, office: str) -> None:
        at = self.at
        standing = ("documented", "acknowledged", "records-reported")[at // 11 % 3]
        count = {
            "words": "more than 250 requests",
            "at_least": 251,
            "at_most": None,
            "unit": "requests",
            "shared_with": ["other agencies"],
            "part": "some of",
        }
        for type_ in ("photo", "home-address", "vehicle-registration"):
            flow = self.flow(
                office, BUREAU, type_, standing, count=count, channel="staff-request", contested=at == 0
            )
            self.trace(type_, [flow], "holds")
        whole = self.flow(office, OTHERS, "driver-record", standing, count=count, channel="staff-request")
        whole["beside"] = [
            {
                "id": f"{office}-denial",
                "why": "denial of another channel",
                "speaker": f"{self.agencies[office]['state']} office",
                "document": "made-up-letter-1",
            }
        ]
        self.flow(
            office,
            BUREAU,
            "driver-record",
            "denied",
            channel="direct-login",
            database=f"{office}-licences",
        )
        if self.wanted >= 20:
            first = self.flow(office, CENTER, "photo", standing, channel="staff-request")
            second = self.flow(CENTER, REMOVAL, "photo", "documented", channel="email-request")
            self.trace("photo", [first, second], "holds" if at % 2 == 0 else "possible", "joint 1 not shown")
        self.expose(office, "photo", "direct", "holds", standing, contested=at == 0)
        self.expose(office, "driver-record", "access only", "unknown", None)

    def _could(self, office: str) -> None:
        at = self.at
        to = (BUREAU, AUTHORITIES, SEARCHES, BUREAU)[at % 4] if self.wanted >= 20 else BUREAU
        via = [SWITCH] if at % 2 else []
        flow = self.flow(
            office,
            to,
            "driver-record",
            "acknowledged",
            payload="assumed",
            via=via,
            channel="message-switch" if via else "direct-login",
            count={
                "words": "nearly 100",
                "unit": "sessions",
                "at_most": 99,
                "at_least": None,
                "shared_with": [],
                "part": None,
            }
            if at % 3 == 0
            else None,
        )
        for type_, label in TYPES.items():
            self.trace(type_, [flow], "possible", f"payload: “not itemised” does not show {label}")
        if at % 4 == 1:
            sold = self.flow(office, BROKER, "home-address", "documented", channel="bulk-sale")
            resold = self.flow(BROKER, BUREAU, "home-address", "reported", channel="data-broker")
            self.trace("home-address", [sold, resold], "possible", "joint 1 not shown")
        answer = "through others" if at % 4 == 1 else "direct"
        self.expose(office, "driver-record", answer, "possible", "acknowledged")

    def _access(self, office: str) -> None:
        self.flow(
            office,
            BUREAU,
            "driver-record",
            "available",
            channel="direct-login",
            database=f"{office}-licences",
        )
        self.expose(office, "driver-record", "access only", "unknown", "available")

    def _asked(self, office: str) -> None:
        self.flow(office, BUREAU, "photo", "requested", channel="staff-request")
        self.expose(office, "photo", "asked", "unknown", "requested")

    def _refused(self, office: str) -> None:
        self.flow(office, BUREAU, "photo", "refused", channel="staff-request")
        self.expose(office, "photo", "refused or blocked", "unknown", "refused")

    def _blocked(self, office: str) -> None:
        self.flow(office, BUREAU, "driver-record", "blocked", channel="message-switch", via=[SWITCH])
        self.expose(office, "driver-record", "refused or blocked", "unknown", "blocked")

    def _unknown(self, office: str) -> None:
        self.flow(office, OTHERS, "driver-record", "reported", channel="dmv-to-dmv")
        self.expose(office, "driver-record", "nothing known", "unknown", None)

    def flow(
        self, giver: str, receiver: str, type_: str, standing: str, *, payload: str = "stated", **more: Any
    ) -> Data:
        """One flow with one to three items of evidence; the same key gives the same flow."""
        channel, via = more.get("channel"), more.get("via") or []
        key = "|".join(map(str, (giver, receiver, type_, more.get("database"), channel, *via)))
        for known in self.flows:
            if known["key"] == key:
                return known
        number = len(self.flows)
        items = [
            self.item(number, at, (giver, receiver, type_), standing, payload) for at in range(1 + number % 3)
        ]
        flow = {
            "key": key,
            "flow": f"f{number:05x}",
            "from": giver,
            "to": receiver,
            "data_type": type_,
            "database": more.get("database"),
            "channel": channel,
            "via": via,
            "standing": standing,
            "contested": more.get("contested", False),
            "first": "2017-09-01" if number % 5 else None,
            "last": "2019-06-30",
            "count": more.get("count"),
            "rules": [
                {
                    "rule": "r1",
                    "title": "Made-up act on driver records",
                    "effect": "bars",
                    "judged": "cannot tell",
                }
            ]
            if number % 7 == 0
            else [],
            "evidence": items,
            "beside": [],
        }
        self.flows.append(flow)
        return flow

    def item(self, number: int, at: int, key: tuple[str, str, str], standing: str, payload: str) -> Data:
        giver, receiver, type_ = key
        modes = {
            "available": "available",
            "requested": "requested",
            "refused": "refused",
            "blocked": "blocked",
            "denied": "denied",
        }
        document = (number * 3 + at * 5) % max(8, self.wanted // 2)
        standing_of_item = standing if at == 0 else ("reported" if standing not in modes else standing)
        return {
            "id": f"C{number:04d}-{at}:{giver}>{receiver}:{type_}",
            "chosen": at == 0,
            "kind": "statement",
            "mode": modes.get(standing, "disclosed"),
            "standing": standing_of_item,
            "document": f"made-up-letter-{document}",
            "locator": f"page {1 + number % 9}",
            "read": ("excerpt", "in-full", "excerpt", "computed", "well-known")[number % 5],
            "speaker": ("a made-up reporter, describing records", "the office itself", "Bureau of Borders")[
                at
            ],
            "dataset": "made-up",
            "file": "made-up-claims.csv",
            "sheet": None,
            "page": None,
            "row": 2 + number,
            "time": {
                "kind": "standing",
                "lo": "2018-01-01",
                "hi": "2018-12-31",
                "ended_lo": "2020-03-01",
                "ended_hi": None,
            }
            if standing == "available"
            else {"kind": "event", "lo": "2017-09-01", "hi": "2019-06-30"},
            "one_of": False,
            "masked": [],
            "derived": False,
            "sent": False,
            "claim": f"C{number:04d}-{at}",
            "basis": "third-records",
            "count": None,
            "threshold_required": None,
            "threshold_shown": None,
            "file_sha256": "0" * 64,
            "note": "Made up: what was handed over is described, the records themselves were not seen."
            if number % 4 == 0
            else None,
            "hedged": standing == "acknowledged" and number % 19 == 5,
            "payload": payload,
            "data_type": type_,
            "url": f"https://example.org/made-up/{document}" if document % 6 else None,
            "title": f"Made-up letter no. {document} on who may look into driver records",
            "publisher": f"The Examplia {('Courier', 'Gazette', 'Herald')[document % 3]}",
            "published": "2020-03",
        }

    def trace(self, type_: str, flows: list[Data], verdict: str, *because: str) -> None:
        self.traces[type_].append(
            {
                "verdict": verdict,
                "because": list(because) if verdict == "possible" else [],
                "standing": flows[-1]["standing"],
                "time": "certain",
                "hops": len(flows),
                "arrival": {
                    "earliest": "2017-09-01",
                    "certain_by": "2019-06-30" if verdict == "holds" else None,
                },
                "steps": [self._step(flow, type_) for flow in flows],
            }
        )

    def _step(self, flow: Data, type_: str) -> Data:
        keys = (
            "flow",
            "from",
            "to",
            "data_type",
            "database",
            "channel",
            "via",
            "standing",
            "contested",
            "count",
            "evidence",
            "beside",
        )
        return {
            **{key: flow[key] for key in keys},
            "carried_as": "stated" if flow["data_type"] == type_ else "implied",
            "joint_shown": None,
            "rules": [],
        }

    def expose(
        self,
        office: str,
        type_: str,
        answer: str,
        verdict: str,
        standing: str | None,
        *,
        contested: bool = False,
    ) -> None:
        self.exposure.append(
            {
                "state": self.agencies[office]["state"],
                "office": self.agencies[office]["name"],
                "data_type": type_,
                "answer": answer,
                "verdict": verdict,
                "standing": standing,
                "best_route": None,
                "since": "2017-09-01",
                "items": 1,
                "documents": 1,
                "contested": contested,
                "rules": 0,
            }
        )

    def answers(self) -> Iterator[Data]:
        for type_, found in self.traces.items():
            # nothing is known of one kind of data: how an absence reads
            traces = [] if type_ == "ssn" else sorted(found, key=lambda trace: trace["verdict"])
            holds = any(trace["verdict"] == "holds" for trace in traces)
            verdict = "holds" if holds else "possible" if traces else "unknown"
            yield {
                "data_type": type_,
                "verdict": verdict,
                "traces": traces,
                "left_out": {
                    "count": 3 if type_ == "licence-number" else 0,
                    "exact": False,
                    "why": "the limit",
                },
                "filtered_unstated": {},
                "absence": None
                if traces
                else {
                    "reason": "payload",
                    "nearest": {
                        "steps": [{"from": "us-al-odr", "to": BUREAU, "flow": self.flows[0]["flow"]}]
                    },
                    "below_floor": [],
                    "would_settle": ["The Bureau's own log of its requests"],
                },
            }

    def data(self) -> Data:
        answers = list(self.answers())
        did = sum(row["verdict"] == "holds" for row in self.exposure)
        could = sum(row["verdict"] == "possible" for row in self.exposure)
        self.exposure.append(
            {
                "state": None,
                "office": "Some licensing offices, not named",
                "data_type": "driver-record",
                "answer": "direct",
                "verdict": "possible",
                "standing": "reported",
                "best_route": None,
                "since": None,
                "items": 1,
                "documents": 1,
                "contested": False,
                "rules": 0,
            }
        )
        return {
            "title": "Made-up offices",
            "subtitle": "no real facts: driver records to the Bureau of Borders",
            "question": {
                "from": "driver-licensing",
                "to": "immigration-enforcement",
                "data": "driver-record",
                "since": None,
                "as_of": None,
                "min_standing": "reported",
            },
            "headline": [
                f"Driver records: offices of {did} made-up states did hand some of them to the Bureau of Borders, {could} could have; the rest gave access only, refused, or are not known.",
                *(f"{label.capitalize()}: {did} did, {could} could have." for label in TYPES.values()),
            ],
            "answers": answers,
            "flows": [{key: value for key, value in flow.items() if key != "key"} for flow in self.flows],
            "exposure": self.exposure,
            "agencies": self.agencies,
            "broader": {type_: ["driver-record"] for type_ in TYPES if type_ != "driver-record"},
            "labels": _labels(),
            "meanings": {"documented": "A made-up record shows it.", "reported": "Somebody made up says so."},
            "help": {
                "FLOWS_TO": {
                    "means": "Evidence says that this kind of data went, or could go, from the one to the other.",
                    "does_not_prove": "It does not prove whose data it was, that it was used, or that it went any further.",
                    "confirm": "Ask the holder for its log of disclosures, and the recipient for its requests.",
                },
            },
            "caution": "Everything here is made up. On a real page: claims are read out of documents, many as excerpts; check the original before quoting.",
            "cite": "“Made-up offices”, datatrail page, case 5f2c0d1e, 23 Nov 2026.",
            "stamp": {
                "case_sha256": "5f2c0d1e9a7b44c1",
                "version": "0.1.0",
                "datasets": ["made-up"],
                "built": None,
            },
        }


def _labels() -> Data:
    return {
        "data_type": dict(TYPES),
        "channel": {
            "staff-request": "request to the holder's staff",
            "direct-login": "the recipient's own login to the database",
            "message-switch": "message switch",
            "bulk-sale": "bulk sale",
            "data-broker": "data broker",
            "vendor-sharing": "sharing through a vendor's platform",
            "email-request": "request by e-mail",
            "dmv-to-dmv": "exchange between licensing agencies",
        },
        "standing": {
            "documented": "documented",
            "acknowledged": "acknowledged",
            "records-reported": "reported from records",
            "reported": "reported",
            "available": "available",
            "requested": "requested",
            "refused": "refused",
            "blocked": "blocked",
            "denied": "denied",
        },
        "mode": {
            "disclosed": "handed over",
            "available": "access or an offer exists",
            "requested": "asked, answer unknown",
            "refused": "refused",
            "blocked": "stopped technically",
            "denied": "said not to happen",
        },
        "verdict": {"holds": "holds", "possible": "possible", "unknown": "unknown", "refuted": "refuted"},
        "state": {state: NAMES.get(state, state) for state in STATES},
    }


NAMES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DC": "District of Columbia",
    "DE": "Delaware",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
}
