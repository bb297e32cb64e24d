"""Run by the tests in a process of its own: loads a case, and kills itself before the n-th batch.

``python -m tests.neo4jload.killing BATCH ROWS CASE NAME``
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from datatrail.case import open_case
from datatrail.neo4j_loading import Loading, asked, connected
from loaders import neo4j_load
from loaders.neo4j_writing import Writer


def main(last: int, rows: int, case: str, name: str) -> None:
    """Load; the process ends before a batch, in the middle of making the next one."""
    done, put = 0, Writer.put

    def counted(self: Writer, *batch: Any) -> None:
        nonlocal done
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)
        put(self, *batch)

    Writer.put = counted  # type: ignore[method-assign]
    loading = Loading(open_case(case), name)
    with connected(asked(None, None, None)) as server:
        neo4j_load.load(server, loading.mark, loading.source(), rows=loading.rows, batch=rows)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
