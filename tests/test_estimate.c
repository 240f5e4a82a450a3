/* SPDX-License-Identifier: MIT */
/*
 * Goal: the estimate of the number of executions is unbiased, and its error is what it says. Method:
 * programs whose executions are counted by a closed formula.  Engine brute makes each once, so means
 * and variances over all of them are computed exactly.
 */
#include "tests/suite.h"

#include "checker/engines/brute.h"
#include "checker/execution.h"
#include "cli/live.h"
#include "tests/fake_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers --- */

static bool prints_as(struct scaled number, const char *expected)
{
    struct str text = {0};
    scaled_print(number, &text);
    bool same = strcmp(str_text(&text), expected) == 0;
    str_release(&text);
    return same;
}

static struct scaled power(double base, unsigned times)
{
    struct scaled result = scaled_of(1);
    while (times-- > 0)
        result = scaled_times(result, scaled_of(base));
    return result;
}

/* 3^5000 = 4.04...e2385 and 2^3000 = 1.23...e903, from their logarithms. */
static void scaled_numbers_go_beyond_doubles(void)
{
    CU_ASSERT_TRUE(prints_as(power(3, 5000), "4.04e+2385"));
    CU_ASSERT_TRUE(prints_as(power(2, 3000), "1.23e+903"));
    CU_ASSERT_TRUE(prints_as(scaled_root(power(2, 6000)), "1.23e+903"));
    CU_ASSERT_TRUE(prints_as(scaled_root(power(2, 5999)), "8.70e+902"));
    CU_ASSERT_TRUE(prints_as(scaled_of(34650), "34650"));
    CU_ASSERT_TRUE(prints_as(scaled_of(0.25), "0.25"));
    CU_ASSERT_TRUE(prints_as(scaled_of(0), "0"));
    CU_ASSERT_EQUAL(scaled_double(scaled_minus(power(2, 3001), power(2, 3001))), 0);
    struct scaled back = scaled_minus(scaled_plus(power(2, 3000), power(2, 2990)), power(2, 3000));
    CU_ASSERT_TRUE(prints_as(back, "1.20e+900")); /* 2^2990 */
    CU_ASSERT_TRUE(isinf(scaled_double(power(2, 3000))));
}

static void the_error_is_that_of_the_mean(void)
{
    struct estimate e = {0};
    for (int i = 0; i < 4; i++)
        estimate_add(&e, scaled_of(i % 2 ? 3 : 1)); /* mean 2, variance 4/3, error sqrt(1/3) */
    CU_ASSERT_EQUAL(scaled_double(e.mean), 2);
    CU_ASSERT_DOUBLE_EQUAL(scaled_double(estimate_error(&e)), sqrt(1.0 / 3), 1e-12);
    struct estimate same = {0};
    for (int i = 0; i < 1000; i++)
        estimate_add(&same, power(7, 900));
    CU_ASSERT_EQUAL(scaled_double(estimate_error(&same)), 0);
    CU_ASSERT_TRUE(prints_as(same.mean, "3.87e+760")); /* 7^900 */
}

/* --- all executions --- */

/* brute, as if each of its choices were drawn. */
static struct scheduler_ops drawn_ops;

static bool yes(const void *self)
{
    (void)self;
    return true;
}

struct exact {
    double executions, probability, sum; /* of 1, 1/w, w over all executions */
};

/* What the wrapper weighs each execution with, one estimate at a time. */
static struct exact weigh_all(const struct fake_program *program)
{
    struct exact exact = {0};
    struct estimate estimate = {0};
    struct scheduler brute = brute_scheduler(brute_new(BRUTE_UNBOUNDED));
    drawn_ops = *brute.ops;
    drawn_ops.is_uniform = yes;
    struct scheduler s =
        scheduler_with_estimate((struct scheduler){&drawn_ops, brute.self}, &estimate);
    struct machine *m = fake_machine_new(program);
    while (s.ops->new_execution(s.self)) {
        estimate = (struct estimate){0};
        execution_run(m, s);
        CU_ASSERT_EQUAL(estimate.samples, 1);
        exact.executions++;
        exact.probability += 1 / scaled_double(estimate.mean);
        exact.sum += scaled_double(estimate.mean);
    }
    machine_free(m);
    scheduler_release(s);
    return exact;
}

