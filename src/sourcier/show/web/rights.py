"""The table of permissions: which right each address of the reader asks for, by method; what is not written here is its owner's alone."""

from __future__ import annotations

from collections.abc import Mapping

from sourcier.show.web.who import Right

PERMISSIONS: Mapping[tuple[str, str], Right] = {
    # the frame, and the ways in
    ("GET", "/static"): "anybody",
    ("GET", "/language/{language}"): "anybody",
    ("GET", "/sign-in"): "anybody",
    ("POST", "/sign-in"): "anybody",
    ("GET", "/invitation/{token}"): "anybody",
    ("POST", "/invitation/{token}"): "anybody",
    # what is read: in full by the library's people, in excerpts by the public
    ("GET", "/"): "visitor",
    ("GET", "/story/{story_id}"): "visitor",
    ("GET", "/story/{story_id}/{node_id}/{derived_from}"): "visitor",
    ("GET", "/article/{article_id}"): "visitor",
    ("GET", "/article/{article_id}/versions"): "visitor",
    ("GET", "/outlets"): "visitor",
    ("GET", "/outlet/{name:path}"): "visitor",
    ("GET", "/network"): "visitor",
    ("GET", "/network.{form}"): "visitor",
    ("GET", "/statements"): "visitor",
    ("GET", "/search"): "visitor",
    ("GET", "/api"): "visitor",
    ("GET", "/api/openapi.json"): "visitor",
    ("GET", "/api/stories"): "visitor",
    ("GET", "/api/story/{story_id}"): "visitor",
    ("GET", "/api/article/{article_id}"): "visitor",
    ("GET", "/api/outlets"): "visitor",
    ("GET", "/api/search"): "visitor",
    ("GET", "/feed/stories.{form}"): "visitor",
    ("GET", "/feed/story/{story_id}.{form}"): "visitor",
    ("GET", "/feed/outlet.{form}/{name:path}"): "visitor",
    ("GET", "/feed/search.{form}"): "visitor",
    ("GET", "/feed/statements.{form}"): "visitor",
    # what is said of it: by the public too, and held for a moderator
    ("POST", "/comments"): "visitor",
    ("GET", "/comment/{comment_id}/edit"): "visitor",
    ("POST", "/comment/{comment_id}/edit"): "visitor",
    # what the library's people do
    ("GET", "/requests"): "reader",
    ("POST", "/requests"): "reader",
    ("GET", "/trace"): "reader",
    ("POST", "/trace"): "reader",
    ("GET", "/api/request/{request_id}"): "reader",
    ("GET", "/watches"): "reader",
    ("GET", "/watch/{watch_id}"): "reader",
    ("GET", "/feed/watch/{watch_id}.{form}"): "reader",
    ("GET", "/settings"): "reader",
    ("GET", "/account"): "reader",
    ("POST", "/account/password"): "reader",
    ("POST", "/account/key"): "reader",
    ("POST", "/account/key/take-back"): "reader",
    ("POST", "/account/sign-out"): "reader",
    ("POST", "/account/sign-out-everywhere"): "reader",
    # what moderators do
    ("POST", "/story/{story_id}/{node_id}/{derived_from}"): "moderator",
    ("GET", "/moderation"): "moderator",
    ("POST", "/moderation"): "moderator",
    ("GET", "/moderation/export"): "moderator",
    ("POST", "/moderation/erase"): "moderator",
    ("POST", "/watches"): "moderator",
    ("POST", "/watch/{watch_id}/remove"): "moderator",
    ("GET", "/settings/feeds"): "moderator",
    ("POST", "/settings/feeds"): "moderator",
    ("POST", "/settings/feeds/drop"): "moderator",
    ("POST", "/settings/feeds/list"): "moderator",
    ("GET", "/settings/feeds.opml"): "moderator",
    # what owners do
    ("GET", "/settings/accounts"): "owner",
    ("POST", "/settings/accounts"): "owner",
    ("POST", "/settings/accounts/role"): "owner",
    ("POST", "/settings/accounts/invite"): "owner",
    ("POST", "/settings/accounts/remove"): "owner",
}


def right_for(method: str, path: str) -> Right:
    """The right that an address asks for; the owner's for one that the table does not name.

    >>> right_for("HEAD", "/outlets"), right_for("GET", "/not/in/the/table")
    ('visitor', 'owner')
    """
    return PERMISSIONS.get(("GET" if method == "HEAD" else method, path), "owner")
