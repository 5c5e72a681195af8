#!/bin/sh
# Installs the Debian packages named as arguments when they are missing and we may (root); otherwise says what to ask for.
# Each argument is COMMAND=PACKAGE; a COMMAND starting with "py:" is a Python module of the system's python3.
set -eu
manquants=""
for couple in "$@"; do
    commande=${couple%%=*}
    paquet=${couple#*=}
    case "$commande" in
        py:*) "${PYTHON:-python3}" -c "import ${commande#py:}" 2>/dev/null || manquants="$manquants $paquet" ;;
        *) command -v "$commande" >/dev/null 2>&1 || manquants="$manquants $paquet" ;;
    esac
done
[ -n "$manquants" ] || exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installation des paquets Debian :$manquants"
    apt-get update -q >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $manquants >/dev/null
else
    echo "Il manque sur cette machine :$manquants ; demandez à un administrateur « apt-get install$manquants »." >&2
    exit 1
fi
