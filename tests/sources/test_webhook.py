"""What is sent here: only signed, only fresh, each post once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest

from sources.base import Request
from sources.webhook import Webhook
from storage.errors import Broken, SourceError, Unauthorised
from storage.records import Batch
from tests.worlds.network import NOW

SECRET = "correct horse"
POST = {"id": 7, "text": "My acme kettle leaks", "author": "Pan", "published": "2026-09-10T10:00:00Z", "rating": 1}


def receive(content: Any, *, key: str = SECRET, headers: dict[str, str] | None = None, **settings: Any) -> Batch:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    signed = {"x-hub-signature-256": "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()}
    source = Webhook.model_validate({"name": "desk", "secret": SECRET, **settings})
    return source.receive(Request(headers=signed if headers is None else headers, params={}, body=body, at=NOW))


@pytest.mark.parametrize("content", [POST, [POST], {"posts": [POST]}])
def test_one_post_or_a_list_of_them_becomes_mentions(content: Any):
    items = "posts" if isinstance(content, dict) and "posts" in content else "@"
    [mention] = receive(content, items=items).mentions
    assert (mention.native_id, mention.text, mention.author.name, mention.kind) == ("7", POST["text"], "Pan", "review")
    assert str(mention.published_at) == "2026-09-10 10:00:00+00:00"
    assert mention.collected_at == NOW


def test_fields_may_stand_elsewhere():
    sent = {"ticket": {"no": "A-1", "body": "<p>It leaks</p>"}}
    [mention] = receive(sent, fields={"id": "ticket.no", "html": "ticket.body"}, kind="mail").mentions
    assert (mention.native_id, mention.text, mention.kind) == ("A-1", "It leaks", "mail")


@pytest.mark.parametrize(
    "headers", [{}, {"x-hub-signature-256": ""}, {"x-hub-signature-256": "sha256=00"}, {"x-hub-signature-256": "\xff"}]
)
def test_what_is_not_signed_is_refused(headers: dict[str, str]):
    with pytest.raises(Unauthorised) as caught:
        receive(POST, headers=headers)
    assert SECRET not in str(caught.value)


def test_what_is_signed_with_another_secret_is_refused():
    with pytest.raises(Unauthorised):
        receive(POST, key="battery staple")


@pytest.mark.parametrize(("age", "good"), [(0, True), (299, True), (-299, True), (301, False), (-301, False)])
def test_an_old_message_is_somebodys_copy(age: int, good: bool):
    body, stamp = json.dumps(POST).encode(), str(int((NOW - timedelta(seconds=age)).timestamp()))
    signature = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    settings = {"signature": "X-Listener-Signature-256", "timestamp": "X-Listener-Timestamp"}
    headers = {"x-listener-signature-256": signature, "x-listener-timestamp": stamp}
    if good:
        assert receive(body, headers=headers, **settings).mentions
    else:
        with pytest.raises(Unauthorised, match="last five minutes"):
            receive(body, headers=headers, **settings)


@pytest.mark.parametrize("stamp", ["", "soon", "nan", "1e400"])
def test_a_time_that_is_none_is_refused(stamp: str):
    body = json.dumps(POST).encode()
    signature = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    with pytest.raises(Unauthorised):
        receive(body, headers={"x-hub-signature-256": signature, "x-t": stamp}, timestamp="X-T")


@pytest.mark.parametrize("body", [b"", b"{", b"3", b"null", b'["x"]', b"\xff", b"[" * 50_000])
def test_what_is_no_post_is_refused_whole(body: bytes):
    with pytest.raises(Broken) as caught:
        receive(body)
    assert isinstance(caught.value, SourceError)


def test_one_post_that_cannot_be_read_costs_the_others_nothing():
    batch = receive([POST, {"id": 8}, {"id": 9, "text": "still here"}])
    assert [mention.native_id for mention in batch.mentions] == ["7", "9"]
    assert [each.native_id for each in batch.refused] == ["8"]
    assert batch.partial


@pytest.mark.parametrize("before", ["", "sha256="])
def test_a_signature_may_be_written_in_base64(before: str):
    body = json.dumps(POST).encode()
    signed = before + base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()
    [mention] = receive(body, headers={"x-shop": signed}, signature="X-Shop").mentions
    assert mention.native_id == "7"
    with pytest.raises(Unauthorised):
        receive(body + b" ", headers={"x-shop": signed}, signature="X-Shop")
