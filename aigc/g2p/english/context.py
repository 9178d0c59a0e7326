"""What kind of word stands in a sentence, told from its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from aigc.g2p.word import listed

Kind = Literal["noun", "verb", "adjective", "past", "metal", "habit", "fish"]

_DETERMINERS = listed(
    "the a an this that these those my your his her its our their whose each every some any no "
    "another both all many few several most one two three four five six seven eight nine ten "
    "first second third next last"
)
_OBJECTS = listed(
    "the a an this that these those my your his her its our their it them him us me you "
    "themselves himself herself itself each every some any all one"
)
_TO_VERB = listed(
    "will would can could should may might must shall do did does don't doesn't didn't won't "
    "wouldn't can't couldn't shouldn't cannot let's please i we they who never always often "
    "usually rarely not i'll we'll they'll you'll he'll she'll it'll i'd we'd they'd you'd help "
    "better"
)
PERSONS = listed("i you he she it we they who")
_BE = listed("am is are was were be been being 's 're 'm it's that's he's she's i'm")
_HAVE = listed("have has had having i've we've you've they've")
_PREPOSITIONS = listed(
    "of in on at by for with from about into through per under over after before between "
    "against during without as than"
)
_NOUN_TO = listed(
    "according due thanks access close back compared subject links response reaction damage "
    "return contribution addition relation regard respect attention change"
)
_FINITE = listed("is are was were has have had will would can could of")
_DEGREE = listed("very too so quite really pretty more most rather as extremely how")
_PAST_SIGNS = listed("yesterday last ago once already earlier then before just")


class Sentence:
    """The words of a stretch in small letters, asked about one at a time."""

    def __init__(self, words: Sequence[str]) -> None:
        self.written = words
        self.words = [word.lower() for word in words]

    def at(self, index: int) -> str:
        """Return a word, empty outside the stretch."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def kind(self, index: int) -> Kind:
        """Return whether a word that may be either is a noun (or adjective) or a verb."""
        before, after = self.at(index - 1), self.at(index + 1)
        if before == "to":
            return "noun" if self.at(index - 2) in _NOUN_TO else "verb"
        if before in _TO_VERB or (before in PERSONS and before != "who"):
            return "verb"
        if before == "you":
            return "verb"
        if before in _DETERMINERS or before in _PREPOSITIONS or before.endswith(("'s", "s'")):
            return "noun"
        if before.endswith("ly") and after in _OBJECTS:
            return "verb"
        if self._subject_before(index) and after in _OBJECTS:
            return "verb"
        if before in ("", "and", "or", "then") and after in _OBJECTS:
            return "verb"
        if not before and self.at(index) == "use" and after not in _FINITE:
            return "verb"
        if before in ("them", "him", "us", "me", "people"):
            return "verb"
        return "noun"

    def _subject_before(self, index: int) -> bool:
        """Tell whether a name or a plural stands before, and no verb between them."""
        before, written = self.at(index - 1), self.written[index - 1] if index else ""
        plural = before.endswith("s") and not before.endswith("ss") and before not in _BE
        return plural or (index > 0 and written[:1].isupper())

    def is_predicate(self, index: int) -> bool:
        """Tell whether an adjective after a form of *be* is likely: *is close to*."""
        before = self.at(index - 1)
        return before in _BE or before in _DEGREE or before in ("feel", "seem", "look", "feels")

    def is_past(self, index: int) -> bool:
        """Tell whether a verb whose past is written like its present is in the past."""
        before = self.at(index - 1)
        asked = {"did", "do", "does", "didn't", "don't", "to"} & set(
            self.words[max(0, index - 4) : index]
        )
        if asked or before in _TO_VERB - PERSONS or before in ("to", "will"):
            return False
        if before in _HAVE | _BE or (self.at(index - 2) in _HAVE | _BE and before.endswith("ly")):
            return True
        if before in ("he", "she", "it", "who", "well", "once", "never", "just") or (
            index and self.written[index - 1][:1].isupper() and before not in PERSONS
        ):
            return True
        return bool(before in PERSONS and _PAST_SIGNS & set(self.words))

    def has(self, index: int, words: str, *, before: bool = False) -> bool:
        """Tell whether the word after (or before) is one of some words."""
        return self.at(index - 1 if before else index + 1) in words.split()


def is_have_or_be(word: str) -> bool:
    """Tell whether a word is a form of *have* or *be*, which a participle follows."""
    return word.lower() in _HAVE | _BE
