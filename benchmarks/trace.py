"""The trace engine at 10⁴ to 10⁷ flows, in one run against what one would use instead.

    python benchmarks/trace.py --flows 1000000
    python benchmarks/trace.py --flows 1000000 --only open,trace

Cases are made up (`benchmarks/cases.py`) and kept under the results for the next run. Each part runs in a process of
its own, so that its memory is its own; what a library takes to be imported, and a rival to build its graph, is not
counted. The numbers are printed beside what was aimed for, and written as JSON; nothing is judged, because they
depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # so that this file is not taken for the standard library's `trace`

from benchmarks import ours  # noqa: E402
from benchmarks.cases import made_up_case  # noqa: E402
from benchmarks.measuring import Measured, Run, child, machine, show, write  # noqa: E402
from benchmarks.ours import Asked  # noqa: E402
from benchmarks.rivals import agreement, timings  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
SMALL, MEDIUM = 10_000, 100_000

#: What runs in a process of its own, in the order in which it is printed.
PARTS: dict[str, Callable[[Asked], list[Measured]]] = {
    "open": ours.opening,
    "exposure": ours.exposure,
    "trace": ours.traces,
    "chokepoints": ours.chokepoints,
    "networkx": timings.over_networkx,
    "rustworkx": timings.over_rustworkx,
    "cypher": timings.over_cypher,
    "agreement": agreement.agreement,
}
#: How many questions are drawn, by part: the first number up to 10⁴ flows, the next to 10⁵, then beyond; 0 is all.
SAMPLES = {
    "trace": (60, 60, 60),
    "networkx": (0, 0, 90),
    "rustworkx": (0, 0, 90),
    "cypher": (60, 60, 30),
    "agreement": (120, 60, 30),
}
#: What was aimed for: seconds by the beginning of a name and the number of flows.
AIMS = {
    ("open", 1_000_000): 1.5,
    ("exposure", 1_000_000): 3.0,
    ("trace,", 1_000_000): 0.05,
    ("trace,", 10_000_000): 0.3,
    ("chokepoints", 1_000_000): 5.0,
}
#: Beyond so many flows the others are measured only where they are asked for: to read the case takes them minutes.
MOST_FLOWS_OF_OTHERS = 1_000_000
OURS = ("open", "exposure", "trace", "shell", "chokepoints")
AIM_MB_TO_OPEN = {10_000_000: 1.5 * 2**30 / 1e6}


def sample_of(part: str, flows: int) -> int:
    """How many questions a part draws."""
    small, medium, large = SAMPLES.get(part, (0, 0, 0))
    return small if flows <= SMALL else medium if flows <= MEDIUM else large


def measured(part: str, flows: int, asked: Asked, seconds: float) -> Iterator[Measured]:
    """A part, run in a process of its own; where it fails, what it said."""
    once = [sys.executable, __file__, "--part", part, "--case", str(asked.folder), "--seed", str(asked.seed)]
    command = [*once, "--times", str(asked.times), "--sample", str(asked.sample)]
    runs = asked.times if part == "open" else 1
    try:
        made = [child(command, seconds) for _ in range(runs)]
    except RuntimeError as error:
        yield Measured(part, [], f"failed: {error}", flows=flows)
        return
    found = [[read(entry) for entry in json.loads(written)] for written, _, _ in made]
    peak = max(peak for _, _, peak in made)
    for several in zip(*found, strict=True):
        joined = [run for each in several for run in each.runs]
        yield replace(several[0], runs=joined, peak_mb=peak)


def read(entry: dict[str, Any]) -> Measured:
    """What a process of its own wrote."""
    return Measured(**entry | {"runs": [Run(*run) for run in entry["runs"]]})


def from_the_shell(flows: int, asked: Asked, seconds: float) -> Iterator[Measured]:
    """The whole command `trace`, cold, as it is typed."""
    question = ["--from", "made-up-office-07", "--to", "made-up-bureau-02", "--data", ours.ONE_KIND]
    options = ["--case", str(asked.folder), "--limit", "10", "--format", "json"]
    command = [sys.executable, "-m", "datatrail", "trace", *question, *options]
    try:
        made = [child(command, seconds) for _ in range(asked.times)]
    except RuntimeError as error:
        yield Measured("shell", [], f"failed: {error}", flows=flows)
        return
    runs = [took for _, took, _ in made]
    yield Measured("the whole command trace, cold", runs, peak_mb=max(peak for _, _, peak in made))


def of_size(flows: int, options: argparse.Namespace) -> Iterator[Measured]:
    """Every part that was asked for, at one size."""
    folder = options.cases / f"made-up-{flows}-{options.seed}"
    made_up_case(flows, folder, options.seed)
    usual = OURS if flows > MOST_FLOWS_OF_OTHERS else (*OURS, *(part for part in PARTS if part not in OURS))
    for part in options.only or usual:
        sample = sample_of(part, flows) if options.sample is None else options.sample
        asked = Asked(folder, options.times, sample, options.seed)
        measure = from_the_shell(flows, asked, options.seconds) if part == "shell" else None
        for each in measure or measured(part, flows, asked, options.seconds):
            yield with_aims(each, flows)


def with_aims(each: Measured, flows: int) -> Measured:
    """What was measured, beside what was aimed for."""
    aims = (aim for (start, size), aim in AIMS.items() if each.name.startswith(start) and size == flows)
    most = AIM_MB_TO_OPEN.get(flows) if each.name.startswith("open") else None
    return replace(each, flows=flows, aim_seconds=next(aims, None), aim_mb=most)


def compared(results: list[Measured]) -> Iterator[Measured]:
    """How many times more processor the label search over networkx takes than `exposure`, at each size with both."""
    done = [each for each in results if each.runs]
    for theirs in (each for each in done if each.name.startswith("networkx") and "×" in each.name):
        for mine in (
            each for each in done if each.name.startswith("exposure") and each.flows == theirs.flows
        ):
            ratio = theirs.median_cpu / mine.median_cpu
            name = (
                f"{ratio:,.1f} × {mine.name.removeprefix('exposure, ')}: processor, networkx against exposure"
            )
            yield Measured(name, [], flows=theirs.flows, values={"ratio": ratio})


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = ",".join([*PARTS, "shell"])
    parser.add_argument("--flows", default="10000", help="sizes, split on commas (default 10000)")
    parser.add_argument("--only", default="", help=f"parts, split on commas, of {names}")
    parser.add_argument("--times", type=int, default=3, help="runs of what is not drawn (default 3)")
    parser.add_argument("--sample", type=int, help="how many questions to draw, 0 for all (default: by size)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another case (default 1)")
    parser.add_argument("--seconds", type=float, default=3600, help="the most that a part may take")
    parser.add_argument("--cases", type=Path, default=RESULTS / "cases", help="where the cases are kept")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS / "trace.json")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--case", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.only = [part for part in options.only.split(",") if part]
    unknown = set(options.only) - {*PARTS, "shell"}
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {names}")
    return options


def main() -> None:
    """Measure, print, write; or, in a process of its own, one part."""
    options = read_options()
    if options.part:
        made = PARTS[options.part](Asked(options.case, options.times, options.sample or 0, options.seed))
        print(json.dumps([asdict(each) for each in made]))
        return
    where = machine()
    results = [each for size in options.flows.split(",") for each in of_size(int(size), options)]
    results += compared(results)
    show(results, where)
    write(results, where, options.output)
    print(f"\nwritten: {options.output}")


if __name__ == "__main__":
    main()
