"""The views of the published file: services by level, indicators, completeness and registers, with names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedView:
    """One view: its SQL gives the columns of ``colonnes`` (name, French comment), in that order."""

    nom: str
    commentaire: str
    colonnes: tuple[tuple[str, str], ...]
    sql: str


_TRIMESTRE = ("trimestre", "Trimestre (2026-Q3).")
_ELEMENT = (
    ("domaine", "Domaine de l'élément."),
    ("element", "Code de l'élément."),
    ("libelle", "Nom de l'élément."),
    ("unite", "Unité de la valeur."),
    ("valeur", "Valeur ; vide si elle est inconnue ou masquée."),
)
_COUVERTURE = (
    ("unites_connues", "Nombre de communes dont la valeur est connue."),
    ("unites_total", "Nombre de communes de l'unité."),
    ("motif_masque", "Pourquoi la valeur est masquée."),
)
_UNITE = "u.division = '1999' AND u.code = f.unite_code"


def _level(niveau: str, nom: str, titre: str) -> PublishedView:
    names = {
        "cercle": (("region", "Nom de la région."), ("cercle_code", "Code du cercle."), ("cercle", "Nom du cercle.")),
        "region": (("region_code", "Code de la région."), ("region", "Nom de la région.")),
        "pays": (),
    }[niveau]
    columns = {
        "cercle": "r.nom AS region, u.code AS cercle_code, u.nom AS cercle, ",
        "region": "u.code AS region_code, u.nom AS region, ",
        "pays": "",
    }[niveau]
    above = "JOIN dim_unite r ON r.division = '1999' AND r.code = u.region_code" if niveau == "cercle" else ""
    return PublishedView(
        nom,
        f"Services aux populations, {titre} : somme des communes connues, avec le nombre de communes connues.",
        (_TRIMESTRE, *names, *_ELEMENT, *_COUVERTURE),
        f"SELECT f.trimestre, {columns}e.domaine, f.element, e.libelle, e.unite, f.valeur, f.unites_connues, "
        f"f.unites_total, f.motif_masque FROM fait_services f JOIN dim_unite u ON {_UNITE} {above} "
        f"JOIN dim_element e ON e.code = f.element WHERE f.niveau = '{niveau}'",
    )


_COMMUNE = PublishedView(
    "v_commune",
    "Services aux populations, par commune : les éléments dont la diffusion le permet.",
    (
        _TRIMESTRE,
        ("region", "Nom de la région."),
        ("cercle", "Nom du cercle."),
        ("commune_code", "Code de la commune."),
        ("commune", "Nom de la commune."),
        *_ELEMENT,
        ("etat", "Comment la valeur est connue."),
        ("date_observation", "Jour auquel un stock a été observé."),
    ),
    "SELECT f.trimestre, r.nom AS region, c.nom AS cercle, u.code AS commune_code, u.nom AS commune, e.domaine, "
    "f.element, e.libelle, e.unite, f.valeur, f.etat, f.date_observation FROM fait_services f "
    f"JOIN dim_unite u ON {_UNITE} "
    "JOIN dim_unite c ON c.division = '1999' AND c.code = u.cercle_code "
    "JOIN dim_unite r ON r.division = '1999' AND r.code = u.region_code "
    "JOIN dim_element e ON e.code = f.element WHERE f.niveau = 'commune'",
)

_COMPLETUDE = PublishedView(
    "v_completude",
    "Complétude des envois par cercle, par région et pour le pays, calculée sur les expéditeurs attendus.",
    (
        _TRIMESTRE,
        ("niveau", "Niveau de l'unité : cercle, region ou pays."),
        ("unite_code", "Code de l'unité."),
        ("nom", "Nom de l'unité."),
        ("attendus_nb", "Nombre d'expéditeurs attendus."),
        ("recus_nb", "Nombre de ceux dont un fichier est reçu."),
        ("acceptes_nb", "Nombre de ceux dont un fichier est accepté."),
        ("a_temps_nb", "Nombre de ceux dont le premier fichier accepté a été reçu dans le délai."),
        ("recus_pct", "Part des attendus reçus, en %."),
        ("acceptes_pct", "Part des attendus acceptés, en %."),
        ("a_temps_pct", "Part des attendus à temps, en %."),
    ),
    "SELECT t.trimestre, t.niveau, t.unite_code, u.nom, attendus_nb, recus_nb, acceptes_nb, a_temps_nb, "
    "round(100.0 * recus_nb / attendus_nb, 1) AS recus_pct, "
    "round(100.0 * acceptes_nb / attendus_nb, 1) AS acceptes_pct, "
    "round(100.0 * a_temps_nb / attendus_nb, 1) AS a_temps_pct FROM ("
    "SELECT trimestre, CASE WHEN grouping(expediteur) = 0 THEN 'cercle' WHEN grouping(region_code) = 0 THEN 'region' "
    "ELSE 'pays' END AS niveau, coalesce(expediteur, region_code, 'ML') AS unite_code, count(*) AS attendus_nb, "
    "count(verdict) AS recus_nb, count(*) FILTER (verdict IN ('accepte', 'accepte_avec_reserves')) AS acceptes_nb, "
    "count(*) FILTER (a_temps) AS a_temps_nb FROM depots WHERE attendu "
    "GROUP BY GROUPING SETS ((trimestre, expediteur), (trimestre, region_code), (trimestre))) t "
    "JOIN dim_unite u ON u.division = '1999' AND u.code = t.unite_code",
)

_INDICATEURS = PublishedView(
    "v_indicateurs",
    "Indicateurs, avec leur nom, leur unité et le nom du territoire, aux quatre niveaux.",
    (
        _TRIMESTRE,
        ("niveau", "Niveau de l'unité : commune, cercle, region ou pays."),
        ("unite_code", "Code de l'unité."),
        ("nom", "Nom de l'unité."),
        ("indicateur", "Code de l'indicateur."),
        ("libelle", "Nom de l'indicateur."),
        ("valeur", "Valeur, dans l'unité de l'indicateur ; vide si elle est inconnue ou masquée."),
        ("unite", "Unité de la valeur."),
        ("unites_connues", "Nombre d'unités de compte connues."),
        ("unites_total", "Nombre d'unités de compte du champ."),
        ("variation", "Changement depuis le trimestre précédent, à champ constant."),
        ("motif_masque", "Pourquoi la valeur est vide."),
    ),
    "SELECT f.trimestre, f.niveau, f.unite_code, u.nom, f.indicateur, d.libelle, f.valeur, d.unite, f.unites_connues, "
    f"f.unites_total, f.variation, f.motif_masque FROM fait_indicateurs f JOIN dim_unite u ON {_UNITE} "
    "JOIN dim_indicateur d ON d.indicateur = f.indicateur",
)

_PARTENARIATS = PublishedView(
    "v_partenariats",
    "Partenariats, état courant, avec les libellés des codes et le nom de la collectivité.",
    (
        ("id_local", "Identifiant du partenariat."),
        ("expediteur", "Code de l'expéditeur."),
        ("unite_code", "Code de la collectivité malienne."),
        ("collectivite", "Nom de la collectivité malienne."),
        ("niveau", "Niveau de la collectivité."),
        ("region", "Nom de la région."),
        ("partenaire", "Nom du partenaire."),
        ("type_partenaire", "Type de partenaire."),
        ("pays", "Pays du partenaire."),
        ("statut", "Où en est la relation."),
        ("statut_date", "Jour depuis lequel la relation a ce statut."),
        ("origine_annee", "Année où la relation a commencé."),
        ("secteur", "Secteur principal."),
        ("guide_ligne", "Ligne de la liste du guide ; vide si elle n'en vient pas."),
        ("maj_trimestre", "Trimestre du dernier changement."),
    ),
    "SELECT p.id_local, p.expediteur, p.unite_code, u.nom AS collectivite, u.niveau, r.nom AS region, p.partenaire, "
    "t.libelle AS type_partenaire, y.libelle AS pays, s.libelle AS statut, p.statut_date, p.origine_annee, "
    "e.libelle AS secteur, p.guide_ligne, p.maj_trimestre FROM partenariats p "
    "LEFT JOIN dim_unite u ON u.division = '1999' AND u.code = p.unite_code "
    "LEFT JOIN dim_unite r ON r.division = '1999' AND r.code = u.region_code "
    "LEFT JOIN dim_code t ON t.liste = 'types_partenaire' AND t.code = p.type_partenaire_code "
    "LEFT JOIN dim_code y ON y.liste = 'pays' AND y.code = p.pays_code "
    "LEFT JOIN dim_code s ON s.liste = 'statuts_partenariat' AND s.code = p.statut_code "
    "LEFT JOIN dim_code e ON e.liste = 'secteurs' AND e.code = p.secteur_code",
)

_CONVENTIONS = PublishedView(
    "v_conventions",
    "Conventions, état courant, avec le partenaire et les libellés des codes.",
    (
        ("id_local", "Identifiant de la convention."),
        ("expediteur", "Code de l'expéditeur."),
        ("unite_code", "Code de la collectivité malienne."),
        ("collectivite", "Nom de la collectivité malienne."),
        ("region", "Nom de la région."),
        ("partenariat_id", "Identifiant du partenariat."),
        ("partenaire", "Nom du partenaire."),
        ("pays", "Pays du partenaire."),
        ("intitule", "Intitulé de la convention."),
        ("statut", "Statut de la convention."),
        ("signature_date", "Jour de la signature."),
        ("effet_date", "Jour de l'effet."),
        ("fin_date", "Jour de la fin."),
        ("reconduction", "Mode de reconduction."),
        ("preavis_mois", "Préavis, en mois."),
        ("visa", "Vrai si la convention a le visa de l'État."),
        ("maj_trimestre", "Trimestre du dernier changement."),
    ),
    "SELECT c.id_local, c.expediteur, c.unite_code, u.nom AS collectivite, r.nom AS region, c.partenariat_id, "
    "p.partenaire, y.libelle AS pays, c.intitule, s.libelle AS statut, c.signature_date, c.effet_date, c.fin_date, "
    "m.libelle AS reconduction, c.preavis_mois, c.visa, c.maj_trimestre FROM conventions c "
    "LEFT JOIN partenariats p ON p.expediteur = c.expediteur AND p.id_local = c.partenariat_id "
    "LEFT JOIN dim_unite u ON u.division = '1999' AND u.code = c.unite_code "
    "LEFT JOIN dim_unite r ON r.division = '1999' AND r.code = u.region_code "
    "LEFT JOIN dim_code y ON y.liste = 'pays' AND y.code = p.pays_code "
    "LEFT JOIN dim_code s ON s.liste = 'statuts_convention' AND s.code = c.statut_code "
    "LEFT JOIN dim_code m ON m.liste = 'reconductions' AND m.code = c.reconduction_code",
)

VIEWS = (
    _COMMUNE,
    _level("cercle", "v_cercle", "par cercle"),
    _level("region", "v_region", "par région"),
    _level("pays", "v_national", "pour le pays"),
    _INDICATEURS,
    _COMPLETUDE,
    _PARTENARIATS,
    _CONVENTIONS,
)
