"""A drawn sheet as SVG, PNG or PDF: the same sheet gives the same bytes, with its title, alt text and source inside.

In an SVG text stays text, so that it can be searched, read aloud, corrected and translated; the letters that it needs
travel with it, so that it looks the same where DejaVu Sans is not installed.
"""

from __future__ import annotations

import base64
import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from graphmodel.errors import InputError
from viz.plots.shaped import Shaped
from viz.plots.sheet import MARGIN, WIDTH, Sheet, font_file, one_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: So that ids in an SVG are the same each time.
SALT = "datatrail"
PNG_DPI = 200
CREATOR = "datatrail"
STYLE: Mapping[Any, Any] = {
    "svg.hashsalt": SALT,
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
    "text.hinting": "no_hinting",
    "hatch.linewidth": 0.5,
    "path.simplify": False,
}
#: Names an address that nothing needs to be fetched from.
_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>\s*")
_OUTLINE = re.compile(r'(?<= d=")[^"]*')
_LONG = re.compile(r"-?\d+\.\d{3,}")


@contextmanager
def style() -> Iterator[None]:
    """Matplotlib's own defaults and ours, whatever its user has set; afterwards all is as it was."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def rendered(draw: Callable[[Sheet], None], shaped: Shaped, format_: str) -> bytes:
    """A figure as a file's bytes."""
    with style():
        sheet = Sheet()
        draw(sheet)
        return FORMATS[format_](sheet.finished(), shaped)


def _svg(figure: Figure, shaped: Shaped) -> bytes:
    file = io.StringIO()
    figure.savefig(
        file, format="svg", metadata={"Date": None, "Creator": None, "Title": one_line(shaped.title)}
    )
    text = _OUTLINE.sub(_rounded, _DOCTYPE.sub("", file.getvalue()))
    head, _, body = text.partition("</title>")
    label = 'role="img" aria-labelledby="figure-title figure-desc"'
    head = head.replace("<svg ", f"<svg {label} ", 1).replace("<title>", '<title id="figure-title">', 1)
    said = f'<desc id="figure-desc">{escape(one_line(f"{shaped.alt} {shaped.source}"))}</desc>'
    return f"{head}</title>\n {said}\n {_letters(body)}{body}".encode()


def _rounded(outline: re.Match[str]) -> str:
    """Coordinates to the hundredth of a point: what nobody sees makes half of a hatch's bytes."""
    return _LONG.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), outline[0])


def _letters(svg: str) -> str:
    """A style sheet with the letters that the texts of an SVG are made of, regular and bold."""
    used = {"normal": set[str](), "bold": set[str]()}
    for text in re.finditer(r'<text style="([^"]*)"[^>]*>([^<]*)</text>', svg):
        used["bold" if re.search(r"\bbold\b|\b700\b", text[1]) else "normal"] |= set(_unescaped(text[2]))
    faces = [
        f"@font-face{{font-family:'DejaVu Sans';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{_subset(frozenset(letters), bold=weight == 'bold')})}}"
        for weight, letters in used.items()
        if letters
    ]
    return f"<style>{''.join(faces)}</style>"


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _subset(letters: frozenset[str], *, bold: bool) -> str:
    """The part of the font that some letters need, as WOFF; the same letters give the same text."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(font_file(bold=bold), recalcTimestamp=False)
    options = subset.Options(flavor="woff", hinting=False, notdef_outline=True, recalc_timestamp=False)
    options.drop_tables += [
        "FFTM",
        "GDEF",
        "GPOS",
        "GSUB",
        "MATH",
        "kern",
    ]  # letters stand as far apart as measured
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, letters)))
    subsetter.subset(font)
    font.flavor = "woff"
    file = io.BytesIO()
    font.save(file)
    return base64.b64encode(file.getvalue()).decode("ascii")


def _png(figure: Figure, shaped: Shaped) -> bytes:
    said = {"Title": shaped.title, "Description": shaped.alt, "Source": shaped.source, "Software": None}
    return _saved(
        figure, "png", {name: one_line(text) if text else text for name, text in said.items()}, dpi=PNG_DPI
    )


def _pdf(figure: Figure, shaped: Shaped) -> bytes:
    said = {"Title": shaped.title, "Subject": shaped.alt, "Keywords": shaped.source}
    whole = {name: one_line(text) for name, text in said.items()}
    return _saved(figure, "pdf", whole | {"Creator": CREATOR, "Producer": "matplotlib", "CreationDate": None})


def _saved(figure: Figure, format_: str, metadata: Mapping[str, str | None], **how: Any) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format=format_, metadata=metadata, **how)
    return file.getvalue()


FORMATS: Mapping[str, Callable[[Figure, Shaped], bytes]] = {"svg": _svg, "png": _png, "pdf": _pdf}


def format_of(path: Path) -> str:
    """The form of a file by the end of its name.

    Raises
    ------
    InputError
        When it is none that a figure is written in.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise InputError(
            f"a figure cannot be written as {path.name!r}", hint="end its name in .svg, .png or .pdf"
        )
    return ending


def headed(sheet: Sheet, shaped: Shaped) -> None:
    """The title, and what was asked, at the head of a sheet."""
    width = WIDTH - 2 * MARGIN
    sheet.lines(MARGIN, shaped.title, width, size=11, bold=True, name="title")
    if shaped.asked:
        sheet.lines(MARGIN, shaped.asked, width, size=7.5, name="asked")
    sheet.y += 6


def footed(sheet: Sheet, shaped: Shaped) -> None:
    """The notes and the source, at the foot of a sheet."""
    width = WIDTH - 2 * MARGIN
    sheet.y += 4
    for note in shaped.notes:
        sheet.lines(MARGIN, note, width, size=6.5, name="note")
    sheet.y += 2
    sheet.lines(MARGIN, shaped.source, width, size=6.5, colour="#56616d", name="source")
