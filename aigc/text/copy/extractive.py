"""The embedded engine: titles, descriptions, hashtags and points in the article's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.text.copy.choosing import Order, chosen, tell_if_fewer
from aigc.text.copy.descriptions import description_drafts
from aigc.text.copy.draft import Draft
from aigc.text.copy.engine import check_order
from aigc.text.copy.hashtags import hashtag_drafts
from aigc.text.copy.platforms import Platform, platform_named
from aigc.text.copy.points import point_drafts
from aigc.text.copy.statements import Statement, statements
from aigc.text.copy.titles import title_drafts
from aigc.types.article import Article, Language
from aigc.types.copy import Copy, CopyKind
from aigc.types.usage import Usage


class ExtractiveCopy:
    """Writes from the article's own sentences; needs no model, no network and no key."""

    name = "extractive"
    fingerprint = "extractive-copy-2"
    usage: Usage | None = None

    def write(
        self,
        article: Article,
        *,
        language: Language,
        kinds: tuple[CopyKind, ...],
        count: int,
        platform: str = "generic",
        seed: int = 0,
        progress: Progress = silent,
    ) -> tuple[Copy, ...]:
        """Return variants in the article's words; see `CopyEngine.write`."""
        check_order(article, kinds, count, platform)
        if language != article.language:
            raise InputError(
                f"The article is in “{article.language}” and the extractive engine cannot "
                f"translate it to “{language}”. Ask for “{article.language}”, or use an engine "
                "with a language model."
            )
        progress("copy", 0, len(kinds) + 1)
        told = statements(article)
        if not told:
            raise InputError(
                f"The article “{article.title}” holds no sentence that can stand alone. Give a "
                "document with a few sentences of text."
            )
        place, out = platform_named(platform), list[Copy]()
        for n, kind in enumerate(kinds, 1):
            progress("copy", n, len(kinds) + 1)
            order = Order(
                kind=kind, count=count, platform=place, article=article, language=language,
                seed=seed, author=self.name,
            )  # fmt: skip
            made = chosen(drafts(kind, article, told, place), order)
            tell_if_fewer(made, order)
            out += made
        progress("copy", len(kinds) + 1, len(kinds) + 1)
        return tuple(out)


def drafts(
    kind: CopyKind, article: Article, told: tuple[Statement, ...], platform: Platform
) -> Iterable[Draft]:
    """Return everything of a kind that an article gives, before it is scored."""
    made: dict[CopyKind, Iterator[Draft]] = {
        "title": title_drafts(article, told),
        "description": description_drafts(article, told, platform),
        "hashtags": hashtag_drafts(article, platform),
        "selling_point": point_drafts(article, told),
    }
    return made[kind]
