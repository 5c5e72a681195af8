"""The facts of a profile: published figures and registers; from the store, consented work contacts only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.elements import all_elements
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import Unite, ancestor, unit, units
from registry.writing import FINE
from syntheses.documents.planche_facts import (
    CHIFFRES,
    VILLAGES,
    Genre,
    Inhabitants,
    Priority,
    Profile,
    Relation,
    Request,
    ServiceFigure,
    Strength,
    WorkContact,
)
from warehouse.published import Reader, open_published
from warehouse.registers import rows_of

# A yearly figure is asked once in four quarters: the last one known within them is still the figure of today.
_VALIDITE = 4
_MILLIERS = re.compile(r"(?<=\d) (?=\d{3})")
_ORDRE_STATUTS = ("actif", "negociation", "recherche", "idee", "en_sommeil", "suspendu", "inconnu", "rompu")


def gather_profile(home: Home, unite_code: str, jour: date | None = None) -> Profile:
    """The profile of a commune, a cercle or a region, as published.

    jour: the day that requests must still be open on, by default the last of the published quarter. Raises OiseError
    when the code names none of them, or when nothing is published yet.
    """
    place = unit(unite_code.strip().upper())
    if place.niveau == "pays":
        raise OiseError("La planche présente une commune, un cercle ou une région : donnez le code de l'un d'eux.")
    with open_published(home.analyst_file) as reader:
        edition = reader.rows("SELECT * FROM _edition")[0]
        trimestre = Trimestre.parse(edition["trimestre"])
        moment = jour or trimestre.fin
        figures = _Figures(reader, place, trimestre)
        chosen = [(domain, genre, code) for domain, rows in CHIFFRES for genre, code in rows]
        return Profile(
            code=place.code,
            nom=place.nom,
            niveau=place.niveau,
            statut=place.statut,
            chef_lieu=place.chef_lieu,
            latitude=place.latitude,
            longitude=place.longitude,
            communes_nb=_communes(place),
            population=_population(reader, place.code, trimestre),
            villages=figures.of("planification", "elements", VILLAGES),
            chiffres=tuple(figures.of(domain, genre, code) for domain, genre, code in chosen),
            priorites=_priorities(reader, place.code),
            secteurs_des_communes=_sectors(reader, place),
            partenariats_des_communes_nb=_held_below(reader, place),
            partenariats=_relations(reader, place.code),
            recherches=_requests(reader, place.code, moment),
            experiences=_strengths(reader, place.code),
            contacts=_contacts(home, place.code),
            jour=moment,
            edition=int(edition["numero"]),
            trimestre=trimestre,
            fictif=bool(edition["donnees_fictives"]) or home.fictive,
        )


def _communes(place: Unite) -> int:
    if place.niveau == "commune":
        return 0
    return sum(one.niveau == "commune" and ancestor(one.code, place.niveau) == place.code for one in units().values())


_POPULATION = (
    "SELECT * FROM dim_population WHERE division = '1999' AND unite_code = ? AND annee <= ? ORDER BY "
    "statut <> 'simule' DESC, annee DESC, statut = 'definitif' DESC LIMIT 1"
)


def _population(reader: Reader, code: str, trimestre: Trimestre) -> Inhabitants | None:
    for row in reader.rows(_POPULATION, [code, trimestre.annee]):
        return Inhabitants(int(row["population"]), int(row["annee"]), row["statut"] or "", row["source"] or "")
    return None


@dataclass(frozen=True)
class _Figures:
    """The published figures of a unit and of the one above it, each with the last quarter in which it is known."""

    reader: Reader
    place: Unite
    trimestre: Trimestre

    def of(self, domaine: str, genre: Genre, code: str) -> ServiceFigure:
        here = self._last(genre, code, self.place)
        above = self._last(genre, code, units()[self.place.parent])
        libelle, unite, decimals = self._named(genre, code)
        same = here is not None and above is not None and above["trimestre"] == here["trimestre"]
        return ServiceFigure(
            domaine=domaine,
            genre=genre,
            code=code,
            libelle=_MILLIERS.sub(FINE, libelle.replace("'", "’")),
            unite=unite,
            decimales=decimals,
            valeur=here["valeur"] if here else None,
            trimestre=Trimestre.parse(here["trimestre"]) if here else None,
            le=here.get("date_observation") if here else None,
            connues=int(here["unites_connues"] or 0) if here else 0,
            total=int(here["unites_total"] or 0) if here else 0,
            # Counts of a bigger unit tell nothing; ratios are compared over the same quarter only.
            au_dessus=above["valeur"] if above and same and genre == "indicateurs" else None,
        )

    def _named(self, genre: Genre, code: str) -> tuple[str, str, int]:
        if genre == "elements":
            element = all_elements()[code]
            return element.libelle, element.unite, 0
        for row in self.reader.rows("SELECT * FROM dim_indicateur WHERE indicateur = ?", [code]):
            return row["libelle"] or code, row["unite"] or "", int(row["decimales"] or 0)
        return code, "", 0

    def _last(self, genre: Genre, code: str, place: Unite) -> Mapping[str, Any] | None:
        table, column = ("fait_services", "element") if genre == "elements" else ("fait_indicateurs", "indicateur")
        rows = self.reader.rows(
            f"SELECT * FROM {table} WHERE niveau = ? AND unite_code = ? AND {column} = ? AND valeur IS NOT NULL "
            "AND masque IS NOT TRUE AND trimestre > ? AND trimestre <= ? ORDER BY trimestre DESC LIMIT 1",
            [place.niveau, place.code, code, str(self.trimestre.plus(-_VALIDITE)), str(self.trimestre)],
        )
        return rows[0] if rows else None


def _priorities(reader: Reader, code: str) -> tuple[Priority, ...]:
    rows = reader.rows("SELECT * FROM priorites_pdsec WHERE unite_code = ? ORDER BY rang, id_local", [code])
    return tuple(
        Priority(
            int(row["rang"]),
            row["secteur_code"] or "",
            row["intitule"] or "",
            row["periode_debut_annee"],
            row["periode_fin_annee"],
        )
        for row in rows
    )


def _sectors(reader: Reader, place: Unite) -> tuple[tuple[str, int], ...]:
    """The sectors that most communes of a bigger unit have among their priorities."""
    if place.niveau == "commune":
        return ()
    rows = reader.values(
        f"SELECT secteur_code, count(DISTINCT commune_code) AS nb FROM priorites_pdsec WHERE {place.niveau}_code = ? "
        "AND commune_code IS NOT NULL GROUP BY secteur_code ORDER BY nb DESC, secteur_code",
        [place.code],
    )
    return tuple((str(code), int(number)) for code, number in rows)


def _held_below(reader: Reader, place: Unite) -> int:
    if place.niveau == "commune":
        return 0
    ((number,),) = reader.values(
        f"SELECT count(*) FROM partenariats WHERE {place.niveau}_code = ? AND commune_code IS NOT NULL", [place.code]
    )
    return int(number)


_PARTENARIATS = (
    "SELECT * FROM partenariats WHERE unite_code = $code UNION SELECT p.* FROM partenariats AS p JOIN parties AS q "
    "ON q.expediteur = p.expediteur AND q.partenariat_id = p.id_local WHERE q.partie_unite_code = $code"
)


def _relations(reader: Reader, code: str) -> tuple[Relation, ...]:
    found = []
    for row in reader.rows(_PARTENARIATS, {"code": code}):
        since = str(row["origine_annee"]) if row["origine_annee"] else (row["origine_texte"] or "").strip("-– ")
        found.append(
            Relation(
                partenaire=row["partenaire"] or "",
                pays_code=row["pays_code"] or "",
                type_code=row["type_partenaire_code"] or "",
                statut_code=row["statut_code"] or "",
                depuis=since,
                secteur_code=row["secteur_code"] or "",
                du_guide=row["guide_ligne"] is not None and row["statut_code"] == "inconnu",
                porteur=row["unite_code"] if row["unite_code"] and row["unite_code"] != code else "",
            )
        )
    rank = {status: place for place, status in enumerate(_ORDRE_STATUTS)}
    return tuple(sorted(found, key=lambda one: (rank.get(one.statut_code, len(rank)), one.partenaire, one.pays_code)))


def _requests(reader: Reader, code: str, moment: date) -> tuple[Request, ...]:
    rows = reader.rows(
        "SELECT * FROM offres_demandes WHERE unite_code = ? AND sens_code = 'demande' AND statut_code = 'ouverte' "
        "AND coalesce(partie_nom, '') = '' AND (valable_date IS NULL OR valable_date >= ?) "
        "ORDER BY depose_date DESC, id_local",
        [code, moment],
    )
    return tuple(
        Request(
            secteurs=_codes(row, "secteur_1_code", "secteur_2_code", "secteur_3_code"),
            pays_code=row["pays_code"] or "",
            type_code=row["type_partenaire_code"] or "",
            niveau_code=row["niveau_code"] or "",
            habitants_nb=row["habitants_nb"],
            reseaux=_codes(row, "reseau_1_code", "reseau_2_code"),
            langue_code=row["langue_code"] or "",
            depose=row["depose_date"],
            valable=row["valable_date"],
        )
        for row in rows
    )


def _codes(row: Mapping[str, Any], *columns: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row[column] for column in columns if row[column] and row[column] != "aucun"))


def _strengths(reader: Reader, code: str) -> tuple[Strength, ...]:
    rows = reader.rows("SELECT * FROM experiences WHERE unite_code = ? ORDER BY titre, id_local", [code])
    return tuple(Strength(row["titre"] or "", row["type_code"] or "", row["secteur_code"] or "") for row in rows)


def _contacts(home: Home, code: str) -> tuple[WorkContact, ...]:
    """The work lines whose holder's consent is recorded, with its day and reference; names aren't even kept here."""
    found = {
        WorkContact(
            row["fonction_code"],
            row["telephone"] or "",
            row["courriel"] or "",
            row["adresse"] or "",
            row["consentement_date"],
        )
        for row in rows_of(home, "contacts", unites=(code,), restreint=True)
        if _consented(row)
    }
    return tuple(
        sorted(found, key=lambda one: (one.fonction_code, one.telephone, one.courriel, one.adresse, one.consentement))
    )


def _consented(row: Mapping[str, Any]) -> bool:
    # A row whose consent is dated after its own quarter is kept with a fault: it can't have been given yet.
    given = row["consentement_date"]
    dated = given is not None and given <= Trimestre.parse(row["trimestre"]).fin
    recorded = dated and bool((row["consentement_reference"] or "").strip())
    reachable = any((row[column] or "").strip() for column in ("telephone", "courriel", "adresse"))
    return row["consentement"] is True and recorded and reachable and bool(row["fonction_code"])
