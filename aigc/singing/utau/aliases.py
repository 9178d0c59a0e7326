"""Which units of a bank sing the syllables of a phrase, and what each is there for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aigc.errors import InputError
from aigc.singing.phrases import Phrase, SungSyllable
from aigc.singing.spellings import near, spellings
from aigc.singing.utau.oto import Unit, UtauBank
from aigc.voice.phones import VOWELS
from aigc.voice.syllables import of_pinyin

_INITIAL: Final = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(.+)")
_CONSONANT_S: Final = 0.07
_CODA_S: Final = 0.09
_MOST: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A unit and when it is heard.

    Attributes
    ----------
    beat_s : float
        Where the end of its preutterance falls.
    end_s : float
        Where it ends, unless the unit after it begins sooner.
    joined : bool
        It goes on from the unit before it.
    bare : bool
        What is before its beat is left out.
    """

    unit: Unit
    beat_s: float
    end_s: float
    joined: bool
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A sound in a syllable as the house spells it; ``lead`` ones come before the beat."""

    label: str
    lead: bool


def parts_of(syllable: SungSyllable) -> tuple[Part, ...]:
    """Return the sounds of a syllable: its initial and its final, or its English phones."""
    sounds = syllable.reading.sounds.strip()
    if syllable.reading.language == "en":
        phones = sounds.upper().split()
        beat = next((i for i, p in enumerate(phones) if p[-1].isdigit()), len(phones) - 1)
        return tuple(Part(label=p, lead=i < beat) for i, p in enumerate(phones))
    phones_zh = of_pinyin(_bare(sounds))
    lead = phones_zh[0] not in VOWELS and phones_zh[0] not in ("j", "w", "ɥ")
    lead = lead and len(phones_zh) > 1
    held = Part(label="".join(phones_zh[lead:]), lead=False)
    return (Part(label=phones_zh[0], lead=True), held) if lead else (held,)


def placed(phrase: Phrase, bank: UtauBank) -> tuple[Placed, ...]:
    """Return the units of a phrase in the order in which they begin.

    Raises
    ------
    InputError
        When the bank has no unit for a syllable.
    """
    found: list[Placed] = []
    for number, syllable in enumerate(phrase):
        before = phrase[number - 1] if number else None
        after = phrase[number + 1] if number + 1 < len(phrase) else None
        if syllable.reading.language == "en":
            found += _english(syllable, before, after, bank)
        else:
            found += _mandarin(syllable, before, after, bank)
    return tuple(found)


def _mandarin(
    syllable: SungSyllable, before: SungSyllable | None, after: SungSyllable | None, bank: UtauBank
) -> Iterator[Placed]:
    """Yield the unit of a syllable, and one that leads to what follows where the bank has it.

    Tries what connected banks call it (``a zhuang``, or ``- zhuang`` at a beginning) before what
    all do (``zhuang``).
    """
    midi = syllable.notes[0].pitch
    plain = _bare(syllable.reading.sounds)
    ends = _ends(before)
    names = [f"{end} {s}" for s in _spelled(plain) for end in ends or ["-"]]
    names += [name for s in _spelled(plain) for name in (s, f"- {s}")]
    unit = _first(names, bank, midi)
    if unit is None:
        raise InputError(
            f"This bank cannot sing {plain!r}: no recording is called so. "
            f"{near(plain, bank.plain_aliases())}"
        )
    start, end = float(syllable.start), float(syllable.end)
    yield Placed(unit=unit, beat_s=start, end_s=end, joined=before is not None, bare=syllable.again)
    tails = [f"{v} {head}" for v in _ends(syllable) for head in _heads(after)]
    leading = _first(tails, bank, midi)
    if leading is not None:
        next_unit = _next_unit(after, syllable, bank)
        length = min(next_unit, _MOST * (end - start))
        yield Placed(unit=leading, beat_s=end - length, end_s=end, joined=True)


def _next_unit(after: SungSyllable | None, syllable: SungSyllable, bank: UtauBank) -> float:
    """Return how long before the next beat its consonant begins, in seconds."""
    if after is None:
        return _CODA_S
    names = list(_spelled(_bare(after.reading.sounds)))
    unit = _first(names, bank, after.notes[0].pitch)
    return unit.preutterance_ms / 1000 if unit else _CONSONANT_S


def _english(
    syllable: SungSyllable, before: SungSyllable | None, after: SungSyllable | None, bank: UtauBank
) -> Iterator[Placed]:
    """Yield units of two sounds each (``hh ah``), as ARPAsing banks have them."""
    midi = syllable.notes[0].pitch
    parts = parts_of(syllable)
    lead = sum(part.lead for part in parts)
    start, end = float(syllable.start), float(syllable.end)
    room = start - float(before.start) if before else 1.0
    onset_s = min(_CONSONANT_S, _MOST * room / max(lead, 1))
    coda_s = min(_CODA_S, _MOST * (end - start) / max(len(parts) - lead, 1))
    last = _last_sound(before)
    for i, part in enumerate(parts):
        own = part.label
        unit = _pair(last, own, bank, midi)
        late = i - lead
        beat = start + late * onset_s if late <= 0 else end - (len(parts) - i) * coda_s
        yield Placed(unit=unit, beat_s=beat, end_s=end, joined=before is not None or i > 0)
        last = own
    closing = _first([f"{s} -" for s in _sounds(last)], bank, midi) if after is None else None
    if closing is not None:
        yield Placed(unit=closing, beat_s=end, end_s=end + _CODA_S, joined=True)


def _pair(last: str, own: str, bank: UtauBank, midi: int) -> Unit:
    names = [f"{a} {b}" for a in _sounds(last) for b in _sounds(own)]
    names += [name for b in _sounds(own) for name in (b, f"- {b}")]
    unit = _first(names, bank, midi)
    if unit is None:
        raise InputError(
            f"This bank cannot sing the English sound {own!r}: no recording is called "
            f"{names[0]!r}. {near(names[0], bank.plain_aliases())}"
        )
    return unit


def _sounds(phone: str) -> list[str]:
    """Return how banks write an English sound: without stress, the weak vowel by two names."""
    bare = phone.rstrip("012").lower()
    return ["ax", "ah"] if phone == "AH0" else [bare]


def _last_sound(before: SungSyllable | None) -> str:
    return parts_of(before)[-1].label if before and before.reading.language == "en" else "-"


def _first(names: list[str], bank: UtauBank, midi: int) -> Unit | None:
    return next((unit for name in names if (unit := bank.find(name, midi)) is not None), None)


def _bare(sounds: str) -> str:
    return sounds.strip().rstrip("012345").lower()


def _spelled(syllable: str) -> Iterator[str]:
    yield from spellings(syllable)
    if syllable.endswith("r") and syllable != "er":
        yield from spellings(syllable[:-1])


def _ends(syllable: SungSyllable | None) -> list[str]:
    """Return how connected banks may call the end of a syllable, the longest first."""
    if syllable is None or syllable.reading.language == "en":
        return []
    final = _split(_bare(syllable.reading.sounds))[1]
    return [final[i:] for i in range(len(final))]


def _heads(syllable: SungSyllable | None) -> list[str]:
    """Return how connected banks may call the beginning of a syllable, or the end of a phrase."""
    if syllable is None:
        return ["R", "-"]
    if syllable.reading.language == "en":
        return []
    initial = _split(_bare(syllable.reading.sounds))[0]
    return [initial] if initial else []


def _split(syllable: str) -> tuple[str, str]:
    found = _INITIAL.fullmatch(syllable)
    return (found[1] or "", found[2]) if found else ("", syllable)
