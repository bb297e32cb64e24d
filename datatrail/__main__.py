"""The command `datatrail`."""

from __future__ import annotations

import os
import sys

from graphmodel.errors import DatatrailError


def main() -> None:
    """Run the command line; an error is one line and a hint, and a status that means something."""
    from datatrail.cli import cli

    try:
        cli.main(prog_name="datatrail")
    except DatatrailError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # whoever read our output has had enough; nothing more can be said there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
