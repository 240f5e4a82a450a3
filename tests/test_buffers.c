/* SPDX-License-Identifier: MIT */
/*
 * Store buffers as programs see them: forwarding byte by byte, accesses of all kinds, what waits for an
 * empty buffer, and runs that never end.
 *
 * Method: programs whose assertion, or whose end, tells what happened; each with both engines, which share
 * nothing but stores.c.  test_litmus.c compares all outcomes of atomic accesses.
 */
#include "tests/suite.h"

#include "tests/process.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <string.h>

enum { VERIFIED = 0, VIOLATION = 1 };

/* Two tasks, `first` and `second`, then `check` in main, which has joined them. */
static const char *program(const char *declarations, const char *first, const char *second,
                           const char *check)
{
    struct str text = {0};
    str_printf(&text,
               "#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n#include <stdlib.h>\n"
               "#include <string.h>\n%s\n"
               "static void *first(void *unused) { %s return unused; }\n"
               "static void *second(void *unused) { %s return unused; }\n"
               "int main(void)\n{\n    pthread_t t[2];\n"
               "    pthread_create(&t[0], NULL, first, NULL);\n"
               "    pthread_create(&t[1], NULL, second, NULL);\n"
               "    pthread_join(t[0], NULL);\n    pthread_join(t[1], NULL);\n    %s\n"
               "    return 0;\n}\n",
               declarations, first, second, check);
    const char *path = scratch_file("buffers.c", str_text(&text));
    str_release(&text);
    return path;
}

/* Both engines end with this status under the memory model. */
static void expect(const char *path, const char *memory, int status)
{
    static const char *const engines[] = {"brute", "states"};
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
        struct process p = {0};
        process_heddle(&p, "check", "--race", "warn", "--engine", engines[i], "--memory", memory,
                       path, NULL);
        CU_ASSERT_EQUAL(p.status, status);
        if (p.status != status)
            printf("    %s under %s: %.300s\n", engines[i], memory, str_text(&p.out));
        process_release(&p);
    }
}

#define LOAD(x)     "atomic_load_explicit(&" x ", memory_order_relaxed)"
#define STORE(x, v) "atomic_store_explicit(&" x ", " v ", memory_order_relaxed); "
#define VARIABLES   "static atomic_int x, y; static int a, b;"

static void volatile_and_plain_stores_wait_like_atomic_ones(void)
{
    static const char *const kinds[] = {"volatile int", "int"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char declarations[64];
        snprintf(declarations, sizeof declarations, "static %s x, y; static int a, b;", kinds[i]);
        const char *path = program(declarations, "x = 1; a = y;", "y = 1; b = x;", "assert(a || b);");
        expect(path, "sc", VERIFIED);
        expect(path, "tso", VIOLATION);
        expect(path, "pso", VIOLATION);
    }
}

/* A wide load sees the byte that its task stored and, beside it, what others stored. */
static void loads_see_the_own_stores_byte_by_byte(void)
{
    const char *declarations = "static union { atomic_uchar bytes[4]; atomic_uint word; } u;"
                               "static unsigned a, b;";
    const char *path = program(declarations, STORE("u.bytes[0]", "1") "a = " LOAD("u.word") ";",
                               STORE("u.bytes[1]", "2") "b = " LOAD("u.word") ";",
                               "assert((a & 0xff) == 1 && (b & 0xff00) == 0x200);");
    expect(path, "tso", VERIFIED);
    expect(path, "pso", VERIFIED);
    path = program(declarations, STORE("u.bytes[0]", "1") "a = " LOAD("u.word") ";",
                   STORE("u.bytes[1]", "2") "b = " LOAD("u.word") ";", "assert(a != 1 || b != 0x200);");
    expect(path, "sc", VERIFIED);
    expect(path, "tso", VIOLATION);
}

/* The same bytes once by an atomic store that waits, once plainly: the second comes last. */
static void a_plain_store_comes_after_the_own_store_that_waits(void)
{
    const char *path = program("static int x; static atomic_int y; static int a;",
                               "__atomic_store_n(&x, 1, __ATOMIC_RELAXED); x = 2;"
                               "a = " LOAD("y") ";",
                               STORE("y", "1"), "assert(x == 2);");
    expect(path, "tso", VERIFIED);
    expect(path, "pso", VERIFIED);
}

