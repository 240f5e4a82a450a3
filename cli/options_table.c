/* SPDX-License-Identifier: MIT */
/* Every option of every command: one line each, in the order of the help texts. */
#include "cli/options.h"

#define FIELD(member) offsetof(struct options, member), sizeof(((struct options *)NULL)->member)

#define SWITCH(name, letter, member, commands, group, help)                                        \
    {name, letter, NULL, VALUE_NONE, FIELD(member), NULL, NULL, 0, false, commands, group, help, false}
#define TEXT(name, letter, argument, member, choices, commands, group, help)                       \
    {name, letter, argument, VALUE_TEXT, FIELD(member), choices, NULL, 0, false, commands, group, help,   \
     true}
#define COUNT(name, member, commands, group, help)                                                 \
    {name, 0, "N", VALUE_COUNT, FIELD(member), NULL, NULL, 0, false, commands, group, help, true}
#define BOUND(name, member, positive, commands, group, help)                                       \
    {name, 0, "N", VALUE_COUNT, FIELD(member), NULL, NULL, 0, positive, commands, group, help,     \
     false}
#define POSITIVE(name, member, commands, group, help)                                              \
    {name, 0, "N", VALUE_COUNT, FIELD(member), NULL, NULL, 0, true, commands, group, help, true}
#define TIME(name, member, positive, commands, group, help)                                        \
    {name, 0, "TIME", VALUE_TIME, FIELD(member), NULL, NULL, 0, positive, commands, group, help,   \
     true}
#define CHOICE(name, member, choices, commands, group, help)                                       \
    {name, 0, choices, VALUE_CHOICE, FIELD(member), choices, NULL, 0, false, commands, group, help, true}
#define SIZE(name, member, commands, group, help)                                                  \
    {name, 0, "SIZE", VALUE_SIZE, FIELD(member), NULL, NULL, 0, true, commands, group, help, false}
#define SET(name, member, choices, commands, group, help)                                          \
    {name, 0, "LIST", VALUE_SET, FIELD(member), choices, NULL, 0, false, commands, group, help,    \
     false}
#define PREFIX(name, letter, argument, member, prefix, commands, group, help)                      \
    {name, letter, argument, VALUE_PREFIX, FIELD(member), NULL, prefix, 0, false, commands, group, help,  \
     false}

#define STRATEGIES_LIST    "random|pct|pos|surw|preemption|delay|portfolio|round-robin"
#define MEMORY_MODELS_LIST "sc|tso|pso" /* in the order of enum memory_model */

#define EXPLORING "Exploring"
#define BUGS      "What counts as a bug"
#define BEHAVIOUR "How the program behaves"
#define BUILDING  "Building the program"
#define OUTPUT    "Output"

