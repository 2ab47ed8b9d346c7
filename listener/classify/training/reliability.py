"""Draws how often each head is right against how sure it says it is, as one SVG file of small diagrams."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from listener.classify.training.measures import Bin
from rules.counting.intervals import wilson

SIDE, MARGIN, COLUMNS = 160, 44, 3
CELL = SIDE + MARGIN
STYLE = "text{font:11px sans-serif;fill:#333}.frame{fill:none;stroke:#999}.honest{stroke:#999;stroke-dasharray:4 3}"
MARKS = ".spread{stroke:#1f6fb2}.answers{fill:#1f6fb2;fill-opacity:.75}"


def draw(heads: Mapping[str, Sequence[Bin]]) -> str:
    """An SVG document with one diagram a head: stated probability to the right, share right upwards, both 0 to 1."""
    width = MARGIN + CELL * min(COLUMNS, len(heads))
    height = MARGIN + CELL * math.ceil(len(heads) / COLUMNS)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        "<title>Share of right answers against stated probability</title>",
        f"<style>{STYLE}{MARKS}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for index, (head, bins) in enumerate(heads.items()):
        row, column = divmod(index, COLUMNS)
        lines.append(f'<g transform="translate({MARGIN + CELL * column} {MARGIN + CELL * row})">')
        lines += [*frame(head), *dots(bins), "</g>"]
    return "\n".join([*lines, "</svg>", ""])


def frame(head: str) -> Iterator[str]:
    """Name, axes and the diagonal on which a head is honest."""
    yield f'<text x="0" y="-8">{escape(head)}</text><rect class="frame" width="{SIDE}" height="{SIDE}"/>'
    yield f'<line class="honest" x1="0" y1="{SIDE}" x2="{SIDE}" y2="0"/>'
    for share in (0, 0.5, 1):
        at = SIDE * share
        yield f'<text x="{at:g}" y="{SIDE + 14}" text-anchor="middle">{share:g}</text>'
        yield f'<text x="-5" y="{SIDE - at + 4:g}" text-anchor="end">{share:g}</text>'


def dots(bins: Sequence[Bin]) -> Iterator[str]:
    """A dot a bin, its area the share of the head's texts, and the 95 % interval of its height."""
    total = sum(found.count for found in bins)
    for found in bins:
        x, y = SIDE * found.said, SIDE * (1 - found.right)
        bottom, top = (SIDE * (1 - share) for share in wilson(found.right * found.count, found.count))
        yield f'<line class="spread" x1="{x:.1f}" y1="{bottom:.1f}" x2="{x:.1f}" y2="{top:.1f}"/>'
        yield (
            f'<circle class="answers" cx="{x:.1f}" cy="{y:.1f}" r="{2 + 10 * math.sqrt(found.count / total):.1f}">'
            f"<title>said {found.said:.2f}, right {found.right:.2f}, {found.count} texts</title></circle>"
        )
