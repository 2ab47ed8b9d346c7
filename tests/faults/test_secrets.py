"""Secrets stand wherever a configuration takes them, everything fails that can, and none shows in what is written."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner
from werkzeug import Response

from listener.cli import app
from listener.config import secrets
from listener.wording.masking import MASK, hide, masked
from tests.worlds.clients import token as stamp
from tests.worlds.pipeline import free_port, item, mail_server
from tests.worlds.service import PATIENCE, eventually

# Apprise imports a module of the standard library that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
PASSWORD = "p4ss of Ines, twenty-four"
PAGES = (
    "/", "/incidents/1", "/health", "/metrics", "/nothing", "/sign-in", "/settings/me", "/settings/people",
    "/settings/people/Ines", "/settings/tokens", "/settings/audit", "/settings/machine", "/settings/messages",
)  # fmt: skip
MEASURING = {"Authorization": "Bearer metrics-t0ken-twenty-three"}
SECRETS = (
    "feed-us3r-one", "feed-p4ss-two", "feed-p4th-three", "feed-k3y-four", "literal-us3r-five",
    "literal-p4ss-six", "literal-k3y-seven", "file-p4th-eight", "mail-p4ss-nine", "hook-p4th-ten",
    "sign1ng-key-eleven", "rout1ng-key-twelve", "jira-t0ken-thirteen", "apprise-us3r-fourteen",
    "apprise-p4ss-fifteen", "apprise-t0ken-sixteen", "l1nk-key-seventeen", "heart-p4th-eighteen",
    "mattermost0t0ken0nineteen", "changed-p4ss-twenty", "html-p4th-twenty-one",
    "openid-s3cret-twenty-two", "metrics-t0ken-twenty-three",
)  # fmt: skip
CONFIG = """
[listener]
store = "listener.db"
listen = "127.0.0.1:{pages}"
log = "debug"
metrics_token = "env:METRICS"

[web]
sign_in = ["password", "openid"]
openid_issuer = "http://127.0.0.1:9"
openid_client = "listener"
openid_secret = "env:OPENID"

[[people]]
name = "Ines"
mail = "ines@example.org"
role = "administrator"

[collect]
allow_private = ["127.0.0.1"]

[classify]
enabled = false

[actions]
secret = "env:LINKS"

[heartbeat]
url = "env:HEART"
every = "30s"

[[brands]]
name = "Acme"

[[queries]]
name = "acme"
brand = "Acme"
expression = "Acme"

[[sources]]
name = "good"
type = "rss"
url = "env:FEED"
every = "1s"

[[sources]]
name = "literal"
type = "rss"
url = "http://literal-us3r-five:literal-p4ss-six@127.0.0.1:{web}/missing?api_key=literal-k3y-seven"
every = "2s"

[[sources]]
name = "dead"
type = "rss"
url = "file:feed.secret"

[[sources]]
name = "page"
type = "rss"
url = "env:PAGE"

[[sources]]
name = "page of a folder"
type = "file"
path = "inbox"

[[rules]]
name = "every post"
type = "keyword"
scope = "brand:Acme"
severity = 1

[[targets]]
name = "mail"
type = "mail"
server = "smtp://{smtp}"
from = "listener@example.org"
to = ["team@example.org"]

[[targets]]
name = "mail that refuses"
type = "mail"
server = "smtp://robot@{smtp}"
password = "env:MAIL"
from = "listener@example.org"
to = ["team@example.org"]

[[targets]]
name = "hook"
type = "webhook"
url = "env:HOOK"
secret = "file:signing.secret"

[[targets]]
name = "pager"
type = "webhook"
format = "pagerduty"
url = "http://127.0.0.1:{web}/pager"
key = "rout1ng-key-twelve"

[[targets]]
name = "jira"
type = "webhook"
format = "jira"
url = "http://127.0.0.1:{web}"
project = "P"
user = "robot@example.org"
key = "env:JIRA"

[[targets]]
name = "chat"
type = "apprise"
url = "env:CHAT"

[[targets]]
name = "other chat"
type = "apprise"
url = "mmost://127.0.0.1:{web}/mattermost0t0ken0nineteen"

