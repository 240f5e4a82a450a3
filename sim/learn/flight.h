/* SPDX-License-Identifier: MIT */
/*
 * What a native run may write, and what it did write.
 *
 * A plain access is announced, and made when the task goes on: mostly at once, but a struct copy announces
 * its write and its read before it makes either, and so do library routines.  What was announced and
 * may not have been made is the task's *flight*: the bytes that it was given to read, which must be in
 * memory again when it goes on, and the places that it may still write to.
 *
 * The places that a run may write to are *open*.  Before the run they are filled with a pattern, unless
 * what they hold is known; bytes that are still the pattern, whatever the pattern was, were not
 * written (flight_settle compares two runs).
 *
 *     flight_prepare(&run, result, bytes);
 *     ... the task goes on, up to its next operation ...
 *     flight_gather(&run);
 *     ... the same for probes ...
 *     flight_settle(&run, &probe, true, &end);
 */
#ifndef SIM_LEARN_FLIGHT_H
#define SIM_LEARN_FLIGHT_H

#include "sim/learn/learner.h"

enum opening_kind {
    OPEN_OPERATION, /* what the node is about to write */
    OPEN_LATE,      /* announced by an operation before that */
    OPEN_FRAME,     /* of the task's own stack, below its stack pointer, and other tasks look there */
    OPEN_STACK,     /* the same, above it */
};

struct opening {
    uint64_t addr;
    uint32_t bytes;
    uint32_t at;   /* in the arrays of bytes below */
    uint8_t kind;  /* enum opening_kind */
    bool hook;     /* OPEN_LATE: not announced by a library routine, so made by the next operation */
};

enum flight_purpose {
    FLIGHT_RUN,         /* what counts */
    FLIGHT_PROBE,       /* to see what is written: an operation is not shown what it overwrites */
    FLIGHT_STACK_PROBE, /* ... nor is the task what OPEN_STACK holds: it may go astray */
};

struct flight_run {
    struct learner *l;
    struct direct_task *t;
    const struct node *from;
    enum flight_purpose purpose;
    uint32_t shared_count;    /* of l->shared: those that were known before the first run */
    uint32_t hidden;          /* FLIGHT_STACK_PROBE: which opening, or FLIGHT_ALL */
    VEC(struct opening) open; /* [0] is OPEN_OPERATION, if the operation writes */
    uint64_t sp;              /* after the run */
    struct bytes before, after;
    struct bytes known;       /* not 0 where the byte before is no pattern */
    struct bytes rewritten;   /* not 0 where a FLIGHT_STACK_PROBE of this run wrote */
    struct bytes reads;       /* what was read, as items of a flight */
};

enum { FLIGHT_ALL = UINT32_MAX };

/** Puts the flight and the result of the node's operation into memory. */
void flight_prepare(struct flight_run *r, const void *result, size_t bytes);
/** After the run: what the open places hold now. */
void flight_gather(struct flight_run *r);
void flight_release(struct flight_run *r);

/** Is there a place of which one run does not tell whether it is written? */
bool flight_needs(const struct flight_run *r, enum flight_purpose purpose);

/** The stack probe came to the same operation as r: what it wrote, r wrote, too. */
void flight_trust(struct flight_run *r, const struct flight_run *stack_probe);

/**
 * What the run wrote (end->out), and what is in flight now (end->flight).  probe: NULL if none was needed;
 * same_end: it came to the same operation.  Returns NULL, or what the task did that cannot be
 * learned.
 */
const char *flight_settle(const struct flight_run *r, const struct flight_run *probe, bool same_end,
                          struct native_end *end);

#endif
