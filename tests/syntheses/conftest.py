"""Contents and a published file made by hand: real territory, the rooms' own declarations, invented figures."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from indicators.discovery import all_indicators
from indicators.published import DIM_INDICATEUR, FAIT_CONTRIBUTIONS, FAIT_INDICATEURS, dim_rows
from registry.codelists import code_list, list_names
from registry.guide import partnerships
from registry.periods import Trimestre
from registry.territory import ancestor, children, units
from syntheses.bodies import body
from syntheses.facts import (
    Change,
    Completeness,
    Content,
    Deposit,
    Figure,
    MapLayer,
    Norm,
    Series,
    SubUnit,
    Value,
)
from syntheses.register_facts import (
    Actions,
    Amounts,
    Convention,
    Cooperation,
    Experience,
    FollowUp,
    LateAction,
    Measure,
    Meetings,
    Money,
    Notice,
    Points,
    Registers,
    RegisterSheet,
    Sharing,
)
from syntheses.scorecard import weaknesses
from tests.syntheses.register_rows import registers
from warehouse.star import published_tables

TRIMESTRE = Trimestre(2026, 3)
CORPS = ("ML0105", "ML0901", "ML0307", "ML0802", "ML01", "ML09", "ML")

_DECLARES = (
    ("sante_accouchements_assistes", "Accouchements assistés, rapportés à l’année (× 4)", "sante", "%", 1, 1),
    ("sante_hab_par_cscom", "Habitants par CSCom fonctionnel", "sante", "hab. par CSCom", 0, -1),
    ("sante_penta3", "Couverture Penta 3, rapportée à l’année (× 4)", "sante", "%", 1, 1),
    ("edu_parite", "Indice de parité filles/garçons, premier cycle", "education", "ratio", 2, 1),
    ("edu_eleves_maitre", "Élèves par maître, premier cycle", "education", "élèves par maître", 1, -1),
    ("edu_eleves_salle", "Élèves par salle de classe, premier cycle", "education", "élèves par salle", 1, -1),
    ("eau_acces", "Taux d’accès à l’eau potable", "hydraulique", "%", 1, 1),
    ("eau_fonctionnalite", "Fonctionnalité des points d’eau modernes", "hydraulique", "%", 1, 1),
    ("eau_hab_par_pem", "Habitants par point d’eau moderne fonctionnel", "hydraulique", "hab. par point d’eau", 0, -1),
    ("eco_microfinance", "Guichets de microfinance pour 1000 habitants", "economie", "pour 1000 hab.", 2, 1),
    ("eco_recettes_hab", "Recettes des équipements marchands par habitant", "economie", "FCFA/hab.", 0, 1),
    ("soc_naissances", "Enregistrement des naissances", "social", "%", 1, 1),
    ("soc_associations", "Associations actives pour 1000 habitants", "social", "pour 1000 hab.", 2, 1),
    ("cult_manifestations", "Manifestations culturelles et sportives", "culture", "manifestations", 0, 1),
    ("fin_tdrl", "Recouvrement de la TDRL, cumul de l’année", "finances_locales", "%", 1, 1),
    ("fin_recettes_propres_hab", "Recettes propres par habitant", "finances_locales", "FCFA/hab.", 0, 1),
    ("fin_investissement", "Part de l’investissement dans les dépenses", "finances_locales", "%", 1, 1),
    ("pla_pdsec", "Communes dotées d’un PDSEC en vigueur", "planification", "%", 1, 1),
    ("pla_realisation", "Actions du PDSEC réalisées", "planification", "%", 1, 1),
    ("pla_restitution", "Restitutions publiques, moyenne par commune", "planification", "par commune", 2, 1),
    ("coop_partenariats", "Partenariats actifs", "cooperation", "partenariats", 0, 1),
    ("coop_conventions", "Conventions en vigueur", "cooperation", "conventions", 0, 1),
    ("elu_femmes", "Femmes parmi les élus", "elus", "%", 1, 1),
    ("for_femmes", "Femmes parmi les participants aux formations", "formations", "%", 1, 1),
    ("faiblesses_pdsec", "Actions inscrites au PDSEC (part)", "cooperation", "%", 1, 1),
    ("faiblesses_maitrise_ouvrage", "Actions menées par la collectivité (part)", "cooperation", "%", 1, 1),
    ("conventions_en_ordre", "Conventions en ordre (part)", "cooperation", "%", 1, 1),
    ("qua_communes", "Communes ayant transmis leurs données", "qualite", "%", 1, 1),
)


def content_for(code: str, partenariats: int = 12, conventions: int = 3, fictives: bool = True) -> Content:
    """A full content for a body: every kind of value, known, hidden, without change, with a norm."""
    organe = body(code, TRIMESTRE)
    level = units()[code].niveau
    communes = [u for u in units().values() if u.niveau == "commune" and ancestor(u.code, level) == code]
    figures = tuple(_figure(rank, row, len(communes), organe.parent) for rank, row in enumerate(_DECLARES))
    lower = "cercle" if code == "ML" else "commune"
    mapped = [u for u in units().values() if u.niveau == lower and ancestor(u.code, level) == code]
    values = tuple((u.code, _value(rank, 20)) for rank, u in enumerate(mapped) if rank % 7 != 3)
    return Content(
        organe=organe,
        trimestre=TRIMESTRE,
        donnees_fictives=fictives,
        completude=Completeness(1, 1, 1, 1, 1, len(communes) - 1, len(communes), 200, 180),
        depots=_content_deposits(code),
        chiffres=figures,
        serie=_series(organe.parent),
        carte=MapLayer("eau_acces", "Taux d’accès à l’eau potable", "%", 1, lower, values),  # type: ignore[arg-type]
        sous_unites=tuple(_subunit(rank, child.code, values) for rank, child in enumerate(children(code))),
        faiblesses=weaknesses(),
        registres=_registers(communes, partenariats, conventions),
        partenariats_sans_lieu=23 if code == "ML" else 0,
        reserves=(
            "12 valeurs ou lignes de l’envoi ont été écartées : elles ne sont dans aucun chiffre.",
            "La population de 3 communes n’est pas connue : leurs rapports à la population ne sont pas calculés.",
        ),
    )


def _value(rank: int, start: int) -> Decimal:
    return Decimal(start * 1000 + (rank * 7919) % 61000) / 1000


def _figure(rank: int, row: tuple[str, str, str, str, int, int], total: int, parent: str) -> Figure:
    code, label, domain, unit, decimals, sense = row
    big = 25 if unit.startswith(("FCFA", "hab.")) else 1
    value = _value(rank, 30) * big
    hidden = rank % 11 == 4
    known = Value(None, "Moins de la moitié du champ est connue", total // 3, total)
    if not hidden:
        known = Value(value, "", total - rank % 3, total, (1, 1) if domain == "cooperation" else None)
    change = Change(value - Decimal(rank - 9) / 2, value, total - 2) if not hidden and rank % 4 else None
    norm = Norm(Decimal(400), False, "usage, texte non retrouvé") if code == "eau_hab_par_pem" else None
    if code == "qua_communes":
        norm = Norm(Decimal(100), True, "Guide, fiche 14")
    above = Value(value + 3, "", 90, 100) if parent else None
    sense_code = "hausse_favorable" if sense > 0 else "baisse_favorable"
    return Figure(
        code, label, domain, unit, decimals, sense_code, "communes", True, known, change, "non mesurable", above, norm
    )


def _series(parent: str) -> Series:
    quarters = tuple(Trimestre(2026, numero) for numero in (1, 2, 3))
    here = (Decimal("41.24"), Decimal("43.9"), Decimal("45.61"))
    above = (Decimal("50.1"), Decimal("50.9"), Decimal("51.2")) if parent else (None, None, None)
    return Series("sante_accouchements_assistes", "Accouchements assistés", "%", 1, quarters, here, above)


def _content_deposits(code: str) -> tuple[Deposit, ...]:
    senders = [u for u in units().values() if u.niveau == "cercle" and ancestor(u.code, units()[code].niveau) == code]
    made = []
    for rank, sender in enumerate(senders):
        verdict = ("accepte", "accepte_avec_reserves", "accepte", "refuse", "")[rank % 5]
        day = date(2026, 10, 8) + timedelta(days=rank % 11) if verdict else None
        late = None if day is None else day <= date(2026, 10, 15)
        counts = (1310, 1298, 12) if verdict else (0, 0, 0)
        made.append(Deposit(sender.code, sender.nom, True, verdict, day, late, *counts))
    return tuple(made)


def _subunit(rank: int, code: str, values: tuple[tuple[str, Decimal], ...]) -> SubUnit:
    own = tuple(("eau_acces", value) for known, value in values if known == code)
    state = "18 valeurs publiées sur 20" if own else "aucune valeur publiée"
    return SubUnit(code, units()[code].nom, state, bool(own), own)


def _registers(communes: list[Any], partenariats: int, conventions: int) -> Registers:
    """As many cooperations and conventions as asked; the other registers follow when there is a cooperation."""

    def at(rank: int) -> Any:
        return communes[rank % len(communes)]

    found = Registers(
        cooperations=tuple(_cooperation(rank, at(rank)) for rank in range(partenariats)),
        conventions=tuple(_convention(rank, at(rank)) for rank in range(conventions)),
        feuilles_vides=("Avenants", "Rapports"),
    )
    if not partenariats:
        return found
    half = Amounts("Transfert par le Trésor public", 2_500_000, 60_000_000, 1_200_000, 31_500_000)
    return replace(
        found,
        argent=Money(replace(half, libelle="Total"), (half,), (replace(half, libelle="Gré à gré"),), (half,)),
        actions=Actions(
            (("En cours", partenariats), ("Achevée", 2)),
            tuple(
                LateAction(at(rank).nom, "Puits du marché", "En cours", date(2026, 6, 30), 40 + rank % 50)
                for rank in range(partenariats // 3)
            ),
            tuple(_measure(rank, at(rank)) for rank in range(partenariats)),
        ),
        suivi=FollowUp(
            (Points("Convention", 14, 3, 6, 8, 2, date(2026, 11, 12)), Points("Financement", 2, 0, 2, 0, 0, None)),
            (Meetings("Rencontre annuelle", 2, 41, 12), Meetings("Mission ou visite", 1, None, None)),
            (Meetings("CLOCSAD (cercle)", 1, 35, None),),
        ),
        experiences=(Experience("Puits maraîchers des femmes", "Pratique à reproduire", at(0).nom, "Eau potable"),),
        annonces=(
            Notice("Demande de partenaire", at(1).nom, "Mali", ("Eau potable", "Santé"), date(2026, 5, 2), None),
        ),
        feuilles=(
            RegisterSheet(
                "jalons",
                "Jalons",
                (("Expéditeur", 12), ("Identifiant", 20), ("Prévu le", 12)),
                (("ML0105", "JAL-ML0105-0001", date(2026, 6, 1)), ("ML0105", "JAL-ML0105-0002", None)),
            ),
        ),
    )


def _cooperation(rank: int, unit: Any) -> Cooperation:
    guide = rank % 3 != 0
    known = Cooperation(
        expediteur="ML0105",
        identifiant=f"PAR-ML0105-{rank:04d}",
        unite_code=unit.code,
        unite_nom=unit.nom,
        partenaire=("Saint-Étienne-du-Rouvray", "Association d’amitié de Chalon", "Province de Liège")[rank % 3],
        pays=("France", "France", "Belgique")[rank % 3],
        type_partenaire=("Commune ou ville", "Association ou comité de jumelage", "Département, province ou MRC")[
            rank % 3
        ],
        statut="à vérifier (guide)" if guide else "Actif",
        origine=str(1985 + rank) if rank % 2 else "",
        guide=guide,
        rattachement="lieu à confirmer" if rank % 5 == 1 else "",
    )
    if guide:
        return known
    return replace(
        known,
        phase=3,
        phase_nom="Formalisation et mise en œuvre",
        etape="Convention",
        etape_etat="Faite",
        etape_date=date(2024, 5, 20),
        suite="Dossier de demande de financement",
        demande="Chiffrer les postes de dépense, dire la part de chaque partie et archiver les pièces.",
        conventions_nb=1,
        actions_nb=4,
        engage=60_000_000,
        decaisse=31_500_000,
        derniere_rencontre=date(2026, 2, 12),
        partage=(Sharing("Sébékoro", "Partie", "En attente de réponse", None),) if rank % 2 else (),
    )


def _convention(rank: int, unit: Any) -> Convention:
    end = date(2026, 12, 31) + timedelta(days=31 * rank)
    status, act, due = (
        ("À renouveler", "Renouveler", end),
        ("En vigueur", "Tenir la rencontre annuelle", date(2026, 11, 2)),
        ("À vérifier", "Vérifier la convention", None),
        ("En vigueur", "", None),
    )[rank % 4]
    return Convention(
        unite_code=unit.code,
        unite_nom=unit.nom,
        parties=f"Convention de coopération {unit.nom} – Partenaire d’essai, eau et assainissement",
        statut_code="en_vigueur",
        statut=status,
        fin=end,
        acte_code="tenir_rencontre" if rank % 4 == 1 else "renouveler" if act else "aucun",
        acte=act,
        acte_date=due,
        reconduction="Tacite",
    )


def _measure(rank: int, unit: Any) -> Measure:
    kind = ("Impact", "Résultat", "Réalisation", "Ressources")[rank % 4]
    value = Decimal("12.500") * rank
    return Measure(
        unit.nom, "Puits du marché", kind, "Ménages servis", "ménages", Decimal(120), date(2027, 12, 31), value, None
    )


@pytest.fixture
def make_content() -> Callable[..., Content]:
    """Makes a content for a body's code; other arguments replace its fields or change how many rows it has."""

    def make(code: str = "ML0105", partenariats: int = 12, conventions: int = 3, **changes: Any) -> Content:
        return replace(content_for(code, partenariats, conventions), **changes)

    return make


