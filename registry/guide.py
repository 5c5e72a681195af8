"""The 184 partnerships of the guide's « Point de repère n°4 », each with the unit its printed place names, or doubts.

The print is kept in ``registry/data/partenariats_guide.csv`` (``ligne``: the line in the guide's list, typing errors
left as they are). A place is ``exact`` only when one unit alone bears the printed name in the printed region: a wrong
certain match is worse than an honest doubt. ``a_confirmer``: one unit is clearly the best answer, but the print gives
its seat, a near spelling, another region or no region. ``ambigu``: several units answer equally well.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from registry.amendments import as_shipped
from registry.guide_print import LieuImprime, clean_partner, read_address, read_origin, read_place, read_region
from registry.places import Candidate, bearers, described, find, normalise
from registry.territory import DISTRICT_CERCLE, DISTRICT_REGION, Niveau, Unite, ancestor, unit

_FILE = Path(__file__).parent / "data" / "partenariats_guide.csv"
EtatRattachement = Literal["exact", "a_confirmer", "ambigu", "introuvable"]

_LEVELS: dict[str, str] = {"region": "région", "cercle": "cercle", "commune": "commune"}
_FAIR_LIKENESS = 85.0
_MOST_OFFERED = 5


@dataclass(frozen=True)
class GuidePartnership:
    """One printed partnership; ``unite_code`` and ``niveau`` only when ``etat_rattachement`` is ``exact``.

    ``candidats``: the units the place may be, best first. ``raisons``: French sentences, never empty. ``partenaire``
    and ``lieu_texte`` as printed; ``partenaire_net`` without the country in brackets. ``region_code``: the region
    printed, None for « Mali ». ``site``: a public web address as of 2006; ``contact`` is restricted. ``statut`` is
    always ``inconnu``: an old list proves nothing today.
    """

    ligne: int
    pays: str
    type_partenaire: str
    partenaire: str
    partenaire_net: str
    lieu_texte: str
    region_texte: str
    region_code: str | None
    unite_code: str | None
    niveau: Niveau | None
    candidats: tuple[Candidate, ...]
    etat_rattachement: EtatRattachement
    raisons: tuple[str, ...]
    annee_origine: int | None
    date_origine: date | None
    origine_texte: str
    site: str
    contact: str
    statut: Literal["inconnu"] = "inconnu"


@dataclass(frozen=True)
class _Finding:
    etat: EtatRattachement
    raisons: tuple[str, ...]
    candidats: tuple[Candidate, ...] = ()
    unite: Unite | None = None


@cache
def partnerships() -> tuple[GuidePartnership, ...]:
    """The 184 partnerships in the order of the guide."""
    return read_partnerships(source_bytes())


def read_partnerships(content: bytes) -> tuple[GuidePartnership, ...]:
    """The partnerships of a file like ``source_bytes``: an archived original is read again as it was."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    # A printed place is resolved among the names of the registry, so that renaming a unit moves no old partnership.
    with as_shipped():
        elsewhere = _regions_by_place(rows)
        return tuple(_partnership(row, elsewhere) for row in rows)


def source_bytes() -> bytes:
    """The reference file itself, byte for byte: what submission zero archives as its original."""
    return _FILE.read_bytes()


def _partnership(row: dict[str, str], elsewhere: dict[str, dict[str, int]]) -> GuidePartnership:
    region = read_region(row["region_imprimee"])
    found = _resolve(read_place(row["lieu_imprime"]), region)
    origin = read_origin(row["origine_imprimee"])
    site, contact = read_address(row["adresse_imprimee"])
    raisons = [*found.raisons]
    for other, line in elsewhere[normalise(row["lieu_imprime"])].items():
        if region is not None and other != region:
            raisons.append(f"Le même lieu est imprimé dans la région {_region_name(other)} à la ligne {line}.")
    if row["remarque"]:
        raisons.append(row["remarque"])
    return GuidePartnership(
        ligne=int(row["ligne"]),
        pays=row["pays"],
        type_partenaire=row["type_partenaire"],
        partenaire=row["partenaire_imprime"],
        partenaire_net=clean_partner(row["partenaire_imprime"]),
        lieu_texte=row["lieu_imprime"],
        region_texte=row["region_imprimee"],
        region_code=region,
        unite_code=found.unite.code if found.unite else None,
        niveau=found.unite.niveau if found.unite else None,
        candidats=found.candidats,
        etat_rattachement=found.etat,
        raisons=tuple(raisons),
        annee_origine=origin.annee,
        date_origine=origin.date,
        origine_texte=row["origine_imprimee"],
        site=site,
        contact=contact,
    )


