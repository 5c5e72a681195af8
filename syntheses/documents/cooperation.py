"""The one page that a partner town wants on a cooperation, in French and in English.

Who cooperates with whom and since when, where it stands and what comes next, the convention, the money, the actions
with their results, the dates to come. Everything comes from the published file; what isn't known is said unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from syntheses.documents.cooperation_facts import (
    ActionFact,
    ComingDate,
    ConventionFact,
    CooperationFacts,
    Party,
    Result,
)
from syntheses.documents.cooperation_reading import gather_cooperation
from syntheses.documents.cooperation_words import MOTS
from syntheses.documents.languages import (
    DEMANDES,
    PHASES,
    Langue,
    brief_day,
    checked_language,
    count,
    day,
    euros,
    label,
    number,
    percent,
    quarter,
    yes_no,
)
from syntheses.documents.places import around, place_title
from syntheses.typesetting import compile_pdf, page_count, shortened

__all__ = ["CooperationFacts", "cooperation_pdf", "gather_cooperation"]

_GABARIT = "documents/cooperation.typ"


@dataclass(frozen=True)
class _Room:
    """How much of the long lists a page shows, how many characters of a text, and the size of its letters (pt)."""

    actions: int
    resultats: int
    parties: int
    sources: int
    dates: int
    texte: int
    taille: float


# From all that a page may hold to what always fits.
_ROOMS = (
    _Room(12, 3, 6, 6, 6, 160, 10.2),
    _Room(12, 3, 6, 6, 6, 160, 9.4),
    _Room(12, 3, 6, 6, 6, 160, 8.8),
    _Room(8, 3, 4, 6, 5, 130, 8.8),
    _Room(6, 2, 3, 5, 4, 110, 8.8),
    _Room(5, 2, 2, 4, 4, 90, 8.8),
    _Room(4, 1, 2, 3, 3, 80, 8.6),
    _Room(3, 1, 1, 3, 2, 60, 8.4),
    _Room(2, 1, 1, 2, 1, 44, 8.2),
)


def cooperation_pdf(facts: CooperationFacts, langue: str) -> bytes:
    """One A4 page (PDF/A-2a, PDF/UA-1), the same bytes for the same facts: lists that don't fit are cut, and say so.

    Raises OiseError when the language isn't ``fr`` or ``en``.
    """
    tongue = checked_language(langue)
    for room in _ROOMS:
        document = compile_pdf(_GABARIT, _Page(facts, tongue, room).data(), facts.jour)
        if page_count(document) == 1:
            break
    return document


@dataclass(frozen=True)
class _Page:
    """The page's words, from the facts, in one language."""

    facts: CooperationFacts
    langue: Langue
    room: _Room

    def say(self, key: str, **values: str) -> str:
        return MOTS[self.langue][key].format(**values)

    def label(self, liste: str, code: str) -> str:
        return label(self.langue, liste, code)

    def day(self, moment: Any) -> str:
        return day(self.langue, moment)

    def cut(self, text: str) -> str:
        return shortened(text, self.room.texte)

    def data(self) -> dict[str, Any]:
        facts = self.facts
        here = place_title(self.langue, facts.unite_code) if facts.unite_code else self.say("lieu_inconnu")
        title = self.say("titre", ici=here, partenaire=shortened(facts.partenaire, min(90, self.room.texte)))
        where = around(self.langue, facts.unite_code) if facts.unite_code else ""
        if not facts.unite_code and facts.lieu_texte:
            where = self.say("lieu_guide", lieu=self.cut(facts.lieu_texte))
        return {
            "langue": self.langue,
            "taille": self.room.taille,
            "region": "ML" if self.langue == "fr" else "GB",
            "titre_pdf": f"OISE · {title}",
            "date": [facts.jour.year, facts.jour.month, facts.jour.day],
            "surtitre": self.say("surtitre"),
            "droite": self.say("situation", jour=self.day(facts.jour)),
            "titre": title,
            "sous_titre": " · ".join(part for part in (where, self.label("pays", facts.pays_code)) if part),
            "fictif_court": self.say("fictif_court") if facts.fictif else "",
            "fictif": self.say("fictif") if facts.fictif else "",
            "pied": self.say("pied"),
            "page": "page",
            "encadres": [self._stage(), self._convention(), self._next()],
            "qui": self._who(),
            "argent": self._money(),
            "actions": self._actions(),
            "dates": {
                "titre": self.say("dates"),
                "vide": self.say("aucune_date_detail"),
                "lignes": [[self.day(one.le), self._coming(one)] for one in facts.a_venir[: self.room.dates]],
            },
            "rencontres": self._meetings(),
            "note": self.say(
                "note",
                edition=number(self.langue, facts.edition),
                trimestre=quarter(self.langue, facts.trimestre),
                identifiant=facts.identifiant,
            ),
        }

    def _stage(self) -> dict[str, Any]:
        title, cycle = self.say("ou_en_est"), self.facts.cycle
        if cycle is None:
            return {"titre": title, "fort": self.say("etape_inconnue"), "lignes": [self.say("aucune_etape")]}
        phase = self.label(PHASES, str(cycle.phase))
        when = self.say("le", jour=self.day(cycle.le)) if cycle.le else ""
        lines = []
        if cycle.etape_code:
            state = self.label("etats_etape", cycle.etat_code).lower() or self.say("inconnu")
            step = self.label("etapes_cycle", cycle.etape_code)
            lines.append(self.say("derniere_etape", etape=step, etat=state, le=when))
        follows = self.label("etapes_cycle", cycle.prochaine_code)
        asked = self.label(DEMANDES, cycle.prochaine_code)
        lines.append(self.say("ensuite", etape=follows, demande=asked) if follows else self.say("ensuite_rien"))
        done = self.say(
            "etapes_faites",
            faites=number(self.langue, cycle.faites_nb),
            attendues=number(self.langue, cycle.attendues_nb),
        )
        if cycle.manquantes:
            done += f" ({self.say('etapes_manquantes', nombre=number(self.langue, len(cycle.manquantes)))})"
        lines.append(done)
        strong = self.say("phase", phase=str(cycle.phase), libelle=phase) if cycle.phase else self.say("etape_inconnue")
        return {"titre": title, "fort": strong, "lignes": lines}

    def _convention(self) -> dict[str, Any]:
        title, held = self.say("convention"), self.facts.conventions
        if not held:
            return {
                "titre": title,
                "fort": self.say("aucune_convention"),
                "lignes": [self.say("aucune_convention_detail")],
            }
        first = held[0]
        lines = [self.cut(first.intitule)] if first.intitule else []
        dates = [self.say("signee_le", jour=self.day(first.signature))] if first.signature else []
        dates.append(self.say("fin_le", jour=self.day(first.fin)) if first.fin else self.say("fin_inconnue"))
        lines += [" ; ".join(dates) if self.langue == "fr" else "; ".join(dates), self._act(first)]
        if len(held) > 1:
            others = count(self.langue, len(held) - 1, self.say("convention_un"), self.say("convention_plusieurs"))
            lines.append(self.say("autres_conventions", nombre=others))
        strong = self.label("statuts_convention_calcules", first.statut_code)
        return {"titre": title, "fort": strong, "lignes": lines}

    def _act(self, convention: ConventionFact) -> str:
        if convention.acte_code in ("", "aucun"):
            return self.say("acte_aucun")
        when = ""
        if convention.acte_date is not None:
            late = convention.acte_date < self.facts.jour
            when = self.say("acte_depuis" if late else "acte_avant", jour=self.day(convention.acte_date))
        act = self.label("actes_convention", convention.acte_code)
        return self.say("acte", acte=act[:1].lower() + act[1:], quand=when)

    def _next(self) -> dict[str, Any]:
        if not self.facts.a_venir:
            return {
                "titre": self.say("prochaine"),
                "fort": self.say("aucune_date"),
                "lignes": [self.say("aucune_date_detail")],
            }
        first = self.facts.a_venir[0]
        return {"titre": self.say("prochaine"), "fort": self.day(first.le), "lignes": [self._coming(first)]}

    def _coming(self, one: ComingDate) -> str:
        liste = {"acte": "actes_convention", "point": "natures_point"}.get(one.nature, "")
        code = self.label(liste, one.code) if liste else one.code
        if one.nature == "point":
            code = code[:1].lower() + code[1:]
        return self.say(f"date_{one.nature}", code=code, objet=self.cut(one.objet))

    def _who(self) -> dict[str, Any]:
        facts, unknown = self.facts, self.say("inconnu")
        here = place_title(self.langue, facts.unite_code) if facts.unite_code else self.say("lieu_inconnu")
        partner = f"{self.cut(facts.partenaire)}, {self.label('pays', facts.pays_code)}"
        kind = self.label("types_partenaire", facts.type_code)
        pairs = [[self.say("ici"), here], [self.say("partenaire"), f"{partner} ({kind})" if kind else partner]]
        shown = facts.parties[: self.room.parties]
        for side in ("mali", "partenaire"):
            named = [self._party(one) for one in shown if one.cote == side]
            if named:
                separator = " ; " if self.langue == "fr" else "; "
                pairs.append([self.say(f"avec_{side}"), separator.join(named)])
        since = str(facts.origine_annee) if facts.origine_annee else self.cut(facts.origine_texte)
        networks = " · ".join(self.label("reseaux", code) for code in facts.reseaux)
        reciprocal = yes_no(self.langue, facts.reciprocite)
        pairs += [
            [self.say("depuis"), since or unknown],
            [self.say("statut"), self._status()],
            [self.say("forme"), self.label("types_cooperation", facts.forme_code) or unknown],
            [self.say("secteur"), self.label("secteurs", facts.secteur_code) or unknown],
            [self.say("reseaux"), networks or unknown],
            [self.say("reciprocite"), self.say("reciprocite_oui") if facts.reciprocite else reciprocal],
            [self.say("diaspora"), yes_no(self.langue, facts.diaspora)],
        ]
        left = len(facts.parties) - len(shown)
        others = count(self.langue, left, self.say("partie_un"), self.say("partie_plusieurs"))
        rest = self.say("autres_parties", nombre=others) if left else ""
        return {"titre": self.say("qui"), "paires": pairs, "reste": rest}

    def _party(self, one: Party) -> str:
        name = place_title(self.langue, one.unite_code) if one.unite_code else self.cut(one.nom)
        said = [self.label("roles_partie", one.role_code).lower()] if one.role_code else []
        if one.cote == "partenaire" and one.pays_code and one.pays_code != self.facts.pays_code:
            said.append(self.label("pays", one.pays_code))
        if one.confirmation in ("confirmee", "contestee", "en_attente"):
            said.append(self.say(one.confirmation))
        return f"{name} ({', '.join(said)})" if said else name

    def _status(self) -> str:
        facts = self.facts
        if facts.du_guide:
            return self.say("statut_guide")
        status = self.label("statuts_partenariat", facts.statut_code)
        return self.say("statut_le", statut=status, jour=self.day(facts.statut_date)) if facts.statut_date else status

    def _money(self) -> dict[str, Any]:
        held = self.facts.argent
        made: dict[str, Any] = {
            "titre": self.say("argent"),
            "vide": self.say("argent_vide"),
            "entetes": ["FCFA", self.say("engage"), self.say("decaisse")],
            "lignes": [],
            "note": "",
        }
        if held.engage_fcfa is None or held.decaisse_fcfa is None:
            return made
        rows = made["lignes"]
        total = (number(self.langue, held.engage_fcfa), number(self.langue, held.decaisse_fcfa))
        rows.append([self.say("total"), *total, "total"])
        for key, liste, shares in (
            ("par_source", "sources_financement", held.sources),
            ("par_canal", "canaux_financement", held.canaux),
        ):
            rows.append([self.say(key), "", "", "titre"])
            shown = shares if len(shares) <= self.room.sources else shares[: self.room.sources - 1]
            for share in shown:
                amounts = (number(self.langue, share.engage_fcfa), number(self.langue, share.decaisse_fcfa))
                rows.append([self.label(liste, share.code), *amounts, ""])
            rest = shares[len(shown) :]
            if rest:
                amounts = (
                    number(self.langue, sum(share.engage_fcfa for share in rest)),
                    number(self.langue, sum(share.decaisse_fcfa for share in rest)),
                )
                rows.append([self.say("autres_sources"), *amounts, ""])
        made["note"] = self.say(
            "argent_note",
            jour=self.day(self.facts.jour),
            engage=euros(self.langue, held.engage_fcfa),
            decaisse=euros(self.langue, held.decaisse_fcfa),
        )
        return made

    def _actions(self) -> dict[str, Any]:
        actions = self.facts.actions
        left = len(actions) - self.room.actions
        others = count(self.langue, left, self.say("action_un"), self.say("action_plusieurs"))
        return {
            "titre": self.say("actions"),
            "vide": self.say("actions_vide"),
            "entetes": [self.say("action"), self.say("etat"), self.say("resultats")],
            "lignes": [self._action(one) for one in actions[: self.room.actions]],
            "reste": self.say("autres_actions", nombre=others) if left > 0 else "",
        }

    def _action(self, one: ActionFact) -> dict[str, Any]:
        done = None if one.avancement_pct is None else percent(self.langue, one.avancement_pct)
        return {
            "intitule": self.cut(one.intitule),
            "secteur": self.label("secteurs", one.secteur_code),
            "etat": self.label("statuts_action", one.statut_code),
            "avancement": self.say("avancement", part=done) if done and one.statut_code == "en_cours" else "",
            "dates": self._dates(one),
            "resultats": [self._result(result) for result in one.resultats[: self.room.resultats]],
            "sans_resultat": self.say("sans_resultat"),
        }

    def _dates(self, one: ActionFact) -> str:
        start, end, planned = (brief_day(self.langue, moment) for moment in (one.debut, one.fin_reelle, one.fin_prevue))
        if start and end:
            return self.say("du_au", debut=start, fin=end)
        said = [self.say("depuis_le", debut=start)] if start and one.statut_code != "prevue" else []
        if planned and one.statut_code in ("prevue", "en_cours"):
            said.append(self.say("fin_prevue", fin=planned))
        return ", ".join(said) or self.say("dates_inconnues")

    def _result(self, one: Result) -> dict[str, str]:
        detail = []
        if one.reference is not None:
            detail.append(self.say("reference", valeur=self._figure(one.reference), le=self._on(one.reference_date)))
        if one.cible is not None:
            detail.append(self.say("cible", valeur=self._figure(one.cible), le=self._on(one.cible_date)))
        unit = f" {self.cut(one.unite)}" if one.unite else ""
        value = (
            self.say("valeur_inconnue")
            if one.valeur is None
            else f"{self._figure(one.valeur)}{unit}{self._on(one.valeur_date)}"
        )
        colon = "\u00a0: " if self.langue == "fr" else ": "
        return {
            "texte": f"{self.cut(one.intitule)}{colon}{value}",
            "detail": f"· {self.label('types_indicateur', one.type_code).lower()}"
            + "".join(f" · {part}" for part in detail),
        }

    def _on(self, moment: Any) -> str:
        return self.say("valeur_le", jour=brief_day(self.langue, moment)) if moment else ""

    def _figure(self, value: Decimal) -> str:
        """As many decimals as the figure holds, three at most."""
        exact = Decimal(value).quantize(Decimal("0.001")).normalize()
        exponent = exact.as_tuple().exponent
        return number(self.langue, exact, -exponent if isinstance(exponent, int) and exponent < 0 else 0)

    def _meetings(self) -> dict[str, Any]:
        held = self.facts.rencontres
        last = self.facts.derniere_rencontre
        if not held or last is None:
            phrase = self.say("rencontres_vide") if last is None else self.say("rencontre_dite", jour=self.day(last))
            return {"titre": self.say("rencontres"), "phrase": phrase, "lignes": []}
        total = count(self.langue, len(held), self.say("rencontre_un"), self.say("rencontre_plusieurs"))
        rows = []
        for one in held[: self.room.dates]:
            kinds = (self.label("types_rencontre", one.type_code), self.label("sens_rencontre", one.sens_code))
            kinds = (kinds[0], kinds[1][:1].lower() + kinds[1][1:] if kinds[0] else kinds[1])
            rows.append([self.day(one.le), ", ".join(kind for kind in kinds if kind)])
        return {
            "titre": self.say("rencontres"),
            "phrase": self.say("rencontres_phrase", nombre=total, jour=self.day(last)),
            "lignes": rows,
        }
