#!/bin/sh
# SPDX-License-Identifier: MIT
# make demo: checks a program with a bug and shows what heddle says.
set -eu
heddle=$1
program=models/mutex_order_abba.c

bold="" plain=""
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] && bold=$(printf "\033[1m") plain=$(printf "\033[0m")

echo "$bold\$ $heddle check $program$plain"
status=0
"$heddle" check "$program" || status=$?
if [ "$status" != 1 ]; then
    echo "demo: heddle was expected to find a bug (exit status 1) but ended with $status" >&2
    exit 1
fi
echo
echo "${bold}That is a bug in $program, found and replayable.  Next:$plain"
next() { printf '  %-46s %s\n' "$1" "$2"; }
next "$heddle list" 'the models that come with heddle'
next "$heddle check your-program.c" 'your own program, as it is'
next "$heddle explain deadlock" 'what this kind of bug is'
next 'docs/README.md' 'where to read on'
