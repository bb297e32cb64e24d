"""Every check at its full count, one after another; what came of each is written to `benchmarks/results`.

    python benchmarks/verify.py [CHECK …] [--share 0.1] [--list]

The checks stand in `checks.toml`. A check that fails ends nothing: the others run, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TABLE = ROOT / "benchmarks" / "checks.toml"
RESULTS = ROOT / "benchmarks" / "results"
#: So many of the last lines of what a check says are kept.
KEPT_LINES = 12


@dataclass(frozen=True)
class Check:
    """One row of the table, at a share of its counts.

    Attributes
    ----------
    words
        What Python is given.
    environment
        The variables that are set for it.
    numbers
        The option that is given a file for numbers, if it has one.
    """

    name: str
    what: str
    words: tuple[str, ...]
    environment: Mapping[str, str]
    numbers: str | None
    share: float

    @property
    def is_pytest(self) -> bool:
        """Whether tests are run, which are counted."""
        return "pytest" in self.words

    @property
    def command(self) -> str:
        """As one would type it."""
        return " ".join(
            [*(f"{name}={value}" for name, value in self.environment.items()), "python", *self.words]
        )


# --- the table


def checks(share: float = 1.0) -> dict[str, Check]:
    """The checks by name, in the order of the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["check"]
    found = (check for row in rows for check in _of_row(row, share))
    return {check.name: check for check in found}


def _of_row(row: Mapping[str, Any], share: float) -> Iterator[Check]:
    words = [*row["command"], *_tests_reading(row.get("tests_reading"))]
    for option, value in row.get("scaled", {}).items():
        words += [option, _scaled(value, share)]
    counts = {name: _scaled(value, share) for name, value in row.get("counts", {}).items()}
    environment = counts | row.get("environment", {})
    versions = _neo4j_versions() if row.get("for_each") == "neo4j" else [""]
    for version in versions:
        name = "-".join(filter(None, (row["name"], version)))
        filled = tuple(word.format(version=version) for word in words)
        yield Check(name, row["what"], filled, environment, row.get("numbers"), share)


def _scaled(value: float | list[float], share: float) -> str:
    """A share of a number, or of each of several; of what is counted, at least one."""
    if isinstance(value, list):
        return ",".join(_scaled(each, share) for each in value)
    return f"{value * share:g}" if isinstance(value, float) else str(max(1, round(value * share)))


def _tests_reading(variable: str | None) -> list[str]:
    """The test files that ask the environment for a variable."""
    if variable is None:
        return []
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    reading = (f'environ.get("{variable}"', f'environ["{variable}"]')
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    return [
        file.relative_to(ROOT).as_posix()
        for file, text in texts.items()
        if any(words in text for words in reading)
    ]


def _neo4j_versions() -> list[str]:
    from datatrail.neo4jserver.versions import versions

    return list(versions())


# --- one check


def run(check: Check) -> dict[str, Any]:
    """What came of a check."""
    started, begun = dt.datetime.now(dt.UTC), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        tests, numbers = Path(folder) / "tests.xml", Path(folder) / "numbers.json"
        more = [*(["--junitxml", str(tests)] if check.is_pytest else [])]
        more += [check.numbers, str(numbers)] if check.numbers else []
        status, said = _heard([sys.executable, *check.words, *more], check.environment)
        found = json.loads(numbers.read_text(encoding="utf-8")) if numbers.exists() else None
        counts = _counted(tests) if tests.exists() else {}
    return {
        "check": check.name,
        "what": check.what,
        "command": check.command,
        "share": check.share,
        **_source(),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - begun, 1),
        "machine": machine(),
        "versions": _versions(),
        "counts": counts | {name: int(each) for name, each in check.environment.items() if each.isdigit()},
        "outcome": "failed" if status else "passed",
        "said": said,
        "numbers": found,
    }


def _heard(words: Sequence[str], environment: Mapping[str, str]) -> tuple[int, list[str]]:
    """The exit status of a command, and the last lines of what it said, all of which goes to standard error."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    whole = os.environ | {"PYTHONPATH": paths} | environment
    last: deque[str] = deque(maxlen=KEPT_LINES)
    with subprocess.Popen(
        words, cwd=ROOT, env=whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        errors="replace",
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            sys.stderr.write(line)
            last.append(_of_nobody(line.rstrip()))
    return process.returncode, list(last)


def _of_nobody(line: str) -> str:
    """A line without the folders of whoever ran it."""
    return line.replace(str(ROOT), ".").replace(tempfile.gettempdir(), "…")


def _counted(report: Path) -> dict[str, int]:
    """How many tests passed, failed and were skipped, as pytest reports them."""
    (suite,) = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 pytest wrote it
    total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    return {"passed": total - failed - skipped, "failed": failed, "skipped": skipped}


def _source() -> dict[str, Any]:
    """The commit, and whether the files differ from it; nothing of either where git does not say."""

    def git(*words: str) -> str | None:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return None if done.returncode else done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/results")
    return {"commit": git("rev-parse", "HEAD"), "dirty": None if changed is None else bool(changed)}


def machine() -> dict[str, Any]:
    """What the numbers depend on."""
    return {
        "cores": os.cpu_count(),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _memory() -> int | None:
    """Bytes of memory, where the system says it."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _versions() -> dict[str, str]:
    """The packages that the project names and that are installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    groups += project["dependency-groups"].values()
    found = {}
    for name in sorted({_name_of(each) for group in groups for each in group}):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _name_of(requirement: str) -> str:
    return requirement.partition(";")[0].split(">=")[0].split("==")[0].strip()


# --- all


def main(words: Sequence[str] | None = None) -> int:
    """Run the checks that are named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checks", nargs="*", metavar="CHECK", help="which (all)")
    parser.add_argument("--share", type=float, default=1.0, help="of the full counts (1)")
    parser.add_argument("--list", action="store_true", help="print the checks, and run none")
    parser.add_argument("--into", type=Path, default=RESULTS, help="where the results are written")
    told = parser.parse_args(words)
    known = checks(told.share)
    asked = {name for name in known for word in told.checks if name == word or name.startswith(f"{word}-")}
    if missing := [
        word for word in told.checks if not any(n == word or n.startswith(f"{word}-") for n in known)
    ]:
        parser.error(f"no such check: {', '.join(missing)}; there are {', '.join(known)}")
    chosen = [check for name, check in known.items() if name in asked or not told.checks]
    if told.list:
        for check in chosen:
            print(f"{check.name:16} {check.what}\n{'':16} {check.command}")
        return 0
    return max(_ran(check, told.into) for check in chosen)


def _ran(check: Check, into: Path) -> int:
    """Run a check and write what came of it; 1 where it failed."""
    sys.stderr.write(f"== {check.name}: {check.command}\n")
    result = run(check)
    into.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    (into / f"{check.name}.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
    sys.stderr.write(f"== {check.name}: {result['outcome']} in {result['seconds']:.0f} s\n")
    return int(result["outcome"] == "failed")


if __name__ == "__main__":
    sys.exit(main())
