/* SPDX-License-Identifier: MIT */
/*
 * Games: what a strategy plays without a program.  Tasks are lists of operations, always enabled
 * until they end.
 *
 *     struct game g = {.players = 2, .moves = {2, 2}};
 *     while (s.ops->new_execution(s.self)) {
 *         game_play(&g, s);
 *         ... game_outcome(&g) ...
 *     }
 */
#ifndef TESTS_GAME_H
#define TESTS_GAME_H

#include "scheduler/scheduler.h"

enum { PLAYERS_MAX = 8, MOVES_MAX = 256 };

/* One execution of a game: player i makes moves[i] steps; its pending operation is kinds[i]. */
struct game {
    uint32_t players;
    uint32_t moves[PLAYERS_MAX];
    enum op_kind kinds[PLAYERS_MAX]; /* 0 = OP_STORE */
    /* The cell that player i accesses in its step m; NULL: steps without one. */
    uint64_t (*cell)(task_id i, uint32_t m);
    /* Outcome. */
    uint32_t order_count;
    task_id order[MOVES_MAX]; /* who made each step */
    bool abandoned;
    struct op ops[PLAYERS_MAX];
    uint32_t done[PLAYERS_MAX];
    task_id previous;
};

/** Plays to the end, or until somebody has moved MOVES_MAX times in all. */
void game_play(struct game *g, struct scheduler s);

/** The order of steps as a number with a digit per step. */
uint64_t game_outcome(const struct game *g);

bool same_order(const struct game *a, const struct game *b);

/** Plays executions until there is none; how many of them are what `is` says.  Releases s. */
unsigned game_count(struct game g, struct scheduler s, bool (*is)(const struct game *));

/** Is count within five standard deviations of what a probability gives in n trials? */
bool is_likely(double count, double probability, double n);

/** A machine that shows nothing but how it ended; freed by free(). */
struct machine *ended_machine(enum machine_end end, uint64_t steps);

#endif
