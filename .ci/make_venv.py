"""The environment .venv holds exactly what uv.lock names, each file checked against its hash.

Run by `make setup` with any Python that has `venv`. The only thing it needs from outside is PyPI: first uv
itself, at the version and hashes that uv.lock records for it, then everything else through uv. Nothing
happens when .venv already fits the lock.
"""

import sys

NEEDED = (3, 11)
if sys.version_info < NEEDED:  # before anything that an old Python cannot read
    sys.exit(
        f"datatrail needs Python 3.11 or newer, and this one is {sys.version_info[0]}.{sys.version_info[1]}.\n"
        "Hint: Debian, Ubuntu: apt-get install python3 python3-venv; Fedora: dnf install python3; "
        "macOS: brew install python. Another one: make setup PYTHON=/path/to/python3"
    )

import hashlib
import os
import subprocess
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
SUFFIX = ".exe" if os.name == "nt" else ""
PYTHON = BIN / f"python{SUFFIX}"
MARK = VENV / ".datatrail-locked"
# Run by the Python of an earlier .venv, the one that it was made from.
BASE = getattr(sys, "_base_executable", sys.executable)


def fingerprint() -> str:
    """What .venv was made from: place, interpreter, metadata and lock; any change means another set-up."""
    digest = hashlib.sha256(f"{ROOT}\n{sys.version}\n".encode())
    for name in ("pyproject.toml", "uv.lock", ".ci/make_venv.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def can_make_environments() -> bool:
    """Debian and its kin split `ensurepip` off into a package of its own."""
    try:
        import ensurepip  # noqa: F401 - the question is whether it is there
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def uv_requirement() -> str:
    """The requirement line for uv with every hash that uv.lock has for it."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    package = next(entry for entry in lock["package"] if entry["name"] == "uv")
    hashes = " ".join(f"--hash={wheel['hash']}" for wheel in package["wheels"])
    return f"uv=={package['version']} {hashes}\n"


def run(*command: str | Path, **environment: str) -> None:
    """The command succeeds, or set-up ends here with its status; its own words say why."""
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(command, cwd=ROOT, env=kept | environment, check=False)
    if done.returncode:
        sys.exit(
            f"set-up stopped: {' '.join(str(word) for word in command[:3])} … failed (its words are above)"
        )


def usable() -> bool:
    """An environment is kept when it was made here, by this interpreter, and still starts."""
    record = VENV / "pyvenv.cfg"
    if not PYTHON.exists() or not record.exists() or str(VENV) not in record.read_text("utf-8"):
        return False
    ask = [str(PYTHON), "-c", "import sys, pip; print(sys.version)"]
    answer = subprocess.run(ask, capture_output=True, encoding="utf-8", check=False)
    return answer.returncode == 0 and answer.stdout.strip() == sys.version.strip()


def install_uv() -> None:
    """The uv in .venv is the one that the lock names."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "uv.txt"
        wanted.write_text(uv_requirement(), "utf-8")
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
            "--only-binary=:all:", "-r", wanted)  # fmt: skip


def sync() -> None:
    """Dependencies first, so that the project itself is built with the locked setuptools and no other."""
    settings = {"UV_PROJECT_ENVIRONMENT": str(VENV), "UV_PYTHON_DOWNLOADS": "never"}
    uv = [
        str(BIN / f"uv{SUFFIX}"),
        "sync",
        "--frozen",
        "--all-groups",
        "--all-extras",
        "--python",
        str(PYTHON),
    ]
    shown = [] if sys.stderr.isatty() else ["--quiet"]
    run(*uv, "--no-install-project", "--compile-bytecode", *shown, **settings)
    run(*uv, "--no-build-isolation", "--quiet", **settings)


def main() -> None:
    wanted = fingerprint()
    if MARK.exists() and MARK.read_text("utf-8") == wanted and PYTHON.exists():
        return
    if not can_make_environments():
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(
            f"Python {version} is here, but without the part that makes environments (venv, ensurepip).\n"
            f"Hint: Debian, Ubuntu: apt-get install python{version}-venv (as root or with sudo), then again"
        )
    MARK.unlink(missing_ok=True)
    if not usable():
        print("set-up: making .venv", file=sys.stderr, flush=True)
        run(BASE, "-m", "venv", "--clear", VENV)
    print(
        "set-up: installing what uv.lock names (200 MB where none of it is cached)",
        file=sys.stderr,
        flush=True,
    )
    install_uv()
    sync()
    MARK.write_text(wanted, "utf-8")
    print(f"set-up: done; {(BIN / f'datatrail{SUFFIX}').relative_to(ROOT)} is the command", file=sys.stderr)


if __name__ == "__main__":
    main()
