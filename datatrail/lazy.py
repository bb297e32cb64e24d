"""A group of commands that are imported when they are run, so that its help imports none of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

#: Each command, the module of `datatrail.commands` that holds it, and what it does in a line.
Table = Mapping[str, tuple[str, str]]


class Lazy(click.Group):
    """A group with a table of its commands."""

    def __init__(self, *words: Any, table: Table, **given: Any) -> None:
        super().__init__(*words, **given)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The names of the commands, in the order in which one needs them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name."""
        if cmd_name not in self.table:
            from graphmodel.errors import did_you_mean

            near = did_you_mean(cmd_name, self.table)
            ctx.fail(f"no such command {cmd_name!r}" + (f": {near}" if near else ""))
        module, _ = self.table[cmd_name]
        command: click.Command = getattr(
            import_module(f"datatrail.commands.{module}"), cmd_name.replace("-", "_")
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])
