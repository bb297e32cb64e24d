"""`doctor`: versions, optional parts, and what may be in the way."""

from __future__ import annotations

import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import click

from datatrail.output import format_option, quiet_option, write_rows

PACKAGES = (
    "datatrail",
    "networkx",
    "neo4j",
    "pyvis",
    "pandas",
    "pyarrow",
    "click",
    "rich",
    "jinja2",
    "filelock",
    "platformdirs",
)
ROOMS = ("graphmodel", "loaders", "queries", "viz", "datatrail")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "firefox")


@click.command()
@format_option()
@quiet_option
def doctor(format_: str, quiet: bool) -> None:  # noqa: ARG001 (nothing to be quiet about)
    """Versions, optional parts, and what may be in the way.

    \b
    For example:
      datatrail doctor --format json
    """
    rows = [*_packages(), *_rooms(), _browser(), _cache()]
    write_rows(rows, ("what", "state", "detail"), format_)


def _packages() -> list[dict[str, str]]:
    rows = [{"what": "Python", "state": "ok", "detail": sys.version.split()[0]}]
    for name in PACKAGES:
        try:
            rows.append({"what": name, "state": "ok", "detail": version(name)})
        except PackageNotFoundError:
            rows.append({"what": name, "state": "missing", "detail": f"pip install {name}"})
    return rows


def _rooms() -> list[dict[str, str]]:
    """Whether our packages' plain names are ours: an unrelated distribution installs one called `queries`."""
    home = Path(__file__).resolve().parents[2]
    rows = []
    for room in ROOMS:
        spec = find_spec(room)
        place = Path(spec.origin).resolve().parents[1] if spec and spec.origin else None
        state = "ok" if place == home else "clash"
        detail = (
            "ours" if state == "ok" else f"found in {place}: install datatrail in an environment of its own"
        )
        rows.append({"what": f"package {room}", "state": state, "detail": detail})
    return rows


def _browser() -> dict[str, str]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return {
        "what": "a browser",
        "state": "ok" if found else "not found",
        "detail": found or "open pages elsewhere",
    }


def _cache() -> dict[str, str]:
    from platformdirs import user_cache_path

    return {"what": "cache of bundled cases", "state": "ok", "detail": str(user_cache_path("datatrail"))}
