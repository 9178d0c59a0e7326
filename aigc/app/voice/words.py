"""Everything the pages of speech and song say, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.form import Names
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "text": ("文字", "Text"),
        "text.hint": ("说什么，用什么口气", "What is said, and in which mood"),
        "heard": ("朗读", "Speech"),
        "heard.hint": ("点一个词，从那里听", "Click a word to hear it from there"),
        "files": ("文件", "Files"),
        "files.hint": ("声音和时间", "The sound and its times"),
        "score": ("曲谱和歌词", "Score and words"),
        "score.hint": ("给谱，给词，或都给", "A score, words, or both"),
        "song": ("歌", "Song"),
        "song.hint": ("点一个音符，从那里听", "Click a note to hear it"),
        "parts": ("分轨和文件", "Stems and files"),
        "parts.hint": ("人声、伴奏、时间", "Voice, band, times"),
        "type": ("写下要读的文字", "Type what is to be spoken"),
        "upload": ("曲谱", "Score"),
        "type.song": (
            "歌词，一行一句。没有曲谱就为它谱曲；有曲谱就换上这些词。",
            "Words, line by line. Without a score a melody is written for them; with one they "
            "take the place of its own.",
        ),
        "words": ("歌词", "Words"),
        "examples": ("试试", "Try"),
        "more": ("更多选项", "More options"),
        "lexicon": ("读音词典", "Words of your own"),
        "lexicon.hint": (
            "一行一词：词，空格，再写拼音、英文音标（ARPAbet）或“= 代读的词”。",
            "A word a line: the word, spaces, then pinyin, ARPAbet, or = and words to say instead.",
        ),
        "lexicon.type": (
            "艾灵  ai4 ling2\nQwen  K W EH1 N\nC++  = C 加加",
            "Qwen  K W EH1 N\nC++  = C plus plus",
        ),
        "speak": ("朗读", "Speak"),
        "read": ("先看读法", "See how it is read"),
        "sing": ("唱", "Sing"),
        "done.speak": ("读好了", "It is spoken"),
        "done.read": ("读法如下", "This is how it is read"),
        "done.sing": ("唱好了", "The song is ready"),
        "no_text": ("还没有文字：写一句话再按“朗读”。", "There is no text yet: write a sentence."),
        "no_song": (
            "还没有可唱的：上传曲谱，或写下歌词。",
            "There is nothing to sing yet: upload a score, or write words.",
        ),
        "no_voice": (
            "没有这个音色了：请重新选择。",
            "That voice is not offered here: choose another.",
        ),
        "empty.speak": ("还没有声音", "Nothing spoken yet"),
        "empty.speak.how": (
            "写一段中文、英文，或两种混着写，按“朗读”。每个词何时响起、为什么这样读，都会列在这里。",
            "Write Chinese, English or both, and press “Speak”. When every word is heard, and why "
            "it is read as it is, will stand here.",
        ),
        "empty.sing": ("还没有歌", "No song yet"),
        "empty.sing.how": (
            "上传曲谱或写下歌词，按“唱”。音符、歌词和音高曲线会画在这里。",
            "Upload a score or write words, and press “Sing”. Notes, words and the line of the "
            "pitch will be drawn here.",
        ),
        "empty.files": ("文件会出现在这里。", "The files appear here."),
        "length.speak": ("{words} 个词 · {time} 秒", "{words} words · {time} s"),
        "length.sing": ("{notes} 个音符 · {time} 秒", "{notes} notes · {time} s"),
        "by": ("音色：{voice}", "Voice: {voice}"),
        "times": ("每个词的时间", "When each word is heard"),
        "column.word": ("词", "Word"),
        "column.start": ("始（秒）", "From (s)"),
        "column.end": ("止（秒）", "To (s)"),
        "column.sounds": ("音", "Sounds"),
        "decisions": ("怎么读，为什么", "How it is read, and why"),
        "column.written": ("写作", "Written"),
        "column.said": ("读作", "Said"),
        "column.why": ("缘由", "Why"),
        "unspoken": ("不读：{signs}", "Not spoken: {signs}"),
        "roll": (
            "音符、歌词，和要唱的音高（红线）。左右方向键逐个听音符，空格播放或暂停。",
            "Notes, words, and the pitch that was asked for (red). Arrow keys go from note to "
            "note, the space bar plays and pauses.",
        ),
        "remarks": ("请留意", "Please note"),
        "stem.voice": ("人声", "Voice"),
        "stem.band": ("伴奏", "Band"),
        "lacks.speak": (
            "这份安装里没有自带的音色，暂由 espeak-ng 朗读。",
            "The house voices are not in this installation; espeak-ng speaks instead.",
        ),
        "lacks.speak.all": (
            "这里没有能朗读的引擎：请重新安装本软件。",
            "There is no engine here that can speak: install the package anew.",
        ),
        "lacks.sing": (
            "还不能唱：这份安装里没有自带的音色。请重新安装，或用 aigc voices build 从录音生成；"
            "也可以装一个 DiffSinger 或 UTAU 声库。“更多选项”里的测试音只出音高。",
            "Nobody can sing yet: the house voices are not in this installation. Install the "
            "package anew, make them with aigc voices build, or add a DiffSinger or UTAU bank. The "
            "test tones under “More options” give the pitch alone.",
        ),
        "lacks.sing.bank": (
            "这份安装里没有自带的音色，由已装的声库来唱。",
            "The house voices are not in this installation; the voicebank at hand sings.",
        ),
    }
)
"""What stands on the pages, by key: Chinese, English."""

LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "voice": ("音色", "Voice"),
        "emotion": ("情绪", "Emotion"),
        "rate": ("语速（倍）", "Speaking rate (×)"),
        "language": ("语言", "Language"),
        "speech": ("配音引擎", "Speaker"),
        "seed": ("随机种子", "Seed"),
        "part": ("声部", "Part"),
        "verse": ("第几段词", "Verse"),
        "key": ("升降调（半音）", "Key (semitones)"),
        "tempo": ("速度（倍）", "Tempo (×)"),
        "accompaniment": ("伴奏", "Accompaniment"),
        "chords": ("和弦", "Chords"),
        "mood": ("谱曲情绪", "Mood of the melody"),
        "balance": ("人声大小", "Voice and band"),
        "reverb": ("混响", "Reverb"),
        "loudness": ("响度", "Loudness"),
        "singer": ("演唱引擎", "Singer"),
        "band": ("伴奏引擎", "Player of the band"),
    }
)

CHOICES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "": ("自动", "Auto"),
        "auto": ("自动", "Auto"),
        "zh": ("中文", "中文"),
        "en": ("英文", "English"),
        "neutral": ("平和", "Neutral"),
        "cheerful": ("欢快", "Cheerful"),
        "serious": ("严肃", "Serious"),
        "sad": ("悲伤", "Sad"),
        "excited": ("激动", "Excited"),
        "none": ("清唱", "None"),
        "ballad": ("抒情", "Ballad"),
        "pop": ("流行", "Pop"),
        "folk": ("民谣", "Folk"),
        "electronic": ("电子", "Electronic"),
        "lofi": ("低保真", "Lo-fi"),
        "waltz": ("圆舞曲", "Waltz"),
        "bright": ("明亮", "Bright"),
        "tender": ("温柔", "Tender"),
        "solemn": ("庄重", "Solemn"),
        "playful": ("俏皮", "Playful"),
        "driving": ("有力", "Driving"),
        "house": ("自带音色", "House voices"),
        "espeak": ("espeak-ng", "espeak-ng"),
        "fake": ("测试音", "Test tones"),
        "diffsinger": ("DiffSinger 声库", "DiffSinger bank"),
        "utau": ("UTAU 声库", "UTAU bank"),
        "transformers": ("transformers 模型", "transformers model"),
        "synth": ("内置合成器", "Built-in synthesiser"),
        "fluidsynth": ("FluidSynth", "FluidSynth"),
    }
)

VOICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Chen, Mandarin": "琛，普通话，女声",
        "Yue, Mandarin": "Yue，普通话，女声",
        "Kathleen, English": "凯瑟琳，英语，女声",
        "Female, soft": "女声，柔和",
        "Male, soft": "男声，柔和",
        "Female, breathy": "女声，带气声",
        "Male, clear": "男声，清晰",
        "High": "高",
        "Low": "低",
    }
)
"""The labels of voices in Chinese; any other stands as it is."""

CALLED: Final = Names(labels=LABELS, choices=CHOICES)


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the pages say for ``key``, with ``values`` filled in.

    >>> say("by", "en", voice="Chen")
    'Voice: Chen'
    """
    return words.told(SAID, key, tongue, **values)
