"""`check`: what a case has, and what in it wants looking at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from datatrail.output import case_option, format_option, quiet_option, say, write_json, write_table

if TYPE_CHECKING:
    from datatrail.case import Case

SHOWN = 20
#: What makes `--strict` fail.
WORRIES = ("rejects", "conflicts", "unresolved", "warnings")


@click.command()
@click.option("--strict", is_flag=True, help="Exit with status 1 if anything wants looking at.")
@case_option
@format_option("table", "json")
@quiet_option
def check(strict: bool, case_folder: str | None, format_: str, quiet: bool) -> None:
    """What do I have: sources, coverage, rejects, unresolved names, conflicting keys.

    \b
    For example:
      datatrail check --case mycase --strict
    """
    from datatrail.case import open_case

    found = findings(open_case(case_folder))
    if format_ == "json":
        write_json(found)
    else:
        _print(found)
    worries = [name for name in WORRIES if found[name]]
    if strict and worries:
        say("Wants looking at: " + ", ".join(f"{len(found[name])} {name}" for name in worries), quiet=quiet)
        raise SystemExit(1)


def findings(case: Case) -> dict[str, Any]:
    """What a case has, as data."""
    evidence = case.evidence
    manifest = case.snapshot.manifest
    flows = evidence.flows()
    groups = [
        flow
        for flow in flows
        if evidence.registry.is_group(flow.holder) or evidence.registry.is_group(flow.recipient)
    ]
    return {
        "title": case.title,
        "case_sha256": case.stamp["case_sha256"],
        "inputs": [_input(entry) for entry in manifest.get("inputs", ())],
        "items": len(evidence.items),
        "modes": dict(sorted(Counter(item.mode for item in evidence.items).items())),
        "flows": len(flows),
        "flows_with_a_group": len(groups),
        "standings": dict(sorted(Counter(flow.standing for flow in flows).items())),
        "read": dict(
            sorted(Counter(item.record.get("read") or "not said" for item in evidence.items).items())
        ),
        "documents": len(evidence.documents),
        "rules": len(evidence.rules),
        "coverage": dict(sorted(Counter(each.extent for each in evidence.coverage).items())),
        "unresolved": list(_unresolved(case)),
        "rejects": case.folder.rejects(),
        "conflicts": list(manifest.get("conflicts", ())),
        "warnings": list(evidence.warnings),
    }


def _input(entry: dict[str, Any]) -> dict[str, Any]:
    wanted = (
        "dataset",
        "file",
        "shape",
        "mapping",
        "rows_read",
        "taken",
        "rejected",
        "duplicates",
        "personal_dropped",
    )
    return {name: entry.get(name) for name in wanted}


def _unresolved(case: Case) -> Iterator[dict[str, Any]]:
    """The names that no agency has, by how many items they stand in."""
    registry = case.evidence.registry
    uses = Counter(
        party for item in case.evidence.items for party in (item.holder, item.recipient, *item.via)
    )
    unknown = [party for party in registry.values() if party.provisional]
    for party in sorted(unknown, key=lambda party: (-uses[party.id], party.id)):
        candidate = registry.label(party.candidate) if party.candidate else None
        yield {
            "name": party.name,
            "id": party.id,
            "dataset": party.dataset,
            "items": uses[party.id],
            "candidate": candidate,
            "marked": party.marked,
        }


def _print(found: dict[str, Any]) -> None:
    click.echo(f"{found['title']}\ncase {found['case_sha256']}\n")
    write_table(
        found["inputs"],
        ("dataset", "file", "shape", "rows_read", "taken", "rejected", "duplicates"),
        title="Inputs",
    )
    click.echo(f"{found['items']} items of evidence: {_counted(found['modes'])}")
    click.echo(
        f"{found['flows']} flows ({found['flows_with_a_group']} with a group): {_counted(found['standings'])}"
    )
    click.echo(f"{found['documents']} documents; items read: {_counted(found['read'])}")
    click.echo(f"{found['rules']} rules; coverage: {_counted(found['coverage']) or 'none'}\n")
    _list("unresolved names", found["unresolved"], ("name", "dataset", "items", "candidate", "marked"))
    _list("rejects", found["rejects"], ("file", "sheet", "row", "column", "reason", "hint"))
    _list("conflicts", found["conflicts"], tuple(found["conflicts"][0]) if found["conflicts"] else ())
    for warning in found["warnings"]:
        click.echo(f"Warning: {warning}")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def _list(title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    if not rows:
        click.echo(f"No {title}.")
        return
    write_table(rows[:SHOWN], columns, title=f"{len(rows)} {title}")
    if len(rows) > SHOWN:
        click.echo(f"… and {len(rows) - SHOWN} more: --format json")
