"""Web Push: messages to an agent's browsers by way of their makers' services, which cannot read them."""
