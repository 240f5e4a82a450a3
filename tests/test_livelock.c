/* SPDX-License-Identifier: MIT */
/*
 * Livelock, non-termination, progress.
 *
 * Goal: each is found exactly where its definition says, and the witness is one.
 * Method: random graphs against naive definitions (liveness_oracle.h); graphs whose answer is
 *         known.
 */
#include "tests/suite.h"

#include "checker/liveness/livelock.h"
#include "checker/liveness/progress.h"
#include "tests/liveness_oracle.h"
#include "tests/liveness_rig.h"

static bool somebody_tries(const struct oracle *o, uint32_t s)
{
    return o->graph->trying[s] != 0;
}

static bool nobody_is_inside(const struct oracle *o, uint32_t s)
{
    return o->graph->critical[s] == 0;
}

static bool nobody_enters(const struct oracle *o, uint64_t edge, uint32_t from)
{
    const struct graph *g = o->graph;
    uint64_t entered = g->critical[g->target[edge]] & ~g->critical[from];
    return g->task[edge] >= GRAPH_TASKS_MAX || !(entered >> g->task[edge] & 1);
}

typedef bool (*finder)(const struct graph *g, enum fairness fairness, struct lasso *out);

/* On random graphs: find agrees with the definition, and says yes and no often enough. */
static void compare(finder find, struct oracle oracle, uint64_t seed)
{
    struct prng random = prng_seeded(seed);
    unsigned found[3] = {0}, compared = 10000;
    for (unsigned i = 0; i < compared; i++) {
        struct sketch sketch;
        sketch_random(&sketch, &random, 7);
        oracle.graph = sketch_graph(&sketch);
        for (int fairness = FAIRNESS_NONE; fairness <= FAIRNESS_STRONG; fairness++) {
            struct lasso lasso = {0};
            oracle.fairness = (enum fairness)fairness;
            bool yes = find(oracle.graph, oracle.fairness, &lasso);
            CU_ASSERT_EQUAL(yes, oracle_has_run(&oracle));
            CU_ASSERT_TRUE(!yes || oracle_accepts(&oracle, &lasso));
            found[fairness] += yes;
            lasso_release(&lasso);
        }
        sketch_release(&sketch);
    }
    CU_ASSERT_TRUE(found[FAIRNESS_NONE] < compared - 500);
    CU_ASSERT_TRUE(found[FAIRNESS_NONE] > found[FAIRNESS_WEAK] + 50);
    CU_ASSERT_TRUE(found[FAIRNESS_WEAK] > found[FAIRNESS_STRONG] + 50);
    CU_ASSERT_TRUE(found[FAIRNESS_STRONG] > 500);
}

static void livelocks_are_found_exactly_where_the_definition_says(void)
{
    compare(livelock_find, (struct oracle){.edge = nobody_enters, .visit = somebody_tries}, 3);
}

static void nontermination_is_found_exactly_where_the_definition_says(void)
{
    compare(nontermination_find, (struct oracle){0}, 4);
}

static void progress_is_violated_exactly_where_the_definition_says(void)
{
    const struct oracle oracle = {
        .state = nobody_is_inside, .visit = somebody_tries, .may_stay = true, .may_stop = true};
    compare(progress_find_violation, oracle, 5);
}

/* Two tasks that step aside for each other for ever, or task 0 alone that can't get past task 1. */
static void a_livelock_needs_everybody_but_a_lack_of_progress_does_not(void)
{
    for (int stays = 0; stays < 2; stays++) {
        struct sketch sketch = {.graph.tasks = 2};
        const struct regions both = {.trying = stays ? 1 : 3, .remainder = stays ? 2 : 0};
        uint32_t a = sketch_state(&sketch, both), b = sketch_state(&sketch, both);
        uint32_t in = sketch_state(&sketch, (struct regions){.critical = 1});
        sketch_edge(&sketch, a, 0, b);
        sketch_edge(&sketch, b, 0, a);
        sketch_edge(&sketch, a, 1, stays ? in : b);
        sketch_edge(&sketch, b, 1, stays ? in : a);
        if (!stays)
            sketch_edge(&sketch, a, 0, in);
        const struct graph *g = sketch_graph(&sketch);
        CU_ASSERT_EQUAL(livelock_find(g, FAIRNESS_STRONG, NULL), !stays);
        CU_ASSERT_TRUE(progress_find_violation(g, FAIRNESS_STRONG, NULL));
        sketch_release(&sketch);
    }
}

static void a_deadlock_in_the_entry_section_is_a_lack_of_progress_but_not_a_livelock(void)
{
    struct sketch sketch = {.graph.tasks = 2};
    uint32_t start = sketch_state(&sketch, (struct regions){.remainder = 1, .trying = 2});
    uint32_t stuck = sketch_state(&sketch, (struct regions){.trying = 3, .unfinished = 3});
    sketch_edge(&sketch, start, 0, stuck);
    const struct graph *g = sketch_graph(&sketch);
    struct lasso lasso = {0};
    CU_ASSERT_FALSE(livelock_find(g, FAIRNESS_NONE, NULL));
    CU_ASSERT_TRUE(progress_find_violation(g, FAIRNESS_WEAK, &lasso));
    /* Task 1 is blocked from the start, so task 0 need not even try. */
    CU_ASSERT_EQUAL(lasso.prefix.count, 0);
    lasso_release(&lasso);
    sketch_release(&sketch);
}

void suite_livelock(void)
{
    CU_pSuite suite = CU_add_suite("livelock", NULL, NULL);
    CU_ADD_TEST(suite, livelocks_are_found_exactly_where_the_definition_says);
    CU_ADD_TEST(suite, nontermination_is_found_exactly_where_the_definition_says);
    CU_ADD_TEST(suite, progress_is_violated_exactly_where_the_definition_says);
    CU_ADD_TEST(suite, a_livelock_needs_everybody_but_a_lack_of_progress_does_not);
    CU_ADD_TEST(suite, a_deadlock_in_the_entry_section_is_a_lack_of_progress_but_not_a_livelock);
}
