/* SPDX-License-Identifier: MIT */
/*
 * Goal: symmetry leaves out nothing but what another state stands for.
 * Method: the canonical states of known locks are as many as an enumeration by hand has states up to
 * renamings (orbits.h).  For random programs whose tasks run the same function, symmetric or not: the
 * search over canonical states finds exactly the canonical ones of all states, the same kinds of errors,
 * and paths that can be executed.
 */
#include "tests/suite.h"

#include "checker/states/explore.h"
#include "checker/states/follow.h"
#include "sim/learn/closure.h"
#include "sim/program.h"
#include "base/prng.h"
#include "tests/handmade_models.h"
#include "tests/orbits.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a child says. */
enum { FINE, CHILD_FAILED, NOT_SYMMETRIC, INCOMPLETE, OTHER_STATES, OTHER_KINDS, NOT_REAL };

static __attribute__((noreturn)) void finish(int status)
{
    fflush(stdout);
    _exit(status);
}

/* A program, learned. */
struct learned {
    struct machine *m;
    struct learner *l;
    struct product *p;
    struct symmetry *symmetry;
};

static void learn(struct learned *x, const char *file, const char *flags, bool races, bool awaits)
{
    static const char *words[16];
    char *text = strdup(flags);
    const char *files[] = {file};
    struct build_options build = {.files = files, .file_count = 1, .flags = words};
    static struct machine_options machine_options;
    const struct closure_limits limits = closure_limits_default();
    const char *why;
    struct error err;
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
        words[build.flag_count++] = word;
    machine_options = machine_options_default();
    struct program *program = program_build(&build, &err);
    x->m = program ? machine_new_direct(program, &machine_options, &err) : NULL;
    x->l = x->m ? learner_new(x->m, &why) : NULL;
    if (x->l == NULL) {
        printf("    %s: %s\n", file, x->m ? why : err.text);
        finish(CHILD_FAILED);
    }
    x->p = product_new(x->l);
    x->p->races = races;
    x->p->awaits = awaits;
    x->symmetry = symmetry_new(x->p);
    closure_learn(x->p, &limits);
}

static void explore_all(struct learned *x, struct symmetry *symmetry, bool persistent,
                        struct exploration *e)
{
    const struct explore_options options = {.finished_max = 1000,
                                            .growth_max_percent = 1000,
                                            .symmetry = symmetry,
                                            .persistent = persistent};
    explore_init(e, x->p, &options);
    while (explore_some(e, 1000000))
        ;
}

/* Explores canonical states, again if a renaming or a class did not hold.  False: there are no renamings. */
static bool explore_canonical(struct learned *x, bool persistent, struct exploration *e)
{
    for (int pass = 0; pass < 50; pass++) {
        product_classify(x->p, true);
        races_reset(x->p);
        if (!symmetry_find(x->symmetry))
            return false;
        explore_all(x, x->symmetry, persistent, e);
        if (e->end != EXPLORE_STALE)
            return true;
        explore_release(e);
    }
    printf("    it never holds\n");
    finish(CHILD_FAILED);
}

/* Counts of known locks. */

struct row {
    const char *program, *flags;
    handmade_model *model;
    int tasks, entries;
    int number, array; /* orbits_names */
    enum orbits_group group;
};

static const struct row *row_of_child;

static void print_canonical_states(void *unused)
{
    struct learned x;
    struct exploration e;
    (void)unused;
    learn(&x, row_of_child->program, row_of_child->flags, false, false);
    bool found = explore_canonical(&x, false, &e);
    printf("%lu %lu\n", found ? (unsigned long)explore_states(&e) : 0,
           (unsigned long)symmetry_order(x.symmetry));
    finish(0);
}

static const char RING[] =
    "#include <pthread.h>\n#include <stdint.h>\n"
    "static pthread_mutex_t m[TASKS];\n"
    "static void *f(void *a) {\n"
    "    int me = (int)(intptr_t)a, next = (me + 1) % TASKS;\n"
    "    pthread_mutex_lock(&m[me]); pthread_mutex_lock(&m[next]);\n"
    "    pthread_mutex_unlock(&m[next]); pthread_mutex_unlock(&m[me]);\n"
    "    return 0;\n"
    "}\n"
    "int main(void) {\n"
    "    pthread_t t[TASKS];\n"
    "    for (int i = 0; i < TASKS; i++) pthread_mutex_init(&m[i], 0);\n"
    "    for (intptr_t i = 0; i < TASKS; i++) pthread_create(&t[i], 0, f, (void *)i);\n"
    "    for (int i = 0; i < TASKS; i++) pthread_join(t[i], 0);\n"
    "}\n";

