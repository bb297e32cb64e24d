"""One part of `loading.py`, in a process of its own: prints as JSON what it counted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOLDER = "Examplia City PD"


def floor(log: Path) -> dict[str, int]:
    """Parse the file and group it by agency and month: no less can be done. Damaged rows are cut to fit."""
    import polars as pl

    month = pl.col("Search Time").str.slice(0, 2) + pl.col("Search Time").str.slice(6, 4)
    found = (
        pl.scan_csv(log, truncate_ragged_lines=True, infer_schema=False)
        .group_by("Org Name", month)
        .len()
        .collect()
    )
    return {"rows": int(found["len"].sum()), "groups": len(found)}


def naive(log: Path) -> dict[str, int]:
    """The whole file in pandas; each row's cells are normalised by a function, then grouped. Damaged rows are lost."""
    import pandas as pd

    from loaders.mapping_files import shipped_mappings

    mapping = shipped_mappings()["flock-network-audit-13"]
    rules = mapping.classify["Reason"]
    frame = pd.read_csv(log, dtype=str, keep_default_na=False, on_bad_lines="skip")
    frame["agency"] = frame["Org Name"].map(lambda name: " ".join(name.split()).casefold())
    when = pd.to_datetime(frame["Search Time"], format="%m/%d/%Y, %I:%M:%S %p UTC", errors="coerce")
    frame["month"] = when.dt.strftime("%Y-%m")
    frame["purpose"] = frame["Reason"].map(lambda reason: rules.terms([reason])[0])
    found = frame.groupby(["agency", "month", "purpose"]).size()
    return {"rows": int(found.sum()), "groups": len(found)}


def ours(log: Path, case: str) -> dict[str, int]:
    """The command itself, as a person would type it."""
    from datatrail.__main__ import main
    from loaders.store import CaseFolder

    CaseFolder(case).init("A log", registry=False)
    sys.argv = [
        "datatrail",
        "load",
        str(log),
        "--case",
        case,
        "--set",
        f"holder={HOLDER}",
        "--quiet",
        "--format",
        "json",
    ]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
    manifest = CaseFolder(case).manifest()
    (entry,) = manifest["inputs"]
    return {
        "rows": entry["rows_read"],
        "rejected": entry["rejected"],
        "groups": manifest["rows"]["Request"],
    }


def start(_: Path) -> dict[str, int]:
    """The program says what it can do."""
    from datatrail.__main__ import main

    sys.argv = ["datatrail", "--help"]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
    return {}


PARTS: dict[str, Callable[..., Any]] = {"floor": floor, "naive": naive, "ours": ours, "start": start}

if __name__ == "__main__":
    print("\n" + json.dumps(PARTS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