const struct option_spec option_table[] = {
    TEXT("engine", 0, "NAME", check.engine, "auto|sample|states|dpor|brute", FOR_CHECK, EXPLORING,
         "How executions are covered: sample (as many as asked for, chosen by a strategy), states "
         "(every reachable state), dpor (each order of dependent steps once), brute (every "
         "interleaving), or auto (sample first, then states, or dpor where a program cannot be "
         "learned, within bounds)."),
    TEXT("strategy", 0, "NAME", check.strategy, STRATEGIES_LIST, FOR_CHECK | FOR_RUN,
         EXPLORING, "Who makes the choices when sampling; 'heddle list' describes them."),
    BOUND("executions", check.executions_max, true, FOR_CHECK, EXPLORING,
          "At most this many executions.  Without it each engine has a bound of its own."),
    COUNT("seed", check.seed, FOR_CHECK | FOR_RUN, EXPLORING,
          "Where the random numbers of the strategy start."),
    {"budget", 0, "TIME|STEPS", VALUE_BUDGET, FIELD(check.budget), NULL, NULL, 0, false,
     FOR_CHECK | FOR_MATRIX | FOR_AUTOMATON, EXPLORING,
     "Stop after this long, for example 10s, 500ms or 2m, or after so many steps of executions and "
     "transitions between states, for example 5000000steps, which gives the same result on every "
     "machine; 0 is no limit.  matrix: for each row.",
     true},
    BOUND("states", check.states_max, true, FOR_CHECK | FOR_MATRIX | FOR_AUTOMATON, EXPLORING,
          "Engine states: at most this many states."),
    SIZE("memory-limit", check.memory_limit, FOR_CHECK | FOR_MATRIX | FOR_AUTOMATON, EXPLORING,
         "Engines states and dpor: at most this much memory for states, or for what is still to be "
         "executed, for example 500M; 4G without it."),
    SWITCH("compact", 0, check.compact, FOR_CHECK, EXPLORING,
           "Engine states: keep signatures of 64 bits instead of states.  Takes less memory; but states "
           "can be taken for each other, so nothing is verified: the verdict says how probable it is that "
           "some were left out."),
    SWITCH("shortest", 0, check.shortest, FOR_CHECK, EXPLORING,
           "Search breadth first, without samples and reductions that leave steps out: of all executions "
           "that show the first error, the trace is one of fewest steps."),
    SET("reduce", check.reduce, CHECK_REDUCTIONS, FOR_CHECK, EXPLORING,
        "Engine states: which reductions are made.  bisimulation: local situations that behave "
        "alike are one; awaits: who spins counts as waiting until a cell that it reads changes; "
        "persistent: of steps that commute with all that others may do, one order is enough; "
        "symmetry: of states that tasks which do the same could exchange their parts in, one is "
        "enough; sleep: where persistent is left out, of two next steps that commute one order is "
        "enough, which leaves out steps, not states."),
    CHOICE("fairness", check.fairness, "off|none|weak|strong", FOR_CHECK, BUGS,
           "Look for runs that never end: starvation, livelock, lack of progress; which runs count: "
           "none (all), weak (a task that can always move does), strong (one that can move again and "
           "again does)."),
    SWITCH("conditions", 0, check.conditions, FOR_CHECK, OUTPUT,
           "Print the report card of a mutual exclusion algorithm that marks its regions: mutual "
           "exclusion, progress, starvation, bypass bound, first come first served."),
    TEXT("outcomes", 0, "NAME,...", check.outcomes, NULL, FOR_CHECK, OUTPUT,
         "Engine states, which auto then is: list every combination of values that these variables can "
         "have at the end, each with a schedule; for example counter or flag[0],flag[1].  stdout is what "
         "the program prints to its standard output; then printing is a step of its own."),
    SWITCH("direct", 0, check.direct, FOR_CHECK, EXPLORING,
           "Engines sample and dpor: execute natively every time, instead of looking up what the "
           "program does."),
    SWITCH("audit", 0, check.audit, FOR_CHECK, EXPLORING,
           "Engine states: repeat every native run over other memory, to find accesses that heddle "
           "does not see."),
    BOUND("preemptions", check.preemptions_max, false, FOR_CHECK | FOR_RUN, EXPLORING,
          "Engine brute: only executions in which at most N times a task that could go on is left.  "
          "Strategy preemption: the same; 2 without it."),
    BOUND("delays", check.delays_max, false, FOR_CHECK | FOR_RUN, EXPLORING,
          "Engine brute: only executions in which at most N times a task has to wait for its next "
          "turn; tasks take turns in a fixed order and keep theirs until they cannot go on.  "
          "Strategy delay: the same; 2 without it."),
    POSITIVE("depth", check.depth, FOR_CHECK | FOR_RUN, EXPLORING,
          "Strategy pct: the depth of the bugs to look for (the number of ordering constraints)."),
    CHOICE("memory", check.machine.memory, MEMORY_MODELS_LIST, FOR_CHECK | FOR_RUN | FOR_AUTOMATON,
           BEHAVIOUR,
           "When others see what a task stores.  sc: at once; tso: stores wait in a buffer of their "
           "task, first in first out (x86); pso: ... for each cell by itself."),
    SET("memory", memories, MEMORY_MODELS_LIST, FOR_MATRIX, BEHAVIOUR,
        "The memory models to judge each model under; see heddle check."),
    BOUND("buffer", check.machine.buffer_max, true, FOR_CHECK | FOR_RUN | FOR_MATRIX | FOR_AUTOMATON,
          BEHAVIOUR, "Memory models tso and pso: at most so many stores of a task wait (up to 32)."),
    SWITCH("all-bugs", 0, check.all_bugs, FOR_CHECK, EXPLORING,
           "Go on after the first error and report each bug once: violations differ if their kind, "
           "their places in the source, or the variables or objects that they are about do."),
    {"stop-at-first", 0, NULL, VALUE_OFF, FIELD(check.all_bugs), NULL, NULL, 0, false, FOR_CHECK,
     EXPLORING,
     "Stop at the first error, or some time after a data race, whose consequences are looked for; "
     "this is what happens without --all-bugs.",
     false},
    SWITCH("self-check", 0, check.check_determinism, FOR_CHECK, EXPLORING,
           "Run every execution twice and compare them: shows accesses that heddle cannot see."),

    CHOICE("property", property, "all|unreach-call", FOR_PROGRAM, BUGS,
           "What is looked for.  unreach-call: failed assertions and calls of reach_error, as SV-COMP judges "
           "them; it stands for --race off, --leak off and --main-exit process, and tasks that wait for ever "
           "are no error.  Errors after which nothing is defined, such as crashes, are reported all the same."),
    CHOICE("race", check.race, "error|warn|off", FOR_PROGRAM, BUGS,
           "What a data race is.  A race on a volatile variable is a warning at most."),
    CHOICE("leak", check.leak, "error|warn|off", FOR_PROGRAM, BUGS,
           "What memory is that is never freed."),

    POSITIVE("steps", check.machine.steps_max, FOR_PROGRAM, BEHAVIOUR,
          "Cut an execution after this many steps."),
    COUNT("timeouts", check.machine.timeouts_max, FOR_PROGRAM, BEHAVIOUR,
          "How often in one execution a timed wait may time out although something else can run."),
    COUNT("spurious", check.machine.spurious_max, FOR_PROGRAM, BEHAVIOUR,
          "How often in one execution a condition wait may wake up without a signal."),
    CHOICE("rwlock", check.machine.rwlock_preference, "any|readers|writers", FOR_PROGRAM, BEHAVIOUR,
           "Whom a read-write lock lets in first when readers and writers wait; any: whoever comes."),
    {"wake", 0, "longest|any", VALUE_CHOICE, FIELD(check.machine.choose_waiter), "longest|any", NULL,
     0, false, FOR_PROGRAM, BEHAVIOUR, "Which waiting task a signal or post wakes; any explores all.",
     true},
    CHOICE("main-exit", check.machine.main_exit_process, "tasks|process", FOR_PROGRAM, BEHAVIOUR,
           "When main returns while tasks still run: tasks lets them run on and reports a missing "
           "join, process ends them all as POSIX says."),
    {"nondet", 0, "LOW..HIGH", VALUE_RANGE, FIELD(check.machine.nondet), NULL, NULL, 0, false,
     FOR_PROGRAM, BEHAVIOUR,
     "The numbers that __VERIFIER_nondet_int and its like may give, each of them explored; unsigned types "
     "have no negative ones.",
     true},
    TEXT("stdin", 0, "FILE", stdin_file, "FILE", FOR_PROGRAM, BEHAVIOUR,
         "What the program reads from its standard input; - is heddle's own.  Without it the "
         "program's standard input is empty."),
    TIME("watchdog", check.machine.operation_seconds_max, true, FOR_PROGRAM, BEHAVIOUR,
         "How long a task may compute without any operation that heddle sees."),

    PREFIX("include", 'I', "DIR", flags, "-I", FOR_PROGRAM, BUILDING,
           "Look for headers in DIR."),
    PREFIX("define", 'D', "NAME[=VALUE]", flags, "-D", FOR_PROGRAM, BUILDING, "Define a macro."),
    {"cflags", 0, "FLAGS", VALUE_WORDS, FIELD(flags), NULL, NULL, 0, false, FOR_PROGRAM, BUILDING,
     "More flags for the compiler, for example '-O1 -std=c99'.", false},
    PREFIX("library", 'l', "LIB", libs, "-l", FOR_PROGRAM, BUILDING, "Link with a library."),
    TEXT("cc", 0, "COMPILER", compiler, NULL, FOR_PROGRAM, BUILDING,
         "The compiler: gcc or clang.  Without it $CC, else cc."),
    SWITCH("allow-asm", 0, allow_asm, FOR_PROGRAM, BUILDING,
           "Accept inline assembly that touches memory although heddle cannot see what it does."),

    TEXT("schedule", 0, "SCHEDULE", schedule, NULL, FOR_RUN | FOR_REPLAY, OUTPUT,
         "Make the choices of this schedule (S1...), as a failed check printed it."),
    TEXT("trace", 0, "FILE", trace_file, "FILE", FOR_CHECK | FOR_RUN, OUTPUT,
         "Write the trace of the first violation, or of the run, to FILE (JSON).  With --all-bugs "
         "that of the second error to FILE with -2 before its ending, and so on."),
    SWITCH("json", 0, json, FOR_CHECK | FOR_MATRIX, OUTPUT,
           "Print one JSON object on standard output and nothing else."),
    TEXT("output", 'o', "FILE", output_file, "FILE", FOR_AUTOMATON, OUTPUT,
         "Write to FILE; a name that ends in .svg means --svg."),
    SWITCH("svg", 0, svg, FOR_AUTOMATON, OUTPUT, "A picture (SVG), made by Graphviz, instead of DOT."),
    COUNT("product", product_states, FOR_AUTOMATON, OUTPUT,
          "Draw the product of the automata, too, if it has at most so many states."),
    SWITCH("tsv", 0, tsv, FOR_MATRIX, OUTPUT, "Print the table with tabs between the columns."),
    SWITCH("functions", 0, list_functions, FOR_LIST, OUTPUT,
           "List the library functions that programs may call, as Markdown."),
    SWITCH("options", 0, list_options, FOR_LIST, OUTPUT,
           "List the options of all commands, as Markdown."),
    SWITCH("quiet", 'q', quiet, FOR_PROGRAM, OUTPUT,
           "Only the verdict and the violations; no progress line, no trace, no scope."),
    SWITCH("verbose", 'v', verbose, FOR_TRACES | FOR_EXPLAIN, OUTPUT,
           "Whole traces, with the steps that were no choice."),
    CHOICE("color", colour, "auto|always|never", FOR_PROGRAM | FOR_EXPLAIN, OUTPUT,
           "Colours; auto means on a terminal unless NO_COLOR is set."),
    SWITCH("help", 'h', help, FOR_ALL, OUTPUT, "Print this help."),
    {0},
};
