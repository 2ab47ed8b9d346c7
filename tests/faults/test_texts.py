"""What strangers write calls nobody, hides no link and is no markup, through every target and format."""

from __future__ import annotations

import email
import email.policy
import json
import re
import smtplib
from pathlib import Path
from typing import Any

import pytest
import requests

from listener.notify.apprise import Anything
from listener.notify.formats.base import formats
from listener.notify.render.inert import inert, inert_address
from listener.notify.webhook import Webhook
from storage.records import Delivery, Notice
from tests.worlds.hostile_texts import CORPUS, TRICKS, shown_as_html, signs
from tests.worlds.notices import alert, delivery, notice, outlet, sample

# Apprise imports a module of the standard library that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
OWN = ("https://listener.example.org/l/a_b-C_d", "https://listener.example.org/incidents/3")
KEY = "abcdefghijklmnopqrstuvwxyz"
# Address of the service, and where in what is posted the words stand.
SERVICES = {
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "slack in blocks": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general?blocks=yes",
    "slack in markdown": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general?format=markdown",
    "discord": f"discord://4174216298/{KEY}",
    "discord in markdown": f"discord://4174216298/{KEY}?format=markdown",
    "mattermost": f"mmost://localhost/{KEY}",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "telegram in markdown": "tgram://123456789:abcdefg_hijklmnop/12315544/?format=markdown",
    "google chat": "gchat://workspace/key/token",
    "teams by a workflow": "workflows://host:443/workflow1a/signature/",
    "rocket.chat": "rocket://web/hooktoken1234@localhost/#channel",
    "ntfy": "ntfy://localhost/topic",
    "ntfy in markdown": "ntfy://localhost/topic?format=markdown",
    "pushover": f"pover://{'u' * 30}@{'a' * 30}",
    "pushover in html": f"pover://{'u' * 30}@{'a' * 30}?format=html",
    "matrix": "matrix://token@localhost/?mode=slack",
    "zulip": f"zulip://botname@apprise/{'a' * 32}",
    "gotify": f"gotify://localhost/{'a' * 18}",
    "webex": f"wxteams://{'a' * 80}",
    "a program of your own": "json://localhost",
    "mail": "mailto://u:p@localhost?to=x@y.org&from=a@b.org",
}
# Fields of services' own that hold no words of ours.
APART = {"to", "user", "username", "channel", "chat_id", "token", "parse_mode", "avatar", "icon_url", "avatar_url"}
APART |= {"$schema", "url", "footer_icon", "type", "contentType", "color", "ts", "themeColor", "@type", "@context"}


class Posted:
    """What would leave this machine, by HTTP and by mail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        posted = self

        def request(_: Any, method: str, url: str, **sent: Any) -> requests.Response:
            posted.take(sent.get("data") or sent.get("json") or sent.get("params"))
            answer = requests.Response()
            answer.status_code = 200
            answer._content = b"ok" if "hooks.slack.com" in url else b'{"ok": true, "result": []}'
            return answer

        def sendmail(_: Any, sender: str, to: list[str], message: Any, *rest: Any) -> dict[str, Any]:
            posted.take_mail(message)
            return {}

        monkeypatch.setattr(requests.Session, "request", request)
        monkeypatch.setattr("socket.getfqdn", lambda *_: "localhost")  # nobody's name is looked up
        monkeypatch.setattr(smtplib.SMTP, "connect", lambda *_, **__: (220, b"ready"))
        monkeypatch.setattr(smtplib.SMTP, "login", lambda *_, **__: (235, b"in"))
        monkeypatch.setattr(smtplib.SMTP, "quit", lambda *_: (221, b"bye"))
        monkeypatch.setattr(smtplib.SMTP, "__init__", lambda *_, **__: None)
        monkeypatch.setattr(smtplib.SMTP, "sendmail", sendmail)

    def take(self, data: Any) -> None:
        if isinstance(data, (str, bytes)):
            data = json.loads(data)
        self.texts += words(data)

    def take_mail(self, message: Any) -> None:
        parsed = email.message_from_string(str(message), policy=email.policy.default)
        self.texts.append(str(parsed["Subject"]))
        for part in parsed.walk():
            if part.get_content_maintype() == "text":
                text = part.get_content()
                self.texts.append(shown_as_html(text) if part.get_content_subtype() == "html" else text)


def words(value: Any) -> list[str]:
    """Every text in what is posted."""
    if isinstance(value, dict):
        return [text for name, inner in value.items() if name not in APART for text in words(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in words(inner)]
    return [value] if isinstance(value, str) else []


def hostile(trick: str) -> Delivery:
    """The trick wherever strangers' words stand."""
    matter: dict[str, Any] = {
        "title": trick,
        "note": trick,
        "alerts": (alert(summary=trick, reasons=(trick, f"new words: {trick}")),),
        "samples": (sample(trick, author=trick, source=trick, url="https://forum.example/@everyone/(a)*b*"),),
        "facts": (("where", trick),),
        "actions": (("Take it", "/l/a_b-C_d"),),
    }
    bundled: tuple[Notice, ...] = (notice(**matter),)
    return delivery(**matter, bundle=bundled)


