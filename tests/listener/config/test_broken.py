"""Broken configurations: every problem at once, each with its line, its key and what to write instead."""

import re
from pathlib import Path

import pytest

from listener.config.loading import load
from storage.errors import ConfigError

FOLDER = Path(__file__).parents[2] / "fixtures" / "configs"

# file -> (line, key, what is said, what is advised)
EXPECTED: dict[str, list[tuple[int, str, str, str]]] = {
    "syntax.toml": [(5, "file", "invalid value", 'text stands in quotes: name = "Acme"')],
    "colon.toml": [(2, "file", "expected '='", "an equals sign, not a colon")],
    "misspelt.toml": [
        (1, "listner", "unknown section", 'did you mean "listener"?'),
        (4, "colect", "unknown section", 'did you mean "collect"?'),
        (8, "brands[0].nmae", "unknown key", 'did you mean "name"?'),
        (13, "sources[0].ulr", "unknown key", 'did you mean "url"?'),
    ],
    "homeless.toml": [
        (1, "timezone", "unknown section", "setting of \\[listener\\]"),
        (2, "keep", "unknown section", "setting of \\[collect\\]"),
    ],
    "types.toml": [
        (3, "sources[0].type", 'no type "rrs"', 'did you mean "rss"?'),
        (6, "sources[1].type", '"type" is missing', "rss"),
        (12, "rules[0].type", 'no type "volumen"', 'did you mean "volume"?'),
        (16, "targets[0].type", 'no type "email"', 'did you mean "mail"?'),
    ],
    "missing.toml": [
        (1, "brands[0].name", '"name" is missing', "write name ="),
        (4, "queries[0].expression", '"expression" is missing', "write expression ="),
        (8, "sources[0].url", '"url" is missing', "write url ="),
    ],
    "references.toml": [
        (6, "queries[0].brand", 'no brand "Acmee"', 'did you mean "Acme"?'),
        (12, "rules[0].scope", 'no query "acm"', 'did you mean "acme"?'),
        (17, "rules[1].scope", 'no brand "Other"', "known: Acme"),
        (29, "routes[0].routes[0].match.brand", 'no brand "Acne"', 'did you mean "Acme"?'),
        (30, "routes[0].routes[0].targets[1]", 'no target "sreen"', 'did you mean "screen"?'),
        (31, "routes[0].routes[0].group_by", "read at the top alone", "remove it here"),
    ],
    "durations.toml": [
        (2, "collect.timeout", '"one minute" is not a duration', '"30s", "5m", "4h", "14d"'),
        (8, "sources[0].every", "300 has no unit", '"300s" for seconds'),
        (9, "sources[0].retention", '"1 year" is not a duration', '"14d"'),
        (15, "sources[1].every", "at least 1 second|greater than or equal to 1 second", "15m"),
        (24, "routes[0].group_wait", "not a duration", '"30s"'),
    ],
    "queries.toml": [
        (7, "queries[0].expression", "quot", "\\^"),
        (12, "queries[1].expression", "", "\\^"),
    ],
    "combined.toml": [
        (10, "rules[0].rules[0]", "counts nothing over time itself", "name rules about counts"),
        (10, "rules[0].rules[1]", 'no rule "risee"', 'did you mean "rise"?'),
        (17, "rules[2]", 'no brand "Acne"', 'did you mean "Acme"?'),
    ],
    "twice.toml": [
        (5, "brands[1].name", '"Acme" is taken by line 2', ""),
        (13, "targets[1].name", '"screen" is taken by line 9', ""),
        (21, "routes[0].routes[0].name", "name of another route", "its own name"),
    ],
    "secrets.toml": [
        (4, "targets[0].url", "gives no secret", "export LISTENER_TEST_NOT_SET="),
        (5, "targets[0].secret", "gives no secret", "no-such-file cannot be read"),
    ],
    "values.toml": [
        (2, "listener.timezone", '"Berlin" is no time zone', "UTC"),
        (3, "listener.log", "not one of", "debug, info, warning, error"),
        (4, "listener.listen", "no address to listen on", "127.0.0.1:8350"),
        (5, "listener.base_url", "no web address", "base_url"),
        (6, "listener.store", '"postgresql://db/listener" is no store; write a path', "sqlite:///FILE"),
        (8, "collect.keep", "not one of", "matches, all"),
        (9, "collect.concurrency", "whole number", "default 50"),
        (13, "brands[0].role", "not one of", 'did you mean "own"?'),
        (18, "sources[0].url", "web address|http", "url"),
        (19, "sources[0].enabled", "true or false", "enabled"),
        (24, "rules[0].severity", "5 is not one of", "1, 2, 3"),
        (25, "rules[0].words", "list in brackets", "words"),
    ],
    "hosts.toml": [
        (2, "listener.allowed_hosts[0]", "is no name of a machine", "Names by which"),
        (2, "listener.allowed_hosts[1]", "without scheme and port", "base_url"),
        (2, "listener.allowed_hosts[2]", "is no name of a machine", "base_url"),
    ],
    "people.toml": [
        (5, "people[0].quiet.to", "time format", "07:00"),
        (6, "people[0].timezone", '"Berlin" is no time zone.*Europe/Berlin', "timezone"),
        (10, "people[1].digest", "not one of", "no, hourly, daily"),
        (16, "rotations[0].every", "greater than 0", "7d"),
        (22, "rotations[1].overrides[0].person", 'no person "Ann"', "Bo, Mia"),
        (26, "policies[0].levels[0].page[0]", 'no rotation "fist"', "first"),
        (26, "policies[0].levels[0].page[1]", 'no target "Mia"', 'write "person:Mia"'),
        (31, "policies[1].repeat", "less than or equal to 9", "default 2"),
        (33, "inhibitions[0]", "'severty' is no label: write rule, severity", ""),
        (39, "routes[0].targets[0]", 'no person "Ada"', "Bo, Mia"),
        (40, "routes[0].policy", 'no policy "wak"', 'did you mean "wake"?'),
    ],
    "shapes.toml": [
        (1, "lists.rivals", "no list of words", 'rivals = \\["one", "two"\\]'),
        (3, "brands", "single table", "\\[\\[brands\\]\\]"),
        (12, "rules[0].scope", '"Acme" is no scope; write "all", "brand:NAME" or "query:NAME"', "brand:NAME"),
        (21, "routes[0].match.severty", "not one of", 'did you mean "severity"?'),
    ],
}  # fmt: skip


