/* SPDX-License-Identifier: MIT */
/*
 * The checker: verdicts, and how violations are found, confirmed and shortened.
 *
 * Method: fake machines (fake_machine.h) with one bug each, and their correct twins.  test_brute.c
 * has the exact counts, test_stuck.c the property.
 */
#include "tests/suite.h"

#include "base/check.h"
#include "checker/execution.h"
#include "checker/verdict_json.h"
#include "sim/objects/life.h"
#include "sim/objects/mutex.h"
#include "tests/fake_check.h"
#include "traces/json.h"

#include <string.h>

static void cut_executions_are_not_complete(void)
{
    struct check_options options = options_of("brute");
    options.machine.steps_max = 3;
    struct verdict v = check_with(&(struct fake_program)RUN(two_steps, two_steps), options);
    CU_ASSERT_EQUAL(v.kind, VERDICT_INCONCLUSIVE);
    CU_ASSERT_FALSE(v.complete);
    CU_ASSERT_TRUE(scope_mentions(&v, "cut after 3 steps"));
    verdict_release(&v);
}

/* Twenty samples, those without a preemption, and those of brute. */
static void cut_executions_of_all_phases_are_counted(void)
{
    struct check_options options = options_of("auto");
    options.machine.steps_max = 1;
    options.executions_max = 20;
    struct verdict v = check_with(&(struct fake_program)RUN(two_steps, two_steps), options);
    CU_ASSERT_EQUAL(v.executions, 20 + 2 + 2);
    CU_ASSERT_TRUE(scope_mentions(&v, "24 executions were cut after 1 step ("));
    verdict_release(&v);
}

static void what_is_not_supported_ends_the_search(void)
{
    static const struct fake_instruction gives_up[] = {STEP, {.kind = FAKE_GIVE_UP}, END};
    const char *const engines[] = {"brute", "sample", "auto"};
    for (size_t i = 0; i < ARRAY_LENGTH(engines); i++) {
        struct verdict v =
            check_with(&(struct fake_program)RUN(gives_up, two_steps), options_of(engines[i]));
        CU_ASSERT_EQUAL(v.kind, VERDICT_UNSUPPORTED);
        CU_ASSERT_EQUAL(verdict_exit_status(&v), EXIT_UNSUPPORTED);
        CU_ASSERT_EQUAL(v.executions, 1);
        CU_ASSERT_STRING_EQUAL(v.unsupported, "the fake machine gives up");
        verdict_release(&v);
    }
}

static void brute_notices_a_program_that_is_not_controlled(void)
{
    static const struct fake_instruction unstable[] = {STEP, {.kind = FAKE_UNSTABLE}, STEP, END};
    struct verdict v =
        check_with(&(struct fake_program)RUN(unstable, two_steps), options_of("brute"));
    CU_ASSERT_EQUAL(v.kind, VERDICT_ERROR);
    CU_ASSERT_FALSE(v.complete);
    CU_ASSERT_EQUAL((int)verdict_exit_status(&v), EXIT_INTERNAL);
    verdict_release(&v);
}

/* Bugs. */

/* cell 0 is the counter; cells 1 and 2 say who is done; cell 7 stays 0. */
static const struct fake_instruction count_a[] = {{.kind = FAKE_LOAD, .cell = 0},
                                                  {.kind = FAKE_STORE, .cell = 0, .value = 1},
                                                  {.kind = FAKE_LOAD, .cell = 7},
                                                  {.kind = FAKE_STORE, .cell = 1, .value = 1},
                                                  END};
static const struct fake_instruction count_b[] = {{.kind = FAKE_LOAD, .cell = 0},
                                                  {.kind = FAKE_STORE, .cell = 0, .value = 1},
                                                  {.kind = FAKE_LOAD, .cell = 7},
                                                  {.kind = FAKE_STORE, .cell = 2, .value = 1},
                                                  END};
