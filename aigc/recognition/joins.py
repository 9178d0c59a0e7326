"""Words of one window to words of a whole recording: nothing lost and nothing doubled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from aigc.recognition.windows import FRAMES_A_SECOND, Loud, Window

LEAST_S: Final = 0.02
_SLACK_S: Final = 0.3
"""By so much two windows may differ on when a word is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word as it stands in a text, with the space before it and the signs behind it.

    Attributes
    ----------
    begin_s, end_s : float
        When its letters are heard.
    confidence : float
        0 to 1.
    """

    text: str
    begin_s: float
    end_s: float
    confidence: float

    @property
    def bare(self) -> str:
        """Its letters and digits alone, in small letters."""
        return "".join(c for c in self.text.lower() if c.isalnum())

    def later(self, by_s: float) -> Said:
        """Return the word moved in time."""
        return replace(self, begin_s=self.begin_s + by_s, end_s=self.end_s + by_s)


def joined(windows: Sequence[Window], heard: Sequence[Sequence[Said]]) -> list[Said]:
    """Return the words of all windows, each given in seconds from the beginning of its own."""
    out: list[Said] = []
    for window, words in zip(windows, heard, strict=True):
        placed = [word.later(window.begin / FRAMES_A_SECOND) for word in words]
        _take_over(out, placed, window)
    return [_spaced(word, before) for word, before in zip(out, [None, *out], strict=False)]


def _take_over(out: list[Said], words: list[Said], window: Window) -> None:
    """Add words to those of the windows before, from where both heard the same."""
    begin, cut = window.begin / FRAMES_A_SECOND, window.cut / FRAMES_A_SECOND
    if begin >= cut:
        out += words
        return
    first = next((n for n, word in enumerate(out) if word.end_s > begin - _SLACK_S), len(out))
    last = 2 * cut - begin + _SLACK_S
    late = [word for word in words if word.begin_s < last]
    same = _same(out[first:], late, cut)
    if same is None:
        out[first:] = [word for word in out[first:] if _middle(word) < cut]
        out += [word for word in words if _middle(word) >= cut]
        return
    del out[first + same[0] + 1 :]
    out += words[same[1] + 1 :]


def _same(one: Sequence[Said], other: Sequence[Said], cut: float) -> tuple[int, int] | None:
    """Return the places of the word nearest to the cut that both windows have."""
    match = SequenceMatcher(a=[w.bare for w in one], b=[w.bare for w in other], autojunk=False)
    pairs = [
        (block.a + n, block.b + n)
        for block in match.get_matching_blocks()
        for n in range(block.size)
    ]
    return min(pairs, key=lambda pair: abs(_middle(one[pair[0]]) - cut), default=None)


def _middle(word: Said) -> float:
    return (word.begin_s + word.end_s) / 2


def _spaced(word: Said, before: Said | None) -> Said:
    """Return a word with a space before it where two windows met and both write in letters."""
    if before is None or not (word.text[0].isascii() and before.text[-1].isascii()):
        return word
    return word if word.text[0].isspace() else replace(word, text=f" {word.text}")


def forward(words: Sequence[Said]) -> list[Said]:
    """Return the words with none beginning before the one before ends, and none without length."""
    out: list[Said] = []
    now = 0.0
    for word in words:
        begin = max(word.begin_s, now)
        now = max(word.end_s, begin + LEAST_S)
        out.append(replace(word, begin_s=begin, end_s=now))
    return out


def trimmed(words: Sequence[Said], loud: Loud) -> list[Said]:
    """Return the words without the silence that they were given at their ends."""
    return [_trimmed(word, loud) for word in words]


def _trimmed(word: Said, loud: Loud) -> Said:
    begin, end = round(word.begin_s * FRAMES_A_SECOND), round(word.end_s * FRAMES_A_SECOND)
    sounding = loud[begin:end].nonzero()[0]
    if not len(sounding):
        return word
    return replace(
        word,
        begin_s=max(word.begin_s, (begin + int(sounding[0])) / FRAMES_A_SECOND),
        end_s=min(word.end_s, (begin + int(sounding[-1]) + 1) / FRAMES_A_SECOND),
    )
