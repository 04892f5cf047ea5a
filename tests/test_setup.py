"""bin/setup on machines that lack something: one sentence each, and nothing done twice."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.accounts_of_the_machine import ROOT, account, only_root

NOWHERE = "http://127.0.0.1:9/simple"
TOOLS = ("sh", "dirname", "env")


@pytest.fixture(scope="module")
def bare_clone():
    """What setup needs of the repository, without anything that it makes, where every account may look."""
    home = Path(tempfile.mkdtemp(prefix="shopbell-clone-", dir="/tmp"))
    home.chmod(0o755)
    clone = home / "shopbell"
    for name in ("bin", "requirements"):
        shutil.copytree(ROOT / name, clone / name)
    for name in ("package.json", "package-lock.json", "esbuild.mjs"):
        shutil.copy(ROOT / name, clone / name)
    (clone / "shopbell").mkdir()
    (clone / "widget").mkdir()
    yield clone
    shutil.rmtree(home)


def setup(clone: Path, **environment: str) -> subprocess.CompletedProcess:
    kept = {"PATH": os.environ["PATH"], "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [clone / "bin" / "setup"],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=300,
        cwd="/",
    )


def is_one_sentence(text: str) -> bool:
    return text.startswith("shopbell: ") and text.count("\n") == 1 and "Traceback" not in text


def test_a_machine_without_a_new_enough_python_gets_one_sentence(bare_clone, tmp_path):
    for tool in TOOLS:
        (tmp_path / tool).symlink_to(shutil.which(tool))
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")  # what any Python answers that is older than asked for
    old.chmod(0o755)
    tried = setup(bare_clone, PATH=str(tmp_path))
    assert tried.returncode == 1
    assert is_one_sentence(tried.stderr)
    assert "Python 3.11 or newer" in tried.stderr


def test_a_registry_that_cannot_be_reached_is_one_sentence(bare_clone):
    tried = setup(bare_clone, PIP_INDEX_URL=NOWHERE, PIP_EXTRA_INDEX_URL="", PIP_NO_CACHE_DIR="1")
    assert tried.returncode == 1
    assert is_one_sentence(tried.stderr), tried.stderr
    assert "The Python package registry could not be reached" in tried.stderr
    assert "Making .venv." in tried.stdout


def test_a_python_without_ensurepip_is_told_which_package_it_lacks(bare_clone, tmp_path):
    code = (
        "import importlib.util as u, sys; find = u.find_spec\n"
        "u.find_spec = lambda name: None if name == 'ensurepip' else find(name)\n"
        "sys.path.insert(0, 'bin'); import install, pathlib\n"
        "install.PYTHON = pathlib.Path('/nonexistent'); install.main([])"
    )
    tried = subprocess.run([sys.executable, "-c", code], cwd=bare_clone, capture_output=True, text=True)
    assert tried.returncode == 1
    assert is_one_sentence(tried.stderr)
    assert f"python{sys.version_info[0]}.{sys.version_info[1]}-venv" in tried.stderr


@only_root
def test_a_clone_that_cannot_be_written_is_one_sentence(bare_clone):
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if python is None:
        pytest.skip("no Python here that every account may run")
    tried = subprocess.run(
        [python, bare_clone / "bin" / "install.py"], **account(), capture_output=True, text=True
    )
    assert is_one_sentence(tried.stderr), tried.stderr


def test_what_is_done_is_not_done_again():
    """This suite runs after bin/setup, so that each step finds its stamp."""
    done = subprocess.run([ROOT / "bin" / "setup", "dev"], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    again = subprocess.run([ROOT / "bin" / "setup", "dev"], capture_output=True, text=True, timeout=600)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_no_lock_names_a_registry():
    for path in [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]:
        assert "://" not in without_homepages(path.read_text()), path


def without_homepages(text: str) -> str:
    """The text without the addresses where npm says people may give money."""
    return "\n".join(line for line in text.splitlines() if '"url": "https://' not in line)


def test_requirements_that_do_not_exist_are_found(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "bin" / "requirements", tmp_path / "bin")
    test = tmp_path / "tests" / "test_one.py"
    test.write_text('@pytest.mark.requirement("R1", "R172")\ndef test_it(): pass\n')
    counted = subprocess.run(
        [sys.executable, tmp_path / "bin" / "requirements"], capture_output=True, text=True
    )
    assert (counted.returncode, counted.stdout) == (0, "Requirements named by a test: 2 of 172.\n")
    test.write_text('@pytest.mark.requirement("R173")\ndef test_it(): pass\n')
    counted = subprocess.run(
        [sys.executable, tmp_path / "bin" / "requirements"], capture_output=True, text=True
    )
    assert (counted.returncode, counted.stdout) == (1, "There is no requirement R173.\n")
