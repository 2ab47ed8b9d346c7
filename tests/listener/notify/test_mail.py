# ruff: noqa: N802 (the server calls its handlers by these names)
"""Mail against real servers: what they take, refuse, and how they fail."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import ValidationError

from storage.errors import DeliveryError
from storage.records import Delivery
from tests.worlds.mail import Post, mail, mail_server
from tests.worlds.notices import delivery, outlet

SERVER_SETTINGS = ("auth_required",)


async def send(post: Post, told: Delivery | None = None, tls: ssl.SSLContext | None = None, **options: Any) -> None:
    """Start a server, send one delivery, stop the server; `{port}` in `server` is its port."""
    settings = {key: options.pop(key) for key in SERVER_SETTINGS if key in options}

    async with mail_server(post, tls, **settings) as port:
        if "server" in options:
            options["server"] = options["server"].format(port=port)
        await mail(port, **options).send(outlet(), told or delivery())


async def failure(post: Post, told: Delivery | None = None, **options: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await send(post, told, **options)
    return caught.value


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def certified(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


async def test_a_message_is_taken_once_for_all_recipients() -> None:
    post = Post()
    await send(post, to=["a@example.org", "Bea <b@example.org>", "A again <a@example.org>"])
    assert post.recipients == [["a@example.org", "b@example.org"]]
    assert post.encrypted == [False]


async def test_starttls_is_used_and_the_certificate_checked(certified: ssl.SSLContext, ca_file: Path) -> None:
    post = Post()
    await send(post, tls=certified, starttls="required", ca_file=ca_file)
    assert post.encrypted == [True]


async def test_an_untrusted_certificate_sends_nothing_and_says_what_to_do(certified: ssl.SSLContext) -> None:
    post = Post()
    error = await failure(post, tls=certified, starttls="required")
    assert (post.taken, error.permanent) == ([], False)
    assert "certificate" in str(error)
    assert "`ca_file`" in str(error)


async def test_required_starttls_that_is_not_offered_sends_nothing() -> None:
    post = Post()
    error = await failure(post, starttls="required")
    assert (post.taken, error.permanent) == ([], False)
    assert "offers no STARTTLS" in str(error)


async def test_starttls_if_offered_goes_on_without() -> None:
    post = Post()
    await send(post, starttls="if offered")
    assert len(post.taken) == 1


async def test_a_missing_certificate_file_is_named() -> None:
    error = await failure(Post(), starttls="required", ca_file="nowhere.pem")
    assert "nowhere.pem" in str(error)


async def test_logging_in(certified: ssl.SSLContext, ca_file: Path) -> None:
    post = Post()
    options: dict[str, Any] = {"server": "smtp://robot@127.0.0.1:{port}", "password": "s3cret", "starttls": "required"}
    await send(post, tls=certified, auth_required=True, ca_file=ca_file, **options)
    assert post.users == ["robot"]


async def test_a_wrong_password_is_loud_and_never_gives_up(certified: ssl.SSLContext, ca_file: Path) -> None:
    options: dict[str, Any] = {"server": "smtp://robot@127.0.0.1:{port}", "password": "wr0ng", "starttls": "required"}
    error = await failure(Post(), tls=certified, auth_required=True, ca_file=ca_file, **options)
    assert not error.permanent
    assert "refused user and password (535" in str(error)
    assert "wr0ng" not in str(error)


async def test_a_server_that_takes_no_logins_is_named() -> None:
    error = await failure(Post(), server="smtp://robot@127.0.0.1:{port}", password="s3cret")
    assert not error.permanent
    assert "AUTH" in str(error)


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("451 greylisted, come back", False), ("550 no such user", True), ("452 mailbox full", False)],
)
async def test_a_refused_recipient(answer: str, permanent: bool) -> None:
    error = await failure(Post(rcpt={"a@example.org": answer}))
    assert (error.permanent, error.accepted) == (permanent, ())
    assert f"a@example.org: {answer}" in str(error)


async def test_greylisting_of_one_recipient_never_sends_twice_to_the_other() -> None:
    post = Post(rcpt={"b@example.org": "451 greylisted"})
    to = ["a@example.org", "b@example.org"]
    first = await failure(post, to=to)
    assert (first.permanent, first.accepted) == (False, ("a@example.org",))
    assert "those are tried again" in str(first)
    post.rcpt.clear()
    await send(post, delivery(accepted=first.accepted), to=to)
    assert post.recipients == [["a@example.org"], ["b@example.org"]]
    early, late = post.messages
    assert early["Message-ID"] != late["Message-ID"]
    assert early["References"] == late["References"]


async def test_nothing_is_sent_when_everybody_has_it() -> None:
    post = Post()
    await send(post, delivery(accepted=("a@example.org",)))
    assert post.taken == []


async def test_an_unknown_recipient_among_known_ones_stays_visible() -> None:
    post = Post(rcpt={"gone@example.org": "550 5.1.1 unknown"})
    error = await failure(post, to=["a@example.org", "gone@example.org"])
    assert (error.permanent, error.accepted) == (True, ("a@example.org",))
    assert "gone@example.org: 550 5.1.1 unknown" in str(error)


@pytest.mark.parametrize(("answer", "permanent"), [("554 looks like spam", True), ("451 disk full", False)])
async def test_a_refused_message(answer: str, permanent: bool) -> None:
    error = await failure(Post(data=answer))
    assert error.permanent is permanent
    assert answer in str(error)


async def test_a_refused_sender_can_be_mended_and_so_is_not_permanent() -> None:
    error = await failure(Post(sender="550 not your domain"))
    assert not error.permanent
    assert "correct `from`" in str(error)


async def test_a_server_that_dies_in_the_middle_is_tried_again() -> None:
    error = await failure(Post(data="die"))
    assert not error.permanent
    assert "hung up" in str(error)


async def test_a_server_that_hangs_is_left() -> None:
    error = await failure(Post(rcpt={"a@example.org": "hang"}), timeout=0.2)
    assert not error.permanent
    assert "too long" in str(error)


async def test_nobody_listening_is_said_in_a_sentence() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        target = mail(closed.getsockname()[1])
        with pytest.raises(DeliveryError, match=r"cannot be reached.*tried again") as caught:
            await target.send(outlet(), delivery())
    assert not caught.value.permanent


async def test_what_is_no_mail_server_is_said() -> None:
    def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        with pytest.raises(DeliveryError) as caught:
            await mail(server.sockets[0].getsockname()[1]).send(outlet(), delivery())
    assert not caught.value.permanent


async def test_a_server_that_hangs_after_taking_the_message_has_taken_it() -> None:
    class Mute(Post):
        async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
            server.transport.abort()
            return "221 bye"

    post = Mute()
    await send(post)
    assert len(post.taken) == 1


async def test_being_stopped_while_saying_goodbye_does_not_make_a_taken_message_untaken() -> None:
    class Slow(Post):
        async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
            leaving.set()
            await asyncio.sleep(30)
            return "221 bye"

    post, leaving = Slow(), asyncio.Event()
    async with mail_server(post) as port:
        sending = asyncio.create_task(mail(port).send(outlet(), delivery()))
        await leaving.wait()
        sending.cancel()
        await sending
    assert len(post.taken) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"server": "mail.example.org"}, "is no mail server"),
        ({"server": "smtp://mail.example.org:99999"}, "is no mail server"),
        ({"server": "smtp://u:secret@mail.example.org"}, "has a password in it"),
        ({"server": "smtp://u@mail.example.org"}, "no password to log in with"),
        ({"password": "x"}, "no user to log in with"),
        ({"server": "smtp://u@mail.example.org", "password": "x", "starttls": "never"}, "unencrypted"),
        ({"to": []}, "at least 1 item"),
        ({"to": ["a@example.org, b@example.org"]}, "is not one mail address"),
        ({"to": ["nobody"]}, "is not one mail address"),
        ({"to": ["jürgen@example.org"]}, "in ASCII"),
        ({"from": "x@y.org\r\nBcc: all@example.org"}, "is not"),
        ({"subject": "x"}, "Extra inputs"),
    ],
)
def test_wrong_settings_are_refused_with_what_to_write(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        mail(25, **changes)


def test_a_password_is_hidden_wherever_the_settings_are_shown() -> None:
    target = mail(25, server="smtp://u@mail.example.org", password="s3cret")
    assert "s3cret" not in f"{target!r} {target} {target.model_dump()}"


async def test_domains_in_letters_of_the_world_are_written_in_ascii() -> None:
    post = Post()
    await send(post, to=["Jörg Müller <joerg@müller.example>"])
    assert post.recipients == [["joerg@xn--mller-kva.example"]]
    assert str(post.messages[0]["To"]) == "Jörg Müller <joerg@xn--mller-kva.example>"


async def test_one_subject_for_an_incident_is_sent_on_request() -> None:
    post = Post()
    await send(post)
    await send(post, one_subject=True)
    first, second = (message["Subject"] for message in post.messages)
    assert first.startswith("[Listener] NEW ")
    assert second.endswith(f": incident {delivery().notice.incident_id}")
