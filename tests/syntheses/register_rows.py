"""Rows of the registers for a published file: the cercle of Kita sends all, one partnership shared with Kéniéba's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from registry.periods import Trimestre
from registry.territory import children

EXPEDITEUR, AILLEURS = "ML0105", "ML0104"
CHEZ_NOUS = children(EXPEDITEUR)[0].code
ASSOCIEE = children(AILLEURS)[0].code

Rows = Iterable[dict[str, Any]]


def registers(trimestre: Trimestre) -> dict[str, list[dict[str, Any]]]:
    """The rows of each published table, by its name."""
    made: dict[str, Rows] = {
        "partenariats": _partnerships(),
        "parties": [
            _row("PTI", 1, partenariat_id=_par(0), cote_code="mali", partie_unite_code=ASSOCIEE, role_code="partie"),
            _row("PTI", 2, partenariat_id=_par(0), cote_code="partenaire", partie_nom="Ville", role_code="partie"),
        ],
        "confirmations": [
            {
                **_row("CNF", 1, partenariat_ref=_par(0), reponse_code="confirmee", reponse_date=date(2026, 8, 3)),
                "expediteur": AILLEURS,
                "unite_code": ASSOCIEE,
            }
        ],
        "cooperations": [_standing(trimestre)],
        "conventions": [row for row, _ in _conventions()],
        "conventions_statuts": [{"trimestre": str(trimestre), **status} for _, status in _conventions()],
        "actions": _actions(),
        "indicateurs_action": _measures(),
        "engagements": _engagements(),
        "decaissements": _disbursements(trimestre),
        "points_a_suivre": _points(),
        "rencontres": [
            _event(trimestre, "REN", 1, type_code="annuelle", participants_nb=21, participantes_nb=8),
            _event(trimestre, "REN", 2, type_code="annuelle", participants_nb=20, participantes_nb=4),
            _event(trimestre, "REN", 3, type_code="mission"),
            _event(trimestre.plus(-1), "REN", 4, type_code="mission"),
        ],
        "concertations": [_event(trimestre, "CCT", 1, organe_code="clocsad", participants_nb=35)],
        "experiences": [
            _row("EXP", 1, titre="Puits maraîchers", type_code="bonne_pratique", secteur_code="agriculture")
        ],
        "offres_demandes": [
            _row("OFD", 1, sens_code="demande", statut_code="ouverte", depose_date=date(2026, 5, 2)),
            _row("OFD", 2, sens_code="demande", statut_code="pourvue", depose_date=date(2026, 5, 2)),
            _row(
                "OFD",
                3,
                sens_code="demande",
                statut_code="ouverte",
                depose_date=date(2025, 5, 2),
                valable_date=date(2026, 5, 2),
            ),
        ],
    }
    return {table: list(rows) for table, rows in made.items()}


def _par(rank: int) -> str:
    return f"PAR-{EXPEDITEUR}-{rank:04d}"


def _row(prefix: str, rank: int, **values: Any) -> dict[str, Any]:
    return {
        "expediteur": EXPEDITEUR,
        "id_local": f"{prefix}-{EXPEDITEUR}-{rank:04d}",
        "unite_code": CHEZ_NOUS,
        **values,
    }


def _event(trimestre: Trimestre, prefix: str, rank: int, **values: Any) -> dict[str, Any]:
    return {"trimestre": str(trimestre), **_row(prefix, rank, **values)}


def _partnerships() -> Rows:
    for rank, name in enumerate(("Commune de Saint-Exemple", '<script>alert("x")</script>', "=HYPERLINK(1)")):
        yield {
            **_row("PAR", rank),
            "unite_code": children(EXPEDITEUR)[rank].code,
            "partenaire": name,
            "type_partenaire_code": "commune",
            "pays_code": "FR",
            "statut_code": "actif",
            "origine_annee": 1998,
            "guide_ligne": None,
        }


def _standing(trimestre: Trimestre) -> dict[str, Any]:
    return _event(
        trimestre,
        "PAR",
        0,
        phase=3,
        etape_code="convention",
        etape_etat_code="faite",
        etape_date=date(2024, 5, 20),
        etapes_faites_nb=7,
        prochaine_etape_code="dossier_financement",
        conventions_en_vigueur_nb=1,
        actions_nb=3,
        engage_fcfa=60_000_000,
        decaisse_fcfa=30_000_000,
        derniere_rencontre_date=date(2026, 8, 1),
    )


def _conventions() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each convention with what is computed of it at the quarter's end."""
    told = (
        ("à renouveler", "a_renouveler", date(2026, 12, 31), "renouveler", date(2026, 12, 31)),
        ("rencontre à tenir", "en_vigueur", date(2029, 6, 30), "tenir_rencontre", date(2026, 11, 2)),
        ("acte passé", "echue", date(2026, 8, 31), "renouveler", date(2026, 8, 31)),
        ("acte lointain", "en_vigueur", date(2028, 4, 1), "decider_reconduction", date(2027, 10, 1)),
        ("à vérifier", "inconnu", None, "verifier", None),
        ("close", "close", date(2025, 12, 31), "aucun", None),
    )
    return [
        (
            _row("CON", rank, partenariat_id=_par(0), intitule=name, statut_code="signee", reconduction_code="tacite"),
            _row("CON", rank, statut_code=status, fin_date=end, prochain_acte_code=act, prochain_acte_date=due),
        )
        for rank, (name, status, end, act, due) in enumerate(told)
    ]


