"""Names of people: when two of them are taken for one, and what can be none."""

from __future__ import annotations

import unicodedata

LONGEST = 80
_SEEN = ("L", "N", "S", "P")
"""Categories of which at least one character must be: letters, numbers, signs."""
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def alike(name: str) -> str:
    """The same for names that people would take for one: whatever their case, width and spaces."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(each for each in plain if unicodedata.category(each) != "Cf").split())


def alike_mail(address: str) -> str:
    """The same for addresses that lead to one mailbox. Only ASCII letters lose their case: that other letters fold into
    those would give one mailbox's owner what is another's."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in address.strip())


def written(name: str) -> str:
    """A name as it is kept. Raises ValueError with what is wrong: nothing can be seen of it, or something cannot."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if any(unicodedata.category(letter) in _UNSEEN and letter not in "\u200c\u200d" for letter in plain):
        raise ValueError("a name has no invisible characters; write it anew by hand")
    if not any(unicodedata.category(letter).startswith(_SEEN) for letter in plain):
        raise ValueError("a name is missing")
    if len(plain) > LONGEST:
        raise ValueError(f"a name has at most {LONGEST} characters")
    return plain
