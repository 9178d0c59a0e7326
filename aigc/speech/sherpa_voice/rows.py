"""What is said as the numbers that a voice of sherpa-onnx reads, and which word each belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from aigc.errors import InputError
from aigc.g2p.word import SpokenWord
from aigc.notices import notice
from aigc.speech.front import SpokenToken
from aigc.speech.onnx_voice.signs import Ipa, Row, as_ipa, letter_names
from aigc.speech.onnx_voice.signs import Sign as RowSign
from aigc.speech.sherpa_voice.folders import VoiceFolder
from aigc.speech.sherpa_voice.spelling import Sign, Signs, Spelling
from aigc.speech.ssml import TONGUE, english

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

_NOBODY: Final = -1
_SPACE: Final = " "
_BETWEEN_HAN: Final = "/"
_SILENCE, _END = "sil", "eos"
_WIDE: Final = {",": "，", ".": "。", "?": "？", "!": "！", ";": "；", ":": "："}
_LIKE: Final = {";": ",", ":": ","}
_SHORT: Final = (
    ("ɝ", "ɜɹ"), ("ɚ", "əɹ"), ("eɪ", "A"), ("aɪ", "I"), ("ɔɪ", "Y"), ("oʊ", "O"), ("əʊ", "O"),
    ("aʊ", "W"), ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("ː", ""), ("r", "ɹ"), ("g", "ɡ"), ("e", "ɛ"),
)  # fmt: skip
"""IPA as the lexicons of Kokoro write it: two vowels together, and stops with a hiss, are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A clause as numbers, and the number of the tone of each."""

    row: Row
    tones: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes clauses for a voice: Chinese and English by its lexicon, or all of it in IPA."""

    voice: VoiceFolder
    spelling: Spelling
    ipa: Ipa
    given: UserLexicon | None

    def written(self, clause: Sequence[SpokenToken]) -> Written:
        """Return a clause as the voice reads it.

        Raises
        ------
        InputError
            A word has no sound in the voice.
        """
        body = list(self._by_lexicon(clause) if self.voice.lexicons else self._in_ipa(clause))
        own = {word for _, word in body}
        for number, token in enumerate(clause):
            if number not in own:
                raise self._silent(token)
        stop = self._stop(clause[-1].pause)
        return self._framed([*body, *((sign, _NOBODY) for sign in stop)])

    def _silent(self, token: SpokenToken) -> InputError:
        return InputError(
            f"The voice {self.voice.name} has no sound for {token.text!r}: choose a voice "
            "that speaks its language, or write it in another way."
        )

    def _by_lexicon(self, clause: Sequence[SpokenToken]) -> Iterator[tuple[Sign, int]]:
        """Yield signs, each with the number of its word."""
        before: SpokenWord | None = None
        for number, token in enumerate(clause):
            for word in token.words:
                signs = self._signs(word, token)
                if not signs:
                    raise self._silent(token)
                if before is not None:
                    yield from ((sign, _NOBODY) for sign in self._joint(before, word))
                yield from ((sign, number) for sign in signs)
                before = word

    def _in_ipa(self, clause: Sequence[SpokenToken]) -> Iterator[tuple[Sign, int]]:
        parts = as_ipa(clause, self.ipa, self.given, tongue="en", voice=self.voice.told.voice)
        for number, part in enumerate(parts):
            if number and _SPACE in self.spelling.ids:
                yield Sign(_SPACE), _NOBODY
            yield from ((Sign(one), number) for one in part if one in self.spelling.ids)

    def _signs(self, word: SpokenWord, token: SpokenToken) -> Signs:
        """Return how a word is written; nothing where the voice has no sound for it."""
        sounds = " ".join(reading.sounds for reading in word.readings)
        if word.language == "zh":
            return self._syllables(sounds.replace("ü", "v").split())
        if not self.spelling.has_english and "en" not in self.voice.told.languages:
            return self._spelled(word, token)
        said, listed = self.spelling.phones(sounds), self.spelling.word(word.text)
        decided = any(one.startswith(("user", "context", "letter")) for one in word.why)
        return (said or listed if decided else listed or said) or self._heard(word)

    def _syllables(self, sounds: Sequence[str]) -> Signs:
        """Return how syllables are written; nothing where one cannot be."""
        parts = [self.spelling.syllable(one) for one in sounds]
        return tuple(chain.from_iterable(parts)) if all(parts) else ()

    def _heard(self, word: SpokenWord) -> Signs:
        """Return a word in the IPA that espeak-ng gives, where the voice reads IPA."""
        ids = self.spelling.ids
        if "ə" not in ids:
            return ()
        ipa = self.ipa([(TONGUE["en"], english(word.text, self.given))])[0]
        if "ʤ" in ids:
            for long, short in _SHORT:
                ipa = ipa.replace(long, short if not short or short in ids else long)
        return tuple(Sign(one) for one in ipa.strip() if one in ids)

    def _spelled(self, word: SpokenWord, token: SpokenToken) -> Signs:
        notice(f"The voice {self.voice.name} speaks Chinese alone, so {token.text!r} is spelled.")
        return self._syllables(letter_names(word.text))

    def _joint(self, before: SpokenWord, after: SpokenWord) -> Signs:
        """Return what stands between two words."""
        ids, kind = self.spelling.ids, self.voice.told.kind
        both_han = before.language == after.language == "zh"
        if kind == "melo" or (kind == "vits" and "zh" in self.voice.told.languages):
            return ()
        mark = _BETWEEN_HAN if both_han and kind == "kokoro" else _SPACE
        return (Sign(mark),) if mark in ids and not (both_han and mark == _SPACE) else ()

    def _stop(self, pause: str) -> Signs:
        """Return the sign of a pause, or the nearest that the voice has."""
        ids = self.spelling.ids
        if not pause:
            return ()
        near = _LIKE.get(pause, "")
        signs = (pause, _WIDE[pause], near, _WIDE.get(near, ""), _SILENCE)
        return next(((Sign(one),) for one in signs if one and one in ids), ())

    def _framed(self, body: Sequence[tuple[Sign, int]]) -> Written:
        """Return signs as numbers, with what begins and ends them and stands between them."""
        told, ids = self.voice.told, self.spelling.ids
        cells = [(ids[sign.text], sign.tone, RowSign(sign.text, word)) for sign, word in body]
        nobody = RowSign("")
        if told.kind in ("kokoro", "kitten"):
            cells = [(0, 0, nobody), *cells, (0, 0, nobody)]
        elif told.kind == "matcha" and told.use_eos_bos:
            cells = [(ids.get("^", 0), 0, nobody), *cells, (ids.get("$", 0), 0, nobody)]
        elif told.kind == "vits" and not told.jieba and _SILENCE in ids:
            ends = [(ids[one], 0, nobody) for one in (_SILENCE, _END) if one in ids]
            cells = [ends[0], *cells, *ends]
        if told.kind == "matcha" or (told.add_blank and told.kind in ("vits", "melo")):
            blank = told.pad_id if told.kind == "matcha" else 0
            behind = [(one, (blank, 0, RowSign("", one[2].word))) for one in cells]
            cells = [(blank, 0, nobody), *chain.from_iterable(behind)]
        row = Row(ids=tuple(one[0] for one in cells), signs=tuple(one[2] for one in cells))
        return Written(row=row, tones=tuple(one[1] for one in cells))
