"""The facts of a sender's own report: its rows in the store, internal columns included, restricted ones never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.calendar import deadlines, on_time
from registry.conventions import next_act, status, term_end, terms_of
from registry.duties import exemptions, expected_senders
from registry.elements import DOMAINES, elements_asked
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import perimeter, unit, units
from syntheses.documents.rapport_facts import (
    Activity,
    Concertation,
    ConventionState,
    DomainCount,
    Flow,
    MeetingHeld,
    Paper,
    PartnershipChange,
    Point,
    Report,
    Sending,
    StepChange,
    Training,
)
from warehouse.deposits import deposits
from warehouse.lake import exists, open_lake
from warehouse.literals import literal
from warehouse.registers import rows_of
from warehouse.state import moment, quarter_of

_KNOWN = ("mesuree", "estimee", "reconduite")
_OPEN = ("a_faire", "en_cours")
Row = Mapping[str, Any]


def gather_report(home: Home, sender: str, trimestre: Trimestre | str) -> Report:
    """What one sender did and declared in a quarter; its rows only.

    Raises OiseError when the code names no sender, or when the calendar says nothing of the quarter.
    """
    place = unit(sender.strip().upper())
    if place.niveau == "commune":
        raise OiseError(
            f"{place.nom} ({place.code}) est une commune : le rapport d'activités est celui du CCC de son cercle."
        )
    quarter = trimestre if isinstance(trimestre, Trimestre) else Trimestre.parse(trimestre)
    store = _Store(home, place.code, quarter)
    partners = store.now("partenariats")
    names = {row["id_local"]: row["partenaire"] or "" for row in partners}
    actions = {row["id_local"]: row["intitule"] or "" for row in store.now("actions")}
    engaged, paid = _flows(store, actions)
    exempted = [one for one in exemptions(quarter, home.reference) if one.expediteur == place.code]
    communes = sum(units()[code].niveau == "commune" for code in perimeter(place.code))
    return Report(
        expediteur=place.code,
        trimestre=quarter,
        fictif=home.fictive,
        communes_nb=communes,
        elements_nb=len(elements_asked(quarter)) if communes else 0,
        echeance=deadlines(quarter).depot,
        attendu=place.code in expected_senders(quarter, home.reference),
        exemption=exempted[0].decision if exempted else "",
        envois=_sendings(store),
        activites=_activities(store),
        formations=_trainings(store),
        services=_services(store, communes),
        partenariats_nb=len(partners),
        changements=_changes(store, partners),
        etapes=_steps(store, names),
        conventions=_conventions(store, names),
        rencontres=_meetings(store, names),
        concertations=_concertations(store),
        rapports=_papers(store, names, actions),
        engagements=tuple(one for one in engaged if quarter.debut <= one.le <= quarter.fin),
        decaissements=tuple(one for one in paid if quarter.debut <= one.le <= quarter.fin),
        engage_cumul=sum(one.montant_fcfa for one in engaged),
        decaisse_cumul=sum(one.montant_fcfa for one in paid),
        points=_points(store),
    )


@dataclass(frozen=True)
class _Store:
    """The rows of one sender as of a quarter."""

    home: Home
    sender: str
    quarter: Trimestre

    def now(self, table: str) -> list[dict[str, Any]]:
        """A register as it stands at the quarter's end, or the quarter's events."""
        return rows_of(self.home, table, trimestre=self.quarter, expediteur=self.sender)

    def before(self, table: str) -> dict[str, dict[str, Any]]:
        """A register as it stood at the end of the quarter before, by local id."""
        rows = rows_of(self.home, table, trimestre=self.quarter.plus(-1), expediteur=self.sender)
        return {row["id_local"]: row for row in rows}

    def ever(self, table: str) -> list[dict[str, Any]]:
        """Every event declared up to the quarter."""
        rows = rows_of(self.home, table, expediteur=self.sender)
        return [row for row in rows if row["trimestre"] <= str(self.quarter)]

    def changed(self, row: Row) -> bool:
        """Whether the current version of a register's row came with this quarter's file."""
        return bool(row["trimestre"] == str(self.quarter))


def _place(code: str | None) -> str:
    known = units().get(code or "")
    return known.nom.replace("'", "’") if known else (code or "")


def _ordered(rows: Iterable[Row], column: str) -> list[Row]:
    return sorted(rows, key=lambda row: (row[column] or date.max, row["id_local"]))


def _sendings(store: _Store) -> tuple[Sending, ...]:
    found = []
    for one in deposits(store.home):
        verdict = one.verdict
        if verdict.expediteur != store.sender or quarter_of(one) != str(store.quarter) or one.retrait is not None:
            continue
        counts = verdict.lignes.values()
        received = moment(verdict.recu_le).date()
        found.append(
            Sending(
                recu_le=received,
                nature=verdict.nature or "",
                version=verdict.version,
                verdict=verdict.verdict,
                a_temps=on_time(store.quarter, received) if one.accepte else None,
                soumises=sum(count.soumises for count in counts),
                integrees=sum(count.integrees for count in counts),
                ecartees=sum(count.ecartees for count in counts),
            )
        )
    return tuple(found)


def _activities(store: _Store) -> tuple[Activity, ...]:
    return tuple(
        Activity(
            type_code=row["type_action_code"] or "",
            objet=row["objet"] or "",
            lieu=_place(row["unite_code"]),
            statut_code=row["statut_code"] or "",
            debut=row["debut_date"],
            jours=row["jours_nb"],
            resultat=row["resultat"] or "",
            cout_fcfa=row["cout_fcfa"],
        )
        for row in _ordered(store.now("activites_ccc"), "debut_date")
    )


def _trainings(store: _Store) -> tuple[Training, ...]:
    return tuple(
        Training(
            theme_code=row["theme_code"] or "",
            intitule=row["intitule"] or "",
            lieu=_place(row["unite_code"]),
            debut=row["debut_date"],
            fin=row["fin_date"],
            jours=row["jours_nb"],
            participants=row["participants_nb"],
            femmes=row["participantes_nb"],
            elus=row["elus_nb"],
            cout_fcfa=row["cout_fcfa"],
        )
        for row in _ordered(store.now("formations"), "debut_date")
    )


def _services(store: _Store, communes: int) -> tuple[DomainCount, ...]:
    """By domain, how many of the values asked are known; nothing for a sender without communes."""
    counts: dict[tuple[str, str], int] = {}
    if exists(store.home):
        with open_lake(store.home, read_only=True) as lake:
            for element, state, number in lake.rows(
                f"SELECT element, etat, count(*) FROM lac.services WHERE expediteur = {literal(store.sender)} "
                f"AND trimestre = {literal(store.quarter)} GROUP BY element, etat"
            ):
                counts[str(element), str(state)] = int(str(number))
    asked = elements_asked(store.quarter) if communes else ()
    found = []
    for domain in DOMAINES:
        codes = [element.code for element in asked if element.domaine == domain]
        if codes:
            found.append(
                DomainCount(
                    domaine=domain,
                    demandees=len(codes) * communes,
                    renseignees=sum(counts.get((code, state), 0) for code in codes for state in _KNOWN),
                    indisponibles=sum(counts.get((code, "non_disponible"), 0) for code in codes),
                    sans_objet=sum(counts.get((code, "sans_objet"), 0) for code in codes),
                )
            )
    return tuple(found)


def _changes(store: _Store, partners: list[dict[str, Any]]) -> tuple[PartnershipChange, ...]:
    before = store.before("partenariats")
    return tuple(
        PartnershipChange(
            identifiant=row["id_local"],
            lieu=_place(row["unite_code"]),
            partenaire=row["partenaire"] or "",
            pays_code=row["pays_code"] or "",
            nouveau=row["id_local"] not in before,
            avant_code=(before.get(row["id_local"]) or {}).get("statut_code") or "",
            statut_code=row["statut_code"] or "",
        )
        for row in partners
        if store.changed(row)
    )


def _within(store: _Store, moment_of: date | None) -> bool:
    return moment_of is not None and store.quarter.debut <= moment_of <= store.quarter.fin


def _steps(store: _Store, names: Mapping[str, str]) -> tuple[StepChange, ...]:
    return tuple(
        StepChange(
            names.get(row["partenariat_id"], ""), row["etape_code"] or "", row["etat_code"] or "", row["etape_date"]
        )
        for row in _ordered(store.now("etapes_cycle"), "etape_date")
        if _within(store, row["etape_date"])
    )


def _conventions(store: _Store, names: Mapping[str, str]) -> tuple[ConventionState, ...]:
    """Those that ask for an act, and those declared or changed in the quarter; the nearest act first."""
    amendments: dict[str, list[Row]] = {}
    for one in store.now("avenants"):
        amendments.setdefault(one["convention_id"], []).append(one)
    meetings: dict[str, list[date]] = {}
    for one in store.ever("rencontres"):
        meetings.setdefault(one["convention_id"], []).append(one["rencontre_date"])
    found = []
    for row in store.now("conventions"):
        terms = terms_of(row, amendments.get(row["id_local"], ()), meetings.get(row["id_local"], ()))
        act = next_act(terms, store.quarter.fin)
        state = ConventionState(
            intitule=row["intitule"] or "",
            lieu=_place(row["unite_code"]),
            partenaire=names.get(row["partenariat_id"], ""),
            statut_code=status(terms, store.quarter.fin),
            fin=term_end(terms, store.quarter.fin),
            acte_code=act.code,
            acte_date=act.date,
            touchee=store.changed(row),
        )
        if state.acte_code != "aucun" or state.touchee:
            found.append(state)
    return tuple(sorted(found, key=lambda one: (one.acte_date or date.max, one.lieu, one.intitule)))


def _meetings(store: _Store, names: Mapping[str, str]) -> tuple[MeetingHeld, ...]:
    return tuple(
        MeetingHeld(
            le=row["rencontre_date"],
            type_code=row["type_code"] or "",
            sens_code=row["sens_code"] or "",
            partenaire=names.get(row["partenariat_id"], ""),
            lieu=row["lieu"] or "",
            participants=row["participants_nb"],
            femmes=row["participantes_nb"],
            compte_rendu=row["compte_rendu"],
        )
        for row in _ordered(store.now("rencontres"), "rencontre_date")
    )


def _concertations(store: _Store) -> tuple[Concertation, ...]:
    return tuple(
        Concertation(
            le=row["concertation_date"],
            organe_code=row["organe_code"] or "",
            theme_code=row["theme_code"] or "",
            participants=row["participants_nb"],
            elus=row["elus_nb"],
            compte_rendu=row["compte_rendu"],
        )
        for row in _ordered(store.now("concertations"), "concertation_date")
    )


def _papers(store: _Store, names: Mapping[str, str], actions: Mapping[str, str]) -> tuple[Paper, ...]:
    return tuple(
        Paper(
            le=row["rapport_date"],
            type_code=row["type_code"] or "",
            sujet=actions.get(row["action_id"] or "", "") or names.get(row["partenariat_id"] or "", ""),
            partage=row["partage_partenaires"],
        )
        for row in _ordered(store.now("rapports"), "rapport_date")
    )


def _flows(store: _Store, actions: Mapping[str, str]) -> tuple[list[Flow], list[Flow]]:
    """Engagements and disbursements to the quarter's end, each by day."""
    last = store.quarter.fin
    rows = {row["id_local"]: row for row in store.now("engagements")}
    engaged = [
        Flow(
            le=row["engagement_date"],
            action=actions.get(row["action_id"], ""),
            source_code=row["source_code"] or "",
            canal_code=row["canal_code"] or "",
            montant_fcfa=row["montant_fcfa"] or 0,
        )
        for row in _ordered(rows.values(), "engagement_date")
        if row["engagement_date"] <= last
    ]
    paid = []
    for row in _ordered(store.ever("decaissements"), "decaissement_date"):
        engagement = rows.get(row["engagement_id"], {})
        if row["decaissement_date"] <= last:
            paid.append(
                Flow(
                    le=row["decaissement_date"],
                    action=actions.get(engagement.get("action_id") or "", ""),
                    source_code=engagement.get("source_code") or "",
                    canal_code=row["canal_code"] or "",
                    montant_fcfa=row["montant_fcfa"] or 0,
                )
            )
    return engaged, paid


def _points(store: _Store) -> tuple[Point, ...]:
    """What was decided before and was still open when the quarter began, then what was decided in it."""
    before, found = store.before("points_a_suivre"), []
    for row in _ordered(store.now("points_a_suivre"), "decision_date"):
        new = row["decision_date"] >= store.quarter.debut
        was_open = (before.get(row["id_local"]) or row)["etat_code"] in _OPEN or store.changed(row)
        if new or was_open:
            late = row["etat_code"] in _OPEN and row["echeance_date"] is not None
            found.append(
                Point(
                    decision=row["decision"] or "",
                    origine_code=row["origine_code"] or "",
                    le=row["decision_date"],
                    responsable_code=row["responsable_code"] or "",
                    echeance=row["echeance_date"],
                    etat_code=row["etat_code"] or "",
                    fait_le=row["fait_date"],
                    nouveau=new,
                    retard=late and row["echeance_date"] <= store.quarter.fin,
                )
            )
    return tuple(sorted(found, key=lambda one: one.nouveau))
