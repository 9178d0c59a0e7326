"""What can be wrong with a form or a lyric, in Chinese; patterns of the English messages."""

from __future__ import annotations

import re
from typing import Final

_FORMS: Final = (
    (r"There is no form yet", "还没有格式：写记号、选名字，或给一首歌词、一份乐谱。"),
    (r"There are no lyrics yet", "还没有歌词：请先按“写词”。"),
    (r"A file is not opened by its name", "这里不按文件名打开文件，请在“歌词”一栏上传。"),
    (r"The template is empty", "格式是空的。请写每行字数，如 4/5/5/6/9/9。"),
    (r"The template has no (?:lines|cells)", "格式里没有行。至少写一行，如 7/7/7/7 aaba。"),
    (r"The template has (\d+) lines; (\d+) at most", r"格式有 \1 行，最多 \2 行，请拆开。"),
    (
        r"The template notation has ([\d,]+) characters; ([\d,]+) at most",
        r"格式记号有 \1 个字符，最多 \2 个，请缩短。",
    ),
    (
        r"Line (\d+) has (\d+) cells; a line has 1 to (\d+)",
        r"第 \1 行有 \2 字，每行只能 1 到 \3 字，请拆成短行。",
    ),
    (r"a line has 1 to (\d+) cells, not (\d+)", r"每行 1 到 \1 字，不能是 \2 字。"),
    (
        r"'(.*?)' cannot stand in the rhyme scheme '(.*?)'",
        r"韵式 \2 里不能有“\1”：字母为韵，x 为不得押韵，- 为不限，大写为重复句。",
    ),
    (
        r"The rhyme scheme (\S+) names (\d+) lines, but its stanza has (\d+)",
        r"韵式 \1 有 \2 行，这一段却有 \3 行。请每行写到，或写能整除的行数。",
    ),
    (
        r'No cipai is called "(.*?)"\. Did you mean (.*?)\?',
        r"没有名为“\1”的词牌。是不是 \2？",
    ),
    (r'No cipai is called "(.*?)"', r"没有名为“\1”的词牌。"),
    (
        r"(\S+) has no form (\d+): it has (.*?)\. Choose",
        r"\1 没有第 \2 体：共有 \3，请选其中之一。",
    ),
    (r"The lyric has no lines", "歌词里没有字，请至少给一行。"),
    (r"The lyric has (\d+) lines; (\d+) at most", r"歌词有 \1 行，最多 \2 行，请缩短。"),
    (r"The LRC text has no line with a time", "LRC 里没有带时间的行；没有时间的请当纯文本给。"),
    (r"The score has no notes", "乐谱里没有音符，请给一份有旋律的。"),
    (r"The score has no verse (\d+)\. Choose one of (.*?)\.", r"乐谱没有第 \1 段词，只有 \2。"),
    (r"has no words, so it has no verse (\d+)", r"这个声部没有歌词，也就没有第 \1 段。"),
    (r"(\S+) is not a score that can be read", r"\1 不是能读的乐谱，请给 MusicXML 或 MIDI。"),
    (r"(\S+) holds neither MusicXML nor MIDI", r"\1 里既没有 MusicXML 也没有 MIDI。"),
    (r"(\S+) is a damaged MIDI file", r"\1 是损坏的 MIDI，请重新导出。"),
    (r"(\S+) is damaged(?:: | or locked)", r"\1 已损坏，请重新导出。"),
    (r"(\S+) has no pitched note", r"\1 里没有有音高的音符。"),
    (r"(\S+) is not valid JSON", r"\1 不是有效的 JSON。"),
    (
        r"The template notation is not understood at '(.*?)', character (\d+)",
        r"从第 \2 个字符“\1”起看不懂。",
    ),
    (r"The template notation is not understood at its end", "记号没有写完。"),
)

