"""The sections on the cooperations of a territory and on their conventions, in French words."""

from __future__ import annotations

from collections import Counter

from registry.writing import long_date
from syntheses.due import acts_due, due_limit
from syntheses.evidence_links import links
from syntheses.facts import Content
from syntheses.register_facts import Convention, Cooperation, Sharing
from syntheses.tabular import Column, Grid, Section, day_or_nothing, filled
from syntheses.typography import inside, listing, number, plural, short_date
from syntheses.wording import due_sentence, overdue, partnerships

_SANS_ETAPE = "aucune étape connue"


def cooperation_section(content: Content) -> Section:
    """Where each cooperation stands, who shares it, which are only known from the guide."""
    found = content.registres.cooperations
    followed = [one for one in found if not one.guide or one.phase is not None]
    guide = [one for one in found if one.guide and one.phase is None]
    shared = [(one, other) for one in found for other in one.partage]
    phrases = [partnerships(content), *_by_phase(followed), *_by_answer(found)]
    return Section(
        "cooperations",
        "Coopérations",
        tuple(phrases),
        filled(
            Grid(
                "Où en est chaque coopération",
                _ETAT,
                tuple(_standing(one) for one in followed),
                preuves=links(content, followed),
            ),
            Grid("Coopérations partagées", _PARTAGE, tuple(_shared(one, other) for one, other in shared)),
            Grid(
                "Relations relevées dans le guide, à vérifier",
                _GUIDE,
                tuple(_from_guide(one) for one in guide),
                preuves=links(content, guide),
            ),
        ),
        principale=True,
        resume=Grid("", _DERNIERS_PAS, tuple(_last_step(one) for one in sorted(followed, key=_latest_first))),
    )


_ETAT = (
    Column("Collectivité", 20),
    Column("Partenaire", 24),
    Column("Situation", 14),
    Column("Étape atteinte", 26),
    Column("Ce que demande la suite", 34),
    Column("Décaissé sur engagé, en FCFA", 18, nombre=True),
)
_PARTAGE = (
    Column("Coopération", 34),
    Column("Déclarée par", 20),
    Column("Collectivité associée", 20),
    Column("Rôle", 14),
    Column("Sa réponse", 24),
)
_GUIDE = (
    Column("Collectivité", 20),
    Column("Partenaire", 34),
    Column("Pays", 14),
    Column("Nature", 26),
    Column("Depuis", 10),
    Column("Lieu", 14),
)


_DERNIERS_PAS = (
    Column("Collectivité", 18),
    Column("Partenaire", 30),
    Column("Phase", 8, nombre=True),
    Column("Étape atteinte", 32),
    Column("Étape suivante", 32),
    Column("Décaissé sur engagé (FCFA)", 30, nombre=True),
)


def _latest_first(one: Cooperation) -> tuple[bool, int, bool]:
    """Those that moved last come first, then those known to stand somewhere."""
    return one.etape_date is None, -one.etape_date.toordinal() if one.etape_date else 0, one.phase is None


def _last_step(one: Cooperation) -> tuple[str, ...]:
    when = f", {short_date(one.etape_date)}" if one.etape_date else ""
    step = f"{one.etape} ({inside(one.etape_etat)}{when})" if one.etape else _SANS_ETAPE
    return one.unite_nom, one.partenaire, str(one.phase or ""), step, one.suite, _spent(one)


def _spent(one: Cooperation) -> str:
    if one.engage is None and one.decaisse is None:
        return ""
    spent, engaged = ("inconnu" if amount is None else number(amount) for amount in (one.decaisse, one.engage))
    return f"{spent} sur {engaged}"


