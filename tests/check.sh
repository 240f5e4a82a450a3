#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh MODE[:quick]...: runs the test runner of each build and adds up what they say.
# The last line is "N passed, N failed", alone.
set -u
cd "$(dirname "$0")/.." || exit 1

passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for mode in "$@"; do
    quick=
    case $mode in *:quick) quick=--quick mode=${mode%:quick} ;; esac
    # shellcheck disable=SC2086 # empty or one option
    "build/$mode/heddle-tests" $quick >"$log" 2>&1
    last=$(tail -n 1 "$log")
    case $last in
    [0-9]*' passed, '[0-9]*' failed')
        sed '$d' "$log"
        printf '%-8s %s\n' "$mode" "$last${quick:+ (the quick suites)}"
        p=${last%% *} f=${last#*, }
        passed=$((passed + p)) failed=$((failed + ${f%% *}))
        ;;
    *)
        cat "$log"
        printf '%-8s the test runner did not finish\n' "$mode"
        failed=$((failed + 1))
        ;;
    esac
done
if [ "$failed" = 0 ] && [ "$passed" != 0 ]; then
    echo 'Next: build/release/heddle check your-program.c; docs/README.md says where to read on'
else
    echo 'Next: build/<mode>/heddle-tests SUITE runs one suite again (--list names them)'
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
