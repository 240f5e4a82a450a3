/* SPDX-License-Identifier: MIT */
/*
 * A product of small automata, and exactly how many states it can reach: the oracle for engines
 * that store states.  It shares no code with heddle's machine, objects and engines: threads are
 * written down by hand, and every state is stored as it is, without any reduction.
 *
 * A thread is a list of steps between program points.  A step can be made at its point `from` where
 * all its guards hold; it performs its updates, in their order, and ends at `to`, all at once.
 * Where no step of a point can be made the thread is blocked.  A point without steps is the
 * thread's end.
 *
 *     struct handmade *p = handmade_new();             // while (atomic_exchange(&lock, 1));
 *     int lock = handmade_cell(p, 0);                // lock = 0;
 *     for (int i = 0; i < 2; i++) {
 *         handmade_thread(p);
 *         STEP(p, 0, 0, .when = {IF(lock, EQUAL, 1)});
 *         STEP(p, 0, 1, .when = {IF(lock, EQUAL, 0)}, .then = {SET(lock, 1)});
 *         STEP(p, 1, 0, .then = {SET(lock, 0)});
 *     }
 *     CU_ASSERT_EQUAL(handmade_count(p, 100).states, 3);
 *     handmade_free(p);
 *
 * What is counted is told in docs/algorithms/states.md.
 */
#ifndef TESTS_HANDMADE_H
#define TESTS_HANDMADE_H

#include "tests/state_set.h"

#include <stdbool.h>

enum {
    HANDMADE_THREADS_MAX = 8,
    HANDMADE_VARIABLES_MAX = 40,
    HANDMADE_FAILED = 255, /* a point: an assertion failed, the execution ends here */
};

enum handmade_relation { EQUAL, NOT_EQUAL, LESS, AT_LEAST };

/* left RELATION constant + variable.  Ids of variables start at 1; 0 stands for none. */
struct handmade_guard {
    int left;
    enum handmade_relation relation;
    int constant, variable;
};

/* target = (constant + variable) mod modulus; modulus 0 stands for 256. */
struct handmade_update {
    int target, constant, variable, modulus;
};

struct handmade_step {
    int from, to;                  /* points: 0 to 254; to may be HANDMADE_FAILED */
    struct handmade_guard when[4];  /* up to the first without left */
    struct handmade_update then[4]; /* up to the first without target */
};

#define STEP(p, from_, to_, ...)                                                                   \
    handmade_step((p), &(struct handmade_step){.from = (from_), .to = (to_), ##__VA_ARGS__})
#define IF(left, relation, constant) {(left), (relation), (constant), 0}
#define SET(variable, constant)      {(variable), (constant), 0, 0}
#define ADD(variable, constant)      {(variable), (constant), (variable), 0}
#define COPY(variable, source)       {(variable), 0, (source), 0}

struct handmade_state {
    uint8_t points[HANDMADE_THREADS_MAX];
    uint8_t values[HANDMADE_VARIABLES_MAX]; /* of variable v: [v - 1] */
};

struct handmade {
    int threads, variables;
    VEC(struct handmade_step) steps[HANDMADE_THREADS_MAX];
    int owner[HANDMADE_VARIABLES_MAX]; /* of variable v at [v - 1]: a thread, or -1: a cell */
    struct handmade_state initial;
};

struct handmade_count {
    uint64_t states;      /* the initial one included */
    uint64_t transitions; /* steps that can be made, over all states, self loops included */
    uint64_t ended;       /* states in which all threads are at their ends */
    uint64_t stuck;       /* states without a step in which not all threads are at their ends */
    uint64_t failed;      /* states with a thread at HANDMADE_FAILED: nothing follows them */
};

/** An empty product.  Owned by the caller (handmade_free). */
struct handmade *handmade_new(void);
void handmade_free(struct handmade *p);

/** A new shared variable.  Values are 0 to 255 and wrap around. */
int handmade_cell(struct handmade *p, int initial);

/** As many of them; the id of the first, the others follow. */
int handmade_cells(struct handmade *p, int count, int initial);

/** A new thread, which starts at point 0.  Steps and local variables that follow belong to it. */
void handmade_thread(struct handmade *p);

/** A variable of the newest thread.  For a minimal automaton, let it be 0 where it is not used. */
int handmade_local(struct handmade *p, int initial);

/** Adds a step to the newest thread.  The step is copied. */
void handmade_step(struct handmade *p, const struct handmade_step *step);

/** Counts what can be reached.  More than states_max states are a failed assertion. */
struct handmade_count handmade_count(const struct handmade *p, uint32_t states_max);

/** The same, and the states, in *seen, as bytes of struct handmade_state (state_set_release). */
struct handmade_count handmade_explore(const struct handmade *p, uint32_t states_max,
                                     struct state_set *seen);

/** Whether the thread can make this step of it in s. */
bool handmade_can_make(const struct handmade_state *s, int thread,
                       const struct handmade_step *step);

/** What follows s when it does. */
struct handmade_state handmade_make(struct handmade_state s, int thread,
                                  const struct handmade_step *step);

#endif
