"""Writing under a plan: many texts side by side, each line from its end, in step by syllable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aigc.lyrics.english.form import Place
from aigc.lyrics.english.plan import Plan
from aigc.lyrics.english.rhymes import Rhyme
from aigc.lyrics.english.symbols import FIRST_WORD, JOINED, Slots
from aigc.lyrics.english.voice import Speaking, Voice
from aigc.lyrics.english.words import Ints, Words
from aigc.lyrics.model.drafting import best_drafts
from aigc.lyrics.model.runtime import Floats
from aigc.lyrics.model.symbols import Column
from aigc.progress import Progress

USUAL_RANK, COMMON_RANK = 50, 400
AGAIN = (0.1, 0.9, 2.0)
"""What a word loses each time it stands in the text already: a usual, a common, another word."""
SAME_LINE = (0.0, 3.0, 3.0)
"""What it loses besides where it stands in the same line."""
BESIDE = 4.0
SAME_END = 4.0
"""What it loses at the end of a line that another line has, where the form does not ask for it."""
CHIME = 3.0
"""What it loses there where nothing is asked to rhyme and it rhymes with another line."""
ASUNDER = {("to", "morrow"): 20.0}
"""What a word loses before another with which it would print as two words what is one."""
LOOKED_FOR = 0.05
"""After a word that stands fixed, how likely it comes before counts; at least this of its own."""
MOST_TIMES = 3
RARITY = 0.4
"""The share of a word's own rarity that is not held against a line."""
NOT_YET = -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """How boldly to choose: temperature, how many words to choose among, drafts of each line."""

    temperature: float
    top: int
    drafts: int


