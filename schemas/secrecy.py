"""What the store and the indicators hold in common to expose nobody (law 11)."""

from __future__ import annotations

# Counts below it, drawn from restricted tables by a breakdown that isn't public, are suppressed.
EFFECTIF_MINIMAL = 5
# A figure that isn't published per commune must join at least as many of them.
COMMUNES_MINIMUM = 2
MOTIF_COMMUNE = "Donnée d'une seule commune, ou qui permettrait de la retrouver"
