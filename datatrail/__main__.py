"""The command `datatrail`."""

from __future__ import annotations

import io
import os
import sys

from graphmodel.errors import DatatrailError, disk_hint, reason_of


def main() -> None:
    """Run the command line; an error is one line and a hint, and a status that means something."""
    from datatrail.cli import cli

    _write_any_text()
    try:
        cli.main(prog_name="datatrail")
    except DatatrailError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # whoever read our output has had enough; nothing more can be said there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else "a file cannot be read or written: "
        sys.stderr.write(f"Error: {where}{reason_of(error)}\nHint: {disk_hint(error)}\n")
        sys.exit(2)


def _write_any_text() -> None:
    """What goes into a file or a pipe is UTF-8; a terminal that lacks a character shows its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


if __name__ == "__main__":
    main()
