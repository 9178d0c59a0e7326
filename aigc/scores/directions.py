"""What MusicXML says besides notes: the order of measures, tempo, key, loudness and chords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from aigc.scores.roadmap import Signs
from aigc.scores.tempo import bpm_of, figure, sane
from aigc.scores.values import TYPES
from aigc.scores.written import Mark

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DA_CAPO: Final = re.compile(r"\bd\.?\s*c\.?(?!\w)|\bda\s+capo", re.I)
_DAL_SEGNO: Final = re.compile(r"\bd\.?\s*s\.?(?!\w)|\bdal\s+segno", re.I)
_FINE: Final = re.compile(r"^\s*fine\W*$", re.I)
_TO_CODA: Final = re.compile(r"^\s*to\s+(the\s+)?coda", re.I)
_WEDGES: Final = {"crescendo": "louder", "diminuendo": "softer", "stop": "stop"}
KINDS: Final = {
    "major": "",
    "minor": "m",
    "augmented": "aug",
    "diminished": "dim",
    "dominant": "7",
    "major-seventh": "maj7",
    "minor-seventh": "m7",
    "diminished-seventh": "dim7",
    "half-diminished": "m7b5",
    "major-minor": "mM7",
    "major-sixth": "6",
    "minor-sixth": "m6",
    "dominant-ninth": "9",
    "major-ninth": "maj9",
    "minor-ninth": "m9",
    "suspended-second": "sus2",
    "suspended-fourth": "sus4",
    "power": "5",
}
"""How the kinds of chords in MusicXML are printed behind their root."""


def barline(element: Element, signs: Signs) -> Signs:
    """Return the signs with those of a bar line."""
    repeat = element.find("repeat")
    if repeat is not None and repeat.get("direction") == "forward":
        signs = replace(signs, forward=True)
    elif repeat is not None:
        signs = replace(
            signs,
            backward=min(max(int(repeat.get("times") or 2), 2), 99),
            after_jump=repeat.get("after-jump") == "yes",
        )
    ending = element.find("ending")
    if ending is not None and ending.get("type") == "start":
        signs = replace(signs, ending=_ending_numbers(ending.get("number", "")))
    elif ending is not None:
        signs = replace(signs, ending_stop=True)
    return signs


def _ending_numbers(text: str) -> frozenset[int]:
    """Return the times an ending is meant for, from text such as ``1``, ``1, 2`` or ``1-3``."""
    times: set[int] = set()
    for first, last in re.findall(r"(\d{1,2})(?:\s*-\s*(\d{1,2}))?", text):
        times.update(range(int(first), int(last or first) + 1))
    return frozenset(times) or frozenset({1})


def signs_of(element: Element, signs: Signs) -> Signs:
    """Return the signs with those of a direction, by its sound or else by what is printed."""
    sound = element if element.tag == "sound" else element.find("sound")
    attributes = {} if sound is None else sound.attrib
    words = " ".join(w.text or "" for w in element.iter("words"))
    named = not attributes.keys().isdisjoint({"coda", "tocoda", "segno", "dalsegno"})
    drawn = {kind.tag for found in element.iter("direction-type") for kind in found}
    to_coda = attributes.get("tocoda", "") or ("coda" if _TO_CODA.search(words) else "")
    coda = attributes.get("coda", "") or ("coda" if "coda" in drawn and not named else "")
    return replace(
        signs,
        capo=signs.capo or attributes.get("dacapo") == "yes" or bool(_DA_CAPO.search(words)),
        fine=signs.fine or "fine" in attributes or bool(_FINE.search(words)),
        dal=signs.dal
        or attributes.get("dalsegno", "")
        or ("segno" if _DAL_SEGNO.search(words) else ""),
        segno=signs.segno
        or attributes.get("segno", "")
        or ("segno" if "segno" in drawn and not named else ""),
        to_coda=signs.to_coda or to_coda,
        coda=signs.coda or ("" if to_coda else coda),
    )


def marks_of(element: Element, at: Fraction) -> Iterator[Mark]:
    """Yield the tempo, the loudness and the wedges of a direction.

    Raises
    ------
    ValueError
        A tempo is none that can be played.
    """
    tempo = _tempo(element)
    if tempo is not None:
        yield Mark(offset=at, kind="tempo", number=tempo)
    for found in element.iter("dynamics"):
        yield from (Mark(offset=at, kind="dynamic", text=mark.tag) for mark in found)
    for wedge in element.iter("wedge"):
        kind = _WEDGES.get(wedge.get("type", ""))
        if kind:
            yield Mark(offset=at, kind="wedge", text=kind)


def _tempo(element: Element) -> Fraction | None:
    """Return the quarter notes a minute that a direction asks for."""
    sound = element if element.tag == "sound" else element.find("sound")
    told = None if sound is None else sound.get("tempo")
    if told and told.strip():
        return bpm_of(told)
    mark = element.find(".//metronome")
    written = None if mark is None else re.match(r"\D*([\d.]+)", mark.findtext("per-minute") or "")
    if mark is None or written is None:
        return None
    unit = TYPES.get(mark.findtext("beat-unit") or "", Fraction(1))
    dotted = Fraction(3, 2) if mark.find("beat-unit-dot") is not None else Fraction(1)
    return sane(figure(written[1].rstrip(".")) * unit * dotted)


def key_mark(attributes: Element, at: Fraction) -> Iterator[Mark]:
    """Yield the key signature of an attributes element; keys that no fifths tell are left out."""
    fifths = attributes.findtext("key/fifths")
    if fifths and fifths.strip():
        number = figure(fifths)
        if number.denominator != 1 or abs(number) > 7:
            raise ValueError(f"a key of {fifths.strip()[:20]} fifths")
        mode = (attributes.findtext("key/mode") or "major").strip()[:20] or "major"
        yield Mark(offset=at, kind="key", text=mode, number=number)


def chord_symbol(harmony: Element, at: Fraction) -> Iterator[Mark]:
    """Yield the chord of a harmony element as it is printed, such as ``Am7`` or ``C/E``."""
    root = _named(harmony, "root")
    kind = harmony.find("kind")
    if not root or kind is None:
        return
    known, printed = KINDS.get((kind.text or "").strip()), kind.get("text")
    free = known is None or harmony.find("degree") is not None
    ending = (printed if free else known) or known or ""
    bass = _named(harmony, "bass")
    yield Mark(offset=at, kind="chord", text=root + ending + (f"/{bass}" if bass else ""))


def _named(harmony: Element, what: str) -> str:
    step = (harmony.findtext(f"{what}/{what}-step") or "").strip()
    alter = int(figure(harmony.findtext(f"{what}/{what}-alter") or "0"))
    return step + ("#" * min(alter, 2) if alter > 0 else "b" * min(-alter, 2)) if step else ""
