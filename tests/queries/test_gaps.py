"""Which record would change which verdicts: by hand, and by building each changed case anew from its rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from graphmodel.dates import iso
from graphmodel.errors import InputError
from graphmodel.evidence import Item
from graphmodel.projection import Evidence, project
from graphmodel.registry import MASKED
from graphmodel.scope import ends, parse_scope
from queries.gaps.gap import KINDS
from queries.library import QUESTIONS
from queries.library.exposure import EXPOSURE, offices_of
from queries.underway import listening
from tests.queries import oracle
from tests.queries.randomcases import CLAIM, Row, blank_row, random_case
from tests.queries.smallcases import claim, coverage, event, evidence, lasting, rows
from tests.queries.test_trace_oracle import evidence_of, purposes_of, tables_of

CASES = int(os.environ.get("DATATRAIL_ORACLE_CASES", "1000")) // 20
GOAL = "immigration-enforcement"
FACE_SEARCHES = ("face-search-by-staff", "face-search-request", "fbi-face-request")
Case = dict[str, Any]
Told = Mapping[str, Any]


def told(case: Evidence, **given: Any) -> list[tuple[Any, ...]]:
    """Of each gap on photos its kind, who holds the record, and what changes either way."""
    found = rows(case, "gaps", **({"data": "photo"} | given))
    return [(row["kind"], row["holder"], row["if_so"], row["if_not"]) for row in found]


# --- by hand --------------------------------------------------------------------------------------------------


def test_an_open_request_is_tried_answered_and_refused() -> None:
    """Answered, the photo went; refused, as little is known as before."""
    case = evidence(events=[event("e", "dds", "ice", "2019-03-01", channel="staff-request")])
    assert told(case) == [("request", ["dds"], ["GA photo: unknown → holds"], [])]


def test_access_is_settled_by_the_log_of_its_use() -> None:
    case = evidence(lasting("a", "mva", "ero", channel="direct-login"))
    assert told(case) == [("access", ["mva"], ["MD photo: unknown → holds"], [])]


def test_an_assumed_payload_falls_either_way() -> None:
    """Stated it holds; not that, nothing is left of it."""
    case = evidence(claim("a", "dds", "ice", payload="assumed"))
    assert told(case) == [
        ("payload", ["dds"], ["GA photo: possible → holds"], ["GA photo: possible → unknown"])
    ]


def test_what_is_told_by_a_broader_kind_keeps_the_kind_that_is_stated() -> None:
    """A driver record went for certain; whether its photo did falls either way."""
    case = evidence(claim("a", "dds", "ice", data_types="driver-record"))
    (gap,) = rows(case, "gaps")
    assert gap["if_so"] == ["GA home-address: possible → holds", "GA photo: possible → holds"]
    assert gap["if_not"] == ["GA home-address: possible → unknown", "GA photo: possible → unknown"]


@pytest.mark.parametrize("cells", [{"hedged": "y"}, {"one_of": "y"}])
def test_a_doubt_falls_either_way(cells: dict[str, str]) -> None:
    case = evidence(claim("a", "dds", "ice", **cells))
    assert told(case) == [
        ("doubt", ["dds"], ["GA photo: possible → holds"], ["GA photo: possible → unknown"])
    ]


def test_a_joint_is_shown_or_had_from_elsewhere() -> None:
    """The police hold the record; both exchanges are certain, only the joint is not shown."""
    case = evidence(claim("in", "dds", "police", "2019-01-05"), claim("out", "police", "ice", "2019-02-05"))
    assert told(case) == [
        ("joint", ["police"], ["GA photo: possible → holds"], ["GA photo: possible → unknown"])
    ]


@pytest.mark.parametrize(
    ("cells", "best"),
    [
        ({"holder": "***"}, ["GA photo: unknown → holds", "MD photo: unknown → holds"]),
        ({"recipient": "***"}, ["GA photo: unknown → holds"]),
        ({"mode": "***"}, ["GA photo: unknown → holds"]),
        ({"data_types": "***"}, ["GA photo: possible → holds"]),
        ({"start": "***"}, ["GA photo: possible → holds"]),
    ],
)
def test_a_mask_is_lifted_to_what_is_asked_about(cells: dict[str, str], best: list[str]) -> None:
    """Any office as the holder, one agency as the recipient, disclosed, the kind asked about; a date only unmasked."""
    case = evidence(claim("a", "dds", "ice", "2019") | cells)
    assert [(row["kind"], row["if_so"]) for row in rows(case, "gaps", data="photo", kind="masked")] == [
        ("masked", best)
    ]


def test_a_name_is_taken_for_its_likely_agency() -> None:
    name = {"id": "x", "name": "Lic. Div.", "provisional": True, "candidate": "dds", "dataset": "first"}
    case = evidence(claim("a", "Lic. Div.", "ice"), provisional=[name])
    assert told(case) == [("name", ["ice"], ["GA photo: unknown → holds"], [])]


def test_coverage_goes_with_the_name() -> None:
    """Complete records of the name are then the office's: they show nothing."""
    name = {"id": "x", "name": "Lic. Div.", "provisional": True, "candidate": "dds", "dataset": "first"}
    case = evidence(
        claim("a", "Lic. Div.", "police", mode="refused"),
        coverages=[coverage("Lic. Div.")],
        provisional=[name],
    )
    assert told(case) == [("name", ["police"], ["GA photo: unknown → refuted"], [])]