def _resolve(lieu: LieuImprime, region: str | None) -> _Finding:
    if len(lieu.noms) > 1:
        return _several(lieu, region)
    name = lieu.noms[0]
    if normalise(name) == "mali":
        return _Finding("introuvable", ("Le guide n’imprime aucun lieu : seulement « Mali ».",))
    if normalise(name) == "bamako" and region == DISTRICT_REGION:
        return _Finding(
            "exact",
            (
                "Bamako, imprimé avec le District, désigne le District de Bamako : une seule collectivité, codée "
                f"{DISTRICT_REGION} parmi les régions et {DISTRICT_CERCLE} parmi les cercles ; "
                f"{DISTRICT_REGION} est retenu.",
            ),
            find(name, niveaux=("region", "cercle"), region=region),
            unit(DISTRICT_REGION),
        )
    wanted: tuple[Niveau, ...] = (lieu.niveau,) if lieu.niveau else ("region", "cercle", "commune")
    everywhere = find(name, niveaux=wanted)
    if lieu.cercle:
        everywhere = tuple(c for c in everywhere if _lies_in_cercle(c.unite, lieu.cercle))
    if region is None:
        return _without_region(name, everywhere)
    here = tuple(c for c in everywhere if ancestor(c.unite.code, "region") == region)
    named = bearers(here)
    if len(named) > 1:
        return _Finding("ambigu", (_many(name, named, region),), named)
    if named:
        return _one_bearer(name, named[0], region, lieu, everywhere)
    return _not_here(name, here, everywhere, region)


def _one_bearer(
    name: str, candidate: Candidate, region: str, lieu: LieuImprime, everywhere: Iterable[Candidate]
) -> _Finding:
    if not candidate.exact:
        return _Finding("a_confirmer", (_why_not_the_name(name, candidate),), (candidate,))
    raisons = [f"Le nom et la région imprimée ({_region_name(region)}) concordent : {described(candidate.unite)}."]
    if lieu.niveau:
        raisons.append(f"Le guide imprime le niveau : {_LEVELS[lieu.niveau]}.")
    homonyms = [c for c in everywhere if c.exact and c.unite != candidate.unite]
    if homonyms:
        raisons.append(f"Homonyme écarté par la région imprimée : {_list(homonyms)}.")
    return _Finding("exact", tuple(raisons), (candidate,), candidate.unite)


def _not_here(name: str, here: tuple[Candidate, ...], everywhere: tuple[Candidate, ...], region: str) -> _Finding:
    """No unit of the printed region bears the name: a namesake in another region, a near spelling here, or nothing."""
    elsewhere = bearers(everywhere)
    exact_elsewhere = tuple(c for c in elsewhere if c.exact)
    near_here = tuple(c for c in here if c.motif == "homophone") or tuple(
        c for c in here if c.motif in ("variante", "debut")
    )
    missing = f"Aucune unité de la région imprimée ({_region_name(region)}) ne porte le nom « {name} »"
    if exact_elsewhere and not near_here:
        contradiction = f"{missing} : le lieu et la région imprimés se contredisent ; {_list(exact_elsewhere)}."
        return _Finding("a_confirmer" if len(exact_elsewhere) == 1 else "ambigu", (contradiction,), exact_elsewhere)
    if near_here and not elsewhere:
        if len(near_here) == 1:
            return _Finding("a_confirmer", (_why_not_the_name(name, near_here[0]),), near_here)
        near = f"{missing} ; l’orthographe est proche de plusieurs unités : {_list(near_here)}."
        return _Finding("ambigu", (near,), near_here)
    doubtful = _offered(here, everywhere)
    if not doubtful:
        return _Finding("introuvable", (f"{missing}, ni un nom proche.",))
    return _Finding("introuvable", (f"{missing} ; à examiner sans certitude : {_list(doubtful)}.",), doubtful)


