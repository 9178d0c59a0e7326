from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from aigc.audio import encode_wav, read_audio
from aigc.trust.labels.sound import find_rhythm
from aigc.trust.watermark.sound import find_in_sound
from aigc.types.audio import Audio

PAGE = (Path(__file__).parents[2] / "docs" / "trust_sound.md").read_text(encoding="utf-8")


def test_the_code_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AIGC_WATERMARK_KEY", raising=False)
    noise = np.random.default_rng(3).standard_normal((1, 6 * 24_000)).astype(np.float32) / 20
    for name, samples in (("speech.wav", noise), ("notice.wav", noise[:, :24_000])):
        Path(name).write_bytes(encode_wav(Audio(samples=samples, sample_rate=24_000)))
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        exec(compile(block, "trust_sound.md", "exec"), names)
    written = read_audio(Path("marked.wav"))
    found = find_in_sound(written)
    assert found is not None and found.asset_id == 0x1A2B3C4D
    assert len(find_rhythm(read_audio(Path("labelled.wav")))) == 1
