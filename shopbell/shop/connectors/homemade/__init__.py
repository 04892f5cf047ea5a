"""A home-made shop: a few addresses that answer the desk, and a signed webhook, as `docs/home-made-shop.md` says."""
