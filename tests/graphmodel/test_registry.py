"""What is true of the vocabularies and of the registry of agencies, read as plain files."""

import csv
import re
from collections import Counter
from importlib.resources import files
from io import StringIO

import pytest

FOLDER = files("graphmodel") / "vocabularies"
NAMES = sorted(path.name.removesuffix(".csv") for path in FOLDER.iterdir() if path.name.endswith(".csv"))
TERMS = [name for name in NAMES if name != "agencies"]
HEADER = ["id", "label", "description", "parents", "source"]
AGENCY_HEADER = "agency name kind class_kind members state part_of aliases from to note source placeholder"

#: Columns that refer to another vocabulary; in `agencies` itself, to another agency.
REFERENCES = {
    ("data_types", "parents"): "data_types",
    ("data_types", "made_from"): "data_types",
    ("purposes", "parents"): "purposes",
    ("bases", "standing"): "standings",
    ("outcomes", "mode"): "modes",
    ("databases", "parents"): "databases",
    ("databases", "holds"): "data_types",
    ("databases", "operator"): "agencies",
    ("agencies", "kind"): "agency_kinds",
    ("agencies", "class_kind"): "agency_kinds",
    ("agencies", "state"): "states",
    ("agencies", "part_of"): "agencies",
    ("agencies", "members"): "agencies",
}

#: Vocabularies whose ids are written as sources and rows write them: codes, and words with spaces.
ID_SHAPES = {
    "states": r"[A-Z]{2}",
    "dppa_uses": r"b(?:[1-9]|1[0-4])",
    "units": r"[a-z]+(?:[- ][a-z]+)*",
    "qualifiers": r"[a-z]+(?: [a-z]+)*",
}
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"

