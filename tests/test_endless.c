/* SPDX-License-Identifier: MIT */
/*
 * Goal: an execution that never ends replays: its cycle is run twice, and only one that closes, and shows what is
 * said, is a finding.
 * Method: small locks that starve somebody, stop, or go on in circles; their traces, right and edited.
 */
#include "tests/suite.h"

#include "base/str.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A lock of two tasks that come back for ever. */
#define LOCK(globals, enter, leave)                                                                \
    "#include <heddle.h>\n#include <pthread.h>\n#include <stdatomic.h>\n#include <stdint.h>\n"     \
    "atomic_int " globals ";\n"                                                                    \
    "static void *work(void *a) {\n"                                                               \
    "    int me = (int)(intptr_t)a; (void)me;\n"                                                   \
    "    for (;;) { heddle_trying(); " enter " heddle_critical(); heddle_exit(); " leave           \
    " heddle_remainder(); }\n"                                                                     \
    "    return 0;\n}\n"                                                                           \
    "int main(void) {\n    pthread_t task[2];\n"                                                   \
    "    for (int i = 0; i < 2; i++) pthread_create(&task[i], 0, work, (void *)(intptr_t)i);\n"    \
    "    for (int i = 0; i < 2; i++) pthread_join(task[i], 0);\n}\n"

#define TEST_AND_SET LOCK("lock", "while (atomic_exchange(&lock, 1));", "lock = 0;")
#define ALTERNATION LOCK("turn", "while (turn != me);", "turn = 1 - me;")
#define POLITE                                                                                     \
    LOCK("flag[2]",                                                                                \
         "flag[me] = 1; while (flag[1 - me]) { flag[me] = 0; flag[me] = 1; }", "flag[me] = 0;")
/* Marks nothing: two tasks that hand a number to and fro for ever. */
#define FOREVER                                                                                    \
    "#include <pthread.h>\n#include <stdatomic.h>\natomic_int x;\n"                                \
    "static void *work(void *a) { for (;;) { while (x != 1); x = 0; } return a; }\n"               \
    "int main(void) {\n    pthread_t task;\n    pthread_create(&task, 0, work, 0);\n"              \
    "    for (;;) { while (x != 0); x = 1; }\n}\n"

/* Checks the source; the trace is in the returned file. */
static const char *trace_of(const char *name, const char *source, const char *fairness)
{
    struct process p = {0};
    char file[64];
    snprintf(file, sizeof file, "%s.json", name);
    const char *trace = scratch_path(file);
    snprintf(file, sizeof file, "%s.c", name);
    process_heddle(&p, "check", "--engine", "states", "--fairness", fairness, "--trace", trace,
                   scratch_file(file, source), NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    process_release(&p);
    return trace;
}

static void check_replay(const char *trace, int status, const char *said)
{
    struct process p = {0};
    process_heddle(&p, "replay", trace, NULL);
    const char *text = status == 1 ? str_text(&p.out) : str_text(&p.err);
    CU_ASSERT_EQUAL(p.status, status);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, said));
    if (p.status != status || strstr(text, said) == NULL)
        printf("    expected %s in\n%s%s", said, str_text(&p.out), str_text(&p.err));
    process_release(&p);
}

static void an_execution_that_never_ends_replays_as_found(void)
{
    const char *trace = trace_of("tas", TEST_AND_SET, "weak");
    check_replay(trace, 1, "starvation: T1 is in its entry section for ever");
    check_replay(trace, 1, "6 steps that are repeated for ever:");
    check_replay(trace, 1, "and again from step 4");
    check_replay(trace_of("polite", POLITE, "strong"), 1, "livelock: ");
    check_replay(trace_of("forever", FOREVER, "strong"), 1, "livelock: ");
}

static void an_execution_that_stops_in_remainder_sections_replays(void)
{
    const char *trace = trace_of("turn", ALTERNATION, "strong");
    check_replay(trace, 1, "progress: somebody tries to get in for ever");
    check_replay(trace, 1, "and nobody has to move any more");
}

