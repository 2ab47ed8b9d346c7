"""What PagerDuty, Opsgenie, Jira, Slack, Teams and templates of one's own are sent."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer

from listener.config.loading import load
from listener.notify.formats.base import Hook, Post, formats
from listener.notify.render.subject import subject
from listener.notify.webhook import Webhook
from sources.wire.http import HttpClient
from storage.clock import SimulatedClock
from storage.errors import ConfigError, DeliveryError
from storage.records import Delivery
from tests.worlds.notices import NOW, alert, delivery, notice, outlet, sample

HOOK = Hook(url="https://hook.example.org", key="s3cret", project="ACME")
KINDS = ("opened", "updated", "resolved", "page", "handover", "reminder", "digest", "test")
WICKED = '\r\n</b><!channel> <https://evil.example|here> [x](https://evil.example) "\\ {{7*7}} \x1b\u202e\ud800' * 40


def posted(name: str, told: Delivery | None = None) -> Any:
    post = formats.get(name)().post(HOOK, outlet(), told or delivery())
    assert isinstance(post, Post)
    return post


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(formats.all()))
def test_every_format_can_tell_everything_without_breaking(name: str, kind: str) -> None:
    wicked = delivery(
        kind=kind,
        title=WICKED,
        thread=WICKED,
        note=WICKED,
        alerts=(alert(summary=WICKED, reasons=(WICKED,) * 9),),
        samples=(sample(WICKED, author=WICKED, url=WICKED),) * 9,
        bundle=(notice(title=WICKED),) if kind == "digest" else (),
        actions=((WICKED, "/act/one"),) * 9,
    )
    made = formats.get(name)().post(HOOK, outlet(), wicked)
    if made is not None:
        text = json.dumps(made.body).encode()
        assert not {b"\x1b", b"\\u001b", b"\\u202e"} & {text[i : i + 6] for i in range(len(text))}
        assert made.url.isprintable()


@pytest.mark.parametrize(("severity", "said"), [(1, "critical"), (2, "error"), (3, "warning")])
def test_pagerduty_gets_one_alert_an_incident(severity: int, said: str) -> None:
    opened = posted("pagerduty", delivery(severity=severity)).body
    assert (opened["event_action"], opened["routing_key"], opened["dedup_key"]) == ("trigger", "s3cret", "incident-3")
    assert opened["payload"]["severity"] == said
    assert opened["payload"]["source"] == "Nordkaffee"
    assert "412 posts about Nordkaffee" in opened["payload"]["summary"]
    assert opened["client_url"] == "https://listener.example.org/incidents/3"


def test_pagerduty_acknowledges_and_resolves_the_same_alert() -> None:
    for kind, action in (("handover", "acknowledge"), ("resolved", "resolve")):
        body = posted("pagerduty", delivery(kind=kind, number=2)).body
        assert body == {"routing_key": "s3cret", "event_action": action, "dedup_key": "incident-3"}


def test_opsgenie_creates_and_closes_by_alias() -> None:
    opened = posted("opsgenie")
    assert opened.url == "https://hook.example.org/v2/alerts"
    assert opened.headers == {"Authorization": "GenieKey s3cret"}
    assert (opened.body["alias"], opened.body["priority"]) == ("incident-3", "P1")
    assert len(opened.body["message"]) <= 130
    closed = posted("opsgenie", delivery(kind="resolved", thread="incident 3/ü"))
    assert closed.url == "https://hook.example.org/v2/alerts/incident%203%2F%3F/close?identifierType=alias"


def test_jira_opens_one_issue_and_leaves_it_to_people() -> None:
    opened = posted("jira")
    fields = opened.body["fields"]
    assert opened.url == "https://hook.example.org/rest/api/2/issue"
    assert (fields["project"], fields["issuetype"], fields["priority"]) == (
        {"key": "ACME"},
        {"name": "Task"},
        {"name": "Highest"},
    )
    assert fields["labels"] == ["listener", "incident-3"]
    assert "At this time of day 38 are usual." in fields["description"]
    assert formats.get("jira")().post(HOOK, outlet(), delivery(kind="updated")) is None
    assert opened.headers == {"Authorization": "Bearer s3cret"}


def test_jira_cloud_logs_in_with_mail_and_token() -> None:
    post = formats.get("jira")().post(replace(HOOK, user="bo@example.org"), outlet(), delivery())
    assert post is not None
    assert post.headers["Authorization"] == "Basic Ym9AZXhhbXBsZS5vcmc6czNjcmV0"


def test_slack_pings_nobody_and_links_only_where_we_do() -> None:
    body = posted(
        "slack", delivery(title="<!channel>", alerts=(alert(summary="See <https://evil.example|this>"),))
    ).body
    said = json.dumps(body)
    assert "<!channel>" not in body["text"]
    assert "<https://evil" not in said
    assert body["blocks"][0]["type"] == "header"
    assert body["blocks"][-1]["elements"][0]["url"] == "https://listener.example.org/incidents/3"


def test_teams_gets_a_card_without_markup() -> None:
    body = posted("teams", delivery(note="You are paged.", kind="page")).body
    card = body["attachments"][0]["content"]
    assert body["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert {each["type"] for each in card["body"]} == {"RichTextBlock"}
    assert card["actions"][-1]["url"] == "https://listener.example.org/incidents/3"


HEADLINES = [
    ({"kind": "opened"}, "NEW Nordkaffee: "),
    ({"kind": "updated", "fresh": 2}, "UPDATE Nordkaffee: 2 new posts, "),
    ({"kind": "page"}, "PAGE Nordkaffee: "),
    ({"kind": "resolved", "by": "Mia"}, "RESOLVED by Mia, Nordkaffee: "),
    ({"kind": "resolved"}, "RESOLVED by itself, Nordkaffee: "),
    ({"kind": "page", "drill": True}, "DRILL: PAGE Nordkaffee: "),
]


@pytest.mark.parametrize(("changes", "said"), HEADLINES)
def test_chats_and_programs_are_told_what_is_new_as_mails_are(changes: dict[str, Any], said: str) -> None:
    told = delivery(**changes)
    slack, teams = posted("slack", told).body, posted("teams", told).body["attachments"][0]["content"]
    for shown in (slack["text"], slack["blocks"][0]["text"]["text"], teams["body"][0]["inlines"][0]["text"]):
        assert shown.startswith(said)
    assert subject(told.notice) == f"[Listener] {posted('listener', told).body['subject']}"


@pytest.mark.parametrize("name", ["pagerduty", "opsgenie", "jira", "slack", "teams"])
def test_drills_are_marked_in_every_service(name: str) -> None:
    body = json.dumps(posted(name, delivery(drill=True)).body)
    assert "DRILL" in body


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"format": "pagerduty"}, "needs `key`"),
        ({"format": "jira", "key": "k", "url": "https://x.example"}, "needs `project`"),
        ({"format": "jira", "key": "k", "project": "A"}, "needs `url`"),
        ({"format": "slack"}, "needs `url`"),
        ({}, "needs `url`"),
        ({"format": "pagerdooty"}, "is no format.*pagerduty"),
        ({"format": "slack", "url": "https://x.example", "template": "a.j2"}, "both `format` and `template`"),
    ],
)
def test_what_is_missing_is_named(settings: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Webhook.model_validate({"name": "desk", **settings})


def test_machines_get_each_notice_by_itself() -> None:
    assert not Webhook.model_validate({"name": "desk", "format": "pagerduty", "key": "k"}).together
    assert Webhook.model_validate({"name": "desk", "format": "slack", "url": "https://x.example"}).together


async def send(server: HTTPServer, told: Delivery, folder: Path = Path(), **settings: Any) -> None:
    clock = SimulatedClock(NOW)
    async with HttpClient(contact="tests@example.org", clock=clock, allow_private=["127.0.0.0/8", "::1"]) as http:
        target = Webhook.model_validate({"name": "hook", **settings})
        await target.send(outlet(http=http, clock=clock, folder=folder), told)


async def test_a_service_is_reached_with_its_key_and_refusals_do_not_show_it(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v2/alerts", headers={"Authorization": "GenieKey s3cret"}).respond_with_data("", 202)
    httpserver.expect_request("/v2/alerts/incident-3/close").respond_with_data("no s3cret", 403)
    settings: dict[str, Any] = {"format": "opsgenie", "key": "s3cret", "url": httpserver.url_for("")}
    await send(httpserver, delivery(), **settings)
    assert json.loads(httpserver.log[0][0].data)["alias"] == "incident-3"
    with pytest.raises(DeliveryError, match="correct `url` or `key`") as caught:
        await send(httpserver, delivery(kind="resolved"), **settings)
    assert "s3cret" not in str(caught.value)


async def test_what_a_service_has_no_use_for_is_not_sent(httpserver: HTTPServer) -> None:
    settings: dict[str, Any] = {"format": "jira", "key": "k", "project": "A", "url": httpserver.url_for("")}
    await send(httpserver, delivery(kind="updated"), **settings)
    assert httpserver.log == []


TEMPLATE = """{"text": "{{ incident.title }}", "level": {{ incident.severity }}, "why": {{ alerts | tojson }},
"first": "{{ (alerts | first).summary if alerts }}", "link": {{ incident.url }}, "drill": {{ drill }} {# mine #}}"""


async def test_a_template_of_ones_own_makes_json_whatever_stands_in_the_notice(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    (tmp_path / "mine.json.j2").write_text(
        TEMPLATE.replace('"link": {{ incident.url }}', '"link": "{{ incident.url }}"')
    )
    httpserver.expect_request("/hook").respond_with_data("")
    told = delivery(title='Quote " and \\ and\nline {{ 7*7 }}', alerts=(alert(summary='"}, "x": "'),))
    await send(httpserver, told, tmp_path, url=httpserver.url_for("/hook"), template="mine.json.j2")
    body = json.loads(httpserver.log[0][0].data)
    assert body["text"] == 'Quote " and \\ and line {{ 7∗7 }}'
    assert (body["level"], body["first"], body["drill"]) == (1, '"}, "x": "', False)
    assert body["why"][0]["rule"] == "too many"
    assert body["link"] == "https://listener.example.org/incidents/3"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (None, "cannot be read"),
        ('{"a": "{{ incident.nothing }}"}', "nothing"),
        ('{"a": {{ incident.title }}}', "makes no JSON"),
        ('{"a": "{{ incident.title }"}', "expected token|unexpected"),
        ('{"a": "{{ incident.__class__.__mro__ }}"}', "unsafe|__class__"),
        ('{"a": "{% include "/etc/passwd" %}"}', "loader"),
    ],
)
def test_a_wrong_template_is_told_when_the_configuration_is_read(
    tmp_path: Path, template: str | None, said: str
) -> None:
    if template:
        (tmp_path / "mine.json.j2").write_text(template)
    path = tmp_path / "config.toml"
    path.write_text(
        '[[targets]]\nname = "desk"\ntype = "webhook"\nurl = "https://x.example/"\ntemplate = "mine.json.j2"\n'
    )
    with pytest.raises(ConfigError, match=said) as caught:
        load(path)
    assert "template" in str(caught.value)
