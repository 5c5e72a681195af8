"""Fictitious rows of registers and events: officials, trainings, activities, partnerships, conventions.

Names say that they are fictitious; no row may be taken for a person or a real partnership.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from landing.simulation.chance import chance, count, share
from registry.codelists import code_list
from registry.periods import Trimestre
from registry.territory import Unite, cercle_senders, children
from schemas.submission import Prefill

Row = dict[str, Any]
Rows = dict[str, Row]

_MANDATE = date(2021, 6, 1)
_COUNTRIES = ("FR", "FR", "FR", "FR", "DE", "ES", "CA", "BE", "IT", "CH", "SN", "BF", "NL", "US")
_SECTORS = ("eau_potable", "sante_base", "education_primaire", "assainissement", "appui_institutionnel", "agriculture")
_STATUSES = ("actif", "actif", "actif", "actif", "en_sommeil", "negociation")
# Councillors by inhabitants, about as councils are; enough to fill the register.
_SEATS, _MOST_SEATS = ((10_000, 11), (20_000, 17), (40_000, 23), (100_000, 29)), 33
_OBJECTS = {
    "appui_conseil": "Appui-conseil au bureau communal",
    "formation": "Préparation d'une session de formation",
    "planification": "Revue du PDSEC",
    "budget_compta": "Appui au compte administratif",
    "passation": "Appui au dossier d'appel d'offres",
    "concertation": "Animation d'un cadre de concertation",
    "collecte": "Collecte des données du trimestre",
    "suivi": "Mission de suivi des réalisations",
    "clo": "Préparation du CLO",
}
_RESULTS = ("Compte rendu remis", "Plan d'action adopté", "Dossier complété", "Données transmises")


@dataclass(frozen=True)
class Setting:
    """Where and when rows are simulated; ``vierges``: the free local ids of each table, in order."""

    seed: int
    cercle: Unite
    communes: tuple[Unite, ...]
    trimestre: Trimestre
    prefill: Prefill
    vierges: Mapping[str, Sequence[str]]

    def draw(self, *names: object) -> Random:
        """The generator of one thing of this sender and quarter."""
        return chance(self.seed, self.cercle.code, self.trimestre, *names)

    def day(self, draw: Random) -> date:
        """A working day of the quarter."""
        day = self.trimestre.debut + timedelta(days=draw.randrange(80))
        return day - timedelta(days=max(0, day.weekday() - 4))


def register_rows(setting: Setting, inhabitants: Mapping[str, int]) -> dict[str, Rows]:
    """What the sender types into its registers and events: table to local id to columns (new rows whole, known rows
    only what changes)."""
    partnerships = _partnerships(setting)
    return {
        "elus": _officials(setting, inhabitants),
        "formations": _trainings(setting),
        "activites_ccc": _activities(setting),
        "partenariats": partnerships,
        "conventions": _conventions(setting, partnerships),
    }


def _officials(setting: Setting, inhabitants: Mapping[str, int]) -> Rows:
    known = setting.prefill.registres.get("elus", ())
    if known:
        return _changed_officials(setting, known)
    rows: Rows = {}
    free = iter(setting.vierges.get("elus", ()))
    number = 0
    for place in (setting.cercle, *setting.communes):
        for function in _functions(place, inhabitants.get(place.code, 0), len(setting.communes)):
            local = next(free, None)
            if local is None:
                return rows
            number += 1
            rows[local] = _official(setting, place.code, function, number)
    return rows


def _changed_officials(setting: Setting, known: Sequence[Mapping[str, Any]]) -> Rows:
    """A few trainings followed, and sometimes one who leaves and is replaced."""
    rows: Rows = {}
    free = iter(setting.vierges.get("elus", ()))
    for row in known:
        local = str(row["id_local"])
        if not row.get("en_exercice"):
            continue
        draw = setting.draw("elu", local)
        fate = draw.random()
        if fate < 0.04:
            rows[local] = {"formations_mandat_nb": int(row.get("formations_mandat_nb") or 0) + 1}
        elif fate < 0.044 and (new := next(free, None)) is not None:
            left = setting.day(draw)
            rows[local] = {"en_exercice": False, "mandat_fin_date": left}
            number = int(new.rsplit("-", 1)[1])
            rows[new] = _official(setting, str(row["unite_code"]), str(row["fonction_code"]), number)
            rows[new]["mandat_debut_date"] = left + timedelta(days=1)
    return rows


def _official(setting: Setting, place: str, function: str, number: int) -> Row:
    draw = setting.draw("elu", place, number)
    schooling = draw.choices(
        ("aucun", "alphabetise_langue", "fondamental_1", "fondamental_2", "secondaire", "superieur"),
        (22, 14, 20, 18, 17, 9),
    )[0]
    return {
        "unite_code": place,
        "nom": f"Élu fictif {number:03d}",
        "fonction_code": function,
        "sexe_code": "F" if draw.random() < (0.1 if function.startswith(("maire", "president")) else 0.29) else "M",
        "naissance_annee": draw.randint(1955, 1996),
        "niveau_instruction_code": schooling,
        "alphabetise": schooling != "aucun",
        "mandats_nb": draw.choices((1, 2, 3), (70, 22, 8))[0],
        "mandat_debut_date": _MANDATE,
        "en_exercice": True,
        "formations_mandat_nb": count(draw, 1.4),
        "etat_ligne": "actif",
    }


def _functions(place: Unite, people: int, communes: int) -> list[str]:
    if place.niveau == "commune":
        seats = next((seats for limit, seats in _SEATS if people <= limit), _MOST_SEATS)
        deputies = 3 if seats < 23 else 5
        return ["maire", *["adjoint_maire"] * deputies, *["conseiller_communal"] * (seats - deputies - 1)]
    if place.code == "ML0901":
        return ["maire_district", *["adjoint_maire_district"] * 2, *["conseiller_district"] * 24]
    members = max(9, communes + communes // 3)
    return ["president_cercle", *["vice_president_cercle"] * 2, *["conseiller_cercle"] * (members - 3)]


def _trainings(setting: Setting) -> Rows:
    draw = setting.draw("formations")
    themes = list(code_list("themes_formation").libelles)
    rows: Rows = {}
    for local in setting.vierges.get("formations", ())[: draw.randint(2, 6)]:
        begin, days = setting.day(draw), draw.randint(1, 5)
        end = min(begin + timedelta(days=days - 1), setting.trimestre.fin)
        people = draw.randint(12, 45)
        women = int(people * share(draw, 0.15, 0.5))
        officials = int(people * share(draw, 0.3, 0.6))
        agents = int((people - officials) * share(draw, 0.2, 0.6))
        rows[local] = {
            "unite_code": _place(setting, draw),
            "theme_code": draw.choice(themes),
            "intitule": "Session de formation fictive",
            "debut_date": begin,
            "fin_date": end,
            "jours_nb": Decimal((end - begin).days + 1),
            "participants_nb": people,
            "participantes_nb": women,
            "elus_nb": officials,
            "elues_nb": min(women, int(officials * share(draw, 0.1, 0.4))),
            "agents_nb": agents,
            "societe_civile_nb": people - officials - agents,
            "prestataire": f"CCC de {setting.cercle.nom}",
            "financeur": "Financement fictif",
            "cout_fcfa": draw.randint(4, 40) * 50_000,
        }
    return rows


def _activities(setting: Setting) -> Rows:
    draw = setting.draw("activites")
    kinds = list(_OBJECTS)
    rows: Rows = {}
    for local in setting.vierges.get("activites_ccc", ())[: draw.randint(8, 20)]:
        kind = draw.choice(kinds)
        status = draw.choices(("realisee", "reportee", "annulee", "prevue"), (75, 12, 4, 9))[0]
        day = setting.day(draw)
        rows[local] = {
            "unite_code": _place(setting, draw),
            "type_action_code": kind,
            "objet": _OBJECTS[kind],
            "statut_code": status,
            "debut_date": day + timedelta(days=92) if status == "prevue" else day,
            "jours_nb": Decimal(draw.randint(1, 8)) / 2,
            "resultat": draw.choice(_RESULTS) if status == "realisee" else None,
            "cout_fcfa": draw.randint(0, 12) * 25_000,
        }
    return rows


def _partnerships(setting: Setting) -> Rows:
    draw = setting.draw("partenariats")
    known = setting.prefill.registres.get("partenariats", ())
    rows: Rows = {}
    wanted = draw.randint(1, 4) if not known else int(draw.random() < 0.15)
    for local in setting.vierges.get("partenariats", ())[:wanted]:
        origin = draw.randint(1988, 2022)
        status = draw.choice(_STATUSES)
        since = date(draw.randint(2023, 2025), draw.randint(1, 12), draw.randint(1, 28))
        rows[local] = {
            "unite_code": _place(setting, draw),
            "partenaire": f"Ville fictive {setting.cercle.code[2:]}-{int(local.rsplit('-', 1)[1]):02d}",
            "type_partenaire_code": draw.choice(("commune", "commune", "association", "departement_province", "ong")),
            "pays_code": draw.choice(_COUNTRIES),
            "type_cooperation_code": draw.choice(("jumelage_cooperation", "convention", "echange")),
            "statut_code": status,
            "statut_date": since,
            "origine_annee": origin,
            "secteur_code": draw.choice(_SECTORS),
            "diaspora_associee": draw.random() < 0.3,
            "reciprocite": draw.random() < 0.4,
            "commentaire": "Ligne fictive de démonstration",
            "etat_ligne": "actif",
        }
    for row in known:
        if setting.draw("partenariat", row["id_local"]).random() < 0.05 and row.get("statut_code") == "actif":
            rows[str(row["id_local"])] = {"statut_code": "en_sommeil", "statut_date": setting.trimestre.debut}
    return rows


def _conventions(setting: Setting, partnerships: Rows) -> Rows:
    """A convention for most new partnerships; one in three ends within six months of the quarter."""
    rows: Rows = {}
    free = iter(setting.vierges.get("conventions", ()))
    for partnership, told in partnerships.items():
        draw = setting.draw("convention", partnership)
        if told.get("statut_code") not in ("actif", "en_sommeil") or "partenaire" not in told or draw.random() < 0.15:
            continue
        local = next(free, None)
        if local is None:
            break
        rows[local] = _convention(setting, partnership, told, draw)
    for row in setting.prefill.registres.get("conventions", ()):
        draw = setting.draw("rencontre", row["id_local"])
        if draw.random() < 0.1:
            rows[str(row["id_local"])] = {"derniere_rencontre_date": setting.day(draw)}
    return rows


def _convention(setting: Setting, partnership: str, told: Row, draw: Random) -> Row:
    months = draw.choice((24, 36, 36, 48, 60))
    ahead = draw.randint(20, 170) if draw.random() < 0.34 else draw.randint(200, months * 25)
    end = setting.trimestre.fin + timedelta(days=ahead)
    effect = _months_before(end + timedelta(days=1), months)
    signed = effect - timedelta(days=draw.randint(0, 60))
    visa = draw.random() < 0.6
    sectors = draw.sample(_SECTORS, 2)
    return {
        "unite_code": told["unite_code"],
        "partenariat_id": partnership,
        "intitule": f"Convention fictive {effect.year}-{end.year}",
        "statut_code": "signee",
        "signature_date": signed,
        "effet_date": effect,
        "duree_mois": months,
        "fin_date": _months_before(effect, -months) - timedelta(days=1),
        "preavis_mois": draw.choice((3, 6)),
        "reconduction_code": draw.choice(("tacite", "commun_accord", "aucune", "inconnue")),
        "reconductions_nb": 0,
        "rencontre_annuelle_prevue": draw.random() < 0.7,
        "derniere_rencontre_date": max(signed, setting.trimestre.debut - timedelta(days=draw.randint(10, 300))),
        "visa": visa,
        "visa_date": signed + timedelta(days=draw.randint(5, 60)) if visa else None,
        "secteur_1_code": sectors[0],
        "secteur_2_code": sectors[1],
        "etat_ligne": "actif",
    }


def _months_before(day: date, months: int) -> date:
    """The same day of the month, that many months earlier; the 28th at most, so that every month has it."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, min(day.day, 28))


def _place(setting: Setting, draw: Random) -> str:
    """Mostly a commune, sometimes the cercle itself."""
    if not setting.communes or draw.random() < 0.25:
        return setting.cercle.code
    return draw.choice(setting.communes).code


def foreign_commune(setting: Setting) -> str:
    """A commune of another cercle, whose rows this sender may not send."""

    draw = setting.draw("etranger")
    others = [found for found in cercle_senders() if found.code != setting.cercle.code]
    return draw.choice(children(draw.choice(others).code)).code
