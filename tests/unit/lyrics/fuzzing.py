"""Random templates whose truth is known: forms derived from a hidden text, and small ones.

Everything is drawn from a `random.Random`; `st.randoms()` of hypothesis is one too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from aigc.lyrics.verify import verify
from aigc.lyrics.verify.books import every_sound, heard
from aigc.types.template import UNRHYMED, Book, Cell, Keyword, Template, TemplateLine, Tone

Place = tuple[int, int]

BOOKS: tuple[Book, ...] = ("thirteen", "xinyun", "cilin", "pingshui")
MARKS = "，，，，、。；？！"
NAMES = "abcdefghijklmnopqrstuvwyz"

COMMON = (
    "一人不是来有天上时去里得无在生我年看为好中心到子下自事小见如情多明还花家了也前知日相风过长道老月"
    "又头处山水声东起回西地意把都只说谁后儿已今可对和更几三开行笑何个成似向清新然重间点从夜问高他两此"
    "红那分当满想酒光空正金十同与手听出要尽会能别外却真大流白边气面应路色眼轻远难门思作发晚身少青便但"
    "梦平深先雨须万黄方望将未落名信云许飞君半神就春经才住千欢爱衣语记香曾留因定马动公觉世女安南早旧太"
    "阳烟歌被影最海草之国教断且客这离王城书罗带楼二样愿照而台使江种些用归入消候放常游冷喜雪画怎五怕做"
    "比非窗度双微主泪坐故秋文亲待容干随四车恨树睡华初送波枝吹乐学近细字寒约岁转数尊堂关倒露总星没林再"
    "力直立古惊结算百底话管暗物朝绿灯诗等静言乱美英解全取息寻闲叶句连并步音兰往北苦传凭火舞你残园夫目"
    "船阴指期争谢破房走依院兴试脸晓散口独念莫仙的久曲片玉共本醉愁写渐合弄景收任魂条命认伤节绝病所醒凉"
    "钱感休胜怀河第贵怜以虽屋交丝欲工淡识湖宫若打低理报石宝快临杯横永九功者士切母次特悲终易首忘变父诉"
    "通冰梅银利表死恶必论计元灵六足量幽受机甚德至于野乡角桃戏谈复友摇般张穿昏着州唱斯珠题其殿柳官八翻"
)
"""The five hundred characters that verse and modern texts use most."""

BAITS = (
    *("重阳", "重新", "重重", "分外", "正月", "空闲", "更新", "教书", "当作"),
    *("曲子", "传记", "华山", "间断", "空地", "看家", "长大", "长老", "长江"),
    *("为了", "为何", "应声", "将来", "过从", "难处", "行人", "为人"),
)
"""Words whose first character has another tone by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A template with its truth.

    ``hidden`` is a text that meets it, where one was made first. Of a broken one, ``clash`` are
    the places of which a message should name one at least, and ``kind`` says what was broken.
    """

    template: Template
    feasible: bool
    kind: str
    hidden: tuple[str, ...] = ()
    clash: frozenset[Place] = frozenset()


def templates(seed: int, count: int, *, begin: int = 0) -> Iterator[Case]:
    """Yield large feasible templates; the case of a number is the same for every ``begin``."""
    for number in range(begin, begin + count):
        yield feasible(Random(f"{seed}/{number}"))


def feasible(rng: Random, *, most_lines: int = 40, longest: int = 30) -> Case:
    """Return a template derived from a hidden text that meets it."""
    book = rng.choice(BOOKS)
    words = _hidden(rng, book, _lengths(rng, most_lines, longest))
    lines = _lines(rng, words)
    template = _baited(rng, Template(lines=lines, book=book), words)
    template = _rhymed(rng, template, words)
    template = _toned(rng, template, words)
    template = _named(rng, template, words)
    template = replace(template, keywords=_keywords(rng, template, words))
    hidden = printed(template, words)
    return Case(
        template=settled(template, hidden), feasible=True, kind="hidden text", hidden=hidden
    )


def _baited(rng: Random, template: Template, words: list[str]) -> Template:
    """Ask for a tone that a heteronym has by itself, before a lock that takes it away."""
    book, hooks = template.book, _hooks(template)
    for i, line in enumerate(template.lines):
        for begin, end in segments(line):
            if i in hooks or end - begin < 2 or rng.random() < 0.8:
                continue
            k, (first, second) = rng.randrange(begin, end - 1), rng.choice(BAITS)
            alone, joined = ({t for t, _ in heard(book, s, 0)} for s in (first, first + second))
            odd: list[Any] = sorted(alone - joined)
            fits = [c for c in COMMON if odd and {t for t, _ in every_sound(book, c)} == {odd[0]}]
            if fits:
                words[i] = words[i][:k] + rng.choice(fits) + second + words[i][k + 2 :]
                template = edited(template, (i, k), tone=odd[0])
                template = edited(template, (i, k + 1), lock=second)
    return template


def _hooks(template: Template) -> set[int]:
    """Return the lines that repeat others or are repeated."""
    pairs = [(i, line.repeats) for i, line in enumerate(template.lines)]
    return {n for i, source in pairs if source is not None for n in (i, source)}


def printed(template: Template, words: Sequence[str]) -> tuple[str, ...]:
    """Return words with the marks of the form."""
    return tuple(
        "".join(c + cell.mark for c, cell in zip(text, line.cells, strict=True))
        for text, line in zip(words, template.lines, strict=True)
    )


def settled(template: Template, hidden: Sequence[str]) -> Template:
    """Return the template without the rhymes and tones that its hidden text does not meet."""
    while faults := verify(template, hidden).faults:
        if any(f.kind not in ("rhyme", "tone") for f in faults):
            raise AssertionError(f"the hidden text does not fit: {faults}")
        for fault in faults:
            assert fault.line is not None and fault.cell is not None
            template = edited(template, (fault.line, fault.cell), rhyme="", tone="")
    return template


def edited(template: Template, place: Place, **changes: Any) -> Template:
    """Return the template with one cell changed."""
    i, k = place
    line = template.lines[i]
    cells = (*line.cells[:k], replace(line.cells[k], **changes), *line.cells[k + 1 :])
    return with_line(template, i, replace(line, cells=cells))


def with_line(template: Template, i: int, line: TemplateLine) -> Template:
    """Return the template with one line changed."""
    return replace(template, lines=(*template.lines[:i], line, *template.lines[i + 1 :]))


def _lengths(rng: Random, most_lines: int, longest: int) -> list[int]:
    count = rng.randint(1, rng.choice([2, 8, 16, most_lines]))
    shape = [
        rng.randint(1, rng.choice([7, 12, longest])) for _ in range(rng.choice([1, 2, 4, count]))
    ]
    return [shape[i % len(shape)] for i in range(count)]


def _hidden(rng: Random, book: Book, lengths: Sequence[int]) -> list[str]:
    """Return lines of common characters; those of a stanza end in few rhymes."""
    alike = rng.random() < 0.5
    stanza = rng.randint(2, 8)
    words: list[str] = []
    for i, length in enumerate(lengths):
        if i % stanza == 0:
            palette = [rng.choice(COMMON) for _ in range(rng.randint(1, 3))]
        ends = rhyming(book, rng.choice(palette), alike) if rng.random() < 0.8 else COMMON
        words.append("".join(rng.choices(COMMON, k=length - 1)) + rng.choice(ends))
    return words


def rhyming(book: Book, model: str, alike: bool = False) -> str:
    """Return the common characters that share a rhyme, or tone and rhyme, with a model."""
    sounds = {s for s in every_sound(book, model) if s[1]}
    if alike:
        some = [c for c in COMMON if every_sound(book, c) & sounds]
    else:
        classes = {label for _, label in sounds}
        some = [c for c in COMMON if any(label in classes for _, label in every_sound(book, c))]
    return "".join(some) or COMMON


def _lines(rng: Random, words: list[str]) -> tuple[TemplateLine, ...]:
    """Return bare lines with pauses; some repeat an earlier line, whose words they then have."""
    pause, hook = rng.choice([0, 0.05, 0.2]), rng.choice([0, 0, 0.15])
    lines: list[TemplateLine] = []
    for i, text in enumerate(words):
        sources = [j for j in range(i) if len(words[j]) == len(text)]
        repeats = rng.choice(sources) if sources and rng.random() < hook else None
        if repeats is not None:
            words[i] = words[repeats]
        cells = [Cell(mark=rng.choice(MARKS) if rng.random() < pause else "") for _ in text]
        cells[-1] = Cell(mark=rng.choice([*MARKS, ""]))
        lines.append(TemplateLine(cells=tuple(cells), stanza=i // 8, repeats=repeats))
    return tuple(lines)


def segments(line: TemplateLine) -> Iterator[tuple[int, int]]:
    """Yield where the stretches between pauses begin and end."""
    begin = 0
    for k, cell in enumerate(line.cells, 1):
        if cell.mark or k == len(line.cells):
            yield begin, k
            begin = k


def _sounds(template: Template, words: Sequence[str]) -> dict[Place, frozenset[tuple[str, str]]]:
    return {
        (i, begin + k): heard(template.book, words[i][begin:end], k)
        for i, line in enumerate(template.lines)
        for begin, end in segments(line)
        for k in range(end - begin)
    }


def _rhymed(rng: Random, template: Template, words: Sequence[str]) -> Template:
    """Name the groups of line ends, and of some pauses, after how the hidden text sounds."""
    if rng.random() < 0.15:
        return template
    inner, unrhymed, only = rng.choice([0, 0, 0.3]), rng.random(), rng.choice([1.0, 0.8])
    sounds, names = _sounds(template, words), iter([*NAMES, *(f"g{n}" for n in range(400))])
    recent: dict[str, tuple[str, int]] = {}
    counts: dict[str, int] = {}
    for i, line in enumerate(template.lines):
        for _, end in segments(line):
            labels = sorted({label for _, label in sounds[i, end - 1] if label})
            if not labels or (end < len(line) and rng.random() > inner) or rng.random() > only:
                continue
            label = next((c for c in labels if c in recent), labels[0])
            name, last = recent.get(label, ("", -99))
            if i - last > rng.randint(4, 8):
                name = next(names)
            recent[label] = name, i
            counts[name] = counts.get(name, 0) + 1
            template = edited(template, (i, end - 1), rhyme=name)
    for i, k, cell in list(template.places()):
        if counts.get(cell.rhyme) == 1 and rng.random() < unrhymed:
            template = edited(template, (i, k), rhyme=rng.choice([UNRHYMED, ""]))
    return template


def _toned(rng: Random, template: Template, words: Sequence[str]) -> Template:
    """Ask for tones that the hidden text has.

    A character listed under both has one everywhere, but in hooks of the old books.
    """
    share = rng.choice([0, 0, 0.1, 0.5, 1])
    sounds = _sounds(template, words)
    taken: dict[str, Tone] = {}
    hooks = _hooks(template) if template.book in ("cilin", "pingshui") else set()
    for (i, k), some in sounds.items():
        tones: list[Tone] = [tone for tone in ("平", "仄") if any(t == tone for t, _ in some)]
        if tones and rng.random() < share:
            tone = rng.choice(tones)
            if i not in hooks:
                tone = taken.setdefault(words[i][k], tone)
            tone = tone if tone in tones else tones[0]
            template = edited(template, (i, k), tone=tone)
    return template


def _named(rng: Random, template: Template, words: Sequence[str]) -> Template:
    """Lock some characters, and give some cells few to choose from."""
    locks, sets = rng.choice([0, 0, 0.05, 0.4, 1]), rng.choice([0, 0, 0.1])
    ends = rng.choice([0, 0, 0, 0.7])
    for i, k, cell in list(template.places()):
        if rng.random() < locks:
            template = edited(template, (i, k), lock=words[i][k])
        elif cell.rhyme and rng.random() < ends:
            near = [text[-1] for text in words[max(0, i - 4) : i + 5]]
            others = [rng.choice(rhyming(template.book, end)) for end in near]
            template = edited(template, (i, k), allowed=frozenset({words[i][k], *others}))
        elif rng.random() < sets:
            others = rng.choices(COMMON, k=rng.choice([0, 2, 20]))
            template = edited(template, (i, k), allowed=frozenset({words[i][k], *others}))
    return template


def _keywords(rng: Random, template: Template, words: Sequence[str]) -> tuple[Keyword, ...]:
    keywords: list[Keyword] = []
    for _ in range(rng.choice([0, 0, 1, 2, 4])):
        i = rng.randrange(len(template.lines))
        begin, end = rng.choice(list(segments(template.lines[i])))
        start = rng.randint(begin, end - 1)
        text = words[i][start : min(end, start + rng.randint(1, 4))]
        keywords.append(Keyword(text=text, line=i if rng.random() < 0.4 else None))
    return tuple(keywords)
