"""What docs/voices.md says runs."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from aigc.g2p.user_lexicon import UserLexicon
from aigc.types.voice import Emotion
from aigc.voice.record import house_record
from pipelines import song, speech
from tests.unit.singing import tiny_diffsinger, tiny_utau
from tests.unit.speech import tiny_vits
from tests.unit.voice import tiny_voice

HOUSE = "docs/voices.md, the house"
ROOT = Path(__file__).parents[2]
PAGE, CARD = (
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("voices.md", "models/voice.md")
)


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_voices_of_the_house_speak_and_sing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aigc.voice.package.HOUSE", tiny_voice.saved(tmp_path))
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for title in ("Speak", "Sing"):
        for code in re.findall(r"```python\n(.*?)```", section(title), re.S):
            exec(compile(code, HOUSE, "exec"), names)
    kinds = (".wav", ".CREDITS.txt", ".manifest.json", *(f".{kind}" for kind in speech.TIMINGS))
    assert {path.name for path in tmp_path.glob("done.*")} == {f"done{kind}" for kind in kinds}
    told = re.findall(r"`([\w./]+)`", section("Sing").split("| file |")[1].split("\n\n")[0])
    assert {name.rstrip("/") for name in told} == {p.name for p in Path("star").iterdir()}
    sung, louder = names["sung"], names["louder"]
    assert isinstance(sung, song.Song) and isinstance(louder, song.Song)
    assert sung.timing.words[0].text == "一" and names["piece"]


def test_the_voices_moods_and_options_are_those_of_the_code() -> None:
    table = section("The voices of the house")
    speakers = house_record().speakers
    assert re.findall(r"^\| `(\w+)` \|", table, re.M) == [speaker.id for speaker in speakers]
    flags = {f"`--{name}`" for name in speech.Config.model_fields}
    assert {flag for flag in flags if flag not in section("Speak")} == set()
    (moods,) = re.findall(r"`--emotion` \| (.*):", section("Speak"))
    assert set(re.findall(r"`(\w+)`", moods)) == set(get_args(Emotion))
    (readings,) = re.findall(r"```\n(艾灵.*?)```", section("Speak"), re.S)
    lexicon = UserLexicon.parse(readings)
    assert (len(lexicon.pinyin), len(lexicon.arpabet), len(lexicon.instead)) == (1, 1, 1)


def test_the_card_has_a_place_for_the_samples_and_they_are_small() -> None:
    script = (ROOT / "scripts" / "voice_samples.py").read_text(encoding="utf-8")
    begin, end = re.findall(r'^(?:BEGIN|END) = "(.*)"$', script, re.M)
    assert begin in CARD and end in CARD.split(begin)[1]
    kinds = (".opus", ".webp")
    linked = re.findall(r"\]\((\.\./voices/samples/[^)]+)\)", CARD)
    assert all(name.endswith(kinds) and (ROOT / "docs/models" / name).is_file() for name in linked)
    size = sum(path.stat().st_size for path in ROOT.glob("docs/voices/samples/*"))
    assert size < 3_000_000


def test_other_voices_sing_and_speak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", section("Other voices"), re.S)
    monkeypatch.setenv("AIGC_VOICES", str(tmp_path / "voices"))
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)
    tiny_diffsinger.build(tmp_path / "voices" / "bank")
    tiny_utau.build(tmp_path / "path/to/an/UTAU/bank")
    tiny_vits.build(tmp_path / "path/to/a/model", string.ascii_lowercase)
    names: dict[str, object] = {}
    exec(compile(code, "voices.md", "exec"), names)
    for made in (names["sung"], names["said"]):
        assert np.abs(made.audio.samples).max() > 0.05  # type: ignore[attr-defined]
