"""Where an installation keeps its data: ``$OISE_HOME``, by default ``./data``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from registry import amendments
from registry.errors import OiseError
from registry.levels import checked_perimeter
from registry.territory import NATION


@dataclass(frozen=True)
class Home:
    """Paths of one installation; nothing else knows where a file lies."""

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """The home named by OISE_HOME, not yet checked."""
        return cls(Path(os.environ.get("OISE_HOME") or "data").absolute())

    def checked(self) -> Home:
        """This home, once sure that it was made by ``oise init`` and can be read and written.

        What it decided over the registry becomes ambient. Raises OiseError otherwise.
        """
        try:
            made = self.landing.is_dir() and self.journal.is_dir()
        except OSError:
            made = False
        if not made:
            raise OiseError(
                f"Le dossier {self.root} n'est pas une installation d'OISE lisible : "
                "vérifiez la variable OISE_HOME ou lancez « oise init »."
            )
        if not os.access(self.root, os.R_OK | os.W_OK | os.X_OK):
            raise OiseError(
                f"Le dossier {self.root} ne peut pas être lu ou écrit : "
                "demandez à votre technicien de corriger ses droits."
            )
        asked = os.environ.get("OISE_PERIMETRE")
        if asked and checked_perimeter(asked) != self.perimetre:
            raise OiseError(
                f"L'installation {self.root} sert {self.perimetre}, et la variable OISE_PERIMETRE dit {asked} : "
                "corrigez l'une, ou nommez une autre installation avec OISE_HOME."
            )
        amendments.use(amendments.read(self.reference))
        return self

    @property
    def perimetre(self) -> str:
        """The unit that this installation serves: a cercle, a region or the nation; written once by ``oise init``."""
        try:
            return checked_perimeter(self.perimeter_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return NATION

    @property
    def perimeter_file(self) -> Path:
        """What says which unit the installation serves; absent, it serves the nation."""
        return self.root / "PERIMETRE"

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def journal(self) -> Path:
        return self.archive / "journal"

    @property
    def staging(self) -> Path:
        return self.root / "staging"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def editions(self) -> Path:
        return self.root / "editions"

    @property
    def current_edition(self) -> Path:
        """The one pointer: a symbolic link to the published edition."""
        return self.root / "courante"

    @property
    def analyst_file(self) -> Path:
        """What analysts open, a symbolic link through the pointer."""
        return self.root / "warehouse" / "oise.duckdb"

    @property
    def reference(self) -> Path:
        """Reference facts proper to this installation (what it decided, simulated populations of a demo)."""
        return self.root / "reference"

    @property
    def addresses(self) -> Path:
        """The addresses of those who receive syntheses, personal and kept here only; the file need not exist."""
        return self.reference / "adresses.csv"

    @property
    def demo_marker(self) -> Path:
        return self.root / "DONNEES_FICTIVES"

    @property
    def fictive(self) -> bool:
        """Whether this home holds simulated data, which every output must then say."""
        return self.demo_marker.exists()

    def original(self, sha256: str, suffix: str) -> Path:
        """Where the original of that hash is archived; suffix is ``.xlsx``, ``.zip`` or the like."""
        return self.archive / sha256[:2] / f"{sha256}{suffix}"

    def staged(self, sha256: str, sender: str) -> Path:
        """The folder of the staged Parquet files of one original, as one sender's: another may send the same bytes."""
        return self.staging / f"{sha256}-{sender}"

    def drop_folder(self, sender: str) -> Path:
        """The drop folder of a sender: ML0105 under ML01, ML01 its own, ML the nation's."""
        if len(sender) == 6:
            return self.landing / sender[:4] / sender
        return self.landing / sender
