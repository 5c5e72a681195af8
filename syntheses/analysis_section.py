"""The section on the CSRs' answers: analyses by theme, decisions and reserves by cercle."""

from __future__ import annotations

from syntheses.analysis_facts import Analysis, Decision
from syntheses.facts import Content
from syntheses.tabular import Column, Grid, Section, day_or_nothing, filled
from syntheses.typography import number, plural

TITRE = "Analyse du CSR"
# A printed page gives the beginning of a long text; the whole is in its annex.
_DEBUT = 240


def analysis_section(content: Content) -> Section | None:
    """What the CSRs said, None as long as they said nothing."""
    found = content.analyse
    decided = [one for one in found.decisions if one.decision]
    if not decided and not found.remarques:
        return None
    several = content.organe.sigle != "CLO"
    remarks = _remarks(found, several)
    shortened = Grid(remarks.titre, remarks.colonnes, tuple((*row[:-1], _beginning(row[-1])) for row in remarks.lignes))
    return Section(
        "analyse",
        TITRE,
        (_sentence(found),) if several else tuple(_state(one) for one in found.decisions),
        filled(remarks, *((_decisions(found),) if several else ())),
        principale=True,
        resume=shortened if remarks.lignes else None,
    )


def _sentence(found: Analysis) -> str:
    total = len(found.decisions)
    kinds = (
        ("valide", "validé", "validés"),
        ("valide_avec_reserve", "validé avec réserve", "validés avec réserve"),
        ("a_corriger", "à corriger", "à corriger"),
    )
    counts = [
        f"{plural(count, one, many)}"
        for code, one, many in kinds
        if (count := sum(item.a_jour and item.decision == code for item in found.decisions))
    ]
    waiting = sum(not item.a_jour for item in found.decisions)
    counts += [f"{number(waiting)} sans décision sur l’envoi actuel"] if waiting else []
    return f"{plural(total, 'envoi recevable', 'envois recevables')} : {', '.join(counts)}."


def _state(one: Decision) -> str:
    day = f", le {day_or_nothing(one.jour)}" if one.jour else ""
    return f"Envoi du cercle : {told_decision(one).lower()}{day}. {one.reserve}".rstrip()


def told_decision(one: Decision) -> str:
    """A decision in words, and whether it still stands for what counts."""
    if not one.decision or one.a_jour:
        return one.libelle
    return f"{one.libelle} (sur un envoi remplacé depuis)"


def _remarks(found: Analysis, several: bool) -> Grid:
    places = (Column("Lieu", 16),) if several or len({one.lieu for one in found.remarques}) > 1 else ()
    rows = tuple((one.theme, *((one.lieu,) if places else ()), one.texte) for one in found.remarques)
    return Grid("Analyse par thème", (Column("Thème", 18), *places, Column("Analyse", 66)), rows)


def _decisions(found: Analysis) -> Grid:
    columns = (
        Column("Cercle", 20),
        Column("Décision", 26),
        Column("Reçue le", 12),
        Column("Réserve ou correction", 60),
    )
    rows = tuple((one.nom, told_decision(one), day_or_nothing(one.jour), one.reserve) for one in found.decisions)
    return Grid("Décisions du CSR par cercle", columns, rows)


def _beginning(text: str) -> str:
    if len(text) <= _DEBUT:
        return text
    return text[:_DEBUT].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
