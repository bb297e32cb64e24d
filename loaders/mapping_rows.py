"""What a mapping says of whole rows does not contradict itself: pairs, identity, gathering."""

from __future__ import annotations

from graphmodel.errors import did_you_mean
from graphmodel.vocabulary import vocabulary
from loaders.mapping import SourceMapping
from loaders.mapping_text import Path, Source

#: Columns that say who or which row it is: a row of pairs is several rows, and they would all say the same.
NOT_OF_A_PAIR = frozenset({"claim_id", "request_id", "rule_id", "speaker_agency", "component"})


def _pairs(source: Source, mapping: SourceMapping) -> None:
    """Lists that go together are mapped, and say nothing of which row it is."""
    named: set[str] = set()
    for place, pair in enumerate(mapping.pairs):
        path: Path = ("pairs", pair[0] if pair else place)
        if len(pair) < 2:
            hint = 'write pairs = [["one column", "another"]]'
            raise source.error("a pair needs two columns or more", *path, hint=hint)
        for name in pair:
            if name not in mapping.columns or mapping.columns[name] in NOT_OF_A_PAIR:
                hint = "pair mapped columns that hold lists, and no ids"
                raise source.error(f"{name!r} cannot be paired", "pairs", name, hint=hint)
            if name in named:
                raise source.error(f"{name!r} is in two pairs", "pairs", name, hint="put them together")
            named.add(name)
    if mapping.pairs and mapping.identity.columns:
        what = "`pairs` makes several rows of one: they cannot be the same as one of another release"
        raise source.error(what, "pairs", hint="take out [identity], or `pairs`")
    if mapping.pairs and (ids := [each for each in mapping.targets if each in NOT_OF_A_PAIR]):
        what = f"`pairs` makes several rows of one, and all of them would have the same {ids[0]!r}"
        raise source.error(what, "pairs", hint="take out one of the two")


def _identity(source: Source, mapping: SourceMapping) -> None:
    if mapping.identity.columns and mapping.shape != "event":
        hint = "rows of other shapes are the same by the id that they state"
        raise source.error("[identity] is of events only", "identity", hint=hint)


def _aggregate(source: Source, mapping: SourceMapping) -> None:
    """What is gathered has a date, and neither an id nor a count of its own."""
    if mapping.aggregate is None:
        return
    if mapping.shape != "event":
        raise source.error("[aggregate] is of events only", "aggregate", hint="take it out")
    if mapping.pairs:
        hint = "take out one of the two: what was counted once would be counted for each pair"
        raise source.error("`pairs` and [aggregate] do not go together", "pairs", hint=hint)
    for target in ("request_id", "count", "count_unit"):
        if target in mapping.targets:
            what = f"{target!r} is made by [aggregate], and filled by {mapping.targets[target]}"
            raise source.error(what, *_where(mapping, target), hint="take it out, or take out [aggregate]")
    if not {"asked", "answered"} & set(mapping.columns.values()):
        what = "[aggregate] needs a date: no column is mapped to 'asked' or 'answered'"
        raise source.error(what, "aggregate", hint='map one: "Search Time" = "answered"')
    if mapping.aggregate.unit not in vocabulary("units"):
        hint = did_you_mean(mapping.aggregate.unit, vocabulary("units")) or "see `datatrail vocabulary units`"
        raise source.error(f"{mapping.aggregate.unit!r} is no unit", "aggregate", "unit", hint=hint)


def _where(mapping: SourceMapping, target: str) -> Path:
    by = mapping.targets[target]
    if by in mapping.columns and mapping.columns[by] == target:
        return "columns", by
    return ("fixed", target) if by == "[fixed]" else ("classify", by, "target")


OF_ROWS = (_pairs, _identity, _aggregate)
"""The checks, in order."""
