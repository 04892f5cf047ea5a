"""HTML from outside: cleaned with nh3 before it is stored.

`clean` is the only way foreign HTML reaches a page. It keeps what mail is made of (tables, simple
styles, pictures) and drops everything that runs, submits, frames or overlays. What of it is shown, and how remote
pictures are kept from telling who reads, is decided by who shows it (`channels/email/showing`).
"""

import re

import nh3

from .shallow_html import shallow
from .style_attribute import without_shorthand

TAGS = set(
    """
    a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl
    details dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span
    strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr
    """.split()
)
ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align", "valign", "style"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "width", "height", "bgcolor", "background"},
    "th": {"colspan", "rowspan", "width", "height", "bgcolor", "background", "scope"},
    "tr": {"bgcolor"},
    "table": {"border", "cellpadding", "cellspacing", "width", "bgcolor", "background"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "blockquote": {"cite"},
}
STYLES = set(
    """
    background-color background-image border border-bottom border-collapse border-color border-left border-radius
    border-right border-style border-top border-width color direction font font-family font-size font-style
    font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left
    margin-right margin-top max-width padding padding-bottom padding-left padding-right padding-top
    text-align text-decoration text-indent text-transform vertical-align white-space width word-break
    """.split()
)
SCHEMES = {"http", "https", "mailto", "tel", "cid"}
WEB = re.compile(r"https?://", re.IGNORECASE)


def clean(text: str) -> str:
    """`text` as HTML that is safe to show: no scripts, forms, frames, events or positioned boxes.

    Links open apart and tell nobody where they were clicked. Pictures keep `cid:` and remote addresses, one each:
    `srcset` goes, and a picture behind words is a `background-image` or an attribute `background`.
    """
    return nh3.clean(
        shallow(text.replace("\0", "")),
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "head", "template", "noscript", "svg", "math"},
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",  # //host/1.gif would track unseen, and /desk/ would be an address of ours
        filter_style_properties=STYLES,
        attribute_filter=_attribute,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute as it may stay; None takes the attribute away."""
    if name == "style":
        return without_shorthand(value, is_picture=tag == "img")
    if name == "background" and not WEB.match(value.strip()):
        return None
    return value
