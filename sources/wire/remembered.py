"""Answers that are remembered with their validators: an API that says "unchanged" has not to send its list again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sources.base import Answer

MOST = 16_000_000
"""Bytes of bodies altogether."""
LARGEST = 500_000
ASK_IN_FULL = 86_400.0
"""Seconds after which the whole is asked for again: some servers answer "unchanged" for ever."""


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Answer
    at: float


class Remembered:
    """The newest answers of a client, in memory."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0

    def validators(self, key: str, now: float) -> dict[str, str]:
        """What makes a request conditional; nothing where nothing is remembered. `now` in seconds of any clock."""
        kept = self._kept.get(key)
        if kept is None or now - kept.at >= ASK_IN_FULL:
            return {}
        headers = kept.answer.headers
        named = {"if-none-match": headers.get("etag"), "if-modified-since": headers.get("last-modified")}
        return {name: value for name, value in named.items() if value}

    def taken(self, key: str, answer: Answer, now: float) -> Answer:
        """An answer as the caller wants it: one that is unchanged with the body that is remembered."""
        kept = self._kept.get(key)
        if answer.status == 304 and kept:
            self._kept.move_to_end(key)
            return replace(kept.answer, not_before=answer.not_before)
        self._forget(key)
        if answer.status == 200 and {"etag", "last-modified"} & answer.headers.keys() and len(answer.body) <= LARGEST:
            self._kept[key] = _Kept(answer, now)
            self._size += len(answer.body)
        while self._size > MOST:
            self._forget(next(iter(self._kept)))
        return answer

    def _forget(self, key: str) -> None:
        if (kept := self._kept.pop(key, None)) is not None:
            self._size -= len(kept.answer.body)


def key_of(url: str, headers: Mapping[str, str], params: Mapping[str, str]) -> str:
    """Of a request, credentials included, which it does not show."""
    said = repr((url, sorted(headers.items()), sorted(params.items())))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
