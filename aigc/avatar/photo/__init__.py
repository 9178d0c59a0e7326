"""From a portrait to a spec, with the consent of the one who is shown.

>>> consent = Consent.said("Li Na: I agree")                          # doctest: +SKIP
>>> fit_photo(Path("portrait.jpg"), consent).spec.skin.tone           # doctest: +SKIP
0.31
"""

from __future__ import annotations

from aigc.avatar.photo.consent import Consent
from aigc.avatar.photo.fit import Fitted, fit_photo
from aigc.avatar.photo.landmarks import LandmarkEngine, Landmarks

__all__ = ["Consent", "Fitted", "LandmarkEngine", "Landmarks", "fit_photo"]
