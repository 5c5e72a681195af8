"""The reserves of a synthesis: who is missing, late or refused, what was set aside, what rests on old references."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from registry.territory import ancestor, units
from syntheses.facts import Body, Deposit, Figure
from syntheses.published_quarter import Quarter
from syntheses.typography import listing, number, plural, share

_NOMS_DITS = 8
_STATUTS = {
    "provisoire": "chiffre provisoire",
    "definitif": "chiffre définitif",
    "simule": "chiffre simulé",
}


def reserves_of(
    quarter: Quarter,
    organe: Body,
    deposits: Sequence[Deposit],
    figures: Sequence[Figure],
    communes: Collection[str] | None = None,
) -> tuple[str, ...]:
    """What a reader must know before using the figures, each in one sentence.

    ``communes``: those of the territory, when they aren't the ones that the body's code says.
    """
    if communes is None:
        own = units()[organe.code].niveau
        communes = [u.code for u in units().values() if u.niveau == "commune" and ancestor(u.code, own) == organe.code]
    said = [*_senders(organe, deposits), *_set_aside(deposits), *_hidden(figures), *_population(quarter, communes)]
    return tuple(said)


def _senders(organe: Body, deposits: Sequence[Deposit]) -> list[str]:
    if organe.sigle == "CLO":
        return _one_sender(organe, deposits)
    awaited = [deposit for deposit in deposits if deposit.attendu]
    groups = (
        ("Envois non reçus", [d for d in awaited if not d.verdict]),
        ("Envois reçus mais non acceptés", [d for d in awaited if d.verdict and not d.accepte]),
        ("Envois acceptés après le délai", [d for d in awaited if d.accepte and d.a_temps is False]),
    )
    said = [f"{title} ({number(len(found))}) : {_names(found)}." for title, found in groups if found]
    exempted = [d for d in deposits if not d.attendu and len(d.code) == 6]
    if exempted:
        said.append(f"Envois non attendus ce trimestre ({number(len(exempted))}) : {_names(exempted)}.")
    return said


def _one_sender(organe: Body, deposits: Sequence[Deposit]) -> list[str]:
    deposit = next((one for one in deposits if one.code == organe.code), None)
    if deposit is not None and deposit.accepte:
        if deposit.a_temps is False:
            return ["L’envoi du CCC est arrivé après le délai."]
        return []
    last = (
        "Les chiffres du trimestre manquent ; ceux qui sont montrés viennent d’envois antérieurs ou d’autres sources."
    )
    if deposit is None or not deposit.verdict:
        awaited = "" if deposit is None or deposit.attendu else " (il n’était pas attendu)"
        return [f"Le CCC n’a pas remis son envoi du trimestre{awaited}. {last}"]
    return [f"L’envoi du CCC n’a pas été accepté : un nouvel envoi est attendu. {last}"]


def _names(deposits: Sequence[Deposit]) -> str:
    names = [deposit.nom.split(" (")[0] for deposit in deposits]
    if len(names) <= _NOMS_DITS:
        return listing(names)
    return f"{', '.join(names[:_NOMS_DITS])} et {plural(len(names) - _NOMS_DITS, 'autre', 'autres')}"


def _set_aside(deposits: Sequence[Deposit]) -> list[str]:
    aside = sum(deposit.ecartees for deposit in deposits if deposit.accepte)
    submitted = sum(deposit.soumises for deposit in deposits if deposit.accepte)
    if not aside:
        return []
    verb = "a été écartée : elle n’est" if aside == 1 else "ont été écartées : elles ne sont"
    return [f"{share(aside, submitted)} valeurs et lignes remises {verb} dans aucun chiffre."]


def _hidden(figures: Sequence[Figure]) -> list[str]:
    hidden = sum(figure.ici.valeur is None for figure in figures)
    if not hidden:
        return []
    verb = "n’est pas publié" if hidden == 1 else "ne sont pas publiés"
    return [f"{share(hidden, len(figures))} indicateurs {verb} à cet échelon, faute de données suffisantes."]


def _population(quarter: Quarter, communes: Collection[str]) -> list[str]:
    """Ratios to inhabitants rest on the communes' populations, where the reference knows them."""
    known = [quarter.populations[code] for code in communes if code in quarter.populations]
    if not known:
        return ["La population des communes n’est pas connue : aucun rapport à l’habitant n’est calculé."]
    kinds = sorted({(year, _STATUTS.get(status, status)) for year, status in known})
    said = listing([f"{status} de {year}" for year, status in kinds])
    places = plural(len(communes), "commune", "communes")
    return [f"Rapports à l’habitant : population connue de {number(len(known))} sur {places} ({said})."]
