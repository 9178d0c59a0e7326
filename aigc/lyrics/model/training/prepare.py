"""The corpora read, the held-out texts kept apart, all packed once and kept on disk."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from aigc.lyrics.model.training.corpus import (
    Text,
    book_tones,
    classical,
    modern,
    runs,
    shares,
    spoken_tone,
)
from aigc.lyrics.model.training.pack import Pack, pack
from aigc.lyrics.model.vocabulary import Vocabulary

HELD_OUT = ("songci_dev", "songci_test", "modern_dev", "modern_test")


def corpora(folder: Path) -> list[Text]:
    """Return every training text."""
    texts = [*classical(folder, "songci_train", "ci"), *classical(folder, "yuanqu", "qu")]
    texts += classical(folder, "classic_extra", "classic")
    return [*texts, *modern(folder, "modern_zh"), *classical(folder, "shi", "classic")]


def held_out(folder: Path, name: str) -> list[Text]:
    """Return the texts of one of `HELD_OUT`."""
    return list(modern(folder, name) if "modern" in name else classical(folder, name, "ci"))


def vocabulary_of(texts: list[Text]) -> Vocabulary:
    """Return the characters seen twice, those of shi alone twenty times."""
    core: Counter[str] = Counter()
    shi: Counter[str] = Counter()
    for text in texts:
        into = shi if text.group == "shi" else core
        for segment in text.segments:
            into.update(segment)
    core.update({c: n // 10 for c, n in shi.items()})
    del core["□"]
    return Vocabulary.of(core, at_least=2)


def prepare(folder: Path, out: Path) -> tuple[Vocabulary, dict[str, Pack]]:
    """Return the vocabulary and the packed corpora, prepared at the first call."""
    names = ("train", *HELD_OUT)
    listed = out / "characters.json"
    if not listed.exists():
        held = {name: held_out(folder, name) for name in HELD_OUT}
        known = runs(text for texts in held.values() for text in texts)
        texts = [text for text in corpora(folder) if not shares(text, known)]
        vocabulary = vocabulary_of(texts)
        tones = {c: spoken_tone(c) for c in vocabulary.characters}
        book = tones | book_tones(folder)
        for name, some in (("train", texts), *held.items()):
            packed = pack(some, vocabulary, lambda s: tones if s in ("modern", "prose") else book)
            packed.save(out / f"{name}.npz")
        listed.write_text(json.dumps(vocabulary.characters, ensure_ascii=False), encoding="utf-8")
    characters = tuple(json.loads(listed.read_text(encoding="utf-8")))
    return Vocabulary(characters=characters), {n: Pack.load(out / f"{n}.npz") for n in names}
