"""Make ``shi.jsonl.gz``, Tang and Song shi in simplified script, for the training of Chinese verse.

``python scripts/prepare_shi.py PACKAGE FILE``: PACKAGE is the unpacked npm package
``chinese-poetry`` 2.0.1 (MIT; the poems are in the public domain). Needs ``pip install opencc``.
Poems with under 16 characters, with other signs, or with more than one gap are left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

_ASIDE = re.compile(r"[（(][^）)]*[）)]|\[[^\]]*\]|\{[^}]*\}")
_MARKS = re.compile("[，。？！、；：]")
_ODD = re.compile("[^\u3400-\u9fff\U00020000-\U0003ffff□]")
_BY_CONTEXT = frozenset("乾著藉瞭")
"""Characters whose simplified form depends on the word."""
LEAST = 16


@lru_cache(maxsize=1)
def converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _character(character: str) -> str:
    return str(converter().convert(character))


def simplified(text: str) -> str:
    """Return a text in simplified script."""
    if not _BY_CONTEXT.isdisjoint(text):
        return str(converter().convert(text))
    return "".join(map(_character, text))


def poems(package: Path) -> Iterator[dict[str, Any]]:
    """Yield the poems that are whole."""
    for file in sorted((package / "dist" / "quantangshi").glob("poet.*.json")):
        for poem in json.loads(file.read_text(encoding="utf-8")):
            text = simplified(_ASIDE.sub("", "".join(poem["paragraphs"]))).replace(",", "，")
            characters = _MARKS.sub("", text)
            if len(characters) < LEAST or _ODD.search(characters) or characters.count("□") > 1:
                continue
            yield {
                "author": simplified(poem["author"]),
                "title": simplified(poem["title"]),
                "lines": [line for line in re.split(r"(?<=[。！？])", text) if line],
                "dynasty": "tang" if "tang" in file.name else "song",
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    count = 0
    with gzip.open(options.file, "wt", encoding="utf-8") as out:
        for poem in poems(options.package):
            out.write(json.dumps(poem, ensure_ascii=False) + "\n")
            count += 1
    sys.stdout.write(f"{count} poems\n")


if __name__ == "__main__":
    main()
