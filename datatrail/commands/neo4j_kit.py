"""`neo4j kit` and `neo4j open`: Neo4j Browser made ready to explore a case."""

from __future__ import annotations

from pathlib import Path

import click

from datatrail.commands.neo4j_load import as_option, server_options
from datatrail.output import ProgressBar, case_option, quiet_option, say

#: Where the kit is served, unless it is taken.
PORT = 17_475


@click.command()
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Where to: a folder, whose files are replaced."
)
@click.option("--serve", is_flag=True, help="Serve the kit to the Browser on this machine, until Ctrl+C.")
@click.option("--port", default=PORT, show_default=True, help="Where it is served.")
@server_options
@as_option
@case_option
@quiet_option
def kit(
    *,
    out: Path | None,
    serve: bool,
    port: int,
    uri: str | None,
    user: str | None,
    database: str | None,
    name: str | None,
    case_folder: str | None,
    quiet: bool,
) -> None:
    """Style, saved queries and a guide for Neo4j Browser, made of this case, for the classic Browser and the new one.

    \b
    style.grass     colours and captions (classic: drop it on the Browser)
    queries.zip     saved queries (classic: drop it into Favorites); queries.csv for the new Browser
    guide.html      a tour of the case (classic: `:guide URL`); guide.adoc for the new Browser
    parameters.txt  sets the parameters to values of this case
    index.html      links that open a query in the Browser

    \b
    For example:
      datatrail neo4j kit -o kit
    """
    from datatrail.case import open_case
    from datatrail.kit import kit_of
    from datatrail.kit_opening import browser_of, wait_until_stopped
    from datatrail.kit_serving import served
    from datatrail.neo4j_loading import Loading, server_meant
    from graphmodel.errors import InputError
    from viz.writing import write_files

    if out is None and not serve:
        raise InputError("a kit goes into a folder, or is served", hint="-o kit, or --serve")
    to, loading = server_meant(uri, user, database), Loading(open_case(case_folder), name)
    made = kit_of(loading.case, loading.mark.id)
    files = made.files(browser_of(to), to.uri, to.database or "")
    if out is not None:
        write_files(out, files, "kit")
        say(f"Wrote {len(files)} files to {out}", quiet=quiet)
    if serve:
        with served(files, port, browser=browser_of(to)) as address:
            say("In Neo4j Browser, run these two lines:", quiet=quiet)
            click.echo(f":style {address}/style.grass\n:guide {address}/guide.html")
            wait_until_stopped(quiet=quiet)


@click.command()
@click.option("--port", default=PORT, show_default=True, help="Where the kit is served.")
@as_option
@case_option
@quiet_option
def open(*, port: int, name: str | None, case_folder: str | None, quiet: bool) -> None:
    """A server of this machine, the case in it, the kit served, and one link into Neo4j Browser.

    The link lands in the Browser with the guide and the style in place and a first question in the editor. The kit is
    served until Ctrl+C; the server runs on (`datatrail neo4j server stop`).

    \b
    For example:
      datatrail neo4j open
    """
    from datatrail.case import open_case
    from datatrail.kit_opening import opened, wait_until_stopped

    with (
        ProgressBar(quiet=quiet) as progress,
        opened(open_case(case_folder), name, port=port, progress=progress) as found,
    ):
        click.echo(found.link)
        say(f"User {found.user}; {found.password_hint}", quiet=quiet)
        wait_until_stopped(quiet=quiet)
