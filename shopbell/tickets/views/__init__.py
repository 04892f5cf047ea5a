"""HTTP of the tickets floor: parse, one verb, render. The whole screen is composed in `web/console`."""
