"""The query language: boolean expressions over mentions, for collection, search, dashboards and rules."""

from rules.query.advice import everyday, unsaid, untagged
from rules.query.document import tokens
from rules.query.doubts import Doubt
from rules.query.explain import Explanation, explain
from rules.query.filter import Filter, lookup
from rules.query.lint import lint
from rules.query.matcher import Matcher
from rules.query.nodes import Node
from rules.query.parser import parse
from rules.query.precision import Exclusion, QueryPrecision, Volume, exclusions, matched_words, precision, volume
from rules.query.proposals import Proposal, proposals

__all__ = [
    "Doubt",
    "Exclusion",
    "Explanation",
    "Filter",
    "Matcher",
    "Node",
    "Proposal",
    "QueryPrecision",
    "Volume",
    "everyday",
    "exclusions",
    "explain",
    "lint",
    "lookup",
    "matched_words",
    "parse",
    "precision",
    "proposals",
    "tokens",
    "unsaid",
    "untagged",
    "volume",
]