#: What the bundled case and its sources rest on: none of these ids may be lost.
SEED_AGENCIES = """
co-acxiom co-experian co-flock-safety co-lexisnexis co-motorola-solutions co-thomson-reuters
co-transunion co-vigilant grp-23-state-licensing-agencies grp-41-state-licensing-agencies
grp-commercial-requesters grp-courts grp-criminal-justice-agencies grp-data-brokers
grp-external-entities grp-fbi-face-licensing-agencies grp-federal-agencies grp-federal-agents
grp-federal-law-enforcement grp-federal-law-enforcement-in-utah grp-flock-network-agencies
grp-fusion-centers grp-government-agencies grp-il-flock-agencies grp-immigration-authorities
grp-insurers grp-law-enforcement grp-local-law-enforcement grp-ncic-users grp-nlets-users
grp-non-criminal-justice-agencies grp-ohleg-users grp-onward-buyers grp-or-dmv-bulk-buyers
grp-other-agencies grp-other-criminal-agencies grp-other-law-enforcement
grp-other-licensing-agencies grp-other-public-or-private-entities grp-other-state-licensing-agencies
grp-out-of-state-law-enforcement grp-outside-agencies grp-partner-law-enforcement
grp-police-and-government-agencies grp-police-sending-iaq grp-private-companies
grp-private-investigators grp-record-buyers grp-state-and-local-police grp-state-fusion-centers
grp-state-law-enforcement grp-state-licensing-agencies grp-state-switches grp-university-police
grp-unnamed-requester grp-unnamed-state-licensing-agencies grp-vigilant-sharing-police
grp-wa-local-agencies org-aamva org-nlets us-ak-dmv us-al-mvd us-ar-conway-pd us-ar-dfa us-az-adot
us-az-mvd us-ca-dmv us-ca-irvine-pd us-ca-orange-so us-cbp us-cbp-ntc us-cbp-ttp us-cbp-usbp
us-cbp-usbp-sandusky-bay us-co-dmv us-co-dmv-investigations us-co-dor us-ct-dmv us-dc-dmv us-de-diac
us-de-dmv us-dhs us-fbi us-fbi-face us-fl-dhsmv us-fl-pinellas-so us-ga-dds
us-ga-senate-research-office us-gao us-ia-dot us-ice us-ice-ero us-ice-ero-boston us-ice-ero-seattle
us-ice-hsi us-ice-hsi-newark us-ice-lesc us-il-danville-pd us-il-forest-park-pd us-il-isp
us-il-licensing us-il-mount-prospect-pd us-il-sos us-in-bmv us-irs us-ks-dov
us-ky-transportation-cabinet us-ma-licensing us-ma-massdot us-ma-rmv us-md us-md-dpscs
us-md-licensing us-md-mva us-me-bmv us-mi-mdos us-mi-msp us-mn-dvs us-mn-licensing us-mo-dor
us-mt-mvd us-nc-dmv us-nc-executive-office us-nd-bci us-nd-dot us-ne-dmv us-ne-lincoln-pd us-ne-nsp
us-ne-omaha-pd us-nj-mvc us-nm-mvd us-nps us-nps-natchez-trace us-nv-dmv us-nv-ntac us-nv-reno-pd
us-ny-dmv us-ny-licensing us-oh-ag us-oh-bci us-oh-bmv us-oh-dps us-ondcp us-or-dmv us-or-licensing
us-or-osp us-pa-penndot us-rocky-mountain-hidta us-sc-licensing us-sc-sled us-sd-dps
us-sd-fusion-center us-tn-dmv us-tx-dps us-uscis us-uspis us-ut-dld us-ut-dps us-ut-licensing
us-ut-siac us-vt-aot us-vt-dmv us-vt-licensing us-wa-dol us-wa-licensing us-wa-wsp us-wi-dmv
us-wi-doj us-wv-dmv
"""
SEED_CHANNELS = """
staff-request email-request face-search-request face-search-by-staff fbi-face-request
search-on-behalf direct-login federated-query message-switch state-cjis dmv-to-dmv bulk-transfer
bulk-sale data-broker vendor-sharing hot-list onward-internal
"""
SEED_PURPOSES = """
immigration-enforcement civil-immigration-enforcement criminal-investigation identify-person
trusted-traveller vehicle-import-export federal-standard-id status-evidence registry
reproductive-care dppa-permissible-use border-enforcement licence-fraud-prevention
"""
SEED_DATABASES = """
accurint-virtual-crime-center ak-dmv-photo-database co-dmv-face-recognition fl-faces flock
flock-national-lookup ga-dds-driver-licence-database ga-dds-face-recognition
ga-driver-licence-database hsi-master-hot-list ice-leis-service md-mirs md-mva-face-recognition
mi-snap motorola-alpr nj-mvc-photo-database nlets-dmv-transactions nlets-photo-transactions
nv-dmv-face-recognition ny-dmv-photo-database oh-bmv-images oh-ohleg-face-recognition or-leds
pa-penndot-photo-repository s2s-spexs sc-sled-images tx-dps-face-recognition
ut-criminal-justice-data ut-dld-driver-licence-database ut-driver-licence-face-recognition
ut-siac-face-recognition ut-siac-repository ut-ucjis vigilant-learn vigilant-nvls
vt-dmv-driver-vehicle-records vt-dmv-face-recognition vt-dmv-privilege-card-applications wa-daps
wa-dol-driver-and-vehicle-records wa-dol-driver-records wa-dol-face-recognition
wa-dol-licence-applications wa-dol-vehicle-records
"""
SEED_DATA_TYPES = {
    "personal-data": "",
    "driver-record": "personal-data",
    "identity-details": "driver-record;personal-data",
    "name": "identity-details",
    "date-of-birth": "identity-details",
    "place-of-birth": "identity-details",
    "physical-description": "identity-details",
    "ssn": "identity-details",
    "home-address": "driver-record;personal-data",
    "phone-number": "driver-record;personal-data",
    "photo": "driver-record;biometric",
    "licence-details": "driver-record",
    "licence-number": "licence-details",
    "driving-history": "driver-record",
    "application-documents": "driver-record",
    "status-annotation": "driver-record",
    "vehicle-registration": "driver-record;personal-data",
    "registered-owner": "vehicle-registration",
    "plate-number": "vehicle-registration",
    "biometric": "personal-data",
    "face-search-result": "biometric",
    "probe-photo": "biometric",
    "mugshot": "biometric;criminal-history",
    "criminal-history": "personal-data",
    "jail-record": "criminal-history",
    "location": "personal-data",
    "plate-read": "location",
    "plate-hot-list": "personal-data",
    "person-report": "personal-data",
    "immigration-record": "personal-data",
}