def test_every_broken_file_is_expected():
    assert {file.name for file in FOLDER.glob("*.toml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_all_problems_are_told_at_once(name: str):
    with pytest.raises(ConfigError) as caught:
        load(FOLDER / name, environ={})
    found = caught.value.problems
    assert [(problem.line, problem.key) for problem in found] == [(line, key) for line, key, _, _ in EXPECTED[name]]
    for problem, (_, _, what, hint) in zip(found, EXPECTED[name], strict=True):
        assert re.search(what, problem.what), problem
        assert re.search(hint, problem.hint), problem


def test_the_caret_stands_under_the_place():
    with pytest.raises(ConfigError) as caught:
        load(FOLDER / "queries.toml")
    shown = str(caught.value).splitlines()
    line = next(index for index, text in enumerate(shown) if text.lstrip() == '"acme cola OR #acme')
    assert shown[line + 1].index("^") >= shown[line].index('"')


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(ConfigError, match="no such file") as caught:
        load(tmp_path / "config.toml")
    assert "listener init" in str(caught.value)


def test_a_folder_instead_of_a_file(tmp_path: Path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_another_encoding_is_told_with_its_line(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_bytes('[[brands]]\nname = "Müller"\n'.encode("latin-1"))
    with pytest.raises(ConfigError, match="line 2, file: it is not UTF-8 text"):
        load(path)


@pytest.mark.parametrize(
    "text", ['name = "open', "a = [1, 2", 'a = """x', "a = {", "[section", "= 1", "a = 1 2", "\x00"]
)
def test_any_torn_file_gives_one_sentence(tmp_path: Path, text: str):
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert len(caught.value.problems) == 1


def test_brackets_without_end_are_refused(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_text("a = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(ConfigError, match="nested too deeply"):
        load(path)
