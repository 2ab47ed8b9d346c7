"""The query language: boolean expressions over mentions, for collection, search, dashboards and rules."""

from rules.query.document import tokens
from rules.query.explain import Explanation, explain
from rules.query.filter import Filter, lookup
from rules.query.lint import Doubt, lint
from rules.query.matcher import Matcher
from rules.query.nodes import Node
from rules.query.parser import parse
from rules.query.precision import Exclusion, QueryPrecision, Volume, exclusions, matched_words, precision, volume

__all__ = [
    "Doubt",
    "Exclusion",
    "Explanation",
    "Filter",
    "Matcher",
    "Node",
    "QueryPrecision",
    "Volume",
    "exclusions",
    "explain",
    "lint",
    "lookup",
    "matched_words",
    "parse",
    "precision",
    "tokens",
    "volume",
]
