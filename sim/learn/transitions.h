/* SPDX-License-Identifier: MIT */
/*
 * Transitions of the product as they are met: each state that an execution came to is a number, and
 * where its steps lead is computed once and looked up afterwards.
 *
 * A state here is one of the product together with what happened before what (order.h), so that
 * whatever an execution can show from there on is a function of the number.
 */
#ifndef SIM_LEARN_TRANSITIONS_H
#define SIM_LEARN_TRANSITIONS_H

#include "base/arena.h"
#include "sim/deed.h"
#include "sim/learn/order.h"
#include "sim/learn/rounds.h"
#include "sim/machine.h"

struct learned_limits;

enum situation {
    SITUATION_NEW,      /* nobody was there yet: transitions_look */
    SITUATION_CHOICE,   /* tasks can move */
    SITUATION_FINISHED, /* all tasks ended */
    SITUATION_EXITED,   /* the process ended */
    SITUATION_STUCK,
    SITUATION_EXCLUDED, /* ... and somebody assumed something that is false */
    SITUATION_WRONG,   /* the step that leads here shows a finding; nothing follows */
    SITUATION_UNKNOWN, /* the product cannot tell what follows: see `stale` and product->refused */
};

struct transition_state {
    uint8_t situation;
    bool late;        /* time passes: nobody can move otherwise */
    bool waits;       /* some of these tasks only go round a loop, as things are */
    uint8_t count;    /* of the tasks that can move */
    uint32_t enabled; /* first of them in transitions->enabled */
    uint32_t steps;   /* and of their steps in transitions->steps */
    uint64_t tasks;   /* the same as bits */
};

enum { TRANSITION_UNKNOWN = UINT32_MAX };

/* An answer of transitions_hold. */
struct held {
    uint32_t state, history, count;
    bool known, holds;
};

enum { HELD_COUNT = 1 << 12 };

struct transition {
    uint32_t target;    /* a state, or TRANSITION_UNKNOWN */
    uint32_t performed; /* steps of the direct machine: eager operations are steps, too */
    uint32_t deed;      /* in transitions.deeds; 0 if nobody wants deeds */
    uint32_t look;      /* in a loop of looks, what the task found (rounds.h); 0: it did something else */
};

struct transitions {
    struct product *product;
    struct order order;
    struct blob_set keys; /* by number of the state */
    VEC(struct transition_state) states;
    VEC(struct enabled) enabled;
    VEC(uint32_t) rounds;     /* by member of enabled: the task would come back by so many looks; 0: no */
    VEC(uint32_t) first_step; /* by member of enabled, relative to its state's steps */
    VEC(struct transition) steps;
    VEC(struct op *) ops; /* by class; NULL = not needed yet */
    struct arena arena;
    struct state state; /* under work */
    struct rounds looks;
    struct held *held; /* HELD_COUNT, each where its state and history belong */
    bool keeps_deeds;
    struct deed deed; /* of the step under work */
    struct deed_set deeds;
    uint32_t at; /* its number, or none */
    VEC(uint8_t) key;
    uint32_t slots;     /* of tasks, when this was made */
    uint32_t performed; /* steps that lead to the initial state */
    uint64_t computed;  /* transitions that were not looked up */
};

/**
 * For the classes that the product has now.  State 0 is the initial one.
 */
void transitions_init(struct transitions *t, struct product *p,
                      const struct learned_limits *limits);
void transitions_release(struct transitions *t);

/** Finds out what can happen in a SITUATION_NEW state. */
void transitions_look(struct transitions *t, uint32_t state);

/** Where step number `step` of a state, the alternative of the task, leads; computed if it is not
 * known. */
struct transition transitions_follow(struct transitions *t, uint32_t state, uint32_t step,
                                     task_id task, uint32_t alternative);

bool transitions_find_held(struct transitions *t, uint32_t state, uint32_t history, uint32_t count);
/** Would the last `count` looks of a history (transitions.looks) find the same in this state? */
static inline bool transitions_hold(struct transitions *t, uint32_t state, uint32_t history,
                                    uint32_t count)
{
    struct held *h = &t->held[(state * 0x9e3779b1u ^ history * 0x85ebca6bu) >> 20 & (HELD_COUNT - 1)];
    if (LIKELY(h->known && h->state == state && h->history == history && h->count == count))
        return h->holds;
    *h = (struct held){state, history, count, true, transitions_find_held(t, state, history, count)};
    return h->holds;
}
/** What a task that is there would do next, if it could. */
void transitions_intend(struct transitions *t, uint32_t state, task_id task, struct deed *deed);
/** The tasks that have not ended. */
uint64_t transitions_unfinished(struct transitions *t, uint32_t state);

/** Forgets all states but these, which get new numbers: states[i].  None may be the end after a
 * step. */
void transitions_keep(struct transitions *t, uint64_t *states, size_t count);

/** Did something turn up for which the classes, or the cells that are operations, are not right? */
bool transitions_are_stale(const struct transitions *t);

#endif
