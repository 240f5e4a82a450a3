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
echo "  $heddle list                      the models that come with heddle"
echo "  $heddle check your-program.c      your own program, as it is"
echo "  $heddle explain deadlock          what this kind of bug is"
echo "  docs/README.md                           where to read on"
