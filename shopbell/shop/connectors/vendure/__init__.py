"""Vendure, by its GraphQL Admin API. It calls nobody by itself, so what changed is asked for."""
