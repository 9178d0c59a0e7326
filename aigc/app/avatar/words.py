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
        "who.hint": ("先起个头，再逐项调", "Begin, then adjust"),
        "stage": ("形象", "Stage"),
        "stage.hint": ("拖动转身，滚轮远近", "Drag to turn, scroll to zoom"),
        "act": ("说话和文件", "Speech and files"),
        "act.hint": ("开口，出片，下载", "Speak, film, download"),
        "way": ("从什么开始", "Start from"),
        "way.sentence": ("一句话", "A sentence"),
        "way.photo": ("一张照片", "A photo"),
        "way.file": ("文件", "A file"),
        "sentence": ("用一句话描述", "Describe it in a sentence"),
        "sentence.type": (
            "例如：短发戴圆眼镜的年轻女主播，卡通风格，微笑",
            "For instance: an old man with a beard and round glasses, in a suit",
        ),
        "describe": ("照这句话做", "Make it"),
        "examples": ("试试", "Try"),
        "file": ("上传 spec.json", "Upload a spec.json"),
        "photo": ("照片", "Photo"),
        "consent": ("照片里是谁，本人同意了吗？", "Who is shown, and do they agree?"),
        "consent.type": ("例如：李娜，本人同意", "For instance: Li Na, I agree"),
        "portray": ("自动找脸", "Find the face"),
        "mark": ("在照片上点出五官", "Click the points of the face"),
        "mark.hint": (
            "点八个点，约半分钟。照片只用来量脸，不会保存。",
            "Eight points, half a minute. The photo is measured, not kept.",
        ),
        "mark.how": (
            "照列表逐个点，左右以画面为准。点错了就拖动它，或用方向键微调。",
            "Click them one by one; left and right are as you see them. Drag a point to mend it, "
            "or press the arrow keys.",
        ),
        "mark.undo": ("撤销", "Undo"),
        "mark.skip": ("跳过这点", "Skip it"),
        "mark.clear": ("重来", "Start over"),
        "mark.cancel": ("关闭", "Close"),
        "mark.done": ("照这些点做", "Make the character"),
        "no_photo": (
            "还没有照片：先放入一张正面肖像。",
            "There is no photo yet: add a portrait from the front.",
        ),
        "fine": ("逐项细调", "Settings"),
        "fine.hint": ("松手就生效", "Seen as soon as you let go"),
        "apply": ("应用填写的数值", "Apply typed values"),
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
            "从下面的形象库选一位，或在左边写一句话、放一张照片。",
            "Choose somebody from the library below, or begin with a sentence or a photo.",
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
        "says": ("说什么", "What it says"),
        "says.text": ("写一段话", "A text"),
        "says.file": ("录音或人脸视频", "A recording or film"),
        "follow": ("上传录音或人脸视频", "Upload a recording or a film of a face"),
        "follow.hint": (
            "录音带动口型；人脸视频连表情和头部动作一起学，声音也照用。最大 60 MB。",
            "A recording moves the lips; a film of a face brings expression, head and sound. "
            "At most 60 MB.",
        ),
        "follow.without": (
            "这台机器没有装 mediapipe，暂时只能用录音。",
            "Without mediapipe, which is not installed here, only recordings are followed.",
        ),
        "words": ("录音里说了什么（可不填）", "Words of the recording (may stay empty)"),
        "words.type": (
            "照着写出来，口型更准",
            "Written out, the lips are more exact",
        ),
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
        "no_sound": (
            "还没有录音或视频：先上传一个。",
            "There is no recording yet: upload one, or a film of a face.",
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
        "skin.wrinkles?": ("自定皱纹（不勾随年龄）", "Own wrinkles, not those of the age"),
        "skin.wrinkles": ("皱纹", "Wrinkles"),
        "makeup.style": ("妆容", "Make-up"),
        "makeup.strength": ("妆容浓淡", "Strength of make-up"),
        "makeup.lips?": ("自定唇色（不勾随妆容）", "Own lips, not those of the make-up"),
        "makeup.lips": ("唇色", "Lips"),
        "beard.style": ("胡须", "Beard"),
        "beard.density": ("胡须浓密", "Density of the beard"),
        "eyes.iris": ("瞳色", "Iris"),
        "eyes.iris_right?": ("右眼另一种瞳色", "Another iris on the right"),
        "eyes.iris_right": ("右眼瞳色", "Right iris"),
        "eyes.size": ("眼睛大小", "Size of the eyes"),
        "eyes.iris_size": ("瞳孔大小", "Size of the iris"),
        "eyes.lashes": ("睫毛", "Lashes"),
        "brows.style": ("眉形", "Brows"),
        "brows.thickness": ("眉毛粗细", "Thickness of the brows"),
        "brows.colour?": ("自定眉色（不勾随发色）", "Own brow colour, not the hair's"),
        "brows.colour": ("眉色", "Brow colour"),
        "hair.style": ("发型", "Hair style"),
        "hair.colour": ("发色", "Hair colour"),
        "hair.tips?": ("发梢另染一色", "Tips of another colour"),
        "hair.tips": ("发梢颜色", "Colour of the tips"),
        "hair.parting?": ("自定分缝（不勾随发型）", "Own parting, not the style's"),
        "hair.parting": ("分缝（右到左）", "Parting, right to left"),
        "hair.curl?": ("自定卷度（不勾随发型）", "Own curl, not the style's"),
        "hair.curl": ("卷度", "Curl"),
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

MARKS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "right_eye": ("左边的眼睛", "Eye on the left"),
        "right_eye.where": ("瞳孔中心", "middle of the pupil"),
        "left_eye": ("右边的眼睛", "Eye on the right"),
        "left_eye.where": ("瞳孔中心", "middle of the pupil"),
        "nose": ("鼻尖", "Tip of the nose"),
        "nose.where": ("最突出的一点，可跳过", "where it stands out most; may be skipped"),
        "mouth_right": ("左边的嘴角", "Corner of the mouth, left"),
        "mouth_right.where": ("上下唇相接处", "where the lips meet"),
        "mouth_left": ("右边的嘴角", "Corner of the mouth, right"),
        "mouth_left.where": ("上下唇相接处", "where the lips meet"),
        "chin": ("下巴", "Chin"),
        "chin.where": ("最低处", "its lowest point"),
        "jaw_right": ("左边的下颌", "Edge of the jaw, left"),
        "jaw_right.where": (
            "比嘴角略低的脸边，被头发遮住就跳过",
            "a little below the mouth; skip it under hair",
        ),
        "jaw_left": ("右边的下颌", "Edge of the jaw, right"),
        "jaw_left.where": (
            "比嘴角略低的脸边，被头发遮住就跳过",
            "a little below the mouth; skip it under hair",
        ),
    }
)
"""The points of a face that are clicked; left and right are those of the picture."""

FRAMINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "close": ("特写", "Face"),
        "bust": ("半身", "Bust"),
        "half": ("七分身", "Half"),
        "full": ("全身", "Full"),
        "desk": ("坐播", "At a desk"),
    }
)

EXAMPLES: Final[Mapping[Tongue, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        "zh": (
            ("女主播", "短发戴圆眼镜的年轻女主播，卡通风格，微笑"),
            ("老爷爷", "白头发的老爷爷，络腮胡，没有戴眼镜，穿中山装，写实风"),
            ("双马尾", "粉色双马尾的元气少女，绿眼睛，戴耳机，穿卫衣"),
            ("厨师", "胖胖的大叔厨师，八字胡，黏土风"),
        ),
        "en": (
            ("Anchor", "a young woman with short hair and round glasses, anime style, smiling"),
            ("Grandpa", "a white-haired old man with a full beard, no glasses, in a suit"),
            ("Streamer", "a cheerful girl with pink twin tails, headphones and a hoodie"),
            ("Chef", "a plump chef with a moustache, clay style"),
        ),
    }
)
"""Sentences to begin with, and what their buttons say."""


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in.

    >>> say("unknown", "en", words="blorp")
    'Not understood: blorp'
    """
    return words.told(SAID, key, tongue, **values)
