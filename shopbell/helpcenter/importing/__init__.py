"""Articles out of Markdown files: what lies in them, what would become of it, and doing it."""
