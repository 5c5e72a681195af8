"""The sentences of a synthesis: computed from its facts, and true whatever is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from registry.writing import FINE, INSECABLE, long_date
from schemas.submission import LIBELLES_VERDICT
from syntheses.due import acts_due, due_limit
from syntheses.facts import Body, Content, Deposit, Figure
from syntheses.typography import (
    listing,
    number,
    of_place,
    plural,
    quantity,
    share,
    signed,
    unit_suffix,
)

VERDICTS = {**LIBELLES_VERDICT, "": "non reçu"}


def brief(content: Content) -> list[str]:
    """What a reader in a hurry must know: who reported, what moved most, what is to be decided."""
    return [*content.avertissements, reported(content), *_movements(content), *_to_do(content)]


def reported(content: Content) -> str:
    """Who reported for the quarter, and how many communes are known."""
    done, quarter = content.completude, content.trimestre.libelle
    communes = (
        f"{share(done.communes_renseignees, done.communes_total)} communes ont au moins une valeur publiée"
        if done.communes_renseignees > 1
        else f"{plural(done.communes_renseignees, 'commune', 'communes')} sur {number(done.communes_total)} "
        "a au moins une valeur publiée"
    )
    if content.organe.sigle != "CLO":
        accepted = f"{share(done.recevables, done.attendus)} envois attendus"
        state = "sont recevables" if done.recevables > 1 else "est recevable"
        return f"{accepted} pour le {quarter} {state}, dont {number(done.a_temps)} dans le délai ; {communes}."
    return f"{_own_deposit(content.depots[0], quarter) if content.depots else _nothing(quarter)} ; {communes}."


def _nothing(quarter: str) -> str:
    return f"Aucun envoi du CCC n’a été reçu pour le {quarter}"


def _own_deposit(deposit: Deposit, quarter: str) -> str:
    if not deposit.verdict:
        return _nothing(quarter)
    when = f" reçu le {long_date(deposit.recu_le)}" if deposit.recu_le else ""
    late = {True: ", dans le délai,", False: ", après le délai,", None: ""}[deposit.a_temps]
    if not deposit.accepte:
        return f"L’envoi du CCC pour le {quarter}{when} n’a pas pu être accepté ({VERDICTS[deposit.verdict]})"
    reserve = " avec réserves" if deposit.verdict == "accepte_avec_reserves" else ""
    return f"L’envoi du CCC pour le {quarter}{when}{late} est accepté{reserve}"


def _movements(content: Content) -> list[str]:
    moved = [
        (progress, figure) for figure in content.chiffres if figure.cle and (progress := _progress(figure)) is not None
    ]
    if not moved:
        before = content.trimestre.plus(-1).libelle
        return [f"Aucune évolution depuis le {before} ne peut être mesurée sur les mêmes unités."]
    best = max(moved, key=lambda pair: pair[0])
    worst = min(moved, key=lambda pair: pair[0])
    told = []
    if best[0] > 0:
        told.append(f"Progrès le plus net en proportion, à champ constant : {_moved(best[1])}.")
    if worst[0] < 0:
        told.append(f"Recul le plus net en proportion, à champ constant : {_moved(worst[1])}.")
    return told or ["Aucun des chiffres comparables n’a bougé depuis le trimestre précédent."]


def _progress(figure: Figure) -> Decimal | None:
    """Relative change counted towards what is favourable; None where it has no sense or rests on too few units."""
    change = figure.evolution
    if change is None or not change.avant or figure.sens not in ("hausse_favorable", "baisse_favorable"):
        return None
    if change.unites * 2 < figure.ici.total:
        return None
    relative = change.ecart / abs(change.avant)
    return relative if figure.sens == "hausse_favorable" else -relative


def _moved(figure: Figure) -> str:
    change = figure.evolution
    if change is None:
        return figure.libelle
    units = f"{number(change.unites)}{INSECABLE}{figure.compte}"
    before, after = (quantity(value, figure.unite, figure.decimales) for value in (change.avant, change.apres))
    return f"{figure.libelle}, de {before} à {after} ({units})"


def weaknesses_measured(measured: int, total: int) -> str:
    """How many of the guide's weaknesses a figure tells here."""
    told = f"{share(measured, total)} mesurées ici" if measured else "Aucune n’est mesurée ici"
    return f"{told}. Ce qui est inconnu n’est ni un oui ni un non."


