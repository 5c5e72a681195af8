"""The cooperation page and the profile, from a published file made by hand: what they say, and that they fit."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from indicators.published import DIM_INDICATEUR, FAIT_INDICATEURS, dim_rows
from registry.errors import OiseError
from registry.home import Home
from registry.territory import units
from syntheses.documents.cooperation import cooperation_pdf, gather_cooperation
from syntheses.documents.cooperation_facts import CooperationFacts
from syntheses.documents.planche import gather_profile, profile_pdf
from syntheses.documents.planche_facts import CHIFFRES, Profile
from syntheses.typesetting import page_count
from warehouse.lake import open_lake
from warehouse.star import published_tables

JOUR = date(2026, 9, 30)
KITA, MADINA = "ML010513", "ML010521"
PIEGE = '#panic("x") $a_1$ *gras* _bas_ `code` \\ <a> @b [c] "d" // e /* f */ = g - h'
LONG = "W" * 200
ETRANGE = "\x00\x07\u202e‮北京 مرحبا ߒߞߏ 😀 \ufffd"
SECRET = "SECRETRESTREINT"
LANGUES = ("fr", "en")
PIRES = (("fr", PIEGE), ("fr", LONG), ("en", LONG), ("en", ETRANGE), ("fr", "Mot " * 50))
Rows = dict[str, list[dict[str, Any]]]


def publish(path: Path, rows: Rows, fictives: bool = False) -> Path:
    """A published file that holds those rows."""
    connection = duckdb.connect(str(path))
    for table in (*published_tables(), FAIT_INDICATEURS, DIM_INDICATEUR):
        columns = ", ".join(f'"{column.nom}" {column.type_sql}' for column in table.colonnes)
        connection.execute(f"CREATE TABLE {table.nom} ({columns})")
    names = DIM_INDICATEUR.noms()
    edition = {"numero": 12, "donnees_fictives": fictives, "trimestre": "2026-Q3"}
    every = {
        "_edition": [edition],
        "dim_indicateur": [dict(zip(names, row, strict=True)) for row in dim_rows()],
        **rows,
    }
    for name, content in every.items():
        if content:
            frame = pl.DataFrame(content, infer_schema_length=None)  # noqa: F841
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM frame")
    connection.close()
    return path


def _of(sender: str, unite: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"expediteur": sender, "unite_code": unite, **row} for row in rows]


def cooperation_rows(text: str = "", many: int = 1) -> Rows:
    """One cooperation with everything; ``text`` in every public field of text, ``many`` times each list."""
    par = "PAR-ML0105-0003"
    each = range(many)

    def named(usual: str, length: int = 200) -> str:
        return text[:length] or usual

    return {
        "partenariats": _of(
            "ML0105",
            KITA,
            [
                {
                    "id_local": par,
                    "partenaire": named("Ville de Saint-Exemple"),
                    "type_partenaire_code": "commune",
                    "pays_code": "FR",
                    "type_cooperation_code": "jumelage_cooperation",
                    "statut_code": "actif",
                    "statut_date": date(2019, 3, 15),
                    "origine_annee": None if text else 1998,
                    "origine_texte": named("", 120),
                    "secteur_code": "eau_potable",
                    "reseau_code": "cuf",
                    "reseau_2_code": "amm",
                    "reciprocite": True,
                }
            ],
        ),
        "parties": _of(
            "ML0105",
            KITA,
            [
                {
                    "id_local": f"PTI-{side}-{rank}",
                    "partenariat_id": par,
                    "cote_code": side,
                    "partie_unite_code": MADINA if side == "mali" else None,
                    "partie_nom": None if side == "mali" else named("Département de l’Exemple"),
                    "pays_code": None if side == "mali" else "BE",
                    "role_code": "appui",
                }
                for side in ("mali", "partenaire")
                for rank in each
            ],
        ),
        "confirmations": _of(
            "ML0106",
            MADINA,
            [{"id_local": "CNF-1", "partenariat_ref": par, "reponse_code": "confirmee"}],
        ),
        "etapes_cycle": _of(
            "ML0105",
            KITA,
            [
                {
                    "id_local": f"ETA-{rank}",
                    "partenariat_id": par,
                    "etape_code": code,
                    "etat_code": "faite",
                    "etape_date": date(2020 + rank, 1, 10),
                }
                for rank, code in enumerate(("raisons", "interet", "rencontre", "plan_action", "convention"))
            ]
            + [
                {
                    "id_local": "ETA-9",
                    "partenariat_id": par,
                    "etape_code": "coordination",
                    "etat_code": "faite",
                    "etape_date": date(2027, 1, 1),
                }
            ],
        ),
        "conventions": _of(
            "ML0105",
            KITA,
            [
                {
                    "id_local": f"CON-{rank}",
                    "partenariat_id": par,
                    "intitule": named("Convention 2024-2027"),
                    "statut_code": "signee",
                    "signature_date": date(2024, 5, 20),
                    "duree_mois": 48,
                    "preavis_mois": 6,
                    "reconduction_code": "tacite",
                    "rencontre_annuelle_prevue": True,
                    "derniere_rencontre_date": date(2026, 2, 12),
                    "visa": True,
                }
                for rank in each
            ],
        ),
        "actions": _of(
            "ML0105",
            KITA,
            [
                {
                    "id_local": f"ACT-{rank}",
                    "partenariat_id": par,
                    "intitule": named("Réhabilitation de douze forages"),
                    "secteur_code": "eau_potable",
                    "statut_code": "en_cours",
                    "avancement_pct": 60,
                    "debut_date": date(2025, 3, 1),
                    "fin_prevue_date": date(2027, 2, 28),
                }
                for rank in each
            ],
        ),
        "indicateurs_action": _of(
            "ML0105",
            KITA,
            [
                {
                    "id_local": f"INA-{action}-{rank}",
                    "action_id": f"ACT-{action}",
                    "type_code": "resultat",
                    "intitule": named("Habitants desservis"),
                    "unite_mesure": named("habitants", 40),
                    "reference_valeur": Decimal(12000),
                    "reference_date": date(2024, 1, 1),
                    "cible": Decimal(25000),
                    "cible_date": date(2027, 12, 31),
                    "valeur": Decimal("18450.5"),
                    "valeur_date": date(2026, 9, 15),
                }
                for action in each
                for rank in range(min(many, 5))
            ],
        ),
        "engagements": _of(
            "ML0105",
            KITA,
            [
                {
                    "id_local": f"ENG-{rank}",
                    "action_id": f"ACT-{rank % many}",
                    "source_code": source,
                    "canal_code": canal,
                    "engagement_date": day,
                    "montant_fcfa": 1_000_000,
                }
                for rank, (source, canal, day) in enumerate(
                    (
                        ("partenaire", "compte_communal", date(2026, 1, 5)),
                        ("collectivite", "tresor_public", date(2026, 2, 5)),
                        ("population", "nature", date(2026, 3, 5)),
                        ("anict", "droits_tirage_anict", date(2026, 4, 5)),
                        ("etat", "autre", date(2026, 5, 5)),
                        ("cofinancement", "direct_prestataire", date(2026, 6, 5)),
                        ("autre", "autre", date(2026, 7, 5)),
                        ("partenaire", "compte_communal", date(2026, 12, 5)),
                    )
                )
            ],
        ),
        "decaissements": [
            {"trimestre": "2026-Q2", **row}
            for row in _of(
                "ML0105",
                KITA,
                [
                    {
                        "id_local": "DEC-0",
                        "engagement_id": "ENG-0",
                        "decaissement_date": date(2026, 4, 1),
                        "canal_code": "compte_communal",
                        "montant_fcfa": 600_000,
                    },
                    {
                        "id_local": "DEC-1",
                        "engagement_id": "ENG-0",
                        "decaissement_date": date(2026, 12, 1),
                        "canal_code": "compte_communal",
                        "montant_fcfa": 5,
                    },
                ],
            )
        ],
        "rencontres": [
            {"trimestre": "2026-Q1", **row}
            for row in _of(
                "ML0105",
                KITA,
                [
                    {
                        "id_local": f"REN-{rank}",
                        "partenariat_id": par,
                        "type_code": "annuelle",
                        "sens_code": "recue",
                        "rencontre_date": date(2026, 2, 1 + rank),
                    }
                    for rank in range(min(many, 20))
                ],
            )
        ],
        "points_a_suivre": _of(
            "ML0105",
            KITA,
            [
                {
                    "id_local": f"PTS-{rank}",
                    "rencontre_id": "REN-0",
                    "nature_code": "financement",
                    "etat_code": "a_faire",
                    "decision_date": date(2026, 2, 1),
                    "echeance_date": date(2026, 10, 1 + rank % 28),
                }
                for rank in each
            ],
        ),
    }


def _text(document: bytes, path: Path) -> str:
    """What a reader sees, words alone."""
    path.write_bytes(document)
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> CooperationFacts:
    """One cooperation with one of everything."""
    path = publish(tmp_path_factory.mktemp("publie") / "oise.duckdb", cooperation_rows())
    return gather_cooperation(path, "par-ml0105-0003 ", JOUR)


def test_facts_of_a_cooperation(known: CooperationFacts) -> None:
    assert (known.identifiant, known.unite_code, known.edition) == ("PAR-ML0105-0003", KITA, 12)
    assert known.cycle is not None
    assert (known.cycle.etape_code, known.cycle.phase, known.cycle.prochaine_code) == (
        "convention",
        3,
        "dossier_financement",
    )
    (convention,) = known.conventions
    assert (convention.statut_code, convention.fin) == ("en_vigueur", date(2028, 5, 19))
    assert (convention.acte_code, convention.acte_date) == ("tenir_rencontre", date(2027, 2, 12))
    assert known.argent.engage_fcfa == 7_000_000
    assert known.argent.decaisse_fcfa == 600_000
    assert sum(share.engage_fcfa for share in known.argent.canaux) == 7_000_000
    assert [party.confirmation for party in known.parties] == ["confirmee", ""]
    assert [one.nature for one in known.a_venir] == ["point", "acte", "action", "terme"]
    assert known.a_venir[0].le == date(2026, 10, 1)
    (action,) = known.actions
    assert [result.valeur for result in action.resultats] == [Decimal("18450.5")]


def test_what_comes_after_the_day_is_left_out(tmp_path: Path) -> None:
    path = publish(tmp_path / "oise.duckdb", cooperation_rows())
    early = gather_cooperation(path, "PAR-ML0105-0003", date(2026, 1, 31))
    assert (early.argent.engage_fcfa, early.argent.decaisse_fcfa, early.rencontres) == (1_000_000, 0, ())
    assert early.actions[0].resultats[0].valeur is None
    assert gather_cooperation(path, "PAR-ML0105-0003", date(2027, 2, 1)).cycle.etape_code == "coordination"  # type: ignore[union-attr]


def test_an_unknown_or_ambiguous_identifier_is_refused_in_french(tmp_path: Path) -> None:
    rows = cooperation_rows()
    rows["partenariats"].append({**rows["partenariats"][0], "expediteur": "ML0106"})
    path = publish(tmp_path / "oise.duckdb", rows)
    with pytest.raises(OiseError, match="ML0105, ML0106"):
        gather_cooperation(path, "PAR-ML0105-0003", JOUR)
    with pytest.raises(OiseError, match="Aucun partenariat publié"):
        gather_cooperation(path, "PAR-ML0105-9999", JOUR)
    with pytest.raises(OiseError):
        gather_cooperation(tmp_path / "absent.duckdb", "PAR-ML0105-0003", JOUR)


def test_a_line_of_the_guide_handed_over_is_its_new_filers(tmp_path: Path) -> None:
    rows = cooperation_rows()
    rows["partenariats"].append({**rows["partenariats"][0], "expediteur": "ML", "guide_ligne": 3})
    facts = gather_cooperation(publish(tmp_path / "oise.duckdb", rows), "PAR-ML0105-0003", JOUR)
    assert facts.expediteur == "ML0105"
    assert len(facts.conventions) == len(facts.actions) == 1


def test_what_the_nation_declared_of_a_line_of_the_guide_stays_with_it(tmp_path: Path) -> None:
    rows = cooperation_rows()
    rows["partenariats"][0] |= {"id_local": "PAR-ML-0003", "expediteur": "ML0105", "guide_ligne": 3}
    rows["conventions"][0] |= {"partenariat_id": "PAR-ML-0003", "expediteur": "ML"}
    rows["rencontres"] = []
    facts = gather_cooperation(publish(tmp_path / "oise.duckdb", rows), "PAR-ML-0003", JOUR)
    assert len(facts.conventions) == 1
    assert (facts.rencontres, facts.derniere_rencontre) == ((), date(2026, 2, 12))
    text = _text(cooperation_pdf(facts, "fr"), tmp_path / "page.pdf").replace("\u00a0", " ")
    assert "La dernière rencontre connue est du 12 février 2026" in text


def test_an_action_belongs_to_its_own_partnership_before_its_plans(tmp_path: Path) -> None:
    rows = cooperation_rows()
    plan = {"id_local": "PLA-1", "partenariat_id": "PAR-ML0105-0003", "intitule": "Plan"}
    rows["plans_action"] = _of("ML0105", KITA, [plan])
    action = {"plan_id": "PLA-1", "intitule": "Action", "statut_code": "prevue", "secteur_code": "peche"}
    rows["actions"] += _of(
        "ML0105",
        KITA,
        [
            {**action, "id_local": "ACT-8", "partenariat_id": None},
            {**action, "id_local": "ACT-9", "partenariat_id": "PAR-ML0105-0004"},
        ],
    )
    facts = gather_cooperation(publish(tmp_path / "oise.duckdb", rows), "PAR-ML0105-0003", JOUR)
    assert [one.identifiant for one in facts.actions] == ["ACT-0", "ACT-8"]


@pytest.mark.parametrize("langue", LANGUES)
def test_the_page_says_it_all(langue: str, known: CooperationFacts, tmp_path: Path) -> None:
    document = cooperation_pdf(known, langue)
    assert page_count(document) == 1
    assert document == cooperation_pdf(known, langue)
    assert f"/Lang({langue}".encode() in document
    text = _text(document, tmp_path / "page.pdf")
    wanted = {
        "fr": (
            *("Commune de Kita – Ville de Saint-Exemple", "situation au 30 septembre 2026", "En vigueur"),
            *("Tenir la rencontre annuelle", "12 février 2027", "7 000 000", "18 450,5 habitants", "cible 25 000"),
            *("Diaspora associée inconnu", "(appui,", "1 octobre 2026", "10 671 €"),
        ),
        "en": (
            *("Commune of Kita – Ville de Saint-Exemple", "as of 30 September 2026", "In force"),
            *("Hold the annual meeting", "12 February 2027", "7,000,000", "18,450.5 habitants", "target 25,000"),
            *("Diaspora involved unknown", "(support,", "1 October 2026", "€10,671"),
        ),
    }[langue]
    text = text.replace("\u202f", " ").replace("\u00a0", " ").replace("1er octobre", "1 octobre")
    assert [words for words in wanted if words not in text] == []
    assert "FICTI" not in text


@pytest.mark.parametrize(("langue", "text"), PIRES, ids=["piege", "long", "long-en", "etrange-en", "mots"])
def test_a_cooperation_always_holds_on_one_page(langue: str, text: str, tmp_path: Path) -> None:
    path = publish(tmp_path / "oise.duckdb", cooperation_rows(text, many=40), fictives=True)
    document = cooperation_pdf(gather_cooperation(path, "PAR-ML0105-0003", JOUR), langue)
    assert page_count(document) == 1
    read = _text(document, tmp_path / "page.pdf")
    assert ("DONNÉES FICTIVES" if langue == "fr" else "FICTITIOUS DATA") in read
    if text == PIEGE:
        assert "*gras*" in read


@pytest.mark.parametrize("langue", LANGUES)
def test_a_cooperation_of_which_nothing_is_known(langue: str, tmp_path: Path) -> None:
    row = {
        "expediteur": "ML",
        "id_local": "PAR-ML-0007",
        "unite_code": None,
        "partenaire": "Ville d’Exemple",
        "statut_code": "inconnu",
        "pays_code": "DE",
        "guide_ligne": 7,
        "lieu_texte": "Lieu imprimé",
    }
    facts = gather_cooperation(publish(tmp_path / "oise.duckdb", {"partenariats": [row]}), "PAR-ML-0007", JOUR)
    document = cooperation_pdf(facts, langue)
    assert page_count(document) == 1
    text = _text(document, tmp_path / "page.pdf")
    assert "Lieu imprimé" in text
    assert text.count("inconnu" if langue == "fr" else "unknown") >= 5


def profile_rows(text: str = "", many: int = 1, unite: str = MADINA) -> Rows:
    """Everything a profile draws from; ``text`` in every public field of text, ``many`` times each list."""
    each = range(many)

    def named(usual: str, length: int = 200) -> str:
        return text[:length] or usual

    level = units()[unite].niveau
    figures: Rows = {"fait_services": [], "fait_indicateurs": []}
    for rank, (genre, code) in enumerate(pair for _, rows in CHIFFRES for pair in rows):
        place = {"niveau": level, "unite_code": unite, "trimestre": "2026-Q3", "valeur": Decimal("45.25")}
        place |= {"unites_connues": 1, "unites_total": 1, "masque": rank == 3}
        if genre == "elements":
            old = {"trimestre": "2026-Q1", "date_observation": date(2026, 1, 15), "valeur": Decimal(7)}
            figures["fait_services"].append({**place, **old, "element": code})
        else:
            figures["fait_indicateurs"].append({**place, "indicateur": code})
    return {
        **figures,
        "dim_population": [
            {
                "division": "1999",
                "unite_code": unite,
                "annee": year,
                "population": people,
                "statut": status,
                "source": named("INSTAT, RGPH 2009"),
            }
            for year, people, status in ((2009, 12345, "provisoire"), (2020, 99999, "simule"), (2031, 5, "definitif"))
        ],
        "priorites_pdsec": _of(
            "ML0105",
            unite,
            [
                {
                    "id_local": f"PRI-{rank}",
                    "rang": 1 + rank % 10,
                    "secteur_code": "appui_institutionnel",
                    "intitule": named("Eau potable pour huit villages"),
                    "periode_debut_annee": 2024,
                    "periode_fin_annee": 2028,
                }
                for rank in each
            ],
        ),
        "partenariats": _of(
            "ML0105",
            unite,
            [
                {
                    "id_local": f"PAR-ML0105-{rank:04d}",
                    "partenaire": named("Ville de Saint-Exemple"),
                    "type_partenaire_code": "departement_province",
                    "pays_code": "CD",
                    "statut_code": "actif",
                    "origine_texte": named("2003-04", 120),
                    "secteur_code": "appui_institutionnel",
                }
                for rank in each
            ],
        )
        + _of("ML0105", KITA, [{"id_local": "PAR-ML0105-9999", "partenaire": "Relation partagée", "pays_code": "BE"}]),
        "parties": _of(
            "ML0105",
            KITA,
            [{"id_local": "PTI-1", "partenariat_id": "PAR-ML0105-9999", "partie_unite_code": unite}],
        ),
        "offres_demandes": _of(
            "ML0105",
            unite,
            [
                {
                    "id_local": f"OFD-{rank}",
                    "sens_code": sens,
                    "secteur_1_code": "irrigation",
                    "secteur_2_code": "appui_institutionnel",
                    "secteur_3_code": "formation_professionnelle",
                    "reseau_1_code": "cncd",
                    "reseau_2_code": "avpah",
                    "habitants_nb": 20000,
                    "langue_code": "bm",
                    "depose_date": date(2026, 7, 1),
                    "valable_date": end,
                    "statut_code": status,
                }
                for rank, (sens, status, end) in enumerate(
                    [("demande", "ouverte", date(2027, 6, 30))] * many
                    + [
                        ("offre", "ouverte", date(2027, 6, 30)),
                        ("demande", "pourvue", date(2027, 6, 30)),
                        ("demande", "ouverte", date(2026, 9, 29)),
                    ]
                )
            ],
        ),
        "experiences": _of(
            "ML0105",
            unite,
            [
                {
                    "id_local": f"EXP-{rank}",
                    "titre": named("Des comités de femmes gèrent les forages"),
                    "type_code": "bonne_pratique",
                    "secteur_code": "eau_potable",
                }
                for rank in each
            ],
        ),
    }


def contact(rank: int, text: str = "", **changes: Any) -> dict[str, Any]:
    """A row of the register of contacts, consent recorded."""
    return {
        "expediteur": "ML0105",
        "trimestre": "2026-Q3",
        "sequence": 1,
        "id_local": f"CTC-ML0105-{rank:04d}",
        "unite_code": MADINA,
        "fonction_code": "point_focal",
        "nom": f"{SECRET} Nom",
        "telephone": text[:60] or "+223 00 00 00 00",
        "courriel": text[:120] or "cooperation@exemple.org",
        "adresse": text[:200] or "Mairie de Madina",
        "consentement": True,
        "consentement_date": date(2026, 5, 4),
        "consentement_reference": f"{SECRET} registre n° 4",
        "etat_ligne": "actif",
        **changes,
    }


def fill_lake(home: Home, table: str, rows: list[dict[str, Any]]) -> None:
    """Rows put in the store as a merge would."""
    with open_lake(home) as lake, lake.transaction():
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join("?" for _ in row)
            lake.connection.execute(f"INSERT INTO lac.{table} ({names}) VALUES ({marks})", list(row.values()))


def _home(root: Path) -> Home:
    """A home that holds nothing yet."""
    made = Home(root)
    for folder in (made.journal, made.landing, made.analyst_file.parent):
        folder.mkdir(parents=True)
    return made


@pytest.fixture
def installed(tmp_path: Path) -> Home:
    """A home where a published file is to be put."""
    return _home(tmp_path / "oise")


REFUSED: list[dict[str, Any]] = [
    {"consentement": False},
    {"consentement": None},
    {"consentement_date": None},
    {"consentement_date": date(2026, 10, 1)},
    {"consentement_reference": None},
    {"etat_ligne": "annule"},
    {"unite_code": KITA},
]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """A profile with one of everything, one contact that may be given and others that may not."""
    installed = _home(tmp_path_factory.mktemp("installation") / "oise")
    publish(installed.analyst_file, profile_rows())
    refused = [
        contact(2 + rank, **{"telephone": f"{SECRET}{rank}", "courriel": SECRET, "adresse": SECRET, **changes})
        for rank, changes in enumerate(REFUSED)
    ]
    fill_lake(installed, "contacts", [contact(1), *refused])
    return gather_profile(installed, MADINA.lower())


def test_facts_of_a_profile(profile: Profile) -> None:
    assert profile.population is not None
    assert (profile.population.valeur, profile.population.annee) == (12345, 2009)
    values = {one.code: one.valeur for one in profile.chiffres}
    assert list(values.values()).count(None) == 1
    assert values["cscom_fonctionnels_nb"] == 7
    assert {one.le for one in profile.chiffres if one.genre == "elements"} == {date(2026, 1, 15)}
    assert len(profile.recherches) == 1
    assert [one.partenaire for one in profile.partenariats] == ["Ville de Saint-Exemple", "Relation partagée"]
    assert [one.porteur for one in profile.partenariats] == ["", KITA]
    assert len(profile.contacts) == 1
    assert SECRET not in repr(profile)


@pytest.mark.parametrize("langue", LANGUES)
def test_the_profile_says_it_all_on_two_pages(langue: str, profile: Profile, tmp_path: Path) -> None:
    document = profile_pdf(profile, langue)
    assert page_count(document) == 2
    assert document == profile_pdf(profile, langue)
    text = _text(document, tmp_path / "planche.pdf").replace("\u202f", " ").replace("\u00a0", " ")
    wanted = {
        "fr": (
            *("Commune de Madina", "12 345 habitants (2009)", "chiffre provisoire", "Point focal de la coopération"),
            *("+223 00 00 00 00", "accord du 4 mai 2026", "45,3 %", "inconnu", "Maîtrise de l’eau agricole"),
            *("15 janvier 2026", "porteur : commune de Kita", "Eau potable pour huit villages"),
        ),
        "en": (
            *("Commune of Madina", "12,345 inhabitants (2009)", "provisional figure", "Cooperation focal point"),
            *("+223 00 00 00 00", "dated 4 May 2026", "45.3%", "unknown", "Water for agriculture"),
            *("15 January 2026", "held by: commune of Kita", "Eau potable pour huit villages"),
        ),
    }[langue]
    assert [words for words in wanted if words not in text] == []
    assert SECRET not in text
    assert SECRET.encode() not in document


@pytest.mark.parametrize(("langue", "text"), PIRES, ids=["piege", "long", "long-en", "etrange-en", "mots"])
def test_a_profile_always_holds_on_two_pages(langue: str, text: str, installed: Home, tmp_path: Path) -> None:
    publish(installed.analyst_file, profile_rows(text, many=30), fictives=True)
    fill_lake(installed, "contacts", [contact(rank, text.replace("\x00", "")) for rank in range(5)])
    document = profile_pdf(gather_profile(installed, MADINA), langue)
    assert page_count(document) == 2
    read = _text(document, tmp_path / "planche.pdf")
    assert ("DONNÉES FICTIVES" if langue == "fr" else "FICTITIOUS DATA") in read


@pytest.mark.parametrize(
    ("langue", "code"),
    [("fr", MADINA), ("en", MADINA), ("en", "ML0105"), ("fr", "ML01"), ("en", "ML0901"), ("fr", "ML09")],
)
def test_a_profile_of_which_nothing_is_known(code: str, langue: str, installed: Home, tmp_path: Path) -> None:
    publish(installed.analyst_file, {})
    document = profile_pdf(gather_profile(installed, code), langue)
    assert page_count(document) == 2
    text = _text(document, tmp_path / "planche.pdf")
    assert text.count("inconnu" if langue == "fr" else "unknown") > 20
    assert ("Écrire" if langue == "fr" else "Write to") in text


@pytest.mark.parametrize("code", ["ML0105", "ML01"])
def test_profiles_of_bigger_units_say_their_coverage(code: str, installed: Home, tmp_path: Path) -> None:
    rows = profile_rows(unite=code)
    for table in ("fait_services", "fait_indicateurs"):
        rows[table] = [{**row, "unites_connues": 28, "unites_total": 33} for row in rows[table]]
    below = {"commune_code": KITA, "cercle_code": "ML0105", "region_code": "ML01"}
    rows["priorites_pdsec"] = [{**rows["priorites_pdsec"][0], **below, "unite_code": KITA}] * 2
    rows["partenariats"][-1] |= below
    publish(installed.analyst_file, rows)
    known = gather_profile(installed, code)
    assert (known.secteurs_des_communes, known.partenariats_des_communes_nb) == ((("appui_institutionnel", 1),), 1)
    document = profile_pdf(known, "fr")
    assert page_count(document) == 2
    assert "28 sur 33" in _text(document, tmp_path / "planche.pdf")


def test_no_profile_of_the_nation_nor_before_a_publication(installed: Home) -> None:
    with pytest.raises(OiseError, match="une commune, un cercle ou une région"):
        gather_profile(installed, "ML")
    with pytest.raises(OiseError, match="Aucune édition"):
        gather_profile(installed, MADINA)


@pytest.mark.parametrize("langue", LANGUES)
def test_documents_are_archivable_and_say_their_day(langue: str, known: CooperationFacts, profile: Profile) -> None:
    for document in (cooperation_pdf(known, langue), profile_pdf(profile, langue)):
        assert b"pdfuaid" in document
        assert b"pdfaid" in document
        assert b"/StructTreeRoot" in document
        assert b"CreationDate(D:20260930" in document
        assert len(document) < 250_000
