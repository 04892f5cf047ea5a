"""A body as Markdown, there and back."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.helpcenter.body import clean_body, text_of_body, variables_in
from shopbell.helpcenter.markdown import to_body, to_markdown
from shopbell.helpcenter.starter.texts import languages, texts

pytestmark = [pytest.mark.requirement("R45")]
WRITTEN = [  # Markdown, and the body of it
    ("1. Open\n2. Close\n", '<ol class="steps">\n<li>Open</li>\n<li>Close</li>\n</ol>'),
    ("3) Third\n", '<ol start="3">\n<li>Third</li>\n</ol>'),
    ("> [!TIP]\n> Keep **it**.\n", '<aside class="tip">\n<p>Keep <strong>it</strong>.</p>\n</aside>'),
    ("> [!NOTE]\n> Look.\n", "<aside>\n<p>Look.</p>\n</aside>"),
    ("> Said\n", "<blockquote>\n<p>Said</p>\n</blockquote>"),
    ('<var data-from="a.b">3</var> days\n', '<p><var data-from="a.b">3</var> days</p>'),
    ("[here](/policies/returns/)\n", '<p><a href="/policies/returns/" rel="noopener">here</a></p>'),
    ("### Part ~~two~~\n", "<h3>Part <s>two</s></h3>"),
    ("```\na  b\n\nc\n```\n", "<pre><code>a  b\n\nc\n</code></pre>"),
]
KEPT = [  # bodies for which Markdown has no mark, or whose words look like one
    '<figure data-video="https://youtu.be/abcdef"><figcaption>How to oil it</figcaption></figure>',
    "<details><summary>More</summary><p>One</p><p>Two</p></details>",
    '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
    "<p>1. no list</p><p># no heading</p><p>- no item</p><p>[!TIP] none</p><p>&lt;b&gt; &amp;amp; *a* _b_</p>",
    '<p>a<strong>b</strong><strong>c</strong> <em> d </em>!<a href="/help/">e</a></p>',
    "<ul><li>one</li></ul><ul><li>two</li></ul>",
    "<h2>C #</h2><p>H<sub>2</sub>O <u>under</u> <kbd>Ctrl</kbd><br>next</p>",
    "<table><thead><tr><th>a|b</th></tr></thead><tbody><tr><td>c\\|d</td></tr></tbody></table>",
]


@pytest.mark.parametrize(("markdown", "body"), WRITTEN)
def test_markdown_and_body_say_each_other(markdown, body):
    assert to_body(markdown) == body
    assert to_markdown(body) == markdown


@pytest.mark.parametrize("body", KEPT)
def test_what_markdown_cannot_say_stays_as_it_is(body):
    assert told(to_body(to_markdown(clean_body(body)))) == told(clean_body(body))


@pytest.mark.parametrize("language", languages())
def test_our_articles_come_back_as_they_were(language):
    for slug, text in texts(language).items():
        assert to_body(to_markdown(text.body)) == text.body, slug


def test_a_table_of_words_is_a_table_in_markdown():
    table = "| Wall | Take |\n| --- | --- |\n| brick | plugs |\n"

    assert to_markdown(to_body(table)) == table


def test_nothing_that_runs_comes_in_by_markdown():
    assert (
        to_body("[a](javascript:x()) <script>x()</script><img src=x onerror=x()>")
        == "<p>[a](javascript:x()) </p>"
    )


WORDS = st.text(alphabet=st.sampled_from("ab 1.)#*_`~[]()<>&!|\\-+=\"'é\n"), max_size=12)
INLINE = ["a", "strong", "em", "code", "u", "s", "kbd", "sub", "mark"]
BLOCK = ["p", "h2", "h3", "ul", "ol", "blockquote", "aside", "pre", "details", "table", "div"]


def element(inner):
    def written(tag, parts):
        if tag in ("ul", "ol"):
            return f"<{tag}>" + "".join(f"<li>{part}</li>" for part in parts) + f"</{tag}>"
        if tag == "table":
            rows = "".join(f"<tr><td>{part}</td></tr>" for part in parts)
            return f"<table><thead><tr><th>a</th></tr></thead><tbody>{rows}</tbody></table>"
        return f"<{tag}>" + "".join(parts) + f"</{tag}>"

    return st.builds(written, st.sampled_from(INLINE + BLOCK), st.lists(inner, max_size=3))


ESCAPED = WORDS.map(lambda words: words.replace("&", "&amp;").replace("<", "&lt;"))
BODIES = st.lists(st.recursive(ESCAPED, element, max_leaves=8), max_size=3).map("".join)


def told(body):
    """The words, without what stands between them."""
    return re.sub(r"[\s–|>]", "", text_of_body(body)) + str(sorted(variables_in(body)))


@settings(deadline=None)
@given(BODIES)
def test_no_word_is_lost_on_the_way_to_markdown_and_back(html):
    body = clean_body(html)

    assert told(to_body(to_markdown(body))) == told(body)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_body_and_any_body_can_be_written_down(text):
    assert clean_body(to_body(text)) == to_body(text)
    to_markdown(clean_body(text))


def test_what_is_pasted_as_markdown_becomes_what_a_file_would(desk, bo, db):
    answer = desk(bo).post(
        "/desk/help/markdown/", {"text": "## Pack it\n\n1. Box\n2. Tape\n\n<script>1</script>"}
    )

    assert answer.json() == {
        "body": '<h2>Pack it</h2>\n<ol class="steps">\n<li>Box</li>\n<li>Tape</li>\n</ol>'
    }
    assert desk(bo).post("/desk/help/markdown/", {"text": "a" * 200_001}).status_code == 422
