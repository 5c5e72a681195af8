"""Fictitious partnerships and what surrounds them: parties, contacts, answers, priorities, offers and requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from landing.simulation.setting import VITRINE, Draft, Row, foreign_commune, number_of

_COUNTRIES = ("FR", "FR", "FR", "FR", "DE", "ES", "CA", "BE", "IT", "CH", "SN", "BF", "NL", "US")
SECTEURS = ("eau_potable", "sante_base", "education_primaire", "assainissement", "appui_institutionnel", "agriculture")
_STATUSES = ("actif", "en_sommeil", "negociation", "recherche", "idee"), (62, 10, 10, 9, 9)
_KINDS = {
    "commune": "Ville fictive",
    "association": "Association fictive",
    "departement_province": "Département fictif",
    "ong": "ONG fictive",
}
_NETWORKS = {
    "FR": ("cuf", "cncd", "unadel"),
    "CA": ("fcm",),
    "NL": ("vng",),
}
_PRIORITIES = {
    "eau_potable": "Un point d'eau moderne dans chaque village",
    "sante_base": "Un CSCom à moins de 15 km de chaque village",
    "education_primaire": "Des salles de classe en dur",
    "assainissement": "Des caniveaux et des latrines publiques",
    "agriculture": "Des périmètres maraîchers pour les femmes",
    "pistes": "Des pistes praticables toute l'année",
    "equipements_marchands": "Un marché aménagé",
    "appui_institutionnel": "Des agents communaux formés",
}
_EARLY = ("idee", "recherche", "negociation")
_COMMUNES_A_QUARTER = 10


def add_partnerships(draft: Draft) -> None:
    """The first partnerships of a sender; later a new idea now and then, and a relation that rests or is suspended."""
    setting = draft.setting
    draw = setting.draw("partenariats")
    known = draft.known("partenariats")
    first = 3 if setting.cercle.code == VITRINE else draw.randint(1, 3)
    for rank in range(first if not known else int(draw.random() < 0.15)):
        status = "idee" if known else draw.choices(*_STATUSES)[0]
        if setting.cercle.code == VITRINE and rank < 2 and not known:
            status = "actif"
        _add_partnership(draft, draw, status)
    for local, row in known.items():
        if row.get("statut_code") != "actif" or row.get("etat_ligne") == "annule":
            continue
        fate = setting.draw("partenariat", local).random()
        if fate < 0.03:
            draft.change("partenariats", local, statut_code="en_sommeil", statut_date=setting.trimestre.debut)
        elif fate < 0.045:
            draft.change("partenariats", local, **_suspended(local, setting.trimestre.debut))


def _add_partnership(draft: Draft, draw: Random, status: str) -> None:
    setting = draft.setting
    kind = draw.choice(("commune", "commune", "association", "departement_province", "ong"))
    country = draw.choice(_COUNTRIES)
    if status in _EARLY:
        since = setting.trimestre.debut - timedelta(days=draw.randint(5, 300))
        origin = since.year
    else:
        since = date(draw.randint(2023, 2025), draw.randint(1, 12), draw.randint(1, 28))
        origin = draw.randint(1988, 2022)
    networks = _NETWORKS.get(country, ("autre",))
    row = {
        "unite_code": setting.place(draw),
        "partenaire": "",
        "type_partenaire_code": kind,
        "pays_code": country,
        "type_cooperation_code": draw.choice(("jumelage_cooperation", "convention", "echange")),
        "statut_code": status,
        "statut_date": since,
        "origine_annee": origin,
        "secteur_code": draw.choice(SECTEURS),
        "reseau_code": draw.choice((*networks, "amm", "aucun")),
        "reseau_2_code": "accrm" if draw.random() < 0.2 else None,
        "diaspora_associee": draw.random() < 0.3,
        "reciprocite": draw.random() < 0.4,
        "commentaire": "Ligne fictive de démonstration",
        "etat_ligne": "actif",
    }
    local = draft.add("partenariats", row)
    if local is not None:
        name = f"{_KINDS[kind]} {setting.cercle.code[2:]}-{number_of(local):02d}"
        draft.change("partenariats", local, partenaire=name)


def _suspended(local: str, day: date) -> Row:
    return {
        "statut_code": "suspendu",
        "statut_date": day,
        "suspension_par_code": "partenaire",
        "suspension_acte": f"Acte fictif n° {number_of(local)}",
    }


def add_parties(draft: Draft) -> None:
    """Both leaders of each new partnership; now and then a supporter, or a commune of another cercle."""
    for local, told in draft.new("partenariats").items():
        draw = draft.setting.draw("parties", local)
        base = {"unite_code": told["unite_code"], "partenariat_id": local, "etat_ligne": "actif"}
        since = date(int(told["origine_annee"]), 1, 1)
        draft.add(
            "parties",
            base
            | {"cote_code": "mali", "partie_unite_code": told["unite_code"], "role_code": "chef_de_file"}
            | {"depuis_date": since},
        )
        draft.add(
            "parties",
            base
            | {"cote_code": "partenaire", "partie_nom": told["partenaire"], "role_code": "chef_de_file"}
            | {"type_partenaire_code": told["type_partenaire_code"], "pays_code": told["pays_code"]}
            | {"depuis_date": since},
        )
        for extra in _other_parties(draft, draw, told):
            draft.add("parties", base | extra)


def _other_parties(draft: Draft, draw: Random, told: Row) -> Iterator[Row]:
    if draw.random() < 0.3:
        yield {
            "cote_code": "partenaire",
            "partie_nom": f"Comité de jumelage fictif, {told['partenaire']}",
            "type_partenaire_code": "association",
            "pays_code": told["pays_code"],
            "role_code": "appui",
        }
    if draw.random() < 0.2:
        # A unit of another sender: that sender is asked to confirm.
        yield {"cote_code": "mali", "partie_unite_code": foreign_commune(draft.setting), "role_code": "partie"}


def answer_confirmations(draft: Draft) -> None:
    """Answer what others ask this sender to confirm: mostly yes, at times not yet, rarely no."""
    for local, row in draft.known("confirmations").items():
        if row.get("reponse_code") != "en_attente" or row.get("etat_ligne") == "annule":
            continue
        draw = draft.setting.draw("confirmation", local)
        fate = draw.random()
        day = draft.setting.day(draw)
        if fate < 0.7:
            draft.change("confirmations", local, reponse_code="confirmee", reponse_date=day)
        elif fate < 0.8:
            motif = "Motif fictif : le conseil n'a pas délibéré"
            draft.change("confirmations", local, reponse_code="contestee", reponse_date=day, motif=motif)


def add_contacts(draft: Draft) -> None:
    """A fictitious contact for each new partnership; half of them agreed to be named by their function."""
    for local, told in draft.new("partenariats").items():
        draw = draft.setting.draw("contact", local)
        number = number_of(local)
        agreed = draw.random() < 0.5
        row: dict[str, Any] = {
            "unite_code": told["unite_code"],
            "partenariat_id": local,
            "fonction_code": draw.choice(("point_focal", "secretaire_general")),
            "nom": f"Personne fictive {number:02d}",
            "telephone": f"+223 00 00 00 {number % 100:02d}",
            "courriel": f"cooperation.{number:02d}@exemple.example",
            "consentement": agreed,
            "etat_ligne": "actif",
        }
        if agreed:
            row["consentement_date"] = draft.setting.trimestre.debut + timedelta(days=draw.randrange(60))
            row["consentement_reference"] = f"Accord fictif n° {number}"
        draft.add("contacts", row)


def add_priorities(draft: Draft) -> None:
    """Three priorities of the PDSEC for a few communes more each quarter, those that cooperate first."""
    setting = draft.setting
    told = {str(row["unite_code"]) for row in draft.known("priorites_pdsec").values()}
    cooperating = [str(row["unite_code"]) for row in draft.rows("partenariats").values()]
    order = sorted({*(place.code for place in setting.communes)} - told, key=lambda one: (one not in cooperating, one))
    for place in order[:_COMMUNES_A_QUARTER]:
        draw = setting.fixed("priorites", place)
        start = draw.choice((2022, 2023, 2024))
        for rank, sector in enumerate(draw.sample(list(_PRIORITIES), 3), 1):
            draft.add(
                "priorites_pdsec",
                {
                    "unite_code": place,
                    "rang": rank,
                    "secteur_code": sector,
                    "intitule": f"{_PRIORITIES[sector]} (fictif)",
                    "periode_debut_annee": start,
                    "periode_fin_annee": start + 4,
                    "etat_ligne": "actif",
                },
            )


def add_offers(draft: Draft) -> None:
    """Requests of the sender's own units, offers of fictitious foreign towns; one is filled now and then."""
    setting = draft.setting
    for local, row in draft.known("offres_demandes").items():
        if row.get("statut_code") == "ouverte" and setting.draw("annonce", local).random() < 0.08:
            draft.change("offres_demandes", local, statut_code="pourvue")
    draw = setting.draw("annonces")
    known = bool(draft.known("offres_demandes"))
    showcase = setting.cercle.code == VITRINE and not known
    if showcase or draw.random() < (0.05 if known else 0.35):
        draft.add("offres_demandes", _request(draft, draw))
    if showcase or draw.random() < (0.04 if known else 0.2):
        draft.add("offres_demandes", _offer(draft, draw))


