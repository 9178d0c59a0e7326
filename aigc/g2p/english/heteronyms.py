"""English words of several readings, told apart by their place in the sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from aigc.g2p.english.context import Kind, Sentence
from aigc.g2p.english.lexicon import lexicon
from aigc.g2p.english.particular import by_its_rule
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
_FISH = "fishing fish boat sea striped caught lake"
_BEFORE_THINGS: tuple[tuple[str, Kind, str], ...] = (
    ("lead", "metal", _METAL),
    ("live", "adjective", _LIVE_THINGS),
    ("minute", "adjective", _MINUTE_THINGS),
    ("bass", "fish", _FISH),
    ("content", "adjective", "with"),
    ("wind", "verb", "up down back"),
    ("tear", "verb", "apart down up off it the out"),
    ("bow", "verb", "down to out"),
    ("dove", "past", "into in off"),
    ("wound", "past", "up around down through along across its into between tightly"),
    ("learned", "adjective", "scholar scholars society journal man men professor judge friend"),
)
_AFTER_THINGS: tuple[tuple[str, Kind, str], ...] = (
    ("lead", "metal", "of contains molten"),
    ("live", "adjective", "a go goes went broadcast stream"),
    ("bass", "fish", _FISH),
    ("tear", "verb", "to will"),
    ("does", "noun", "the a two three four five six many several few these those my our of"),
)
_ANYWHERE: tuple[tuple[str, Kind, str], ...] = (
    ("lead", "metal", "zinc copper mercury cadmium arsenic paint toxic pipes"),
    ("bass", "fish", "caught catch fishing lake river trout pike angler anglers"),
    ("tear", "noun", "eye eyes cheek cheeks face shed cried crying wept cry gas"),
    ("bow", "verb", "ship boat deck stern ship's"),
    ("does", "noun", "fawns bucks deer"),
)
"""Words, and what they are in a stretch with some others."""


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

    bare = word.removesuffix(ending)
    if bare in ("", word) or word in _SETTLED or word in _table():
        return None
    shorter = (bare[:-1],) if bare.endswith("e") or bare[-1] == bare[-2:-1] else ()
    for stem in (bare, f"{bare}e", *shorter):
        if table := _table().get(stem):
            kind: Kind = "verb" if ending != "s" else sentence.kind_with_s(index)
            phones = table.get(kind) or next(iter(table.values()))
            return with_ending(phones, ending), kind
    return None


_SETTLED = listed(
    "closed closing living leading reading readings winding rows bowing mouthing wounded wounding "
    "tearing bowed housing houses"
)
"""Inflected words whose reading does not change, or that are words of their own."""


def _kind(word: str, table: Mapping[Kind, Phones], sentence: Sentence, index: int) -> Kind:
    """Return which of its kinds the word is."""
    usual = next(iter(table))
    special = _of_neighbours(word, sentence, index) or by_its_rule(word, sentence, index)
    if special and special in table:
        return special
    if "adjective" in table and sentence.is_predicate(index):
        return "adjective"
    kind = sentence.kind(index, usual)
    if kind == "noun" and "noun" not in table and "adjective" in table:
        return "adjective"
    return kind if kind in table else usual


def _of_neighbours(word: str, sentence: Sentence, index: int) -> Kind | None:
    """Return the kind that other words give this one, None where they give none."""
    for marked, kind, things in _ANYWHERE:
        if word == marked and set(things.split()) & set(sentence.words):
            return kind
    for marked, kind, things in _BEFORE_THINGS:
        if word == marked and sentence.has(index, things):
            return kind
    for marked, kind, things in _AFTER_THINGS:
        if word == marked and sentence.has(index, things, before=True):
            return kind
    return None


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
