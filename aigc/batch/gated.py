"""What the jobs of a batch make goes through the gate, and the log hears once that it is out.

While a job runs, the gate logs that its works were made. When its results are in their place, and
before the ledger knows it, `tell` logs that they are published. Whoever finishes what a dead worker
began tells it too: an entry bears the mark of its receipt, and nobody writes a second one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from aigc.batch.folder import BatchFolder
from aigc.errors import AssetError, ConfigError, TrustError
from aigc.locks import alone
from aigc.store import default_root
from aigc.trust.asking import asking
from aigc.trust.gate.later import CASE, JOB, Publisher, published_by
from aigc.trust.gate.sealing import MANIFEST
from aigc.trust.policy import policy
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import ASSET, FILES, parse
from aigc.trust.provenance.record import record
from aigc.trust.review.book import unheard
from aigc.trust.review.held import drop
from aigc.trust.review.reviews import Reviews
from aigc.types.job import Claim
from aigc.types.label import KEY

MARK: Final = "receipt"
"""In an entry of the log: the mark of the receipt of the results that it tells of."""
LOCK: Final = "trust/published.lock"


def publisher_of(
    claim: Claim, folder: BatchFolder, parts: Path, store: Path, host: str = ""
) -> Publisher:
    """Return who publishes what a claim makes in ``parts``."""
    to = folder.results(claim.job.name)
    return Publisher(
        batch=str(folder.root.absolute()), job=claim.job.name, parts=str(parts.absolute()),
        to=str(to.absolute()), store=str(store.absolute()), host=host,
    )  # fmt: skip


@contextmanager
def at_work(claim: Claim, who: Publisher) -> Iterator[None]:
    """Let what is made in the block be asked for by whoever entered the job."""
    with ExitStack() as stack:
        stack.enter_context(asking(claim.asked_by))
        stack.enter_context(published_by(who))
        yield


def tell(
    claim: Claim, folder: BatchFolder, receipt: Mapping[str, Any], store: Path | None = None
) -> None:
    """Tell the log of published results, unless it knows; jobs without a manifest are not told of.

    Parameters
    ----------
    receipt : mapping
        Of the results; one without a mark is of an earlier release, and was told of by then.
    store : Path, optional
        Root of the store whose log and reviews are told; the usual one if left out.

    Raises
    ------
    DiskFull, JobError
        The log cannot be written; it can be told again.
    """
    mark, place = receipt.get(MARK), folder.results(claim.job.name)
    works = tuple(_works(place)) if mark else ()
    if not works:
        return
    root = store or default_root()
    (root / LOCK).parent.mkdir(parents=True, exist_ok=True)
    with alone(root / LOCK):
        for told in works:
            _tell(claim, str(publisher_of(claim, folder, place, root)), told, str(mark), root)


def _works(place: Path) -> Iterator[dict[str, Any]]:
    """Yield the manifests of what left through the gate into a folder of results."""
    for path in sorted(place.rglob(f"*{MANIFEST}")):
        with suppress(OSError, ValueError):
            told = json.loads(path.read_bytes())
            named = isinstance(told, dict) and {ASSET, KEY} <= told.keys()
            if named and isinstance(told.get(FILES), dict):
                yield told


def _tell(claim: Claim, job: str, told: Mapping[str, Any], mark: str, root: Path) -> None:
    log = Log(root)
    found = log.find("asset", str(told[ASSET]), limit=None)
    known = any(one.kind == "published" and one.told.get(MARK) == mark for one in found)
    made = next(
        (
            one.told
            for one in found
            if one.kind == "made" and one.told.get(JOB) == job and one.told[FILES] == told[FILES]
        ),
        None,
    )
    payload = {**(made or _rebuilt(claim, told)), JOB: job, MARK: mark}

    def hear(kind: Any, of_case: Mapping[str, Any]) -> None:
        log.append(kind, {**payload, **of_case})

    with suppress(TrustError, ConfigError):
        # The step of the case and the entry of the log are one.
        if case_id := str(payload.get(CASE, "")):
            reviews = Reviews(root, log=unheard if known else hear)
            case = reviews.book.entry(case_id).case
            if case.state in ("machine_checked", "approved"):
                reviews.published(case, policy())
                drop(reviews.held(case.id))
                return
    if not known:
        log.append("published", payload)


def _rebuilt(claim: Claim, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the log of another machine would tell of a work, as far as its manifest does."""
    with suppress(AssetError):
        made = parse(told)
        more = {name: one for name, one in made.more.items() if name not in (KEY, ASSET)}
        made = replace(made, more=more, asked_by=claim.asked_by)
        kept = record(made, told[FILES], asset=str(told[ASSET]))
        return {name: one for name, one in kept.items() if one not in ("", None)}
    return {ASSET: told[ASSET], FILES: told[FILES]}
