"""An English word as it is printed under notes: a piece for each syllable that is said."""

from __future__ import annotations

import re

from aigc.g2p.english.read import read_english

_GROUP = re.compile(r"[^aeiouy]*[aeiouy]+", re.I)


def syllables_of(word: str) -> list[str]:
    """Return the pieces of a word, as many as it has syllables; joined they are the word.

    A consonant between vowels goes to the second piece, and of several the first stays behind. A
    word with fewer groups of vowels than syllables has its longest piece parted.

    >>> syllables_of("shining"), syllables_of("moonlight"), syllables_of("love")
    (['shi', 'ning'], ['moon', 'light'], ['love'])
    """
    bare = re.sub(r"[^A-Za-z'’]", "", word)
    if not bare:
        return [word]
    count = sum(len(said.readings) for said in read_english([bare]))
    pieces = _groups(word)
    while len(pieces) > count:
        shortest = min(range(1, len(pieces)), key=lambda i: (len(pieces[i]), -i))
        pieces[shortest - 1 : shortest + 1] = [pieces[shortest - 1] + pieces[shortest]]
    while len(pieces) < count and max(map(len, pieces)) > 1:
        longest = max(range(len(pieces)), key=lambda i: len(pieces[i]))
        half = (len(pieces[longest]) + 1) // 2
        pieces[longest : longest + 1] = [pieces[longest][:half], pieces[longest][half:]]
    return pieces


def _groups(word: str) -> list[str]:
    found = _GROUP.findall(word)
    if not found:
        return [word]
    found[-1] += word[sum(map(len, found)) :]
    silent = re.fullmatch(r"[^aeiouy]*e(?:s|d)?[^A-Za-z]*", found[-1], re.I)
    if len(found) > 1 and silent:
        found[-2:] = [found[-2] + found[-1]]
    for i in range(1, len(found)):
        cluster = re.match(r"[^aeiouy]+", found[i], re.I)
        if cluster and len(cluster[0]) > 1:
            found[i - 1] += found[i][:1]
            found[i] = found[i][1:]
    return found
