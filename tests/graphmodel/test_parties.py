"""Who is who: wholes, parts, families, groups, and the names that stand for each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.registry import LONGEST_INITIALS, MASKED, Party, Registry, fold
from tests.graphmodel.world import (
    AUTHORITIES,
    BOSTON,
    BROKER,
    CBP,
    DDS,
    DESK,
    DHS,
    ERO,
    GSP,
    ICE,
    MVA,
    NLETS,
    OFFICES,
    OTHERS,
    STATE,
    registry,
)

PARTIES = registry()


@pytest.mark.parametrize(
    ("name", "folded"),
    [("ICE", "ice"), ("  Georgia   DDS\toffice ", "georgia dds office"), ("Straße", "strasse"), ("", "")],
)
def test_case_and_spaces_do_not_tell_names_apart(name: str, folded: str) -> None:
    """Two spellings that differ in case or runs of spaces are one name."""
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("text", "party"),
    [
        (DDS, DDS),
        ("georgia department of driver services", DDS),
        ("GEORGIA DDS  OFFICE", DDS),
        ("ice", ICE),
        ("ERO", ERO),
        ("nlets", NLETS),
        ("other agencies", OTHERS),
        ("DDS", None),
        ("MVA", None),
        ("US-GA-DDS", None),
        ("Springfield PD", None),
        ("", None),
    ],
)
def test_a_name_in_a_record_resolves_only_where_it_can_mean_one_body(text: str, party: str | None) -> None:
    """Ids, names and aliases resolve; the initials of a state's body do not, for another state has them too."""
    assert PARTIES.resolve(text) == party


@pytest.mark.parametrize(
    ("text", "party"), [("DDS", DDS), ("mva", MVA), ("ICE", ICE), (OTHERS, OTHERS), ("PD", None)]
)
def test_somebody_who_asks_may_use_initials(text: str, party: str | None) -> None:
    """Where no edge is drawn from it, the initials stand for the body that has them."""
    assert PARTIES.find(text) == party


def test_initials_are_up_to_six_letters_of_a_state_or_a_group() -> None:
    """Longer aliases, and the initials of a body of no state, resolve; a group's short alias does not."""
    parties = Registry(
        [
            Party("us-a", "A of Ohio", state="OH", aliases=("ABCDEF", "ABCDEFG")),
            Party("us-b", "B", aliases=("BB",)),
            Party("grp-c", "those of C", is_group=True, aliases=("CC",)),
        ]
    )
    assert LONGEST_INITIALS == 6
    assert [parties.resolve(text) for text in ("ABCDEF", "ABCDEFG", "BB", "CC")] == [
        None,
        "us-a",
        "us-b",
        None,
    ]
    assert [parties.find(text) for text in ("ABCDEF", "CC")] == ["us-a", "grp-c"]


def test_initials_that_a_federal_body_shares_with_a_states_are_a_guess() -> None:
    """Where a state's body has the same initials, the federal one is not drawn from them either."""
    parties = Registry(
        [Party("us-doj", "DOJ", aliases=("D.J.",)), Party("us-ga-doj", "x", state="GA", aliases=("DOJ",))]
    )
    assert parties.resolve("DOJ") is None
    assert parties.find("DOJ") == "us-doj"


def test_the_first_body_with_a_name_has_it() -> None:
    """A name that two bodies have stands for the one that is listed first."""
    parties = Registry([Party("us-a", "Highway Patrol"), Party("us-b", "highway patrol")])
    assert parties.resolve("Highway Patrol") == "us-a"


def test_a_provisional_agency_has_its_names_in_its_own_dataset_only() -> None:
    """What one dataset calls a body says nothing of another dataset's records."""
    parties = Registry(
        [
            Party("prov-log-pd", "PD", provisional=True, dataset="log", aliases=("P.D.",)),
            Party("us-b", "B", dataset="log"),
        ]
    )
    assert [parties.resolve(text, "log") for text in ("PD", "P.D.", "B")] == [
        "prov-log-pd",
        "prov-log-pd",
        "us-b",
    ]
    assert [parties.resolve(text, "other") for text in ("PD", "B")] == [None, "us-b"]
    assert parties.resolve("PD") is None
    nowhere = Registry([Party("prov-pd", "PD", provisional=True)])
    assert [nowhere.resolve("PD"), nowhere.resolve("PD", "log")] == ["prov-pd", "prov-pd"]


