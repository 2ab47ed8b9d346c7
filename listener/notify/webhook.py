"""Signed webhooks: a notice as JSON, posted to an address, in the words of the service that stands there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from listener.notify.base import Outlet, Target, digest, target
from listener.notify.formats.base import Format, Hook, Post, formats
from listener.notify.render.inert import inert_delivery
from listener.signing import message_signature
from listener.wording.links import host, link
from listener.wording.masking import without_addresses
from listener.wording.text import one_line
from storage.errors import DeliveryError, SourceError
from storage.records import Delivery

# Client errors that pass: request timeout, conflict, too early, too many requests.
_PASSING = (408, 409, 425, 429)


@target("webhook")
class Webhook(Target):
    """Posts JSON; any 2xx counts as taken.

    The body of format "listener" is documented in `listener/notify/formats/listener.py`; the other formats speak to
    Slack, Teams, PagerDuty, Opsgenie and Jira, each documented in its file beside it. With `template` the body is your
    own. Wherever people read, and in a template, mentions, links and markup that others wrote are made inert.

    Headers: `Idempotency-Key` is the same at every attempt; `X-Listener-Timestamp` is the time of the attempt in Unix
    seconds; with a secret, `X-Listener-Signature-256` is the hexadecimal HMAC-SHA256 of timestamp, ".", body. Receivers
    should refuse timestamps older than five minutes.
    """

    url: str | None = Field(None, description="Where to post to: https://…; known for pagerduty and opsgenie")
    format: str = Field("listener", description="listener, slack, teams, pagerduty, opsgenie or jira")
    secret: SecretStr | None = Field(None, description='Key of the signature, as "env:NAME" or "file:PATH"')
    key: SecretStr | None = Field(None, description="Routing key, API key or token of the service, as env:NAME")
    user: str = Field("", description="jira: mail address of the token's owner; left out: a personal access token")
    project: str = Field("", description="jira: key of the project")
    issue_type: str = Field("Task", description="jira: type of the issues")
    template: Path | None = Field(None, description="File with a body of your own: JSON with {{ placeholders }}")

    @field_validator("url")
    @classmethod
    def _url(cls, url: str | None) -> str | None:
        if url is not None and not link(url):
            raise ValueError('is no web address; write it as "https://hooks.example.org/listener"')
        return url

    @field_validator("format")
    @classmethod
    def _format(cls, name: str) -> str:
        try:
            formats.get(name)
        except KeyError as error:
            raise ValueError(f"is no format; {error.args[0]}") from None
        return name

    @model_validator(mode="after")
    def _complete(self) -> Self:
        form = self._form
        missing = [name for name in form.needs if not getattr(self, name)]
        missing += [] if self.url or form.url else ["url"]
        if missing:
            raise ValueError(f"format {self.format!r} needs `{missing[0]}`; write {missing[0]} = …")
        if self.template and self.format != "listener":
            raise ValueError("has both `format` and `template`; leave one of them out")
        return self

    @property
    def together(self) -> bool:
        """Not where each notice opens or closes something."""
        return self._form.together

    @property
    def _form(self) -> Format:
        return formats.get(self.format)()

    def problems(self, folder: Path) -> Iterator[tuple[str, str, str]]:
        """A template that cannot be read or makes no JSON."""
        if self.template:
            from listener.notify.render.own_body import fault

            if said := fault(folder / self.template):
                yield "template", said, "correct the file; `incident.title` and all else of the webhook's body is known"

    async def send(self, outlet: Outlet, delivery: Delivery) -> None:
        """410 and other refusals of the client's making are permanent; all else is tried again."""
        import asyncio

        post = await asyncio.to_thread(self._post, outlet, delivery)
        if post is None:
            return
        body = json.dumps(post.body, separators=(",", ":")).encode()
        timestamp = str(int(outlet.clock.now().timestamp()))
        headers = {**self._headers(delivery, body, timestamp), **post.headers}
        try:
            await outlet.http.post(post.url, content=body, headers=headers)
        except SourceError as error:
            raise self._failure(error, post.url) from error

    async def reach(self, outlet: Outlet) -> str:
        """Opens a connection as for a notice, and asks for nothing: many addresses act on whatever they are asked."""
        from sources.wire.reach import reach

        url = self.url or self._form.url
        try:
            await reach(url, outlet.allow_private)
        except SourceError as error:
            text = f"{host(url)} cannot be reached: {one_line(without_addresses(str(error)), 200)}"
            raise DeliveryError(text, permanent=False) from error
        return f"{host(url)} answers; nothing was sent"

    def _post(self, outlet: Outlet, delivery: Delivery) -> Post | None:
        form = self._form
        key = self.key.get_secret_value() if self.key else ""
        url = self.url or form.url
        hook = Hook(url=url, key=key, user=self.user, project=self.project, issue_type=self.issue_type)
        post = form.post(hook, outlet, delivery if form.verbatim else inert_delivery(delivery))
        return Post(url=url, body=self._own(outlet, post.body)) if self.template and post else post

    def _own(self, outlet: Outlet, said: Any) -> Any:
        from listener.notify.render.own_body import body

        assert self.template
        try:
            return body(outlet.folder / self.template, said)
        except ValueError as error:
            text = f"`template` of this target fails: {error}; correct it, the notice is kept and tried again"
            raise DeliveryError(text, permanent=False) from error

    def _headers(self, delivery: Delivery, body: bytes, timestamp: str) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": digest(delivery.key),
            "X-Listener-Timestamp": timestamp,
        }
        if self.secret:
            headers["X-Listener-Signature-256"] = message_signature(self.secret.get_secret_value(), timestamp, body)
        return headers

    def _failure(self, error: SourceError, url: str) -> DeliveryError:
        status = error.status
        refused = status is not None and 400 <= status < 500 and status not in _PASSING
        permanent = error.permanent or refused
        wrong = "`url` or `secret`" if self.format == "listener" else "`url` or `key`"
        advice = f"correct {wrong} of this target" if permanent else "the notice is kept and tried again"
        # An address may hold a key, and errors are shown on pages and in logs.
        reason = one_line(without_addresses(str(error)), 200)
        text = f"the webhook at {host(url)} did not take it: {reason}; {advice}"
        return DeliveryError(text, permanent=permanent, not_before=error.not_before)
