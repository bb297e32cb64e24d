"""What was read stays as it was read: the values of this room cannot be changed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, is_dataclass, replace

import pytest

import graphmodel
from graphmodel.dates import Span
from tests.graphmodel.world import claim, evidence, item


def values() -> Iterator[type]:
    """Every dataclass that a module of this room declares."""
    for module in pkgutil.iter_modules(graphmodel.__path__, "graphmodel."):
        for each in vars(importlib.import_module(module.name)).values():
            if isinstance(each, type) and is_dataclass(each) and each.__module__ == module.name:
                yield each


@pytest.mark.parametrize("value", list(values()), ids=lambda value: value.__name__)
def test_a_value_cannot_be_changed(value: type) -> None:
    """No question can change what another question then reads: a changed value is another value."""
    assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_a_changed_value_is_another_value() -> None:
    """A field cannot be set; `replace` gives a new value and leaves the old one; equal values are one in a set."""
    span = Span(1, 2)
    with pytest.raises(FrozenInstanceError):
        span.lo = 3  # type: ignore[misc]
    assert replace(span, lo=0) == Span(0, 2)
    assert span == Span(1, 2)
    assert len({item(), item(), item(start="2020-03-06")}) == 2


def test_what_was_written_does_not_tell_values_apart() -> None:
    """Of two rows that say the same the values are one, in a set too, however each was written."""
    case = evidence(
        claim(),
        Coverage=[{"id": "v", "agency": "us-ice", "side": "recipient", "extent": "complete"}],
        Rule=[{"id": "p", "effect": "bars"}],
    )
    for value in (case.items[0], *case.coverage, *case.rules):
        other = replace(value, record={**value.record, "note": "written otherwise"})
        assert other.record != value.record
        assert {value, other} == {value}
