from tests.shop.actions.conftest import act, card, gift_card, look, paypal, red, sell  # noqa: F401
