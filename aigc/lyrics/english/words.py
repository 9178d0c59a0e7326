"""The words to choose from, each with its readings as numbers."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from aigc.g2p.english.lexicon import Lexicon
from aigc.lyrics.model.vocabulary import Vocabulary

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STRONG, WEAK, BOTH, ALONE = "s", "w", "=", "."
"""Beats of a cell: strong, weak, both at once, either; the last is a word of one syllable too."""
UNWELCOME = """
'm 's ae ain al an' ant apt ass auld ave bloomin' chan chee co comin' con coo daddy dam damn dat
de dee del dem der di diddle dis du e's ed ee een el en er ere's es et etc ex fa farr fu gae gan
goin' gude hee hem hes hi i' ilka ir ken laddie lak lang le les ll ma mair mak mama mamma maw
mee mi mo mony mornin' na naw ne non nothin' ole or' pa papa pas per pie poop pr pre sae sans
sen sex shew sic ta tae tam te ter th ther tis tm twas un una und uv vie vol wad wee weel wi'
wid ye'll yer yo
"""
"""Words of dialects and of other languages, which stand only where they are asked for."""
OLD = """
alack alas amidst anon art athwart aught bade behest behold beseech betide betwixt bower brake
canst chiefest clad comest cometh couldst damsel didst dost doth drest durst dwelt ere erst eve
eventide fain foe foeman foes forsooth gat giveth goest goeth hadst haply hark hast hath hearken
hence hie hither kine knowest knoweth lea lest lieth lo lovest loveth maidens maketh mayest
mayst mead methinks morn naught nay nigh nought oft on't ope perchance possest prest quoth
raiment sayest seemeth seest shalt shouldst spake standeth steed swain tarry thee thence thereof
thine thither thou thrice thy thyself trow twain unblest unto vale verily wast ween wert whence
wherefore whilst whither wight wilt wist wold wot wouldst wrought ye yea yon yonder yore zephyr
"""
"""Words that speech has given up; modern lyrics have them only where they are asked for."""
_CLIPPED = re.compile(
    r"^'|^thou'|^t'other$|'(st|t|n|ns|n's|nly|ning|r|rs|rds?|ry|ring|rous)$"
    r"|[oe]'er|e'en|ta'en|o'$|[^iue]'d$"
)
_STILL_SAID = re.compile(r"n't$|^(who|they)'d$|^'(em|cause|til|bout|round)$")
_BEATS = str.maketrans("120", "ssw")
_SHOWN = str.maketrans({STRONG: "/", WEAK: "x", ALONE: "-"})


def beats(digits: str) -> str:
    """Return the stress of a reading as ``s`` and ``w``; a word of one syllable is ``.``.

    >>> beats("102")
    'sws'
    """
    return digits.translate(_BEATS) if len(digits) > 1 else ALONE


def is_old(word: str) -> bool:
    """Tell whether a word or its clipped form belongs to old verse alone.

    >>> [is_old(word) for word in ("thou", "o'er", "heav'n", "watch'd", "don't", "they'd")]
    [True, True, True, True, False, False]
    """
    clipped = _CLIPPED.search(word) and not _STILL_SAID.search(word)
    return bool(clipped) or word in OLD.split()


def shown(need: str) -> str:
    """Return the beats of cells as messages show them.

    >>> shown("sw.=")
    '/x-='
    """
    return need.translate(_SHOWN)


@dataclass(frozen=True)
class Words:
    """Words and their readings; a reading is a row: its word, how it falls, its rhyme.

    Attributes
    ----------
    names : tuple of str
        The words; ``tokens`` are their ids in the model. The first ``usual`` may stand anywhere,
        the others only where they are asked for.
    word, pattern, key, sound, length : array of int
        For each row its word, its place in ``patterns``, its rhyme, a number for all its sounds,
        and its syllables. The rows of a word stand together, the most usual first.
    answers : frozenset of int
        Words that may end at a rhyme where no others answer it.
    """

    names: tuple[str, ...]
    usual: int
    tokens: Ints
    patterns: tuple[str, ...]
    keys: dict[str, int]
    word: Ints
    pattern: Ints
    key: Ints
    sound: Ints
    answers: frozenset[int] = frozenset()

    @cached_property
    def length(self) -> Ints:
        """The syllables of each row."""
        return np.array([len(p) for p in self.patterns])[self.pattern]

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints]:
        """The number of the word and rhyme of each row, and the rhyme of each such pair."""
        both = self.word * len(self.keys) + self.key
        pairs, number = np.unique(both, return_inverse=True)
        return number, pairs % len(self.keys)

    def heard(self, rows: Ints) -> Ints:
        """Return for each rhyme how many words have it in some rows."""
        number, keys = self._pairs
        seen = np.zeros(len(keys), dtype=bool)
        seen[number[rows]] = True
        return np.bincount(keys[seen], minlength=len(self.keys))

    @cached_property
    def open(self) -> Flags:
        """Whether the word of each row may stand anywhere."""
        return self.word < self.usual

    @cached_property
    def _fitting(self) -> dict[str, Ints]:
        return {}

    def fitting(self, need: str) -> Ints:
        """Return the patterns of usual words that fall in with the beats of some cells.

        ``need`` has ``s``, ``w``, ``=`` or ``.`` for each cell; a word of one syllable fits any.
        """
        found = self._fitting.get(need)
        if found is None:
            kept = np.bincount(self.pattern[self.open], minlength=len(self.patterns)) > 0
            fits = [p for p in np.flatnonzero(kept).tolist() if falls_in(self.patterns[p], need)]
            found = self._fitting[need] = np.array(fits, dtype=np.int64)
        return found

    def answering(self, need: str) -> Ints:
        """Return the rows of `answers` that fall in with the beats of some cells."""
        rows = self._answering
        fits = [falls_in(self.patterns[p], need) for p in self.pattern[rows].tolist()]
        kept: Ints = rows[np.array(fits, dtype=bool)]
        return kept

    @cached_property
    def _answering(self) -> Ints:
        return np.flatnonzero(np.isin(self.word, list(self.answers)))

    @cached_property
    def index(self) -> dict[str, int]:
        """The place of each word."""
        return {name: i for i, name in enumerate(self.names)}

    @cached_property
    def clear(self) -> Flags:
        """Whether the word of each row rhymes in one way only, however it is said."""
        first = np.full(len(self.names), -1)
        first[self.word[::-1]] = self.key[::-1]
        odd = np.unique(self.word[self.key != first[self.word]])
        return ~np.isin(self.word, odd)

    def rows(self, names: Iterable[str]) -> Ints:
        """Return the rows of some words."""
        wanted = sorted({self.index[name] for name in names if name in self.index})
        runs = [np.arange(self._begins[word], self._begins[word + 1]) for word in wanted]
        return np.concatenate(runs) if runs else np.zeros(0, np.int64)

    def falls(self, name: str) -> tuple[str, ...]:
        """Return the patterns of a word's readings."""
        found = self._falls.get(name)
        if found is None:
            patterns = dict.fromkeys(self.pattern[self.rows([name])].tolist())
            found = self._falls[name] = tuple(self.patterns[p] for p in patterns)
        return found

    @cached_property
    def _begins(self) -> list[int]:
        begins: list[int] = np.searchsorted(self.word, np.arange(len(self.names) + 1)).tolist()
        return begins

    @cached_property
    def _falls(self) -> dict[str, tuple[str, ...]]:
        return {}


