"""A package of other people brings a source, a rule and a target: the one that the documentation shows, installed."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import listener.plugin
from tests.worlds.docs import ROOT, examples

PAGES = ("writing-a-source.md", "writing-a-rule.md", "writing-a-target.md")
CONFIG = """
[classify]
enabled = false

[[brands]]
name = "Acme"

[[queries]]
name = "acme"
brand = "Acme"
expression = "acme"
"""
LONG = "My acme kettle leaks, and I want my money back before the end of this week"
A_DAY_AT_THE_DESK = """
import asyncio, sys
from pathlib import Path
from tests.worlds.pipeline import minutes, running

async def day(folder, call):
    async with running(folder / "config.toml") as (_, stages, clock):
        await stages.step()
        with (folder / "calls.txt").open("a") as calls:
            calls.write(call)
        await minutes(stages, clock, 10)

asyncio.run(day(Path(sys.argv[1]), sys.argv[2]))
"""


def install(folder: Path, project: str, modules: Mapping[str, str]) -> Path:
    """A package, built and installed into a folder by itself."""
    package, installed = folder / "project", folder / "installed"
    for name, text in {"pyproject.toml": project, "listener_desk/__init__.py": "", **modules}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-cache-dir", "install"]
    alone = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, *alone, "--target", str(installed), str(package)], check=True)
    return installed


def python(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python on this machine, to which the package is installed."""
    environ = {**os.environ, "PYTHONPATH": f"{installed}{os.pathsep}{ROOT}"}
    return subprocess.run([sys.executable, *arguments], env=environ, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that the documentation shows."""
    source, rule, target = ("".join(examples(page, "python")) for page in PAGES)
    project = examples(PAGES[0], "toml")[1]
    modules = {"desk_notes": source, "many_words": rule, "wall": target}
    files = {f"listener_desk/{name}.py": text for name, text in modules.items()}
    return install(tmp_path_factory.mktemp("desk"), project, files)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation that uses all three as the documentation configures them, and a first call."""
    (tmp_path / "config.toml").write_text(CONFIG + "".join(examples(page, "toml")[0] for page in PAGES))
    (tmp_path / "calls.txt").write_text("Somebody wants to know when acme opens\n")
    return tmp_path


def test_its_types_are_listed_beside_ours(desk: Path, tmp_path: Path):
    listed = python(desk, "-m", "listener", "sources", "types", "--all", "--json")
    types = json.loads(listed.stdout)["types"]
    own = {noun: {sort["type"] for sort in sorts} for noun, sorts in types.items()}
    assert {"desk-notes", "rss"} <= own["source"]
    assert {"many-words", "keyword"} <= own["rule"]
    assert {"wall", "mail"} <= own["target"]
    assert listed.stderr == ""


def test_a_configuration_with_them_is_right_and_its_source_answers(desk: Path, folder: Path):
    checked = python(desk, "-m", "listener", "check", "--config", str(folder / "config.toml"))
    assert checked.returncode == 0, checked.stderr
    assert re.search(r"^desk +yes +1 ", checked.stdout, re.MULTILINE)


def test_a_call_that_comes_in_fires_the_rule_and_shows_on_the_wall(desk: Path, folder: Path):
    done = python(desk, "-c", A_DAY_AT_THE_DESK, str(folder), f"{LONG}\nAcme again\n")
    assert done.returncode == 0, done.stderr
    assert (folder / "wall.txt").read_text().count("1 post long enough to read") == 1


def test_a_damaged_one_is_named_and_the_rest_goes_on(desk: Path, tmp_path: Path):
    broken = shutil.copytree(desk, tmp_path / "broken")
    (broken / "listener_desk" / "desk_notes.py").write_text("import no_such_module_anywhere\n")
    listed = python(broken, "-m", "listener", "sources", "--config", str(tmp_path / "none.toml"))
    assert listed.returncode == 0
    assert "hackernews" in listed.stdout
    assert '"desk-notes" of listener-desk (listener.sources) cannot be loaded' in listed.stderr
    assert "no_such_module_anywhere" in listed.stderr
    assert "Traceback" not in listed.stderr


def test_what_others_may_import_is_listed():
    names = {name for name in vars(listener.plugin) if not name.startswith("_")}
    assert names == set(listener.plugin.__all__)
