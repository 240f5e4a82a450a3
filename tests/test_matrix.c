/* SPDX-License-Identifier: MIT */
/*
 * Goal: heddle matrix says of each configuration what the theory of its algorithm says, and one that
 * cannot be judged is a row with a reason, whatever it does.
 * Method: the whole matrix against models/conditions.tsv, cell by cell; small matrices with models that
 * are unknown, do not compile, or hit a bound.
 */
#include "tests/suite.h"

#include "sim/finding.h"
#include "tests/process.h"
#include "tests/scratch.h"
#include "tests/tsv.h"
#include "traces/json.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

enum { CONDITIONS = 7, SECONDS_OF_ALL = 600 };

/* Columns of heddle matrix --tsv, and of models/conditions.tsv. */
enum { MODEL, FLAGS, MEMORY, FIRST_ANSWER, REASON = FIRST_ANSWER + CONDITIONS, COLUMNS };
enum { FIRST_CLAIM = 2, CLAIM_TSO = 9, CLAIM_PSO = 10, THEORY_COLUMNS = 12 };

static void read_matrix(const struct process *p, struct tsv *table)
{
    const char *path = scratch_file("matrix.tsv", str_text(&p->out));
    CU_ASSERT_TRUE(tsv_read(table, path, COLUMNS));
    CU_ASSERT_FATAL(tsv_rows(table) > 0);
    CU_ASSERT_STRING_EQUAL(tsv_cell(table, 0, MODEL), "model");
    CU_ASSERT_STRING_EQUAL(tsv_cell(table, 0, REASON), "reason");
}

/* 0, the headings, if there is no such row. */
static size_t find_row(const struct tsv *matrix, const char *model, const char *flags)
{
    for (size_t row = 1; row < tsv_rows(matrix); row++)
        if (strcmp(tsv_cell(matrix, row, MODEL), model) == 0 &&
            (flags == NULL || strcmp(tsv_cell(matrix, row, FLAGS), flags) == 0))
            return row;
    return 0;
}

/* What is wrong is another thing, so the card has gaps. */
static bool tells_a_finding(const char *reason)
{
    for (int kind = 0; kind < FINDING_KINDS; kind++) {
        const char *name = finding_kind_name((enum finding_kind)kind);
        if (strncmp(reason, name, strlen(name)) == 0 && reason[strlen(name)] == ':')
            return true;
    }
    return false;
}

static bool row_agrees(const struct tsv *matrix, const struct tsv *theory, size_t row)
{
    const char *model = tsv_cell(theory, row, MODEL), *flags = tsv_cell(theory, row, FLAGS);
    bool marked = strcmp(tsv_cell(theory, row, FIRST_CLAIM), "-") != 0, ok = true;
    size_t at = find_row(matrix, model, flags);
    const char *reason = at ? tsv_cell(matrix, at, REASON) : "no such row";
    for (size_t c = 0; c < CONDITIONS && marked; c++) {
        const char *want = tsv_cell(theory, row, FIRST_CLAIM + c);
        const char *got = at ? tsv_cell(matrix, at, FIRST_ANSWER + c) : "";
        bool claim = strcmp(want, "-") != 0 && strcmp(want, "?") != 0;
        bool both_inside = c == 0 && strcmp(want, "no") == 0;
        bool open = strcmp(got, "not known") == 0 && tells_a_finding(reason) && !both_inside;
        if (!claim || open || strcmp(want, got) == 0)
            continue;
        printf("    %s %s: condition %zu: expected %s, got '%s' (%s)\n", model, flags, c + 1, want,
               got, reason);
        ok = false;
    }
    return ok;
}

/* Each model has a row, and each gap a reason. */
static bool has_every_model(const struct tsv *matrix)
{
    glob_t models;
    bool ok = glob("models/*.c", 0, NULL, &models) == 0;
    for (size_t i = 0; ok && i < models.gl_pathc; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s", models.gl_pathv[i] + strlen("models/"));
        name[strlen(name) - 2] = '\0';
        ok = find_row(matrix, name, NULL) != 0;
    }
    globfree(&models);
    for (size_t row = 1; row < tsv_rows(matrix); row++)
        for (size_t c = FIRST_ANSWER; c < REASON; c++)
            if (strcmp(tsv_cell(matrix, row, c), "not known") == 0)
                ok &= strcmp(tsv_cell(matrix, row, REASON), "-") != 0;
    return ok;
}

