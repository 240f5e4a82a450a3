# SPDX-License-Identifier: MIT
# Completion of heddle for fish.  tests/test_cli.c checks that every option is here.

set -l commands check run replay matrix automaton list explain version help
complete -c heddle -f -n "not __fish_seen_subcommand_from $commands" -a "$commands"
complete -c heddle -n "__fish_seen_subcommand_from check run matrix automaton" \
    -a "(heddle list 2>/dev/null | sed -n '/^Models/,/^\$/s/^  \([a-z0-9_]*\)  .*/\1/p')"
complete -c heddle -n "__fish_seen_subcommand_from explain" \
    -a "(heddle explain 2>/dev/null | sed -n 's/^  //p')"

set -l check "__fish_seen_subcommand_from check"
set -l sampling "__fish_seen_subcommand_from check run"
set -l traces "__fish_seen_subcommand_from check run replay"
set -l program "__fish_seen_subcommand_from check run replay matrix automaton"
set -l exploring "__fish_seen_subcommand_from check matrix automaton"
set -l automaton "__fish_seen_subcommand_from automaton"
set -l judging "__fish_seen_subcommand_from check matrix"
set -l matrix "__fish_seen_subcommand_from matrix"
set -l replaying "__fish_seen_subcommand_from run replay"

complete -c heddle -n "$check" -l engine -x -a "auto sample states dpor brute" -d 'how executions are covered'
complete -c heddle -n "$exploring" -l states -x -d 'engine states: at most so many'
complete -c heddle -n "$exploring" -l compact -d 'engine states: keep signatures instead of states'
complete -c heddle -n "$exploring" -l memory-limit -x -d 'engine states: at most so much memory'
complete -c heddle -n "$check" -l shortest -d 'search for a trace of fewest steps'
complete -c heddle -n "$check" -l reduce -x -a "all none bisimulation awaits persistent symmetry sleep" -d 'engine states: reductions'
complete -c heddle -n "$check" -l fairness -x -a "off none weak strong" -d 'engine states: endless runs'
complete -c heddle -n "$check" -l conditions -d 'engine states: the report card'
complete -c heddle -n "$check" -l outcomes -x -d 'engine states: list final values'
complete -c heddle -n "$check" -l direct -d 'engines sample and dpor: execute natively every time'
complete -c heddle -n "$check" -l audit -d 'engine states: repeat every native run'
complete -c heddle -n "$sampling" -l strategy -x -a "random pct pos surw preemption delay portfolio round-robin" -d 'who makes the choices'
complete -c heddle -n "$check" -l executions -x -d 'at most so many executions'
complete -c heddle -n "$sampling" -l seed -x -d 'where random numbers start'
complete -c heddle -n "$exploring" -l budget -x -d 'stop after this time, or so many steps'
complete -c heddle -n "$sampling" -l preemptions -x -d 'engine brute, strategy preemption: at most so many'
complete -c heddle -n "$sampling" -l delays -x -d 'engine brute, strategy delay: at most so many'
complete -c heddle -n "$sampling" -l depth -x -d 'strategy pct: bug depth'
complete -c heddle -n "__fish_seen_subcommand_from check run matrix automaton" -l memory -x -a "sc tso pso" -d 'memory model'
complete -c heddle -n "__fish_seen_subcommand_from check run matrix automaton" -l buffer -x -d 'stores of a task that may wait'
complete -c heddle -n "$check" -l all-bugs -d 'report every bug, each once'
complete -c heddle -n "$check" -l stop-at-first -d 'stop at the first error'
complete -c heddle -n "$check" -l self-check -d 'run every execution twice'
complete -c heddle -n "$program" -l race -x -a "error warn off" -d 'what a data race is'
complete -c heddle -n "$program" -l leak -x -a "error warn off" -d 'what memory is that is never freed'
complete -c heddle -n "$program" -l steps -x -d 'cut an execution after so many steps'
complete -c heddle -n "$program" -l timeouts -x -d 'early timeouts per execution'
complete -c heddle -n "$program" -l spurious -x -d 'spurious wakeups per execution'
complete -c heddle -n "$program" -l rwlock -x -a "any readers writers" -d 'whom a read-write lock prefers'
complete -c heddle -n "$program" -l wake -x -a "longest any" -d 'which waiter a signal wakes'
complete -c heddle -n "$program" -l property -x -a "all unreach-call" -d 'what is looked for'
complete -c heddle -n "$program" -l nondet -x -d 'values of __VERIFIER_nondet_int'
complete -c heddle -n "$program" -l main-exit -x -a "tasks process" -d 'when main returns early'
complete -c heddle -n "$program" -l stdin -r -d 'what the program reads'
complete -c heddle -n "$program" -l watchdog -x -d 'longest time without an operation'
complete -c heddle -n "$program" -s I -l include -r -d 'look for headers'
complete -c heddle -n "$program" -s D -l define -x -d 'define a macro'
complete -c heddle -n "$program" -l cflags -x -d 'more flags for the compiler'
complete -c heddle -n "$program" -s l -l library -x -d 'link with a library'
complete -c heddle -n "$program" -l cc -x -d 'the compiler'
complete -c heddle -n "$program" -l allow-asm -d 'accept inline assembly'
complete -c heddle -n "$replaying" -l schedule -x -d 'make these choices'
complete -c heddle -n "$sampling" -l trace -r -d 'write the trace'
complete -c heddle -n "$judging" -l json -d 'print one JSON object'
complete -c heddle -n "$automaton" -s o -l output -r -d 'write to a file'
complete -c heddle -n "$automaton" -l svg -d 'a picture, made by Graphviz'
complete -c heddle -n "$automaton" -l product -x -d 'draw at most so many states'
complete -c heddle -n "$matrix" -l tsv -d 'tabs between the columns'
complete -c heddle -n "__fish_seen_subcommand_from list" -l functions -d 'supported functions'
complete -c heddle -n "__fish_seen_subcommand_from list" -l options -d 'all options'
complete -c heddle -n "$program" -s q -l quiet -d 'only verdict and violations'
complete -c heddle -n "$traces" -s v -l verbose -d 'whole traces'
complete -c heddle -n "$program" -l color -x -a "auto always never" -d 'colours'
complete -c heddle -s h -l help -d 'help'
