"""Questions whose words a crowd of made-up documents says everywhere: the hardest a search is asked."""

import statistics

from benchmarks.desk import row
from benchmarks.search import Writer

TURNS = 7


def common_questions() -> dict[str, str]:
    """By name. The words are those of the crowd, by how common they are."""
    words = Writer().words
    named = {f"the {count} commonest words": words[:count] for count in (1, 2, 4, 8, 12)}
    named |= {f"{count} words that one in ten hold": words[30 : 30 + count] for count in (4, 8)}
    named["a rare word beside two common ones"] = [words[4_000], words[3], words[5]]
    named["eight words from common to rare"] = [words[rank] for rank in (0, 3, 10, 30, 100, 300, 600, 1_000)]
    return {name: " ".join(each) for name, each in named.items()}


def tell_common(count: int, taken_ms) -> None:
    """The time of each among `count` documents; `taken_ms` asks once and says what by the clock and of a processor."""
    for name, text in common_questions().items():
        taken_ms(text)  # warm
        walls, processors = zip(*(taken_ms(text) for _turn in range(TURNS)), strict=True)
        row(f"{name}, {count:,} documents, by the clock", statistics.median(walls), "ms", goal="≤ 100")
        row(f"{name}, {count:,} documents, processor time", statistics.median(processors), "ms")
