"""What is near to a topic: other topics, and what floors above know about the same, such as articles.

Who knows nearness is the search, a floor above: it says here how it is asked.
"""

from collections.abc import Callable

from shopbell.helpcenter.neighbour import Near

from .topic import Topic

# both are asked with a topic, and with what it says where that is not posted yet
NEAREST: list[Callable[[Topic, str], list[int]]] = []  # topics, the nearest first
BESIDE_TOPIC: list[Callable[[Topic, str, str], Near]] = []  # in the language of its reader


def near_to_topic(topic: Topic, language: str, text: str = "") -> list[Near]:
    return [near for near in (each(topic, language, text) for each in BESIDE_TOPIC) if near.links]


def related_topics(topic: Topic, text: str = "") -> list[Topic]:
    """The nearest shown topics in its language; none where nothing is near."""
    near = [pk for each in NEAREST for pk in each(topic, text) if pk != topic.pk]
    found = Topic.objects.shown().in_bulk(near)
    return [found[pk] for pk in near if pk in found]