static char *content(const char *path)
{
    static char text[1 << 16];
    FILE *file = fopen(path, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t bytes = fread(text, 1, sizeof text - 1, file);
    text[bytes] = '\0';
    fclose(file);
    return text;
}

/* The trace with `from`, which is there, replaced everywhere. */
static const char *edited(const char *trace, const char *from, const char *to)
{
    struct str out = {0};
    const char *rest = content(trace), *at = strstr(rest, from);
    CU_ASSERT_PTR_NOT_NULL(at);
    for (; at; rest = at + strlen(from), at = strstr(rest, from)) {
        str_append_bytes(&out, rest, (size_t)(at - rest));
        str_append(&out, to);
    }
    str_append(&out, rest);
    const char *path = scratch_file("edited.json", str_text(&out));
    str_release(&out);
    return path;
}

static void a_cycle_that_does_not_close_is_no_finding(void)
{
    const char *trace = trace_of("tas", TEST_AND_SET, "weak");
    const char *shorter = scratch_path("shorter.json");
    CU_ASSERT_EQUAL(rename(edited(trace, "@9:6", "@9:5"), shorter), 0);
    check_replay(edited(shorter, "\"cycle\": \"6\"", "\"cycle\": \"5\""), 2,
                 "the cycle does not close: step 1 of its second round is ");
    check_replay(shorter, 2, "cycle: not what the schedule says");
    check_replay(edited(trace, "@9:6", "@10:6"), 2, "the schedule ends after 7 choices");
    check_replay(edited(trace, "\"cycle\": \"6\",", ""), 2, "missing");
}

static void a_cycle_must_show_what_is_said_about_it(void)
{
    const char *trace = trace_of("tas", TEST_AND_SET, "weak");
    check_replay(edited(trace, "\"starvation\"", "\"progress\""), 2, "it shows no progress");
    check_replay(edited(trace, "\"starvation\"", "\"livelock\""), 2, "it shows no livelock");
    check_replay(edited(trace, "{\"what\": \"is kept waiting\", \"task\": 1",
                        "{\"what\": \"is kept waiting\", \"task\": 2"),
                 2, "it shows no starvation");
}

/* The last of `steps` steps is not one that nobody has to follow: the task is in the middle of something. */
static void a_run_stops_only_where_nobody_has_to_move(void)
{
    const char *trace = trace_of("turn", ALTERNATION, "strong");
    const char *path = scratch_path("turn.c");
    struct process p = {0};
    check_replay(trace, 1, "progress");
    process_heddle(&p, "replay", "--schedule", "S1.1@3:0", path, NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.err), "somebody who is not in its remainder section"));
    process_release(&p);
}

/* Tasks 1 .. count, each with a body of its own, for ever; no marks. */
#define UNMARKED(globals, start, bodies)                                                           \
    "#include <pthread.h>\n#include <semaphore.h>\n#include <stdatomic.h>\n" globals "\n"          \
    bodies "int main(void) {\n    " start "\n"                                                     \
    "    pthread_t task[sizeof body / sizeof *body];\n"                                            \
    "    for (unsigned i = 0; i < sizeof body / sizeof *body; i++)\n"                              \
    "        pthread_create(&task[i], 0, body[i], 0);\n"                                           \
    "    for (unsigned i = 0; i < sizeof body / sizeof *body; i++) pthread_join(task[i], 0);\n}\n"
#define BODY(name, text)                                                                           \
    "static void *" name "(void *a) { for (;;) { " text " } return a; }\n"
#define BODIES(list) "static void *(*body[])(void *) = {" list "};\n"

static bool mentions_starvation(const char *source, const char *fairness, const char *severity)
{
    struct process p = {0};
    char line[64];
    process_heddle(&p, "check", "--engine", "states", "--fairness", fairness,
                   scratch_file("unmarked.c", source), NULL);
    snprintf(line, sizeof line, "\nstarvation%s: T1 waits ", severity);
    bool yes = strstr(str_text(&p.out), line) != NULL;
    CU_ASSERT_TRUE(yes || strstr(str_text(&p.out), "starvation") == NULL);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "scope (complete)"));
    process_release(&p);
    return yes;
}

