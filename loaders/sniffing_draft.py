"""A draft of a mapping: what a table seems to be, as TOML that loads, with each guess marked and its reason.

What only a person can say is asked for, or stands in a comment that says what to write.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from graphmodel.schema import SHAPES
from graphmodel.vocabulary import vocabulary
from loaders.canonical import DATE_COLUMNS
from loaders.mapping_dates import EXCEL, UNDECIDED
from loaders.sniffing import TableLook
from loaders.sniffing_columns import ColumnLook
from loaders.sniffing_dates import DateLook

#: What a row is not worth much without, besides what its shape requires; asked for where no column fills it.
NEEDED = {
    "event": ("requester", "holder", "mode", "data_types"),
    "claim": ("holder", "recipient", "mode", "data_types"),
}
#: What is asked for where no column fills it, though each row needs its own.
OF_EACH_ROW = frozenset(
    {("agency", "agency"), ("agency", "name"), ("document", "document"), ("rule", "rule_id")}
)
#: Columns of numbers that mean nothing without a unit.
COUNTS = frozenset({"count", "count_value"})
#: Columns that state which row it is: short numbers in them are those of one file.
IDS = frozenset({"request_id", "claim_id"})
SHORTEST_ID = 8


def draft(look: TableLook) -> str:
    """The draft of a mapping for a table, as TOML.

    Parameters
    ----------
    look
        What the table seems to be.
    """
    parts = (
        _head(look),
        _columns(look),
        _fixed(look),
        _codes(look),
        _dates(look),
        _splits(look),
        _personal(look),
        _identity(look),
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def quoted(text: str) -> str:
    r"""A text as TOML writes it.

    >>> quoted('Case "#"')
    '"Case \\"#\\""'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(text: str) -> str:
    """A name as a key of TOML."""
    plain = text.isascii() and text.replace("-", "").replace("_", "").isalnum()
    return text if plain else quoted(text)


def _line(text: str, why: str) -> str:
    """A line of the draft with the reason for its guess."""
    return f"{text}  # guessed: {' '.join(why.split())}"


def _head(look: TableLook) -> Iterator[str]:
    seen = f"the first {look.rows}" if look.more else f"all {look.rows}"
    yield f"# Drafted by `datatrail sniff` from {seen} rows of {' '.join(look.file.split())}. Read every line, and correct it."
    yield _line(f"shape = {quoted(look.shape)}", look.shape_why)
    yield '# dataset = ""  # what to load it as; the file\'s name unless told'
    yield '# title = ""   # what the source is'
    yield '# credit = ""  # whom to credit'
    yield f"header = [{', '.join(map(quoted, look.names))}]"
    ask = asked(look)
    if ask:
        yield f"ask = [{', '.join(map(quoted, ask))}]  # no column was found for these: load --set {ask[0]}=…"
        yield "# what is the same in every row may stand under [fixed] instead: take it out of `ask` then"
    if own := [name for name in ask if (look.shape, name) in OF_EACH_ROW]:
        yield f"# decide: each row needs its own {' and '.join(own)}: add a column to the file, and map it"
    yield from _layout(look)


def _layout(look: TableLook) -> Iterator[str]:
    """What is not found out again: that there is no header, which sheet, and what was stated."""
    stated = {"encoding": look.layout.encoding, "delimiter": look.layout.delimiter, "sheet": look.sheet}
    lines = [f"{name} = {quoted(text)}" for name, text in stated.items() if text]
    if look.header_row == 0:
        lines.append(_line("header_row = 0", look.header_why))
    if lines:
        yield "\n[layout]"
        yield from lines


def asked(look: TableLook) -> list[str]:
    """What the draft asks whoever loads for: what a row needs and no column says."""
    filled = {each.fills for each in _kept(look)} | {target for each in _kept(look) for target in each.also}
    required = (each.column or "" for each in SHAPES[look.shape].columns if each.required)
    needed = [
        *dict.fromkeys([*NEEDED.get(look.shape, ()), *required]),
        *(["count_unit"] if filled & COUNTS else []),
    ]
    return [name for name in needed if name not in filled]


def _kept(look: TableLook) -> list[ColumnLook]:
    """The columns that the draft maps."""
    ids = {each.name for each in look.columns if each.fills in IDS}
    return [each for each in look.columns if each.fills and each.name not in ids]


