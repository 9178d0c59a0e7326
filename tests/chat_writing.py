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


def copied_by_rule(body: dict[str, Any]) -> str:
    """Return the passages themselves as copies, or their longest words as hashtags."""
    asked = body["messages"][1]["content"]
    passages = re.findall(r"^\[(\d+)\] (.+)$", asked, re.M)
    form = body["response_format"]["json_schema"]["schema"]
    longest = form["$defs"]["OneCopy"]["properties"]["text"]["maxLength"]
    most = form["properties"]["copies"]["maxItems"]
    tags = "#" in asked
    texts = [(n, _tags(text) if tags else text) for n, text in passages]
    kept = [(n, text[:longest].strip()) for n, text in texts if len(text) > 4][:most]
    copies = [{"text": text, "sources": [int(n)]} for n, text in kept]
    return json.dumps({"copies": copies}, ensure_ascii=False)


def _tags(text: str) -> str:
    found = re.findall(r"[A-Za-z]{5,}|[\u4e00-\u9fff]{2,4}", text)
    return " ".join(f"#{word}" for word in found[:2])


def translated_by_rule(body: dict[str, Any]) -> str:
    """Return for each numbered text its numbers and Latin names, in words of the other language."""
    system, asked = (message["content"] for message in body["messages"][:2])
    chinese = system.startswith("你")
    texts = re.findall(r"^\[\d+\] (.+)$", asked, re.M)
    said = [f"{'译文' if chinese else 'It says'} {' '.join(_kept(text))}" for text in texts]
    return json.dumps({"translations": said}, ensure_ascii=False)


def _kept(text: str) -> list[str]:
    if re.search(r"[\u4e00-\u9fff]", text):
        return re.findall(r"[A-Za-z\d][A-Za-z\d.,%-]*[A-Za-z\d%]|\d", text)
    return re.findall(r"\$?\d[\d,.]*\d%?|\d|[A-Za-z]+-?\d+", text)
