"""Build the tables of characters that the moderation of texts reads.

    python scripts/build_moderation_tables.py OPENCC_TSCHARACTERS

``traditional.txt`` comes from OpenCC's TSCharacters.txt (Apache-2.0), ``syllables.txt`` from the
readings that the lyrics have. ``homophones.txt`` are words of everyday use that sound like an
entry of the lists, from the dictionary of jieba (MIT): they are never taken for that entry.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import jieba

from aigc.lyrics.data import packed
from aigc.trust.moderation import entries
from aigc.trust.moderation.sound import syllables_of

NOT_EVERYDAY = ("六合采", "六和彩", "买淫", "作爱", "傻屄", "做庄", "作庄")
"""Words of that dictionary that are an entry, spelled otherwise."""
ACROSS = (
    "笑起 督徒 特公 报过 抱过 保过 子尽 字尽 子杀 强支 仔毒 起枪 不枪 单捡 意奸 强坚 连枪 碎事 "
    "座庄 度资 念埋 捡货 头拍 刷弹 厌时 更证 加证 识阶级 氏世界 忘八蛋"
)
"""What prose says across the ends of words."""
DATA = Path("aigc/trust/moderation/data")


def traditional(source: Path) -> dict[str, str]:
    pairs = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        old, _, new = line.partition("\t")
        if len(old) == 1 and new and (first := new.split()[0]) != old:
            pairs[old] = first
    return pairs


def write_traditional(source: Path) -> None:
    pairs = traditional(source)
    text = "".join(pairs) + "\n" + "".join(pairs.values()) + "\n"
    (DATA / "traditional.txt").write_text(text, encoding="utf-8")


def write_syllables() -> None:
    old = set((DATA / "traditional.txt").read_text(encoding="utf-8").splitlines()[0])
    rows: dict[str, str] = defaultdict(str)
    for toned, characters in packed("readings")["alone"].items():
        plain = toned[:-1].replace("v", "u")
        rows[plain] += "".join(c for c in characters if "一" <= c <= "鿿" and c not in old)
    lines = (f"{plain} {characters}\n" for plain, characters in sorted(rows.items()) if characters)
    (DATA / "syllables.txt").write_text("".join(lines), encoding="utf-8")


def write_homophones() -> None:
    """Write the words that jieba knows and that sound like an entry."""
    han = [e.folded for e in entries.own() if entries.is_han(e.folded) and len(e.folded) > 1]
    sounds = {tuple(syllables_of(word)) for word in han}
    lines = Path(jieba.get_dict_file().name).read_text(encoding="utf-8").splitlines()
    words = (line.split(" ")[0] for line in lines)
    left_out = {*han, *NOT_EVERYDAY}
    known = {word for word in words if len(word) > 1 and word not in left_out}
    kept = sorted(word for word in {*known, *ACROSS.split()} if tuple(syllables_of(word)) in sounds)
    (DATA / "homophones.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write_traditional(Path(sys.argv[1]))
        write_syllables()
    write_homophones()
