"""What is not read says so where it is shown, and counts do not wait for it."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_httpserver import HTTPServer

from tests.worlds.rising import ROUTES, reads, rising, rules
from tests.worlds.telling import PEOPLE, said, world


async def test_posts_in_a_language_that_is_not_read_are_told_in_time_and_say_so(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    async with world(tmp_path, httpserver, PEOPLE + ROUTES, rules("mentions"), every="10s", classify=True) as here:
        reads(here, "")
        true, paged = await rising(here, 20)
        assert true
        assert paged
        await here.minutes(2)
        mail = here.mailbox.mails()[-1]
        assert "not read: German" in said(mail)
        assert "not read: German" in mail.html
        assert re.search(r"Not read: \d+ of \d+: German \(\d+\); all are counted", said(mail))
