"""A chart as a picture of its own, for other people's pages: its colours, its title and its notes are in it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from listener.web.charts.svg import element, joined, number

WIDTH, EDGE, TOP, LINE = 720, 16, 34, 17
RIGHT = 112
"""Room for names at the right edge."""
MOST = 8
"""Lines of notes."""

_STYLE = Markup("""<style>
svg{color-scheme:light dark;--paper:#fff;--ink:#1a1a18;--soft:#55544f;--quiet:#8c8981;--line:#e5e3de;--band:#ebe9e4}
@media (prefers-color-scheme:dark){
svg{--paper:#161615;--ink:#ecebe6;--soft:#b0aea7;--quiet:#807e77;--line:#2d2d2a;--band:#2a2a27}}
text{font:11px Inter,system-ui,sans-serif;fill:var(--soft)}.title{font-size:14px;font-weight:600;fill:var(--ink)}
.paper{fill:var(--paper)}.grid{stroke:var(--line)}.base{stroke:var(--quiet)}.band,.ciband{fill:var(--band)}
.hatch{stroke:var(--quiet)}.ln{fill:none;stroke:var(--quiet);stroke-width:1.25;stroke-linejoin:round}
.ln.own,.ln.strong{stroke:var(--ink);stroke-width:2}.ln.c2{stroke-dasharray:5 3}.ln.c3{stroke-dasharray:1.5 3}
.end{fill:var(--quiet)}.end.own{fill:var(--ink)}.endt.own{fill:var(--ink);font-weight:600}
.note{stroke:var(--soft);stroke-dasharray:1 3}.noteflag circle{fill:var(--paper);stroke:var(--soft)}
</style>""")
_HATCH = Markup(
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line class="hatch" x1="0" y1="0" x2="0" y2="5"/></pattern></defs>'
)


def alone(chart: Markup, title: str, notes: Sequence[str], height: float) -> Markup:
    """The whole document: a chart of `height` pixels between its title and what its notes say."""
    said = notes[:MOST]
    whole = TOP + height + (len(said) * LINE + 6 if said else 0) + EDGE
    lines = [
        element('<text x="{}" y="{}">{}</text>', EDGE, number(TOP + height + LINE * (index + 1)), text)
        for index, text in enumerate(said)
    ]
    size = element('width="{0}" height="{1}" viewBox="0 0 {0} {1}"', WIDTH, number(whole))
    return element(
        '<svg xmlns="http://www.w3.org/2000/svg" {} role="img" aria-label="{}">{}{}'
        '<rect class="paper" width="100%" height="100%"/><text class="title" x="{}" y="22">{}</text>'
        '<svg x="{}" y="{}" width="{}" height="{}" overflow="visible">{}</svg>{}</svg>',
        size, title, _STYLE, _HATCH, EDGE, title, EDGE, TOP, WIDTH - EDGE - RIGHT, number(height),
        chart, joined(lines),
    )  # fmt: skip
