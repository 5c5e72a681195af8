"""The sentences of a synthesis: computed from its facts, and true whatever is missing."""

from __future__ import annotations

from decimal import Decimal

from registry.writing import FINE, INSECABLE, long_date
from schemas.submission import LIBELLES_VERDICT
from syntheses.facts import Content, Deposit, Figure, Renewal
from syntheses.typography import (
    number,
    of_place,
    plural,
    quantity,
    share,
    signed,
    unit_suffix,
)

VERDICTS = {**LIBELLES_VERDICT, "": "non reçu"}
MOIS_DE_RENOUVELLEMENT = 6


def brief(content: Content) -> list[str]:
    """What a reader in a hurry must know: who reported, what moved most, what is to be decided."""
    return [reported(content), *_movements(content), _renewals(content)]


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
        accepted = f"{share(done.acceptes, done.attendus)} envois attendus"
        state = "sont acceptés" if done.acceptes > 1 else "est accepté"
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


def _renewals(content: Content) -> str:
    limit = renewal_limit(content)
    count = len(content.conventions)
    if not count:
        return f"Aucune convention connue n’appelle de décision d’ici au {limit}."
    verb = "appelle" if count == 1 else "appellent"
    return f"{plural(count, 'convention', 'conventions')} {verb} une décision d’ici au {limit}."


def renewal_limit(content: Content) -> str:
    """The day up to which renewals are looked for."""
    return long_date(content.trimestre.plus(MOIS_DE_RENOUVELLEMENT // 3).fin)


def renewal(item: Renewal) -> str:
    """Why a convention asks for a decision."""
    if item.motif == "echue":
        return f"terme passé depuis le {long_date(item.fin)}"
    if item.motif == "preavis":
        return f"préavis à donner avant le {long_date(item.echeance)} (fin le {long_date(item.fin)})"
    return f"prend fin le {long_date(item.fin)}"


def partnerships(content: Content) -> str:
    """How many partnerships are known, and how many of them only from the guide."""
    total = len(content.partenariats)
    guide = sum(item.guide for item in content.partenariats)
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
    """``Cercle de Kita (ML0105)``."""
    kind = {"CLO": "Cercle", "CRO": "Région", "CNO": ""}[content.organe.sigle]
    name = content.organe.nom
    if not kind or name.casefold().startswith("district"):
        return f"{name} ({content.organe.code})"
    return f"{kind} {of_place(name)} ({content.organe.code})"
