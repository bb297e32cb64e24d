"""A mapping does not contradict itself: what it fills exists once, what it reads is there, what it says is ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from graphmodel.errors import InputError, did_you_mean
from graphmodel.schema import SHAPES
from graphmodel.vocabulary import vocabulary
from loaders.canonical import read_cell, record
from loaders.mapping import SourceMapping
from loaders.mapping_parts import as_mask
from loaders.mapping_rows import OF_ROWS
from loaders.mapping_text import Path, Source
from loaders.masks import mask_of


def check_mapping(source: Source, mapping: SourceMapping) -> None:
    """The mapping does not contradict itself.

    Raises
    ------
    InputError
        Naming the line.
    """
    if not mapping.targets and not mapping.ask:
        hint = 'write [columns], then lines "Their column" = "ours"'
        raise source.error("`[columns]` is missing", hint=hint)
    for check in (
        _targets,
        _header,
        _combined,
        _personal,
        _parts,
        _dates,
        _masks,
        _values,
        *OF_ROWS,
    ):
        check(source, mapping)


def _targets(source: Source, mapping: SourceMapping) -> None:
    """Every column of the shape is there, and is filled once."""
    header = SHAPES[mapping.shape].header
    filled: dict[str, str] = {}
    for path, by, target in _filled(mapping):
        if target not in header:
            hint = did_you_mean(target, header) or "allowed: " + ", ".join(header)
            what = f"{target!r} is no column of the shape {mapping.shape!r}"
            raise source.error(what, *path, hint=hint)
        if target in filled:
            raise source.error(f"{filled[target]} and {by} both fill {target!r}", *path, hint="keep one")
        filled[target] = by


def _filled(mapping: SourceMapping) -> Iterator[tuple[Path, str, str]]:
    """Where a column of the shape is filled, by what, and which."""
    yield from ((("columns", name), name, target) for name, target in mapping.columns.items())
    yield from ((("fixed", target), "[fixed]", target) for target in mapping.fixed)
    yield from ((("classify", name, "target"), name, each.target) for name, each in mapping.classify.items())
    yield from ((("ask", target), "`ask`", target) for target in mapping.ask)


def _header(source: Source, mapping: SourceMapping) -> None:
    """Every column that is read is in the header, and a file without one has its columns named once each."""
    if source.made.get("layout", {}).get("header_row") == 0 and not mapping.names:
        hint = 'write header = ["…", "…"], the columns in their order'
        raise source.error("a file without a header needs `header`", "layout", "header_row", hint=hint)
    twice = next((name for name, number in Counter(mapping.names).items() if number > 1), None)
    if twice is not None:
        raise source.error(f"{twice!r} is twice in `header`", "header", twice, hint="name each column once")
    for name in mapping.named:
        if mapping.names and name not in mapping.header:
            hint = did_you_mean(name, mapping.names) or "add it there, or correct it"
            raise source.error(f"{name!r} is not in `header`", *_first(source, name), hint=hint)


def _combined(source: Source, mapping: SourceMapping) -> None:
    """What is combined has a name that is no column's, and nothing personal in it."""
    for name, each in mapping.combine.items():
        path: Path = ("combine", name)
        if name in mapping.header or name in mapping.personal:
            what = f"{name!r} is a column of the source already"
            raise source.error(what, *path, hint="take a name that none has")
        if len(each.columns) < 2:
            raise source.error(f"{name!r} combines nothing", *path, hint='write columns = ["…", "…"]')
        for part in each.columns:
            if part in mapping.personal or part in mapping.combine:
                what = f"{part!r} cannot be part of {name!r}: it is personal, or combined itself"
                raise source.error(what, *path, hint="combine columns that are kept")
    for place, rule in enumerate(mapping.reject):
        if not rule.pattern and not rule.unless:
            hint = "write `pattern`, or `unless`"
            raise source.error("[[reject]] says nothing of which rows", "reject", place, hint=hint)


def _first(source: Source, name: str) -> Path:
    """Where a column is first named, other than in `header`."""
    tables = (key for key in ("columns", "dates", "classify", "codes", "split", "personal", "keep", "blank"))
    found: list[Path] = [(key, name) for key in tables if name in source.made.get(key, ())]
    found += [(key, name) for key in ("required",) if name in source.made.get(key, ())]
    found += [("reject", place, "column") for place, rule in enumerate(_rejects(source)) if rule == name]
    found += [("identity", "otherwise", name), ("masks", name)] if not found else []
    return next((path for path in found if source.line(path)), (name,))


