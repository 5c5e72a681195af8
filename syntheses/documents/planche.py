"""The two-page profile of a collectivity, to send to a future partner, in French and in English.

Page 1: who it is and the services to its population. Page 2: its priorities, its partnerships, the partner it looks
for, its experiences, and where to write.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from registry.elements import DOMAINES
from registry.territory import ancestor
from syntheses.documents.languages import (
    DEMANDES,
    Langue,
    checked_language,
    count,
    day,
    label,
    money,
    number,
    percent,
    quarter,
)
from syntheses.documents.locator import locator
from syntheses.documents.places import around, lowered, place_title
from syntheses.documents.planche_facts import Profile, Relation, Request, ServiceFigure, WorkContact
from syntheses.documents.planche_reading import gather_profile
from syntheses.documents.planche_words import MOTS
from syntheses.typesetting import compile_pdf, page_count, shortened

__all__ = ["Profile", "gather_profile", "profile_pdf"]

_GABARIT = "documents/planche.typ"
# Characters that the narrow column of dates holds; a longer origin goes under the partner's name.
_DEPUIS = 12
# What an answer opens: steps of the cycle that the two parties take together.
_SUITE = ("rencontre", "plan_action", "convention", "coordination")
_PAGES = 2


@dataclass(frozen=True)
class _Room:
    """How much of the long lists a page shows, how many characters of a text, the size of its letters (pt).

    ``suite``: whether the steps that follow an answer are told too.
    """

    priorites: int
    partenariats: int
    recherches: int
    experiences: int
    contacts: int
    texte: int
    taille: float
    suite: bool = False


# From all that two pages may hold to what always fits.
_ROOMS = (
    _Room(10, 12, 3, 8, 3, 200, 10.0, suite=True),
    _Room(10, 12, 3, 8, 3, 200, 9.4, suite=True),
    _Room(10, 12, 3, 8, 3, 200, 9.0),
    _Room(8, 9, 2, 6, 3, 140, 9.0),
    _Room(6, 7, 2, 5, 2, 110, 9.0),
    _Room(5, 5, 1, 4, 2, 80, 8.8),
    _Room(4, 4, 1, 3, 1, 60, 8.6),
    _Room(3, 3, 1, 2, 1, 40, 8.4),
)


def profile_pdf(profile: Profile, langue: str) -> bytes:
    """Two A4 pages (PDF/A-2a, PDF/UA-1), the same bytes for the same profile: lists too long are cut, and say so.

    Raises OiseError when the language isn't ``fr`` or ``en``, or when the file named by OISE_LIMITES can't be used.
    """
    tongue = checked_language(langue)
    for room in _ROOMS:
        document = compile_pdf(_GABARIT, _Sheet(profile, tongue, room).data(), profile.jour)
        if page_count(document) == _PAGES:
            break
    return document


@dataclass(frozen=True)
class _Sheet:
    """The sheet's words, from the profile, in one language."""

    profile: Profile
    langue: Langue
    room: _Room

    def say(self, key: str, **values: str) -> str:
        return MOTS[self.langue][key].format(**values)

    def label(self, liste: str, code: str) -> str:
        return label(self.langue, liste, code)

    def cut(self, text: str) -> str:
        return shortened(text, self.room.texte)

    def data(self) -> dict[str, Any]:
        profile = self.profile
        title = place_title(self.langue, profile.code)
        return {
            "langue": self.langue,
            "region": "ML" if self.langue == "fr" else "GB",
            "taille": self.room.taille,
            "titre_pdf": f"OISE · {title}",
            "date": [profile.jour.year, profile.jour.month, profile.jour.day],
            "surtitre": self.say("surtitre"),
            "droite": self.say("droite", trimestre=quarter(self.langue, profile.trimestre)),
            "titre": title,
            "sous_titre": around(self.langue, profile.code),
            "fictif_court": self.say("fictif_court") if profile.fictif else "",
            "fictif": self.say("fictif") if profile.fictif else "",
            "pied": f"{self.say('pied')} · {title}",
            "page": "page",
            "qui": {"titre": self.say("qui"), "paires": self._identity()},
            "carte": {
                "titre": self.say("situation"),
                "svg": locator(profile.code),
                "description": self.say("carte", lieu=title),
                "note": self.say("carte_note"),
                "absente": self.say("carte_absente"),
            },
            "services": self._services(),
            "priorites": self._priorities(),
            "partenariats": self._relations(),
            "recherche": self._requests(),
            "atouts": self._strengths(),
            "contact": self._contact(),
            "suite": self._sequel(),
            "note": self.say("note", jour=day(self.langue, profile.jour), edition=number(self.langue, profile.edition)),
        }

    def _identity(self) -> list[list[str]]:
        profile, unknown = self.profile, self.say("inconnue")
        pairs: list[list[str]] = []
        if profile.statut in ("urbaine", "rurale"):
            pairs.append([self.say("statut"), self.say(profile.statut)])
        if profile.chef_lieu and profile.chef_lieu != profile.nom:
            pairs.append([self.say("chef_lieu"), profile.chef_lieu])
        if profile.communes_nb:
            pairs.append([self.say("communes"), number(self.langue, profile.communes_nb)])
        people = unknown
        if profile.population is not None:
            told = profile.population
            separator = " ; " if self.langue == "fr" else "; "
            people = separator.join(
                part
                for part in (
                    self.say("habitants", nombre=number(self.langue, told.valeur), annee=str(told.annee)),
                    self.say(told.statut) if told.statut in ("definitif", "provisoire", "simule") else "",
                    self.say("source", source=self.cut(told.source)) if told.source else "",
                )
                if part
            )
        pairs.append([self.say("population"), people])
        villages = self.say("inconnu")
        if profile.villages.valeur is not None:
            villages = self.say("villages_detail", nombre=number(self.langue, profile.villages.valeur))
            villages += f" ({self._dated(profile.villages)})"
        pairs.append([self.say("villages"), villages])
        pairs.append([self.say("position"), self._position() or unknown])
        pairs.append([self.say("code"), profile.code])
        return pairs

    def _position(self) -> str:
        profile = self.profile
        if profile.latitude is None or profile.longitude is None:
            return ""
        east = "E"
        west = "O" if self.langue == "fr" else "W"
        latitude = number(self.langue, Decimal(str(abs(profile.latitude))), 3)
        longitude = number(self.langue, Decimal(str(abs(profile.longitude))), 3)
        north = "N" if profile.latitude >= 0 else "S"
        return f"{latitude}° {north}, {longitude}° {east if profile.longitude >= 0 else west}"

    def _services(self) -> dict[str, Any]:
        groups = []
        for domain, figures in groupby(self.profile.chiffres, key=lambda one: one.domaine):
            name = label("en", "domaines", domain) if self.langue == "en" else DOMAINES[domain]
            groups.append({"titre": name, "lignes": [self._figure(one) for one in figures]})
        parent = {"commune": "cercle", "cercle": "region", "region": "pays"}[self.profile.niveau]
        above = ancestor(self.profile.code, "region" if parent == "region" else "cercle")
        named = "Mali" if parent == "pays" or above is None else place_title(self.langue, above)
        return {
            "titre": self.say("services"),
            "note": self.say("services_note"),
            "entetes": [self.say("chiffre"), self.say("ici"), named, self.say("date")],
            "groupes": groups,
        }

    def _figure(self, one: ServiceFigure) -> dict[str, str]:
        name = self.label(one.genre, one.code) if self.langue == "en" else one.libelle
        if one.valeur is None:
            return {"libelle": name, "ici": self.say("inconnu"), "au_dessus": "", "date": "", "connu": ""}
        above = "" if one.au_dessus is None else self._value(one, one.au_dessus)
        return {
            "libelle": name,
            "ici": self._value(one, one.valeur),
            "au_dessus": above,
            "date": self._dated(one),
            "connu": "oui",
        }

    def _value(self, one: ServiceFigure, value: Decimal) -> str:
        if one.unite == "oui_non":
            return self.say("oui" if value else "non")
        if one.unite == "%":
            return percent(self.langue, value, one.decimales)
        if one.unite == "fcfa" or one.unite.startswith("FCFA"):
            return money(self.langue, value)
        return number(self.langue, value, one.decimales)

    def _dated(self, one: ServiceFigure) -> str:
        if one.le is not None:
            when = self.say("le", jour=day(self.langue, one.le))
        else:
            when = quarter(self.langue, one.trimestre) if one.trimestre else ""
        if one.total > 1:
            part = self.say(
                "couverture", connues=number(self.langue, one.connues), total=number(self.langue, one.total)
            )
            return f"{when} · {part}"
        return when

    def _priorities(self) -> dict[str, Any]:
        held = self.profile.priorites
        rows = []
        for one in held[: self.room.priorites]:
            years = [str(year) for year in (one.debut_annee, one.fin_annee) if year]
            rows.append(
                [
                    number(self.langue, one.rang),
                    self.label("secteurs", one.secteur_code),
                    self.cut(one.intitule),
                    "–".join(dict.fromkeys(years)),
                ]
            )
        sectors = self.profile.secteurs_des_communes[: self.room.priorites]
        return {
            "titre": self.say("priorites"),
            "intro": self.say("priorites_intro"),
            "entetes": [self.say(key) for key in ("rang", "secteur", "intitule", "periode")],
            "lignes": rows,
            "des_communes": {
                "titre": self.say("secteurs_communes"),
                "entetes": [self.say("secteur"), self.say("communes")],
                "lignes": [[self.label("secteurs", code), number(self.langue, held_by)] for code, held_by in sectors],
            },
            "vide": self.say("priorites_vide"),
            "reste": self._rest(len(held) - len(rows), "autres_priorites", "priorite"),
        }

    def _relations(self) -> dict[str, Any]:
        held = self.profile.partenariats
        rows = [self._relation(one) for one in held[: self.room.partenariats]]
        return {
            "titre": self.say("partenariats"),
            "entetes": [self.say(key) for key in ("partenaire", "pays", "depuis", "etat")],
            "lignes": rows,
            "vide": self.say("partenariats_vide"),
            "des_communes": self._held_below(),
            "reste": self._rest(len(held) - len(rows), "autres_partenariats", "partenariat"),
        }

    def _held_below(self) -> str:
        held = self.profile.partenariats_des_communes_nb
        if not held:
            return ""
        nouns = (self.say("relation_commune_un"), self.say("relation_commune_plusieurs"))
        return self.say("relations_communes", nombre=count(self.langue, held, *nouns))

    def _relation(self, one: Relation) -> list[str]:
        kind = [self.label("types_partenaire", one.type_code), self.label("secteurs", one.secteur_code)]
        brief = len(one.depuis) <= _DEPUIS
        if not brief:
            kind.append(self.cut(one.depuis))
        if one.porteur:
            kind.append(self.say("porte_par", lieu=lowered(place_title(self.langue, one.porteur))))
        status = self.say("du_guide") if one.du_guide else self.label("statuts_partenariat", one.statut_code)
        return [
            self.cut(one.partenaire),
            " · ".join(part for part in kind if part),
            self.label("pays", one.pays_code),
            (one.depuis or self.say("inconnu")) if brief else "",
            status,
        ]

    def _requests(self) -> dict[str, Any]:
        held = self.profile.recherches
        shown = held[: self.room.recherches]
        empty = self.say("recherche_vide", jour=day(self.langue, self.profile.jour))
        return {
            "titre": self.say("recherche"),
            "demandes": [self._request(one) for one in shown],
            "vide": empty,
            "reste": self._rest(len(held) - len(shown), "autres_demandes", "demande"),
        }

    def _request(self, one: Request) -> dict[str, Any]:
        anyone = self.say("indifferent")
        level = "" if one.niveau_code == one.type_code else self.label("niveaux_collectivite", one.niveau_code)
        kinds = (self.label("types_partenaire", one.type_code), level)
        size = (
            self.say("taille_detail", nombre=number(self.langue, one.habitants_nb))
            if one.habitants_nb is not None
            else anyone
        )
        networks = " · ".join(self.label("reseaux", code) for code in one.reseaux)
        filed = [self.say("demande_du", jour=day(self.langue, one.depose))] if one.depose else []
        if one.valable:
            filed.append(self.say("valable", jour=day(self.langue, one.valable)))
        return {
            "secteurs": " · ".join(self.label("secteurs", code) for code in one.secteurs),
            "paires": [
                [self.say("profil"), " · ".join(kind for kind in kinds if kind) or anyone],
                [self.say("pays_voulu"), self.label("pays", one.pays_code) or self.say("tous_pays")],
                [self.say("taille"), size],
                [self.say("reseaux"), networks or anyone],
                [self.say("langue"), self.label("langues", one.langue_code) or anyone],
            ],
            "note": ", ".join(filed),
        }

    def _strengths(self) -> dict[str, Any]:
        held = self.profile.experiences
        rows = []
        for one in held[: self.room.experiences]:
            kinds = (self.label("types_experience", one.type_code), self.label("secteurs", one.secteur_code))
            rows.append([self.cut(one.titre), " · ".join(kind for kind in kinds if kind)])
        return {
            "titre": self.say("atouts"),
            "lignes": rows,
            "vide": self.say("atouts_vide"),
            "reste": self._rest(len(held) - len(rows), "autres_experiences", "experience"),
        }

    def _contact(self) -> dict[str, Any]:
        above = ancestor(self.profile.code, "cercle")
        named = lowered(place_title(self.langue, above)) if above else ""
        return {
            "titre": self.say("contact"),
            "lignes": [self._line(one) for one in self.profile.contacts[: self.room.contacts]],
            "vide": self.say(f"contact_vide_{self.profile.niveau}", cercle=named),
        }

    def _line(self, one: WorkContact) -> dict[str, Any]:
        lines = [self.cut(one.adresse), shortened(one.telephone, 60), shortened(one.courriel, 120)]
        return {
            "fonction": self.label("fonctions_contact", one.fonction_code),
            "lignes": [line for line in lines if line],
            "note": self.say("contact_accord", jour=day(self.langue, one.consentement)),
        }

    def _sequel(self) -> dict[str, Any]:
        """What follows an answer, in the words of the cycle's steps."""
        steps = _SUITE if self.room.suite else ()
        return {
            "titre": self.say("suite"),
            "lignes": [[self.label("etapes_cycle", code), self.label(DEMANDES, code)] for code in steps],
        }

    def _rest(self, left: int, key: str, noun: str) -> str:
        if left <= 0:
            return ""
        return self.say(key, nombre=count(self.langue, left, self.say(f"{noun}_un"), self.say(f"{noun}_plusieurs")))
