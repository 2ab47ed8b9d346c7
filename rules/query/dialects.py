"""What other products' fields are called here, and what to write where there is none.

Of X, Talkwalker, Meltwater, Brandwatch, Pulsar, Factiva, LexisNexis, Google, Lucene, Sprinklr, Mention and Awario.
What means the same is read; what cannot be asked here is refused with what can. Names are in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping

ALIASES: Mapping[str, str] = {
    "lang": "language", "sourcelang": "language", "article_language": "language",
    "domain": "site", "host": "site", "domain_url": "site", "host_url": "site", "toplevel": "site",
    "topleveldomain": "site", "tld": "site", "fqdn": "site",
    "link": "links", "linkto": "links", "linksto": "links", "linked_url": "links",
    "inurl": "url", "article_url": "url", "source_url": "url",
    "intitle": "title", "headline": "title", "hl": "title", "subject": "title",
    "from": "author", "user": "author", "username": "author", "screen_name": "author", "byline": "author",
    "author_name": "author", "authorname": "author", "author_short_name": "author", "author_username": "author",
    "followers": "authorfollowers", "followers_count": "authorfollowers", "followerscount": "authorfollowers",
    "author_followers": "authorfollowers", "followercount": "authorfollowers",
    "place_country": "country", "sourcecountry": "country", "countrycode": "country", "country_code": "country",
    "article_country": "country", "profile_country": "country",
    "like_count": "likes", "favorites": "likes", "favourites": "likes", "facebook_likes": "likes",
    "retweets": "shares", "reposts": "shares", "retweet_count": "shares", "reply_count": "replies",
    "comments": "replies", "comment_count": "replies", "view_count": "views", "impressions": "views",
    "sourcetype": "kind", "source_type": "kind", "pagetype": "kind", "mediatype": "kind", "media_type": "kind",
    "engagement_type": "engagementtype", "stars": "rating", "review_rating": "rating",
    "tags": "tag",
}  # fmt: skip
"""Fields that mean the same under another name."""

AT_LEAST: Mapping[str, str] = {
    "min_faves": "likes", "min_likes": "likes", "min_retweets": "shares", "min_reposts": "shares",
    "min_replies": "replies", "min_views": "views", "min_followers": "authorFollowers",
}  # fmt: skip
"""Fields whose one number is the least there may be."""

FLAGS = ("is", "filter", "include", "has")
"""Fields that stand for others by their value."""

_FLAGS: Mapping[str, tuple[str, str]] = {
    "is:retweet": ("engagementType", "REPOST"), "is:repost": ("engagementType", "REPOST"),
    "is:reply": ("engagementType", "REPLY"), "is:comment": ("engagementType", "COMMENT"),
    "is:quote": ("engagementType", "QUOTE"), "filter:retweets": ("engagementType", "REPOST"),
    "filter:nativeretweets": ("engagementType", "REPOST"), "filter:replies": ("engagementType", "REPLY"),
    "filter:quote": ("engagementType", "QUOTE"), "filter:news": ("kind", "news"),
}  # fmt: skip
_NO_LINKS = "whether there is any link is not asked; links:example.com finds links to a site"
_NO_PICTURES = "pictures and films are not looked at; search for what is said about them"
_NO_PERSON = "what people are is not known, only their name and followers, as author:NAME, authorFollowers:[1000 TO *]"
_NO_FLAGS: Mapping[str, str] = {
    "has:links": _NO_LINKS, "filter:links": _NO_LINKS, "is:verified": _NO_PERSON, "filter:verified": _NO_PERSON,
    "filter:blue_verified": _NO_PERSON, "has:hashtags": "a hashtag is written as it stands, #word",
    "filter:hashtags": "a hashtag is written as it stands, #word",
    "has:mentions": "a mentioned handle is written as it stands, @name",
    "has:cashtags": "a cashtag is written as it stands, $NAME", "has:geo": "a place is known as country:de only",
}  # fmt: skip

VALUES: Mapping[str, Mapping[str, str]] = {
    "engagementType": {
        "RETWEET": "REPOST", "RETWEETS": "REPOST", "SHARE": "REPOST", "REBLOG": "REPOST", "BOOST": "REPOST",
        "QUOTETWEET": "QUOTE", "QUOTE_TWEET": "QUOTE", "QUOTEPOST": "QUOTE", "REPLIES": "REPLY", "COMMENTS": "COMMENT",
    },
    "kind": {
        "BLOGS": "blog", "WEBLOG": "blog", "ONLINENEWS": "news", "ONLINE_NEWS": "news", "NEWSPAPER": "news",
        "PRINT": "news", "PRESS": "news", "MAGAZINE": "news", "FORUMS": "forum", "MESSAGEBOARD": "forum",
        "MESSAGEBOARDS": "forum", "BOARD": "forum", "REVIEWS": "review", "SOCIALMEDIA": "social",
        "SOCIAL_MEDIA": "social", "SOCIAL_NETWORK": "social", "MICROBLOG": "social", "VIDEOS": "video", "EMAIL": "mail",
        "SURVEYS": "survey",
    },
    "sentiment": {"POS": "positive", "NEG": "negative", "NEU": "neutral"},
    "toward": {"POS": "positive", "NEG": "negative", "NEU": "neutral"},
    "tone": {"POS": "positive", "NEG": "negative", "NEU": "neutral"},
}  # fmt: skip
"""Values that mean the same under another name, by field, in capitals."""

_PLACES = {"TWITTER": "x.com", "X": "x.com", "YOUTUBE": "youtube.com", "FACEBOOK": "facebook.com",
           "INSTAGRAM": "instagram.com", "REDDIT": "reddit.com", "TIKTOK": "tiktok.com", "LINKEDIN": "linkedin.com",
           "TUMBLR": "tumblr.com", "PINTEREST": "pinterest.com", "BLUESKY": "bsky.app"}  # fmt: skip

_NO_TIME = "a time is no part of an expression; it is chosen beside it"
_NO_PLACE = "of places only the country is known, as country:de"
_NO_ID = "numbers of posts and conversations are not searched; url: finds words of an address"
_NO_LEAD = "there is no field for the first paragraph; title: is the title alone"
_TEXT = "words are looked for in title and text without a field"
_NO_FORM = "the form of a document is not known; url: finds words of an address, as url:pdf"
_NO_TOPIC = "other products' topics are not known; write the words that are meant"
ABSENT: Mapping[str, str] = {
    **dict.fromkeys(("hashtag", "hashtags", "article_hashtags"), "a hashtag is written as it stands, #word"),
    **dict.fromkeys(
        ("mention", "mentions", "mentionedauthors", "mentioned", "to", "at", "at_mentions", "atmentions", "reply_to"),
        "a handle that is spoken to is written as it stands, @name",
    ),
    **dict.fromkeys(("cashtag", "cashtags", "ticker", "symbol"), "a cashtag is written as it stands, $NAME"),
    **dict.fromkeys(("since", "until", "before", "after", "date", "daterange", "published", "since_time", "until_time",
                     "pd", "publisheddate", "created_at", "minuteofday", "hourofday", "dayofweek", "within_time",
                     "indexed", "newer_than"), _NO_TIME),
    **dict.fromkeys(("continent", "region", "state", "city", "county", "location", "place", "geocode",
                     "point_radius", "bounding_box", "latitude", "longitude", "locality", "geo", "sourcegeo",
                     "profile_region", "profile_locality", "profile_subregion", "world_data", "zip"), _NO_PLACE),
    **dict.fromkeys(("authorgender", "gender", "age", "authorverified", "verified", "authorbio", "bio", "bio_name",
                     "bio_location", "profession", "interest", "accounttype", "verifiedtype", "authorprofession",
                     "family", "tweets_count", "statuses_count", "following_count", "listed_count",
                     "authorfollowing", "authortweets", "author_gender", "authorverifiedtype", "authorlocation",
                     "redditauthorflair", "redditauthorkarma"), _NO_PERSON),
    **dict.fromkeys(("conversation_id", "in_reply_to_tweet_id", "in_reply_to_status_id", "quoted_tweet_id",
                     "quoted_user_id", "retweets_of", "retweets_of_tweet_id", "retweets_of_user", "tweet_id", "guid",
                     "parentguid", "threadid", "threadguid", "channelid", "id", "tags_id_media", "post_id", "card_name",
                     "max_id", "quotes_of_tweet_id", "since_id", "source_id", "panel_id", "quotedpost",
                     "rootpost"), _NO_ID),
    **dict.fromkeys(("ingress", "lead", "hlead", "lp", "opening", "leadparagraph", "intro"), _NO_LEAD),
    **dict.fromkeys(("text", "content", "contents", "body", "fulltext", "full_text", "snippet", "message", "intext",
                     "allintext", "post", "article", "te"), _TEXT),
    **dict.fromkeys(("allintitle",), "write title:(all the words)"),
    **dict.fromkeys(("allinurl",), "write url:(all the words)"),
    **dict.fromkeys(("related", "cache", "info", "define", "inanchor", "allinanchor", "source_panel"),
                    "that is asked of Google alone; site: is a host, links: a host that is linked to"),
    **dict.fromkeys(("filetype", "ext", "format", "mime"), _NO_FORM),
    **dict.fromkeys(("image", "images", "imagetype", "logo", "logos", "object", "objects", "scene", "ocr", "video",
                     "videos", "media", "brandisedimages", "imageobjects", "hasmedia"), _NO_PICTURES),
    **dict.fromkeys(("context", "entity", "entities", "category", "categories", "topics", "concept", "keyphrase",
                     "keyphrases", "theme", "industry", "co", "ns", "entitytype", "metatags", "itemreview",
                     "subredditnsfw", "subreddittopics", "issue"),
                    _NO_TOPIC),
    **dict.fromkeys(("engagement", "interactions", "virality", "engagementscore", "impact"),
                    "engagement is asked for by kind, with likes:, replies:, shares:, views:, as in likes:[100 TO *]"),
    **dict.fromkeys(("domainauthority", "ave", "mozrank", "pagerank", "influence", "klout", "currency", "sample",
                     "backlinks", "monthlyvisitors", "domainrank", "tier", "reachestimate", "circulation"),
                    "that is not known here; likes:, shares: and authorFollowers: say how far a post went"),
    **dict.fromkeys(("near", "within"), f"{_NO_PLACE}; words near each other are joined by NEAR/5"),
    **dict.fromkeys(("is_retweet", "retweet", "isretweet"), "write engagementType:REPOST"),
    **dict.fromkeys(("twitter_retweets", "twitter_shares", "facebook_shares", "num_shares"), "write shares:[5 TO *]"),
    **dict.fromkeys(("twitter_likes", "num_likes", "instagram_likes", "youtube_likes"), "write likes:[5 TO *]"),
    **dict.fromkeys(("num_comments", "facebook_comments", "num_replies"), "write replies:[5 TO *]"),
    **dict.fromkeys(("youtube_views", "num_views", "video_views"), "write views:[5 TO *]"),
    "blogname": "write site: and the host of the blog",
    "publication": "write site: and its host, or source: and the name of a source",
    **dict.fromkeys(("regex", "regexp"), "regular expressions are not read; * stands for any letters, ? for one"),
    **dict.fromkeys(("twitterscreenname", "twitter_screen_name"), "write author:NAME"),
    **dict.fromkeys(("source_country", "publisher_country"), "write country:de"),
    "case": "for exactly this spelling write {Word}",
    "_exists_": "whether a field is filled is not asked",
}  # fmt: skip
"""Fields that do not exist here, and what to write instead; the refusal names the field itself."""

EXACTLY = ("raw", "exact", "casesensitive")
"""Fields that want the very spelling, case included."""


def flag(field: str, value: str) -> tuple[str, str] | None:
    """The field and value that `is:retweet` and its like stand for; None where there is none."""
    return _FLAGS.get(f"{field}:{value}".lower())


def without_flag(field: str, value: str) -> str:
    """What to write instead of one that does not exist."""
    known = ", ".join(sorted(name for name in _FLAGS if name.startswith(f"{field.lower()}:")))
    usual = _NO_PICTURES if field.lower() == "has" else f"there are {known}" if known else "leave it out"
    return _NO_FLAGS.get(f"{field}:{value}".lower(), usual)


def place(value: str) -> str | None:
    """The host of a network that other products take for a kind of source."""
    name = value.upper().removeprefix("SOCIALMEDIA_").removeprefix("SOCIALMEDIA-")
    return _PLACES.get(name)
