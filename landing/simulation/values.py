"""Plausible values for every element of every commune, consistent with each other and drifting slowly.

A value depends on the seed, the commune, its inhabitants and the quarter alone, so that quarters may be simulated in
any order. An element that this file doesn't know yet gets a small number within its bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from landing.simulation.chance import chance, count, share
from registry.elements import Element, all_elements, elements_asked
from registry.facilities import facility_counts
from registry.periods import Trimestre
from registry.territory import ancestor

_ORIGIN = 2026 * 4  # the quarter from which drifts are counted
_TROUBLED = frozenset({"ML05", "ML06", "ML07", "ML08"})

# Yearly flows and stocks per inhabitant, as a mean; small ones come out as whole numbers by chance.
_PER_HEAD: dict[str, float] = {
    "consultations_nouveaux_cas_nb": 0.36,
    "consultations_prenatales_1_nb": 0.036,
    "accouchements_assistes_nb": 0.024,
    "enfants_vaccines_penta3_nb": 0.033,
    "medecins_nb": 0.00006,
    "infirmiers_nb": 0.0003,
    "sages_femmes_nb": 0.00015,
    "ecoles_fondamentales_1_nb": 0.00075,
    "ecoles_fondamentales_2_nb": 0.0002,
    "structures_prescolaires_nb": 0.00005,
    "centres_alphabetisation_nb": 0.00008,
    "forages_pmh_nb": 0.0022,
    "puits_modernes_nb": 0.0013,
    "aep_nb": 0.00009,
    "bornes_fontaines_nb": 0.0006,
    "villages_nb": 0.0014,
    "villages_sans_point_eau_nb": 0.0003,
    "comites_gestion_eau_fonctionnels_nb": 0.0009,
    "marches_nb": 0.00018,
    "cooperatives_nb": 0.0011,
    "caisses_microfinance_nb": 0.00009,
    "localites_electrifiees_nb": 0.00025,
    "naissances_declarees_nb": 0.027,
    "jugements_suppletifs_nb": 0.009,
    "actes_mariage_nb": 0.005,
    "actes_deces_nb": 0.003,
    "centres_etat_civil_nb": 0.0002,
    "associations_actives_nb": 0.0016,
    "maisons_jeunes_femmes_nb": 0.00006,
    "terrains_sport_nb": 0.0001,
    "radios_locales_nb": 0.00004,
    "manifestations_culturelles_nb": 0.0002,
    "marches_publics_passes_nb": 0.0002,
    "pdsec_actions_prevues_nb": 0.0022,
    "agents_collectivite_nb": 0.0006,
    "maternites_rurales_nb": 0.00006,
    "auditeurs_alphabetisation_nb": 0.0025,
    "branchements_particuliers_nb": 0.006,
    "latrines_publiques_nb": 0.0002,
    "villages_fdal_nb": 0.0003,
    "marches_betail_amenages_nb": 0.00002,
    "banques_cereales_nb": 0.0002,
    "parcs_vaccination_nb": 0.0001,
    "unites_transformation_nb": 0.0001,
    "mutuelles_sante_nb": 0.00003,
    "bibliotheques_nb": 0.00002,
    "sites_patrimoine_nb": 0.00008,
    "superficie_irriguee_ha": 0.006,
    "pistes_praticables_km": 0.002,
    "recettes_totales_fcfa": 2_600.0,
    "budget_primitif_fcfa": 5_200.0,
    "tdrl_emise_fcfa": 700.0,
    "dotations_etat_fcfa": 900.0,
    "anict_notifies_fcfa": 800.0,
    "equipements_marchands_recettes_fcfa": 160.0,
    "pdsec_cout_prevu_fcfa": 21_000.0,
}
# Yearly figures that don't depend on how many live there.
_PER_COMMUNE: dict[str, float] = {
    "points_eau_rehabilites_nb": 2.4,
    "sessions_conseil_nb": 4.4,
    "seances_restitution_publique_nb": 2.2,
    "concertations_communales_nb": 2.5,
}
# Figures drawn from another one: (other element, lowest share, highest share).
_FROM: dict[str, tuple[str, float, float]] = {
    "cscom_recettes_fcfa": ("consultations_nouveaux_cas_nb", 900, 1_700),
    "cscom_depenses_fcfa": ("cscom_recettes_fcfa", 0.75, 1.05),
    "asaco_fonctionnelles_nb": ("cscom_nb", 0.6, 1.0),
    "conventions_assistance_mutuelle_nb": ("cscom_nb", 0.4, 1.0),
    "ecoles_communautaires_nb": ("ecoles_fondamentales_1_nb", 0.05, 0.3),
    "medersas_nb": ("ecoles_fondamentales_1_nb", 0.03, 0.15),
    "ecoles_avec_cantine_nb": ("ecoles_fondamentales_1_nb", 0.02, 0.2),
    "auditrices_alphabetisation_nb": ("auditeurs_alphabetisation_nb", 0.45, 0.85),
    "associations_jeunes_nb": ("associations_actives_nb", 0.1, 0.35),
    "budget_cooperation_fcfa": ("budget_primitif_fcfa", 0.0, 0.03),
    "habitants_5km_cscom_nb": ("habitants_15km_cscom_nb", 0.45, 0.9),
    "salles_classe_nb": ("ecoles_fondamentales_1_nb", 3.2, 5.5),
    "enseignants_cycle1_nb": ("ecoles_fondamentales_1_nb", 3.4, 5.6),
    "ecoles_fermees_nb": ("ecoles_fondamentales_1_nb", 0.0, 0.04),
    "recettes_propres_fcfa": ("recettes_totales_fcfa", 0.3, 0.6),
    "tdrl_recouvree_fcfa": ("recettes_propres_fcfa", 0.2, 0.5),
    "depenses_fonctionnement_fcfa": ("recettes_totales_fcfa", 0.35, 0.6),
    "depenses_investissement_fcfa": ("recettes_totales_fcfa", 0.2, 0.4),
    "anict_mobilises_fcfa": ("anict_notifies_fcfa", 0.4, 1.0),
    "pdsec_cout_mobilise_fcfa": ("pdsec_cout_prevu_fcfa", 0.2, 0.6),
    "enseignantes_cycle1_nb": ("enseignants_cycle1_nb", 0.2, 0.45),
    "forages_pmh_fonctionnels_nb": ("forages_pmh_nb", 0.65, 0.95),
}
_SCHOOLED = {"eleves_cycle1": 0.15, "eleves_cycle2": 0.035}
_PART = (0.35, 0.9)  # of a whole, when nothing better is known
_SEASON = {1: 0.85, 2: 0.9, 3: 1.3, 4: 0.95}  # consultations follow the rains
_RECETTES_SEASON = {1: 1.2, 2: 1.1, 3: 0.75, 4: 0.95}


@dataclass(frozen=True)
class Commune:
    """What the figures of one commune depend on, besides chance."""

    code: str
    habitants: int
    troublee: bool


def commune_of(code: str, inhabitants: Mapping[str, int]) -> Commune:
    """The commune of that code, as the simulation sees it."""
    return Commune(code, inhabitants.get(code, 14_000), ancestor(code, "region") in _TROUBLED)


def commune_values(seed: int, commune: Commune, trimestre: Trimestre) -> dict[str, Any]:
    """One value for every element asked in the quarter: int, Decimal, or bool; consistent wholes, parts and sums."""
    drawn = _Drawn(seed, commune, trimestre)
    return {element.code: drawn.value(element.code) for element in elements_asked(trimestre)}


class _Drawn:
    """Draws each element once, those it depends on first."""

    def __init__(self, seed: int, commune: Commune, trimestre: Trimestre) -> None:
        self._seed, self._commune, self._quarter = seed, commune, trimestre
        self._elements = all_elements()
        self._values: dict[str, Any] = {}
        self._wealth = share(chance(seed, commune.code, "niveau"), 0.6, 1.4)

    def value(self, code: str) -> Any:
        if code not in self._values:
            element = self._elements[code]
            self._values[code] = self._bounded(element, self._draw(element))
        return self._values[code]

    def _draw(self, element: Element) -> Any:
        code, draw = element.code, chance(self._seed, self._commune.code, element.code, self._moment(element))
        fixed = chance(self._seed, self._commune.code, element.code)
        if element.booleen:
            return fixed.random() < 0.75
        if element.somme:
            return sum(self.value(part) for part in element.somme)
        for stem, rate in _SCHOOLED.items():
            if code in (f"{stem}_filles_nb", f"{stem}_garcons_nb"):
                return self._pupils(stem, rate, code.endswith("filles_nb"))
        if code == "cscom_nb":
            known = facility_counts("cscom").get(self._commune.code)
            return known if known is not None else max(1, count(fixed, self._commune.habitants / 13_000))
        if code == "cscom_fonctionnels_nb":
            shut = fixed.random() < (0.25 if self._commune.troublee else 0.04)
            return max(0, self.value("cscom_nb") - int(shut))
        if code == "habitants_15km_cscom_nb":
            return self._commune.habitants * share(fixed, 0.55, 0.97)
        if code == "habitants_ruraux_desservis_eau_nb":
            return self._commune.habitants * share(fixed, 0.35, 0.8)
        if code == "personnes_deplacees_nb":
            return count(draw, self._commune.habitants * 0.03) if self._commune.troublee else count(fixed, 0.3) * 12
        if code == "points_eau_realises_nb":
            return self._realised(self._quarter)
        if code == "forages_pmh_nb":
            return count(fixed, self._commune.habitants * _PER_HEAD[code]) + self._built()
        if code == "ecoles_fermees_nb" and self._commune.troublee:
            return self.value("ecoles_fondamentales_1_nb") * share(fixed, 0.1, 0.5)
        if code in _FROM:
            other, low, high = _FROM[code]
            return self.value(other) * share(fixed, low, high) * self._wobble(element)
        if element.tout:
            return self.value(element.tout) * share(fixed, *_PART)
        return self._mean(element, draw, fixed)

    def _mean(self, element: Element, draw: Any, fixed: Any) -> Any:
        rate = _PER_HEAD.get(element.code, 0.0) * self._commune.habitants + _PER_COMMUNE.get(element.code, 0.0)
        if not rate:
            return count(fixed, min(float(element.maximum), 12.0) / 3)
        if element.nature == "flux" and element.periodicite == "trimestre":
            rate /= 4
            seasons = _RECETTES_SEASON if element.unite == "fcfa" else _SEASON if element.domaine == "sante" else {}
            rate *= seasons.get(self._quarter.numero, 1.0)
        rate *= self._wealth * self._drift() * share(fixed, 0.8, 1.2)
        if element.decimal:
            return rate
        if element.nature == "flux" and rate < 20:
            return count(draw, rate)
        return rate * self._wobble(element) if element.nature == "flux" else max(count(fixed, rate), 0)

    def _pupils(self, stem: str, rate: float, girls: bool) -> int:
        draw = chance(self._seed, self._commune.code, stem)
        whole = self._commune.habitants * rate * self._wealth * share(draw, 0.8, 1.2) * self._drift()
        part = share(draw, 0.38, 0.52)
        return int(whole * (part if girls else 1 - part))

    def _moment(self, element: Element) -> str:
        return str(self._quarter) if element.periodicite == "trimestre" else str(self._quarter.annee)

    def _age(self) -> int:
        return self._quarter.annee * 4 + self._quarter.numero - 1 - _ORIGIN

    def _drift(self) -> float:
        """About one per cent a quarter, more or less by commune."""
        return float((1 + share(chance(self._seed, self._commune.code, "pente"), -0.005, 0.025)) ** self._age())

    def _wobble(self, element: Element) -> float:
        draw = chance(self._seed, self._commune.code, element.code, "ecart", self._quarter)
        return share(draw, 0.93, 1.07) if element.nature == "flux" else 1.0

    def _realised(self, quarter: Trimestre) -> int:
        return count(chance(self._seed, self._commune.code, "points_eau_realises_nb", quarter), 0.4 * self._wealth)

    def _built(self) -> int:
        """Water points added since the origin, this quarter's among them."""
        return sum(self._realised(self._quarter.plus(-back)) for back in range(self._age() + 1))

    def _bounded(self, element: Element, value: Any) -> Any:
        """Within the element's bounds and its whole, in its own type."""
        if element.booleen:
            return bool(value)
        high: Any = element.maximum
        if element.tout:
            high = min(high, self.value(element.tout)) if not self._sums_to(element) else high
        value = min(max(value, element.minimum), high)
        if element.decimal:
            return Decimal(str(round(float(value), 1)))
        return round(value / 1000) * 1000 if element.unite == "fcfa" and value > 5_000 else int(value)

    def _sums_to(self, element: Element) -> bool:
        """Whether the whole is nothing but the sum of this part and others, hence drawn after them."""
        return element.code in self._elements[element.tout].somme
