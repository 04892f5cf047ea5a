"""Search: everything an agent may read, found by its words, in any script, at any age."""
