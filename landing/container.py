"""The outside of a dropped file, checked before any parser sees it: what kind of file, and is its zip an honest one.

Runs in the reading child; only the standard library is imported. Sizes are counted while inflating, never believed.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from landing.raw import CSV_CADRE, Format, Limits, ReadingError

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_BLOCK = 1 << 16
_UTF8_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["'](?:utf-8|us-ascii|ascii)["']""", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=", re.IGNORECASE)


def identify(path: Path, limits: Limits) -> None:
    """Refuse, by its first bytes, whatever is no zip. Raises ReadingError."""
    size = path.stat().st_size
    if size == 0:
        raise ReadingError("vide")
    if size > limits.taille:
        raise ReadingError("trop_gros", maximum=f"{limits.taille >> 20} Mo")
    with path.open("rb") as stream:
        start = stream.read(8)
    if start == _OLE:
        encrypted = _ENCRYPTED_STREAM in path.read_bytes()
        raise ReadingError("classeur_chiffre" if encrypted else "format_non_pris_en_charge", format="xls")
    if not start.startswith(_ZIP):
        raise ReadingError("pas_un_classeur")


def inspect(path: Path, limits: Limits, wanted: tuple[str, ...]) -> tuple[Format, dict[str, bytes], tuple[str, ...]]:
    """Inflate every part once, within the limits, and refuse a dishonest or dangerous zip.

    Returns the kind of file, the content of the parts whose name begins with one of ``wanted``, and the codes of
    oddities. Raises ReadingError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
        raise ReadingError("archive_abimee") from error
    kind = _check_directory(infos, limits)
    kept: dict[str, bytes] = {}
    total = 0
    with path.open("rb") as stream:
        for info in infos:
            if info.is_dir():
                continue
            keep = kind == "csv" or info.filename.startswith(wanted)
            xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
            content, tail, first = bytearray(), b"", b""
            for block in inflate(stream, info):
                total += len(block)
                if total > limits.gonfle:
                    raise ReadingError("archive_trop_grande", maximum=f"{limits.gonfle >> 20} Mo")
                if not first:
                    first = block[:200]
                    _check_start(first, xml)
                if xml:
                    _check_markup(tail + block)
                    tail = block[-10:]
                if keep:
                    content += block
            if keep:
                kept[info.filename] = bytes(content)
    oddities = ("liens_externes",) if any(info.filename.startswith("xl/externalLinks/") for info in infos) else ()
    return kind, kept, oddities


def _check_directory(infos: list[zipfile.ZipInfo], limits: Limits) -> Format:
    if len(infos) > limits.parties:
        raise ReadingError("archive_trop_de_parties", maximum=str(limits.parties))
    names = [info.orig_filename for info in infos]
    folded = [name.casefold() for name in names]
    if len(set(folded)) != len(folded):
        raise ReadingError("archive_parties_doubles")
    for name in names:
        if "\0" in name or "\\" in name or name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise ReadingError("archive_chemin_interdit")
    if any(info.flag_bits & 0x1 for info in infos):
        raise ReadingError("classeur_chiffre")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise ReadingError("archive_abimee")
    known = set(folded)
    if any(name.endswith("vbaproject.bin") or "/activex/" in name for name in folded):
        raise ReadingError("macros")
    if "xl/workbook.xml" in known:
        return "xlsx"
    if "xl/workbook.bin" in known:
        raise ReadingError("format_non_pris_en_charge", format="xlsb")
    if "mimetype" in known:
        raise ReadingError("format_non_pris_en_charge", format="ods")
    if f"{CSV_CADRE}.csv" in known:
        return "csv"
    raise ReadingError("pas_un_classeur")


def inflate(stream: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, by blocks; they must be what the directory says, to the byte."""
    stream.seek(info.header_offset)
    header = stream.read(_LOCAL_HEADER.size)
    if len(header) != _LOCAL_HEADER.size or header[:4] != _ZIP:
        raise ReadingError("archive_abimee")
    _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    stream.seek(name_length + extra_length, 1)
    stored = info.compress_type == zipfile.ZIP_STORED
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    left, size, crc = info.compress_size, 0, 0
    pending = b""
    while left or pending:
        if not pending:
            pending = stream.read(min(left, _BLOCK))
            left -= len(pending)
            if not pending:
                raise ReadingError("archive_abimee")
        try:
            block = pending if stored else inflater.decompress(pending, _BLOCK)
        except zlib.error as error:
            raise ReadingError("archive_abimee") from error
        pending = b"" if stored else inflater.unconsumed_tail
        size += len(block)
        crc = zlib.crc32(block, crc)
        if block:
            yield block
        if not stored and inflater.eof:
            break
    if not stored and not inflater.eof:
        rest = inflater.flush()
        size, crc = size + len(rest), zlib.crc32(rest, crc)
        if rest:
            yield rest
    if (size, crc) != (info.file_size, info.CRC):
        raise ReadingError("archive_abimee")


def _check_start(first: bytes, xml: bool) -> None:
    if first.startswith((_ZIP, _OLE)):
        raise ReadingError("archive_imbriquee")
    if xml:
        text = first.removeprefix(b"\xef\xbb\xbf")
        if b"\0" in text or (_DECLARED.match(text) and not _UTF8_DECLARED.match(text)):
            raise ReadingError("xml_interdit")


def _check_markup(block: bytes) -> None:
    if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
        raise ReadingError("xml_interdit")
