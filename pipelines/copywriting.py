"""An article becomes the words that go out with its clip: titles, descriptions, hashtags, points.

>>> made = run("article.md", Path("out"), Config(platform="x"), store=store)   # doctest: +SKIP
>>> made.sheet.of("title")[0].text                                             # doctest: +SKIP
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import TypeAdapter, field_validator

import aigc
from aigc import registry
from aigc.config import Settings, option, parted
from aigc.errors import InputError
from aigc.files import check_folder
from aigc.notices import noticing
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.text.copy.engine import MOST, CopyEngine
from aigc.text.copy.platforms import PLATFORMS
from aigc.types.article import Article, Block, Language, Span
from aigc.types.copy import KINDS, Copy, CopyKind, CopySheet
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit, SpokenLine
from aigc.types.script import Script
from pipelines import origin
from pipelines.fallback import EMBEDDED
from pipelines.leaving import leaving
from pipelines.sounding import judge

VERSION: Final = 1
SHEET: Final = TypeAdapter(CopySheet)
_HEADINGS: Final[Mapping[Language, Mapping[CopyKind, str]]] = MappingProxyType(
    {
        "zh": {"title": "标题", "description": "简介", "hashtags": "话题", "selling_point": "看点"},
        "en": {
            "title": "Titles", "description": "Descriptions", "hashtags": "Hashtags",
            "selling_point": "Selling points",
        },
    }
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would compute instead of showing."""


