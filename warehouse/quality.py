"""The quality suite of a consolidated quarter (Great Expectations), run before publication and never after.

Runs by itself as ``python -m warehouse.quality HOME TRIMESTRE…``, printing its reports as JSON, so that its import,
which takes seconds, and its work go on beside others; it exits 0 when nothing blocks, 1 when something does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from warehouse.expectations import Check, checks, frames
from warehouse.lake import open_lake

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext


class QualityRefusal(OiseError):  # noqa: N818 - a refusal, not an error of the program
    """The suite forbids to publish; receipts and merges stand."""


@dataclass(frozen=True)
class CheckResult:
    """What a check found: ``inattendus`` wrong rows of ``lignes``, some ``exemples``, or the ``erreur`` it died of."""

    code: str
    phrase: str
    tableau: str
    bloquant: bool
    reussi: bool
    lignes: int
    inattendus: int
    exemples: tuple[str, ...] = ()
    erreur: str = ""


@dataclass(frozen=True)
class QualityReport:
    """The suite's results for a quarter; ``ok`` when no blocking check failed."""

    trimestre: str
    ok: bool
    resultats: tuple[CheckResult, ...]

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready copy."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> QualityReport:
        """The report that ``as_dict`` wrote."""
        results = tuple(CheckResult(**{**one, "exemples": tuple(one["exemples"])}) for one in raw["resultats"])
        return cls(raw["trimestre"], raw["ok"], results)


def check_quarter(home: Home, trimestre: Trimestre | str) -> QualityReport:
    """Run the suite on what the lake holds of a quarter; raises OiseError when the lake can't be opened."""
    quarter = Trimestre.parse(trimestre) if isinstance(trimestre, str) else trimestre
    with open_lake(home, read_only=True) as lake:
        rolled_up = frames(lake, quarter)
    results = run_checks(rolled_up, checks(quarter))
    return QualityReport(str(quarter), all(one.reussi or not one.bloquant for one in results), tuple(results))


def run_checks(rolled_up: dict[str, pd.DataFrame], suite: Sequence[Check]) -> list[CheckResult]:
    """Run checks on their frames; a check that dies has failed, and so has one whose frame is missing."""
    context = _context()
    results: list[CheckResult] = []
    for name in dict.fromkeys(one.tableau for one in suite):
        wanted = [one for one in suite if one.tableau == name]
        if rolled_up[name].empty:
            # Of no row nothing can be wrong: no need of the engine, whose cost is by check and not by row.
            results += [_made(one, True, 0, 0) for one in wanted]
        else:
            results += _run_on(context, name, rolled_up[name], wanted)
    return results


def _context() -> EphemeralDataContext:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    return context


def _run_on(
    context: EphemeralDataContext, name: str, frame: pd.DataFrame, wanted: Sequence[Check]
) -> list[CheckResult]:
    import great_expectations as gx

    source = context.data_sources.add_pandas(name)
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
    expectations = [getattr(gx.expectations, one.attente)(**one.arguments, meta={"code": one.code}) for one in wanted]
    suite = gx.ExpectationSuite(name=name, expectations=expectations)
    outcome = batch.get_batch({"dataframe": frame}).validate(suite, result_format="SUMMARY")
    found = {(one.expectation_config.meta or {})["code"]: one for one in outcome.results if one.expectation_config}
    return [_result(one, found.get(one.code), len(frame)) for one in wanted]


def _result(check: Check, found: Any, rows: int) -> CheckResult:
    if found is None:
        return _made(check, False, rows, 0, erreur="le contrôle n'a rien rendu")
    error = _exception(found.exception_info)
    if error:
        return _made(check, False, rows, 0, erreur=error)
    facts = found.result or {}
    examples = tuple(str(one) for one in facts.get("partial_unexpected_list", [])[:5])
    return _made(check, bool(found.success), rows, int(facts.get("unexpected_count") or 0), examples)


def _made(
    check: Check, reussi: bool, lignes: int, inattendus: int, exemples: tuple[str, ...] = (), erreur: str = ""
) -> CheckResult:
    return CheckResult(
        check.code, check.phrase, check.tableau, check.bloquant, reussi, lignes, inattendus, exemples, erreur
    )


def _exception(info: Any) -> str:
    """The message of a check that raised, "" otherwise; one exception, or several by metric."""
    if not isinstance(info, dict):
        return ""
    if "raised_exception" in info:
        return str(info.get("exception_message") or "exception") if info["raised_exception"] else ""
    return next((message for one in info.values() if (message := _exception(one))), "")


class QualityWatch:
    """The suite of some quarters running in a process of its own while the block does something else.

    Started on entry, stopped on exit if still running; ``conclude`` waits for it. ``dossier``: where the reports are
    kept, as ``qualite/<quarter>.json``.
    """

    def __init__(self, home: Home, trimestres: Sequence[Trimestre], dossier: Path | None = None) -> None:
        self._home, self._trimestres, self._dossier = home, tuple(trimestres), dossier
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> QualityWatch:
        if self._trimestres:
            quarters = [str(one) for one in self._trimestres]
            self._process = subprocess.Popen(
                [sys.executable, "-m", "warehouse.quality", str(self._home.root), *quarters],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"},
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def conclude(self) -> tuple[QualityReport, ...]:
        """Wait for the reports and keep them; raises QualityRefusal when one forbids to publish, or when none comes."""
        if self._process is None:
            return ()
        output, errors = self._process.communicate()
        try:
            reports = tuple(QualityReport.from_dict(one) for one in json.loads(output))
        except (ValueError, KeyError, TypeError) as error:
            last = (errors.strip().splitlines() or [f"code {self._process.returncode}"])[-1]
            raise QualityRefusal(
                f"Le contrôle de qualité n'a pas abouti ({last}) : rien n'est publié, prévenez votre technicien."
            ) from error
        for report in reports:
            if self._dossier is not None:
                keep_report(report, self._dossier / "qualite")
        refused = [report for report in reports if not report.ok]
        if refused:
            raise QualityRefusal(" ".join(_refusal(report) for report in refused))
        return reports


def keep_report(report: QualityReport, folder: Path) -> Path:
    """Write a report as JSON under a folder, for a page to show; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{report.trimestre}.json"
    path.write_text(json.dumps(report.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _refusal(report: QualityReport) -> str:
    failed = [one for one in report.resultats if one.bloquant and not one.reussi]
    shown = " ; ".join(f"{one.phrase.rstrip('.')} ({one.erreur or f'{one.inattendus} écarts'})" for one in failed[:3])
    more = f" ; et {len(failed) - 3} autres" if len(failed) > 3 else ""
    return (
        f"La qualité de {Trimestre.parse(report.trimestre).libelle} ne permet pas de publier, "
        f"ces contrôles ont échoué : {shown}{more}. Corrigez les fichiers en cause puis relancez « oise trimestre »."
    )


def main(arguments: Sequence[str]) -> int:
    """Check quarters of a home and print their reports; the process's exit code."""
    home, quarters = Home(Path(arguments[0])).checked(), [Trimestre.parse(one) for one in arguments[1:]]
    reports = [check_quarter(home, quarter) for quarter in quarters]
    sys.stdout.write(json.dumps([report.as_dict() for report in reports], ensure_ascii=False) + "\n")
    return 0 if all(report.ok for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
