"""Guides: decision trees of the help centre. A question a page, choices that lead on, and an ending to every path."""
