"""What a comparison found, as people are told it: the sheets to decide in, the counts, words and JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from landing.foreign_rows import LignesLues
from registry.elements import all_elements
from registry.likeness import Lieu
from registry.periods import Trimestre
from registry.places import described
from registry.reconciliation import DECISIONS, Category, Decision, Ecart, Point, fingerprint
from registry.reconciliation_mappings import Champ, Correspondance
from registry.territory import units
from schemas.discovery import all_tables

FEUILLE_CACHEE = "_recoupement"
VERSION = "1"
REPERE, DECISION, MOTIF, AUTRE = "Repère", "Décision", "Motif", "Repère de l'autre ligne"
_LONGEST = 250
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_SEULES = ("meme", "corriger_ici", "corriger_la", "sans_suite")
_FALLBACK = {"trimestre": "Trimestre"}
# The tables whose columns a row of another may be compared by.
_BORROWED = ("actions", "partenariats", "engagements")
Cell = str | Decimal | int | date | None


@dataclass(frozen=True)
class FeuilleDecision:
    """One sheet of things to decide: its tab, the letter of its marks, the decisions offered."""

    onglet: str
    lettre: str
    choix: tuple[str, ...]
    consigne: str


FEUILLES: dict[Category, FeuilleDecision] = {
    "difference": FeuilleDecision(
        "Différences",
        "D",
        tuple(DECISIONS),
        "Les deux listes parlent de la même chose et disent autre chose. « même » accepte l'écart ; « différent » dit "
        "que les lignes n'ont pas le même objet.",
    ),
    "a_decider": FeuilleDecision(
        "Rapprochements à décider",
        "R",
        tuple(DECISIONS),
        "Ces lignes se ressemblent sans que ce soit sûr : « même » les rapproche, « différent » les sépare.",
    ),
    "ici": FeuilleDecision(
        "Ici seulement",
        "I",
        _SEULES,
        "Lignes du registre sans pareille dans l'autre liste. « même » demande le repère (L-…) de l'autre ligne.",
    ),
    "la": FeuilleDecision(
        "Là seulement",
        "L",
        _SEULES,
        "Lignes de l'autre liste sans pareille dans le registre. « même » demande le repère (I-…) de l'autre ligne.",
    ),
}


@dataclass(frozen=True)
class Recoupement:
    """A comparison done: its mapping, the file compared, what was read of it, and everything to show.

    ``ici_nb``: rows of the register compared; ``hors_liste``: those that the other list isn't about.
    """

    mapping: Correspondance
    fichier: str
    sha256: str
    jour: date
    trimestre: Trimestre | None
    lues: LignesLues
    points: tuple[Point, ...]
    ici_nb: int
    hors_liste: int
    fictive: bool

    def of(self, category: Category, demande: bool = True) -> tuple[Point, ...]:
        """The points of a category that ask for a decision, or that don't."""
        return tuple(one for one in self.points if one.categorie == category and one.demande == demande)

    @property
    def gardes(self) -> tuple[Point, ...]:
        """The points that a decision already answers."""
        return tuple(one for one in self.points if one.gardee is not None)

    def comptes(self) -> dict[str, int]:
        """How many of each, by the names used in JSON."""
        pairs = [one.paire for one in self.points if one.paire is not None]
        return {
            "lignes_ici": self.ici_nb,
            "lignes_la": len(self.lues.lignes),
            "lignes_lues": self.lues.lues,
            "paires_certaines": sum(pair.certaine for pair in pairs),
            "differences": len(self.of("difference")),
            "a_decider": len(self.of("a_decider")),
            "ici_seulement": len(self.of("ici")),
            "la_seulement": len(self.of("la")),
            "illisibles": len(self.lues.illisibles),
            "decisions_gardees": len(self.gardes),
            "hors_liste_ici": self.hors_liste,
            "hors_perimetre": self.lues.hors_perimetre,
            "hors_periode": self.lues.hors_periode,
            "hors_elements": self.lues.hors_elements,
        }


def titles(mapping: Correspondance) -> dict[str, str]:
    """The French title of each field: of the table compared, or of the one that a row borrows it from."""
    found = {champ.ici: champ.la or champ.ici for champ in mapping.champs}
    for table in (*reversed(_BORROWED), mapping.table):
        declared = all_tables()[table]
        for column in (*declared.colonnes, *declared.colonnes_internes):
            if column.nom in found:
                found[column.nom] = column.titre
    return found | {name: title for name, title in _FALLBACK.items() if name in found and mapping.table == "services"}