/*
 * The walk makes an execution with probability 1/w only if the weights w are right: then the
 * probabilities add up to 1, and the mean of w, weighted with them, is the number of executions.
 */
static void weights_are_the_inverse_of_probabilities(void)
{
    static const struct {
        struct fake_program program;
        double executions;
    } cases[] = {
        {RUN(two_steps, two_steps), 6},
        {RUN(four_steps, four_steps), 70},
        {RUN(two_steps, two_steps, two_steps), 90},
        {RUN(two_steps, three_steps, one_step), 60},
        {RUN(one_step, one_step, one_step, one_step), 24},
        {RUN(six_steps), 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct exact exact = weigh_all(&cases[i].program);
        CU_ASSERT_EQUAL(exact.executions, cases[i].executions);
        CU_ASSERT_DOUBLE_EQUAL(exact.probability, 1, 1e-12);
    }
}

/* --- samples --- */

/*
 * 4,000 samples of three tasks of three steps: 9!/(3!)^3 = 1680 executions N.  The variance of w is the
 * sum of w over all executions less N^2, so the true error of the mean is known, too.
 */
static void samples_estimate_the_number_and_its_error(void)
{
    const struct fake_program program = RUN(three_steps, three_steps, three_steps);
    struct exact exact = weigh_all(&program);
    struct check_options options = options_of("sample");
    options.executions_max = 4000;
    struct verdict v = check_with(&program, options);
    double error = sqrt((exact.sum - 1680.0 * 1680) / 4000);
    CU_ASSERT_EQUAL(exact.executions, 1680);
    CU_ASSERT_EQUAL(v.estimated.samples, 4000);
    CU_ASSERT_PTR_NOT_NULL_FATAL(v.estimated.executions);
    CU_ASSERT_TRUE(fabs(atof(v.estimated.executions) - 1680) <= 5 * error);
    CU_ASSERT_TRUE(fabs(atof(v.estimated.error) - error) <= 0.2 * error);
    CU_ASSERT_TRUE(scope_mentions(&v, "estimated from 4000 random ones"));
    verdict_release(&v);
}

/* Strategies with preferences, and searches that end where they found something, say nothing. */
static void unfair_samples_estimate_nothing(void)
{
    struct check_options options = options_of("sample");
    options.executions_max = 1000;
    options.strategy = "pct";
    struct verdict v = check_with(&(struct fake_program)RUN(three_steps, three_steps), options);
    CU_ASSERT_EQUAL(v.estimated.samples, 0);
    verdict_release(&v);
    options.strategy = "portfolio";
    v = check_with(&(struct fake_program)RUN(three_steps, three_steps), options);
    CU_ASSERT_EQUAL(v.estimated.samples, 167); /* a sixth of them, rounded up, is random */
    verdict_release(&v);
    static const struct fake_instruction fails[] = {STEP, STEP, STEP, {.kind = FAKE_ASSERT, .value = 1}, END};
    options.strategy = "random";
    for (int all = 0; all < 2; all++) {
        options.all_bugs = all;
        v = check_with(&(struct fake_program)RUN(fails, three_steps), options);
        CU_ASSERT_EQUAL(v.kind, VERDICT_VIOLATION);
        CU_ASSERT_EQUAL(v.estimated.samples, all ? 1000 : 0);
        verdict_release(&v);
    }
}

static void a_promoted_cell_starts_the_estimate_anew(void)
{
    static const struct fake_instruction shared[] = {{.kind = FAKE_SHARED, .cell = 1}, STEP, END};
    struct check_options options = options_of("sample");
    options.executions_max = 1000;
    struct verdict v = check_with(&(struct fake_program)RUN(shared, shared), options);
    CU_ASSERT_EQUAL(v.estimated.samples, 999); /* all but the one that promoted the cell */
    CU_ASSERT_TRUE(fabs(atof(v.estimated.executions) - 6) < 0.5);
    verdict_release(&v);
}

/* --- progress --- */

/* Four tasks of one step: 24 executions in a tree in which all leaves are alike. */
static void brute_knows_how_much_it_has_covered(void)
{
    struct machine *m =
        fake_machine_new(&(struct fake_program)RUN(one_step, one_step, one_step, one_step));
    struct brute *brute = brute_new(BRUTE_UNBOUNDED);
    struct scheduler s = brute_scheduler(brute);
    unsigned executions = 0;
    while (s.ops->new_execution(s.self)) {
        execution_run(m, s);
        CU_ASSERT_DOUBLE_EQUAL(brute_covered(brute), ++executions / 24.0, 1e-12);
    }
    CU_ASSERT_EQUAL(executions, 24);
    scheduler_release(s);
    machine_free(m);
}

/* Where leaves are not alike: never less than before, and all of it at the end. */
static void what_brute_covers_only_grows(void)
{
    struct machine *m = fake_machine_new(&(struct fake_program)RUN(two_steps, four_steps, one_step));
    struct brute *brute = brute_new(BRUTE_UNBOUNDED);
    struct scheduler s = brute_scheduler(brute);
    double covered = 0;
    while (s.ops->new_execution(s.self)) {
        execution_run(m, s);
        CU_ASSERT_TRUE(brute_covered(brute) > covered);
        covered = brute_covered(brute);
    }
    CU_ASSERT_DOUBLE_EQUAL(covered, 1, 1e-12);
    scheduler_release(s);
    machine_free(m);
}

static bool is_described_as(struct check_progress progress, const char *expected)
{
    struct str text = {0};
    live_describe(&progress, &text);
    bool same = strcmp(str_text(&text), expected) == 0;
    str_release(&text);
    return same;
}

static void the_live_line_says_what_is_known(void)
{
    struct check_progress brute = {.phase = "brute", .executions = 120000, .rate = 81000,
                                   .covered = 0.035, .estimated = 3.43e6, .seconds_left = 40.8};
    CU_ASSERT_TRUE(is_described_as(brute, "brute: 120 k of about 3.43 M executions, 81.0 k/s, "
                                          "3.5% done, 41 s left"));
    struct check_progress sample = {.phase = "random", .executions = 500, .rate = 700000,
                                    .covered = 0.5, .estimated = 1e15, .error = 2e13,
                                    .seconds_left = -1, .violations = 1};
    CU_ASSERT_TRUE(is_described_as(sample, "random: 500 of about 1.00e+15 (+-2%) executions, "
                                           "700 k/s, 50% done, found something"));
    struct check_progress states = {.phase = "states", .executions = 9, .states = 2500000,
                                    .rate = 3e6, .estimated = 7, .seconds_left = 7000};
    CU_ASSERT_TRUE(is_described_as(states, "states: 2.50 M states, 3.00 M/s, 2 h left"));
}

void suite_estimate(void)
{
    CU_pSuite suite = CU_add_suite("estimate", NULL, NULL);
    CU_ADD_TEST(suite, scaled_numbers_go_beyond_doubles);
    CU_ADD_TEST(suite, the_error_is_that_of_the_mean);
    CU_ADD_TEST(suite, weights_are_the_inverse_of_probabilities);
    CU_ADD_TEST(suite, samples_estimate_the_number_and_its_error);
    CU_ADD_TEST(suite, unfair_samples_estimate_nothing);
    CU_ADD_TEST(suite, a_promoted_cell_starts_the_estimate_anew);
    CU_ADD_TEST(suite, brute_knows_how_much_it_has_covered);
    CU_ADD_TEST(suite, what_brute_covers_only_grows);
    CU_ADD_TEST(suite, the_live_line_says_what_is_known);
}
