"""The columns of a Brandwatch export."""

from __future__ import annotations

from listener.exports.columns.base import Column, ordered
from listener.exports.columns.values import (
    country_code,
    country_name,
    domain,
    extra,
    language,
    main_tone,
    mentioned_authors,
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
from storage.records import StoredMention

_HEADER = (
    "Query Id,Query Name,Date,Title,Snippet,Full Text,Url,Domain,Sentiment,Page Type,Thread Entry Type,"
    "Category Details,Language,Country Code,Continent Code,Continent,Country,City Code,Account Type,Added,Assignment,"
    "Author,Full Name,Weblog Title,Content Id,Mentioned Authors,Thread Author,X Author ID,X Followers,Engagement Score,"
    "Likes,Comments,Shares,"
    # Behind those of Brandwatch, so that an import finds all again.
    "Thread Id,Parent Id,Reach (new),Views,Quotes,Reactions,Rating,Rating Scale,Extra"
)
_TIME = "%Y-%m-%d %H:%M:%S.0"


def _author(stored: StoredMention) -> str | None:
    """The handle, or the name where there is none: so a handle that is the name has its @, which tells them apart."""
    author = stored.mention.author
    same = author.handle is not None and author.handle == author.name
    return f"@{author.handle}" if same else author.handle or author.name


_FILLED = (
    Column("Query Name", "list", "", queries),
    Column("Date", "moment", "", lambda s: s.mention.said_at, _TIME),
    Column("Title", "text", "", lambda s: s.mention.title),
    Column("Snippet", "text", "", snippet),
    Column("Full Text", "text", "", lambda s: s.mention.text),
    Column("Url", "text", "", lambda s: s.mention.url),
    Column("Domain", "text", "", domain),
    Column("Sentiment", "text", "", main_tone),
    Column("Page Type", "text", "", lambda s: s.mention.kind),
    Column("Thread Entry Type", "text", "", post_or_reply),
    Column("Category Details", "list", "", taught),
    Column("Country Code", "text", "", country_code),
    Column("Country", "text", "", country_name),
    Column("Language", "text", "", language),
    Column("Added", "moment", "", lambda s: s.mention.collected_at, _TIME),
    Column("Author", "text", "", _author),
    Column("Full Name", "text", "", lambda s: s.mention.author.name),
    Column("Weblog Title", "list", "", sources),
    Column("Content Id", "text", "", own_id),
    Column("Mentioned Authors", "list", "", mentioned_authors, ", "),
    Column("X Author ID", "text", "", lambda s: s.mention.author.id),
    Column("X Followers", "whole number", "", lambda s: s.mention.author.followers),
    Column("Engagement Score", "whole number", "", lambda s: engagement(s.mention.engagement)),
    Column("Likes", "whole number", "", reactions("likes")),
    Column("Comments", "whole number", "", reactions("replies")),
    Column("Shares", "whole number", "", reactions("shares")),
    Column("Thread Id", "text", "", thread),
    Column("Parent Id", "text", "", parent),
    Column("Reach (new)", "whole number", "", told_reach),
    Column("Views", "whole number", "", reactions("views")),
    Column("Quotes", "whole number", "", reactions("quotes")),
    Column("Reactions", "whole number", "", reactions("reactions")),
    Column("Rating", "number", "", rating),
    Column("Rating Scale", "text", "", rating_scale),
    Column("Extra", "text", "", extra),
)

COLUMNS = ordered(_HEADER, _FILLED)
