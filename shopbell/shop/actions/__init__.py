"""What may be done to an order or for a customer: one file each, used alike by agents, macros, the bot and the API."""
