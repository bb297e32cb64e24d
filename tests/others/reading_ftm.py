"""What the library `followthemoney` reads in a file of entities: what it says is wrong, and what it would change."""

import json
import sys
from pathlib import Path

from followthemoney import model
from followthemoney.exc import InvalidData


def wrong(entity):
    try:
        model.get(entity["schema"]).validate(entity)
    except InvalidData as error:
        return [[entity["id"], json.dumps(getattr(error, "errors", str(error)))]]
    return []


def changed(entity):
    """The properties whose values are others once they were put in one by one, as a crawler does."""
    made = model.make_entity(entity["schema"])
    made.id = entity["id"]
    for name, values in entity["properties"].items():
        made.add(name, values)
    before, after = entity["properties"], made.to_dict()["properties"]
    return [[entity["id"], name] for name in before if sorted(before[name]) != sorted(after.get(name, ()))]


def ends(entity):
    """The two ends of an edge; none of a node."""
    schema = model.get(entity["schema"])
    return (
        [entity["properties"][end] for end in (schema.source_prop.name, schema.target_prop.name)]
        if schema.edge
        else []
    )


def refers_to(entity):
    schema = model.get(entity["schema"])
    named = entity["properties"].items()
    return [each for name, values in named if schema.get(name).type.name == "entity" for each in values]


with Path(sys.argv[1]).open(encoding="utf-8") as file:
    entities = [json.loads(line) for line in file]
found = {
    "schemata": [each["schema"] for each in entities],
    "wrong": [each for entity in entities for each in wrong(entity)],
    "changed": [each for entity in entities for each in changed(entity)],
    "edges": {each["id"]: ends(each) for each in entities if ends(each)},
    "refers_to": sorted({each for entity in entities for each in refers_to(entity)}),
    "captions": {each["id"]: model.get_proxy(each).caption for each in entities},
}
sys.stdout.write(json.dumps(found))