/* A mutex is free now and then, so strong fairness gives it; overlapping readers never leave the lock. */
static void who_waits_while_others_are_served_starves(void)
{
    const char *mutex = UNMARKED("pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;", "",
                                 BODY("work", "pthread_mutex_lock(&m); pthread_mutex_unlock(&m);")
                                     BODIES("work, work"));
    const char *readers = UNMARKED(
        "pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;", "",
        BODY("write", "pthread_rwlock_wrlock(&l); pthread_rwlock_unlock(&l);")
            BODY("read", "pthread_rwlock_rdlock(&l); pthread_rwlock_unlock(&l);")
                BODIES("write, read, read"));
    const char *spin = UNMARKED("atomic_int lock;", "",
                                BODY("work", "while (atomic_exchange(&lock, 1)); lock = 0;")
                                    BODIES("work, work"));
    const char *pool = UNMARKED("sem_t jobs, room;", "sem_init(&jobs, 0, 0); sem_init(&room, 0, 1);",
                                BODY("serve", "sem_wait(&jobs); sem_post(&room);")
                                    BODY("ask", "sem_wait(&room); sem_post(&jobs);")
                                        BODIES("serve, serve, ask"));
    CU_ASSERT_TRUE(mentions_starvation(mutex, "weak", ""));
    CU_ASSERT_FALSE(mentions_starvation(mutex, "strong", ""));
    CU_ASSERT_TRUE(mentions_starvation(readers, "weak", ""));
    CU_ASSERT_TRUE(mentions_starvation(readers, "strong", ""));
    CU_ASSERT_TRUE(mentions_starvation(spin, "weak", " (warning)"));
    CU_ASSERT_FALSE(mentions_starvation(spin, "strong", " (warning)"));
    CU_ASSERT_TRUE(mentions_starvation(pool, "weak", " (warning)"));
}

/* Nobody is served before a server for which there is no work, or before one that waits for a lock that is kept. */
static void who_waits_for_what_never_comes_does_not_starve(void)
{
    const char *idle = UNMARKED("sem_t s; atomic_int x;", "sem_init(&s, 0, 0);",
                                BODY("serve", "sem_wait(&s);") BODY("turn", "x = !x;")
                                    BODIES("serve, turn"));
    const char *kept = UNMARKED(
        "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER; atomic_int x, go;", "",
        BODY("wait", "while (go == 0); pthread_mutex_lock(&m); pthread_mutex_unlock(&m);")
            BODY("keep", "pthread_mutex_lock(&m); go = 1; for (;;) x = !x;") BODIES("wait, keep"));
    const char *flag = UNMARKED("atomic_int f, x;", "",
                                BODY("wait", "while (f == 0);") BODY("turn", "x = !x;")
                                    BODIES("wait, turn"));
    const char *const sources[] = {idle, kept, flag};
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_FALSE(mentions_starvation(sources[i], "weak", ""));
        CU_ASSERT_FALSE(mentions_starvation(sources[i], "strong", ""));
    }
}

static void a_schedule_alone_says_what_its_cycle_shows(void)
{
    struct process p = {0};
    const char *path = scratch_file("tas.c", TEST_AND_SET);
    process_heddle(&p, "replay", "--schedule", "S1.1.2x6@9:6", path, NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "starvation: T1 "));
    process_release(&p);
    process_heddle(&p, "run", "--schedule", "S1.1.2x6@9:6", path, NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.err), "this execution never ends"));
    process_release(&p);
}

void suite_endless(void)
{
    CU_pSuite suite = CU_add_suite("endless", NULL, NULL);
    CU_ADD_TEST(suite, an_execution_that_never_ends_replays_as_found);
    CU_ADD_TEST(suite, an_execution_that_stops_in_remainder_sections_replays);
    CU_ADD_TEST(suite, a_cycle_that_does_not_close_is_no_finding);
    CU_ADD_TEST(suite, a_cycle_must_show_what_is_said_about_it);
    CU_ADD_TEST(suite, a_run_stops_only_where_nobody_has_to_move);
    CU_ADD_TEST(suite, who_waits_while_others_are_served_starves);
    CU_ADD_TEST(suite, who_waits_for_what_never_comes_does_not_starve);
    CU_ADD_TEST(suite, a_schedule_alone_says_what_its_cycle_shows);
}
