"""Fictitious conventions and the steps of each cooperation, which advance from quarter to quarter."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from landing.simulation.relations import SECTEURS
from landing.simulation.setting import Draft, Row, Setting, months_after, number_of
from registry.codelists import code_list

# How many steps of the cycle are behind a relation that is told for the first time.
_BEHIND = {"idee": (1, 2), "recherche": (3, 5), "negociation": (7, 9), "en_sommeil": (7, 11), "actif": (9, 14)}
_MOVING = ("idee", "recherche", "negociation", "actif")
# What a relation becomes once that step is done.
_BECOMES = {"reseaux": "recherche", "rencontre": "negociation", "convention": "actif"}
_RANK = {"idee": 0, "recherche": 1, "negociation": 2, "actif": 3}


def add_conventions(draft: Draft) -> None:
    """A convention for most active partnerships told for the first time; renewals, amendments and suspensions after."""
    for local, told in draft.new("partenariats").items():
        draw = draft.setting.draw("convention", local)
        if told["statut_code"] in ("actif", "en_sommeil") and draw.random() < 0.85:
            draft.add("conventions", _convention(draft.setting, local, told, draw))
    for local, row in draft.known("conventions").items():
        if row.get("statut_code") == "signee" and row.get("fin_date") and row.get("etat_ligne") != "annule":
            _follow(draft, local, row)


def _follow(draft: Draft, local: str, row: Row) -> None:
    setting = draft.setting
    quarter = setting.trimestre
    draw = setting.draw("convention", local)
    partnership = draft.rows("partenariats").get(str(row["partenariat_id"]), {})
    if partnership.get("statut_code") == "suspendu":
        values = {key: partnership[key] for key in ("suspension_par_code", "suspension_acte")}
        draft.change(
            "conventions", local, statut_code="suspendue", suspension_date=partnership["statut_date"], **values
        )
    elif row["fin_date"] < quarter.debut and row.get("reconduction_code") == "tacite" and row.get("duree_mois"):
        start = row["fin_date"] + timedelta(days=1)
        draft.change(
            "conventions",
            local,
            reconductions_nb=int(row.get("reconductions_nb") or 0) + 1,
            reconduction_duree_mois=row["duree_mois"],
            derniere_reconduction_date=start,
            fin_date=months_after(start, int(row["duree_mois"])) - timedelta(days=1),
        )
    elif draw.random() < 0.05 and row["signature_date"] < quarter.debut:
        _amend(draft, local, row, draw)


def _amend(draft: Draft, convention: str, row: Row, draw: Random) -> None:
    longer = draw.random() < 0.6
    end = months_after(max(row["fin_date"], draft.setting.trimestre.fin), 12)
    draft.add(
        "avenants",
        {
            "unite_code": row["unite_code"],
            "convention_id": convention,
            "signature_date": draft.setting.day(draw),
            "objet_code": "duree" if longer else draw.choice(("secteurs", "financement")),
            "nouvelle_fin_date": end if longer else None,
            "visa": draw.random() < 0.5,
            "document_reference": f"Avenant fictif, {convention}",
            "etat_ligne": "actif",
        },
    )


def _convention(setting: Setting, partnership: str, told: Row, draw: Random, signed: date | None = None) -> Row:
    """One in three ends within six months of the quarter, unless it is signed in the quarter."""
    months = draw.choice((24, 36, 36, 48, 60))
    if signed is None:
        ahead = draw.randint(20, 170) if draw.random() < 0.34 else draw.randint(200, months * 25)
        effect = months_after(setting.trimestre.fin + timedelta(days=ahead + 1), -months)
        signed = effect - timedelta(days=draw.randint(0, 60))
    else:
        effect = months_after(signed, 1)
    visa = draw.random() < 0.6
    sent = visa or draw.random() < 0.3
    stamped = setting.past(signed + timedelta(days=draw.randint(5, 60)))
    sectors = list(dict.fromkeys((told["secteur_code"], draw.choice(SECTEURS))))
    end = months_after(effect, months) - timedelta(days=1)
    met = setting.trimestre.debut - timedelta(days=draw.randint(10, 300))
    return {
        "unite_code": told["unite_code"],
        "partenariat_id": partnership,
        "intitule": f"Convention fictive {effect.year}-{end.year}",
        "statut_code": "signee",
        "signature_date": signed,
        "effet_date": effect,
        "duree_mois": months,
        "fin_date": end,
        "preavis_mois": draw.choice((3, 6)),
        "reconduction_code": draw.choice(("tacite", "commun_accord", "aucune", "inconnue")),
        "reconductions_nb": 0,
        "rencontre_annuelle_prevue": draw.random() < 0.7,
        "derniere_rencontre_date": max(signed, met),
        "comite_pilotage_prevu": draw.random() < 0.5,
        "modification_accord": draw.random() < 0.8,
        "differends_code": draw.choice(("negociation", "negociation", "mediation", "non_prevu")),
        "visa": visa,
        "visa_date": stamped if visa else None,
        "controle_legalite_code": "conforme" if visa else "transmise" if sent else "non_transmise",
        "controle_legalite_date": stamped if sent else None,
        "secteur_1_code": sectors[0],
        "secteur_2_code": sectors[1] if len(sectors) > 1 else None,
        "langue_1_code": "fr",
        "signataire_malien": "Le maire",
        "signataire_partenaire": "Le maire de la ville fictive",
        "document_reference": f"Registre fictif des conventions, n° {number_of(partnership)}",
        "etat_ligne": "actif",
    }


def add_steps(draft: Draft) -> None:
    """The steps behind each new relation, and one step more each quarter for most of those that live."""
    fresh = draft.new("partenariats")
    # The sheet has forty numbered rows: several relations told at once share them.
    share = max(4, 38 // max(1, len(fresh)))
    for local, told in draft.rows("partenariats").items():
        if local in fresh:
            _past_steps(draft, local, told, share)
        elif told["statut_code"] in _MOVING:
            _advance(draft, local, told)


def step_dates(draft: Draft, partnership: str) -> dict[str, date]:
    """The day of each step that a relation has done."""
    return {
        str(row["etape_code"]): row["etape_date"]
        for row in draft.rows("etapes_cycle").values()
        if row["partenariat_id"] == partnership and row["etat_code"] == "faite" and row.get("etape_date")
    }


@cache
def _steps() -> tuple[tuple[str, bool, str], ...]:
    """Every step in order: code, whether it is optional, the document that proves it."""
    known = code_list("etapes_cycle").attributs
    order = sorted(known, key=lambda code: int(known[code]["rang"]))
    return tuple((code, known[code]["optionnelle"] == "oui", known[code]["document"]) for code in order)


def _past_steps(draft: Draft, partnership: str, told: Row, most: int) -> None:
    setting = draft.setting
    draw = setting.draw("etapes", partnership)
    chosen = [code for code, optional, _ in _steps() if not optional or draw.random() < 0.5]
    low, high = _BEHIND[told["statut_code"]]
    behind = min(draw.randint(low, high), len(chosen) - 1)
    signed = next(
        (row["signature_date"] for row in draft.rows("conventions").values() if row["partenariat_id"] == partnership),
        None,
    )
    before = chosen.index("convention")
    behind = min(behind, before) if signed is None else max(behind, before + 1)
    done = chosen[:behind][-(most - 1) :]
    days = _spaced(done, setting.trimestre.debut - timedelta(days=draw.randint(3, 40)), signed)
    for code, day in zip(done, days, strict=True):
        _tell(draft, partnership, told, code, "faite", day)
    if told["statut_code"] in _MOVING:
        _tell(draft, partnership, told, chosen[behind], "en_cours", setting.trimestre.debut)


def _spaced(done: list[str], last: date, signed: date | None) -> list[date]:
    """A day for each step done: six weeks apart, the convention's on its signature, all by ``last``."""
    anchor = done.index("convention") if signed is not None and "convention" in done else len(done) - 1
    day = signed if signed is not None and "convention" in done else last
    return [min(day + timedelta(days=42 * (rank - anchor)), max(last, day)) for rank in range(len(done))]