#: Whole vocabularies, in their order where it matters.
EXACTLY = {
    "modes": "disclosed available requested planned refused blocked denied context",
    "bases": "record party third-records third",
    "payloads": "stated assumed",
    "reads": "in-full excerpt computed well-known",
    "time_kinds": "event standing",
    "end_kinds": "ended seen ongoing-as-stated unknown",
    "thresholds": "none agency-form belief-of-illegal-activity case-number administrative-subpoena "
    "judicial-subpoena judicial-warrant court-order consent unknown",
    "dppa_uses": "b1 b2 b3 b4 b5 b6 b7 b8 b9 b10 b11 b12 b13 b14",
    "count_kinds": "total rate share",
    "rule_kinds": "paper technical",
    "rule_effects": "bars permits requires reports none-found",
    "standings": "documented acknowledged records-reported reported available requested refused blocked denied",
    "verdicts": "holds possible refuted unknown",
    "absence_reasons": "unresolved-name filtered barred below-floor asked-answer-unknown time-order "
    "refused-or-blocked payload no-flow-in-covered-period not-covered",
    "extents": "complete partial withheld not-asked",
    "sides": "holder recipient",
}


def text(name: str) -> str:
    return (FOLDER / f"{name}.csv").read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text(name)), strict=True))


def key(name: str) -> str:
    return "agency" if name == "agencies" else "id"


def ids(name: str) -> list[str]:
    return [row[key(name)] for row in rows(name)]


def listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def fold(words: str) -> str:
    """As names are compared: case, hyphens, underscores and runs of spaces do not matter."""
    return " ".join(re.sub(r"[-_]", " ", words).casefold().split())


def spellings(name: str, row: dict[str, str]) -> set[str]:
    label = row["name"] if name == "agencies" else row["label"]
    return {fold(word) for word in (row[key(name)], label, *listed(row.get("aliases", "")))}


AGENCIES = rows("agencies")
AGENCY = {row["agency"]: row for row in AGENCIES}
STATES = ids("states")


@pytest.mark.parametrize("name", NAMES)
def test_a_vocabulary_is_plain_utf8_with_unix_lines(name: str) -> None:
    """The same bytes are read, and hashed, everywhere."""
    data = (FOLDER / f"{name}.csv").read_bytes()
    assert data.endswith(b"\n")
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert "\t" not in data.decode("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_vocabulary_starts_with_the_common_columns(name: str) -> None:
    """Every vocabulary is read by the same code; the registry has the columns of an agency row."""
    header = next(csv.reader(StringIO(text(name))))
    assert len(header) == len(set(header))
    expected = AGENCY_HEADER.split() if name == "agencies" else HEADER
    assert header[: len(expected)] == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_as_long_as_its_header(name: str) -> None:
    """No cell was split by a comma that nobody quoted, and none is padded with spaces."""
    header, *cells = csv.reader(StringIO(text(name)), strict=True)
    assert [row for row in cells if len(row) != len(header)] == []
    assert [cell for row in cells for cell in row if cell != cell.strip()] == []


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_well_shaped(name: str) -> None:
    """An id stands for one term, and can be typed and put into a link."""
    found = ids(name)
    assert [each for each, times in Counter(found).items() if times > 1] == []
    shape = re.compile(ID_SHAPES.get(name, SLUG))
    assert [each for each in found if not shape.fullmatch(each)] == []


@pytest.mark.parametrize("name", TERMS)
def test_every_term_says_what_it_is_and_where_it_is_from(name: str) -> None:
    """A term without a sentence helps nobody, and one without a source cannot be checked."""
    for row in rows(name):
        assert row["label"], row
        assert row["source"], row
        assert row["description"].endswith("."), row
        assert len(row["description"].split()) >= 3, row


@pytest.mark.parametrize("name", NAMES)
def test_no_spelling_stands_for_two_terms(name: str) -> None:
    """An id, a label and an alias, however they are written, lead to one term of their vocabulary."""
    found = Counter(word for row in rows(name) for word in spellings(name, row))
    assert [word for word, times in found.items() if times > 1] == []


@pytest.mark.parametrize(("name", "column"), REFERENCES, ids="-".join)
def test_references_resolve(name: str, column: str) -> None:
    """What a vocabulary refers to exists."""
    known = set(ids(REFERENCES[name, column]))
    dangling = [
        (row[key(name)], part) for row in rows(name) for part in listed(row[column]) if part not in known
    ]
    assert dangling == []


@pytest.mark.parametrize("name", TERMS)
def test_parents_only_where_they_are_declared_and_without_cycles(name: str) -> None:
    """Broader terms lead upwards and end."""
    parents = {row["id"]: listed(row["parents"]) for row in rows(name)}
    assert (name, "parents") in REFERENCES or not any(parents.values())
    for start, above in parents.items():
        seen: set[str] = set()
        layer = set(above)
        while layer:
            assert start not in layer
            seen |= layer
            layer = {further for each in layer for further in parents[each]} - seen


@pytest.mark.parametrize(("name", "words"), EXACTLY.items(), ids=EXACTLY)
def test_a_closed_vocabulary_has_exactly_its_terms(name: str, words: str) -> None:
    """Terms that the semantics lists are all there, in order, and no others."""
    assert ids(name) == words.split()


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        ("agencies", SEED_AGENCIES),
        ("channels", SEED_CHANNELS),
        ("purposes", SEED_PURPOSES),
        ("data_types", " ".join(SEED_DATA_TYPES)),
    ],
)
def test_no_id_of_the_bundled_case_is_lost(name: str, seed: str) -> None:
    """Rows of the bundled case name these."""
    assert set(seed.split()) <= set(ids(name))


