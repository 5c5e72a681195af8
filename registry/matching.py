"""Which offers and requests of cooperation answer each other, and why.

A pair is judged by what both sides say: sectors (half of the score), size and level (three tenths), networks and
language (two tenths). What one side leaves unsaid counts neither for nor against and is named; when nothing but the
sectors, or not even they, can be compared, there is no score: « données insuffisantes ».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.codelists import code_list
from registry.places import normalise
from registry.territory import DISTRICT_CERCLE, DISTRICT_REGION, NATION, units
from registry.writing import french_number

_WEIGHTS = {"secteurs": 50, "taille": 30, "reseaux": 20}
_LEVELS = ("commune", "cercle", "region")
# The level of a foreign body that states none: guide, part 1, « institutions homologues de niveaux similaires ».
_LEVEL_OF_TYPE = {
    "commune": "commune",
    "intercommunalite": "cercle",
    "departement_province": "cercle",
    "region": "region",
}
_NO_SECTOR, _ANY_SECTOR = "non_specifie", "multisectoriel"
_COMPARABLE, _SOMEWHAT_COMPARABLE = 0.5, 0.2


@dataclass(frozen=True)
class Annonce:
    """An offer or a request; ``proprietaire`` tells who makes it, whoever filed it.

    ``niveau`` None and ``habitants`` None: unsaid. ``type_partenaire``: of a foreign body, its own nature; of a
    Malian one, the nature of the partner it looks for. ``reseaux`` None: unsaid; empty: it says it has none.
    """

    identifiant: str
    sens: str
    nom: str
    proprietaire: str
    pays: str
    secteurs: tuple[str, ...]
    niveau: str | None = None
    habitants: int | None = None
    type_partenaire: str | None = None
    reseaux: frozenset[str] | None = None
    langue: str | None = None
    depose: date | None = None
    valable: date | None = None
    ouverte: bool = True

    @property
    def etrangere(self) -> bool:
        """Whether the body that makes it is not Malian."""
        return self.pays != NATION

    def open_on(self, day: date) -> bool:
        """Whether it stands that day: made by then, not past its term, not filled nor withdrawn."""
        made = self.depose is None or self.depose <= day
        return self.ouverte and made and (self.valable is None or day <= self.valable)


@dataclass(frozen=True)
class Match:
    """A request and an offer: ``score`` from 0 to 100, None when too little is known.

    ``raisons``: what was compared, in French, favourable or not. ``manques``: what could not be, and on whose side.
    """

    demande: Annonce
    offre: Annonce
    score: int | None
    raisons: tuple[str, ...]
    manques: tuple[str, ...]


@dataclass(frozen=True)
class _Judged:
    """One heading: ``part`` from 0 to 1, None when a side says too little."""

    part: float | None
    raisons: tuple[str, ...]
    manques: tuple[str, ...]


def annonce_of(row: Mapping[str, Any], habitants: int | None = None) -> Annonce:
    """The announcement of a row of ``offres_demandes``; ``habitants``: those of its Malian unit, when known.

    A row without a foreign party is its unit's own, of that unit's level; a foreign one keeps what the row says.
    """
    foreign = bool(row.get("partie_nom"))
    unite = units().get(row["unite_code"] or "")
    pays = (row.get("pays_code") or "") if foreign else NATION
    networks = {row[name] for name in ("reseau_1_code", "reseau_2_code") if row.get(name)}
    sectors = (row.get(f"secteur_{rank}_code") for rank in (1, 2, 3))
    return Annonce(
        identifiant=row["id_local"],
        sens=row["sens_code"],
        nom=row["partie_nom"] if foreign else (unite.nom if unite else row["unite_code"] or ""),
        proprietaire=f"{pays}:{normalise(row['partie_nom'])}" if foreign else _owner(row["unite_code"]),
        pays=pays,
        secteurs=tuple(dict.fromkeys(code for code in sectors if code and code != _NO_SECTOR)),
        niveau=row.get("niveau_code") or _level(row, foreign),
        habitants=row.get("habitants_nb") or (None if foreign else habitants),
        type_partenaire=row.get("type_partenaire_code"),
        reseaux=frozenset(networks - {"aucun"}) if networks else None,
        langue=row.get("langue_code"),
        depose=row.get("depose_date"),
        valable=row.get("valable_date"),
        ouverte=row.get("statut_code") == "ouverte" and row.get("etat_ligne") != "annule",
    )


def matches(annonces: Iterable[Annonce], day: date) -> tuple[Match, ...]:
    """The pairs open on a day, best first, then those without a score; what has no sector in common is no match.

    A pair is one request and one offer, of two different bodies, one of which at least is Malian. The order of what is
    given does not count.
    """
    standing = sorted(
        (one for one in annonces if one.open_on(day)), key=lambda one: (one.proprietaire, one.identifiant)
    )
    found = [
        _judge(request, offer)
        for request in standing
        if request.sens == "demande"
        for offer in standing
        if offer.sens == "offre"
        and offer.proprietaire != request.proprietaire
        and not (offer.etrangere and request.etrangere)
    ]
    kept = [match for match in found if match is not None]
    return tuple(sorted(kept, key=_rank))


def _rank(match: Match) -> tuple[bool, int, int, str, str, str, str]:
    request, offer = match.demande, match.offre
    names = (request.proprietaire, request.identifiant, offer.proprietaire, offer.identifiant)
    return match.score is None, -(match.score or 0), len(match.manques), *names


def _judge(request: Annonce, offer: Annonce) -> Match | None:
    sectors = _sectors(request, offer)
    if sectors.part == 0:
        return None
    judged = {"secteurs": sectors, "taille": _size(request, offer), "reseaux": _networks(request, offer)}
    known = {name: one.part for name, one in judged.items() if one.part is not None}
    score = None
    if "secteurs" in known and len(known) > 1:
        total = sum(_WEIGHTS[name] for name in known)
        score = round(100 * sum(_WEIGHTS[name] * part for name, part in known.items()) / total)
    return Match(
        request,
        offer,
        score,
        tuple(raison for one in judged.values() for raison in one.raisons),
        tuple(manque for one in judged.values() for manque in one.manques),
    )


def _sectors(request: Annonce, offer: Annonce) -> _Judged:
    """The part of what is asked that is offered; a neighbouring sector of the same field counts for half."""
    missing = tuple(f"secteurs de {one.nom}" for one in (request, offer) if not one.secteurs)
    if missing:
        return _Judged(None, (), missing)
    labels, fields = code_list("secteurs").libelles, code_list("secteurs").attributs
    raisons = []
    earned = 0.0
    shared = [sector for sector in request.secteurs if sector in offer.secteurs]
    if shared:
        several = "s" if len(shared) > 1 else ""
        raisons.append(f"Secteur{several} commun{several} : {', '.join(labels[sector] for sector in shared)}.")
        earned += len(shared)
    for sector in request.secteurs:
        near = [other for other in offer.secteurs if fields[other]["domaine"] == fields[sector]["domaine"]]
        if sector in shared:
            continue
        if near or _ANY_SECTOR in (sector, *offer.secteurs):
            earned += 0.5
            other = near[0] if near else next(o for o in offer.secteurs if sector == _ANY_SECTOR or o == _ANY_SECTOR)
            raisons.append(f"Secteurs voisins : {labels[sector]} et {labels[other]}.")
    return _Judged(earned / len(request.secteurs), tuple(raisons), ())


def _size(request: Annonce, offer: Annonce) -> _Judged:
    parts: list[float] = []
    raisons: list[str] = []
    levels = code_list("niveaux_collectivite").libelles
    if request.niveau and offer.niveau:
        apart = abs(_LEVELS.index(request.niveau) - _LEVELS.index(offer.niveau))
        parts.append(1 - apart / 2)
        same = f"Même niveau : {levels[request.niveau].lower()}."
        raisons.append(f"Niveaux différents : {levels[request.niveau]} et {levels[offer.niveau]}." if apart else same)
    if request.habitants and offer.habitants:
        small, large = sorted((request.habitants, offer.habitants))
        ratio = small / large
        parts.append(1.0 if ratio >= _COMPARABLE else 0.5 if ratio >= _SOMEWHAT_COMPARABLE else 0.0)
        said = "Tailles comparables" if ratio >= _COMPARABLE else "Tailles différentes"
        raisons.append(f"{said} : {french_number(request.habitants)} et {french_number(offer.habitants)} habitants.")
    for seeker, other in ((request, offer), (offer, request)):
        wanted = None if seeker.etrangere else seeker.type_partenaire
        nature = other.type_partenaire if other.etrangere else "collectivite_malienne"
        if wanted and nature:
            parts.append(1.0 if wanted == nature else 0.0)
            label = code_list("types_partenaire").libelles[nature].lower()
            kind = "de la nature cherchée" if wanted == nature else "d'une autre nature que celle cherchée"
            raisons.append(f"{other.nom} est {kind} par {seeker.nom} ({label}).")
    missing = tuple(
        f"taille de {one.nom} (niveau ou habitants)" for one in (request, offer) if not (one.niveau or one.habitants)
    )
    if not parts and not missing:
        missing = (f"habitants ou niveau de {request.nom} et de {offer.nom}, pour les comparer",)
    return _Judged(sum(parts) / len(parts) if parts else None, tuple(raisons), missing)


def _networks(request: Annonce, offer: Annonce) -> _Judged:
    parts: list[float] = []
    raisons: list[str] = []
    if request.reseaux is not None and offer.reseaux is not None:
        shared = sorted(request.reseaux & offer.reseaux)
        parts.append(1.0 if shared else 0.0)
        labels = code_list("reseaux").libelles
        common = f"Réseau commun : {', '.join(labels[network] for network in shared)}."
        raisons.append(common if shared else "Aucun réseau en commun.")
    if request.langue and offer.langue:
        same = request.langue == offer.langue
        parts.append(1.0 if same else 0.0)
        names = code_list("langues").libelles
        one, other = names[request.langue].lower(), names[offer.langue].lower()
        raisons.append(f"Langue commune : {one}." if same else f"Langues différentes : {one} et {other}.")
    missing = tuple(
        f"réseaux ou langue de {one.nom}" for one in (request, offer) if one.reseaux is None and not one.langue
    )
    if not parts and not missing:
        missing = (f"réseaux ou langue de {request.nom} et de {offer.nom}, pour les comparer",)
    return _Judged(sum(parts) / len(parts) if parts else None, tuple(raisons), missing)


def _level(row: Mapping[str, Any], foreign: bool) -> str | None:
    if foreign:
        return _LEVEL_OF_TYPE.get(row.get("type_partenaire_code") or "")
    unite = units().get(row["unite_code"] or "")
    if unite is None or unite.niveau == "pays":
        return None
    return "region" if unite.code == DISTRICT_CERCLE else unite.niveau


def _owner(unite_code: str | None) -> str:
    """The District of Bamako is one body under its two codes."""
    return f"{NATION}:{DISTRICT_REGION if unite_code == DISTRICT_CERCLE else unite_code}"
