/* SPDX-License-Identifier: MIT */
/*
 * Store buffers of the direct machine.
 *
 * Memory holds what all tasks see.  While a task runs, from the moment its operation is performed to the moment
 * it posts the next one, its own buffer is *shown*: memory holds what that task sees, so all that it does
 * natively (plain accesses, library routines) is forwarded to it byte by byte.  A plain or volatile store that
 * is buffered happens natively, too: when the task stops, what it stored is taken out of memory again.
 *
 * Stores to a task's own stack are never buffered: its frames change without a word.
 */
#ifndef SIM_BUFFER_H
#define SIM_BUFFER_H

#include "sim/direct.h"
#include "sim/stores.h"

struct buffer {
    struct stores stores;
    struct buffered {
        struct clock *released; /* what whoever reads it learns; NULL: nothing */
        uint64_t pc;
        uint8_t access;
    } about[STORES_ITEMS_MAX];  /* by index in stores */
    uint64_t hidden[STORES_ITEMS_MAX]; /* while shown: what memory held before each of them */
    bool shown;
    bool storing;               /* a native store is to be taken out of memory when the task stops */
    struct op store;            /* ... which one */
    uint64_t before;            /* ... what memory held there, the buffer being shown */
    uint64_t mark;              /* ... and what it holds until the store is made */
    bool loading;               /* the task's next operation is the load of the copy that the store is */
    struct clock *released;     /* ... and what its readers learn */
    bool fenced;                /* a fence follows what is stored by the time the task stops */
};

/** Does nothing wait?  Always so under SC. */
static inline bool buffer_is_empty(const struct direct_task *t)
{
    return t->buffer == NULL || (t->buffer->stores.count == 0 && !t->buffer->storing);
}

/** Number of stores that could be flushed now. */
uint32_t buffer_flushable(const struct direct *d, const struct direct_task *t);
/** Does t's buffer allow its pending operation: is it empty enough? */
bool buffer_allows(struct direct *d, const struct direct_task *t);

void buffer_show(struct direct_task *t);
void buffer_hide(struct direct_task *t);
/** t has stopped: its store, if it made one, is in the buffer, and memory is everybody's again. */
void buffer_stop(struct direct *d, struct direct_task *t);

/** Performs t's pending access if the buffer has a part in it.  False: it is performed as under SC. */
bool buffer_perform(struct direct *d, struct direct_task *t, uint64_t *result);
/** Takes the which-th flushable store to memory: op says which that was. */
void buffer_flush(struct direct *d, struct direct_task *t, uint32_t which, struct op *op);

/** The current task, on its own stack, waits until its buffer is empty. */
void buffer_drain(struct direct *d, uint64_t pc);
/** A fence by the current task that orders its stores: those until it stops come first. */
void buffer_fence(struct direct *d);
/** A plain store by the current task that is no operation: what its buffer holds there comes first. */
void buffer_give_way(struct direct *d, uint64_t addr, uint64_t bytes);
/** Does t's buffer hold a store to these bytes? */
bool buffer_holds(const struct direct_task *t, uint64_t addr, uint64_t bytes);
/** A new task, or a new execution. */
void buffer_reset(struct direct_task *t);
void buffer_free(struct direct_task *t);

#endif