def _without_region(name: str, everywhere: tuple[Candidate, ...]) -> _Finding:
    unstated = "La région n’est pas imprimée (« Mali »)"
    named = bearers(everywhere)
    if len(named) > 1:
        return _Finding("ambigu", (f"{unstated} et « {name} » désigne plusieurs unités : {_list(named)}.",), named)
    if named and named[0].exact:
        return _Finding("a_confirmer", (f"{unstated} ; une seule unité porte ce nom : {_list(named)}.",), named)
    doubtful = named or _offered((), everywhere)
    if not doubtful:
        return _Finding("introuvable", (f"{unstated} et aucune unité du pays ne porte le nom « {name} ».",))
    raison = f"{unstated} et aucune unité ne porte le nom « {name} » ; à examiner sans certitude : {_list(doubtful)}."
    return _Finding("introuvable", (raison,), doubtful)


def _several(lieu: LieuImprime, region: str | None) -> _Finding:
    found: list[Candidate] = []
    for name in lieu.noms:
        found.extend(bearers(find(name, niveaux=("region", "cercle", "commune"), region=region)))
    raisons = [f"Le guide imprime plusieurs lieux sur la même ligne : {', '.join(lieu.noms)}."]
    if found:
        raisons.append(f"Unités de ces noms dans la région imprimée : {_list(found)}.")
    return _Finding("ambigu" if found else "introuvable", tuple(raisons), tuple(found))


def _offered(here: tuple[Candidate, ...], everywhere: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """What is still worth a look when nothing fits: near names anywhere, then fair look-alikes in the region."""
    near = [c for c in everywhere if c.motif != "proche"]
    near += [c for c in here if c.motif == "proche" and c.score >= _FAIR_LIKENESS]
    return tuple(near[:_MOST_OFFERED])


def _why_not_the_name(name: str, candidate: Candidate) -> str:
    known = described(candidate.unite)
    if candidate.motif == "chef_lieu":
        return f"« {name} » est le chef-lieu d’une commune qui porte un autre nom : {known}."
    if candidate.motif == "autre_nom":
        return f"« {name} » est une autre orthographe connue de {known}."
    if candidate.motif == "debut":
        return f"« {name} » n’est que le début du nom de {known}, seule de la région dans ce cas."
    if candidate.nom_connu == candidate.unite.chef_lieu != candidate.unite.nom:
        return f"« {name} » n’est pas un nom officiel ; proche de « {candidate.nom_connu} », chef-lieu de {known}."
    return f"« {name} » n’est pas un nom officiel ; orthographe très proche dans la région imprimée : {known}."


def _many(name: str, named: tuple[Candidate, ...], region: str) -> str:
    return f"« {name} » désigne plusieurs unités de la région imprimée ({_region_name(region)}) : {_list(named)}."


def _list(candidates: Iterable[Candidate]) -> str:
    return " ; ".join(described(candidate.unite) + _seat_said(candidate) for candidate in candidates)


def _seat_said(candidate: Candidate) -> str:
    if candidate.nom_connu != candidate.unite.chef_lieu or candidate.nom_connu == candidate.unite.nom:
        return ""
    return f", dont le chef-lieu est {candidate.nom_connu}"


def _region_name(code: str) -> str:
    return unit(code).nom


def _lies_in_cercle(unite: Unite, printed: str) -> bool:
    cercle = ancestor(unite.code, "cercle")
    return cercle is not None and normalise(unit(cercle).nom) == normalise(printed)


def _regions_by_place(rows: Iterable[dict[str, str]]) -> dict[str, dict[str, int]]:
    """By printed place, each region printed with it and the first line where it is."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        region = read_region(row["region_imprimee"])
        if region is not None:
            found[normalise(row["lieu_imprime"])].setdefault(region, int(row["ligne"]))
    return found
