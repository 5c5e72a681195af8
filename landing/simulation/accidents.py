"""The accidents of a simulated quarter: what goes wrong in a file, or with it, and to whom."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from landing.blank_plan import Fill, WorkbookPlan
from landing.frame import unit_label
from landing.simulation.chance import chance
from landing.simulation.setting import VITRINE, Setting, foreign_commune
from registry.periods import Trimestre
from registry.territory import unit

Kind = Literal[
    "code_inconnu",
    "texte_dans_un_nombre",
    "decimale_francaise",
    "colonne_manquante",
    "commune_d_un_autre",
    "doublon",
    "version_corrigee",
    "en_retard",
    "tronque",
    "page_html",
    "bombe",
    "absent",
]


@dataclass(frozen=True)
class Accident:
    """One kind of accident: how many senders it befalls, and whether a right file follows."""

    genre: Kind
    combien: int
    suivi: bool = False


ACCIDENTS: tuple[Accident, ...] = (
    Accident("code_inconnu", 2),
    Accident("texte_dans_un_nombre", 2),
    Accident("decimale_francaise", 2),
    Accident("colonne_manquante", 1),
    Accident("commune_d_un_autre", 1, suivi=True),
    Accident("doublon", 2),
    Accident("version_corrigee", 2),
    Accident("en_retard", 3),
    Accident("tronque", 1, suivi=True),
    Accident("page_html", 1, suivi=True),
    Accident("bombe", 1, suivi=True),
    Accident("absent", 2),
)

_PAGE = """<!DOCTYPE html>
<html lang="fr"><head><title>Connexion requise</title></head><body>Session expirée</body></html>
"""
_BOMB = 160 << 20


def befallen(seed: int, trimestre: Trimestre, senders: Sequence[str]) -> dict[str, Accident]:
    """Which sender has which accident in a quarter; each has at most one."""
    order = sorted(code for code in senders if code != VITRINE)
    chance(seed, "accidents", trimestre).shuffle(order)
    waiting = iter(order)
    found: dict[str, Accident] = {}
    for accident in ACCIDENTS:
        for _ in range(accident.combien):
            sender = next(waiting, None)
            if sender is not None:
                found[sender] = accident
    return found


def spoiled(kind: Kind, fill: Fill, plan: WorkbookPlan, setting: Setting) -> Fill:
    """What the sender types, with that mistake in it; unchanged when the mistake lies outside the file."""
    draw = setting.draw("faute", kind)
    if kind == "texte_dans_un_nombre":
        wrong = {(draw.choice(setting.communes).code, "points_eau_realises_nb"): "une dizaine"}
        return replace(fill, services={**fill.services, **wrong})
    if kind == "decimale_francaise":
        return _french_decimals(fill, plan, setting)
    if kind == "colonne_manquante":
        return replace(fill, omises=frozenset({("activites_ccc", "statut_code")}))
    if kind == "code_inconnu":
        return _typed(fill, "formations", "theme_code", "Planificasion locale")
    if kind == "commune_d_un_autre":
        return _typed(fill, "activites_ccc", "unite_code", unit_label(unit(foreign_commune(setting))))
    return fill


def _french_decimals(fill: Fill, plan: WorkbookPlan, setting: Setting) -> Fill:
    """« 1 250,5 » in a column of whole numbers, where it is wrong, and in one of decimals, where it is right."""
    places = [commune.code for commune in setting.communes]
    services = dict(fill.services)
    elements = [element for found in plan.feuilles for element in found.sheet.elements]
    services[places[0], "consultations_nouveaux_cas_nb"] = "1 250,5"
    for element in elements:
        if element.decimal and element.maximum >= 1_251:
            services[places[-1], element.code] = "1\u202f250,5"
    return _typed(replace(fill, services=services), "activites_ccc", "jours_nb", "2,5")


def _typed(fill: Fill, table: str, column: str, text: str) -> Fill:
    """The fill with that text in one cell of a table's first row."""
    rows = dict(fill.lignes.get(table, {}))
    for local, row in rows.items():
        rows[local] = {**row, column: text}
        break
    return replace(fill, lignes={**fill.lignes, table: rows})


def truncate(path: Path) -> None:
    """Cut a file as a broken transfer does."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 5])


def write_page(path: Path) -> None:
    """A web page under a workbook's name, as a captive portal gives."""
    path.write_text(_PAGE, encoding="utf-8")


def swell(path: Path) -> None:
    """Make a workbook swell beyond what the intake accepts: 160 MB in one part that weighs about 160 kB."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("xl/worksheets/sheet99.xml", (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w") as part:
            part.write(b'<?xml version="1.0" encoding="UTF-8"?><worksheet>')
            for _ in range(_BOMB >> 20):
                part.write(b" " * (1 << 20))
