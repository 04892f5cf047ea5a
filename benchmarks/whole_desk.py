"""A whole desk with all channels simulated: promises kept, waits, fairness, and a naive desk beside it.

No clock is measured here: the figures are the same on every machine.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shopbell.settings")

import django  # noqa: E402

django.setup()

from collections.abc import Iterable  # noqa: E402
from dataclasses import replace  # noqa: E402

from benchmarks.desk import ROOT, row  # noqa: E402
from benchmarks.simulated_desk import HOUR, Share, held_had_all_stayed, mean_width, share_inside  # noqa: E402
from benchmarks.simulated_tickets import NEEDS, SCENARIOS, Ticket  # noqa: E402
from benchmarks.simulated_world import World  # noqa: E402
from shopbell.promises.equal import WHOLE, Waits, spread_of  # noqa: E402

SEEDS = (1, 2)
MORE_SEEDS, MORE_DAYS = range(1, 7), 3  # for what happens a few times a day
CHANNELS = ("chat", "email", "form")
FEWEST = 20
GOAL = 80
PICTURE = ROOT / "docs" / "pictures" / "whole_desk.png"


def main() -> None:
    shown = []
    for scenario in SCENARIOS:
        ours = [World(scenario, seed).run() for seed in SEEDS]
        naive = [World(scenario, seed, is_naive=True).run() for seed in SEEDS]
        for word, worlds in (("", ours), (" (naive)", naive)):
            _tell(scenario.name + word, worlds)
        shown.append((scenario.name, ours[0], naive[0]))
    _draw(shown)
    _tell_of_one_speaker()


def _tell_of_one_speaker() -> None:
    """The shown waits of those whom one person could answer, who is in and full: a handful on each day."""
    for scenario in SCENARIOS:
        if scenario.name in ("shift change", "rare skill"):
            longer = replace(scenario, days=MORE_DAYS)
            found = [
                each for seed in MORE_SEEDS for each in of_one_speaker(World(longer, seed).run().tickets)
            ]
            name = f"{scenario.name}: of one speaker who is full, {len(found)} waits"
            row(
                f"{name}, held had nobody left",
                held_had_all_stayed(found),
                "%",
                limit=GOAL,
                limit_name="goal",
            )
            row(f"{name}, width of the range", mean_width(found), "minutes")


def _tell(name: str, worlds: list[World]) -> None:
    tickets = [each for world in worlds for each in world.tickets]
    for channel in CHANNELS:
        row(f"{name}: {channel}, promises kept", kept(tickets, channel), "%")
    row(f"{name}: chats inside the wait that was shown first", share_inside(tickets).percent, "%")
    for need, share in shares_by_need(tickets).items():
        row(f"{name}: of those, {need}", share.percent, "%", limit=GOAL, limit_name="goal")
    row(f"{name}: longest wait, of what was promised", longest(tickets), "times")
    row(f"{name}: chats that were left unanswered", left(tickets), "%")
    row(f"{name}: busiest agent, of the usual one", max(map(spread_of_load, worlds)), "times")
    row(f"{name}: e-mail against form, same need", widest(tickets, ("email", "form")), "times")
    row(f"{name}: chat against the others, same need", widest(tickets, CHANNELS), "times")


def kept(tickets: Iterable[Ticket], channel: str) -> float:
    """Of those who were answered, in 100."""
    answered = [each for each in tickets if each.channel == channel and each.answered is not None]
    return 100 * sum(each.promise.broken_at is None for each in answered) / max(len(answered), 1)


def shares_by_need(tickets: Iterable[Ticket]) -> dict[str, Share]:
    """The chats that were inside what was shown first, by what they need; “in a line”: who had to wait for others."""
    chats = [each for each in tickets if each.shown]
    german = [each for each in chats if each.is_german]
    parts = {need: [each for each in chats if each.need == need] for need in NEEDS}
    parts |= {"German": german, "German in a line": [each for each in german if each.shown[0].is_queued]}
    return {name: share for name, part in parts.items() if (share := share_inside(part)).known}


def of_one_speaker(tickets: Iterable[Ticket]) -> list[Ticket]:
    """The chats that one person could answer who was there and had no room."""
    chats = [each for each in tickets if each.shown and each.is_german]
    return [each for each in chats if each.shown[0].is_queued and each.shown[0].crew == 1]


def longest(tickets: Iterable[Ticket]) -> float:
    return max(each.share for each in tickets if each.answered is not None)


def left(tickets: Iterable[Ticket]) -> float:
    chats = [each for each in tickets if each.channel == "chat"]
    return 100 * sum(each.left is not None for each in chats) / max(len(chats), 1)


def spread_of_load(world: World) -> float:
    """The seconds of work that each agent had for an hour of their shift: those of the busiest, of the mean."""
    an_hour = []
    for agent in world.agents:
        done = [
            each.work for each in world.tickets if each.agent == agent.number and each.answered is not None
        ]
        an_hour.append(sum(done) / (agent.shift.last - agent.shift.first))
    return max(an_hour) / (sum(an_hour) / len(an_hour))


def widest(tickets: list[Ticket], channels: tuple[str, ...]) -> float:
    """How many times the best channel's median the worst's is, as a share of the promise, for the worst need."""
    times = [1.0]
    for need in NEEDS:
        waits = {
            channel: Waits.of(
                each.share * WHOLE
                for each in tickets
                if each.need == need and each.channel == channel and each.answered is not None
            )
            for channel in channels
        }
        if spread := spread_of(waits, FEWEST):
            times.append(spread.times)
    return max(times)


def _draw(shown: list[tuple[str, World, World]]) -> None:
    """What each answer took of its promise, by the hour in which the customer came, above ours and below naive."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    colours = {"chat": "#27405c", "email": "#d9b36c", "form": "#6f8f72"}
    figure, plots = pyplot.subplots(
        2, len(shown), figsize=(4 * len(shown), 6), sharex="col", sharey="col", layout="constrained"
    )
    for column, (name, *worlds) in enumerate(shown):
        plots[0][column].set_title(name)
        plots[1][column].set_xlabel("hour")
        for line, world in enumerate(worlds):
            plot = plots[line][column]
            for channel, colour in colours.items():
                theirs = [
                    each for each in world.tickets if each.channel == channel and each.answered is not None
                ]
                hours = [each.came / HOUR for each in theirs]
                plot.scatter(
                    hours, [max(each.share, 0.001) for each in theirs], s=4, color=colour, label=channel
                )
            plot.set_yscale("log")
            plot.axhline(1, color="#b3412e", linewidth=1, linestyle="--")
    plots[0][0].set_ylabel("Shopbell: wait, of the promise")
    plots[1][0].set_ylabel("naive: wait, of the promise")
    plots[0][0].legend(loc="lower left", markerscale=3)
    figure.savefig(PICTURE, dpi=80)


if __name__ == "__main__":
    main()
