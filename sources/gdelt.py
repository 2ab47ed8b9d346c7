"""GDELT: the titles of the world's news, in files that appear every fifteen minutes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import Field, HttpUrl

from sources.base import About, Net, Options, source
from sources.reading.links import shown
from sources.tables.gkg import Articles, articles, moment
from sources.tables.quarters import Part, batch, begun, is_passed_over, quarters, stamp
from storage.errors import Broken, SourceError
from storage.records import Ask, Batch, Cursor, Rights

MOST = 2
"""Files of a stream that one poll reads; each has megabytes."""
LONGEST = timedelta(days=3)
"""What lies further back is for `backfill`."""
STREAMS = {"english": ("lastupdate", "gkg"), "translated": ("lastupdate-translation", "translation.gkg")}


@source("gdelt")
class Gdelt(Options):
    """Titles of news from all over the world, as GDELT sees them within a quarter of an hour: in English, and in 65
    other languages. They are matched here; texts of articles are not among them."""

    about: ClassVar[About] = About(
        title="GDELT world news",
        quota="files of some megabytes every 15 minutes, without a limit",
        documentation="https://blog.gdeltproject.org/gdelt-2-0-our-global-world-in-realtime/",
        blind="what is said below the title, and articles that GDELT could not read",
        rights=Rights(
            attribution="The GDELT Project, https://www.gdeltproject.org/",
            terms="https://www.gdeltproject.org/about.html#termsofuse",
        ),
    )

    translated: bool = Field(
        default=True, title="Other languages too", description="Also the news in other languages than English"
    )
    files: HttpUrl = Field(
        HttpUrl("https://storage.googleapis.com/data.gdeltproject.org/gdeltv2/"),
        title="Address of the files",
        description="Where the files are",
    )

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (it brings everything)
        return await self._collect(net, cursor, net.now - LONGEST)

    async def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:  # noqa: ARG002
        at = cursor or {stream: stamp(since) for stream in STREAMS}
        while True:
            found = await self._collect(net, at, since)
            yield found
            if not found.more:
                return
            at = found.cursor

    async def _collect(self, net: Net, cursor: Cursor, earliest: datetime) -> Batch:
        parts: dict[str, Part] = {}
        errors: list[SourceError] = []
        for stream in STREAMS if self.translated else ("english",):
            try:
                parts[stream] = await self._stream(net, stream, cursor.get(stream), earliest)
            except SourceError as error:
                errors.append(error)
        if errors and not parts:
            raise errors[-1]
        return batch(cursor, parts, errors)

    async def _stream(self, net: Net, stream: str, known: str | None, earliest: datetime) -> Part:
        newest = await self._newest(net, stream)
        part = Part(done=begun(known, newest, earliest))
        waiting = quarters(part.done, newest)
        for time in waiting[:MOST]:
            try:
                part.take(time, await self._file(net, stream, time))
            except SourceError as error:
                if is_passed_over(error, time, newest):
                    part.miss(time, error)
                elif part.files:
                    break
                else:
                    raise
        part.more = len(waiting) > MOST
        return part

    async def _newest(self, net: Net, stream: str) -> datetime:
        """When the newest file is from, by the list that is renewed with it."""
        named, what = STREAMS[stream]
        answer = await net.http.get(f"{self.files}{named}.txt")
        found = re.search(rf"/(\d{{14}})\.{re.escape(what)}\.csv\.zip", answer.body[:10_000].decode("ascii", "replace"))
        time = moment(found[1]) if found else None
        if time is None or time > net.now + timedelta(hours=1):
            raise Broken(f"{shown(answer.url)} names no file of the {stream} news; has it changed?")
        return time

    async def _file(self, net: Net, stream: str, time: datetime) -> Articles:
        answer = await net.http.get(f"{self.files}{stamp(time)}.{STREAMS[stream][1]}.csv.zip")
        return await net.run(articles, answer.body, shown(answer.url), self.kind, net.now)
