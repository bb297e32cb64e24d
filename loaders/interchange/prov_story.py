"""What was done with a case, as its logs tell it: generations made, names decided, claims reviewed, and by whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from loaders.interchange.held import Held
from loaders.interchange.prov_terms import Record, ends, moment, name, record
from loaders.interchange.reading import CAUTION
from loaders.reviewed import APPLIED
from loaders.reviews import CORRECT, RETRACT, WITHDRAW, Review, review

PROGRAM = "datatrail"


class Story:
    """The small part of a case's provenance: as long as its logs, however many rows it has.

    Parameters
    ----------
    held
        The case.
    """

    def __init__(self, held: Held) -> None:
        self._held = held
        self._told: dict[str, list[tuple[str, Record]]] = defaultdict(list)
        self._agents: set[str] = set()
        self._words: Counter[str] = Counter()
        self._corrected: Counter[str] = Counter()
        self.case = name("case", held.stamp["case_sha256"])
        self.projecting = name("projecting", held.stamp["case_sha256"])
        self.making = name("making", held.generation or "nothing")
        self._tell_case()
        self._tell_generations()
        self._tell_decisions()
        self._tell_reviews()

    def of(self, section: str) -> Iterator[tuple[str, Record]]:
        """What it tells in one section of a PROV document."""
        yield from self._told[section]

    def as_loaded(self, claim: str) -> str:
        """The claim as its row had it: itself, or the version before it was first corrected."""
        return name("version", claim, "0") if claim in self._corrected else name("claim", claim)

    def _tell(self, section: str, key: str, told: Record) -> None:
        self._told[section].append((key, told))

    def _relate(self, relation: str, type_: str | None = None, time: str | None = None, **named: str) -> None:
        self._tell(relation, "", ends(type_, time, **named))

    def _agent(self, kind: str, id_: str, label: str, *types: str) -> str:
        agent = name(kind, id_)
        if agent not in self._agents:
            self._agents.add(agent)
            self._tell("agent", agent, record(label, *types))
        return agent

    # --- the case, and how it came to be

    def _tell_case(self) -> None:
        held = self._held
        stamp, loaded_by = held.stamp, str(held.manifest.get("program") or held.stamp["version"])
        told = record(held.title, "Case", **stamp, generation=held.generation)
        self._tell("entity", self.case, told | {"dt:caution": CAUTION})
        self._tell("activity", self.projecting, record("flows projected from evidence", "Projecting"))
        self._relate("used", activity=self.projecting, entity=self.case)
        self._by_program(self.projecting, str(stamp["version"]))
        self._relate("wasGeneratedBy", entity=self.case, activity=self.making)
        self._by_program(self.making, loaded_by)
        for sha, file in sorted({each["sha256"]: each for each in held.manifest["inputs"]}.items()):
            told = record(file["file"], "File", sha256=sha, dataset=file["dataset"])
            self._tell("entity", name("file", sha), told)
            self._relate("used", activity=self.making, entity=name("file", sha))

    def _by_program(self, activity: str, version: str) -> None:
        agent = self._agent("program", version, f"{PROGRAM} {version}", "prov:SoftwareAgent")
        self._relate("wasAssociatedWith", activity=activity, agent=agent)

    def _tell_generations(self) -> None:
        for each in self._held.history:
            made, before = each["generation"], each["before"]
            told = record(each["did"], "Making", when=each["when"]) | moment("endTime", each["when"])
            self._tell("activity", name("making", made), told)
            if made != self._held.generation:
                self._tell("entity", name("generation", made), record(made, "Generation"))
                self._relate("wasGeneratedBy", entity=self._generation(made), activity=name("making", made))
            if before:
                derived = {"generatedEntity": self._generation(made), "usedEntity": self._generation(before)}
                self._relate("wasDerivedFrom", "prov:Revision", **derived)
        if not any(each["generation"] == self._held.generation for each in self._held.history):
            self._tell("activity", self.making, record("nothing loaded", "Making"))

    def _generation(self, made: str) -> str:
        return self.case if made == self._held.generation else name("generation", made)

    # --- what analysts said

    def _said_by(self, kind: str, who: str, when: str, told: Mapping[str, Any]) -> str:
        """An activity of an analyst; two that are told in the same words are told apart by their order."""
        words = "\x1f".join(map(str, (who, when, *told.values())))
        self._words[words] += 1
        key = sha256(f"{words}\x1f{self._words[words]}".encode()).hexdigest()[:12]
        activity = name(kind, key)
        self._tell(
            "activity", activity, record(None, kind.capitalize(), when=when, **told) | moment("endTime", when)
        )
        agent = self._agent("analyst", who, who, "Analyst")
        self._relate("wasAssociatedWith", activity=activity, agent=agent)
        return activity

    def _tell_decisions(self) -> None:
        """The decisions about names that the case rests on."""
        rests_on = {tuple(each) for each in self._held.manifest.get("decisions", ())}
        for each in self._held.decisions:
            if (each.name, each.dataset, each.said) not in rests_on:
                continue
            cells = {"name": each.name, "dataset": each.dataset, "said": each.said, "why": each.reason}
            activity = self._said_by("deciding", each.who, each.when, cells)
            entity = activity.replace("deciding:", "decision:")
            self._tell("entity", entity, record(f"{each.name}: {each.said}", "Decision", **cells))
            self._relate("wasGeneratedBy", time=each.when, entity=entity, activity=activity)
            self._relate("used", activity=self.making, entity=entity)

    def _tell_reviews(self) -> None:
        said = [(self._read(each), each) for each in self._held.manifest.get("reviews", ())]
        applied = [one for one, told in said if told["state"] == APPLIED]
        last = Counter(one.claim for one in applied if one.kind == CORRECT)
        gone = dict.fromkeys(one.claim for one in applied if one.kind == RETRACT)
        for claim in gone:
            self._tell("entity", name("claim", claim), record(claim, "Claim", retracted=True))
        for one, told in said:
            cells = {"of": one.claim, "said": one.said, "why": one.why, "state": told["state"]}
            activity = self._said_by("review", one.who, one.when, cells)
            if told["state"] == APPLIED:
                self._tell_review(one, activity, last[one.claim])

    @staticmethod
    def _read(entry: Mapping[str, str]) -> Review:
        return review(*(entry[cell] for cell in ("when", "who", "claim", "what", "why")))

    def _tell_review(self, one: Review, activity: str, last: int) -> None:
        """A correction makes a version, a retraction ends a claim, a reading uses it."""
        if one.kind == CORRECT:
            self._tell_correction(one, activity, last)
        elif one.kind == RETRACT:
            claim = name("claim", one.claim)
            self._relate("wasInvalidatedBy", time=one.when, entity=claim, activity=activity)
        elif one.kind == WITHDRAW:
            document = name("document", one.claim)
            self._tell("entity", document, record(one.claim, "Document", withdrawn=True))
            self._relate("wasInvalidatedBy", time=one.when, entity=document, activity=activity)
        else:
            number = self._corrected[one.claim]
            self._relate("used", activity=activity, entity=_version(one.claim, number, last))

    def _tell_correction(self, one: Review, activity: str, last: int) -> None:
        number = self._corrected[one.claim]
        self._corrected[one.claim] += 1
        before, after = (_version(one.claim, each, last) for each in (number, number + 1))
        self._tell("entity", before, record(f"{one.claim}, before it was corrected", "Version", of=one.claim))
        self._relate("used", activity=activity, entity=before)
        self._relate("wasGeneratedBy", time=one.when, entity=after, activity=activity)
        derived = {"generatedEntity": after, "usedEntity": before, "activity": activity}
        self._relate("wasDerivedFrom", "prov:Revision", **derived)


def _version(claim: str, number: int, last: int) -> str:
    """A claim after so many corrections, of so many: after the last it is the claim itself."""
    return name("claim", claim) if number == last else name("version", claim, str(number))
