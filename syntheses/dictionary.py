"""The data dictionary (docs/dictionnaire.md), rendered wholly from the declarations, so that it can't contradict them.

Six chapters: how to read it, the tables of the workbook, the elements asked of communes, the code lists, the
indicators, and the tables and views of the published file.
"""

from __future__ import annotations

from collections import defaultdict

from indicators.discovery import families
from registry.codelists import code_list, list_names
from registry.elements import DOMAINES, SAISON, Element, all_elements
from schemas.ddl import UNITES
from schemas.declaration import Column, Rule, Table
from schemas.discovery import all_tables
from schemas.element_rules import element_rules
from schemas.faults import LIBELLES_GRAVITE
from schemas.secrecy import EFFECTIF_MINIMAL
from syntheses.dictionary_figures import family_title, indicator_sheets, published_file
from syntheses.markdown import anchored, bullets, code, french, link, prose, table
from syntheses.typography import listing, number
from warehouse.star import code_lists, form_of

_TITRE = "Dictionnaire des données d’OISE"
_CHAPITRES = {
    "lire": "Comment le lire",
    "tables": "Les tables des classeurs",
    "elements": "Les éléments demandés aux communes",
    "listes": "Les listes de codes",
    "indicateurs": "Les indicateurs",
    "publie": "Le fichier publié",
}
_NATURES = {"releve": "relevé", "evenement": "événement", "registre": "registre"}
_EXPEDITEURS = {"cercle": "les cercles (CCC)", "region": "les régions (CSR)", "pays": "la nation (CCN)"}
_SECRETS = {"public": "publique", "interne": "interne", "restreint": "restreinte"}
_DIFFUSIONS = {"commune": "commune", "cercle": "cercle", "region": "région", "interne": "interne, jamais publiée"}
_PERIODICITES = {"trimestre": "trimestre", "annee": "année", "annee_scolaire": "année scolaire"}
_FORMES = {
    "lignes": "ligne par ligne, colonnes publiques seulement",
    "comptes": "décomptes par unité et par trimestre seulement",
    "agregats": "effectifs seulement, protégés",
    "rien": "jamais, sous aucune forme",
}
_TYPES = {
    "texte": "texte",
    "entier": "nombre entier",
    "decimal": "nombre décimal",
    "montant": "montant entier",
    "date": "date",
    "oui_non": "oui ou non",
    "unite": "collectivité",
}
_ATTRIBUTS = {
    "cad_code": "Code du CAD",
    "circuit_public": "Circuit public",
    "definition": "Définition",
    "parite_fixe": "Parité fixe (FCFA)",
    "phase_libelle": "Nom de la phase",
}
# Above so many codes a list that has nothing but labels is written run-in.
_LISTE_LONGUE = 60


def dictionary_text() -> str:
    """The whole dictionary in Markdown, in French; the same for the same declarations; ends with a line feed."""
    chapters = (_guide(), _tables(), _elements(), _code_lists(), indicator_sheets(), published_file())
    lines = [f"# {_TITRE}", "", *_summary()]
    for (anchor, title), body in zip(_CHAPITRES.items(), chapters, strict=True):
        lines += [*anchored(2, title, anchor), *body]
    return "\n".join(lines).rstrip("\n") + "\n"


def _summary() -> list[str]:
    within = {
        "tables": [link(prose(one.titre), f"table-{one.nom}") for one in all_tables().values()],
        "elements": [link(prose(title), f"elements-{domain}") for domain, title in DOMAINES.items()],
        "listes": [link(name, f"liste-{name}") for name in list_names()],
        "indicateurs": [link(family_title(name), f"famille-{name}") for name in families()]
        + [link("tableau des faiblesses", "faiblesses")],
        "publie": [link("tables", "publie-tables"), link("vues", "publie-vues")],
    }
    lines = []
    for anchor, title in _CHAPITRES.items():
        inside = " · ".join(within.get(anchor, ()))
        lines.append(link(f"**{title}**", anchor) + (french(" : ") + inside if inside else ""))
    return [
        "Ce document est écrit par `oise dictionnaire` à partir des déclarations du programme ; "
        "on ne le corrige pas à la main.".replace(" ;", "\u202f;"),
        "",
        *bullets(lines),
    ]


