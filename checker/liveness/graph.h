/* SPDX-License-Identifier: MIT */
/*
 * An explicit, finite graph of states: what the analyses in this folder read.
 *
 * Whoever explores a program fills it.  Edges are numbered; the first one of state s is first[s],
 * and those of state s + 1 follow.  A run is a path from state 0 that is infinite, or that ends
 * where nobody has to move (fairness.h).  For the results to be right:
 *
 * - every reachable state is there with all its edges, and no other;
 * - a task is enabled if a step of it changes something: not if it is blocked, has ended, or would
 *   only go round a loop that waits for cells that did not change.  It has edges only where it is
 *   enabled, so a loop that waits has none;
 * - a task is in its remainder section before it first tries and after it left; a task that never
 *   marks a region never is, for others may need it;
 * - trying is set from the moment the entry section is marked, with its first step still pending;
 *   doorway and waiting are parts of it.  Where no regions are marked: at a blocking acquisition;
 * - a task's region changes by its own edges only.  An edge on which a doorway begins performs no
 *   operation of the entry section: it is the mark alone, or begins the entry section as well;
 * - a store buffer that is not empty has an edge that flushes it, which moves nobody's control.
 */
#ifndef CHECKER_LIVENESS_GRAPH_H
#define CHECKER_LIVENESS_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

/* Who moves on an edge: tasks have numbers below GRAPH_BUFFERS, store buffers from there on.  Each
 * number is a buffer that must be flushed for its own sake: with one queue per task (TSO) task t's
 * is t + GRAPH_BUFFERS; with one per task and cell (PSO) each has a number of its own. */
enum { GRAPH_TASKS_MAX = 64, GRAPH_BUFFERS = 64 };

struct graph {
    uint32_t states;        /* state 0 is the initial one */
    uint32_t tasks;         /* 0 .. tasks - 1, at most GRAPH_TASKS_MAX */
    const uint64_t *first;  /* states + 1 entries */
    const uint32_t *target; /* per edge */
    const uint8_t *task;    /* per edge: who moves */
    /* Per state, a bit per task: */
    const uint64_t *enabled;    /* can move now */
    const uint64_t *unfinished; /* has not ended */
    const uint64_t *remainder;  /* is in its remainder section, and may stay there for ever */
    const uint64_t *trying;     /* is in its entry section */
    const uint64_t *waiting;  /* has completed its doorway and is not in the critical section yet */
    const uint64_t *doorway;  /* is inside its doorway */
    const uint64_t *critical; /* is in its critical section */
};

static inline uint64_t graph_edges(const struct graph *g)
{
    return g->first[g->states];
}

/** The bit of the task whose entry this edge is: it makes its own task critical.  0: it is none. */
static inline uint64_t graph_entry(const struct graph *g, uint64_t edge, uint32_t from)
{
    uint64_t entered = ~g->critical[from] & g->critical[g->target[edge]];
    return g->task[edge] < GRAPH_TASKS_MAX ? entered & UINT64_C(1) << g->task[edge] : 0;
}

/** The state that the edge leaves.  O(log states). */
uint32_t graph_source(const struct graph *g, uint64_t edge);

/** Asserts what is said about the masks above, as far as it can be seen.  Linear. */
void graph_check(const struct graph *g);

#endif