[[routes]]
name = "all"
group_wait = "0s"
targets = ["mail", "mail that refuses", "hook", "pager", "jira", "chat", "other chat"]
"""
COMMANDS = (
    "check", "status", "status --json", "poll --json", "sources", "sources --json",
    "incidents list", "incidents show 1",
    "people list --json", "tokens list --json", "search Acme", "export --format csv", "routes test", "oncall",
)  # fmt: skip


@pytest.fixture
def environ(tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Every secret that comes from outside, with the line break of the file that a shell read it from."""
    place = f"127.0.0.1:{httpserver.port}"
    (tmp_path / "feed.secret").write_text("http://127.0.0.1:9/file-p4th-eight/feed\n")
    (tmp_path / "signing.secret").write_text("sign1ng-key-eleven\n")
    said = {
        "FEED": f"http://feed-us3r-one:feed-p4ss-two@{place}/feed-p4th-three/feed?key=feed-k3y-four",
        "PAGE": f"http://{place}/html-p4th-twenty-one",
        "MAIL": "mail-p4ss-nine",
        "HOOK": f"http://{place}/hook-p4th-ten/x",
        "JIRA": "jira-t0ken-thirteen",
        "CHAT": f"json://apprise-us3r-fourteen:apprise-p4ss-fifteen@{place}/apprise-t0ken-sixteen",
        "LINKS": "l1nk-key-seventeen",
        "OPENID": "openid-s3cret-twenty-two",
        "METRICS": "metrics-t0ken-twenty-three",
        "HEART": f"http://{place}/heart-p4th-eighteen",
    }
    for name, value in said.items():
        monkeypatch.setenv(name, f"{value}\n")
    return said


def publish(server: HTTPServer, *posts: int) -> None:
    """The good feed, which has moved for good; everything else that is asked for is not there."""
    said = [item(number, f"Acme number {number}", datetime.now(UTC) - timedelta(minutes=1)) for number in posts]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "A feed", "items": said})
    server.clear_all_handlers()
    moved = {"Location": "/moved/feed-p4th-three/feed?key=feed-k3y-four"}
    server.expect_request("/feed-p4th-three/feed").respond_with_response(Response(status=301, headers=moved))
    server.expect_request("/moved/feed-p4th-three/feed").respond_with_data(body, content_type="application/feed+json")
    server.expect_request("/html-p4th-twenty-one").respond_with_data("<html><title>No feed</title></html>")


def shown(where: str, text: str, *more: str) -> list[str]:
    """The secrets in a text, and where."""
    return [f"{where}: {secret}" for secret in (*SECRETS, *more) if secret in text]


def asked_for(server: HTTPServer, path: str) -> bool:
    return any(path in request.path for request, _ in server.log)


def written(folder: Path, smtp_folder: Path) -> Iterator[tuple[str, str]]:
    """All files that the program wrote, with their bytes as text."""
    own = {folder / "config.toml", folder / "feed.secret", folder / "signing.secret"}
    for path in sorted({*folder.rglob("*"), *smtp_folder.rglob("*")} - own):
        if path.is_file():
            yield path.name, path.read_bytes().decode("latin-1")


@pytest.mark.usefixtures("environ")
def test_no_secret_shows_anywhere(tmp_path: Path, httpserver: HTTPServer) -> None:
    pages, config, log = free_port(), tmp_path / "config.toml", tmp_path / "log"
    (tmp_path / "inbox").mkdir()
    publish(httpserver, 1)
    with mail_server(tmp_path) as (smtp, _):
        config.write_text(CONFIG.format(pages=pages, web=httpserver.port, smtp=smtp))
        found, made = served(config, log, pages, httpserver)
        for words in COMMANDS:
            result = CliRunner().invoke(app, [*words.split(), "--config", str(config)])
            assert result.exit_code in (0, 1), (words, result.output)
            found += shown(words, result.output, *made)
    for name, text in written(tmp_path, tmp_path):
        found += shown(name, text, *made)
    assert found == []