def test_every_database_of_the_bundled_case_resolves() -> None:
    """A database may have had two ids in two datasets: the second is an alias."""
    known = {word for row in rows("databases") for word in spellings("databases", row)}
    assert [each for each in SEED_DATABASES.split() if fold(each) not in known] == []


@pytest.mark.parametrize(("data_type", "parents"), SEED_DATA_TYPES.items(), ids=SEED_DATA_TYPES)
def test_data_types_keep_their_broader_types(data_type: str, parents: str) -> None:
    """What includes what decides what a trace may carry."""
    assert {row["id"]: row["parents"] for row in rows("data_types")}[data_type] == parents


def test_only_a_face_search_result_is_made_from_another_type() -> None:
    """The result of a search uses photos; it does not hand them over."""
    made = {row["id"]: row["made_from"] for row in rows("data_types") if row["made_from"]}
    assert made == {"face-search-result": "photo"}
    assert "driver-record" not in SEED_DATA_TYPES["face-search-result"]


@pytest.mark.parametrize(
    "unit",
    [
        "accounts",
        "adults",
        "agencies",
        "agreements",
        "cases",
        "companies",
        "dollars",
        "e-mails",
        "logins",
        "lookups",
        "people",
        "photos searchable",
        "queries",
        "reports",
        "requests",
        "searches",
        "sessions",
        "states",
    ],
)
def test_every_unit_of_the_bundled_case_is_known(unit: str) -> None:
    """A count of an unknown unit could not be kept apart from others."""
    assert unit in ids("units")


@pytest.mark.parametrize(
    "kind",
    [
        "article",
        "bill",
        "dataset",
        "documentation",
        "guidance",
        "letter",
        "news",
        "press-release",
        "privacy impact assessment",
        "regulation",
        "report",
        "research note",
        "statement",
        "statute",
        "web page",
        "wiki page",
    ],
)
def test_every_kind_of_document_of_the_bundled_case_is_known(kind: str) -> None:
    """Documents say what they are, with a hyphen or a space."""
    assert any(fold(kind) in spellings("document_kinds", row) for row in rows("document_kinds"))


@pytest.mark.parametrize(
    "code",
    [
        "blocked_technical",
        "complied",
        "complied_then_ended",
        "denied_by_agency_statement",
        "permitted",
        "planned",
        "refused",
        "refused_policy",
        "unclear",
    ],
)
def test_every_outcome_of_the_source_table_is_known(code: str) -> None:
    """Codes of outcomes map to a mode."""
    assert any(fold(code) in spellings("outcomes", row) for row in rows("outcomes"))


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ("granted", "disclosed"),
        ("Released in part", "disclosed"),
        ("No match", "disclosed"),
        ("permitted by policy", "available"),
        ("DENIED", "refused"),
        ("refused_policy", "refused"),
        ("blocked_technical", "blocked"),
        ("denied by agency", "denied"),
        ("pending", "requested"),
        ("unclear", "requested"),
        ("no responsive documents", "context"),
        ("withdrawn", "context"),
    ],
)
def test_an_outcome_as_written_leads_to_its_mode(words: str, mode: str) -> None:
    """A denied request is a refusal; only an agency's statement is a denial."""
    modes = [row["mode"] for row in rows("outcomes") if fold(words) in spellings("outcomes", row)]
    assert modes == [mode]


