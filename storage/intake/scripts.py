"""Scripts whose words cannot be told by spaces: the one table for finding, grouping and alerting."""

from __future__ import annotations

import re
from functools import cache

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""As a part of a character class: Thai, Lao, Burmese, Khmer, Chinese and Japanese, which are written without spaces
between words, and Korean, which joins particles to words."""


def is_unspaced(text: str) -> bool:
    """Whether it begins with a character of such a script."""
    return not text.isascii() and _unspaced().match(text) is not None


@cache
def _unspaced() -> re.Pattern[str]:
    """Made when it is first needed: three milliseconds, which a command that reads no text saves."""
    return re.compile(f"[{UNSPACED}]")
