"""What an installation decides over the registry: acts of type ``registre``, and the file drawn from them.

``reference/decisions.json`` is a copy of the journal for rooms that don't read it: it is made again after each act,
before each run and by a rebuild, so that losing or altering it changes nothing.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

from registry import amendments
from registry.amendments import SETTINGS, Amendments, Decision, Nature, checked_setting
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import unit, units
from warehouse.acts import Facts, acts, record_act
from warehouse.decisions import Act, ActType, act_of
from warehouse.journal import entries
from warehouse.locking import writer_lock

TYPE: ActType = "registre"
_LAST_DAY = 180
_LONGEST_NAME = 80
_LONGEST_REASON = 300
_LABELS: Mapping[str, str] = {"attendu": "est attendu", "facultatif": "peut envoyer un fichier, sans être attendu"}


def refresh(home: Home, from_journal: bool = False) -> Amendments:
    """Bring ``reference/decisions.json`` to what the journal says, and make it ambient; what is now in force.

    ``from_journal``: read every act there, and trust nothing that the lake took in.
    """
    with writer_lock(home, "mise à jour des décisions", attente_s=30):
        every = (act for entry in entries(home) if (act := act_of(entry)) is not None) if from_journal else acts(home)
        decided = standing(every)
        wanted, path = amendments.file_content(decided), home.reference / amendments.FILE
        if not path.is_file() or path.read_bytes() != wanted:
            home.reference.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            with draft.open("wb") as stream:
                stream.write(wanted)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
    found = amendments.amendments(decided)
    amendments.use(found)
    return found


def standing(known: Iterable[Act]) -> tuple[Decision, ...]:
    """The decisions that stand, in order: the last about each thing, unless it was called off.

    Every name is kept, even one decided again for the same day: files that bear it may be in the archive.
    """
    found: dict[tuple[str, int], Decision] = {}
    for act in known:
        if act.type != TYPE:
            continue
        of_a_name = act.corps["nature"] == "nom"
        key = (act.objet, act.sequence if of_a_name else 0)
        if act.corps.get("annule"):
            found.pop(key, None)
        else:
            found[key] = Decision.from_dict(
                {
                    "sequence": act.sequence,
                    "le": act.le,
                    **{name: act.corps[name] for name in ("nature", "cible", "depuis", "jusqu_a", "valeurs")},
                }
            )
    return tuple(sorted(found.values(), key=lambda one: one.sequence))


def decide(
    home: Home,
    nature: Nature,
    cible: str,
    depuis: str,
    jusqu_a: str,
    valeurs: Mapping[str, str],
    par: str,
    le: str = "",
) -> dict[str, Any]:
    """Decide over the registry (see ``registry.amendments.Decision``); what was recorded, and a sentence.

    Raises OiseError when the decision is not one, or was made already.
    """
    corps = {"nature": nature, "cible": cible, "depuis": depuis, "jusqu_a": jusqu_a, "valeurs": dict(valeurs)}
    return _recorded(home, corps, par, le)


def check_decided(corps: Facts) -> None:
    """Raises OiseError, KeyError, TypeError or ValueError for a decision that this version couldn't have recorded.

    Of one called off, only what it was about is looked at.
    """
    nature, values = corps["nature"], corps["valeurs"] if not corps.get("annule") else {}
    if nature not in _CHECKS or not isinstance(corps["objet"], str):
        raise ValueError("cette version d'OISE ne connaît pas cette sorte de décision")
    if corps.get("annule"):
        return
    check = partial(_name, again=True) if nature == "nom" else _CHECKS[nature]
    *said, about = check(corps["cible"], corps["depuis"], corps["jusqu_a"], values)
    if said != [corps["cible"], corps["depuis"], corps["jusqu_a"], values] or about != corps["objet"]:
        raise ValueError("elle n'est pas écrite comme OISE l'écrit")


def call_off(home: Home, number: int, par: str, le: str = "") -> dict[str, Any]:
    """Call off a standing decision by its number: the registry's own rule, or nothing, holds again.

    Raises OiseError for a number that is no standing decision, and for a name, which is changed by another name.
    """
    return _recorded(home, {"annule": number}, par, le)


def told(one: Decision) -> str:
    """A decision in one French sentence."""
    span = _span(one) if one.nature in ("devoir", "exemption", "echeance") else ""
    if one.nature == "devoir":
        return f"{_shown(one.cible)} {_LABELS[one['obligation']]} {span}."
    if one.nature == "exemption":
        return f"{_shown(one.cible)} est exempté {span} : {one['motif']} ({one['decision']})."
    if one.nature == "echeance":
        days = f"dépôt {one['depot']}, validation {one['validation']}, publication {one['publication']}"
        return f"Les échéances {span} sont, en jours après la fin du trimestre : {days}."
    if one.nature == "nom":
        day = "/".join(reversed(one.depuis.split("-")))
        division = f" de la division de {one['division']}" if one["division"] != "1999" else ""
        return f"L'unité {one.cible}{division} s'appelle {one['nom']} depuis le {day} ({one['source']})."
    return f"Le réglage {one.cible} vaut {one['valeur']}. {SETTINGS[one.cible].libelle}"


def decided_rows(reference: Amendments) -> list[tuple[Any, ...]]:
    """The rows of the published table ``decisions_registre``: all that was decided, not who decided it."""
    return [
        (one.sequence, one.le[:10], one.nature, one.cible or None, one.depuis or None, one.jusqu_a or None, told(one))
        for one in reference.decisions
    ]


def _recorded(home: Home, corps: Facts, par: str, le: str) -> dict[str, Any]:
    with writer_lock(home, "inscription d'une décision", attente_s=30):
        refresh(home)
        entry = record_act(home, TYPE, corps, par, le, check=_check)
        decided = refresh(home).decisions
    if entry.corps.get("annule"):
        phrase = f"La décision n° {entry.corps['annule']} ne vaut plus."
    else:
        phrase = told(next(one for one in decided if one.sequence == entry.sequence))
    return {
        "sequence": entry.sequence,
        "type": entry.type,
        **entry.corps,
        "par": entry.par,
        "phrase": f"{phrase} « oise trimestre » en tiendra compte dans la prochaine édition.",
    }


def _check(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    decided = standing(known)
    if "annule" in corps:
        return _called_off(int(corps["annule"]), decided, known)
    nature = corps["nature"]
    cible, depuis, jusqu_a, values, about = _CHECKS[nature](
        str(corps["cible"]), str(corps["depuis"]), str(corps["jusqu_a"]), corps["valeurs"]
    )
    made = {
        # Of a name or a setting every quarter shows the effect; a rule reaches no quarter before its own.
        "objet": about,
        "trimestre": depuis if nature in ("devoir", "exemption", "echeance") else "",
        "nature": nature,
        "cible": cible,
        "depuis": depuis,
        "jusqu_a": jusqu_a,
        "valeurs": values,
    }
    about_it = [one for one in decided if (one.nature, one.cible) == (nature, cible)]
    # Of duties that overlap the last one decided is the rule: an earlier one may be decided again over it.
    about_it = about_it if nature == "echeance" else about_it[-1:]
    same = [one for one in about_it if (one.depuis, one.jusqu_a, dict(one.valeurs)) == (depuis, jusqu_a, values)]
    if same:
        first = next(act for act in known if act.sequence == same[-1].sequence)
        raise OiseError(
            f"C'est déjà décidé (n° {first.sequence}), par « {first.par} » le {first.jour} : il n'y a rien à changer."
        )
    return made


def _called_off(number: int, decided: Sequence[Decision], known: Sequence[Act]) -> Facts:
    found = next((one for one in decided if one.sequence == number), None)
    if found is None:
        raise OiseError(f"Le n° {number} n'est pas une décision en cours : prenez-le dans « oise registre ».")
    if found.nature == "nom":
        raise OiseError(
            "Un nom ne s'annule pas, car des fichiers ont pu le porter : redonnez l'ancien avec « oise registre nom »."
        )
    act = next(act for act in known if act.sequence == number)
    kept = ("objet", "trimestre", "nature", "cible", "depuis", "jusqu_a")
    return {**{name: act.corps[name] for name in kept}, "annule": number}


_Checked = tuple[str, str, str, dict[str, str], str]


def _duty(cible: str, depuis: str, jusqu_a: str, valeurs: Facts) -> _Checked:
    code, span = _sender(cible), _quarters(depuis, jusqu_a)
    obligation = str(valeurs["obligation"]).strip().lower()
    if obligation not in _LABELS:
        raise OiseError(f"L'obligation « {obligation} » n'existe pas : écrivez attendu ou facultatif.")
    return code, *span, {"obligation": obligation}, f"devoir/{code}/{span[0]}"


def _exemption(cible: str, depuis: str, jusqu_a: str, valeurs: Facts) -> _Checked:
    code, span = _sender(cible), _quarters(depuis, jusqu_a)
    why = {"motif": _said(valeurs["motif"], "motif"), "decision": _said(valeurs["decision"], "decision")}
    return code, *span, why, f"exemption/{code}/{span[0]}"


def _deadlines(cible: str, depuis: str, jusqu_a: str, valeurs: Facts) -> _Checked:
    span = _quarters(depuis, jusqu_a)
    days = {name: int(valeurs[name]) for name in ("depot", "validation", "publication")}
    if not 1 <= days["depot"] <= days["validation"] <= days["publication"] <= _LAST_DAY:
        raise OiseError(
            "Les échéances ne se suivent pas : donnez le dépôt, puis la validation, puis la publication, "
            f"en jours après la fin du trimestre (de 1 à {_LAST_DAY})."
        )
    return "", *span, {name: str(count) for name, count in days.items()}, f"echeance/{span[0]}"


def _name(cible: str, depuis: str, jusqu_a: str, valeurs: Facts, again: bool = False) -> _Checked:
    """``again``: a name that the unit bears already is taken too."""
    division = str(valeurs.get("division") or "1999")
    code, name = unit(cible.strip().upper(), division).code, _place_name(str(valeurs["nom"]))
    if not again and units(division)[code].nom == name:
        raise OiseError(f"L'unité {code} s'appelle déjà {name} : il n'y a rien à changer.")
    said = {"nom": name, "division": division, "source": _said(valeurs["source"], "source")}
    return code, depuis, "", said, f"nom/{division}/{code}"


def _setting(cible: str, depuis: str, jusqu_a: str, valeurs: Facts) -> _Checked:
    name, value = checked_setting(cible, str(valeurs["valeur"]))
    return name, "", "", {"valeur": value}, f"reglage/{name}"


_CHECKS = {"devoir": _duty, "exemption": _exemption, "echeance": _deadlines, "nom": _name, "reglage": _setting}


def _sender(code: str) -> str:
    found = unit(code.strip().upper())
    if found.niveau == "commune":
        raise OiseError(f"{found.nom} ({found.code}) est une commune : donnez le code de son cercle, {found.parent}.")
    return found.code


def _quarters(depuis: str, jusqu_a: str) -> tuple[str, str]:
    first = Trimestre.parse(depuis)
    last = Trimestre.parse(jusqu_a) if jusqu_a.strip() else None
    if last is not None and last < first:
        raise OiseError(f"La décision finirait avant de commencer ({first.libelle}, {last.libelle}) : vérifiez-les.")
    return str(first), str(last) if last else ""


def _place_name(text: str) -> str:
    """A name that can stand in a list, a file name and a formula's cell without being taken for anything else."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    plain = all(unicodedata.category(letter)[0] in "LM" or letter.isdigit() or letter in " -'’." for letter in name)
    if not name or not plain or not name[0].isalpha() or len(name) > _LONGEST_NAME:
        raise OiseError(
            f"« {text.strip()[:40]} » ne peut pas être un nom d'unité : écrivez des lettres, avec des espaces, "
            f"des traits d'union ou des apostrophes ({_LONGEST_NAME} signes au plus)."
        )
    return name


def _said(text: object, what: Literal["motif", "decision", "source"]) -> str:
    said = " ".join(str(text).split())
    if not said:
        lacking = {"motif": "son motif", "decision": "la décision officielle", "source": "sa source"}[what]
        raise OiseError(f"Il manque {lacking} : dites-le en quelques mots avec --{what}.")
    return said[:_LONGEST_REASON]


def _shown(code: str) -> str:
    return f"{unit(code).nom} ({code})"


def _span(one: Decision) -> str:
    first = Trimestre.parse(one.depuis).libelle
    return f"de {first} à {Trimestre.parse(one.jusqu_a).libelle}" if one.jusqu_a else f"à partir de {first}"