TRIMESTRES = (Trimestre(2026, 1), Trimestre(2026, 2), Trimestre(2026, 3))
# Cercles that sent nothing, or whose file was refused, in the last quarter.
ABSENT, REFUSE, EN_RETARD = "ML0103", "ML0104", "ML0106"


def build(path: Path, trimestres: tuple[Trimestre, ...] = TRIMESTRES) -> Path:
    """Writes the file and gives its path back; the same each time."""
    connection = duckdb.connect(str(path))
    for table in (*published_tables(), FAIT_INDICATEURS, FAIT_CONTRIBUTIONS, DIM_INDICATEUR):
        columns = ", ".join(f'"{column.nom}" {column.type_sql}' for column in table.colonnes)
        connection.execute(f"CREATE TABLE {table.nom} ({columns})")
    _fill(connection, "dim_trimestre", [{"trimestre": str(one), "libelle": one.libelle} for one in trimestres])
    _fill(connection, "_edition", [{"numero": 1, "donnees_fictives": True, "trimestre": str(trimestres[-1])}])
    names = DIM_INDICATEUR.noms()
    _fill(connection, "dim_indicateur", [dict(zip(names, row, strict=True)) for row in dim_rows()])
    _fill(connection, "fait_indicateurs", [row for one in trimestres for row in _facts(one)])
    _fill(connection, "fait_services", _services(trimestres[-1]))
    _fill(connection, "depots", [row for one in trimestres for row in _deposits(one)])
    connection.execute(_COMPLETUDE)
    _fill(connection, "partenariats", _guide())
    for table, rows in registers(trimestres[-1]).items():
        _fill(connection, table, rows)
    _fill(connection, "dim_code", _codes())
    populations = [
        {"division": "1999", "unite_code": code, "annee": 2009, "population": 1000, "statut": "provisoire"}
        for code in (unit.code for unit in children("ML0105")[:20])
    ]
    _fill(connection, "dim_population", populations)
    connection.close()
    return path


