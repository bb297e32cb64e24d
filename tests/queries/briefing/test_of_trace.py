"""The brief of a trace says what a lawyer needs: who, on whose word, against what, and what to ask for."""

from __future__ import annotations

import json
from typing import Any

from tests.queries.briefing.making import brief, remarks, section, sentences
from tests.queries.smallcases import claim, coverage, denial, evidence, lasting

SHARED = {
    "count_words": "more than 250",
    "count_qualifier": "more than",
    "count_value": "250",
    "count_unit": "requests",
    "count_shared_with": "others",
}


def texts(data: dict[str, Any], name: str) -> list[str]:
    """The sentences of a section."""
    return [each["text"] for group in section(data, name)["groups"] for each in group["sentences"]]


def letters(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The requests, by the body that each goes to."""
    return {letter["agency"]: letter for letter in section(data, "confirm")["letters"]}


def test_a_count_that_is_shared_is_some_of_the_whole() -> None:
    """In the words of the source, with those it is shared with."""
    data = brief(
        evidence(claim("one", "dds", "ice", "2019-05-04", **SHARED, read="excerpt", speaker="A paper"))
    )
    (said,) = texts(data, "routes")
    assert said == (
        "Licence or ID photo: on 4 May 2019, DDS of Georgia did hand it over to ICE: some of more than 250 requests "
        "(with other agencies). Shown by a record (A paper)."
    )


def test_what_was_read_in_part_is_marked() -> None:
    """The record says so, and a remark names how many; what was read in full is not marked."""
    part = brief(evidence(claim("one", "dds", "ice", "2019", read="excerpt")))
    whole = brief(evidence(claim("one", "dds", "ice", "2019", read="in-full")))
    assert [record["check_original"] for record in (*part["records"], *whole["records"])] == [True, False]
    assert any("check the original before quoting" in text for text in remarks(part))
    assert not any("check the original" in text for text in remarks(whole))


def test_a_route_tells_the_whole_then_each_exchange_and_the_joint() -> None:
    """Where the joint is not shown it says so, and the one who passed it on is asked."""
    data = brief(evidence(claim("a", "dds", "police", "2019-01"), claim("b", "police", "ice", "2019-03")))
    whole, first, second = texts(data, "routes")
    assert whole.startswith(
        "Licence or ID photo: from DDS of Georgia it could have reached ICE, through City police. Only possible, because "
        "joint 1 not shown"
    )
    assert "DDS of Georgia did hand it over to City police" in first
    assert "City police did hand it over to ICE" in second
    assert any("is not shown: the two exchanges only touch" in text for text in remarks(data))
    assert "had come from, and whether from DDS of Georgia" in letters(data)["police"]["text"]


def test_a_shown_joint_holds_as_a_whole() -> None:
    """And nothing is asked of who passed it on."""
    claims = (claim("a", "dds", "police", "2019-01"), claim("b", "police", "ice", "2019-03", after="dds"))
    data = brief(evidence(*claims))
    assert "it did reach ICE, through City police." in texts(data, "answer")[0]
    assert any("is shown by the record" in text for text in remarks(data))
    assert "police" not in letters(data)


def test_one_exchange_that_says_it_all_is_told_once() -> None:
    """What is implied is told as a whole first, then what the exchange does show."""
    stated = brief(evidence(claim("a", "dds", "ice", "2019")))
    implied = brief(evidence(claim("a", "dds", "ice", "2019", data_types="driver-record")))
    assert len(texts(stated, "routes")) == 1
    whole, exchange = texts(implied, "routes")
    assert "could have handed it over" in whole
    assert exchange.startswith("Driver record: in 2019, DDS of Georgia did hand it over to ICE")


def test_kinds_of_data_of_one_claim_share_a_sentence() -> None:
    """On the same word, to the same body; the kind asked for has the first sentence to itself."""
    data = brief(
        evidence(claim("a", "dds", "ice", "2019", data_types="photo;home-address")), data="driver-record"
    )
    assert any(
        text.startswith("Home address and licence or ID photo: in 2019") for text in texts(data, "routes")
    )
    assert texts(data, "answer")[0].startswith("Driver record: it is not known whether")


def test_what_says_otherwise_of_a_flow_is_told_apart() -> None:
    """Another record of the same exchange is cited beside it; an open request by the same way is no support."""
    way = {"channel": "email-request"}
    data = brief(
        evidence(
            claim("a", "dds", "ice", "2019-01", **way),
            claim("b", "dds", "ice", "2019-02", **way),
            claim("open", "dds", "ice", "2019-03", mode="requested", **way),
        )
    )
    did, asked = section(data, "routes")["groups"][0]["sentences"]
    records = {record["number"]: record["id"] for record in data["records"]}
    assert [records[number] for number in (*did["records"], *did["beside"])] == ["a", "b"]
    assert (asked["label"], [records[number] for number in asked["records"]]) == ("asked", ["open"])


def test_what_is_denied_stands_beside_what_is_found() -> None:
    """A denial that covers it contests it and comes first; one of another channel contests nothing."""
    data = brief(
        evidence(
            claim("a", "dds", "ice", "2019", channel="email-request"),
            denial("other", "dds", "ice", channel="direct-login"),
            denial("covers", "dds", "ice", channel="email-request"),
        )
    )
    first, second = section(data, "disputes")["pairs"]
    assert (first["contests"], second["contests"]) == (True, False)
    assert "which is therefore contested; that lowers no verdict" in first["relation"]
    assert second["relation"] == "It contests nothing here: it is a denial of another channel."
    assert first["other"]["label"] == "denied"
    assert first["findings"][0]["tag"] == "holds"


def test_where_there_is_no_route_the_nearest_is_told() -> None:
    """With what breaks it, and what is known below the standing asked for."""
    data = brief(evidence(lasting("login", "dds", "ice", "2019")))
    assert texts(data, "answer") == [
        (
            "Licence or ID photo: it is not known whether DDS of Georgia handed it over to ICE: there is access or "
            "willingness, but no disclosure is shown."
        )
    ]
    (near,) = texts(data, "limits")
    assert near.startswith("Licence or ID photo: since 2019, and still on 1 Jan 2020, ICE had access to it")
    assert any("below the floor: available" in text for text in remarks(data))


def test_where_nothing_is_known_the_case_itself_is_cited() -> None:
    """By its hash: that nothing was found in it is what the sentence rests on."""
    data = brief(evidence(claim("a", "mva", "police", "2019")))
    (record,) = data["records"]
    assert (record["kind"], record["id"], record["check_original"]) == ("case", "ab" * 32, False)
    assert "no row says what records are held" in " ".join(remarks(data))


def test_what_is_refuted_names_the_complete_records_and_the_time() -> None:
    """A refutation speaks of the time asked about and of no other."""
    case = evidence(coverages=[coverage("dds", start="2019", end="2020")])
    data = brief(case, since="2019", as_of="2020")
    (said,) = section(data, "answer")["groups"][0]["sentences"]
    assert said["tag"] == "refuted"
    assert said["text"].endswith(
        "DDS of Georgia did not hand it over to ICE, within records declared complete, in the time asked about "
        "(since 2019 and by 2020)."
    )
    assert [data["records"][number - 1]["kind"] for number in said["records"]] == ["coverage"]


def test_options_are_told_as_what_they_leave_out() -> None:
    """In words; and how many items do not state what was asked for."""
    case = evidence(
        claim("a", "dds", "ice", "2019", channel="email-request"), claim("b", "dds", "ice", "2019")
    )
    told = remarks(brief(case, channel="email-request", min_standing="documented", since="2018-02-01"))
    assert "Only exchanges by this way count: request by e-mail." in told
    assert "Only what is documented or better counts." in told
    assert "Only what happened on or after 1 Feb 2018 counts." in told
    assert (
        "Left out because they do not state the way that it went: 1 item of evidence on licence or ID photo."
        in told
    )


def test_routes_that_are_left_out_are_counted() -> None:
    """With the number, or the least that it can be."""
    case = evidence(*(claim(f"c{number}", "dds", "ice", channel=way) for number, way in enumerate(WAYS)))
    told = remarks(brief(case, limit=1))
    assert any(text.startswith("Routes of licence or ID photo that are not told here: 2") for text in told)


WAYS = ("email-request", "staff-request", "direct-login")


def test_a_name_that_nobody_has_identified_is_said_to_be_one() -> None:
    """In the sentence and in a remark with the nearest known."""
    case = evidence(
        claim("a", "dds", "somebody", "2019"),
        provisional=[{"id": "somebody", "name": "Agency S.", "provisional": True, "candidate": "ice"}],
    )
    data = brief(case, to="somebody")
    assert "Agency S. (a name not identified)" in texts(data, "routes")[0]
    assert (
        "Agency S. is a name as written, which nobody has identified; the nearest known is ICE."
        in remarks(data)
    )


def test_masked_records_are_named() -> None:
    """What is masked keeps a finding from holding, and is said to be."""
    data = brief(evidence(claim("a", "dds", "ice", "***")))
    assert "the record is masked: date" in texts(data, "routes")[0]
    assert "The record a is masked: date." in remarks(data)


def test_coverage_is_told_row_by_row_and_only_of_the_ways_told() -> None:
    """The other rows are counted."""
    case = evidence(
        claim("a", "dds", "ice", "2019", channel="email-request"),
        coverages=[
            coverage("dds", extent="partial", channel="email-request", record_kind="e-mails", start="2018"),
            coverage("ice", "recipient", extent="not-asked"),
            coverage("dds", extent="withheld", channel="bulk-sale"),
        ],
    )
    data = brief(case)
    assert texts(data, "coverage") == [
        "What DDS of Georgia gave by request by e-mail: e-mails (from 1 Jan 2018): held in part.",
        "What ICE received: not known to have been asked for.",
    ]
    assert any(text.startswith("1 more row speaks of ways other than those above") for text in remarks(data))


def test_a_request_is_ready_to_send_but_for_what_nobody_has_said() -> None:
    """The record that would settle it, the body and the period are those of the case; the rest is in brackets."""
    case = evidence(
        claim("a", "dds", "ice", "2019", hedged="yes"),
        coverages=[coverage("dds", extent="partial", would_obtain="the log of 2019", record_kind="a log")],
    )
    letter = letters(brief(case, since="2018-01-01"))["dds"]
    assert letter["records_wanted"] == [
        "the answers given to ICE (in 2019), each with its date, what was asked for, and each kind of data that was given",
        "the log of 2019 (of a log)",
    ]
    for line in ("DDS of Georgia", "2. the log of 2019 (of a log)", "Period: 1 Jan 2018 to [last day]."):
        assert line in letter["text"].splitlines()
    blanks = ("[Date]", "[Address]", "[the public records law that applies to you]", "[Name]")
    assert all(blank in letter["text"] for blank in blanks)
    assert letter["records"] == [section(brief(case), "coverage")["groups"][0]["sentences"][0]["records"][0]]


def test_without_coverage_the_logs_of_both_ends_are_asked_for() -> None:
    """There is always a record that would settle it."""
    assert {"dds", "ice"} <= set(letters(brief(evidence(claim("a", "mva", "police", "2019")))))


def test_nobody_can_write_to_a_group_or_a_placeholder() -> None:
    """A group gets no request; of a body known only as a source names it, which body is meant is left open."""
    case = evidence(
        claim("a", "md-as-named", "others", "2019", hedged="yes"),
        claim("b", "others", "ice", "2019"),
        provisional=[{"id": "md-as-named", "name": "Maryland's office", "placeholder": True}],
    )
    sent = letters(brief(case, **{"from": "md-as-named", "to": "others"}))
    assert set(sent) == {"md-as-named"}
    assert "[Which body is meant: Maryland's office]" in sent["md-as-named"]["text"]


def test_a_sentence_that_is_told_again_says_so() -> None:
    """By its number: each has one text."""
    data = brief(evidence(claim("a", "dds", "ice", "2019", data_types="driver-record")), data="driver-record")
    told = list(sentences(data))
    assert len({each["number"] for each in told}) == sum(not each["again"] for each in told)
    assert [each["text"] for each in told if each["again"]]
    assert {each["number"]: each["text"] for each in told} == {
        each["number"]: each["text"] for each in told if not each["again"]
    }


def test_the_data_is_plain() -> None:
    """What is written as JSON reads back the same."""
    data = brief(evidence(claim("a", "dds", "ice", "2019"), coverages=[coverage("dds")]))
    assert json.loads(json.dumps(data)) == data