class Draft:
    """Texts on their way: ``count`` families of ``drafts`` that share all finished lines."""

    def __init__(
        self, plan: Plan, voice: Voice, slots: Slots, count: int, rng: np.random.Generator
    ) -> None:
        self.plan, self.slots, self.count = plan, slots, count
        self.voice, self.rng = voice, rng
        lengths = [len(plan.form.lines[source]) for source in plan.form.source]
        self.offset = np.concatenate(([0], np.cumsum(lengths)))
        self.written = np.full((count, self.offset[-1]), NOT_YET)
        self.left = np.zeros(count, np.int64)
        self.keys = np.full((count, len(plan.rhymes)), -1)
        self.used = np.zeros((count, len(plan.words.names)), np.int8)
        self.nats, self.free = np.zeros(count), np.zeros(count)
        self.line_nats = np.zeros(count)
        self.beside = np.full(count, -1)
        self.here = np.zeros_like(self.used, dtype=bool)
        self.ended = np.zeros_like(self.here)
        self.sounded = np.zeros((count, len(plan.words.keys)), dtype=bool)
        self.fixed = _fixed(slots)
        self.leads: dict[int, Floats] = {}
        self.rhyme_at = {cell: i for i, r in enumerate(plan.rhymes) for cell in r.cells}

    def select(self, kept: Ints) -> None:
        """Go on with these texts, in this order."""
        for name in ("written", "left", "keys", "used", "ended", "sounded", "nats", "free"):
            setattr(self, name, getattr(self, name)[kept])

    def ends_line(self, place: Place) -> bool:
        """Tell whether a cell is the last of its line."""
        return place[1] + 1 == len(self.plan.form.lines[place[0]])

    def leading(self, place: Place, rows: Ints) -> Floats:
        """Return what words that end at a cell gain by how well they follow one that is fixed."""
        words = self.plan.words
        lengths, tokens = words.length[rows], words.tokens[words.word[rows]]
        gain = np.zeros(len(rows), np.float32)
        for length in np.unique(lengths).tolist():
            token = self.fixed.get((place[0], place[1] - length))
            if token is not None:
                like = lengths == length
                gain[like] = self._likely_after(token)[tokens[like]]
        return gain

    def _likely_after(self, token: int) -> Floats:
        """Return for each token how much likelier than anywhere a fixed one comes before it."""
        if token not in self.leads:
            phrases = self.voice.phrases
            likely = phrases.before(np.arange(len(phrases.alone)) == token)
            self.leads[token] = np.log(likely / phrases.alone[token] + np.float32(LOOKED_FOR))
        return self.leads[token]

    def choices(self, text: int, place: Place) -> Ints:
        """Return the rows that a text may end at a cell with."""
        number = self.rhyme_at.get(place)
        if number is None:
            return self.plan.fitting.rows(place)
        rhyme, words = self.plan.rhymes[number], self.plan.words
        rows = rhyme.rows[place]
        key = int(self.keys[text, number]) if self.keys[text, number] >= 0 else rhyme.key
        avoid = list(self._heard_near(text, rhyme))
        if key >= 0:
            fits = words.key[rows] == key
        else:
            fits = rhyme.keys[words.key[rows]] & ~np.isin(words.key[rows], avoid)
            new = fits & ~np.isin(words.key[rows], self.keys[text])
            fits = new if np.count_nonzero(new) > len(new) // 8 else fits
        odd = words.word[rows][np.isin(words.key[rows], avoid)]
        spoken = [self.written[text, self.offset[i] + k] for i, k in rhyme.cells if (i, k) != place]
        alike = np.isin(words.sound[rows], words.sound[np.isin(words.word, spoken)])
        for unwelcome in (
            np.concatenate((odd, spoken, words.word[rows][alike])),
            np.concatenate((odd, spoken)),
            spoken,
        ):
            kept: Ints = rows[fits & ~np.isin(words.word[rows], unwelcome)]
            if len(kept):
                return kept
        kept = rows[fits]
        return kept

    def _heard_near(self, text: int, rhyme: Rhyme) -> set[int]:
        heard: set[int] = set()
        for j in rhyme.near:
            other = self.plan.rhymes[j]
            heard |= other.sounds | {other.key, int(self.keys[text, j])}
        return heard - {-1}

    def heard(self, text: int, nats: float, *, free: bool = True) -> None:
        """Count the word just written; a draft gains more by a rare one.

        Of one that was not ``free`` to be chosen it counts how well the line leads to it.
        """
        token = self.plan.words.tokens[self.beside[text]]
        self.line_nats[text] += nats - RARITY * self.voice.usual[token]
        if free:
            self.nats[text] += nats
            self.free[text] += 1

    def take(self, text: int, place: Place, row: int) -> None:
        """Write the word of a row at the cells that end at ``place``."""
        words = self.plan.words
        word, length = int(words.word[row]), int(words.length[row])
        end = int(self.offset[place[0]]) + place[1]
        self.written[text, end] = word
        self.written[text, end - length + 1 : end] = -1
        self.left[text] = length - 1
        if self.used[text, word] < MOST_TIMES:
            self.used[text, word] += 1
        self.beside[text] = word
        self.here[text, word] = True
        if self.ends_line(place):
            self.ended[text, word] = self.sounded[text, words.key[row]] = True
        rhyme = self.rhyme_at.get(place)
        if rhyme is not None and self.keys[text, rhyme] < 0:
            self.keys[text, rhyme] = words.key[row]


def _fixed(slots: Slots) -> dict[Place, int]:
    """Return the words that stand fixed, by the cell where each ends."""
    given = slots.rows[:, Column.GIVEN]
    some = np.flatnonzero((given >= FIRST_WORD) & (slots.cell >= 0))
    return {(int(slots.line[at]), int(slots.cell[at])): int(given[at]) for at in some}


def write(draft: Draft, taste: Taste, prompt: Ints, progress: Progress) -> None:
    """Write every cell of the draft; of each line the best of a family's drafts goes on."""
    writing = draft.voice.start(prompt, draft.slots, draft.count)
    form, words = draft.plan.form, draft.plan.words
    slots = draft.slots
    for at, (line, cell) in enumerate(zip(slots.line.tolist(), slots.cell.tolist(), strict=True)):
        source = form.source[line]
        first = at == 0 or slots.line[at - 1] != line
        if first:
            draft.line_nats[:], draft.beside[:], draft.here[:] = 0, -1, False
        if cell < 0:
            writing.tell(np.full(draft.count, slots.rows[at, 1]))
            continue
        place = int(draft.offset[line]) + cell
        if source != line:
            draft.written[:, place] = draft.written[:, draft.offset[source] + cell]
        else:
            waiting = draft.left > 0
            draft.left[waiting] -= 1
            _fill(writing, draft, taste, (line, cell), np.flatnonzero(~waiting))
        now = draft.written[:, place]
        writing.tell(np.where(now < 0, JOINED, words.tokens[now]))
        if _ends_line(slots, at):
            _keep_best(writing, draft, taste.drafts)
            progress("lyrics", line + 1, len(form.source))


