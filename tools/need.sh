#!/bin/sh
# Makes sure that the programs the tests use are there: need.sh postgresql|chromium|gettext ...
# As root on Debian it installs what is missing; otherwise one sentence says how.
set -u

present() {
    case $1 in
    postgresql)
        [ -n "${DIALDOWN_TEST_DATABASE:-}" ] && return 0
        for initdb in "$(pg_config --bindir 2>/dev/null)/initdb" /usr/lib/postgresql/*/bin/initdb; do
            [ -x "$initdb" ] || continue
            major=$("$initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
            [ "$major" -ge 14 ] && return 0
        done
        return 1
        ;;
    chromium) command -v "${DIALDOWN_TEST_CHROMIUM:-chromium}" >/dev/null 2>&1 ;;
    gettext) command -v msgfmt >/dev/null 2>&1 && command -v xgettext >/dev/null 2>&1 ;;
    *)
        echo "need.sh: $1 is not one of postgresql, chromium, gettext" >&2
        exit 2
        ;;
    esac
}

explain() {
    case $1 in
    postgresql) echo "The tests need PostgreSQL 14 or newer: install Debian's package postgresql (sudo apt-get install postgresql), or name a database with DIALDOWN_TEST_DATABASE." ;;
    chromium) echo "The tests need Chromium: install Debian's package chromium (sudo apt-get install chromium), or name the program with DIALDOWN_TEST_CHROMIUM." ;;
    gettext) echo "The tests need the GNU gettext programs: install Debian's package gettext (sudo apt-get install gettext)." ;;
    esac >&2
}

missing=""
for name in "$@"; do
    present "$name" || missing="$missing $name"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing from Debian:$missing" >&2
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } </dev/null >&2
fi
for name in $missing; do
    present "$name" || {
        explain "$name"
        exit 1
    }
done
