"""JSON that stands in a script element of a page, such as what search engines read."""

import json
import re
from typing import Any

UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}  # nothing may end the element that it stands in


def json_in_page(data: Any) -> str:
    written = json.dumps(data, ensure_ascii=False)
    return re.sub("[<>&]", lambda sign: UNSAFE[sign[0]], written)
