"""The pages that are gone through in a browser, and a configuration in which they have something to show."""

from tests.worlds.desk import INBOX

MORE = f"""{INBOX}
[[sources]]
name = "news"
type = "rss"
url = "https://news.example.org/feed"

[[rules]]
name = "loud"
type = "volume"
scope = "brand:Acme"

[[rotations]]
name = "desk"
people = ["Mia", "Bo"]
begins = 2026-03-02T08:00:00Z
every = "7d"

[response]
taken = "15m"
resolution = "4h"
"""
PAGES = (
    "/", "/incidents", "/incidents?brand=Bolt", "/incidents?view=drills", "/incidents/1", "/incidents/1/debrief",
    "/incidents/2", "/inbox", "/inbox/pace", "/sources", "/sources/new?kind=rss", "/sources/import", "/sources/aside",
    "/sources/import/1", "/sources/import/2", "/rules", "/rules?rule=loud&days=7", "/rules/new?kind=volume",
    "/queries", "/exports", "/reports/new?where=lid",
    "/oncall", "/find?q=a", "/reports", "/start", "/start?step=brand", "/start?step=source", "/start?step=tell",
    "/incidents?view=past", "/settings", "/settings/people", "/settings/people/Mia", "/settings/tokens",
    "/settings/audit", "/settings/machine", "/settings/messages", "/settings/shares",
    "/brands", "/brands/Acme", "/brands/Acme?days=7", "/compare", "/explore",
    "/explore?q=Acme", "/annotations", "/nothing",
)  # fmt: skip
