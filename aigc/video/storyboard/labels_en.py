"""What an English figure counts, from the words on its two sides."""

from __future__ import annotations

import re

from aigc.video.storyboard.gist import adverbial, unattributed
from aigc.video.storyboard.numbers import Figure, Label
from aigc.video.storyboard.phrases import trimmed, without_lead

_PERSON = re.compile(
    r"(?:[a-z]{2,}(?:ers|ors|ists|ians|ants|ents)|people|pupils|children|women|men|adults|staff|"
    r"patients|families|friends|volunteers)$"
)
_FINITE = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|do|does|did|now|"
    r"already|also|still|never|usually|often|say|live|use|want|need|began|became|grew|rose|fell|"
    r"took|made|built|gave|said|put|came|went|held|found|kept|left|lost|met|paid|ran|saw|sold|sent|"
    r"set|spent|cost|hit|cut|beat|read|stood|won|wrote|knew|thought|brought|bought|work|believe|think|sleep|prefer|plan|"
    r"expect|oppose|opposes|support|[a-z]{3,}ed)"
)
_VERB_EN = re.compile(rf"\s(?={_FINITE}\s)")
_PHRASE_END_EN = re.compile(
    r"\s(?=(?:at|in|on|with|for|from|by|to|after|before|during|between|across|around|over|under|"
    r"through|without|within|and|but|or|who|that|which|when|where|while|than|as|each|every|per|a|"
    r"because|until|if|so|together|last|this)\s)|[,;:(—–]"
)
_LINK_EN = re.compile(
    r"\s*\b(?:is|was|are|were|be|been|reached|reaches|hit|hits|at|to|of|by|came in at|"
    r"comes to|came to|stays? at|stood at|stands at|totalled|total(?:ed|s)?|weighs?|measures?|"
    r"lasts?|lasted|takes?|took|about|roughly|nearly|only|just|up|down)$",
    re.IGNORECASE,
)
_MOVE_EN = re.compile(
    r"\b(?:rose|fell|grew|dropped|increased|declined|climbed|jumped|slipped|gained|lost|improved|"
    r"shrank|rises|falls|grows|drops)(?: by)?$",
    re.IGNORECASE,
)
_OBJECT_EN = re.compile(
    rf"(?:\b{_FINITE}|\b(?!(?:this|its|his|was|is|has|as|across|plus|thus)\b)[a-z]{{3,}}s)$"
)
_PREPOSITION_END = re.compile(
    r"\b(?:at|in|on|with|for|from|by|to|after|before|of|than|over|under|through|within|the|a|an|"
    r"and|or|as|its|their|first|last|next|these|those|that|which|who|when|where)$",
    re.IGNORECASE,
)
_WHOLE_EN = re.compile(
    r"\b(?:a|an|the|their|its|his|her) (study|survey|sample|network|group|team|fleet|crowd) of$",
    re.IGNORECASE,
)
_REPORTS_EN = re.compile(r" (?:reported|posted|recorded|announced|booked) (?=[a-z])")
_SECOND_EN = re.compile(
    rf"^((?:[Tt]he|[Aa]n?|[A-Z]\w+)(?: [\w-]+){{1,3}}?) (?:{_FINITE}|[a-z]{{3,}}s) "
    r".*\band ([a-z]+)$"
)
_OWNER_WORDS = 4
"""Words of a relative clause beyond which a label is the bare noun."""
_RELATIVE_EN = re.compile(r"\b(?:that|which|who|whose|where)\b", re.IGNORECASE)
_THERE_EN = re.compile(r"^(?:there|here) (?:is|are|was|were|have been)$", re.IGNORECASE)
_ARTICLES = frozenset(
    ["The", "A", "An", "It", "They", "He", "She", "We", "Her", "His", "Their", "Its", "Our", "This"]
)
_PARTICIPLE_EN = r"[a-z]+(?:ed|aid|ilt|ade|ven|und|ken|eld|ost|own|awn|orn|ught)"
_ONE_EN = re.compile(r"^([a-z]+s (?:still |now |also |already |never )?)(\w+s)\b")
_PLURAL_EN = {"is": "are", "has": "have", "was": "were", "does": "do", "says": "say"}
_VAGUE_EN = re.compile(
    r"^(?:it|they|he|she|we|i|that|this|which|who|them|those|these|and|but|or|to|one|ones)\b",
    re.IGNORECASE,
)


def english_label(before: str, after: str, figure: Figure) -> Label | None:
    """Return the label of a figure by what stands on its two sides in the clause."""
    before = unattributed(trimmed(without_lead(before, "en")), "en")[0].strip()
    if adverbial(before, "en") and not _governs(before):
        before = ""
    after = after.rstrip(".,;:!?").strip()
    part = re.match(r"of (.+)", after)
    if figure.unit == "×":
        return _times_en(before, after)
    if figure.share is not None or "/" in figure.unit:
        whole = after if figure.unit.startswith("in ") and not part else ""
        whole = part.group(1) if part else whole
        if whole and figure.value == 1:
            whole = _ONE_EN.sub(lambda m: m[1] + _PLURAL_EN.get(m[2], m[2][:-1]), whole, count=1)
        return _part_en(before, whole) if whole else _level_en(before, after)
    money = re.search(r"[$£€¥]", figure.prefix)
    if (figure.unit or money) and not part:
        torn = not money and figure.unit != "%" and re.search(r"\b(?:at|to|by|of)$", before)
        return None if torn else _level_en(before, after)
    return _counted_en(before, part.group(1) if part else after)