static void model_ring(struct handmade *p, int tasks, int entries)
{
    int lock = handmade_cells(p, tasks, 0);
    (void)entries;
    for (int me = 0; me < tasks; me++) {
        int mine = lock + me, next = lock + (me + 1) % tasks;
        handmade_thread(p);
        STEP(p, 0, 1, .when = {IF(mine, EQUAL, 0)}, .then = {SET(mine, me + 1)});
        STEP(p, 1, 2, .when = {IF(next, EQUAL, 0)}, .then = {SET(next, me + 1)});
        STEP(p, 2, 3, .then = {SET(next, 0)});
        STEP(p, 3, 4, .then = {SET(mine, 0)});
    }
}

static void check_row(const struct row *row, unsigned long order)
{
    struct process child = {0};
    struct handmade *p = handmade_new();
    const struct orbits_names names = {row->number, row->array};
    row->model(p, row->tasks, row->entries);
    unsigned long expected = orbits_count(p, &names, row->group, 1000000), states = 0, found = 0;
    row_of_child = row;
    process_child(&child, print_canonical_states, NULL);
    sscanf(str_text(&child.out), "%lu %lu", &states, &found);
    CU_ASSERT_EQUAL(child.status, 0);
    CU_ASSERT_EQUAL(states, expected);
    CU_ASSERT_EQUAL(found, order);
    if (states != expected || found != order || child.status != 0)
        printf("    %s %s: %lu states, not %lu; order %lu\n%s", row->program, row->flags, states,
               expected, found, str_text(&child.out));
    process_release(&child);
    handmade_free(p);
}

/* The variables of the models: tsl and spinlock have taken, owner; ticket has two before owner. */
static void canonical_states_are_orbits(void)
{
#define NO_REGIONS "-Isim -DHEDDLE_NO_REGIONS "
    const struct row rows[] = {
        {"models/tsl.c", NO_REGIONS "-DTASKS=3 -DENTRIES=2", model_tsl, 3, 2, 2, 0, ORBITS_ALL},
        {"models/tsl.c", NO_REGIONS "-DTASKS=4 -DENTRIES=0", model_tsl, 4, 0, 2, 0, ORBITS_ALL},
        {"models/spinlock.c", NO_REGIONS "-DTASKS=3 -DENTRIES=2", model_spinlock, 3, 2, 2, 0,
         ORBITS_ALL},
        {"models/spinlock.c", NO_REGIONS "-DTASKS=5 -DENTRIES=1", model_spinlock, 5, 1, 2, 0,
         ORBITS_ALL},
        {"models/ticket.c", NO_REGIONS "-DTASKS=3 -DENTRIES=2", model_ticket, 3, 2, 3, 0,
         ORBITS_ALL},
        {"models/ticket.c", NO_REGIONS "-DTASKS=3 -DENTRIES=0", model_ticket, 3, 0, 3, 0,
         ORBITS_ALL},
        {"models/ticket.c", NO_REGIONS "-DTASKS=4 -DENTRIES=1", model_ticket, 4, 1, 3, 0,
         ORBITS_ALL},
    };
    const unsigned long orders[] = {6, 24, 6, 120, 6, 6, 24};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i], orders[i]);
    const struct row ring = {scratch_file("ring.c", RING), "-DTASKS=5", model_ring, 5, 0, 0, 1,
                             ORBITS_ROTATIONS};
    check_row(&ring, 5);
}

/* Random programs. */

enum { PROGRAMS = 60, OPERATIONS = 5, SPREAD = 12 };

