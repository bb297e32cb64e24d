"""What can be taken away of a route, and what takes less than something else."""

from __future__ import annotations

import pytest

from graphmodel.registry import Registry
from queries.tracing.levers import narrower

WHOLE = "org-m"
REGISTRY = Registry.from_records(
    [
        {"id": WHOLE, "name": "the whole", "kind": "law-enforcement"},
        {"id": "org-a", "name": "a part", "kind": "law-enforcement", "part_of": WHOLE},
        {"id": "org-z", "name": "another part", "kind": "law-enforcement", "part_of": WHOLE},
    ],
    [],
)


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (
            ("agency", WHOLE),
            [("agency", "org-a"), ("agency", "org-z"), ("relay", "org-a"), ("relay", WHOLE), ("relay", "org-z")],
        ),
        (("relay", WHOLE), [("relay", "org-a"), ("relay", "org-z")]),
        (("agency", "org-a"), [("relay", "org-a")]),
        (("channel", "email"), []),
    ],
)  # fmt: skip
def test_what_takes_less_is_a_part_or_the_same_as_a_relay_only(
    element: tuple[str, str], expected: list[tuple[str, str]]
) -> None:
    """Every part, whatever its id; never the thing itself."""
    assert list(narrower(element, REGISTRY)) == expected
