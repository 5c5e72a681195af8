"""Anomalies of a region's figures, found by plain statistics, weighed and ranked for its CSR.

A value is beside its own past (z-score and modified z, jump, sudden zero) and beside its neighbours (per inhabitant
where population is known). Nothing is judged wrong here: it is pointed out, the heaviest first.

How heavy: ``ecart`` × (1 + 4 × ``part``) × 1.5 when the element is mandatory, where ``ecart`` is how far the farthest
sign lies beyond its threshold (1 at the threshold, 4 at most) plus 0.5 for each other sign, and ``part`` the distance
to what was expected, as a share of the element's total over the cercle's communes (1 at most); what only neighbours
say counts for half. From ``SERIEUX`` on the
CSR is asked for a sentence. Every measure is a ratio: in another unit the ranks would be the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log
from statistics import fmean, median, stdev
from typing import Literal

from registry.elements import Element, all_elements
from registry.periods import Trimestre
from registry.writing import french_number
from warehouse.observations import Observation, Pointed

Gravite = Literal["serieuse", "a_voir"]

# A value is held against its own past when that many points of it are known, against its neighbours when that many are.
POINTS_MINIMUM = 6
VOISINS_MINIMUM = 5
# Thresholds: z-score; modified z (0.6745 × distance to the median / MAD); ratio to the last known value.
Z, Z_ROBUSTE, SAUT = 3.0, 3.5, 3.0
# Where that share of the region's values of an element are zeros, one more says nothing.
ZEROS_ORDINAIRES = 0.2
# Distances that count: to its own median, as a share of it; in all, as a share of the region's median for that
# element; to its neighbours', as a ratio, smaller per inhabitant as size is then no reason to differ.
HABITUDE, MATERIEL = 0.25, 0.25
VOISINAGE = {True: 2.0, False: 3.0}
SERIEUX = 4.0
_PLUS_LOIN, _AUTRE_SIGNE, _PART, _OBLIGATOIRE = 4.0, 0.5, 4.0, 1.5
_FAUTES = {"reserve": 2.0, "avertissement": 1.0}
_NUL = 1e-9
# A commune may differ from its neighbours for good: half of the distance to them counts.
_SURETE = {"passe": 1.0, "saut": 1.0, "zero": 1.0, "voisins": 0.5}
# What a council does has the measure of a council, not of its inhabitants.
_PAR_COMMUNE = ("planification",)
# The last quarters shown beside a value.
MONTRES = 4


@dataclass(frozen=True)
class Sign:
    """One reason why a value is pointed out: ``ecart`` is 1 at its threshold, ``attendu`` what it was held against."""

    genre: Literal["passe", "saut", "zero", "voisins", "regle"]
    ecart: float
    attendu: float | None
    phrase: str


@dataclass(frozen=True)
class Anomaly:
    """One value pointed out. ``reference`` names what it is about, the same in every workbook of the quarter.

    ``avant``: the values of T-4 to T-1, None where unknown. ``rang``: 1 for the heaviest of its cercle.
    """

    reference: str
    cercle: str
    lieu: str
    element: str | None
    sujet: str
    signes: tuple[Sign, ...]
    avant: tuple[Decimal | None, ...]
    valeur: Decimal | None
    poids: float
    gravite: Gravite
    rang: int = 0

    @property
    def constat(self) -> str:
        """Why it is pointed out, in French."""
        return " ; ".join(sign.phrase for sign in self.signes)


@dataclass(frozen=True)
class _Series:
    """One element of one commune: the value of the quarter, and those known before, the oldest first."""

    cercle: str
    lieu: str
    element: Element
    valeur: Decimal
    passe: tuple[tuple[Trimestre, Decimal], ...]


def anomalies(
    observations: Iterable[Observation],
    trimestre: Trimestre,
    populations: Mapping[str, int],
    fautes: Iterable[Pointed] = (),
) -> tuple[Anomaly, ...]:
    """The anomalies of a region's quarter, by cercle then rank; the order doesn't depend on that of the values.

    ``observations``: the region's values of the quarter and before. ``populations``: inhabitants by commune, where
    known. ``fautes``: what the checks of the files left standing.
    """
    series = _series(observations, trimestre)
    typical, rarity = _medians(series), _rarity_of_zero(series)
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for one in series:
        totals[one.cercle, one.element.code] += abs(float(one.valeur))
    beside = _neighbours(series, populations)
    found = [
        _anomaly(one, signs, trimestre, totals[one.cercle, one.element.code])
        for one in series
        if (
            signs := _signs(
                one, typical[one.element.code], rarity[one.element.code], beside.get((one.lieu, one.element.code))
            )
        )
    ]
    found += [_pointed(one) for one in fautes]
    return _ranked(found)


def modified_z(value: float, values: Sequence[float]) -> float:
    """Distance to the median in robust deviations; where half of the values are alike, in mean deviations; 0 when all
    are."""
    middle = median(values)
    if abs(value - middle) < _NUL * max(abs(middle), 1.0):
        return 0.0
    distances = [abs(one - middle) for one in values]
    spread = median(distances)
    if spread > _NUL * max(abs(middle), 1.0):
        return 0.6745 * (value - middle) / spread
    spread = fmean(distances)
    return (value - middle) / (1.253314 * spread) if spread > 0 else 0.0


def z_score(value: float, values: Sequence[float]) -> float:
    """Distance to the mean in standard deviations; 0 when the values don't vary."""
    spread, mean = stdev(values), fmean(values)
    return (value - mean) / spread if spread > _NUL * max(abs(mean), 1.0) else 0.0