_DEMANDS: Final = (
    (
        r"The lock '(.*?)' is not understood",
        r"看不懂锁定“\1”。请写行、格和字：2:1-2=明月 把“明月”放在第 2 行第 1、2 格。",
    ),
    (r"The lock '(.*?)' counts from 0", r"锁定“\1”从 0 数起了；行和格都从 1 数起。"),
    (
        r"The keyword '(.*?)' is not understood",
        r"看不懂“\1”。请写一个词，或词和它所在的行：秋@3。",
    ),
    (r"The lock at (\S+) is '(.*?)'\. Lock Chinese", r"\1 处锁定的“\2”不是汉字；不要带标点。"),
    (
        r"The lock at (\S+) is '(.*?)'\. In English",
        r"\1 处锁定的是“\2”：英文一次只锁一个词，写在它的第一个音节上。",
    ),
    (
        r"The lock (\S+) names (\d+) cells for (\d+) characters",
        r"锁定 \1 写了 \2 格，却有 \3 个字。",
    ),
    (
        r"There is no line (\d+) for (\S+): the template has lines 1 to (\d+)",
        r"\2 所说的第 \1 行不存在：这个格式有 1 到 \3 行。",
    ),
    (
        r"There is no cell (\S+): line (\d+) has cells 1 to (\d+)",
        r"没有 \1 这一格：第 \2 行有 1 到 \3 格。",
    ),
    (
        r"The lock (\S+) at (\S+) clashes with (\S+) at (\S+)\. Drop",
        r"\2 处锁定的“\1”与 \4 处的“\3”冲突，请去掉一个。",
    ),
    (r"The lock (\S+) at (\S+) is not among", r"\2 处锁定的“\1”不在那里允许的字里。"),
    (r"The form itself fixes (\S+) at (\S+)\.", r"\2 处的“\1”是格式本身定的，请改格式。"),
    (
        r"The keyword '?(.*?)'? holds '(.*?)', which the engine",
        r"“\1”里的“\2”不在模型的字表里，请换常用字。",
    ),
    (
        r"The keyword (\S+) is asked for in line (\d+), but the template has (?:lines 1 to )?(\d+)",
        r"“\1”要放在第 \2 行，可格式只有 \3 行。",
    ),
    (
        r"The keyword (\S+) has (\d+) characters, but .*? holds at most (\d+)",
        r"“\1”有 \2 个字，可放它的行不停顿时最多 \3 个字。请缩短它，或加长一行。",
    ),
    (
        r"The keyword (\S+) fits nowhere in .*?\(nearest: cell (.*?)\)",
        r"“\1”哪里都放不下：锁定和平仄不容（最接近处卡在 \2）。请放宽，或换个词。",
    ),
    (
        r"Cell (\S+) is locked to '(.*?)', which the engine cannot",
        r"\1 锁定的“\2”不在模型的字表里，请换常用字。",
    ),
    (
        r"Cell (\S+) (\(.*?\)) cannot rhyme as group (\S+) must",
        r"\1 \2 押不了 \3 韵。请改锁定或平仄。",
    ),
    (
        r"Cells (\S+) (\(.*?\)) and (\S+) (\(.*?\)) cannot rhyme, but both are of group (\S+?)\.",
        r"\1 \2 与 \3 \4 不能押韵，却同属 \5 韵。请改其中一个。",
    ),
    (
        r"The cells (.*?) of group (\S+) cannot all rhyme",
        r"\2 韵的 \1 无法全部押上。请改其中的锁定或平仄。",
    ),
    (
        r"The rhymes (\S+) \((.*?)\) and (\S+) \((.*?)\) can both only sound as (\S+?), but",
        r"\1 韵（\2）和 \3 韵（\4）都只能押“\5”，离得这么近又必须不同。请改锁定，或用同一个字母。",
    ),
    (
        r"(\d+) different rhymes sound near line (\d+) .*?but only (\d+) classes",
        r"第 \2 行附近有 \1 个不同的韵，却只剩 \3 个韵部可用。请少用几个字母。",
    ),
    (
        r"No lyric can meet (.*?) together",
        r"没有歌词能同时满足这些要求（\1）。请去掉一个词、挪动锁定，或少用几个韵。",
    ),
    (r"Nothing that is allowed at (.*?) has the tone", r"\1 处允许的字里没有所要的平仄。"),
    (r"Nothing else was found there", "那里找不到别的写法。请解开旁边的锁定再试。"),
    (r"The weights (\S+) are missing", r"缺少模型 \1，请重新安装。"),
)

