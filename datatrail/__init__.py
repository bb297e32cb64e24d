"""datatrail: the trail that a driver's data leaves, from the licensing office to immigration enforcement.

>>> import datatrail
>>> case = datatrail.demo_case()                                     # doctest: +SKIP
>>> case.trace("us-ga-dds", "us-ice", data="photo").verdict          # doctest: +SKIP
'holds'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datatrail.case import Case, demo_case, open_case
    from graphmodel.errors import DatatrailError

__all__ = ["Case", "DatatrailError", "demo_case", "open_case"]


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first used, so that the command line starts at once."""
    if name == "DatatrailError":
        from graphmodel.errors import DatatrailError

        return DatatrailError
    if name in __all__:
        from datatrail import case

        return getattr(case, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
