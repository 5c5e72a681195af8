"""Right rows of the registers of the relation itself, and what breaks each of their rules."""

from __future__ import annotations

from datetime import date
from typing import Any

RIGHT: dict[str, dict[str, Any]] = {
    "parties": {
        "id_local": "PTI-ML0105-0001",
        "partenariat_id": "PAR-ML0105-0001",
        "cote_code": "mali",
        "partie_unite_code": "ML010601",
        "pays_code": "ML",
        "role_code": "chef_de_file",
        "depuis_date": date(2020, 1, 1),
        "etat_ligne": "actif",
    },
    "confirmations": {
        "id_local": "CNF-ML0105-0001",
        "partenariat_ref": "PAR-ML0104-0003",
        "reponse_code": "confirmee",
        "reponse_date": date(2026, 10, 5),
        "etat_ligne": "actif",
    },
    "contacts": {
        "id_local": "CTC-ML0105-0001",
        "partenariat_id": "PAR-ML0105-0001",
        "fonction_code": "point_focal",
        "courriel": "cooperation@exemple.org",
        "consentement": True,
        "consentement_date": date(2026, 9, 15),
        "consentement_reference": "Registre des accords, n° 4",
        "etat_ligne": "actif",
    },
    "priorites_pdsec": {
        "id_local": "PRI-ML0105-0001",
        "rang": 1,
        "secteur_code": "eau_potable",
        "intitule": "Un point d'eau dans chaque village",
        "periode_debut_annee": 2025,
        "periode_fin_annee": 2029,
        "etat_ligne": "actif",
    },
    "avenants": {
        "id_local": "AVE-ML0105-0001",
        "convention_id": "CON-ML0105-0001",
        "signature_date": date(2026, 2, 12),
        "objet_code": "duree",
        "nouvelle_fin_date": date(2028, 6, 30),
        "etat_ligne": "actif",
    },
    "etapes_cycle": {
        "id_local": "ETA-ML0105-0001",
        "partenariat_id": "PAR-ML0105-0001",
        "etape_code": "rencontre",
        "etat_code": "faite",
        "etape_date": date(2024, 5, 20),
        "preuve_reference": "Compte rendu signé des deux parties",
        "etat_ligne": "actif",
    },
    "offres_demandes": {
        "id_local": "OFD-ML0105-0001",
        "sens_code": "offre",
        "partie_nom": "Commune de Saint-Exemple",
        "pays_code": "FR",
        "niveau_code": "commune",
        "habitants_nb": 12_000,
        "secteur_1_code": "eau_potable",
        "secteur_2_code": "sante_base",
        "reseau_1_code": "cuf",
        "langue_code": "fr",
        "depose_date": date(2026, 7, 1),
        "valable_date": date(2027, 6, 30),
        "statut_code": "ouverte",
        "etat_ligne": "actif",
    },
}

# Clauses added to the right rows of older registers.
OLDER: dict[str, dict[str, Any]] = {
    "elus": {"langue_1_code": "bm", "langue_2_code": "fr"},
    "partenariats": {"reseau_code": "cuf", "reseau_2_code": "amm", "site": "https://www.exemple.org"},
    "conventions": {
        "reconduction_code": "commun_accord",
        "controle_legalite_code": "conforme",
        "controle_legalite_date": date(2024, 6, 5),
        "langue_1_code": "fr",
        "langue_2_code": "en",
    },
}

