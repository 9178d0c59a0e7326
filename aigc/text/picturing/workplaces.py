"""Where people are seen when nothing says where they are."""

from __future__ import annotations

from typing import Final

from aigc.text.picturing.nouns import head_of
from aigc.text.picturing.seen import Sight

_OF: Final = (
    ("teacher student students pupil pupils schoolchildren schoolchild", "教室", "a classroom",
     "in"),
    ("doctor doctors nurse nurses patient patients surgeon surgeons dentist", "诊室",
     "a bright clinic", "in"),
    ("scientist scientists researcher researchers biologist biologists chemist chemists physicist "
     "physicists", "实验室", "a laboratory", "in"),
    ("engineer engineers technician technicians mechanic mechanics welder welders", "车间",
     "a workshop", "in"),
    ("craftsman craftsmen carpenter carpenters tailor tailors potter potters blacksmith sculptor",
     "作坊", "a craftsman's workshop", "in"),
    ("programmer programmers designer designers architect architects writer writers journalist",
     "窗边的书桌旁", "a desk by a window", "at"),
    ("farmer farmers shepherd shepherds herder herders villager villagers", "田野",
     "open countryside", "in"),
    ("rider riders courier couriers commuter commuters pedestrian pedestrians passers-by cyclist "
     "cyclists", "街道", "a city street", "on"),
    ("cook cooks chef chefs baker bakers", "厨房", "a warm kitchen", "in"),
    ("barista baristas waiter waiters", "小餐馆", "a small restaurant", "in"),
    ("shopkeeper shopkeepers customer customers vendor vendors assistant", "小店", "a small shop",
     "in"),
    ("player players spectator spectators fan fans athlete athletes runner runners team", "体育场",
     "a stadium", "in"),
    ("passenger passengers traveller travellers driver drivers", "车站", "a station", "at"),
    ("sailor sailors fisherman fishermen captain boatman boatmen", "海边", "the sea", "by"),
    ("worker workers builder builders", "工地", "a building site", "on"),
    ("tourist tourists visitor visitors guide hiker hikers", "老街", "an old street", "on"),
    ("musician musicians singer singers actor actors dancer dancers", "舞台", "a stage", "on"),
    ("official mayor minister judge lawyer", "石阶", "the steps of a public building", "on"),
    ("reader readers librarian librarians", "图书馆", "a library", "in"),
    ("residents resident neighbours neighbour citizens", "街区", "a quiet neighbourhood", "in"),
)  # fmt: skip
_WHERE: Final = {
    who: Sight(own=own, english=english, place=place)
    for people, own, english, place in _OF
    for who in people.split(" ")
}


def workplace(who: Sight) -> Sight | None:
    """Return where somebody is likely to be seen, nothing for those who may be anywhere."""
    phrase = who.english.removesuffix(who.doing).strip()
    many = phrase.startswith(("a group of ", "a crowd of "))
    return _WHERE.get(phrase.split(" ")[-1] if many else head_of(phrase))
