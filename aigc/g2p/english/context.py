"""What kind of word stands in a sentence, told from its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from aigc.g2p.english.clause import has_other_verb
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
_FEEL = listed("feel feels felt seem seems seemed look looks looked")
_PAST_SIGNS = listed("yesterday last ago once already earlier then before just morning")


_NAMED_BY = _DETERMINERS | _PREPOSITIONS
_MANY = listed("many people men women children police officials the two three both most others")
_ADJECTIVES = listed(
    "recent new old key major minor big small large great good bad high low early late young long "
    "short main public private local national foreign annual daily weekly monthly total real free "
    "medical legal digital human social black white red green future past current former other "
    "different similar several various available important financial political personal"
)
_ONE_SUBJECT = listed(
    "he she it who that which this nobody everybody everyone someone never always also often "
    "usually rarely sometimes"
)


class Sentence:
    """The words of a stretch in small letters, asked about one at a time."""

    def __init__(self, words: Sequence[str]) -> None:
        self.written = words
        self.words = [word.lower() for word in words]

    def at(self, index: int) -> str:
        """Return a word, empty outside the stretch."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def kind(self, index: int, usual: Kind = "noun") -> Kind:
        """Return whether a word that may be either is a noun (or adjective) or a verb.

        ``usual`` is taken where the word begins a clause that has no other verb.
        """
        before, after = self.at(index - 1), self.at(index + 1)
        if before == "to":
            return "noun" if self.at(index - 2) in _NOUN_TO else "verb"
        if before == "not" and self.at(index - 2) in _BE:
            return "noun"
        if before in _TO_VERB or (before in PERSONS and before != "who"):
            return "verb"
        if before in _MANY and (after == "that" or after in _OBJECTS):
            return "verb"
        if before in _NAMED_BY or before.endswith(("'s", "s'")):
            return "noun"
        if before in ("them", "him", "us", "me", "people"):
            return "noun" if self.at(index - 2) in ("keep", "kept", "keeping") else "verb"
        if before in ("", "and", "or", "then") and after in _OBJECTS:
            return "verb"
        if before.endswith("ly") and after in _OBJECTS:
            return "verb"
        if not before:
            return usual if after and not has_other_verb(self.words, index) else "noun"
        return self._after_subject(index)

    def _after_subject(self, index: int) -> Kind:
        """Return verb where a name or a plural before lacks one."""
        after = self.at(index + 1)
        if not self._subject_before(index):
            return "noun"
        if after in _OBJECTS:
            return "verb"
        missing = self._goes_on(index) and not has_other_verb(self.words, index)
        return "verb" if missing else "noun"

    def _goes_on(self, index: int) -> bool:
        """Tell whether more follows, or what stands before is a subject as of a sentence."""
        named = self.written[index - 1][:1].isupper() and index > 1
        return bool(self.at(index + 1)) or (self.words[0] in _DETERMINERS and not named)

    def _subject_before(self, index: int) -> bool:
        """Tell whether a name or a plural stands before."""
        before, written = self.at(index - 1), self.written[index - 1] if index else ""
        return _is_plural(before) or before in _MANY or (index > 1 and written[:1].isupper())

    def kind_with_s(self, index: int) -> Kind:
        """Return whether a word in -s is a plural or what somebody does."""
        before = self.at(index - 1)
        if before in _ONE_SUBJECT:
            return "verb"
        if before in _NAMED_BY or before in _BE or before.endswith("'s") or _is_plural(before):
            return "noun"
        if not before or self.at(index + 1) in ("who", "which") or before in ("and", "or"):
            return "noun"
        if before in _TO_VERB | _ADJECTIVES or before.endswith("est") or not self._goes_on(index):
            return "noun"
        return "noun" if has_other_verb(self.words, index) else "verb"

    def is_predicate(self, index: int) -> bool:
        """Tell whether an adjective after a form of *be* is likely: *is close to*."""
        before = self.at(index - 1)
        if before == "not":
            before = self.at(index - 2)
        return before in _BE | _DEGREE | _FEEL

    def is_past(self, index: int) -> bool:
        """Tell whether a verb whose past is written like its present is in the past."""
        before = self.at(index - 1)
        nearby = set(self.words[max(0, index - 3) : index])
        if before != "to" and nearby & _HAVE:
            return True
        if before in _BE or (self.at(index - 2) in _BE and before.endswith("ly")):
            return True
        asked = {"did", "do", "does", "didn't", "don't", "to"} & set(
            self.words[max(0, index - 4) : index]
        )
        if asked or before in _TO_VERB - PERSONS:
            return False
        if before == "who":
            return not self.at(index - 2).endswith("s") and self.at(index - 2) not in _MANY
        if before in ("he", "she", "it", "well", "once", "never", "just"):
            return True
        if before in PERSONS:
            return bool(_PAST_SIGNS & set(self.words))
        named = index and self.written[index - 1][:1].isupper()
        one = self.at(index - 2) in _DETERMINERS and not before.endswith("s")
        return bool(named or one)

    def has(self, index: int, words: str, *, before: bool = False) -> bool:
        """Tell whether the word after (or before) is one of some words."""
        return self.at(index - 1 if before else index + 1) in words.split()


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _BE


def is_have_or_be(word: str) -> bool:
    """Tell whether a word is a form of *have* or *be*, which a participle follows."""
    return word.lower() in _HAVE | _BE
