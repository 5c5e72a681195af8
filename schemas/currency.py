"""Money agreed in a foreign currency: the four columns and the rules that keep them beside the FCFA amount."""

from __future__ import annotations

import polars as pl

from registry.codelists import code_list
from schemas.declaration import Column, Rule

# Banks round: 1 % of the FCFA amount covers charges and roundings, not a wrong rate.
ECART_ADMIS_PCT = 1


def currency_columns(act: str) -> tuple[Column, ...]:
    """The columns of an amount in its own currency; ``act`` names what is dated, « l'engagement »."""
    return (
        Column(
            nom="devise_code",
            titre="Devise",
            description="Monnaie de la somme d'origine ; vide si elle est en FCFA.",
            type="code",
            liste="devises",
            exemple="Euro",
        ),
        Column(
            nom="montant_devise",
            titre="Montant en devise",
            description="Somme dans sa monnaie d'origine ; le montant en FCFA reste à remplir.",
            type="decimal",
            minimum=0,
            maximum=100_000_000_000,
            plausible=True,
            exemple="12 000",
        ),
        Column(
            nom="taux_change",
            titre="Taux de change",
            description="FCFA pour une unité de la devise : 655,957 pour un euro.",
            type="decimal",
            minimum=0,
            maximum=100_000,
            plausible=True,
            exemple="655,957",
        ),
        Column(
            nom="taux_date",
            titre="Date du taux",
            description=f"Jour du taux de change retenu pour {act}.",
            type="date",
            exemple="15/07/2026",
        ),
    )


def currency_rules(table: str, day: str) -> tuple[Rule, ...]:
    """The rules of those columns in ``table``, whose amount is that of the day in the column ``day``."""
    parities = {
        code: float(rate) for code, facts in code_list("devises").attributs.items() if (rate := facts["parite_fixe"])
    }

    def parity() -> pl.Expr:
        return pl.col("devise_code").replace_strict(parities, default=None, return_dtype=pl.Float64)

    return (
        Rule(
            code=f"regle.{table}.devise_incomplete",
            gravite="reserve",
            phrase="la devise, le montant en devise et le taux de change vont ensemble, et l'un manque",
            remede="complétez-les ou videz les trois",
            colonnes=("devise_code", "montant_devise", "taux_change"),
            valide=lambda: pl.sum_horizontal(
                pl.col(name).is_not_null().cast(pl.Int64) for name in ("devise_code", "montant_devise", "taux_change")
            ).is_in([0, 3]),
            ecarte=False,
        ),
        Rule(
            code=f"regle.{table}.devise_et_fcfa",
            gravite="reserve",
            phrase="le montant en devise multiplié par le taux ne donne pas le montant en FCFA, à 1 % près",
            remede="corrigez le montant en FCFA, celui en devise ou le taux",
            colonnes=("montant_fcfa", "montant_devise", "taux_change"),
            valide=lambda: (
                (
                    pl.col("montant_devise").cast(pl.Float64) * pl.col("taux_change").cast(pl.Float64)
                    - pl.col("montant_fcfa").cast(pl.Float64)
                ).abs()
                * 100
                <= pl.col("montant_fcfa").cast(pl.Float64) * ECART_ADMIS_PCT
            ),
        ),
        Rule(
            code=f"regle.{table}.taux_sans_date",
            gravite="avertissement",
            phrase="le taux de change n'est pas daté",
            remede="écrivez le jour du taux",
            colonnes=("taux_date", "taux_change"),
            valide=lambda: pl.col("taux_change").is_null() | pl.col("taux_date").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code=f"regle.{table}.taux_futur",
            gravite="reserve",
            phrase="le taux de change est daté d'après la fin du trimestre",
            remede="corrigez la date du taux",
            colonnes=("taux_date",),
            valide=lambda: pl.col("taux_date") <= pl.col("_fin"),
            ecarte=False,
        ),
        Rule(
            code=f"regle.{table}.parite_fixe",
            gravite="avertissement",
            phrase="le taux n'est pas la parité fixe de la devise avec le FCFA (655,957 FCFA pour un euro)",
            remede="vérifiez le taux et la devise",
            colonnes=("taux_change", "devise_code"),
            # The euro's parity dates from 1999-01-01; nothing is said of an earlier day.
            valide=lambda: (
                (pl.col(day) < pl.date(1999, 1, 1))
                | ((pl.col("taux_change").cast(pl.Float64) - parity()).abs() <= 0.001 * parity())
            ),
            ecarte=False,
        ),
    )