# (rule, what makes a right row break it).
WRONG: dict[str, dict[str, Any]] = {
    "regle.elus.langues_repetees": {"langue_2_code": "bm"},
    "regle.partenariats.cooperation_malienne": {"type_cooperation_code": "entre_collectivites"},
    "regle.partenariats.suspension_attendue": {"statut_code": "suspendu", "suspension_par_code": "etat_malien"},
    "regle.partenariats.reseaux_repetes": {"reseau_2_code": "cuf"},
    "regle.partenariats.site_forme": {"site": "appelez le maire"},
    "regle.parties.malienne_nommee": {"partie_unite_code": None},
    "regle.parties.partenaire_nomme": {"cote_code": "partenaire", "partie_nom": "Ville d'Exemple", "pays_code": None},
    "regle.parties.pays_contredit": {"pays_code": "FR"},
    "regle.parties.dates_ordre": {"jusqu_date": date(2019, 12, 31)},
    "regle.parties.depuis_futur": {"depuis_date": date(2026, 10, 1)},
    "regle.confirmations.reference": {"partenariat_ref": "CON-ML0104-0003"},
    "regle.confirmations.deja_la_votre": {"partenariat_ref": "PAR-ML0105-0001"},
    "regle.confirmations.date_attendue": {"reponse_date": None},
    "regle.confirmations.attente_datee": {"reponse_code": "en_attente"},
    "regle.confirmations.reponse_future": {"reponse_date": date(2027, 1, 15)},
    "regle.confirmations.motif_attendu": {"reponse_code": "contestee"},
    "regle.contacts.accord_atteste": {"consentement_reference": None},
    "regle.contacts.accord_contredit": {"consentement": None},
    "regle.contacts.accord_futur": {"consentement_date": date(2027, 1, 15)},
    "regle.contacts.joignable": {"courriel": None},
    "regle.contacts.courriel_forme": {"courriel": "cooperation chez exemple"},
    "regle.priorites_pdsec.periode_ordre": {"periode_fin_annee": 2024},
    "regle.priorites_pdsec.periode_longue": {"periode_fin_annee": 2035},
    "regle.avenants.signature_future": {"signature_date": date(2026, 10, 1)},
    "regle.avenants.fin_ordre": {"nouvelle_fin_date": date(2026, 2, 11)},
    "regle.avenants.fin_attendue": {"nouvelle_fin_date": None},
    "regle.avenants.fin_sans_duree": {"objet_code": "secteurs"},
    "regle.etapes_cycle.date_attendue": {"etape_date": None},
    "regle.etapes_cycle.faite_future": {"etape_date": date(2026, 10, 1)},
    "regle.etapes_cycle.a_faire_passee": {"etat_code": "a_faire"},
    "regle.etapes_cycle.preuve_attendue": {"preuve_reference": None},
    "regle.etapes_cycle.necessaire": {"etat_code": "sans_objet"},
    "regle.offres_demandes.pays_attendu": {"pays_code": None},
    "regle.offres_demandes.nom_attendu": {"partie_nom": None},
    "regle.offres_demandes.depot_futur": {"depose_date": date(2026, 10, 1)},
    "regle.offres_demandes.validite_ordre": {"valable_date": date(2026, 6, 30), "statut_code": "retiree"},
    "regle.offres_demandes.ouverte_passee": {"depose_date": date(2025, 1, 1), "valable_date": date(2026, 6, 30)},
    "regle.offres_demandes.secteurs_repetes": {"secteur_3_code": "sante_base"},
    "regle.offres_demandes.reseaux_repetes": {"reseau_2_code": "cuf"},
    "regle.conventions.reconduction_contredite": {
        "derniere_reconduction_date": date(2026, 1, 1),
        "reconductions_nb": 0,
    },
    "regle.conventions.reconduction_non_prevue": {"reconduction_code": "aucune", "reconduction_duree_mois": 12},
    "regle.conventions.reconduction_date": {
        "derniere_reconduction_date": date(2024, 5, 19),
        "reconductions_nb": 1,
    },
    "regle.conventions.denonciation_date": {
        "statut_code": "denoncee",
        "denonciation_date": date(2024, 5, 19),
        "denonciation_par_code": "partenaire",
    },
    "regle.conventions.denonciation_auteur": {"statut_code": "denoncee", "denonciation_date": date(2026, 3, 1)},
    "regle.conventions.suspension_attendue": {"statut_code": "suspendue", "suspension_date": date(2026, 3, 1)},
    "regle.conventions.suspension_date": {
        "statut_code": "suspendue",
        "suspension_date": date(2026, 10, 1),
        "suspension_par_code": "etat_malien",
        "suspension_acte": "Lettre n° 12 du 1er octobre 2026",
    },
    "regle.conventions.reprise_ordre": {
        "suspension_date": date(2026, 3, 1),
        "reprise_date": date(2026, 2, 1),
    },
    "regle.conventions.suspension_contredite": {"suspension_date": date(2026, 3, 1)},
    "regle.conventions.controle_contredit": {"controle_legalite_code": "non_transmise"},
    "regle.conventions.controle_futur": {"controle_legalite_date": date(2026, 10, 1)},
    "regle.conventions.langues_repetees": {"langue_2_code": "fr"},
}

# Rules between rows: what a second row, else like the first, must change to break them, and to break nothing.
BETWEEN_ROWS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "regle.parties.un_chef_de_file": ({"partie_unite_code": "ML010602"}, {"role_code": "partie"}),
    "regle.priorites_pdsec.rang_repete": ({"secteur_code": "sante_base"}, {"rang": 2}),
    "regle.etapes_cycle.repetee": ({"etat_code": "en_cours"}, {"etape_date": date(2025, 5, 20)}),
}

# Rules that speak of a row whose optional cells are all empty: they ask for one of them.
ASKING: dict[str, list[str]] = {
    "parties": ["regle.parties.malienne_nommee"],
    "confirmations": ["regle.confirmations.date_attendue"],
    "contacts": ["regle.contacts.joignable"],
    "avenants": ["regle.avenants.fin_attendue"],
    "etapes_cycle": ["regle.etapes_cycle.date_attendue", "regle.etapes_cycle.preuve_attendue"],
}