static const struct fake_instruction locked_a[] = {
    LOCK(1),   {.kind = FAKE_LOAD, .cell = 0}, {.kind = FAKE_STORE, .cell = 0, .value = 1},
    UNLOCK(1), {.kind = FAKE_LOAD, .cell = 7}, {.kind = FAKE_STORE, .cell = 1, .value = 1},
    END};
static const struct fake_instruction locked_b[] = {
    LOCK(1),   {.kind = FAKE_LOAD, .cell = 0}, {.kind = FAKE_STORE, .cell = 0, .value = 1},
    UNLOCK(1), {.kind = FAKE_LOAD, .cell = 7}, {.kind = FAKE_STORE, .cell = 2, .value = 1},
    END};
static const struct fake_instruction judge[] = {{.kind = FAKE_AWAIT, .cell = 1, .value = 1},
                                                {.kind = FAKE_AWAIT, .cell = 2, .value = 1},
                                                {.kind = FAKE_ASSERT, .cell = 0, .value = 2},
                                                END};

static const struct fake_program lost_update = RUN(judge, count_a, count_b);
static const struct fake_program locked_update = {
    .tasks = {judge, locked_a, locked_b},
    .objects = {A_MUTEX},
};

static void every_engine_finds_a_lost_update(void)
{
    const char *const engines[] = {"brute", "sample", "auto"};
    for (size_t i = 0; i < ARRAY_LENGTH(engines); i++) {
        struct verdict v = check_with(&lost_update, options_of(engines[i]));
        CU_ASSERT_EQUAL(v.kind, VERDICT_VIOLATION);
        CU_ASSERT_EQUAL(verdict_exit_status(&v), EXIT_VIOLATION);
        CU_ASSERT_EQUAL_FATAL(v.violations.count, 1);
        CU_ASSERT_EQUAL(v.violations.items[0].kind, FINDING_ASSERTION);
        CU_ASSERT_FALSE(scope_mentions(&v, "not reproducible"));
        verdict_release(&v);
    }
}

static void no_engine_finds_anything_in_the_correct_twin(void)
{
    struct verdict v = check_with(&locked_update, options_of("brute"));
    CU_ASSERT_EQUAL(v.kind, VERDICT_VERIFIED);
    CU_ASSERT_EQUAL(v.violations.count, 0);
    verdict_release(&v);
    v = check_with(&locked_update, options_of("auto"));
    CU_ASSERT_EQUAL(v.kind, VERDICT_VERIFIED);
    verdict_release(&v);
    v = check_with(&locked_update, options_of("sample"));
    CU_ASSERT_EQUAL(v.kind, VERDICT_INCONCLUSIVE);
    CU_ASSERT_EQUAL(v.executions, 100000);
    verdict_release(&v);
}

/* Preemptions of a schedule, counted by a strategy that wraps its replay. */
static uint64_t preemptions_of(const struct fake_program *program, const struct schedule *schedule,
                               uint64_t signature)
{
    struct machine *m = fake_machine_new(program);
    struct scheduler scheduler = scheduler_with_metrics(scheduler_replay(schedule));
    ASSERT(scheduler.ops->new_execution(scheduler.self));
    execution_run(m, scheduler);
    CU_ASSERT_EQUAL(m->findings.count, 1);
    CU_ASSERT_EQUAL(finding_signature(&m->findings.items[0]), signature);
    uint64_t preemptions = metrics_of(scheduler)->preemptions;
    scheduler_release(scheduler);
    machine_free(m);
    return preemptions;
}

static void a_shortened_schedule_has_as_few_preemptions_as_possible(void)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct check_options options = options_of("sample");
        options.seed = seed;
        struct verdict v = check_with(&lost_update, options);
        CU_ASSERT_EQUAL_FATAL(v.violations.count, 1);
        const struct violation *found = &v.violations.items[0];
        /* Between the load and the store of one task there must be one. */
        CU_ASSERT_EQUAL(preemptions_of(&lost_update, &found->schedule, found->signature), 1);
        verdict_release(&v);
    }
}

