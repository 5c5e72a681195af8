"""Every kind of fault in one place: code, severity, what is wrong, what to do (law 7).

Families: ``fichier`` (the file can't be taken), ``cadre`` (its frame is wrong), ``valeur`` (a cell), ``ligne`` (a row),
``regle`` (a rule beyond a cell, declared with its table), ``validation`` (what a CSR's decision lacks),
``transmission`` (what a region sends up; see ``schemas.transmission_faults``). Codes are stable: receipts, the journal
and those who read them rely on them.
"""

from __future__ import annotations

from functools import cache

from schemas.faults import Fault, FaultKind, Severity
from schemas.transmission_faults import TRANSMISSION


def fault(
    code: str,
    *,
    feuille: str | None = None,
    ligne: int | None = None,
    colonne: str | None = None,
    titre: str | None = None,
    valeur: str | None = None,
    table: str | None = None,
    suggestion: str | None = None,
    **facts: object,
) -> Fault:
    """The fault of that code, at that place, said in one French sentence.

    ``feuille``: the tab. ``ligne``: the sheet's row number. ``colonne``: the column's identifier; ``titre``: its title
    as people read it. ``suggestion``: the nearest known value. ``facts``: what the kind's template names besides.
    Raises KeyError when the code is unknown or a fact is missing.
    """
    known = kind(code)
    return Fault(
        code=code,
        gravite=known.gravite,
        message=sentence(
            known, feuille=feuille, ligne=ligne, titre=titre or colonne, valeur=valeur, suggestion=suggestion, **facts
        ),
        feuille=feuille,
        ligne=ligne,
        colonne=colonne,
        valeur=valeur,
        table=table,
        ecarte=known.ecarte,
    )


def sentence(
    known: FaultKind,
    *,
    feuille: str | None = None,
    ligne: int | None = None,
    titre: str | None = None,
    suggestion: str | None = None,
    **facts: object,
) -> str:
    """« Feuille Santé, ligne 12, colonne « CSCom existants » : what is wrong ; what to do. »"""
    facts = {**facts, "suggestion": suggestion}
    remedy = known.remede_suggere if suggestion and known.remede_suggere else known.remede
    told = _typeset(f"{known.phrase} ; {remedy}.").format(**facts)
    place = [
        f"feuille {feuille}" if feuille else "",
        f"ligne {ligne}" if ligne else "",
        _typeset("colonne « {} »").format(titre) if titre else "",
    ]
    where = ", ".join(part for part in place if part)
    whole = _typeset("{} : {}").format(where, told) if where else told
    return whole[0].upper() + whole[1:]


def kind(code: str) -> FaultKind:
    """The kind of that code; raises KeyError."""
    if code in _KINDS:
        return _KINDS[code]
    return rule_kinds()[code]


def all_kinds() -> dict[str, FaultKind]:
    """Every kind by code, rules included."""
    return {**_KINDS, **rule_kinds()}


@cache
def rule_kinds() -> dict[str, FaultKind]:
    """The kinds of the rules that tables declare and of those that elements imply."""
    from registry.elements import all_elements
    from schemas.discovery import all_tables
    from schemas.element_rules import element_rules

    rules = [rule for table in all_tables().values() for rule in table.regles]
    rules.extend(element_rules(tuple(all_elements().values())))
    return {
        rule.code: FaultKind(rule.code, rule.gravite, _literal(rule.phrase), _literal(rule.remede), ecarte=rule.ecarte)
        for rule in rules
    }


@cache
def _typeset(template: str) -> str:
    """The template with the no-break spaces that French wants; applied before values come in, which stay as found."""
    for plain in ("« ", " »", " ;", " :", " ?"):
        template = template.replace(plain, plain.replace(" ", "\u00a0"))
    return template


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


_RESEND = "enregistrez le classeur donné par OISE au format .xlsx et déposez-le de nouveau"
_REDO = "repartez du classeur donné par « oise modele »"


def _blocking(code: str, phrase: str, remede: str, remede_suggere: str = "") -> FaultKind:
    return FaultKind(code, "bloquant", phrase, remede, remede_suggere)


def _aside(code: str, phrase: str, remede: str, remede_suggere: str = "") -> FaultKind:
    return FaultKind(code, "reserve", phrase, remede, remede_suggere, ecarte=True)


def _warning(code: str, phrase: str, remede: str) -> FaultKind:
    return FaultKind(code, "avertissement", phrase, remede)


