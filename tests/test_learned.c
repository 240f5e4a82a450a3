/* SPDX-License-Identifier: MIT */
/*
 * Goal: an execution on the learned machine is one of the direct machine: the same choices, steps
 * and end, and something is wrong with it if and only if the direct machine finds something wrong.
 * Method: random executions of random programs (generator.h) are repeated, step by step, on the
 * direct machine, whose races are those of its vector clocks.
 */
#include "tests/suite.h"

#include "base/hash.h"
#include "checker/engine.h"
#include "scheduler/scheduler.h"
#include "sim/learn/learned.h"
#include "tests/generated_program.h"
#include "tests/generator.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <string.h>

enum { PROGRAMS = 60, EXECUTIONS = 60 };

static const struct learned_limits limits = {.runs_max = 20000, .states_max = 20000, .races = true};

struct made {
    VEC(struct learned_step) steps;
    enum machine_end end;
    uint64_t step_count;
};

struct tally {
    unsigned executions, wrong_ones;
};

typedef VEC(struct promotion) facts;

static void keep(struct machine *m, struct made *made)
{
    size_t count;
    const struct learned_step *steps = learned_path(m, &count);
    for (size_t i = 0; i < count; i++)
        vec_push(&made->steps, steps[i]);
    made->end = m->end;
    made->step_count = m->steps;
}

/* Random executions of the learned machine.  How many there are. */
static int make(struct machine *direct, struct made *made)
{
    const char *why;
    struct machine *m = machine_new_learned(direct, &limits, &why);
    if (m == NULL)
        return 0;
    const struct scheduler_options options = {.seed = 1};
    struct scheduler s = scheduler_random(&options);
    const struct picker picker = {s.ops->next_task, s.ops->next_u64, s.self, false};
    int count = 0;
    while (count < EXECUTIONS && !learned_is_over(m)) {
        s.ops->new_execution(s.self);
        machine_reset(m);
        machine_run(m, &picker);
        if (m->end != END_STOPPED)
            keep(m, &made[count++]);
    }
    scheduler_release(s);
    machine_free(m);
    return count;
}

static const struct enabled *find(const struct choice *choice, task_id task)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task == task)
            return &choice->enabled[i];
    return NULL;
}

/* False: the machine does not offer one of the steps.  It ends at errors before the last one. */
static bool repeat(struct machine *m, const facts *known, const struct made *made)
{
    machine_set_promoted(m, known->items, known->count);
    machine_reset(m);
    while (m->end == END_NOT_YET && m->task_limit == 1 && machine_choice(m)->count == 1)
        machine_step(m, machine_choice(m)->enabled[0].task, 0);
    for (size_t i = 0; i < made->steps.count; i++) {
        struct learned_step step = made->steps.items[i];
        if (m->end != END_NOT_YET)
            return m->end == END_VIOLATION;
        const struct enabled *picked = find(machine_choice(m), step.task);
        if (picked == NULL || step.alternative >= picked->alternatives)
            return false;
        machine_step(m, step.task, step.alternative);
    }
    if (m->end == END_NOT_YET)
        machine_choice(m);
    return true;
}

static bool agrees(struct machine *m, const facts *known, const struct made *made)
{
    bool followed = repeat(m, known, made);
    bool wrong = made->end == END_VIOLATION;
    if (!followed || wrong != (m->findings.count > 0))
        return false;
    return wrong || made->end == END_STUCK || (m->end == made->end && m->steps == made->step_count);
}

static void compare(struct program *p, uint32_t number, struct tally *tally)
{
    struct made made[EXECUTIONS];
    memset(made, 0, sizeof made);
    struct machine *m = generated_machine(p, number, MEMORY_SC);
    int count = make(m, made);
    facts known = {0};
    for (size_t i = 0; i < m->promoted.count; i++)
        vec_push(&known, m->promoted.items[i]);
    for (int i = 0; i < count; i++) {
        bool agree = agrees(m, &known, &made[i]);
        CU_ASSERT_TRUE(agree);
        if (!agree)
            printf(
                "    program %u, execution %d: end %d after %zu steps; direct: %d, %zu findings\n",
                number, i, made[i].end, made[i].steps.count, m->end, m->findings.count);
        tally->executions++;
        tally->wrong_ones += made[i].end == END_VIOLATION;
        vec_release(&made[i].steps);
    }
    vec_release(&known);
    machine_free(m);
}

static void executes_what_the_direct_machine_executes(void)
{
    struct tally tally = {0};
    struct program *p = generated_program(generator_write, 1, PROGRAMS);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    for (uint32_t number = 1; number <= PROGRAMS; number++)
        compare(p, number, &tally);
    program_free(p);
    CU_ASSERT_TRUE(tally.executions > 1000 && tally.wrong_ones > 100);
}