/* Announced as a store, then as a load, and made after both. */
static void copies_of_structs_wait_like_what_they_hold(void)
{
    static const char *const types[] = {"struct { int v; }", "volatile struct { int v; }",
                                        "struct { char v; }", "struct { char v, w; }",
                                        "struct { long v, w; }"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char declarations[256];
        snprintf(declarations, sizeof declarations,
                 "static %s x, y, one = {1}; static int a, b;", types[i]);
        const char *path = program(declarations, "x = one; a = y.v;",
                                   "one.v = 1; y = one; b = x.v;", "assert(x.v == 1 && y.v == 1);");
        expect(path, "sc", VERIFIED);
        expect(path, "tso", VERIFIED);
        expect(path, "pso", VERIFIED);
        if (strstr(types[i], "w") != NULL)
            continue; /* several members: not buffered */
        path = program(declarations, "x = one; a = y.v;", "one.v = 1; y = one; b = x.v;",
                       "assert(a || b);");
        expect(path, "sc", VERIFIED);
        expect(path, "tso", VIOLATION);
        expect(path, "pso", VIOLATION);
    }
}

static void library_routines_see_and_follow_the_own_stores(void)
{
    const char *path = program("static volatile char text[8]; static atomic_int y; static size_t a;",
                               "text[0] = 'x'; a = strlen((const char *)text);"
                               "memset((char *)text, 'z', 2);",
                               STORE("y", "1"), "assert(a == 1 && text[0] == 'z' && text[1] == 'z');");
    expect(path, "tso", VERIFIED);
    expect(path, "pso", VERIFIED);
}

static void locks_wait_until_the_buffer_is_empty(void)
{
    const char *declarations = VARIABLES "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;";
    const char *lock = "pthread_mutex_lock(&m); pthread_mutex_unlock(&m); ";
    char first[256], second[256];
    snprintf(first, sizeof first, "%s%s%s", STORE("x", "1"), lock, "a = " LOAD("y") ";");
    snprintf(second, sizeof second, "%s%s%s", STORE("y", "1"), lock, "b = " LOAD("x") ";");
    const char *path = program(declarations, first, second, "assert(a || b);");
    expect(path, "tso", VERIFIED);
    expect(path, "pso", VERIFIED);
}

/* What is behind a flag: a release store orders under PSO, a volatile one does not. */
static void under_pso_only_release_publishes(void)
{
    const char *path = program(
        "static int data; static atomic_int ready; static int a = 1;",
        "data = 1; atomic_store_explicit(&ready, 1, memory_order_release);",
        "if (atomic_load_explicit(&ready, memory_order_acquire)) a = data;", "assert(a == 1);");
    expect(path, "tso", VERIFIED);
    expect(path, "pso", VERIFIED);
    path = program("static int data; static volatile int ready; static int a = 1;",
                   "data = 1; ready = 1;", "if (ready) a = data;", "assert(a == 1);");
    expect(path, "tso", VERIFIED);
    expect(path, "pso", VIOLATION);
}

static void a_block_is_freed_after_the_own_stores_to_it(void)
{
    const char *path = program("static atomic_int y; static int a;",
                               "atomic_int *p = malloc(sizeof *p); "
                               "atomic_store_explicit(p, 1, memory_order_relaxed); free(p); "
                               "p = malloc(sizeof *p); a = " LOAD("y") "; free(p);",
                               STORE("y", "1"), "");
    expect(path, "tso", VERIFIED);
    expect(path, "pso", VERIFIED);
}

/* What they wait for is in the other's buffer at first: it gets out, whatever is fair. */
static void spinning_on_a_store_that_waits_is_no_endless_run(void)
{
    static const char *const models[] = {"tso", "pso"};
    static const char *const fairness[] = {"none", "weak", "strong"};
    const char *path = program(VARIABLES, STORE("x", "1") "while (!" LOAD("y") ") ;",
                               STORE("y", "1") "while (!" LOAD("x") ") ;", "");
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < 3; k++) {
            struct process p = {0};
            process_heddle(&p, "check", "--engine", "states", "--memory", models[i], "--fairness",
                           fairness[k], path, NULL);
            CU_ASSERT_EQUAL(p.status, VERIFIED);
            process_release(&p);
        }
}

