/* SPDX-License-Identifier: MIT */
/*
 * The engine brute: every interleaving, each once.
 *
 * Goal: the numbers are exact.  Method: fake machines (fake_machine.h), whose number of
 * interleavings is known from closed formulas or from an independent count.
 */
#include "tests/suite.h"

#include "base/check.h"
#include "checker/engines/brute.h"
#include "checker/execution.h"
#include "sim/objects/life.h"
#include "sim/objects/mutex.h"
#include "tests/fake_check.h"

#include <string.h>

static uint64_t brute_executions(const struct fake_program *program)
{
    struct verdict v = check_with(program, options_of("brute"));
    uint64_t executions = v.executions;
    CU_ASSERT_EQUAL(v.kind, VERDICT_VERIFIED);
    CU_ASSERT_TRUE(v.complete);
    verdict_release(&v);
    return executions;
}

static void brute_counts_independent_steps_as_multinomials(void)
{
    CU_ASSERT_EQUAL(brute_executions(&(struct fake_program)RUN(two_steps, two_steps)), 6);
    CU_ASSERT_EQUAL(brute_executions(&(struct fake_program)RUN(three_steps, three_steps)), 20);
    CU_ASSERT_EQUAL(brute_executions(&(struct fake_program)RUN(two_steps, three_steps)), 10);
    CU_ASSERT_EQUAL(brute_executions(&(struct fake_program)RUN(two_steps, two_steps, two_steps)),
                    90);
    CU_ASSERT_EQUAL(
        brute_executions(&(struct fake_program)RUN(one_step, one_step, one_step, one_step)), 24);
}

static const struct fake_instruction lock_once[] = {LOCK(1), UNLOCK(1), END};
static const struct fake_instruction lock_twice[] = {LOCK(1), UNLOCK(1), LOCK(1), UNLOCK(1), END};

/* A critical section without choices inside is one block: (nk)!/(k!)^n. */
static void brute_counts_critical_sections_as_blocks(void)
{
    struct fake_program p = {.objects = {A_MUTEX}};
    p.tasks[0] = p.tasks[1] = p.tasks[2] = lock_once;
    CU_ASSERT_EQUAL(brute_executions(&p), 6);
    p.tasks[3] = lock_once;
    CU_ASSERT_EQUAL(brute_executions(&p), 24);
    p.tasks[0] = p.tasks[1] = p.tasks[2] = lock_twice;
    p.tasks[3] = NULL;
    CU_ASSERT_EQUAL(brute_executions(&p), 90);
    p.tasks[3] = lock_twice;
    CU_ASSERT_EQUAL(brute_executions(&p), 2520);
}

/* What an execution that was stopped from outside did not get to is not gone. */
static bool diverges_when_it_ends_early(enum machine_end end)
{
    const struct enabled enabled[] = {{.task = 1, .alternatives = 1}, {.task = 2, .alternatives = 1}};
    const struct choice choice = {.enabled = enabled, .count = 2, .previous = TASK_NONE};
    struct machine m = {.end = END_FINISHED};
    struct brute *brute = brute_new(BRUTE_UNBOUNDED);
    struct scheduler s = brute_scheduler(brute);
    CU_ASSERT_TRUE(s.ops->new_execution(s.self));
    CU_ASSERT_EQUAL(s.ops->next_task(s.self, &choice), 1);
    CU_ASSERT_EQUAL(s.ops->next_task(s.self, &choice), 1);
    s.ops->end_execution(s.self, &m);
    CU_ASSERT_TRUE(s.ops->new_execution(s.self));
    CU_ASSERT_EQUAL(s.ops->next_task(s.self, &choice), 1);
    m.end = end;
    s.ops->end_execution(s.self, &m);
    bool diverges = brute_has_diverged(brute);
    scheduler_release(s);
    return diverges;
}

static void brute_is_not_misled_by_an_interrupt(void)
{
    CU_ASSERT_FALSE(diverges_when_it_ends_early(END_INTERRUPTED));
    CU_ASSERT_FALSE(diverges_when_it_ends_early(END_HUNG));
    CU_ASSERT_TRUE(diverges_when_it_ends_early(END_FINISHED));
}