static void a_schedule_that_is_not_shortened_replays_as_well(void)
{
    struct check_options options = options_of("sample");
    options.shorten = false;
    struct verdict v = check_with(&lost_update, options);
    CU_ASSERT_EQUAL_FATAL(v.violations.count, 1);
    const struct violation *found = &v.violations.items[0];
    CU_ASSERT_TRUE(preemptions_of(&lost_update, &found->schedule, found->signature) >= 1);
    CU_ASSERT_EQUAL(found->execution, v.executions);
    verdict_release(&v);
}

static const struct fake_instruction racing[] = {STEP, {.kind = FAKE_RACE}, STEP, END};
static const struct fake_program race_always = RUN(racing, two_steps);

static void the_race_policy_decides_the_verdict(void)
{
    const enum verdict_kind kinds[] = {
        [RACE_ERROR] = VERDICT_VIOLATION,
        [RACE_WARN] = VERDICT_VERIFIED,
        [RACE_OFF] = VERDICT_VERIFIED,
    };
    const size_t counts[] = {[RACE_ERROR] = 1, [RACE_WARN] = 1, [RACE_OFF] = 0};
    for (int policy = RACE_ERROR; policy <= RACE_OFF; policy++) {
        struct check_options options = options_of("brute");
        options.race = (enum race_policy)policy;
        struct verdict v = check_with(&race_always, options);
        CU_ASSERT_EQUAL(v.kind, kinds[policy]);
        CU_ASSERT_EQUAL(v.violations.count, counts[policy]);
        CU_ASSERT_TRUE(v.complete); /* a race does not end the search at once */
        verdict_release(&v);
    }
}

static void the_search_goes_on_after_a_race_to_see_its_consequences(void)
{
    static const struct fake_instruction racing_judge[] = {
        {.kind = FAKE_RACE},
        {.kind = FAKE_AWAIT, .cell = 1, .value = 1},
        {.kind = FAKE_AWAIT, .cell = 2, .value = 1},
        {.kind = FAKE_ASSERT, .cell = 0, .value = 2},
        END};
    const struct fake_program p = RUN(racing_judge, count_a, count_b);
    const char *const engines[] = {"brute", "sample", "auto"};
    for (size_t i = 0; i < ARRAY_LENGTH(engines); i++) {
        struct verdict v = check_with(&p, options_of(engines[i]));
        CU_ASSERT_EQUAL_FATAL(v.violations.count, 2);
        CU_ASSERT_EQUAL(v.violations.items[0].kind, FINDING_DATA_RACE);
        CU_ASSERT_EQUAL(v.violations.items[1].kind, FINDING_ASSERTION);
        verdict_release(&v);
    }
}

static void sampling_after_a_race_stops_after_a_tenth(void)
{
    struct check_options options = options_of("sample");
    options.executions_max = 5000;
    struct verdict v = check_with(&race_always, options);
    CU_ASSERT_EQUAL(v.executions, 501);
    verdict_release(&v);
    options.all_bugs = true;
    v = check_with(&race_always, options);
    CU_ASSERT_EQUAL(v.executions, 5000);
    CU_ASSERT_EQUAL(v.violations.count, 1);
    verdict_release(&v);
}

static void all_bugs_explores_everything(void)
{
    struct check_options options = options_of("brute");
    options.all_bugs = true;
    struct verdict all = check_with(&lost_update, options);
    CU_ASSERT_TRUE(all.complete);
    CU_ASSERT_EQUAL(all.kind, VERDICT_VIOLATION);
    CU_ASSERT_EQUAL(all.violations.count, 1);
    /* Its assertion comes after all choices: without it there are as many interleavings. */
    static const struct fake_instruction no_judge[] = {{.kind = FAKE_AWAIT, .cell = 1, .value = 1},
                                                       {.kind = FAKE_AWAIT, .cell = 2, .value = 1},
                                                       END};
    const struct fake_program p = RUN(no_judge, count_a, count_b);
    struct verdict without = check_with(&p, options);
    CU_ASSERT_EQUAL(all.executions, without.executions);
    verdict_release(&without);
    verdict_release(&all);
}

