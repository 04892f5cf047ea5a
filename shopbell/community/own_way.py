"""The community among the places where shoppers help themselves."""

from shopbell.channels.own_ways import OwnWay

from .beside_help import neighbour


def community_way(language: str) -> OwnWay | None:
    there = neighbour(language)
    return OwnWay(there.label, there.address) if there else None