static void brute_multiplies_alternatives(void)
{
    static const struct fake_instruction chooser[] = {
        {.kind = FAKE_CHOOSE, .value = 3}, {.kind = FAKE_CHOOSE, .value = 2}, END};
    static const struct fake_instruction choose_once[] = {{.kind = FAKE_CHOOSE, .value = 2}, END};
    CU_ASSERT_EQUAL(brute_executions(&(struct fake_program)RUN(chooser)), 6);
    /* C(2,1) orders, times 2 for each task. */
    CU_ASSERT_EQUAL(brute_executions(&(struct fake_program)RUN(choose_once, choose_once)), 8);
}

static void brute_executes_a_program_without_choices_once(void)
{
    CU_ASSERT_EQUAL(brute_executions(&(struct fake_program)RUN(six_steps)), 1);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void brute_visits_each_interleaving_exactly_once(void)
{
    const struct fake_program p = RUN(two_steps, two_steps, three_steps); /* 7!/(2! 2! 3!) = 210 */
    struct machine *m = fake_machine_new(&p);
    struct brute *brute = brute_new(BRUTE_UNBOUNDED);
    struct scheduler scheduler = brute_scheduler(brute);
    VEC(char *) seen = {0};
    while (scheduler.ops->new_execution(scheduler.self)) {
        CU_ASSERT_EQUAL(execution_run(m, scheduler), END_FINISHED);
        struct str text = {0};
        schedule_format(&m->schedule, &text);
        vec_push(&seen, str_take(&text));
    }
    CU_ASSERT_EQUAL(seen.count, 210);
    qsort(seen.items, seen.count, sizeof *seen.items, compare_texts);
    for (size_t i = 1; i < seen.count; i++)
        CU_ASSERT_NOT_EQUAL(strcmp(seen.items[i - 1], seen.items[i]), 0);
    for (size_t i = 0; i < seen.count; i++)
        free(seen.items[i]);
    vec_release(&seen);
    scheduler_release(scheduler);
    machine_free(m);
}

/* Independent of the checker: interleavings of tasks with left[i] steps to go, at most `bound`
 * times leaving a task that has steps left. */
static uint64_t count_bounded(uint32_t *left, uint32_t tasks, uint32_t previous, int bound)
{
    uint64_t total = 0;
    bool finished = true;
    for (uint32_t i = 0; i < tasks; i++) {
        if (left[i] == 0)
            continue;
        finished = false;
        int cost = previous < tasks && left[previous] > 0 && i != previous;
        if (cost > bound)
            continue;
        left[i]--;
        total += count_bounded(left, tasks, i, bound - cost);
        left[i]++;
    }
    return finished ? 1 : total;
}

static void brute_honours_the_preemption_bound_exactly(void)
{
    const struct fake_program p = RUN(two_steps, three_steps, four_steps);
    for (int bound = 0; bound <= 6; bound++) {
        struct check_options options = options_of("brute");
        options.preemptions_max = bound;
        struct verdict v = check_with(&p, options);
        uint32_t left[] = {2, 3, 4};
        CU_ASSERT_EQUAL(v.executions, count_bounded(left, 3, 3, bound));
        /* 9 steps, 3 runs at least: 6 switches are the most that can be preemptions. */
        CU_ASSERT_EQUAL(v.kind, bound >= 6 ? VERDICT_VERIFIED : VERDICT_INCONCLUSIVE);
        verdict_release(&v);
    }
    uint32_t left[] = {2, 3, 4};
    CU_ASSERT_EQUAL(count_bounded(left, 3, 3, 100), 1260); /* 9!/(2! 3! 4!) */
}

static void brute_without_preemptions_runs_each_order_of_tasks(void)
{
    struct check_options options = options_of("brute");
    options.preemptions_max = 0;
    struct verdict v =
        check_with(&(struct fake_program)RUN(two_steps, two_steps, three_steps, one_step), options);
    CU_ASSERT_EQUAL(v.executions, 24);
    CU_ASSERT_TRUE(scope_mentions(&v, "at most 0 preemptions"));
    CU_ASSERT_EQUAL(verdict_exit_status(&v), EXIT_INCONCLUSIVE);
    verdict_release(&v);
}

/*
 * Two tasks of k steps.  One delay: none at all, or in one of the k choices of the first task.  Two: also
 * in one of the k - 1 choices that the second one has when its turn has begun.
 */
static void brute_honours_the_delay_bound_exactly(void)
{
    const struct fake_program twos = RUN(two_steps, two_steps);
    const struct fake_program fours = RUN(four_steps, four_steps);
    static const uint64_t of_twos[] = {1, 3, 5, 6, 6}, of_fours[] = {1, 5, 17};
    for (int bound = 0; bound <= 4; bound++) {
        struct check_options options = options_of("brute");
        options.delays_max = bound;
        struct verdict v = check_with(&twos, options);
        CU_ASSERT_EQUAL(v.executions, of_twos[bound]);
        CU_ASSERT_EQUAL(v.kind, bound >= 3 ? VERDICT_VERIFIED : VERDICT_INCONCLUSIVE);
        verdict_release(&v);
        if (bound > 2)
            continue;
        v = check_with(&fours, options);
        CU_ASSERT_EQUAL(v.executions, of_fours[bound]);
        verdict_release(&v);
    }
}

static void brute_honours_both_bounds_together(void)
{
    struct check_options options = options_of("brute");
    options.delays_max = 1;
    options.preemptions_max = 0;
    struct verdict v = check_with(&(struct fake_program)RUN(two_steps, two_steps), options);
    CU_ASSERT_EQUAL(v.executions, 2); /* either task first, none left */
    CU_ASSERT_TRUE(scope_mentions(&v, "at most 0 preemptions and 1 delay were executed"));
    verdict_release(&v);
}

static void a_bound_equal_to_the_number_of_interleavings_is_complete(void)
{
    const struct fake_program p = RUN(two_steps, two_steps);
    struct check_options options = options_of("brute");
    for (uint64_t bound = 5; bound <= 7; bound++) {
        options.executions_max = bound;
        struct verdict v = check_with(&p, options);
        CU_ASSERT_EQUAL(v.complete, bound >= 6);
        CU_ASSERT_EQUAL(v.executions, bound < 6 ? bound : 6);
        CU_ASSERT_EQUAL(v.kind, bound >= 6 ? VERDICT_VERIFIED : VERDICT_INCONCLUSIVE);
        verdict_release(&v);
    }
}

static void brute_starts_again_when_a_cell_was_promoted(void)
{
    static const struct fake_instruction shared[] = {{.kind = FAKE_SHARED, .cell = 1}, STEP, END};
    /* First pass: one step each.  Then two each; the passes before do not count. */
    CU_ASSERT_EQUAL(brute_executions(&(struct fake_program)RUN(shared, shared)), 6);
}

void suite_brute(void)
{
    CU_pSuite suite = CU_add_suite("brute", NULL, NULL);
    CU_ADD_TEST(suite, brute_counts_independent_steps_as_multinomials);
    CU_ADD_TEST(suite, brute_counts_critical_sections_as_blocks);
    CU_ADD_TEST(suite, brute_multiplies_alternatives);
    CU_ADD_TEST(suite, brute_is_not_misled_by_an_interrupt);
    CU_ADD_TEST(suite, brute_executes_a_program_without_choices_once);
    CU_ADD_TEST(suite, brute_visits_each_interleaving_exactly_once);
    CU_ADD_TEST(suite, brute_honours_the_preemption_bound_exactly);
    CU_ADD_TEST(suite, brute_without_preemptions_runs_each_order_of_tasks);
    CU_ADD_TEST(suite, brute_honours_the_delay_bound_exactly);
    CU_ADD_TEST(suite, brute_honours_both_bounds_together);
    CU_ADD_TEST(suite, a_bound_equal_to_the_number_of_interleavings_is_complete);
    CU_ADD_TEST(suite, brute_starts_again_when_a_cell_was_promoted);
}
