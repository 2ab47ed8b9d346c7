"""Videos of channels on YouTube, by their feeds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, HttpUrl

from sources.base import About, source
from sources.feeds.preset import Preset
from storage.records import Ask, Kind

CHANNEL = re.compile(r"(?:https?://(?:www\.|m\.)?youtube\.com/channel/)?(UC[\w-]{22})/?", re.ASCII)
LIST = re.compile(r"(?:https?://(?:www\.|m\.)?youtube\.com/playlist\?list=)?((?:PL|UU|OL|FL)[\w-]{10,60})", re.ASCII)


def _place(written: str) -> str:
    found = CHANNEL.fullmatch(written.strip()) or LIST.fullmatch(written.strip())
    if not found:
        raise ValueError(
            f"{written!r} is no number of a channel or playlist (UC…, PL…); a channel's stands on its page under "
            "“About”, “Share channel”, “Copy channel ID”"
        )
    return found[1]


@source("youtube-channel")
class YoutubeChannel(Preset):
    """Titles and descriptions of new videos of channels or playlists on YouTube; their comments are a kind of their
    own, which wants a key."""

    usual: ClassVar[Kind] = "video"
    about: ClassVar[About] = About(
        title="YouTube channels",
        quota="as often as the feeds themselves allow",
        documentation="https://developers.google.com/youtube/v3/guides/push_notifications",
        blind="all but the newest 15 videos of a channel, and comments",
        past="a feed holds its newest entries alone; import older ones with `listener import`",
    )

    channels: tuple[Annotated[str, AfterValidator(_place)], ...] = Field(
        min_length=1,
        description="Numbers of channels (UC…) or playlists (PL…), or addresses with them",
        examples=[["UCXuqSBlHAE6Xw-yeJA0Tunw"]],
    )
    server: HttpUrl = Field(HttpUrl("https://www.youtube.com/"), description="Where they are")

    def addresses(self, ask: Ask) -> Mapping[str, str]:  # noqa: ARG002 (feeds cannot be searched)
        return {
            each: f"{self.server}feeds/videos.xml?{'channel_id' if each.startswith('UC') else 'playlist_id'}={each}"
            for each in self.channels
        }