def _guide() -> list[str]:
    seasons = {name: f"au T{quarter}" for name, quarter in SAISON.items()}
    return bullets(
        prose(line)
        for line in (
            "Relevé : des valeurs par commune et par trimestre, qu'un envoi complet remplace. Événement : ce qui s'est "
            "passé dans le trimestre. Registre : des lignes qui durent, avec un identifiant donné par OISE ; "
            "l'effacement d'une ligne ne retire rien, l'état « Annulé » la retire.",
            "Confidentialité : une colonne publique peut être publiée ; une colonne interne reste dans la base et "
            "revient à son expéditeur ; une colonne restreinte dit quelque chose d'une personne et ne sort jamais, "
            f"sauf en effectifs : ceux qui sont inférieurs à {EFFECTIF_MINIMAL} sont masqués, hors des ventilations "
            "dites publiques.",
            "Diffusion : le niveau le plus fin auquel une donnée est publiée.",
            "Bornes : une valeur hors de ses bornes est écartée ; hors de ses bornes « d'ordinaire », elle est gardée "
            "avec un avertissement.",
            "Notations des cellules : 0 est zéro, ND une donnée qui n'existe pas, SO sans objet, (e) un nombre "
            "estimé ; une case vide n'est pas renseignée.",
            f"Stocks demandés une fois l'an : l'année civile {seasons['annee']}, "
            f"l'année scolaire {seasons['annee_scolaire']}.",
            "Contrôles : « À corriger » signale ce qui ne peut être juste, « À vérifier » ce qui étonne ; "
            "chaque contrôle dit si la ligne est écartée ou gardée.",
        )
    )


def _tables() -> list[str]:
    return [line for one in all_tables().values() for line in _table(one)]


def _table(one: Table) -> list[str]:
    rows = [_column_row(one, column, one.confidentialite) for column in one.colonnes]
    rows += [_column_row(one, column, one.confidentialite, filled=True) for column in one.colonnes_internes]
    lines = [*anchored(3, f"{prose(one.titre)} ({code(one.nom)})", f"table-{one.nom}"), prose(one.description), ""]
    lines += bullets(_table_facts(one))
    lines += table(("Colonne", "Titre", "Type", "Exigée", "Confidentialité", "Description", "Exemple"), rows)
    if one.regles:
        lines += ["Contrôles" + french(" :"), ""]
        lines += table(("Contrôle", "Ce qui est signalé", "Gravité", "Ligne"), [_rule_row(rule) for rule in one.regles])
    return lines


def _table_facts(one: Table) -> list[str]:
    keys = listing([code(name) for name in one.cle])
    facts = [
        ("Nature", prose(_NATURES[one.nature])),
        ("Clé, par expéditeur", keys),
        ("Collectivité de la ligne", code(one.proprietaire)),
        ("Remplie par", prose(listing([_EXPEDITEURS[niveau] for niveau in one.niveaux]))),
        ("Feuille du classeur", prose(_sheet(one))),
        ("Confidentialité", _SECRETS[one.confidentialite]),
        ("Diffusion", _DIFFUSIONS[one.diffusion]),
        ("Publication", prose(_publication(one))),
    ]
    if one.prefixe:
        facts.insert(2, ("Identifiants", code(one.colonnes[0].exemple)))
    if one.ventilations_publiques:
        shown = [
            french(" × ").join(prose(one.colonne(name).titre) for name in names) for names in one.ventilations_publiques
        ]
        facts.append(("Ventilations publiques", " ; ".join(shown).replace(" ;", "\u202f;")))
    return [f"**{prose(name)}**{french(' : ')}{value}" for name, value in facts]


def _sheet(one: Table) -> str:
    if one.nature == "releve":
        return f"une par domaine ({', '.join(DOMAINES.values())})"
    return f"« {one.titre} »"


def _publication(one: Table) -> str:
    if one.nature == "releve":
        return "valeurs des éléments, chacune à partir de son niveau de diffusion"
    reread = ", une fois relue et sa publication décidée" if one.relecture else ""
    return _FORMES[form_of(one)] + reread


def _column_row(one: Table, column: Column, floor: str, filled: bool = False) -> tuple[str, ...]:
    secret = max(floor, column.confidentialite, key=list(_SECRETS).index)
    return (
        code(column.nom),
        prose(column.titre),
        _type(column, one),
        "par OISE" if filled else "oui" if column.obligatoire else "",
        _SECRETS[secret],
        prose(column.description),
        prose(column.exemple),
    )


