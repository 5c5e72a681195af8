"""Every indicator, at every level, against a plain computation from the rows that shares nothing with the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import conditions as c
from indicators import terms as t
from indicators.declaration import Indicateur
from indicators.discovery import all_indicators
from indicators.mart import mart_tables
from registry.duties import expected_senders
from registry.elements import elements_asked
from registry.memberships import memberships
from registry.periods import Trimestre

SEASON, ORDINARY = Trimestre(2026, 1), Trimestre(2026, 3)
INDICATORS = list(all_indicators().values())
LEVELS = ("commune", "cercle", "region", "pays")


# a row's answer: True, False or None, by Kleene's logic


def holds(mart: Any, condition: Any, row: dict[str, Any], moment: Trimestre) -> bool | None:
    if condition is None:
        return True
    if isinstance(condition, c.Et | c.Ou):
        answers = [holds(mart, part, row, moment) for part in condition.parties]
        decisive = isinstance(condition, c.Ou)
        if decisive in answers:
            return decisive
        return None if None in answers else not decisive
    if isinstance(condition, c.Non):
        inner = holds(mart, condition.partie, row, moment)
        return None if inner is None else not inner
    if isinstance(condition, c.AuPlusTard):
        day = next((row[name] for name in condition.date.noms if row[name] is not None), None)
        return None if day is None else day <= moment.plus(condition.decalage).fin
    if isinstance(condition, c.Detenu):
        return mart.units[row["unite_code"]][0] in condition.niveaux if row["unite_code"] else None
    if isinstance(condition, c.Lie):
        answers = [holds(mart, condition.condition, other, moment) for other in pointing(mart, condition, row, moment)]
        if True in answers:
            return True
        told = not condition.meme_expediteur or received(mart, row["expediteur"], condition.table, moment)
        return False if told and None not in answers else None
    value = row[condition.colonne]
    if isinstance(condition, c.Rempli):
        return value is not None
    unknown = value is None or value in ("inconnu", "inconnue")
    if isinstance(condition, c.Connu):
        return not unknown
    if unknown:
        return None
    if isinstance(condition, c.Parmi):
        return value in condition.valeurs
    if isinstance(condition, c.PaysMembre):
        return condition.organisation in memberships(value, moment.fin)
    if isinstance(condition, c.AuMoins):
        return value >= condition.minimum
    if isinstance(condition, c.Vaut):
        return value == condition.nombre
    if isinstance(condition, c.PasApres):
        return None if row[condition.borne] is None else value <= row[condition.borne]
    if isinstance(condition, c.DepuisJanvier):
        return date(moment.annee, 1, 1) <= value <= moment.fin
    assert isinstance(condition, c.Vrai)
    return bool(value)


def pointing(mart: Any, lie: Any, row: dict[str, Any], moment: Trimestre) -> list[dict[str, Any]]:
    """The rows known at that quarter's end that point to a row."""
    event = mart_tables()[lie.table].nature == "evenement"
    return [
        other
        for other in mart.tables.get(lie.table, [])
        if row[lie.cle] is not None
        and other[lie.colonne] == row[lie.cle]
        and (other["expediteur"] == row["expediteur"] or not lie.meme_expediteur)
        and other.get("etat_ligne") != "annule"
        and (not event or other["trimestre"] <= str(moment))
    ]


# contributors: (place, in the field, numerator, denominator, key)


@dataclass(frozen=True)
class Part:
    who: str
    unit: str | None
    inside: bool
    num: Decimal | None
    den: Decimal | None
    key: str | None = None

    @property
    def known(self) -> bool:
        return self.inside and self.num is not None and self.den is not None


def accepted(mart: Any, sender: str, quarter: Trimestre, in_time: bool = False) -> bool:
    return any(
        s == sender and q == quarter and v.startswith("accepte") and (a or not in_time) for s, q, v, a in mart.depots
    )


def received(mart: Any, sender: str, table: str, until: Trimestre) -> bool:
    """Whether an accepted file of that sender ever held the table, up to that quarter."""
    name = "partenariats" if table == "cooperations" else table
    accepted = {q for s, q, v, _ in mart.depots if s == sender and v.startswith("accepte") and q <= until}
    return any((sender, name, q) not in mart.omises for q in accepted)


def heard(mart: Any, sender: str, table: str, quarter: Trimestre) -> bool:
    """Whether the sender told of the table's rows of that quarter; of a register, of those that stand."""
    if mart_tables()[table].nature == "evenement":
        return accepted(mart, sender, quarter) and (sender, table, quarter) not in mart.omises
    return received(mart, sender, table, quarter)


