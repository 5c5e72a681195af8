"""Recording what people decide: checked against what is known, then one act of the journal, applied by the next merge.

A second identical act is refused, with who made the first and when: nothing would change, and whoever decides must
know that it was decided already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from registry.errors import OiseError
from registry.home import Home
from registry.partners import canonical, partner_id
from registry.territory import NATION, holder, perimeter, unit
from schemas.declaration import Table
from schemas.discovery import all_tables
from warehouse.deciders import signed
from warehouse.decisions import (
    Act,
    ActType,
    Readings,
    act_of,
    agreed,
    content_hash,
    fusions,
    readings,
    recorded_acts,
)
from warehouse.journal import Entry, append, entries
from warehouse.lake import business_columns, exists, open_lake
from warehouse.literals import literal
from warehouse.locking import writer_lock
from warehouse.mart import current_rows
from warehouse.registers import rows_of

EXPERIENCES = "experiences"
Facts = Mapping[str, Any]


def acts(home: Home, until: int | None = None) -> tuple[Act, ...]:
    """Every act in order, those that the lake hasn't taken in yet included, up to a journal sequence when given."""
    known: list[Act] = []
    last = 0
    if exists(home):
        with open_lake(home, read_only=True) as lake:
            known, last = list(recorded_acts(lake)), lake.last_applied()
    known += [act for entry in entries(home, after=last) if (act := act_of(entry)) is not None]
    return tuple(act for act in known if until is None or act.sequence <= until)


Check = Callable[[Home, Facts, Sequence[Act]], Facts]


def record_act(home: Home, type: ActType, corps: Facts, par: str, le: str = "", check: Check | None = None) -> Entry:
    """Check a decision, complete its facts and journal it; ``corps`` as in ``Act``, ``le`` ISO 8601 (now, when empty).

    Of a content, ``corps`` need only name the row (expediteur, id_local); the hash is that of the row as it stands.
    ``check`` refuses or completes an act whose rules are not of this module. A deputy signs as such.
    Raises OiseError when the decision changes nothing, contradicts another, is about nothing known, or is signed by
    nobody who may.
    """
    if type not in get_args(ActType):
        raise ValueError(type)
    when = le or datetime.now(UTC).isoformat(timespec="seconds")
    with writer_lock(home, "inscription d'une décision", attente_s=30):
        known = acts(home)
        who = signed(par, known, datetime.fromisoformat(when).date())
        full = (check or _CHECKS[type])(home, corps, known)
        return append(home, type, full, who, when)


def signature_of(home: Home, par: str, le: str = "") -> str:
    """How whoever acts signs what is no decision of this module (a transmission, an edition): see ``signed``."""
    day = datetime.fromisoformat(le).date() if le else datetime.now(UTC).date()
    return signed(par, acts(home), day)


def merge_partners(home: Home, partenaire: str, retenu: str, par: str, le: str = "") -> dict[str, Any]:
    """Decide that two spellings are one partner, known from now on as ``retenu``; what was recorded, and a sentence."""
    entry = record_act(home, "fusion", {"de": partenaire, "vers": retenu}, par, le)
    return _told(entry, f"{entry.corps['de']} est le même partenaire que {entry.corps['vers']}, qui est retenu.")


def split_partner(home: Home, partenaire: str, par: str, le: str = "") -> dict[str, Any]:
    """Undo a fusion: the spelling is a partner of its own again; what was recorded, and a sentence."""
    entry = record_act(home, "separation", {"de": partenaire}, par, le)
    return _told(entry, f"{entry.corps['de']} redevient un partenaire à part.")


def hand_over(home: Home, identifiant: str, unite: str, par: str, le: str = "") -> dict[str, Any]:
    """Give a partnership of the guide to the collectivity that bears it, and to its filer; ``ML`` takes it back."""
    entry = record_act(home, "attribution", {"id_local": identifiant, "unite_code": unite}, par, le)
    sender, place = entry.corps["expediteur"], entry.corps["unite_code"]
    if place is None:
        return _told(entry, f"{identifiant} revient à la liste du guide, telle qu'elle était.")
    who, filer = unit(place), unit(sender)
    return _told(
        entry,
        f"{identifiant} est confié à {who.nom} ({place}) ; {filer.nom} ({sender}) le trouvera dans son prochain "
        "classeur.",
    )


