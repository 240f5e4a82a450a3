/* SPDX-License-Identifier: MIT */
/*
 * Goal: --outcomes stdout lists every text that a program can print, and each with a schedule that prints it.
 * Method: programs whose texts can be counted: k letters of one task and k of another come in C(2k, k) orders.
 * Every schedule that is listed is run again.
 */
#include "tests/suite.h"

#include "tests/process.h"
#include "tests/scratch.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Two tasks; what each does is the body, where `me` is its letter. */
static const char *two_tasks(const char *body, const char *in_main)
{
    struct str text = {0};
    str_printf(&text,
               "#include <pthread.h>\n#include <stdatomic.h>\n#include <stdio.h>\n#include <string.h>\n"
               "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\nstatic atomic_int x;\n"
               "static void *run(void *argument)\n{\n    char me = *(char *)argument;\n    (void)me, (void)m;\n"
               "    %s\n    return argument;\n}\n"
               "int main(void)\n{\n    pthread_t t[2];\n    %s\n"
               "    pthread_create(&t[0], 0, run, \"a\");\n    pthread_create(&t[1], 0, run, \"b\");\n"
               "    pthread_join(t[0], 0);\n    pthread_join(t[1], 0);\n}\n",
               body, in_main);
    const char *file = scratch_file("prints.c", str_text(&text));
    str_release(&text);
    return file;
}

static void check(struct process *p, const char *file, const char *wanted)
{
    process_heddle(p, "check", "--audit", "--outcomes", wanted, file, NULL);
}

/* Lines "  stdout = ... --schedule '...'". */
static int count_outcomes(const struct process *p)
{
    int count = 0;
    for (const char *at = str_text(&p->out); (at = strstr(at, "--schedule '")) != NULL; at++)
        count++;
    return count;
}

static uint64_t choose(uint64_t n, uint64_t k)
{
    return k == 0 ? 1 : choose(n - 1, k - 1) * n / k;
}

static void letters_of_two_tasks_come_in_every_order(void)
{
    for (unsigned k = 1; k <= 6; k++) {
        struct process p = {0};
        char body[80];
        snprintf(body, sizeof body, "for (int i = 0; i < %u; i++) putchar(me);", k);
        check(&p, two_tasks(body, ""), "stdout");
        CU_ASSERT_EQUAL(p.status, 0);
        CU_ASSERT_EQUAL(count_outcomes(&p), (int)choose(2 * k, k));
        process_release(&p);
    }
}

static void who_prints_under_a_mutex_is_not_interrupted(void)
{
    struct process p = {0};
    check(&p, two_tasks("pthread_mutex_lock(&m); putchar(me); putchar(me); pthread_mutex_unlock(&m);", ""),
          "stdout");
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_EQUAL(count_outcomes(&p), 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "stdout = \"aabb\" "));
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "stdout = \"bbaa\" "));
    process_release(&p);
}

/* Who prints last need not be who writes last. */
static void texts_and_values_are_listed_together(void)
{
    struct process p = {0};
    check(&p, two_tasks("putchar(me); x = me == 'a' ? 1 : 2;", ""), "stdout,x");
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_EQUAL(count_outcomes(&p), 4);
    for (int i = 0; i < 4; i++) {
        char wanted[40];
        snprintf(wanted, sizeof wanted, "stdout = \"%s\", x = %d ", i & 1 ? "ab" : "ba", 1 + i / 2);
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), wanted));
    }
    process_release(&p);
}

/* What main prints before there is another task belongs to the text, what goes to stderr does not. */
static void texts_are_whole_and_quoted(void)
{
    struct process p = {0};
    check(&p, two_tasks("fprintf(stderr, \"error\"); if (me == 'a') printf(\"%c\\\\\\x7f\\n\", me);",
                        "puts(\"\\\"main\\\"\");"),
          "stdout");
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_EQUAL(count_outcomes(&p), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "stdout = \"\\\"main\\\"\\na\\\\\\177\\n\" "));
    process_release(&p);
}

/* The text in front of a schedule that is listed: letters alone. */
static void run_again(const char *file, const char *text, size_t text_bytes, const char *schedule)
{
    struct process p = {0};
    char copy[256], wanted[64];
    snprintf(copy, sizeof copy, "%.*s", (int)strcspn(schedule, "'"), schedule);
    snprintf(wanted, sizeof wanted, "%.*s", (int)text_bytes, text);
    process_heddle(&p, "run", "--schedule", copy, file, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), wanted));
    process_release(&p);
}

static void every_schedule_prints_its_text(void)
{
    struct process p = {0};
    const char *file = two_tasks("putchar(me); putchar(me);", "");
    int count = 0;
    check(&p, file, "stdout");
    for (const char *at = str_text(&p.out); (at = strstr(at, "stdout = \"")) != NULL; count++) {
        const char *text = at + strlen("stdout = \""), *schedule = strstr(text, "--schedule '");
        CU_ASSERT_PTR_NOT_NULL_FATAL(schedule);
        run_again(file, text, strcspn(text, "\""), schedule + strlen("--schedule '"));
        at = schedule;
    }
    CU_ASSERT_EQUAL(count, 6);
    process_release(&p);
}

/* Nobody can list texts without end; that is said, and nothing is verified. */
static void printing_without_end_is_told(void)
{
    struct process p = {0};
    const char *file = two_tasks("for (;;) putchar(me);", "");
    process_heddle(&p, "check", "--outcomes", "stdout", "--steps", "1000", "--executions", "10", file, NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "what it prints is asked for"));
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "outcomes are not listed"));
    CU_ASSERT_EQUAL(count_outcomes(&p), 0);
    process_release(&p);
}

/* Unless it is asked for, what is printed makes no steps and no states. */
static void printing_is_no_step_unless_asked_for(void)
{
    struct process p = {0};
    process_heddle(&p, "check", "--engine", "states", two_tasks("putchar(me); putchar(me);", ""), NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "all 1 reachable states"));
    process_release(&p);
}

void suite_outcomes(void)
{
    CU_pSuite suite = CU_add_suite("outcomes", NULL, NULL);
    CU_ADD_TEST(suite, letters_of_two_tasks_come_in_every_order);
    CU_ADD_TEST(suite, who_prints_under_a_mutex_is_not_interrupted);
    CU_ADD_TEST(suite, texts_and_values_are_listed_together);
    CU_ADD_TEST(suite, texts_are_whole_and_quoted);
    CU_ADD_TEST(suite, every_schedule_prints_its_text);
    CU_ADD_TEST(suite, printing_without_end_is_told);
    CU_ADD_TEST(suite, printing_is_no_step_unless_asked_for);
}