def let_in(config: Path, client: httpx.Client) -> list[str]:
    """Sign Ines in with a link of the command line, as she does, with a password; the secrets that this made."""

    def said(*words: str) -> str:
        return CliRunner().invoke(app, [*words, "--config", str(config)]).stdout.split()[-1]

    path, token = urlsplit(said("people", "link", "Ines")).path, said("tokens", "add", "robot")
    site = str(client.base_url).rstrip("/")
    assert client.post(path, headers={"Origin": site}).status_code == 303
    fields = {
        "password": PASSWORD,
        "again": PASSWORD,
        "do": "password",
        "token": stamp(client.get("/settings/me").text),
    }
    assert "is set" in client.post("/settings/me", data=fields, headers={"Origin": site}).text
    assert client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    wrong = {"who": PASSWORD, "password": PASSWORD, "token": stamp(httpx.get(f"{site}/sign-in", trust_env=False).text)}
    assert httpx.post(f"{site}/sign-in", data=wrong, headers={"Origin": site}, trust_env=False).status_code == 403
    return [path.removeprefix("/enter/"), token, PASSWORD, *client.cookies.values()]


def served(config: Path, log: Path, pages: int, server: HTTPServer) -> tuple[list[str], list[str]]:
    """What shows on the pages of a service while its polls and messages fail and its configuration changes; and the
    secrets that people and programs came in with."""
    site = f"http://127.0.0.1:{pages}"

    def health() -> dict[str, object]:
        return dict(httpx.get(f"{site}/health", headers=MEASURING, trust_env=False).json())

    with log.open("wb") as out:
        command = [sys.executable, "-m", "listener", "run", "--config", str(config)]
        with subprocess.Popen(command, stdout=out, stderr=out) as process:
            try:
                eventually(lambda: "'mentions': 1" in str(health()))
                publish(server, 1, 2)
                eventually(lambda: all(asked_for(server, path) for path in ("hook-p4th", "pager", "issue", "t0ken")))
                config.write_text(config.read_text().replace("literal-p4ss-six", "changed-p4ss-twenty"))
                eventually(lambda: b"configuration reloaded" in log.read_bytes())
                eventually(lambda: log.read_bytes().count(b"not delivered") >= 5)
                with httpx.Client(base_url=site, trust_env=False) as client:
                    made = let_in(config, client)
                    found = [each for path in PAGES for each in shown(path, client.get(path).text, *made)]
                    assert client.get("/incidents/1").status_code == 200
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)
    return found, made


@pytest.mark.parametrize(
    "said",
    [
        "t0p/secret+word",
        "t0p%2Fsecret%2Bword",
        "t0p/secret%2Bword",
        '{"key": "t0p/secret+word"}',
        "https://x.example/?key=t0p%2Fsecret%2Bword&a=1",
        "t0p/secret+word\n",
    ],
)
def test_every_form_of_a_secret_is_masked(said: str) -> None:
    hide(["t0p/secret+word"])
    assert "secret" not in masked(said)
    assert MASK in masked(said)


def test_a_secret_with_quotes_is_masked_in_json_and_on_pages() -> None:
    hide(['say "fr1end" & <enter>'])
    for form in (r"say \"fr1end\" & <enter>", "say &#34;fr1end&#34; &amp; &lt;enter&gt;"):
        assert masked(form) == MASK


def test_of_an_address_everything_but_its_server_is_masked() -> None:
    hide(["https://us3r-name-1:pa55word@feeds.example/pr1vate-path/news.xml?key=qu3ry-value&format=json"])
    said = "feeds.example: 404 for /pr1vate-path/news.xml, user us3r-name-1, pa55word, qu3ry-value; format json"
    assert masked(said) == f"feeds.example: 404 for {MASK}, user {MASK}, {MASK}, {MASK}; format json"
    hide(["slack://TOKENALPHA/abcdefghijklmnopqrstuvwxyz/#general"])
    assert masked("no such hook: abcdefghijklmnopqrstuvwxyz in #general") == f"no such hook: {MASK} in #general"
    assert masked("the news about a private matter") == "the news about a private matter"


def test_a_trailing_newline_is_no_part_of_a_secret(tmp_path: Path) -> None:
    assert secrets.resolve("env:KEY", folder=tmp_path, environ={"KEY": "hush\r\n"}) == "hush"
    with pytest.raises(LookupError, match="is empty"):
        secrets.resolve("env:KEY", folder=tmp_path, environ={"KEY": "\n"})
