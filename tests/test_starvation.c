/* SPDX-License-Identifier: MIT */
/*
 * Fair runs, and starvation.
 *
 * Goal: a fair run is found if and only if there is one, and what is returned is one.
 * Method: random graphs against naive definitions (liveness_oracle.h); graphs whose answer is
 *         known.
 */
#include "tests/suite.h"

#include "checker/liveness/starvation.h"
#include "tests/liveness_oracle.h"
#include "tests/liveness_rig.h"

static bool is_trying(const struct oracle *o, uint32_t s)
{
    return o->graph->trying[s] >> o->task & 1;
}

static unsigned compare_starvation(const struct graph *g, uint32_t task, enum fairness fairness)
{
    struct lasso lasso = {0};
    const struct oracle oracle = {
        .graph = g,
        .fairness = fairness,
        .may_stay = true,
        .may_stop = true,
        .task = task,
        .state = is_trying,
    };
    bool found = starvation_find(g, task, fairness, &lasso);
    CU_ASSERT_EQUAL(found, oracle_has_run(&oracle));
    CU_ASSERT_EQUAL(found, starvation_find(g, task, fairness, NULL));
    if (found) {
        CU_ASSERT_TRUE(oracle_accepts(&oracle, &lasso));
        lasso_release(&lasso);
    }
    return found;
}

static void starvation_is_found_exactly_where_the_definition_says(void)
{
    struct prng random = prng_seeded(2);
    unsigned found[3] = {0}, compared = 0;
    for (int i = 0; i < 15000; i++) {
        struct sketch sketch;
        sketch_random(&sketch, &random, 8);
        const struct graph *g = sketch_graph(&sketch);
        for (uint32_t task = 0; task < g->tasks; task++, compared++)
            for (int fairness = FAIRNESS_NONE; fairness <= FAIRNESS_STRONG; fairness++)
                found[fairness] += compare_starvation(g, task, (enum fairness)fairness);
        sketch_release(&sketch);
    }
    /* Each kind answers yes and no often enough to be tested, and they differ. */
    CU_ASSERT_TRUE(found[FAIRNESS_NONE] < compared - 1000);
    CU_ASSERT_TRUE(found[FAIRNESS_NONE] > found[FAIRNESS_WEAK] + 100);
    CU_ASSERT_TRUE(found[FAIRNESS_WEAK] > found[FAIRNESS_STRONG] + 100);
    CU_ASSERT_TRUE(found[FAIRNESS_STRONG] > 1000);
}

/* Any property of edges will do: here, every third one. */
static bool is_third(const struct oracle *o, uint64_t edge, uint32_t from)
{
    (void)o, (void)from;
    return edge % 3 == 0;
}

static void runs_that_take_edges_are_found_exactly_where_the_definition_says(void)
{
    struct prng random = prng_seeded(6);
    unsigned found = 0, compared = 15000;
    for (unsigned i = 0; i < compared; i++) {
        struct sketch sketch;
        struct lasso lasso = {0};
        sketch_random(&sketch, &random, 7);
        const struct graph *g = sketch_graph(&sketch);
        uint64_t *thirds = bitmap_new(graph_edges(g));
        for (uint64_t e = 0; e < graph_edges(g); e += 3)
            bitmap_set(thirds, e);
        const enum fairness fairness = (enum fairness)(i % 3);
        const struct fair_query query = {
            .within = {.graph = g}, .fairness = fairness, .may_stop = true, .take = thirds};
        const struct oracle oracle = {
            .graph = g, .fairness = fairness, .may_stop = true, .take = is_third};
        bool yes = fairness_find(&query, &lasso);
        CU_ASSERT_EQUAL(yes, oracle_has_run(&oracle));
        CU_ASSERT_TRUE(!yes || oracle_accepts(&oracle, &lasso));
        found += yes;
        free(thirds);
        lasso_release(&lasso);
        sketch_release(&sketch);
    }
    CU_ASSERT_TRUE(found > 1000 && found < compared - 1000);
}

/* Task 0 tries; task 1 goes round through a state in which task 0 could get in. */
static void now_and_then_enabled_starves_under_weak_but_not_under_strong_fairness(void)
{
    struct sketch sketch = {.graph.tasks = 2};
    uint32_t held = sketch_state(&sketch, (struct regions){.trying = 1, .critical = 2});
    uint32_t open = sketch_state(&sketch, (struct regions){.trying = 1});
    uint32_t in = sketch_state(&sketch, (struct regions){.critical = 1});
    sketch_edge(&sketch, held, 1, open);
    sketch_edge(&sketch, open, 1, held);
    sketch_edge(&sketch, open, 0, in);
    sketch_edge(&sketch, in, 0, open);
    const struct graph *g = sketch_graph(&sketch);
    struct lasso lasso = {0};
    CU_ASSERT_TRUE(starvation_find(g, 0, FAIRNESS_WEAK, &lasso));
    CU_ASSERT_EQUAL(lasso.prefix.count, 0);
    CU_ASSERT_EQUAL(lasso.cycle.count, 2);
    lasso_release(&lasso);
    CU_ASSERT_FALSE(starvation_find(g, 0, FAIRNESS_STRONG, NULL));
    sketch_release(&sketch);
}

