"""What a sender gets in ``reponses/`` when one of its accepted files is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from landing.answers import answers_folder, moment, put_whole, stem
from registry.calendar import deadlines
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import unit
from registry.writing import french_number
from schemas.submission import Verdict


def write_withdrawal(
    home: Home,
    verdict: Verdict,
    depot: int,
    sequence: int,
    par: str,
    le: str,
    motif: str,
    restants: Sequence[Verdict],
    delaisses: Sequence[Verdict],
) -> Path:
    """Write the receipt of a withdrawal; doing it again writes the same file.

    ``depot``: the number of the receipt of the file; ``sequence``, ``par``, ``le`` (ISO 8601), ``motif``: of the act;
    ``restants``: the files that count from now on; ``delaisses``: those that no longer do, for they stood on it.
    """
    assert verdict.trimestre is not None
    sender, quarter = unit(verdict.expediteur), Trimestre.parse(verdict.trimestre)
    lines = [f"OISE, retrait n° {sequence}", ""]
    if home.fictive:
        lines += ["DONNÉES FICTIVES : ce fichier et cette réponse ne décrivent rien de réel.", ""]
    lines += [
        f"Fichier       {verdict.nom_original}",
        f"Expéditeur    {sender.nom} ({verdict.expediteur})",
        f"Accusé        n° {depot}, reçu le {moment(verdict.recu_le)}",
        f"Trimestre     {quarter.libelle}, version {verdict.version}",
        f"Empreinte     {verdict.sha256}",
        f"Retiré le     {moment(le)}",
        f"Par           {par}",
        f"Motif         {motif}",
        "",
        f"Ce fichier ne compte plus : ses {_rows(verdict)} sont retirées à la prochaine consolidation. "
        "L'original et son verdict restent dans l'archive.",
        "Une ligne de registre (partenariat, convention…) que lui seul apportait n'existe plus ; si un autre trimestre "
        "l'emploie, renvoyez-la.",
    ]
    if delaisses:
        lines.append(
            f"Ne comptent plus non plus, car ils le complétaient : {_named(delaisses)}. Renvoyez-les au besoin."
        )
    if restants:
        lines.append(f"{quarter.libelle} se compose maintenant de : {_named(restants)}.")
    else:
        lines += [f"Il ne reste aucun fichier de vous pour {quarter.libelle} : déposez le bon.", *_deadline(quarter)]
    lines.append("Le même fichier, déposé de nouveau, serait reçu comme un nouveau dépôt.")
    name = f"{stem(verdict, sequence)}_retrait.txt"
    return put_whole(answers_folder(home, verdict.expediteur) / name, ("\n".join(lines) + "\n").encode("utf-8-sig"))


def _rows(verdict: Verdict) -> str:
    return f"{french_number(sum(count.soumises for count in verdict.lignes.values()))} lignes"


def _named(files: Sequence[Verdict]) -> str:
    return " ; ".join(f"« {one.nom_original} » (version {one.version})" for one in files)


def _deadline(quarter: Trimestre) -> list[str]:
    try:
        return [f"Date limite de dépôt pour ce trimestre : {deadlines(quarter).depot:%d/%m/%Y}."]
    except OiseError:
        return []
