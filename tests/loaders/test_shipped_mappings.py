"""Each layout that a mapping is shipped for loads: what its rows say is kept, and nothing of anybody's person."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graphmodel.errors import InputError
from loaders.load import load
from loaders.mapping_files import shipped_mappings
from loaders.report import LoadReport
from loaders.store import CaseFolder
from tests.loaders.making import case

LAYOUTS = Path(__file__).parents[1] / "data" / "layouts"
HOLDER = {"holder": "Examplia County SO"}
#: What is made up and personal in the files: names, an account, plates, words of a reason.
PERSONAL = ("Testa", "testa", "ZZZ000", "01/02/1990", "EX-26", "blue", "police assist", "Pothole", "Daily")

FILES: dict[str, tuple[str, dict[str, str], bool]] = {
    "network-audit-11.csv": ("flock-network-audit-11", HOLDER, False),
    "network-audit-11-headless.csv": ("flock-network-audit-11-headless", HOLDER, True),
    "network-audit-13.csv": ("flock-network-audit-13", HOLDER, False),
    "federal-searches.csv": ("flock-federal-searches", HOLDER, False),
    "portal-search-audit.csv": ("flock-portal-search-audit", {"requester": "Examplia City PD"}, False),
    "portal-search-audit-printed.csv": (
        "flock-portal-search-audit-printed",
        {"requester": "Examplia City PD"},
        False,
    ),
    "standard-foia-log.csv": ("muckrock-standard-log", {"agency": "us-ga-dds", "side": "holder"}, False),
    "muckrock-export.csv": ("muckrock-export", {"side": "holder"}, False),
}
AUDITS = [name for name, (mapping, said, _) in FILES.items() if said == HOLDER]
PORTALS = [name for name in FILES if name.startswith("portal")]
LOGS = ["standard-foia-log.csv", "muckrock-export.csv"]


#: Two layouts of the network audit are an organization's own, too: that is said by naming the mapping.
OWN_AUDITS = ("network-audit-11.csv", "network-audit-13.csv")


def loaded(tmp_path: Path, name: str) -> tuple[LoadReport, CaseFolder]:
    """A file, loaded as one would: by name of a mapping only where there is no header."""
    mapping, said, by_name = FILES[name]
    folder = case(tmp_path / "case")
    report = load(folder, [LAYOUTS / name], said=said, mapping=mapping if by_name else None)
    return report, folder


def requests(folder: CaseFolder) -> list[dict[str, Any]]:
    """The requests of a case."""
    return folder.read().tables.records("Request")


def test_every_shipped_mapping_of_a_layout_has_a_file_here() -> None:
    """A mapping that no test loads is none that is shipped; that of one publication is loaded whole elsewhere."""
    tried = {mapping for mapping, _, _ in FILES.values()}
    assert tried | {"flock-agency-access", "flock-organization-audit"} == set(shipped_mappings())


@pytest.mark.parametrize("name", FILES)
def test_it_is_recognised_counted_and_holds_nobody(tmp_path: Path, name: str) -> None:
    """The header is enough, every row is accounted for, and nothing personal reaches the case."""
    report, folder = loaded(tmp_path, name)
    (file,) = report.files
    assert file.mapping == f"{FILES[name][0]}.toml"
    assert report.rows_read == report.taken + report.rejected + report.duplicates
    assert report.rows_read == (6 if name in LOGS else 5)
    assert sum(report.personal_dropped.values()) >= report.rows_read
    kept = b"".join(path.read_bytes() for path in folder.path.rglob("*") if path.is_file()).decode("latin-1")
    tables = folder.read().tables
    kept += str([tables.records(label) for label in ("Request", "Coverage", "Agency", "Source")])
    kept += str(folder.rejects())
    assert [word for word in PERSONAL if word in kept] == []


@pytest.mark.parametrize("name", FILES)
def test_what_the_file_does_not_say_is_asked_for(tmp_path: Path, name: str) -> None:
    """Whose log it is stands in no cell."""
    mapping, said, by_name = FILES[name]
    with pytest.raises(InputError, match=f"mapping {mapping}.toml asks for {', '.join(said)}"):
        load(case(tmp_path / "case"), [LAYOUTS / name], mapping=mapping if by_name else None)


@pytest.mark.parametrize("name", AUDITS)
def test_an_audit_says_who_searched_whose_plate_reads_when_and_what_for(tmp_path: Path, name: str) -> None:
    """Requester as written, the month, the purpose that the reason names as a word, and the counts of rows."""
    _, folder = loaded(tmp_path, name)
    made = requests(folder)
    said = Counter()
    for each in made:
        key = (each["requester"][0], each["answered"][:7], each["purpose"])
        said[key] += int(each["count"])
        assert each["count_unit"] == "searches"
    assert said == {
        ("Examplia City PD", "2026-04", "civil-immigration-enforcement"): 1,
        ("Examplia City PD", "2026-04", None): 1,
        ("Samplestate XX Highway Patrol", "2026-04", "immigration-enforcement"): 1,
        ("[Federal] Examplia Border Office", "2026-05", None): 1,
        ("Flock Safety Demo", "2026-05", "civil-immigration-enforcement"): 1,
    }
    (constant,) = {
        (*each["holder"], each["mode"], *each["data_types"], each["payload"], *each["via"], each["channel"])
        for each in made
    }
    assert constant == (
        "Examplia County SO",
        "disclosed",
        "plate-read",
        "assumed",
        "co-flock-safety",
        "vendor-sharing",
    )
    masked = [each["requester"] for each in made if "purpose:redacted" in each["masked"]]
    assert masked == [["[Federal] Examplia Border Office"]]
    marked = {each["name"]: each["marked"] for each in folder.read().tables.records("Agency")}
    assert marked["Flock Safety Demo"] == "a demo account"


@pytest.mark.parametrize("name", PORTALS)
def test_a_portal_says_that_its_agency_searched_and_not_whose_reads(tmp_path: Path, name: str) -> None:
    """No holder can be named: context, and no flow."""
    _, folder = loaded(tmp_path, name)
    made = requests(folder)
    assert {(each["mode"], *each["requester"]) for each in made} == {("context", "Examplia City PD")}
    assert all(each["holder"] == [] for each in made)
    assert Counter(each["purpose"] for each in made)["civil-immigration-enforcement"] == 2


@pytest.mark.parametrize("name", OWN_AUDITS)
def test_an_organizations_own_audit_is_named_and_makes_no_flow(tmp_path: Path, name: str) -> None:
    """The same columns, other rows: who searched is asked for, and whose cameras were reached is not known."""
    folder = case(tmp_path / "case")
    said = {"requester": "Examplia City PD"}
    report = load(folder, [LAYOUTS / name], said=said, mapping="flock-organization-audit")
    assert (report.rows_read, report.taken) == (5, 5)
    made = requests(folder)
    assert {(each["mode"], *each["requester"], *each["holder"]) for each in made} == {
        ("context", "Examplia City PD")
    }


@pytest.mark.parametrize(
    ("reason", "purpose"),
    [
        ("ICE", "immigration-enforcement"),
        ("ice", "immigration-enforcement"),
        ("assist ICE w/ locate", "immigration-enforcement"),
        ("ICE+ERO", "civil-immigration-enforcement"),
        ("Immigration (civil/administrative)", "civil-immigration-enforcement"),
        ("Immigration (criminal)", "immigration-enforcement"),
        ("illegal immigrant", "immigration-enforcement"),
        ("8 USC 1326", "immigration-enforcement"),
        ("border patrol agent in need", "border-enforcement"),
        ("police", ""),
        ("black ice crash", ""),
        ("service of process", ""),
        ("NOTICE", ""),
        ("non-immigration", ""),
        ("HSI case", ""),
        ("Investigation", ""),
        (".", ""),
        ("", ""),
        ("[REDACTED]", "[REDACTED]"),
    ],
)
def test_a_reason_is_sorted_by_whole_words(reason: str, purpose: str) -> None:
    """ICE is a word; the list's own wording comes before the general one; who asks is not what for."""
    sorter = shipped_mappings()["flock-network-audit-13"].classify["Reason"]
    assert sorter.terms([reason]) == [purpose]