def test_somebody_who_asks_means_the_one_provisional_agency_of_a_name() -> None:
    """A provisional agency is found by its name where only one dataset has one; of two, neither is guessed."""
    one = Party(
        "prov-log-pd", "Springfield PD", provisional=True, dataset="log", aliases=("Springfield police",)
    )
    other = Party("prov-list-pd", "springfield pd", provisional=True, dataset="list")
    assert Registry([one]).find("SPRINGFIELD PD") == "prov-log-pd"
    assert Registry([one, other]).find("Springfield PD") is None
    assert Registry([one, other]).find("Springfield police") == "prov-log-pd"
    assert Registry([one, other]).find("prov-list-pd") == "prov-list-pd"
    assert Registry([one, Party("us-pd", "Springfield PD")]).find("Springfield PD") == "us-pd"


def test_initials_resolve_for_the_dataset_that_has_a_provisional_body_of_that_name() -> None:
    """Initials that mean nobody in general mean the provisional agency that a dataset has for them."""
    parties = Registry(
        [
            Party("us-md-mva", "Maryland MVA", state="MD", aliases=("MVA",)),
            Party("prov-log-mva", "MVA", provisional=True, dataset="log"),
        ]
    )
    assert parties.resolve("MVA", "log") == "prov-log-mva"
    assert parties.resolve("MVA") is None


@pytest.mark.parametrize(
    ("party", "shown"),
    [(ICE, "Immigration and Customs Enforcement"), ("Springfield PD", "Springfield PD"), (None, "not named")],
)
def test_a_party_is_shown_by_its_name(party: str | None, shown: str) -> None:
    """A reader sees a name, the text itself where nobody is known by it, or that nobody is named."""
    assert PARTIES.label(party) == shown


@pytest.mark.parametrize(
    ("party", "wholes"),
    [
        (BOSTON, (ERO, ICE, DHS)),
        (ICE, (DHS,)),
        (DHS, ()),
        (DESK, (DDS,)),
        (OTHERS, ()),
        ("nobody", ()),
        (MASKED, ()),
    ],
)
def test_wholes_are_nearest_first(party: str, wholes: tuple[str, ...]) -> None:
    """What an agency is part of, step by step up."""
    assert PARTIES.wholes(party) == wholes


@pytest.mark.parametrize(
    ("party", "parts"),
    [
        (DHS, {DHS, ICE, ERO, BOSTON, CBP}),
        (ICE, {ICE, ERO, BOSTON}),
        (BOSTON, {BOSTON}),
        (DDS, {DDS, DESK}),
        (OTHERS, {OTHERS}),
        ("nobody", {"nobody"}),
        (MASKED, {MASKED}),
    ],
)
def test_parts_are_at_any_depth_and_include_itself(party: str, parts: set[str]) -> None:
    """A body is a part of itself; what is part of its parts is part of it; members of a group are not."""
    assert PARTIES.parts(party) == parts


@pytest.mark.parametrize(
    ("party", "family"),
    [
        (BOSTON, {DHS, ICE, ERO, BOSTON, CBP}),
        (CBP, {DHS, ICE, ERO, BOSTON, CBP}),
        (DESK, {DDS, DESK}),
        (BROKER, {BROKER}),
        ("nobody", {"nobody"}),
    ],
)
def test_a_family_is_all_parts_of_the_largest_whole(party: str, family: set[str]) -> None:
    """Parts, wholes and their parts count as one where a doubt must count."""
    assert PARTIES.family(party) == family


def test_a_whole_that_is_not_listed_still_has_its_parts() -> None:
    """An agency may be part of one that the case has no row for."""
    parties = Registry([Party("us-a", "A", part_of="us-unlisted")])
    assert parties.wholes("us-a") == ("us-unlisted",)
    assert parties.parts("us-unlisted") == {"us-unlisted", "us-a"}


def test_a_party_in_a_masked_cell_has_a_name_of_its_own() -> None:
    """Files and tables hold this word in place of the party."""
    assert MASKED == "masked"
    assert MASKED not in PARTIES


def test_a_circle_of_parts_ends() -> None:
    """Two bodies that are part of each other, by mistake, do not hang the program."""
    above = {"a": "b", "b": "a", "c": "c", "d": "a"}
    parties = Registry(Party(one, one, part_of=whole) for one, whole in above.items())
    wholes = {party: parties.wholes(party) for party in parties}
    assert wholes == {"a": ("b",), "b": ("a",), "c": (), "d": ("a", "b")}
    assert parties.parts("a") == {"a", "b", "d"}


@pytest.mark.parametrize(
    ("party", "is_group"),
    [
        (OTHERS, True),
        (AUTHORITIES, True),
        (MASKED, True),
        ("nobody", True),
        (None, True),
        (ICE, False),
        (DHS, False),
    ],
)
def test_a_group_or_nobody_known_is_never_inside_a_walk(party: str | None, is_group: bool) -> None:
    """Groups, masked parties and names that nobody is known by can only end a walk."""
    assert PARTIES.is_group(party) is is_group


