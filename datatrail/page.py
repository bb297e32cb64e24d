"""A page that was written: a path, which a notebook shows as the page itself."""

from __future__ import annotations

import os
from html import escape
from pathlib import PosixPath, WindowsPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path as Here
elif os.name == "nt":
    Here = WindowsPath
else:
    Here = PosixPath

HEIGHT = 720


class Page(Here):
    """The path of a page; in a notebook, the page in a frame that can reach neither the notebook nor a network."""

    def _repr_html_(self) -> str:
        """The page as it is now: its scripts run apart from the notebook's, under its own content policy."""
        return (
            f'<iframe sandbox="allow-scripts allow-downloads allow-popups" width="100%" height="{HEIGHT}" '
            f'title="{escape(self.name)}" srcdoc="{escape(self.read_text(encoding="utf-8"))}"></iframe>'
        )
