"""The sheet of evidence of a body: for every figure of its synthesis, what it is made of one level down, and where each
part was read.

A page is built as plain text, for it holds thousands of cells; only its frame is a template. Everything is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Literal

from markupsafe import Markup

from indicators.declaration import Indicateur
from indicators.discovery import all_indicators
from indicators.evidence import grain_of
from registry.elements import DOMAINES
from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import NATION, Unite, ancestor, children, unit, units
from schemas.submission import LIBELLES_VERDICT
from syntheses.bodies import evidence_name, synthesis_names
from syntheses.evidence import Evidence, Part, Sum
from syntheses.facts import Body
from syntheses.formats.html import page_environment, page_style
from syntheses.lineage import SANS_DETAIL, source_of, validation_text
from syntheses.origins import ETATS_LUS, Cell, cell_text, cells_of, files_behind, reads_population, unknown_cells
from syntheses.presentation import BANDEAU, BANDEAU_DETAIL, domain_title
from syntheses.published_quarter import row_tables
from syntheses.territory_rows import owners_in
from syntheses.typography import curly, decimals_of, number, plural, quantity, short_date
from syntheses.wording import title_of_place

_EMPREINTE = 8


def evidence_page(evidence: Evidence, organe: Body, perimetre: str = NATION) -> bytes:
    """The page's bytes in UTF-8: the same for the same evidence.

    ``perimetre``: the unit that the installation serves, above which no body has a page.
    """
    page = _Page(evidence, organe, perimetre)
    domains = [
        {"code": name, "titre": domain_title(name), "contenu": _safe(page.figure(one) for one in found)}
        for name, found in _by_domain().items()
    ]
    facts = {
        "entete": organe.sigle if organe.appellation == organe.sigle else f"{organe.sigle} ({organe.appellation})",
        "titre": organe.titre,
        "territoire": title_of_place(organe),
        "trimestre": evidence.trimestre.libelle,
        "synthese": next(name for name in synthesis_names(organe.code) if name.endswith(".html")),
        "fictif": [BANDEAU, BANDEAU_DETAIL] if evidence.fictives else [],
        "domaines": domains,
        "completude": _safe([page.completeness()]),
        "lignes": _safe(page.rows()),
        # Last, for it tells the files that the rest cites.
        "fichiers": _safe(page.files()),
    }
    text = page_environment().get_template("preuves.html.j2").render(d=facts, style=page_style())
    return text.encode()


@dataclass
class _Page:
    """A page being written; ``cites``: the files that it tells of, as it cites them."""

    evidence: Evidence
    organe: Body
    perimetre: str
    cites: dict[int, str] = field(default_factory=dict)

    def figure(self, one: Indicateur) -> str:
        """The section of one indicator."""
        total = self.evidence.sommes.get((self.organe.code, one.code))
        title = f"<h3>{_text(curly(one.libelle))} <small>{one.code}</small></h3>"
        return (
            f'<section class="chiffre" id="i-{one.code}">{title}{_fraction(one, total)}{self._above(one)}'
            f"{self._parts(one, total)}</section>\n"
        )

    def _parts(self, one: Indicateur, total: Sum | None) -> str:
        if total is None or grain_of(one) is None:
            return f"<p>{SANS_DETAIL if grain_of(one) is None else ''}</p>{self._files_that_count()}"
        own = self.evidence.held_by(one.code, self.organe.code)
        below = "" if self.organe.sigle == "CLO" else self._below(one)
        rows = "".join(self._row(one, part) for part in own)
        if rows:
            over = '<th scope="col" class="nombre">Dénominateur</th>' if one.denominateur is not None else ""
            rows = _table(
                "Ce dont le chiffre est fait",
                f'<th scope="col">Contribution</th><th scope="col" class="nombre">Numérateur</th>{over}'
                '<th scope="col">Où c’est lu</th>',
                rows,
            )
        return below + rows + self._unknown(one, own)

    def _above(self, one: Indicateur) -> str:
        """The same figure one level up, beside which the synthesis shows this one."""
        total = self.evidence.sommes.get((self.organe.parent, one.code)) if self.organe.parent else None
        if total is None or total.valeur is None:
            return ""
        name = _text(unit(self.organe.parent).nom)
        if covers(self.perimetre, self.organe.parent):
            name = f'<a href="{evidence_name(self.organe.parent)}#i-{one.code}">{name}</a>'
        return f"<p>{name} : {_value(one, total)}{_sums(one, total)}.</p>"

    def _below(self, one: Indicateur) -> str:
        """The sums of the units just below, each with its own page."""
        rows = []
        for place in children(self.organe.code):
            total = self.evidence.sommes.get((place.code, one.code))
            if total is None:
                continue
            link = (
                f'<a href="{evidence_name(place.code)}#i-{one.code}">{_text(place.nom)}</a> <small>{place.code}</small>'
            )
            over = f'<td class="nombre">{_number(total.denominateur)}</td>' if one.denominateur is not None else ""
            shown = _value(one, total) if total.valeur is not None else f"<small>{_text(curly(total.motif))}</small>"
            rows.append(
                f'<tr><th scope="row">{link}</th><td class="nombre">{_number(total.numerateur)}</td>{over}'
                f'<td class="nombre">{shown}</td><td>{number(total.connues)}/{number(total.total)}</td></tr>\n'
            )
        if not rows:
            return self._files_that_count()
        over = '<th scope="col" class="nombre">Dénominateur</th>' if one.denominateur is not None else ""
        head = (
            f'<th scope="col">Unité</th><th scope="col" class="nombre">Numérateur</th>{over}'
            '<th scope="col" class="nombre">Valeur</th><th scope="col">Connus</th>'
        )
        return _table("Aux unités du dessous", head, "".join(rows))

    def _row(self, one: Indicateur, part: Part) -> str:
        cells = cells_of(one, part, self.evidence)
        told = [self._cell(cell) for cell in cells]
        if one.champ == "commune" and reads_population(one):
            held = self.evidence.populations.get(part.unite_code)
            if held is not None:
                told.append(f"Population = {number(held.population)} · référence de {held.annee}, {held.statut}")
        if not any(cell.depot is not None for cell in cells):
            told += [self._file(depot) for depot in files_behind(one, part, self.evidence)]
        name, key = _text(unit(part.unite_code).nom), f"i-{one.code}-{part.unite_code}"
        mark = f' id="{key}"' if part.ligne is None else ""
        which = f" <small>{_text(part.ligne.rsplit('/', 1)[1])}</small>" if part.ligne else ""
        over = f'<td class="nombre">{_number(part.den)}</td>' if one.denominateur is not None else ""
        return (
            f'<tr{mark}><th scope="row">{name}{which}</th><td class="nombre">{_number(part.num)}</td>{over}'
            f"<td>{'<br>'.join(told) or 'aucun fichier reçu'}</td></tr>\n"
        )

    def _cell(self, cell: Cell) -> str:
        state = ETATS_LUS.get(cell.etat, cell.etat)
        value = _number(cell.valeur) if isinstance(cell.valeur, Decimal) else _text(cell_text(cell.valeur))
        told = f"{_label(cell.libelle)} = {value}{f' ({state})' if state else ''}"
        if cell.depot is None:
            return told
        place = f"{cell.colonne}{cell.ligne}" if cell.colonne else f"ligne {cell.ligne}"
        return f"{told} · {_text(cell.feuille)} {place} · {self._file(cell.depot)}"

    def _file(self, depot: int) -> str:
        """A file as it is cited: short digest, version and receipt; the list of files says the rest."""
        file = self.evidence.fichiers.get(depot)
        if file is None:
            return f"dépôt {depot}"
        if depot not in self.cites:
            version = f" v{file.version}" if file.version else ""
            when = short_date(file.recu_le.date())
            self.cites[depot] = f'<a href="#f{depot}">{file.sha256[:_EMPREINTE]}</a>{version}, {when}'
        return self.cites[depot]

    def _unknown(self, one: Indicateur, own: list[Part]) -> str:
        """The communes that are in neither sum, with what they say instead of a value."""
        if one.champ != "commune" or self.organe.sigle != "CLO":
            return ""
        known = {part.unite_code for part in own}
        told = []
        for place in children(self.organe.code):
            if place.code not in known:
                cells = [cell for cell in unknown_cells(one, place.code, self.evidence) if cell.valeur is None]
                why = "<br>".join(self._cell(cell) for cell in cells) or "rien de reçu"
                told.append(
                    f'<tr id="i-{one.code}-{place.code}"><th scope="row">{_text(place.nom)}</th><td>{why}</td></tr>\n'
                )
        if not told:
            return ""
        head = '<th scope="col">Hors du calcul, faute d’être connue</th><th scope="col">Ce qui est lu</th>'
        return _table("Ce qui n’est dans aucune somme", head, "".join(told))

    def _files_that_count(self) -> str:
        """The files of the territory for the quarter, where nothing may be told one by one."""
        senders = _senders(self.organe)
        found = [
            self._file(file.depot)
            for sender in senders
            for file in self.evidence.files_of(sender)
            if file.verdict in ("accepte", "accepte_avec_reserves") and file.objet == "declaration"
        ]
        return f"<p>Fichiers du trimestre : {' ; '.join(found) or 'aucun'}.</p>"

    def completeness(self) -> str:
        """What each unit below told, and the files of the quarter."""
        rows = []
        for place in sorted(children(self.organe.code), key=lambda one: one.code):
            if place.niveau == "commune":
                told = plural(self.evidence.valeurs_nb.get(place.code, 0), "valeur publiée", "valeurs publiées")
                rows.append(
                    f'<tr><th scope="row">{_text(place.nom)} <small>{place.code}</small></th><td>{told}</td></tr>\n'
                )
                continue
            communes = _communes(place)
            known = sum(self.evidence.valeurs_nb.get(code, 0) > 0 for code in communes)
            link = (
                f'<a href="{evidence_name(place.code)}#completude">{_text(place.nom)}</a> <small>{place.code}</small>'
            )
            files = "<br>".join(self._cited(file.depot) for file in self.evidence.files_of(place.code))
            told = f"{number(known)}/{plural(len(communes), 'commune', 'communes')} avec une valeur publiée"
            rows.append(f'<tr><th scope="row">{link}</th><td>{told}{"<br>" + files if files else ""}</td></tr>\n')
        own = "".join(f"<p>{self._cited(file.depot)}</p>" for file in self.evidence.files_of(self.organe.code))
        head = '<th scope="col">Unité</th><th scope="col">Ce qui est connu ce trimestre</th>'
        told = own or "<p>Aucun fichier reçu de ce niveau pour le trimestre.</p>"
        return told + _table("Fichiers reçus et communes connues, unité par unité", head, "".join(rows))

    def _cited(self, depot: int) -> str:
        file = self.evidence.fichiers[depot]
        said = (LIBELLES_VERDICT[file.verdict], _text(validation_text(source_of(self.evidence, depot))))
        return f"{self._file(depot)} : {', '.join(part for part in said if part)}"

    def rows(self) -> Iterator[str]:
        """Where each published row was read: those that this body's own sender filed, and those of its territory that
        no sender below it did."""
        here = self.organe.code
        for table in row_tables():
            found = [
                (sender, local, row)
                for (sender, local), row in self.evidence.lignes.get(table.nom, {}).items()
                if sender == here or (row["unite_code"] in owners_in(here) and not covers(here, sender))
            ]
            if not found:
                continue
            lines = []
            for sender, local, row in found:
                place = _text(unit(row["unite_code"]).nom) if row["unite_code"] else "lieu inconnu"
                depot, sheet = row["origine_depot"], _text(row["origine_feuille"] or "")
                where = f"{sheet} ligne {row['origine_ligne']} · {self._file(depot)}" if depot else "origine inconnue"
                mark = _text(f"l-{table.nom}-{sender}-{local}")
                lines.append(
                    f'<tr id="{mark}"><th scope="row">{_text(local)}</th><td>{place}</td><td>{where}</td></tr>\n'
                )
            head = '<th scope="col">Ligne</th><th scope="col">Collectivité</th><th scope="col">Où elle est lue</th>'
            summary = f"{_text(curly(table.titre))} ({number(len(lines))})"
            yield f"<details open><summary>{summary}</summary>{_table(summary, head, ''.join(lines))}</details>\n"

    def files(self) -> Iterator[str]:
        """Every file that the page cites."""
        rows = []
        for depot in sorted(self.cites):
            file, source = self.evidence.fichiers[depot], source_of(self.evidence, depot)
            nature = " (complément)" if file.nature == "complement" else ""
            rows.append(
                f'<tr id="f{depot}"><th scope="row">{depot} <small>{_text(file.nom)}</small></th>'
                f"<td>{_text(units()[file.expediteur].nom)}, {Trimestre.parse(file.trimestre).libelle}</td>"
                f"<td>{file.version or ''}{nature}</td><td>{short_date(file.recu_le.date())}</td>"
                f"<td>{LIBELLES_VERDICT[file.verdict]}</td><td>{_text(validation_text(source))}</td>"
                f"<td><code>{file.sha256[:16]}<wbr>{file.sha256[16:32]}<wbr>{file.sha256[32:48]}<wbr>{file.sha256[48:]}"
                "</code></td></tr>\n"
            )
        heads = ("Dépôt", "Expéditeur", "Version", "Reçu le", "Verdict", "Validation", "Empreinte SHA-256")
        head = "".join(f'<th scope="col">{title}</th>' for title in heads)
        yield _table("Fichiers cités par cette feuille", head, "".join(rows)) if rows else "<p>Aucun fichier.</p>"


def _fraction(one: Indicateur, total: Sum | None) -> str:
    """The figure and its fraction, or why it isn't shown; what it was at constant field."""
    over = f" ÷ {_text(curly(one.denominateur.mots))}" if one.denominateur is not None else ""
    words = f"<p><small>{_text(curly(one.numerateur.mots))}{over}</small></p>"
    if total is None:
        return f"<p>Ce chiffre n’est pas publié à ce niveau.</p>{words}"
    covered = f"{number(total.connues)}/{number(total.total)} {_text(curly(one.compte))}"
    if total.cercles is not None:
        covered += f", {number(total.cercles[0])}/{plural(total.cercles[1], 'cercle', 'cercles')}"
    if total.valeur is None:
        why = _text(curly(total.motif) or "aucune valeur connue")
        return f"<p><strong>Non publié</strong> : {why} ({covered}).</p>{words}"
    sums = _sums(one, total)
    change = ""
    if total.avant is not None and total.apres is not None:
        before, after = (quantity(value, one.unite, one.decimales) for value in (total.avant, total.apres))
        change = (
            f"<p>À champ constant ({number(total.constantes or 0)} unités connues aux deux dates) : "
            f"{_text(before)} au trimestre précédent, {_text(after)} à celui-ci.</p>"
        )
    return f"<p><strong>{_value(one, total)}</strong>{sums} ({covered}).</p>{words}{change}"


