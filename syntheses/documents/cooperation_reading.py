"""The facts of one cooperation, read from the published file: public data only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from registry.conventions import next_act, status, term_end, terms_of
from registry.cycle import StepFact, state
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.territory import NATION
from syntheses.documents.cooperation_facts import (
    ActionFact,
    ComingDate,
    ConventionFact,
    CooperationFacts,
    CycleFact,
    Meeting,
    Money,
    Party,
    Result,
    Share,
)
from warehouse.published import Reader, open_published


def gather_cooperation(published_db_path: Path, identifiant: str, day: date) -> CooperationFacts:
    """One cooperation as it stood on a day; facts dated after it are left out.

    Raises OiseError when there is no published file, or when no partnership, or several, bear the identifier.
    """
    name = identifiant.strip().upper()
    with open_published(published_db_path) as reader:
        found = reader.rows("SELECT * FROM partenariats WHERE upper(id_local) = ? ORDER BY expediteur", [name])
        if not found:
            raise OiseError(
                f"Aucun partenariat publié ne porte l'identifiant « {identifiant} » : "
                "vérifiez-le avec « oise partenariats », ou publiez le trimestre qui le déclare."
            )
        # A line of the guide handed over keeps its identifier, and the nation's row stays behind.
        own = [row for row in found if row["expediteur"] != NATION] or found
        if len(own) > 1:
            senders = ", ".join(str(row["expediteur"]) for row in own)
            raise OiseError(
                f"L'identifiant « {identifiant} » est porté par plusieurs partenariats, envoyés par {senders} : "
                "demandez à l'un d'eux de le corriger."
            )
        # What its first filer declared about it stays under that filer's name, which the identifier tells.
        issuer = name.removeprefix("PAR-").rpartition("-")[0]
        filers = tuple(dict.fromkeys([*(str(row["expediteur"]) for row in found), issuer]))
        return _facts(_Files(reader, filers, own[0]["id_local"], day), own[0])


@dataclass(frozen=True)
class _Files:
    """The published rows that hang on one partnership."""

    reader: Reader
    expediteurs: tuple[str, ...]
    identifiant: str
    jour: date

    def of(self, table: str, column: str, ids: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """The senders' rows of a table whose column names the partnership, or one of several things."""
        wanted = [self.identifiant] if ids is None else list(ids)
        if not wanted:
            return []
        senders, marks = ", ".join("?" for _ in self.expediteurs), ", ".join("?" for _ in wanted)
        sql = (
            f"SELECT * FROM {table} WHERE expediteur IN ({senders}) AND {column} IN ({marks}) "
            "ORDER BY id_local, expediteur"
        )
        return self.reader.rows(sql, [*self.expediteurs, *wanted])

    def until(self, rows: Iterable[dict[str, Any]], column: str) -> list[dict[str, Any]]:
        """Those whose day is known and not after the page's."""
        return [row for row in rows if row[column] is not None and row[column] <= self.jour]


def _facts(files: _Files, row: Mapping[str, Any]) -> CooperationFacts:
    edition = files.reader.rows("SELECT * FROM _edition")[0]
    conventions = _conventions(files)
    meetings = _meetings(files)
    raw_actions = _action_rows(files)
    actions = tuple(_action(one, files) for one in raw_actions)
    return CooperationFacts(
        identifiant=row["id_local"],
        expediteur=row["expediteur"],
        jour=files.jour,
        edition=int(edition["numero"]),
        trimestre=Trimestre.parse(edition["trimestre"]),
        fictif=bool(edition["donnees_fictives"]),
        unite_code=row["unite_code"] or "",
        lieu_texte=row.get("lieu_texte") or "",
        partenaire=row["partenaire"] or "",
        type_code=row["type_partenaire_code"] or "",
        pays_code=row["pays_code"] or "",
        forme_code=row["type_cooperation_code"] or "",
        statut_code=row["statut_code"] or "",
        statut_date=row["statut_date"],
        origine_annee=row["origine_annee"],
        origine_texte=(row["origine_texte"] or "").strip("-– "),
        secteur_code=row["secteur_code"] or "",
        reseaux=tuple(
            code for code in (row.get("reseau_code"), row.get("reseau_2_code")) if code and code not in ("aucun",)
        ),
        diaspora=row["diaspora_associee"],
        reciprocite=row["reciprocite"],
        du_guide=row["guide_ligne"] is not None and row["statut_code"] == "inconnu",
        parties=_parties(files, row),
        cycle=_cycle(files),
        conventions=conventions,
        rencontres=tuple(meeting for _, meeting in meetings),
        derniere_rencontre=_last_meeting(files, meetings),
        argent=_money(files, [one.identifiant for one in actions]),
        actions=actions,
        a_venir=_coming(files, conventions, actions, [identifier for identifier, _ in meetings]),
    )


