"""Markup becomes what a reader sees, and nothing invisible stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.reading import text

FAMILY = "👨\u200d👩\u200d👧"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        (
            "<p>One<br>two</p><script>x()</script><ul><li>a<li>b</ul>c &amp; d<style>p{}</style>",
            "One\ntwo\na\nb\nc & d",
        ),
        ("a < b and c > d", "a < b and c > d"),
        ("5 &lt; 6&nbsp;&hellip;", "5 < 6 …"),
        ("in<b>ter</b>nal", "internal"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("before<!-- hidden -->after", "beforeafter"),
        ("<title>Page</title><noscript>no</noscript>yes", "yes"),
        ("<p>un<b>closed", "unclosed"),
        ("Use <acme> with the <acme-player> element", "Use <acme> with the <acme-player> element"),
        ("<p>the end </acme> is missing</p>", "the end </acme> is missing"),
        ("<p>vector<acme> and <Acme/></p>", "vector<acme> and <Acme/>"),
        ("<p>Bob <bob@x.example>, <https://acme.example/x></p>", "Bob <bob@x.example>, <https://acme.example/x>"),
        ("<p>if a<b and c>d</p>", "if a<b and c>d"),
        ("<my-card>in</my-card><o:p></o:p><fb:like/><x y='1'>side</x>", "inside"),
        ("<svg><g><path d='M0'/></g></svg>seen", "seen"),
        ("AT&amp;amp;T", "AT&T"),
        ("Procter &amp;amp; Gamble", "Procter & Gamble"),
        ("it isn&amp;#8217;t caf&amp;eacute; &amp;amp; bar", "it isn’t café & bar"),
        ("<p>In HTML write AT&amp;amp;T</p>", "In HTML write AT&amp;T"),
        ("<p>Use &amp;amp; instead</p>", "Use &amp; instead"),
        ("<p>R&amp;D and AT&amp;amp;T</p>", "R&D and AT&amp;T"),
        ("<p><code>x&amp;amp;y</code></p>", "x&amp;y"),
        ("write a&amp;lt;b here", "write a&lt;b here"),
        ("lines\n of\n source", "lines\nof\nsource"),
        ("<p>lines\n of\n source</p>", "lines of source"),
        ("", ""),
    ],
)
def test_html(markup: str, seen: str) -> None:
    assert text.from_html(markup) == seen


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "tag", ["<div>", "<b>", "<p>a", "<table>", "<!--", "&amp;", "<", "<a href='", "<b><i>", "</b> ", "<x>"]
)
def test_hostile_markup_is_quick(tag: str) -> None:
    markup = tag * 150_000 + "end"

    assert max(len(text.from_html(markup)), len(text.plain(markup)), len(text.title(markup))) <= text.LONGEST


@pytest.mark.parametrize("kept", [FAMILY, ENGLAND, "❤️\u200d🔥", "👩🏽\u200d💻", "می\u200cخواهم", "क्\u200dष", "1️⃣"])
def test_joiners_that_mean_something_stay(kept: str) -> None:
    assert text.clean(kept) == kept


@pytest.mark.parametrize(
    ("noisy", "clean"),
    [
        ("soft\u00adhy\u200bphen\ufeff", "softhyphen"),
        ("a\u200db\u200cc", "abc"),
        ("right\u202eleft\u2066x", "rightleftx"),
        ("hid\U000e0061\U000e0062den", "hidden"),
        ("nul\x00bell\x07esc\x1b", "nulbellesc"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("\x93quoted\x94 \x96 \x85", "“quoted” – …"),
        ("e\u0301", "é"),
        ("a\r\n \n\nb\u2028c\u00a0\u3000d", "a\nb\nc d"),
    ],
)
def test_noise_goes(noisy: str, clean: str) -> None:
    assert text.clean(noisy) == clean


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<b>Acme</b> wins", "Acme wins"),
        ("AT&amp;T", "AT&T"),
        ("1 < 2 and a<b and c>d", "1 < 2 and a<b and c>d"),
        ("About &lt;script&gt;", "About <script>"),
        ("two\nlines", "two lines"),
        ("Why does <acme> crash in <b> mode?", "Why does <acme> crash in <b> mode?"),
        ("the <p> of <i>Acme</i>", "the of Acme"),
        ("H&amp;amp;M", "H&M"),
    ],
)
def test_title(written: str, title: str) -> None:
    assert text.title(written) == title


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Tag <acme> in <p> and <b>bold</b>", "Tag <acme> in <p> and <b>bold</b>"),
        ("a &lt; b", "a &lt; b"),
        ("<p>Said to be text, but <a href='/x'>HTML</a></p>", "Said to be text, but HTML"),
        ("<acme> is great</acme>", "<acme> is great</acme>"),
        ("AT&amp;T", "AT&T"),
        ("a\nb", "a\nb"),
    ],
)
def test_what_is_declared_plain(written: str, seen: str) -> None:
    assert text.plain(written) == seen


def test_length_is_capped() -> None:
    assert len(text.clean("word " * 100_000)) <= text.LONGEST
    assert len(text.line("x" * 10_000)) == text.LONGEST_TITLE


@given(st.text())
def test_clean_text_is_stable_and_can_be_stored(any_text: str) -> None:
    clean = text.clean(any_text)

    clean.encode("utf-8")
    assert unicodedata.is_normalized("NFC", clean)
    assert text.clean(clean) == clean
