"""Everything the page of engines says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.phrasebook import phrasebook
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "device": ("设备", "Devices"),
        "device.hint": ("模型占了多少内存", "What models take of their memory"),
        "engines": ("引擎", "Engines"),
        "engines.hint": ("哪些能用，哪些还差什么", "What is ready, and what others still need"),
        "models": ("模型", "Models"),
        "models.hint": ("已知可用的模型及其许可", "Known to work, with their licences"),
        "all": ("全部", "All"),
        "clear": ("放下闲置模型", "Put idle models away"),
        "refresh": ("刷新", "Look again"),
        "no.torch": (
            "这里没有安装 torch，内置引擎不需要它。要用自己的模型，请安装：",
            "torch is not installed here, and the embedded engines do without it. For models of "
            "your own, install:",
        ),
        "held.none": ("内存里没有模型", "No model is in memory"),
        "held.use": ("使用中", "in use"),
        "held.idle": ("闲置 {time}", "idle for {time}"),
        "budget": ("模型可用 {budget}，已用 {used}", "Models may take {budget} and take {used}"),
        "default": ("默认", "default"),
        "ready": ("可用", "ready"),
        "embedded": ("内置", "embedded"),
        "needs": ("还差", "needs"),
        "copy": ("复制", "Copy"),
        "copied": ("已复制", "Copied"),
        "here": ("已下载", "on this machine"),
        "fetch": ("下载", "To fetch"),
        "choose": ("选用", "To choose"),
        "licence.yes": ("可商用", "commercial use"),
        "licence.no": ("不可商用", "no commercial use"),
        "licence.conditions": ("有条件商用", "commercial use with conditions"),
        "gated": ("需先同意条款", "behind a gate"),
        "gpu": ("显存 {size} GB", "GPU {size} GB"),
        "cpu": ("内存 {size} GB", "RAM {size} GB"),
        "download": ("下载 {size} GB", "{size} GB to fetch"),
        "large": ("本机放不下", "too large for this machine"),
        "none": ("这一类还没有", "None of this kind yet"),
        "put.none": ("没有闲置的模型", "No model lies idle"),
        "put.away": ("放下了 {n} 个模型", "{n} models were put away"),
        "of.text": ("写脚本", "Scripts"),
        "of.prompts": ("画面描述", "Picture prompts"),
        "of.copy": ("标题文案", "Titles and copy"),
        "of.translation": ("翻译", "Translation"),
        "of.speech": ("朗读", "Speech"),
        "of.singing": ("歌唱", "Singing"),
        "of.music": ("配乐", "Music beds"),
        "of.accompaniment": ("伴奏", "Accompaniment"),
        "of.lyrics": ("歌词", "Lyrics"),
        "of.hearing": ("听音", "Hearing"),
        "of.recognition": ("语音识别", "Recognition"),
        "of.landmarks": ("人脸定位", "Face landmarks"),
        "of.filler": ("形象描述", "Avatar sentences"),
        "of.stylist": ("皮肤重绘", "Skin repainting"),
        "of.image": ("画面", "Scenes"),
        "of.pictures": ("生成图片", "Painted pictures"),
        "of.matching": ("图文匹配", "Picture matching"),
        "of.clips": ("生成视频", "Filmed shots"),
        "of.portrait": ("照片说话", "Speaking portraits"),
        "of.moderation": ("内容审核", "Moderation"),
    }
)


PURPOSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text.extractive": "从文章原句写成脚本，不需要模型、网络和密钥。",
        "text.openai": "向兼容 OpenAI 协议的服务器提问：openai:模型名。",
        "text.transformers": "用自己的语言模型，按格式作答：transformers:文件夹。",
        "prompts.extractive": "从台词和文章里找看得见的东西来描述画面。",
        "prompts.openai": "请服务器上的语言模型描述画面：openai:模型名。",
        "prompts.transformers": "请自己的语言模型描述画面：transformers:文件夹。",
        "copy.extractive": "从文章原句写标题和文案，不需要模型、网络和密钥。",
        "copy.openai": "请服务器上的语言模型写文案：openai:模型名。",
        "copy.transformers": "请自己的语言模型写文案：transformers:文件夹。",
        "translation.openai": "请服务器上的语言模型翻译，数字逐一核对：openai:模型名。",
        "translation.transformers": "请自己的语言模型翻译，数字逐一核对：transformers:文件夹。",
        "translation.seq2seq": "用翻译模型（Marian、NLLB、M2M100、T5 等）：seq2seq:文件夹。",
        "speech.house": "用本项目自己的声音说中文、英文和混合文本，离线即用。",
        "speech.espeak": "用 espeak-ng 说中文、英文和混合文本，离线即用。",
        "speech.transformers": "用文件夹里的语音模型，或按路径指定的模型。",
        "speech.onnx": "用 Piper 格式的声音：一个网络和旁边的 JSON 文件。",
        "speech.sherpa": "用 sherpa-onnx 格式的声音：Kokoro、MeloTTS、VITS 等的文件夹。",
        "singing.house": "用本项目自己的声音唱中文和英文，离线即用。",
        "singing.diffsinger": "唱 DiffSinger、OpenUtau 声库，有显卡就用显卡。",
        "singing.utau": "唱 UTAU 声库。",
        "music.synth": "按规则作曲：段落、和声、动机、低音、轻鼓和厅堂混响。",
        "music.transformers": "用自己的音乐模型（MusicGen 等）：transformers:文件夹。",
        "accompaniment.synth": "用泛音和噪声演奏伴奏。",
        "accompaniment.fluidsynth": "通过 fluidsynth 和音色库演奏伴奏。",
        "lyrics.bundled": "在 CPU 上写中英文歌词，不需要 torch。",
        "lyrics.causal": "用自己的语言模型写歌词，格律一字不差。",
        "hearing.embedded": "听出语音和歌声里的音素，语言不限。",
        "recognition.whisper": "用 Whisper 模型把录音变成带时间的文字：whisper:文件夹。",
        "landmarks.mediapipe": "在另一个解释器里运行 mediapipe 找人脸。",
        "landmarks.file": "从 JSON 文件读取人脸关键点。",
        "filler.openai": "请服务器上的语言模型理解不认识的词：openai:模型名。",
        "filler.transformers": "请自己的语言模型理解不认识的词：transformers:文件夹。",
        "stylist.diffusers": "用自己的扩散模型重绘皮肤。",
        "image.motion_graphics": "画出每种画面和主题，不需要网络、模型和显卡。",
        "pictures.diffusers": "用 diffusers 模型按描述画图：diffusers:文件夹。",
        "matching.clip": "用 CLIP、SigLIP 等模型判断图片配哪句话：clip:文件夹。",
        "clips.diffusers": "用 diffusers 视频模型按描述或图片生成镜头：diffusers:文件夹。",
        "portrait.onnx": "用 Wav2Lip 一类的 ONNX 网络让照片开口：onnx:文件。",
        "portrait.subprocess": "由你自己的程序按约定生成：subprocess:文件.toml。",
        "moderation.words": "查词表、个人信息和提示词注入，识破变形写法；自有词表：words:文件夹。",
        "moderation.classifier": "用文本或图片分类模型审核：classifier:文件夹。",
    }
)
"""What each engine of ours does, in Chinese; in English its docstring tells."""
LACKING: Final = phrasebook(
    r"""
^the package (.*)$
软件包 \1

^the program (.*)$
程序 \1

^its weights, (.*)$
权重文件 \1

^the address of a server$
服务器地址

^a model$
模型

^a bank$
声库

^an interpreter with mediapipe$
装有 mediapipe 的解释器

^put a bank into the folder that (\S+) names$
把声库放进环境变量 \1 指定的文件夹

^install fluidsynth and a soundfont with apt, brew or conda$
用 apt、brew 或 conda 安装 fluidsynth 和音色库

^see (\S+)$
见 \1

^install the package anew$
重新安装本项目

^name one: (.*)$
指定一个：\1
"""
)
"""What an engine may lack, in Chinese."""


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in."""
    return words.told(SAID, key, tongue, **values)


def named(capability: str, tongue: Tongue) -> str:
    """Return what people call a capability; its own name where nobody has named it."""
    return (
        words.told(SAID, f"of.{capability}", tongue) if f"of.{capability}" in SAID else capability
    )


def purpose(capability: str, name: str, english: str, tongue: Tongue) -> str:
    """Return what an engine does; in English where only that is known."""
    return PURPOSES.get(f"{capability}.{name}", english) if tongue == "zh" else english
