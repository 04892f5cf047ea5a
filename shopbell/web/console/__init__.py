"""The console: what agents look at all day, composed from the floors below."""
