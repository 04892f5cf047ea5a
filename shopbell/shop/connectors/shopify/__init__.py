"""Shopify, by its GraphQL Admin API and its webhooks."""
