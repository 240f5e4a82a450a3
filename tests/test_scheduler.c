/* SPDX-License-Identifier: MIT */
/*
 * Goal: each strategy makes the choices that its header promises, and the same ones for the same
 * seed. Method: strategies know nothing but struct choice, so they play games (tests/game.h).
 * Frequencies are compared with probabilities that are known exactly, seeds are fixed, and bounds
 * are five standard deviations wide.
 */
#include "tests/game.h"
#include "tests/suite.h"

#include <string.h>

/* --- random --- */

/* Two tasks of two steps.  Four choices at most: after AA or BB the rest is forced. */
static void random_follows_each_order_as_often_as_its_choices_say(void)
{
    enum { EXECUTIONS = 32000 };
    static const struct {
        uint64_t outcome;
        double probability;
    } orders[] = {{11, 0.25},    {101, 0.125},  {110, 0.125},
                  {1001, 0.125}, {1010, 0.125}, {1100, 0.25}};
    unsigned counts[6] = {0}, total = 0;
    struct scheduler_options options = {.seed = 1, .executions = EXECUTIONS};
    struct scheduler s = scheduler_random(&options);
    struct game g = {.players = 2, .moves = {2, 2}};
    while (s.ops->new_execution(s.self)) {
        game_play(&g, s);
        for (int i = 0; i < 6; i++)
            counts[i] += game_outcome(&g) == orders[i].outcome;
        total++;
    }
    CU_ASSERT_EQUAL(total, EXECUTIONS);
    for (int i = 0; i < 6; i++)
        CU_ASSERT(is_likely(counts[i], orders[i].probability, EXECUTIONS));
    CU_ASSERT_EQUAL(counts[0] + counts[1] + counts[2] + counts[3] + counts[4] + counts[5], total);
    scheduler_release(s);
}

/* Also across the refills of the word that the choices between two are taken from. */
static void random_choices_are_uniform_and_independent_of_the_last(void)
{
    enum { DRAWS = 60000 };
    for (uint32_t players = 2; players <= 5; players++) {
        struct scheduler_options options = {.seed = players};
        struct scheduler s = scheduler_random(&options);
        struct op op = {.kind = OP_STORE};
        struct enabled enabled[5];
        unsigned counts[5] = {0}, repeated = 0;
        task_id last = TASK_NONE;
        for (task_id i = 0; i < players; i++)
            enabled[i] = (struct enabled){i, 1, &op};
        struct choice choice = {.enabled = enabled, .count = players, .previous = TASK_NONE};
        CU_ASSERT(s.ops->new_execution(s.self));
        for (int i = 0; i < DRAWS; i++) {
            task_id pick = s.ops->next_task(s.self, &choice);
            CU_ASSERT_FATAL(pick < players);
            counts[pick]++;
            repeated += pick == last;
            last = pick;
        }
        for (uint32_t i = 0; i < players; i++)
            CU_ASSERT(is_likely(counts[i], 1.0 / players, DRAWS));
        CU_ASSERT(is_likely(repeated, 1.0 / players, DRAWS));
        scheduler_release(s);
    }
}

static void random_alternatives_are_uniform(void)
{
    enum { DRAWS = 30000 };
    struct scheduler_options options = {.seed = 5};
    struct scheduler s = scheduler_random(&options);
    unsigned counts[3] = {0};
    CU_ASSERT(s.ops->new_execution(s.self));
    for (int i = 0; i < DRAWS; i++) {
        uint64_t draw = s.ops->next_u64(s.self, 3);
        CU_ASSERT_FATAL(draw < 3);
        counts[draw]++;
    }
    for (int i = 0; i < 3; i++)
        CU_ASSERT(is_likely(counts[i], 1.0 / 3, DRAWS));
    scheduler_release(s);
}

static void random_execution_k_can_be_repeated_alone(void)
{
    struct scheduler_options all = {.seed = 9, .executions = 50};
    struct scheduler s = scheduler_random(&all);
    struct game g = {.players = 3, .moves = {9, 9, 9}};
    for (uint64_t k = 0; s.ops->new_execution(s.self); k++) {
        struct scheduler_options one = {.seed = 9, .executions = 1, .first = k};
        struct scheduler alone = scheduler_random(&one);
        struct game again = {.players = 3, .moves = {9, 9, 9}};
        game_play(&g, s);
        CU_ASSERT(alone.ops->new_execution(alone.self));
        game_play(&again, alone);
        CU_ASSERT(same_order(&g, &again));
        CU_ASSERT_FALSE(alone.ops->new_execution(alone.self));
        scheduler_release(alone);
    }
    scheduler_release(s);
}

/* Seeds that differ by the step of the seeding generator would share streams if used as they are.
 */
