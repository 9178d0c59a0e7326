"""Whether a text keeps a form: a second reading that shares no code with what wrote it."""

from aigc.lyrics.verify.report import Fault, Kind, Report
from aigc.lyrics.verify.verifier import verify

__all__ = ["Fault", "Kind", "Report", "verify"]
