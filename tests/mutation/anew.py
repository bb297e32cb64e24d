"""Judges a change of what stands outside of functions: the tests, in a Python that imports the changed source."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from tests.mutation.choosing import ROOT


class Changed(importlib.machinery.SourceFileLoader):
    """Loads a module from a changed source in place of its file."""

    def __init__(self, name: str, file: str, source: str) -> None:
        super().__init__(name, file)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.get_filename(fullname), "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the one module that is changed."""

    def __init__(self, module: str, source: str) -> None:
        self._name = module.removesuffix(".py").replace("/", ".")
        self._file = str(ROOT / module)
        self._source = source

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> Any:  # noqa: ARG002
        if fullname != self._name:
            return None
        loader = Changed(fullname, self._file, self._source)
        return importlib.util.spec_from_file_location(fullname, self._file, loader=loader)


class Red:
    """The first test that goes red, or a file of tests that cannot be read."""

    first = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.first:
            self.first = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.first:
            self.first = report.nodeid


def main(module: str, out: Path) -> int:
    source, tests = json.loads(out.read_text("utf-8"))
    sys.meta_path.insert(0, Finder(module, source))
    red = Red()
    code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests], plugins=[red])
    out.write_text(red.first if code else "", "utf-8")
    return 1 if code else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