/* Sampling. */

static void one_execution_is_complete_only_without_choices(void)
{
    struct verdict v = check_with(&(struct fake_program)RUN(six_steps), options_of("sample"));
    CU_ASSERT_EQUAL(v.kind, VERDICT_VERIFIED);
    CU_ASSERT_TRUE(v.complete);
    CU_ASSERT_EQUAL(v.executions, 1);
    verdict_release(&v);
    struct check_options options = options_of("sample");
    options.executions_max = 1;
    v = check_with(&(struct fake_program)RUN(one_step, one_step), options);
    CU_ASSERT_EQUAL(v.kind, VERDICT_INCONCLUSIVE);
    CU_ASSERT_FALSE(v.complete);
    verdict_release(&v);
}

static void the_same_seed_finds_the_same(void)
{
    struct str first = {0}, second = {0};
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct check_options options = options_of("sample");
        options.seed = seed;
        options.shorten = false;
        struct verdict a = check_with(&lost_update, options);
        struct verdict b = check_with(&lost_update, options);
        schedule_format(&a.violations.items[0].schedule, &first);
        schedule_format(&b.violations.items[0].schedule, &second);
        CU_ASSERT_EQUAL(a.executions, b.executions);
        CU_ASSERT_STRING_EQUAL(str_text(&first), str_text(&second));
        verdict_release(&a);
        verdict_release(&b);
    }
    str_release(&first);
    str_release(&second);
}

static void a_self_check_accepts_what_is_deterministic(void)
{
    struct check_options options = options_of("brute");
    options.check_determinism = true;
    struct verdict v = check_with(&locked_update, options);
    CU_ASSERT_EQUAL(v.kind, VERDICT_VERIFIED);
    verdict_release(&v);
}

static void a_self_check_notices_what_is_not(void)
{
    static const struct fake_instruction unstable[] = {STEP, {.kind = FAKE_UNSTABLE}, STEP, END};
    struct check_options options = options_of("sample");
    options.check_determinism = true;
    struct verdict v = check_with(&(struct fake_program)RUN(unstable, two_steps), options);
    CU_ASSERT_EQUAL(v.kind, VERDICT_ERROR);
    CU_ASSERT_PTR_NOT_NULL(v.unsupported);
    verdict_release(&v);
}

static bool refuse(void *context, const struct check_progress *progress)
{
    (void)progress;
    *(int *)context += 1;
    return false;
}

static void the_progress_callback_can_stop_a_search(void)
{
    const struct fake_program endless = RUN(six_steps, six_steps, six_steps, six_steps);
    struct machine *m = fake_machine_new(&endless);
    struct check_options options = options_of("brute");
    struct verdict v = {0};
    struct error err;
    int calls = 0;
    CU_ASSERT_TRUE(check_run(m, &options, refuse, &calls, &v, &err));
    CU_ASSERT_EQUAL(calls, 1);
    CU_ASSERT_EQUAL(v.kind, VERDICT_INCONCLUSIVE);
    CU_ASSERT_TRUE(scope_mentions(&v, "interrupted"));
    verdict_release(&v);
    machine_free(m);
}

static void unknown_engines_and_strategies_are_refused(void)
{
    struct machine *m = fake_machine_new(&(struct fake_program)RUN(one_step));
    struct check_options options = options_of("magic");
    struct verdict v = {0};
    struct error err = {0};
    CU_ASSERT_FALSE(check_run(m, &options, NULL, NULL, &v, &err));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "auto, sample, brute"));
    options = options_of("sample");
    options.strategy = "magic";
    CU_ASSERT_FALSE(check_run(m, &options, NULL, NULL, &v, &err));
    verdict_release(&v);
    machine_free(m);
}

