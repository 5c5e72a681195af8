"""The receipt of a transmission, in the region's ``reponses/``."""

from __future__ import annotations

import json
from pathlib import Path

from landing.answers import TITRES, answers_folder, fault_lines, moment, put_whole, stem
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import unit
from schemas.submission import Verdict

_MEANING = {
    "accepte": "Tout ce que porte la transmission est enregistré, avec les verdicts de la région. "
    "Vous n'avez rien à faire.",
    "accepte_avec_reserves": "La transmission est enregistrée avec les verdicts de la région, sauf les fichiers "
    "rejetés ci-dessous, dont les lignes sont mises de côté.",
    "refuse": "Rien n'est enregistré de cette transmission.",
    "doublon": "Cette transmission a déjà été reçue : cette copie ne change rien. La première réponse reste valable.",
    "illisible": "La transmission n'a pas pu être lue. Refaites-la avec « oise transmettre » et déposez-la de nouveau.",
}


def answer_transmission(home: Home, verdict: Verdict, sequence: int) -> list[Path]:
    """Write the receipt of a transmission, as text and as JSON; written again, it is the same."""
    folder, name = answers_folder(home, verdict.expediteur), stem(verdict, sequence)
    sender = unit(verdict.expediteur)
    lines = [f"OISE, accusé de réception n° {sequence} (transmission)", ""]
    if home.fictive:
        lines += ["DONNÉES FICTIVES : cette transmission et cette réponse ne décrivent rien de réel.", ""]
    lines.append(f"Transmission  {verdict.nom_original}")
    lines.append(f"Région        {sender.nom} ({verdict.expediteur})")
    lines.append(f"Reçue le      {moment(verdict.recu_le)}")
    if verdict.trimestre:
        lines.append(f"Trimestre     {Trimestre.parse(verdict.trimestre).libelle}")
    lines += [f"Empreinte     {verdict.sha256}", "", f"Verdict : {TITRES[verdict.verdict]}", _MEANING[verdict.verdict]]
    if verdict.doublon_de is not None:
        lines.append(f"Il s'agit de l'accusé de réception n° {verdict.doublon_de}.")
    lines += fault_lines(verdict.fautes)
    told = verdict.as_dict()
    facts = {
        "accuse": sequence,
        "transmission": True,
        "donnees_fictives": home.fictive,
        **{key: told[key] for key in ("verdict", "expediteur", "sha256", "nom_original", "recu_le", "trimestre")},
        "doublon_de": verdict.doublon_de,
        "fautes": told["fautes"],
    }
    return [
        put_whole(folder / f"{name}_recu.txt", ("\n".join(lines) + "\n").encode("utf-8-sig")),
        put_whole(folder / f"{name}_recu.json", f"{json.dumps(facts, ensure_ascii=False, indent=2)}\n".encode()),
    ]
