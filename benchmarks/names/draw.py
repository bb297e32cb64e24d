"""Draws what is labelled by hand: names that were accepted, and names of any kind, each at random by a stated seed.

    python benchmarks/names/draw.py acceptances 600 SEED
    python benchmarks/names/draw.py names 300 SEED
    python benchmarks/names/draw.py more 600 SEED        acceptances that have no label yet

The rows are printed as CSV with an empty label; whoever labels reads each and judges.
"""

import csv
import random
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from benchmarks.names.matching import matched, rows


def main(what: str, count: str, seed: str) -> None:
    """Print a sample."""
    found = matched()
    places = {
        row["agency"]: f"{row['city']}; {row['county']}; {row['state']}" for row in rows("atlas_agencies.csv")
    }
    pool = sorted(name for name, match in found.items() if match.accepted or what == "names")
    if what == "more":
        labelled = {row["name"] for row in rows("labels_acceptances.csv")}
        pool = [name for name in pool if name not in labelled]
    drawn = random.Random(seed).sample(pool, int(count))  # noqa: S311 (a sample, no secret)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["name", "accepted", "agency", "where", "label"])
    for name in drawn:
        match = found[name]
        agency = match.accepted or ""
        shown = match.candidates[0].name if agency else ""
        writer.writerow([name, agency, shown, places.get(agency, ""), ""])


if __name__ == "__main__":
    main(*sys.argv[1:])