# Accepted without a reserve is validated.
_COMPLETUDE = (
    "INSERT INTO completude BY NAME SELECT trimestre, coalesce(expediteur, region_code, 'ML') AS unite_code, "
    "count(*) AS attendus_nb, count(verdict) AS recus_nb, "
    "count(*) FILTER (starts_with(verdict, 'accepte')) AS recevables_nb, "
    "count(*) FILTER (verdict = 'accepte') AS valides_nb, count(*) FILTER (a_temps) AS a_temps_nb "
    "FROM depots GROUP BY GROUPING SETS ((trimestre, expediteur), (trimestre, region_code), (trimestre))"
)


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    if not listed:
        return
    frame = pl.DataFrame(listed, infer_schema_length=None)  # noqa: F841
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM frame")


def _facts(trimestre: Trimestre) -> Iterable[dict[str, Any]]:
    levels = ("commune", "cercle", "region", "pays")
    chance = random.Random(str(trimestre))
    shift = Decimal(trimestre.numero) / 2
    for indicator in all_indicators().values():
        for unit in units().values():
            # Only the last quarter is read commune by commune.
            past = unit.niveau == "commune" and trimestre != TRIMESTRES[-1]
            if past or not indicator.published_at(unit.niveau):
                continue
            total = max(1, len([unit]) if unit.niveau == "commune" else 30)
            hidden = chance.random() < 0.06 or ancestor(unit.code, "cercle") in (ABSENT, REFUSE)
            value = Decimal(f"{chance.uniform(20, 80):.6f}") + shift
            lines = indicator.champ == "ligne"
            compares = indicator.compares_with_previous(trimestre) and not hidden and trimestre.numero > 1
            yield {
                "trimestre": str(trimestre),
                "niveau": unit.niveau,
                "unite_code": unit.code,
                "indicateur": indicator.code,
                "valeur": None if hidden else value,
                "unites_connues": 0 if hidden else total,
                "unites_total": total,
                "expediteurs_connus": (0 if hidden else 1) if lines else None,
                "expediteurs_total": 1 if lines else None,
                "dont_niveau_propre": Decimal(2) if lines and not hidden and levels.index(unit.niveau) else None,
                "masque": hidden,
                "motif_masque": "Moins de la moitié du champ est connue" if hidden else None,
                "valeur_precedente_constant": value - Decimal("1.5") if compares else None,
                "valeur_constant": value if compares else None,
                "unites_constant": total if compares else None,
                "variation": Decimal("1.5") if compares else None,
            }


