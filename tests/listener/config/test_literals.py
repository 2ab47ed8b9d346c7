"""Secrets in plain text are named with their line, and do not show; what only looks like one is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from listener.config.literals import literals


def found(folder: Path, text: str) -> list[str]:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return literals(path)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('[heartbeat]\nurl = "https://hc.example.org/ping/1"', "heartbeat.url"),
        ('[listener]\nmetrics_token = "letmein"', "listener.metrics_token"),
        ('[actions]\nsecret = "letmein"', "actions.secret"),
        ('[[sources]]\ntype = "rss"\nurl = "https://me:letmein@feeds.example.org/x"', "sources[0].url"),
        ('[[sources]]\ntype = "rss"\nurl = "https://feeds.example.org/x?api_key=letmein"', "sources[0].url"),
        ('[[targets]]\ntype = "mail"\npassword = "letmein"', "targets[0].password"),
        ('[[targets]]\ntype = "webhook"\nurl = "https://hooks.example.org/T0001/letmein01letmein01"', "targets[0].url"),
        ('[[targets]]\ntype = "webhook"\nurl = "https://a.example.org/"\nsecret = "letmein"', "targets[0].secret"),
        *(
            (f'[[targets]]\ntype = "webhook"\nurl = "https://{rest}"', "targets[0].url")
            for rest in (
                "hooks.example.org/alerts?token=letmein",
                "hooks.example.org/alerts?token=abc",
                "hooks.example.org/alerts?api-version=1&sig=letmein",
                "hooks.example.org/alerts#key=letmein",
                "me:letmein@hooks.example.org/",
                "letmein@hooks.example.org/",
                "hooks.slack.com/services/T0AAA/B0BBB/letmein",
                "discord.com/api/webhooks/123/letmein",
                "acme.webhook.office.com/webhookb2/1@2/IncomingWebhook/letmein/3",
                "hooks.example.org/letmein2026",
            )
        ),
        ('[web]\nopenid_secret = "letmein"', "web.openid_secret"),
        ('[[targets]]\ntype = "mail"\nserver = "smtp://me:letmein@mail.example.org"', "targets[0].server"),
        ('[[targets]]\ntype = "apprise"\nurl = "tgram://letmein/1"', "targets[0].url"),
    ],
)
def test_a_secret_in_the_file_is_named(tmp_path: Path, table: str, key: str) -> None:
    (told,) = found(tmp_path, f"# first line\n{table}\n")

    assert told.startswith(f"line {table.count(chr(10)) + 2}, {key}: ")
    assert 'env:NAME"' in told
    assert "letmein" not in told


@pytest.mark.parametrize(
    "table",
    [
        '[heartbeat]\nurl = "env:HEARTBEAT"',
        '[[targets]]\ntype = "mail"\nserver = "smtp://robot2026@mail.example.org:587"\npassword = "file:word.txt"',
        '[[targets]]\ntype = "mail"\nserver = "smtps://mail.example.org"',
        '[[targets]]\ntype = "webhook"\nurl = "https://hooks.example.org/alerts"\nkey = "env:KEY"',
        '[[sources]]\ntype = "rss"\nurl = "https://feeds.example.org/2026/search?q=acme&when=1d"',
        '[[sources]]\ntype = "rss"\nurl = "https://news.example.org/rss/search?q=%22C%2B%2B%22+when:1d&hl=en-US"',
        '[[sources]]\ntype = "rss"\nurl = "https://editor@feeds.example.org/x"',
    ],
)
def test_what_is_no_secret_or_stands_elsewhere_is_left_alone(tmp_path: Path, table: str) -> None:
    assert found(tmp_path, table) == []
