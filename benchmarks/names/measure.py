"""How well names are matched: the labels that were given by hand, against what the matching makes of the names now.

    python benchmarks/names/measure.py

Precision is the share of right ones among the labelled acceptances, with its 95 % Wilson interval: once without
those of which it cannot be told, once with them counted as wrong. The third sample was drawn after the last change
of what is accepted, of names that had no label yet; what was found wrong in the others has led to that change. Recall is the share of the names whose agency is
in the Atlas that were accepted as that agency.
"""

import sys
import time
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from benchmarks.names.matching import matched, rows
from loaders.namematching import Match

Z = 1.959964
"""The 97.5th percentile of the normal distribution."""


@dataclass(frozen=True)
class Share:
    """A share of a sample, with its 95 % Wilson interval."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share."""
        return self.hits / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """The interval (Wilson 1927, without continuity correction)."""
        p, n = self.value, self.of
        middle, spread = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return (middle - spread) / (1 + Z * Z / n), (middle + spread) / (1 + Z * Z / n)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.4f} ({self.hits} of {self.of}; 95 % interval {low:.4f} to {high:.4f})"


FRESH = "third"
"""The sample that nothing was changed after."""


def precision(found: dict[str, Match], *, sample: str | None = FRESH, strict: bool = False) -> Share:
    """Of the labelled acceptances that the matching still makes, how many are right.

    Parameters
    ----------
    sample
        Those of one sample; of all where there is none.
    strict
        Whether those of which it cannot be told count as wrong.
    """
    labelled = [row for row in rows("labels_acceptances.csv") if sample in {None, row["sample"]}]
    still = [row for row in labelled if found[row["name"]].accepted == row["agency"]]
    judged = [row for row in still if strict or row["label"] != "cannot tell"]
    return Share(sum(row["label"] == "right" for row in judged), len(judged))


def recall(found: dict[str, Match]) -> Share:
    """Of the labelled names whose agency is in the Atlas, how many are accepted as that agency."""
    there = _in_the_atlas()
    return Share(sum(found[row["name"]].accepted == row["agency"] for row in there), len(there))


def suggested(found: dict[str, Match]) -> Share:
    """Of the labelled names whose agency is in the Atlas, how many have it among the first three candidates."""
    there = _in_the_atlas()
    hits = [any(each.agency == row["agency"] for each in found[row["name"]].candidates) for row in there]
    return Share(sum(hits), len(there))


def wrongly_accepted(found: dict[str, Match]) -> list[str]:
    """The labelled names that were accepted as an agency that they are not."""
    named = [row for row in rows("labels_names.csv") if row["label"] != "cannot tell"]
    return [row["name"] for row in named if found[row["name"]].accepted not in {None, row["agency"]}]


def _in_the_atlas() -> list[dict[str, str]]:
    return [row for row in rows("labels_names.csv") if row["label"] == "in the Atlas"]


def main() -> None:
    """Print what was measured."""
    begun = time.process_time()
    found = matched()
    seconds = time.process_time() - begun
    accepted = sum(match.accepted is not None for match in found.values())
    print(f"{len(found)} names, {accepted} accepted, in {seconds:.1f} CPU seconds")
    print(f"precision             {precision(found)}")
    print(f"  cannot tell = wrong {precision(found, strict=True)}")
    print(f"of all labelled       {precision(found, sample=None)}")
    print(f"  cannot tell = wrong {precision(found, sample=None, strict=True)}")
    print(f"recall                {recall(found)}")
    print(f"in the first three    {suggested(found)}")
    print(f"accepted wrongly among the random names: {wrongly_accepted(found) or 'none'}")


if __name__ == "__main__":
    main()