def _columns(look: TableLook) -> Iterator[str]:
    """Each column that is mapped; and in comments those that are not, with what is known of them."""
    kept = _kept(look)
    yield "[columns]"
    for each in kept:
        yield _line(f"{key(each.name)} = {quoted(each.fills)}", each.why)
    for each in look.columns:
        if each not in kept and each.personal is None and each.fills not in IDS:
            why = each.why or "neither its name nor its cells point to a column of ours"
            yield f'# {key(each.name)} = ""  # not kept: {" ".join(why.split())}'


def _fixed(look: TableLook) -> Iterator[str]:
    """What the names of columns say besides: the unit of a count; that what has an end stood until then."""
    mapped = {each.fills for each in _kept(look)}
    said = [
        _line(f"{target} = {quoted(text)}", "the name of the counted column says so")
        for each in _kept(look)
        for target, text in each.also.items()
        if target not in mapped
    ]
    if look.shape == "claim" and "end" in mapped:
        standing = {"time_kind": ("standing", "it has an end"), "end_kind": ("seen", "it was so on that day")}
        said += [
            _line(f"{target} = {quoted(text)}", why)
            for target, (text, why) in standing.items()
            if target not in mapped
        ]
    if said:
        yield "[fixed]"
        yield from said


def _codes(look: TableLook) -> Iterator[str]:
    """For each column of codes what is known of them; of what is not only how many there are."""
    for each in _kept(look):
        if not each.unknown:
            continue
        column = next(column for column in SHAPES[look.shape].columns if column.column == each.fills)
        terms = list(vocabulary(column.vocabulary or ""))
        yield f"[codes.{key(each.name)}]"
        for code, term in each.codes.items():
            yield _line(f"{quoted(code)} = {quoted(term)}", "written like the term")
        yield f"# decide: {each.unknown} more codes stand in the file; their rows are rejected until each has a line here"
        yield f'# "their code" = one of: {", ".join(terms[:20])}{", …" if len(terms) > 20 else ""}'


def _dates(look: TableLook) -> Iterator[str]:
    """How each date is written; where two forms fit, a person decides, and nothing loads before."""
    dated = [(each, each.dates) for each in _kept(look) if _is_dated(each)]
    lines = [line for each, dates in dated if dates for line in _date(each.name, dates)]
    if lines:
        yield "[dates]"
        yield from lines


def _is_dated(each: ColumnLook) -> bool:
    return (
        each.fills in DATE_COLUMNS and each.dates is not None and bool(each.dates.forms or each.dates.either)
    )


def _date(name: str, dates: DateLook) -> Iterator[str]:
    if dates.either:
        yield f"# decide: {' or '.join(map(quoted, dates.either))}: every cell fits both; write the one that is meant"
        yield f"{key(name)} = {quoted(UNDECIDED)}"
        return
    forms = quoted(dates.forms[0]) if len(dates.forms) == 1 else f"[{', '.join(map(quoted, dates.forms))}]"
    form = f'{{ form = {forms}, zone = "{dates.zone}" }}' if dates.zone else forms
    why = (
        "serial numbers of a spreadsheet"
        if dates.forms == (EXCEL,)
        else f"{dates.share:.0%} of its different cells are written so"
    )
    yield _line(f"{key(name)} = {form}", why)


def _splits(look: TableLook) -> Iterator[str]:
    split = [each for each in _kept(look) if each.split]
    if split:
        yield "[split]"
    for each in split:
        why = "most of its cells have two commas or more; a name with a comma would be torn"
        yield _line(f"{key(each.name)} = {quoted(each.split)}", why)


def _personal(look: TableLook) -> Iterator[str]:
    personal = [each for each in look.columns if each.personal]
    if not personal:
        return
    yield "[personal]  # counted, and not kept; to keep one all the same, map it and say why under [keep]"
    for each in personal:
        if each.personal:
            yield _line(f"{key(each.name)} = {quoted(each.personal.kind)}", each.personal.reason)


def _identity(look: TableLook) -> Iterator[str]:
    """An id makes rows of several releases the same."""
    for each in look.columns:
        if each.fills in IDS and look.shape == "event" and each.distinct == each.filled and each.filled:
            yield "[identity]"
            yield _line(f"id = {quoted(each.name)}", f"{each.why}; no two of its cells are alike")
            return


def undecided(look: TableLook) -> list[str]:
    """The columns whose dates a person must decide on before the draft loads."""
    return [each.name for each in _kept(look) if _is_dated(each) and each.dates and each.dates.either]