class Config(Settings):
    """Everything that can be chosen; the CLI's flags and the studio's form are made from it."""

    kinds: tuple[str, ...] = option(
        KINDS, "What is written: title, description, hashtags, selling_point.",
        "写什么：标题 title、简介 description、话题 hashtags、看点 selling_point。", choices=KINDS,
    )  # fmt: skip
    count: int = option(
        5, "Variants of each kind, for A/B tests.", "每种写几个版本，供 A/B 测试。", ge=1, le=MOST,
        flags=("-n",),
    )  # fmt: skip
    platform: str = option(
        "generic", "Where it is posted.", "发布的平台。", choices=tuple(PLATFORMS)
    )
    lang: Literal["auto", "zh", "en"] = option("auto", "Language of the words.", "文案的语言。")
    engine: str = option("extractive", "Engine that writes.", "写文案的引擎。")
    seed: int = option(0, "Fixes everything random.", "固定一切随机因素。", ge=0)

    @field_validator("kinds", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        many = (given,) if isinstance(given, str) else given
        return tuple(dict.fromkeys(kind for one in many for kind in parted(str(one))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Copywriting:
    """The words, and the files that hold them."""

    sheet: CopySheet
    json: Path
    markdown: Path
    table: Path

    def _repr_html_(self) -> str:
        return self.sheet._repr_html_()


def run(
    source: str | Path,
    out: Path,
    config: Config | None = None,
    *,
    store: Store,
    progress: Progress = silent,
) -> Copywriting:
    """Write copies of an article, or of a ``script.json``, into ``out``: all files or none.

    Raises
    ------
    InputError
        The source cannot be read, or gives nothing to write from.
    ConfigError
        There is no such kind or platform.
    EngineFailed
        The engine's model refused, or nothing that it wrote is supported.
    ReviewNeeded
        A person has to approve it; nothing appears before.
    TrustError
        A rule of the policy forbids it; of the article that is told before anything is written.
    """
    check_folder(out)
    config = config or Config()
    article = article_of(source, config)
    judge(Exhibit(title=article.title, source=article.text), store.root)
    sheet = write(article, config, store=store, progress=progress)
    files = {
        "copy.json": SHEET.dump_json(sheet, indent=2),
        "copy.md": markdown(sheet).encode(),
        "copy.csv": table(sheet).encode("utf-8-sig"),
    }
    made = replace(_origin(source, sheet, config), notes=(*article.notes, *sheet.notices))
    with leaving(out, lambda: made, store=store.root, exhibit=exhibit_of(article, sheet)) as box:
        for name, data in files.items():
            (box / name).write_bytes(data)
    return Copywriting(
        sheet=sheet, json=out / "copy.json", markdown=out / "copy.md", table=out / "copy.csv"
    )


def exhibit_of(article: Article, sheet: CopySheet) -> Exhibit:
    """Return every variant as a line, and where in the article it was taken from."""
    lines = (
        SpokenLine(text=one.text, sources=tuple((s.start, s.end) for s in one.sources))
        for one in sheet.copies
    )
    return Exhibit(title=sheet.title, lines=tuple(lines), source=article.text)


def _origin(source: str | Path, sheet: CopySheet, config: Config) -> Provenance:
    return Provenance(
        pipeline="copy",
        version=aigc.__version__,
        title=sheet.title,
        language=sheet.language,
        options=origin.chosen(config),
        seed=config.seed,
        sources=origin.source(source, "article"),
        uses=(origin.engine("copy", config.engine),),
    )


def write(
    article: Article, config: Config, *, store: Store, progress: Progress = silent
) -> CopySheet:
    """Return the copies of an article; what was written before is read from the store."""
    engine: CopyEngine = registry.get("copy", config.engine)
    language: Language = article.language if config.lang == "auto" else config.lang
    known = replace(article, source="", notes=(), published=None)
    kinds = _kinds(config)
    key = store.key(
        "copy", VERSION, article=known, language=language, kinds=kinds, count=config.count,
        platform=config.platform, seed=config.seed, engine=engine.fingerprint,
    )  # fmt: skip

    def make(path: Path) -> None:
        with noticing() as told:
            copies = engine.write(
                article, language=language, kinds=kinds, count=config.count,
                platform=config.platform, seed=config.seed, progress=progress,
            )  # fmt: skip
        sheet = CopySheet(
            title=article.title, language=language, platform=config.platform, copies=copies,
            usage=engine.usage, notices=tuple(told),
        )  # fmt: skip
        path.write_bytes(SHEET.dump_json(sheet))

    return SHEET.validate_json(store.get_or_make(key, ".json", make).read_bytes())


def _kinds(config: Config) -> tuple[CopyKind, ...]:
    unknown = [one for one in config.kinds if one not in KINDS]
    if unknown or not config.kinds:
        raise InputError(
            f"The kinds cannot be {', '.join(unknown) or 'none'}: choose among {', '.join(KINDS)}."
        )
    return tuple(kind for kind in KINDS if kind in config.kinds)


def article_of(source: str | Path, config: Config) -> Article:
    """Return the article of a source, or the lines of a ``script.json`` as one.

    Raises
    ------
    InputError
        It cannot be read.
    """
    from aigc.text.article.reader import read_article

    if Path(source).suffix.lower() == ".json" and Path(source).is_file():
        from pipelines.delivery import load_script

        return article_of_script(load_script(Path(source)))
    with tempfile.TemporaryDirectory() as assets:
        return read_article(source, assets=Path(assets), language=declared(config))


def declared(config: Config) -> Literal["auto", "zh", "en"]:
    """Return the language that an article is read in; its own where a model can write another."""
    return config.lang if registry.reference(config.engine).name in EMBEDDED else "auto"


def article_of_script(script: Script) -> Article:
    """Return an article whose paragraphs are the lines of a script, block by block."""
    gap = "" if script.language == "zh" else " "
    parts: dict[int, list[str]] = {}
    for line in script.lines:
        parts.setdefault(line.block, []).append(line.text)
    text, blocks = "", list[Block]()
    for lines in parts.values():
        said = gap.join(lines)
        blocks.append(
            Block(kind="paragraph", span=Span(start=len(text), end=len(text) + len(said)))
        )
        text += f"{said}\n\n"
    return Article(
        title=script.title, text=text.rstrip(), blocks=tuple(blocks), language=script.language
    )


def markdown(sheet: CopySheet) -> str:
    """Return a sheet as Markdown, with what each score is made of."""
    out = [f"# {sheet.title}", ""]
    for kind in KINDS:
        if copies := sheet.of(kind):
            out += [f"## {_HEADINGS[sheet.language][kind]}", ""]
            out += [line for one in copies for line in _shown(one)]
    if sheet.usage is not None:
        out += [f"{sheet.usage}", ""]
    out += [f"> {told}" for told in sheet.notices]
    return "\n".join(out).rstrip() + "\n"


def _shown(one: Copy) -> Iterator[str]:
    measures = "; ".join(f"{m.name} {m.value:.2f} ({m.note})" for m in one.measures)
    yield f"**{one.variant}** ({one.score:.2f}, {one.pattern}, {one.author})"
    yield ""
    yield from (f"    {line}" for line in one.text.splitlines())
    yield ""
    yield f"<sub>{measures}</sub>"
    yield ""


def table(*sheets: CopySheet) -> str:
    """Return sheets as CSV, one variant a row, for tests of one against another."""
    every = [(sheet, one) for sheet in sheets for one in sheet.copies]
    names = list(dict.fromkeys(m.name for _, one in every for m in one.measures))
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["platform", "kind", "variant", "text", "score", *names, "pattern", "author"])
    for sheet, one in every:
        values = {m.name: m.value for m in one.measures}
        text = f"'{one.text}" if one.text.startswith(_FORMULA) else one.text
        rows.writerow(
            [sheet.platform, one.kind, one.variant, text, one.score,
             *(values.get(name, "") for name in names), one.pattern, one.author]
        )  # fmt: skip
    return out.getvalue()