def test_a_joint_may_be_with_any_that_gave() -> None:
    """Two offices gave to the police: the record may show either, so both verdicts can change."""
    case = evidence(
        claim("in", "dds", "police", "2019-01-05"),
        claim("too", "mva", "police", "2019-01-06"),
        claim("out", "police", "ice", "2019-02-05"),
    )
    (gap,) = rows(case, "gaps", data="photo")
    assert gap["if_so"] == ["GA photo: possible → holds", "MD photo: possible → holds"]


def test_an_answer_tells_what_was_masked_of_the_request() -> None:
    """Which kind of data it was, once it is answered."""
    case = evidence(events=[event("e", "dds", "ice", "2019-03-01", data_types="***")])
    (gap,) = rows(case, "gaps", data="photo", kind="request")
    assert gap["if_so"] == ["GA photo: unknown → holds"]


def test_a_log_of_which_nothing_is_known_could_show_anything() -> None:
    """Never asked for: every kind of data could have gone to immigration enforcement, by any way."""
    case = evidence(coverages=[coverage("dds", extent="not-asked", would_obtain="the log of requests")])
    (gap,) = rows(case, "gaps")
    assert gap["if_so"] == [
        f"GA {kind}: unknown → holds"
        for kind in ("driver-record", "face-search-result", "home-address", "photo")
    ]
    assert (gap["verdicts"], gap["nothing_known"]) == (4, 4)
    assert (gap["if_not"], gap["record"], gap["coverage"]) == (
        [
            f"GA {kind}: unknown → refuted"
            for kind in ("driver-record", "face-search-result", "home-address", "photo")
        ],
        ["the log of requests"],
        ["coverage-2"],
    )


def test_a_log_of_face_searches_could_show_their_results_alone() -> None:
    missing = coverage("dds", extent="partial", channel="face-search-by-staff", record_kind="face searches")
    (gap,) = rows(evidence(coverages=[missing]), "gaps")
    assert gap["if_so"] == ["GA face-search-result: unknown → holds"]
    assert (gap["if_not"], gap["record"]) == ([], ["the rest of the records of face searches"])


def test_records_of_what_went_to_others_are_not_taken_for_records_of_what_went_there() -> None:
    """All that the case knows them to cover went to a broker: that they could show ICE is not supposed."""
    case = evidence(
        claim("sold", "dds", "broker", channel="bulk-sale"),
        coverages=[coverage("dds", extent="partial", channel="bulk-sale")],
    )
    assert told(case) == []


def test_what_may_lie_outside_the_period_is_not_decided_by_its_records() -> None:
    """Records of 2019 that show nothing say nothing of 2018."""
    open_ = claim("a", "dds", "ice", "2018..2019", payload="assumed")
    missing = coverage("dds", extent="partial", start="2019-01-01", end="2019-12-31")
    (gap,) = rows(evidence(open_, coverages=[missing]), "gaps", data="photo", kind="coverage")
    assert (gap["if_so"], gap["if_not"]) == (["GA photo: possible → holds"], [])
    missing["start"] = "2018-01-01"
    (gap,) = rows(evidence(open_, coverages=[missing]), "gaps", data="photo", kind="coverage")
    assert gap["if_not"] == ["GA photo: possible → unknown"]