def _advance(draft: Draft, partnership: str, told: Row) -> None:
    setting = draft.setting
    draw = setting.draw("etape", partnership)
    rows = {local: row for local, row in draft.rows("etapes_cycle").items() if row["partenariat_id"] == partnership}
    running = next((local for local, row in rows.items() if row["etat_code"] == "en_cours"), None)
    if running is None or draw.random() < 0.2:
        return
    code, day = str(rows[running]["etape_code"]), setting.day(draw)
    draft.change(
        "etapes_cycle", running, etat_code="faite", etape_date=day, preuve_reference=_evidence(code, partnership)
    )
    _become(draft, partnership, told, code, day)
    told_steps = {str(row["etape_code"]) for row in rows.values()}
    ranks = [step for step, _, _ in _steps()]
    for step, optional, _ in _steps()[ranks.index(code) + 1 :]:
        if step not in told_steps and (not optional or draw.random() < 0.5):
            _tell(draft, partnership, told, step, "en_cours", day)
            return


def _become(draft: Draft, partnership: str, told: Row, step: str, day: date) -> None:
    """A step that changes where the relation stands changes its status; the convention's step signs one."""
    status = _BECOMES.get(step)
    if status is not None and _RANK[status] > _RANK[told["statut_code"]]:
        draft.change("partenariats", partnership, statut_code=status, statut_date=day)
    held = [row for row in draft.rows("conventions").values() if row["partenariat_id"] == partnership]
    if step == "convention" and not held:
        draw = draft.setting.draw("convention", partnership)
        row = _convention(draft.setting, partnership, told, draw, day)
        draft.add("conventions", row)


def _tell(draft: Draft, partnership: str, told: Row, step: str, state: str, day: date) -> None:
    draft.add(
        "etapes_cycle",
        {
            "unite_code": told["unite_code"],
            "partenariat_id": partnership,
            "etape_code": step,
            "etat_code": state,
            "etape_date": day,
            "preuve_reference": _evidence(step, partnership) if state == "faite" else None,
            "etat_ligne": "actif",
        },
    )


def _evidence(step: str, partnership: str) -> str:
    document = next(document for code, _, document in _steps() if code == step)
    return f"{document} (fictif), dossier {partnership}"
