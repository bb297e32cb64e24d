"""What the library `prov` reads in a PROV-JSON file: its records, each with its formal ends and its attributes."""

import json
import sys
from pathlib import Path

from prov.model import ProvDocument


def plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def told(record):
    return {
        "type": record.get_type().localpart,
        "id": record.identifier and str(record.identifier),
        "formal": {str(name.localpart): plain(value) for name, value in record.formal_attributes if value},
        "more": sorted((str(name), plain(value)) for name, value in record.extra_attributes),
    }


with Path(sys.argv[1]).open(encoding="utf-8") as file:
    document = ProvDocument.deserialize(file)
again = ProvDocument.deserialize(content=document.serialize())
sys.stdout.write(
    json.dumps(
        {
            "records": [told(record) for record in document.get_records()],
            "same_again": again == document,
            "as_prov_n": len(document.serialize(format="provn")),
        }
    )
)