def test_modes_say_what_they_carry_and_whether_they_make_a_flow() -> None:
    """Only disclosed data was carried, access may be where the floor allows it, and plans are no flows."""
    assert {row["id"]: row["carries"] for row in rows("modes") if row["carries"]} == {
        "disclosed": "y",
        "available": "floor",
    }
    assert [row["id"] for row in rows("modes") if row["makes_flow"] == "n"] == ["planned", "context"]
    assert {row["makes_flow"] for row in rows("modes")} == {"y", "n"}


def test_bases_and_standings_go_together() -> None:
    """The four bases of a disclosed item are the four best standings, in order; ranks count from 1."""
    standings = rows("standings")
    assert [row["standing"] for row in rows("bases")] == [row["id"] for row in standings][:4]
    assert [row["rank"] for row in standings] == [str(rank) for rank in range(1, 10)]
    assert [row["words"] for row in standings[:4]] == ["did"] * 4


def test_reasons_of_absence_are_numbered_in_the_order_in_which_they_are_lifted() -> None:
    """The first reason whose lifting gives a trace is the one that is told."""
    assert [row["order"] for row in rows("absence_reasons")] == [str(order) for order in range(1, 11)]


def test_only_what_was_not_read_in_full_is_badged() -> None:
    """A page that shows an excerpt tells its reader to check the original."""
    badges = {row["id"]: row["badge"] for row in rows("reads")}
    assert not badges.pop("in-full")
    assert all(badges.values())
    assert "check the original before quoting" in badges["excerpt"]


@pytest.mark.parametrize("row", rows("dppa_uses"), ids=ids("dppa_uses"))
def test_dppa_uses_cite_their_paragraph(row: dict[str, str]) -> None:
    """Each permissible use names its paragraph of the statute."""
    assert row["source"].startswith(f"18 U.S.C. 2721(b)({row['id'][1:]})")


def test_dppa_uses_for_highly_restricted_data() -> None:
    """Photos, social security numbers and medical data go without consent for four uses only."""
    assert [row["id"] for row in rows("dppa_uses") if row["highly_restricted"] == "y"] == [
        "b1",
        "b4",
        "b6",
        "b9",
    ]


# --- states -------------------------------------------------------------------------------------------------------


def test_there_are_fifty_states_a_district_and_five_territories() -> None:
    """Each with its USPS and its FIPS code."""
    assert Counter(row["kind"] for row in rows("states")) == {"state": 50, "territory": 5, "district": 1}
    fips = [row["fips"] for row in rows("states")]
    assert len(set(fips)) == 56
    assert all(re.fullmatch(r"\d\d", code) for code in fips)


@pytest.mark.parametrize(
    ("code", "fips"), {"AL": "01", "GA": "13", "WA": "53", "DC": "11", "PR": "72"}.items()
)
def test_fips_codes_are_those_of_the_census(code: str, fips: str) -> None:
    """A sample, so that a shifted column is noticed."""
    assert {row["id"]: row["fips"] for row in rows("states")}[code] == fips


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_licensing_agency_under_its_own_name(state: str) -> None:
    """`XX:driver-licensing` is answered by a body that exists today and is no placeholder."""
    named = [
        row
        for row in AGENCIES
        if row["state"] == state
        and row["kind"] == "driver-licensing"
        and not row["placeholder"]
        and not row["to"]
    ]
    assert named


# --- agencies -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", AGENCIES, ids=ids("agencies"))
def test_an_agency_has_a_name_a_kind_and_a_source(row: dict[str, str]) -> None:
    """Where a body is not named in the shipped documents, the note and the source say so."""
    assert row["name"]
    assert row["kind"]
    assert row["source"].startswith(("bundled case, ", "EFF Atlas of Surveillance, ", "well known"))
    assert (row["source"] == "well known") == row["note"].endswith("well known; not in the shipped documents")


@pytest.mark.parametrize("row", AGENCIES, ids=ids("agencies"))
def test_an_id_tells_company_group_organisation_and_public_body_apart(row: dict[str, str]) -> None:
    """A group is a group in id and kind; a body of a state has the state in its id."""
    prefix = row["agency"].split("-")[0]
    assert prefix in {"co", "grp", "org", "us"}
    assert (prefix == "grp") == (row["kind"] == "group")
    if prefix == "us" and row["state"] and row["kind"] != "immigration-enforcement":
        assert row["agency"].split("-")[1] == row["state"].lower()