def test_agencies_and_groups_are_told_apart() -> None:
    """Every party is one or the other, with the fields that each has."""
    assert {party.id for party in PARTIES.groups} == {OTHERS, AUTHORITIES, OFFICES}
    assert {party.id for party in PARTIES.agencies} == set(PARTIES) - {OTHERS, AUTHORITIES, OFFICES}
    assert len(PARTIES) == len(PARTIES.agencies) + len(PARTIES.groups)
    group = PARTIES[OFFICES]
    assert (group.kind, group.class_kind, group.members, group.is_group) == (
        "group",
        "driver-licensing",
        (MVA,),
        True,
    )


def test_a_row_of_an_agency_is_read_whole() -> None:
    """Every column of the registry that the program uses reaches the party."""
    row = {
        "id": "us-x",
        "name": "X",
        "kind": "court",
        "state": "GA",
        "part_of": "us-y",
        "aliases": ["XX"],
        "placeholder": True,
        "provisional": True,
        "candidate": "us-z",
        "marked": "a demo account",
        "dataset": "log",
        "note": "seen",
    }
    group = {
        "id": "grp-x",
        "name": "those of X",
        "state": "GA",
        "class_kind": "court",
        "members": ["us-x"],
        "aliases": ["all X"],
        "dataset": "log",
        "note": "seen",
    }
    parties = Registry.from_records([row, {"id": "us-plain", "name": "Plain"}], [group])
    assert parties["us-x"] == Party(
        "us-x",
        "X",
        "court",
        "GA",
        "us-y",
        aliases=("XX",),
        placeholder=True,
        provisional=True,
        candidate="us-z",
        marked="a demo account",
        dataset="log",
        note="seen",
    )
    assert parties["grp-x"] == Party(
        "grp-x",
        "those of X",
        "group",
        "GA",
        is_group=True,
        class_kind="court",
        members=("us-x",),
        aliases=("all X",),
        dataset="log",
        note="seen",
    )
    assert parties["us-plain"] == Party("us-plain", "Plain")
    blank = {name: [] if name in ("aliases", "members") else "" for name in {**row, **group}}
    blanks = Registry.from_records(
        [blank | {"id": "us-x", "name": "X"}], [blank | {"id": "grp-x", "name": "X"}]
    )
    assert blanks["us-x"] == Party("us-x", "X")
    assert blanks["grp-x"] == Party("grp-x", "X", "group", is_group=True)
    plain = parties["us-plain"]
    assert (plain.kind, plain.state, plain.part_of, plain.class_kind) == ("unknown", None, None, None)
    assert (plain.members, plain.aliases, plain.candidate, plain.marked) == ((), (), None, None)
    assert (plain.is_group, plain.placeholder, plain.provisional) == (False, False, False)
    assert (plain.dataset, plain.note) == (None, None)


@pytest.mark.parametrize(
    ("speaker", "party", "speaks"),
    [
        (ICE, ICE, True),
        (ICE, BOSTON, True),
        (DHS, BOSTON, True),
        (ERO, ICE, False),
        (CBP, ICE, False),
        (STATE, DDS, True),
        (STATE, GSP, True),
        (STATE, MVA, False),
        (STATE, ICE, False),
        (GSP, DDS, False),
        (None, ICE, False),
        (ICE, None, False),
        ("nobody", "nobody", False),
        (STATE, "nobody", False),
    ],
)
def test_a_speaker_speaks_for_itself_its_parts_and_its_state(
    speaker: str | None, party: str | None, speaks: bool
) -> None:
    """The party, the whole that it is part of, or the government of its state; nobody else."""
    assert PARTIES.speaks_for(speaker, party) is speaks


def test_a_government_of_no_state_speaks_for_nobody_else() -> None:
    """Two bodies without a state do not belong to each other."""
    parties = Registry([Party("us", "The government", "government"), Party("us-a", "A")])
    assert not parties.speaks_for("us", "us-a")


trees = st.lists(st.integers(-1, 8), min_size=1, max_size=9)


@given(trees)
def test_parts_and_wholes_are_each_others_other_side(above: list[int]) -> None:
    """One body is part of another exactly if the other is among its wholes, however the tree grows."""
    parties = Registry(
        Party(f"us-{place}", "x", part_of=f"us-{whole}" if -1 < whole < place else None)
        for place, whole in enumerate(above)
    )
    for one in parties:
        for other in parties:
            assert (one in parties.parts(other)) == (one == other or other in parties.wholes(one))
            assert (one in parties.family(other)) == (other in parties.family(one))
            assert parties.parts(one) <= parties.family(one)
