"""The views of the published file: services by level, indicators, completeness and registers, with names."""

from __future__ import annotations

from functools import cache

from warehouse.division_views import division_views
from warehouse.row_views import PublishedView, row_views

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
_DERNIER = "(SELECT max(trimestre) FROM dim_trimestre)"


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
        ("origine_depot", "Fichier où la valeur est lue, décrit dans fichiers."),
        ("origine_feuille", "Feuille de ce fichier."),
        ("origine_ligne", "Ligne de cette feuille."),
        ("origine_colonne", "Colonne de cette feuille."),
    ),
    "SELECT f.trimestre, r.nom AS region, c.nom AS cercle, u.code AS commune_code, u.nom AS commune, e.domaine, "
    "f.element, e.libelle, e.unite, f.valeur, f.etat, f.date_observation, f.origine_depot, f.origine_feuille, "
    "f.origine_ligne, f.origine_colonne FROM fait_services f "
    f"JOIN dim_unite u ON {_UNITE} "
    "JOIN dim_unite c ON c.division = '1999' AND c.code = u.cercle_code "
    "JOIN dim_unite r ON r.division = '1999' AND r.code = u.region_code "
    "JOIN dim_element e ON e.code = f.element WHERE f.niveau = 'commune'",
)

_COMPLETUDE = PublishedView(
    "v_completude",
    "Complétude des envois par cercle, par région et pour le pays : les quatre taux et les cases remplies, calculés "
    "sur les cercles attendus.",
    (
        _TRIMESTRE,
        ("niveau", "Niveau de l'unité : cercle, region ou pays."),
        ("unite_code", "Code de l'unité."),
        ("nom", "Nom de l'unité."),
        ("attendus_nb", "Nombre de cercles attendus."),
        ("recus_nb", "Nombre de ceux dont un fichier est reçu."),
        ("recevables_nb", "Nombre de ceux dont un fichier est accepté, avec ou sans réserves."),
        ("valides_nb", "Nombre de ceux dont le CSR a validé les fichiers qui comptent."),
        ("a_temps_nb", "Nombre de ceux dont le premier fichier accepté a été reçu dans le délai."),
        ("recus_pct", "Part des attendus reçus, en %."),
        ("recevables_pct", "Part des attendus recevables, en %."),
        ("valides_pct", "Part des attendus validés, en %."),
        ("a_temps_pct", "Part des attendus à temps, en %."),
        ("retard_max_jours_nb", "Plus grand retard d'un premier fichier accepté, en jours."),
        ("cellules_attendues_nb", "Nombre de cases demandées, tous domaines réunis."),
        ("cellules_remplies_nb", "Nombre de cases remplies (valeur, ND ou SO)."),
        ("rempli_pct", "Part des cases remplies, en %."),
    ),
    "SELECT c.trimestre, c.niveau, c.unite_code, u.nom, attendus_nb, recus_nb, recevables_nb, valides_nb, a_temps_nb, "
    + ", ".join(
        f"floor(1000.0 * {name}_nb / attendus_nb) / 10 AS {name}_pct"
        for name in ("recus", "recevables", "valides", "a_temps")
    )
    + ", retard_max_jours_nb, d.attendues AS cellules_attendues_nb, d.remplies AS cellules_remplies_nb, "
    "floor(1000.0 * d.remplies / d.attendues) / 10 AS rempli_pct FROM completude c "
    "JOIN dim_unite u ON u.division = '1999' AND u.code = c.unite_code "
    "LEFT JOIN (SELECT trimestre, unite_code, sum(cellules_attendues_nb)::BIGINT AS attendues, "
    "sum(cellules_remplies_nb)::BIGINT AS remplies FROM completude_domaines GROUP BY trimestre, unite_code) d "
    "ON d.trimestre = c.trimestre AND d.unite_code = c.unite_code",
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
        ("partenaire_id", "Identifiant du partenaire, décrit dans partenaires."),
        ("partenaire_retenu", "Nom retenu du partenaire, quand il est écrit de plusieurs façons."),
        ("phase", "Phase du cycle atteinte au dernier trimestre publié, de 1 à 4."),
        ("etape", "Étape du cycle la plus avancée."),
        ("prochaine_etape", "Étape qui vient ensuite."),
    ),
    "SELECT p.id_local, p.expediteur, p.unite_code, u.nom AS collectivite, u.niveau, r.nom AS region, p.partenaire, "
    "t.libelle AS type_partenaire, y.libelle AS pays, s.libelle AS statut, p.statut_date, p.origine_annee, "
    "e.libelle AS secteur, p.guide_ligne, p.maj_trimestre, l.partenaire_id, n.nom AS partenaire_retenu, k.phase, "
    "k1.libelle AS etape, k2.libelle AS prochaine_etape FROM partenariats p "
    "LEFT JOIN partenariats_partenaires l ON l.expediteur = p.expediteur AND l.id_local = p.id_local "
    "LEFT JOIN partenaires n ON n.partenaire_id = l.partenaire_id "
    f"LEFT JOIN cooperations k ON k.expediteur = p.expediteur AND k.id_local = p.id_local AND k.trimestre = {_DERNIER} "
    "LEFT JOIN dim_code k1 ON k1.liste = 'etapes_cycle' AND k1.code = k.etape_code "
    "LEFT JOIN dim_code k2 ON k2.liste = 'etapes_cycle' AND k2.code = k.prochaine_etape_code "
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
        ("statut_calcule", "Statut calculé des clauses, à la fin du dernier trimestre publié."),
        ("fin_calculee_date", "Fin de la période en cours, reconductions et avenants compris."),
        ("prochain_acte", "Prochain acte que la convention demande."),
        ("prochain_acte_date", "Jour limite de cet acte."),
    ),
    "SELECT c.id_local, c.expediteur, c.unite_code, u.nom AS collectivite, r.nom AS region, c.partenariat_id, "
    "p.partenaire, y.libelle AS pays, c.intitule, s.libelle AS statut, c.signature_date, c.effet_date, c.fin_date, "
    "m.libelle AS reconduction, c.preavis_mois, c.visa, c.maj_trimestre, k1.libelle AS statut_calcule, "
    "k.fin_date AS fin_calculee_date, k2.libelle AS prochain_acte, k.prochain_acte_date FROM conventions c "
    "LEFT JOIN conventions_statuts k ON k.expediteur = c.expediteur AND k.id_local = c.id_local "
    f"AND k.trimestre = {_DERNIER} "
    "LEFT JOIN dim_code k1 ON k1.liste = 'statuts_convention_calcules' AND k1.code = k.statut_code "
    "LEFT JOIN dim_code k2 ON k2.liste = 'actes_convention' AND k2.code = k.prochain_acte_code "
    "LEFT JOIN partenariats p ON p.expediteur = c.expediteur AND p.id_local = c.partenariat_id "
    "LEFT JOIN dim_unite u ON u.division = '1999' AND u.code = c.unite_code "
    "LEFT JOIN dim_unite r ON r.division = '1999' AND r.code = u.region_code "
    "LEFT JOIN dim_code y ON y.liste = 'pays' AND y.code = p.pays_code "
    "LEFT JOIN dim_code s ON s.liste = 'statuts_convention' AND s.code = c.statut_code "
    "LEFT JOIN dim_code m ON m.liste = 'reconductions' AND m.code = c.reconduction_code",
)

