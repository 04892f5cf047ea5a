"""Articles that a shop begins with instead of an empty page, and that the demo shop has.

`contents.py` lists categories and articles in their order. The words lie in a folder a language: `categories.txt`
names the categories, and `<category>/<article>.md` is an article. The same name in another folder is its translation.
An article is Markdown (`helpcenter/markdown.py`): its title, a paragraph that sums it up, and its text. A link to
another article names that one's file; a number of a policy stands as `<var>`, see `helpcenter/body.py`.
"""
