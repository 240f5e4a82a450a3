/* SPDX-License-Identifier: MIT */
/*
 * Goal: what is recorded from a real program says what happened, in order and by name, and replays.
 * Method: programs with a single possible order of steps, compared with the list that a reader of
 * their source would write down.
 */
#include "tests/suite.h"

#include "tests/process.h"
#include "tests/scratch.h"
#include "traces/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Checks a program that must fail, and reads the trace. */
static bool record(const char *source, struct trace *trace)
{
    struct process p = {0};
    struct error err = {.text = ""};
    const char *file = scratch_file("recorded.c", source), *path = scratch_path("recorded.json");
    process_heddle(&p, "check", "--trace", path, file, NULL);
    bool good = p.status == 1 && trace_read_file(path, trace, &err);
    if (!good)
        printf("status %d: %s%s%s\n", p.status, str_text(&p.out), str_text(&p.err), err.text);
    process_release(&p);
    return good;
}

/* One line per step that is not eager: "T1 lock mutex a :7". */
static char *list(const struct trace *trace)
{
    struct str out = {0};
    for (size_t i = 0; i < trace->steps.count; i++) {
        const struct trace_step *step = &trace->steps.items[i];
        if (step->eager)
            continue;
        str_printf(&out, "%s ", trace->tasks.items[step->task].name);
        trace_step_phrase(trace, step, &out);
        if (step->site != UINT32_MAX && step->kind == TRACE_OPERATION)
            str_printf(&out, " :%u", trace->sites.items[step->site].line);
        str_append(&out, "\n");
    }
    return str_take(&out);
}

static void expect_steps(const char *source, const char *expected)
{
    struct trace trace = {0};
    if (!record(source, &trace)) {
        CU_FAIL("no trace");
        return;
    }
    char *steps = list(&trace);
    /* What assert prints is not of interest here. */
    bool same = strncmp(steps, expected, strlen(expected)) == 0;
    CU_ASSERT(same);
    if (!same)
        printf("%s", steps);
    free(steps);
    trace_release(&trace);
}

static void steps_are_recorded_in_order_with_names_values_and_lines(void)
{
    expect_steps("#include <assert.h>\n"
                 "#include <pthread.h>\n"
                 "#include <stdio.h>\n"
                 "static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;\n"
                 "static volatile int flag[2];\n"
                 "static void *worker(void *unused)\n"
                 "{\n"
                 "    pthread_mutex_lock(&a);\n"
                 "    flag[1] = -5;\n"
                 "    printf(\"hello\\n\");\n"
                 "    printf(\"again\");\n"
                 "    pthread_mutex_unlock(&a);\n"
                 "    return unused;\n"
                 "}\n"
                 "int main(void)\n"
                 "{\n"
                 "    pthread_t t;\n"
                 "    pthread_create(&t, NULL, worker, NULL);\n"
                 "    pthread_join(t, NULL);\n"
                 "    assert(flag[1] == 0);\n"
                 "    return 0;\n"
                 "}\n",
                 "main create T1: worker\n"
                 "T1 lock mutex a :8\n"
                 "T1 write flag[1]: 0 -> -5 :9\n"
                 "T1 print \"hello\\n\"\n"
                 "T1 print \"again\"\n"
                 "T1 unlock mutex a :12\n"
                 "T1 end\n"
                 "main read flag[1]: -5 :20\n");
}

static void results_of_calls_are_told_in_words(void)
{
    expect_steps("#include <assert.h>\n"
                 "#include <pthread.h>\n"
                 "#include <semaphore.h>\n"
                 "static pthread_mutex_t a;\n"
                 "static sem_t s;\n"
                 "int main(void)\n"
                 "{\n"
                 "    pthread_mutex_init(&a, NULL);\n"
                 "    pthread_mutex_trylock(&a);\n"
                 "    pthread_mutex_trylock(&a);\n"
                 "    sem_init(&s, 0, 0);\n"
                 "    sem_trywait(&s);\n"
                 "    assert(0);\n"
                 "}\n",
                 "main initialise mutex a :8\n"
                 "main try to lock mutex a: done :9\n"
                 "main try to lock mutex a: failed (EBUSY) :10\n"
                 "main initialise semaphore s :11\n"
                 "main try to wait on semaphore s: failed (EAGAIN) :12\n");
}

/* b reuses what a was: the number says so. */
static void pointers_into_the_heap_are_numbered_blocks(void)
{
    expect_steps("#include <assert.h>\n"
                 "#include <stdlib.h>\n"
                 "static int *volatile p, *volatile q;\n"
                 "int main(void)\n"
                 "{\n"
                 "    p = malloc(8);\n"
                 "    q = malloc(8);\n"
                 "    q = q + 1;\n"
                 "    free(p);\n"
                 "    p = NULL;\n"
                 "    p = malloc(8);\n"
                 "    assert(0);\n"
                 "}\n",
                 "main write p: NULL -> block 1 :6\n"
                 "main write q: NULL -> block 2 :7\n"
                 "main read q: block 2 :8\n"
                 "main write q: block 2 -> block 2 +4 :8\n"
                 "main read p: block 1 :9\n"
                 "main write p: block 1 -> NULL :10\n"
                 "main write p: NULL -> block 1 :11\n");
}

/* Two accesses per turn. */
static void a_hundred_thousand_steps_are_recorded_and_replay(void)
{
    struct trace trace = {0};
    struct process p = {0};
    struct error err = {.text = ""};
    const char *file = scratch_file("long.c", "#include <assert.h>\n"
                                              "static volatile int counter;\n"
                                              "int main(void)\n"
                                              "{\n"
                                              "    for (int i = 0; i < 50000; i++)\n"
                                              "        counter++;\n"
                                              "    assert(0);\n"
                                              "}\n");
    const char *path = scratch_path("long.json");
    process_heddle(&p, "check", "--trace", path, file, NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    process_release(&p);
    if (!trace_read_file(path, &trace, &err)) {
        printf("%s\n", err.text);
        CU_FAIL("no trace");
        return;
    }
    uint64_t operations = 0;
    for (size_t i = 0; i < trace.steps.count; i++)
        operations += trace.steps.items[i].kind == TRACE_OPERATION;
    CU_ASSERT(operations >= 100000 && operations < 100010);
    CU_ASSERT_EQUAL(trace.schedule.picks.count, 0); /* never a choice */
    process_heddle(&p, "replay", path, NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    process_release(&p);
    trace_release(&trace);
}

void suite_recorder(void)
{
    CU_pSuite suite = CU_add_suite("recorder", NULL, NULL);
    CU_ADD_TEST(suite, steps_are_recorded_in_order_with_names_values_and_lines);
    CU_ADD_TEST(suite, results_of_calls_are_told_in_words);
    CU_ADD_TEST(suite, pointers_into_the_heap_are_numbered_blocks);
    CU_ADD_TEST(suite, a_hundred_thousand_steps_are_recorded_and_replay);
}