static void write_program(uint32_t number, struct str *out)
{
    static const char *const operations[SPREAD] = {
        "atomic_fetch_add(&c, 1);",
        "atomic_store(&own[me], 1 + (int)atomic_load(&c) % 2);",
        "if (atomic_load(&own[(me + 1) % N]) == 1) atomic_store(&own[me], 2);",
        "pthread_mutex_lock(&m); p++; pthread_mutex_unlock(&m);",
        "atomic_store(&who, me); if (atomic_load(&who) == me) atomic_fetch_add(&c, 1);",
        "sem_wait(&s); atomic_store(&own[me], 1); sem_post(&s);",
        "if (!pthread_mutex_trylock(&m)) { q = me; pthread_mutex_unlock(&m); }",
        "pthread_mutex_lock(&r[me]); pthread_mutex_lock(&r[(me + 1) % N]);"
        " pthread_mutex_unlock(&r[(me + 1) % N]); pthread_mutex_unlock(&r[me]);",
        "if (me == 1) atomic_store(&own[0], 1);",
        "assert(atomic_load(&c) < 5);",
        "q = me;",
        "atomic_exchange(&who, me + 1);",
    };
    struct prng prng = prng_seeded(number);
    str_printf(out, "#include <assert.h>\n#include <pthread.h>\n#include <semaphore.h>\n"
                    "#include <stdatomic.h>\n#include <stdint.h>\nenum { N = 3 };\n"
                    "static atomic_int c, own[N], who; static volatile int p; static int q;\n"
                    "static pthread_mutex_t m, r[N]; static sem_t s;\n"
                    "static void *f(void *a) {\n    int me = (int)(intptr_t)a;\n    (void)me;\n");
    for (int i = 0; i < OPERATIONS - (int)(number % 3); i++)
        str_printf(out, "    %s\n", operations[prng_below(&prng, SPREAD)]);
    str_printf(out, "    return 0;\n}\nint main(void) {\n    pthread_t t[N];\n"
                    "    sem_init(&s, 0, 2);\n    pthread_mutex_init(&m, 0);\n"
                    "    for (int i = 0; i < N; i++) pthread_mutex_init(&r[i], 0);\n"
                    "    for (intptr_t i = 0; i < N; i++)\n"
                    "        pthread_create(&t[i], 0, f, (void *)i);\n"
                    "    for (int i = 0; i < N; i++) pthread_join(t[i], 0);\n"
                    "    assert(c >= 0);\n}\n");
}

/* What was found, up to renaming: kinds of findings, and kinds of ends. */
static uint64_t kinds_of(const struct exploration *e)
{
    uint64_t kinds = 0;
    for (size_t i = 0; i < e->witnesses.count; i++) {
        const struct witness *w = &e->witnesses.items[i];
        kinds |= w->kind == WITNESS_FINDING ? UINT64_C(1) << w->finding.kind
                                            : UINT64_C(1) << (60 + w->kind);
    }
    return kinds;
}

static uint32_t width_of_rows;

static int compare_rows(const void *a, const void *b)
{
    return memcmp(a, b, width_of_rows * sizeof(uint32_t));
}

/* The states of an exploration, each as its canonical one if asked for, sorted and without doubles. */
static uint32_t *sort_states(struct learned *x, struct exploration *e, bool rename,
                             uint32_t *count)
{
    uint32_t width = product_width(x->p), n = (uint32_t)explore_states(e);
    uint32_t *rows = calloc((size_t)n + 1, width * sizeof *rows);
    struct state s = {0};
    for (uint32_t i = 0; i < n; i++) {
        explore_state(e, i, &s);
        if (rename && !symmetry_canonical(x->symmetry, &s, NULL)) {
            printf("    a renaming does not know a state\n");
            finish(CHILD_FAILED);
        }
        memcpy(rows + (size_t)i * width, s.v, width * sizeof *rows);
    }
    width_of_rows = width;
    qsort(rows, n, width * sizeof *rows, compare_rows);
    *count = 0;
    for (uint32_t i = 0; i < n; i++)
        if (*count == 0 || compare_rows(rows + (size_t)(*count - 1) * width,
                                        rows + (size_t)i * width) != 0)
            memmove(rows + (size_t)(*count)++ * width, rows + (size_t)i * width,
                    width * sizeof *rows);
    state_release(&s);
    return rows;
}

/* Every path can be executed, and shows what it should. */
static bool paths_are_real(struct learned *x, struct exploration *e)
{
    VEC(struct path) paths = {0};
    for (size_t i = 0; i < e->witnesses.count; i++) {
        struct path path = {0};
        explore_path(e, &e->witnesses.items[i], &path);
        vec_push(&paths, path);
    }
    product_free(x->p);
    learner_free(x->l);
    size_t facts = x->m->promoted.count; /* once these grow, it is another machine */
    bool real = true;
    for (size_t i = 0; i < paths.count && real && x->m->promoted.count == facts; i++)
        real = follow_path(x->m, &paths.items[i]);
    return real;
}

