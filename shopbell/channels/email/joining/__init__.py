"""Whose a mail is and which ticket it joins: what a mail is taken for, who takes part, and what is kept of it.

`writing.py` is the way in; it asks the others in turn.
"""
