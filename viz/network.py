"""The analyst's object: a pyvis Network that writes our page. The only module that knows pyvis.

pyvis 0.3.2 fetches scripts from the network in every mode, writes some texts into the page as code, and drops
parallel edges unless directed. None of that is used: nodes and edges are filled in directly, the page is made by
our own template environment, which escapes, and the file is written as UTF-8 wherever we are.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pyvis.network import Network

from graphmodel.errors import InputError
from viz.picture import Line, Mark, Picture
from viz.templates import environment
from viz.writing import write_file

TEMPLATE = "page.html"


class TrailNetwork(Network):  # type: ignore[misc] # pyvis is not typed
    """A pyvis Network of a picture; whatever way it is written or shown, the result is our page.

    Parameters
    ----------
    picture
        What is drawn. Nodes have its coordinates; edges are those between what stands in no fold.
    """

    def __init__(self, picture: Picture) -> None:
        super().__init__(directed=True, cdn_resources="in_line")
        self.templateEnv = environment()
        self.path = TEMPLATE
        self.picture = picture
        self.context: dict[str, Any] = {}  # what the template needs
        self.nodes = [_node(mark) for mark in picture.marks]
        self.node_ids = [node["id"] for node in self.nodes]
        self.node_map = {node["id"]: node for node in self.nodes}
        self.edges = [_edge(line) for line in picture.lines]

    def generate_html(self, name: str = "", local: bool = True, notebook: bool = False) -> str:  # noqa: ARG002
        """The page as text; pyvis's own switches change nothing."""
        page: str = self.templateEnv.get_template(self.path).render(self.context)
        self.html = page
        return page

    def write_html(
        self,
        name: str | os.PathLike[str],
        local: bool = True,
        notebook: bool = False,
        open_browser: bool = False,
    ) -> None:
        """The page stands in the file, whole or not at all."""
        if notebook or open_browser:
            raise InputError("the page is only written", hint="open the file in a browser")
        write_file(Path(name), self.generate_html(local=local), "page")

    save_graph = write_html
    show = write_html

    def from_nx(self, *_: object, **__: object) -> None:
        """Not ours to do: the picture is laid out before."""
        raise InputError("a TrailNetwork is made from a picture", hint="use viz.explorer.render")


def _node(mark: Mark) -> dict[str, Any]:
    rest = {
        "answer": mark.answer,
        "state": mark.state,
        "fold": mark.fold,
        "members": mark.members,
    }
    return {
        "id": mark.id,
        "label": mark.label,
        "x": mark.x,
        "y": mark.y,
        "column": mark.column,
        "family": mark.family,
        **{key: value for key, value in rest.items() if value},
    }


def _edge(line: Line) -> dict[str, Any]:
    rest = {"contested": line.contested, "via": list(line.via), "bend": line.bend}
    return {
        "id": line.id,
        "from": line.start,
        "to": line.end,
        "known": line.known,
        "flows": list(line.flows),
        **{key: value for key, value in rest.items() if value},
    }
