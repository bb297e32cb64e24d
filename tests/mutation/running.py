"""A change is judged in a forked process, by the tests that call what is changed: no file of the project is touched.

The tests are collected once. One run of all of them notes which call which functions of the modules to be changed, and
how long each takes; after that a change of a function is judged by those that call it, the quickest first, up to the
first that goes red. Of a function only the code is exchanged, in place, so that nothing keeps a hold on the old one. A
change outside of functions (a constant, a default) is judged in a new Python (`tests.mutation.anew`), which is given the
changed source on import.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

import pytest

from tests.mutation.choosing import ROOT, TABLE

#: What a change that allocates without end may take.
MEMORY = 6 << 30
#: The status of a process in which not a test but the judging itself failed.
BROKEN = 70
#: What the status of a process says of the change; a signal ends one that takes too long.
OUTCOMES = {0: "survived", 1: "killed", -signal.SIGXCPU: "timeout", -signal.SIGKILL: "timeout"}
#: What all the tests together may take, in seconds of processor time.
LONGEST = 3600
Function = tuple[str, str]
"""A module and the name of a function in it, with those of the classes and functions around it."""


class Judged(NamedTuple):
    """What became of a change: by which test it was noticed, and how many seconds of processor time that took."""

    outcome: str
    by: str
    seconds: float
    tests: int
    where: str


class _Collected:
    """Takes the tests that pytest collected, and goes on where it would run them."""

    def __init__(self, then: Callable[[pytest.Session], None]) -> None:
        self._then = then

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._then(session)
        return True


def with_tests(files: Sequence[str], then: Callable[[pytest.Session], None]) -> None:
    """Collect the tests of some files, and do something with them."""
    words = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", *files]
    code = pytest.main(words, plugins=[_Collected(then)])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit(f"pytest ended with {code}")


@dataclass
class Known:
    """Which functions each test calls, how long it takes, and which are red before anything is changed."""

    calls: dict[str, set[Function]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    red: list[str] = field(default_factory=list)

    def judging(self, module: str, name: str | None, most: float) -> list[str]:
        """The tests that call a function, or any of a module: the quickest that take so many seconds, then the strongest."""
        calling = (
            test
            for test, called in self.calls.items()
            if any(where == module and name in (None, what) for where, what in called)
        )
        found = sorted(calling, key=self.seconds.__getitem__)
        until = list(accumulate(self.seconds[test] for test in found))
        quick = [test for test, total in zip(found, until, strict=True) if total <= most]
        return [
            *quick,
            *(test for test in found[len(quick) :] if _name(test) in TABLE["strongest"]),
        ] or found[:1]


def _name(test: str) -> str:
    return test.rpartition("::")[2].partition("[")[0]


def learn(session: pytest.Session, modules: Sequence[str], kept: Path | None = None) -> Known:
    """Run every test once, watching what it calls; or take that from where it is kept."""
    if kept is not None and kept.exists():
        return _read(kept)
    with tempfile.TemporaryDirectory() as folder:
        out = kept or Path(folder) / "known.json"
        code, _ = _forked(partial(_watch, session, modules, out), LONGEST)
        if code:
            raise SystemExit(f"the tests could not be watched: {code}")
        return _read(out)


def _read(file: Path) -> Known:
    calls, seconds, red = json.loads(file.read_text("utf-8"))
    functions = {test: {(module, name) for module, name in called} for test, called in calls.items()}
    return Known(functions, seconds, red)


def _watch(session: pytest.Session, modules: Sequence[str], out: Path) -> int:
    files = {str(ROOT / module): module for module in modules}
    known = Known()
    for item in session.items:
        called = known.calls[item.nodeid] = set[Function]()

        def watch(frame: FrameType, _event: str, _: Any, called: set[Function] = called) -> None:
            if module := files.get(frame.f_code.co_filename):
                called.add((module, _outermost(frame.f_code)))

        begun = process_time()
        sys.settrace(watch)
        failed = _fails(session, [item])
        sys.settrace(None)
        if failed:
            del known.calls[failed]
            known.red.append(failed)
            continue
        known.seconds[item.nodeid] = process_time() - begun
    calls = {test: sorted(called) for test, called in known.calls.items()}
    out.write_text(json.dumps([calls, known.seconds, known.red]), "utf-8")
    return 0


def _outermost(code: CodeType) -> str:
    """The function that a lambda, a generator or a function inside of it belongs to."""
    return code.co_qualname.partition(".<locals>")[0]


def _fails(session: pytest.Session, items: Sequence[pytest.Item]) -> str:
    """The first of some tests that goes red; none where all stay green."""
    for item, after in zip(items, [*items[1:], None], strict=True):
        failed = session.testsfailed
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if session.testsfailed > failed:
            return item.nodeid
    return ""


def _forked(what: Callable[[], Any], allowed: float) -> tuple[int, float]:
    """Do something in a process of its own, and how that ended; negative for the signal that ended it."""

    def run() -> None:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (int(allowed) + 1, int(allowed) + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        said = os.dup(2)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        try:
            os._exit(int(what() or 0))
        except BaseException:
            os.write(said, traceback.format_exc().encode())
            raise
        finally:
            os._exit(BROKEN)

    before = os.times()
    child = get_context("fork").Process(target=run)
    child.start()
    child.join(60 * allowed + 60)
    if child.is_alive():
        child.kill()
        child.join()
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return child.exitcode or 0, spent


# --- one change


def changed_functions(module: str, source: str) -> Mapping[str, CodeType] | None:
    """The functions whose code a change exchanges; None where it changes more than their code."""
    file = str(ROOT / module)
    old, new = (
        compile(text, file, "exec", dont_inherit=True)
        for text in ((ROOT / module).read_text("utf-8"), source)
    )
    found: dict[str, CodeType] = {}
    return found if _compare(old, new, found) else None


def _compare(old: CodeType, new: CodeType, found: dict[str, CodeType]) -> bool:
    """Whether two pieces of code that are no functions differ in the functions in them alone."""
    plain = [tuple(each for each in code.co_consts if not isinstance(each, CodeType)) for code in (old, new)]
    if old.co_code != new.co_code or repr(plain[0]) != repr(plain[1]) or old.co_names != new.co_names:
        return False
    for one, other in zip(_inner(old), _inner(new), strict=True):
        if one == other:
            continue
        if one.co_flags & inspect.CO_NEWLOCALS and "<" not in one.co_qualname:  # a function, no class
            found[one.co_qualname] = other
        elif not _compare(one, other, found):
            return False
    return True


def _inner(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def exchange(module: str, codes: Mapping[str, CodeType]) -> None:
    """Give functions other code, wherever they are held."""
    file = str(ROOT / module)
    held: dict[str, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == file:
            held[each.__code__.co_qualname].append(each)
    for name, code in codes.items():
        for function in held[name]:
            function.__code__ = code
        if not held[name]:
            raise LookupError(f"{module}: {name}")


def judge(session: pytest.Session, known: Known, module: str, source: str, most: float) -> Judged:
    """What the tests say of a change."""
    codes = changed_functions(module, source)
    name = next(iter(codes)) if codes else None
    tests = known.judging(module, name, most)
    if not tests:
        return Judged("survived", "", 0.0, 0, "called by no test")
    allowed = 10 + 4 * sum(known.seconds[test] for test in tests)
    with tempfile.NamedTemporaryFile("w+", encoding="utf-8") as said:
        out = Path(said.name)
        run = (
            partial(_in_place, session, tests, module, codes, out)
            if codes
            else partial(_anew, tests, module, source, out)
        )
        code, seconds = _forked(run, allowed)
        where = "in place" if codes else "anew"
        return Judged(OUTCOMES[code], out.read_text("utf-8"), round(seconds, 2), len(tests), where)


def _in_place(
    session: pytest.Session, tests: Sequence[str], module: str, codes: Mapping[str, CodeType], out: Path
) -> int:
    items = {item.nodeid: item for item in session.items}
    exchange(module, codes)
    by = _fails(session, [items[test] for test in tests])
    out.write_text(by, "utf-8")
    return 1 if by else 0


def _anew(tests: Sequence[str], module: str, source: str, out: Path) -> None:
    words = [sys.executable, "-B", "-m", "tests.mutation.anew", module, str(out)]
    text = json.dumps([source, list(tests)])
    out.write_text(text, "utf-8")
    os.execv(sys.executable, words)  # noqa: S606 a list of words
