"""The query language: boolean expressions over mentions, for collection, search, dashboards and rules.

What only few ask for (advice, explaining, precision) is loaded from its own module: reading a query starts at once.
"""

from rules.query.document import tokens
from rules.query.filter import Filter, lookup
from rules.query.matcher import Matcher
from rules.query.nodes import Node
from rules.query.parser import parse

__all__ = ["Filter", "Matcher", "Node", "lookup", "parse", "tokens"]
