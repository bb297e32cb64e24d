"""Templates and files of the pages: read from the package, filled in with everything escaped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


ASSETS = files("viz") / "assets"


def asset(name: str) -> str:
    """The text of a file that travels with the page."""
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Our own template environment: everything is escaped, and a name that is not there is an error.

    It is made once, and so is each template in it: to read the page's takes longer than to fill it in.
    """
    return _made()


def plain_environment() -> Environment:
    """The same for text that is no HTML: nothing is escaped but by the filters that who asks for it adds."""
    made = _made()
    made.autoescape = False
    return made


def _made() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
