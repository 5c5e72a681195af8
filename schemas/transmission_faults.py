"""The faults of a transmission, which a region sends up to the nation: each names the part that is wrong."""

from __future__ import annotations

from schemas.faults import FaultKind


def _blocking(code: str, phrase: str, remede: str) -> FaultKind:
    return FaultKind(code, "bloquant", phrase, remede)


_RETRANSMIT = "refaites-la avec « oise transmettre » et déposez-la de nouveau"

TRANSMISSION = (
    _blocking("transmission.tronquee", "la transmission est incomplète, elle s'arrête à « {partie} »", _RETRANSMIT),
    _blocking(
        "transmission.partie_alteree",
        "la partie « {partie} » de la transmission n'est plus celle que son manifeste annonce",
        _RETRANSMIT,
    ),
    _blocking("transmission.partie_double", "la partie « {partie} » est deux fois dans la transmission", _RETRANSMIT),
    _blocking(
        "transmission.partie_inattendue",
        "la partie « {partie} » n'est pas annoncée par le manifeste de la transmission, ou ne sert à aucun dépôt",
        _RETRANSMIT,
    ),
    _blocking("transmission.partie_manquante", "la partie « {partie} » manque dans la transmission", _RETRANSMIT),
    _blocking(
        "transmission.trop_grande",
        "la transmission occupe plus de {maximum} avec la partie « {partie} »",
        "signalez-le à la cellule nationale, qui prendra les fichiers autrement",
    ),
    _blocking(
        "transmission.trop_de_parties",
        "la transmission contient plus de {maximum} parties",
        "signalez-le à la cellule nationale, qui prendra les fichiers autrement",
    ),
    _blocking(
        "transmission.manifeste_illisible",
        "la partie « transmission.json » ne peut pas être prise, {motif}",
        "mettez OISE à jour des deux côtés (version {attendu} de la transmission) et transmettez de nouveau",
    ),
    _blocking(
        "transmission.journal_illisible",
        "la partie « journal.jsonl » ne peut pas être prise à sa ligne {numero}, {motif}",
        "mettez OISE à jour des deux côtés et transmettez de nouveau",
    ),
    _blocking(
        "transmission.pas_une_region",
        "la transmission vient de {valeur}, et seule une région transmet à la nation",
        "déposez les fichiers eux-mêmes, ou faites transmettre la région",
    ),
    _blocking(
        "transmission.expediteur_different",
        "la transmission vient de {valeur} et se trouve dans le dossier de {attendu}",
        "déposez-la dans le dossier de la région qui l'a faite",
    ),
    _blocking(
        "transmission.destinataire_different",
        "la transmission est destinée à {valeur} et cette installation sert {attendu}",
        "déposez-la dans l'installation nationale",
    ),
    _blocking(
        "transmission.hors_perimetre",
        "la transmission porte un fichier de {valeur}, qui n'est pas du périmètre de {attendu}",
        "faites transmettre ce fichier par sa propre région",
    ),
    _blocking(
        "transmission.donnees_fictives",
        "la transmission vient d'une démonstration, ses données sont fictives",
        "ne déposez ici que les transmissions d'une installation réelle",
    ),
    _blocking(
        "transmission.rejete",
        "la cellule nationale rejette le fichier que la région avait jugé, {valeur}",
        "la région vérifie l'original avec son expéditeur, qui dépose un nouveau classeur",
    ),
    FaultKind(
        "transmission.fichier_rejete",
        "reserve",
        "le fichier « {fichier} » de {expediteur} est rejeté, {valeur}",
        "vérifiez l'original avec son expéditeur, qui dépose un nouveau classeur, puis transmettez de nouveau",
    ),
)
