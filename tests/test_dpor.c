/* SPDX-License-Identifier: MIT */
/*
 * Goal: the engine dpor executes each Mazurkiewicz trace exactly once.
 * Method: numbers of traces that are known from closed formulas and from the literature; and random
 * programs (generator.h), whose traces are gathered from all interleavings that the engine brute
 * makes, by a definition of their own (traces.h).  Where tasks wait in loops, the rounds of these are steps or
 * not; then what the executions come to is compared.
 */
#include "tests/suite.h"

#include "checker/dpor/dpor.h"
#include "checker/engines/brute.h"
#include "checker/execution.h"
#include "tests/generated_program.h"
#include "tests/generator.h"
#include "tests/process.h"
#include "tests/scratch.h"
#include "tests/traces.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* HEDDLE_GENERATED=1000 compares more programs than the default. */
enum { PROGRAMS = 150, PROGRAMS_PER_SOURCE = 50, EXECUTIONS_MAX = 20000 };

struct row {
    const char *program, *define;
    uint64_t traces;
};

/* bench/programs/traces/ says what each does and where its number comes from. */
static const struct row rows[] = {
    {"fetch_add", "-DTASKS=4", 24},         {"fetch_add", "-DTASKS=8", 40320},
    {"lock_unlock", "-DTASKS=3", 34650},    {"readers", "-DREADERS=5", 32},
    {"readers", "-DREADERS=13", 8192},      {"store_buffering", "-DNONE", 3},
    {"lastzero", "-DCELLS=10", 3328},       {"fib", "-DROUNDS=4", 19605},
    {"indexer", "-DTASKS=11", 1},           {"indexer", "-DTASKS=15", 4096},
    {"rotation", "-DTASKS=10", 38486},      {"exchange_store", "-DTASKS=5", 32880},
};

static void expect(const struct row *row, bool direct)
{
    char path[256];
    snprintf(path, sizeof path, "bench/programs/traces/%s.c", row->program);
    const char *files[] = {path}, *flags[] = {row->define};
    const struct build_options build = {
        .files = files, .file_count = 1, .flags = flags, .flag_count = 1};
    struct check_options options = check_options_default();
    options.engine = "dpor";
    options.direct = direct;
    struct error err;
    struct verdict v = {0};
    struct program *p = program_build(&build, &err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    struct machine *m = machine_new_direct(p, &options.machine, &err);
    CU_ASSERT_TRUE(check_run(m, &options, NULL, NULL, &v, &err));
    CU_ASSERT_EQUAL(v.kind, VERDICT_VERIFIED);
    CU_ASSERT_EQUAL(v.executions, row->traces);
    if (v.executions != row->traces)
        printf("    %s %s%s: %llu\n", row->program, row->define, direct ? " (direct)" : "",
               (unsigned long long)v.executions);
    verdict_release(&v);
    machine_free(m);
    program_free(p);
}

static void counts_are_those_of_formulas(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(&rows[i], false);
}

static void counts_are_the_same_when_executed(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(&rows[i], true);
}

/* Executed natively, the looks of a task that waits are steps. */
static void waiting_loops_have_no_traces_of_their_own(void)
{
    const struct row row = {"ticket", "-DTASKS=6", 720};
    expect(&row, false);
}

/*
 * Between two looks of a round others may move: here it has to be known that a was 0 before, while b is 0 now.
 * Whoever skips rounds that would find what is there now never gets to that place.
 */
static void rounds_can_be_left_in_the_middle(void)
{
    const char *source =
        "#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n"
        "atomic_int a, b = 1;\n"
        "static void *look(void *u) { while (a || b); assert(a == 0); return u; }\n"
        "static void *change(void *u) { a = 1; b = 0; b = 2; a = 0; b = 0; return u; }\n"
        "int main(void) { pthread_t t, s; pthread_create(&t, 0, look, 0);\n"
        "    pthread_create(&s, 0, change, 0); pthread_join(t, 0); pthread_join(s, 0); return 0; }\n";
    static const char *const machines[] = {"--quiet", "--direct"};
    for (size_t i = 0; i < 2; i++) {
        struct process p = {0};
        process_heddle(&p, "check", "--engine", "dpor", machines[i],
                       scratch_file("rounds.c", source), NULL);
        CU_ASSERT_EQUAL(p.status, 1);
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "assertion failed: a == 0"));
        process_release(&p);
    }
}

