"""How the benchmarks measure: each part in a process of its own, medians of several runs, memory at its peak."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

Made = TypeVar("Made")

ROOT = Path(__file__).resolve().parent.parent
SHOWN_VERSIONS = (
    "datatrail",
    "numpy",
    "pyarrow",
    "pandas",
    "networkx",
    "kglite",
    "rustworkx",
    "duckdb",
    "polars",
)
# ru_maxrss is in bytes on macOS, in KiB elsewhere.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Run(NamedTuple):
    """How long something took, by the clock and in seconds of processor; these differ on a machine that is shared."""

    seconds: float
    cpu: float

    def __mul__(self, times: int) -> Run:  # type: ignore[override]
        return Run(self.seconds * times, self.cpu * times)


@dataclass
class Measured:
    """Some runs of one thing.

    Attributes
    ----------
    runs
        What each took.
    note
        What a reader must know to judge the numbers.
    values
        What else was counted.
    peak_mb
        The most memory that the process had which ran it, everything before it included.
    """

    name: str
    runs: list[Run]
    note: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    flows: int = 0
    peak_mb: float | None = None
    aim_seconds: float | None = None
    aim_mb: float | None = None

    @property
    def median(self) -> float:
        """The median run."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def median_cpu(self) -> float:
        """The median of the seconds of processor."""
        return statistics.median(run.cpu for run in self.runs)

    @property
    def worst(self) -> float:
        """The longest run."""
        return max(run.seconds for run in self.runs)

    @property
    def nearly_worst(self) -> float:
        """The run that 95 % are no slower than."""
        return sorted(run.seconds for run in self.runs)[max(0, -(-len(self.runs) * 95 // 100) - 1)]

    def entry(self) -> dict[str, Any]:
        """What is written of it: each run, and what is made of them."""
        summed = (
            {"median": self.median, "median_cpu": self.median_cpu, "p95": self.nearly_worst}
            if self.runs
            else {}
        )
        return asdict(self) | summed


def mean(runs: Sequence[Run]) -> Run:
    """The mean run."""
    return Run(*(statistics.fmean(each) for each in zip(*runs, strict=True)))


def total(runs: Iterable[Run]) -> Run:
    """All of them, one after another."""
    return Run(*(sum(each) for each in zip(*runs, strict=True)))


def timed(once: Callable[[], Made]) -> tuple[Run, Made]:
    """What it took, and what came of it."""
    started, cpu = time.perf_counter(), time.process_time()
    made = once()
    return Run(time.perf_counter() - started, time.process_time() - cpu), made


def child(command: Sequence[str], seconds: float) -> tuple[str, Run, float]:
    """What a command wrote, what it took, and its peak memory in MB; a failure is raised with its words."""
    environment = {name: value for name, value in os.environ.items() if name != "DATATRAIL_CASE"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=said
        )
        status, used = _waited_for(process, started + seconds)
        took = Run(time.perf_counter() - started, used.ru_utime + used.ru_stime)
        out.seek(0)
        said.seek(0)
        if status:
            words = said.read().decode(errors="replace").strip() or f"stopped after {took.seconds:.0f} s"
            raise RuntimeError(words.splitlines()[-1])
        return out.read().decode(), took, used.ru_maxrss * MAXRSS_UNIT / 1e6


def _waited_for(process: subprocess.Popen[bytes], until: float) -> tuple[int, Any]:
    """Its exit status and what it used; stopped when its time is over."""
    while True:
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, used
        if time.perf_counter() > until:
            process.kill()
        time.sleep(0.02)


def machine() -> dict[str, Any]:
    """What the numbers depend on."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "load": list(os.getloadavg()),
        "versions": {name: _version(name) for name in SHOWN_VERSIONS},
        "commit": _commit(),
        "command": " ".join(["python", *sys.argv]),
    }


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _cpu() -> str:
    """The model of the processor, where the system says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        return subprocess.run(
            asked, cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


# --- shown and written --------------------------------------------------------------------------------------------


def show(results: Iterable[Measured], where: Mapping[str, Any]) -> None:
    """The table that a person reads."""
    versions = ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    print(f"Python {where['python']}, {where['cpu']}, {where['cores']} cores, load {where['load'][0]:.1f}")
    print(f"{versions}; commit {where['commit']}")
    print(
        f"\n{'flows':>10}  {'':52}{'median s':>10}{'cpu s':>10}{'p95 s':>10}{'worst s':>10}{'runs':>6}{'aim s':>8}{'MB':>7}"
    )
    for each in results:
        print(f"{each.flows:>10,}  {each.name:52}{_numbers(each)}")
        if each.note:
            print(f"{'':12}  {each.note}")


def _numbers(each: Measured) -> str:
    if not each.runs:
        return f"{'–':>10}"
    seconds = "".join(
        f"{value:10.4f}" for value in (each.median, each.median_cpu, each.nearly_worst, each.worst)
    )
    aim = "–" if each.aim_seconds is None else f"{each.aim_seconds:g}"
    peak = "–" if each.peak_mb is None else f"{each.peak_mb:.0f}"
    return f"{seconds}{len(each.runs):6}{aim:>8}{peak:>7}"


def write(results: Iterable[Measured], where: Mapping[str, Any], target: Path) -> None:
    """The JSON that a script reads."""
    whole = {
        "when": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": where,
        "results": [each.entry() for each in results],
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
