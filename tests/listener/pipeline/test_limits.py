"""Limits and digests over real mail: nothing is lost, nothing is told twice, and what presses never waits."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from listener.pipeline.deliver import Deliverer
from listener.pipeline.due_deliveries import LEASE, plan_due
from listener.status import status
from tests.worlds.mail import Post, mail_server
from tests.worlds.outbox import MINUTE, START, outbox, pass_time, put, told


def matters(messages: list[EmailMessage]) -> Counter[str]:
    """How often each matter was told, in whatever message."""
    said: Counter[str] = Counter()
    for message in messages:
        body = message.get_body(("plain",))
        assert body is not None
        said.update(set(re.findall(r"Matter \d+\.", body.get_content())))
    return said


def ours(messages: list[EmailMessage]) -> list[str]:
    return [str(message["Subject"]) for message in messages]


async def test_a_burst_is_told_in_full_with_few_messages(tmp_path: Path) -> None:
    post = Post()
    async with mail_server(post) as port, outbox(tmp_path, f"127.0.0.1:{port}") as (app, deliverer, clock):
        put(app, [told(START) for _ in range(120)])
        await pass_time(deliverer, clock, 9)
        assert len(post.taken) == 3
        await pass_time(deliverer, clock, 5)
        assert ours(post.messages)[3:] == ["[Listener] DIGEST: 117 more notices"]
        assert len(app.store.deliveries(pending=True)) == 0
        last = post.messages[3].get_body(("plain",))
        assert last is not None
        assert "takes at most 3/10m" in " ".join(last.get_content().split())
        assert len([each for each in app.store.deliveries(limit=500) if each.within]) == 117


async def test_a_burst_that_fits_into_the_bundle_is_told_matter_by_matter_once(tmp_path: Path) -> None:
    post = Post()
    async with mail_server(post) as port, outbox(tmp_path, f"127.0.0.1:{port}") as (app, deliverer, clock):
        put(app, [told(START) for _ in range(30)])
        await pass_time(deliverer, clock, 30)
        assert len(post.taken) == 4
        assert sorted(matters(post.messages).values()) == [1] * 30


async def test_what_presses_never_waits(tmp_path: Path) -> None:
    post = Post()
    async with mail_server(post) as port, outbox(tmp_path, f"127.0.0.1:{port}") as (app, deliverer, clock):
        put(app, [told(START) for _ in range(5)])
        await pass_time(deliverer, clock, 1)
        put(app, [told(START, "Fire", kind="page", severity=2), told(START, "Test", kind="test", severity=3)])
        put(app, [told(START, "Yours", kind="handover", severity=3)])
        await pass_time(deliverer, clock, 1)
        assert sorted(ours(post.messages)[3:]) == [
            "[Listener] HANDED OVER Nordkaffee: Yours",
            "[Listener] PAGE Nordkaffee: Fire",
            "[Listener] TEST: Test",
        ]


async def test_a_limit_holds_for_each_recipient_and_across_a_restart(tmp_path: Path) -> None:
    post = Post()
    async with mail_server(post) as port:
        async with outbox(tmp_path, f"127.0.0.1:{port}") as (app, deliverer, clock):
            put(app, [told(START) for _ in range(3)])
            await pass_time(deliverer, clock, 1)
        async with outbox(tmp_path, f"127.0.0.1:{port}", clock.now()) as (app, deliverer, clock):
            put(app, [told(START), told(START), told(START, to_bo=True)])
            await pass_time(deliverer, clock, 5)
            assert post.recipients[3:] == [["bo@example.org"]]
            await pass_time(deliverer, clock, 10)
            assert ours(post.messages)[4:] == ["[Listener] DIGEST: 2 more notices"]
            assert sorted(matters(post.messages).values()) == [1] * 6


async def test_a_kill_after_the_bundle_was_saved_sends_it_once(tmp_path: Path) -> None:
    post = Post()
    async with mail_server(post) as port:
        async with outbox(tmp_path, f"127.0.0.1:{port}") as (app, deliverer, clock):
            put(app, [told(START) for _ in range(8)])
            await pass_time(deliverer, clock, 1)
            clock.move_to(clock.now() + 10 * MINUTE)
            claimed = app.store.claim_deliveries(clock.now(), LEASE, 50)
            (bundle,) = await plan_due(app, claimed, ())
        # Killed here: the bundle is saved and leased, nothing was handed over.
        async with outbox(tmp_path, f"127.0.0.1:{port}", clock.now()) as (app, deliverer, clock):
            await pass_time(deliverer, clock, 10)
            assert ours(post.messages)[3:] == ["[Listener] DIGEST: 5 more notices"]
            assert bundle.key in {each.key for each in app.store.deliveries(pending=False)}
            assert sorted(matters(post.messages).values()) == [1] * 8


async def test_what_may_have_been_handed_over_before_a_kill_is_never_told_by_a_bundle(tmp_path: Path) -> None:
    post = Post()
    async with mail_server(post) as port:
        async with outbox(tmp_path, f"127.0.0.1:{port}") as (app, _, clock):
            put(app, [told(START) for _ in range(3)])
            (first, *_) = app.store.claim_deliveries(clock.now(), LEASE, 50)
            await app.config.target("team").send(app.outlet, first)
        # Killed here: the server has it, and the store does not know.
        async with outbox(tmp_path, f"127.0.0.1:{port}", clock.now(), at_most='"2/10m"') as (app, deliverer, clock):
            put(app, [told(START) for _ in range(4)])
            await pass_time(deliverer, clock, 40)
            again = [each["Message-ID"] for each in post.messages]
            assert again.count(again[0]) == 2
            assert len(set(again)) == len(again) - 1
            assert sorted(matters(post.messages).values()) == [1] * 6 + [2]


async def test_a_dead_mail_server_and_people_with_digests_everything_arrives_once(tmp_path: Path) -> None:
    post = Post(data="451 later")
    limit = '"10/10m"'
    async with (
        mail_server(post) as port,
        outbox(tmp_path, f"127.0.0.1:{port}", at_most=limit, digest="hourly") as (app, deliverer, clock),
    ):
        for five in range(12):
            now = clock.now()
            made = [told(now), told(now, to_bo=True), told(now, to_bo=True, kind="page", severity=1)]
            put(app, made[: 3 - five % 2])
            clock.move_to(now + 4 * MINUTE)
            await pass_time(deliverer, clock, 1)
        post.data = "250 fine"
        await pass_time(deliverer, clock, 120)
        assert app.store.deliveries(pending=True) == []
        said = matters(post.messages)
        assert len(said) == 12 + 12 + 6
        assert set(said.values()) == {1}
        pages = [each for each in post.messages if "PAGE" in str(each.get_body(("plain",)))]
        assert len(pages) == 6
        assert clock.now() - START == timedelta(hours=3)
        assert any("Hourly digest" in each for each in ours(post.messages))


async def test_a_digest_comes_at_the_hour_and_a_grave_notice_at_once(tmp_path: Path) -> None:
    post = Post()
    async with (
        mail_server(post) as port,
        outbox(tmp_path, f"127.0.0.1:{port}", digest="hourly") as (app, deliverer, clock),
    ):
        put(app, [told(START, to_bo=True) for _ in range(4)] + [told(START, "Fire", to_bo=True, severity=1)])
        await pass_time(deliverer, clock, 29)
        assert ours(post.messages) == ["[Listener] NEW Nordkaffee: Fire"]
        assert status(app.store, app.config, clock.now()).healthy
        await pass_time(deliverer, clock, 1)
        assert ours(post.messages)[1:] == ["[Listener] DIGEST: Hourly digest: 4 notices"]
        assert sorted(matters(post.messages[1:]).values()) == [1] * 4


async def test_a_single_notice_is_no_digest(tmp_path: Path) -> None:
    post = Post()
    async with (
        mail_server(post) as port,
        outbox(tmp_path, f"127.0.0.1:{port}", digest="daily") as (app, deliverer, clock),
    ):
        put(app, [told(START, "Alone", to_bo=True)])
        clock.move_to(START + timedelta(hours=22, minutes=29))
        await pass_time(deliverer, clock, 2)
        assert ours(post.messages) == ["[Listener] NEW Nordkaffee: Alone"]


async def test_two_that_deliver_at_once_make_no_bundle_of_what_is_told(tmp_path: Path) -> None:
    post = Post()
    async with mail_server(post) as port, outbox(tmp_path, f"127.0.0.1:{port}") as (app, _, clock):
        waiting = [replace(told(START), held=True) for _ in range(2)]
        put(app, waiting)
        claimed = app.store.claim_deliveries(clock.now(), LEASE, 50)
        app.store.finish_delivery(replace(claimed[0], sent_at=clock.now()))
        assert await plan_due(app, claimed, ()) == []
        assert [each.within for each in app.store.deliveries()] == [None, None]
        deliverer = Deliverer(app)
        await pass_time(deliverer, clock, 5)
        assert len(post.taken) == 1
