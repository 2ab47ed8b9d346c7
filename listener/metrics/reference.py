"""The page docs/metrics.md, written from the metrics themselves: `python -m listener.metrics.reference`."""

from __future__ import annotations

from collections.abc import Iterator

from listener.metrics.base import Metric
from listener.metrics.catalogue import catalogue

_HEAD = (
    "# What the numbers mean\n\n"
    "Pages, mails, evaluations, exports and the command line take each number from one place, "
    "[`listener/metrics/`](../metrics), and `make docs` writes this page from it. Times are those at which posts were "
    "said, or collected where the source does not tell. A number that nobody knows is unknown and never zero; of how "
    "many mentions that is so stands beside it. Intervals are 95 % intervals; what is counted and not estimated has "
    "none.\n"
)


def reference() -> str:
    """The whole page, as Markdown."""
    return "\n".join([_HEAD, *(line for metric in catalogue() for line in _section(metric))]).rstrip("\n") + "\n"


def _section(metric: Metric) -> Iterator[str]:
    yield f"## {metric.name[0].upper()}{metric.name[1:]}"
    yield ""
    yield metric.definition
    yield ""
    yield f"- **Formula:** {metric.formula}"
    yield f"- **Unit:** {metric.unit}"
    yield f"- **Interval:** {metric.interval or 'none'}"
    yield f"- **While a source cannot be read:** {metric.blind}"
    yield ""


if __name__ == "__main__":
    print(reference(), end="")
