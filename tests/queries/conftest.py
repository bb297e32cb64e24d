"""After the tests: which answers were compared with the program's own, on which engine."""

from __future__ import annotations

import sys

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    parity = sys.modules.get("tests.queries.test_parity")
    if parity is not None and parity.compared:
        terminalreporter.section("the same answers as the program's own")
        for line in parity.parity_table():
            terminalreporter.write_line(line)
