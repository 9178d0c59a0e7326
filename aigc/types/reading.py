"""How a syllable is read: the common coin of writing, speech and song."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.types.article import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One syllable as it is read.

    Attributes
    ----------
    language : Language
        Whose spelling ``sounds`` is in.
    sounds : str
        Chinese: pinyin with the tone that is spoken, 1 to 5, ``v`` for ü and a last ``r`` for 儿
        (``zhuang1``, ``hua1r`` is ``huar1``). English: ARPAbet with the stress on the vowel, one
        space between phones (``T AH0``).
    """

    language: Language
    sounds: str
