"""What a Chinese figure counts, from the words on its two sides."""

from __future__ import annotations

import re

from aigc.video.storyboard.emphasis import tagged
from aigc.video.storyboard.gist import adverbial, unattributed
from aigc.video.storyboard.numbers import Figure, Label, figures
from aigc.video.storyboard.phrases import clauses, trimmed

_SHARE_TAIL_ZH = re.compile(r"(?:占|占到|约占|占了)$")
_LEVEL_ZH = re.compile(
    r"(?:上升|下降|降低|提高|增长|增加|减少|恢复|缩[小短减]|攀升|下滑|涨|跌|降|升|增|缩|扩大|回落|回)?(?:到|至)了?$|"
    r"(?:达到|达|高达|是|为|有|只有|仅有|仅|只|共有|共|约有|约|需要|需|要|相当于)$|"
    r"(?:一度|首次|已经|曾经|平均|现在|目前|还|都|却|也|则|反而|通常|常常|往往|差不多|几乎|大约)$"
)
_RATE_ZH = re.compile(r"(?:达到|达|为|是)?(平均)?(每(?:秒|分钟|小时|天|日|周|月|年))$")
_FROM_ZH = re.compile(
    r"从([^，]{1,14}?)(?:(?:下降|降低|减少|上升|提高|增长|增加|降|升|涨|缩短|扩大)?[到至]了?)$"
)
_NOT_LABEL_ZH = re.compile(
    r"^(?:(?:里|中|内|外|后|前|处|之间|上下|左右|时|以[内外下后前来])(?=[，的。有就才都没]|$)|"
    r"的时候|就|才|还|也|，|一[路直])|^[远高低]射"
)
WEAK = re.compile(
    r"^(?:(?:同比|环比|比.{1,6})?(?:增长|下降|提高|减少|增加|上升)|共计|总计|合计|累计|平均)$"
)
TIMED = re.compile(
    r"^(?:今年|去年|明年|如今|现在|目前|当时|当年|今天|一天|每天|过去|以前|以后|后来|刚刚|全年|[一每](?:次|天|年|个?月|周|晚|夜))$"
)
"""Words that only say when, so that they label nothing."""
_OF_ZH = re.compile(
    r"(占到?|(?:差不多|大约|几乎)?(?:只有|只是|仅为|是|为|达到|相当于|只要|不到))([^，]{1,14})的$"
)
_EXISTS_ZH = re.compile(
    r"(?:^|(?<=.))(?:已经|已|现|共|约|还|仍|只|设|一共|总共)*有$|^(?:已|共|约)$"
)
_PRONOUN_ZH = re.compile(r"^(?:其中|[它他她]们?的?|其)+")


def chinese_label(before: str, after: str, figure: Figure) -> Label | None:
    """Return the label of a figure by what stands on its two sides in the clause."""
    before = unattributed(before, "zh")[0].rpartition("，")[2]
    before = re.sub(r"^(?:但是?|而|却|也|还|又|就)(?=.)|就(?=[提增下减上])", "", before)
    tail = trimmed(after)
    if re.search(r"每$|[在于]$", before) or _NOT_LABEL_ZH.match(tail):
        return None
    rate = _RATE_ZH.search(before)
    if rate and not tail and figure.unit != "%":
        subject = _subject_zh(before[: rate.start()])
        return Label(text=subject, note=rate.group(2)) if subject else None
    if not tail:
        return _moved_zh(before) or _compared_zh(before) or _level_zh(before, figure)
    timed = re.search(r"(?:年|天|周|小时|分钟|秒|岁)$", figure.unit)
    if figure.unit == "倍" or (not figure.share and (timed or tail.startswith("的"))):
        return None
    if figure.share:
        return _share_zh(before, tail.removeprefix("的"))
    return _counted_zh(before, tail)


def _moved_zh(before: str) -> Label | None:
    """Return the label of a value after a change: 损耗从 12% 降到."""
    moved = _FROM_ZH.search(before)
    subject = _subject_zh(before[: moved.start()]) if moved else ""
    return (
        Label(text=subject, note=f"此前为{trimmed(moved.group(1))}") if moved and subject else None
    )


