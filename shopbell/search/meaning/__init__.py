"""Finding by meaning: an article that says in other words what was asked. Off until the shop wants it (decision 0069).

A text becomes 256 numbers, and texts about the same lie near each other. Words stay the first rank; this one is put
beside it, in the languages that the shop chose.
"""
