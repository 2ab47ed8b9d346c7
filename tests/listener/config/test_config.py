"""A right configuration: what it says, what it hides, what changed in it."""

from datetime import timedelta
from pathlib import Path

import pytest

from listener.config.changes import changes
from listener.config.config import Config
from listener.config.loading import load
from listener.wording.masking import MASK, masked
from storage.errors import ConfigError
from storage.opening import locate

ROOT = Path(__file__).parents[3]
FEED = '[[sources]]\nname = "news"\ntype = "rss"\nurl = "https://feeds.example.org/news.xml"\n'
HOOK = '[[targets]]\nname = "desk"\ntype = "webhook"\nurl = "https://desk.example.org/"\n'


def read(folder: Path, text: str, **environ: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, environ=environ)


def test_the_shipped_file_is_right_and_needs_no_secret():
    config = load(ROOT / "config.toml", environ={})
    assert len(config.sources) >= 3
    assert {type(rule).__name__ for rule in config.rules} >= {"Keyword", "Sentiment", "Intent", "Volume"}
    assert [target.name for target in config.targets] == ["screen"]


def test_an_empty_file_is_a_configuration(tmp_path: Path):
    config = read(tmp_path, "")
    assert config.sources == ()
    assert config.collect.keep == "matches"


def test_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    config = read(tmp_path, '[listener]\nstore = "a/b.db"\n')
    monkeypatch.chdir("/")
    assert config.store == locate(tmp_path.resolve() / "a" / "b.db")


def test_durations_stand_in_words(tmp_path: Path):
    config = read(tmp_path, f'[collect]\ntimeout = "2m"\n{FEED}every = "1h30m"\nretention = "P30D"\n')
    assert config.collect.timeout == timedelta(minutes=2)
    assert config.source("news").every == timedelta(minutes=90)
    assert config.source("news").retention == timedelta(days=30)


def test_a_combined_rule_knows_the_rules_that_it_names_wherever_they_stand(tmp_path: Path):
    combined = '[[rules]]\nname = "both"\ntype = "combined"\nrules = ["rise", "fall"]\nwithin = "2h"\n'
    parts = "".join(
        f'[[rules]]\nname = "{name}"\ntype = "{type}"\n' for name, type in (("rise", "volume"), ("fall", "silence"))
    )
    both = read(tmp_path, combined + parts).rules[0]
    assert [series.measure for series in both.series] == ["mentions"]
    assert both.within == timedelta(hours=2)
    assert [rule.name for rule in both.parts] == ["rise", "fall"]


def test_a_byte_order_mark_and_windows_lines_are_no_matter(tmp_path: Path):
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + FEED.replace("\n", "\r\n").encode())
    assert load(path).source("news").name == "news"


def test_secrets_come_from_the_environment_or_a_file_and_never_show(tmp_path: Path):
    (tmp_path / "key").write_text("the-file-hush\n", encoding="utf-8")
    text = HOOK.replace('"https://desk.example.org/"', '"env:DESK"') + 'secret = "file:key"\n'
    config = read(tmp_path, text, DESK="https://desk.example.org/the-env-hush")
    assert masked("401 from https://desk.example.org/the-env-hush") == f"401 from {MASK}"
    assert masked("key the-file-hush") == f"key {MASK}"
    assert "hush" not in repr(config)
    later = read(tmp_path, text, DESK="https://desk.example.org/another-hush")
    assert not [sentence for sentence in changes(config, later) if "hush" in sentence]


def test_a_secret_that_is_refused_does_not_show_in_the_message(tmp_path: Path):
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, FEED.replace('"https://feeds.example.org/news.xml"', '"env:URL"'), URL="not-a-url-but-hush")
    assert "hush" not in str(caught.value)
    assert "sources[0].url" in str(caught.value)


def test_without_routes_every_target_gets_every_alert(tmp_path: Path):
    assert read(tmp_path, HOOK).route.targets == ("desk",)


def test_routes_inherit_and_a_removed_one_falls_back_to_the_root(tmp_path: Path):
    text = (
        HOOK + '[[routes]]\nname = "all"\ntargets = ["desk"]\ngroup_wait = "10s"\n'
        '[[routes.routes]]\nname = "urgent"\nmatch = { severity = 1 }\ncontinue = true\n'
    )
    config = read(tmp_path, text)
    assert config.route_named("urgent").targets == ("desk",)
    assert config.route_named("urgent").group_wait == timedelta(seconds=10)
    assert config.route_named("gone").name == "all"


def test_changes_are_told_in_words(tmp_path: Path):
    old = read(tmp_path, f'[listener]\nlog = "info"\n{FEED}every = "15m"\n[[brands]]\nname = "Acme"\n')
    new = read(tmp_path, f'[listener]\nlog = "debug"\n{FEED}every = "5m"\n{HOOK}[lists]\nrivals = ["x"]\n')
    assert changes(old, new) == [
        "[listener]: log info → debug",
        'brand "Acme" removed',
        'source "news": every 15m → 5m',
        'target "desk" added',
        'list "rivals" added',
        "routes changed",
    ]
    assert changes(old, old) == []


def test_saved_lists_reach_the_queries(tmp_path: Path):
    config = read(tmp_path, '[lists]\nrivals = ["brave", "vivaldi"]\n')
    assert config.lists == {"rivals": ("brave", "vivaldi")}


def test_a_saved_list_does_not_replace_one_that_comes_along(tmp_path: Path):
    with pytest.raises(ConfigError, match="@risk_safety is a list that comes along"):
        read(tmp_path, '[lists]\nrisk_safety = ["smoke"]\n')
