/* SPDX-License-Identifier: MIT */
/*
 * Goal: the report card of each model says what the theory of its algorithm says.
 * Method: heddle check --conditions for every row of models/conditions.tsv, which was written down
 * from the literature and by arguments, compared cell by cell.
 */
#include "tests/suite.h"

#include "base/str.h"
#include "sim/finding.h"
#include "tests/answer.h"
#include "tests/program_file.h"
#include "tests/tsv.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SECONDS_PER_MODEL = 60 };

enum column {
    MODEL,
    FLAGS,
    FIRST_CONDITION,
    TSO = FIRST_CONDITION + ANSWER_CONDITIONS,
    PSO,
    COMMENT,
    COLUMNS
};

static const char *cell(const struct tsv *table, size_t row, enum answer_condition condition)
{
    return tsv_cell(table, row, FIRST_CONDITION + (size_t)condition);
}

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(word, *words) != 0)
        words++;
    return *words != NULL;
}

/* "-": there is no such thing here.  "?": theory alone does not say. */
static bool is_answer(const char *text, bool bypass)
{
    static const char *const words[] = {"yes", "no", "-", "?", NULL};
    static const char *const bounds[] = {"unbounded", "-", "?", NULL};
    bool number = *text != '\0' && strspn(text, "0123456789") == strlen(text);
    return bypass ? number || is_one_of(text, bounds) : is_one_of(text, words);
}

static bool row_is_well_formed(const struct tsv *table, size_t row)
{
    struct str path = {0};
    str_printf(&path, "models/%s.c", tsv_cell(table, row, MODEL));
    bool ok = access(str_text(&path), R_OK) == 0 && *tsv_cell(table, row, COMMENT) != '\0';
    for (int c = 0; c < ANSWER_CONDITIONS; c++)
        ok &= is_answer(cell(table, row, c), c == ANSWER_BYPASS || c == ANSWER_BYPASS_DOORWAY);
    ok &= is_answer(tsv_cell(table, row, TSO), false);
    ok &= is_answer(tsv_cell(table, row, PSO), false);
    str_release(&path);
    return ok;
}

static void every_row_names_a_model_and_answers(void)
{
    struct tsv table = {0};
    CU_ASSERT_TRUE(tsv_read(&table, "models/conditions.tsv", COLUMNS));
    CU_ASSERT_TRUE(tsv_rows(&table) > 0);
    for (size_t row = 0; row < tsv_rows(&table); row++)
        if (!row_is_well_formed(&table, row)) {
            printf("    %s: not a row\n", tsv_cell(&table, row, MODEL));
            CU_FAIL("a row that says nothing");
        }
    tsv_release(&table);
}

static void ask(const struct tsv *table, size_t row, struct answer *answer)
{
    struct text_list flags = {0};
    VEC(const char *) arguments = {0};
    vec_push(&arguments, "--engine=states");
    vec_push(&arguments, "--conditions");
    if (strcmp(tsv_cell(table, row, FLAGS), "-") != 0)
        text_list_split(&flags, tsv_cell(table, row, FLAGS));
    for (size_t i = 0; i < flags.words.count; i++)
        vec_push(&arguments, flags.words.items[i]);
    vec_push(&arguments, tsv_cell(table, row, MODEL));
    vec_push(&arguments, NULL);
    answer_ask(answer, arguments.items, NULL, SECONDS_PER_MODEL);
    vec_release(&arguments);
    text_list_release(&flags);
}

static bool is_claim(const char *text)
{
    return strcmp(text, "-") != 0 && strcmp(text, "?") != 0;
}

/* What is known must be right; if nothing went wrong, everything must be known. */
static bool card_agrees(const struct tsv *table, size_t row, const struct answer *answer)
{
    bool must_know = strcmp(answer->verdict, "verified") == 0, ok = true;
    for (int c = 0; c < ANSWER_CONDITIONS; c++) {
        const char *want = cell(table, row, c), *got = answer->conditions[c];
        if (!is_claim(want) || (*got == '\0' && !must_know) || strcmp(want, got) == 0)
            continue;
        printf("    %s %s: condition %d: expected %s, got '%s'\n", tsv_cell(table, row, MODEL),
               tsv_cell(table, row, FLAGS), c + 1, want, got);
        ok = false;
    }
    return ok;
}

static bool row_holds(const struct tsv *table, size_t row)
{
    const char *exclusive = cell(table, row, ANSWER_MUTUAL_EXCLUSION);
    struct answer answer = {0};
    if (!is_claim(exclusive))
        return true; /* it marks no sections */
    ask(table, row, &answer);
    bool both_inside = answer.kinds >> FINDING_MUTUAL_EXCLUSION & 1;
    bool ok = answer_status_of(answer.verdict) == answer.status &&
              strcmp(answer.verdict, "inconclusive") != 0 &&
              both_inside == (strcmp(exclusive, "no") == 0);
    if (!ok)
        printf("    %s %s:\n%s\n", tsv_cell(table, row, MODEL), tsv_cell(table, row, FLAGS),
               str_text(&answer.text));
    ok &= card_agrees(table, row, &answer);
    answer_release(&answer);
    return ok;
}

static void every_card_says_what_theory_says(void)
{
    struct tsv table = {0};
    unsigned failed = 0;
    CU_ASSERT_TRUE(tsv_read(&table, "models/conditions.tsv", COLUMNS));
    for (size_t row = 0; row < tsv_rows(&table); row++)
        failed += !row_holds(&table, row);
    CU_ASSERT_EQUAL(failed, 0);
    tsv_release(&table);
}

void suite_cards(void)
{
    CU_pSuite suite = CU_add_suite("cards", NULL, NULL);
    CU_ADD_TEST(suite, every_row_names_a_model_and_answers);
    CU_ADD_TEST(suite, every_card_says_what_theory_says);
}
