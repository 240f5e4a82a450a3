/* SPDX-License-Identifier: MIT */
/*
 * The report card of well-known algorithms.
 *
 * Goal: it says what the theory of these algorithms says.
 * Method: their graphs are drawn from a few lines each (liveness_protocols.h).
 */
#include "tests/suite.h"

#include "checker/liveness/conditions.h"
#include "checker/liveness/livelock.h"
#include "tests/liveness_protocols.h"

struct card {
    struct sketch sketch;
    const struct graph *graph;
    struct conditions c;
};

static void open_card(struct card *card, const struct protocol *protocol, uint32_t tasks)
{
    card->sketch = (struct sketch){0};
    protocol_draw(protocol, tasks, &card->sketch);
    card->graph = sketch_graph(&card->sketch);
    graph_check(card->graph);
    conditions_judge(card->graph, &card->c);
}

static void close_card(struct card *card)
{
    conditions_release(&card->c);
    sketch_release(&card->sketch);
}

/* How many tasks can starve. */
static unsigned starving(const struct card *card, bool strong)
{
    unsigned count = 0;
    for (uint32_t t = 0; t < card->c.tasks; t++)
        count += (strong ? card->c.starvation_strong : card->c.starvation_weak)[t].violated;
    return count;
}

static bool bypass_is(const struct bypass *bypass, uint32_t bound)
{
    return bypass->kind == BYPASS_BOUNDED && bypass->bound == bound;
}

/* Between its first step, flag = 1, and its second, turn = other, a task can be overtaken by one
 * that read the flag just before, and once more by that one waiting for it to write turn. */
static void peterson_meets_all_conditions_and_is_bypassed_once(void)
{
    const struct protocol *right[] = {&peterson, &peterson_fenced};
    for (int i = 0; i < 2; i++) {
        struct card card;
        open_card(&card, right[i], 2);
        CU_ASSERT_FALSE(card.c.mutual_exclusion.violated);
        CU_ASSERT_FALSE(card.c.progress.violated);
        CU_ASSERT_EQUAL(starving(&card, false), 0);
        CU_ASSERT_EQUAL(starving(&card, true), 0);
        if (i == 0) {
            CU_ASSERT_TRUE(bypass_is(&card.c.bypass_doorway, 1));
            CU_ASSERT_TRUE(bypass_is(&card.c.bypass_first_step, 2));
            CU_ASSERT_EQUAL(card.c.fcfs_answer, FCFS_KEPT);
        }
        CU_ASSERT_FALSE(livelock_find(card.graph, FAIRNESS_WEAK, NULL));
        close_card(&card);
    }
}

static void peterson_without_fences_fails_under_store_buffers(void)
{
    struct card card;
    open_card(&card, &peterson_buffered, 2);
    CU_ASSERT_TRUE(card.c.mutual_exclusion.violated);
    /* Of each: the mark, two stores, a read that finds the old flag, the mark.  No flush. */
    CU_ASSERT_EQUAL(card.c.mutual_exclusion.witness.prefix.count, 10);
    CU_ASSERT_TRUE(lasso_is_connected(card.graph, &card.c.mutual_exclusion.witness));
    CU_ASSERT_FALSE(card.c.progress.violated);
    close_card(&card);
}

static void test_and_set_starves_unless_fairness_is_strong(void)
{
    for (uint32_t tasks = 2; tasks <= 4; tasks++) {
        struct card card;
        open_card(&card, &test_and_set, tasks);
        CU_ASSERT_FALSE(card.c.mutual_exclusion.violated);
        CU_ASSERT_FALSE(card.c.progress.violated);
        CU_ASSERT_EQUAL(starving(&card, false), tasks);
        CU_ASSERT_EQUAL(starving(&card, true), 0);
        /* Task 0 tries; then another goes round: mark, exchange, mark, store. */
        CU_ASSERT_EQUAL(card.c.starvation_weak[0].witness.prefix.count, 1);
        CU_ASSERT_EQUAL(card.c.starvation_weak[0].witness.cycle.count, 4);
        CU_ASSERT_EQUAL(card.c.bypass_first_step.kind, BYPASS_UNBOUNDED);
        CU_ASSERT_EQUAL(card.c.bypass_first_step.witness.cycle.count, 4);
        CU_ASSERT_EQUAL(card.c.bypass_doorway.kind, BYPASS_NOBODY_WAITS);
        CU_ASSERT_EQUAL(card.c.fcfs_answer, FCFS_UNMARKED);
        close_card(&card);
    }
}