def _rejects(source: Source) -> list[str]:
    return [rule["column"] for rule in source.made.get("reject", ())]


def _personal(source: Source, mapping: SourceMapping) -> None:
    """Nothing of a personal column is kept, or can be reckoned back."""
    for name in mapping.personal:
        if name in mapping.columns:
            what = f"{name!r} is personal and mapped to {mapping.columns[name]!r}"
            raise source.error(what, "columns", name, hint="take it out of [columns]")
        if name in mapping.identity.columns:
            what = f"{name!r} is personal, and no part of an identity: a hash of it could be reversed"
            hint = "take columns that are not personal, such as an id, an agency and a time"
            raise source.error(what, "identity", *_in_identity(mapping, name), hint=hint)
        if name in mapping.keep:
            what = f"{name!r} is under [personal] and under [keep]"
            raise source.error(what, "keep", name, hint="it is dropped or kept: take it out of one")
    for name, why in mapping.keep.items():
        if not why.strip():
            raise source.error(f"[keep] does not say why {name!r} is kept", "keep", name, hint="write why")


def _in_identity(mapping: SourceMapping, name: str) -> Path:
    return ("id",) if name == mapping.identity.id else ("otherwise", name)


def _parts(source: Source, mapping: SourceMapping) -> None:
    """Codes, dates, splitters and own words are of columns that are read."""
    dated = {*mapping.columns, *mapping.identity.columns}
    read = {*dated, *mapping.classify, *mapping.required}
    places = (
        ("codes", mapping.codes, mapping.columns),
        ("dates", mapping.dates, dated),
        ("split", mapping.split, mapping.columns),
        ("keep", mapping.keep, mapping.columns),
        ("blank", [name for name in mapping.blank if name], read),
        ("masks", [name for name, codes in mapping.masks.items() if not isinstance(codes, str)], read),
    )
    for key, names, allowed in places:
        for name in names:
            if name not in allowed:
                hint = did_you_mean(name, allowed) or "map it, or delete this"
                raise source.error(f"{name!r} is not in [columns]", key, name, hint=hint)


def _dates(source: Source, mapping: SourceMapping) -> None:
    """No date is read finer than it is written, or as either of two days."""
    for name, reading in mapping.dates.items():
        if doubt := reading.doubt():
            raise source.error(doubt, "dates", name, hint="correct [dates]; see how the source writes them")


def _masks(source: Source, mapping: SourceMapping) -> None:
    """Masks are of the vocabulary."""
    written = [term for term in vocabulary("masks") if mask_of(as_mask(term)) == term]
    for path, code in _codes_of_masks(mapping):
        if code not in written:
            hint = did_you_mean(code, written) or "allowed: " + ", ".join(written)
            raise source.error(f"{code!r} is no mask", *path, hint=hint)


def _codes_of_masks(mapping: SourceMapping) -> Iterator[tuple[Path, str]]:
    for name, codes in mapping.masks.items():
        if isinstance(codes, str):
            yield ("masks", name), codes
        else:
            yield from ((("masks", name, text), code) for text, code in codes.items())


def _values(source: Source, mapping: SourceMapping) -> None:
    """What a mapping writes into a column may stand there."""
    columns = {column.column: column for column in SHAPES[mapping.shape].columns}
    given: list[tuple[str, str, Path]] = [
        (target, text, ("fixed", target)) for target, text in mapping.fixed.items()
    ]
    given += [
        (mapping.columns[name], text, ("codes", name, code))
        for name, codes in mapping.codes.items()
        for code, text in codes.items()
    ]
    given += [
        (each.target, text, ("classify", name, "rules", text))
        for name, each in mapping.classify.items()
        for _, text in each.rules
    ]
    for target, text, path in given:
        try:
            read_cell(mapping.shape, columns[target], text)
        except InputError as error:
            raise source.error(error.message, *path, hint=error.hint) from error
    for name, each in mapping.classify.items():
        if columns[each.target].vocabulary is None:
            hint = "a text is only sorted into the terms of a vocabulary, such as those of `purpose`"
            raise source.error(f"{each.target!r} has no vocabulary", "classify", name, "target", hint=hint)
    _document(source, mapping)


def _document(source: Source, mapping: SourceMapping) -> None:
    if not mapping.document:
        return
    try:
        record("document", mapping.document)
    except InputError as error:
        raise source.error(f"[document] {error.message}", "document", hint=error.hint) from error
