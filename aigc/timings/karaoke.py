"""What is shown as it is said: the smallest pieces of a line that can be written."""

from __future__ import annotations

from collections.abc import Iterator

from aigc.types.timing import Timed, Timing


def written_syllables(timing: Timing) -> Iterator[Timed]:
    """Yield each word by its syllables where they are all written, as hanzi are, or else whole."""
    at = 0
    for word in timing.words:
        own: list[Timed] = []
        while at < len(timing.syllables) and timing.syllables[at].time.start < word.time.end:
            own.append(timing.syllables[at])
            at += 1
        whole = "".join(syllable.text for syllable in own) == word.text
        yield from own if whole and all(one.text for one in own) else (word,)