def test_what_is_certain_is_not_tried_as_untrue() -> None:
    """Of a driver record that went for certain, a log that shows nothing says only what was not in it."""
    sure = claim("a", "dds", "ice", "2019-03", data_types="driver-record")
    (gap,) = rows(evidence(sure, coverages=[coverage("dds", extent="partial")]), "gaps", kind="coverage")
    assert gap["if_not"] == [
        "GA face-search-result: unknown → refuted",
        "GA home-address: possible → refuted",
        "GA photo: possible → refuted",
    ]


def test_one_record_speaks_of_all_that_went_the_same_way() -> None:
    """Two claims of the same exchange are one gap; by another way it is another record."""
    alike = [claim(name, "dds", "ice", payload="assumed", channel="staff-request") for name in ("a", "b")]
    (gap,) = rows(evidence(*alike), "gaps", data="photo")
    assert gap["items"] == ["a:dds>ice:photo", "b:dds>ice:photo"]
    assert gap["if_not"] == ["GA photo: possible → unknown"]
    other = claim("c", "dds", "ice", payload="assumed", channel="message-switch")
    found = rows(evidence(*alike, other), "gaps", data="photo")
    assert [row["if_not"] for row in found] == [[], []]
    assert gap["gap"] in {row["gap"] for row in found}


def test_where_the_giver_is_only_a_class_the_receiver_is_asked() -> None:
    case = evidence(claim("a", "offices", "ice", payload="assumed"))
    (gap,) = rows(case, "gaps", data="photo")
    assert (gap["holder"], gap["addressee"]) == (["ice"], ["ICE"])


def test_what_changes_nothing_is_listed_when_asked_for() -> None:
    """Another route holds already."""
    case = evidence(claim("a", "dds", "ice"), claim("b", "dds", "ice", payload="assumed", channel="hot-list"))
    assert told(case) == []
    assert told(case, unchanged=True) == [("payload", ["dds"], [], [])]


def test_filters_are_those_of_the_verdicts() -> None:
    """A holder, a kind, a source, a day by which it was known, another end."""
    case = evidence(
        claim("a", "dds", "ice", payload="assumed", document="letter"), claim("b", "mva", "ice", hedged="y")
    )
    assert len(told(case)) == 2
    assert [each[1] for each in told(case, holder="mva")] == [["mva"]]
    assert [each[0] for each in told(case, kind="payload")] == ["payload"]
    assert [each[1] for each in told(case, source="letter")] == [["dds"]]
    assert told(case, known_by="2019-10") == []
    assert told(case, to="police") == []
    assert [each[1] for each in told(case, state="MD")] == [["mva"]]
    with pytest.raises(InputError, match="--kind 'payloads' is not known"):
        told(case, kind="payloads")


def test_the_most_verdicts_come_first_and_equals_by_id() -> None:
    case = evidence(
        claim("a", "dds", "ice", data_types="driver-record"),
        claim("b", "mva", "ice", payload="assumed"),
        claim("c", "mva", "ero", payload="assumed", channel="hot-list"),
    )
    found = rows(case, "gaps", unchanged=True)
    assert [row["verdicts"] for row in found] == sorted((row["verdicts"] for row in found), reverse=True)
    assert [row["gap"] for row in found] == [
        row["gap"] for row in sorted(found, key=lambda row: (-row["verdicts"], row["gap"]))
    ]


def test_whoever_listens_hears_how_far_it_has_come() -> None:
    heard: list[tuple[str, int, int]] = []
    case = evidence(claim("a", "dds", "ice", payload="assumed"), claim("b", "mva", "ice", hedged="y"))
    with listening(lambda *told: heard.append(told)):
        told(case)
    assert heard == [("records tried", 0, 2), ("records tried", 1, 2)]


# --- by building each changed case ----------------------------------------------------------------------------