static void neighbouring_seeds_and_executions_have_unrelated_streams(void)
{
    static const uint64_t seeds[] = {0, 1, 2, 0x9e3779b97f4a7c15u, UINT64_MAX};
    struct game games[5][40];
    for (int i = 0; i < 5; i++) {
        struct scheduler_options options = {.seed = seeds[i], .executions = 40};
        struct scheduler s = scheduler_random(&options);
        for (int k = 0; k < 40; k++) {
            games[i][k] = (struct game){.players = 2, .moves = {60, 60}};
            CU_ASSERT(s.ops->new_execution(s.self));
            game_play(&games[i][k], s);
        }
        scheduler_release(s);
    }
    const struct game *first = &games[0][0];
    for (int a = 0; a < 200; a++)
        for (int b = a + 1; b < 200; b++)
            CU_ASSERT_FALSE(same_order(first + a, first + b));
}

/* --- PCT --- */

/*
 * The bug shows when player 0 is stopped between its steps 5 and 6 and player 1 makes all of its
 * ten steps there: one preemption at the right place, depth 2.
 */
static bool is_depth_2_bug(const struct game *g)
{
    static const task_id bug[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0};
    return g->order_count == 20 && memcmp(g->order, bug, sizeof bug) == 0;
}

/* The same with two preemptions: player 0 stops after 5, player 1 after 5, 0 ends, 1 ends: depth 3.
 */
static bool is_depth_3_bug(const struct game *g)
{
    static const task_id bug[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    return g->order_count == 20 && memcmp(g->order, bug, sizeof bug) == 0;
}

static unsigned count_bugs(struct scheduler s, bool (*is_bug)(const struct game *))
{
    return game_count((struct game){.players = 2, .moves = {10, 10}}, s, is_bug);
}

/*
 * n = 2 tasks and k <= 19 choices (the last step is always forced).  In 20,000 executions at least
 * 20000/(2*19) = 526 for depth 2 are expected, and in 100,000 at least 100000/(2*19*19) = 138 for
 * depth 3; less five standard deviations.
 */
static void pct_keeps_its_guarantee(void)
{
    struct scheduler_options two = {.seed = 1, .executions = 20000, .depth = 2};
    struct scheduler_options three = {.seed = 1, .executions = 100000, .depth = 3};
    CU_ASSERT(count_bugs(scheduler_pct(&two), is_depth_2_bug) >= 526 - 5 * 23);
    CU_ASSERT(count_bugs(scheduler_pct(&three), is_depth_3_bug) >= 138 - 5 * 12);
}

/* Negative control: what is too deep for the strategy is not found, or only by luck. */
static void less_depth_or_a_random_walk_does_not_find_the_bug(void)
{
    struct scheduler_options one = {.seed = 1, .executions = 20000, .depth = 1};
    struct scheduler_options two = {.seed = 1, .executions = 100000, .depth = 2};
    CU_ASSERT_EQUAL(count_bugs(scheduler_pct(&one), is_depth_2_bug), 0);
    CU_ASSERT_EQUAL(count_bugs(scheduler_pct(&two), is_depth_3_bug), 0);
    /* 2^-15 each: 0.6 are expected. */
    CU_ASSERT(count_bugs(scheduler_random(&one), is_depth_2_bug) <= 5);
}

/* Depth 1: only the initial priorities decide, and all orders of tasks are equally likely. */
static void pct_draws_all_orders_of_priorities_alike(void)
{
    enum { EXECUTIONS = 12000 };
    struct scheduler_options options = {.seed = 3, .executions = EXECUTIONS, .depth = 1};
    struct scheduler s = scheduler_pct(&options);
    struct game g = {.players = 3, .moves = {1, 1, 1}};
    unsigned counts[211] = {0};
    while (s.ops->new_execution(s.self)) {
        game_play(&g, s);
        CU_ASSERT_FATAL(game_outcome(&g) <= 210);
        counts[game_outcome(&g)]++;
    }
    static const unsigned orders[] = {12, 21, 102, 120, 201, 210};
    for (int i = 0; i < 6; i++)
        CU_ASSERT(is_likely(counts[orders[i]], 1.0 / 6, EXECUTIONS));
    scheduler_release(s);
}

/* Two tasks that only yield must take turns, else one starves the other. */
static void pct_lets_others_run_when_a_task_yields(void)
{
    struct scheduler_options options = {.seed = 1, .executions = 100};
    struct scheduler s = scheduler_pct(&options);
    struct game g = {.players = 3, .moves = {40, 40, 40}, .kinds = {OP_YIELD, OP_YIELD, OP_YIELD}};
    while (s.ops->new_execution(s.self)) {
        uint32_t last[3] = {0, 0, 0}, longest = 0;
        game_play(&g, s);
        CU_ASSERT_EQUAL(g.order_count, 120);
        for (uint32_t i = 0; i < g.order_count; i++) {
            uint32_t wait = i - last[g.order[i]];
            longest = wait > longest ? wait : longest;
            last[g.order[i]] = i;
        }
        CU_ASSERT(longest <= 6); /* round robin, but for the two drops of depth 3 */
    }
    scheduler_release(s);
}

/* A loop that is not recognised as waiting: 0 or 1 spins for ever unless the other one moves. */
static void pct_does_not_let_a_spinning_task_run_for_ever(void)
{
    struct scheduler_options options = {.seed = 1, .executions = 10};
    struct scheduler s = scheduler_pct(&options);
    struct op op = {.kind = OP_LOAD};
    struct enabled enabled[2] = {{0, 1, &op}, {1, 1, &op}};
    while (s.ops->new_execution(s.self)) {
        struct choice choice = {.enabled = enabled, .count = 2, .previous = TASK_NONE};
        task_id first = s.ops->next_task(s.self, &choice);
        unsigned steps = 1;
        while (steps < 100000 && s.ops->next_task(s.self, &choice) == first)
            steps++;
        CU_ASSERT(steps <= 10000);
    }
    scheduler_release(s);
}

/* --- round robin --- */

static void round_robin_goes_around_in_order_of_id(void)
{
    struct scheduler_options options = {.executions = 1};
    struct scheduler s = scheduler_round_robin(&options);
    struct game g = {.players = 3, .moves = {3, 1, 2}};
    CU_ASSERT(s.ops->new_execution(s.self));
    game_play(&g, s);
    CU_ASSERT_EQUAL(game_outcome(&g), 12020); /* 0 1 2, 0 2, 0 */
    CU_ASSERT_FALSE(s.ops->new_execution(s.self));
    scheduler_release(s);
}

/* --- all of them --- */

static void the_same_seed_gives_the_same_choices_and_another_seed_others(void)
{
    for (const struct scheduler_entry *e = scheduler_registry; e->name != NULL; e++) {
        struct scheduler_options options = {.seed = 42, .executions = 100};
        struct scheduler_options other_options = {.seed = 43, .executions = 100};
        struct scheduler a = e->make(&options), b = e->make(&options);
        struct scheduler other = e->make(&other_options);
        unsigned different = 0;
        CU_ASSERT_STRING_EQUAL(a.ops->name, e->name);
        while (a.ops->new_execution(a.self)) {
            struct game ga = {.players = 4, .moves = {7, 7, 7, 7}}, gb = ga, go = ga;
            CU_ASSERT(b.ops->new_execution(b.self));
            CU_ASSERT(other.ops->new_execution(other.self));
            game_play(&ga, a);
            game_play(&gb, b);
            game_play(&go, other);
            CU_ASSERT(same_order(&ga, &gb));
            CU_ASSERT_EQUAL(a.ops->next_u64(a.self, 1000), b.ops->next_u64(b.self, 1000));
            different += !same_order(&ga, &go);
        }
        CU_ASSERT(different > 50 || strcmp(e->name, "round-robin") == 0);
        scheduler_release(a);
        scheduler_release(b);
        scheduler_release(other);
    }
}

static void an_unknown_strategy_is_answered_with_the_known_ones(void)
{
    struct scheduler_options options = {.seed = 1};
    struct scheduler s;
    struct error err;
    CU_ASSERT_FALSE(scheduler_make("rnd", &options, &s, &err));
    CU_ASSERT_STRING_EQUAL(err.text,
                           "unknown strategy 'rnd'; the strategies are random, pct, pos, surw, "
                           "preemption, delay, portfolio, round-robin");
    CU_ASSERT(scheduler_make("pct", &options, &s, &err));
    scheduler_release(s);
    options.depth = SCHEDULER_DEPTH_MAX + 1;
    CU_ASSERT_FALSE(scheduler_make("pct", &options, &s, &err));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "depth 101"));
}

