/* SPDX-License-Identifier: MIT */
/*
 * Mutual exclusion algorithms as graphs: each shared access is a step, each mark that matters as
 * well.
 *
 *     struct sketch sketch = {0};
 *     protocol_draw(&peterson, 2, &sketch);
 *     conditions_judge(sketch_graph(&sketch), &conditions);
 */
#ifndef TESTS_LIVENESS_PROTOCOLS_H
#define TESTS_LIVENESS_PROTOCOLS_H

#include "tests/liveness_rig.h"

enum { PROTOCOL_TASKS_MAX = 5, PROTOCOL_CELLS_MAX = 10, PROTOCOL_BUFFER_MAX = 2 };

enum part { REMAINDER, TRYING, DOORWAY, WAITING, CRITICAL, LEAVING };

struct protocol_state {
    uint8_t at[PROTOCOL_TASKS_MAX];   /* where each task is: case labels of step() */
    uint8_t mine[PROTOCOL_TASKS_MAX]; /* a local variable */
    uint8_t cell[PROTOCOL_CELLS_MAX];
    uint8_t buffered[PROTOCOL_TASKS_MAX];
    struct {
        uint8_t cell, value;
    } buffer[PROTOCOL_TASKS_MAX][PROTOCOL_BUFFER_MAX];
};

struct protocol {
    /* Makes task i's next step, of n tasks.  false: it waits, nothing has changed. */
    bool (*step)(struct protocol_state *s, uint32_t i, uint32_t n);
    enum part parts[10]; /* by the task's place */
};

extern const struct protocol peterson, peterson_buffered, peterson_fenced, test_and_set,
    turn_variable;
extern const struct protocol ticket_lock, filter_lock, check_then_set, flags_only, after_you;

/** Draws all states that n tasks reach that enter again and again. */
void protocol_draw(const struct protocol *protocol, uint32_t n, struct sketch *sketch);

#endif