def rows_of(mart: Any, table: str, quarter: Trimestre) -> list[dict[str, Any]]:
    rows = mart.tables.get(table, [])
    if mart_tables()[table].nature == "evenement":
        return [row for row in rows if row["trimestre"] == str(quarter)]
    return [row for row in rows if row.get("etat_ligne") != "annule"]


def commune_term(mart: Any, term: Any, unit: str, quarter: Trimestre) -> Decimal | None:
    if isinstance(term, t.SommeElements):
        values = [mart.in_force(quarter, unit, code) for code in term.codes]
    elif isinstance(term, t.CumulAnnee):
        values = [
            mart.services.get((unit, code, Trimestre(quarter.annee, number)), (None, ""))[0]
            for code in term.codes
            for number in range(1, quarter.numero + 1)
        ]
    elif isinstance(term, t.Population):
        values = [mart.population.get(unit)]
    elif isinstance(term, t.NombreCommunes):
        values = [1]
    elif isinstance(term, t.ObligatoiresAttendus | t.ObligatoiresRenseignes):
        asked = [element.code for element in elements_asked(quarter) if element.obligatoire]
        answers = [mart.services.get((unit, code, quarter), (None, "")) for code in asked]
        done = sum(value is not None or state == "sans_objet" for value, state in answers)
        values = [len(asked) if isinstance(term, t.ObligatoiresAttendus) else done]
    elif isinstance(term, t.SommePortee):
        owned = [row for row in rows_of(mart, term.table, quarter) if row["unite_code"] == unit]
        cercle = mart.units[unit][2]
        values = [0] if heard(mart, cercle, term.table, quarter) else [None]
        for row in owned:
            answer = holds(mart, term.condition, row, quarter)
            values += [None] if answer is None else [row[term.colonne]] if answer else []
    else:
        assert isinstance(term, t.Presence)
        answers_ = [
            holds(mart, term.condition, r, quarter)
            for r in rows_of(mart, term.table, quarter)
            if r["unite_code"] == unit
        ]
        if True in answers_:
            values = [1]
        else:
            unsure = None in answers_ or not heard(mart, mart.units[unit][2], term.table, quarter)
            values = [None if unsure else 0]
    return None if None in values else Decimal(sum(values))


def cercle_term(mart: Any, term: Any, cercle: str, quarter: Trimestre) -> Decimal | None:
    expected = cercle in expected_senders(quarter)
    if isinstance(term, t.EnvoisAttendus):
        return Decimal(expected)
    if isinstance(term, t.EnvoisAcceptes):
        return Decimal(expected and accepted(mart, cercle, quarter, term.a_temps))
    if isinstance(term, t.CommunesDuCercle):
        return Decimal(sum(mart.units[code][2] == cercle for code in mart.communes()))
    assert isinstance(term, t.LignesDuCercle)
    if not heard(mart, cercle, term.table, quarter):
        return None
    rows = rows_of(mart, term.table, quarter)
    return Decimal(
        sum(
            mart.units[r["unite_code"]][2] == cercle and holds(mart, term.condition, r, quarter) is True
            for r in rows
            if r["unite_code"]
        )
    )


def row_term(mart: Any, term: Any, row: dict[str, Any], quarter: Trimestre) -> tuple[Decimal | None, str | None]:
    if isinstance(term, t.SommeLiee):
        amounts = [
            (holds(mart, term.lien.condition, other, quarter), other[term.colonne])
            for other in pointing(mart, term.lien, row, quarter)
        ]
        if any(answer is None or (answer and amount is None) for answer, amount in amounts):
            return None, None
        if not received(mart, row["expediteur"], term.lien.table, quarter):
            return None, None
        return Decimal(sum(amount for answer, amount in amounts if answer)), None
    answer = holds(mart, term.condition, row, quarter)
    if answer is None:
        return None, None
    if not answer:
        return Decimal(0), None
    if isinstance(term, t.LignesDistinctes):
        key = row[term.colonne]
        return (None, None) if key in (None, "inconnu") else (Decimal(1), key)
    if isinstance(term, t.SommeColonne):
        factors = [row[term.colonne], row[term.fois] if term.fois else 1]
        if term.zero_si_recue and factors[0] is None and received(mart, row["expediteur"], term.zero_si_recue, quarter):
            factors[0] = 0
        return (None if None in factors else Decimal(factors[0]) * Decimal(factors[1])), None
    return Decimal(1), None