def _standing(one: Cooperation) -> tuple[str, ...]:
    place = f"{one.unite_nom} (déclarée ailleurs)" if one.declaree_par else one.unite_nom
    since = f", depuis {one.origine}" if one.origine else ""
    phase = f"Phase {one.phase}, {inside(one.phase_nom)} : " if one.phase is not None else ""
    when = f", le {short_date(one.etape_date)}" if one.etape_date else ""
    step = f"{phase}{one.etape} ({inside(one.etape_etat)}{when})" if one.etape else _SANS_ETAPE
    following = f"{one.suite} : {one.demande}" if one.suite else ""
    partner = f"{one.partenaire} ({one.pays})" if one.pays else one.partenaire
    return place, partner, one.statut + since, step, following, _spent(one)


def _shared(one: Cooperation, other: Sharing) -> tuple[str, ...]:
    answer = other.reponse or "non demandée"
    if other.reponse_date:
        answer = f"{answer}, le {short_date(other.reponse_date)}"
    return one.partenaire, one.unite_nom, other.unite_nom, other.role, answer


def _from_guide(one: Cooperation) -> tuple[str, ...]:
    return one.unite_nom, one.partenaire, one.pays, one.type_partenaire, one.origine, one.rattachement


def _by_phase(found: list[Cooperation]) -> list[str]:
    phases = Counter((one.phase, one.phase_nom) for one in found if one.phase is not None)
    unknown = sum(one.phase is None for one in found)
    if not phases:
        return []
    told = [f"{number(count)} en phase {phase} ({inside(name)})" for (phase, name), count in sorted(phases.items())]
    if unknown:
        told.append(f"{number(unknown)} sans étape connue")
    return [f"Dans le cycle : {listing(told)}."]


def _by_answer(found: tuple[Cooperation, ...]) -> list[str]:
    shared = [one for one in found if one.partage]
    if not shared:
        return []
    answers = Counter(inside(other.reponse) or "sans demande" for one in shared for other in one.partage)
    told = listing([f"{number(count)} {answer}" for answer, count in sorted(answers.items())])
    many = plural(len(shared), "coopération partagée", "coopérations partagées")
    return [f"{many} entre collectivités ; réponses : {told}."]


def convention_section(content: Content) -> Section:
    """The acts that conventions ask for within the limit, then the other conventions."""
    found = content.registres.conventions
    due = acts_due(found, content.trimestre)
    others = [one for one in found if one not in due]
    limit = long_date(due_limit(content.trimestre))
    told = tuple(_act(one, content) for one in due)
    acts = Grid(f"Actes attendus d’ici au {limit}", _ACTES, told, preuves=links(content, due))
    phrases = [due_sentence(content)]
    if found:
        states = Counter(one.statut for one in found)
        states_told = listing([f"{number(count)} {inside(state)}" for state, count in states.most_common()])
        phrases.insert(0, f"{plural(len(found), 'convention connue', 'conventions connues')} : {states_told}.")
    return Section(
        "conventions",
        "Conventions",
        tuple(phrases),
        filled(
            acts,
            Grid(
                "Autres conventions",
                _CONVENTIONS,
                tuple(_other(one) for one in others),
                preuves=links(content, others),
            ),
        ),
        principale=True,
        resume=acts,
    )


_ACTES = (
    Column("Échéance", 12),
    Column("Collectivité", 18),
    Column("Convention", 40),
    Column("Statut", 18),
    Column("Acte attendu", 32),
)
_CONVENTIONS = (
    Column("Collectivité", 20),
    Column("Convention", 44),
    Column("Statut", 20),
    Column("Fin de la période", 14),
    Column("Reconduction", 18),
    Column("Acte suivant", 30),
)


def _act(one: Convention, content: Content) -> tuple[str, ...]:
    late = overdue(one.acte_date, content)
    when = short_date(one.acte_date) if one.acte_date else "sans date"
    end = f" (fin le {short_date(one.fin)})" if one.fin and one.fin != one.acte_date else ""
    return f"{when}, en retard" if late else when, one.unite_nom, one.parties, one.statut + end, one.acte


def _other(one: Convention) -> tuple[str, ...]:
    act = f"{one.acte}, le {short_date(one.acte_date)}" if one.acte and one.acte_date else one.acte
    return one.unite_nom, one.parties, one.statut, day_or_nothing(one.fin), one.reconduction, act
