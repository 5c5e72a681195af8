"""How another base's file answers to a register of ours: one TOML a source, shipped or a person's own.

Shipped layouts (``registry/data/recoupements/*.toml``) are proposals until an extract of the source was read: they say
``confirme = false`` and why, and whoever uses one is told so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, NoReturn, cast, get_args

from rapidfuzz import fuzz, process

from registry.codelists import code_list, list_names
from registry.elements import all_elements
from registry.errors import OiseError
from registry.places import normalise
from registry.territory import Niveau

Register = Literal["partenariats", "conventions", "financements", "services"]
FieldType = Literal[
    "lieu", "nom", "texte", "reference", "code", "annee", "trimestre", "element", "date", "montant", "nombre"
]

_FOLDER = Path(__file__).parent / "data" / "recoupements"
REGISTRES: Mapping[str, tuple[str, ...]] = {
    "partenariats": ("partenariats",),
    "conventions": ("conventions",),
    "financements": ("engagements", "dossiers_financement", "decaissements"),
    "services": ("services",),
}
SEPARATEURS = (";", ",", "\t", "|")
ENCODAGES = ("utf-8", "cp1252", "iso-8859-15", "iso-8859-1", "utf-16")
_KEY_TYPES = ("lieu", "nom", "texte", "reference", "code", "annee", "trimestre", "element")
_MEASURE_TYPES = ("date", "montant", "nombre", "annee", "code", "texte")
_LARGEST = 200_000


@dataclass(frozen=True)
class Champ:
    """One column of theirs (``la``, its heading) against one field of ours (``ici``).

    ``dans``: heading of the column naming the cercle or region in which to look for a place. ``seuil``: the least
    likeness, of 100, at which two names may be one. ``devise``: the currency of an amount, or of each row in the column
    ``devise_colonne``; ``taux``: FCFA for one unit of it, where no fixed parity exists; ``facteur``: what one unit
    written there is worth (1000 for thousands). Two values agree within the widest of the tolerances. ``codes``: their
    words for our codes.
    """

    ici: str
    type: FieldType
    la: str = ""
    constante: str = ""
    facultatif: bool = False
    niveaux: tuple[Niveau, ...] = ()
    dans: str = ""
    liste: str = ""
    seuil: int = 85
    devise: str = "XOF"
    devise_colonne: str = ""
    taux: Decimal | None = None
    facteur: Decimal = Decimal(1)
    tolerance: Decimal = Decimal(0)
    tolerance_pct: Decimal = Decimal(0)
    tolerance_jours: int = 0
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Correspondance:
    """A declared mapping. ``cles`` tell which rows may be one, ``compares`` what is compared, ``montres`` what is only
    shown. ``identifiant``: heading of their own identifier, empty when there is none. ``seuil``: the least score, of
    100, of a pair to be decided. ``elements``: their names of our elements; of a file with one column an element when
    no key is of type element. ``signaler_vides``: whether a value given on one side only is a difference.
    """

    nom: str
    titre: str
    registre: Register
    table: str
    confirme: bool
    raison: str
    cles: tuple[Champ, ...]
    compares: tuple[Champ, ...]
    montres: tuple[Champ, ...] = ()
    identifiant: str = ""
    encodage: str = ""
    separateur: str = ""
    feuille: str = ""
    decimale: str = ""
    seuil: int = 75
    signaler_vides: bool = False
    elements: Mapping[str, str] = field(default_factory=dict)

    @property
    def champs(self) -> tuple[Champ, ...]:
        """Every field, keys first."""
        return (*self.cles, *self.compares, *self.montres)

    @property
    def large(self) -> bool:
        """Whether each element has a column of its own."""
        return bool(self.elements) and not any(champ.type == "element" and champ.la for champ in self.cles)

    @property
    def colonnes(self) -> tuple[str, ...]:
        """The headings that the file must have, in the order of the mapping."""
        wanted = [self.identifiant, *(self.elements if self.large else ())]
        for champ in self.champs:
            wanted += [champ.la, champ.dans, champ.devise_colonne]
        return tuple(dict.fromkeys(name for name in wanted if name))

    @property
    def reserve(self) -> str:
        """What people must know before trusting the layout, empty when it was confirmed."""
        return "" if self.confirme else f"Disposition non confirmée. {self.raison}"


def parity(devise: str) -> Decimal | None:
    """FCFA for one unit of a currency, where a fixed parity is known; the same that the rules of the tables use."""
    known = code_list("devises").attributs.get(devise)
    return Decimal(known["parite_fixe"]) if known and known["parite_fixe"] else None


def shipped_names(registre: str = "") -> tuple[str, ...]:
    """The names of the shipped mappings, of one register or of all."""
    names = sorted(path.stem for path in _FOLDER.glob("*.toml"))
    return tuple(name for name in names if not registre or shipped(name).registre == registre)


@cache
def shipped(nom: str) -> Correspondance:
    """The shipped mapping of that name; raises OiseError naming the others."""
    path = _FOLDER / f"{nom.strip().lower()}.toml"
    if nom.strip().lower() not in {found.stem for found in _FOLDER.glob("*.toml")}:
        raise OiseError(f"Aucun modèle ne s'appelle « {nom} » : choisissez parmi {', '.join(shipped_names())}.")
    return read_mapping(path)


def read_mapping(path: Path) -> Correspondance:
    """Read a mapping; raises OiseError saying in one sentence what to correct in it."""
    try:
        if path.stat().st_size > _LARGEST:
            raise OiseError(f"{path.name} est trop gros pour une correspondance : vérifiez le fichier donné.")
        facts = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise OiseError(f"La correspondance {path} ne peut pas être lue : vérifiez son chemin.") from error
    except UnicodeDecodeError as error:
        raise OiseError(f"{path.name} n'est pas en UTF-8 : enregistrez-le dans cet encodage.") from error
    except tomllib.TOMLDecodeError as error:
        raise OiseError(f"{path.name} n'est pas du TOML lisible ({error}) : corrigez-le à cet endroit.") from error
    # The name goes with every decision made: a plain word, whatever the file is called.
    return _Reader(path.name).mapping(facts, "_".join(normalise(path.stem).split()) or "correspondance")


def _with_figure_keys(found: Correspondance) -> Correspondance:
    """A figure is told apart by its element and its quarter, even where the file gives them no column of their own."""
    given = {champ.ici for champ in found.cles}
    implied = (Champ("element", "element"), Champ("trimestre", "trimestre"))
    return replace(found, cles=(*found.cles, *(champ for champ in implied if champ.ici not in given)))


class _Reader:
    """Reads the facts of one file; every refusal names it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def mapping(self, facts: dict[str, Any], stem: str) -> Correspondance:
        known = {"titre", "registre", "table", "confirme", "raison", "identifiant", "encodage"}
        known |= {
            "separateur",
            "feuille",
            "decimale",
            "seuil",
            "signaler_vides",
            "elements",
            "cle",
            "compare",
            "montre",
        }
        self._only(facts, known, "le fichier")
        registre = self._among(self._text(facts, "registre"), REGISTRES, "registre")
        table = self._among(self._text(facts, "table") or REGISTRES[registre][0], REGISTRES[registre], "table")
        confirmed = facts.get("confirme", False)
        if not isinstance(confirmed, bool):
            self._refuse("« confirme » vaut true ou false")
        found = Correspondance(
            nom=stem,
            titre=self._text(facts, "titre") or self._refuse("« titre » manque"),
            registre=cast(Register, registre),
            table=table,
            confirme=confirmed,
            raison=self._text(facts, "raison"),
            cles=self._fields(facts, "cle", _KEY_TYPES),
            compares=self._fields(facts, "compare", _MEASURE_TYPES),
            montres=self._fields(facts, "montre", ("texte",)),
            identifiant=self._text(facts, "identifiant"),
            encodage=self._among(self._text(facts, "encodage").lower(), ("", *ENCODAGES), "encodage"),
            separateur=self._among(self._text(facts, "separateur", strip=False), ("", *SEPARATEURS), "separateur"),
            feuille=self._text(facts, "feuille"),
            decimale=self._among(self._text(facts, "decimale"), ("", ",", "."), "decimale"),
            seuil=self._percent(facts, "seuil", 75),
            signaler_vides=facts.get("signaler_vides") is True,
            elements=self._elements(facts.get("elements", {})),
        )
        self._check(found)
        return _with_figure_keys(found) if found.registre == "services" else found

    def _check(self, found: Correspondance) -> None:
        if not found.confirme and not found.raison:
            self._refuse("« raison » doit dire pourquoi « confirme » ne vaut pas true")
        if not found.cles:
            self._refuse("aucune clé n'est déclarée : ajoutez au moins un bloc [[cle]]")
        if all(champ.facultatif for champ in found.cles):
            self._refuse("toutes les clés sont facultatives : rendez-en une obligatoire")
        names = [champ.ici for champ in (*found.cles, *found.compares)]
        if len(set(names)) != len(names):
            double = next(name for name in names if names.count(name) > 1)
            self._refuse(f"« {double} » est déclaré deux fois : gardez un seul bloc pour lui")
        if (found.registre == "services") != bool(found.elements):
            self._refuse("[elements] dit, pour le registre services et lui seul, comment chaque élément est nommé")
        if found.registre == "services":
            if "unite_code" not in names or "valeur" not in names:
                self._refuse("le registre services demande la clé unite_code et la comparaison de valeur")
            if not found.large and not next(c for c in found.compares if c.ici == "valeur").la:
                self._refuse("« la » doit nommer la colonne de la valeur")
        for champ in found.champs:
            of_element = found.large and champ.ici == "valeur"
            if not champ.la and not champ.constante and not of_element:
                self._refuse(f"« {champ.ici} » n'a ni colonne (la) ni constante")

    def _fields(self, facts: dict[str, Any], block: str, types: Collection[str]) -> tuple[Champ, ...]:
        blocks = facts.get(block, [])
        if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
            self._refuse(f"« {block} » s'écrit en blocs [[{block}]]")
        return tuple(self._field(one, block, types) for one in blocks)

    def _field(self, facts: dict[str, Any], block: str, types: Collection[str]) -> Champ:
        self._only(facts, Champ.__dataclass_fields__.keys(), f"un bloc [[{block}]]")
        ici = self._text(facts, "ici") or self._refuse(f"un bloc [[{block}]] ne dit pas « ici »")
        type_ = self._among(self._text(facts, "type") or "texte", types, f"type de {ici}")
        assert type_ in get_args(FieldType)
        currency = self._among(self._text(facts, "devise") or "XOF", code_list("devises").libelles, f"devise de {ici}")
        rate = self._number(facts, "taux", None)
        if rate == 0:
            self._refuse(f"« taux » de {ici} est nul")
        of_each_row = bool(self._text(facts, "devise_colonne"))
        if type_ == "montant" and rate is None and not of_each_row and parity(currency) is None:
            self._refuse(f"{currency} n'a pas de parité fixe : écrivez le « taux » en FCFA de « {ici} »")
        levels = facts.get("niveaux", [])
        known = ("pays", "region", "cercle", "commune")
        if not isinstance(levels, list) or not all(level in known for level in levels):
            self._refuse(f"« niveaux » de {ici} est une liste prise parmi {', '.join(known)}")
        codes = facts.get("codes", {})
        if not isinstance(codes, dict) or not all(isinstance(code, str) for code in codes.values()):
            self._refuse(f"« codes » de {ici} associe leurs mots à nos codes, entre guillemets")
        days = facts.get("tolerance_jours", 0)
        if not isinstance(days, int) or isinstance(days, bool) or days < 0:
            self._refuse(f"« tolerance_jours » de {ici} est un nombre de jours")
        listed = self._text(facts, "liste")
        if listed:
            self._among(listed, list_names(), f"liste de {ici}")
        elif type_ == "code" and not codes:
            self._refuse(f"« {ici} » est un code : dites sa « liste » ou ses « codes »")
        return Champ(
            ici=ici,
            type=cast(FieldType, type_),
            la=self._text(facts, "la"),
            constante=self._text(facts, "constante"),
            facultatif=facts.get("facultatif") is True,
            niveaux=tuple(cast(Niveau, level) for level in levels),
            dans=self._text(facts, "dans"),
            liste=listed,
            seuil=self._percent(facts, "seuil", 85),
            devise=currency,
            devise_colonne=self._text(facts, "devise_colonne"),
            taux=rate,
            facteur=self._number(facts, "facteur", Decimal(1)) or self._refuse(f"« facteur » de {ici} est nul"),
            tolerance=self._number(facts, "tolerance", Decimal(0)) or Decimal(0),
            tolerance_pct=self._number(facts, "tolerance_pct", Decimal(0)) or Decimal(0),
            tolerance_jours=days,
            codes=dict(codes),
        )

    def _elements(self, facts: object) -> dict[str, str]:
        if not isinstance(facts, dict) or not all(isinstance(code, str) for code in facts.values()):
            self._refuse("[elements] associe leurs noms à nos codes d'éléments, entre guillemets")
        for code in facts.values():
            known = self._among(code, all_elements(), "élément")
            if all_elements()[known].diffusion != "commune":
                self._refuse(f"{known} n'est pas diffusé par commune : il ne se recoupe pas hors de la base")
        if len(set(facts.values())) != len(facts):
            self._refuse("un élément y est nommé deux fois")
        return dict(facts)

    def _text(self, facts: dict[str, Any], name: str, strip: bool = True) -> str:
        said = facts.get(name, "")
        if not isinstance(said, str):
            self._refuse(f"« {name} » s'écrit entre guillemets")
        return said.strip() if strip else said

    def _number(self, facts: dict[str, Any], name: str, absent: Decimal | None) -> Decimal | None:
        said = facts.get(name)
        if said is None:
            return absent
        if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < 10**12:
            self._refuse(f"« {name} » est un nombre positif")
        return Decimal(str(said))

    def _percent(self, facts: dict[str, Any], name: str, absent: int) -> int:
        said = facts.get(name, absent)
        if isinstance(said, bool) or not isinstance(said, int) or not 50 <= said <= 100:
            self._refuse(f"« {name} » va de 50 à 100")
        return said

    def _only(self, facts: dict[str, Any], known: Collection[str], where: str) -> None:
        for name in facts:
            if name not in known:
                near = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
                advice = f" : vouliez-vous dire « {near[0]} » ?" if near else ""
                self._refuse(f"{where} a un mot inconnu, « {name} »{advice}")

    def _among(self, said: str, known: Collection[str], what: str) -> str:
        if said not in known:
            near = process.extractOne(said, sorted(known), scorer=fuzz.ratio, score_cutoff=60) if said else None
            choices = f"vouliez-vous dire « {near[0]} » ?" if near else f"choisissez parmi {', '.join(sorted(known))}"
            self._refuse(f"{what} : « {said} » n'est pas connu, {choices}")
        return said

    def _refuse(self, why: str) -> NoReturn:
        end = "" if why.endswith("?") else "."
        raise OiseError(f"La correspondance {self._name} est à corriger : {why}{end}")
