/* SPDX-License-Identifier: MIT */
#include "cli/commands.h"

#include <string.h>

#define EXIT_TEXT                                                                                  \
    "Exit status: 0 verified, complete in the stated scope; 1 violation; 2 wrong usage or input; " \
    "3 no violation found, but a bound was hit; 4 the program uses something that heddle does "    \
    "not model; 70 a bug of heddle."

const struct command command_table[] = {
    {
        .name = "check",
        .bit = FOR_CHECK,
        .summary = "explore the interleavings of a program and say what is wrong",
        .synopsis = "[OPTION]... PROGRAM... [-- ARGUMENT...]",
        .description =
            "Compiles the program, runs it many times with its threads under heddle's own "
            "scheduler, and reports data races, deadlocks, failed assertions, misuse of locks and "
            "memory, and more, each with the schedule that shows it.\n\n"
            "PROGRAM is one or more .c files of one program, a shared object (.so) built as "
            "docs/architecture.md describes, or the name of a model that comes with heddle "
            "('heddle list').  What follows -- are the arguments of its main.\n\n"
            "The last line after a violation is the command that replays it.\n\n" EXIT_TEXT,
        .examples = "heddle check peterson\n"
                    "heddle check bank.c accounts.c -I include -l m -- 4 100\n"
                    "heddle check --engine brute --preemptions 2 queue.c\n"
                    "heddle check --strategy pct --depth 3 --executions 100000 --seed 7 queue.c\n"
                    "heddle check --budget 30s --trace bug.json queue.c\n"
                    "heddle check --json queue.c\n",
        .run = command_check,
    },
    {
        .name = "run",
        .bit = FOR_RUN,
        .summary = "execute a program once and show what it prints",
        .synopsis = "[OPTION]... PROGRAM... [-- ARGUMENT...]",
        .description =
            "Executes the program once, deterministically.  What it prints goes to standard output "
            "and standard error as it is; what heddle finds wrong goes to standard error.\n\n"
            "Exit status: 0 nothing wrong in this execution; 1 violation; 2 wrong usage or input; 3 "
            "the execution was cut; 4 not supported; 70 a bug of heddle.",
        .examples = "heddle run bank.c -- 4 100\n"
                    "heddle run --strategy random --seed 3 bank.c\n"
                    "heddle run --stdin input.txt --trace run.json bank.c\n",
        .run = command_run_once,
    },
    {
        .name = "replay",
        .bit = FOR_REPLAY,
        .summary = "repeat the execution of a trace or a schedule and show it",
        .synopsis = "[OPTION]... TRACE.json\n--schedule SCHEDULE [OPTION]... PROGRAM... "
                    "[-- ARGUMENT...]",
        .description =
            "Builds the program of the trace again from its sources, repeats the execution, compares "
            "it with the trace step by step, and prints it.  With --schedule there is no trace to "
            "compare with: the program and its options must be the ones that the schedule was "
            "found with.\n\n"
            "Exit status: 0 the execution shows no violation; 1 it shows one, as the trace says; 2 "
            "the program has changed, or does something else than the trace says.",
        .examples = "heddle replay bug.json\n"
                    "heddle replay --verbose bug.json\n"
                    "heddle replay --schedule 'S1.1.2.1x3' bank.c\n",
        .run = command_replay,
    },
    {
        .name = "matrix",
        .bit = FOR_MATRIX,
        .summary = "print the report cards of many models as one table",
        .synopsis = "[OPTION]... [MODEL]...",
        .description =
            "Judges mutual exclusion algorithms that mark their sections: mutual exclusion, progress, "
            "bounded waiting (the bypass bound, from the first step and from the end of the doorway; "
            "first come first served), and whether nobody starves, under weak and under strong "
            "fairness.  One row for each configuration of a model; MODEL is a name ('heddle list') or "
            "a .c file; without any, all models.  The configurations are those in conditions.tsv in "
            "the folder of the models, or what -D and --cflags say.\n\n"
            "What is not known stays 'not known', and the last column says why.  A model that cannot "
            "be built or judged is a row with a reason.\n\n"
            "Exit status: that of 'heddle check --conditions' for each row; of several, the first that "
            "occurs of 70, 2, 4, 1, 3, 0.",
        .examples = "heddle matrix\n"
                    "heddle matrix peterson tsl ticket\n"
                    "heddle matrix -DENTRIES=0 -DTASKS=3 ticket mine.c\n"
                    "heddle matrix --memory sc,tso,pso peterson peterson_one_fence\n"
                    "heddle matrix --tsv > cards.tsv\n",
        .run = command_matrix,
    },
    {
        .name = "automaton",
        .bit = FOR_AUTOMATON,
        .summary = "draw what the tasks of a program do, as learned",
        .synopsis = "[OPTION]... PROGRAM... [-- ARGUMENT...]",
        .description =
            "Learns each task's automaton and looks at all reachable states, as 'heddle check --engine "
            "states' does, and writes a drawing for Graphviz (DOT).\n\n"
            "A node is a situation of a task; those from where it behaves alike for ever are one.  An "
            "arrow is an operation, with what it returned where that decides where the task goes, and "
            "its place in the source.  Grey arrows are operations that need no scheduling point, "
            "because nobody can interfere.  Shaded: in its critical section, or holding a lock.  Double "
            "circles: the task has only to end.  Tasks that do the same share a drawing.  If not all "
            "states were looked at, dashed arrows may never occur.\n\n"
            "Exit status: 0 drawn from all reachable states; 2 wrong usage or input, or Graphviz's dot "
            "is needed and not installed; 3 drawn, but not all states were looked at; 4 the program uses "
            "something that heddle does not model, or cannot be learned at all; 70 a bug of heddle.",
        .examples = "heddle automaton peterson -o peterson.svg\n"
                    "heddle automaton -DENTRIES=0 --product 0 peterson | dot -Tpng > p.png\n"
                    "heddle automaton mine.c > mine.dot\n",
        .run = command_automaton,
    },
    {
        .name = "list",
        .bit = FOR_LIST,
        .summary = "list models, strategies and engines",
        .synopsis = "[--functions | --options]",
        .description = "Lists the models that come with heddle and what --strategy and --engine may "
                       "name.  With --functions: the library functions that a program may call.",
        .examples = "heddle list\n"
                    "heddle list --functions > supported.md\n",
        .run = command_list,
    },
    {
        .name = "explain",
        .bit = FOR_EXPLAIN,
        .summary = "explain a kind of violation, a verdict, an exit status, or a trace",
        .synopsis = "[OPTION]... KIND | VERDICT | STATUS | TRACE.json",
        .description = "Explains a word that heddle prints, with a small example, or prints a trace "
                       "in full without running anything.  Without an argument: the words it "
                       "knows.",
        .examples = "heddle explain data-race\n"
                    "heddle explain inconclusive\n"
                    "heddle explain 3\n"
                    "heddle explain bug.json\n",
        .run = command_explain,
    },
    {
        .name = "version",
        .bit = FOR_VERSION,
        .summary = "print the version",
        .synopsis = "",
        .description = "Prints the version of heddle and the revision of its sources.",
        .examples = "heddle version\n",
        .run = command_version,
    },
    {0},
};

const struct command *command_find(const char *name)
{
    for (const struct command *c = command_table; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
