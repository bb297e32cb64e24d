"""What fuzzing found stays mended, a short run finds nothing new, and a judge does see what is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from graphmodel.counts import Bounds
from graphmodel.dates import Span
from tests.fuzzing.__main__ import main
from tests.fuzzing.fuzzing import NO_ATHERIS, ROOT, Ran, failure, fuzz, is_here, kept, smallest
from tests.fuzzing.targets import CORPUS, TARGETS, cypher, judge_of

SECONDS = float(os.environ.get("FUZZ_SECONDS", "1"))
"""How long each target is fuzzed; `make fuzz` runs them for longer, without these tests."""
PLANTED = "tests.fuzzing.planted:judge"

needs_atheris = pytest.mark.skipif(not is_here(), reason=NO_ATHERIS)


def corpus_of(target: str) -> list[Path]:
    """The inputs that are kept of a target."""
    return sorted((CORPUS / target).iterdir())


# --- the inputs that are kept -------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS)
def test_every_input_of_the_corpus_is_judged_right(target: str) -> None:
    """Those that were found wrong once among them, on any system."""
    judge = judge_of(TARGETS[target])
    for path in corpus_of(target):
        try:
            judge(path.read_bytes())
        except BaseException as error:
            error.add_note(f"judged wrong: {path.relative_to(ROOT)}")
            raise


def test_each_target_has_a_corpus_and_all_of_them_stay_small() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)
    assert all(map(corpus_of, TARGETS))
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 300_000


# --- a judge sees what is wrong -----------------------------------------------------------------------------------

#: For each target a mistake in what it judges: what is put in its place, and where.
MISTAKES: dict[str, tuple[str, Any]] = {
    "dates": ("tests.fuzzing.targets.cells.parse_span", lambda _: Span(1, 2)),
    "counts": ("graphmodel.counts.Count.bounds", property(lambda _: Bounds(5, 4))),
    "cells": ("loaders.canonical._state", lambda text: f"{text}!"),
    "csv": ("loaders.readers.quoting.Splitter._closing", lambda _, body, at, __: body.find('"', at)),
    "layout": ("loaders.readers.texts._known", lambda stated: stated),
    "packed": ("loaders.readers.archives.BROKEN", (OSError,)),
    "csv-quick": ("loaders.readers.quick._doubtful", lambda *_: slice(0, 0)),
    "json": ("loaders.readers.fields.text_of", lambda _: "x"),
    "sniff": ("loaders.sniffing_draft.quoted", lambda text: f'"{text}"'),
    "load": ("loaders.report.LoadReport.taken", property(lambda _: 0)),
    "mapping": ("loaders.mapping_keys.cannot_read", lambda _: ""),
    "scenario": ("queries.scenario_toml._Reader._line", lambda *_: 1_000),
    "case": ("tests.fuzzing.targets.cases.last_line", lambda _: 0),
    "export": ("loaders.interchange.holding.FLAGS", {"true": False, "false": True}),
    "gate": ("tests.fuzzing.targets.cypher.check", lambda text, _: text),
    "page": ("viz.safety._IN_SCRIPT", {}),
}


@pytest.mark.parametrize("target", TARGETS)
def test_a_mistake_in_what_is_judged_is_seen_in_the_corpus(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, instead = MISTAKES[target]
    judge = judge_of(TARGETS[target])
    monkeypatch.setattr(where, instead)
    assert any(failure(judge, path.read_bytes()) for path in corpus_of(target))
    cypher.forget()


# --- the fuzzing itself -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def short_runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """Each target, fuzzed for a moment, always the same way: what is found by chance is found by `make fuzz`."""
    folder = tmp_path_factory.mktemp("fuzz")
    return {ran.target: ran for ran in fuzz(list(TARGETS), SECONDS, folder, "-seed=1")}


@needs_atheris
@pytest.mark.parametrize("target", TARGETS)
def test_a_short_run_finds_nothing_wrong(target: str, short_runs: dict[str, Ran]) -> None:
    ran = short_runs[target]
    assert ran.wrong is None, f"{ran.wrong!r}\n{ran.said[-4000:]}"
    assert ran.inputs >= len(corpus_of(target))
    assert ran.edges > 0


@needs_atheris
def test_a_planted_mistake_is_found_made_small_and_kept(tmp_path: Path) -> None:
    """Nobody wrote the input that shows it: the fuzzing came to it by what it reached before."""
    (ran,) = fuzz([PLANTED], 60, tmp_path, "-seed=1")
    assert ran.wrong is not None
    path = kept(ran, tmp_path / "corpus")
    judge = judge_of(PLANTED)
    small = path.read_bytes()
    assert failure(judge, small) == failure(judge, ran.wrong)
    assert not any(failure(judge, small[:at] + small[at + 1 :]) for at in range(len(small)))


def test_an_input_is_made_small_without_becoming_wrong_in_another_way() -> None:
    def judge(data: bytes) -> None:
        assert b"a" not in data or b"b" not in data
        if data == b"a":
            raise ValueError

    assert smallest(judge, b"xxaxxxbxx" * 3) in (b"ab", b"ba")
    assert smallest(judge, b"fine") == b"fine"


@needs_atheris
def test_what_could_not_be_fuzzed_is_no_run_that_found_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"nothing could be fuzzed:\n(.*\n)*.*tests\.fuzzing\.no_such"):
        fuzz(["tests.fuzzing.no_such:judge"], 1, tmp_path)


@needs_atheris
def test_a_target_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["nothing"])
    assert "no such target: nothing; there are dates, " in capsys.readouterr().err