_FAULTS: Final = (
    (r"Cell (\S+) holds (\S+); it is locked to (\S+)\.$", r"\1 是“\2”，应为锁定的“\3”。"),
    (r"Cell (\S+) holds (\S+), which is not among", r"\1 是“\2”，不在那里允许的字里。"),
    (r"Cell (\S+) holds '(.*?)', which is not a Chinese", r"\1 是“\2”，不是汉字。"),
    (r"Line (\d+) must repeat the words of line (\d+)", r"第 \1 行应与第 \2 行完全相同。"),
    (
        r"The keyword '?(.*?)'? is missing from (?:the lyric|line \d+), or a pause cuts it",
        r"缺少“\1”，或它被停顿隔开了。",
    ),
    (r"(\S+) at (\S+) is not (平|仄)\.", r"\2 的“\1”不是\3声。"),
    (r"Line (\d+) of (\d+) is missing", r"缺第 \1 行（共 \2 行）。"),
    (r"Line (\d+) is more than the form has", r"第 \1 行是多出来的。"),
    (r"Line (\d+) has (\d+) characters; its form has (\d+)", r"第 \1 行有 \2 字，应为 \3 字。"),
    (r"Line (\d+) has (\d+) syllables; its form has (\d+)", r"第 \1 行有 \2 个音节，应为 \3 个。"),
    (r"Line (\d+) begins with '(.*?)'", r"第 \1 行以“\2”开头。"),
    (
        r"After cell (\S+) stands (.+?); the form has (.+?)\.$",
        r"\1 之后是 \2，格式要 \3。",
    ),
    (
        r"(\S+) at (\S+) does not rhyme with (\S+) at (\S+?)\. Both are of group (\S+?)\.",
        r"\2 的“\1”与 \4 的“\3”不押韵（同属 \5 韵）。",
    ),
    (r"(\S+) at (\S+) has no rhyme that the book knows", r"\2 的“\1”在韵书里查不到韵。"),
    (
        r"(\S+) at (\S+) rhymes with group (\S+?),",
        r"\2 的“\1”押上了 \3 韵，那里不该押韵。",
    ),
    (r"(\S+) at (\S+) rhymes with itself at (\S+?)\.$", r"\2 的“\1”与 \3 是同一个词，不算押韵。"),
    (
        r"Group (\S+) at (\S+) rhymes with group (\S+) at (\S+?)\.",
        r"\1 韵（\2）与 \3 韵（\4）押到一起了，应当不同。",
    ),
    (
        r"The dictionary does not tell how '(.*?)' in line (\d+)",
        r"词典里查不到第 \2 行的“\1”怎么读。",
    ),
    (r"'(.*?)' at (\S+) is stressed otherwise", r"\2 的“\1”重音不合。"),
    (
        r"(\S+) (\S+) \((\S+)\) is sung (\d+) semitones? above (\S+) \(\S+\) and is heard "
        r"like (\S+?)\.",
        r"\1 的“\2”（\3）比“\5”高唱 \4 个半音，会听成 \6。",
    ),
    (
        r"(\S+) (\S+) \((\S+)\) is sung (\d+) semitones? below (\S+) \(\S+\) and is heard "
        r"like (\S+?)\.",
        r"\1 的“\2”（\3）比“\5”低唱 \4 个半音，会听成 \6。",
    ),
    (
        r"(\S+) (\S+) \((\S+)\) \S+ by (\d+) semitones? and is heard like (\S+?)\.",
        r"\1 的“\2”（\3）在字中走了 \4 个半音，会听成 \5。",
    ),
)

CHINESE: Final = tuple(
    (re.compile(pattern, re.DOTALL), chinese) for pattern, chinese in (*_FORMS, *_DEMANDS, *_FAULTS)
)
"""A pattern of an English message, and what it is in Chinese."""
