"""English words of several readings, told apart by their place in the sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from aigc.g2p.english.context import PERSONS, Kind, Sentence, is_have_or_be
from aigc.g2p.english.lexicon import lexicon
from aigc.g2p.word import listed

Phones = tuple[str, ...]

_METAL = "pipe pipes paint pencil poisoning acid acetate levels exposure bullet bullets mine shot"
_LIVE_THINGS = (
    "music show shows stream streams streaming broadcast concert concerts audience performance "
    "performances tv television video update updates coverage wire wires from on band bands "
    "recording event events chat animals ammunition demo commerce sports game games streamed "
    "streamer streamers blog"
)
_MINUTE_THINGS = (
    "detail details amount amounts particle particles difference differences quantities quantity "
    "traces trace changes fragments fraction grains crystals"
)
_CLOSE_THINGS = (
    "to friend friends up call relationship together by ties look attention contact enough race"
)
_FISH = "fishing fish boat sea striped caught lake"
_BEFORE_THINGS: tuple[tuple[str, Kind, str], ...] = (
    ("lead", "metal", _METAL),
    ("live", "adjective", _LIVE_THINGS),
    ("minute", "adjective", _MINUTE_THINGS),
    ("bass", "fish", _FISH),
    ("content", "adjective", "with"),
    ("wind", "verb", "up down back"),
    ("tear", "verb", "apart down up off it the in out"),
    ("bow", "verb", "down to out"),
    ("dove", "past", "into in off"),
    ("wound", "past", "up around down"),
    ("learned", "adjective", "scholar society journal man professor judge"),
)
_AFTER_THINGS: tuple[tuple[str, Kind, str], ...] = (
    ("lead", "metal", "of contains molten"),
    ("live", "adjective", "a go goes went broadcast stream"),
    ("bass", "fish", _FISH),
    ("tear", "verb", "to will"),
)


def of_several(word: str, sentence: Sentence, index: int) -> tuple[Phones, str] | None:
    """Return the phones of a word of several readings in its place, and the kind of word it is.

    None is returned where the word has only one reading.
    """
    lowered = word.lower()
    table = _table().get(word) or _table().get(lowered)
    if table:
        kind = _kind(lowered, table, sentence, index)
        return table[kind], kind
    for ending in ("s", "ed", "ing"):
        if found := _inflected(lowered, ending, sentence, index):
            return found
    return None


def _inflected(word: str, ending: str, sentence: Sentence, index: int) -> tuple[Phones, str] | None:
    """Return the reading of ``records``, ``recorded`` or ``recording`` from that of its stem."""
    from aigc.g2p.english.morphology import with_ending

    if not word.endswith(ending) or word in _SETTLED or word in _table():
        return None
    stems = (word[: -len(ending)], word[: -len(ending)] + "e", word[: -len(ending) - 1])
    for stem in stems:
        if table := _table().get(stem):
            kind: Kind = "verb" if ending != "s" else _of_plural(sentence, index)
            if ending == "ing" and sentence.kind(index) == "noun" and "verb" in table:
                kind = "verb"
            phones = table.get(kind) or next(iter(table.values()))
            return with_ending(phones, ending), kind
    return None


def _of_plural(sentence: Sentence, index: int) -> Kind:
    """Return whether ``records`` is the plural, or what he or she does."""
    if sentence.at(index - 1) in ("he", "she", "it", "who", "that", "which", "never", "always"):
        return "verb"
    return "noun" if sentence.kind(index) == "noun" else "verb"


_SETTLED = listed(
    "closed closing living leading reading readings winding rows bowing mouthing wounded wounding "
    "tearing bowed housing houses"
)
"""Inflected words whose reading does not change, or that are words of their own."""


def _kind(word: str, table: Mapping[Kind, Phones], sentence: Sentence, index: int) -> Kind:
    """Return which of its kinds the word is."""
    default = next(iter(table))
    special = _special(word, sentence, index)
    predicate = "adjective" in table and sentence.is_predicate(index)
    if special in table and not (predicate and special == "noun" and word == "invalid"):
        return special
    if predicate and word not in ("perfect", "present"):
        return "adjective"
    kind = sentence.kind(index)
    if kind == "noun" and "noun" not in table and "adjective" in table:
        return "adjective"
    return kind if kind in table else default


def _special(word: str, sentence: Sentence, index: int) -> Kind:
    """Return the kind that a neighbour gives one word, or what its place says."""
    near, before = sentence.has, sentence.at(index - 1)
    for marked, kind, things in _BEFORE_THINGS:
        if word == marked and near(index, things):
            return kind
    for marked, kind, things in _AFTER_THINGS:
        if word == marked and near(index, things, before=True):
            return kind
    if word == "close" and before not in ("to", "will"):
        likely = near(index, _CLOSE_THINGS) or sentence.is_predicate(index)
        return "adjective" if likely else "noun" if before == "the" else "verb"
    if word == "lives":
        rooted = near(index, "in here there with at alone on near by up for through next")
        counted = sentence.at(index - 1) in (
            "many",
            "their",
            "our",
            "the",
            "of",
            "your",
            "people's",
        )
        return "verb" if rooted and not counted else _of_plural(sentence, index)
    if word == "bow" and sentence.at(index - 2) in ("took", "take"):
        return "verb"
    if word == "wound" and (is_have_or_be(before) or before in PERSONS):
        return "past"
    if word == "read":
        return "past" if sentence.is_past(index) else "verb"
    if word == "used":
        return _used(sentence, index)
    if word in ("subject", "present") and is_have_or_be(before):
        return "noun"
    return sentence.kind(index)


def _used(sentence: Sentence, index: int) -> Kind:
    """Return whether *used to* tells a habit, or something is used to do a thing."""
    if sentence.at(index + 1) != "to":
        return "past"
    before, verb = sentence.at(index - 1), sentence.at(index + 2)
    passive = before in ("is", "are", "was", "were", "be", "been", "being", "widely", "often")
    noun_follows = verb.endswith("ing") or verb in ("the", "it", "this", "that", "being", "his")
    return "past" if passive and not noun_follows else "habit"


@cache
def _table() -> Mapping[str, Mapping[Kind, Phones]]:
    """Return the readings of each word by its kind, the usual kind first."""
    path = files("aigc.g2p") / "data" / "heteronyms_en.tsv"
    table: dict[str, dict[Kind, Phones]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, kind, reading = line.split("\t")
            table.setdefault(word, {})[kind] = _phones(word, reading)  # type: ignore[index]
    return table


def _phones(word: str, reading: str) -> Phones:
    """Return phones as written, or those of the lexicon's reading of that stress or ending."""
    if not reading.startswith("@"):
        return tuple(reading.split())
    known = [r.phones for r in lexicon().readings(word)]
    if reading in ("@first", "@later"):
        return next(p for p in known if (_stress(p)[0] == "1") == (reading == "@first"))
    full = [p for p in known if p[-2].startswith("EY")]
    dull = [p for p in known if not p[-2].startswith("EY")]
    if reading == "@full":
        return full[0]
    return dull[0] if dull else known[0]


def _stress(phones: Phones) -> str:
    return "".join(p[-1] for p in phones if p[-1].isdigit())