static void the_matrix_says_what_theory_says(void)
{
    struct process p = {.seconds = SECONDS_OF_ALL};
    struct tsv matrix = {0}, theory = {0};
    unsigned failed = 0;
    process_heddle(&p, "matrix", "--tsv", NULL);
    CU_ASSERT_EQUAL(p.status, 1); /* some models are wrong on purpose */
    read_matrix(&p, &matrix);
    CU_ASSERT_TRUE(tsv_read(&theory, "models/conditions.tsv", THEORY_COLUMNS));
    for (size_t row = 0; row < tsv_rows(&theory); row++)
        failed += !row_agrees(&matrix, &theory, row);
    CU_ASSERT_EQUAL(failed, 0);
    CU_ASSERT_TRUE(has_every_model(&matrix));
    tsv_release(&matrix);
    tsv_release(&theory);
    process_release(&p);
}

/* Mutual exclusion under TSO or PSO: what the theory's column says of the matrix's row. */
static bool exclusion_agrees(const struct tsv *matrix, const struct tsv *theory, size_t row)
{
    const char *model = tsv_cell(matrix, row, MODEL), *flags = tsv_cell(matrix, row, FLAGS);
    bool tso = strcmp(tsv_cell(matrix, row, MEMORY), "tso") == 0;
    const char *got = tsv_cell(matrix, row, FIRST_ANSWER);
    for (size_t at = 0; at < tsv_rows(theory); at++) {
        const char *want = tsv_cell(theory, at, tso ? CLAIM_TSO : CLAIM_PSO);
        bool same = strcmp(tsv_cell(theory, at, MODEL), model) == 0 &&
                    strcmp(tsv_cell(theory, at, FLAGS), flags) == 0;
        bool open = strcmp(got, "not known") == 0 && strcmp(want, "no") != 0 &&
                    tells_a_finding(tsv_cell(matrix, row, REASON));
        if (!same || strcmp(want, "-") == 0 || strcmp(want, got) == 0 || open)
            continue;
        printf("    %s %s: expected %s under %s, got '%s' (%s)\n", model, flags, want,
               tsv_cell(matrix, row, MEMORY), got, tsv_cell(matrix, row, REASON));
        return false;
    }
    return true;
}

static void the_matrix_says_who_relies_on_the_order_of_stores(void)
{
    struct process p = {.seconds = SECONDS_OF_ALL};
    struct tsv matrix = {0}, theory = {0};
    unsigned failed = 0;
    process_heddle(&p, "matrix", "--memory", "tso,pso", "--tsv", NULL);
    CU_ASSERT_EQUAL(p.status, 1);
    read_matrix(&p, &matrix);
    CU_ASSERT_TRUE(tsv_read(&theory, "models/conditions.tsv", THEORY_COLUMNS));
    for (size_t row = 1; row < tsv_rows(&matrix); row++)
        failed += !exclusion_agrees(&matrix, &theory, row);
    CU_ASSERT_EQUAL(failed, 0);
    CU_ASSERT_TRUE(has_every_model(&matrix));
    tsv_release(&matrix);
    tsv_release(&theory);
    process_release(&p);
}

static void a_failing_model_does_not_stop_the_rest(void)
{
    struct process p = {0};
    struct tsv matrix = {0};
    process_heddle(&p, "matrix", "--tsv", "no_such_model",
                   scratch_file("broken.c", "int main(void) { return }\n"), "peterson", NULL);
    CU_ASSERT_EQUAL(p.status, 2);
    read_matrix(&p, &matrix);
    CU_ASSERT_EQUAL_FATAL(tsv_rows(&matrix), 4);
    for (size_t row = 1; row < 3; row++) {
        CU_ASSERT_STRING_EQUAL(tsv_cell(&matrix, row, FIRST_ANSWER), "not known");
        CU_ASSERT(strcmp(tsv_cell(&matrix, row, REASON), "-") != 0);
    }
    CU_ASSERT_STRING_EQUAL(tsv_cell(&matrix, 3, MODEL), "peterson");
    CU_ASSERT_STRING_EQUAL(tsv_cell(&matrix, 3, FIRST_ANSWER), "yes");
    CU_ASSERT_STRING_EQUAL(tsv_cell(&matrix, 3, REASON), "-");
    tsv_release(&matrix);
    process_release(&p);
}

