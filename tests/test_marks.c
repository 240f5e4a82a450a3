/* SPDX-License-Identifier: MIT */
/*
 * Goal: marks of regions (heddle.h) that are out of order are an error that names the line, whichever engine looks;
 * those in order are none.
 * Method: one task that makes a few marks, one per line.
 */
#include "tests/suite.h"

#include "tests/process.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <string.h>

/* The marks begin at line 4. */
#define HEAD "#include <heddle.h>\n#include <pthread.h>\nstatic void *work(void *a) {\n"
#define TAIL                                                                                       \
    "return a; }\nint main(void) { pthread_t t; pthread_create(&t, 0, work, 0);"                   \
    " pthread_join(t, 0); }\n"

#define REMAINDER "heddle_remainder();\n"
#define TRYING "heddle_trying();\n"
#define DOORWAY "heddle_doorway();\n"
#define WAITING "heddle_waiting();\n"
#define CRITICAL "heddle_critical();\n"
#define EXIT "heddle_exit();\n"

static const char *const engines[] = {"brute", "states", "sample"};

static void check_marks(const char *engine, const char *marks, int status, const char *message,
                        const char *line)
{
    struct process p = {0};
    char source[1024];
    snprintf(source, sizeof source, HEAD "%s" TAIL, marks);
    process_heddle(&p, "check", "--engine", engine, scratch_file("marks.c", source), NULL);
    const char *at = strstr(str_text(&p.out), "misuse: T1 ");
    CU_ASSERT_EQUAL(p.status, status);
    CU_ASSERT_TRUE(message ? at != NULL && strstr(at, message) && strstr(at, line) : at == NULL);
    if (p.status != status)
        printf("    %s:\n%s%s", engine, source, str_text(&p.out));
    process_release(&p);
}

static void marks_out_of_order_are_an_error_at_their_line(void)
{
    static const struct {
        const char *marks, *message, *line;
    } wrong[] = {
        {TRYING CRITICAL CRITICAL, "is inside already", "marks.c:6"},
        {TRYING EXIT, "marks its exit section, but is not in its critical section", "marks.c:5"},
        {CRITICAL EXIT EXIT, "marks its exit section, but is not", "marks.c:6"},
        {CRITICAL TRYING, "marks its entry section inside its critical section", "marks.c:5"},
        {CRITICAL DOORWAY, "marks its doorway inside its critical section", "marks.c:5"},
        {DOORWAY WAITING DOORWAY, "marks its doorway for the second time", "marks.c:6"},
        {DOORWAY DOORWAY, "marks its doorway for the second time", "marks.c:5"},
        {TRYING WAITING, "marks the end of its doorway, but is not in its doorway", "marks.c:5"},
        {CRITICAL EXIT REMAINDER WAITING, "marks the end of its doorway", "marks.c:7"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (size_t e = 0; e < sizeof engines / sizeof *engines; e++)
            check_marks(engines[e], wrong[i].marks, 1, wrong[i].message, wrong[i].line);
}

/* Sections may be left out, tasks may give up and try again. */
static void marks_in_order_are_no_error(void)
{
    static const char *const right[] = {
        TRYING CRITICAL EXIT REMAINDER TRYING CRITICAL EXIT REMAINDER,
        TRYING DOORWAY WAITING CRITICAL EXIT REMAINDER,
        DOORWAY WAITING CRITICAL EXIT DOORWAY WAITING CRITICAL EXIT,
        CRITICAL EXIT CRITICAL EXIT,
        REMAINDER TRYING REMAINDER TRYING TRYING CRITICAL REMAINDER,
        DOORWAY WAITING TRYING DOORWAY WAITING REMAINDER,
    };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        for (size_t e = 0; e < 2; e++)
            check_marks(engines[e], right[i], 0, NULL, NULL);
}

void suite_marks(void)
{
    CU_pSuite suite = CU_add_suite("marks", NULL, NULL);
    CU_ADD_TEST(suite, marks_out_of_order_are_an_error_at_their_line);
    CU_ADD_TEST(suite, marks_in_order_are_no_error);
}
