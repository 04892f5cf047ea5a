"""How quick, small and frugal the desk is, each figure beside a peer or a limit measured in the same run.

`make bench` lists them. A figure on its own says little on a busy machine: read the ratios.
"""
