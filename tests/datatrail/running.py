"""The command `datatrail` as tests run it: in their own process, with what it wrote and its status."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from datatrail.__main__ import main
from tests.datatrail.unplugged import unplugged


@dataclass(frozen=True)
class Done:
    """What a command wrote, its exit status, and the pages that it opened in a browser (which never happens here)."""

    status: int
    out: str
    err: str
    data: bytes
    opened: tuple[str, ...] = ()

    @property
    def rows(self) -> list[dict[str, str]]:
        """Standard output read as CSV."""
        return list(csv.DictReader(io.StringIO(self.out, newline="")))

    @property
    def json(self) -> Any:
        """Standard output read as JSON."""
        return json.loads(self.out)


class _Kept(io.BytesIO):
    """What was written stays readable after the writer has closed it."""

    def close(self) -> None:
        """Nothing: `getvalue` is asked for afterwards."""


def datatrail(*words: str) -> Done:
    """Run the command with these words; nothing is opened in a browser, and no stream is a terminal.

    An exception that the command line does not turn into a message fails the test: a user would see a traceback. So
    does a connection that is opened by any command but those of Neo4j.
    """
    kept_out, kept_err = _Kept(), _Kept()
    out, err = (io.TextIOWrapper(kept, encoding="utf-8") for kept in (kept_out, kept_err))
    status: Any = 0
    with (
        patch.object(sys, "argv", ["datatrail", *words]),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
        patch("webbrowser.get") as browser,
        patch.dict(os.environ),
        unplugged(words),
    ):
        os.environ.pop("COLUMNS", None)
        try:
            main()
        except SystemExit as ended:
            status = ended.code
        out.flush()
        err.flush()
    data = kept_out.getvalue()
    opened = tuple(each.args[0] for each in browser.return_value.open.call_args_list)
    return Done(status or 0, data.decode("utf-8", "replace"), kept_err.getvalue().decode(), data, opened)
