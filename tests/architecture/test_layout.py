"""The rooms of the house: who may import whom, what is called what, what the wheel holds."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("graphmodel", "loaders", "queries", "viz", "datatrail")
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


def run(*command: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def package_files() -> list[str]:
    """Every file of the five packages that belongs to the repository, new ones included."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *PACKAGES)
    return sorted(name for name in listed.splitlines() if (ROOT / name).is_file())


def test_imports_go_downward_only() -> None:
    """The layer contract of pyproject.toml is kept."""
    run(sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()")


def test_no_module_has_a_name_that_says_nothing() -> None:
    """A module that could hold anything ends up knowing the domain, and makes the import cycles."""
    nameless = [
        name for name in package_files() if NAMES_THAT_SAY_NOTHING & set(Path(name).with_suffix("").parts)
    ]
    assert not nameless


def test_the_lock_names_the_public_index_only() -> None:
    """A mirror that someone locked through would be of no use to anyone else."""
    hosts = set(re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text("utf-8")))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}


def test_the_lock_fits_the_metadata() -> None:
    """A dependency that was added without locking it would not be set up."""
    run(sys.executable, "-m", "uv", "lock", "--check", "--offline", "--quiet")


@pytest.mark.parametrize("folder", sorted({path.parent for path in (ROOT / "tests").rglob("*.py")}))
def test_every_folder_of_tests_is_a_package(folder: Path) -> None:
    """Without `__init__.py`, tests/graphmodel would shadow the real graphmodel."""
    assert (folder / "__init__.py").is_file()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from a copy, so that nothing of an earlier build is in it."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in [*package_files(), "pyproject.toml", "LICENSE", "NOTICE", "README.md"]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(copy), cwd=out)
    return zipfile.ZipFile(next(out.glob("datatrail-*.whl")))


def test_the_wheel_puts_exactly_the_five_packages_at_the_top(wheel: zipfile.ZipFile) -> None:
    """Names this plain collide easily, so nothing beyond the list is installed."""
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert len(tops) == len(PACKAGES) + 1


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel: zipfile.ZipFile) -> None:
    """Vocabularies, mappings, queries, page assets and the bundled case travel with the code that reads them."""
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == set(package_files())


def test_the_wheel_carries_licence_and_credits(wheel: zipfile.ZipFile) -> None:
    held = {name.split(".dist-info/")[1] for name in wheel.namelist() if ".dist-info/" in name}
    assert {"licenses/LICENSE", "licenses/NOTICE"} <= held