def _governs(before: str) -> bool:
    """Tell whether words end with a verb that takes a figure as its object."""
    return bool(_OBJECT_EN.search(before)) and len(before.split()) >= 2


def _times_en(before: str, after: str) -> Label | None:
    """Return the label of a multiple: who makes, or what has become, so many times as much."""
    if not before or _VAGUE_EN.fullmatch(before):
        return None
    if re.match(r"(?:as|more|the|higher|faster|larger|bigger)\b", after):
        return Label(text=_LINK_EN.sub("", before), note=after)
    joined = after if re.match(r"(?:in|on|since|over|from)\b", after) else ""
    return Label(text=f"{before} {joined}".strip())


def _part_en(before: str, whole: str) -> Label | None:
    """Return the label of a share: who of the whole does something."""
    bare = re.sub(r"^(?:the|all) (?=[a-z]+s\b)", "", whole)
    if _VAGUE_EN.match(whole):
        return None
    if before:
        return Label(text=before, note=f"of {whole}") if len(before.split()) >= 2 else None
    verb = _VERB_EN.search(bare)
    return Label(text=_relative(bare[: verb.start()], bare[verb.end() :])) if verb else None


def _relative(noun: str, verb: str) -> str:
    """Return a noun with what it does as a relative clause."""
    passive = re.match(rf"(?:is|are|was|were) ({_PARTICIPLE_EN}\b.*)", verb)
    if passive:
        return f"{noun} {passive.group(1)}"
    if re.match(r"(?:that|who|which)\b", verb) or re.search(r"\b(?:that|who|which)\b", noun):
        return f"{noun} {verb}"
    noun = noun.removeprefix("the ")
    head = re.split(r" (?:in|of|on|at|with|from) ", noun)[0]
    return f"{noun} {'who' if _PERSON.search(head) else 'that'} {verb}"


def _object_en(before: str, after: str) -> Label | None:
    """Return a counted object with its verb: recordings her archive holds."""
    end = _PHRASE_END_EN.search(" " + after + " ")
    cut = max(0, end.start() - 1) if end else len(after)
    noun = after[:cut].strip()
    rest = after[cut:].strip()
    rest = rest if "between" in rest else re.split(r"(?:^|\s)(?:and|but|or)\s", rest)[0]
    if not noun or len(noun.split()) > 5 or _VERB_EN.search(f" {noun} ") or not _governs(before):
        return None
    if len(before.split()) > _OWNER_WORDS or _RELATIVE_EN.search(before):
        return Label(text=noun)
    return Label(
        text=f"{noun} {_lower(before)} {rest}".strip()
        if rest and len(rest.split()) <= 3
        else f"{noun} {_lower(before)}"
    )


def _lower(text: str) -> str:
    """Return a clause inside a phrase: its first word in lower case unless it is a name."""
    words = text.split(" ")
    name = text[:2] == "I " or len(words) < 2 or words[1][:1].isupper() or words[0].isupper()
    article = words[0] in _ARTICLES
    common = words[0].endswith("s") or (len(words) > 2 and not _OBJECT_EN.search(f"x {words[1]}"))
    return text[0].lower() + text[1:] if article or (not name and common) else text


def _counted_en(before: str, after: str) -> Label | None:
    """Return the label of counted things: as subject, as object, or as members of a group."""
    if not after:
        return None
    group = _WHOLE_EN.search(before)
    noun = trimmed(_PHRASE_END_EN.split(" " + after + " ")[0])
    if group and noun:
        return Label(text=f"{noun} in the {group.group(1)}")
    if _THERE_EN.match(before):
        return Label(text=after)
    if before:
        return None if _PREPOSITION_END.search(before) else _object_en(before, after)
    verb = _VERB_EN.search(after)
    return Label(text=_relative(after[: verb.start()], after[verb.end() :])) if verb else None


def _level_en(before: str, after: str) -> Label | None:
    """Return the label of an amount: its subject, or who does what by it."""
    after = "" if re.match(r"(?:and|but|or|which|who|that|below|above|from|to)\b", after) else after
    if not before or len(after) > 44 or re.match(r"(?:which|who|that)\b", before, re.IGNORECASE):
        return None
    if _MOVE_EN.search(before):
        return Label(text=f"{re.sub(r' by$', '', before)} {after}".strip())
    bare = before
    while _LINK_EN.search(bare):
        bare = _LINK_EN.sub("", bare)
    if bare != before:
        kept = bool(bare) and not _VAGUE_EN.match(bare) and not _PREPOSITION_END.search(bare)
        joined = after if re.match(r"(?:in|on|for|at|of|since|within)\b\D*$", after) else ""
        bare = _REPORTS_EN.sub(" ", bare)
        return Label(text=f"{bare} {joined}".strip()) if kept else None
    before = _SECOND_EN.sub(r"\1 \2", before)
    verb = _governs(before) or re.search(r"\bto [a-z]+$|\b(?:they|we|you) [a-z]+$", before)
    whole = verb and not _PREPOSITION_END.search(before)
    return Label(text=before, note=after) if whole else None
