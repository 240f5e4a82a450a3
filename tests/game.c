/* SPDX-License-Identifier: MIT */
#include "tests/game.h"

#include "tests/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t game_enabled(struct game *g, struct enabled *enabled)
{
    uint32_t count = 0;
    for (task_id i = 0; i < g->players; i++) {
        if (g->done[i] == g->moves[i])
            continue;
        g->ops[i] = (struct op){
            .kind = (uint8_t)(g->kinds[i] ? g->kinds[i] : OP_STORE),
            .pc = 0x1000u * i + g->done[i],
            .addr = g->cell ? g->cell(i, g->done[i]) : 0,
            .bytes = 8,
        };
        enabled[count++] = (struct enabled){i, 1, &g->ops[i]};
    }
    return count;
}

static bool game_is_enabled(const struct game *g, task_id task)
{
    return task != TASK_NONE && g->done[task] < g->moves[task];
}

void game_play(struct game *g, struct scheduler s)
{
    struct enabled enabled[PLAYERS_MAX];
    memset(g->done, 0, sizeof g->done);
    g->order_count = 0;
    g->abandoned = false;
    g->previous = TASK_NONE;
    for (;;) {
        struct choice choice = {
            .enabled = enabled,
            .count = game_enabled(g, enabled),
            .previous = g->previous,
            .previous_enabled = game_is_enabled(g, g->previous),
            .step = g->order_count,
        };
        if (choice.count == 0 || g->order_count == MOVES_MAX)
            return;
        task_id pick = enabled[0].task;
        if (choice.count > 1)
            pick = s.ops->next_task(s.self, &choice);
        if (pick == TASK_NONE) {
            g->abandoned = true;
            return;
        }
        CU_ASSERT_FATAL(game_is_enabled(g, pick));
        g->done[pick]++;
        g->order[g->order_count++] = pick;
        g->previous = pick;
    }
}

uint64_t game_outcome(const struct game *g)
{
    uint64_t outcome = 0;
    for (uint32_t i = 0; i < g->order_count; i++)
        outcome = outcome * 10 + g->order[i];
    return outcome;
}

bool same_order(const struct game *a, const struct game *b)
{
    return a->order_count == b->order_count &&
           memcmp(a->order, b->order, a->order_count * sizeof *a->order) == 0;
}

unsigned game_count(struct game g, struct scheduler s, bool (*is)(const struct game *))
{
    unsigned count = 0;
    while (s.ops->new_execution(s.self)) {
        game_play(&g, s);
        count += is(&g);
    }
    scheduler_release(s);
    return count;
}

bool is_likely(double count, double probability, double n)
{
    return fabs(count - n * probability) <= 5 * sqrt(n * probability * (1 - probability));
}

struct machine *ended_machine(enum machine_end end, uint64_t steps)
{
    struct machine *m = calloc(1, sizeof *m);
    CU_ASSERT_PTR_NOT_NULL_FATAL(m);
    m->end = end;
    m->steps = steps;
    return m;
}
