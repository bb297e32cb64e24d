"""The explorer: one HTML file that opens from a mail with no network and says what is known, and on whose word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError
from viz.marks import families, tiles
from viz.picture import build
from viz.safety import clean, content_policy, script_json
from viz.still import line_sample, shape_sample, svg
from viz.templates import asset
from viz.view import View
from viz.writing import write_file

if TYPE_CHECKING:
    from viz.network import TrailNetwork

# In this order they make the one script of ours.
SCRIPTS = (
    "searching.js",
    "asking.js",
    "refuting.js",
    "wording.js",
    "cards.js",
    "filters.js",
    "drawing.js",
    "snapshot.js",
    "takeaway.js",
    "days.js",
    "askedpicture.js",
    "answered.js",
    "asker.js",
    "explorer.js",
)
STYLES = ("explorer.css", "asking.css")
FIRST_SCRIPT = 'document.documentElement.className = "js";'
# What a browser draws, and a mail carries: up to 8 MB.
MOST_AGENCIES, MOST_FLOWS = 5000, 6000


def render(data: Mapping[str, Any]) -> str:
    """The page as text; the same data gives the same bytes.

    Parameters
    ----------
    data
        Title, question, headline, answers, flows, exposure, agencies, labels, help, caution, cite and stamp.

    Raises
    ------
    InputError
        When there are more flows than a browser draws in reasonable time, or a part is missing.
    """
    from viz.network import TrailNetwork

    data = _checked(clean(dict(data)))
    network = TrailNetwork(build(data))
    network.context = context(data, network)
    return network.generate_html()


def context(data: Mapping[str, Any], network: TrailNetwork) -> dict[str, Any]:
    """What the page's template needs to show this data, drawn like this."""
    view = View(data, network.picture)
    library = asset("vis-network.min.js").partition("\n//# sourceMappingURL=")[0]
    script = "\n".join(asset(name) for name in SCRIPTS)
    style = _style("\n".join(asset(name) for name in STYLES))
    return {
        "data": data,
        "view": view,
        "still": svg(network.picture, data["headline"][0]),
        "line_sample": line_sample,
        "shape_sample": shape_sample,
        "policy": content_policy([FIRST_SCRIPT, library, script], [style]),
        "style": style,
        "first_script": FIRST_SCRIPT,
        "library": library,
        "script": script,
        "json": script_json(view.script_data(network.nodes)),
    }


def write(data: Mapping[str, Any], path: str | Path) -> Path:
    """The page stands in the file, whole or not at all.

    Raises
    ------
    InputError
        When the folder is not there or cannot be written to.
    """
    return write_file(Path(path), render(data), "page")


def _small_enough(flows: list[dict[str, Any]]) -> None:
    agencies = {flow[end] for flow in flows for end in ("from", "to")}
    for number, most, what in ((len(flows), MOST_FLOWS, "flows"), (len(agencies), MOST_AGENCIES, "agencies")):
        if number > most:
            raise InputError(
                f"{number} {what} are more than a page draws ({most})",
                hint="ask about fewer holders or recipients, one data type, or with --source",
            )


def _style(sheet: str) -> str:
    """The style sheet, after what follows from our tables: colours of families, places of tiles."""
    rows, columns = (sorted(set(places)) for places in zip(*tiles().values(), strict=True))
    rules = [
        *(f".f-{family.id}{{--fill:{family.colour}}}" for family in families().values()),
        *(f".tiles .r{row}{{grid-row:{row}}}" for row in rows),
        *(f".tiles .c{column}{{grid-column:{column}}}" for column in columns),
    ]
    return "\n".join([*rules, sheet])


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    needed = ("title", "question", "headline", "answers", "flows", "exposure", "agencies", "labels", "help")
    missing = [key for key in (*needed, "caution", "cite", "stamp") if key not in data]
    if missing or not data["headline"]:
        raise InputError(
            f"the page's data lacks {', '.join(missing) or 'a headline'}", hint="see viz.explorer.render"
        )
    _small_enough(data["flows"])
    for flow in data["flows"]:
        for end in (flow["from"], flow["to"]):
            data["agencies"].setdefault(end, {"name": end, "kind": None, "kind_label": "", "state": None})
    return data