static void what_was_cut_is_not_known(void)
{
    struct process p = {0};
    struct tsv matrix = {0};
    process_heddle(&p, "matrix", "--tsv", "--states", "20", "peterson", NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    read_matrix(&p, &matrix);
    for (size_t c = FIRST_ANSWER; c < REASON; c++)
        CU_ASSERT_STRING_EQUAL(tsv_cell(&matrix, 1, c), "not known");
    CU_ASSERT(strstr(tsv_cell(&matrix, 1, REASON), "there may be more") != NULL);
    tsv_release(&matrix);
    process_release(&p);
}

static void options_for_the_compiler_replace_the_configurations(void)
{
    struct process p = {0};
    struct tsv matrix = {0};
    process_heddle(&p, "matrix", "--tsv", "-DENTRIES=1", "-DTASKS=2", "ticket", "turn", NULL);
    read_matrix(&p, &matrix);
    CU_ASSERT_EQUAL_FATAL(tsv_rows(&matrix), 3);
    for (size_t row = 1; row < 3; row++)
        CU_ASSERT_STRING_EQUAL(tsv_cell(&matrix, row, FLAGS), "-DENTRIES=1 -DTASKS=2");
    tsv_release(&matrix);
    process_release(&p);
}

/* The first member of that name, at any depth; NULL if there is none. */
static const struct json *find_member(const struct json *json, const char *name)
{
    const struct json *found = NULL;
    if (json_kind(json) != JSON_OBJECT && json_kind(json) != JSON_ARRAY)
        return NULL;
    for (const struct json *at = json_first(json); at && !found; at = json_next(at))
        found = json_key(at) && strcmp(json_key(at), name) == 0 ? at : find_member(at, name);
    return found;
}

static void json_is_one_object_with_null_for_what_is_not_known(void)
{
    struct process p = {0};
    struct error err;
    process_heddle(&p, "matrix", "--json", "tsl", NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    struct json *json = json_parse(str_text(&p.out), p.out.bytes, &err);
    CU_ASSERT_FATAL(json != NULL);
    CU_ASSERT_STRING_EQUAL(json_text(find_member(json, "memory")), "sc");
    CU_ASSERT_STRING_EQUAL(json_text(find_member(json, "verdict")), "verified");
    CU_ASSERT_STRING_EQUAL(json_text(find_member(json, "bypass")), "unbounded");
    CU_ASSERT_EQUAL(json_kind(find_member(json, "bypass_doorway")), JSON_NULL);
    CU_ASSERT_STRING_EQUAL(json_text(find_member(json, "reason")), "no doorway is marked");
    json_free(json);
    process_release(&p);
}

static void people_see_not_known(void)
{
    struct process p = {0};
    process_heddle(&p, "matrix", "tsl", NULL);
    CU_ASSERT(strncmp(str_text(&p.out), "model ", 6) == 0);
    CU_ASSERT(strstr(str_text(&p.out), "not known") != NULL);
    CU_ASSERT(strchr(str_text(&p.out), '\t') == NULL);
    process_release(&p);
}

void suite_matrix(void)
{
    CU_pSuite suite = CU_add_suite("matrix", NULL, NULL);
    CU_ADD_TEST(suite, the_matrix_says_what_theory_says);
    CU_ADD_TEST(suite, the_matrix_says_who_relies_on_the_order_of_stores);
    CU_ADD_TEST(suite, a_failing_model_does_not_stop_the_rest);
    CU_ADD_TEST(suite, what_was_cut_is_not_known);
    CU_ADD_TEST(suite, options_for_the_compiler_replace_the_configurations);
    CU_ADD_TEST(suite, json_is_one_object_with_null_for_what_is_not_known);
    CU_ADD_TEST(suite, people_see_not_known);
}
