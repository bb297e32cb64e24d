"""A brief as data: sentences numbered, records looked up in the case; both renderings are made of this alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphmodel.errors import InputError
from graphmodel.projection import Evidence
from queries.briefing.phrases import wording
from queries.briefing.records import Docket
from queries.briefing.sentences import Brief, Group, Letter, Remark, Sentence

#: The version of the form.
FORMAT = 1


def brief_data(
    brief: Brief,
    evidence: Evidence,
    *,
    case_title: str,
    stamp: Mapping[str, Any],
    datasets: Iterable[str],
    command: str,
) -> dict[str, Any]:
    """A brief as plain data, every sentence checked against the case.

    Parameters
    ----------
    brief
        What is said.
    evidence
        The case that it must rest on.
    case_title, stamp, datasets
        Of the case.
    command
        What makes the same brief again.

    Raises
    ------
    InputError
        When the case lacks a record that a sentence rests on, or says something else in it: the message names both.
    """
    return _Telling(brief, Docket(evidence, stamp)).data() | {
        "cite": _cite(brief, case_title, stamp),
        "command": command,
        "stamp": {**stamp, "case": case_title, "datasets": list(datasets)},
    }


def _cite(brief: Brief, title: str, stamp: Mapping[str, Any]) -> str:
    case = str(stamp.get("case_sha256", ""))[:12]
    return f"“{brief.title}”, brief of the case “{title}”. datatrail {stamp.get('version', '')}, case {case}."


class _Telling:
    """Numbers the sentences of one brief and the records that they cite."""

    def __init__(self, brief: Brief, docket: Docket) -> None:
        self._brief = brief
        self._docket = docket
        self._numbers = {each: number for number, each in enumerate(brief.sentences(), start=1)}
        self._told: set[int] = set()

    def data(self) -> dict[str, Any]:
        brief, titles = self._brief, wording()["titles"]
        sections = {
            "answer": {"groups": self._groups(brief.answer)},
            "routes": {"groups": self._groups(brief.routes)},
            "disputes": {"pairs": self._disputes()},
            "limits": {"remarks": self._remarks(brief.limits), "groups": self._groups(brief.open)},
            "coverage": {"groups": self._groups(brief.coverage)},
            "confirm": {"letters": [self._letter(each) for each in brief.letters]},
        }
        return {
            "format": FORMAT,
            "title": brief.title,
            "asked": brief.asked,
            "floor": brief.floor,
            "sections": [
                {"id": name, "title": titles[name], "groups": [], "pairs": [], "remarks": [], "letters": []}
                | parts
                for name, parts in sections.items()
            ],
            "records": self._docket.entries(),
        }

    def _groups(self, groups: Sequence[Group]) -> list[dict[str, Any]]:
        return [
            {
                "title": group.title,
                "sentences": [self._sentence(each) for each in group.sentences],
                "remarks": self._remarks(group.remarks),
            }
            for group in groups
        ]

    def _sentence(self, sentence: Sentence) -> dict[str, Any]:
        """A sentence; where it was told before, its number alone says so."""
        number = self._numbers[sentence]
        again = number in self._told
        self._told.add(number)
        said = f"sentence {number} ({sentence.text!r})"
        self._at_or_above_the_floor(sentence, said)
        return {
            "number": number,
            "again": again,
            "text": sentence.text,
            "about": sentence.about,
            "tag": sentence.tag,
            "standing": sentence.standing,
            "label": sentence.label,
            "rests_on": [ref.id for ref in sentence.rests_on],
            "records": (cited := self._docket.numbers(sentence.rests_on, said)),
            "check_original": self._docket.unread(cited),
            "beside": self._docket.numbers(sentence.beside, said),
        }

    def _at_or_above_the_floor(self, sentence: Sentence, said: str) -> None:
        from graphmodel.evidence import RANK

        worst = [
            ref.told.standing
            for ref in sentence.rests_on
            if ref.told and RANK.get(ref.told.standing, len(RANK)) > RANK[self._brief.floor]
        ]
        if sentence.tag == "holds" and worst:
            raise InputError(
                f"{said} says that something did happen, on evidence that is only {worst[0]}",
                hint=f"the least standing asked for is {self._brief.floor}",
            )

    def _remarks(self, remarks: Sequence[Remark]) -> list[dict[str, Any]]:
        return [
            {
                "text": each.text,
                "source": each.source,
                "records": self._docket.numbers(each.refs, f"the remark {each.text!r}"),
            }
            for each in remarks
        ]

    def _disputes(self) -> list[dict[str, Any]]:
        """Claims side by side: each with the findings that it stands beside in the same way."""
        found: dict[tuple[Sentence, str, bool], list[Sentence]] = {}
        for pair in self._brief.disputes:
            found.setdefault((pair.other, pair.relation, pair.contests), []).append(pair.finding)
        return [
            {
                "findings": [self._sentence(each) for each in findings],
                "other": self._sentence(other),
                "relation": relation,
                "contests": contests,
            }
            for (other, relation, contests), findings in found.items()
        ]

    def _letter(self, letter: Letter) -> dict[str, Any]:
        return {
            "agency": letter.agency,
            "name": letter.name,
            "subject": letter.subject,
            "records_wanted": list(letter.records),
            "text": letter.text,
            "records": self._docket.numbers(letter.refs, f"the request to {letter.name}"),
        }
