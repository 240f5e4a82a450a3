/* SPDX-License-Identifier: MIT */
#include "cli/explanations.h"

#include <stddef.h>

const struct explanation explanation_table[] = {
    {
        "assertion",
        "An assert() of the program failed: in this interleaving the condition that the program states\n"
        "is false.",
        "static int counter;\n"
        "void *add(void *unused) { int seen = counter; counter = seen + 1; return unused; }\n"
        "/* main: two threads run add, are joined, then: */\n"
        "assert(counter == 2);              /* both may have read 0: counter is 1 */",
        "Follow the trace backwards from the assertion to the step after which the condition could\n"
        "no longer become true.",
    },
    {
        "mutual-exclusion",
        "Two tasks were inside their critical sections at the same time, as the program marks them with\n"
        "heddle_critical() and heddle_exit() of heddle.h.",
        "while (busy) ;                     /* both see 0 ... */\n"
        "busy = 1;\n"
        "heddle_critical();                 /* ... and both are here */\n"
        "heddle_exit();\n"
        "busy = 0;",
        "Test and set must be one step (atomic_exchange, a mutex), or the algorithm must make each\n"
        "task announce itself before it looks.",
    },
    {
        "data-race",
        "Two tasks access the same memory, at least one writes, at least one access is not atomic, and\n"
        "nothing orders them: no lock, no join, no atomic variable.  In C such a program has no\n"
        "meaning: the compiler may assume that it does not happen.  A race on a volatile variable is\n"
        "reported as a warning: volatile orders nothing for the language, but textbooks use it.\n"
        "heddle goes on after a race and explores what follows from it.",
        "static int ready, value;\n"
        "/* T1 */ value = 42; ready = 1;\n"
        "/* T2 */ while (!ready) ; use(value);",
        "Protect both accesses with the same mutex, or make the variable _Atomic.  --race warn or off\n"
        "changes what heddle makes of it.",
    },
    {
        "deadlock",
        "Tasks wait for ever: each waits for something that only another one of them could give, or\n"
        "that nobody will give any more.  heddle shows who waits for what, who holds it, and where.",
        "/* T1 */ pthread_mutex_lock(&a); pthread_mutex_lock(&b);\n"
        "/* T2 */ pthread_mutex_lock(&b); pthread_mutex_lock(&a);",
        "Take locks in one order everywhere; release in the reverse order; never wait while holding what\n"
        "the awaited one needs.",
    },
    {
        "lost-wakeup",
        "A task waits on a condition variable for a signal that came earlier, when nobody waited:\n"
        "signals are not remembered.",
        "/* T1 */ pthread_cond_signal(&changed);      /* before T2 waits: no effect */\n"
        "/* T2 */ pthread_mutex_lock(&m);\n"
        "         pthread_cond_wait(&changed, &m);    /* for ever */",
        "Keep the condition itself in a variable protected by the mutex, change it before signalling, and\n"
        "wait in a loop: while (!ready) pthread_cond_wait(&changed, &m);",
    },
    {
        "livelock",
        "Tasks go on making steps for ever, but none of them gets anything done.",
        "/* both */ while (1) {\n"
        "               wants[me] = 1;\n"
        "               if (!wants[other]) break;\n"
        "               wants[me] = 0;             /* in step with each other, for ever */\n"
        "           }",
        "Break the symmetry: let one of the two insist.",
    },
    {
        "starvation",
        "One task waits for ever although others get their turn again and again.",
        "while (atomic_exchange(&lock, 1)) ;   /* nothing says that I am ever the lucky one */",
        "Serve in order of arrival: a ticket lock, a queue.",
    },
    {
        "progress",
        "Nobody is in the critical section, somebody wants to enter, and nobody ever does: for example\n"
        "because it is the turn of a task that does not want to.",
        "while (turn != me) ;                  /* the other one may never come back */\n"
        "heddle_critical();\n"
        "heddle_exit();\n"
        "turn = other;",
        "Let only tasks that want to enter take part in the decision (Peterson, Dekker).",
    },
    {
        "misuse",
        "A primitive was used against its rules: a mutex unlocked by a task that does not hold it, a\n"
        "semaphore that was never initialised, a lock destroyed while somebody waits for it ...  POSIX\n"
        "calls most of these undefined behaviour.",
        "/* T1 */ pthread_mutex_lock(&m);\n"
        "/* T2 */ pthread_mutex_unlock(&m);         /* T1 holds it */",
        "The message names the rule and the places.",
    },
    {
        "use-after-free",
        "Memory was accessed after it was freed, perhaps by another task; or a local variable of a\n"
        "thread that has ended, or of another thread's function that has returned.",
        "/* T1 */ free(node);\n"
        "/* T2 */ node->value = 1;",
        "The sites show where it was freed; order the free after the last use (join, a lock, a\n"
        "reference count).",
    },
    {
        "double-free",
        "Memory was freed twice.",
        "/* both */ if (cache) { free(cache); cache = NULL; }",
        "Decide which task owns the memory, or make test and free one step under a lock.",
    },
    {
        "overflow",
        "An access outside of a block of the heap, next to it.",
        "int *a = malloc(4 * sizeof *a);\n"
        "a[4] = 0;",
        "The sites show where the block was allocated.",
    },
    {
        "leak",
        "Memory was still allocated and no longer reachable when the program ended.  A warning unless\n"
        "--leak error.",
        "char *name = strdup(\"x\");\n"
        "name = NULL;",
        "Free it, in every order in which the tasks may end.",
    },
    {
        "crash",
        "The program did what ends a process: an access to memory that is not there or not its own, a\n"
        "division by zero, a stack overflow, an illegal instruction, abort().",
        "/* T1 */ if (head) use(head->value);\n"
        "/* T2 */ head = NULL;                       /* between T1's test and use */",
        "The sites show the line; the trace shows how it came to that.",
    },
    {
        "missing-join",
        "main returned while other tasks still ran.  That ends the process, in the middle of whatever they\n"
        "did.  heddle reports it and lets them run on, so that what they would have done is checked too;\n"
        "--main-exit process ends them as POSIX says.",
        "int main(void) { pthread_t t; pthread_create(&t, NULL, work, NULL); return 0; }",
        "pthread_join every thread, or end main with pthread_exit(NULL).",
    },
    {
        "priority-inversion",
        "A task of high priority waits for a task of low priority that cannot run because one of middle\n"
        "priority does.",
        "/* low holds m; high waits for m; middle computes, and low never gets the processor */",
        "Priority inheritance or a priority ceiling (pthread_mutexattr_setprotocol).",
    },
    {
        "not-linearizable",
        "Operations on a shared structure gave results that no order of them, one after the other, could\n"
        "have given.",
        "/* queue holds 1, 2.  T1: dequeue -> 1.  T2: dequeue -> 1. */",
        "Find the one step at which each operation should take effect.",
    },
    {
        "verified",
        "No violation exists in the scope that the verdict states, and the search was complete: every\n"
        "execution within that scope was covered.  Exit status 0.  Read the scope: bounds, inputs and\n"
        "the memory model are part of it.",
        NULL,
        NULL,
    },
    {
        "violation",
        "At least one error was found, with a schedule that shows it.  Exit status 1.  Warnings and notes\n"
        "alone make no violation.",
        NULL,
        "The last line of the report repeats the execution; --trace FILE keeps it.",
    },
    {
        "inconclusive",
        "No violation was found, but something was cut: a bound on executions or steps, a time budget,\n"
        "Ctrl-C, or sampling, which is never exhaustive.  Exit status 3.  The scope says what.",
        NULL,
        "Try --engine brute with --preemptions, more --executions, a smaller instance of the problem.",
    },
    {
        "unsupported",
        "The program does something that heddle does not model; the message says what, where, and what\n"
        "to do instead.  Nothing is concluded.  Exit status 4.",
        NULL,
        "'heddle list --functions' shows what programs may call.",
    },
    {
        "error",
        "Wrong usage or input: unknown options, a file that does not compile, a broken trace.  Exit\n"
        "status 2.",
        NULL,
        NULL,
    },
    {"0", "Exit status 0: verified.  No violation, and the search was complete in its scope.", NULL,
     NULL},
    {"1", "Exit status 1: violation.  At least one error was found.", NULL, NULL},
    {"2", "Exit status 2: error.  Wrong usage or input; nothing was concluded.", NULL, NULL},
    {"3", "Exit status 3: inconclusive.  No violation found, but a bound was hit.", NULL, NULL},
    {"4", "Exit status 4: unsupported.  The program uses something that heddle does not model.", NULL,
     NULL},
    {"70", "Exit status 70: a bug of heddle itself.  Please report it with the command line.", NULL,
     NULL},
    {NULL, NULL, NULL, NULL},
};
