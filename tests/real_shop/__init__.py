"""The connector to Vendure against a real Vendure, from npm by a lock of its own; `make realshop` runs it."""
