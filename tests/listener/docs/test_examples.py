"""What the documentation shows works as it says: expressions, configurations, commands."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from listener.cli import app
from listener.config.loading import load
from rules.query import Filter, parse
from rules.query.dialects import ALIASES, AT_LEAST, EXACTLY, FLAGS
from rules.query.fields import FIELDS
from storage.records import StoredMention
from tests.worlds.docs import ROOT, examples, pages
from tests.worlds.mentions import mention

COMMANDS: Any = get_command(app)
LANGUAGE = pages()["query-language.md"]
PROMISES = re.findall(r"^\| `(.*)` \| `(.*)` \| `(.*)` \|$", LANGUAGE, re.MULTILINE)
PLUG_INS = {"writing-a-source.md", "writing-a-rule.md", "writing-a-target.md"}


@pytest.mark.parametrize(("expression", "text", "other"), PROMISES)
def test_an_expression_finds_what_the_page_says(expression: str, text: str, other: str):
    found = Filter(expression)
    assert found.matches(StoredMention(mention=mention(text))) is not None
    assert found.matches(StoredMention(mention=mention(other))) is None


def test_every_field_stands_in_the_page_under_each_of_its_names():
    told = {name.lower() for name in re.findall(r"`(\w+):`", LANGUAGE)}
    assert told == {*FIELDS, *ALIASES, *AT_LEAST, *EXACTLY, *FLAGS}


def test_what_the_page_writes_of_fields_can_be_asked():
    asked = re.findall(r"`(\w+:[^`]+)`", LANGUAGE)
    assert len(asked) >= 5
    for expression in asked:
        assert parse(expression, dialect="filter")


@pytest.mark.parametrize("page", sorted({name for name in pages() if examples(name, "toml")} - PLUG_INS))
def test_the_configuration_of_a_page_is_right(page: str, tmp_path: Path):
    path = tmp_path / "config.toml"
    text = "\n".join(examples(page, "toml"))
    path.write_text(text, encoding="utf-8")
    for file in re.findall(r'"file:([\w.]+)"', text):
        (tmp_path / file).write_text("a secret", encoding="utf-8")
    assert load(path, environ=dict.fromkeys(re.findall(r"env:(\w+)", text), "a secret"))


@pytest.mark.parametrize("page", sorted(pages()))
def test_the_commands_of_a_page_exist_as_it_writes_them(page: str):
    for line in re.findall(r"(?:^|`|bin/)(listener [a-z][^`\n#|]*)", pages()[page], re.MULTILINE):
        command, words = COMMANDS, line.split()[1:]
        while words and hasattr(command, "commands"):
            assert words[0] in command.commands, line
            command = command.commands[words.pop(0)]
        known = {option for parameter in getattr(command, "params", ()) for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("page", [*sorted(pages()), ".github/CONTRIBUTING.md"])
def test_what_a_page_makes_can_be_made(page: str):
    text = pages().get(page) or (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"(?:^|`)make (\w+)", text, re.MULTILINE)) <= set(targets)
