"""HTTP of the shop floor: parse, one verb, render."""