def falls_in(pattern: str, need: str) -> bool:
    """Return whether a reading may stand on cells of the given beats.

    >>> falls_in("sw", "s."), falls_in("sw", "ws"), falls_in(".", "w")
    (True, False, True)
    """
    if len(pattern) != len(need):
        return False
    return pattern == ALONE or all(n in (".", p) for p, n in zip(pattern, need, strict=True))


def words_of(
    names: Sequence[str], tokens: Sequence[int], lexicon: Lexicon, *, asked: int = 0
) -> Words:
    """Return words with their readings; the last ``asked`` stand only where they are asked for.

    Readings of one stress and one rhyme count once.
    """
    patterns: dict[str, int] = {}
    keys: dict[str, int] = {}
    rows: dict[tuple[int, int, int], int] = {}
    for i, name in enumerate(names):
        for reading in lexicon.readings(name):
            falls = patterns.setdefault(beats(reading.stress), len(patterns))
            key = keys.setdefault(reading.rhyme, len(keys))
            rows.setdefault((i, falls, key), zlib.crc32(reading.code.encode()))
    word, pattern, key_ids = np.array(list(rows), dtype=np.int64).reshape(-1, 3).T
    sound = np.array(list(rows.values()), dtype=np.int64)
    usual = len(names) - asked
    ids = np.array(tokens)
    return Words(tuple(names), usual, ids, tuple(patterns), keys, word, pattern, key_ids, sound)


def usual_words(
    vocabulary: Vocabulary, first: int, lexicon: Lexicon, *, modern: bool = False
) -> Words:
    """Return the words of a model from the id ``first`` on, most of which may stand anywhere.

    In ``modern`` lyrics those that speech has given up may not.
    """
    ids = {name: token for token, name in enumerate(vocabulary.tokens) if token >= first}
    unwelcome = ids.keys() & set(UNWELCOME.split())
    if modern:
        unwelcome |= {name for name in ids if is_old(name)}
    names = sorted(ids, key=lambda name: name in unwelcome)
    return words_of(names, [ids[name] for name in names], lexicon, asked=len(unwelcome))
