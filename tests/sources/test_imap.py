"""A mailbox, on a real mail server: each letter once, nothing changed there, and failures that say what to do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from imapclient import IMAPClient

from sources.imap import Imap
from sources.mail import mailbox
from storage.errors import Broken, RateLimited, SourceError, Unauthorised
from tests.worlds.dovecot import PASSWORD, USER, Post, dovecot
from tests.worlds.network import NOW
from tests.worlds.polling import filled_back, ids, polled


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    with dovecot() as post:
        yield post


@pytest.fixture
def post(server: Post) -> Post:
    server.start_anew()
    return server


def letter(number: int, text: str = "acme", **headers: str) -> bytes:
    usual = {"From": "Pan <pan@tea.example>", "Subject": f"letter {number}", "Message-ID": f"<{number}@tea.example>"}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in {**usual, **headers}.items() if value)
    return f"{head}\r\n{text}\r\n".encode()


def source(port: int, **more: Any) -> Imap:
    usual = {"name": "desk", "host": "127.0.0.1", "port": port, "user": USER, "password": PASSWORD, "security": "none"}
    return Imap.model_validate({**usual, **more})


async def test_each_letter_comes_once_and_none_is_missed(post: Post):
    for number in range(1, 4):
        post.deliver(letter(number))
    first = await polled(source(post.port))
    again = await polled(source(post.port), first.cursor)
    post.deliver(letter(4))
    second = await polled(source(post.port), again.cursor)
    assert ids(first) == [f"{number}@tea.example" for number in (1, 2, 3)]
    assert (ids(again), ids(second)) == ([], ["4@tea.example"])


async def test_the_past_can_be_had(post: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mailbox, "MOST", 2)
    for number in range(1, 6):
        post.deliver(letter(number), age=timedelta(days=30 - number))
    assert ids(await polled(source(post.port))) == []
    batches = await filled_back(source(post.port), NOW - timedelta(days=27))
    assert ids(*batches) == [f"{number}@tea.example" for number in (3, 4, 5)]
    assert ids(*await filled_back(source(post.port), NOW, batches[0].cursor)) == ["5@tea.example"]


async def test_an_empty_mailbox_is_empty_and_the_first_letter_comes(post: Post):
    first = await polled(source(post.port))
    assert first.mentions == ()
    post.deliver(letter(1))
    assert ids(await polled(source(post.port), first.cursor)) == ["1@tea.example"]


async def test_many_letters_come_over_several_polls(post: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mailbox, "MOST", 2)
    for number in range(1, 6):
        post.deliver(letter(number))
    batches = [await polled(source(post.port))]
    while batches[-1].more:
        batches.append(await polled(source(post.port), batches[-1].cursor))
    assert ids(*batches) == [f"{number}@tea.example" for number in range(1, 6)]
    assert len(batches) == 3


async def test_a_mailbox_that_was_made_anew_is_read_anew(post: Post):
    post.deliver(letter(1))
    post.deliver(letter(2))
    first = await polled(source(post.port))
    post.start_anew()
    post.deliver(letter(3))
    second = await polled(source(post.port), first.cursor)
    assert ids(second) == ["3@tea.example"]
    assert second.cursor["validity"] != first.cursor["validity"]


async def test_a_cursor_of_another_folder_counts_for_nothing(post: Post):
    post.deliver(letter(1))
    post.deliver(letter(2))
    first = await polled(source(post.port))
    post.deliver(letter(7), folder="Shop")
    assert ids(await polled(source(post.port, folder="Shop"), first.cursor)) == ["7@tea.example"]


async def test_nothing_is_marked_as_read(post: Post):
    post.deliver(letter(1))
    await polled(source(post.port))
    assert await asyncio.to_thread(flags, post.port) == {1: {b"FLAGS": (), b"SEQ": 1}}


def flags(port: int) -> dict[int, Any]:
    with IMAPClient("127.0.0.1", port, ssl=False) as client:
        client.login(USER, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        found = client.fetch([1], ["FLAGS"])
        found[1][b"FLAGS"] = tuple(flag for flag in found[1][b"FLAGS"] if flag != b"\\Recent")
        return dict(found)


async def test_a_large_letter_is_read_as_far_as_its_words_go(post: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mailbox, "LARGEST", 1_000)
    post.deliver(letter(1, "acme leaks. " + "x" * 100_000))
    [mention] = (await polled(source(post.port))).mentions
    assert mention.text.startswith("acme leaks.")
    assert len(mention.text) < 1_000


async def test_letters_of_machines_are_left_out_and_counted(post: Post):
    post.deliver(letter(1, X_Listener_State="open"))
    post.deliver(letter(2, Content_Type='multipart/report; report-type=delivery-status; boundary="x"'))
    post.deliver(letter(3))
    batch = await polled(source(post.port))
    assert ids(batch) == ["3@tea.example"]
    assert any("2 letters" in note for note in batch.notes)


async def test_without_encryption_it_says_so(post: Post):
    assert any("not encrypted" in note for note in (await polled(source(post.port))).notes)


async def test_a_wrong_password_is_told_without_it(post: Post):
    with pytest.raises(Unauthorised, match="app password") as caught:
        await polled(source(post.port, password="wr0ng-secret"))
    assert "wr0ng-secret" not in str(caught.value)


async def test_a_folder_that_is_not_there_is_named(post: Post):
    with pytest.raises(Broken, match="Nowhere"):
        await polled(source(post.port, folder="Nowhere"))


async def test_a_server_without_tls_is_not_taken_for_one_with(post: Post):
    for security in ("tls", "starttls"):
        with pytest.raises(Broken):
            await polled(source(post.port, security=security))


async def test_the_cursor_knows_no_secret(post: Post):
    post.deliver(letter(1))
    assert PASSWORD not in json.dumps((await polled(source(post.port))).cursor)


async def test_only_places_that_are_allowed_are_contacted():
    with pytest.raises(Broken, match="allow_private"):
        await polled(source(143), allow_private=())


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([b"* BYE [UNAVAILABLE] too many connections\r\n"], SourceError),
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], Broken),
        ([b"* OK hello\r\n", b"", b"* NO [UNAVAILABLE] try later\r\n"], SourceError),
    ],
)
async def test_a_server_that_is_none_or_busy_is_a_failure(answers: list[bytes], error: type[SourceError]):
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for said in answers:
            writer.write(said)
        await writer.drain()

    server = await asyncio.start_server(lambda r, w: close_after(answer, r, w), "127.0.0.1", 0)
    async with server:
        with pytest.raises(error, match=r"INBOX of complaints@example\.org"):
            await polled(source(server.sockets[0].getsockname()[1]))


async def close_after(answer: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answer(reader, writer)
    writer.close()


async def test_a_server_that_breaks_off_has_refused_nobody():
    async def leaving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        said = await reader.readline()
        writer.write(b"* CAPABILITY IMAP4rev1\r\n" + said.split()[0] + b" OK done\r\n")
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(leaving, "127.0.0.1", 0)
    async with server:
        with pytest.raises(Broken, match="broke off"):
            await polled(source(server.sockets[0].getsockname()[1]))


def test_a_busy_server_is_left_alone():
    place = mailbox.Mailbox(host="h", port=1, user="u", folder="INBOX", security="tls")
    for said in ("[UNAVAILABLE] later", "[LIMIT] Too many simultaneous connections", "[THROTTLED]"):
        assert isinstance(mailbox._explained(Exception(said), place), RateLimited)


async def test_a_server_that_never_answers_is_given_up_and_let_go():
    ended = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        while said := await reader.readline():
            if b"CAPABILITY" in said:
                writer.write(b"* CAPABILITY IMAP4rev1\r\n" + said.split()[0] + b" OK done\r\n")
        ended.set()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await polled(source(server.sockets[0].getsockname()[1]))
        await asyncio.wait_for(ended.wait(), 5)
