"""How many mails of the corpus of replies are shown as they should, and how fast, beside packages from PyPI.

A greeting and a name at the end of an answer count as what the person wrote: some packages hide them.

`pip install email-reply-parser mail-parser-reply quotequail talon unquotemail` into an environment of its own brings
the peers; run it there with the desk's own packages on the path. Without them it measures the desk alone.
"""

import contextlib
import importlib
import logging
import time
import warnings
from collections.abc import Callable

from benchmarks.desk import row
from shopbell.channels.email.quotes.fold import fold_text
from shopbell.channels.email.quotes.html import fold_html
from tests.channels.email.replies import Case, bare, cases, words_of

Fold = Callable[[str], str]


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable()
    corpus = list(cases())
    texts, pages = [case for case in corpus if not case.is_page], [case for case in corpus if case.is_page]
    measure("shopbell", texts, lambda mail: fold_text(mail)[0])
    measure("shopbell, pages", pages, lambda page: fold_html(page)[0])
    for name, (of_text, of_page) in peers().items():
        measure(name, texts, of_text)
        if of_page:
            measure(f"{name}, pages", pages, of_page)


def measure(name: str, corpus: list[Case], fold: Fold) -> None:
    shown: list[str] = []
    begun = time.perf_counter()
    for case in corpus:
        shown.append("")
        with contextlib.suppress(Exception):  # a peer that gives up on a mail has not shown it
            shown[-1] = fold(case.mail)
    seconds = time.perf_counter() - begun
    right = sum(
        bare(words_of(words) if case.is_page else words) == bare(case.shown)
        for case, words in zip(corpus, shown, strict=True)
    )
    row(f"{name}: shown as it should", right, "mails", limit=len(corpus), limit_name="all")
    row(f"{name}: speed", len(corpus) / seconds, "mails/s")


def peers() -> dict[str, tuple[Fold, Fold | None]]:
    """What each installed package shows of a text and, where it can, of a page."""
    found: dict[str, tuple[Fold, Fold | None]] = {}
    for module, use in PEERS.items():
        with contextlib.suppress(ImportError):
            found[module.partition(".")[0]] = use(importlib.import_module(module))
    return found


def _quotequail(module) -> tuple[Fold, Fold]:
    def shown(parts) -> str:
        return "\n".join(words for is_shown, words in parts if is_shown)

    return (
        lambda mail: shown(module.quote(mail, quote_intro_line=True)),
        lambda page: shown(module.quote_html(page, quote_intro_line=True)),
    )


def _unquotemail(module) -> tuple[Fold, Fold]:
    def of_text(mail: str) -> str:
        quotes = module.Unquote(None, mail, parse=False)
        quotes.parse()
        return quotes.get_text()

    def of_page(page: str) -> str:
        quotes = module.Unquote(page, None, parse=False)
        quotes.parse()
        return quotes.get_html()

    return of_text, of_page


LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "sv", "da", "cs", "ja", "zh", "ko"]
PEERS: dict[str, Callable] = {
    "email_reply_parser": lambda module: (module.EmailReplyParser.parse_reply, None),
    "mailparser_reply": lambda module: (
        lambda mail: module.EmailReplyParser(languages=LANGUAGES).read(mail).replies[0].content,
        None,
    ),
    "quotequail": _quotequail,
    "talon.quotations": lambda module: (module.extract_from_plain, module.extract_from_html),
    "unquotemail": _unquotemail,
}


if __name__ == "__main__":
    main()
