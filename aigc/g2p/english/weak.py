"""Words of grammar, which lose their stress and often their vowel in running speech."""

from __future__ import annotations

from collections.abc import Sequence

from aigc.g2p.word import listed

_WEAK = {
    "a": "AH0", "an": "AH0 N", "the": "DH AH0", "to": "T AH0", "of": "AH0 V", "and": "AH0 N D",
    "for": "F ER0", "from": "F R AH0 M", "at": "AE0 T", "as": "AE0 Z", "in": "IH0 N",
    "on": "AA0 N", "with": "W IH0 DH", "by": "B AY0", "into": "IH0 N T AH0", "but": "B AH0 T",
    "or": "AO0 R", "nor": "N AO0 R", "if": "IH0 F", "than": "DH AH0 N", "that": "DH AH0 T",
    "can": "K AH0 N", "was": "W AH0 Z", "were": "W ER0", "are": "AA0 R", "is": "IH0 Z",
    "am": "AE0 M", "be": "B IY0", "been": "B IH0 N", "has": "HH AH0 Z", "have": "HH AH0 V",
    "had": "HH AH0 D", "do": "D UW0", "will": "W AH0 L", "would": "W UH0 D", "could": "K UH0 D",
    "should": "SH UH0 D", "must": "M AH0 S T", "shall": "SH AH0 L", "his": "HH IH0 Z",
    "her": "HH ER0", "him": "HH IH0 M", "he": "HH IY0", "she": "SH IY0", "we": "W IY0",
    "me": "M IY0", "it": "IH0 T", "its": "IH0 T S", "you": "Y UW0", "your": "Y AO0 R",
    "my": "M AY0", "us": "AH0 S", "them": "DH AH0 M", "their": "DH EH0 R", "our": "AW0 ER0",
    "i": "AY0", "some": "S AH0 M", "there": "DH EH0 R", "so": "S OW0",
}  # fmt: skip
_STRONG_FUNCTION = listed(
    "this these those what which who whom whose when where why how not no they because while "
    "although though since until unless about after before between through during over under "
    "without within upon against toward towards does did may might i'm you're he's she's it's "
    "we're they're i've you've we've they've i'll you'll he'll she'll we'll they'll i'd you'd "
    "he'd she'd we'd they'd that's there's what's let's isn't aren't wasn't weren't"
)
_CLAUSE_AFTER_THAT = listed("the a an i you he she it we they this his her their our my")
_TELLING = listed(
    "say says said think thinks thought know knows knew show shows showed shown believe "
    "believes believed found find finds means mean meant hope hoped sure told so fact"
)


def is_function_word(word: str) -> bool:
    """Tell whether a word in small letters carries grammar more than meaning."""
    return word in _WEAK or word in _STRONG_FUNCTION


def weak(words: Sequence[str], index: int, after: str) -> tuple[str, ...] | None:
    """Return the weak phones of the word at ``index``, or None where it is no such word or strong.

    ``words`` are in small letters; ``after`` is the first phone of the next word, empty at a pause.
    """
    word = words[index]
    if word not in _WEAK or len(words) == 1:
        return None
    if not after and word not in ("it", "him", "them", "her", "us", "me", "you", "there"):
        return None
    vowel = after[-1:].isdigit()
    if word == "the" and vowel:
        return ("DH", "IY0")
    if word in ("to", "into") and vowel:
        return (*_WEAK[word].split()[:-1], "UW0")
    if word == "that" and not _joins(words, index):
        return None
    if word in ("there", "so", "some") and not _light(words, index):
        return None
    if word in ("do", "have", "has", "had") and not _helps(words, index):
        return None
    return tuple(_WEAK[word].split())


def _joins(words: Sequence[str], index: int) -> bool:
    """Tell whether *that* joins two clauses rather than points."""
    before = words[index - 1] if index else ""
    after = words[index + 1] if index + 1 < len(words) else ""
    return before in _TELLING or (index > 0 and after in _CLAUSE_AFTER_THAT)


def _light(words: Sequence[str], index: int) -> bool:
    after = words[index + 1] if index + 1 < len(words) else ""
    if words[index] == "there":
        return after in ("is", "are", "was", "were", "will", "has", "have") or not after
    return words[index] == "some" and bool(after) and after not in ("of", "are", "have")


def _helps(words: Sequence[str], index: int) -> bool:
    """Tell whether *do* or *have* helps another verb."""
    after = words[index + 1] if index + 1 < len(words) else ""
    if words[index] == "do":
        return after in ("you", "we", "they", "i", "not")
    return after.endswith(("ed", "en", "wn")) or after in (
        "been", "had", "done", "made", "become", "come", "gone", "not", "to", "also", "found",
    )  # fmt: skip
