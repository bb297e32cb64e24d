"""`datatrail cite`: the documents of an answer, read back by real parsers; hostile titles stay titles."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

import datatrail as face
from datatrail import Case
from graphmodel.vocabulary import vocabulary
from loaders.load import load
from queries.briefing.questions import BRIEFED
from queries.citing import key_of
from tests.datatrail.running import datatrail
from tests.datatrail.test_api import ASKED
from tests.loaders.making import case as made_case
from tests.loaders.making import claim, write
from viz.citations import _kinds

GEORGIA = ("--from", "GA:driver-licensing", "--to", "us-ice", "--data", "photo")
#: https://citationstyles.org, CSL-JSON 1.0.2: the fields and types that are used here.
CSL_FIELDS = {"id", "type", "title", "container-title", "publisher", "issued", "URL", "note", "custom"}
CSL_TYPES = {
    "article-newspaper",
    "bill",
    "dataset",
    "document",
    "legislation",
    "regulation",
    "report",
    "webpage",
}
HOSTILE = [
    'Shut {the door, 100% of $5 & #1 \\input{/etc/passwd} ^~_ "quoted" @misc{x, title={y}}',
    "}} unbalanced {{{ } \\",
    "<script>alert(1)</script> [click](javascript:alert(1)) *bold* `code` | cell",
    "Line one\n@article{evil, title = {no}}\nline three",
    '=HYPERLINK("x") – “Übermäßig” 中文',
]


@pytest.fixture(scope="module")
def case() -> Case:
    return face.demo_case()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case whose documents have titles, publishers and addresses that each form could trip over."""
    folder = tmp_path_factory.mktemp("hostile")
    documents = [
        {
            "document": f"doc {number}, {{x}}",
            "title": text,
            "publisher": text,
            "url": f"https://example.org/{{{number}}}?a=%20&b=_#{number}",
            "published": "2020-02-03..2020-02-09",
        }
        for number, text in enumerate(HOSTILE)
    ]
    kinds = ("photo", "name", "ssn", "home-address", "driving-history")
    claims = [
        claim(
            claim_id=f"c-{kind}",
            document=each["document"],
            locator=each["title"],
            read="excerpt",
            data_types=kind,
        )
        for kind, each in zip(kinds, documents, strict=True)
    ]
    made = made_case(folder / "case")
    files = [
        write(folder / "documents.csv", "document", documents),
        write(folder / "claims.csv", "claim", claims),
    ]
    assert load(made, files, dataset="hostile").rejects == []
    return Case(made)


def read_bibtex(text: str) -> dict[str, dict[str, str]]:
    """The entries of a bibliography, as a parser of BibTeX reads them, with LaTeX turned back into text."""
    known = get_default_latex_context_db()
    known.add_context_category(
        "braces",
        macros=[
            MacroTextSpec("textbraceleft", "{"),
            MacroTextSpec("textbraceright", "}"),
            MacroTextSpec("textasciicircum", "^"),
        ],
        prepend=True,
    )
    decoder = LatexNodes2Text(latex_context=known, keep_comments=True)
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware(decoder=decoder)])
    assert library.failed_blocks == []
    assert library.blocks == library.entries
    return {each.key: {field.key: str(field.value) for field in each.fields} for each in library.entries}


def plain(text: str) -> str:
    """Text on one line, without the braces that keep a title's capitals."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def unbraced(text: str) -> str:
    return text[1:-1] if text.startswith("{") and text.endswith("}") else text


@pytest.mark.parametrize("name", [None, *BRIEFED])
def test_what_is_cited_is_what_the_brief_rests_on(case: Case, name: str | None) -> None:
    """With everything, exactly the records of the brief; without, only those that the answer's sentences cite."""
    given: dict[str, Any] = {**ASKED[name or "trace"]}
    told = case.brief(name, **given).to_dict()
    whole = case.cite(name, everything=True, **given).entries
    assert {r["id"] for each in whole for r in each["records"]} == {r["id"] for r in told["records"]}
    carrying = {
        number
        for section in told["sections"][:2]
        for group in section["groups"]
        for sentence in group["sentences"]
        for number in sentence["records"]
    }
    wanted = {r["id"] for r in told["records"] if r["number"] in carrying}
    cited = case.cite(name, **given).entries
    assert {r["id"] for each in cited for r in each["records"]} == wanted
    assert all(each["rests_on"] for each in cited)
    assert {each["document"] for each in whole if each["rests_on"]} == {each["document"] for each in cited}


