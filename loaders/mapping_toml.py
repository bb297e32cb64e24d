"""A mapping's TOML text becomes a mapping, or the error that names its line."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from loaders.mapping import SourceMapping
from loaders.mapping_checks import check_mapping
from loaders.mapping_keys import KEYS
from loaders.mapping_schema import record_of
from loaders.mapping_text import Source


def parse_mapping(name: str, text: str) -> SourceMapping:
    """The mapping that a TOML text declares.

    Raises
    ------
    InputError
        When it is no TOML, or declares what no mapping may; with the line.
    """
    source = Source(name, text)
    made = record_of(KEYS)(source, (), source.made)
    made["names"] = made.pop("header")
    if made["layout"].header_row == 0:
        made["layout"] = replace(made["layout"], header_row=None, names=made["names"])
    mapping = SourceMapping(name, sha256(text.encode()).hexdigest(), **made)
    check_mapping(source, mapping)
    return mapping
