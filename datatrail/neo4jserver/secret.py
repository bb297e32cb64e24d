"""The server's password: made here, kept in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE = "password"


def password_file(home: Path) -> Path:
    """Where a server's password is kept."""
    return home / FILE


def make_password(home: Path) -> str:
    """The password that is kept, else a new one, which is kept before it is used."""
    file = password_file(home)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept_password(home)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        made = secrets.token_hex(16)
        out.write(made + "\n")
    return made


def kept_password(home: Path) -> str:
    """The password that is kept."""
    return password_file(home).read_text(encoding="ascii").strip()
