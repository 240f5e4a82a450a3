/* SPDX-License-Identifier: MIT */
/*
 * The wait-for graph: who waits for what, and for whom, when nothing can go on.
 *
 * One node per unfinished task, read off its pending operation.  There is an edge to each task
 * whose action the operation waits for, if the object can tell (the owner of a mutex, the target of
 * a join); otherwise anybody could end the wait, and there are no edges.
 *
 *     struct wait_graph g;
 *     wait_graph_build(&g, m);
 *     uint32_t length = wait_graph_cycle(&g, cycle);
 */
#ifndef CHECKER_PROPERTIES_WAIT_GRAPH_H
#define CHECKER_PROPERTIES_WAIT_GRAPH_H

#include "sim/machine.h"
#include "sim/task_set.h"

enum wait_kind {
    WAIT_TASKS,   /* for the tasks in `blockers` */
    WAIT_ANYBODY, /* for an action on `object` that any task could perform */
    WAIT_SPIN,    /* reads the same values over and over */
    WAIT_FOREVER, /* loops without operations */
    WAIT_PRINTING, /* loops and prints, whatever happens */
    WAIT_OTHER,   /* its pending operation does not say */
};

struct wait {
    task_id task;
    enum wait_kind kind;
    struct object *object; /* that it waits for; NULL if none */
    struct task_set blockers;
};

struct wait_graph {
    struct machine *machine;
    struct wait *waits; /* by task id; in the execution's arena */
    uint32_t count;
};

/** Reads the graph off the machine, between two steps or after the last. */
void wait_graph_build(struct wait_graph *g, struct machine *m);

/** The wait of an unfinished task, or NULL. */
const struct wait *wait_graph_find(const struct wait_graph *g, task_id task);

/**
 * Finds a cycle of two or more tasks that wait for each other.  Returns its length and stores
 * indices of g->waits in cycle (room for g->count), each waiting for the next one; starts at the
 * smallest index.  0: there is none.  A task that waits for itself is not reported here.
 */
uint32_t wait_graph_cycle(const struct wait_graph *g, uint32_t *cycle);

/** Does the task hold the object? */
bool wait_holds(const struct object *object, task_id task);

#endif
