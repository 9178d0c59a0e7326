"""Block quotations as spoken lines."""

from __future__ import annotations

import re

from aigc.text.script.sentences import sentences
from aigc.text.script.speakers import says
from aigc.text.script.spoken import say
from aigc.types.article import Article
from aigc.types.script import ScriptLine

_MARKS = '“”"「」『』 \n'
_DASHED = re.compile(r"\s*\n?\s*(?:——|—|--|–)\s*([^—\n]{1,40})$")


def quote_forms(article: Article, index: int) -> tuple[tuple[ScriptLine, ...], ...]:
    """Return the lengths in which the quote block ``index`` can be said, the longest first.

    The first line names the speaker where one is known; sentences of the quotation are never
    shortened; only a quotation of more than three loses its last ones.
    """
    block = article.blocks[index]
    raw = block.span.of(article.text)
    dashed = _DASHED.search(raw)
    who = block.attribution or (dashed.group(1) if dashed else "")
    who = say(who, article.language).rstrip("。.").strip()
    body = say(raw[: dashed.start()] if dashed else raw, article.language).strip(_MARKS)
    said = [s.of(body) for s in sentences(body)]
    out = []
    for count in range(len(said), 0, -1) if len(said) > 3 else (len(said),):
        out.append(
            tuple(
                ScriptLine(
                    text=_marked(s, who if n == 0 else "", article),
                    sources=(block.span,),
                    role="quote",
                    block=index,
                )
                for n, s in enumerate(said[:count])
            )
        )
    return tuple(out)


def _marked(words: str, who: str, article: Article) -> str:
    bare = words.strip(_MARKS)
    return f"{says(who, article.language)}“{bare}”"