def test_bibtex_of_the_bundled_case_is_read_by_a_parser(case: Case) -> None:
    """Each document once, under its id, with title, year, address, and every claim in the note."""
    cited = case.cite("flows", everything=True)
    found = read_bibtex(cited.to_bibtex())
    assert list(found) == [each["key"] for each in cited.entries]
    for each in cited.entries:
        fields = found[each["key"]]
        assert unbraced(fields["title"]) == plain(each["title"])
        assert all(str(record["id"]) in fields["note"] for record in each["records"])
        if re.fullmatch(r"\d{4}(-\d\d)*", each["published"] or ""):
            assert (fields["year"], fields["date"]) == (each["published"][:4], each["published"])


def test_hostile_titles_are_titles_in_bibtex(hostile: Case) -> None:
    """Braces, percent signs, backslashes, whole entries: they come back as they were, and no entry is added."""
    cited = hostile.cite("flows")
    found = read_bibtex(cited.to_bibtex())
    assert len(found) == len(HOSTILE)
    for each in cited.entries:
        assert plain(unbraced(found[each["key"]]["title"])) == plain(each["title"])
        assert plain(each["title"]) in plain(found[each["key"]]["note"])
        assert found[each["key"]]["date"] == "2020-02-03/2020-02-09"
        assert not set(found[each["key"]]["url"]) & set("{}\\ ")


@pytest.mark.parametrize("which", ["case", "hostile"])
def test_csl_json_has_the_documented_fields(which: str, request: pytest.FixtureRequest) -> None:
    """Known fields and types, unique ids, date parts that are numbers; titles as they were."""
    cited = request.getfixturevalue(which).cite("flows", everything=True)
    items = json.loads(cited.to_csl())
    assert [item["id"] for item in items] == [each["key"] for each in cited.entries]
    assert len({item["id"] for item in items}) == len(items)
    for item, each in zip(items, cited.entries, strict=True):
        assert set(item) <= CSL_FIELDS
        assert item["type"] in CSL_TYPES
        assert item["title"] == each["title"]
        assert re.match(r"https?://", item.get("URL", "https://"))
        if "issued" in item:
            assert set(item["issued"]) in ({"date-parts"}, {"literal"})
            for parts in item["issued"].get("date-parts", []):
                assert 1 <= len(parts) <= 3
                assert all(isinstance(part, int) for part in parts)
        assert item["custom"]["records"] == each["records"]


def test_hostile_titles_are_words_in_markdown(hostile: Case) -> None:
    """No tag, no link but the document's own, no line of their own."""
    text = hostile.cite("flows").to_markdown()
    assert len(text.splitlines()) == 2 + 2 * len(HOSTILE)
    assert re.search(r"(?<!\\)<script|(?<!\\)\]\(javascript", text) is None
    assert all(line.startswith(("# ", "- **", "  - ", "")) for line in text.splitlines())


def test_a_key_is_the_document_and_no_two_share_one() -> None:
    """An id that may be a key is; another gets a hash, so that what differs stays different."""
    assert key_of("nbc-georgia-dds-2020") == "nbc-georgia-dds-2020"
    made = [key_of(name) for name in ("a,b", "a{b", "a b", "a-b", "ä", "")]
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", key) for key in made)


def test_every_kind_of_document_has_its_type_in_each_form() -> None:
    """A kind that is added to the vocabulary is added here too; the types are those of CSL."""
    assert set(_kinds()) == set(vocabulary("document_kinds"))
    assert {row["csl"] for row in _kinds().values()} == CSL_TYPES


def test_the_command_writes_what_python_gives(case: Case, tmp_path: Path) -> None:
    """Each form, on standard output and into a file; what to check is said on standard error."""
    cited = case.cite(from_="GA:driver-licensing", to="us-ice", data="photo")
    forms = {"markdown": cited.to_markdown(), "bibtex": cited.to_bibtex(), "csl-json": cited.to_csl()}
    for name, text in forms.items():
        done = datatrail("cite", *GEORGIA, "--format", name)
        assert (done.status, done.out) == (0, text)
        assert done.err == "Records marked: check the original before quoting.\n"
        path = tmp_path / name
        assert datatrail("cite", *GEORGIA, "--format", name, "-o", str(path), "--quiet").err == ""
        assert path.read_text(encoding="utf-8") == text


def test_what_rests_on_the_whole_case_cites_the_case(hostile: Case) -> None:
    """Where nothing was found, what was searched is what is cited: with its hash."""
    (entry,) = hostile.cite(from_="us-vt-dmv", to="us-cbp", data="biometric").entries
    assert entry["key"] == f"case-{hostile.stamp['case_sha256'][:12]}"
    assert hostile.stamp["case_sha256"] in entry["title"]


def test_what_cannot_be_cited_says_why() -> None:
    """A question that counts, one that is none, and a folder that is not there."""
    for words, message in (
        (("outcomes",), "no brief is made of them"),
        (("flow",), "did you mean flows?"),
        ((*GEORGIA, "-o", "no/such/folder.bib"), "make the folder first"),
    ):
        done = datatrail("cite", *words)
        assert done.status == 2
        assert message in done.err