def internal_titles(mapping: Correspondance) -> tuple[str, ...]:
    """The titles of the fields compared that never leave the internal store, in the order of the mapping."""
    names, table = titles(mapping), all_tables()[mapping.table]
    own = {column.nom for column in (*table.colonnes, *table.colonnes_internes)}
    private = {
        column.nom
        for one in (*_BORROWED, mapping.table)
        for column in all_tables()[one].colonnes
        if column.confidentialite != "public" and (one == mapping.table or column.nom not in own)
    }
    if table.confidentialite != "public":
        private |= own
    return tuple(names[champ.ici] for champ in (*mapping.cles, *mapping.compares) if champ.ici in private)


def as_shown(champ: Champ | None, value: Any) -> Cell:
    """A value as people read it: a place or an element by its name and code."""
    if isinstance(value, Lieu):
        if len(value.codes) == 1 and value.sur and value.codes[0] in units():
            return described(units()[value.codes[0]])
        return value.texte
    if champ is not None and champ.type == "annee" and value is not None:
        return str(value)
    if champ is not None and champ.type == "element" and value in all_elements():
        return f"{all_elements()[value].libelle} ({value})"
    if champ is not None and champ.type == "trimestre" and value:
        return Trimestre.parse(value).libelle
    return value if isinstance(value, Decimal | int | date) or value is None else str(value)


def remember(decision: Decision) -> str:
    """A decision in one line: what, by whom, when."""
    motive = f" : {decision.motif}" if decision.motif else ""
    return f"« {DECISIONS[decision.decision]} », {decision.par}, le {decision.jour}{motive}"


def plain_text(text: str) -> str:
    """A text on one line, at most 250 characters, what can't be seen made visible."""
    clean = _UNSHOWN.sub("\ufffd", text.replace("\n", " ").replace("\r", " "))
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"


def recall(point: Point) -> str | None:
    """What was decided of a point that is asked about again, and whether the rows have changed since."""
    if point.ancienne is None:
        return None
    changed = point.ancienne.empreinte != fingerprint(point.ici, point.la)
    return f"{'Changé depuis' if changed else 'Déjà décidé'} : {remember(point.ancienne)}"


def as_dict(done: Recoupement) -> dict[str, Any]:
    """The comparison as JSON-ready facts."""
    mapping = done.mapping
    return {
        "registre": mapping.registre,
        "table": mapping.table,
        "correspondance": mapping.nom,
        "confirme": mapping.confirme,
        "reserve": mapping.reserve,
        "fichier": done.fichier,
        "sha256": done.sha256,
        "jour": done.jour.isoformat(),
        "trimestre": str(done.trimestre) if done.trimestre else None,
        "comptes": done.comptes(),
        "colonnes_absentes": list(done.lues.absentes),
        "differences": [_point(mapping, one) for one in done.of("difference")],
        "a_decider": [_point(mapping, one) for one in done.of("a_decider")],
        "ici_seulement": [_point(mapping, one) for one in done.of("ici")],
        "la_seulement": [_point(mapping, one) for one in done.of("la")],
        "illisibles": [vars(one) for one in done.lues.illisibles],
        "decisions_gardees": [
            {"ici": one.cles[0], "la": one.cles[1], "decision": one.gardee.decision, "par": one.gardee.par}
            for one in done.gardes
            if one.gardee is not None
        ],
        "donnees_fictives": done.fictive,
    }


def _point(mapping: Correspondance, point: Point) -> dict[str, Any]:
    facts: dict[str, Any] = {"cle_ici": point.cles[0] or None, "cle_la": point.cles[1] or None}
    for side, row in (("ici", point.ici), ("la", point.la)):
        if row is not None:
            facts[side] = {champ.ici: _json(as_shown(champ, row.valeurs.get(champ.ici))) for champ in mapping.champs}
            facts[f"origine_{side}"] = row.origine
    if point.paire is not None:
        facts["score"] = point.paire.score
        facts["raisons"] = list(point.paire.raisons)
        facts["ecarts"] = [_gap(one) for one in point.paire.ecarts]
    return facts


def _gap(gap: Ecart) -> dict[str, Any]:
    said = {"ici": gap.ici, "la": gap.la, "difference": gap.difference}
    return {"champ": gap.champ, **{name: _json(value) for name, value in said.items()}}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value
