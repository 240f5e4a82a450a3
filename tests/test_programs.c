/* SPDX-License-Identifier: MIT */
/*
 * Goal: programs as students write them simply work, their bugs are found, and the traps that real
 * programs set are recognised.
 * Method: heddle check for every program under tests/programs/, compared with what its first lines
 * expect: the verdict, the exit status, and exactly the kinds of errors; what is found has to
 * replay. heddle itself must neither crash nor hang whatever it is given.
 */
#include "tests/suite.h"

#include "base/str.h"
#include "tests/answer.h"
#include "tests/process.h"
#include "tests/program_file.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_PER_PROGRAM = 60 };

/* Is the verdict one of those in "verified|violation"? */
static bool is_among(const char *verdict, const char *verdicts)
{
    size_t bytes = strlen(verdict);
    for (const char *at = verdicts; at; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, verdict, bytes) == 0 && (at[bytes] == '|' || at[bytes] == '\0'))
            return bytes > 0;
    }
    return false;
}

static void ask(struct answer *answer, const struct program_file *p)
{
    VEC(const char *) arguments = {0};
    for (size_t i = 0; i < p->options.words.count; i++)
        vec_push(&arguments, p->options.words.items[i]);
    if (p->input) {
        vec_push(&arguments, "--stdin");
        vec_push(&arguments, scratch_file("input", p->input));
    }
    for (size_t i = 0; i < p->files.words.count; i++)
        vec_push(&arguments, p->files.words.items[i]);
    vec_push(&arguments, "--");
    for (size_t i = 0; i < p->arguments.words.count; i++)
        vec_push(&arguments, p->arguments.words.items[i]);
    vec_push(&arguments, NULL);
    answer_ask(answer, arguments.items, NULL, SECONDS_PER_PROGRAM);
    vec_release(&arguments);
}

static bool kinds_match(const char *expected, const struct answer *answer)
{
    uint32_t kinds;
    if (strcmp(answer->verdict, "violation") != 0 || strcmp(expected, "*") == 0)
        return true;
    return answer_parse_kinds(expected, &kinds) && answer->kinds == kinds;
}

static bool program_holds(const struct program_file *p)
{
    struct answer answer = {0};
    struct str said = {0};
    ask(&answer, p);
    bool ok = p->verdicts && is_among(answer.verdict, p->verdicts) &&
              answer.status == answer_status_of(answer.verdict) && kinds_match(p->kinds, &answer);
    if (!ok) {
        answer_format_kinds(answer.kinds, &said);
        printf("    %s: expected %s %s, got %s %s\n%s\n", p->name, p->verdicts ? p->verdicts : "?",
               p->kinds ? p->kinds : "", answer.verdict, str_text(&said), str_text(&answer.text));
    } else if (answer.kinds != 0 && !answer_replays(&answer, &said)) {
        printf("    %s: its trace does not replay\n%s\n", p->name, str_text(&said));
        ok = false;
    }
    str_release(&said);
    answer_release(&answer);
    return ok;
}

static void every_program_gets_the_verdict_that_it_says(void)
{
    struct program_files files = {0};
    unsigned failed = 0;
    program_files_read(&files);
    CU_ASSERT_TRUE(files.items.count >= 40);
    for (size_t i = 0; i < files.items.count; i++)
        if (!files.items.items[i].foreign)
            failed += !program_holds(&files.items.items[i]);
    CU_ASSERT_EQUAL(failed, 0);
    program_files_release(&files);
}

/* One clear line on standard error, exit status 2, and an answer of kind error. */
static void check_refused(const char *path, const char *word)
{
    struct process p = {0};
    process_heddle(&p, "check", path, NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.err), word));
    CU_ASSERT_EQUAL(p.out.bytes, 0);
    process_release(&p);

    struct answer answer = {0};
    const char *const arguments[] = {path, NULL};
    answer_ask(&answer, arguments, NULL, SECONDS_PER_PROGRAM);
    CU_ASSERT_EQUAL(answer.status, 2);
    CU_ASSERT_STRING_EQUAL(answer.verdict, "error");
    answer_release(&answer);
}

static void what_is_no_program_is_refused(void)
{
    check_refused(scratch_file("empty.c", ""), "empty");
    check_refused("tests/programs", "directory");
    check_refused(scratch_path("nowhere.c"), "nowhere.c");
    check_refused("no_such_model", "no_such_model");
    check_refused(scratch_file("words.txt", "int main(void) {}\n"), "words.txt");
    check_refused(scratch_file("noise.c", "\x01\x02\xff garbage {{{\n"), "noise.c");
    check_refused(scratch_file("fake.so", "not an ELF file"), "fake.so");
}

static void the_compiler_is_heard(void)
{
    struct process p = {0};
    process_heddle(&p, "check", "tests/programs/does_not_compile.c", NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.err), "does_not_compile.c:"));
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.err), "error: "));
    process_release(&p);
}

static void what_is_unsupported_is_named_with_its_line(void)
{
    static const struct {
        const char *path, *name, *place;
    } rows[] = {
        {"tests/programs/fork_bomb.c", "fork", "fork_bomb.c:8"},
        {"tests/programs/unknown_function.c", "dlopen", "unknown_function.c:9"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct process p = {0};
        process_heddle(&p, "check", rows[i].path, NULL);
        CU_ASSERT_EQUAL(p.status, 4);
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.err), rows[i].name));
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.err), rows[i].place));
        process_release(&p);
    }
}

static void input_may_be_redirected(void)
{
    struct answer answer = {0};
    const char *const arguments[] = {"--engine", "brute", "--stdin", "-",
                                     "tests/programs/scanf_input.c", NULL};
    answer_ask(&answer, arguments, "3\n10 20\n30\nadd\n", SECONDS_PER_PROGRAM);
    CU_ASSERT_STRING_EQUAL(answer.verdict, "verified");
    answer_release(&answer);
}

void suite_programs(void)
{
    CU_pSuite suite = CU_add_suite("programs", NULL, NULL);
    CU_ADD_TEST(suite, what_is_no_program_is_refused);
    CU_ADD_TEST(suite, the_compiler_is_heard);
    CU_ADD_TEST(suite, what_is_unsupported_is_named_with_its_line);
    CU_ADD_TEST(suite, input_may_be_redirected);
    CU_ADD_TEST(suite, every_program_gets_the_verdict_that_it_says);
}