def due_sentence(content: Content) -> str:
    """How many conventions ask for an act within the next months."""
    due = acts_due(content.registres.conventions, content.trimestre)
    limit = long_date(due_limit(content.trimestre))
    if not due:
        return f"Aucune convention connue n’appelle d’acte d’ici au {limit}."
    verb = "appelle" if len(due) == 1 else "appellent"
    late = sum(overdue(one.acte_date, content) for one in due)
    passed = f", dont {number(late)} en retard" if late else ""
    return f"{plural(len(due), 'convention', 'conventions')} {verb} un acte d’ici au {limit}{passed}."


def overdue(day: date | None, content: Content) -> bool:
    """Whether a day is past at the quarter's end."""
    return day is not None and day < content.trimestre.fin


def _to_do(content: Content) -> list[str]:
    """What is to be decided or caught up: conventions, actions and decisions that are late."""
    found = content.registres
    late = [
        plural(count, *words)
        for count, words in (
            (len(found.actions.retards), ("action", "actions")),
            (sum(one.en_retard for one in found.suivi.points), ("point à suivre", "points à suivre")),
        )
        if count
    ]
    return [due_sentence(content), *([f"En retard : {listing(late)}."] if late else [])]


def partnerships(content: Content) -> str:
    """How many partnerships are known, and how many of them only from the guide."""
    owned = [one for one in content.registres.cooperations if not one.declaree_par]
    total, guide = len(owned), sum(one.guide for one in owned)
    if not total:
        known = "Aucun partenariat n’est rattaché à ce territoire"
    else:
        known = f"{plural(total, 'partenariat connu', 'partenariats connus')} sur ce territoire"
    if guide:
        only = "n’est relevé" if guide == 1 else "ne sont relevés"
        known += (
            f", dont {number(guide)} {only} que dans la liste du guide de la coopération décentralisée : "
            "la situation d’aujourd’hui reste à vérifier"
        )
    if content.partenariats_sans_lieu:
        waiting = plural(
            content.partenariats_sans_lieu, "autre relation du guide attend", "autres relations du guide attendent"
        )
        known += (
            f". {waiting} d’être rattachée à un lieu"
            if content.partenariats_sans_lieu == 1
            else (f". {waiting} d’être rattachées à un lieu")
        )
    return f"{known}."


def change_of(figure: Figure) -> tuple[str, str, str]:
    """The change of a figure: arrow and difference, from what to what over how many units, how to read it."""
    change = figure.evolution
    if change is None:
        return "", figure.sans_evolution, ""
    shown = signed(change.ecart, figure.decimales)
    suffix = "pt" if figure.unite == "%" else unit_suffix(figure.unite)
    if suffix:
        shown += f"{INSECABLE}{suffix}"
    arrow = "▲" if shown.startswith("+") else "▼" if shown.startswith("−") else "="
    reading = ""
    if arrow != "=" and figure.sens in ("hausse_favorable", "baisse_favorable"):
        reading = "favorable" if (arrow == "▲") == (figure.sens == "hausse_favorable") else "défavorable"
    before, after = (number(value, figure.decimales) for value in (change.avant, change.apres))
    detail = f"{before}{INSECABLE}→ {after}"
    if change.unites:
        detail += f" sur {number(change.unites)}"
    return f"{arrow}{FINE}{shown}", detail, reading


def norm_of(figure: Figure) -> str:
    """The norm, official or said to be unconfirmed; "" when there is none."""
    if figure.norme is None:
        return ""
    value = quantity(figure.norme.valeur, figure.unite, 0 if figure.norme.valeur == int(figure.norme.valeur) else 1)
    return f"norme{INSECABLE}: {value}" if figure.norme.officielle else f"repère non confirmé{INSECABLE}: {value}"


def title_of_territory(content: Content) -> str:
    """The territory that a content is about, as ``title_of_place`` writes it."""
    return title_of_place(content.organe)


def title_of_place(organe: Body) -> str:
    """The territory of a body: ``Cercle de Kita (ML0105)``."""
    kind = {"CLO": "Cercle", "CRO": "Région", "CNO": ""}[organe.sigle]
    name, code = organe.nom, organe.code
    if organe.division != "1999":
        code += f", division de {organe.division}"
    if not kind or name.casefold().startswith("district"):
        return f"{name} ({code})"
    return f"{kind} {of_place(name)} ({code})"
