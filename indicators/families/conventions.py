"""Conventions of cooperation: their reckoned status, the State's visa, the yearly meeting, and all three together.

The status is the one that ``registry.conventions`` reckons from the clauses, the same for every command and page.
"""

from __future__ import annotations

from indicators.conditions import AuPlusTard, Connu, Et, Lie, Non, Ou, Parmi, PremiereConnue, Vrai
from indicators.declaration import Indicateur
from indicators.terms import Lignes
from registry.codelists import code_list

_STATUT = "statut_calcule_code"
_VIVANTES = tuple(
    code for code, row in code_list("statuts_convention_calcules").attributs.items() if row["vivante"] == "oui"
)
_DEBUT = PremiereConnue(("effet_date", "signature_date"))
_EN_VIGUEUR = Parmi(_STATUT, _VIVANTES)
_UN_AN = AuPlusTard(_DEBUT, -4)
_RENCONTRE_PREVUE = Vrai("rencontre_annuelle_prevue")
# The day is written on the convention, or a meeting of the last year points to it.
_RENCONTRE_TENUE = Ou(
    (
        Non(AuPlusTard(PremiereConnue(("derniere_rencontre_date",)), -4)),
        Lie("rencontres", "convention_id", Non(AuPlusTard(PremiereConnue(("rencontre_date",)), -4))),
    )
)
_SIGNEES = Lignes(
    "conventions",
    Parmi(_STATUT, ("signee", "en_vigueur", "a_renouveler", "suspendue", "echue")),
    "Conventions signées, ni dénoncées ni closes, échues comprises",
)


def _nombre(code: str, libelle: str, statuts: tuple[str, ...], mots: str, sens: str, remarque: str = "") -> Indicateur:
    return Indicateur(
        code=code,
        libelle=libelle,
        type="ressources",
        orientation="solidarite_internationale",
        domaine="cooperation",
        numerateur=Lignes("conventions", Parmi(_STATUT, statuts), mots),
        denominateur=None,
        unite="conventions",
        compte="conventions",
        decimales=0,
        sens="hausse_favorable" if sens == "hausse" else "neutre",
        remarque=remarque,
    )


INDICATEURS = (
    _nombre(
        "conventions_en_vigueur",
        "Conventions en vigueur",
        _VIVANTES,
        "Conventions qui lient les parties à la fin du trimestre, préavis en cours compris",
        "hausse",
    ),
    _nombre(
        "conventions_a_renouveler",
        "Conventions dont la période prend fin dans les six mois",
        ("a_renouveler",),
        "Conventions en vigueur, non dénoncées, dont la période en cours prend fin dans les six mois",
        "neutre",
        "Comprend les conventions à reconduction tacite : c'est le moment de décider.",
    ),
    _nombre(
        "conventions_suspendues",
        "Conventions suspendues ou dénoncées, préavis en cours",
        ("suspendue", "en_preavis"),
        "Conventions suspendues à la fin du trimestre, ou dénoncées et dont le préavis court encore",
        "neutre",
    ),
    Indicateur(
        code="conventions_echues",
        libelle="Conventions échues sans reconduction",
        type="ressources",
        orientation="solidarite_internationale",
        domaine="cooperation",
        numerateur=Lignes("conventions", Parmi(_STATUT, ("echue",)), "Conventions échues à la fin du trimestre"),
        denominateur=Lignes(
            "conventions",
            Parmi(_STATUT, (*_VIVANTES, "echue")),
            "Conventions en vigueur ou échues à la fin du trimestre",
        ),
        unite="%",
        compte="conventions",
        facteur=100,
        sens="baisse_favorable",
    ),
    Indicateur(
        code="conventions_statut_connu",
        libelle="Conventions dont les clauses disent où elles en sont",
        type="ressources",
        orientation="solidarite_internationale",
        domaine="cooperation",
        numerateur=Lignes("conventions", Connu(_STATUT), "Conventions dont le statut se calcule des clauses connues"),
        denominateur=Lignes("conventions", None, "Conventions enregistrées"),
        unite="%",
        compte="conventions",
        facteur=100,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="conventions_visa",
        libelle="Conventions portant le visa de l'État",
        type="realisation",
        orientation="solidarite_internationale",
        domaine="cooperation",
        numerateur=Lignes("conventions", Vrai("visa"), "Parmi elles, conventions portant le visa de l'État"),
        denominateur=_SIGNEES,
        unite="%",
        compte="conventions",
        facteur=100,
        sens="hausse_favorable",
        norme=100,
        norme_source="modèle de la convention Tombouctou / Rhône-Alpes, sans valeur de norme",
        remarque="Une convention signée sans visa est au dénominateur : le visa n'est pas une condition pour compter.",
    ),
    Indicateur(
        code="conventions_rencontre_annuelle",
        libelle="Conventions dont la rencontre annuelle a été tenue",
        type="realisation",
        orientation="ouverture_monde",
        domaine="cooperation",
        numerateur=Lignes(
            "conventions",
            _RENCONTRE_TENUE,
            "Parmi elles, conventions dont les parties se sont rencontrées dans les douze derniers mois",
        ),
        denominateur=Lignes(
            "conventions",
            Et((_EN_VIGUEUR, _RENCONTRE_PREVUE, _UN_AN)),
            "Conventions en vigueur qui prévoient une rencontre annuelle et ont plus d'un an",
        ),
        unite="%",
        compte="conventions",
        facteur=100,
        sens="hausse_favorable",
        norme=100,
        norme_source="modèle de la convention Tombouctou / Rhône-Alpes (une rencontre par an), sans valeur de norme",
    ),
    Indicateur(
        code="conventions_en_ordre",
        libelle="Conventions en ordre : en vigueur, visées et à jour de leur rencontre annuelle",
        type="resultat",
        orientation="solidarite_internationale",
        domaine="cooperation",
        numerateur=Lignes(
            "conventions",
            Et((_EN_VIGUEUR, Vrai("visa"), Ou((Non(_RENCONTRE_PREVUE), Non(_UN_AN), _RENCONTRE_TENUE)))),
            "Parmi elles, conventions en vigueur, portant le visa de l'État, sans rencontre annuelle en retard",
        ),
        denominateur=_SIGNEES,
        unite="%",
        compte="conventions",
        facteur=100,
        sens="hausse_favorable",
        norme=100,
        norme_source="modèle de la convention Tombouctou / Rhône-Alpes, sans valeur de norme",
    ),
)
