"""Google Alerts, by the feeds that they are delivered to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, HttpUrl

from sources.base import About, source
from sources.feeds.preset import Preset
from storage.records import Ask

ALERT = re.compile(r"(?:https://www\.google\.\w{2,3}(?:\.\w{2})?/alerts/feeds/)?(\d{5,30}/\d{5,30})/?", re.ASCII)


def _alert(written: str) -> str:
    found = ALERT.fullmatch(written.strip())
    if not found:
        raise ValueError(
            f"{written!r} is no feed of an alert; copy the address behind the feed's sign at google.com/alerts"
        )
    return found[1]


@source("google-alerts")
class GoogleAlerts(Preset):
    """What Google Alerts send to their feeds: pages of the web that Google has found anew."""

    about: ClassVar[About] = About(
        title="Google Alerts",
        how="Make an alert at https://www.google.com/alerts and choose to deliver it to an RSS feed.",
        quota="as often as the feed itself allows",
        documentation="https://support.google.com/websearch/answer/4815696",
        blind="what Google thinks not worth an alert",
        past="a feed holds its newest entries alone; import older ones with `listener import`",
    )

    alerts: tuple[Annotated[str, AfterValidator(_alert)], ...] = Field(
        min_length=1,
        description="Addresses of the alerts' feeds, or their two numbers; who knows one can read it",
        examples=[["https://www.google.com/alerts/feeds/01234567890123456789/9876543210987654321"]],
    )
    server: HttpUrl = Field(HttpUrl("https://www.google.com/"), description="Where they are")

    def addresses(self, ask: Ask) -> Mapping[str, str]:  # noqa: ARG002 (the alerts have words of their own)
        return {alert.partition("/")[2]: f"{self.server}alerts/feeds/{alert}" for alert in self.alerts}
