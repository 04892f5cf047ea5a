"""Accessibility of a page in a browser: axe, and what axe does not look at."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

AT_REST = """async () => {
  const busy = () => document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added");
  for (const until = performance.now() + 5000; busy() && performance.now() < until; )
    await new Promise(requestAnimationFrame);
  const ending = document.getAnimations().filter((each) => each.effect.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(ending.map((each) => each.finished));
}"""

MISSING_ICONS = """async () => {
  const uses = [...document.querySelectorAll("svg use")].map((use) => use.getAttribute("href"));
  const files = new Map();
  const missing = [];
  for (const href of new Set(uses)) {
    const [file, name] = href.split("#");
    if (!files.has(file)) files.set(file, await (await fetch(file)).text());
    if (!files.get(file).includes(`id="${name}"`)) missing.push(name);
  }
  return missing;
}"""


@cache
def _source() -> str:
    return AXE.read_text()


def violations(page: Page) -> list[str]:
    """What axe finds wrong with `page`, one line each: rule, element, why."""
    if not page.evaluate("'axe' in window"):  # on this document already: another size, another menu
        page.evaluate(_source())  # by the browser's own debugger, which no CSP holds back
    page.emulate_media(reduced_motion="reduce")  # what fades in meanwhile has the contrast of a moment
    page.evaluate(AT_REST)
    found = _look(page)
    if found:  # what was morphed while axe looked has its old name beside its new text: is it still so?
        again = _look(page)
        found = [each for each in found if each in again]
    page.emulate_media(reduced_motion="no-preference")
    return found


def _look(page: Page) -> list[str]:
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{rule['id']}: {node['html'][:160]} ({rule['help']})" for rule in found for node in rule["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """axe finds nothing, no icon is a hole, and the page is not wider than the screen."""
    found = violations(page)
    assert not found, "\n".join(found)
    missing = page.evaluate(MISSING_ICONS)
    assert missing == [], f"icons that the sprite lacks: {missing}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
