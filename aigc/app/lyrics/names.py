"""The named forms as the page offers them."""

from __future__ import annotations

from functools import lru_cache

from aigc.app.lyrics.words import say
from aigc.app.words import Tongue

OTHERS = 3
"""So many other names of a form stand beside its own, to be found by them."""


@lru_cache(maxsize=2)
def forms(tongue: Tongue) -> list[tuple[str, str]]:
    """Return every named form with its label, found by its other names too."""
    from aigc.lyrics.forms.catalogue import entries

    units = {"metre": "音节", "cipai": "字", "shi": "字"} if tongue == "zh" else {}
    choices = []
    for entry in entries():
        others = f"（{'、'.join(entry.others[:OTHERS])}）" if entry.others else ""
        count = f" ×{len(entry.variants)}" if len(entry.variants) > 1 else ""
        choices.append(
            (f"{entry.name}{others} {entry.sizes}{units.get(entry.kind, '')}{count}", entry.name)
        )
    return choices


def variants(name: str, tongue: Tongue) -> list[tuple[str, str]]:
    """Return the variants of a form with what sets them apart, the usual one first."""
    from aigc.lyrics.forms.catalogue import entries

    entry = next((e for e in entries() if e.name == name), None)
    found = sorted(entry.variants, key=lambda v: not v.usual) if entry else []
    choices = []
    for v in found:
        notes = [say("variant.usual", tongue)] if v.usual and len(found) > 1 else []
        notes += [v.about] if v.about and name != v.about and not name.isascii() else []
        label = say(
            "variant.one",
            tongue,
            n=v.number,
            characters=v.characters,
            lines=v.lines,
            about="".join(f" · {note}" for note in notes),
        )
        choices.append((label, str(v.number)))
    return choices