class Anew:
    """Builds the case that an answer of a gap makes, row by row, and reads it from the beginning."""

    def __init__(self, case: Case, options: Told) -> None:
        self.case = case
        self.options = options
        self.evidence = evidence_of(case)
        self.registry = self.evidence.registry
        self.goal = ends(parse_scope(GOAL, self.registry), self.registry)
        self.offices = list(offices_of(self.evidence))
        self.starts = {
            each for one in self.offices for each in (*one.answering.full, *one.answering.possible)
        }
        self.receiver = min(each for each in self.goal.full if not self.registry.is_group(each))
        self.kinds = ["driver-record", "photo", "face-search-result"]
        self.was = verdicts(self.evidence, options)

    def changes(self, gap: Told) -> tuple[dict[Any, str], dict[Any, str]]:
        """What the best and the worst answer change."""
        best, worst = getattr(self, gap["kind"])(gap)
        if not callable(worst):
            return self.changed(best), self.changed(worst)
        by_kind = ((kind, self.changed(worst(kind))) for kind in self.kinds)
        return self.changed(best), {
            key: now for kind, found in by_kind for key, now in found.items() if key[1] == kind
        }

    def changed(self, case: Case | None) -> dict[Any, str]:
        if case is None:
            return {}
        tables = tables_of(case)
        for row in tables["Agency"]:
            row["stands_for"] = case.get("stands_for", {}).get(row["id"])
        for row in tables["Request"]:
            row["received_from"] = case.get("received_from", {}).get(row["id"])
        changed = replace(project(tables, purposes_of(case)), datasets=self.evidence.datasets)
        if "received_from" in case:
            changed = replace(changed, items=tuple(changed.items))
        now = verdicts(changed, self.options)
        return {
            key: now.get(key, "unknown") for key, was in self.was.items() if now.get(key, "unknown") != was
        }

    # --- the rows

    def claims(self, gap: Told) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for name in gap["items"]:
            item = self.evidence.item[name]
            found.setdefault(item.claim, []).append(item)
        return found

    def rewritten(self, rewrite: Mapping[str, Mapping[str, str] | None]) -> Case:
        """The case with the cells of some rows written anew; without those for which there are none."""
        case = deepcopy(self.case)
        for shape, key in (("claim", "claim_id"), ("event", "request_id")):
            case[shape] = [
                {**row, **(rewrite.get(row[key], {}) or {})}
                for row in case[shape]
                if rewrite.get(row[key], {}) is not None
            ]
        return case

    def written(self, claim: str) -> Row:
        rows = [*self.case["claim"], *self.case["event"]]
        return next(row for row in rows if claim in (row.get("claim_id"), row.get("request_id")))

    def firm(self, claim: str, **cells: str) -> dict[str, str]:
        sure = {"basis": "record", "hedged": "", "one_of": ""} if "claim_id" in self.written(claim) else {}
        return sure | cells

    def includes(self, item: Item) -> list[str]:
        """The kinds asked about that an item is of or may include."""
        above = self.evidence.types.broader
        return [
            kind
            for kind in self.kinds
            if (
                item.channel in FACE_SEARCHES
                if kind == "face-search-result" and not item.itemised and item.data_type != kind
                else item.data_type in above(kind)
            )
        ]

    def shown(self, claims: Mapping[str, list[Item]]) -> dict[str, dict[str, str]]:
        return {
            claim: self.firm(
                claim,
                mode="disclosed",
                payload="stated",
                data_types=";".join(
                    dict.fromkeys(
                        name for item in items for name in (item.data_type, *self.includes(item)) if name
                    )
                ),
            )
            for claim, items in claims.items()
        }

    # --- the answers

    def request(self, gap: Told) -> tuple[Case, Case]:
        claims = self.claims(gap)
        return self.rewritten(self.shown(claims)), self.rewritten(
            {each: {"mode": "refused"} for each in claims}
        )

    def access(self, gap: Told) -> tuple[Case, Case]:
        claims = self.claims(gap)
        return self.rewritten(self.shown(claims)), self.rewritten(dict.fromkeys(claims))

    def doubt(self, gap: Told) -> tuple[Case, Case]:
        claims = self.claims(gap)
        return self.rewritten({each: self.firm(each) for each in claims}), self.rewritten(
            dict.fromkeys(claims)
        )

    def joint(self, gap: Told) -> tuple[Case, Case]:
        """A log has no column for it: of a request it is put in beside the cells, and its items are read as objects."""
        claims = self.claims(gap)
        received = {claim: sorted(self.givers(items)) for claim, items in claims.items()}
        stated = [row["claim_id"] for row in self.case["claim"]]
        best = self.rewritten(
            {each: {"received_from": ";".join(received[each])} for each in claims if each in stated}
        )
        return best | {"received_from": received}, self.rewritten(dict.fromkeys(claims))

    def givers(self, items: list[Item]) -> set[str]:
        holders, recipients = {item.holder for item in items}, {item.recipient for item in items}
        return {
            item.holder
            for item in self.evidence.items
            if item.mode == "disclosed" and item.makes_flow and item.recipient in holders
            if item.holder not in {*self.goal.full, *recipients, item.recipient, MASKED}
        }

    def masked(self, gap: Told) -> tuple[Case, Case | None]:
        claims = self.claims(gap)
        words = gap["record"][0].rpartition(" over the ")[2]
        field = {"kind of data": "type", "outcome": "mode"}.get(words, words)
        best = {claim: self.lifted(self.written(claim), field) for claim in claims}
        if field == "date":
            return self.rewritten(best), None
        worst = {each: {"mode": "refused"} if field == "mode" else None for each in claims}
        return self.rewritten(best), self.rewritten(worst)

    def lifted(self, row: Row, field: str) -> dict[str, str]:
        if field == "date":
            return {
                name: ""
                for name in ("start", "end", "asked", "answered")
                if oracle.is_mask(row.get(name, ""))
            }
        if field == "mode":
            return {"mode": "disclosed"}
        if field == "type":
            return {"data_types": ";".join(self.kinds)}
        if field == "holder":
            found = [min(each.answering.full or each.answering.possible) for each in self.offices]
            return {"holder": self.unmasked(row["holder"], found)}
        column = "recipient" if "recipient" in row else "component" if row["component"] else "requester"
        return {column: self.unmasked(row[column], [self.receiver])}

    @staticmethod
    def unmasked(cell: str, found: list[str]) -> str:
        return ";".join(
            dict.fromkeys([*(each for each in oracle.split(cell) if not oracle.is_mask(each)), *found])
        )

    def name(self, gap: Told) -> tuple[Case, None]:
        words = gap["record"][0]
        name = words[words.index("“") + 1 : words.index("”")]
        candidates = {row["name"]: row["agency"] for row in self.case["candidate"]}
        return {**deepcopy(self.case), "stands_for": {name: candidates[name]}}, None

    def coverage(self, gap: Told) -> tuple[Case, Callable[[str], Case]]:
        missing = [row for row in self.evidence.coverage if row.id in gap["coverage"]]
        items = [item for items in self.claims(gap).values() for item in items]
        claims = {claim: items for claim, items in self.claims(gap).items() if self.is_open(items)}
        best = self.rewritten(self.shown(claims))
        best["claim"] += [*self.supposed(missing, items)]
        wholly = [
            claim
            for claim, items in claims.items()
            if all(
                any(item.when.extent.within(row.period) for row in self.of(missing, item)) for item in items
            )
        ]
        return best, lambda kind: self.closed(
            gap, self.gone({each: claims[each] for each in wholly}, kind, firm=True)
        )

    def closed(self, gap: Told, gone: dict[str, None]) -> Case:
        """The case without some claims, its records complete."""
        worst = self.rewritten(gone)
        for number, row in enumerate(worst["coverage"]):
            if f"coverage-{number}" in gap["coverage"]:
                row["extent"] = "complete"
        return worst

    def of(self, missing: list[Any], item: Item) -> list[Any]:
        party = item.holder if missing[0].side == "holder" else item.recipient
        bodies = (party, *self.registry.wholes(party))
        return [row for row in missing if row.agency in bodies and row.channel in ("", item.channel)]

    def is_open(self, items: list[Item]) -> bool:
        first = items[0]
        stated = {item.data_type for item in items if item.payload == "stated"}
        unstated = {kind for item in items for kind in self.includes(item)} - stated
        if "mode" in first.masked or first.mode in ("requested", "available"):
            return True
        return first.mode == "disclosed" and bool(unstated or first.hedged or first.one_of or first.masked)

    def supposed(self, missing: list[Any], items: list[Item]) -> Iterator[Row]:
        agency, side, channel = missing[0].agency, missing[0].side, missing[0].channel
        givers, receiver = [agency], self.receiver
        if side == "holder":
            if agency not in self.starts or (
                items and not any(item.recipient in self.goal for item in items)
            ):
                return
        else:
            if agency not in self.goal:
                return
            receiver = agency if agency in self.goal.full else receiver
            givers = [
                min(each.answering.full or each.answering.possible)
                for each in self.offices
                if not items or any(item.holder in each.answering for item in items)
            ]
        kinds = ["face-search-result"] if channel in FACE_SEARCHES else self.kinds
        for number, row in enumerate(missing):
            first, last = (iso(each) or "" for each in (row.period.lo, row.period.hi))
            cells = {
                "claim_id": f"supposed-{number}",
                "document": row.document,
                "basis": "record",
                "mode": "disclosed",
                "holder": ";".join(dict.fromkeys(givers)),
                "recipient": receiver,
                "data_types": ";".join(kinds),
                "payload": "stated",
                "channel": channel,
                "start": f"{first}..{last}" if first or last else "",
            }
            if givers:
                yield blank_row(CLAIM, cells)

    # --- what is told

    def in_words(self, changed: Mapping[Any, str]) -> set[str]:
        return {f"{who} {kind}: {self.was[who, kind]} → {now}" for (who, kind), now in changed.items()}

    def payload(self, gap: Told) -> tuple[Case, Callable[[str], Case]]:
        """What is stated stays, for the kinds of data that are."""
        claims = self.claims(gap)
        return self.rewritten(self.shown(claims)), lambda kind: self.rewritten(
            self.gone(claims, kind, firm=False)
        )

    @staticmethod
    def gone(claims: Mapping[str, list[Item]], kind: str, *, firm: bool) -> dict[str, None]:
        """The claims that go where one kind of data is asked about: those that do not state it (for certain)."""
        return {
            claim: None
            for claim, items in claims.items()
            if not any(
                item.data_type == kind
                and item.payload == "stated"
                and not (firm and (item.mode != "disclosed" or item.hedged or item.one_of or item.masked))
                for item in items
            )
        }


