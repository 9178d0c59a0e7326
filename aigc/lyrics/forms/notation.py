"""A short notation for templates, which can be learned in a minute.

::

    4/5/5/6/9/9 aabbcc                  lengths of lines, and a letter a line for its rhyme
    7/7/7/7 aaxa                        x must not rhyme, - is free
    7/7/7/7/7/7/7/7 aaxa                repeated with fresh letters: aaxa bbxb
    4,3/7                               a pause in the line; any mark, odd ones quoted: 4"～"3
    4a,3a/7b                            letters behind a length: rhyme at a pause as well
    中平中仄仄/仄仄仄平平 xa            tones instead of lengths: 平 仄 中 (any)
    verse: 7/7/7/7 aaba | chorus: 5/5 bb | verse: ... | chorus
                                        stanzas with names; ... has the same form and new words,
                                        a name alone is sung again word for word: a hook
    8/8/8/8/8/8/8/8 ABaAabAB            capitals beside small letters are refrains, lines that
                                        come again (a triolet); A1 and A2 are two that rhyme
    7/7/7/7 aaba 4=2                    line 4 repeats the words of line 2
    5/5 aa 2:1-2=明月                   a lock: line 2, cells 1 to 2
    5/5 aa +明月 +秋@2                  keywords; the second in line 2
    pingshui 5/5/5/5 xaxa               a book of rhymes: thirteen, xinyun, cilin, pingshui
    en 8/6/8/6 abcb                     English, in syllables; en 8.6.8.6 is the same
    en u-u-u-u-/u-u-u- ab               stress: u weak, - strong, * any
    《静夜思》 5/5/5/5                   a name for the form

Lines of text stand for stanzas as ``|`` does. Wide signs (／，：｜) are as good as narrow ones.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from aigc.errors import InputError
from aigc.lyrics.forms.bounds import MOST_LINES, bounded
from aigc.lyrics.forms.editing import Lock, with_locks
from aigc.lyrics.forms.hooks import check_hook, hook_lines
from aigc.lyrics.forms.notation_scanner import Row, Scanner
from aigc.lyrics.forms.notation_sketch import Sketch, Stanza, read_sketch
from aigc.lyrics.forms.notation_writing import write
from aigc.lyrics.forms.schemes import group_of, is_refrain, scheme_tokens, spread
from aigc.types.article import Language
from aigc.types.template import Book, Template, TemplateLine

__all__ = ["parse", "write"]


def parse(text: str, *, book: Book | None = None, language: Language | None = None) -> Template:
    """Return the template that a notation describes; see the module for what it can say.

    ``book`` goes before the one that the text names; ``language`` is for texts that do not begin
    with ``en`` or ``zh``.

    Raises
    ------
    InputError
        The text is empty or not understood, or asks for what no template can have; the message
        names the place in the text.
    """
    scan = Scanner.of(text)
    sketch = read_sketch(scan, language)
    if not sketch.stanzas:
        raise InputError("The template is empty. Write lengths of lines, such as 4/5/5/6/9/9.")
    default: Book = "english" if scan.language == "en" else "thirteen"
    template = Template(
        lines=_lines(scan, sketch),
        language=scan.language,
        book=book or sketch.book or default,
        keywords=tuple(sketch.keywords),
        name=sketch.name,
    )
    return _locked(scan, sketch, bounded(_hooked(scan, sketch, template)))


def _lines(scan: Scanner, sketch: Sketch) -> tuple[TemplateLine, ...]:
    used = {group_of(t) for s in sketch.stanzas if s.scheme for t in scheme_tokens(s.scheme)}
    written = chain.from_iterable(s.rows for s in sketch.stanzas if s.rows)
    used |= {cell.rhyme for cell in chain.from_iterable(written)}
    lines: list[TemplateLine] = []
    latest: dict[str, range] = {}
    forms: dict[str, tuple[tuple[Row, ...], tuple[str, ...]]] = {}
    refrains: dict[str, int] = {}
    for number, stanza in enumerate(sketch.stanzas):
        first = len(lines)
        if stanza.hook:
            lines += hook_lines(lines, latest[stanza.part], number)
        else:
            rows, old = (stanza.rows, ()) if stanza.rows else forms[stanza.part]
            signs = _signs(scan, stanza, len(rows), used) or old or ("-",) * len(rows)
            used |= set(map(group_of, signs))
            forms[stanza.part] = rows, signs
            for row, sign in zip(rows, signs, strict=True):
                again = refrains.setdefault(sign, len(lines)) if is_refrain(sign) else len(lines)
                lines.append(
                    TemplateLine(
                        cells=_rhymed(scan, stanza, row, sign),
                        stanza=number,
                        part=stanza.part,
                        repeats=again if again < len(lines) else None,
                    )
                )
        if len(lines) > MOST_LINES:
            raise scan.error(f"here are more than {MOST_LINES} lines. Split it.", stanza.at)
        latest[stanza.part] = range(first, len(lines))
    return tuple(lines)


def _signs(scan: Scanner, stanza: Stanza, lines: int, used: set[str]) -> tuple[str, ...]:
    if not stanza.scheme:
        return ()
    try:
        return spread(scheme_tokens(stanza.scheme), lines, used)
    except InputError as exc:
        raise scan.error(str(exc), stanza.scheme_at) from exc


def _rhymed(scan: Scanner, stanza: Stanza, row: Row, sign: str) -> Row:
    group, written = group_of(sign), row[-1].rhyme
    if not group:
        return row
    if written and written != group:
        raise scan.error(
            f"the scheme says {sign} for a line whose length says {written}. Drop one of them.",
            stanza.scheme_at,
        )
    return (*row[:-1], replace(row[-1], rhyme=group))


def _hooked(scan: Scanner, sketch: Sketch, template: Template) -> Template:
    lines = list(template.lines)
    for at, line, earlier in sketch.hooks:
        try:
            if not 0 <= line < len(lines):
                raise InputError(f"There is no line {line + 1}; lines are 1 to {len(lines)}.")
            check_hook(lines, line, earlier)
        except InputError as exc:
            raise scan.error(str(exc), at) from exc
        lines[line] = replace(lines[line], repeats=earlier)
    return replace(template, lines=tuple(lines))


def _locked(scan: Scanner, sketch: Sketch, template: Template) -> Template:
    locks = [lock for _, lock in sketch.locks]
    try:
        return with_locks(template, locks) if locks else template
    except InputError as exc:
        wrong = _first_wrong(template, locks)
        raise scan.error(str(exc), sketch.locks[wrong][0]) from exc


def _first_wrong(template: Template, locks: list[Lock]) -> int:
    """Return the index of the first lock that cannot join those before it."""
    low, high = 0, len(locks) - 1
    while low < high:
        middle = (low + high) // 2
        try:
            with_locks(template, locks[: middle + 1])
            low = middle + 1
        except InputError:
            high = middle
    return low
