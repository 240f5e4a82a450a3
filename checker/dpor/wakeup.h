/* SPDX-License-Identifier: MIT */
/*
 * Wakeup trees: beginnings of executions that are still to be explored from a state
 * (docs/references.md [Optimal]).
 *
 * A node is a step; its children are the steps that may come next, in the order in which they are
 * to be explored.  Below a leaf everything is to be explored.
 */
#ifndef CHECKER_DPOR_WAKEUP_H
#define CHECKER_DPOR_WAKEUP_H

#include "checker/dpor/label.h"

/* All alternatives of the step; only in leaves. */
enum { ALTERNATIVE_ANY = UINT16_MAX };

struct wakeup {
    task_id task;
    uint16_t alternative;
    const struct label *label;
    struct wakeup *child, *next; /* first child, next sibling */
};

/* A step of a sequence; number: of this step among those of its task.  clock: what comes before it.
 */
struct wakeup_step {
    task_id task;
    uint16_t alternative;
    bool done; /* taken out of the sequence */
    uint32_t number;
    const struct label *label;
    const uint32_t *clock; /* by task: so many of its steps come before or are this one */
};

struct wakeup_pool {
    struct wakeup *free;
    size_t count, count_max; /* nodes in use: now, and at most */
};

void wakeup_free(struct wakeup_pool *pool, struct wakeup *node);
/** A new leaf behind the others. */
void wakeup_add(struct wakeup_pool *pool, struct wakeup **list, task_id task, uint16_t alternative,
                const struct label *label);
/** Removes and frees the first of the list, and returns its children, which the caller owns. */
struct wakeup *wakeup_take(struct wakeup_pool *pool, struct wakeup **list);
/** Removes and frees the first of the list; its children take its place. */
void wakeup_skip(struct wakeup_pool *pool, struct wakeup **list);
void wakeup_release_pool(struct wakeup_pool *pool);

/**
 * Inserts the sequence, unless what is there already leads to all that it leads to.  The last step
 * is a leaf. Marks steps as done.
 */
void wakeup_insert(struct wakeup_pool *pool, struct wakeup **list, struct wakeup_step *steps,
                   size_t count);

/**
 * Could this step be made first, and the sequence (what is left of it) follow and come to the same?
 * *at: where it is in the sequence, count if it is independent of all of it.
 */
bool wakeup_is_weak_initial(task_id task, uint16_t alternative, const struct label *label,
                            const struct wakeup_step *steps, size_t count, size_t *at);

#endif
