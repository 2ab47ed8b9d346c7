"""The demo's closing summary."""

from __future__ import annotations

from datetime import tzinfo

from rich.console import Console
from rich.table import Table

from listener.demo.outcome import Outcome
from listener.wording.figures import per_cent
from listener.wording.moments import weekday


def show(console: Console, result: Outcome, zone: tzinfo) -> None:
    """What was collected, matched, raised and mailed, and what is wrong with it; times of this zone."""
    console.print(
        f"\n[bold]{result.mentions:,} mentions[/] of {result.planted + result.noise:,} posts "
        f"({result.planted:,} name a brand, {result.noise:,} do not), seen {result.sightings:,} times"
    )
    for title, counts in (("by brand", result.per_brand), ("by tone", result.sentiments)):
        console.print(f"  {title}: " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))
    console.print(f"  copies that share their story: {per_cent(result.stories_found)}\n")
    table = Table(f"opened ({zone})", "severity", "incident", "state", "mails", box=None, header_style="dim")
    for incident in result.incidents:
        opened = weekday(incident.opened_at, zone)
        table.add_row(
            opened, str(incident.severity), incident.title, incident.state, str(result.told[incident.id or 0])
        )
    console.print(table)
    console.print(f"\n{len(result.mails)} mails were accepted by the mail server.")
    console.print(f"{result.cases} posts were put in the inbox, {per_cent(result.in_time.value)} answered in time.")
    if result.faults:
        console.print(f"\n[bold red]{len(result.faults)} things are not as they must be[/]")
        for fault in result.faults[:20]:
            console.print(f"  {fault}", markup=False)
    else:
        said = "each post found once, the crisis raised in time, people paged until one took it, no false crisis."
        console.print(f"[bold green]Everything is as it must be:[/] {said}")
