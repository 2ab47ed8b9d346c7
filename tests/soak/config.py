"""The configuration of a run: its sources, one brand that all talk about, and brands that are talked about once."""

from __future__ import annotations

from pathlib import Path

from tests.soak.host import Host, name
from tests.soak.posts import BRAND, alarm_brand
from tests.worlds.service import LOOK

SHARED = """
[listener]
store = "{store}"
listen = "127.0.0.1:{port}"
metrics_token = "{token}"

[collect]
allow_private = ["127.0.0.0/8"]

[[brands]]
name = "{brand}"

[[queries]]
name = "{brand}"
brand = "{brand}"
expression = "{brand}"

[[targets]]
name = "team"
type = "mail"
server = "smtp://{mail}"
from = "listener@example.org"
to = ["team@example.org"]
at_most = []

[[routes]]
name = "team"
targets = ["team"]
group_wait = "2s"
"""
ALARM = """
[[brands]]
name = "{brand}"

[[queries]]
name = "{brand}"
brand = "{brand}"
expression = "{brand}"

[[rules]]
name = "{brand}"
type = "keyword"
scope = "brand:{brand}"
severity = 2
"""
SOURCE = """
[[sources]]
name = "{name}"
type = "rss"
url = "{url}"
every = "{every:g}s"
"""


def write_config(folder: Path, store: Path, host: Host, mail: str, *, port: int, every: float, alarms: int) -> Path:
    """Write it; its path."""
    path = folder / "config.toml"
    parts = [SHARED.format(store=store, port=port, brand=BRAND, mail=mail, token=LOOK)]
    parts += [ALARM.format(brand=alarm_brand(number)) for number in range(alarms)]
    parts += [SOURCE.format(name=name(each), url=host.url(each), every=every) for each in range(host.sources)]
    path.write_text("".join(parts), encoding="utf-8")
    return path