# A party of Mali in a partnership that another sender files, and the answer of its own sender.
_REPONSES = (
    "SELECT p.expediteur, p.id_local AS partenariat_id, p.unite_code AS chef_unite_code, p.partenaire, p.pays_code, "
    "t.partie_unite_code AS unite_code, t.role_code, coalesce(c.reponse_code, 'en_attente') AS reponse_code, "
    "c.expediteur AS repondant, c.reponse_date FROM parties t "
    "JOIN partenariats p ON p.expediteur = t.expediteur AND p.id_local = t.partenariat_id "
    "LEFT JOIN dim_unite x ON x.division = '1999' AND x.code = t.partie_unite_code "
    # The filer answers for its own perimeter by filing the row itself.
    "LEFT JOIN confirmations c ON c.partenariat_ref = t.partenariat_id AND c.unite_code = t.partie_unite_code "
    "AND c.expediteur <> t.expediteur "
    "WHERE t.cote_code = 'mali' AND t.partie_unite_code IS NOT NULL "
    "AND t.partie_unite_code IS DISTINCT FROM p.unite_code "
    "AND t.expediteur <> CASE x.niveau WHEN 'commune' THEN x.cercle_code ELSE x.code END"
)

_CONFIRMATIONS = PublishedView(
    "v_confirmations",
    "Partenariats que plusieurs collectivités du Mali partagent : pour chacune des autres, si son expéditeur confirme, "
    "conteste, ou n'a pas encore répondu à celui qui tient la ligne.",
    (
        ("expediteur", "Code de l'expéditeur qui tient la ligne (chef de file)."),
        ("partenariat_id", "Identifiant du partenariat."),
        ("chef_unite_code", "Code de la collectivité qui porte le partenariat."),
        ("chef", "Nom de la collectivité qui porte le partenariat."),
        ("partenaire", "Nom du partenaire."),
        ("pays", "Pays du partenaire."),
        ("unite_code", "Code de l'autre collectivité du Mali."),
        ("collectivite", "Nom de l'autre collectivité du Mali."),
        ("role", "Rôle de l'autre collectivité."),
        ("reponse_code", "Réponse : en_attente, confirmee ou contestee."),
        ("reponse", "Réponse, en clair."),
        ("repondant", "Code de l'expéditeur qui a répondu ; vide s'il n'a encore rien envoyé."),
        ("reponse_date", "Jour de la réponse."),
    ),
    "SELECT q.expediteur, q.partenariat_id, q.chef_unite_code, v.nom AS chef, q.partenaire, y.libelle AS pays, "
    "q.unite_code, u.nom AS collectivite, o.libelle AS role, q.reponse_code, r.libelle AS reponse, q.repondant, "
    f"q.reponse_date FROM ({_REPONSES}) q "
    "LEFT JOIN dim_unite v ON v.division = '1999' AND v.code = q.chef_unite_code "
    "LEFT JOIN dim_unite u ON u.division = '1999' AND u.code = q.unite_code "
    "LEFT JOIN dim_code y ON y.liste = 'pays' AND y.code = q.pays_code "
    "LEFT JOIN dim_code o ON o.liste = 'roles_partie' AND o.code = q.role_code "
    "LEFT JOIN dim_code r ON r.liste = 'reponses_confirmation' AND r.code = q.reponse_code",
)