def _compared_zh(before: str) -> Label | None:
    """Return the label of a part or a multiple of something else: 月租只有省城的."""
    found = _OF_ZH.search(before)
    if found is None:
        return None
    subject = _subject_zh(before[: found.start()])
    other = trimmed(found.group(2))
    note = f"占{other}" if found.group(1).startswith("占") else f"与{other}相比"
    return Label(text=subject, note=note) if subject else None


def _subject_zh(text: str) -> str:
    """Return a subject that can be understood alone, or nothing."""
    bare, before = trimmed(text), ""
    while bare != before:
        before, bare = bare, trimmed(_LEVEL_ZH.sub("", bare))
    bare = trimmed(_PRONOUN_ZH.sub("", bare))
    return bare if len(bare) >= 2 else ""


def _share_zh(before: str, tail: str) -> Label | None:
    """Return the label of a part of a whole: who or what does something."""
    before = _subject_zh(re.sub(r"(?:超过|只|仅|约|近|只有|仅有|有)+$", "", before))
    tail = re.sub(r"^是(?=..)", "", tail)
    if re.match(r"人(?:说|表示|认为|觉得)?$", tail) or len(tail) < 4:
        return None
    if tail.startswith("人") and not before:
        return Label(text=re.sub(r"^人都?", "", tail) + "的人")
    return Label(text=trimmed(before + tail) if len(before + tail) <= 20 else tail)


def _level_zh(before: str, figure: Figure) -> Label | None:
    """Return the label of a figure that ends its clause: the subject, or what changes."""
    if not before:
        return None
    share = _SHARE_TAIL_ZH.search(before)
    done = re.sub("[了约]$", "", before)
    kept = before if len(tagged(done)[-1][0]) == 1 and before.endswith("了") else done
    bare = _subject_zh(_SHARE_TAIL_ZH.sub("", before) if share else kept)
    if share:
        return Label(text=bare + "占比") if bare else None
    if re.search(r"[的在从把被给让]$", bare) or (figure.unit == "倍" and len(bare) < 4):
        return None
    return Label(text=bare) if bare else None


def _counted_zh(before: str, tail: str) -> Label | None:
    """Return the counted noun with what is done to it: 店里卖出的咖啡."""
    words = tagged(tail)
    noun = len(words) <= 3 and bool(words) and words[-1][1][0] in "nvj"
    noun = noun and all(flag[0] in "nvabjlr" or flag in ("eng", "x") for _, flag in words[:-1])
    existing = _EXISTS_ZH.search(before)
    if existing:
        place = _subject_zh(before[: existing.start()])
        return Label(text=place + tail) if len(place + tail) >= 3 else None
    done = re.sub(r"了$", "", before)
    verb = bool(tagged(done)) and tagged(done)[-1][1] in ("v", "vn", "vg")
    if noun and verb and len(done) >= 2:
        return Label(text=_PRONOUN_ZH.sub("", done) + "的" + tail)
    return Label(text=tail) if not before and len(tail) >= 4 and not noun else None


def names_thing(text: str) -> bool:
    """Tell whether a Chinese label names a thing."""
    return len(text) == 2 or any(f[0] in "njl" or f in ("vn", "eng") for _, f in tagged(text))


def owner(earlier: str) -> str:
    """Return the thing that the clause before only names, whose property a short label is."""
    previous = [trimmed(c) for c in clauses(earlier, "zh")[-1:]]
    if not previous or adverbial(previous[0], "zh") or figures(previous[0], "zh"):
        return ""
    plain = "的" in previous[0] or not any(f == "v" for _, f in tagged(previous[0]))
    nominal = tagged(previous[0])[-1][1][0] == "n" and len(previous[0]) <= 12 and plain
    return previous[0] if nominal else ""


def subject_before(earlier: str) -> str:
    """Return what the figure of the clause before counts."""
    previous = clauses(earlier, "zh")[-1:]
    known = figures(previous[0], "zh") if previous else ()
    found = chinese_label(previous[0][: known[0].start], "", known[0]) if known else None
    return found.text if found else ""