def _parties(files: _Files, row: Mapping[str, Any]) -> tuple[Party, ...]:
    """The lead pair of the row itself, then the parties declared beside it."""
    answers = {
        one["unite_code"]: one["reponse_code"] or ""
        for one in files.reader.rows(
            "SELECT * FROM confirmations WHERE partenariat_ref = ? ORDER BY expediteur, id_local", [files.identifiant]
        )
    }
    found = []
    for one in files.of("parties", "partenariat_id"):
        malian = one["cote_code"] == "mali"
        party = Party(
            cote="mali" if malian else "partenaire",
            unite_code=(one["partie_unite_code"] or "") if malian else "",
            nom=one["partie_nom"] or "",
            type_code=one["type_partenaire_code"] or "",
            pays_code=one["pays_code"] or "",
            role_code=one["role_code"] or "",
            depuis=one["depuis_date"],
            jusqu_a=one["jusqu_date"],
            confirmation=answers.get(one["partie_unite_code"], "") if malian else "",
        )
        itself = (malian and party.unite_code == row["unite_code"]) or (not malian and party.nom == row["partenaire"])
        if not itself:
            found.append(party)
    return tuple(found)


def _cycle(files: _Files) -> CycleFact | None:
    """Where the cooperation stands in the cycle, as ``registry.cycle`` reckons it; None when no step was declared."""
    rows = files.of("etapes_cycle", "partenariat_id")
    now = state((StepFact(row["etape_code"], row["etat_code"], row["etape_date"]) for row in rows), files.jour)
    if now.phase is None:
        return None
    return CycleFact(
        phase=now.phase,
        etape_code=now.etape.code if now.etape else "",
        etat_code=now.etat or "",
        le=now.date,
        prochaine_code=now.prochaine.code if now.prochaine else "",
        faites_nb=now.faites,
        attendues_nb=now.attendues,
        manquantes=tuple(step.code for step in now.manquantes),
    )


def _conventions(files: _Files) -> tuple[ConventionFact, ...]:
    rows = files.of("conventions", "partenariat_id")
    amendments: dict[str, list[dict[str, Any]]] = {}
    for one in files.until(files.of("avenants", "convention_id", [row["id_local"] for row in rows]), "signature_date"):
        amendments.setdefault(one["convention_id"], []).append(one)
    meetings: dict[str, list[date]] = {}
    for one in files.until(files.of("rencontres", "partenariat_id"), "rencontre_date"):
        meetings.setdefault(one["convention_id"], []).append(one["rencontre_date"])
    found = []
    for row in rows:
        terms = terms_of(row, amendments.get(row["id_local"], ()), meetings.get(row["id_local"], ()))
        act = next_act(terms, files.jour)
        found.append(
            ConventionFact(
                identifiant=row["id_local"],
                intitule=row["intitule"] or "",
                statut_code=status(terms, files.jour),
                signature=row["signature_date"],
                fin=term_end(terms, files.jour),
                acte_code=act.code,
                acte_date=act.date,
                visa=row["visa"],
            )
        )
    # The one that binds today first, then the latest signed.
    order = ("en_vigueur", "a_renouveler", "en_preavis", "suspendue", "signee", "projet", "inconnu")
    rank = {code: place for place, code in enumerate(order)}
    return tuple(
        sorted(
            found,
            key=lambda one: (
                rank.get(one.statut_code, len(order)),
                -(one.signature or date.min).toordinal(),
                one.identifiant,
            ),
        )
    )


def _meetings(files: _Files) -> list[tuple[str, Meeting]]:
    known = files.until(files.of("rencontres", "partenariat_id"), "rencontre_date")
    ordered = sorted(known, key=lambda row: (-row["rencontre_date"].toordinal(), row["id_local"]))
    return [
        (row["id_local"], Meeting(row["rencontre_date"], row["type_code"] or "", row["sens_code"] or ""))
        for row in ordered
    ]


def _last_meeting(files: _Files, meetings: Sequence[tuple[str, Meeting]]) -> date | None:
    """The latest of the meetings declared and of those that the conventions' rows tell of."""
    told = files.until(files.of("conventions", "partenariat_id"), "derniere_rencontre_date")
    return max([*(one.le for _, one in meetings), *(row["derniere_rencontre_date"] for row in told)], default=None)


