"""`check`: what a case has, and what in it wants looking at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from datatrail.output import (
    case_option,
    format_option,
    quiet_option,
    say,
    write_json,
    write_rows,
    write_table,
)

if TYPE_CHECKING:
    from datatrail.case import Case
    from graphmodel.evidence import Item
    from graphmodel.projection import Evidence

SHOWN = 20
#: Items that each rule touches, and how many of them it judges how.
RULE_COLUMNS = ("rule", "title", "kind", "effect", "touches", "barred", "permitted", "cannot_tell")
REVIEW_COLUMNS = ("when", "who", "claim", "what", "why", "state", "because")
#: What makes `--strict` fail.
WORRIES = ("rejects", "conflicts", "undecided", "unresolved", "warnings", "unapplied_reviews")


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


@click.command()
@click.argument("text", required=False)
@case_option
@format_option()
@quiet_option
def agencies(text: str | None, case_folder: str | None, format_: str, quiet: bool) -> None:
    """The agencies and groups of a case with their ids; with TEXT those whose id, name or alias has it.

    \b
    For example:
      datatrail agencies georgia
    """
    from datatrail.case import open_case

    case = open_case(case_folder)
    sought = (text or "").casefold()
    rows = [
        {
            "id": party.id,
            "name": party.name,
            "kind": f"group of {party.class_kind or 'any kind'}" if party.is_group else party.kind,
            "state": party.state,
            "part_of": party.part_of,
            "aliases": list(party.aliases),
            "note": party.note,
        }
        for party in case.evidence.registry.values()
        if any(sought in name.casefold() for name in (party.id, party.name, *party.aliases))
    ]
    columns = ("id", "name", "kind", "state", "part_of", "aliases", "note")
    write_rows(rows, columns, format_, brief=columns[:5])
    if not rows:
        say(f"No agency has {text!r} in its id, name or aliases.", quiet=quiet)


def findings(case: Case) -> dict[str, Any]:
    """What a case has, as data."""
    from datatrail.verifying import APPLIED, said

    evidence = case.evidence
    reviews = said(case)
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
        "without_flow": dict(sorted(Counter(map(_why_no_flow, evidence.items)).items())),
        "flows": len(flows),
        "flows_with_a_group": len(groups),
        "standings": dict(sorted(Counter(flow.standing for flow in flows).items())),
        "read": dict(
            sorted(Counter(item.record.get("read") or "not said" for item in evidence.items).items())
        ),
        "documents": len(evidence.documents),
        "rules": list(_rules(evidence)),
        "coverage": dict(sorted(Counter(each.extent for each in evidence.coverage).items())),
        "unresolved": list(_unresolved(case)),
        "matched": list(_matched(case)),
        "rejects": case.folder.rejects(),
        "conflicts": list(manifest.get("conflicts", ())),
        "undecided": [each.row for each in case.undecided],
        "warnings": list(evidence.warnings),
        "reviews": reviews,
        "unapplied_reviews": [each for each in reviews if each["state"] != APPLIED],
    }


def _rules(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """Each rule: how many items it touches, and how it judges them; one that only tells judges nothing."""
    tally: dict[str, Counter[str]] = {rule.id: Counter() for rule in evidence.rules}
    for item in evidence.items:
        for each in evidence.judging.judgements(item):
            tally[each.rule.id][each.judged] += 1
        for rule in evidence.judging.remarks(item):
            tally[rule.id]["judges nothing"] += 1
    for rule in evidence.rules:
        found = tally[rule.id]
        yield {
            "rule": rule.id,
            "title": rule.title,
            "kind": rule.kind,
            "effect": rule.effect,
            "touches": found.total(),
            "barred": found["barred"],
            "permitted": found["permitted"],
            "cannot_tell": found["cannot tell"],
        }


def _why_no_flow(item: Item) -> str:
    """Why an item makes no flow; blank where it makes one."""
    if item.makes_flow:
        return ""
    return item.mode if item.mode in ("context", "planned") else "names no holder or no recipient"


def _input(entry: dict[str, Any]) -> dict[str, Any]:
    from loaders.report import COUNTED

    return {name: entry.get(name) for name in COUNTED}


def _unresolved(case: Case) -> Iterator[dict[str, Any]]:
    """The names that stand for no agency, by how many items they stand in; `names list` has candidates for them."""
    registry = case.evidence.registry
    uses = Counter(
        party for item in case.evidence.items for party in (item.holder, item.recipient, *item.via)
    )
    unknown = [party for party in registry.values() if party.provisional and not party.stands_for]
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


def _matched(case: Case) -> Iterator[dict[str, Any]]:
    """The names that stand for an agency because somebody decided so, or because the program matched them."""
    registry = case.evidence.registry
    for party in registry.values():
        if party.stands_for:
            yield {
                "name": party.name,
                "id": party.id,
                "dataset": party.dataset,
                "agency": registry.successor(party.id),
                "because": party.because,
            }


def _print(found: dict[str, Any]) -> None:
    click.echo(f"{found['title']}\ncase {found['case_sha256']}\n")
    write_table(
        found["inputs"],
        ("dataset", "file", "shape", "rows_read", "taken", "rejected", "duplicates"),
        title="Inputs",
    )
    click.echo(f"{_number(found['items'], 'items')} of evidence{_counted(found['modes'])}")
    outside = {why: number for why, number in found["without_flow"].items() if why}
    if outside:
        click.echo(f"{sum(outside.values())} of them make no flow{_counted(outside)}")
    groups = found["flows_with_a_group"]
    click.echo(f"{_number(found['flows'], 'flows')}, {groups} with a group{_counted(found['standings'])}")
    click.echo(f"{_number(found['documents'], 'documents')}; items read{_counted(found['read'])}")
    click.echo(f"coverage{_counted(found['coverage'])}\n")
    if found["rules"]:
        write_table(found["rules"], RULE_COLUMNS, title=_number(len(found["rules"]), "rules"))
    _list("unresolved names", found["unresolved"], ("name", "dataset", "items", "candidate", "marked"))
    if found["matched"]:
        _list("names decided or matched", found["matched"], ("name", "dataset", "agency", "because"))
    _list("rejects", found["rejects"], ("file", "sheet", "row", "column", "reason", "hint"))
    _list("conflicts", found["conflicts"], tuple(found["conflicts"][0]) if found["conflicts"] else ())
    if found["undecided"]:
        _list("things said on which two do not agree", found["undecided"], tuple(found["undecided"][0]))
    if found["reviews"]:
        _list("reviews", found["reviews"], REVIEW_COLUMNS)
    if found["unapplied_reviews"]:
        number = _number(len(found["unapplied_reviews"]), "reviews")
        click.echo(f"{number} not applied: the row is another now, or is not in the case: check it anew")
    for warning in found["warnings"]:
        click.echo(f"Warning: {warning}")


def _counted(counts: dict[str, int]) -> str:
    return ": " + (", ".join(f"{number} {name}" for name, number in counts.items()) or "none")


def _number(number: int, things: str) -> str:
    return f"{number} {things.removesuffix('s') if number == 1 else things}"


def _list(title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    if not rows:
        click.echo(f"No {title}.")
        return
    write_table(rows[:SHOWN], columns, title=_number(len(rows), title))
    if len(rows) > SHOWN:
        click.echo(f"… and {len(rows) - SHOWN} more: --format json")
