"""Obligations: whom to name, what to heed, and what the policy refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from aigc.models.catalogue import licences as catalogue
from aigc.trust.policy import Licences
from aigc.trust.provenance.licences import (
    UNSEEN,
    Duty,
    Obligations,
    credits_text,
    obligations,
    parted,
)
from aigc.trust.provenance.terms import terms
from aigc.types.provenance import Provenance, Source, Use
from tests.unit.trust.provenance_samples import ARTICLE, COFFEE, MADE

BARE = Provenance(pipeline="x", version="1")
HOUSE = json.loads(
    (Path(__file__).parents[3] / "aigc/voice/data/house.json").read_text(encoding="utf-8")
)


def duties(licence: str, role: str = "picture") -> dict[str, str]:
    """Return what each term's strictest policy says of one item."""
    tool = role in ("voice", "font", "model", "soundfont", "speech")
    use = (Use(role=role, name="n", licence=licence),) if tool else ()
    source = () if tool else (Source(role=role, sha256="a", name="n", licence=licence),)
    strict = Licences(
        non_commercial="refuse", share_alike="refuse", no_derivatives="refuse", unknown="refuse"
    )
    found = obligations(replace(BARE, sources=source, uses=use), strict)
    return {one.term: one.licence for one in found.refused}


@pytest.mark.parametrize(
    ("licence", "asked"),
    [
        ("CC0-1.0", []),
        ("CC0 1.0", []),
        ("公有领域", []),
        ("public domain", []),
        ("CC-BY-4.0", []),
        ("cc by 2.0", []),
        ("CC-BY-SA-3.0", ["share_alike"]),
        ("CC BY-SA 3.0 US", ["share_alike"]),
        ("CC-BY-NC-4.0", ["non_commercial"]),
        ("CC-BY-NC-SA-4.0", ["non_commercial", "share_alike"]),
        ("CC-BY-NC-ND-4.0", ["non_commercial", "no_derivatives"]),
        ("CC-BY-ND-4.0", ["no_derivatives"]),
        ("GPL-3.0-or-later", ["share_alike"]),
        ("MIT", []),
        ("LicenseRef-FLUX-1-dev-Non-Commercial", ["non_commercial"]),
        ("LicenseRef-nobody-knows", ["unknown"]),
        ("unknown", ["unknown"]),
        ("", ["unknown"]),
        ("CC-BY-NC", ["unknown"]),
    ],
)
def test_what_a_licence_asks_of_a_picture(licence: str, asked: list[str]) -> None:
    assert list(duties(licence)) == asked


def test_material_that_only_made_it_asks_less() -> None:
    assert duties("CC-BY-SA-3.0", "voice") == duties("CC-BY-ND-4.0", "font") == {}
    assert list(duties("CC-BY-NC-SA-4.0", "model")) == ["non_commercial"]
    assert list(duties("CC-BY-NC-SA-4.0", "soundfont")) == ["non_commercial", "share_alike"]
    assert list(duties("", "voice")) == ["unknown"]
    assert duties("", "article") == duties("", "speech") == duties("", "portrait") == {}
    engine = Use(role="portrait", name="driver")
    assert obligations(replace(BARE, uses=(engine,)), Licences()).warned == ()
    assert list(duties("unknown", "speech")) == ["unknown"]
    assert list(duties("CC-BY-NC-4.0", "article")) == ["non_commercial"]


def test_the_catalogue_is_known() -> None:
    for one in catalogue().values():
        found = terms(one.id)
        assert found and found.non_commercial == (one.commercial == "no")


def test_a_clip_of_the_house_names_its_voice_and_pictures() -> None:
    voice = Use(
        role="voice", name="yue", licence=HOUSE["licence"], credit=HOUSE["attribution"]
    )  # fmt: skip
    font = Use(role="font", name="Noto Sans SC", licence="OFL-1.1", credit="Adobe")
    clip = replace(
        BARE, sources=(ARTICLE, COFFEE), uses=(Use(role="speech", name="house"), voice, font)
    )
    found = obligations(clip, Licences())
    assert found.warned == found.refused == ()
    text = credits_text(found, "zh")
    assert text == (
        "素材与署名\n"
        "图片：coffee.jpg。Rachel Michetti。许可：CC0 1.0，"
        "https://creativecommons.org/publicdomain/zero/1.0/\n"
        f"声音：yue。{HOUSE['attribution'].rstrip('.')}。许可：CC BY-SA 3.0，"
        "https://creativecommons.org/licenses/by-sa/3.0/\n"
        "字体：Noto Sans SC。Adobe。许可：SIL OFL 1.1，https://openfontlicense.org/\n"
    )


