"""The policies in the console: their list and order, the editor, their versions, and trying one out on past orders."""
