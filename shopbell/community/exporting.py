"""What a customer may ask for of the community (GDPR, article 15 and 20): their names here, and all that they wrote."""

from typing import Any

from shopbell.customers.customer import Customer

from .profile import Profile, profiles_of
from .ticket_topic import TicketTopic


def exported_members(customer: Customer) -> list[dict[str, Any]]:
    """Each name by which `customer` took part, with what they did by it; most have one, or none."""
    return [_exported(profile) for profile in profiles_of(customer)]


def _exported(profile: Profile) -> dict[str, Any]:
    posts = profile.posts.select_related("topic").prefetch_related("versions", "edits").order_by("pk")
    follows = profile.follows.select_related("topic", "board").order_by("pk")
    thanked = profile.votes.select_related("post__topic").order_by("pk")
    reports = profile.reports.select_related("post__topic").order_by("pk")
    return {
        "name": profile.pseudonym,
        "names_taken_off": [
            {"name": each.before, "reason": each.reason, "at": each.created_at}
            for each in profile.renamings.all()
        ],
        "since": profile.created_at,
        "agreed_to_house_rules": profile.agreed_to,
        "agreed_at": profile.agreed_at,
        "follows": [str(each.topic or each.board) for each in follows],
        "thanked": [{"topic": each.post.topic.title, "at": each.created_at} for each in thanked],
        "reported": [
            {"topic": each.post.topic.title, "text": each.words, "at": each.created_at} for each in reports
        ],
        "posts": [
            {
                "topic": post.topic.title,
                "text": post.text,
                "state": post.state,
                "at": post.created_at,
                "before": [{"text": each.text, "at": each.created_at} for each in post.versions.all()],
                "not_shown": [
                    {"text": each.text, "at": each.created_at}
                    for each in post.edits.all()
                    if each.text != post.text
                ],
            }
            for post in posts
        ],
    }


def exported_topics(customer: Customer) -> list[dict[str, Any]]:
    """What they said about being quoted in topics of the shop."""
    return [
        {
            "title": each.title,
            "question": each.question,
            "answer": each.answer,
            "asked_at": each.asked_at,
            "answered_at": each.answered_at,
            "agreed": each.is_given,
            "withdrawn_at": each.withdrawn_at,
        }
        for each in TicketTopic.objects.filter(customer=customer).order_by("pk")
    ]