def _announced(draft: Draft, draw: Random) -> Row:
    sectors = draw.sample(SECTEURS, 2)
    day = draft.setting.day(draw)
    return {
        "secteur_1_code": sectors[0],
        "secteur_2_code": sectors[1],
        "langue_code": "fr",
        "depose_date": day,
        "valable_date": date(day.year + 1, 12, 31),
        "precisions": "Annonce fictive de démonstration",
        "statut_code": "ouverte",
        "etat_ligne": "actif",
    }


def _request(draft: Draft, draw: Random) -> Row:
    owner = draft.setting.place(draw)
    return {
        **_announced(draft, draw),
        "unite_code": owner,
        "sens_code": "demande",
        "type_partenaire_code": "commune",
        "niveau_code": "cercle" if owner == draft.setting.cercle.code else "commune",
        "reseau_1_code": "amm",
        "reseau_2_code": "cuf",
    }


def _offer(draft: Draft, draw: Random) -> Row:
    country = draw.choice(("FR", "BE", "DE", "ES"))
    return {
        **_announced(draft, draw),
        "unite_code": draft.setting.cercle.code,
        "sens_code": "offre",
        "partie_nom": f"Ville fictive en quête, {draft.setting.cercle.code[2:]}",
        "pays_code": country,
        "type_partenaire_code": "commune",
        "habitants_nb": draw.randint(3, 90) * 1_000,
        "niveau_code": "commune",
        "reseau_1_code": "cuf" if country == "FR" else "autre",
    }
