"""Near-identical texts: what is left of a text without its decoration, its MinHash signature, and when two agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import blake2b
from itertools import pairwise

from storage.intake.scripts import UNSPACED, is_unspaced

WINDOW = timedelta(days=7)
"""How far apart two tellings of one story may be."""

ROWS, BANDS, WIDTH, BAND_BITS = 64, 6, 4, 48
"""Few and narrow bands: they only nominate, all rows decide. Of pairs with 3/4 of their words in common they
nominate 90 %, of 9/10 99.8 %."""

ALIKE = 43
"""Rows that must agree: an estimated two thirds of the words. Of the demo's 34 copies with small edits the least
alike shares 70 % with what it copies; of 20,000 pairs of its other posts the most alike share 38 %."""

SHORT = 7
"""Words below which a text is compared as a whole."""

LONGEST = 20_000
"""Characters that are looked at."""

_LOWEST_BITS = int.from_bytes(b"\x01" * ROWS, "big")

SEED, GOLDEN = 20, 0x9E37_79B9_7F4A_7C15

_DECORATION = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w[\w.@-]*|\A\s*rt\b")
_ASCII_WORDS = bytes(code if chr(code).isalnum() or chr(code) == "_" else 32 for code in range(128)).ljust(256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What is kept of a text to recognise its near copies.

    Attributes:
        bands: Hashes below 2**48; two texts that share one are worth comparing.
        rows: One byte a MinHash row; for texts too short to compare, a digest of all their words.
    """

    bands: tuple[int, ...]
    rows: bytes


def words(text: str) -> list[str]:
    """Words in lower case without addresses, handles and the RT mark; scripts without spaces give characters."""
    folded = text[:LONGEST].casefold()
    if "@" in folded or "http" in folded or "www." in folded or "rt " in folded[:9]:
        folded = _DECORATION.sub(" ", folded)
    return folded.encode().translate(_ASCII_WORDS).decode().split() if folded.isascii() else _word().findall(folded)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"(?!\W)[{UNSPACED}]|[^\W{UNSPACED}]+")


def alike(first: bytes, second: bytes) -> bool:
    """Whether two signatures' rows belong to near copies: ALIKE of the rows agree; short texts must be equal."""
    if len(first) != ROWS or len(second) != ROWS:
        return first == second
    # The lowest bit of each byte becomes whether any of its bits differ: a quarter of the time of a loop over bytes.
    differing = int.from_bytes(first, "big") ^ int.from_bytes(second, "big")
    differing |= differing >> 4
    differing |= differing >> 2
    differing |= differing >> 1
    return ROWS - (differing & _LOWEST_BITS).bit_count() >= ALIKE


def signatures(texts: Sequence[str]) -> list[Signature | None]:
    """The signature of each text; None for one without words.

    MinHash (Broder 1997) over words; of each of the 64 rows the lowest byte is kept (b-bit minwise hashing, Li and
    König 2010). Words, and not runs of them: a post is short, and three edits would leave few runs whole.
    """
    split = [words(text) for text in texts]
    short = [is_short(found) for found in split]
    compared = iter(_minhash([_shingles(found) for found, cut in zip(split, short, strict=True) if not cut]))
    return [_exact(found) if cut else next(compared) for found, cut in zip(split, short, strict=True)]


def is_short(found: Sequence[str], fewest: int = SHORT) -> bool:
    """Whether there are fewer words; a character of a script without spaces counts half."""
    if len(found) < fewest:
        return True
    if len(found) >= 2 * fewest:
        return False
    return len(found) - sum(map(is_unspaced, found)) / 2 < fewest


def _exact(found: Sequence[str]) -> Signature | None:
    if not found:
        return None
    digest = blake2b(" ".join(found).encode("utf-8", "replace"), digest_size=16).digest()
    return Signature(bands=(int.from_bytes(digest[:6], "big"),), rows=digest)


def _shingles(found: list[str]) -> list[str]:
    """The words; where a script has no spaces, its characters in pairs."""
    if "".join(found).isascii():
        return found
    single = [word for word in found if not is_unspaced(word)]
    return single + [a + b for a, b in pairwise(found) if is_unspaced(a) and is_unspaced(b)]


def _minhash(shingles: list[list[str]]) -> list[Signature]:
    if not shingles:
        return []
    import numpy as np
    from rensa import RMinHash

    matrix = RMinHash.digest_matrix_from_token_sets(shingles, ROWS, SEED)
    rows = np.array(matrix.to_rows(), dtype=np.uint64)
    weights = np.array([pow(GOLDEN, power, 2**64) for power in range(1, WIDTH + 1)], dtype=np.uint64)
    banded = rows[:, : BANDS * WIDTH].reshape(len(shingles), BANDS, WIDTH) * weights
    mixed = banded.sum(axis=2, dtype=np.uint64) + np.arange(BANDS, dtype=np.uint64) * weights[0]
    bands = ((mixed ^ (mixed >> np.uint64(29))) * weights[1] >> np.uint64(64 - BAND_BITS)).tolist()
    low = (rows & np.uint64(255)).astype(np.uint8)
    return [Signature(bands=tuple(band), rows=row.tobytes()) for band, row in zip(bands, low, strict=True)]