def test_all_audits_sort_reasons_alike() -> None:
    """One reason means one purpose, in whichever layout it is released."""
    rules = [each.rules for mapping in shipped_mappings().values() for each in mapping.classify.values()]
    assert len(rules) == 7
    assert len(set(rules)) == 1


@pytest.mark.parametrize(
    ("name", "agencies"),
    [
        ("standard-foia-log.csv", ["us-ga-dds"] * 3),
        (
            "muckrock-export.csv",
            [
                "Department of Motor Vehicles, Examplia",
                "Department of Motor Vehicles, Examplia",
                "Department of Motor Vehicles, Samplestate",
            ],
        ),
    ],
)
def test_a_log_of_requests_for_records_says_what_was_given_out_and_what_withheld(
    tmp_path: Path, name: str, agencies: list[str]
) -> None:
    """Nothing is said to be complete; what is open, given up, or about something else is set aside with its reason."""
    report, folder = loaded(tmp_path, name)
    made = sorted(folder.read().tables.records("Coverage"), key=lambda each: each["row"])
    assert [(each["extent"], each["end"], each["side"]) for each in made] == [
        ("partial", "2023-09-20", "holder"),
        ("withheld", "2023-10-01", "holder"),
        ("partial", "2024-01-15", "holder"),
    ]
    assert [each["agency"] for each in made] == agencies
    reasons = [each.reason.partition(":")[0].partition(",")[0] for each in report.rejects]
    assert reasons == [
        "it is not answered yet",
        "it was given up",
        "its subject names no driver data",
    ]
