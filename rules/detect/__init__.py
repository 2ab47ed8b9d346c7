"""Finding what is unusual in counts over time: pure functions over arrays, each value judged by its past alone."""

from rules.detect.farrington import unusual
from rules.detect.novelty import crisis

__all__ = ["crisis", "unusual"]
