"""Topics that ask something alike: those of the same language whose titles share words with it, the rarest first.

It looks at the newest few hundred of the board: what is asked now is what is asked again.
"""

from shopbell.core.folding import words

from .topic import Topic

LOOKED_AT, MOST, SHORTEST = 300, 4, 4


def related_topics(topic: Topic) -> list[Topic]:
    """The nearest shown topics of the same board and language; none where nothing is near."""
    wanted = _about(topic.title)
    if not wanted:
        return []
    rows = Topic.objects.shown().filter(board=topic.board_id, language=topic.language, is_pinned=False)
    near = [
        (len(wanted & _about(title)), pk)
        for pk, title in rows.order_by("-last_post_at", "-pk").values_list("pk", "title")[:LOOKED_AT]
        if pk != topic.pk
    ]
    best = [pk for score, pk in sorted(near, reverse=True)[:MOST] if score]
    found = Topic.objects.in_bulk(best)
    return [found[pk] for pk in best]


def _about(title: str) -> set[str]:
    return {word for word in words(title) if len(word) >= SHORTEST}
