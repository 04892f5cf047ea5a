"""What a customer may ask for of the community (GDPR, article 15 and 20): their name here, and all that they wrote."""

from typing import Any

from shopbell.customers.customer import Customer

from .profile import profile_of


def exported_member(customer: Customer) -> dict[str, Any] | None:
    profile = profile_of(customer)
    if profile is None:
        return None
    posts = profile.posts.select_related("topic").prefetch_related("versions").order_by("pk")
    return {
        "name": profile.pseudonym,
        "since": profile.created_at,
        "follows": [
            str(each.topic or each.board) for each in profile.follows.select_related("topic", "board")
        ],
        "posts": [
            {
                "topic": post.topic.title,
                "text": post.text,
                "state": post.state,
                "at": post.created_at,
                "before": [{"text": each.text, "at": each.created_at} for each in post.versions.all()],
            }
            for post in posts
        ],
    }