def _ends_line(slots: Slots, at: int) -> bool:
    return at + 1 == len(slots.line) or bool(slots.line[at + 1] != slots.line[at])


def _fill(writing: Speaking, draft: Draft, taste: Taste, place: Place, texts: Ints) -> None:
    """Choose a word that ends at a cell for each of some texts."""
    if not len(texts):
        return
    alone = place in draft.rhyme_at
    groups = np.split(texts, len(texts)) if alone else [texts]
    rows = [
        one_row_a_word(draft.plan.words, draft.choices(int(group[0]), place)) for group in groups
    ]
    scores = writing.scores(texts)
    parts = np.split(scores, len(texts)) if alone else [scores]
    for group, some, part in zip(groups, rows, parts, strict=True):
        if len(some) > 1:
            _choose(draft, taste, group, some, part, place)
        else:
            token = draft.plan.words.tokens[draft.plan.words.word[some[0]]]
            for text, nats in zip(group.tolist(), part[:, token].tolist(), strict=True):
                draft.take(text, place, int(some[0]))
                draft.heard(text, nats, free=False)


def one_row_a_word(words: Words, rows: Ints) -> Ints:
    """Return the most usual row of each word; there is a word at least."""
    word = words.word[rows]
    kept: Ints = rows[np.concatenate(([True], word[1:] != word[:-1]))]
    return kept


def _choose(
    draft: Draft, taste: Taste, texts: Ints, rows: Ints, scores: Floats, place: Place
) -> None:
    """Draw a word for each text from the likeliest of some rows."""
    nats = scores[:, draft.plan.words.tokens[draft.plan.words.word[rows]]]
    wish = nats + _liking(draft, texts, rows, place)
    best = np.broadcast_to(np.arange(len(rows)), wish.shape)
    if taste.top < len(rows):
        best = np.argpartition(-wish, taste.top, axis=1)[:, : taste.top]
    wish = np.take_along_axis(wish, best, 1)
    drawn = np.argmax(wish / taste.temperature + draft.rng.gumbel(size=wish.shape), axis=1)
    for text, at, own in zip(texts.tolist(), best[np.arange(len(best)), drawn], nats, strict=True):
        draft.take(text, place, int(rows[at]))
        draft.heard(text, float(own[at]))


def _liking(draft: Draft, texts: Ints, rows: Ints, place: Place) -> Floats:
    """Return what each row gains or loses in each text besides the model's own score."""
    words = draft.plan.words
    word = words.word[rows]
    opening = draft.voice.opening[words.tokens[word]]
    opens = np.log(np.where(words.length[rows] == place[1] + 1, opening, 1 - opening))
    liking: Floats = opens + draft.leading(place, rows)
    liking = liking - _price(word, AGAIN) * draft.used[texts][:, word]
    liking -= _price(word, SAME_LINE) * draft.here[texts][:, word]
    beside = draft.beside[texts, None]
    liking -= np.float32(BESIDE) * (word == beside)
    for (first, second), price in ASUNDER.items():
        parted = (word == words.index.get(first, NOT_YET)) & (
            beside == words.index.get(second, NOT_YET)
        )
        liking -= np.float32(price) * parted
    if draft.ends_line(place):
        liking -= np.float32(SAME_END) * draft.ended[texts][:, word]
        if place not in draft.rhyme_at:
            liking -= np.float32(CHIME) * draft.sounded[texts][:, words.key[rows]]
    return liking


def _price(word: Ints, costs: tuple[float, float, float]) -> Floats:
    """Return what usual, common and other words lose; words are in order of use."""
    price: Floats = np.select([word < USUAL_RANK, word < COMMON_RANK], costs[:2], costs[2])
    return price.astype(np.float32)


def _keep_best(writing: Speaking, draft: Draft, drafts: int) -> None:
    """Let the best draft of the finished line go on in its whole family."""
    if drafts == 1:
        return
    kept = best_drafts(draft.line_nats, drafts)
    draft.select(kept)
    writing.select(kept)
