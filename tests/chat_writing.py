"""What a well-behaved model would write: the numbered passages themselves, as long as is wanted."""

from __future__ import annotations

import json
import re
from typing import Any


def written_by_rule(body: dict[str, Any]) -> str:
    """Return as many passages as the request wants words of."""
    asked = body["messages"][1]["content"]
    passages = re.findall(r"^\[(\d+)\] (.+)$", asked, re.M)
    wanted = int(re.search(r"约(\d+)字|about (\d+) words", asked).group().strip("约字aboutwrds "))
    limits = body["response_format"]["json_schema"]["schema"]["$defs"]["NumberedLine"]
    longest = limits["properties"]["text"]["maxLength"]
    lines: list[dict[str, Any]] = []
    said = 0
    for number, text in passages:
        if said >= wanted:
            break
        lines.append({"text": text[:longest], "sources": [int(number)]})
        said += len(text) if "字" in asked else len(text.split())
    return json.dumps({"lines": lines}, ensure_ascii=False)