def _type(column: Column, one: Table) -> str:
    if column.type == "code":
        return f"code{french(' : ')}{link(str(column.liste), f'liste-{column.liste}')}"
    if column.type == "reference":
        target = all_tables()[str(column.table)]
        return f"renvoi à {link(prose(target.titre), f'table-{target.nom}')}"
    words = [_TYPES[column.type]]
    if column.type == "texte":
        words.append(f"{number(column.longueur)} caractères au plus")
    if column.type == "unite":
        words.append("dans le ressort de l'expéditeur" if column.nom == one.proprietaire else "de tout le pays")
    if column.unite and column.unite != "oui_non":
        words.append(f"en {UNITES.get(column.unite, column.unite)}")
    if column.minimum is not None and column.maximum is not None:
        years = column.nom.endswith("_annee")
        words.append(_bounds(column.minimum, column.maximum, column.plausible, years))
    return prose(", ".join(words))


def _bounds(least: int, most: int, plausible: bool, years: bool = False) -> str:
    low, high = (str(least), str(most)) if years else (number(least), number(most))
    return f"{'d’ordinaire ' if plausible else ''}de {low} à {high}"


def _rule_row(rule: Rule) -> tuple[str, ...]:
    return (
        code(rule.code.rsplit(".", 1)[1]),
        prose(f"{_capital(rule.phrase)} ; {rule.remede}."),
        LIBELLES_GRAVITE[rule.gravite],
        "écartée" if rule.ecarte else "gardée",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _elements() -> list[str]:
    lines: list[str] = []
    rules: dict[str, list[str]] = defaultdict(list)
    for rule in element_rules(tuple(all_elements().values())):
        rules[rule.colonnes[0]].append(_capital(rule.phrase))
    for domain, title in DOMAINES.items():
        mine = [element for element in all_elements().values() if element.domaine == domain]
        lines += anchored(3, prose(title), f"elements-{domain}")
        lines += table(
            (
                "Élément",
                "Nom",
                "Définition",
                "Nature",
                "Demandé",
                "Unité et bornes",
                "Diffusion",
                "Signalé si",
                "Source",
            ),
            [_element_row(element, rules[element.code]) for element in mine],
        )
    return lines


def _element_row(element: Element, checks: list[str]) -> tuple[str, ...]:
    unit = UNITES[element.unite]
    if not element.booleen:
        unit += f", {_bounds(element.minimum, element.maximum, plausible=True)}"
    confirmed = "confirmée" if element.confirme else "à confirmer"
    asked = f"par {_PERIODICITES[element.periodicite]}"
    return (
        code(element.code),
        prose(element.libelle),
        prose(element.definition),
        element.nature,
        asked + (", exigé" if element.obligatoire else ""),
        prose(unit),
        _DIFFUSIONS[element.diffusion],
        prose(" ; ".join(checks)),
        prose(f"{element.source or 'aucune'} ({confirmed})"),
    )


def _code_lists() -> list[str]:
    users: dict[str, list[str]] = defaultdict(list)
    for one in all_tables().values():
        for column in (*one.colonnes, *one.colonnes_internes):
            if column.liste:
                users[column.liste].append(f"{code(f'{one.nom}.{column.nom}')}")
    for name, columns in code_lists().items():
        for column_name, used in columns.items():
            if used not in users or name not in all_tables():
                users[used].append(f"{code(f'{name}.{column_name}')} (publiée)")
    return [line for name in list_names() for line in _code_list(name, users[name])]


def _code_list(name: str, users: list[str]) -> list[str]:
    known = code_list(name)
    attributes = list(dict.fromkeys(key for facts in known.attributs.values() for key in facts))
    lines = anchored(3, name, f"liste-{name}")
    lines += [f"Employée par{french(' : ')}{', '.join(users)}.", ""] if users else []
    if not attributes and len(known.libelles) > _LISTE_LONGUE:
        return [*lines, " · ".join(f"{code(key)} {prose(label)}" for key, label in known.libelles.items()), ""]
    headers = (
        "Code",
        "Libellé",
        *(_ATTRIBUTS.get(key) or prose(_capital(key.replace("_", " "))) for key in attributes),
    )
    return lines + table(
        headers,
        [
            (code(key), prose(label), *(prose(known.attributs[key].get(name) or "") for name in attributes))
            for key, label in known.libelles.items()
        ],
    )