def found_in(texts: list[str], *, html: bool = False, escaped: bool = False) -> list[str]:
    """What can be obeyed in texts, once our own addresses are taken out."""
    said = "\n".join(texts)
    said = shown_as_html(said) if html or escaped else said
    for own in OWN:
        said = said.replace(own, " ")
    said = re.sub(r"(?m)^> ", "", said).replace("[Listener] ", "")
    return signs(said)


@pytest.mark.parametrize("trick", CORPUS)
def test_every_trick_is_one_before_it_is_made_inert_and_none_after(trick: str) -> None:
    assert signs(trick)
    assert signs(inert(trick)) == []


@pytest.mark.parametrize("service", SERVICES)
async def test_through_apprise_strangers_words_are_words(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    posted = Posted(monkeypatch)
    target = Anything.model_validate({"name": "chat", "url": SERVICES[service]})
    for trick in TRICKS:
        posted.texts.clear()
        await target.send(outlet(), hostile(trick))
        escaped = "slack" in service or service in {"matrix", "telegram", "pushover in html"}
        assert posted.texts
        assert found_in(posted.texts, escaped=escaped) == [], (trick, posted.texts)
        said = "\n".join(posted.texts)
        assert all(own in said for own in OWN), "our own links stay whole"


class Web:
    """Keeps what the webhook would post."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []

    async def post(self, url: str, *, content: bytes, headers: Any = None) -> Any:
        self.bodies.append(json.loads(content))


async def posted(target: Webhook, told: Delivery, **changes: Any) -> Any:
    web = Web()
    await target.send(outlet(http=web, **changes), told)
    return web.bodies[-1]


SETTINGS = {"url": "https://hooks.example.org/x", "key": "k", "project": "P"}


@pytest.mark.parametrize("format", sorted(formats.all().keys() - {"listener"}))
@pytest.mark.parametrize("trick", TRICKS)
async def test_in_every_format_for_people_strangers_words_are_words(format: str, trick: str) -> None:
    target = Webhook.model_validate({"name": "desk", "format": format, **SETTINGS})
    texts = words(await posted(target, hostile(trick)))
    # Jira's own escapes stand before nothing of strangers', and our labels and times are no markup.
    assert found_in(texts, escaped=format == "slack") == []


async def test_programs_get_texts_as_they_were_written() -> None:
    said = await posted(Webhook.model_validate({"name": "desk", **SETTINGS, "key": None}), hostile(TRICKS[0]))
    assert said["incident"]["title"] == said["samples"][0]["text"] == TRICKS[0]


async def test_a_template_gets_words_and_the_original_by_name(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(
        '{"content": "{{ incident.title }}", "all": {{ samples | tojson }}, "raw": "{{ verbatim.incident.title }}"}'
    )
    target = Webhook.model_validate({"name": "desk", "url": SETTINGS["url"], "template": "own.json"})
    for trick in TRICKS:
        said = await posted(target, hostile(trick), folder=tmp_path)
        assert said.pop("raw") == trick
        assert found_in(words(said)) == []


def test_words_stay_readable_and_addresses_lead_where_they_led() -> None:
    plain = "H&M, R&D, snake_case, 3 + 4 = 7, a/b: \u201cSchöne Grüße\u201d at 10:30 on https://müller.example/a_b?x=1&y=2#z."
    assert inert(plain) == plain
    assert inert("mail maren@forum.example <b>") == "mail maren﹫forum.example ‹b›"
    assert inert_address("https://m.example/@maren/1") == "https://m.example/%40maren/1"
    assert len(inert(TRICKS[1])) == len(TRICKS[1]), "positions in the text stay valid"
