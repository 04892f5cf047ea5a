"""How tests do something to an order in the portal: choose, look at the preview, agree."""

import re
import uuid

CANCELLED = {"reason": "no longer needed"}


def address(order, action: str = "cancel_order") -> str:
    return f"/portal/orders/{order.pk}/{action}/"


def agree(browser, order, action: str = "cancel_order", key=None, **chosen):
    """Choose, look at the preview, and agree to it."""
    key = key or uuid.uuid4()
    preview = browser.post(address(order, action), {"key": key, **chosen}, follow=True)
    agreed = re.search(r'name="agreed" value="(\w+)"', preview.content.decode())
    assert agreed, preview.content.decode()
    return browser.post(address(order, action), {"key": key, "agreed": agreed[1], **chosen})
