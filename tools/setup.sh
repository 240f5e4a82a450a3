#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what heddle's build needs and this machine lacks.  Called by `make setup`.
#
# Each library is looked for by compiling and linking a line that uses it, so any way of having it
# counts.  What is missing comes from apt (Debian, Ubuntu); elsewhere its name is printed.
set -eu
export LC_ALL=C

cc=${CC:-cc}
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT

# works CODE [LIBRARY...]: does a program with this code compile and link?
works() {
    printf '%b\n' "$1" >"$probe/probe.c"
    shift
    # shellcheck disable=SC2086 # CC may be a command with options
    $cc -o "$probe/probe" "$probe/probe.c" "$@" >"$probe/log" 2>&1
}

missing=
# need PACKAGE WHY CODE [LIBRARY...]
need() {
    package=$1 why=$2
    shift 2
    works "$@" && return 0
    missing="$missing $package"
    printf '  %-16s %s\n' "$package" "$why" >>"$probe/reasons"
}

if ! command -v "${cc%% *}" >/dev/null 2>&1; then
    missing=' gcc'
    printf '  %-16s %s\n' gcc 'the C compiler' >"$probe/reasons"
fi
need libc6-dev 'the C library: headers' \
    '#include <pthread.h>\n#include <stdio.h>\nint main(void) { return puts("") < 0; }' -lpthread
need libcjson-dev 'cJSON: reads and writes traces' \
    '#include <cjson/cJSON.h>\nint main(void) { return cJSON_CreateNull() == 0; }' -lcjson
need libdw-dev 'elfutils: names and source lines from debugging information' \
    '#include <elfutils/libdw.h>\nint main(void) { return dwarf_begin(0, DWARF_C_READ) != 0; }' -ldw
need libelf-dev 'elfutils: object files' \
    '#include <libelf.h>\nint main(void) { return elf_version(EV_CURRENT) == 0; }' -lelf
need libxxhash-dev 'xxHash: identities of programs' \
    '#define XXH_INLINE_ALL\n#include <xxhash.h>\nint main(void) { return XXH3_64bits("", 0) == 0; }'
need libcunit1-dev 'CUnit: the tests' \
    '#include <CUnit/CUnit.h>\nint main(void) { return CU_initialize_registry(); }' -lcunit

# Only pictures need it (heddle automaton --svg): without it everything builds and passes.
pictures=
command -v dot >/dev/null 2>&1 || pictures=graphviz

[ -n "$missing$pictures" ] || exit 0

no_pictures() {
    echo "setup: graphviz is not installed; only heddle automaton --svg needs it"
    exit 0
}

if ! command -v apt-get >/dev/null 2>&1; then
    [ -n "$missing" ] || no_pictures
    {
        echo "setup: heddle needs libraries that are not installed (names as in Debian):"
        cat "$probe/reasons"
        echo "setup: there is no apt-get here; install them with this system's package manager,"
        echo "setup: then run the same command again"
    } >&2
    exit 1
fi

as_root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        [ -n "$missing" ] || no_pictures
        {
            echo "setup: these packages are missing:"
            cat "$probe/reasons"
            echo "setup: there is no sudo here; as root, run: apt-get install$missing"
        } >&2
        exit 1
    fi
    as_root=sudo
fi

[ -z "$pictures" ] || printf '  %-16s %s\n' graphviz 'Graphviz: pictures of automata' >>"$probe/reasons"
echo "setup: installing with ${as_root:+$as_root }apt-get:"
cat "$probe/reasons"
install_packages() {
    # shellcheck disable=SC2086 # $as_root may be empty
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 \
        install -y --no-install-recommends "$@" </dev/null >"$probe/log" 2>&1
}
# Perhaps the list of packages is old or empty.
install_somehow() {
    # shellcheck disable=SC2086
    install_packages "$@" ||
        { $as_root apt-get -q update </dev/null >"$probe/log" 2>&1 && install_packages "$@"; }
}
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 # a list
    if ! install_somehow $missing; then
        cat "$probe/log" >&2
        echo "setup: apt-get failed (see above); install these packages by hand:$missing" >&2
        exit 1
    fi
fi
[ -z "$pictures" ] || install_somehow "$pictures" || no_pictures
