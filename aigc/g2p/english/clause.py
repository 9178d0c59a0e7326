"""Whether a clause has a verb already, which tells what its other words may be."""

from __future__ import annotations

from collections.abc import Sequence

from aigc.g2p.word import listed

_AUXILIARIES = listed(
    "is are was were am has have had does do did will would can could should may might must shall "
    "isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't can't "
    "couldn't shouldn't cannot it's that's he's she's there's i'm you're we're they're i've you've "
    "we've they've i'll you'll we'll they'll he'll she'll it'll"
)
_VERBS = listed(
    "says said told shows showed means meant makes made takes took goes went comes came gets got "
    "gives gave helps needs costs varies includes seems became becomes began begins broke brought "
    "built bought caught chose drew drove ate fell felt fought found flew forgot froze grew heard "
    "held hit hurt kept knew laid led left lent lost met paid ran rang rose sang sank sat saw sold "
    "sent shook shone shot shut slept slid spoke spent spread stood stole stuck struck swam taught "
    "thought threw understood woke wore won wrote rises falls remains looks works leads brings "
    "keeps lets puts sets holds follows happens starts stops wants knows thinks gives runs"
)
_PLURAL_VERBS = listed(
    "say show mean make take go come get give help need cost vary include seem become begin fall "
    "rise remain look work bring keep put hold follow happen start stop want know think run "
    "suggest reveal indicate earn go expire last differ affect fix voted agree require allow"
)
_NOT_PAST = ("eed", "hundred", "sacred", "naked", "wicked")
_NAMING = listed(
    "the a an this that these those my your his her its our their to of in on at by for from with "
    "into and or no some any every each"
)
_LEFT_EDGES = listed("and but that which who if as when while because where or so what than though")
_RIGHT_EDGES = listed("but which who if as when while because where so than i we they he she you")


def has_other_verb(words: Sequence[str], index: int) -> bool:
    """Tell whether the clause of ``words[index]``, in small letters, has another finite verb."""
    left = index
    while left and words[left - 1] not in _LEFT_EDGES:
        left -= 1
    right = index + 1
    while right < len(words) and words[right] not in _RIGHT_EDGES and not _opens(words, right):
        right += 1
    return any(i != index and _is_finite(words, i) for i in range(left, right))


def _opens(words: Sequence[str], index: int) -> bool:
    """Tell whether *that* opens a clause with a subject of its own."""
    return words[index] == "that" and not _is_finite(words, index + 1)


def verb_follows(words: Sequence[str], index: int) -> bool:
    """Tell whether a finite verb stands after ``words[index]``."""
    return any(_is_finite(words, i) for i in range(index + 1, len(words)))


def _is_finite(words: Sequence[str], index: int) -> bool:
    if index >= len(words):
        return False
    word, before = words[index], words[index - 1] if index else ""
    if word in _AUXILIARIES:
        return True
    if before in _NAMING or before in _AUXILIARIES:
        return False
    regular = word.endswith("ed") and len(word) > 4 and not word.endswith(_NOT_PAST)
    return regular or word in _VERBS or (word in _PLURAL_VERBS and bool(before))
