"""Everything the lyrics page says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.form import Names
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "form": ("格式", "Form"),
        "form.hint": ("几行，几个字，押什么韵", "How many lines, how long, what rhymes"),
        "cards": ("歌词", "Lyrics"),
        "cards.hint": (
            "点字可锁可换，点行号重写一行",
            "Click a word to keep it, a number to rewrite",
        ),
        "hand": ("手改", "By hand"),
        "hand.hint": ("自己动手，随写随验", "Write yourself, checked as you type"),
        "source": ("格式来自", "Take the form from"),
        "template": ("记号", "Notation"),
        "cipai": ("词牌诗体", "Named form"),
        "like": ("歌词", "A lyric"),
        "score": ("乐谱", "A melody"),
        "notation.how": ("每行几个字，空格后写韵脚：", "Lengths of lines, then their rhymes: "),
        "name": ("按名字查找", "Search by name"),
        "variant": ("体", "Variant"),
        "variant.usual": ("常用", "usual"),
        "variant.one": (
            "{n} · {characters} 字 {lines} 行{about}",
            "{n} · {characters} cells, {lines} lines{about}",
        ),
        "words": ("粘贴一首歌词，只取格式", "Paste a lyric; only its form is kept"),
        "file": ("或上传 TXT、LRC、JSON", "Or upload TXT, LRC or JSON"),
        "melody": ("上传 MusicXML 或 MIDI", "Upload MusicXML or MIDI"),
        "examples": ("试试", "Try"),
        "more": ("更多选项", "More options"),
        "write": ("写词", "Write"),
        "rewrite": ("重新写", "Write anew"),
        "empty.form": (
            "在上面写下格式，这里会逐字读给你看。",
            "Name a form above and it is read back here, cell by cell.",
        ),
        "size.zh": ("{lines} 行 · {cells} 字", "{lines} lines · {cells} characters"),
        "size.en": ("{lines} 行 · {cells} 个音节", "{lines} lines · {cells} syllables"),
        "lengths": ("字数", "Lengths"),
        "rhymes": ("韵", "Rhymes"),
        "keywords": ("要有", "Words"),
        "rhymes.none": ("不押韵", "no rhyme"),
        "rhymes.apart": ("不得押韵", "must not rhyme"),
        "cell.rhyme": ("押 {group} 韵", "rhyme {group}"),
        "cell.平": ("平声", "level tone"),
        "cell.仄": ("仄声", "oblique tone"),
        "cell.strong": ("重音", "stressed"),
        "cell.weak": ("轻音", "unstressed"),
        "cell.lock": ("锁定：{text}", "locked: {text}"),
        "cell.allowed": ("可用：{text}", "one of {text}"),
        "cell.beats": ("{beats} 拍", "beats: {beats}"),
        "cell.rest": ("之后停 {beats} 拍", "then a rest, beats: {beats}"),
        "line.repeats": ("同第 {n} 行", "= line {n}"),
        "line.start": ("{time} 秒起", "at {time} s"),
        "at_line": ("第 {lines} 行", "line {lines}"),
        "empty.cards": ("还没有歌词", "No lyrics yet"),
        "empty.cards.how": (
            "选好格式，按“写词”。每一首都守住字数、韵脚和你锁定的字；之后可以换一个字、重写一行。",
            "Choose a form and press “Write”. Every lyric keeps its lengths, rhymes and what you "
            "locked; afterwards change a single character or a whole line.",
        ),
        "found": ("共 {count} 首，好的在前", "Lyrics: {count}, the best first"),
        "stale": (
            "锁定有改动：按“重新写”，其余会围着它写。",
            "Locks have changed: “Write anew” writes the rest around them.",
        ),
        "total": ("总分", "Score"),
        "total.how": (
            "各项的加权平均，通顺和断句最重。",
            "The mean of all; fluency and phrasing weigh most.",
        ),
        "meanings": ("各项是什么意思", "What these mean"),
        "kept": ("守格", "Keeps the form"),
        "kept.how": (
            "另一套不参与写词的程序逐字验过：{lines} 行，{cells} 字。",
            "A verifier that shares nothing with the writer checked {lines} lines, {cells} cells.",
        ),
        "broken": ("不合：{count} 处", "Faults: {count}"),
        "copy": ("复制", "Copy"),
        "copied": ("已复制", "Copied"),
        "by_hand": ("手改", "Edit by hand"),
        "replace": ("换成这首", "Replace it"),
        "spare": ("保留", "Leave it"),
        "typed": ("“手改”里有你写的词", "You have written words by hand"),
        "busy": ("正在写，写好再点", "Writing: wait until it is done"),
        "undo": ("撤回上一步", "Undo"),
        "line": ("第 {n} 行：点这里重写", "Line {n}: click to rewrite it"),
        "lock": ("锁住", "Keep"),
        "unlock": ("解锁", "Release"),
        "lock_line": ("锁住整行", "Keep the line"),
        "swap": ("换一个", "Another"),
        "swap_line": ("重写这行", "Rewrite the line"),
        "is_locked": ("已锁定", "kept"),
        "run": (
            "最长与训练文本相同：{text}（{length} 个字词）",
            "Longest stretch known from training texts: {text} ({length} words or characters)",
        ),
        "misfits": ("倒字：{count} 处", "The melody fights the words: {count}"),
        "unscored": ("引擎无法评分", "The engine cannot measure it"),
        "unscored.broken": ("守格之后才有评分。", "It is scored once it keeps the form."),
        "hand.empty": (
            "粘贴或在这里改词；每行一句，标点照格式写。",
            "Paste or edit here, a line to a line, with the marks of the form.",
        ),
        "hand.how": ("先选好格式，再在这里验词。", "Choose a form first, then check words here."),
        "hand.free": ("还没有字：在上面写，或粘贴。", "No words yet: write or paste them above."),
        "done.write": ("词写好了", "The lyrics are ready"),
        "done.roll": ("换好了", "Rewritten"),
        "done.lock": ("锁定已更新", "Locks are up to date"),
        "no_form": (
            "还没有格式：写记号、选名字，或给一首歌词、一份乐谱。",
            "There is no form yet: write notation, choose a name, or give a lyric or a score.",
        ),
        "no_lyrics": (
            "还没有歌词：请先按“写词”。",
            "There are no lyrics yet: press “Write” first.",
        ),
    }
)
"""What stands on the page, by key: Chinese, English."""

LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "keyword": ("关键词", "Keywords"),
        "lock": ("锁定", "Locks"),
        "rhyme": ("韵书", "Book of rhymes"),
        "tones": ("平仄", "Tones"),
        "style": ("风格", "Style"),
        "title": ("标题", "Title"),
        "theme": ("主题词", "Themes"),
        "count": ("写几首", "How many"),
        "temperature": ("大胆程度", "Boldness"),
        "verse": ("第几段歌词", "Verse"),
        "part": ("声部", "Part"),
        "language": ("语言", "Language"),
        "seed": ("随机种子", "Seed"),
        "engine": ("写词引擎", "Engine"),
    }
)

CHOICES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "auto": ("自动", "Auto"),
        "true": ("守", "Keep"),
        "false": ("不守", "Ignore"),
        "zh": ("中文", "Chinese"),
        "en": ("英文", "English"),
        "thirteen": ("十三类", "Thirteen"),
        "xinyun": ("中华新韵", "Xinyun"),
        "cilin": ("词林正韵", "Cilin"),
        "pingshui": ("平水韵", "Pingshui"),
        "english": ("英文韵", "English"),
        "modern": ("现代", "Modern"),
        "ci": ("宋词", "Song ci"),
        "qu": ("元曲", "Yuan qu"),
        "classic": ("古诗", "Classical"),
        "sonnet": ("英诗", "Sonnet"),
        "bundled": ("自带模型", "Built-in model"),
        "fake": ("随机字，只试格式", "Random words, to try a form"),
    }
)

CALLED: Final = Names(labels=LABELS, choices=CHOICES)

ASPECTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "fluency": ("通顺", "Fluency"),
        "integrity": ("断句", "Phrasing"),
        "rhyme": ("押韵", "Rhyme"),
        "keyword": ("用词", "Keywords"),
        "singability": ("好唱", "Singability"),
        "variety": ("变化", "Variety"),
        "novelty": ("新意", "Novelty"),
    }
)
"""The aspects of a score in the order in which they are shown."""

MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "fluency": (
            "模型读来有多自然：100 为每个字都在意料之中。",
            "How natural the model finds it: 100 where every word was to be expected.",
        ),
        "integrity": (
            "行尾和停顿处，话是否说完整了。",
            "How surely lines and pauses fall where phrases end.",
        ),
        "rhyme": (
            "韵脚都已押上，这里看押得好不好听。",
            "All rhymes are right; this is how well they sound.",
        ),
        "keyword": ("指定的词放得是否自然。", "How naturally the words you asked for stand."),
        "singability": (
            "字调合不合旋律，长音上口是否开阔。",
            "How well tones fit the melody, and how open vowels on long notes are.",
        ),
        "variety": (
            "字词是否过早重复。",
            "Full marks when nothing comes back too soon.",
        ),
        "novelty": (
            "与训练文本没有长段相同则为 100。",
            "100 while no long stretch is known from a training text.",
        ),
    }
)


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in.

    >>> say("at_line", "en", lines=4)
    'line 4'
    """
    return words.told(SAID, key, tongue, **values)
