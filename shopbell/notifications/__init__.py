"""Notifications: who is told of what, in which ways, and why not."""
