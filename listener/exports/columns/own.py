"""Listener's own columns, in the order in which they stand: a new one is added here, and every format has it."""

from __future__ import annotations

from listener.exports.columns.base import Column
from listener.exports.columns.values import (
    attribution,
    brands,
    country_code,
    extra,
    label,
    language,
    matched_words,
    parent,
    probability,
    queries,
    rating,
    rating_scale,
    reactions,
    sources,
    story,
    taught,
    thread,
    told_reach,
    tones,
    toward,
    unread,
)
from storage.records import StoredMention


def _model(stored: StoredMention) -> str | None:
    return stored.classification.model if stored.classification else None


# Identifiers are text: spreadsheets keep only 15 digits of a number.
COLUMNS = (
    Column("id", "text", "Number of the mention in the store; stays the same at every export", lambda s: str(s.id)),
    Column("published_at", "moment", "When it was said, as the source states it", lambda s: s.mention.published_at),
    Column("collected_at", "moment", "When it was first received", lambda s: s.mention.collected_at),
    Column(
        "kind",
        "text",
        "news, blog, social, forum, review, survey, mail or video; set by the source",
        lambda s: s.mention.kind,
    ),
    Column("sources", "list", "Every configured source that showed it", sources),
    Column("url", "text", "Where to open it", lambda s: s.mention.url),
    Column("author", "text", "Displayed name of the author", lambda s: s.mention.author.name),
    Column("author_id", "text", "The place's id of the author", lambda s: s.mention.author.id),
    Column("author_handle", "text", "Handle of the author, without @", lambda s: s.mention.author.handle),
    Column("author_followers", "whole number", "Followers when it was collected", lambda s: s.mention.author.followers),
    Column("title", "text", "Title, complete", lambda s: s.mention.title),
    Column("text", "text", "Text, complete, without markup", lambda s: s.mention.text),
    Column(
        "attribution",
        "text",
        "What must stand beside the text wherever it is shown, by the terms of its place",
        attribution,
    ),
    Column("language", "text", "ISO 639-1 code, from the source or else detected", language),
    Column("country", "text", "ISO 3166 code of two letters, where the source tells a country", country_code),
    Column("brands", "list", "Brands it is about: those whose queries it matches", brands),
    Column("queries", "list", "Queries it matches", queries),
    Column("matched_words", "list", "The words that made it match", matched_words),
    Column("sentiment", "text", "positive, neutral or negative, of the whole post", label("sentiment")),
    Column(
        "sentiment_probability",
        "number",
        "Calibrated probability of that reading, 0 to 1",
        probability("sentiment"),
    ),
    Column("toward", "list", "Sentiment toward each brand, where it was read", toward),
    Column(
        "tone", "list", "What counts for each brand: the sentiment toward it where it was read, else of the post", tones
    ),
    Column("intent", "text", "What the author wants, as complaint, question, praise, cancel, spam", label("intent")),
    Column("intent_probability", "number", "Calibrated probability of that reading, 0 to 1", probability("intent")),
    Column("emotion", "text", "Strongest emotion", label("emotion")),
    Column("irony", "text", "Whether it is meant ironically", label("irony")),
    Column("offensive", "text", "Whether it is offensive", label("offensive")),
    Column("risk", "text", "Which risk it is about, as safety, breach, outage, legal; none where none", label("risk")),
    Column("risk_probability", "number", "Calibrated probability of that reading, 0 to 1", probability("risk")),
    Column("labels", "list", "Labels that were taught and that it was given, as topic:delivery", taught),
    Column("unread_because", "text", "Why the classifier read nothing or not everything", unread),
    Column("model", "text", "Name and version of the model that read it", _model),
    Column("rating", "number", "Rating of a review, on its own scale", rating),
    Column("rating_scale", "text", "Worst to best of that scale", rating_scale),
    Column("likes", "whole number", "Likes when it was collected", reactions("likes")),
    Column("replies", "whole number", "Replies when it was collected", reactions("replies")),
    Column("shares", "whole number", "Shares when it was collected", reactions("shares")),
    Column("views", "whole number", "Views when it was collected", reactions("views")),
    Column("quotes", "whole number", "Quotes when it was collected", reactions("quotes")),
    Column("reactions", "whole number", "Reactions when it was collected", reactions("reactions")),
    Column("reach", "whole number", "Reach, where the source tells one", told_reach),
    Column("parent_id", "text", "The place's id of what it answers", parent),
    Column("thread_id", "text", "The place's id of its conversation", thread),
    Column("story", "text", "Id of the first mention of near-identical text in 7 days", story),
    Column("revision", "whole number", "1, and one more at every edit that was seen", lambda s: s.mention.revision),
    Column("extra", "text", "What the source says beyond these columns, as a JSON object", extra),
)
