"""Fictitious money of the actions: requests, commitments, payments; rates of exchange too are fictitious."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from landing.simulation.setting import Draft, Row, number_of
from landing.simulation.stories import story_of
from registry.codelists import code_list
from registry.periods import Trimestre

_CURRENCIES = {
    **dict.fromkeys(("FR", "DE", "ES", "BE", "IT", "NL"), "EUR"),
    "CA": "CAD",
    "CH": "CHF",
    "US": "USD",
}
_RATES = {"CAD": Decimal("415.25"), "CHF": Decimal("700.15"), "USD": Decimal("568.4")}
_PART_PARTENAIRE, _PART_COLLECTIVITE = 70, 20


def add_requests(draft: Draft) -> None:
    """The funding request of each new action, a post a row; the answer to those that wait."""
    setting = draft.setting
    for local, row in draft.known("dossiers_financement").items():
        draw = setting.draw("decision", row["action_id"])
        if row.get("decision_code") == "en_attente" and draw.random() < 0.6:
            answer = draw.choices(("accordee", "partielle", "refusee"), (70, 20, 10))[0]
            draft.change("dossiers_financement", local, decision_code=answer, decision_date=setting.day(draw))
    for action, told in draft.new("actions").items():
        draw = setting.draw("dossier", action)
        granted = told["statut_code"] == "en_cours"
        asked = min(told["debut_date"], setting.trimestre.debut) - timedelta(days=draw.randint(60, 150))
        for post, what, part in story_of(str(told["secteur_code"])).postes:
            amount = int(told["cout_total_fcfa"]) * part // 100
            own, theirs = amount * _PART_COLLECTIVITE // 100, amount * _PART_PARTENAIRE // 100
            draft.add(
                "dossiers_financement",
                {
                    "unite_code": told["unite_code"],
                    "action_id": action,
                    "dossier_numero": f"Dossier fictif {number_of(action)}",
                    "poste_code": post,
                    "designation": what,
                    "montant_fcfa": amount,
                    "part_collectivite_fcfa": own,
                    "part_partenaire_fcfa": theirs,
                    "part_autres_fcfa": amount - own - theirs,
                    "demande_date": asked,
                    "decision_code": "accordee" if granted else "en_attente",
                    "decision_date": asked + timedelta(days=45) if granted else None,
                    "comite_attribution": draw.random() < 0.3,
                    "pieces_archivees": draw.random() < 0.8,
                    "etat_ligne": "actif",
                },
            )


def add_commitments(draft: Draft) -> None:
    """The partner's share and the sender's own, once an action has begun."""
    setting = draft.setting
    paid_for = {str(row["action_id"]) for row in draft.rows("engagements").values()}
    for action, told in draft.rows("actions").items():
        if told["statut_code"] != "en_cours" or action in paid_for:
            continue
        draw = setting.draw("engagement", action)
        first = told["debut_date"] + timedelta(days=draw.randint(0, 30))
        for row in _commitments(draft, action, told, setting.past(first), draw):
            draft.add("engagements", row)


def _commitments(draft: Draft, action: str, told: Row, day: date, draw: Random) -> list[Row]:
    cost = int(told["cout_total_fcfa"])
    partner = draft.rows("partenariats").get(str(told["partenariat_id"]), {})
    base = {"unite_code": told["unite_code"], "action_id": action, "etat_ligne": "actif"}
    channel = draw.choices(
        ("tresor_public", "compte_communal", "direct_prestataire", "droits_tirage_anict"), (35, 35, 20, 10)
    )[0]
    theirs = base | {
        "source_code": "partenaire",
        "financeur": partner.get("partenaire"),
        "canal_code": channel,
        "procedure_code": draw.choice(("appel_offres", "gre_a_gre", "demande_cotation", "inconnu")),
        "engagement_date": day,
        "piece_reference": f"Marché fictif n° {number_of(action)}",
        **_amount(cost * _PART_PARTENAIRE // 100, str(partner.get("pays_code")), day),
    }
    own = base | {
        "source_code": "collectivite",
        "financeur": "Budget de la collectivité (fictif)",
        "canal_code": "compte_communal",
        "procedure_code": draw.choice(("appel_offres", "regie", "sans_marche")),
        "engagement_date": day,
        "montant_fcfa": cost * _PART_COLLECTIVITE // 100,
        "piece_reference": f"Décision fictive n° {number_of(action)}",
    }
    rest = base | {
        "source_code": "population",
        "financeur": "Habitants (fictif)",
        "canal_code": "nature",
        "procedure_code": "sans_marche",
        "engagement_date": day,
        "montant_fcfa": cost * (100 - _PART_PARTENAIRE - _PART_COLLECTIVITE) // 100,
    }
    return [theirs, own, rest] if draw.random() < 0.3 else [theirs, own]


def _amount(fcfa: int, country: str, day: date) -> Row:
    """About that many FCFA, in hundreds of the partner's currency at a rate dated from the same day."""
    currency = _CURRENCIES.get(country)
    if currency is None:
        return {"montant_fcfa": fcfa}
    rate = _rate(currency)
    foreign = Decimal(round(fcfa / rate / 100) * 100)
    return {
        "montant_fcfa": int(foreign * rate),
        "devise_code": currency,
        "montant_devise": foreign,
        "taux_change": rate,
        "taux_date": day,
    }


def _rate(currency: str) -> Decimal:
    pegged = code_list("devises").attributs[currency]["parite_fixe"]
    return Decimal(pegged) if pegged else _RATES[currency]


def add_payments(draft: Draft) -> None:
    """The payments of the quarter: each commitment is paid in two or three parts, a quarter apart, contributions in
    kind at once."""
    setting = draft.setting
    actions = draft.rows("actions")
    for local, row in draft.rows("engagements").items():
        if actions.get(str(row["action_id"]), {}).get("statut_code") in ("suspendue", "abandonnee", None):
            continue
        draw = setting.fixed("tranches", local)
        parts = 1 if row["canal_code"] == "nature" else draw.choice((2, 3))
        begun = _index(Trimestre.of(row["engagement_date"])) + draw.choice((0, 1))
        rank = _index(setting.trimestre) - begun
        if not 0 <= rank < parts:
            continue
        day = max(setting.day(setting.draw("paiement", local)), row["engagement_date"])
        whole = int(row["montant_fcfa"])
        payment = {
            "unite_code": row["unite_code"],
            "engagement_id": local,
            "decaissement_date": day,
            "canal_code": row["canal_code"],
            "montant_fcfa": whole - whole // parts * (parts - 1) if rank == parts - 1 else whole // parts,
            "piece_reference": f"Mandat fictif {number_of(local)}/{rank + 1}",
        }
        draft.add("decaissements", payment)


def _index(quarter: Trimestre) -> int:
    return quarter.annee * 4 + quarter.numero