def _series(observations: Iterable[Observation], trimestre: Trimestre) -> list[_Series]:
    elements, now = all_elements(), str(trimestre)
    by_place: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for one in observations:
        element = elements.get(one.element)
        if element is not None and not element.booleen:
            by_place[one.cercle, one.lieu, one.element][one.trimestre] = one.valeur
    return [
        _Series(
            cercle,
            place,
            elements[code],
            values[now],
            tuple((Trimestre.parse(quarter), values[quarter]) for quarter in sorted(values) if quarter < now),
        )
        for (cercle, place, code), values in sorted(by_place.items())
        if now in values
    ]


def _medians(series: Iterable[_Series]) -> dict[str, float]:
    """What is typical of each element in the region: the median, or the mean where most values are zero."""
    values: dict[str, list[float]] = defaultdict(list)
    for one in series:
        values[one.element.code] += [abs(float(one.valeur)), *(abs(float(value)) for _, value in one.passe[-1:])]
    return {code: median(found) or fmean(found) for code, found in values.items()}


def _rarity_of_zero(series: Iterable[_Series]) -> dict[str, float]:
    """For each element, 1 when the region never declared a zero before, 0 when zeros are ordinary."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in series:
        counts[one.element.code][0] += sum(1 for _, value in one.passe if value == 0)
        counts[one.element.code][1] += len(one.passe)
    return {code: 1 - min(1.0, zeros / max(known, 1) / ZEROS_ORDINAIRES) for code, (zeros, known) in counts.items()}


@dataclass(frozen=True)
class _Beside:
    """Where a value lies among its neighbours: robust z and ratio to the middle, of values or of values a head."""

    z: float
    rapport: float
    attendu: float
    par_habitant: bool
    etendue: str


def _neighbours(series: Iterable[_Series], populations: Mapping[str, int]) -> dict[tuple[str, str], _Beside]:
    """Each positive value among those of its cercle, of its region where these are too few; on a scale of logarithms,
    as communes differ by multiples."""
    by_element: dict[str, list[_Series]] = defaultdict(list)
    for one in series:
        if one.valeur > 0:
            by_element[one.element.code].append(one)
    found = {}
    for code, of_it in by_element.items():
        people = {} if of_it[0].element.domaine in _PAR_COMMUNE else populations
        for heads in (True, False):
            told = [(one, float(one.valeur)) for one in of_it if bool(people.get(one.lieu)) is heads]
            rates = [(one, log(value / people[one.lieu] if heads else value)) for one, value in told]
            if heads is False and len(rates) < len(of_it):
                # Those whose population is unknown are held, raw, against every raw value.
                everyone = [(one, log(float(one.valeur))) for one in of_it]
            else:
                everyone = rates
            by_cercle: dict[str, list[float]] = defaultdict(list)
            for one, rate in everyone:
                by_cercle[one.cercle].append(rate)
            region = [rate for _, rate in everyone]
            for one, rate in rates:
                near = by_cercle[one.cercle]
                scope, others = ("du cercle", near) if len(near) >= VOISINS_MINIMUM else ("de la région", region)
                if len(others) >= VOISINS_MINIMUM:
                    away = rate - median(others)
                    expected = float(one.valeur) / exp(away)
                    found[one.lieu, code] = _Beside(modified_z(rate, others), exp(abs(away)), expected, heads, scope)
    return found


def _signs(one: _Series, typical: float, rarity: float, beside: _Beside | None) -> tuple[Sign, ...]:
    signs = [sign for sign in (_against_past(one), _against_last(one, rarity)) if sign is not None]
    if beside is not None and abs(beside.z) >= Z_ROBUSTE and beside.rapport >= VOISINAGE[beside.par_habitant]:
        more = "plus" if beside.z > 0 else "moins"
        heads = ", par habitant" if beside.par_habitant else ""
        told = f"{_decimal(beside.rapport)} fois {more} que la commune médiane {beside.etendue}{heads}"
        far = min(abs(beside.z) / Z_ROBUSTE, _PLUS_LOIN * _SURETE["voisins"])
        signs.append(Sign("voisins", far, beside.attendu, told))
    value = float(one.valeur)
    return tuple(sign for sign in signs if sign.attendu is None or abs(value - sign.attendu) >= MATERIEL * typical > 0)


def _against_past(one: _Series) -> Sign | None:
    """Far from its own habit."""
    if len(one.passe) < POINTS_MINIMUM:
        return None
    values, value = [float(known) for _, known in one.passe], float(one.valeur)
    middle = median(values)
    if abs(value - middle) < HABITUDE * abs(middle):
        return None
    plain, robust = z_score(value, values), modified_z(value, values)
    far = max(abs(plain) / Z, abs(robust) / Z_ROBUSTE)
    if far < 1:
        return None
    told = (
        f"hors de son habitude : médiane {_told(Decimal(str(middle)))} sur {len(values)} relevés "
        f"(z {_decimal(plain)} ; z robuste {_decimal(robust)})"
    )
    return Sign("passe", _capped(far), middle, told)


def _against_last(one: _Series, rarity: float) -> Sign | None:
    """Multiplied, divided or gone since the last known value; ``rarity``: of a zero, for that element."""
    if not one.passe:
        return None
    quarter, last = one.passe[-1]
    then = f"{_told(last)} au {quarter.libelle}"
    if one.valeur == 0 and last > 0:
        recent = one.passe[-MONTRES:]
        if rarity > 0 and all(known > 0 for _, known in recent):
            return Sign("zero", (1.5 + 0.5 * len(recent)) * rarity, float(last), f"tombe à zéro ({then})")
        return None
    if one.valeur <= 0 or last <= 0:
        return None
    ratio = float(one.valeur) / float(last)
    if max(ratio, 1 / ratio) < SAUT:
        return None
    way, times = ("multiplié", ratio) if ratio > 1 else ("divisé", 1 / ratio)
    return Sign("saut", _capped(log(times) / log(SAUT)), float(last), f"{way} par {_decimal(times)} ({then})")


def _anomaly(one: _Series, signs: tuple[Sign, ...], trimestre: Trimestre, total: float) -> Anomaly:
    ordered = tuple(sorted(signs, key=lambda sign: (-sign.ecart, sign.genre)))
    value = float(one.valeur)
    away = max(_SURETE[sign.genre] * abs(value - sign.attendu) for sign in ordered if sign.attendu is not None)
    # What is missing from the total counts in it: a zero is a share of what it was.
    share = min(away / max(total, away), 1.0)
    weight = _weight(ordered, share, one.element.obligatoire)
    known = dict(one.passe)
    return Anomaly(
        reference=f"{one.lieu}/{one.element.code}",
        cercle=one.cercle,
        lieu=one.lieu,
        element=one.element.code,
        sujet=one.element.libelle,
        signes=ordered,
        avant=tuple(known.get(trimestre.plus(-back)) for back in range(MONTRES, 0, -1)),
        valeur=one.valeur,
        poids=weight,
        gravite=_grade(weight),
    )


def _pointed(one: Pointed) -> Anomaly:
    """A fault of the file, as an anomaly of the cercle."""
    fault = one.faute
    element = all_elements().get(fault.colonne or "")
    sign = Sign("regle", _FAUTES[fault.gravite], None, fault.message)
    weight = _weight((sign,), 0.0, element is not None and element.obligatoire)
    place = "/".join(str(part) for part in (fault.feuille, fault.ligne, fault.colonne, fault.code) if part)
    return Anomaly(
        reference=f"{one.cercle}/{place}"[:160],
        cercle=one.cercle,
        lieu=one.cercle,
        element=element.code if element else None,
        sujet=element.libelle if element else fault.feuille or "",
        signes=(sign,),
        avant=(None,) * MONTRES,
        valeur=None,
        poids=weight,
        gravite=_grade(weight),
    )


def _weight(signs: Sequence[Sign], share: float, mandatory: bool) -> float:
    far = max(sign.ecart for sign in signs) + _AUTRE_SIGNE * (len(signs) - 1)
    return round(far * (1 + _PART * share) * (_OBLIGATOIRE if mandatory else 1.0), 6)


def _grade(weight: float) -> Gravite:
    return "serieuse" if weight >= SERIEUX else "a_voir"


def _ranked(found: Iterable[Anomaly]) -> tuple[Anomaly, ...]:
    """By cercle, the heaviest first; one row a reference."""
    ordered = sorted(found, key=lambda one: (one.cercle, -one.poids, one.reference))
    ranks: dict[str, int] = defaultdict(int)
    kept, seen = [], set()
    for one in ordered:
        if one.reference not in seen:
            seen.add(one.reference)
            ranks[one.cercle] += 1
            kept.append(Anomaly(**{**vars(one), "rang": ranks[one.cercle]}))
    return tuple(kept)


def _capped(far: float) -> float:
    return min(far, _PLUS_LOIN)


def _told(value: Decimal) -> str:
    """A value as a French reader writes it, three decimals at most."""
    whole, _, rest = f"{value.quantize(Decimal('0.001')):f}".partition(".")
    rest = rest.rstrip("0")
    return french_number(int(whole)) + (f",{rest}" if rest else "")


def _decimal(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")