/* Two tasks, each with one write to a cell of its own, then one to a common cell. */
static const char *const two_writers =
    "#include <pthread.h>\n"
    "#include <stdatomic.h>\n"
    "static atomic_int own[2], last;\n"
    "static void *run(void *i) { own[(long)i] = 1; last = (int)(long)i; return 0; }\n"
    "int main(void) {\n"
    "    pthread_t t[2];\n"
    "    for (long i = 0; i < 2; i++) pthread_create(&t[i], 0, run, (void *)i);\n"
    "    for (int i = 0; i < 2; i++) pthread_join(t[i], 0);\n"
    "}\n";

struct rig {
    struct program *program;
    struct machine *direct, *learned;
};

static struct rig rig_of(const char *source)
{
    const char *files[] = {scratch_file("learned.c", source)};
    const struct build_options options = {.files = files, .file_count = 1};
    const struct machine_options machine_options = machine_options_default();
    struct error err;
    const char *why;
    struct rig rig = {.program = program_build(&options, &err)};
    CU_ASSERT_PTR_NOT_NULL_FATAL(rig.program);
    rig.direct = machine_new_direct(rig.program, &machine_options, &err);
    rig.learned = machine_new_learned(rig.direct, &limits, &why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rig.learned);
    return rig;
}

static void rig_release(struct rig *rig)
{
    machine_free(rig->learned);
    machine_free(rig->direct);
    program_free(rig->program);
}

/* The key after these tasks made a step each. */
static void key_after(struct machine *m, const task_id *tasks, size_t count, struct str *key)
{
    machine_reset(m);
    for (size_t i = 0; i < count; i++)
        machine_step(m, tasks[i], 0);
    machine_choice(m);
    size_t bytes;
    const char *at = m->ops->key(m, &bytes);
    str_append_bytes(key, at, bytes);
}

static void keys_tell_states_not_histories(void)
{
    struct rig rig = rig_of(two_writers);
    struct machine *m = rig.learned;
    struct str ab = {0}, ba = {0}, abab = {0}, baba = {0};
    key_after(m, (task_id[]){1, 2}, 2, &ab);
    key_after(m, (task_id[]){2, 1}, 2, &ba);
    key_after(m, (task_id[]){1, 2, 1, 2}, 4, &abab);
    CU_ASSERT_EQUAL(m->end, END_FINISHED);
    key_after(m, (task_id[]){2, 1, 2, 1}, 4, &baba);
    CU_ASSERT_TRUE(ab.bytes == ba.bytes && memcmp(str_text(&ab), str_text(&ba), ab.bytes) == 0);
    CU_ASSERT_FALSE(abab.bytes == baba.bytes &&
                    memcmp(str_text(&abab), str_text(&baba), abab.bytes) == 0);
    struct str *keys[] = {&ab, &ba, &abab, &baba};
    for (size_t i = 0; i < 4; i++)
        str_release(keys[i]);
    rig_release(&rig);
}

/* C(4, 2) orders of two times two steps, by going back instead of beginning again. */
static unsigned count_executions(struct machine *m)
{
    const struct choice choice = *machine_choice(m);
    unsigned sum = choice.count == 0;
    CU_ASSERT_TRUE(choice.count > 0 || m->end == END_FINISHED);
    task_id tasks[2] = {TASK_NONE, TASK_NONE};
    for (uint32_t i = 0; i < choice.count; i++)
        tasks[i] = choice.enabled[i].task;
    uint64_t here = m->ops->save(m);
    for (uint32_t i = 0; i < choice.count; i++) {
        machine_step(m, tasks[i], 0);
        sum += count_executions(m);
        m->ops->restore(m, here);
    }
    return sum;
}

static void goes_back_to_saved_states(void)
{
    struct rig rig = rig_of(two_writers);
    struct machine *m = rig.learned;
    machine_reset(m);
    CU_ASSERT_EQUAL(count_executions(m), 6);
    rig_release(&rig);
}

/*
 * An assertion that fails if one task makes its K steps before the other one makes its first: 2
 * executions of 2^K that a random walk makes, too rare for the executions that come before those of
 * the learned machine.
 */
static const char *const rare =
    "#include <assert.h>\n"
    "#include <pthread.h>\n"
    "#include <stdatomic.h>\n"
    "static atomic_int a, b;\n"
    "static void *one(void *x) { for (int i = 0; i < 14; i++) a = i; int seen = b; assert(seen); "
    "return x; }\n"
    "static void *two(void *x) { b = 1; for (int i = 0; i < 3; i++) b = i + 1; return x; }\n"
    "int main(void) {\n"
    "    pthread_t s, t;\n"
    "    pthread_create(&s, 0, one, 0); pthread_create(&t, 0, two, 0);\n"
    "    pthread_join(s, 0); pthread_join(t, 0);\n"
    "}\n";

static void check_sample(struct machine *m, uint64_t executions, struct verdict *v)
{
    struct check_options options = check_options_default();
    struct error err;
    options.engine = "sample";
    options.executions_max = executions;
    CU_ASSERT_TRUE_FATAL(check_run(m, &options, NULL, NULL, v, &err));
}

