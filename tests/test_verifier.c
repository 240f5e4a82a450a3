/* SPDX-License-Identifier: MIT */
/*
 * Goal: programs that follow the conventions of SV-COMP are judged by them, by every engine alike, as they are or
 * preprocessed; and a verdict says which unknown values it is about.
 * Method: the programs under tests/programs/ whose names start with verifier_, by each engine: whoever covers
 * everything has to come to the verdict that their first lines expect.  Closed formulas: choices multiply.
 */
#include "tests/suite.h"

#include "sim/nondet.h"
#include "tests/answer.h"
#include "tests/process.h"
#include "tests/program_file.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <string.h>

static const char *const engines[] = {"states", "brute", "dpor"};

static void judge_by_all(const struct program_file *p)
{
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        VEC(const char *) arguments = {0};
        for (size_t k = 0; k < p->options.words.count; k++)
            vec_push(&arguments, p->options.words.items[k]);
        vec_push(&arguments, "--engine");
        vec_push(&arguments, engines[i]);
        vec_push(&arguments, p->files.words.items[0]);
        vec_push(&arguments, NULL);
        struct answer answer = {0};
        answer_ask(&answer, arguments.items, NULL, 60);
        bool refused = strcmp(answer.verdict, "inconclusive") == 0 &&
                       strstr(str_text(&answer.text), "cannot be learned");
        bool right = strcmp(answer.verdict, p->verdicts) == 0 || refused;
        CU_ASSERT_TRUE(right);
        if (!right)
            printf("    %s by %s: %s\n", p->name, engines[i], answer.verdict);
        answer_release(&answer);
        vec_release(&arguments);
    }
}

static void all_engines_agree(void)
{
    struct program_files programs = {0};
    size_t judged = 0;
    program_files_read(&programs);
    for (size_t i = 0; i < programs.items.count; i++) {
        const struct program_file *p = &programs.items.items[i];
        if (strncmp(p->name, "verifier_", 9) != 0)
            continue;
        judge_by_all(p);
        judged++;
    }
    CU_ASSERT_TRUE(judged >= 10);
    program_files_release(&programs);
}

static const char choosers[] = "extern int __VERIFIER_nondet_int(void);\n"
                               "extern unsigned char __VERIFIER_nondet_uchar(void);\n"
                               "extern _Bool __VERIFIER_nondet_bool(void);\n"
                               "int main(void) {\n"
                               "    int n = __VERIFIER_nondet_int();\n"
                               "    int u = __VERIFIER_nondet_uchar();\n"
                               "    return n + u + __VERIFIER_nondet_bool() > 100;\n"
                               "}\n";

/* An int has all of -2..3, an unsigned char those from 0 on, a bool two: 6 * 4 * 2. */
static void unknown_values_are_those_of_the_range(void)
{
    struct process p = {0};
    const char *file = scratch_file("choosers.c", choosers);
    process_heddle(&p, "check", "--engine", "brute", "--nondet", "-2..3", file, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "48 executions"));
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "taken from -2..3"));
    process_release(&p);
    process_heddle(&p, "check", "--engine", "brute", file, NULL);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "8 executions"));
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "taken from 0..1"));
    process_release(&p);
}

static void a_range_is_two_numbers(void)
{
    struct nondet range = {7, 7};
    CU_ASSERT_TRUE(nondet_parse("-3..-1", &range) && range.low == -3 && range.high == -1);
    CU_ASSERT_TRUE(nondet_parse("5..5", &range) && range.low == 5 && range.high == 5);
    static const char *const wrong[] = {"", "1", "1..", "..1", "2..1", "0..4096", "0...1", "0..1x",
                                        " 0..1", "9223372036854775808..9223372036854775808"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CU_ASSERT_FALSE(nondet_parse(wrong[i], &range));
    CU_ASSERT_TRUE(range.low == 5 && range.high == 5);
    struct nondet clipped = nondet_clip(&(struct nondet){-5, -2}, 0, 255);
    CU_ASSERT_TRUE(clipped.low == 0 && clipped.high == 0);
}

/* cc -E of a program with all the headers of this system, given as a .i file. */
static void preprocessed_programs_are_the_same(void)
{
    struct process p = {0};
    const char *file = scratch_path("preprocessed.i");
    const char *const cc[] = {"cc", "-E", "-o", file, "tests/programs/verifier_dies_first.c", NULL};
    process_run(&p, cc);
    CU_ASSERT_EQUAL(p.status, 0);
    process_release(&p);
    process_heddle(&p, "check", "--property", "unreach-call", file, NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "reach_error is called"));
    process_release(&p);
}

/* As headers for 32 bits have it; the mutex would write over what lies behind it. */
static void smaller_types_are_refused_by_name(void)
{
    struct process p = {0};
    const char *file =
        scratch_file("small.i", "typedef union { char __size[24]; long int __align; } pthread_mutex_t;\n"
                                "extern int pthread_mutex_lock(pthread_mutex_t *__mutex);\n"
                                "extern void reach_error(void);\n"
                                "pthread_mutex_t m; int behind = 1;\n"
                                "int main(void) {\n"
                                "    pthread_mutex_lock(&m);\n"
                                "    if (behind != 1) reach_error();\n"
                                "    return 0;\n"
                                "}\n");
    process_heddle(&p, "check", file, NULL);
    CU_ASSERT_EQUAL(p.status, 4);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.err), "pthread_mutex_t has 24 bytes in this program"));
    process_release(&p);
}

static const char waits_for_ever[] = "#include <pthread.h>\n"
                                     "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
                                     "int x;\n"
                                     "static void *run(void *a) { x = 1; pthread_mutex_lock(&m); pthread_mutex_unlock(&m); return a; }\n"
                                     "int main(void) {\n"
                                     "    pthread_t t;\n"
                                     "    pthread_create(&t, 0, run, 0);\n"
                                     "    pthread_mutex_lock(&m);\n"
                                     "    x = 2;\n"
                                     "    pthread_join(t, 0);\n"
                                     "    pthread_mutex_unlock(&m);\n"
                                     "    return 0;\n"
                                     "}\n";

/* A deadlock and a race are no call of reach_error. */
static void unreach_call_is_about_calls_alone(void)
{
    const char *file = scratch_file("waits.c", waits_for_ever);
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        struct process p = {0};
        process_heddle(&p, "check", "--engine", engines[i], "--property", "unreach-call", file, NULL);
        CU_ASSERT_EQUAL(p.status, 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "wait for ever are no error"));
        process_release(&p);
        process_heddle(&p, "check", "--engine", engines[i], "--race", "off", file, NULL);
        CU_ASSERT_EQUAL(p.status, 1);
        process_release(&p);
    }
}

void suite_verifier(void)
{
    CU_pSuite suite = CU_add_suite("verifier", NULL, NULL);
    CU_ADD_TEST(suite, all_engines_agree);
    CU_ADD_TEST(suite, unknown_values_are_those_of_the_range);
    CU_ADD_TEST(suite, a_range_is_two_numbers);
    CU_ADD_TEST(suite, preprocessed_programs_are_the_same);
    CU_ADD_TEST(suite, smaller_types_are_refused_by_name);
    CU_ADD_TEST(suite, unreach_call_is_about_calls_alone);
}
