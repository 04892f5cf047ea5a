"""How mail leaves: what it says, to whom, in which language and dress, and by which server.

`outbound.py` makes the mail of a delivery, `transport.py` hands it over.
"""
