"""English words for how many people there are, and for deeds that can be seen."""

from __future__ import annotations

import re
from typing import Final

from aigc.text.script.words import vocabulary

FEW: Final = vocabulary("two three four five six")
CROWD: Final = vocabulary("hundred hundreds thousand thousands million millions dozens crowds")
SOME: Final = vocabulary(
    """seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty
    ninety dozen several many"""
)
OF_PEOPLE: Final = vocabulary(
    "young old retired elderly local tired masked barefoot wounded homeless night"
)
"""Words before people that can be seen, or nearly."""

NAMED_TOO: Final = vocabulary(
    """apple shell target orange oracle gap visa ford jaguar puma dove amazon meta square stripe
    caterpillar blackberry subway slack dish corn chase discover alphabet nest snap coach windows
    fox lion bear reading bath cork nice"""
)
"""Things that are also the name of a company or a town where they are written great."""

PRONOUNS: Final = vocabulary("we they he she")

DEEDS: Final = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), doing)
    for words, doing in (
        ("walk(?:s|ed|ing)?|stroll(?:s|ed|ing)?|hik(?:e|es|ed|ing)|wander(?:s|ed|ing)?", "walking"),
        ("march(?:es|ed|ing)?", "marching"),
        ("runs?|ran|running|sprint(?:s|ed|ing)?|rac(?:e|es|ed|ing)", "running"),
        ("climb(?:s|ed|ing)?", "climbing"),
        ("swims?|swam|swimming", "swimming"),
        ("rows?|rowed|rowing|paddl(?:e|es|ed|ing)", "rowing"),
        ("sail(?:s|ed|ing)?", "sailing"),
        ("cycl(?:e|es|ed|ing)", "cycling"),
        ("rid(?:e|es|ing)|rode", "riding"),
        ("sits?|sat|sitting", "sitting"),
        ("stands?|stood|standing", "standing"),
        ("kneels?|knelt|kneeling", "kneeling"),
        ("queu(?:e|es|ed|ing)|lin(?:e|ed|ing) up", "standing in a queue"),
        ("wait(?:s|ed|ing)?", "waiting"),
        ("rescu(?:e|es|ed|ing)", "rescuing"),
        ("carr(?:y|ies|ied|ying)", "carrying"),
        ("push(?:es|ed|ing)?", "pushing"),
        ("pull(?:s|ed|ing)?|haul(?:s|ed|ing)?|drag(?:s|ged|ging)?", "pulling"),
        ("lift(?:s|ed|ing)?", "lifting"),
        ("stack(?:s|ed|ing)?", "stacking"),
        ("load(?:s|ed|ing)?|unload(?:s|ed|ing)?", "loading"),
        ("pack(?:s|ed|ing)?", "packing"),
        ("dig(?:s|ging)?|dug|excavat(?:e|es|ed|ing)", "digging"),
        ("plant(?:s|ed|ing)", "planting"),
        ("harvest(?:s|ed|ing)?|pick(?:s|ed|ing)?(?! up)", "harvesting"),
        ("feed(?:s|ing)?|fed", "feeding"),
        ("water(?:s|ed|ing)", "watering"),
        ("bak(?:e|es|ed|ing)", "baking"),
        ("fold(?:s|ed|ing)?", "folding"),
        ("knead(?:s|ed|ing)?", "kneading"),
        ("cook(?:s|ed|ing)|stir(?:s|red|ring)?|fr(?:y|ies|ied|ying)", "cooking"),
        ("pour(?:s|ed|ing)?", "pouring"),
        ("serv(?:e|es|ed|ing)|bring(?:s|ing)?|brought|hand(?:s|ed|ing) out", "bringing"),
        ("eat(?:s|ing)?|ate|din(?:e|es|ed|ing)", "eating"),
        ("drink(?:s|ing)?|drank|sip(?:s|ped|ping)?", "drinking"),
        ("carv(?:e|es|ed|ing)", "carving"),
        ("sand(?:s|ed|ing)|polish(?:es|ed|ing)?", "polishing"),
        ("hammer(?:s|ed|ing)?|forg(?:e|es|ed|ing)", "hammering"),
        ("weld(?:s|ed|ing)?", "welding"),
        ("build(?:s|ing)?|built", "building"),
        ("repair(?:s|ed|ing)?|mend(?:s|ed|ing)?|fix(?:es|ed|ing)", "repairing"),
        ("paint(?:s|ed|ing)", "painting"),
        ("draw(?:s|ing)|drew|sketch(?:es|ed|ing)?", "drawing"),
        ("sew(?:s|ed|ing)?|stitch(?:es|ed|ing)?|embroider(?:s|ed|ing)?", "sewing"),
        ("weav(?:e|es|ing)|wove", "weaving"),
        ("writ(?:e|es|ing)|wrote", "writing"),
        ("read(?:s|ing)?", "reading"),
        ("type(?:s|d)|typing", "typing"),
        ("teach(?:es|ing)?|taught", "in a lesson"),
        ("sing(?:s|ing)?|sang", "singing"),
        ("danc(?:e|es|ed|ing)", "dancing"),
        ("play(?:s|ed|ing)", "playing"),
        ("cheer(?:s|ed|ing)?|celebrat(?:e|es|ed|ing)|wav(?:e|es|ed|ing)", "cheering"),
        ("photograph(?:s|ed|ing)|film(?:s|ed|ing)", "photographing"),
        ("record(?:s|ed|ing)", "with recording instruments beside"),
        ("watch(?:es|ed|ing)?|look(?:s|ed|ing)? (?:up|at|out|for)|gaz(?:e|es|ed|ing)", "watching"),
        ("sweep(?:s|ing)?|swept|scrub(?:s|bed|bing)?|clean(?:s|ed|ing)", "cleaning"),
        ("fish(?:es|ed|ing)", "fishing"),
        ("sell(?:s|ing)?|sold", "selling"),
        ("shop(?:s|ped|ping)", "shopping"),
        ("talk(?:s|ed|ing)?|chat(?:s|ted|ting)?|argu(?:e|es|ed|ing)", "talking"),
        ("gather(?:s|ed|ing)?", "gathered"),
        ("slept|sleep(?:s|ing)?", "sleeping"),
        ("leav(?:e|es|ing)|set(?:s|ting)? (?:out|off)", "setting out"),
    )
)
"""What is done, by the words that tell of it; the one that stands first counts."""
ALONE: Final = vocabulary(
    """walking marching running climbing swimming rowing sailing cycling riding sitting standing
    kneeling waiting digging harvesting cooking eating drinking carving hammering welding painting
    drawing sewing weaving writing reading typing singing dancing playing cheering watching cleaning
    fishing shopping talking gathered sleeping"""
) | {"standing in a queue", "in a lesson", "setting out"}
"""Deeds that are seen without what they are done to."""