def test_the_policy_decides() -> None:
    picture = Source(role="picture", sha256="a", name="a.jpg", licence="CC-BY-NC-ND-4.0")
    made = replace(BARE, sources=(picture, replace(picture, licence="", name="b.jpg")))
    found = obligations(made, Licences())
    assert [one.term for one in found.warned] == ["non_commercial", "unknown"]
    assert [one.term for one in found.refused] == ["no_derivatives"]
    mild = Licences(non_commercial="allow", no_derivatives="allow", unknown="allow")
    assert obligations(made, mild).warned == obligations(made, mild).refused == ()


def test_a_licence_at_the_end_of_a_caption_is_read() -> None:
    pictures = tuple(
        Source(role="picture", sha256=f"{n}" * 64, credit=credit)
        for n, credit in enumerate(("SpaceX, CC0", "李文，CC BY-SA 4.0", "NASA", "CC BY 4.0", ""))
    )
    found = obligations(replace(BARE, sources=pictures), Licences())
    assert credits_text(found, "en") == (
        "Credits\n"
        "Picture: SpaceX. Licence: CC0 1.0, https://creativecommons.org/publicdomain/zero/1.0/\n"
        "Picture: 李文. Licence: CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/\n"
        "Picture: NASA.\n"
        "Picture: Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/\n"
        "\n"
        "To be heeded\n"
        "To be passed on under the same licence: picture 11111111 (CC BY-SA 4.0).\n"
        "Nobody has told the licence: pictures 22222222, 44444444.\n"
    )


def test_credits_are_told_in_both_languages() -> None:
    found = obligations(MADE, Licences())
    assert credits_text(found, "en") == (
        "Credits\n"
        "Picture: coffee.jpg. Rachel Michetti. Licence: CC0 1.0, "
        "https://creativecommons.org/publicdomain/zero/1.0/\n"
        "Voice: yue. Contains Chen Wang. Licence: CC BY-SA 3.0, "
        "https://creativecommons.org/licenses/by-sa/3.0/\n"
        "\n"
        "To be heeded\n"
        "Nobody has told the licence: picture street.jpg.\n"
    )
    assert credits_text(obligations(BARE, Licences()), "zh") == ""
    asked = Duty(term="share_alike", role="recording", licence="CC BY-SA 4.0", names=("a.mp3",))
    assert asked.told("zh") == "须以相同许可共享：录音 a.mp3（CC BY-SA 4.0）。"
    assert (
        asked.told("en")
        == "To be passed on under the same licence: recording a.mp3 (CC BY-SA 4.0)."
    )


def test_what_has_one_author_and_licence_shares_a_line() -> None:
    fonts = tuple(
        Use(role="font", name=name, licence="OFL-1.1", credit="Adobe") for name in ("A", "B")
    )
    photos = tuple(
        Source(role="picture", sha256=name, name=name, credit="NASA, public domain")
        for name in ("field.jpg", "moon.jpg")
    )
    found = obligations(replace(BARE, sources=photos, uses=fonts), Licences())
    assert found.warned == found.refused == ()
    assert credits_text(found, "en") == (
        "Credits\n"
        "Pictures: field.jpg, moon.jpg. NASA. Licence: public domain.\n"
        "Fonts: A, B. Adobe. Licence: SIL OFL 1.1, https://openfontlicense.org/\n"
    )
    assert "图片：field.jpg、moon.jpg。NASA。许可：公有领域。" in credits_text(found, "zh")


def test_a_picture_that_is_not_seen_asks_nothing() -> None:
    unseen = Source(role=UNSEEN, sha256="a", name="a.jpg", licence="CC-BY-NC-ND-4.0", credit="Li")
    nameless = replace(unseen, sha256="b", licence="", credit="")
    assert obligations(replace(BARE, sources=(unseen, nameless)), Licences()) == Obligations()


def test_music_of_ones_own_is_asked_for_its_licence() -> None:
    bed = Source(role="bed", sha256="a", name="song.mp3")
    (duty,) = obligations(replace(BARE, sources=(bed,)), Licences()).warned
    assert duty.told("en") == "Nobody has told the licence: music song.mp3."
    assert duty.told("zh") == "许可不明：音乐 song.mp3。"
    assert list(duties("CC-BY-SA-4.0", "bed")) == ["share_alike"]


@pytest.mark.parametrize(
    ("credit", "who", "licence"),
    [
        ("王伟，李文，CC0", "王伟，李文", "CC0"),
        ("NASA, public domain", "NASA", "public domain"),
        ("Smith, Jones", "Smith, Jones", ""),
        ("CC BY 4.0", "", "CC BY 4.0"),
        ("", "", ""),
    ],
)
def test_a_credit_is_parted(credit: str, who: str, licence: str) -> None:
    assert parted(credit) == (who, licence)