static void memory_can_be_limited(void)
{
    static const char *const machines[] = {"--quiet", "--direct"};
    for (size_t i = 0; i < 2; i++) {
        struct process p = {0};
        process_heddle(&p, "check", "--engine", "dpor", machines[i], "--memory-limit", "10K", "-DCELLS=10",
                       "bench/programs/traces/lastzero.c", NULL);
        CU_ASSERT_EQUAL(p.status, 3);
        process_release(&p);
    }
}

/* Random programs. */

struct tally {
    unsigned compared, waiting, unlike, left, largest;
};

/* Is anything wrong but that it got stuck? */
static bool goes_wrong_before(const struct machine *m, enum machine_end end)
{
    if (end != END_STUCK)
        return m->findings.count > 0;
    bool wrong = false;
    for (size_t i = 0; i < m->findings.count; i++) {
        enum finding_kind kind = m->findings.items[i].kind;
        wrong |= kind == FINDING_DATA_RACE || kind == FINDING_MISUSE || kind == FINDING_ASSERTION;
    }
    return wrong;
}

/* All interleavings.  False: too many, or something is wrong with one. */
static bool trace_brute(struct machine *m, struct traces *t)
{
    struct brute *brute = brute_new(BRUTE_UNBOUNDED);
    struct scheduler s = brute_scheduler(brute);
    traces_observe(t, m);
    bool usable = true;
    size_t facts = m->promoted.count;
    for (uint64_t i = 0; usable && s.ops->new_execution(s.self); i++) {
        enum machine_end end = execution_run(m, s);
        traces_end(t);
        bool ended = end == END_FINISHED || end == END_STUCK;
        usable = ended && !goes_wrong_before(m, end) && i < EXECUTIONS_MAX;
        if (m->promoted.count != facts) {
            facts = m->promoted.count;
            brute_restart(brute);
            traces_forget(t);
        }
    }
    machine_observe(m, NULL, NULL);
    usable &= brute_is_exhausted(brute);
    scheduler_release(s);
    return usable;
}

static bool is_offered(const struct choice *choice, task_id task)
{
    bool found = false;
    for (uint32_t i = 0; i < choice->count; i++)
        found |= choice->enabled[i].task == task;
    return found;
}

static void follow(struct machine *m, const struct learned_step *steps, size_t count)
{
    machine_reset(m);
    while (m->end == END_NOT_YET && m->task_limit == 1 && machine_choice(m)->count == 1)
        machine_step(m, machine_choice(m)->enabled[0].task, 0);
    for (size_t i = 0; i < count && m->end == END_NOT_YET; i++) {
        bool offered = is_offered(machine_choice(m), steps[i].task);
        CU_ASSERT_TRUE_FATAL(offered);
        machine_step(m, steps[i].task, steps[i].alternative);
    }
    for (uint32_t i = 0; machine_choice(m)->count > 0; i++) { /* who spins has to be seen to */
        const struct choice *choice = machine_choice(m);
        machine_step(m, choice->enabled[i % choice->count].task, 0);
    }
}

struct path {
    VEC(struct learned_step) steps;
};

/* False: the program cannot be learned. */
static bool trace_learned(struct machine *m, struct traces *t)
{
    const struct learned_limits limits = {
        .runs_max = 100000, .states_max = 100000, .races = true, .deeds = true};
    const char *why;
    struct machine *learned = machine_new_learned(m, &limits, &why);
    if (learned == NULL)
        return false;
    VEC(struct path) paths = {0};
    struct dpor d;
    bool again = true;
    while (again && !learned_is_over(learned)) {
        vec_clear(&paths);
        dpor_init(&d, learned);
        while (dpor_next(&d) && !learned_is_stale(learned) && learned->end != END_STOPPED) {
            size_t count;
            const struct learned_step *steps = dpor_path(&d, &count);
            struct path path = {0};
            for (size_t i = 0; i < count; i++)
                vec_push(&path.steps, steps[i]);
            vec_push(&paths, path);
        }
        CU_ASSERT_EQUAL(d.blocked, 0);
        dpor_release(&d);
        again = learned_is_stale(learned);
        machine_reset(learned);
    }
    bool over = learned_is_over(learned);
    machine_free(learned);
    traces_observe(t, m);
    for (size_t i = 0; i < paths.count; i++) {
        if (!over)
            follow(m, paths.items[i].steps.items, paths.items[i].steps.count);
        traces_end(t);
        vec_release(&paths.items[i].steps);
    }
    machine_observe(m, NULL, NULL);
    vec_release(&paths);
    return !over;
}

