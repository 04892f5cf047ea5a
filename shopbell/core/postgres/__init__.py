"""Django's way to PostgreSQL, with a cheaper look at each connection before it is lent; settings.py names it."""
