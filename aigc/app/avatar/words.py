"""Everything the page of avatars says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "who": ("设定", "Character"),
        "who.hint": ("一句话，或一项项调", "A sentence, then settings"),
        "stage": ("形象", "Stage"),
        "stage.hint": ("拖动转身，滚轮远近", "Drag to turn, scroll to zoom"),
        "act": ("说话和文件", "Speech and files"),
        "act.hint": ("开口，出片，下载", "Speak, film, download"),
        "sentence": ("用一句话描述", "Describe it in a sentence"),
        "sentence.type": (
            "例如：短发戴圆眼镜的年轻女主播，卡通风格，微笑",
            "For instance: an old man with a beard and round glasses, in a suit",
        ),
        "describe": ("照这句话做", "Make it"),
        "examples": ("试试", "Try"),
        "file": ("或上传 spec.json", "Or upload a spec.json"),
        "photo": ("从照片开始", "From a photo"),
        "consent": ("照片里是谁，本人同意了吗", "Who is shown, and that they agree"),
        "consent.type": ("例如：李娜，本人同意", "For instance: Li Na, I agree"),
        "portray": ("照照片做", "Make it from the photo"),
        "no_photo": (
            "还没有照片：先放入一张正面肖像。",
            "There is no photo yet: add a portrait from the front.",
        ),
        "apply": ("应用设定", "Apply settings"),
        "group.body": ("体态", "Body"),
        "group.skin": ("皮肤、妆容、胡须", "Skin, make-up, beard"),
        "group.eyes": ("眼睛和眉毛", "Eyes and brows"),
        "group.hair": ("头发", "Hair"),
        "group.clothes": ("服装", "Clothes"),
        "group.worn": ("眼镜、头饰、耳环", "Glasses, headwear, earrings"),
        "group.face": ("捏脸", "Shape of the face"),
        "style.own": ("随发型", "As the style"),
        "auto": ("自动", "Auto"),
        "empty.stage": ("还没有角色", "Nobody on stage yet"),
        "empty.stage.how": (
            "从下面的形象库选一位，写一句话，或上传 spec.json。",
            "Choose somebody from the library below, write a sentence, or upload a spec.json.",
        ),
        "frame": ("三维角色", "3-D character"),
        "slots": ("这句话读作", "What the sentence said"),
        "unknown": ("没看懂：{words}", "Not understood: {words}"),
        "nothing": ("没有读到任何设定。", "It set nothing."),
        "library": ("形象库", "Library"),
        "family.anime": ("动漫 {count}", "Anime {count}"),
        "family.human": ("写实 {count}", "Human {count}"),
        "shelf": ("{n} / {count}", "{n} / {count}"),
        "before": ("上一页", "Page before"),
        "next": ("下一页", "Next page"),
        "say": ("让角色说什么", "What it says"),
        "say.type": ("写几句话，中英文都行", "A few sentences, Chinese or English"),
        "say.example": (
            "大家好，欢迎收看今天的节目！我们先来看一条好消息。",
            "Hello everyone, and welcome to the show! Let us begin with some good news.",
        ),
        "speak": ("说话", "Speak"),
        "film": ("出视频", "Make a video"),
        "save": ("导出文件", "Export the files"),
        "more": ("更多选项", "More options"),
        "empty.files": (
            "VRM、GLB、肖像和 spec.json 会出现在这里；视频也是。",
            "VRM, GLB, portrait and spec.json appear here, and the video too.",
        ),
        "stale": ("角色改过了，重新导出才会更新。", "The character has changed; export it anew."),
        "done.speak": ("开口了；没有声音就按画面下的“播放”", "It speaks; if silent, press Play"),
        "done.film": ("视频做好了", "The video is ready"),
        "done.save": ("文件做好了", "The files are ready"),
        "no_character": (
            "还没有角色：先选一位，或写一句话。",
            "There is no character yet: choose one, or write a sentence.",
        ),
        "no_words": (
            "还没有要说的话：写一句再按。",
            "There are no words yet: write what the character says.",
        ),
        "no_voice": (
            "没有这个音色了：请重新选择。",
            "That voice is not offered here: choose another.",
        ),
        "not_drawn": (
            "这台机器不能画缩略图：{why}",
            "Pictures cannot be drawn here: {why}",
        ),
    }
)  # fmt: skip
"""What stands on the page, by key: Chinese, English."""

LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "look": ("画风", "Look"),
        "body.masculine": ("性别（女到男）", "Woman to man"),
        "body.age": ("年龄（岁）", "Age (years)"),
        "body.height_m": ("身高（米）", "Height (m)"),
        "body.weight": ("瘦到胖", "Slim to heavy"),
        "body.muscle": ("肌肉", "Muscle"),
        "body.asian": ("东亚特征", "East Asian features"),
        "body.european": ("欧洲特征", "European features"),
        "body.african": ("非洲特征", "African features"),
        "skin.tone": ("肤色（浅到深）", "Tone, fair to deep"),
        "skin.warmth": ("肤色（冷到暖）", "Tone, cool to warm"),
        "skin.freckles": ("雀斑", "Freckles"),
        "skin.blush": ("腮红", "Blush"),
        "makeup.style": ("妆容", "Make-up"),
        "makeup.strength": ("妆容浓淡", "Strength of make-up"),
        "beard.style": ("胡须", "Beard"),
        "beard.density": ("胡须浓密", "Density of the beard"),
        "eyes.iris": ("瞳色", "Iris"),
        "eyes.size": ("眼睛大小", "Size of the eyes"),
        "eyes.iris_size": ("瞳孔大小", "Size of the iris"),
        "eyes.lashes": ("睫毛", "Lashes"),
        "brows.style": ("眉形", "Brows"),
        "brows.thickness": ("眉毛粗细", "Thickness of the brows"),
        "hair.style": ("发型", "Hair style"),
        "hair.colour": ("发色", "Hair colour"),
        "hair.fringe": ("刘海", "Fringe"),
        "hair.length": ("长短", "Length"),
        "hair.volume": ("蓬松", "Volume"),
        "outfit.style": ("服装", "Clothes"),
        "outfit.colour": ("主色", "Main colour"),
        "outfit.inner": ("内搭或条纹", "Underneath, or stripes"),
        "outfit.accent": ("领带或镶边", "Tie or trimming"),
        "glasses.style": ("眼镜", "Glasses"),
        "glasses.colour": ("眼镜颜色", "Colour of the glasses"),
        "headwear.style": ("头饰", "Headwear"),
        "headwear.colour": ("头饰颜色", "Colour of the headwear"),
        "headwear.accent": ("头饰辅色", "Its second colour"),
        "earrings.style": ("耳环", "Earrings"),
        "earrings.colour": ("耳环颜色", "Colour of the earrings"),
        "smile": ("嘴角（严肃到微笑）", "Mouth, grave to smiling"),
        "voice": ("音色", "Voice"),
        "emotion": ("情绪", "Emotion"),
        "rate": ("语速（倍）", "Speaking rate (×)"),
        "speech": ("配音引擎", "Speaker"),
        "framing": ("取景", "Framing"),
        "width": ("宽（像素）", "Width (px)"),
        "height": ("高（像素）", "Height (px)"),
        "background": ("背景颜色", "Background"),
        "liveliness": ("动作幅度", "Liveliness"),
        "seed": ("随机种子", "Seed"),
    }
)
"""What a setting or an option is called; shapes of the face are named by `aigc.avatar`."""

FRAMINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "close": ("特写", "Face"),
        "bust": ("半身", "Bust"),
        "half": ("七分身", "Half"),
        "full": ("全身", "Full"),
        "desk": ("坐播", "At a desk"),
    }
)

EXAMPLES: Final = (
    ("女主播", "短发戴圆眼镜的年轻女主播，卡通风格，微笑"),
    ("老爷爷", "白头发的老爷爷，络腮胡，没有戴眼镜，穿中山装，写实风"),
    ("Streamer", "a cheerful girl with pink twin tails, headphones and a hoodie, no glasses"),
    ("Chef", "a plump chef with a moustache, clay style"),
)
"""Sentences to begin with, and what their buttons say."""


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in.

    >>> say("unknown", "en", words="blorp")
    'Not understood: blorp'
    """
    return words.told(SAID, key, tongue, **values)
