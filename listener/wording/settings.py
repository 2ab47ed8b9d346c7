"""What settings are called on forms."""

from __future__ import annotations

SPELLED = {"api": "API", "html": "HTML", "http": "HTTP", "id": "ID", "ids": "IDs", "oauth": "OAuth", "url": "URL"}
LABELS = {
    "api": "Address of the API",
    "at_least": "Minimum count",
    "baseline": "Baseline, in days",
    "best": "Best rating",
    "day_first": "Day before month",
    "every": "Asked every",
    "first_page": "Number of the first page",
    "followers": "Minimum of followers",
    "key": "API key",
    "kind": "Kind of place",
    "order": "Order of the items",
    "per_week": "Alerts a week",
    "probability": "Minimum probability",
    "server": "Address of the server",
    "share": "Minimum share",
    "since_format": "Format of {since}",
    "stars": "Maximum of stars",
    "timezone": "Time zone",
    "tokens": "Address for tokens",
    "url": "Address",
    "worst": "Worst rating",
}
"""Names that several kinds share and that do not read as they stand; what only one means by a name is its `title`."""


def setting_words(name: str) -> str:
    """A setting's name as people write it: "Address" for `url`, "Key ID" for `key_id`."""
    if name in LABELS:
        return LABELS[name]
    words = " ".join(SPELLED.get(word, word) for word in name.split("_"))
    return words[:1].upper() + words[1:]