static void samples_find_what_is_rare(void)
{
    struct rig rig = rig_of(rare);
    struct verdict v = {0};
    machine_free(rig.learned);
    check_sample(rig.direct, 1000000, &v);
    CU_ASSERT_EQUAL(v.kind, VERDICT_VIOLATION);
    CU_ASSERT_TRUE(v.executions > 1000 && v.executions < 1000000);
    CU_ASSERT_EQUAL_FATAL(v.violations.count, 1);
    CU_ASSERT_EQUAL(v.violations.items[0].kind, FINDING_ASSERTION);
    verdict_release(&v);
    machine_free(rig.direct);
    program_free(rig.program);
}

/* Without waiting loops each execution has the same steps: 2 created, 4 writes, 2 ends, 2 joined.
 */
static void samples_count_all_steps(void)
{
    struct rig rig = rig_of(two_writers);
    struct verdict v = {0};
    machine_free(rig.learned);
    check_sample(rig.direct, 20000, &v);
    CU_ASSERT_EQUAL(v.kind, VERDICT_INCONCLUSIVE);
    CU_ASSERT_EQUAL(v.executions, 20000);
    CU_ASSERT_EQUAL(v.steps, 20000 * 10);
    verdict_release(&v);
    machine_free(rig.direct);
    program_free(rig.program);
}

/* Three tasks that use two cells, a mutex and a semaphore, in different orders and numbers. */
static const char *const users =
    "#include <pthread.h>\n"
    "#include <semaphore.h>\n"
    "#include <stdatomic.h>\n"
    "static atomic_int a, b;\n"
    "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
    "static sem_t s;\n"
    "static void lock(void) { pthread_mutex_lock(&m); a++; pthread_mutex_unlock(&m); }\n"
    "static void *x(void *p) { lock(); b = 1; sem_post(&s); lock(); return p; }\n"
    "static void *y(void *p) { sem_wait(&s); b = a; lock(); return p; }\n"
    "static void *z(void *p) { for (int i = 0; i < 4; i++) a += b; return p; }\n"
    "int main(void) {\n"
    "    void *(*const run[])(void *) = {x, y, z};\n"
    "    pthread_t t[3];\n"
    "    sem_init(&s, 0, 0);\n"
    "    for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, run[i], 0);\n"
    "    for (int i = 0; i < 3; i++) pthread_join(t[i], 0);\n"
    "}\n";

enum { COMPARED = 300, STRATEGIES_MAX = 16 };

/* Executes with the strategy; false: the machine had to learn and stopped.  *picks: what was chosen. */
static bool execute(struct machine *m, struct scheduler s, uint64_t *picks)
{
    const struct picker picker = {s.ops->next_task, s.ops->next_u64, s.self, false};
    CU_ASSERT_TRUE(s.ops->new_execution(s.self));
    machine_reset(m);
    machine_run(m, &picker);
    size_t bytes = m->schedule.picks.count * sizeof m->schedule.picks.items[0];
    *picks = hash_bytes(m->schedule.picks.items, bytes, m->steps);
    return m->end != END_STOPPED;
}

/* COMPARED executions; false: one of them stopped, and what the strategy drew for it is gone. */
static bool execute_all(struct machine *m, const struct scheduler_entry *e, uint64_t *picks)
{
    const struct scheduler_options options = {.seed = 3};
    struct scheduler s = e->make(&options);
    bool whole = true;
    for (int i = 0; i < COMPARED && whole; i++)
        whole = execute(m, s, &picks[i]);
    scheduler_release(s);
    return whole;
}

/* Also those that look at cells and objects, or learn from earlier executions. */
static void every_strategy_chooses_as_on_the_direct_machine(void)
{
    static uint64_t expected[STRATEGIES_MAX][COMPARED];
    struct rig rig = rig_of(users);
    machine_free(rig.learned);
    for (int i = 0; scheduler_registry[i].name; i++)
        CU_ASSERT_TRUE(execute_all(rig.direct, &scheduler_registry[i], expected[i]));
    const char *why;
    rig.learned = machine_new_learned(rig.direct, &limits, &why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rig.learned);
    for (int i = 0; scheduler_registry[i].name; i++) {
        uint64_t picks[COMPARED];
        int tries = 0;
        while (!execute_all(rig.learned, &scheduler_registry[i], picks) && tries < 1000)
            tries++; /* what is learned stays */
        CU_ASSERT_EQUAL(memcmp(picks, expected[i], sizeof picks), 0);
    }
    rig_release(&rig);
}

void suite_learned(void)
{
    CU_pSuite suite = CU_add_suite("learned", NULL, NULL);
    CU_ADD_TEST(suite, every_strategy_chooses_as_on_the_direct_machine);
    CU_ADD_TEST(suite, executes_what_the_direct_machine_executes);
    CU_ADD_TEST(suite, keys_tell_states_not_histories);
    CU_ADD_TEST(suite, goes_back_to_saved_states);
    CU_ADD_TEST(suite, samples_find_what_is_rare);
    CU_ADD_TEST(suite, samples_count_all_steps);
}
