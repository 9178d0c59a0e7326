"""A template solved: where its keywords go, and which words may stand where."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from aigc.errors import InputError
from aigc.g2p.english.lexicon import Lexicon
from aigc.lyrics.english.fitting import Fitting, check
from aigc.lyrics.english.form import Form, form_of
from aigc.lyrics.english.keywords import Wanted, exact_placing, placings, wanted_of
from aigc.lyrics.english.rhymes import Rhyme, rhymes_of, unanswered
from aigc.lyrics.english.words import Words, words_of
from aigc.lyrics.model.vocabulary import UNKNOWN
from aigc.types.template import Template


@dataclass(frozen=True, slots=True)
class Plan:
    """All that writing needs to know of a template."""

    form: Form
    fitting: Fitting
    rhymes: tuple[Rhyme, ...]

    @property
    def words(self) -> Words:
        """The words to choose from."""
        return self.fitting.words


def solve(template: Template, usual: Words, lexicon: Lexicon, rng: np.random.Generator) -> Plan:
    """Return a way to meet a template; where keywords may stand in many places, one at random.

    Raises
    ------
    InputError
        If nothing can meet it; the message names the cells.
    """
    form, wanted, words = asked_of(template, usual, lexicon)
    check(Fitting(form, words))
    plan = rhymed(template, form, words, lexicon, rng)
    if not wanted:
        return plan
    for placed in placings(form, wanted, words, rng):
        fitting = Fitting(placed, words)
        with suppress(InputError):
            return Plan(placed, fitting, tuple(rhymes_of(template, fitting, rng)))

    def completed(placed: Form) -> Plan:
        return rhymed(template, placed, words, lexicon, rng)

    return completed(exact_placing(form, wanted, words, completed))


def asked_of(
    template: Template, usual: Words, lexicon: Lexicon
) -> tuple[Form, list[Wanted], Words]:
    """Return the form and the keywords of a template, and the words to choose from.

    Raises
    ------
    InputError
        If the template is none, or names words whose sound is not known.
    """
    form = form_of(template, lexicon)
    wanted = wanted_of(template, lexicon)
    asked = {word for line in form.lines.values() for some in line.only.values() for word in some}
    asked |= {word for some in wanted for word in some.words}
    return form, wanted, with_words(usual, sorted(asked), lexicon)


def rhymed(
    template: Template, form: Form, words: Words, lexicon: Lexicon, rng: np.random.Generator
) -> Plan:
    """Return the plan of a form, with words of the whole lexicon where the usual do not rhyme.

    Raises
    ------
    InputError
        If its rhymes cannot be met.
    """
    fitting = Fitting(form, words)
    try:
        return Plan(form, fitting, tuple(rhymes_of(template, fitting, rng)))
    except InputError:
        sounds = unanswered(template, fitting)
        found = lexicon.rhyming(sounds) if sounds else []
        if not found:
            raise
    wider = with_words(words, found, lexicon)
    answers = frozenset(wider.index[word] for word in found)
    fitting = Fitting(form, replace(wider, answers=answers))
    return Plan(form, fitting, tuple(rhymes_of(template, fitting, rng)))


def with_words(usual: Words, asked: Sequence[str], lexicon: Lexicon) -> Words:
    """Return the usual words and, after them, others that stand only where they are asked for."""
    more = [word for word in asked if word not in usual.index]
    if not more:
        return usual
    added = words_of(more, [UNKNOWN] * len(more), lexicon, asked=len(more))
    patterns = tuple(dict.fromkeys(usual.patterns + added.patterns))
    keys = dict(usual.keys)
    for key in added.keys:
        keys.setdefault(key, len(keys))
    as_pattern = np.array([patterns.index(p) for p in added.patterns], dtype=np.int64)
    as_key = np.array([keys[key] for key in added.keys], dtype=np.int64)
    return replace(
        usual,
        names=usual.names + added.names,
        tokens=np.concatenate((usual.tokens, added.tokens)),
        patterns=patterns,
        keys=keys,
        word=np.concatenate((usual.word, added.word + len(usual.names))),
        pattern=np.concatenate((usual.pattern, as_pattern[added.pattern])),
        key=np.concatenate((usual.key, as_key[added.key])),
        sound=np.concatenate((usual.sound, added.sound)),
    )