/* Of the search as it is without symmetry, or with symmetry and persistent sets. */
static uint64_t kinds_otherwise(struct learned *x, bool canonical)
{
    struct exploration e;
    if (canonical) {
        explore_canonical(x, true, &e);
    } else {
        product_classify(x->p, true);
        races_reset(x->p);
        explore_all(x, NULL, false, &e);
    }
    uint64_t kinds = e.end == EXPLORE_COMPLETE ? kinds_of(&e) : 0;
    explore_release(&e);
    return kinds;
}

static const char *file_of_child;

static void compare_program(void *unused)
{
    struct learned x;
    struct exploration canonical, all;
    uint32_t canonical_count, all_count;
    (void)unused;
    learn(&x, file_of_child, "-w", true, true);
    uint64_t kinds = kinds_otherwise(&x, false);
    if (!explore_canonical(&x, false, &canonical))
        finish(NOT_SYMMETRIC);
    explore_release(&canonical);
    if (kinds_otherwise(&x, true) != kinds)
        finish(OTHER_KINDS);
    explore_canonical(&x, false, &canonical);
    x.p->journals = false;
    explore_all(&x, NULL, false, &all); /* main is held, as in the other one */
    if (canonical.end != EXPLORE_COMPLETE || all.end != EXPLORE_COMPLETE)
        finish(INCOMPLETE);
    uint32_t *a = sort_states(&x, &canonical, false, &canonical_count);
    uint32_t *b = sort_states(&x, &all, true, &all_count);
    if (canonical_count != explore_states(&canonical) || canonical_count != all_count ||
        memcmp(a, b, (size_t)all_count * width_of_rows * sizeof *a) != 0) {
        printf("    %u canonical states, not %u, of %lu\n", canonical_count, all_count,
               (unsigned long)explore_states(&all));
        finish(OTHER_STATES);
    }
    if (kinds_of(&canonical) != kinds || kinds_of(&all) != kinds)
        finish(OTHER_KINDS);
    finish(paths_are_real(&x, &canonical) ? FINE : NOT_REAL);
}

static void canonical_states_stand_for_all(void)
{
    unsigned symmetric = 0;
    for (uint32_t i = 1; i <= PROGRAMS; i++) {
        struct str text = {0};
        struct process child = {0};
        write_program(i, &text);
        file_of_child = scratch_file("symmetric.c", str_text(&text));
        process_child(&child, compare_program, NULL);
        bool fine = child.status == FINE || child.status == NOT_SYMMETRIC;
        symmetric += child.status == FINE;
        CU_ASSERT_TRUE(fine);
        if (!fine)
            printf("    program %u: %d\n%s%s", i, child.status, str_text(&child.out),
                   str_text(&text));
        process_release(&child);
        str_release(&text);
    }
    CU_ASSERT_TRUE(symmetric >= PROGRAMS / 3);
    CU_ASSERT_TRUE(symmetric < PROGRAMS);
}

/* What the command says, with and without. */
static void check_command(const char *program, const char *flag, int status, const char *renamings)
{
    struct process with = {0}, without = {0};
    process_heddle(&with, "check", "--json", "--engine", "states", "--all-bugs", flag, program,
                   NULL);
    process_heddle(&without, "check", "--json", "--engine", "states", "--all-bugs", "--reduce",
                   "bisimulation,awaits,persistent", flag, program, NULL);
    CU_ASSERT_EQUAL(with.status, status);
    CU_ASSERT_EQUAL(without.status, status);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&with.out), renamings));
    CU_ASSERT_PTR_NULL(strstr(str_text(&without.out), "rename the tasks"));
    if (status != 0) {
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&with.out), "deadlock"));
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&without.out), "deadlock"));
    }
    process_release(&with);
    process_release(&without);
}

static void the_command_says_the_same(void)
{
    check_command("models/spinlock.c", "-DTASKS=5", 0, "(120 ways to rename the tasks)");
    check_command("models/philosophers_naive.c", "-DSEATS=7", 1, "(7 ways to rename the tasks)");
}

void suite_symmetry(void)
{
    CU_pSuite suite = CU_add_suite("symmetry", NULL, NULL);
    CU_ADD_TEST(suite, canonical_states_are_orbits);
    CU_ADD_TEST(suite, canonical_states_stand_for_all);
    CU_ADD_TEST(suite, the_command_says_the_same);
}