def parts(mart: Any, one: Indicateur, quarter: Trimestre) -> list[Part]:
    found = []
    if one.champ in ("commune", "cercle"):
        value = commune_term if one.champ == "commune" else cercle_term
        for unit, (niveau, *_) in mart.units.items():
            if niveau == one.champ:
                num = value(mart, one.numerateur, unit, quarter)
                den = value(mart, one.denominateur, unit, quarter) if one.denominateur else Decimal(0)
                deposits = isinstance(one.denominateur, t.EnvoisAttendus)
                found.append(Part(unit, unit, not deposits or den == 1, num, den))
        return found
    for place, row in enumerate(rows_of(mart, one.table.nom, quarter)):
        base = holds(mart, one.denominateur.condition, row, quarter) if one.denominateur else True
        num, key = row_term(mart, one.numerateur, row, quarter)
        den = row_term(mart, one.denominateur, row, quarter)[0] if one.denominateur else Decimal(0)
        if base is not True:
            num = den = None
        found.append(Part(f"{quarter}/{place}", row["unite_code"], base is not False, num, den, key))
    return found


# levels


def within(mart: Any, unit: str | None, niveau: str, target: str) -> bool:
    if niveau == "pays":
        return True
    return unit is not None and mart.units[unit][LEVELS.index(niveau) + 1] == target


def ratio(one: Indicateur, chosen: list[Part]) -> Decimal | None:
    if not chosen:
        return None
    if isinstance(one.numerateur, t.LignesDistinctes):
        return Decimal(len({part.key for part in chosen if part.key}))
    num = sum(part.num for part in chosen)
    if one.denominateur is None:
        return num
    den = sum(part.den for part in chosen)
    return num * one.multiplicateur / den if den else None


def close(found: Decimal | None, expected: Decimal | None) -> bool:
    if found is None or expected is None:
        return found is None and expected is None
    return abs(found - expected) <= Decimal("0.000001") * max(1, abs(expected))


def constant(mart: Any, one: Indicateur, quarter: Trimestre, before: Trimestre, niveau: str, target: str) -> Any:
    """Value then, value now, size of the constant field; None when less than half of the field."""
    now = [p for p in parts(mart, one, quarter) if within(mart, p.unit, niveau, target)]
    then = [p for p in parts(mart, one, before) if within(mart, p.unit, niveau, target)]
    if one.champ == "ligne":
        if one.table.nature == "registre":
            return None
        cercles = [code for code, row in mart.units.items() if row[0] == "cercle"]
        if niveau == "commune":
            cercles = [mart.units[target][2]]
        else:
            cercles = [code for code in cercles if within(mart, code, niveau, target)]
        both = [code for code in cercles if all(heard(mart, code, one.table.nom, q) for q in (quarter, before))]
        size, field = len(both), len(cercles)

        def steady(part: Part) -> bool:
            cercle, region = mart.units[part.unit][2:] if part.unit else (None, None)
            sender = cercle or region or "ML"
            return part.known and all(heard(mart, sender, one.table.nom, q) for q in (quarter, before))

        now, then = [p for p in now if steady(p)], [p for p in then if steady(p)]
    else:
        field = sum(part.inside for part in now)
        previous = {part.who: part for part in then}
        now = [p for p in now if p.known and previous[p.who].num is not None and previous[p.who].den is not None]
        then = [previous[p.who] for p in now]
        size = len(now)
    if not size or size * 2 < field:
        return None
    return ratio(one, then), ratio(one, now), size


# the tests


@pytest.fixture(scope="module")
def season(random_mart: Any, compute: Any) -> Any:
    mart = random_mart(7, 0.3)
    return mart, SEASON, compute(mart, SEASON)


@pytest.fixture(scope="module")
def ordinary(random_mart: Any, compute: Any) -> Any:
    mart = random_mart(11, 0.2)
    return mart, ORDINARY, compute(mart, ORDINARY)


@pytest.fixture(params=["season", "ordinary"])
def world(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.code)
def test_each_figure_is_the_plain_computation_from_the_rows(one: Indicateur, world: Any) -> None:
    mart, quarter, facts = world
    if one.niveau_publie is None:
        assert one.code not in facts
        return
    everyone = parts(mart, one, quarter)
    expected_units = {(row[0], code) for code, row in mart.units.items() if one.published_at(row[0])}
    assert set(facts[one.code]) == expected_units
    for (niveau, target), fact in facts[one.code].items():
        here = [part for part in everyone if within(mart, part.unit, niveau, target)]
        known = [part for part in here if part.known]
        total = sum(part.inside for part in here)
        assert (fact["unites_connues"], fact["unites_total"]) == (len(known), total)
        if one.champ == "ligne":
            cercles = [c for c, row in mart.units.items() if row[0] == "cercle" and within(mart, c, niveau, target)]
            cercles = [mart.units[target][2]] if niveau == "commune" else cercles
            told = sum(heard(mart, cercle, one.table.nom, quarter) for cercle in cercles)
            assert (fact["expediteurs_connus"], fact["expediteurs_total"]) == (told, len(cercles))
            assert fact["masque"] or told * 2 >= len(cercles)
        if fact["masque"]:
            assert fact["motif_masque"] and fact["valeur"] is None and fact["numerateur"] is None
            assert fact["denominateur"] is None and fact["variation"] is None
            continue
        assert len(known) * 2 >= total
        value = ratio(one, known)
        if one.champ == "ligne" and one.denominateur is None and not here:
            value = Decimal(0)
        assert close(fact["valeur"], value), (niveau, target)
        if fact["valeur"] is None:
            assert fact["motif_masque"] == "Dénominateur nul"
        for before, suffix, allowed in (
            (
                quarter.plus(-1),
                ("valeur_precedente_constant", "valeur_constant", "unites_constant", "variation"),
                one.compares_with_previous(quarter),
            ),
            (
                quarter.plus(-4),
                (
                    "valeur_annee_precedente_constant",
                    "valeur_constant_annee",
                    "unites_constant_annee",
                    "variation_annee",
                ),
                one.compares_with_last_year,
            ),
        ):
            change = constant(mart, one, quarter, before, niveau, target) if allowed else None
            then, now, size, difference = (fact[name] for name in suffix)
            if change is None:
                assert (then, now, size, difference) == (None, None, None, None)
                continue
            assert close(then, change[0]) and close(now, change[1]) and size == change[2]
            if then is not None and now is not None:
                assert difference == now - then


