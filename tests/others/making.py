"""Cases to be exported: random ones, one with hard texts, and one on which analysts have worked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from datatrail.case import demo_case, open_case
from datatrail.outward import held_of
from graphmodel.projection import project_tables
from graphmodel.tables import Tables
from loaders.interchange.held import Held
from loaders.load import load
from tests.datatrail.running import datatrail
from tests.loaders.making import case as new_case
from tests.loaders.making import claim, write
from tests.queries.enginecases import whole_tables
from tests.queries.randomcases import random_case
from tests.queries.test_trace_oracle import tables_of

#: Texts that a format, or a reader of it, might not survive; the last are names in other formats.
HARD = (
    'he said "no", twice; and \\"never\\"',
    "two\nlines, and\ttabs",
    "naïve – “quotes” 🚗 = + - @ % # ? / \\",
    "العربية, e\u0301, 日本語",
    "prov:type",
    "_:b1",
    "$",
    "null",
    *("id", "type", "key", "label", "source", "schema", "properties"),
)


def held(tables: Tables, **more: object) -> Held:
    """What a case holds that was made of nothing but tables."""
    stamp = {"case_sha256": sha256(b"made up").hexdigest(), "version": "0"}
    return Held("A test", stamp, tables, project_tables(tables), {"inputs": []}, None, **more)  # type: ignore[arg-type]


@cache
def random_held(seed: int) -> Held:
    """A random case."""
    return held(whole_tables(tables_of(random_case(seed)[0])))


def random_cases(many: int) -> Iterator[Held]:
    """Random cases."""
    return map(random_held, range(many))


def hard_case(folder: Path) -> Path:
    """A case whose ids, names and notes are hard texts."""
    made = new_case(folder / "hard")
    agencies = [
        {"agency": f"ex-{number}", "name": f"Examplia {text}", "kind": "law-enforcement", "note": text}
        for number, text in enumerate(HARD)
    ]
    documents = [
        {"document": f"ex-{number}", "title": text, "publisher": text, "url": text, "published": "2020-02"}
        for number, text in enumerate(HARD)
    ]
    claims = [
        claim(
            claim_id=text,
            document=f"ex-{number}",
            holder=f"ex-{number}",
            speaker=text,
            locator=text,
            time_kind="event",
            start="2019-06",
            beside="; ".join(HARD[:3]),
            note=text,
        )
        for number, text in enumerate(HARD)
    ]
    files = [
        write(folder / f"{shape}s.csv", shape, rows)
        for shape, rows in (("agency", agencies), ("document", documents), ("claim", claims))
    ]
    done = load(made, files, dataset="hard")
    assert all(not each["rejected"] for each in done.to_dict()["files"]), done.to_dict()
    return made.path


def worked_case(folder: Path) -> Path:
    """A small case after some work: `c1` read and twice corrected, `c2` retracted, `c3` too and back, a name decided."""
    made = new_case(folder / "worked")
    rows = [claim(claim_id=f"c{number}", document="ex-report", start="2019") for number in range(1, 5)]
    rows.append(claim(claim_id="c5", document="ex-report", recipient="The Examplia Bureau"))
    document = {"document": "ex-report", "title": "A made-up report", "published": "2020"}
    load(made, [write(folder / "claims.csv", "claim", rows), write(folder / "d.csv", "document", [document])])
    path = str(made.path)
    for words in (
        ("verify", "c1", "--read", "in-full", "--by", "A. Analyst"),
        ("verify", "c1", "--correct", "count_words=some", "--by", "A. Analyst", "--why", "as it says"),
        ("verify", "c1", "--correct", "count_words=few", "--by", "B. Analyst", "--why", "as it says"),
        ("verify", "c2", "--retract", "--by", "B. Analyst", "--why", "read wrongly"),
        ("verify", "c3", "--retract", "--by", "C. Analyst", "--why", "in error"),
        ("verify", "c3", "--undo", "retract", "--by", "C. Analyst", "--why", "in error"),
        ("names", "accept", "The Examplia Bureau", "us-ice", "--by", "D. Analyst", "--why", "so it is"),
    ):
        done = datatrail(*words, "--case", path, "--quiet")
        assert done.status == 0, done.err
    return made.path


@cache
def bundled(which: str) -> Held:
    """What a bundled case holds."""
    return held_of(demo_case(which))


def held_in(folder: Path | str) -> Held:
    """What the case in a folder, or a bundled one, holds."""
    return held_of(open_case(folder))