static const struct json *member(const struct json *object, const char *key)
{
    for (const struct json *j = json_first(object); j; j = json_next(j))
        if (strcmp(json_key(j), key) == 0)
            return j;
    CU_FAIL(key);
    return NULL;
}

static void a_verdict_in_json_has_what_the_contract_names(void)
{
    struct verdict v = check_with(&lost_update, options_of("brute"));
    struct str text = {0};
    struct error err;
    verdict_write_json(&v, &text);
    struct json *json = json_parse(str_text(&text), text.bytes, &err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(json);
    CU_ASSERT_STRING_EQUAL(json_text(member(json, "verdict")), "violation");
    CU_ASSERT_FALSE(json_bool(member(json, "complete")));
    CU_ASSERT_STRING_EQUAL(json_text(member(json, "engine")), "brute");
    CU_ASSERT_STRING_EQUAL(json_text(member(json, "memory")), "sc");
    CU_ASSERT_EQUAL(json_number(member(json, "executions")), (double)v.executions);
    CU_ASSERT_EQUAL(json_number(member(json, "steps")), (double)v.steps);
    CU_ASSERT_EQUAL(json_number(member(json, "states")), 0);
    CU_ASSERT_EQUAL(json_kind(member(json, "seconds")), JSON_NUMBER);
    CU_ASSERT_EQUAL(json_kind(member(json, "scope")), JSON_ARRAY);
    const struct json *violation = json_first(member(json, "violations"));
    CU_ASSERT_STRING_EQUAL(json_text(member(violation, "kind")), "assertion");
    CU_ASSERT_STRING_EQUAL(json_text(member(violation, "severity")), "error");
    CU_ASSERT_STRING_EQUAL(json_text(member(violation, "message")), "assertion failed");
    CU_ASSERT_STRING_EQUAL(json_text(json_first(member(violation, "tasks"))), "main");
    const struct json *site = json_first(member(violation, "sites"));
    CU_ASSERT_STRING_EQUAL(json_text(member(site, "task")), "main");
    struct str trace = {0};
    schedule_format(&v.violations.items[0].schedule, &trace);
    CU_ASSERT_STRING_EQUAL(json_text(member(violation, "trace")), str_text(&trace));
    str_release(&trace);
    str_release(&text);
    json_free(json);
    verdict_release(&v);
}

void suite_checker(void)
{
    CU_pSuite suite = CU_add_suite("checker", NULL, NULL);
    CU_ADD_TEST(suite, cut_executions_are_not_complete);
    CU_ADD_TEST(suite, cut_executions_of_all_phases_are_counted);
    CU_ADD_TEST(suite, what_is_not_supported_ends_the_search);
    CU_ADD_TEST(suite, brute_notices_a_program_that_is_not_controlled);
    CU_ADD_TEST(suite, every_engine_finds_a_lost_update);
    CU_ADD_TEST(suite, no_engine_finds_anything_in_the_correct_twin);
    CU_ADD_TEST(suite, a_shortened_schedule_has_as_few_preemptions_as_possible);
    CU_ADD_TEST(suite, a_schedule_that_is_not_shortened_replays_as_well);
    CU_ADD_TEST(suite, the_race_policy_decides_the_verdict);
    CU_ADD_TEST(suite, the_search_goes_on_after_a_race_to_see_its_consequences);
    CU_ADD_TEST(suite, sampling_after_a_race_stops_after_a_tenth);
    CU_ADD_TEST(suite, all_bugs_explores_everything);
    CU_ADD_TEST(suite, one_execution_is_complete_only_without_choices);
    CU_ADD_TEST(suite, the_same_seed_finds_the_same);
    CU_ADD_TEST(suite, a_self_check_accepts_what_is_deterministic);
    CU_ADD_TEST(suite, a_self_check_notices_what_is_not);
    CU_ADD_TEST(suite, the_progress_callback_can_stop_a_search);
    CU_ADD_TEST(suite, unknown_engines_and_strategies_are_refused);
    CU_ADD_TEST(suite, a_verdict_in_json_has_what_the_contract_names);
}
