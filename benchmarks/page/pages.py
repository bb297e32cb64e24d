"""The two pages of one graph: ours, and the one that pyvis writes, with its CDN requests answered from local copies."""

from __future__ import annotations

import re
import subprocess
import tarfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyvis.network import Network

from viz import explorer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route

BOOTSTRAP = "bootstrap@5.0.0-beta3"  # what pyvis 0.3.2 asks for


def ours(data: dict[str, Any], path: Path) -> Path:
    """Our page."""
    return explorer.write(data, path)


def pyvis_own(data: dict[str, Any], path: Path) -> Path:
    """What pyvis writes of the same agencies and exchanges, by its defaults; parallel edges kept."""
    network = Network(directed=True, cdn_resources="remote")
    named = {end for flow in data["flows"] for end in (flow["from"], flow["to"])}
    for agency in sorted(named):
        network.add_node(agency, label=data["agencies"][agency]["name"])
    for flow in data["flows"]:
        network.add_edge(flow["from"], flow["to"], title=flow["data_type"])
    html = re.sub(r'\s(?:integrity|crossorigin)="[^"]*"', "", network.generate_html())
    path.write_text(html, encoding="utf-8")
    return path


def bootstrap(folder: Path) -> Path | None:
    """The folder of bootstrap's files, from npm; nothing where that cannot be reached."""
    try:
        packed = subprocess.run(
            ["npm", "pack", BOOTSTRAP, "--silent"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=60,
            encoding="utf-8",
        )
        with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
            archive.extractall(folder, filter="data")
    except (OSError, subprocess.SubprocessError, tarfile.TarError, IndexError):
        return None
    return folder / "package" / "dist"


def answer_from_copies(context: BrowserContext, dist: Path | None, asked: list[str]) -> None:
    """Every request to the web is answered from a local copy, and noted."""
    vis = files("pyvis") / "lib" / "vis-9.1.2"
    copies: dict[str, Callable[[], str]] = {
        "vis-network.min.js": (vis / "vis-network.min.js").read_text,
        "vis-network.min.css": (vis / "vis-network.css").read_text,
    }
    if dist:
        copies |= {
            "bootstrap.min.css": (dist / "css" / "bootstrap.min.css").read_text,
            "bootstrap.bundle.min.js": (dist / "js" / "bootstrap.bundle.min.js").read_text,
        }

    def answer(route: Route) -> None:
        url = route.request.url
        asked.append(url)
        name = url.rpartition("/")[2]
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        route.fulfill(body=copies[name]() if name in copies else "", content_type=kind)

    context.route(re.compile("^https?://"), answer)
