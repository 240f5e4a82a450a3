/* SPDX-License-Identifier: MIT */
/*
 * Exploring the product: every reachable state, breadth first.
 *
 *     struct exploration e;
 *     explore_init(&e, product, &options);
 *     while (explore_some(&e, 10000)) report(e.states);
 *     ... e.end, e.witnesses ...
 *     explore_release(&e);
 *
 * States are numbered in the order in which they are found; state 0 is the initial one, and the states
 * that are still to be looked at are those from e.next on: breadth first needs no queue.
 */
#ifndef CHECKER_STATES_EXPLORE_H
#define CHECKER_STATES_EXPLORE_H

#include "checker/states/jumps.h"
#include "checker/states/persistent.h"
#include "checker/states/parents.h"
#include "checker/states/shape.h"
#include "checker/states/sleep.h"
#include "checker/states/store.h"
#include "sim/learn/symmetry.h"

enum { EXPLORE_BATCH = 64 };

enum explore_end {
    EXPLORE_NOT_YET,
    EXPLORE_COMPLETE, /* every reachable state was looked at */
    EXPLORE_STALE,    /* the classes or facts that it relied on are not right: minimise, start again */
    EXPLORE_REFUSED,  /* the product cannot be learned: product->refused */
    EXPLORE_FULL,     /* the limit of memory or states */
    EXPLORE_FOUND,    /* an error, and options.stop_at_first */
};

enum witness_kind {
    WITNESS_FINDING,  /* the last step shows it */
    WITNESS_STUCK,    /* no task can move, and some have not ended */
    WITNESS_FINISHED, /* all tasks ended, or the process did */
};

/* How to come to something that is to be shown on the direct machine. */
struct witness {
    enum witness_kind kind;
    struct product_finding finding; /* WITNESS_FINDING */
    uint32_t state;                 /* the state before the last step, or the last state */
    bool has_step;
    struct step_label {
        task_id task;
        uint16_t alternative;
    } step;
};

struct explore_options {
    bool stop_at_first;
    bool compact;             /* keep signatures of states instead of states, and no paths: witnesses are only told
                                 to be there; explore_state, _edges and _path cannot be asked for */
    bool persistent;          /* explore persistent sets only (persistent.h) */
    bool sleep;               /* ... or leave out steps of tasks that are asleep (sleep.h); without symmetry */
    struct symmetry *symmetry; /* store canonical states only (symmetry.h), borrowed; NULL = all states */
    bool stuck_is_fine;       /* states in which nobody moves, though tasks are there, are no witnesses */
    uint64_t bytes_max;       /* 0 = none */
    uint64_t states_max;      /* 0 = none */
    uint64_t witnesses_max;   /* so many, and the search ends as if it had found what it looked for; 0 = none */
    uint32_t finished_max;    /* so many witnesses of finished executions */
    uint32_t growth_max_percent; /* new nodes since the classes were made: beyond, it is stale */
};

/* Steps between states, in the order of the states that they leave. */
struct edge_list {
    uint64_t count;
    VEC(uint32_t) from, target;
    VEC(uint8_t) task;
    VEC(uint16_t) alternative;
};

void edge_list_release(struct edge_list *edges);

struct exploration {
    struct product *product;
    struct edge_list *edges; /* explore_edges: where they go; else NULL */
    struct explore_options options;
    struct store *store;
    struct frontier frontier; /* compact: the states from `next` on */
    uint64_t *ranks;          /* compact: of EXPLORE_BATCH states */
    struct shape shape;
    struct parents parents;
    enum explore_end end;
    uint64_t next;        /* the next state to look at */
    uint64_t transitions;
    bool excluded;        /* in some state nobody moves, and somebody assumed something that is false */
    uint64_t finished;    /* states in which nothing is left to do */
    uint64_t expanded;    /* the state that is looked at */
    uint64_t *packed;     /* its words */
    uint64_t *batch;      /* batch_count successors that are not in the store yet */
    struct parent batch_parents[EXPLORE_BATCH];
    uint64_t batch_asleep[EXPLORE_BATCH];
    uint32_t batch_count;
    struct footprints *footprints; /* NULL unless options.persistent or .sleep */
    struct sleep_sets sleep;       /* options.sleep */
    uint64_t asleep;               /* who is, in the successor that is about to be added */
    struct persistent_trial {
        uint32_t tried, saved;   /* states of this window; those that needed not all tasks */
        uint64_t pause, left_out; /* states left out the last time; those still to be left out */
    } trial;
    uint64_t newest;      /* highest index that a successor of the present state got */
    struct jumps jumps;   /* without symmetry */
    struct state state;
    struct state canonical; /* with symmetry: a successor and the canonical one of its renamings */
    VEC(struct witness) witnesses;
};

void explore_init(struct exploration *e, struct product *p, const struct explore_options *options);
void explore_release(struct exploration *e);

/** Looks at up to so many states.  True: there are more, call again. */
bool explore_some(struct exploration *e, uint64_t count);

static inline uint64_t explore_states(const struct exploration *e)
{
    return store_count(e->store);
}

/** Compact: an upper bound on the probability that a state was left out; else 0. */
double explore_omission(const struct exploration *e);

/** All memory that the states take. */
uint64_t explore_bytes(const struct exploration *e);

/** After a complete exploration: every step, by looking at all states again. */
void explore_edges(struct exploration *e, struct edge_list *edges);
/** The state with this number. */
void explore_state(struct exploration *e, uint64_t index, struct state *s);

struct path {
    VEC(struct step_label) steps;
};

/** The steps from the initial state to the witness; with symmetry, of the tasks as they really are. */
void explore_path(struct exploration *e, const struct witness *w, struct path *path);

#endif
