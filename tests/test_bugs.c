/* SPDX-License-Identifier: MIT */
/*
 * Goal: bugs are told apart by kind, places and objects, and by nothing else; a budget of steps stops
 * every engine at the same point each time.  Method: findings made by hand, a program with two bugs at the same
 * lines, fake machines.
 */
#include "tests/suite.h"

#include "sim/finding.h"
#include "tests/fake_check.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A race between two places, by these tasks in this order, on a variable. */
static uint64_t race_of(task_id one, uint64_t first, task_id other, uint64_t second,
                        const char *object)
{
    struct finding f = {.kind = FINDING_DATA_RACE, .site_count = 2};
    f.sites[0] = (struct finding_site){.task = one, .pc = first};
    f.sites[1] = (struct finding_site){.task = other, .pc = second};
    finding_add_object(&f, object);
    return finding_signature(&f);
}

static void a_bug_is_the_same_whoever_shows_it(void)
{
    uint64_t bug = race_of(1, 100, 2, 200, "queue.items[3]");
    CU_ASSERT_EQUAL(bug, race_of(2, 200, 1, 100, "queue.items[3]"));
    CU_ASSERT_EQUAL(bug, race_of(4, 100, 3, 200, "queue.items[12]"));
    CU_ASSERT_EQUAL(race_of(1, 1, 2, 2, "T1's result"), race_of(1, 1, 2, 2, "T12's result"));
    CU_ASSERT_EQUAL(race_of(1, 1, 2, 2, "byte 4 of the block allocated at a.c:7"),
                    race_of(1, 1, 2, 2, "byte 16 of the block allocated at a.c:7"));
}

static void another_place_or_object_is_another_bug(void)
{
    uint64_t bug = race_of(1, 100, 2, 200, "queue.items[3]");
    CU_ASSERT_NOT_EQUAL(bug, race_of(1, 100, 2, 201, "queue.items[3]"));
    CU_ASSERT_NOT_EQUAL(bug, race_of(1, 100, 2, 200, "queue.count"));
    CU_ASSERT_NOT_EQUAL(race_of(1, 1, 2, 2, "x1"), race_of(1, 1, 2, 2, "x2"));
    CU_ASSERT_NOT_EQUAL(race_of(1, 1, 2, 2, "byte 4 of the block allocated at a.c:7"),
                        race_of(1, 1, 2, 2, "byte 4 of the block allocated at a.c:8"));
}

static void objects_count_in_any_order(void)
{
    struct finding one = {.kind = FINDING_DEADLOCK}, other = one, third = one;
    finding_add_object(&one, "mutex a");
    finding_add_object(&one, "mutex b");
    finding_add_object(&other, "mutex b");
    finding_add_object(&other, "mutex a");
    finding_add_object(&third, "mutex a");
    finding_add_object(&third, "mutex c");
    CU_ASSERT_EQUAL(finding_signature(&one), finding_signature(&other));
    CU_ASSERT_NOT_EQUAL(finding_signature(&one), finding_signature(&third));
}

static unsigned count(const char *text, const char *word)
{
    unsigned times = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        times++;
    return times;
}

/* Does the trace show the program again, with a deadlock that has these mutexes, in either order? */
static bool replays(const char *trace, const char *one, const char *other)
{
    struct process p = {0};
    process_heddle(&p, "replay", trace, NULL);
    const char *text = str_text(&p.out);
    bool shows = p.status == 1 && strstr(text, one) && strstr(text, other);
    process_release(&p);
    return shows;
}

/* tests/programs/bugs_by_object.c: a and b, c and d; four tasks, in two orders each. */
static void all_bugs_are_reported_once_each_with_a_trace(void)
{
    const char *trace = scratch_path("bugs.json"), *second = scratch_path("bugs-2.json");
    const char *third = scratch_path("bugs-3.json");
    const char *program = "tests/programs/bugs_by_object.c";
    struct process p = {0};
    process_heddle(&p, "check", "--engine", "brute", "--all-bugs", "--json", "--trace", trace, program,
                   NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    CU_ASSERT_EQUAL(count(str_text(&p.out), "\"signature\""), 2);
    CU_ASSERT_EQUAL(access(third, F_OK), -1);
    process_release(&p);
    bool in_order = replays(trace, "holds mutex a", "holds mutex b");
    CU_ASSERT(replays(in_order ? second : trace, "holds mutex c", "holds mutex d"));
    CU_ASSERT(in_order || replays(second, "holds mutex a", "holds mutex b"));
    process_heddle(&p, "check", "--engine", "brute", "--all-bugs", "--stop-at-first", "--json", program,
                   NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    CU_ASSERT_EQUAL(count(str_text(&p.out), "\"signature\""), 1);
    process_release(&p);
}

/* Three tasks of four steps: 12 per execution, and 34,650 executions. */
static void a_budget_of_steps_stops_at_the_same_point(void)
{
    static const char *const engines[] = {"brute", "sample", "auto"};
    const struct fake_program program = RUN(four_steps, four_steps, four_steps);
    for (int i = 0; i < 3; i++) {
        struct check_options options = options_of(engines[i]);
        options.budget.steps = 6000;
        struct verdict v = check_with(&program, options);
        CU_ASSERT_EQUAL(v.steps, 6000);
        CU_ASSERT_EQUAL(v.executions, 500);
        CU_ASSERT_EQUAL(v.kind, VERDICT_INCONCLUSIVE);
        CU_ASSERT_TRUE(scope_mentions(&v, "its budget of 6000 steps was used up"));
        verdict_release(&v);
    }
}

/* The phases of auto share it: with more than the 10,000 samples and bounding need, brute has the rest. */
static void phases_share_a_budget_of_steps(void)
{
    struct check_options options = options_of("auto");
    options.budget.steps = 150000;
    struct verdict v =
        check_with(&(struct fake_program)RUN(four_steps, four_steps, four_steps), options);
    CU_ASSERT_EQUAL(v.steps, 150000);
    CU_ASSERT_TRUE(scope_mentions(&v, "sample: 10000 executions"));
    CU_ASSERT_TRUE(scope_mentions(&v, "interleavings were executed; there are more"));
    verdict_release(&v);
}

static void a_budget_of_steps_stops_the_states_engine(void)
{
    struct process p = {0};
    process_heddle(&p, "check", "--engine", "states", "--budget", "500steps", "-DTASKS=4", "filter", NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "its budget of 500 steps was used up"));
    process_release(&p);
}

void suite_bugs(void)
{
    CU_pSuite suite = CU_add_suite("bugs", NULL, NULL);
    CU_ADD_TEST(suite, a_bug_is_the_same_whoever_shows_it);
    CU_ADD_TEST(suite, another_place_or_object_is_another_bug);
    CU_ADD_TEST(suite, objects_count_in_any_order);
    CU_ADD_TEST(suite, all_bugs_are_reported_once_each_with_a_trace);
    CU_ADD_TEST(suite, a_budget_of_steps_stops_at_the_same_point);
    CU_ADD_TEST(suite, phases_share_a_budget_of_steps);
    CU_ADD_TEST(suite, a_budget_of_steps_stops_the_states_engine);
}
