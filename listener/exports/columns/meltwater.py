"""The columns of a Meltwater export. Advertising value (AVE) stays empty: it has no sound basis."""

from __future__ import annotations

from listener.exports.columns.base import Column, ordered
from listener.exports.columns.values import (
    addresses,
    country_name,
    domain,
    extra,
    hashtags,
    language,
    main_tone,
    matched_words,
    own_id,
    parent,
    post_or_reply,
    queries,
    rating,
    rating_scale,
    reactions,
    snippet,
    sources,
    taught,
    thread,
    told_reach,
)
from listener.metrics.engagement import engagement

_HEADER = (
    "Date,Time,Document ID,URL,Input Name,Keywords,Information Type,Source Type,Source Name,Source Domain,Content Type,"
    "Author Name,Author Handle,Title,Opening Text,Hit Sentence,Image,Hashtags,Links,Country,Region,State,City,"
    "Language,Sentiment,Keyphrases,Reach,Global Reach,National Reach,Local Reach,AVE,Social Echo,Editorial Echo,"
    "Engagement,Shares,Quotes,Likes,Replies,Reposts,Comments,Reactions,Views,Estimated Views,Document Tags,"
    "Custom Categories,Custom Fields,"
    # Behind those of Meltwater, which has whole minutes and a part of each text, so that an import finds all again.
    "Full Text,Published At,Author ID,Author Followers,Parent ID,Thread ID,Rating,Rating Scale,Extra"
)
_FILLED = (
    Column("Date", "moment", "", lambda s: s.mention.said_at, "%d-%b-%Y"),
    Column("Time", "moment", "", lambda s: s.mention.said_at, "%I:%M %p"),
    Column("Document ID", "text", "", own_id),
    Column("URL", "text", "", lambda s: s.mention.url),
    Column("Input Name", "list", "", queries),
    Column("Keywords", "list", "", matched_words, ", "),
    Column("Information Type", "text", "", lambda s: "News" if s.mention.kind in ("news", "blog") else "Social"),
    Column("Source Type", "text", "", lambda s: s.mention.kind),
    Column("Source Name", "list", "", sources),
    Column("Source Domain", "text", "", domain),
    Column("Content Type", "text", "", post_or_reply),
    Column("Author Name", "text", "", lambda s: s.mention.author.name),
    Column("Author Handle", "text", "", lambda s: s.mention.author.handle),
    Column("Title", "text", "", lambda s: s.mention.title),
    Column("Opening Text", "text", "", lambda s: s.mention.text[:300]),
    Column("Hit Sentence", "text", "", snippet),
    Column("Hashtags", "list", "", hashtags, " "),
    Column("Links", "list", "", addresses, " "),
    Column("Country", "text", "", country_name),
    Column("Language", "text", "", language),
    Column("Sentiment", "text", "", main_tone),
    Column("Reach", "whole number", "", told_reach),
    Column("Engagement", "whole number", "", lambda s: engagement(s.mention.engagement)),
    Column("Shares", "whole number", "", reactions("shares")),
    Column("Likes", "whole number", "", reactions("likes")),
    Column("Replies", "whole number", "", reactions("replies")),
    Column("Reposts", "whole number", "", reactions("shares")),
    Column("Quotes", "whole number", "", reactions("quotes")),
    Column("Comments", "whole number", "", reactions("replies")),
    Column("Reactions", "whole number", "", reactions("reactions")),
    Column("Document Tags", "list", "", taught),
    Column("Views", "whole number", "", reactions("views")),
    Column("Full Text", "text", "", lambda s: s.mention.text),
    Column("Published At", "moment", "", lambda s: s.mention.said_at),
    Column("Author ID", "text", "", lambda s: s.mention.author.id),
    Column("Author Followers", "whole number", "", lambda s: s.mention.author.followers),
    Column("Parent ID", "text", "", parent),
    Column("Thread ID", "text", "", thread),
    Column("Rating", "number", "", rating),
    Column("Rating Scale", "text", "", rating_scale),
    Column("Extra", "text", "", extra),
)

COLUMNS = ordered(_HEADER, _FILLED)
