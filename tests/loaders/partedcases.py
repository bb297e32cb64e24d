"""Cases that began as one and parted: what two made-up analysts say and load, drawn by hypothesis."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from hypothesis import strategies as st

from graphmodel.errors import InputError
from loaders import changing, deciding, decisions, disputes, entering, reviewing, reviews
from loaders.load import load
from loaders.store import CaseFolder
from tests.loaders.making import case, claim, current, write

AGENCIES = [
    {"agency": "ex-motor", "name": "Pretend Motor Office", "kind": "driver-licensing"},
    {"agency": "ex-pd", "name": "Exampleton Police Department", "kind": "law-enforcement"},
    {"agency": "ex-old-pd", "name": "Oldton Police Department", "kind": "law-enforcement"},
]
SOURCES = [
    {"document": "news", "title": "Made-up news"},
    {"document": "retold", "title": "Told again", "repeats": "news"},
]
CLAIMS = [
    claim(claim_id="c1", holder="ex-motor", recipient="Cops", document="news"),
    claim(claim_id="c2", holder="ex-motor", recipient="Old Cops", document="retold"),
]
NAMES = ("Cops", "Old Cops", "ex-old-pd")
IDS = ("ex-pd", "ex-old-pd")
MODES = ("available", "refused", "disclosed")


@dataclass(frozen=True)
class Act:
    """One thing that an analyst does: which, of what, with what, at which moment."""

    kind: str
    about: str
    value: str
    when: int

    def __str__(self) -> str:
        return f"{self.when}: {self.kind} {self.about} {self.value}"


def acts(*, moments: int = 20) -> st.SearchStrategy[Act]:
    """Anything that one may do; of few names and claims, so that two often meet."""
    when = st.integers(0, moments)
    names, claims = st.sampled_from(NAMES), st.sampled_from(("c1", "c2"))
    nothing = st.just("")

    def of(kind: str, about: st.SearchStrategy[str], value: st.SearchStrategy[str]) -> st.SearchStrategy[Act]:
        return st.builds(Act, st.just(kind), about, value, when)

    return st.one_of(
        of("accept", names, st.sampled_from(IDS)),
        of("reject", names, st.sampled_from(IDS)),
        of("unsure", names, nothing),
        of("undo name", names, nothing),
        of("read", claims, st.sampled_from(("in-full", "excerpt"))),
        of("correct", claims, st.sampled_from(MODES)),
        of("retract", claims, nothing),
        of("undo", claims, st.sampled_from(("read", "correct mode", "retract"))),
        of("withdraw", st.sampled_from(("news", "retold")), nothing),
        of("load", st.sampled_from(("one.csv", "two.csv")), st.sampled_from(MODES)),
        of("enter", st.sampled_from(("e1", "e2")), st.sampled_from(MODES)),
    )


def base(folder: Path) -> CaseFolder:
    """The case that all begin with."""
    made = case(folder / "base", registry=False)
    load(
        made,
        [
            write(folder / "agencies.csv", "agency", AGENCIES),
            write(folder / "documents.csv", "document", SOURCES),
        ],
        dataset="who",
    )
    load(made, [write(folder / "one.csv", "claim", CLAIMS)], dataset="one")
    return made


@contextmanager
def at(when: int) -> Iterator[None]:
    """What is said now was said in this minute of a made-up day."""
    moment = f"2026-05-04T{9 + when // 60:02}:{when % 60:02}:00Z"
    with (
        patch("loaders.deciding.now", lambda: moment),
        patch("loaders.reviewing.now", lambda: moment),
        patch("loaders.changing.now", lambda: moment),
        patch("loaders.history.now", lambda: moment),
    ):
        yield


def work(folder: CaseFolder, who: str, done: Sequence[Act], files: Path) -> CaseFolder:
    """An analyst does what can be done of some acts; what is refused is passed over."""
    files.mkdir(exist_ok=True)
    for each in done:
        with at(each.when), suppress(InputError):
            act(folder, who, each, files)
    return folder


def act(folder: CaseFolder, who: str, each: Act, files: Path) -> None:
    """One act."""
    said: Mapping[str, str] = {"who": who, "why": f"says {who}"}
    about, value = each.about, each.value
    match each.kind:
        case "accept":
            deciding.accept(folder, about, value, **said)
        case "reject":
            deciding.reject(folder, about, value, **said)
        case "unsure":
            deciding.unsure(folder, about, **said)
        case "undo name":
            deciding.undo(folder, about, None, **said)
        case "read":
            reviewing.check(folder, about, read=value, who=who)
        case "correct":
            reviewing.correct(folder, about, {"mode": value}, **said)
        case "retract":
            reviewing.retract(folder, about, **said)
        case "undo":
            reviewing.undo(folder, about, value, **said)
        case "withdraw":
            reviewing.withdraw(folder, about, **said)
        case "remove":
            changing.remove_dataset(folder, about)
        case "load":
            row = claim(claim_id="c3", mode=value, holder="ex-motor", recipient="ex-pd", document="news")
            rows = [*CLAIMS, row] if about == "one.csv" else [row]
            load(folder, [write(files / about, "claim", rows)], dataset="one")
        case "enter":
            entering.enter(
                folder, "claim", [claim(claim_id=about, mode=value, holder="ex-motor", recipient="ex-pd")]
            )


def copied(folder: CaseFolder, target: Path) -> CaseFolder:
    """The same case in another folder."""
    return CaseFolder(shutil.copytree(folder.path, target))


LOGS = (decisions.FILE, reviews.FILE, disputes.FILE)


def held(folder: CaseFolder) -> dict[str, str]:
    """All that a case holds but its history: every table, the manifest, logs, entered rows, settings."""
    files = {**current(folder)}
    for path in sorted(folder.path.rglob("*")):
        name = path.relative_to(folder.path).as_posix()
        if path.is_file() and not name.startswith(("data/", ".")):
            files[name] = path.read_text(encoding="utf-8")
    return files
