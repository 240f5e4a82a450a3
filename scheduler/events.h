/* SPDX-License-Identifier: MIT */
/*
 * Events: how many operations each task performs on each cell and object, learned from the choices of
 * earlier executions.
 *
 *     events_note(&events, task, op);       at a choice, of the task that was picked
 *     events_fold(&events);                 between executions
 *     events.shared[i]                      a place that several tasks use, not all to read
 *     events_expect(&events, place, left)   how many events of each task on it are to be expected
 */
#ifndef SCHEDULER_EVENTS_H
#define SCHEDULER_EVENTS_H

#include "sim/op.h"

/* A cell (its address) or an object (its id and a bit that no address has). */
typedef uint64_t event_place;

#define EVENT_ANYWHERE ((event_place)0) /* counts all events, wherever they are */

enum { EVENTS_MAX = 4096, EVENTS_SHARED_MAX = 256 };

/* The events of one task on one place. */
struct event_count {
    event_place place;
    uint32_t now;  /* of this execution */
    uint32_t most; /* the most of an earlier one */
    task_id task;  /* TASK_NONE: says who uses the place, below */
    task_id first; /* who used it first */
    bool several;  /* somebody else did, too */
    bool written;
    bool shared;   /* listed */
};

/* Beyond the bounds, places are not learned: executions that choose them are lost, nothing else. */
struct events {
    uint32_t count, shared_count;
    struct event_count items[EVENTS_MAX];
    uint16_t slots[2 * EVENTS_MAX]; /* 1 + index in items, by hash; 0 = free */
    event_place shared[EVENTS_SHARED_MAX];
};

/** Where the operation acts; EVENT_ANYWHERE if neither on a cell nor on an object. */
event_place event_place_of(const struct op *op);

void events_note(struct events *events, task_id task, const struct op *op);

/** The execution is over: the most that was seen is what is expected from now on. */
void events_fold(struct events *events);

/** Sets left[task] to what is expected of each task that has events on the place. */
void events_expect(const struct events *events, event_place place, uint32_t *left);

#endif