_GRAVITE_ORDER: tuple[Severity, ...] = ("bloquant", "reserve", "avertissement")


def worst(severities: set[Severity]) -> Severity | None:
    """The gravest of some severities, None when there is none."""
    return next((severity for severity in _GRAVITE_ORDER if severity in severities), None)


_FILE = (
    _blocking("fichier.vide", "le fichier est vide", _RESEND),
    _blocking(
        "fichier.trop_gros",
        "le fichier pèse plus de {maximum}",
        "retirez les images et les feuilles ajoutées, puis déposez-le de nouveau",
    ),
    _blocking(
        "fichier.classeur_chiffre",
        "le fichier est protégé par un mot de passe",
        "retirez le mot de passe d'ouverture et déposez-le de nouveau",
    ),
    _blocking("fichier.format_non_pris_en_charge", "le format .{format} n'est pas pris en charge", _RESEND),
    _blocking(
        "fichier.pas_un_classeur", "le fichier n'est ni un classeur Excel ni une archive de fichiers CSV", _RESEND
    ),
    _blocking("fichier.archive_abimee", "le fichier est abîmé ou incomplet", _RESEND),
    _blocking(
        "fichier.archive_trop_grande",
        "le fichier occupe plus de {maximum} une fois décompressé",
        "retirez ce qui ne vient pas du modèle, puis déposez-le de nouveau",
    ),
    _blocking("fichier.archive_trop_de_parties", "le fichier contient plus de {maximum} parties", _RESEND),
    _blocking("fichier.archive_parties_doubles", "le fichier contient deux fois la même partie", _RESEND),
    _blocking("fichier.archive_chemin_interdit", "le fichier contient un chemin interdit", _RESEND),
    _blocking("fichier.archive_imbriquee", "l'archive contient une autre archive", _RESEND),
    _blocking(
        "fichier.macros",
        "le classeur contient des macros",
        "enregistrez-le au format .xlsx, sans macro, et déposez-le de nouveau",
    ),
    _blocking("fichier.xml_interdit", "le fichier contient une construction interdite", _RESEND),
    _blocking(
        "fichier.trop_de_cellules",
        "le classeur contient plus de {maximum} cellules",
        "supprimez les lignes et les feuilles ajoutées, puis déposez-le de nouveau",
    ),
    _blocking(
        "fichier.csv_encodage",
        "le fichier {fichier} n'est pas écrit en UTF-8",
        "enregistrez-le au format « CSV UTF-8 » et refaites l'archive",
    ),
    _blocking(
        "fichier.csv_illisible",
        "le fichier {fichier} n'est pas un CSV lisible, séparé par des points-virgules",
        "corrigez-le et refaites l'archive",
    ),
    _blocking("fichier.lecture_interrompue", "la lecture du fichier s'est interrompue", _RESEND),
    _blocking("fichier.lecture_trop_longue", "la lecture du fichier dépasse {maximum}", _RESEND),
    _blocking("fichier.lecture_memoire", "la lecture du fichier demande trop de mémoire", _RESEND),
    _warning(
        "fichier.liens_externes",
        "le classeur contient des liens vers d'autres classeurs, qui ne sont pas suivis",
        "remplacez-les par leurs valeurs",
    ),
    _warning(
        "fichier.doublon",
        "ce fichier a déjà été reçu et n'est pas pris une seconde fois",
        "il n'y a rien à faire, la première réponse reste valable",
    ),
    _blocking(
        "fichier.version_perimee",
        "le fichier porte la version {version} alors que la version {acceptee} est déjà acceptée",
        "repartez d'un nouveau modèle, qui porte la version suivante",
    ),
)