def verdicts(case: Evidence, options: Told) -> dict[Any, str]:
    return {
        (row["state"] or row["office"], row["data_type"]): row["verdict"]
        for row in EXPOSURE.ask(case, options)
    }


def options_of(case: Case, question: Told) -> dict[str, Any]:
    """Of a random question what exposure takes as well."""
    taken = {name: question[name] for name in ("as_of", "known_by", "source") if name in question}
    floor = question.get("min_standing")
    if taken.get("source") == "second" and not any(row["dataset"] == "second" for row in case["claim"]):
        del taken["source"]
    return taken | ({"min_standing": floor} if floor and floor != "available" else {})


@pytest.mark.parametrize("seed", range(CASES))
def test_each_record_changes_what_the_changed_case_says(seed: int) -> None:
    """Every gap of a random case, both answers: the rows rewritten, read anew, and every verdict asked again."""
    case, question = random_case(seed)
    options = options_of(case, question)
    anew = Anew(case, options)
    found = QUESTIONS["gaps"].ask(anew.evidence, {**options, "unchanged": True})
    for gap in found:
        best, worst = map(anew.in_words, anew.changes(gap))
        assert (set(gap["if_so"]), set(gap["if_not"])) == (best, worst), gap
        pairs = {each.partition(":")[0] for each in best | worst}
        assert gap["verdicts"] == len(pairs), gap


def test_random_cases_have_gaps_of_every_kind_that_change_something() -> None:
    """So the test above can fail."""
    changing: set[str] = set()
    for seed in range(max(CASES, 100)):
        case, _ = random_case(seed)
        changing |= {row["kind"] for row in QUESTIONS["gaps"].ask(evidence_of(case), {})}
        if changing == {*KINDS}:
            break
    assert changing == {*KINDS}
