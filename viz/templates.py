"""Templates and files of the pages: read from the package, filled in with everything escaped."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


ASSETS = files("viz") / "assets"


def asset(name: str) -> str:
    """The text of a file that travels with the page."""
    return (ASSETS / name).read_text(encoding="utf-8")


def environment() -> Environment:
    """Our own template environment: everything is escaped, and a name that is not there is an error."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def plain_environment() -> Environment:
    """The same for text that is no HTML: nothing is escaped but by the filters of who asks for it."""
    made = environment()
    made.autoescape = False
    return made
