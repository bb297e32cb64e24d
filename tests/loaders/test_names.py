"""Names that the registry does not know stand for provisional agencies of their dataset."""

import pytest

from graphmodel.errors import InputError
from graphmodel.registry import MASKED, Party, Registry
from loaders.names import check_slug, provisional_agencies, slug

IRVINE = Party("us-ca-irvine-pd", "Irvine Police Department", "law-enforcement", "CA", aliases=("Irvine PD",))
REGISTRY = Registry([IRVINE, Party("us-ice", "Immigration and Customs Enforcement", aliases=("ICE",))])


def made(*names: str, dataset: str = "set") -> list[dict[str, object]]:
    """The provisional agencies of some names in one dataset."""
    marks = {("set", "Demo"): "a demo account"}
    return provisional_agencies([(dataset, name) for name in names], REGISTRY, marks).agencies


def test_a_known_name_or_a_masked_one_makes_no_agency() -> None:
    """Ids, names and aliases resolve, whatever the case and the spaces."""
    assert made("us-ice", "ice", "IRVINE  pd", MASKED) == []


def test_an_unknown_name_is_an_agency_of_its_dataset() -> None:
    """It keeps the name as written, has no kind and no state, and says if it is doubtful."""
    (demo, springfield) = made("Springfield PD", "Demo")
    assert demo["id"] == "prov-set-demo"
    assert demo["marked"] == "a demo account"
    assert springfield == {
        "id": "prov-set-springfield-pd",
        "name": "Springfield PD",
        "kind": "unknown",
        "aliases": ["Springfield PD"],
        "provisional": True,
        "candidate": None,
        "stands_for": None,
        "because": None,
        "marked": None,
        "dataset": "set",
    }


def test_the_same_name_in_two_datasets_is_two_agencies() -> None:
    """Nothing says that two sources mean the same body by one name."""
    two = provisional_agencies([("a", "Springfield PD"), ("b", "Springfield PD")], REGISTRY, {}).agencies
    assert [each["id"] for each in two] == ["prov-a-springfield-pd", "prov-b-springfield-pd"]


def test_spellings_that_differ_in_case_and_spaces_are_one_agency() -> None:
    """They resolve alike, so they must be one."""
    (one,) = made("Springfield PD", "springfield  pd")
    assert one["aliases"] == ["Springfield PD", "springfield  pd"]


def test_names_whose_slugs_collide_have_ids_of_their_own() -> None:
    """Both ids end in a hash of the name, so that neither depends on which came first."""
    ids = {str(each["name"]): str(each["id"]) for each in made("Port A/B", "Port A-B", "Port C")}
    assert ids["Port C"] == "prov-set-port-c"
    assert len({*ids.values()}) == 3
    assert all(ids[name].startswith("prov-set-port-a-b-") for name in ("Port A/B", "Port A-B"))
    (unspellable,) = made("交通局")
    assert str(unspellable["id"]).startswith("prov-set-")


@pytest.mark.parametrize("name", ["Irvine CA PD", "Irvine Police Dept., CA", "Irvine PD (California)"])
def test_what_is_safe_is_taken_and_says_why(name: str) -> None:
    """A name of the same place, state and kind of office stands for the agency; the row says that it was matched."""
    (each,) = made(name)
    why = "match: the same place, state and kind of office (police) as exactly one agency"
    assert (each["stands_for"], each["because"], each["candidate"]) == ("us-ca-irvine-pd", why, None)


@pytest.mark.parametrize(
    ("name", "candidate"),
    [
        ("Irvine Police Department", None),
        ("Irvine CA PD - Narcotics", "us-ca-irvine-pd"),
        ("Irvine CA PD (Demo)", None),
        ("Springfield CA PD", None),
        ("California City PD", None),
        ("Police Department", None),
        ("Customs & Immigration Enforcement", "us-ice"),
    ],
)
def test_the_best_candidate_is_only_noted(name: str, candidate: str | None) -> None:
    """A name that is much like a known one has it as candidate, unless it is marked; others have none."""
    for each in made(name):
        assert (each["candidate"], each["stands_for"]) == (candidate, None)


def test_a_table_of_names_is_matched_in_seconds() -> None:
    """The registry is read once for all names: each is matched, and those of no state have no agency."""
    found = provisional_agencies(
        [("set", f"Testville {number} CA PD") for number in range(500)], REGISTRY, {}
    )
    assert len(found.agencies) == len(found.matches) == 500
    assert not any(each["stands_for"] for each in found.agencies)


def test_a_dataset_id_is_a_slug() -> None:
    """Dataset ids are parts of other ids: lower case, digits, hyphens."""
    assert check_slug("georgia-2020", "dataset") == "georgia-2020"
    with pytest.raises(InputError, match=r"'My Data' is no dataset id\nHint: write it as 'my-data'"):
        check_slug("My Data", "dataset")
    assert slug("St. Mary’s County SO") == "st-marys-county-so"
