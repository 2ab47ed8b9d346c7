"""The columns of a Talkwalker export."""

from __future__ import annotations

from listener.exports.columns.base import Column, ordered
from listener.exports.columns.values import (
    country_code,
    domain,
    extra,
    host,
    language,
    main_tone,
    own_id,
    parent,
    parent_address,
    post_or_reply,
    queries,
    rating,
    rating_scale,
    reactions,
    snippet,
    sources,
    story,
    taught,
    thread,
    told_reach,
)
from listener.metrics.engagement import engagement
from storage.records import StoredMention

# Talkwalker counts likes and followers network by network; here they stand behind its columns under our names.
_HEADER = (
    "url,indexed,published,search_indexed,title_snippet,content_snippet,title,content,root_url,domain_url,host_url,"
    "parent_url,lang,porn_level,fluency_level,spam_level,sentiment,source_type,post_type,cluster_id,tags_internal,"
    "tags_marking,tags_customer,matched_profile,reach,engagement,extra_author_attributes.id,"
    "extra_author_attributes.name,extra_author_attributes.short_name,extra_source_attributes.name,"
    "extra_article_attributes.world_data.country_code,article_extended_attributes.num_comments,"
    "article_extended_attributes.url_views,author_followers,likes,shares,rating,rating_scale,quotes,"
    "reactions,parent_id,thread_id,extra"
)
_TIME = "%Y-%m-%d %H:%M:%S"
_LEVELS = {"positive": 5, "neutral": 0, "negative": -5}


def _level(stored: StoredMention) -> int | None:
    return _LEVELS.get(main_tone(stored) or "")


def _address(name: str) -> str | None:
    return f"https://{name}/" if name else None


_FILLED = (
    Column("url", "text", "", lambda s: s.mention.url),
    Column("indexed", "moment", "", lambda s: s.mention.collected_at, _TIME),
    Column("published", "moment", "", lambda s: s.mention.said_at, _TIME),
    Column("search_indexed", "moment", "", lambda s: s.mention.collected_at, _TIME),
    Column("title_snippet", "text", "", lambda s: s.mention.title[:120]),
    Column("content_snippet", "text", "", snippet),
    Column("title", "text", "", lambda s: s.mention.title),
    Column("content", "text", "", lambda s: s.mention.text),
    Column("root_url", "text", "", lambda s: _address(host(s))),
    Column("domain_url", "text", "", lambda s: _address(domain(s))),
    Column("host_url", "text", "", lambda s: _address(host(s))),
    Column("lang", "text", "", language),
    Column("sentiment", "whole number", "", _level),
    Column("source_type", "text", "", lambda s: s.mention.kind),
    Column("cluster_id", "text", "", story),
    Column("tags_customer", "text", "", own_id),
    Column("matched_profile", "list", "", queries),
    Column("reach", "whole number", "", told_reach),
    Column("engagement", "whole number", "", lambda s: engagement(s.mention.engagement)),
    Column("post_type", "text", "", post_or_reply),
    Column("parent_url", "text", "", parent_address),
    Column("tags_marking", "list", "", taught),
    Column("extra_author_attributes.id", "text", "", lambda s: s.mention.author.id),
    Column("extra_author_attributes.name", "text", "", lambda s: s.mention.author.name),
    Column("extra_author_attributes.short_name", "text", "", lambda s: s.mention.author.handle),
    Column("extra_source_attributes.name", "list", "", sources),
    Column("extra_article_attributes.world_data.country_code", "text", "", country_code),
    Column("article_extended_attributes.num_comments", "whole number", "", reactions("replies")),
    Column("article_extended_attributes.url_views", "whole number", "", reactions("views")),
    Column("author_followers", "whole number", "", lambda s: s.mention.author.followers),
    Column("likes", "whole number", "", reactions("likes")),
    Column("shares", "whole number", "", reactions("shares")),
    Column("rating", "number", "", rating),
    Column("quotes", "whole number", "", reactions("quotes")),
    Column("reactions", "whole number", "", reactions("reactions")),
    Column("parent_id", "text", "", parent),
    Column("thread_id", "text", "", thread),
    Column("rating_scale", "text", "", rating_scale),
    Column("extra", "text", "", extra),
)

COLUMNS = ordered(_HEADER, _FILLED)
