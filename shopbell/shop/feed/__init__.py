"""The feed: what a shop without a connector tells of its products, customers, orders and parcels, by API or by CSV."""