/* On the direct machine.  False: something is wrong, or an execution did not end. */
static bool trace_direct(struct machine *m, struct traces *t)
{
    size_t facts;
    bool usable = true;
    do {
        facts = m->promoted.count;
        traces_forget(t);
        machine_keep_deeds(m, true);
        struct dpor d;
        dpor_init(&d, m);
        while (usable && m->promoted.count == facts && dpor_next(&d)) {
            usable = m->end == END_FINISHED || m->end == END_STUCK;
            traces_end(t);
        }
        CU_ASSERT_FALSE(d.lost);
        dpor_release(&d);
        machine_keep_deeds(m, false);
    } while (usable && m->promoted.count != facts);
    return usable;
}

static bool trace_executed(struct machine *m, struct traces *t)
{
    traces_observe(t, m);
    bool usable = trace_direct(m, t);
    machine_observe(m, NULL, NULL);
    return usable;
}

typedef bool tracer(struct machine *m, struct traces *t);

/* With a machine of its own: what one learned of cells would help the other. */
static bool gather(struct program *p, uint32_t number, tracer *trace, struct traces *t)
{
    struct machine *m = generated_machine(p, number, MEMORY_SC);
    bool usable = trace(m, t);
    machine_free(m);
    return usable;
}

static void judge(struct traces *all, struct traces *reduced, uint32_t number, struct tally *tally)
{
    traces_unite(all);
    size_t executed = reduced->found.count, twice = traces_unite(reduced);
    bool same = traces_have_equal_outcomes(all, reduced);
    if (!all->awaited)
        same &= twice == 0 && traces_are_equal(all, reduced);
    CU_ASSERT_TRUE(same);
    if (!same)
        printf("    program %u: %zu traces, %zu outcomes; dpor made %zu executions, %zu of them twice, "
               "with %zu outcomes\n",
               number, all->found.count, all->outcomes.count, executed, twice,
               reduced->outcomes.count);
    tally->compared++;
    tally->waiting += all->awaited;
    tally->unlike += !same;
    if (all->found.count > tally->largest)
        tally->largest = (unsigned)all->found.count;
}

static void compare(struct program *p, uint32_t number, tracer *trace, struct tally *tally)
{
    struct end_cells cells = {0};
    CU_ASSERT_TRUE_FATAL(generated_cells(p, number, &cells));
    struct traces all = {.cells = &cells}, reduced = {.cells = &cells};
    bool usable = gather(p, number, trace_brute, &all) && gather(p, number, trace, &reduced);
    tally->left += !usable;
    if (usable)
        judge(&all, &reduced, number, tally);
    traces_release(&all);
    traces_release(&reduced);
    vec_release(&cells.items);
}

static void compare_all(tracer *trace)
{
    const char *wanted = getenv("HEDDLE_GENERATED"), *from = getenv("HEDDLE_GENERATED_FROM");
    uint32_t first = from ? (uint32_t)strtoul(from, NULL, 10) : 1;
    uint32_t last = first - 1 + (wanted ? (uint32_t)strtoul(wanted, NULL, 10) : PROGRAMS);
    struct tally tally = {0};
    for (uint32_t i = first; i <= last; i += PROGRAMS_PER_SOURCE) {
        uint32_t end = i + PROGRAMS_PER_SOURCE - 1 < last ? i + PROGRAMS_PER_SOURCE - 1 : last;
        struct program *p = generated_program(generator_write, i, end);
        CU_ASSERT_PTR_NOT_NULL_FATAL(p);
        for (uint32_t number = i; number <= end; number++)
            compare(p, number, trace, &tally);
        program_free(p);
    }
    CU_ASSERT_EQUAL(tally.unlike, 0);
    if (wanted)
        printf("    %u compared, up to %u traces, %u of them with waiting loops; %u left out\n",
               tally.compared, tally.largest, tally.waiting, tally.left);
    else
        CU_ASSERT_TRUE(tally.compared > 10);
}

static void traces_are_those_of_all_interleavings(void)
{
    compare_all(trace_learned);
}

static void executed_traces_are_those_of_all_interleavings(void)
{
    compare_all(trace_executed);
}

void suite_dpor(void)
{
    CU_pSuite suite = CU_add_suite("dpor", NULL, NULL);
    CU_ADD_TEST(suite, counts_are_those_of_formulas);
    CU_ADD_TEST(suite, counts_are_the_same_when_executed);
    CU_ADD_TEST(suite, waiting_loops_have_no_traces_of_their_own);
    CU_ADD_TEST(suite, memory_can_be_limited);
    CU_ADD_TEST(suite, rounds_can_be_left_in_the_middle);
    CU_ADD_TEST(suite, traces_are_those_of_all_interleavings);
    CU_ADD_TEST(suite, executed_traces_are_those_of_all_interleavings);
}