_CONFIRMATIONS_ETAT = PublishedView(
    "confirmations_etat",
    "Partenariats partagés, une ligne chacun : combien de collectivités confirment, contestent ou attendent.",
    (
        ("expediteur", "Code de l'expéditeur qui tient la ligne (chef de file)."),
        ("partenariat_id", "Identifiant du partenariat."),
        ("chef_unite_code", "Code de la collectivité qui porte le partenariat."),
        ("partenaire", "Nom du partenaire."),
        ("autres_nb", "Nombre d'autres collectivités du Mali, tenues par d'autres expéditeurs."),
        ("confirmees_nb", "Nombre de celles qui confirment."),
        ("contestees_nb", "Nombre de celles qui contestent."),
        ("en_attente_nb", "Nombre de celles dont on attend la réponse."),
    ),
    "SELECT expediteur, partenariat_id, chef_unite_code, partenaire, count(*) AS autres_nb, "
    "count(*) FILTER (reponse_code = 'confirmee') AS confirmees_nb, "
    "count(*) FILTER (reponse_code = 'contestee') AS contestees_nb, "
    "count(*) FILTER (reponse_code = 'en_attente') AS en_attente_nb FROM v_confirmations GROUP BY ALL",
)


@cache
def views() -> tuple[PublishedView, ...]:
    """Every view, those that others read first; a table's own is written by hand only where it says more."""
    written = (
        _COMMUNE,
        _level("cercle", "v_cercle", "par cercle"),
        _level("region", "v_region", "par région"),
        _level("pays", "v_national", "pour le pays"),
        _INDICATEURS,
        _COMPLETUDE,
        _PARTENARIATS,
        _CONVENTIONS,
        _CONFIRMATIONS,
        _CONFIRMATIONS_ETAT,
        *division_views(),
    )
    known = {view.nom for view in written}
    return (*written, *(view for view in row_views() if view.nom not in known))