def decide_experience(home: Home, type: ActType, identifiant: str, par: str, le: str = "") -> dict[str, Any]:
    """Proofread, publish or withdraw an experience as it reads today; what was recorded, and a sentence."""
    rows = _versions(home, all_tables()[EXPERIENCES], identifiant)
    if not rows:
        raise OiseError(
            f"L'expérience {identifiant} est inconnue : prenez son identifiant dans « oise experiences liste », "
            "après « oise trimestre » si elle vient d'être envoyée."
        )
    entry = record_act(home, type, {"expediteur": rows[-1]["expediteur"], "id_local": identifiant}, par, le)
    said = {
        "relecture": "est relue ; un texte changé devra l'être à nouveau.",
        "publication": "sera publiée par la prochaine édition.",
        "retrait": "sera retirée par la prochaine édition ; celles qui sont déjà gardées ne changent pas.",
    }
    return {**_told(entry, f"« {rows[-1]['titre']} » {said[type]}"), "titre": rows[-1]["titre"]}


def experience_states(home: Home) -> list[dict[str, Any]]:
    """Every current experience (all its columns but restricted ones), its ``etat``, and the ``empreinte`` of its text.

    ``etat``: a code of ``etats_experience``, acts not merged yet included.
    """
    table, read = all_tables()[EXPERIENCES], readings(acts(home), EXPERIENCES)
    found = []
    for row in rows_of(home, EXPERIENCES):
        content = content_hash(table, row)
        known = read.get((row["expediteur"], row["id_local"]), Readings())
        found.append({**row, "etat": known.etat(content), "empreinte": content})
    return found


def _told(entry: Entry, phrase: str) -> dict[str, Any]:
    return {"sequence": entry.sequence, "type": entry.type, **entry.corps, "par": entry.par, "phrase": phrase}


