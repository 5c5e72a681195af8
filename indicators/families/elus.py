"""Elected officials: women, schooling, training. By sex and function they are public; the rest is protected."""

from __future__ import annotations

from indicators.conditions import AuMoins, Et, Parmi, Vrai
from indicators.declaration import Indicateur
from indicators.terms import Lignes
from registry.codelists import code_list

_EN_EXERCICE = Lignes("elus", Vrai("en_exercice"), "Élus en exercice")
_BUREAU = tuple(code for code, row in code_list("fonctions_elus").attributs.items() if row["bureau"] == "oui")
_AU_MOINS_SECOND_CYCLE = ("fondamental_2", "secondaire", "superieur")

INDICATEURS = (
    Indicateur(
        code="elus_en_exercice",
        libelle="Élus en exercice",
        type="contexte",
        domaine="elus",
        numerateur=_EN_EXERCICE,
        denominateur=None,
        unite="élus",
        compte="élus",
        decimales=0,
        sens="neutre",
    ),
    Indicateur(
        code="elus_femmes",
        libelle="Femmes parmi les élus",
        type="contexte",
        domaine="elus",
        numerateur=Lignes("elus", Parmi("sexe_code", ("F",)), "Élues en exercice"),
        denominateur=_EN_EXERCICE,
        unite="%",
        compte="élus",
        facteur=100,
        sens="hausse_favorable",
        norme=30,
        norme_source="repère par analogie avec la loi 2015-052, qui vise les nominations et les listes de candidats, "
        "non les sièges",
    ),
    Indicateur(
        code="elus_femmes_bureau",
        libelle="Femmes parmi les membres des bureaux",
        type="contexte",
        domaine="elus",
        numerateur=Lignes("elus", Parmi("sexe_code", ("F",)), "Femmes parmi ces membres des bureaux"),
        denominateur=Lignes(
            "elus",
            Et((Vrai("en_exercice"), Parmi("fonction_code", _BUREAU))),
            "Membres des bureaux en exercice : maires, présidents, adjoints et vice-présidents",
        ),
        unite="%",
        compte="élus",
        facteur=100,
        sens="hausse_favorable",
        norme=30,
        norme_source="repère par analogie avec la loi 2015-052, qui vise les nominations et les listes de candidats, "
        "non les sièges",
    ),
    Indicateur(
        code="elus_alphabetises",
        libelle="Élus qui savent lire et écrire",
        type="contexte",
        domaine="elus",
        numerateur=Lignes(
            "elus", Vrai("alphabetise"), "Élus en exercice qui lisent et écrivent le français ou une langue nationale"
        ),
        denominateur=_EN_EXERCICE,
        unite="%",
        compte="élus",
        facteur=100,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="elus_scolarises",
        libelle="Élus allés jusqu'au second cycle fondamental ou plus loin",
        type="contexte",
        domaine="elus",
        numerateur=Lignes(
            "elus",
            Parmi("niveau_instruction_code", _AU_MOINS_SECOND_CYCLE),
            "Élus en exercice de niveau second cycle fondamental, secondaire ou supérieur",
        ),
        denominateur=_EN_EXERCICE,
        unite="%",
        compte="élus",
        facteur=100,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="elus_formes",
        libelle="Élus formés au moins une fois depuis le début de leur mandat",
        type="contexte",
        domaine="elus",
        numerateur=Lignes(
            "elus", AuMoins("formations_mandat_nb", 1), "Élus en exercice ayant suivi au moins une formation"
        ),
        denominateur=_EN_EXERCICE,
        unite="%",
        compte="élus",
        facteur=100,
        sens="hausse_favorable",
    ),
)