_FRAME = (
    _blocking("cadre.feuille_oise_absente", "la feuille cachée « _oise » manque", _REDO),
    _blocking("cadre.feuille_oise_illisible", "la feuille cachée « _oise » est incomplète : « {cle} » manque", _REDO),
    _blocking("cadre.contrat_inconnu", "le contrat « {valeur} » n'est pas pris en charge (attendu : {attendu})", _REDO),
    _blocking(
        "cadre.expediteur_inconnu",
        "l'expéditeur « {valeur} » n'existe pas",
        _REDO,
        "vouliez-vous dire {suggestion} ? Sinon, repartez du classeur donné par « oise modele »",
    ),
    _blocking(
        "cadre.expediteur_different",
        "le classeur est celui de {valeur} alors que le dossier est celui de {attendu}",
        "déposez-le dans le dossier de {valeur}",
    ),
    _blocking("cadre.trimestre_inconnu", "« {valeur} » n'est pas un trimestre", _REDO),
    _blocking(
        "cadre.trimestre_futur",
        "le trimestre {valeur} n'est pas encore commencé",
        "déposez ce classeur à la fin du trimestre",
    ),
    _blocking("cadre.nature_inconnue", "la nature « {valeur} » n'est ni « complete » ni « complement »", _REDO),
    _blocking("cadre.objet_inconnu", "« {valeur} » n'est pas une sorte de fichier qu'OISE connaît", _REDO),
    _blocking(
        "cadre.validation_hors_region",
        "une validation ne vient que du chargé de suivi d'une région",
        "déposez le classeur de déclaration de cet expéditeur",
    ),
    _blocking(
        "cadre.validation_partielle",
        "une validation se donne en entier, jamais en complément",
        "repartez du classeur donné par « oise validation »",
    ),
    _blocking("cadre.version_illisible", "la version « {valeur} » n'est pas un nombre entier", _REDO),
    _blocking(
        "cadre.version_base_inconnue",
        "le complément se fonde sur la version {valeur}, qui n'est pas la version acceptée ({attendu})",
        "repartez d'un nouveau modèle, ou envoyez un classeur complet",
    ),
    _blocking(
        "cadre.sans_impossible",
        "la feuille cachée dit que le classeur ne contient pas « {valeur} », ce qui n'est pas permis",
        _REDO,
    ),
    _blocking("cadre.feuille_manquante", "la feuille « {attendu} » manque", _REDO),
    _blocking(
        "cadre.feuille_double", "la feuille « {attendu} » est présente deux fois", "supprimez celle qui est en trop"
    ),
    _warning(
        "cadre.feuille_inattendue",
        "la feuille « {valeur} » ne vient pas du modèle et n'a pas été lue",
        "retirez-la, ou recopiez ses données dans les feuilles du modèle",
    ),
    _blocking("cadre.identifiants_absents", "la ligne cachée des identifiants manque ou est abîmée", _REDO),
    _blocking("cadre.colonne_manquante", "la colonne manque", _REDO),
    _blocking("cadre.colonne_double", "la colonne est présente deux fois", "supprimez celle qui est en trop"),
    _warning(
        "cadre.colonne_inattendue",
        "la colonne « {valeur} » ne vient pas du modèle et n'a pas été lue",
        "retirez-la, ou recopiez ses données dans une colonne du modèle",
    ),
    _blocking(
        "cadre.proprietaire_hors_perimetre",
        "« {valeur} » n'appartient pas au périmètre de l'expéditeur, le fichier entier est refusé",
        "retirez cette ligne ou corrigez la collectivité, puis déposez le fichier de nouveau",
    ),
    _warning("cadre.aucune_donnee", "le fichier ne contient aucune donnée", "remplissez-le et déposez-le de nouveau"),
)

