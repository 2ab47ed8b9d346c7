"""What of an address is only said about a reader: parameters that track, and fragments that mark words to be shown."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

TRACKING = re.compile(
    r"utm_\w+|at_(?:medium|campaign|custom\d|format|link\w*|ptr\w*|bbc\w*)|ns_(?:mchannel|source|campaign|linkname|fee)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid?|mc_[ce]id|mkt_tok"
    r"|_hs(?:enc|mi)|vero_(?:id|conv)|oly_(?:enc|anon)_id|wt_?mc|wt\.mc_id|xtor|cmpid|guccounter|guce_\w+|ref_src|s_cid"
    r"|__twitter_impression|ftag|spm|smid|ncid|sr_share|_ga|_gl|mibextid",
    re.IGNORECASE,
)
"""Names of such parameters."""

_IN_FRAGMENT = re.compile(rf"(?:{TRACKING.pattern}|echobox)=.*", re.IGNORECASE)
_MARKED_TEXT = ":~:"
_SAFE = "/:@!$&'()*+,;=-._~?"


def fragment(written: str) -> str:
    """What of a fragment belongs to the address, spelled in one way: `#comment-61`, but not `#xtor=…` and `#:~:…`."""
    kept = written.partition(_MARKED_TEXT)[0]
    kept = "&".join(part for part in kept.split("&") if not _IN_FRAGMENT.fullmatch(part))
    return quote(unquote(kept, errors="surrogateescape"), safe=_SAFE, errors="surrogateescape")
