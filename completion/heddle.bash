# SPDX-License-Identifier: MIT
# Completion of heddle for bash.  tests/test_cli.c checks that every option is here.

_heddle_models() {
    heddle list 2>/dev/null | sed -n '/^Models/,/^$/s/^  \([a-z0-9_]*\)  .*/\1/p'
}

_heddle() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
    local command=${COMP_WORDS[1]}
    local program="--property --nondet --race --leak --steps --timeouts --spurious --rwlock --wake --main-exit --stdin
        --watchdog --include --define --cflags --library --cc --allow-asm --quiet --color --help"
    COMPREPLY=()

    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W \
            'check run replay matrix automaton list explain version help --help' -- "$cur")
        return
    fi
    case $prev in
    --engine) mapfile -t COMPREPLY < <(compgen -W 'auto sample states dpor brute' -- "$cur"); return ;;
    --strategy) mapfile -t COMPREPLY < <(compgen -W 'random pct pos surw preemption delay portfolio round-robin' -- "$cur"); return ;;
    --memory) mapfile -t COMPREPLY < <(compgen -W 'sc tso pso' -- "$cur"); return ;;
    --race | --leak) mapfile -t COMPREPLY < <(compgen -W 'error warn off' -- "$cur"); return ;;
    --property) mapfile -t COMPREPLY < <(compgen -W 'all unreach-call' -- "$cur"); return ;;
    --rwlock) mapfile -t COMPREPLY < <(compgen -W 'any readers writers' -- "$cur"); return ;;
    --wake) mapfile -t COMPREPLY < <(compgen -W 'longest any' -- "$cur"); return ;;
    --main-exit) mapfile -t COMPREPLY < <(compgen -W 'tasks process' -- "$cur"); return ;;
    --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$cur"); return ;;
    --stdin | --trace | --output | -o) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    -I | --include) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    esac
    if [[ $cur == -* ]]; then
        local options='--help'
        case $command in
        check) options="$program --verbose --engine --strategy --executions --seed --budget --states --memory-limit --compact
            --shortest --reduce --fairness --conditions --outcomes --direct --audit --preemptions --delays
            --depth --memory --buffer --all-bugs --stop-at-first --self-check --trace --json" ;;
        run) options="$program --verbose --strategy --seed --preemptions --delays --depth --memory --buffer --schedule --trace" ;;
        replay) options="$program --verbose --schedule" ;;
        matrix) options="$program --budget --states --memory-limit --memory --buffer --json --tsv" ;;
        automaton) options="$program --budget --states --memory-limit --memory --buffer --output --svg
            --product" ;;
        list) options='--functions --options --help' ;;
        explain) options='--verbose --color --help' ;;
        esac
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
        return
    fi
    case $command in
    check | run | matrix | automaton) mapfile -t COMPREPLY < <(compgen -W "$(_heddle_models)" -- "$cur"
        compgen -f -X '!*.@(c|so)' -- "$cur"; compgen -d -S / -- "$cur") ;;
    replay) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    explain) mapfile -t COMPREPLY < <(compgen -W \
        "$(heddle explain 2>/dev/null | sed -n 's/^  //p')" -- "$cur"; compgen -f -- "$cur") ;;
    help) mapfile -t COMPREPLY < <(compgen -W 'check run replay matrix automaton list explain version' -- "$cur") ;;
    esac
}
complete -o filenames -F _heddle heddle
