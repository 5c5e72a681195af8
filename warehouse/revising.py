"""Revisions: the figures of past quarters that an edition changes, with the files and decisions that changed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from registry.periods import Trimestre
from registry.territory import NATION, ancestor, holder, units
from schemas.submission import ACCEPTED
from warehouse.decisions import Act, ActType
from warehouse.deposits import Deposit
from warehouse.history_filling import Edition, Figures
from warehouse.history_tables import HISTORIQUE_EDITIONS, REVISIONS
from warehouse.lake import Lake, plan_freely
from warehouse.literals import literal, load_rows
from warehouse.records import recorded_deposits
from warehouse.state import moment

# Before a region's code: what concerns all that lies in it, and not its own rows only.
_WHOLE = "*"
# How many causes are told of one figure; the others are counted.
_TOLD = 5
_RULES = "référentiels ou règles de calcul changés"
# What decisions may change a figure, as people read them; the others are about texts, people or documents.
_ACTS: Mapping[ActType, str] = {
    "retrait_depot": "retrait d'un fichier",
    "registre": "changement au registre",
    "fusion": "réunion de deux partenaires",
    "separation": "séparation de deux partenaires",
    "attribution": "partenariat du guide confié",
    "relecture": "relecture d'une expérience",
    "publication": "publication d'une expérience",
    "retrait": "retrait d'une expérience",
}


@dataclass(frozen=True)
class _Cause:
    """What may have changed figures: an ``expediteur``'s ("" for anyone's), since a quarter (``depuis``, "" for all).

    ``ailleurs``: the sentence for a figure of another quarter than the file's own.
    """

    expediteur: str
    depuis: str
    motif: str
    ailleurs: str
    qui: str


def record_revisions(
    connection: duckdb.DuckDBPyConnection, figures: Figures, made: Edition, acts: Iterable[Act]
) -> None:
    """Keep in ``revisions`` what an edition changed of past quarters, once the history holds it.

    The lake is attached, for the files received since the edition before.
    """
    before = _edition_before(connection, made)
    if before is None:
        return
    limit = max(before.trimestre, made.trimestre)
    history, run = figures.historique.nom, connection.execute
    run(
        "CREATE OR REPLACE TEMP TABLE h_revisions AS "
        "SELECT o.trimestre, o.niveau, o.unite_code, o.indicateur, o.valeur AS avant, n.valeur AS apres "
        f"FROM {history} o LEFT JOIN {history} n ON n.edition_du = {made.numero} AND {figures.same('n', 'o')} "
        f"WHERE o.edition_jusqu = {made.numero} AND o.trimestre < {literal(limit)} AND o.valeur IS NOT NULL "
        # An indicator no longer computed isn't a figure that was wrong.
        "AND n.valeur IS DISTINCT FROM o.valeur AND o.indicateur IN (SELECT indicateur FROM dim_indicateur)"
    )
    if run("SELECT count(*) FROM h_revisions").fetchall() == [(0,)]:
        return
    causes = _causes(before, made, acts, recorded_deposits(Lake(connection)))
    load_rows(
        connection,
        "h_causes",
        [("rang", "BIGINT"), *((name, "VARCHAR") for name in ("expediteur", "depuis", "motif", "ailleurs", "qui"))],
        [(rank, *vars(cause).values()) for rank, cause in enumerate(causes)],
    )
    load_rows(connection, "h_situation", [("unite_code", "VARCHAR"), ("expediteur", "VARCHAR")], _situation())
    plan_freely(connection, True)
    run(f"INSERT INTO {REVISIONS.nom} {_told(history, made)}")
    plan_freely(connection, False)


def _edition_before(connection: duckdb.DuckDBPyConnection, made: Edition) -> Edition | None:
    rows = connection.execute(
        f"SELECT * FROM {HISTORIQUE_EDITIONS.nom} WHERE edition < {made.numero} ORDER BY edition DESC LIMIT 1"
    ).fetchall()
    return Edition(*rows[0]) if rows else None


def _told(history: str, made: Edition) -> str:
    """The revisions with their causes: of the senders of the unit, those whose own figure changed, when one did."""
    return (
        "WITH touches AS ("
        f"SELECT DISTINCT trimestre, indicateur, unite_code FROM {history} "
        f"WHERE niveau = 'cercle' AND (edition_du = {made.numero} OR edition_jusqu = {made.numero})), "
        "possibles AS ("
        "SELECT r.trimestre, r.unite_code, r.indicateur, c.rang, c.qui, "
        "CASE WHEN c.depuis IN ('', r.trimestre) THEN c.motif ELSE c.ailleurs END AS motif, "
        "c.expediteur = '' AS general, t.unite_code IS NOT NULL AS touche "
        "FROM h_revisions r JOIN h_situation s ON s.unite_code = r.unite_code "
        "JOIN h_causes c ON c.expediteur = s.expediteur AND c.depuis <= r.trimestre "
        "LEFT JOIN touches t ON t.trimestre = r.trimestre AND t.indicateur = r.indicateur "
        "AND t.unite_code = c.expediteur), "
        "retenus AS (SELECT * FROM possibles QUALIFY general OR touche = "
        "coalesce(max(touche) FILTER (NOT general) OVER (PARTITION BY trimestre, unite_code, indicateur), false)), "
        "dits AS (SELECT trimestre, unite_code, indicateur, list(motif ORDER BY rang) AS motifs, "
        "list(DISTINCT qui ORDER BY qui) AS qui FROM retenus GROUP BY ALL) "
        f"SELECT {made.numero}, {literal(made.publie_le)}, r.trimestre, {literal(made.trimestre)}, r.niveau, "
        f"r.unite_code, coalesce(u.region_code, '{NATION}'), r.indicateur, r.avant, r.apres, "
        f"coalesce({_joined('d.motifs')}, {literal(_RULES)}), coalesce({_joined('d.qui')}, {literal(made.par)}) "
        "FROM h_revisions r LEFT JOIN dits d ON d.trimestre = r.trimestre AND d.unite_code = r.unite_code "
        "AND d.indicateur = r.indicateur "
        "LEFT JOIN dim_unite u ON u.division = '1999' AND u.code = r.unite_code "
        "ORDER BY r.trimestre, r.indicateur, r.niveau, r.unite_code"
    )


def _joined(items: str) -> str:
    others = f"len({items}) - {_TOLD}"
    rest = f"CASE WHEN {others} > 0 THEN ' ; et ' || ({others})::VARCHAR || ' de plus' ELSE '' END"
    return f"array_to_string({items}[1:{_TOLD}], ' ; ') || {rest}"


def _causes(before: Edition, made: Edition, acts: Iterable[Act], deposits: Iterable[Deposit]) -> list[_Cause]:
    """The files in order, then the decisions, then the references when they changed too."""
    received: set[tuple[str, str, str]] = set()
    found = []
    for one in deposits:
        if one.verdict.verdict not in ACCEPTED or one.sequence > made.derniere_sequence:
            continue
        if one.accepte and one.sequence > before.derniere_sequence:
            found.append(_of_file(one, (one.verdict.objet, *one.lot) in received))
        received.add((one.verdict.objet, *one.lot))
    decided = [act for act in acts if before.derniere_sequence < act.sequence <= made.derniere_sequence]
    for act in decided:
        if act.type in _ACTS:
            sender = str(act.corps.get("expediteur", ""))
            said = f"{_ACTS[act.type]}{_of(sender)}, décidé le {act.jour}"
            found.append(_Cause(sender if sender in units() else "", act.trimestre, said, said, act.par))
    # What was decided over the registry is told by its own act.
    if before.referentiels != made.referentiels and all(act.type != "registre" for act in decided):
        found.append(_Cause("", "", _RULES, _RULES, made.par))
    return found


def _of_file(one: Deposit, again: bool) -> _Cause:
    verdict, (sender, quarter) = one.verdict, one.lot
    received = f"reçu le {moment(verdict.recu_le):%d/%m/%Y}"
    if verdict.objet == "validation":
        phrase = f"nouvelle validation{_of(sender)}, {received}"
        return _Cause(_WHOLE + sender, quarter, phrase, phrase, _name(sender))
    kind = "complément" if verdict.nature == "complement" else "fichier corrigé" if again else "fichier"
    period = f" pour {Trimestre.parse(quarter).libelle}"
    here, elsewhere = (f"{kind}{_of(sender)}{when}, version {verdict.version}, {received}" for when in ("", period))
    return _Cause(sender, quarter, here, elsewhere, _name(sender))


def _of(sender: str) -> str:
    """« de Kita (ML0105) », nothing when no sender is known."""
    return f" de {_name(sender)}" if sender in units() else ""


def _name(sender: str) -> str:
    return f"{units()[sender].nom} ({sender})"


def _situation() -> list[tuple[str, str]]:
    """Of every unit, whose causes may concern it: anyone's, those of the senders that lie in it (a commune's is its
    cercle's), and those about the whole of its region, or for the nation of any."""
    found = []
    for code, unit in units().items():
        found.append((code, ""))
        region = ancestor(code, "region")
        if region is not None:
            found += [(place, _WHOLE + region) for place in {code, *((NATION,) if code == region else ())}]
        if unit.niveau == "commune":
            found.append((code, str(holder(code, "cercle"))))
        else:
            holders = {holder(code, "cercle"), region, NATION}
            found += [(place, code) for place in holders if place is not None]
    return found
