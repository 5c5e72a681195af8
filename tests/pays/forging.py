"""Transmissions taken apart and sealed again, as someone who knows the format would forge them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from schemas.transmission import JOURNAL, MANIFESTE, ORIGINAUX, sealed


@dataclass
class Letter:
    """What a transmission says, open to change."""

    manifeste: dict[str, Any]
    journal: list[dict[str, Any]]
    originaux: dict[str, bytes]
    ajouts: list[tuple[str, bytes]] = field(default_factory=list)
    compression: int = zipfile.ZIP_STORED
    liste: bool = True

    def verdict(self, sender: str, code: str | None = None) -> dict[str, Any]:
        """The first deposit of a sender in the journal, of some verdict."""
        return next(
            one["corps"]
            for one in self.journal
            if one["corps"].get("expediteur") == sender and code in (None, one["corps"].get("verdict"))
        )

    def replace_original(self, verdict: dict[str, Any], content: bytes, suffix: str | None = None) -> None:
        """Put another file in the place of a deposit's original, named after its own hash."""
        self.originaux.pop(f"{ORIGINAUX}{verdict['sha256']}{verdict['suffixe']}")
        verdict["sha256"] = hashlib.sha256(content).hexdigest()
        verdict["suffixe"] = suffix or verdict["suffixe"]
        self.originaux[f"{ORIGINAUX}{verdict['sha256']}{verdict['suffixe']}"] = content

    def bytes(self) -> bytes:
        """The zip, its seals and its list made anew (the list only if ``liste``)."""
        journal = "".join(f"{sealed(one)}\n" for one in self.journal).encode()
        parts = {JOURNAL: journal, **self.originaux}
        if self.liste:
            self.manifeste["parties"] = [
                {"nom": name, "sha256": hashlib.sha256(content).hexdigest(), "taille": len(content)}
                for name, content in parts.items()
            ]
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", self.compression) as archive:
            archive.writestr(MANIFESTE, sealed(self.manifeste))
            for name, content in [*parts.items(), *self.ajouts]:
                archive.writestr(name, content)
        return stream.getvalue()


def taken_apart(content: bytes) -> Letter:
    """A real transmission, open to change."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(texts.pop(MANIFESTE))
    journal = [json.loads(line) for line in texts.pop(JOURNAL).splitlines()]
    for text in (manifest, *journal):
        del text["empreinte"]
    return Letter(manifest, journal, texts)


Forgery = Callable[[Letter], None]
