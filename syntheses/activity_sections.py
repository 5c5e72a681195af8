"""The sections on money, actions, decisions to follow, experiences and notices, in French words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from registry.writing import INSECABLE
from syntheses.evidence_links import links
from syntheses.facts import Content
from syntheses.register_facts import Amounts, Measure, Meetings
from syntheses.tabular import Column, Grid, Section, day_or_nothing, filled
from syntheses.typography import decimals_of, fcfa, inside, listing, number, plural, short_date

_PARTS_DITES = 3
_TENIR_RENCONTRE = "tenir_rencontre"


def money_section(content: Content) -> Section | None:
    """Engaged and disbursed, by channel and, apart, by procedure; the share of each source."""
    money = content.registres.argent
    if money is None:
        if not any(not one.guide for one in content.registres.cooperations):
            return None
        return Section("argent", "Argent", ("Aucun engagement ni décaissement n’est connu.",))
    quarter, total = content.trimestre.libelle, money.total
    phrases = [
        f"Engagé : {fcfa(total.engage_trimestre)} au {quarter}, {fcfa(total.engage)} en tout. "
        f"Décaissé : {fcfa(total.decaisse_trimestre)} au {quarter}, {fcfa(total.decaisse)} en tout"
        f"{_of_engaged(total)}."
    ]
    phrases += [
        f"{title} de l’engagé : {told}."
        for title, lines in (("Sources", money.sources), ("Canaux", money.canaux))
        if (told := _shares(lines, total))
    ]
    return Section(
        "argent",
        "Argent",
        tuple(phrases),
        filled(
            _amounts("Par canal", money.canaux, total, quarter),
            _amounts("Par procédure", money.procedures, total, quarter),
            _amounts("Par source", money.sources, total, quarter),
        ),
    )


def _amounts(title: str, lines: Iterable[Amounts], total: Amounts, quarter: str) -> Grid:
    columns = (
        Column(title, 34),
        Column(f"Engagé au {quarter}", 18, nombre=True),
        Column("Engagé en tout", 18, nombre=True),
        Column("Part", 10, nombre=True),
        Column(f"Décaissé au {quarter}", 18, nombre=True),
        Column("Décaissé en tout", 18, nombre=True),
    )
    return Grid(f"{title}, en FCFA", columns, tuple(_amount(one, total) for one in (*lines, total)))


def _amount(one: Amounts, total: Amounts) -> tuple[str, ...]:
    share = _percent(one.engage, total.engage) if total.engage else ""
    spent = (number(one.decaisse_trimestre), number(one.decaisse))
    return one.libelle, number(one.engage_trimestre), number(one.engage), share, *spent


def _shares(lines: Sequence[Amounts], total: Amounts) -> str:
    """The few greatest, with their share; "" when nothing is engaged."""
    if not total.engage:
        return ""
    told = [one for one in lines[:_PARTS_DITES] if 100 * one.engage >= total.engage]
    shares = [f"{inside(one.libelle)} {_percent(one.engage, total.engage)}" for one in told]
    left = total.engage - sum(one.engage for one in told)
    return listing([*shares, *([f"le reste {_percent(left, total.engage)}"] if 100 * left >= total.engage else [])])


def _percent(part: int, whole: int) -> str:
    return f"{number(Decimal(100 * part) / whole)}{INSECABLE}%"


def _of_engaged(total: Amounts) -> str:
    return f", soit {_percent(total.decaisse, total.engage)} de l’engagé" if total.engage else ""


def action_section(content: Content) -> Section | None:
    """Actions by state, the late ones, what their own indicators say."""
    actions = content.registres.actions
    if not actions.total:
        return None
    states = listing([f"{number(count)} {inside(label)}" for label, count in actions.par_statut])
    phrases = [f"{plural(actions.total, 'action', 'actions')} ({states})."]
    if actions.retards:
        oldest = actions.retards[0]
        late = plural(len(actions.retards), "action est en retard", "actions sont en retard")
        phrases.append(
            f"{late} ; la plus ancienne devait finir le {short_date(oldest.fin_prevue)} ({oldest.unite_nom})."
        )
    else:
        phrases.append("Aucune n’est en retard sur la date de fin prévue.")
    both = [one for one in actions.mesures if one.cible is not None and one.valeur is not None]
    if both:
        reached = sum(one.valeur >= one.cible for one in both if one.valeur is not None and one.cible is not None)
        measured = plural(len(both), "indicateur d’action mesuré", "indicateurs d’action mesurés")
        phrases.append(f"{measured}, dont {number(reached)} à la hauteur de la cible ou au-dessus.")
    rows = tuple(
        (day_or_nothing(one.fin_prevue), one.unite_nom, one.intitule, one.statut, _progress(one.avancement))
        for one in actions.retards
    )
    return Section(
        "actions",
        "Actions",
        tuple(phrases),
        filled(
            Grid("Actions en retard", _RETARDS, rows, preuves=links(content, actions.retards)),
            Grid(
                "Indicateurs d’action",
                _MESURES,
                tuple(map(_measure, actions.mesures)),
                preuves=links(content, actions.mesures),
            ),
        ),
    )


_RETARDS = (
    Column("Fin prévue", 12),
    Column("Collectivité", 20),
    Column("Action", 50),
    Column("État", 14),
    Column("Avancement", 12, nombre=True),
)
_MESURES = (
    Column("Type", 12),
    Column("Collectivité", 16),
    Column("Action", 34),
    Column("Indicateur", 34),
    Column("Cible", 20, nombre=True),
    Column("Valeur", 20, nombre=True),
)


def _progress(value: int | None) -> str:
    return "inconnu" if value is None else f"{number(value)}{INSECABLE}%"


def _measure(one: Measure) -> tuple[str, ...]:
    def told(value: Decimal | None, day: str) -> str:
        if value is None:
            return "inconnue"
        unit = f"{INSECABLE}{one.unite_mesure}" if one.unite_mesure else ""
        return f"{number(value, decimals_of(value))}{unit}{f' ({day})' if day else ''}"

    target = told(one.cible, day_or_nothing(one.cible_date))
    return one.type, one.unite_nom, one.action, one.intitule, target, told(one.valeur, day_or_nothing(one.valeur_date))


def follow_up_section(content: Content) -> Section | None:
    """Decisions to follow by nature, what was held in the quarter, the yearly meetings that come."""
    follow, quarter = content.registres.suivi, content.trimestre.libelle
    yearly = [one for one in content.registres.conventions if one.acte_code == _TENIR_RENCONTRE and one.acte_date]
    if not (follow.points or follow.rencontres or follow.concertations or yearly):
        return None
    phrases = []
    if follow.points:
        decided, recent, done, late = (
            sum(getattr(one, name) for one in follow.points)
            for name in ("decides", "du_trimestre", "faits", "en_retard")
        )
        coming = min((one.prochaine for one in follow.points if one.prochaine), default=None)
        following = f" ; prochaine échéance le {short_date(coming)}" if coming else ""
        phrases.append(
            f"{plural(decided, 'point à suivre', 'points à suivre')}, dont {number(recent)} du {quarter} : "
            f"{plural(done, 'fait', 'faits')}, {number(late)} en retard{following}."
        )
    held = [
        plural(sum(one.nombre for one in kinds), *words)
        for kinds, words in (
            (follow.rencontres, ("rencontre", "rencontres")),
            (follow.concertations, ("concertation", "concertations")),
        )
    ]
    phrases.append(f"Au {quarter} : {listing(held)}.")
    if yearly:
        first = min(yearly, key=lambda one: one.acte_date or content.trimestre.fin)
        phrases.append(
            f"{plural(len(yearly), 'rencontre annuelle', 'rencontres annuelles')} à tenir, la première avant le "
            f"{day_or_nothing(first.acte_date)} ({first.unite_nom})."
        )
    points = tuple(
        (
            one.nature,
            *(number(count) for count in (one.decides, one.faits, one.ouverts, one.en_retard)),
            day_or_nothing(one.prochaine),
        )
        for one in follow.points
    )
    return Section(
        "suivi",
        "Décisions, rencontres et concertations",
        tuple(phrases),
        filled(
            Grid("Points à suivre, par nature", _POINTS, points),
            Grid(f"Rencontres du {quarter}", _RENCONTRES, tuple(map(_meeting, follow.rencontres))),
            Grid(
                f"Concertations du {quarter}", _CONCERTATIONS, tuple(_meeting(one)[:3] for one in follow.concertations)
            ),
            Grid(
                "Rencontres annuelles à tenir",
                _ANNUELLES,
                tuple((day_or_nothing(one.acte_date), one.unite_nom, one.parties) for one in yearly),
            ),
        ),
    )


_POINTS = (
    Column("Nature", 34),
    Column("Décidés", 12, nombre=True),
    Column("Faits", 12, nombre=True),
    Column("Ouverts", 12, nombre=True),
    Column("En retard", 12, nombre=True),
    Column("Prochaine échéance", 18),
)
_RENCONTRES = (
    Column("Type", 40),
    Column("Nombre", 12, nombre=True),
    Column("Participants", 14, nombre=True),
    Column("dont femmes", 14, nombre=True),
)
_CONCERTATIONS = (Column("Cadre", 50), Column("Nombre", 12, nombre=True), Column("Participants", 14, nombre=True))
_ANNUELLES = (Column("Avant le", 12), Column("Collectivité", 24), Column("Convention", 60))


def _meeting(one: Meetings) -> tuple[str, ...]:
    participants, women = (
        "inconnu" if count is None else number(count) for count in (one.participants, one.participantes)
    )
    return one.libelle, number(one.nombre), participants, women


def exchange_section(content: Content) -> Section | None:
    """Experiences published, offers and requests open."""
    experiences, notices = content.registres.experiences, content.registres.annonces
    phrases = []
    if experiences:
        phrases.append(f"{plural(len(experiences), 'expérience publiée', 'expériences publiées')}.")
    if notices:
        phrases.append(f"{plural(len(notices), 'offre ou demande ouverte', 'offres et demandes ouvertes')}.")
    if not phrases:
        return None
    published = tuple((one.titre, one.type, one.unite_nom, one.secteur) for one in experiences)
    opened = tuple(
        (one.sens, one.partie, one.pays, listing(one.secteurs), day_or_nothing(one.depuis), day_or_nothing(one.valable))
        for one in notices
    )
    return Section(
        "experiences",
        "Expériences, offres et demandes",
        (" ".join(phrases),),
        filled(
            Grid("Expériences publiées", _EXPERIENCES, published, preuves=links(content, experiences)),
            Grid("Offres et demandes ouvertes", _ANNONCES, opened, preuves=links(content, notices)),
        ),
    )


_EXPERIENCES = (Column("Titre", 50), Column("Type", 26), Column("Collectivité", 20), Column("Secteur", 20))
_ANNONCES = (
    Column("Annonce", 20),
    Column("De", 26),
    Column("Pays", 14),
    Column("Secteurs", 36),
    Column("Déposée le", 12),
    Column("Valable jusqu’au", 12),
)