def _sums(one: Indicateur, total: Sum) -> str:
    """`` = numerator ÷ denominator × factor``, "" for a plain sum."""
    if total.denominateur is None:
        return ""
    factor = f" × {number(one.multiplicateur)}" if one.multiplicateur != 1 else ""
    return f" = {_number(total.numerateur)} ÷ {_number(total.denominateur)}{factor}"


def _value(one: Indicateur, total: Sum) -> str:
    return _text(quantity(total.valeur, one.unite, one.decimales)) if total.valeur is not None else ""


@lru_cache(maxsize=1 << 15)
def _number(value: Decimal | None) -> str:
    return "" if value is None else number(value, decimals_of(value))


def _table(titre: str, head: str, rows: str) -> str:
    return (
        f'<div class="defile" tabindex="0" role="region" aria-label="{titre}"><table><caption>{titre}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>\n"
    )


def _by_domain() -> dict[str, list[Indicateur]]:
    found: dict[str, list[Indicateur]] = {}
    for one in all_indicators().values():
        if one.niveau_publie is not None:
            found.setdefault(one.domaine, []).append(one)
    ranks = {name: rank for rank, name in enumerate(DOMAINES)}
    return dict(sorted(found.items(), key=lambda item: (ranks.get(item[0], len(ranks)), item[0])))


def _senders(organe: Body) -> list[str]:
    """The body's own sender and those of the cercles in its territory."""
    return [organe.code, *(one.code for one in _within(organe.code, "cercle") if one.code != organe.code)]


def _communes(place: Unite) -> list[str]:
    return [one.code for one in _within(place.code, "commune")]


def _within(code: str, niveau: Literal["cercle", "commune"]) -> list[Unite]:
    own = unit(code).niveau
    return [one for one in units().values() if one.niveau == niveau and ancestor(one.code, own) == code]


def _text(text: str) -> str:
    return escape(text, quote=True)


@lru_cache(maxsize=1 << 10)
def _label(text: str) -> str:
    return _text(curly(text))


def _safe(parts: Iterable[str]) -> Markup:
    """Text that this module has escaped already."""
    return Markup("".join(parts))