/* Negative control: here the other does nothing. */
static void spinning_on_a_store_that_nobody_makes_is_found(void)
{
    const char *path = program(VARIABLES, STORE("x", "1") "while (!" LOAD("y") ") ;", "b = 1;", "");
    expect(path, "tso", VIOLATION);
    expect(path, "pso", VIOLATION);
}

static void a_full_buffer_is_in_the_scope(void)
{
    const char *path = program(VARIABLES, STORE("x", "1") STORE("x", "2") STORE("x", "3"), "", "");
    static const struct {
        const char *engine, *bound, *words;
    } cases[] = {
        {"brute", "2", "some task had to wait for room"}, {"states", "2", "some task had to wait for room"},
        {"brute", "3", "which was always enough"},        {"states", "3", "which was always enough"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct process p = {0};
        process_heddle(&p, "check", "--engine", cases[i].engine, "--memory", "tso", "--buffer",
                       cases[i].bound, path, NULL);
        CU_ASSERT_EQUAL(p.status, VERIFIED);
        CU_ASSERT(strstr(str_text(&p.out), cases[i].words) != NULL);
        process_release(&p);
    }
}

/* Store buffering: (0, 0) is the one more. */
static void outcomes_count_three_under_sc_and_four_under_tso(void)
{
    static const struct {
        const char *memory, *words;
    } cases[] = {{"sc", "all 3 combinations"}, {"tso", "all 4 combinations"}, {"pso", "all 4 combinations"}};
    const char *path = program("static atomic_int x, y; static int a, b;",
                               STORE("x", "1") "a = " LOAD("y") ";",
                               STORE("y", "1") "b = " LOAD("x") ";", "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct process p = {0};
        process_heddle(&p, "check", "--engine", "states", "--memory", cases[i].memory, "--outcomes",
                       "a,b", path, NULL);
        CU_ASSERT_EQUAL(p.status, VERIFIED);
        CU_ASSERT(strstr(str_text(&p.out), cases[i].words) != NULL);
        process_release(&p);
    }
}

static void a_trace_shows_flushes_and_replays(void)
{
    const char *trace = scratch_path("buffers.json");
    const char *path = program(VARIABLES, STORE("x", "1") "a = " LOAD("y") ";",
                               STORE("y", "1") "b = " LOAD("x") ";", "assert(a || b);");
    struct process p = {0};
    process_heddle(&p, "check", "--memory", "tso", "--trace", trace, path, NULL);
    CU_ASSERT_EQUAL(p.status, VIOLATION);
    CU_ASSERT(strstr(str_text(&p.out), "store x (relaxed): 1, buffered") != NULL);
    CU_ASSERT(strstr(str_text(&p.out), "flush x: 1 reaches memory") != NULL);
    process_release(&p);
    process_heddle(&p, "replay", trace, NULL);
    CU_ASSERT_EQUAL(p.status, VIOLATION);
    CU_ASSERT(strstr(str_text(&p.out), "flush y: 1 reaches memory") != NULL);
    process_release(&p);
}

void suite_buffers(void)
{
    CU_pSuite suite = CU_add_suite("buffers", NULL, NULL);
    CU_ADD_TEST(suite, volatile_and_plain_stores_wait_like_atomic_ones);
    CU_ADD_TEST(suite, loads_see_the_own_stores_byte_by_byte);
    CU_ADD_TEST(suite, a_plain_store_comes_after_the_own_store_that_waits);
    CU_ADD_TEST(suite, copies_of_structs_wait_like_what_they_hold);
    CU_ADD_TEST(suite, library_routines_see_and_follow_the_own_stores);
    CU_ADD_TEST(suite, locks_wait_until_the_buffer_is_empty);
    CU_ADD_TEST(suite, under_pso_only_release_publishes);
    CU_ADD_TEST(suite, a_block_is_freed_after_the_own_stores_to_it);
    CU_ADD_TEST(suite, spinning_on_a_store_that_waits_is_no_endless_run);
    CU_ADD_TEST(suite, spinning_on_a_store_that_nobody_makes_is_found);
    CU_ADD_TEST(suite, a_full_buffer_is_in_the_scope);
    CU_ADD_TEST(suite, outcomes_count_three_under_sc_and_four_under_tso);
    CU_ADD_TEST(suite, a_trace_shows_flushes_and_replays);
}
