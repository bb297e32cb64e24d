"""What is judged of a rule is said in a verb that fits it."""

from __future__ import annotations

import pytest

from graphmodel.judging import JUDGED_BY
from queries.words import RULINGS, rule_in_words


def test_every_rule_that_judges_has_a_verb_for_each_judgement() -> None:
    """What cannot be told is what it may do; a bar alone has exceptions."""
    assert {effect: set(verbs) - {"cannot tell"} for effect, verbs in RULINGS.items()} == {
        effect: {judged, "permitted"} for effect, judged in JUDGED_BY.items()
    }
    for verbs in RULINGS.values():
        assert [judged for judged, verb in verbs.items() if verb.startswith("may ")] == ["cannot tell"]


@pytest.mark.parametrize(
    ("effect", "judged", "more", "said"),
    [
        ("bars", "barred", {}, "P1 bars it"),
        ("bars", "barred", {"kind": "technical"}, "P1 (technical) bars it"),
        ("bars", "cannot tell", {}, "P1 may bar it"),
        (
            "bars",
            "cannot tell",
            {"barred_from": "2020-03-01"},
            "P1 may bar it, and bars it from 2020-03-01 on",
        ),
        ("bars", "permitted", {}, "P1 excepts it"),
        ("permits", "cannot tell", {}, "P1 may permit it"),
        ("permits", "permitted", {}, "P1 permits it"),
        ("requires", "permitted", {}, "P1 requires it"),
    ],
)
def test_a_rule_is_told_by_what_it_does(effect: str, judged: str, more: dict[str, str], said: str) -> None:
    """A rule that only permits is never said to leave open whether it bars."""
    rule = {"rule": "P1", "kind": "paper", "effect": effect, "judged": judged, "barred_from": None}
    assert rule_in_words(rule | more) == said
