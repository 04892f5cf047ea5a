"""The waits that shoppers are shown, over simulated desks: the share that held, and plots into docs/pictures.

No clock is measured here: the figures are the same on every machine. What one forecast costs stands below them.
"""

import time
from itertools import pairwise
from statistics import median

from benchmarks.desk import ROOT, row
from benchmarks.simulated_desk import HOUR, SCENARIOS, Desk, Scenario, Shopper, share_inside
from shopbell.promises.calibration import Observation
from shopbell.promises.wait import Line, forecast

SEEDS = (1, 2, 3)
PICTURES = ROOT / "docs" / "pictures"
GOAL = 80


def main() -> None:
    shown: list[tuple[Scenario, list[Shopper]]] = []
    for scenario in SCENARIOS:
        runs = [Desk(scenario, seed).run() for seed in SEEDS]
        everybody = [each for run in runs for each in run]
        _tell(scenario.name, everybody)
        shown.append((scenario, runs[0]))
    _cost()
    _draw(shown)


def _tell(name: str, shoppers: list[Shopper]) -> None:
    queued = [each for each in shoppers if each.shown and each.shown[0].is_queued]
    widths = [each.shown[0].range.high - each.shown[0].range.low for each in queued]
    row(
        f"{name}: inside what was shown first",
        share_inside(shoppers).percent,
        "%",
        limit=GOAL,
        limit_name="goal",
    )
    row(
        f"{name}: of those with a line ahead",
        share_inside(queued).percent,
        "%",
        limit=GOAL,
        limit_name="goal",
    )
    all_shown = share_inside(shoppers, first_only=False)
    row(f"{name}: inside all that was shown", all_shown.percent, "%", limit=GOAL, limit_name="goal")
    row(f"{name}: width of a range, the middle one", median(widths), "min")


def _cost() -> None:
    past = [Observation(100, 0.5, True, 60 + each, each % 3 > 0) for each in range(300)]
    begun = time.perf_counter()
    for ahead in range(50):
        forecast(Line(ahead, 9, 0), past)
    row("one forecast, 25 ahead and 300 waits remembered", (time.perf_counter() - begun) * 20, "ms")


def _draw(shown: list[tuple[Scenario, list[Shopper]]]) -> None:
    """Per scenario: the ranges as bands with what happened as points, and below the share that held by the hour."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, plots = pyplot.subplots(
        2, len(shown), figsize=(5 * len(shown), 6), sharex="col", height_ratios=[3, 1], layout="constrained"
    )
    for column, (scenario, shoppers) in enumerate(shown):
        _draw_waits(plots[0][column], shoppers)
        _draw_shares(plots[1][column], scenario, shoppers)
        plots[0][column].set_title(scenario.name)
        plots[1][column].set_xlabel("hour")
    plots[0][0].set_ylabel("wait in minutes")
    plots[1][0].set_ylabel("% inside")
    plots[0][0].legend(loc="upper left", frameon=False)
    figure.savefig(PICTURES / "waits.png", dpi=80)


def _draw_waits(plot, shoppers: list[Shopper]) -> None:
    told = [each for each in shoppers if each.shown]
    hours = [each.came / HOUR for each in told]
    ends = [[getattr(each.shown[0].range, end) for each in told] for end in ("low", "high")]
    plot.vlines(hours, *ends, color="#d9b36c", linewidth=1, alpha=0.3, label="shown")
    waited = [
        (each.came / HOUR, (each.answered - each.came) / 60) for each in told if each.answered is not None
    ]
    plot.scatter(*zip(*waited, strict=True), s=4, color="#27405c", zorder=3, label="came")
    plot.set_ylim(0, max(wait for _, wait in waited) * 1.3)


def _draw_shares(plot, scenario: Scenario, shoppers: list[Shopper]) -> None:
    step = max(1, round(scenario.hours / 12))
    edges = range(0, int(scenario.hours) + step, step)
    within = [
        (start + step / 2, share_inside([one for one in shoppers if start <= one.came / HOUR < end]).percent)
        for start, end in pairwise(edges)
    ]
    plot.plot(*zip(*within, strict=True), color="#27405c", marker="o", markersize=3)
    plot.axhline(GOAL, color="#b3412e", linewidth=1, linestyle="--")
    plot.set_ylim(0, 103)


if __name__ == "__main__":
    main()
