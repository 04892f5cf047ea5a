"""What search engines read of a topic (schema.org as JSON-LD): a QAPage for a question, a DiscussionForumPosting
for a talk. Names are pseudonyms.

https://developers.google.com/search/docs/appearance/structured-data/qapage
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from shopbell.core.json_in_page import json_in_page
from shopbell.helpcenter.structured import publisher

from .post import Post
from .topic import Topic
from .words import plain_words


def data_of(topic: Topic, first: Post, answers: Sequence[Post], request: HttpRequest) -> str:
    """The JSON of `topic` with the `answers` of this page, fit to stand in a script element."""
    build = _question if topic.is_question else _talk
    told = build(topic, first, answers, request) | publisher(request)
    return json_in_page({"@context": "https://schema.org"} | told)


def _question(topic: Topic, first: Post, answers: Sequence[Post], request: HttpRequest) -> dict[str, Any]:
    question = _said(first, topic, request) | {
        "@type": "Question",
        "name": topic.title,
        "inLanguage": topic.language,
        "answerCount": topic.answer_count,
        "upvoteCount": first.vote_count,
    }
    told = [
        _said(each, topic, request) | {"@type": "Answer", "upvoteCount": each.vote_count}
        for each in answers
        if each.state == "shown" and each.pk != topic.accepted_id
    ]
    if topic.accepted:
        best = {"@type": "Answer", "upvoteCount": topic.accepted.vote_count}
        question["acceptedAnswer"] = _said(topic.accepted, topic, request) | best
    if told:
        question["suggestedAnswer"] = told
    return {"@type": "QAPage", "mainEntity": question}


def _talk(topic: Topic, first: Post, answers: Sequence[Post], request: HttpRequest) -> dict[str, Any]:
    comments = [
        _said(each, topic, request) | {"@type": "Comment"} for each in answers if each.state == "shown"
    ]
    return _said(first, topic, request) | {
        "@type": "DiscussionForumPosting",
        "headline": topic.title,
        "inLanguage": topic.language,
        "comment": comments,
    }


def _said(post: Post, topic: Topic, request: HttpRequest) -> dict[str, Any]:
    address = reverse("community-post", args=[topic.language, post.pk])
    author: dict[str, Any] = {"@type": "Person", "name": post.author.pseudonym if post.author else "—"}
    if post.author:
        page = reverse("community-member", args=[topic.language, post.author_id])
        author["url"] = request.build_absolute_uri(page)
    said = {
        "text": plain_words(post.html),
        "datePublished": post.created_at.isoformat(),
        "url": request.build_absolute_uri(address),
        "author": author,
    }
    return said | ({"dateModified": post.edited_at.isoformat()} if post.edited_at else {})
