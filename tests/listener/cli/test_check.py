"""`listener check`: what is wrong in the configuration, and which sources answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import run

FIXTURES = Path(__file__).parents[2] / "fixtures" / "configs"
pytestmark = pytest.mark.usefixtures("config")


def test_check_prints_all_problems_as_json():
    problems = json.loads(run("check", "--json", "--config", str(FIXTURES / "twice.toml"), code=2).stdout)["problems"]
    assert [problem["line"] for problem in problems] == [5, 13, 21]


@pytest.mark.parametrize(
    ("listener", "said"),
    [
        ("", []),
        ('listen = "localhost:9"', []),
        ('listen = "0.0.0.0:9"', ["without encryption", "allowed_hosts"]),
        ('listen = "[::]:9"\nallowed_hosts = ["listener.internal"]', ["without encryption"]),
        ('listen = "192.0.2.7:9"', ["without encryption"]),
    ],
)
def test_check_warns_where_other_machines_reach_the_pages(config: Path, listener: str, said: list[str]):
    config.write_text(f"[listener]\n{listener}\n{config.read_text(encoding='utf-8')}", encoding="utf-8")
    told = json.loads(run("check", "--offline", "--json").stdout)["exposed"]
    assert all(word in sentence for word, sentence in zip(said, told, strict=True))
    assert all(sentence in run("check", "--offline").stderr for sentence in told)


def test_check_tries_the_sources(feed: HTTPServer, config: Path):
    assert "news" in run("check").stdout
    (trial,) = json.loads(run("check", "--json").stdout)["sources"]
    assert (trial["reachable"], trial["items"]) == (True, 2)
    feed.clear()
    assert run("check", code=1).exit_code == 1
    assert "right" in run("check", "--offline").stdout


def test_check_says_what_a_rule_asks_while_it_learns(config: Path):
    rule = '[[rules]]\nname = "many"\ntype = "volume"\nat_least = 4\n[[rules]]\nname = "each"\ntype = "keyword"\n'
    config.write_text(config.read_text(encoding="utf-8") + rule, encoding="utf-8")
    assert "many, while it learns what is usual: In the first 3 days 12 posts" in run("check", "--offline").stdout
    assert list(json.loads(run("check", "--offline", "--json").stdout)["learning"]) == ["many"]


def test_check_says_what_a_damaged_model_leaves_unread(config: Path, tmp_path: Path):
    config.write_text(
        f'{config.read_text(encoding="utf-8")}\n[classify]\nmultilingual = "{tmp_path}"\n', encoding="utf-8"
    )
    told = run("check", "--offline", code=1)
    assert "right" in told.stdout
    assert "posts in other languages stay unread: the model in" in told.stderr
    (sentence,) = json.loads(run("check", "--offline", "--json", code=1).stdout)["unread"]
    assert sentence in told.stderr
    config.write_text(config.read_text(encoding="utf-8") + "enabled = false\n", encoding="utf-8")
    assert not run("check", "--offline").stderr
