"""HTTP of the console: pages, and the fragments that the live screen fetches again."""
