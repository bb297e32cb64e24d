"""The declaration of the domain: what contradicts itself fails, what stands is described and as the interface has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest

from graphmodel import declaration
from graphmodel.declaration import Link, Node, Property, Relationship, SchemaError, Shape, check, stated
from graphmodel.schema import (
    DESCRIBED_BY,
    FLOWS_TO,
    FORMAT_VERSION,
    NODE,
    NODES,
    PARTY,
    PROVENANCE,
    RELATIONSHIP,
    RELATIONSHIPS,
    SHAPES,
)
from graphmodel.vocabulary import vocabulary_names

# --- a declaration that contradicts itself --------------------------------------------------------------------

ID = Property("id", "text", "Unique.")
NAME = Property("name", "text", "Shown.")
WORKS = Property("works_for", "text", "For whom.", refers=("Body",), link=Link("WORKS_FOR"))
STAFF = Property(
    "staff", "list", "Who works there.", refers=("Person",), link=Link("WORKS_FOR", reverse=True)
)
PERSON = Node("Person", "Somebody.", (ID, NAME, WORKS))
BODY = Node("Body", "A body.", (ID, NAME, STAFF))
WORKS_FOR = Relationship(
    "WORKS_FOR",
    (("Person", "Body"),),
    "They work there.",
    "Since when.",
    "Ask.",
    (Property("since", "text", "A day."),),
)
SHAPE = Shape(
    "person", "A person.", ("Person",), (stated("id", "Unique.", column="person"), stated("name", "Shown."))
)


def test_a_declaration_that_agrees_with_itself_stands() -> None:
    """Links either way, a label of no more than an id and a name, and everything described, is no error."""
    check([PERSON, BODY, Node("Place", "Somewhere.", (ID, NAME))], [WORKS_FOR], [SHAPE])
    assert SHAPE.header == ("person", "name")
    assert replace(SHAPE, columns=(ID, NAME)).header == ("", "")


def with_properties(*properties: Property) -> dict[str, Any]:
    return {"nodes": [replace(PERSON, properties=properties), BODY]}


def blank(each: Any, field: str = "description") -> Any:
    return replace(each, **{field: " "})


CONTRADICTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a label twice": (
        {"nodes": [PERSON, BODY, PERSON]},
        "node label 'Person' is declared twice: rename or delete one",
    ),
    "a relationship twice": (
        {"relationships": [WORKS_FOR, WORKS_FOR]},
        "relationship type 'WORKS_FOR' is declared twice: rename or delete one",
    ),
    "a property twice": (
        with_properties(ID, NAME, NAME),
        "property of Person 'name' is declared twice: rename or delete one",
    ),
    "a property of a relationship twice": (
        {"relationships": [replace(WORKS_FOR, properties=WORKS_FOR.properties * 2)]},
        "property of WORKS_FOR 'since' is declared twice: rename or delete one",
    ),
    "a column twice": (
        {"shapes": [replace(SHAPE, columns=SHAPE.columns * 2)]},
        "column of shape 'person' 'person' is declared twice: rename or delete one",
    ),
    "no id": (with_properties(NAME), "Person needs an `id` and a `name`: add them to its properties"),
    "no name": (with_properties(ID), "Person needs an `id` and a `name`: add them to its properties"),
    "a property that refers to no label": (
        with_properties(ID, NAME, replace(WORKS, refers=("Company",))),
        "Person.works_for refers to 'Company': declare that label or correct it",
    ),
    "a property that makes no declared relationship": (
        with_properties(ID, NAME, replace(WORKS, link=Link("SERVES"))),
        "Person.works_for makes 'SERVES': declare that relationship or correct it",
    ),
    "a link to another end": (
        with_properties(ID, NAME, replace(WORKS, refers=("Person",))),
        "WORKS_FOR is made from Person to Person: add these ends to its declaration",
    ),
    "a link the other way round": (
        with_properties(ID, NAME, replace(WORKS, link=Link("WORKS_FOR", reverse=True))),
        "WORKS_FOR is made from Body to Person: add these ends to its declaration",
    ),
    "one of two ends that is not declared": (
        with_properties(ID, NAME, replace(WORKS, refers=("Body", "Person"))),
        "WORKS_FOR is made from Person to Person: add these ends to its declaration",
    ),
    "a relationship that starts at no label": (
        {"relationships": [replace(WORKS_FOR, ends=(("Person", "Body"), ("Robot", "Body")))]},
        "WORKS_FOR ends at 'Robot': declare that label or correct it",
    ),
    "a relationship that ends at no label": (
        {"relationships": [replace(WORKS_FOR, ends=(("Person", "Body"), ("Person", "Club")))]},
        "WORKS_FOR ends at 'Club': declare that label or correct it",
    ),
    "a label without a description": (
        {"nodes": [blank(PERSON), BODY]},
        "Person has no description: write one sentence that says what it is",
    ),
    "a property without a description": (
        with_properties(ID, blank(NAME), WORKS),
        "Person.name has no description: write one sentence that says what it is",
    ),
    "a relationship without a meaning": (
        {"relationships": [blank(WORKS_FOR, "means")]},
        "WORKS_FOR has no description: write one sentence that says what it is",
    ),
    "a relationship that does not say what it does not prove": (
        {"relationships": [blank(WORKS_FOR, "does_not_prove")]},
        "WORKS_FOR has no description: write one sentence that says what it is",
    ),
    "a relationship that does not say how to confirm it": (
        {"relationships": [blank(WORKS_FOR, "confirm")]},
        "WORKS_FOR has no description: write one sentence that says what it is",
    ),
    "a property of a relationship without a description": (
        {"relationships": [replace(WORKS_FOR, properties=(blank(WORKS_FOR.properties[0]),))]},
        "WORKS_FOR.since has no description: write one sentence that says what it is",
    ),
    "a shape without a description": (
        {"shapes": [blank(SHAPE)]},
        "person has no description: write one sentence that says what it is",
    ),
    "a column without a description": (
        {"shapes": [replace(SHAPE, columns=(SHAPE.columns[0], blank(SHAPE.columns[1])))]},
        "person.name has no description: write one sentence that says what it is",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_declaration_that_contradicts_itself_fails_with_the_repair(name: str) -> None:
    """Each way in which a declaration can disagree with itself stops it, and the message says what to change."""
    changed, message = CONTRADICTIONS[name]
    with pytest.raises(SchemaError) as caught:
        check(**({"nodes": [PERSON, BODY], "relationships": [WORKS_FOR], "shapes": [SHAPE]} | changed))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ('"The larger agency that it is part of."', '" "', "Agency.part_of has no description"),
        ('link=Link("IN_STATE")', 'link=Link("INSTATE")', "Agency.state makes 'INSTATE'"),
        ('DATA_TYPE = Node(\n    "DataType"', 'DATA_TYPE = Node(\n    "Data"', "refers to 'DataType'"),
    ],
)
def test_the_schema_fails_when_it_is_imported(written: str, instead: str, message: str) -> None:
    """The schema is checked as it is read: with one word of it wrong, nothing that imports it starts."""
    source = (files("graphmodel") / "schema.py").read_text(encoding="utf-8")
    assert written in source
    names = {"__name__": "graphmodel.schema_with_a_mistake"}
    with pytest.raises(SchemaError, match=message):
        exec(source.replace(written, instead, 1), names)  # noqa: S102 - our own module, one word changed


# --- what is declared -----------------------------------------------------------------------------------------


def test_the_labels_are_those_of_the_semantics() -> None:
    """Ten kinds of things, each a label; what somebody may be party to is an agency or a group."""
    labels = "Agency AgencyGroup State Database DataType Statement Request Source Coverage Rule"
    assert [node.label for node in NODES] == labels.split() == list(NODE)
    assert PARTY == ("Agency", "AgencyGroup")
    assert all(NODE[node.label] is node for node in NODES)


def test_the_relationships_are_those_that_are_shipped() -> None:
    """Each type once, upper case; flows among them."""
    types = """
        PART_OF MEMBER_OF IN_STATE DESCRIBED_BY OPERATES HOLDS INCLUDES MADE_FROM HELD_BY GIVEN_TO COLLECTED_BY
        PASSED_VIA RECEIVED_FROM CONCERNS SENT FROM_DATABASE CITES SAID_BY SAME_AS BESIDE REPEATS COVERS BINDS
        TOWARDS GOVERNS OVERRIDES FLOWS_TO
    """
    assert [each.type for each in RELATIONSHIPS] == types.split() == list(RELATIONSHIP)
    assert RELATIONSHIP["FLOWS_TO"] is FLOWS_TO


def made_by_properties() -> Iterator[tuple[str, tuple[str, str]]]:
    """Every relationship that some property makes, with its ends."""
    for node in NODES:
        for each in node.properties:
            for target in each.refers if each.link else ():
                assert each.link is not None
                yield each.link.type, (target, node.label) if each.link.reverse else (node.label, target)


def test_every_relationship_is_made_by_something() -> None:
    """Each pair of ends that is declared is made by a property, but for flows and the attributes of states."""
    made = set(made_by_properties())
    declared = {
        (each.type, ends)
        for each in RELATIONSHIPS
        if each not in (FLOWS_TO, DESCRIBED_BY)
        for ends in each.ends
    }
    assert declared == made


def test_flows_join_parties_and_say_what_the_answers_say() -> None:
    """A flow is from any party to any party; its properties are the columns of the question `flows`."""
    assert set(FLOWS_TO.ends) == {(one, other) for one in PARTY for other in PARTY}
    columns = """
        id data_type database channel via standing contested first last count_words at_least at_most unit items
        documents read
    """
    assert [each.name for each in FLOWS_TO.properties] == columns.split()


def declared_things() -> Iterator[tuple[str, str]]:
    """Everything that is declared, with its description."""
    for node in NODES:
        yield node.label, node.description
        yield from ((f"{node.label}.{each.name}", each.description) for each in node.properties)
    for relationship in RELATIONSHIPS:
        yield relationship.type, relationship.means
        yield f"{relationship.type}, does not prove", relationship.does_not_prove
        yield f"{relationship.type}, to confirm", relationship.confirm
        yield from (
            (f"{relationship.type}.{each.name}", each.description) for each in relationship.properties
        )
    for shape in SHAPES.values():
        yield shape.name, shape.description
        yield from ((f"{shape.name}.{each.column}", each.description) for each in shape.columns)


@pytest.mark.parametrize(("name", "description"), list(declared_things()))
def test_everything_that_is_declared_says_what_it_is(name: str, description: str) -> None:
    """Each label, relationship, shape and property has a sentence: a capital or a code first, a stop at the end."""
    assert description.endswith((".", "…")), name
    assert description[0].isupper() or description[0] == "`", name
    assert len(description) > 5, name


def properties() -> Iterator[tuple[str, Property]]:
    """Every property that is declared, of nodes, relationships and shapes."""
    for node in NODES:
        yield from ((f"{node.label}.{each.name}", each) for each in node.properties)
    for relationship in RELATIONSHIPS:
        yield from ((f"{relationship.type}.{each.name}", each) for each in relationship.properties)
    for shape in SHAPES.values():
        yield from ((f"{shape.name}.{each.column}", each) for each in shape.columns)


@pytest.mark.parametrize(("name", "each"), [pytest.param(name, each, id=name) for name, each in properties()])
def test_a_propertys_vocabulary_and_references_exist(name: str, each: Property) -> None:
    """A property takes its terms from a shipped vocabulary, and names nodes of declared labels."""
    assert each.vocabulary is None or each.vocabulary in vocabulary_names(), name
    assert set(each.refers) <= set(NODE), name
    assert each.link is None or each.refers, name
    assert not each.scope or each.refers == PARTY, name


def test_only_a_rule_may_be_about_kinds() -> None:
    """A cell that may hold a kind in place of a body is only in a rule: evidence names bodies."""
    assert {name for name, each in properties() if each.scope} == {
        "Rule.holder",
        "Rule.recipient",
        "rule.holder",
        "rule.recipient",
    }


#: The vocabulary of each column of a claim, worked out from what the columns mean.
VOCABULARY_OF_CLAIM = {
    "read": "reads",
    "basis": "bases",
    "mode": "modes",
    "data_types": "data_types",
    "payload": "payloads",
    "data_sent": "data_types",
    "channel": "channels",
    "time_kind": "time_kinds",
    "end_kind": "end_kinds",
    "count_qualifier": "qualifiers",
    "count_unit": "units",
    "count_kind": "count_kinds",
    "purpose": "purposes",
    "threshold_required": "thresholds",
    "threshold_shown": "thresholds",
}


def test_a_claims_coded_columns_have_their_vocabulary() -> None:
    """Each coded cell of a claim takes its terms from the vocabulary of that name, and no other cell is coded."""
    columns = SHAPES["claim"].columns
    assert {each.column: each.vocabulary for each in columns if each.vocabulary} == VOCABULARY_OF_CLAIM
    same = {each.name: each.vocabulary for each in NODE["Statement"].properties if each.vocabulary}
    assert same == VOCABULARY_OF_CLAIM


# --- row shapes -----------------------------------------------------------------------------------------------

#: The canonical headers of the interface, written out: others make files with them.
HEADERS = {
    "claim": """
        claim_id document locator read speaker speaker_agency basis mode holder collector recipient one_of via
        received_from data_types payload data_sent databases channel time_kind start end end_kind count_words
        count_qualifier count_value count_unit count_kind count_shared_with purpose threshold_required
        threshold_shown hedged same_as beside note
    """,
    "event": """
        request_id document asked answered requester component holder via data_types payload data_sent databases
        channel mode count count_unit purpose threshold_required threshold_shown
    """,
    "rule": """
        rule_id document title instrument kind effect holder recipient channel data_types partial purpose
        excepts_threshold overrides from to read note
    """,
    "coverage": "agency side channel record_kind start end extent document would_obtain note",
    "attribute": "subject attribute value start end document note",
    "document": "document title publisher published url kind repeats licence",
    "agency": "agency name kind class_kind members state part_of aliases from to note",
}


def test_the_shapes_are_those_of_the_interface() -> None:
    """Seven shapes, each under its own name."""
    assert list(SHAPES) == list(HEADERS)
    assert all(shape.name == name for name, shape in SHAPES.items())


@pytest.mark.parametrize("name", HEADERS)
def test_a_canonical_header_is_exactly_that_of_the_interface(name: str) -> None:
    """The columns of each shape, in order, by hand."""
    assert list(SHAPES[name].header) == HEADERS[name].split()


#: Columns that are not text.
TYPES = {
    "claim": {
        "list": "holder recipient via received_from data_types data_sent databases count_shared_with same_as beside",
        "flag": "one_of hedged",
        "number": "count_value",
    },
    "event": {"list": "requester holder via data_types data_sent databases", "number": "count"},
    "rule": {
        "list": "holder recipient channel data_types purpose excepts_threshold overrides",
        "flag": "partial",
    },
    "coverage": {},
    "attribute": {},
    "document": {},
    "agency": {"list": "members aliases"},
}
#: Columns that must not be blank.
REQUIRED = {
    "claim": "mode",
    "event": "",
    "rule": "rule_id effect",
    "coverage": "agency side extent",
    "attribute": "subject attribute value",
    "document": "document",
    "agency": "agency name kind",
}
#: What a column is called in the table that it fills, where the two differ.
CALLED = {
    "claim": {"claim_id": "id"},
    "event": {"request_id": "id"},
    "rule": {"rule_id": "id", "title": "name"},
    "coverage": {},
    "attribute": {},
    "document": {"document": "id", "title": "name"},
    "agency": {"agency": "id", "from": "valid_from", "to": "valid_to"},
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_shapes_columns_have_their_types(name: str) -> None:
    """Lists, flags and numbers are those by hand; every other column is text."""
    columns = SHAPES[name].columns
    by_hand = {column: kind for kind, named in TYPES[name].items() for column in named.split()}
    assert {each.column: each.type for each in columns} == dict.fromkeys(
        HEADERS[name].split(), "text"
    ) | by_hand


@pytest.mark.parametrize("name", HEADERS)
def test_a_shape_requires_what_makes_no_sense_blank(name: str) -> None:
    """A claim needs a mode, a rule an effect, and so on; whatever else is blank is not stated."""
    assert [each.column for each in SHAPES[name].columns if each.required] == REQUIRED[name].split()


@pytest.mark.parametrize("name", HEADERS)
def test_a_shape_fills_the_tables_that_it_makes(name: str) -> None:
    """Each column is a property of the label or relationship that the row becomes, under its name there."""
    shape = SHAPES[name]
    assert {each.column: each.name for each in shape.columns if each.column != each.name} == CALLED[name]
    made = {
        each.name
        for label in shape.makes
        for each in (NODE[label] if label in NODE else RELATIONSHIP[label]).properties
    }
    ends = {"subject", "document"} if name == "attribute" else set()
    assert {each.name for each in shape.columns} - ends <= made


def test_every_row_that_was_loaded_says_where_it_stood() -> None:
    """Evidence, rules, coverage, documents and parties keep dataset, file, place, and what was masked."""
    where = ["dataset", "file", "file_sha256", "sheet", "page", "row", "masked"]
    assert [each.name for each in PROVENANCE] == where
    loaded = {node.label for node in NODES if set(where) <= {each.name for each in node.properties}}
    assert loaded == set(NODE) - {"State", "Database", "DataType"}
    assert set(where) <= {each.name for each in DESCRIBED_BY.properties}


def test_the_place_in_a_chain_is_kept() -> None:
    """Who relays an exchange is in order, and only that relationship has a place."""
    assert [each.type for each in RELATIONSHIPS if any(p.name == "position" for p in each.properties)] == [
        "PASSED_VIA"
    ]


def test_a_stated_property_is_filled_by_the_column_of_its_name_unless_told() -> None:
    """`stated` fills in the column, and makes a link, reversed or not, where one is named."""
    assert stated("holder", "Who.") == Property("holder", "text", "Who.", column="holder")
    assert stated("id", "Which.", column="claim_id", required=True) == Property(
        "id", "text", "Which.", column="claim_id", required=True
    )
    assert stated(
        "members",
        "Who.",
        kind="list",
        refers=("Agency",),
        link="MEMBER_OF",
        reverse=True,
        vocabulary="v",
        scope=True,
    ) == Property(
        "members",
        "list",
        "Who.",
        column="members",
        vocabulary="v",
        refers=("Agency",),
        link=Link("MEMBER_OF", reverse=True),
        scope=True,
    )


def test_a_node_finds_its_property() -> None:
    """A property is asked for by name."""
    assert NODE["Agency"].property("part_of").description == "The larger agency that it is part of."


def test_the_format_of_a_case_has_a_version() -> None:
    """A case that a newer program wrote is told by its version; this one writes the first."""
    assert FORMAT_VERSION == 2


def test_a_contradiction_is_an_error_of_the_program_not_of_the_user() -> None:
    """The declaration is ours: its error is no error of a command line."""
    assert issubclass(declaration.SchemaError, TypeError)
