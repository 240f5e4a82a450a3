/* SPDX-License-Identifier: MIT */
/*
 * Pictures of what was learned: the automaton of each task, and the product if it is small, with names
 * for everything.
 *
 *     struct automata automata = {.states_max = 200};
 *     options.automata = &automata;                 // then check_run with the engine states
 *     automata.tasks.items[0].edges ...
 *     automata_release(&automata);
 *
 * A node is a class of bisimilar situations of a task; an edge is an operation of that task, with
 * what it returned where that decides where the task goes.  After a complete exploration exactly those are
 * there that occur in a reachable state; otherwise all that were learned, some of which may never occur.
 */
#ifndef CHECKER_STATES_AUTOMATA_H
#define CHECKER_STATES_AUTOMATA_H

#include "checker/states/explore.h"

struct automaton_node {
    bool starts;   /* the task begins here */
    bool ends;     /* the task, or the process, ends here */
    bool critical; /* in some state, the task is in its critical section, or holds a lock */
    char *failure; /* what goes wrong here; NULL = nothing */
    char *pending; /* "never: join T1": an operation that nothing comes after; NULL = none */
};

struct automaton_edge {
    uint32_t from, to; /* nodes of the same automaton */
    char *what;        /* "load turn = 1" */
    char *site;        /* "peterson.c:32"; "" if unknown */
    bool local;        /* others cannot interfere there: no scheduling point */
    bool taken;        /* in a state that was looked at */
};

struct automaton {
    task_id slot;
    char *task;     /* "main", "T1" */
    char *function; /* that it runs; "" if unknown */
    VEC(struct automaton_node) nodes; /* in order of distance from the start */
    VEC(struct automaton_edge) edges; /* by from */
};

struct product_node {
    char *places; /* "main 4, T1 2, T2 ended": nodes from 1, as in the automata; "-": no such task */
    char *memory; /* "flag[0] = 1\nturn = 0": what is not the same in all states */
    bool critical, finished, stuck;
};

struct product_edge {
    uint32_t from, to;
    uint32_t task; /* index in tasks */
    char *what;    /* "T1: store turn := 1" */
    char *failure; /* `to` does not matter: the step shows this error; NULL = none */
};

struct automata {
    uint32_t states_max; /* in: of a product that is listed */
    bool complete;       /* all reachable states were looked at */
    uint64_t states;     /* so many were */
    VEC(struct automaton) tasks;
    VEC(struct product_node) product; /* by number of the state; empty if there are too many */
    VEC(struct product_edge) steps;
};

/** Fills it from an exploration that has ended and is not stale, instead of what it holds. */
void automata_collect(struct automata *a, struct exploration *e);
void automata_release(struct automata *a);

/* product_picture.c, for automata.c */

/** number[class]: the node of its automaton, or BLOB_NONE. */
void automata_collect_product(struct automata *a, struct exploration *e, const uint32_t *number);

/* situations.c, for automata.c */

/** critical[class] becomes 1 where a state has the task inside, or holding a lock. */
void situations_mark(struct exploration *e, uint8_t *critical);

#endif
