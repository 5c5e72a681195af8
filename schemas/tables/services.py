"""Services to the population: the values of the elements, asked wide by domain, stored one row a value."""

from __future__ import annotations

from schemas.declaration import Column, Table

ORDRE = 10

TABLE = Table(
    nom="services",
    titre="Services aux populations",
    description=(
        "Valeurs des éléments demandés pour chaque commune : santé, éducation, hydraulique, économie, social, culture, "
        "finances locales et planification."
    ),
    nature="releve",
    cle=("unite_code", "element"),
    proprietaire="unite_code",
    niveaux=("cercle",),
    consignes=(
        "Une ligne par commune, une colonne par élément.",
        "Laissez vide ce que vous ne savez pas encore, écrivez ND si la donnée n'existe pas, SO si elle est "
        "sans objet ; 0 veut dire zéro.",
        "Ajoutez (e) après un nombre estimé : 120 (e).",
    ),
    colonnes=(
        Column(
            nom="unite_code",
            titre="Commune",
            description="Commune pour laquelle la valeur est donnée.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="element",
            titre="Élément",
            description="Élément mesuré, de la liste de référence des éléments.",
            type="texte",
            obligatoire=True,
            longueur=60,
            exemple="forages_pmh_nb",
        ),
        Column(
            nom="valeur",
            titre="Valeur",
            description="Valeur de l'élément, dans son unité ; oui vaut 1 et non vaut 0.",
            type="decimal",
            exemple="12",
        ),
        Column(
            nom="etat",
            titre="État de la valeur",
            description="Comment la valeur est connue, ou pourquoi elle manque.",
            type="code",
            liste="etats_valeur",
            obligatoire=True,
            exemple="Mesurée",
        ),
        Column(
            nom="source",
            titre="Source",
            description="D'où vient la valeur, telle que l'expéditeur l'indique pour la feuille.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Rapport trimestriel du CSRéf",
        ),
        Column(
            nom="date_observation",
            titre="Date d'observation",
            description="Jour où un stock a été observé ; une valeur reconduite garde le sien.",
            type="date",
            exemple="30/09/2026",
        ),
    ),
)