/* Task 0 waits in the middle; task 1 moves there, and on to side 2, 3 ...  From side k task k can
 * leave for ever, and task k + 1 goes back to the middle.  A strongly fair run avoids side 2, for
 * task 2 moves nowhere else; so it avoids side 3, for task 3 moves nowhere else any more; and so
 * on: the middle is left. */
static void strong_fairness_removes_what_cannot_be_fair_round_by_round(void)
{
    enum { TASKS = 9 };
    for (int alone = 0; alone < 2; alone++) {
        struct sketch sketch = {.graph.tasks = TASKS};
        uint32_t middle = sketch_state(&sketch, (struct regions){.trying = 1});
        uint32_t out = sketch_state(&sketch, (struct regions){0});
        for (uint8_t k = 2; k < TASKS; k++) {
            uint32_t side = sketch_state(&sketch, (struct regions){.trying = 1});
            sketch_edge(&sketch, middle, 1, side);
            sketch_edge(&sketch, side, k, out);
            sketch_edge(&sketch, side, k + 1 < TASKS ? k + 1 : 1, middle);
        }
        if (alone)
            sketch_edge(&sketch, middle, 1, middle);
        const struct graph *g = sketch_graph(&sketch);
        struct lasso lasso = {0};
        CU_ASSERT_TRUE(starvation_find(g, 0, FAIRNESS_WEAK, NULL));
        CU_ASSERT_EQUAL(starvation_find(g, 0, FAIRNESS_STRONG, &lasso), alone);
        if (alone) {
            CU_ASSERT_EQUAL(lasso.prefix.count, 0);
            CU_ASSERT_EQUAL(lasso.cycle.count, 1);
            lasso_release(&lasso);
        }
        sketch_release(&sketch);
    }
}

/* Task 1 alone can let task 0 in, but is in its remainder section. */
static void another_that_stays_in_its_remainder_section_makes_a_task_starve(void)
{
    for (int remainder = 0; remainder < 2; remainder++) {
        struct sketch sketch = {.graph.tasks = 2};
        uint32_t outside = sketch_state(&sketch, (struct regions){.remainder = 1});
        uint32_t waits =
            sketch_state(&sketch, (struct regions){.trying = 1, .remainder = remainder ? 2 : 0});
        uint32_t in = sketch_state(&sketch, (struct regions){.critical = 1});
        sketch_edge(&sketch, outside, 0, waits);
        sketch_edge(&sketch, waits, 1, in);
        struct lasso lasso = {0};
        const struct graph *g = sketch_graph(&sketch);
        CU_ASSERT_EQUAL(starvation_find(g, 0, FAIRNESS_STRONG, &lasso), remainder);
        if (remainder) {
            CU_ASSERT_EQUAL(lasso.prefix.count, 1);
            CU_ASSERT_EQUAL(lasso.cycle.count, 0);
            lasso_release(&lasso);
        }
        sketch_release(&sketch);
    }
}

/* Task 0 waits for a value that is still in task 1's buffer; task 1 goes round for ever. */
static void buffers_flush_under_every_kind_of_fairness(void)
{
    for (int flush = 0; flush < 2; flush++) {
        struct sketch sketch = {.graph.tasks = 2};
        uint32_t buffered = sketch_state(&sketch, (struct regions){.trying = 1});
        uint32_t written = sketch_state(&sketch, (struct regions){0});
        sketch_edge(&sketch, buffered, 1, buffered);
        sketch_edge(&sketch, written, 1, written);
        sketch_edge(&sketch, buffered, flush ? GRAPH_BUFFERS + 1 : 1, written);
        const struct graph *g = sketch_graph(&sketch);
        for (int fairness = FAIRNESS_NONE; fairness <= FAIRNESS_STRONG; fairness++)
            CU_ASSERT_EQUAL(starvation_find(g, 0, (enum fairness)fairness, NULL), !flush);
        sketch_release(&sketch);
    }
}

void suite_starvation(void)
{
    CU_pSuite suite = CU_add_suite("starvation", NULL, NULL);
    CU_ADD_TEST(suite, runs_that_take_edges_are_found_exactly_where_the_definition_says);
    CU_ADD_TEST(suite, starvation_is_found_exactly_where_the_definition_says);
    CU_ADD_TEST(suite, now_and_then_enabled_starves_under_weak_but_not_under_strong_fairness);
    CU_ADD_TEST(suite, strong_fairness_removes_what_cannot_be_fair_round_by_round);
    CU_ADD_TEST(suite, another_that_stays_in_its_remainder_section_makes_a_task_starve);
    CU_ADD_TEST(suite, buffers_flush_under_every_kind_of_fairness);
}