def _services(trimestre: Trimestre) -> Iterable[dict[str, Any]]:
    for unit in units().values():
        if unit.niveau != "commune":
            continue
        silent = ancestor(unit.code, "cercle") in (ABSENT, REFUSE)
        for rank in range(3):
            yield {
                "trimestre": str(trimestre),
                "niveau": "commune",
                "unite_code": unit.code,
                "element": f"element_{rank}",
                "valeur": None if silent else Decimal(rank),
                "etat": "non_renseigne" if silent else "mesuree",
            }


def _deposits(trimestre: Trimestre) -> Iterable[dict[str, Any]]:
    verdicts = {ABSENT: None, REFUSE: "refuse", EN_RETARD: "accepte_avec_reserves"}
    for unit in units().values():
        if unit.niveau != "cercle":
            continue
        verdict = verdicts.get(unit.code, "accepte")
        accepted = (verdict or "").startswith("accepte")
        yield {
            "trimestre": str(trimestre),
            "expediteur": unit.code,
            "nom": unit.nom,
            "niveau": "cercle",
            "region_code": ancestor(unit.code, "region"),
            "attendu": True,
            "verdict": verdict,
            "recu_le": None if verdict is None else datetime(2026, 10, 20 if unit.code == EN_RETARD else 9, 8, 30),
            "a_temps": unit.code != EN_RETARD if accepted else None,
            "lignes_soumises": 100 if verdict else 0,
            "lignes_integrees": 97 if accepted else 0,
            "lignes_ecartees": 3 if accepted else 0,
        }


def _guide() -> Iterable[dict[str, Any]]:
    for one in partnerships():
        yield {
            "expediteur": "ML",
            "id_local": f"PAR-ML-{one.ligne:04d}",
            "unite_code": one.unite_code,
            "partenaire": one.partenaire_net,
            "type_partenaire_code": one.type_partenaire,
            "pays_code": one.pays,
            "statut_code": "inconnu",
            "origine_annee": one.annee_origine,
            "origine_texte": one.origine_texte,
            "guide_ligne": one.ligne,
            "etat_rattachement": one.etat_rattachement,
        }


def _codes() -> Iterable[dict[str, Any]]:
    for name in list_names():
        for code, label in code_list(name).libelles.items():
            yield {"liste": name, "code": code, "libelle": label}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file of three quarters: ML0103 sent nothing, ML0104 was refused, ML0106 came late."""
    return build(tmp_path_factory.mktemp("edition") / "oise.duckdb")