void suite_scheduler(void)
{
    CU_pSuite suite = CU_add_suite("scheduler", NULL, NULL);
    CU_ADD_TEST(suite, random_follows_each_order_as_often_as_its_choices_say);
    CU_ADD_TEST(suite, random_choices_are_uniform_and_independent_of_the_last);
    CU_ADD_TEST(suite, random_alternatives_are_uniform);
    CU_ADD_TEST(suite, random_execution_k_can_be_repeated_alone);
    CU_ADD_TEST(suite, neighbouring_seeds_and_executions_have_unrelated_streams);
    CU_ADD_TEST(suite, pct_keeps_its_guarantee);
    CU_ADD_TEST(suite, less_depth_or_a_random_walk_does_not_find_the_bug);
    CU_ADD_TEST(suite, pct_draws_all_orders_of_priorities_alike);
    CU_ADD_TEST(suite, pct_lets_others_run_when_a_task_yields);
    CU_ADD_TEST(suite, pct_does_not_let_a_spinning_task_run_for_ever);
    CU_ADD_TEST(suite, round_robin_goes_around_in_order_of_id);
    CU_ADD_TEST(suite, the_same_seed_gives_the_same_choices_and_another_seed_others);
    CU_ADD_TEST(suite, an_unknown_strategy_is_answered_with_the_known_ones);
}