def _action_rows(files: _Files) -> list[dict[str, Any]]:
    plans = [row["id_local"] for row in files.of("plans_action", "partenariat_id")]
    # An action names its partnership itself, or through its plan.
    of_plans = [row for row in files.of("actions", "plan_id", plans) if row["partenariat_id"] is None]
    rows = {row["id_local"]: row for row in (*of_plans, *files.of("actions", "partenariat_id"))}
    order = {"en_cours": 0, "achevee": 1, "suspendue": 2, "prevue": 3, "abandonnee": 4}
    return sorted(
        rows.values(),
        key=lambda row: (
            order.get(row["statut_code"], 5),
            -(row["debut_date"] or date.min).toordinal(),
            row["id_local"],
        ),
    )


_TELLING = ("impact", "resultat", "realisation", "ressources")


def _action(row: Mapping[str, Any], files: _Files) -> ActionFact:
    rows = files.of("indicateurs_action", "action_id", [row["id_local"]])
    results = [
        Result(
            type_code=one["type_code"] or "",
            intitule=one["intitule"] or "",
            unite=one["unite_mesure"] or "",
            reference=one["reference_valeur"],
            reference_date=one["reference_date"],
            cible=one["cible"],
            cible_date=one["cible_date"],
            valeur=one["valeur"] if one["valeur_date"] is None or one["valeur_date"] <= files.jour else None,
            valeur_date=one["valeur_date"] if one["valeur_date"] and one["valeur_date"] <= files.jour else None,
        )
        for one in rows
    ]
    order = {code: rank for rank, code in enumerate(_TELLING)}
    results.sort(key=lambda one: (one.valeur is None, order.get(one.type_code, len(order)), one.intitule))
    return ActionFact(
        identifiant=row["id_local"],
        intitule=row["intitule"] or "",
        secteur_code=row["secteur_code"] or "",
        statut_code=row["statut_code"] or "",
        avancement_pct=row["avancement_pct"],
        debut=row["debut_date"],
        fin_prevue=row["fin_prevue_date"],
        fin_reelle=row["fin_reelle_date"],
        cout_fcfa=row["cout_total_fcfa"],
        resultats=tuple(results),
    )


def _money(files: _Files, actions: Sequence[str]) -> Money:
    engaged = files.until(files.of("engagements", "action_id", actions), "engagement_date")
    if not engaged:
        return Money(None, None, (), ())
    source = {row["id_local"]: row["source_code"] or "autre" for row in engaged}
    paid = files.until(files.of("decaissements", "engagement_id", list(source)), "decaissement_date")
    sources = _shares(
        [(source[row["id_local"]], row["montant_fcfa"] or 0) for row in engaged],
        [(source[row["engagement_id"]], row["montant_fcfa"] or 0) for row in paid],
    )
    channels = _shares(
        [(row["canal_code"] or "autre", row["montant_fcfa"] or 0) for row in engaged],
        [(row["canal_code"] or "autre", row["montant_fcfa"] or 0) for row in paid],
    )
    return Money(
        sum(share.engage_fcfa for share in sources), sum(share.decaisse_fcfa for share in sources), sources, channels
    )


def _shares(engaged: list[tuple[str, int]], paid: list[tuple[str, int]]) -> tuple[Share, ...]:
    codes = {code for code, _ in (*engaged, *paid)}
    shares = [
        Share(code, sum(m for c, m in engaged if c == code), sum(m for c, m in paid if c == code)) for code in codes
    ]
    return tuple(sorted(shares, key=lambda one: (-one.engage_fcfa, -one.decaisse_fcfa, one.code)))


def _coming(
    files: _Files, conventions: Sequence[ConventionFact], actions: Sequence[ActionFact], meetings: Sequence[str]
) -> tuple[ComingDate, ...]:
    """What is dated from the day on, the nearest first."""
    found = [
        ComingDate(one.acte_date, "acte", one.acte_code, one.intitule)
        for one in conventions
        if one.acte_date is not None
    ]
    found += [
        ComingDate(one.fin, "terme", one.statut_code, one.intitule)
        for one in conventions
        if one.fin is not None and one.statut_code in ("en_vigueur", "a_renouveler", "en_preavis")
    ]
    found += [
        ComingDate(one.fin_prevue, "action", one.statut_code, one.intitule)
        for one in actions
        if one.fin_prevue is not None and one.statut_code in ("prevue", "en_cours")
    ]
    found += [
        ComingDate(row["echeance_date"], "point", row["nature_code"] or "", "")
        for row in files.of("points_a_suivre", "rencontre_id", meetings)
        if row["echeance_date"] is not None and row["etat_code"] in ("a_faire", "en_cours")
    ]
    ahead = [one for one in found if one.le >= files.jour]
    return tuple(sorted(ahead, key=lambda one: (one.le, one.nature, one.code, one.objet)))
