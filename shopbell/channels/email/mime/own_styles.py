"""A mail's own style sheets, put into its elements: newsletters say there how wide they are and what stands where.

Only `style` attributes are cleaned and kept (`core/html.py`), so this comes before. Nothing is fetched; what is said
for other widths, for print or for the dark is left out. A page whose sheets would take long stays as it is: its words
are the same.
"""

import logging
import re
from collections.abc import Iterator

from css_inline import CSSInliner

log = logging.getLogger(__name__)
OPEN = re.compile(r"<style\b", re.IGNORECASE)
CLOSE = re.compile(r"</style(?=[\s/>])", re.IGNORECASE)
COMMENT = re.compile(
    r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL
)  # one without an end goes to the end, as in browsers
SLOW = re.compile(
    r":has\b|:[\w-]*\\[^{};]{0,200}\(", re.IGNORECASE
)  # asks each element for all others, or hides that
LONGEST = 500_000
MOST_CSS = 100_000  # characters of the sheets as they came: before anything looks into them
MOST_RULES = 2_000
MOST_TRIES = 3_000_000  # rules by elements: each is held against each
MOST_WRITTEN = 30_000_000  # characters of the sheets by elements: what it writes at most
INLINER = CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=False)


def with_own_styles(page: str) -> str:
    """`page` with what its `<style>` elements say in the attributes of its elements; the same where there is none."""
    sheets = list(_sheets(page))
    if sum(map(len, sheets)) > MOST_CSS:
        return page
    css = "".join(COMMENT.sub("", each) for each in sheets)
    if "{" not in css or not _is_quick(page, css):
        return page
    try:
        styled = INLINER.inline(page)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 (a panic of the library is no Exception)
        log.info("The styles of a mail could not be read: %s", str(error)[:200])
        return page
    return styled if len(styled) <= LONGEST else page


def _sheets(page: str) -> Iterator[str]:
    """What stands in the `<style>` elements; the last goes to the end where nothing closes it. Looks at `page` once."""
    at = 0
    while (begin := OPEN.search(page, at)) and (inside := page.find(">", begin.end()) + 1):
        end = CLOSE.search(page, inside)
        yield page[inside : end.start() if end else len(page)]
        if end is None:
            return
        at = end.end()


def _is_quick(page: str, css: str) -> bool:
    elements, rules = page.count("<") // 2 + 1, css.count("{") + css.count(",")
    is_small = rules <= MOST_RULES and rules * elements <= MOST_TRIES and len(css) * elements <= MOST_WRITTEN
    return is_small and not SLOW.search(css)
