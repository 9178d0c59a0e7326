"""A place among the words of a sentence, and what lies around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aigc.avatar.sentence.claims import accepts
from aigc.avatar.sentence.lexicon import Word
from aigc.avatar.sentence.tokens import Token

END = "strong"
"""The end of the text is like a full stop."""
LISTED = ("noun", "weak", "skip", "quality", "colour")


@dataclass(slots=True)
class Cursor:
    """The token that is being read."""

    tokens: Sequence[Token]
    at: int = 0

    def before(self) -> str:
        """Return the kind of the token before, empty at the start."""
        return self.tokens[self.at - 1].word.kind if self.at else ""

    def text_before(self) -> str:
        """Return the token before, empty at the start."""
        return self.tokens[self.at - 1].text if self.at else ""

    def after(self) -> str:
        """Return the kind of the next token."""
        return self.tokens[self.at + 1].word.kind if self.at + 1 < len(self.tokens) else END

    def coming(self) -> str:
        """Return the kind of the next token that is no article or the like."""
        rest = (t.word.kind for t in self.tokens[self.at + 1 :])
        return next((kind for kind in rest if kind not in ("skip", "of")), END)

    def noun_follows(self, word: Word) -> bool:
        """Tell whether the very next word is a thing that this one can be said of."""
        after = self.tokens[self.at + 1 : self.at + 3]
        while after and after[0].word.kind == "of":
            after = after[1:]
        noun = after[0].word if after else None
        return noun is not None and noun.kind == "noun" and accepts(noun.value, word)

    def names_an_eye(self) -> bool:
        """Tell whether a colour of eyes comes next: one *blue eye*."""
        words = [t.word for t in self.tokens[self.at + 1 : self.at + 4] if t.word.kind != "of"]
        kinds = [word.kind for word in words[:2]]
        return kinds == ["colour", "noun"] and words[1].value == "eyes"

    def list_goes_on(self) -> bool:
        """Tell whether ``A, B or C`` is still being listed; Chinese ends a list with a comma."""
        for token in self.tokens[self.at + 1 :]:
            if token.word.kind == "or" and token.text.isascii():
                return True
            if token.word.kind not in LISTED:
                return False
        return False
