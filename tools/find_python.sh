#!/bin/sh
# Prints a Python >= 3.11 that can make virtual environments; says in one sentence what is missing otherwise.
# PYTHON=/path/to/python names one. As root on Debian the missing package python3-venv is installed.
set -u

usable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

found=""
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    if usable "$candidate"; then
        found=$candidate
        break
    fi
done
if [ -z "$found" ]; then
    echo "Dialdown needs Python 3.11 or newer, and none was found: install one and run again (or name it: make PYTHON=/path/to/python3)." >&2
    exit 1
fi

makes_environments() {
    "$found" -c 'import ensurepip, venv' >/dev/null 2>&1
}

if ! makes_environments && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv; } >&2 </dev/null
fi
if ! makes_environments; then
    echo "This Python ($found) cannot make virtual environments: install Debian's package python3-venv (sudo apt-get install python3-venv) and run again." >&2
    exit 1
fi
echo "$found"
