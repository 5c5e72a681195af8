"""The published table of what was decided over the registry, so that every figure can be read under its rules."""

from __future__ import annotations

from warehouse.described import NOMBRE, TEXTE, published_table

DECISIONS_REGISTRE = published_table(
    "decisions_registre",
    "reference",
    "Décisions prises sur le registre (devoirs, exemptions, échéances, noms d'unités, réglages) et en vigueur dans "
    "cette édition ; vide si rien n'a été décidé.",
    ("decision", NOMBRE, "Numéro de la décision dans le journal."),
    ("decide_le", "DATE", "Jour de la décision."),
    ("nature", TEXTE, "Nature : devoir, exemption, echeance, nom ou reglage."),
    ("cible", TEXTE, "Code de l'unité ou nom du réglage ; vide pour tout le pays."),
    ("depuis", TEXTE, "Premier trimestre (2026-Q4), ou jour pour un nom (2026-10-01)."),
    ("jusqu_a", TEXTE, "Dernier trimestre ; vide si la décision n'a pas de fin."),
    ("texte", TEXTE, "La décision en une phrase."),
)
