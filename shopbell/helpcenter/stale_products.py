"""What speaks against a text that shows products: another price or name, sold out or there again, gone.

Its readers see what holds now, but what is written around it may not. What held when it was published is kept with it;
each publication begins anew, so that a product that is sold out a second time is told of a second time.
"""

from collections.abc import Iterator

from .products import Facts, facts_of
from .stale_sign import Found, Looked, Sign, StaleKind, Text


def changed_products(looked: Looked[Text]) -> Found[Text]:
    now = facts_of(key for text in looked.texts for key in text.products)
    for text in looked.texts:
        for key, was in sorted(text.products.items()):
            for sign in _signs(key, was, now.get(key)):
                yield text, Sign(sign.kind, f"{text.number} {sign.about}", sign.what)


def _signs(key: str, was: Facts, now: Facts | None) -> Iterator[Sign]:
    told = {"product": was["name"]}
    if now is None:
        yield Sign(StaleKind.PRODUCT, key, told)
        return
    if was["name"] != now["name"]:
        yield Sign(StaleKind.NAME, f"{key} {now['name']}", {"was": was["name"], "now": now["name"]})
    if was["price"] and now["price"] and was["price"] != now["price"]:
        cents, currency = now["price"]
        yield Sign(
            StaleKind.PRICE, f"{key} {cents} {currency}", told | {"was": was["price"], "now": now["price"]}
        )
    if was["is_there"] != now["is_there"]:
        yield Sign(StaleKind.STOCK, f"{key} {now['is_there']}", told | {"is_there": now["is_there"]})
