"""The commands and examples of a page, run as a reader would run them, one after the other in one folder.

After a change of what is printed, `.venv/bin/python -m tests.datatrail.transcripts` writes the transcripts of every page
anew (or of those whose files it is given); read the difference before committing it.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from datetime import datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self
from unittest.mock import patch

from tests.datatrail.running import datatrail

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
#: Every page that somebody wrote: none can be left out by forgetting it.
PAGES = {
    page.name: page
    for page in (README, *sorted((ROOT / "docs").glob("*.md")))
    if not page.read_text(encoding="utf-8").startswith("<!-- Generated ")
}
#: A generation's name holds a hash of the tables, which says nothing to a reader.
GENERATION = re.compile(r"gen-(\d{6})-[0-9a-f]{12}")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: The file that a block is kept as: the last one named by the line before it.
KEPT_AS = re.compile(r"`([\w.-]+\.(?:toml|csv|txt))`[^`\n]*\n+\Z")
#: Pages whose Python imports what is not installed here, and the test that runs it where it is.
PYTHON_ELSEWHERE = {"prov-and-ftm.md": "tests/others/test_page.py"}

Run = Callable[[str, Path], str]


def blocks(page: Path, kind: str) -> list[str]:
    """The fenced blocks of a kind, in order."""
    return [text for each, text in BLOCK.findall(page.read_text(encoding="utf-8")) if each == kind]


def commands(block: str) -> list[tuple[str, str]]:
    """Each command of a transcript, and what it is shown to print."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    assert not parts[0], f"a transcript begins with a command: {parts[0]!r}"
    return list(zip(parts[1::2], parts[2::2], strict=True))


def run(command: str, folder: Path) -> str:
    """What a command, as a process of its own, prints where no terminal is: its data, then its remarks."""
    hidden = {"COLUMNS", "DATATRAIL_CASE", "FORCE_COLOR", "NO_COLOR", "PYTHONIOENCODING"}
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "datatrail", *words_of(command)],
        cwd=folder,
        env=kept | {"PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
    )
    return trimmed((done.stdout + done.stderr).decode("utf-8"))


def run_here(command: str, folder: Path) -> str:
    """The same within this process, which is faster: the pages have many commands."""
    with chdir(folder), one_morning():
        done = datatrail(*words_of(command))
    return GENERATION.sub(r"gen-\1-…", trimmed(done.out + done.err))


class _OneMorning(datetime):
    """The day on which a transcript is set: what is written into a log says when."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Nine o'clock."""
        return cls(2026, 5, 4, 9, tzinfo=tz)


def one_morning() -> Any:
    """What is written into a log is written at nine."""
    return patch("loaders.logs.datetime", _OneMorning)


def words_of(command: str) -> list[str]:
    """The words after `datatrail`, as a shell splits them."""
    first, *words = shlex.split(command)
    assert first == "datatrail", command
    return words


def trimmed(text: str) -> str:
    """What was printed, without the blanks at the ends of lines."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def prepared(folder: Path) -> Path:
    """The folder that a reader makes to follow along, with the files that the start page says to copy."""
    (line,) = re.findall(r"^cp (.*) \S+$", "".join(blocks(PAGES["index.md"], "sh")), re.MULTILINE)
    for file in (file for pattern in line.split() for file in ROOT.glob(pattern)):
        shutil.copy(file, folder)
    return folder


def replayed(page: Path, folder: Path, runner: Run = run_here) -> str:
    """The page with what its commands print now; its files are written, its Python is run, in the page's order."""
    text = page.read_text(encoding="utf-8")
    space: dict[str, Any] = {}
    parts = list(_replayed(text, folder, space, runner, runs_python=page.name not in PYTHON_ELSEWHERE))
    return "".join(parts)


def _replayed(
    text: str, folder: Path, space: dict[str, Any], runner: Run, *, runs_python: bool
) -> Iterator[str]:
    done = 0
    for match in BLOCK.finditer(text):
        before, (kind, body) = text[done : match.start()], match.groups()
        yield before
        done = match.end()
        if kind == "console":
            said = "".join(f"$ {command}\n{runner(command, folder)}" for command, _ in commands(body))
            yield f"```console\n{said}```"
            continue
        if kept_as := KEPT_AS.search(before):
            (folder / kept_as[1]).write_text(body, encoding="utf-8", newline="\n")
        elif runs_python and kind in {"pycon", "python"}:
            _python(kind, body, folder, space)
        yield match[0]
    yield text[done:]


def _python(kind: str, body: str, folder: Path, space: dict[str, Any]) -> None:
    """A session is compared, line by line, with what it shows; a program runs to its end."""
    with chdir(folder), one_morning():
        if kind == "python":
            exec(compile(body, "the page's Python", "exec"), space)  # noqa: S102 (the page is ours)
            return
        session = doctest.DocTestParser().get_doctest(body, space, "session", "page", 0)
        runner = doctest.DocTestRunner(verbose=False)
        said: list[str] = []
        runner.run(session, out=said.append, clear_globs=False)
        space |= session.globs
    assert not runner.summarize(verbose=False).failed, "".join(said)


def main() -> None:
    """Write the transcripts of the pages that are named, or of every page, anew."""
    named = [Path(name).resolve() for name in sys.argv[1:]]
    for page in named or PAGES.values():
        with TemporaryDirectory() as folder:
            page.write_text(replayed(page, prepared(Path(folder))), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
