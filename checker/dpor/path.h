/* SPDX-License-Identifier: MIT */
/* The path of an exploration: frames and their clocks.  For the files of this folder. */
#ifndef CHECKER_DPOR_PATH_H
#define CHECKER_DPOR_PATH_H

#include "checker/dpor/dpor.h"

/* Clocks: width numbers; number t is how many steps of task t come before or are what it belongs
 * to. */

static inline uint32_t *path_clock(const struct dpor *d, uint32_t clock)
{
    return d->clocks.items + (size_t)clock * d->width;
}

/** The clock that each task has at this depth. */
static inline uint32_t *path_current(const struct dpor *d, size_t depth)
{
    return d->current.items + depth * d->width;
}

/** Does the step come before what the clock belongs to, or is it that? */
static inline bool path_knows(const struct dpor *d, uint32_t clock, const struct frame *step)
{
    return path_clock(d, clock)[step->task] >= step->number;
}

/** A copy. */
uint32_t path_add_clock(struct dpor *d, uint32_t from);
/** to becomes the maximum of both. */
void path_join_clock(struct dpor *d, uint32_t to, uint32_t from);

/**
 * Is it all right if the machine does not offer a step that was expected?  That a task has gone round a waiting
 * loop depends on what else happened in between, so after an equivalent execution it may not be offered one
 * round more; and a round changes nothing.
 */
static inline bool path_may_skip(const struct dpor *d, task_id task)
{
    struct machine *m = d->machine;
    return m->end == END_NOT_YET && m->deeds->goes_round(m, task);
}

static inline struct frame *path_top(struct dpor *d)
{
    return vec_last(&d->frames);
}

/**
 * The machine goes to this depth of the path: by restoring, or else by making the steps up to there
 * again.  False: it did not get there (dpor.lost).
 */
bool path_go_to(struct dpor *d, size_t depth);
/**
 * A step from where the machine is, recorded as machine_run does.  The caller says whether that is still
 * on the path.
 */
void path_step(struct dpor *d, const struct enabled *picked, uint32_t alternative);

/** The machine has just made the step of this frame, the last one. */
void path_note_picks(struct dpor *d, struct frame *f);

/** Of the machine's last step. */
const struct label *path_last_label(struct dpor *d);

static inline const struct enabled *path_find(const struct choice *choice, task_id task)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task == task)
            return &choice->enabled[i];
    return NULL;
}

#endif