@pytest.mark.parametrize("row", AGENCIES, ids=ids("agencies"))
def test_part_of_leads_upwards_and_ends_in_the_same_state(row: dict[str, str]) -> None:
    """A whole is an agency, not a group; no body is part of itself, and none of a body of another state."""
    seen = [row["agency"]]
    while whole := AGENCY[seen[-1]]["part_of"]:
        assert whole not in seen
        assert AGENCY[whole]["kind"] != "group"
        assert AGENCY[whole]["state"] in {"", row["state"]}
        seen.append(whole)


@pytest.mark.parametrize(
    "row", [row for row in AGENCIES if row["kind"] == "group"], ids=lambda row: row["agency"]
)
def test_a_group_is_part_of_nothing_and_has_agencies_as_members(row: dict[str, str]) -> None:
    """Only a source that names a member makes one."""
    assert not row["part_of"]
    assert not row["placeholder"]
    assert all(AGENCY[member]["kind"] != "group" for member in listed(row["members"]))


def test_only_groups_have_members_and_a_class() -> None:
    """An agency has parts, not members."""
    assert [
        row["agency"] for row in AGENCIES if row["kind"] != "group" and (row["members"] or row["class_kind"])
    ] == []


def test_ice_cbp_and_their_parts_are_immigration_enforcement_and_nothing_else_is() -> None:
    """DHS as a whole, USCIS and the FBI are not; INS was, until 2003."""

    def wholes(agency: str) -> set[str]:
        whole = AGENCY[agency]["part_of"]
        return {whole} | wholes(whole) if whole else set()

    expected = {each for each in AGENCY if {each, *wholes(each)} & {"us-ice", "us-cbp", "us-ins"}}
    assert {row["agency"] for row in AGENCIES if row["kind"] == "immigration-enforcement"} == expected
    assert (
        AGENCY["us-ice"]["part_of"]
        == AGENCY["us-cbp"]["part_of"]
        == AGENCY["us-uscis"]["part_of"]
        == "us-dhs"
    )
    assert AGENCY["us-ins"]["to"] == "2003-02-28"


def test_immigration_authorities_are_a_group_of_that_class() -> None:
    """A trace to immigration enforcement finds what was given to "immigration authorities", as possible."""
    assert AGENCY["grp-immigration-authorities"]["class_kind"] == "immigration-enforcement"


def test_placeholders_are_marked_and_answer_to_their_state() -> None:
    """A source that names only a state names no agency: the row says so."""
    marked = {row["agency"] for row in AGENCIES if row["placeholder"]}
    assert {row["placeholder"] for row in AGENCIES} == {"", "y"}
    named_by_state_only = ("il", "ma", "md", "mn", "ny", "or", "sc", "ut", "vt", "wa")
    assert marked == {f"us-{state}-licensing" for state in named_by_state_only}
    for agency in marked:
        row = AGENCY[agency]
        assert row["kind"] == "driver-licensing"
        assert f"nswers to {row['state']}:driver-licensing" in row["note"]
        assert "laceholder" in row["note"]


LARGER = [
    row["agency"]
    for row in AGENCIES
    if row["kind"] == "driver-licensing"
    and row["part_of"]
    and AGENCY[row["part_of"]]["kind"] != "driver-licensing"
]


@pytest.mark.parametrize("agency", LARGER)
def test_where_licensing_sits_in_a_department_a_note_says_who_answers(agency: str) -> None:
    """A reader who looks at the body or its department learns which of them `XX:driver-licensing` means."""
    row, whole = AGENCY[agency], AGENCY[AGENCY[agency]["part_of"]]
    said = f"{row['note']} {whole['note']}"
    assert f"answers to {row['state']}:driver-licensing" in said or agency == "us-al-mvd"


def test_no_body_for_tests_is_in_the_registry() -> None:
    """Made-up bodies stay in test data."""
    assert [row["agency"] for row in AGENCIES if "pretend" in row["agency"] or "Made up" in row["note"]] == []


# --- databases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("databases"), ids=ids("databases"))
def test_a_database_says_where_operator_and_contents_are_from(row: dict[str, str]) -> None:
    """The source cell quotes a row of the table, of the Atlas, or of the Georgia case."""
    assert re.search(r"\bF\d{3}\b|\bAOS\d{4}\b|georgia-2020 row \d", row["source"])


# --- masks --------------------------------------------------------------------------------------------------------