def _fusion(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    standing = fusions(known)
    partners = _partner_ids(home) | {one.de for one in standing} | {one.vers for one in standing}
    de, vers = (_partner(str(corps[side]), partners) for side in ("de", "vers"))
    if de == vers:
        raise OiseError(f"{de} est donné deux fois : nommez deux partenaires.")
    former = next((one for one in standing if one.de == de), None)
    if former is not None:
        first = _last(known, "fusion", de)
        raise OiseError(
            f"{de} est déjà réuni à {former.vers}, par « {first.par} » le {first.jour} : "
            "séparez-le d'abord pour en décider autrement."
        )
    if canonical(vers, standing) == de:
        raise OiseError(f"{vers} est déjà réuni à {de} : séparez-le d'abord, ou laissez les choses ainsi.")
    return {"de": de, "vers": vers}


def _separation(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    standing = fusions(known)
    de = _partner(str(corps["de"]), _partner_ids(home) | {one.de for one in standing})
    if de not in {one.de for one in standing}:
        raise OiseError(f"{de} n'est réuni à aucun autre partenaire : il n'y a rien à séparer.")
    return {"de": de}


def _versions(home: Home, table: Table, identifier: str, sender: str = "") -> list[dict[str, Any]]:
    """Every version of a row that the lake holds, cancelled ones too, the first one first."""
    if not exists(home):
        return []
    names = ["expediteur", "trimestre", *(name for name, _ in business_columns(table))]
    own = f"AND expediteur = {literal(sender)}" if sender else ""
    with open_lake(home, read_only=True) as lake:
        found = lake.rows(
            f"SELECT {', '.join(names)} FROM lac.{table.nom} WHERE id_local = {literal(identifier)} {own} "
            "ORDER BY trimestre, sequence"
        )
    return [dict(zip(names, row, strict=True)) for row in found]


def _withdrawal(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    """A withdrawal concerns every quarter that shows some version of the row, and needs no row that still stands: a
    text changed or cancelled since is in the documents of the quarters before."""
    table = all_tables()[corps.get("table", EXPERIENCES)]
    key = (str(corps["expediteur"]), str(corps["id_local"]))
    if not readings(known, table.nom).get(key, Readings()).publiees:
        raise OiseError(f"{key[1]} n'est pas publiée : il n'y a rien à retirer.")
    return {
        "table": table.nom,
        "expediteur": key[0],
        "id_local": key[1],
        "trimestre": _versions(home, table, key[1], key[0])[0]["trimestre"],
        "empreinte": _last(known, "publication", key[1]).corps["empreinte"],
    }


def _content(type: ActType) -> Check:
    def check(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
        table = all_tables()[corps.get("table", EXPERIENCES)]
        key = (str(corps["expediteur"]), str(corps["id_local"]))
        row = next((row for row in rows_of(home, table.nom, expediteur=key[0]) if row["id_local"] == key[1]), None)
        if row is None:
            raise OiseError(f"La ligne {key[1]} de {key[0]} est inconnue ou annulée : vérifiez son identifiant.")
        content = content_hash(table, row)
        if corps.get("empreinte", content) != content:
            raise OiseError(f"{key[1]} a changé depuis que vous l'avez lue : relisez le texte d'aujourd'hui.")
        read = readings(known, table.nom).get(key, Readings())
        _refuse_content(type, key[1], read.etat(content), agreed(table, row), known)
        return {
            "table": table.nom,
            "expediteur": key[0],
            "id_local": key[1],
            "trimestre": row["trimestre"],
            "empreinte": content,
        }

    return check


def _refuse_content(type: ActType, name: str, state: str, consent: bool, known: Sequence[Act]) -> None:
    if type == "relecture" and state != "brouillon":
        first = _last(known, "relecture", name)
        raise OiseError(f"{name} est déjà relue, par « {first.par} » le {first.jour} : son texte n'a pas changé.")
    if type == "publication":
        if state == "publiee":
            first = _last(known, "publication", name)
            raise OiseError(f"{name} est déjà publiée, par « {first.par} » le {first.jour}.")
        if state == "brouillon":
            raise OiseError(f"{name} n'est pas relue telle qu'elle est aujourd'hui : relisez-la d'abord.")
        if not consent:
            raise OiseError(
                f"{name} ne porte pas l'accord de diffusion de ses auteurs : le CCC doit d'abord écrire Oui, "
                "puis la fiche être relue."
            )


def _attribution(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    name, code = str(corps["id_local"]), corps["unite_code"]
    of_guide = {row["id_local"] for row in rows_of(home, "partenariats") if row["guide_ligne"] is not None}
    if name not in of_guide:
        raise OiseError(
            f"{name} n'est pas une ligne du guide : seules celles-là se confient, et leur identifiant se lit dans "
            "« oise partenariats »."
        )
    back = code in (None, NATION)
    sender = NATION if back else (holder(unit(str(code)).code, "cercle") or str(code))
    place = None if back else str(code) if code in perimeter(sender) else sender
    held = [act for act in known if act.type == "attribution" and act.corps["id_local"] == name]
    before = held[-1].corps if held else {"expediteur": NATION, "unite_code": None}
    if (before["expediteur"], before["unite_code"]) == (sender, place):
        if not held:
            raise OiseError(f"{name} n'a été confié à personne : il n'y a rien à reprendre.")
        raise OiseError(f"{name} est déjà à {unit(place or NATION).nom}, par « {held[-1].par} » le {held[-1].jour}.")
    if before["expediteur"] not in (NATION, sender):
        drawn = _filed_on(home, str(before["expediteur"]), name)
        if drawn:
            raise OiseError(
                f"{unit(str(before['expediteur'])).nom} a déjà rempli {', '.join(drawn)} pour {name} : "
                "ces lignes doivent être annulées avant de le confier à un autre."
            )
    return {"id_local": name, "expediteur": sender, "unite_code": place}


def _filed_on(home: Home, sender: str, partnership: str) -> list[str]:
    """The titles of the tables in which a sender filed current rows about a partnership that it holds."""
    found = []
    with open_lake(home, read_only=True) as lake:
        for table in all_tables().values():
            for column in table.colonnes:
                if column.type == "reference" and column.table == "partenariats":
                    source = current_rows(table) if table.nature == "registre" else f"lac.{table.nom}"
                    own = f"expediteur = {literal(sender)} AND {column.nom} = {literal(partnership)}"
                    # What came with the partnership itself goes on with it.
                    own += f" AND id_local NOT LIKE '%-{NATION}-%'"
                    if lake.rows(f"SELECT 1 FROM {source} WHERE {own} LIMIT 1"):
                        found.append(f"« {table.titre} »")
    return found


def _partner_ids(home: Home) -> set[str]:
    return {partner_id(row["partenaire"] or "", row["pays_code"] or "") for row in rows_of(home, "partenariats")}


def _partner(asked: str, known: set[str]) -> str:
    """The known identifier that is asked for, whatever its case."""
    for identifier in known:
        if identifier.casefold() == asked.strip().casefold():
            return identifier
    raise OiseError(f"Aucun partenaire n'a l'identifiant {asked} : prenez-le dans « oise partenariats doublons ».")


def _last(known: Sequence[Act], type: ActType, thing: str) -> Act:
    return [act for act in known if act.type == type and act.objet.rpartition("/")[2] == thing][-1]


_CHECKS: dict[ActType, Check] = {
    "fusion": _fusion,
    "separation": _separation,
    "relecture": _content("relecture"),
    "publication": _content("publication"),
    "retrait": _withdrawal,
    "attribution": _attribution,
}
