"""A script in another language, with the places in the article that it came from."""

from __future__ import annotations

from dataclasses import replace

from aigc.errors import EngineFailed
from aigc.notices import notice
from aigc.progress import Progress, silent
from aigc.text.script.crossed import contradicted
from aigc.text.script.guard import check
from aigc.text.translation.engine import Translator
from aigc.types.article import Article, Language
from aigc.types.script import Script
from aigc.types.usage import Usage

_CONTEXT = 300
"""Characters of the article that a translator is told."""


def translated(
    script: Script,
    article: Article,
    translator: Translator,
    target: Language,
    progress: Progress = silent,
) -> Script:
    """Return a script in ``target``; sources, roles and order stay.

    A line whose translation the guard refuses (a number or a date that its source does not have) or
    that says the opposite is left out, and a notice says so. A script in ``target`` stays as it is.

    Raises
    ------
    EngineFailed
        The translator failed, or the guard refuses every line.
    """
    if script.language == target:
        return script
    texts = [script.title, *(line.text for line in script.lines)]
    context = f"{article.title}: {article.text[:_CONTEXT]}"
    title, *said = translator.translate(
        texts, source=script.language, target=target, context=context, progress=progress
    )
    kept = []
    for n, (old, text) in enumerate(zip(script.lines, said, strict=True), 1):
        line = replace(old, text=text)
        found = [v.message for v in check(line, article, translated=target != article.language)]
        found += [f"“{word}” is not what it says" for _, word in contradicted(text, old.text)]
        if not found:
            kept.append(line)
            continue
        notice(f"Line {n} was left out of the translation: {found[0]}.")
    if not kept:
        raise EngineFailed(
            f"No line of “{script.title}” survived its translation by {translator.name}. Try "
            "another model."
        )
    spent = (script.usage or Usage()) + (translator.usage or Usage())
    counted = script.usage is not None or translator.usage is not None
    return replace(
        script, title=title.rstrip("。."), lines=tuple(kept), language=target,
        usage=spent if counted else None,
    )  # fmt: skip
