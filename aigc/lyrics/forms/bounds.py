"""What every template must keep, whatever it was made from."""

from __future__ import annotations

from aigc.errors import InputError
from aigc.lyrics.forms.hooks import check_hook
from aigc.types.template import Keyword, Template

MOST_LINES = 200
MOST_CELLS = 64
MOST_KEYWORDS = 200


def bounded(template: Template) -> Template:
    """Return ``template`` as it is, when its lines, book, hooks and keywords are possible.

    Raises
    ------
    InputError
        It has no lines or more than 200, a line without cells or with more than 64, a book of
        another language, a hook that repeats no earlier line of its length, more than 200
        keywords, or a keyword that is empty or asked for in a line that does not exist.
    """
    _check_size(template)
    if (template.language == "en") != (template.book == "english"):
        raise InputError(
            f"The book {template.book} does not fit the language {template.language}: use "
            "english for en, and thirteen, xinyun, cilin or pingshui for zh."
        )
    for number, line in enumerate(template.lines):
        if line.repeats is not None:
            check_hook(template.lines, number, line.repeats)
    if len(template.keywords) > MOST_KEYWORDS:
        raise InputError(
            f"The template has {len(template.keywords)} keywords; {MOST_KEYWORDS} at most are "
            "allowed. Lock words where they should stand."
        )
    for word in template.keywords:
        _check_keyword(template, word)
    return template


def _check_size(template: Template) -> None:
    count = len(template.lines)
    if not count:
        raise InputError("The template has no lines. Give at least one, such as 7/7/7/7 aaba.")
    if count > MOST_LINES:
        raise InputError(
            f"The template has {count} lines; {MOST_LINES} at most are allowed. Split it."
        )
    for number, line in enumerate(template.lines, 1):
        if not 1 <= len(line) <= MOST_CELLS:
            raise InputError(
                f"Line {number} has {len(line)} cells; a line has 1 to {MOST_CELLS}. "
                "Break it into shorter lines."
            )


def _check_keyword(template: Template, word: Keyword) -> None:
    if not word.text.strip():
        raise InputError("A keyword is empty. Write it out or leave it away.")
    if word.line is not None and not 0 <= word.line < len(template.lines):
        raise InputError(
            f"The keyword {word.text} is asked for in line {word.line + 1}, but the template has "
            f"lines 1 to {len(template.lines)}. Choose one of them."
        )
