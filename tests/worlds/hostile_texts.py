"""What strangers write to call people, to hide a link behind other words, or to be markup.

Every trick stands once as it is and once with something unseen inside.
"""

from __future__ import annotations

import html
import re

TRICKS = (
    "<!channel> <!here|here> <!everyone> <!subteam^S012AB3CD|@team>",
    "<@U012AB3CD> <@!123456789012345678> <@&987654321098765432> <#C0123456> <users/all> <users/112233>",
    "@everyone @here @channel @all @room @team @maren.holm @[Maren](user:1) @**all** @_**Maren|12** @<maren>",
    "<https://evil.example|click> <https://evil.example> [click](https://evil.example) ![x](https://evil.example/p.png)",
    "[click][1] [1]: https://evil.example [click]: <https://evil.example> [[click|https://evil.example]]",
    '<a href="https://evil.example">click</a> <b>bold</b> <script>x()</script> <img src=x onerror=x()> <at>Maren</at>',
    "&lt;a href=&quot;https://evil.example&quot;&gt;click&lt;/a&gt; &#64;everyone &#x3c;!channel&#x3e;",
    "tg://resolve?domain=evil tg://user?id=1 slack://open mailto:x@evil.example javascript:alert(1) data:text/html,x",
    "*bold* _slanted_ ~struck~ **bold** __bold__ ~~struck~~ `code` ```code``` ||hidden||",
    "/start /resolve 3 https://bank.example@evil.example/ https://evil.example/@everyone https://evil.example/)*@here*",
)
UNSEEN = "\u200b\u200c\u200d\u2060\u00ad\ufe0f"
CORPUS = (
    *TRICKS,
    *(re.sub(r"([@<\[!])", f"\\1{UNSEEN[0]}", trick) for trick in TRICKS),
    *(re.sub(r"([@<\])!>])", f"{mark}\\1", trick) for mark in UNSEEN[1:] for trick in TRICKS[:4]),
)

# In what a service gets, nothing of this may stand, wherever it came from; ours are only plain lines and addresses.
_SIGNS = (
    ("a mention", re.compile(r"@")),
    ("a tag or a link of Slack's or Google's", re.compile(r"<[^\s=]|<\s*/")),
    ("a link behind other words", re.compile(r"\]\W{0,3}[(\[:]|\[\[")),
    ("an entity", re.compile(r"&#?\w{1,32};")),
    ("code", re.compile(r"`")),
    ("bold or struck", re.compile(r"[*~|]")),
    ("slanted", re.compile(r"(?<!\w)_\w[^_\n]*_(?!\w)")),
    (
        "another program's address",
        re.compile(r"(?i)\b(?!https?://)[a-z][a-z0-9+.-]*://|\b(?:mailto|javascript|data):\S"),
    ),
    ("a bot's command", re.compile(r"(?<!\S)/\w")),
)


def signs(text: str) -> list[str]:
    """What a chat could read in a text besides words and bare web addresses."""
    return [f"{name}: {found[0]!r}" for name, pattern in _SIGNS if (found := pattern.search(text))]


def shown_as_html(text: str) -> str:
    """What a reader sees of HTML that only escapes: its tags of lines taken out, its entities read."""
    return html.unescape(re.sub(r"</?(?:br|p|b)\s*/?>", "\n", text))
