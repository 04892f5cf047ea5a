"""A mail's own style sheets, put into its elements: newsletters say there how wide they are and what stands where.

Only `style` attributes are cleaned and kept (`core/html.py`), so this comes before. Nothing is fetched; what is said
for other widths, for print or for the dark is left out. A page whose sheets would take long stays as it is: its words
are the same.
"""

import logging
import re

from css_inline import CSSInliner

log = logging.getLogger(__name__)
SHEET = re.compile(r"<style\b[^<>]{0,500}>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
SLOW = re.compile(
    r":has\b|:[\w-]*\\[^{};]{0,200}\(", re.IGNORECASE
)  # asks each element for all others, or hides that
LONGEST = 500_000
MOST_RULES = 2_000
MOST_TRIES = 3_000_000  # rules by elements: each is held against each
MOST_WRITTEN = 30_000_000  # characters of the sheets by elements: what it writes at most
INLINER = CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=False)


def with_own_styles(page: str) -> str:
    """`page` with what its `<style>` elements say in the attributes of its elements; the same where there is none."""
    sheets = [COMMENT.sub("", each) for each in SHEET.findall(page)] if "<style" in page.lower() else []
    if not any("{" in each for each in sheets) or not _is_quick(page, "".join(sheets)):
        return page
    try:
        styled = INLINER.inline(page)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 (a panic of the library is no Exception)
        log.info("The styles of a mail could not be read: %s", str(error)[:200])
        return page
    return styled if len(styled) <= LONGEST else page


def _is_quick(page: str, css: str) -> bool:
    elements, rules = page.count("<") // 2 + 1, css.count("{") + css.count(",")
    if SLOW.search(css):
        return False
    return rules <= MOST_RULES and rules * elements <= MOST_TRIES and len(css) * elements <= MOST_WRITTEN
