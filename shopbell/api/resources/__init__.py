"""The routes, one file per resource: parse, look up through the caller, one verb, answer."""
