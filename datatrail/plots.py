"""A figure of a case: the question is asked, its table shaped, and drawn when it is written or shown."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphmodel.errors import InputError
from queries.declaration import Row
from viz.plots.files import format_of, rendered
from viz.plots.kinds import Kind, find_kind
from viz.plots.shaped import Shaped
from viz.writing import write_file

if TYPE_CHECKING:
    import pandas as pd

    from datatrail.case import Case

NOTHING = "nothing that is known here fits all that was asked, which is no finding of nothing"


@dataclass(frozen=True)
class Plot:
    """A figure: its table, and its drawing as a file or in a notebook."""

    kind: Kind
    shaped: Shaped

    @property
    def rows(self) -> list[Row]:
        """The table behind the figure."""
        return self.shaped.rows

    @property
    def columns(self) -> list[str]:
        """The names of the table's columns."""
        return [column.name for column in self.shaped.columns]

    def to_frame(self) -> pd.DataFrame:
        """The table for pandas."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=self.columns)

    def render(self, format_: str = "svg") -> bytes:
        """The figure as the bytes of a file: svg, png or pdf; the same case gives the same bytes.

        Raises
        ------
        InputError
            When there is nothing to draw.
        """
        if not self.shaped.drawn:
            hint = "ask for more: another agency, kind of data or period, or a lower --min-standing"
            raise InputError(f"there is nothing to draw: {NOTHING}", hint=hint)
        return rendered(lambda sheet: self.kind.draw(sheet, self.shaped), self.shaped, format_)

    def write(self, path: str | Path) -> Path:
        """The file holds the figure; the end of its name says in which form."""
        path = Path(path)
        return write_file(path, self.render(format_of(path)), "figure")

    def _repr_html_(self) -> str:
        """The figure as an image, in which nothing runs and whose names meet no other figure's."""
        if not self.shaped.drawn:
            return f"<p>Nothing to draw: {NOTHING}.</p>"
        data = b64encode(self.render()).decode("ascii")
        return f'<img alt="{escape(self.shaped.alt)}" src="data:image/svg+xml;base64,{data}">'

    def __repr__(self) -> str:
        return f"{self.shaped.title} ({len(self.rows)} rows)"


def plot(case: Case, name: str, options: dict[str, Any]) -> Plot:
    """A figure of a case by its kind."""
    kind = find_kind(name)
    about = {"title": case.title, "datasets": case.datasets, "stamp": case.stamp}
    return Plot(kind, kind.shaped(case.evidence, options, **about))
