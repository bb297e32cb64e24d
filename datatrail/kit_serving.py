"""A kit is served on this machine to the Neo4j Browser that is meant: to no other page, and nothing but the kit.

The Browser asks first whether it may (a preflight); without an answer nothing loads, and only its console says so. A
page from elsewhere that this machine's reader has open asks in vain: a kit names what is in a case.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

HOST = "127.0.0.1"
NAMES = frozenset({"localhost", "127.0.0.1"})
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "cache-control, pragma, sentry-trace, baggage, content-type, accept",
    "Access-Control-Allow-Private-Network": "true",
    "Cache-Control": "no-store",
    "Vary": "Origin",
}
KINDS = {".grass": "text/plain", ".adoc": "text/plain", ".csv": "text/csv", ".zip": "application/zip"}


class _Handler(BaseHTTPRequestHandler):
    """Answers for the files of a kit, to pages of these hosts."""

    def __init__(self, *words: Any, files: Mapping[str, bytes], pages: frozenset[str]) -> None:
        self._files = files
        self._pages = pages
        super().__init__(*words)

    def do_OPTIONS(self) -> None:
        """The Browser may ask."""
        self._answer(HTTPStatus.NO_CONTENT if self._meant() else HTTPStatus.FORBIDDEN)

    def do_GET(self) -> None:
        """A file of the kit."""
        self._answer_file(body=True)

    def do_HEAD(self) -> None:
        """What a file of the kit is."""
        self._answer_file(body=False)

    def log_message(self, format: str, *words: Any) -> None:
        """Nothing: who asks is seen in the Browser."""

    def _answer_file(self, *, body: bool) -> None:
        name = urlsplit(self.path).path.lstrip("/") or "index.html"
        if not self._meant() or name not in self._files:
            self._answer(HTTPStatus.NOT_FOUND if self._meant() else HTTPStatus.FORBIDDEN)
            return
        self._answer(HTTPStatus.OK, self._files[name], kind_of(name), body=body)

    def _meant(self) -> bool:
        """Whether it was asked for by a name of this machine: another's name may have been pointed here."""
        return urlsplit(f"//{self.headers.get('Host', '')}").hostname in NAMES and self._origin() is not None

    def _origin(self) -> str | None:
        """Of which page it was asked: blank where of none, None where of one that is not meant."""
        origin = self.headers.get("Origin", "")
        return origin if not origin or urlsplit(origin).hostname in self._pages else None

    def _answer(
        self, status: HTTPStatus, content: bytes = b"", kind: str = "text/plain", *, body: bool = True
    ) -> None:
        self.send_response(status)
        for name, value in ALLOWED.items():
            self.send_header(name, value)
        if origin := self._origin():
            self.send_header("Access-Control-Allow-Origin", origin)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content)


def kind_of(name: str) -> str:
    """The media type of a file, by its name."""
    suffix = f".{name.rpartition('.')[2]}"
    kind = KINDS.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@contextmanager
def served(files: Mapping[str, bytes], port: int = 0, *, browser: str = "") -> Iterator[str]:
    """The address under which the files are served, on any free port where the one told is taken.

    Parameters
    ----------
    browser
        Where the Browser is that may ask, besides any of this machine.
    """
    pages = NAMES | {urlsplit(browser).hostname or "localhost"}
    handler = partial(_Handler, files=files, pages=pages)
    try:
        server = ThreadingHTTPServer((HOST, port), handler)
    except OSError:
        server = ThreadingHTTPServer((HOST, 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
