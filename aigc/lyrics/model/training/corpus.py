"""Texts of the corpora as documents: lines of segments with their rhymes and tones."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from aigc.lyrics.model.symbols import CLASS_OF_FINAL
from aigc.lyrics.model.vocabulary import MARKS

GOOD_PROSE = {"朱自清", "许地山", "萧红"}
LACUNA = "□"

_AS_MARK = str.maketrans(",.．;:?!", "，。。；：？！")
_ASIDE = re.compile(r"[（(\[［〔][^）)\]］〕]*[）)\]］〕]")
_PAUSE = re.compile("—+|…+|-{2,}")
_QUOTE = re.compile(r"[“”‘’\"'《》〈〉「」『』（）()\[\]［］〔〕·・\s\u3000]")
_MARKS = "".join(MARKS)
_PIECE = re.compile(f"([^{_MARKS}]+)([{_MARKS}]?)")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff□]+")

Line = tuple[tuple[str, str], ...]
"""Segments of one line, each with the mark after it or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One poem or passage: where it belongs, its title, and its lines."""

    group: str
    style: str
    title: str
    lines: tuple[Line, ...]

    @property
    def segments(self) -> list[str]:
        """The segments of all lines in order."""
        return [segment for line in self.lines for segment, _ in line]


def parse_line(raw: str) -> Line | None:
    """Return the segments of a line; nothing where it holds more than characters and marks.

    >>> parse_line("云想衣裳，花想容。")
    (('云想衣裳', '，'), ('花想容', '。'))
    """
    plain = _QUOTE.sub("", _PAUSE.sub("，", raw.translate(_AS_MARK)))
    plain = re.sub(f"[，、]+(?=[{_MARKS}])", "", plain).strip("，、" if raw[-1:] in "—…" else "")
    pieces = tuple((segment, mark) for segment, mark in _PIECE.findall(plain))
    return pieces if pieces and all(_HAN.fullmatch(s) for s, _ in pieces) else None


def parse(lines: Iterable[str]) -> tuple[Line, ...]:
    """Return the lines that can be read, the others left out."""
    return tuple(line for raw in lines if (line := parse_line(raw)) is not None)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def classical(folder: Path, name: str, style: str) -> Iterator[Text]:
    """Return the poems of one classical file; asides in brackets are left out."""
    for row in _rows(folder / f"{name}.jsonl.gz"):
        title = re.split("[・·/]", row.get("cipai") or row.get("title") or "")[-1].split(" ")[0]
        lines = parse(_ASIDE.sub("", line) for line in row["lines"])
        kind = "ci" if style == "classic" and row.get("cipai") else style
        if lines:
            heading = "" if title in row["lines"][0] else _QUOTE.sub("", title)
            yield Text(group=name, style=kind, title=heading, lines=lines)


def modern(folder: Path, name: str) -> Iterator[Text]:
    """Return poems line by line, prose and sentences sentence by sentence."""
    for row in _rows(folder / f"{name}.jsonl.gz"):
        verse = row["kind"] in ("poem", "lyric")
        raw = row["text"] if verse else re.sub("(?<=[。！？])(?![”’」』\n])", "\n", row["text"])
        lines = parse(filter(None, raw.split("\n")))
        good = row["author"] in GOOD_PROSE or "野草" in row["title"]
        group = f"good_{row['kind']}" if row["kind"] == "prose" and good else row["kind"]
        title = row["title"].split("：")[-1] if verse and row["title"] != "无题" else ""
        style = "modern" if verse else "prose"
        if lines:
            yield Text(group=group, style=style, title=_QUOTE.sub("", title), lines=lines)


def runs(texts: Iterable[Text], length: int = 12) -> set[str]:
    """Return every run of ``length`` characters, marks left out."""
    flat = ("".join(text.segments) for text in texts)
    return {t[i : i + length] for t in flat for i in range(len(t) - length + 1)}


def shares(text: Text, known: set[str], length: int = 12) -> bool:
    """Tell whether a text holds one of the known runs."""
    flat = "".join(text.segments)
    return any(flat[i : i + length] in known for i in range(len(flat) - length + 1))


def rhyme_class(segment: str) -> int:
    """Return the rhyme class of a segment's last character read in context, -1 if it has none.

    >>> rhyme_class("明月光") == rhyme_class("地上霜")
    True
    """
    from pypinyin import Style, pinyin

    classes = _classes(segment[-1])
    if len(classes) < 2:
        return next(iter(classes), -1)
    final = pinyin(segment[-4:], style=Style.FINALS, errors="ignore")
    return CLASS_OF_FINAL.get(final[-1][0], -1) if final else -1


@lru_cache(maxsize=30_000)
def _classes(character: str) -> frozenset[int]:
    from pypinyin import Style, pinyin

    read = pinyin(character, style=Style.FINALS, heteronym=True, errors="ignore")
    finals = read[0] if read else ()
    return frozenset(CLASS_OF_FINAL[f] for f in finals if f in CLASS_OF_FINAL)


def book_tones(folder: Path) -> dict[str, int]:
    """Return the tones of characters after 平水韵: 1 level, 2 oblique, 3 both."""
    with gzip.open(folder / "rhyme_tables.json.gz", "rt", encoding="utf-8") as file:
        parts: dict[str, dict[str, list[str]]] = json.load(file)["Pingshui"]
    tones: dict[str, int] = {}
    for part, rhymes in parts.items():
        bit = 1 if "平" in part else 2
        for character in (c for characters in rhymes.values() for c in characters):
            tones[character] = tones.get(character, 0) | bit
    return tones


@lru_cache(maxsize=30_000)
def spoken_tone(character: str) -> int:
    """Return the tones of a character in modern speech: 1 level, 2 oblique, 3 both, 0 unknown."""
    from pypinyin import Style, pinyin

    read = pinyin(character, style=Style.TONE3, heteronym=True, errors="ignore")
    figures = {syllable[-1] for syllable in (read[0] if read else ())}
    return (1 if figures & set("12") else 0) | (2 if figures & set("34") else 0)