static void a_turn_variable_lets_nobody_in_when_one_stays_outside(void)
{
    struct card card;
    open_card(&card, &turn_variable, 2);
    CU_ASSERT_FALSE(card.c.mutual_exclusion.violated);
    CU_ASSERT_TRUE(card.c.progress.violated);
    /* Task 1 tries; task 0, whose turn it is, stays where it is. */
    CU_ASSERT_EQUAL(card.c.progress.witness.prefix.count, 1);
    CU_ASSERT_EQUAL(card.c.progress.witness.cycle.count, 0);
    CU_ASSERT_EQUAL(card.graph->task[card.c.progress.witness.prefix.items[0]], 1);
    CU_ASSERT_EQUAL(starving(&card, true), 2);
    CU_ASSERT_TRUE(bypass_is(&card.c.bypass_first_step, 1));
    CU_ASSERT_FALSE(livelock_find(card.graph, FAIRNESS_WEAK, NULL));
    close_card(&card);
}

static void a_ticket_lock_serves_first_come_first_served(void)
{
    for (uint32_t tasks = 2; tasks <= 4; tasks++) {
        struct card card;
        open_card(&card, &ticket_lock, tasks);
        CU_ASSERT_FALSE(card.c.mutual_exclusion.violated);
        CU_ASSERT_FALSE(card.c.progress.violated);
        CU_ASSERT_EQUAL(starving(&card, false), 0);
        CU_ASSERT_TRUE(bypass_is(&card.c.bypass_doorway, 1));
        CU_ASSERT_TRUE(bypass_is(&card.c.bypass_first_step, 1));
        CU_ASSERT_EQUAL(card.c.fcfs_answer, FCFS_KEPT);
        close_card(&card);
    }
}

/* Herlihy and Shavit, "The Art of Multiprocessor Programming", 2008, chapter 2: nobody starves, but
 * some can be overtaken an arbitrary number of times, if there are more than two. */
static void a_filter_lock_starves_nobody_but_overtaking_is_unbounded(void)
{
    for (uint32_t tasks = 2; tasks <= 3; tasks++) {
        struct card card;
        open_card(&card, &filter_lock, tasks);
        CU_ASSERT_FALSE(card.c.mutual_exclusion.violated);
        CU_ASSERT_FALSE(card.c.progress.violated);
        CU_ASSERT_EQUAL(starving(&card, false), 0);
        CU_ASSERT_TRUE(tasks == 2 ? bypass_is(&card.c.bypass_doorway, 1)
                                  : card.c.bypass_doorway.kind == BYPASS_UNBOUNDED);
        CU_ASSERT_EQUAL(card.c.fcfs_answer, tasks == 2 ? FCFS_KEPT : FCFS_VIOLATED);
        close_card(&card);
    }
}

static void check_then_set_lets_two_in(void)
{
    struct card card;
    open_card(&card, &check_then_set, 2);
    CU_ASSERT_TRUE(card.c.mutual_exclusion.violated);
    /* Of each: the mark, the check, the set. */
    CU_ASSERT_EQUAL(card.c.mutual_exclusion.witness.prefix.count, 6);
    close_card(&card);
}

static void flags_alone_deadlock_and_taking_them_back_livelocks(void)
{
    struct card card;
    open_card(&card, &flags_only, 2);
    CU_ASSERT_FALSE(card.c.mutual_exclusion.violated);
    CU_ASSERT_TRUE(card.c.progress.violated);
    CU_ASSERT_EQUAL(card.c.progress.witness.prefix.count, 4);
    CU_ASSERT_EQUAL(card.c.progress.witness.cycle.count, 0);
    CU_ASSERT_FALSE(livelock_find(card.graph, FAIRNESS_WEAK, NULL));
    close_card(&card);

    open_card(&card, &after_you, 2);
    struct lasso lasso = {0};
    CU_ASSERT_FALSE(card.c.mutual_exclusion.violated);
    CU_ASSERT_TRUE(card.c.progress.violated);
    CU_ASSERT_TRUE(livelock_find(card.graph, FAIRNESS_STRONG, &lasso));
    CU_ASSERT_EQUAL(lasso.cycle.count, 6); /* each: flag up, look, flag down */
    lasso_release(&lasso);
    close_card(&card);
}

void suite_conditions(void)
{
    CU_pSuite suite = CU_add_suite("conditions", NULL, NULL);
    CU_ADD_TEST(suite, peterson_meets_all_conditions_and_is_bypassed_once);
    CU_ADD_TEST(suite, peterson_without_fences_fails_under_store_buffers);
    CU_ADD_TEST(suite, test_and_set_starves_unless_fairness_is_strong);
    CU_ADD_TEST(suite, a_turn_variable_lets_nobody_in_when_one_stays_outside);
    CU_ADD_TEST(suite, a_ticket_lock_serves_first_come_first_served);
    CU_ADD_TEST(suite, a_filter_lock_starves_nobody_but_overtaking_is_unbounded);
    CU_ADD_TEST(suite, check_then_set_lets_two_in);
    CU_ADD_TEST(suite, flags_alone_deadlock_and_taking_them_back_livelocks);
}
