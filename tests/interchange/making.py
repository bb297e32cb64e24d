"""Cases and tables for the tests of exports: with nasty values drawn at random, and whole cases with a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from graphmodel.declaration import PropertyType
from graphmodel.errors import InputError
from graphmodel.schema import NODE
from graphmodel.tables import Tables, columns
from loaders.interchange.holding import HOLDS
from loaders.interchange.reading import LOGS, SETTINGS, Reading, is_node
from loaders.load import load
from loaders.store import CaseFolder
from tests.loaders.making import contents, write
from tests.queries.randomcases import random_case

FORMATS = tuple(HOLDS)
GRAPHS = tuple(name for name, each in HOLDS.items() if each.graph)
#: Names that formats and programs use for something else, and texts that they cut, change or cannot hold.
NASTY = (
    *(
        "source",
        "id",
        "type",
        "key",
        "label",
        "target",
        "weight",
        "for",
        "start",
        "table",
        "derived",
        "None",
        "null",
    ),
    *(
        "nan",
        "true",
        "1",
        "-1",
        "0x10",
        "1e5",
        "2020-02-30",
        "..2020",
        "2019-06..",
        "a;b",
        ";",
        "a,b",
        '"',
        "''",
        "'=1",
    ),
    *(
        "=1+1",
        "+1",
        "@a",
        "-",
        " ",
        "  a  ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\x00",
        "\x0b",
        "\x1f",
        "\x7f",
        "\x85",
        "\u2028",
    ),
    *(
        "\ufffd",
        "\ufffe",
        "\uffff",
        "\U0001f697",
        "\u202eabc",
        "e\u0301",
        "\u05e9\u05dc",
        "\ufeff",
        "%",
        "%25;",
        "%A;",
        "]]>",
    ),
    *("<!DOCTYPE a>", "&amp;", "<a/>", "Agency:a", "[]", "[1]", "{}", "\\", "../../etc/passwd", "A" * 300),
)
TEXTS = st.sampled_from(NASTY) | st.text(max_size=8)
LARGEST = 2**63 - 1
VALUES: Mapping[PropertyType, st.SearchStrategy[Any]] = {
    "text": st.none() | st.just("") | TEXTS,
    "list": st.none() | st.lists(st.just("") | TEXTS, max_size=3),
    "number": st.none() | st.floats(allow_nan=True) | st.sampled_from([0.0, -0.0, 250.0, 1e300]),
    "integer": st.none() | st.integers(-LARGEST - 1, LARGEST),
    "flag": st.none() | st.booleans(),
}
#: Of each kind of value and of key some: nodes of several labels, edges with and without properties.
DRAWN = (
    "Agency",
    "AgencyGroup",
    "Source",
    "Statement",
    "Rule",
    "State",
    "PART_OF",
    "CITES",
    "PASSED_VIA",
    "DESCRIBED_BY",
)


@st.composite
def tables(draw: st.DrawFn) -> Tables:
    """Tables with any values at all; ids are texts, not blank and each once, and ends are ids that there may be."""
    ids = {
        name: draw(st.lists(TEXTS.filter(bool), min_size=1, max_size=3, unique=True))
        for name in DRAWN
        if is_node(name)
    }
    return Tables.from_records({name: draw(_rows(name, ids)) for name in DRAWN})


def _rows(name: str, ids: Mapping[str, Sequence[str]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    types: Mapping[str, Any] = columns(name)
    cells = {column: VALUES[kind] for column, kind in types.items()}
    if is_node(name):
        rows = [st.fixed_dictionaries(cells | {"id": st.just(each), "name": TEXTS}) for each in ids[name]]
        return st.tuples(*rows).map(list)
    ends = {
        end: st.sampled_from(sorted({*chain.from_iterable(ids.values()), "nowhere"}))
        for end in ("source", "target")
    }
    labels = dict.fromkeys(("source_label", "target_label"), st.sampled_from(sorted(ids)))
    return st.lists(st.fixed_dictionaries(cells | ends | labels), max_size=4)


FLOW: dict[str, Any] = {
    "flow": "f1",
    "from": "us-a",
    "to": "masked",
    "data_type": "photo",
    "database": None,
    "channel": None,
    "via": ["x;y"],
    "standing": "reported",
    "contested": True,
    "first": None,
    "last": "2020-01-31",
    "count_words": "more than 250",
    "at_least": 251.0,
    "at_most": None,
    "unit": "requests",
    "items": ["c1"],
    "documents": [],
    "read": [],
}


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A case as it is written, with nasty values in tables, title, flows and times."""
    made = draw(tables())
    spells = st.tuples(st.none() | st.just("2019-01-01"), st.none() | st.just("2020-12-31"))
    times = {row["id"]: draw(spells) for row in made.records("Statement")}
    flows = [
        FLOW | {"flow": f"f{number}", "from": draw(TEXTS), "data_type": draw(TEXTS)} for number in range(3)
    ]
    return Reading(draw(TEXTS), sha256(b"made up").hexdigest(), made, {}, lambda: flows, times)


def same_tables(one: Tables, other: Tables) -> None:
    """Two sets of tables hold the same values of the same types, and so are the same in Parquet."""
    for name in one:
        assert one[name].schema == other[name].schema
        assert repr(one.records(name)) == repr(other.records(name)), name


def kept(folder: CaseFolder) -> dict[str, str]:
    """The hash of every file that makes a case what it is, whatever number its generation has."""
    assert folder.current is not None
    everything = {
        f"generation/{name}": digest for name, digest in contents(folder.data / folder.current).items()
    }
    own = (
        path
        for path in folder.path.rglob("*")
        if path.relative_to(folder.path).parts[0] not in ("data", "index")
    )
    names = {path.relative_to(folder.path).as_posix(): path for path in own if path.is_file()}
    return everything | {
        name: sha256(path.read_bytes()).hexdigest()
        for name, path in names.items()
        if name not in (".lock", ".gitignore")
    }


SHAPES = ("agency", "document", "claim", "event", "coverage", "rule")


def loaded(seed: int, path: Path) -> CaseFolder:
    """A random case, loaded from files into a folder; rows that cannot be taken are its rejects."""
    drawn, _ = random_case(seed)
    folder = CaseFolder(path).init(f"Case {seed}", registry=False)
    for shape in SHAPES:
        rows = [dict(row) | ({"title": "made up"} if shape == "document" else {}) for row in drawn[shape]]
        for dataset, each in groupby(sorted(rows, key=_dataset), key=_dataset):
            _load(folder, shape, dataset, [{k: v for k, v in row.items() if k != "dataset"} for row in each])
    return folder


def _dataset(row: Mapping[str, str]) -> str:
    return row.get("dataset") or "first"


def _load(folder: CaseFolder, shape: str, dataset: str, rows: list[dict[str, str]]) -> None:
    file = write(folder.path.parent / f"{folder.path.name}-{shape}-{dataset}.csv", shape, rows)
    with suppress(InputError):  # a column that mentions what another file has yet to explain
        load(folder, [file], dataset=dataset)


@cache
def names_of(label: str) -> tuple[str, ...]:
    """The columns of a node table."""
    return tuple(each.name for each in NODE[label].properties)


LOG_FILES = (SETTINGS, *LOGS)
