"""A notebook run without a kernel: cells one after the other in one namespace, with what Jupyter would show of each.

Known are plain Python, `!datatrail …` and `%%writefile NAME`; nothing else is needed, and nothing else may be used.
"""

from __future__ import annotations

import ast
import io
import json
import shlex
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

from tests.datatrail.running import datatrail

Cell = dict[str, Any]
COMMAND = "!datatrail "
WRITE = "%%writefile "


def read(path: Path) -> dict[str, Any]:
    """The notebook in a file."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def written(notebook: Mapping[str, Any]) -> str:
    """A notebook as its file holds it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def run(notebook: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The same notebook with what its cells give now; the folder is where it lies."""
    space: dict[str, Any] = {"__name__": "__main__"}
    with chdir(folder):
        cells = list(_run(notebook["cells"], space))
    return {**notebook, "cells": cells}


def _run(cells: list[Cell], space: dict[str, Any]) -> Iterator[Cell]:
    number = 0
    for cell in cells:
        if cell["cell_type"] != "code":
            yield cell
            continue
        number += 1
        outputs = list(_outputs("".join(cell["source"]), space, number))
        yield {**cell, "execution_count": number, "outputs": outputs}


def _outputs(source: str, space: dict[str, Any], number: int) -> Iterator[Cell]:
    if source.startswith(WRITE):
        first, _, text = source.partition("\n")
        name = first.removeprefix(WRITE).strip()
        Path(name).write_text(f"{text}\n", encoding="utf-8")
        yield _stream(f"Writing {name}\n")
        return
    if source.startswith(COMMAND):
        for line in source.splitlines():
            done = datatrail(*shlex.split(line.removeprefix(COMMAND)))
            assert done.status == 0, (line, done.err)
            if said := "".join(f"{each.rstrip()}\n" for each in (done.out + done.err).splitlines()):
                yield _stream(said)
        return
    yield from _of_python(source, space, number)


def _of_python(source: str, space: dict[str, Any], number: int) -> Iterator[Cell]:
    """What a cell prints, and what its last expression shows."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    said = io.StringIO()
    with redirect_stdout(said):
        exec(compile(tree, f"cell {number}", "exec"), space)  # noqa: S102 (the notebook is ours)
        value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), space) if last else None  # noqa: S307
    if said.getvalue():
        yield _stream(said.getvalue())
    if value is not None:
        yield _result(value, number)


def _stream(text: str) -> Cell:
    return {"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}


def _result(value: Any, number: int) -> Cell:
    data = {"text/plain": repr(value).splitlines(keepends=True)}
    shown = getattr(value, "_repr_html_", lambda: None)()
    if shown:
        data = {"text/html": shown.splitlines(keepends=True)} | data
    return {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}