_VALUE = (
    _aside(
        "valeur.nombre_illisible",
        "« {valeur} » n'est pas un nombre",
        "écrivez des chiffres seuls, par exemple 1 250, ou ND si la donnée n'existe pas",
    ),
    _aside(
        "valeur.nombre_ambigu",
        "« {valeur} » peut se lire de deux façons",
        "écrivez le nombre sans point, avec une virgule pour les décimales, par exemple 1 250,5",
    ),
    _aside("valeur.decimale_interdite", "« {valeur} » a des décimales", "écrivez un nombre entier"),
    _aside("valeur.nombre_trop_precis", "« {valeur} » a plus de trois décimales", "arrondissez à trois décimales"),
    _aside(
        "valeur.nombre_trop_grand", "« {valeur} » est trop grand pour être enregistré", "vérifiez le nombre de chiffres"
    ),
    _aside("valeur.negatif", "« {valeur} » est négatif", "écrivez un nombre positif, ou ND si la donnée n'existe pas"),
    _aside(
        "valeur.hors_bornes",
        "« {valeur} » est impossible, les valeurs admises vont de {minimum} à {maximum}",
        "corrigez la valeur",
    ),
    _warning(
        "valeur.invraisemblable",
        "« {valeur} » sort de l'ordinaire (de {minimum} à {maximum}), la valeur est gardée",
        "vérifiez-la et corrigez-la si besoin",
    ),
    _aside(
        "valeur.date_illisible", "« {valeur} » n'est pas une date", "écrivez jour/mois/année, par exemple 30/09/2026"
    ),
    _aside(
        "valeur.date_ambigue",
        "« {valeur} » peut se lire de deux façons",
        "écrivez jour/mois/année avec quatre chiffres pour l'année, par exemple 30/09/2026",
    ),
    _aside(
        "valeur.date_impossible",
        "« {valeur} » est hors du calendrier suivi, de {minimum} à {maximum}",
        "corrigez l'année",
    ),
    _aside(
        "valeur.code_inconnu",
        "« {valeur} » n'est pas dans la liste",
        "choisissez une valeur de la liste déroulante",
        "vouliez-vous dire « {suggestion} » ? Sinon, choisissez une valeur de la liste déroulante",
    ),
    _aside(
        "valeur.unite_inconnue",
        "« {valeur} » n'est pas une collectivité connue",
        "choisissez-la dans la liste déroulante",
        "vouliez-vous dire « {suggestion} » ? Sinon, choisissez-la dans la liste déroulante",
    ),
    _aside(
        "valeur.unite_contradictoire",
        "le nom et le code de « {valeur} » ne vont pas ensemble, ce code est celui de {attendu}",
        "corrigez le nom ou le code",
    ),
    _aside("valeur.oui_non_illisible", "« {valeur} » n'est ni oui ni non", "écrivez Oui ou Non"),
    _aside("valeur.trop_long", "le texte a plus de {maximum} caractères", "raccourcissez-le"),
    _aside(
        "valeur.caractere_interdit", "le texte contient un caractère illisible", "effacez-le et écrivez-le de nouveau"
    ),
    _aside(
        "valeur.formule_sans_valeur",
        "la cellule contient une formule sans résultat enregistré",
        "remplacez la formule par sa valeur",
    ),
    _aside(
        "valeur.erreur_excel",
        "la cellule contient l'erreur « {valeur} »",
        "remplacez-la par la valeur, ou par ND si la donnée n'existe pas",
    ),
    _aside(
        "valeur.etat_inconnu",
        "« {valeur} » n'est pas un état de valeur",
        "choisissez une valeur de la liste déroulante",
        "vouliez-vous dire « {suggestion} » ? Sinon, choisissez une valeur de la liste déroulante",
    ),
    _warning(
        "valeur.non_renseignee",
        "des valeurs demandées sont vides ({nombre})",
        "remplissez-les, ou écrivez ND si la donnée n'existe pas",
    ),
)

_ROW = (
    _aside(
        "ligne.identifiant_absent",
        "la ligne n'a pas d'identifiant",
        "recopiez-la sur une ligne du modèle qui en porte un",
    ),
    _aside(
        "ligne.identifiant_inconnu",
        "l'identifiant « {valeur} » n'a pas été donné par OISE",
        "recopiez la ligne sur une ligne du modèle qui porte un identifiant",
    ),
    _aside(
        "ligne.double",
        "la même ligne, « {valeur} », est présente plusieurs fois",
        "gardez-en une seule",
    ),
    _aside("ligne.obligatoire_absent", "la case est obligatoire et vide", "remplissez-la"),
    _aside(
        "ligne.reference_inconnue",
        "« {valeur} » n'est l'identifiant d'aucune ligne de la feuille « {attendu} »",
        "recopiez l'identifiant exact, ou ajoutez d'abord la ligne dans cette feuille",
        "vouliez-vous dire « {suggestion} » ? Sinon, ajoutez d'abord la ligne dans la feuille « {attendu} »",
    ),
    _warning(
        "ligne.unite_manquante",
        "aucune ligne ne concerne {valeur}",
        "rétablissez la ligne du modèle et remplissez-la",
    ),
)

_VALIDATION = (
    _aside(
        "validation.phrase_manquante",
        "le cercle est validé alors que des anomalies sérieuses n'ont pas de phrase ({nombre} sur {attendu})",
        "écrivez une phrase devant chacune d'elles dans la feuille Anomalies, ou choisissez « À corriger »",
    ),
)

_KINDS: dict[str, FaultKind] = {
    known.code: known for known in (*_FILE, *_FRAME, *_VALUE, *_ROW, *_VALIDATION, *TRANSMISSION)
}
