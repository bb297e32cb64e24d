"""The examples in the loaders' docstrings are what comes out."""

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import loaders

MODULES = [importlib.import_module(f"loaders.{each.name}") for each in pkgutil.iter_modules(loaders.__path__)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_examples_are_true(module: ModuleType) -> None:
    """Each example in a docstring gives what it shows."""
    assert doctest.testmod(module).failed == 0
