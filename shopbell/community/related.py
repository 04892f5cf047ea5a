"""What is near to a topic: other topics, and what floors above know about the same, such as articles.

Who knows nearness is the search, a floor above: it says here how it is asked.
"""

from collections.abc import Callable

from shopbell.helpcenter.neighbour import Near

from .topic import Topic

NEAREST: list[Callable[[Topic], list[int]]] = []  # topics, the nearest first
BESIDE_TOPIC: list[Callable[[Topic, str], Near]] = []  # for a topic and the language of its reader


def near_to_topic(topic: Topic, language: str) -> list[Near]:
    return [near for near in (each(topic, language) for each in BESIDE_TOPIC) if near.links]


def related_topics(topic: Topic) -> list[Topic]:
    """The nearest shown topics in its language; none where nothing is near."""
    near = [pk for each in NEAREST for pk in each(topic) if pk != topic.pk]
    found = Topic.objects.shown().in_bulk(near)
    return [found[pk] for pk in near if pk in found]