def _actions() -> Rows:
    told = (
        ("Puits du marché", "en_cours", date(2026, 6, 30)),
        ("École de Badia", "prevue", date(2026, 12, 31)),
        ("Radio locale", "achevee", date(2026, 3, 31)),
        ("Route", "abandonnee", date(2026, 1, 31)),
    )
    for rank, (name, status, end) in enumerate(told):
        yield _row(
            "ACT",
            rank,
            partenariat_id=_par(0),
            intitule=name,
            statut_code=status,
            fin_prevue_date=end,
            avancement_pct=40,
        )


def _measures() -> Rows:
    told = (
        (0, "impact", 120, 90),
        (2, "resultat", 10, 12),
        (1, "ressources", None, None),
        (3, "realisation", 5, 0),
    )
    for rank, (action, kind, target, value) in enumerate(told):
        yield _row(
            "INA",
            rank,
            action_id=f"ACT-{EXPEDITEUR}-{action:04d}",
            type_code=kind,
            intitule="Ménages servis",
            unite_mesure="ménages",
            cible=target,
            valeur=value,
        )


def _engagements() -> Rows:
    told = (
        ("partenaire", "tresor_public", "appel_offres", date(2025, 3, 1), 40_000_000),
        ("collectivite", "compte_communal", "gre_a_gre", date(2026, 8, 15), 20_000_000),
        ("partenaire", "tresor_public", "gre_a_gre", date(2026, 10, 15), 99_000_000),
    )
    for rank, (source, channel, procedure, day, amount) in enumerate(told):
        yield _row(
            "ENG",
            rank,
            source_code=source,
            canal_code=channel,
            procedure_code=procedure,
            engagement_date=day,
            montant_fcfa=amount,
        )


def _disbursements(trimestre: Trimestre) -> Rows:
    for back, engagement, channel, amount in (
        (1, 0, "tresor_public", 25_000_000),
        (0, 0, "tresor_public", 3_000_000),
        (0, 1, "compte_communal", 2_000_000),
    ):
        yield _event(
            trimestre.plus(-back),
            "DEC",
            engagement,
            engagement_id=f"ENG-{EXPEDITEUR}-{engagement:04d}",
            canal_code=channel,
            montant_fcfa=amount,
        )


def _points() -> Rows:
    told = (
        ("convention", "a_faire", date(2026, 8, 1), date(2026, 9, 1)),
        ("convention", "en_cours", date(2026, 5, 1), date(2026, 11, 12)),
        ("convention", "fait", date(2026, 5, 1), date(2026, 6, 1)),
        ("financement", "abandonne", date(2026, 2, 1), None),
    )
    for rank, (nature, state, decided, due) in enumerate(told):
        yield _row("PTS", rank, nature_code=nature, etat_code=state, decision_date=decided, echeance_date=due)
