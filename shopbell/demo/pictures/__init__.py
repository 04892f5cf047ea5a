"""Everything one sees of the demo shop, drawn by code: products as SVG, faces as PNG. No foreign picture is in it."""
