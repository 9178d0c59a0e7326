"""Old melodies, written as ``note:quarters``, and lyrics with their readings."""

from __future__ import annotations

from fractions import Fraction

from aigc.music.writer.words import LyricSyllable
from aigc.types.reading import Reading
from aigc.types.score import Bar, Note, Score, Tempo

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def tune(
    text: str, beats: int = 4, beat_type: int = 4, *, pickup: int = 0, bpm: int = 110
) -> Score:
    """Return a score of ``C E:1/2 G#, R:2`` and so on; a comma is an octave lower."""
    notes, at = [], Fraction(0)
    for token in text.split():
        name, _, length = token.partition(":")
        duration = Fraction(length or 1)
        if name != "R":
            sharp = name.count("#") - name.count("b")
            octave = 5 + name.count("'") - name.count(",")
            pitch = 12 * octave + _LETTERS[name[0]] + sharp
            notes.append(Note(pitch=pitch, start=at, duration=duration))
        at += duration
    bar = Bar(start=Fraction(0), beats=beats, beat_type=beat_type)
    starts, start = [], Fraction(pickup)
    while start < at:
        starts.append(start)
        start += bar.length
    bars = [Bar(start=s, beats=beats, beat_type=beat_type) for s in starts]
    if pickup:
        first = Bar(start=Fraction(0), beats=beats, beat_type=beat_type, offset=bar.length - pickup)
        bars.insert(0, first)
    return Score(
        notes=tuple(notes),
        bars=tuple(bars),
        tempos=(Tempo(start=Fraction(0), bpm=Fraction(bpm)),),
    )


TWINKLE = tune(
    "C C G G A A G:2 F F E E D D C:2 G G F F E E D:2 G G F F E E D:2 "
    "C C G G A A G:2 F F E E D D C:2"
)
ODE = tune("E E F G G F E D C C D E E:3/2 D:1/2 D:2 E E F G G F E D C C D E D:3/2 C:1/2 C:2")
SLEEVES = tune(
    "A, C:2 D E:3/2 F:1/2 E D:2 B, G,:3/2 A,:1/2 B, C:2 A, A,:3/2 G#,:1/2 A, B,:2 G#, E,:2 "
    "A, C:2 D E:3/2 F:1/2 E D:2 B, G,:3/2 A,:1/2 B, C:3/2 B,:1/2 A, G#,:3/2 F#,:1/2 G#, A,:3 A,:2",
    3, pickup=1,
)  # fmt: skip
GRACE = tune(
    "G, C:2 E:1/2 C:1/2 E:2 D C:2 A, G,:2 G, C:2 E:1/2 C:1/2 E:2 D G:5 "
    "E G:3/2 E:1/2 G:1/2 E:1/2 C:2 G, A,:3/2 C:1/2 C:1/2 A,:1/2 G,:2 "
    "G, C:2 E:1/2 C:1/2 E:2 D C:5",
    3, pickup=1, bpm=90,
)  # fmt: skip
JIG = tune(
    "G:3/2 E:1/2 F:1/2 G:1/2 A:3/2 G:3/2 E:1/2 D:1/2 C:1/2 D:1/2 E:1/2 F:1/2 D:3 "
    "G:3/2 E:1/2 F:1/2 G:1/2 A:3/2 G:3/2 E:1/2 D:1/2 E:1/2 D:3/2 C:3", 6, 8, bpm=120
)  # fmt: skip


def zh(words: str, pinyin: str) -> list[LyricSyllable]:
    """Return a line of Mandarin words, parted by spaces, with a reading for each character."""
    sounds = iter(pinyin.split())
    return [
        LyricSyllable(
            reading=Reading(language="zh", sounds=next(sounds)), text=c, word_end=i == len(word) - 1
        )
        for word in words.split()
        for i, c in enumerate(word)
    ]


def en(line: str) -> list[LyricSyllable]:
    """Return a line of ``morn=M AO1 R;ing=IH0 NG|sun=S AH1 N``."""
    found = []
    for word in line.split("|"):
        parts = [part.split("=") for part in word.split(";")]
        for i, (text, sounds) in enumerate(parts):
            reading = Reading(language="en", sounds=sounds.strip())
            end = i == len(parts) - 1
            found.append(LyricSyllable(reading=reading, text=text.strip(), word_end=end))
    return found


VERSE = (
    zh("清晨 的 阳光 照 在 小路 上", "qing1 chen2 de5 yang2 guang1 zhao4 zai4 xiao3 lu4 shang4"),
    zh("微风 轻轻 吹过 我 的 脸庞", "wei1 feng1 qing1 qing1 chui1 guo4 wo3 de5 lian3 pang2"),
    zh("远方 的 朋友 你 是否 听见", "yuan3 fang1 de5 peng2 you5 ni3 shi4 fou3 ting1 jian4"),
    zh("这 首 歌 为 你 轻轻 地 唱", "zhe4 shou3 ge1 wei4 ni3 qing1 qing1 de5 chang4"),
)
CHORUS = (
    zh("飞 吧 飞 吧 飞向 蓝天", "fei1 ba5 fei1 ba5 fei1 xiang4 lan2 tian1"),
    zh("梦想 就 在 不 远 的 前面", "meng4 xiang3 jiu4 zai4 bu4 yuan3 de5 qian2 mian4"),
    zh("飞 吧 飞 吧 不要 停歇", "fei1 ba5 fei1 ba5 bu2 yao4 ting2 xie1"),
    zh("明天 一定 会 更加 明艳", "ming2 tian1 yi2 ding4 hui4 geng4 jia1 ming2 yan4"),
)
MANDARIN = (*VERSE, (), *CHORUS, (), *VERSE, (), *CHORUS)
ENGLISH = (
    en("The=DH AH0|morn=M AO1 R;ing=N IH0 NG|sun=S AH1 N|is=IH1 Z|"
       "ris=R AY1;ing=Z IH0 NG|high=HH AY1"),
    en("And=AH0 N D|birds=B ER1 D Z|are=AA1 R|sing=S IH1;ing=NG IH0 NG|"
       "in=IH0 N|the=DH AH0|sky=S K AY1"),
    en("Come=K AH1 M|with=W IH1 DH|me=M IY1|and=AH0 N D|you=Y UW1|will=W IH1 L|see=S IY1"),
    en("How=HH AW1|beau=B Y UW1;ti=T AH0;ful=F AH0 L|"
       "the=DH AH0|world=W ER1 L D|can=K AE1 N|be=B IY1"),
)  # fmt: skip
