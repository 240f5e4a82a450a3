/* SPDX-License-Identifier: MIT */
/*
 * Goal: the states that the product has, without reductions but bisimulation, are those that docs/algorithms/states.md
 * defines, in programs that nobody looked at before.
 * Method: small random programs (small_program.h), whose states and steps are enumerated by an interpreter of
 * its own (small_states.h); the explorer has to come to the same numbers of states, transitions and stuck states,
 * whether it keeps states or signatures; with sleep sets to the same states in fewer steps.
 */
#include "tests/suite.h"

#include "checker/states/explore.h"
#include "sim/learn/closure.h"
#include "tests/generated_program.h"
#include "tests/small_states.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* HEDDLE_GENERATED=3000 counts more programs than the default. */
enum { PROGRAMS = 300, PROGRAMS_PER_SOURCE = 100, STATES_MAX = 200000, PASSES_MAX = 100 };

static bool note_witnesses(const struct exploration *e, struct small_count *count)
{
    for (size_t i = 0; i < e->witnesses.count; i++) {
        const struct witness *w = &e->witnesses.items[i];
        if (w->kind == WITNESS_FINDING && w->finding.kind != FINDING_ASSERTION)
            return false;
        count->stuck += w->kind == WITNESS_STUCK;
        count->fails |= w->kind == WITNESS_FINDING;
    }
    return true;
}

/* How states are explored; without anything: as they are counted. */
struct manner {
    bool compact, sleep, awaits;
};

static bool explore(struct product *p, struct manner manner, struct small_count *count)
{
    const struct explore_options options = {.compact = manner.compact,
                                            .sleep = manner.sleep,
                                            .finished_max = 10,
                                            .growth_max_percent = 1000000};
    enum explore_end end = EXPLORE_STALE;
    bool good = false;
    for (int i = 0; i < PASSES_MAX && end == EXPLORE_STALE; i++) {
        struct exploration e;
        product_classify(p, true);
        explore_init(&e, p, &options);
        while (explore_some(&e, 4096))
            ;
        end = e.end;
        *count = (struct small_count){.states = explore_states(&e), .transitions = e.transitions};
        good = end == EXPLORE_COMPLETE && note_witnesses(&e, count);
        explore_release(&e);
    }
    return good;
}

static bool count_explored(struct machine *m, struct manner manner, struct small_count *count)
{
    const char *why;
    const struct closure_limits limits = closure_limits_default();
    struct learner *l = learner_new(m, &why);
    if (l == NULL)
        return false;
    struct product *p = product_new(l);
    p->races = false;
    p->awaits = manner.awaits;
    closure_learn(p, &limits);
    bool good = explore(p, manner, count) && !p->promoted_grew;
    product_free(p);
    learner_free(l);
    return good;
}

struct tally {
    uint64_t programs, wrong, states, stuck, fail, merging, steps, steps_awake;
};

static bool is_the_same(const struct small_count *a, const struct small_count *b)
{
    return a->states == b->states && a->transitions == b->transitions && a->stuck == b->stuck &&
           a->fails == b->fails;
}

/* Steps are left out, states are not. */
static bool is_the_same_but_for_steps(const struct small_count *a, const struct small_count *b)
{
    struct small_count with_all = *b;
    with_all.transitions = a->transitions;
    return is_the_same(a, &with_all) && b->transitions <= a->transitions;
}

/* What was counted is also what the other ways to explore come to. */
static bool agrees(struct machine *m, const struct small_count *wanted, struct tally *tally)
{
    struct small_count found, spinning;
    bool good = count_explored(m, (struct manner){.compact = true}, &found) && is_the_same(wanted, &found);
    good &= count_explored(m, (struct manner){.sleep = true}, &found) &&
            is_the_same_but_for_steps(wanted, &found);
    tally->steps += wanted->transitions;
    tally->steps_awake += found.transitions;
    good &= count_explored(m, (struct manner){.awaits = true}, &spinning) &&
            count_explored(m, (struct manner){.awaits = true, .sleep = true}, &found) &&
            is_the_same_but_for_steps(&spinning, &found);
    return good;
}

static void print(const char *who, const struct small_count *c)
{
    printf("      %s: %" PRIu64 " states, %" PRIu64 " transitions, %" PRIu64 " stuck%s\n", who, c->states,
           c->transitions, c->stuck, c->fails ? ", an assertion fails" : "");
}

static void compare(struct program *program, uint32_t number, struct tally *tally)
{
    struct small_program *small = small_program_make(number);
    struct small_count wanted = small_states_count(small, STATES_MAX), found = {0};
    struct machine *m = generated_machine(program, number, MEMORY_SC);
    CU_ASSERT_TRUE_FATAL(wanted.states < STATES_MAX);
    bool good = count_explored(m, (struct manner){0}, &found) && is_the_same(&wanted, &found) &&
                agrees(m, &wanted, tally);
    machine_free(m);
    small_program_free(small);
    tally->programs++;
    tally->wrong += !good;
    tally->states += wanted.states;
    tally->stuck += wanted.stuck > 0;
    tally->fail += wanted.fails;
    tally->merging += wanted.classes < wanted.situations;
    if (good)
        return;
    printf("    program %u\n", number);
    print("enumerated", &wanted);
    print("explored", &found);
}

static void the_product_has_the_states_of_an_enumeration(void)
{
    const char *asked = getenv("HEDDLE_GENERATED");
    uint32_t last = asked ? (uint32_t)strtoul(asked, NULL, 10) : PROGRAMS;
    struct tally tally = {0};
    for (uint32_t i = 1; i <= last; i += PROGRAMS_PER_SOURCE) {
        uint32_t end = i + PROGRAMS_PER_SOURCE - 1 < last ? i + PROGRAMS_PER_SOURCE - 1 : last;
        struct program *p = generated_program(small_program_write, i, end);
        CU_ASSERT_PTR_NOT_NULL_FATAL(p);
        for (uint32_t number = i; number <= end; number++)
            compare(p, number, &tally);
        program_free(p);
    }
    CU_ASSERT_EQUAL(tally.wrong, 0);
    /* What is compared is no trifle: some hundred states each, some stuck, most with situations that are merged. */
    CU_ASSERT_TRUE(tally.states > 80 * tally.programs);
    CU_ASSERT_TRUE(tally.stuck * 10 > tally.programs);
    CU_ASSERT_TRUE(tally.merging * 2 > tally.programs);
    CU_ASSERT_TRUE(tally.steps_awake * 10 < tally.steps * 9);
    if (asked)
        printf("    %" PRIu64 " programs, %" PRIu64 " states; %" PRIu64 " can be stuck, %" PRIu64
               " fail, in %" PRIu64 " situations are merged; %" PRIu64 " steps, %" PRIu64 " with sleep sets\n",
               tally.programs, tally.states, tally.stuck, tally.fail, tally.merging, tally.steps,
               tally.steps_awake);
}

void suite_counted(void)
{
    CU_pSuite suite = CU_add_suite("counted", NULL, NULL);
    CU_ADD_TEST(suite, the_product_has_the_states_of_an_enumeration);
}