def test_both_worlds_show_most_figures_and_hide_some(season: Any, ordinary: Any) -> None:
    rows = [fact for _, _, facts in (season, ordinary) for found in facts.values() for fact in found.values()]
    shown = [fact for fact in rows if fact["valeur"] is not None]
    assert len(shown) > len(rows) / 3
    assert any(fact["masque"] for fact in rows)
    assert any(fact["variation"] for fact in rows)
    assert any(fact["variation_annee"] for fact in rows)


# Distinct counts don't add up by nature, protected ones by design.
ADDITIVE = [
    one
    for one in INDICATORS
    if one.champ == "ligne" and not isinstance(one.numerateur, t.LignesDistinctes) and not one.a_secret
]


@pytest.fixture(scope="module")
def full(random_mart: Any, compute: Any) -> Any:
    """A world without holes, every sender heard."""
    mart = random_mart(3, 0.0)
    mart.depots = [(s, ORDINARY, "accepte", True) for s in ("ML0101", "ML0102", "ML0201", "ML0901", "ML01", "ML")]
    return mart, compute(mart, ORDINARY)


@pytest.mark.parametrize("one", ADDITIVE, ids=lambda one: one.code)
def test_counts_of_rows_are_conserved_and_own_level_is_added_once(one: Indicateur, full: Any) -> None:
    """Sum of the units below + own level = the unit, where nothing is hidden."""
    mart, computed = full
    facts = computed[one.code]
    place = {"commune": 2, "cercle": 3}
    for (niveau, target), fact in facts.items():
        below = LEVELS[max(0, LEVELS.index(niveau) - 1)]
        if niveau == "commune" or not one.published_at(below):
            continue
        children = [
            other
            for (level, code), other in facts.items()
            if level == below and (niveau == "pays" or mart.units[code][place[below]] == target)
        ]
        if fact["masque"] or any(child["masque"] for child in children):
            continue
        # A sum over no row is unknown for a ratio, and adds nothing.
        total = sum(child["numerateur"] or 0 for child in children) + fact["dont_niveau_propre"]
        assert (fact["numerateur"] or 0) == total


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), holes=st.floats(0, 0.45))
def test_a_ratio_at_any_level_is_the_sum_over_the_sum_of_known_communes(
    seed: int, holes: float, compute: Any, random_mart: Any
) -> None:
    ratios = [one for one in INDICATORS if one.champ == "commune" and one.denominateur is not None]
    mart = random_mart(seed, holes)
    facts = compute(mart, SEASON, ratios)
    for one in ratios:
        found = {part.unit: part for part in parts(mart, one, SEASON) if part.known}
        for (niveau, target), fact in facts[one.code].items():
            known = [part for unit, part in found.items() if within(mart, unit, niveau, target)]
            assert fact["unites_connues"] == len(known)
            if not fact["masque"]:
                assert fact["numerateur"] == sum(part.num for part in known)
                assert fact["denominateur"] == sum(part.den for part in known)
                assert close(fact["valeur"], ratio(one, known))


def test_communes_add_up_to_the_nation_to_the_unit(compute: Callable[..., Any], random_mart: Any) -> None:
    one = all_indicators()["eau_points_realises"]
    mart = random_mart(5, 0.0)
    facts = compute(mart, ORDINARY, [one])[one.code]
    total = facts["pays", "ML"]["numerateur"]
    for niveau in ("commune", "cercle", "region"):
        assert sum(fact["numerateur"] for (level, _), fact in facts.items() if level == niveau) == total
