"""How fast the query language is: posts a second against 10 to 10,000 queries, tokens for the index, worst cases.

    python -m tests.bench.query [--posts 20000]

Posts and queries are made up from a fixed seed: short posts of a Zipf-distributed vocabulary, a third of them with
characters outside ASCII; queries of ten terms on average, shaped as brand queries are.
"""

from __future__ import annotations

import argparse
import random
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import accumulate
from resource import RUSAGE_SELF, getrusage
from time import process_time

from rules.query import Matcher, tokens
from rules.query.common import COMMON
from storage.errors import QueryError
from storage.records import Author, Mention, Query

SIZES = (10, 100, 1_000, 10_000)
_SYLLABLES = [a + b for a in "bcdfghklmnprstv" for b in "aeio"]
_OUTSIDE_ASCII = ("café 😀", "it’s", "naïve ❤️", "最高です", "…")
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


class World:
    """A made-up vocabulary, and what is written and asked with it."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        made = {self._word() for _ in range(30_000)}
        self.words = sorted(COMMON) + sorted(made, key=lambda _: self.random.random())
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def posts(self, count: int) -> list[Mention]:
        """Short posts."""
        return [self._post(number) for number in range(count)]

    def queries(self, count: int) -> list[Query]:
        """Queries of about ten terms each."""
        return [Query(name=f"q{number}", brand="b", expression=self._query()) for number in range(count)]

    def _word(self) -> str:
        return "".join(self.random.choice(_SYLLABLES) for _ in range(self.random.choice((2, 3, 3, 4))))

    def _post(self, number: int) -> Mention:
        chosen = self.random.choices(self.words, cum_weights=self.weights, k=self.random.randint(6, 30))
        if number % 3 == 0:
            chosen[self.random.randrange(len(chosen))] = self.random.choice(_OUTSIDE_ASCII)
        if number % 4 == 0:
            chosen.append("#" + self.random.choice(chosen[:3]))
        text = " ".join(chosen).capitalize() + "."
        author = Author(handle=f"user{number % 977}")
        url = f"https://social.example/@user{number % 977}/{number}"
        return Mention(kind="social", native_id=str(number), collected_at=_NOW, text=text, author=author, url=url)

    def _rare(self, first: int = 300) -> str:
        """A word from that rank on; each order of magnitude of ranks is as likely as the next."""
        return self.words[int(first * (len(self.words) / first) ** self.random.random())]

    def _query(self) -> str:
        brand = self._rare()
        names = [brand, f"#{brand}", f"@{brand}", f'"{brand} {self._rare()}"']
        any_of = " OR ".join(names[: self.random.randint(2, 4)])
        topic = " OR ".join(self._rare(first=20) for _ in range(self.random.randint(2, 6)))
        noise = " OR ".join(self._rare() for _ in range(self.random.randint(1, 3)))
        near = f" OR ({self._rare()} NEAR/5 {self._rare()[:4]}*)"
        return f"(({any_of}) AND ({topic}){near}) NOT ({noise})"


def rate(work: Callable[[Mention], object], posts: list[Mention]) -> float:
    """Posts a second, best of three."""
    best = float("inf")
    for _ in range(3):
        start = process_time()
        for post in posts:
            work(post)
        best = min(best, process_time() - start)
    return len(posts) / best


def growth(posts: list[Mention], world: World) -> dict[int, float]:
    """Posts a second by number of queries, printed."""
    rates: dict[int, float] = {}
    for size in SIZES:
        queries = world.queries(size)
        start = process_time()
        matcher = Matcher(queries)
        compiled = process_time() - start
        hits = sum(len(matcher.match(post)) for post in posts)
        rates[size] = rate(matcher.match, posts)
        print(f"{size:>6} queries: {rates[size]:>8,.0f} posts/s, compiled in {compiled:.2f} s, {hits:,} matches")
    return rates


def memory(world: World, queries: int = 1_000) -> float:
    """MiB that Python holds for a matcher, its automaton not counted."""
    chosen = world.queries(queries)
    Matcher(chosen[:1])
    tracemalloc.start()
    kept = Matcher(chosen)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del kept
    return held / 2**20


def peak() -> float:
    """MiB that the process had resident at most."""
    return getrusage(RUSAGE_SELF).ru_maxrss / 2**10


WORST = {
    "64 brackets deep": "(" * 64 + "a" + ")" * 64,
    "65 brackets deep": "(" * 65 + "a" + ")" * 65,
    "5,000 terms": " OR ".join(f"term{number}" for number in range(5_000)),
    "5,000 phrases on one word": " OR ".join(f'"repeated w{number}"' for number in range(5_000)),
    "NEAR over one word": " NEAR/9 ".join(["a"] * 20),
    "NEAR of NEAR": "((a NEAR/9 a) NEAR/9 (a NEAR/9 a)) NEAR/9 ((a NEAR/9 a) NEAR/9 (a NEAR/9 a))",
    "sloppy repeated words": '"' + "a " * 20 + '"~50',
    "stars": "a*a*a*a*a*a*a*a*a*a*b",
    "500 wildcards": " OR ".join(f"a*{number}*b" for number in range(500)),
    "501 wildcards": " OR ".join(f"a*{number}*b" for number in range(501)),
}


def worst() -> None:
    """Compile time of each worst case, and matching time on 4,000 and 16,000 words of the worst text."""
    for name, expression in WORST.items():
        start = process_time()
        try:
            matcher = Matcher([Query(name="worst", brand="b", expression=expression)])
        except QueryError as error:
            print(f"{name:>26}: refused in {process_time() - start:.3f} s: {error}")
            continue
        compiled = process_time() - start
        small, large = (1 / rate(matcher.match, [_repeated(words)]) for words in (4_000, 16_000))
        print(f"{name:>26}: compiled in {compiled:.3f} s; text x 4: time x {large / small:.1f} ({large:.3f} s)")


def _repeated(words: int) -> Mention:
    text = "a " * (words // 2) + "repeated " * (words // 4) + "aaaaaaaab " * (words // 4)
    return Mention(kind="blog", native_id="1", collected_at=_NOW, text=text)


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=20_000)
    count: int = parser.parse_args().posts
    world = World()
    posts = world.posts(count)
    print(f"{count:,} posts of {sum(len(post.text) for post in posts) / count:.0f} characters, one core")
    print(f"tokens for the index: {rate(tokens, posts):,.0f} posts/s")
    rates = growth(posts, world)
    print(f"queries x 10: time x {rates[100] / rates[1_000]:.2f}, again x {rates[1_000] / rates[10_000]:.2f}")
    print(f"1,000 queries hold {memory(world):.1f} MiB; the process had {peak():.0f} MiB at most")
    worst()


if __name__ == "__main__":
    main()
