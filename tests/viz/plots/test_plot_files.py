"""A figure is a real SVG, PNG or PDF, the same each time, with its words inside; and no name in it does anything."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import pdfplumber
import pytest
from PIL import Image

from datatrail.plots import Plot
from graphmodel.errors import InputError
from tests.queries.smallcases import claim, evidence
from tests.viz.hostile import HOSTILE
from tests.viz.plots.drawing import EXAMPLES, SVG, drawn, example, read, shaped, svg_of
from viz.plots.files import FORMATS, PNG_DPI, format_of, rendered
from viz.plots.kinds import KINDS, find_kind
from viz.plots.looks import looks
from viz.plots.sheet import WIDTH
from viz.writing import write_file

if TYPE_CHECKING:
    from tests.viz.conftest import Open

PROGRAM = """
import json
from tests.viz.plots.test_plot_files import hashes
print(json.dumps(hashes()))
"""
#: A person's own settings of matplotlib, all of which would show.
RC = """
font.size: 30
font.family: serif
svg.fonttype: path
svg.hashsalt: other
pdf.fonttype: 3
hatch.linewidth: 4
savefig.bbox: tight
savefig.facecolor: red
"""
SMALL = (
    claim("a", "dds", "ice", "2020-03", channel="staff-request"),
    claim("b", "dds", "ero", "2020..2021", hedged="y"),
    claim("c", "mva", "ice", mode="available", time_kind="standing"),
    claim("d", "mva", "hsi", "2020-05", mode="refused"),
)


def bytes_of(kind: str, form: str) -> bytes:
    """A small figure as a file."""
    figure = shaped(evidence(*SMALL), kind)
    return rendered(lambda sheet: find_kind(kind).draw(sheet, figure), figure, form)


def hashes() -> dict[str, str]:
    """The hashes of every small figure as SVG, and of one of them in every form."""
    made = {*((kind, "svg") for kind in KINDS), *(("states", form) for form in FORMATS)}
    return {f"{kind}.{form}": sha256(bytes_of(kind, form)).hexdigest() for kind, form in sorted(made)}


def run(folder: Path, seed: str) -> dict[str, str]:
    """The same hashes, made by a process of its own in some folder."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env=dict(os.environ) | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made: dict[str, str] = json.loads(done.stdout)
    return made


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    """Whatever their hash seed, and whatever their user has set for other figures."""
    (tmp_path / "matplotlibrc").write_text(RC, encoding="utf-8")
    other = run(tmp_path, "2")
    assert len(other) == len(set(other.values())) == len(KINDS) + len(FORMATS) - 1
    assert hashes() == other


def test_drawing_leaves_matplotlib_as_it_was() -> None:
    """In a notebook, the next figure of the user's own is as before."""
    before = dict(mpl.rcParams)
    bytes_of("timeline", "svg")
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(("kind", "case"), EXAMPLES)
def test_an_svg_says_what_it_shows(kind: str, case: str) -> None:
    """Title and description for who does not see it, the source with the case's stamp; words are words."""
    figure, found = example(kind, case)
    title, description = (found.root.find(f"{SVG}{name}") for name in ("title", "desc"))
    assert title is not None
    assert description is not None
    assert found.root.get("role") == "img"
    assert found.root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == figure.title
    assert description.text == f"{figure.alt} {figure.source}"
    assert re.search(r"datatrail [\d.]+, case [0-9a-f]{12}\.$", " ".join(found.said("source")))
    assert " ".join(found.said("note")) == " ".join(figure.notes)
    assert figure.title.startswith(found.said("title")[0])


@pytest.mark.parametrize(("kind", "case"), EXAMPLES)
def test_nothing_is_written_over_the_edge(kind: str, case: str) -> None:
    """No mark reaches beyond the paper."""
    _, found = example(kind, case)
    _, _, wide, high = map(float, (found.root.get("viewBox") or "").split())
    assert wide == WIDTH
    for boxes in found.boxes.values():
        for box in filter(None, boxes):
            assert -0.1 <= box[0] <= box[2] <= wide + 0.1
            assert -0.1 <= box[1] <= box[3] <= high + 0.1


@pytest.mark.parametrize("kind", KINDS)
def test_a_png_is_a_picture_with_its_words_inside(kind: str) -> None:
    """As wide as a column of print at 200 dots an inch; text chunks say what it shows."""
    figure = shaped(evidence(*SMALL), kind)
    picture = Image.open(io.BytesIO(bytes_of(kind, "png")))
    assert picture.format == "PNG"
    assert abs(picture.width - WIDTH / 72 * PNG_DPI) <= 1
    assert picture.convert("L").getextrema()[0] < 60
    assert picture.info["Title"] == figure.title
    assert picture.info["Description"] == figure.alt
    assert picture.info["Source"] == figure.source
    assert "Software" not in picture.info


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_is_a_page_whose_text_is_text(kind: str) -> None:
    """One page; its title, notes and source can be searched; no date in its metadata."""
    figure = shaped(evidence(*SMALL), kind)
    with pdfplumber.open(io.BytesIO(bytes_of(kind, "pdf"))) as pdf:
        (page,) = pdf.pages
        assert page.width == WIDTH
        text = " ".join(page.extract_text().split())
        assert all(each in text for each in (figure.title, figure.source, *figure.notes))
        assert (pdf.metadata["Title"], pdf.metadata["Subject"], pdf.metadata["Keywords"]) == (
            figure.title,
            figure.alt,
            figure.source,
        )
        assert not [name for name in pdf.metadata if "Date" in name]


# --- names that would do something --------------------------------------------------------------------------------