MASKS = {row["id"]: re.compile(row["pattern"], re.IGNORECASE) for row in rows("masks")}
MASKED = {
    "stars": ["***", "* * *", "[***]"],
    "hashes": ["###", "# # #"],
    "blocks": ["\u2588\u2588\u2588", "\u25a0 \u25a0"],
    "crosses": ["XXXX", "XXX-XX-XXX"],
    "redacted": [
        "REDACTED",
        "redacted",
        "[REDACTED]",
        "(Redacted)",
        "[[REDACTED-EX B7]]",
        "REDACTED (b)(7)(C)",
    ],
    "redacted-partly": ["REDACTED, Smith"],
    "masked": ["[removed]", "(deleted)"],
    "withheld": ["withheld", "[Withheld]", "withheld in full", "withheld under RCW 42.56.240"],
    "foia-b7": ["(b)(7)(C)", "(b)(7)(e)", "b7E", "b(7)(c)", "(b) (7) (A)"],
    "foia-b6": ["(b)(6)", "(b) (6)", "b(6)"],
    "foia-other": ["(b)(3)", "(b)(5)", "(b)(7)"],
    "foia-list": ["(b)(6), (b)(7)(c)", "b6, b7C", "(b)(3); (b)(6) and (b)(7)(E)", "(b)(6)(b)(7)(C)"],
    "foia-named": ["Exemption 6", "FOIA Exemption 7(C)", "FOIA Ex. 6"],
    "privacy-act": ["(k)(2)", "(j)(2)"],
    "ca-records-act": ["7923.600 GC", "Gov. Code \u00a7 7923.600", "GC 6254(f)"],
    "wa-records-act": ["RCW 42.56.240(1)"],
    "or-records-law": ["ORS 192.345(3)"],
    "ut-grama": ["63G-2-305(10)", "GRAMA 63G-2-302"],
    "vt-records-act": ["1 V.S.A. \u00a7 317(c)(5)"],
    "co-records-act": ["C.R.S. 24-72-305.5", "CRS \u00a7 24-72-204"],
    "tx-information-act": ["Gov't Code 552.108", "Section 552.130"],
    "il-foia": ["5 ILCS 140/7(1)(b)"],
    "ny-foil": ["POL \u00a7 87(2)(b)", "FOIL 87(2)(e)(iv)"],
    "ga-records-act": ["O.C.G.A. \u00a7 50-18-72(a)(4)"],
    "fl-records-law": ["119.071 F.S.", "s. 119.071(2)(c), F.S."],
    "personal": ["[personal data not kept]"],
}
NOT_MASKED = """
|ICE|us-ice|b6|B7|b|b5|(b)(1)|(b)(4)|(b)(14)|Ex. 6|Exhibit 7|#|#1|*|**|X|XX|XXX|2019-06|552.108|7923.600|250|none
unknown|partial|photo|B737|b 12|7C|Unit 7|(a)|section 8|n/a|-|removed|masked|The name was redacted|unredacted
Withholding tax|18 U.S.C. 2721(b)(1)|8 USC 1373|RCW 43.17.425|ORS 181A.820|F006|Orange County (CA)|b9 and c3|B 7 C
"""


def masks_of(cell: str) -> list[str]:
    return [name for name, pattern in MASKS.items() if pattern.fullmatch(cell)]


@pytest.mark.parametrize("mask", MASKS)
def test_every_mask_has_examples(mask: str) -> None:
    """A pattern that is tried on nothing may match nothing."""
    assert MASKED[mask]


@pytest.mark.parametrize(("mask", "cell"), [(mask, cell) for mask, cells in MASKED.items() for cell in cells])
def test_a_masked_cell_is_known_by_exactly_one_mask(mask: str, cell: str) -> None:
    """Whole cells are matched, whatever the case."""
    assert masks_of(cell) == [mask]


@pytest.mark.parametrize(
    "cell", [cell for line in NOT_MASKED.strip("\n").splitlines() for cell in line.split("|")]
)
def test_an_ordinary_cell_is_not_masked(cell: str) -> None:
    """A value taken for a mask would be lost; a bare b6 or Ex. 6 may be a cell, a use or an exhibit."""
    assert masks_of(cell) == []


@pytest.mark.parametrize("cell", ["(b)(6)" * 2000 + "x", "* " * 5000 + "x", "b6," * 5000 + "q", "X X" * 5000])
def test_a_mask_is_decided_at_once_on_hostile_cells(cell: str) -> None:
    """No pattern backtracks without end."""
    assert masks_of(cell) == []
