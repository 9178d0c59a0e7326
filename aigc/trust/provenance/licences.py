"""What the material in an asset obliges to: whom to name, and what is not allowed with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, get_args

from aigc.trust.policy import Licences
from aigc.trust.provenance.terms import Terms, terms
from aigc.types.article import Language
from aigc.types.provenance import SHOWN, Provenance, Source, Use

Term = Literal["non_commercial", "share_alike", "no_derivatives", "unknown"]
UNSEEN: Final = "unseen"
"""The role of a picture that came with the article and is not seen: it asks nothing."""
_NOT_ASKED: Final = frozenset({"portrait", "brand"})
"""Whose own it is, a consent tells, or it is one's own."""
_TOOLS: Final = frozenset({"voice", "font", "model"})
_LAST: Final = re.compile("[,，](?=[^,，]*$)")
_SAMPLED: Final = "soundfont"
_ROLES: Final = MappingProxyType(
    {
        "picture": ("Picture", "图片"),
        "video": ("Film", "视频"),
        "recording": ("Recording", "录音"),
        "portrait": ("Portrait", "肖像"),
        "brand": ("Brand material", "品牌素材"),
        "voice": ("Voice", "声音"),
        "font": ("Font", "字体"),
        "model": ("Model", "模型"),
        "soundfont": ("Soundfont", "音色库"),
        "bed": ("Music", "音乐"),
        "sample": ("Sample", "采样"),
        UNSEEN: ("Picture that is not seen", "未出现的图片"),
        "article": ("Article", "文章"),
        "text": ("Text", "文本"),
        "script": ("Script", "脚本"),
        "score": ("Score", "乐谱"),
        "lyrics": ("Lyrics", "歌词"),
        "speech": ("Speech", "语音"),
        "image": ("Pictures", "画面"),
        "music": ("Music", "音乐"),
        "singing": ("Singing", "歌声"),
    }
)
_TITLES: Final = MappingProxyType({"public domain": "公有领域", "own work": "自有作品"})
"""Chinese for what is no licence's name."""
_UNCOUNTED: Final = frozenset({"Music", "Speech", "Singing", "Brand material"})
_SENTENCES: Final = MappingProxyType(
    {
        "non_commercial": ("Not for commercial use", "禁止商用"),
        "share_alike": ("To be passed on under the same licence", "须以相同许可共享"),
        "no_derivatives": ("Not to be changed, or used in something else", "禁止演绎"),
        "unknown": ("Nobody has told the licence", "许可不明"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A line of the credits: what it is, who made it, and under which licence it stands."""

    role: str
    name: str
    credit: str
    licence: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What some material asks beside being named."""

    term: Term
    role: str
    licence: str
    names: tuple[str, ...]

    def told(self, language: Language) -> str:
        """Return it as a sentence.

        >>> Duty(term="unknown", role="picture", licence="", names=("a.jpg", "b.jpg")).told("zh")
        '许可不明：图片 a.jpg、b.jpg。'
        """
        at = int(language == "zh")
        what, role = _SENTENCES[self.term][at], _role(self.role, language)
        if language == "zh":
            return f"{what}：{role} {'、'.join(self.names)}{_in_brackets(self.licence, '（）')}。"
        role = _plural(role) if len(self.names) > 1 else role
        return f"{what}: {role.lower()} {', '.join(self.names)}{_in_brackets(self.licence, '()')}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligations:
    """What an asset's material obliges to, under a policy.

    Attributes
    ----------
    credits : tuple of Credit
        Whom to name.
    warned, refused : tuple of Duty
        What the policy warns of, and what it does not let out.
    """

    credits: tuple[Credit, ...] = ()
    warned: tuple[Duty, ...] = ()
    refused: tuple[Duty, ...] = ()


def obligations(made: Provenance, policy: Licences) -> Obligations:
    """Return what the material of an asset obliges to.

    Pictures, films, recordings and sounds that are seen or heard oblige to all that their licences
    ask. Voices, fonts and models only made the result: their authors are named and a ban on
    commerce counts, but sharing alike and a ban on changes are about the voice, font or model
    itself. What was only read, such as the article, is named where it tells whom to name; a picture
    of it that is not seen asks nothing.
    """
    items: tuple[Source | Use, ...] = (*made.sources, *made.uses)
    items = tuple(one for one in items if one.role != UNSEEN)
    duties = tuple(_duties(items))
    rule = {term: getattr(policy, term) for term in get_args(Term)}
    return Obligations(
        credits=tuple(dict.fromkeys(_credits(items))),
        warned=tuple(one for one in duties if rule[one.term] == "warn"),
        refused=tuple(one for one in duties if rule[one.term] == "refuse"),
    )


def credits_text(found: Obligations, language: Language) -> str:
    """Return the credits as lines, with what has to be heeded; empty where there is nothing.

    They fit ``CREDITS.txt`` and the description of a film. What has the same role, author and
    licence shares a line.
    """
    shared: defaultdict[Credit, dict[str, None]] = defaultdict(dict)
    for one in found.credits:
        shared[replace(one, name="")][one.name] = None
    lines = [
        _line(one, [name for name in names if name], language) for one, names in shared.items()
    ]
    heed = [one.told(language) for one in (*found.warned, *found.refused)]
    heads = ("素材与署名", "使用须知") if language == "zh" else ("Credits", "To be heeded")
    parts = [
        "\n".join((head, *body)) for head, body in zip(heads, (lines, heed), strict=True) if body
    ]
    return "\n\n".join(parts) + "\n" if parts else ""


def _duties(items: Iterable[Source | Use]) -> Iterator[Duty]:
    """Yield each duty once, with all that asks it."""
    names: defaultdict[tuple[Term, str, str], dict[str, None]] = defaultdict(dict)
    for one in items:
        asked, _ = _terms(one)
        for term in _asked(one, asked):
            named = names[term, one.role, asked.title if asked else one.licence]
            named[one.name or _unnamed(one)] = None
    for (term, role, licence), there in names.items():
        yield Duty(term=term, role=role, licence=licence, names=tuple(there))


def parted(credit: str) -> tuple[str, str]:
    """Return whom a credit names, and the licence at its end, as captions often have it.

    >>> parted("SpaceX, CC0"), parted("NASA"), parted("CC BY 4.0")
    (('SpaceX', 'CC0'), ('NASA', ''), ('', 'CC BY 4.0'))
    """
    who, *last = _LAST.split(credit)
    if last and terms(last[0]):
        return who.strip(), last[0].strip()
    return ("", credit.strip()) if terms(credit) else (credit, "")


def _terms(one: Source | Use) -> tuple[Terms | None, str]:
    """Return what an item's licence asks, and whom to name without the licence."""
    who, licence = (one.credit, one.licence) if one.licence else parted(one.credit)
    return terms(licence), who


def _asked(one: Source | Use, asked: Terms | None) -> Iterator[Term]:
    """Yield what an item asks beside being named."""
    if asked is None:
        # An engine without a model is ours, and what was only read is its author's to tell.
        if one.licence or (_held(one) and one.role not in _NOT_ASKED) or _is_tool(one):
            yield "unknown"
        return
    if asked.non_commercial:
        yield "non_commercial"
    if _held(one) and asked.share_alike:
        yield "share_alike"
    if _held(one) and asked.no_derivatives:
        yield "no_derivatives"


def _held(one: Source | Use) -> bool:
    """Tell whether something is itself seen or heard."""
    return one.role in SHOWN if isinstance(one, Source) else one.role == _SAMPLED


def _is_tool(one: Source | Use) -> bool:
    return isinstance(one, Use) and one.role in _TOOLS


def _credits(items: Iterable[Source | Use]) -> Iterator[Credit]:
    for one in items:
        asked, who = _terms(one)
        if who or (_held(one) and asked and asked.named):
            yield Credit(
                role=one.role, name=one.name, credit=who,
                licence=asked.title if asked else one.licence, link=asked.link if asked else "",
            )  # fmt: skip


def _unnamed(one: Source | Use) -> str:
    """Return what something without a name is known by."""
    return one.sha256[:8] if isinstance(one, Source) else one.role


def _in_brackets(text: str, brackets: str) -> str:
    if not text:
        return ""
    return text.join(brackets) if brackets == "（）" else f" {text.join(brackets)}"


def _line(one: Credit, names: Sequence[str], language: Language) -> str:
    """Return a line of sentences; an address stands at its end, where it can be followed."""
    zh, role = language == "zh", _role(one.role, language)
    colon, comma, stop = ("：", "，", "。") if zh else (": ", ", ", ". ")
    title = _TITLES.get(one.licence, one.licence) if zh else one.licence
    licence = comma.join(part for part in (title, one.link) if part)
    listed = ("、" if zh else ", ").join(names)
    licence = licence and f"{'许可：' if zh else 'Licence: '}{licence}"
    told = [part.rstrip(" .。") for part in (listed, one.credit, licence) if part]
    line = f"{role if zh or len(names) < 2 else _plural(role)}{colon}{stop.join(told)}"
    return line if one.link else line + stop.strip()


def _plural(role: str) -> str:
    return role if role.endswith("s") or role in _UNCOUNTED else f"{role}s"


def _role(role: str, language: Language) -> str:
    return _ROLES.get(role, (role, role))[int(language == "zh")]