NAMED = [*HOSTILE.items(), ("mathematics", r"$x^2$ \frac{1}{2} $"), ("other-letters", "日本 🜁")]


def hostile(kind: str) -> bytes:
    """A figure of agencies whose names are all hostile."""
    agencies = [
        {
            "agency": f"h-{name}",
            "name": text.replace("\0", "") or "x",
            "kind": "driver-licensing",
            "state": "GA",
        }
        for name, text in NAMED
    ]
    claims = [claim(name, f"h-{name}", "ice", "2020-03", channel="staff-request") for name, _ in NAMED]
    figure = shaped(
        evidence(*claims, agencies=agencies), kind, **({"group": "holder"} if kind == "timeline" else {})
    )
    return svg_of(figure, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_text_whatever_they_hold(kind: str) -> None:
    """The file is sound, has no element or attribute that runs or fetches, and a `$` is a `$`."""
    svg = hostile(kind)
    found = read(svg)
    elements = {each.tag.rpartition("}")[2] for each in found.root.iter()}
    assert not elements & {"script", "image", "img", "foreignObject", "animate", "a", "iframe", "set"}
    attributes = {name.rpartition("}")[2] for each in found.root.iter() for name in each.attrib}
    assert not [name for name in attributes if name.startswith("on")]
    links = [
        value for each in found.root.iter() for name, value in each.attrib.items() if name.endswith("href")
    ]
    assert all(value.startswith("#") for value in links)
    assert b"DOCTYPE" not in svg
    assert not set("\x00\x08\x1b\u202e\u2066") & set(svg.decode())
    if kind in ("sankey", "outcomes"):
        assert "<script>" in found.words or "&lt;script&gt;" in found.words


def test_a_dollar_is_no_mathematics() -> None:
    """The name is drawn as it is written."""
    agency = {"agency": "d", "name": r"$x^2$ \frac", "kind": "driver-licensing", "state": "GA"}
    figure = shaped(evidence(claim("a", "d", "ice", "2020"), agencies=[agency]), "outcomes")
    assert drawn(figure, "outcomes").said("label") == [r"$x^2$ \frac"]


@pytest.mark.browser
def test_a_browser_runs_nothing_of_it(open_page: Open) -> None:
    """All four, inline in a page, in a real browser without a network."""
    page = "<!doctype html><meta charset=utf-8>" + "".join(
        hostile(kind).decode().partition("?>")[2] for kind in KINDS
    )
    opened = open_page(page)
    assert opened.ask("window.ran") is None
    assert opened.ask("document.querySelectorAll('svg').length") == len(KINDS)
    assert [each for each in opened.requests if not each.startswith(("file:", "data:font/"))] == []
    assert opened.problems == []


@pytest.mark.browser
def test_letters_in_a_browser_are_as_wide_as_measured(open_page: Open) -> None:
    """The font that travels in the SVG is used: no word is wider than was reckoned with."""
    from viz.plots.sheet import width_of

    opened = open_page(
        f"<!doctype html><meta charset=utf-8>{bytes_of('sankey', 'svg').decode().partition('?>')[2]}"
    )
    opened.ask("document.fonts.ready.then(() => 1)")
    assert opened.ask("[...document.fonts].every(face => face.status === 'loaded')")
    measured = opened.ask(
        "[...document.querySelectorAll('[id^=note-] text')].map(each => [each.textContent, each.getComputedTextLength()])"
    )
    assert measured
    for words, wide in measured:
        assert wide == pytest.approx(width_of(words, 6.5), rel=0.01)


# --- looks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "together",
    [("did", "could", "access", "asked", "refused", "none", "unknown"), ("did", "could", "access")],
)
def test_what_stands_side_by_side_is_told_apart_without_colour(together: tuple[str, ...]) -> None:
    """By hatch and sign."""
    assert len({(looks()[each].hatch, looks()[each].sign) for each in together}) == len(together)
    assert len({looks()[each].hatch for each in ("did", "could", "access")}) == 3


# --- nothing, and nowhere -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_of_nothing_is_refused(kind: str) -> None:
    """With what to do; a notebook says the same."""
    for nothing in (
        shaped(evidence(), kind),
        shaped(evidence(SMALL[0]), kind, as_of="1999"),
        shaped(evidence(SMALL[0]), kind, known_by="1999"),
    ):
        plot = Plot(find_kind(kind), nothing)
        with pytest.raises(InputError, match="there is nothing to draw") as caught:
            plot.render()
        assert "ask for more" in (caught.value.hint or "")
        assert plot._repr_html_().startswith("<p>Nothing to draw: ")


def test_a_figure_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A folder that is not there, and an ending that is no figure's, are said."""
    with pytest.raises(InputError, match="the figure cannot be written to"):
        write_file(tmp_path / "no" / "a.svg", b"x", "figure")
    with pytest.raises(InputError, match=r"a figure cannot be written as 'a\.jpg'") as caught:
        format_of(tmp_path / "a.jpg")
    assert caught.value.hint == "end its name in .svg, .png or .pdf"
    assert write_file(tmp_path / "a.svg", b"x", "figure").read_bytes() == b"x"
    assert [each.name for each in tmp_path.iterdir()] == ["a.svg"]


def test_an_option_that_a_figure_does_not_take_is_refused() -> None:
    """With what was meant."""
    with pytest.raises(InputError, match="the plot states takes no option 'dat'\nHint: did you mean data"):
        shaped(evidence(*SMALL), "states", dat="photo")
    with pytest.raises(InputError, match="there is no plot 'sanky'\nHint: did you mean sankey"):
        find_kind("sanky")
    with pytest.raises(InputError, match="--group 'moed' is not known"):
        shaped(evidence(*SMALL), "timeline", group="moed")
