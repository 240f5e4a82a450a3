/* SPDX-License-Identifier: MIT */
/*
 * Goal: heddle finds the bug in each broken model, finds none in its right twin, and what it finds
 * comes up again in a fresh process.
 * Method: heddle check for every row of models/expected.tsv, compared with the row: the verdict,
 * the exit status, and exactly the kinds of errors; then heddle replay of the trace that it wrote.
 */
#include "tests/suite.h"

#include "tests/answer.h"
#include "tests/expected_models.h"
#include "tests/handmade_rows.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { SECONDS_PER_MODEL = 60 };

static void complain(const struct expected_model *m, const char *what, const char *text)
{
    printf("    %s: %s\n%s\n", m->name, what, text);
}

static bool row_holds(const struct expected_model *m)
{
    struct answer answer = {0};
    struct str said = {0};
    VEC(const char *) arguments = {0};
    uint32_t kinds;
    for (size_t i = 0; i < m->flags.words.count; i++)
        vec_push(&arguments, m->flags.words.items[i]);
    vec_push(&arguments, m->name);
    vec_push(&arguments, NULL);
    answer_ask(&answer, arguments.items, NULL, SECONDS_PER_MODEL);

    bool ok = answer_parse_kinds(m->kinds, &kinds) && answer.kinds == kinds &&
              strcmp(answer.verdict, m->verdict) == 0 &&
              answer.status == answer_status_of(m->verdict) &&
              (answer.complete || strcmp(m->verdict, "verified") != 0) &&
              (m->states == 0 || answer.states == m->states);
    if (!ok) {
        str_printf(&said, "expected %s %s and %lu states, got %llu and %s ", m->verdict, m->kinds,
                   m->states, (unsigned long long)answer.states, answer.verdict);
        answer_format_kinds(answer.kinds, &said);
        complain(m, str_text(&said), str_text(&answer.text));
    } else if (answer.kinds != 0 && !answer_replays(&answer, &said)) {
        complain(m, "its trace does not replay", str_text(&said));
        ok = false;
    }
    str_release(&said);
    vec_release(&arguments);
    answer_release(&answer);
    return ok;
}

static void every_row_of_the_table_holds(void)
{
    struct expected_models models = {0};
    unsigned failed = 0;
    CU_ASSERT_TRUE(expected_models_read(&models));
    CU_ASSERT_TRUE(models.items.count > 0);
    for (size_t i = 0; i < models.items.count; i++)
        failed += !row_holds(&models.items.items[i]);
    CU_ASSERT_EQUAL(failed, 0);
    expected_models_release(&models);
}

/* How every state is counted, without reduction and without those that tell races apart. */
#define COUNTED "--engine states --reduce bisimulation --race off --all-bugs -DHEDDLE_NO_REGIONS"

static bool is_counted(const struct expected_models *models, const struct handmade_row *row)
{
    unsigned found = 0;
    struct str wanted = {0};
    str_printf(&wanted, COUNTED "%s%s", row->flags[0] ? " " : "", row->flags);
    for (size_t i = 0; i < models->items.count; i++) {
        const struct expected_model *m = &models->items.items[i];
        struct str flags = {0};
        for (size_t w = 0; w < m->flags.words.count; w++)
            str_printf(&flags, "%s%s", w ? " " : "", m->flags.words.items[w]);
        found += strcmp(m->path, row->program) == 0 && m->states == row->expected.states &&
                 strcmp(str_text(&flags), str_text(&wanted)) == 0;
        str_release(&flags);
    }
    str_release(&wanted);
    return found == 1;
}

/* The numbers come from an enumeration that knows nothing of heddle (tests/handmade_rows.inc). */
static void numbers_of_states_are_those_of_the_enumeration(void)
{
    struct expected_models models = {0};
    size_t counted = 0, rows = 0;
    CU_ASSERT_TRUE(expected_models_read(&models));
    for (size_t i = 0; i < models.items.count; i++)
        counted += models.items.items[i].states > 0;
    for (size_t i = 0; i < handmade_rows_count; i++) {
        if (strncmp(handmade_rows[i].program, "models/", 7) != 0)
            continue;
        rows++;
        if (strcmp(handmade_rows[i].program, "models/szymanski.c") == 0)
            continue; /* its states also hold what may race: docs/algorithms/states.md */
        CU_ASSERT_TRUE(is_counted(&models, &handmade_rows[i]));
    }
    CU_ASSERT_EQUAL(counted, rows);
    expected_models_release(&models);
}

static bool has_row(const struct expected_models *models, const char *file)
{
    size_t bytes = strlen(file) - 2;
    for (size_t i = 0; i < models->items.count; i++)
        if (strlen(models->items.items[i].name) == bytes &&
            strncmp(models->items.items[i].name, file, bytes) == 0)
            return true;
    return false;
}

static void every_model_has_a_row(void)
{
    struct expected_models models = {0};
    CU_ASSERT_TRUE(expected_models_read(&models));
    DIR *folder = opendir("models");
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        size_t bytes = strlen(entry->d_name);
        if (bytes > 2 && strcmp(entry->d_name + bytes - 2, ".c") == 0 &&
            !has_row(&models, entry->d_name)) {
            printf("    models/%s is not in models/expected.tsv\n", entry->d_name);
            CU_FAIL("a model without a row");
        }
    }
    closedir(folder);
    expected_models_release(&models);
}

/* A twin is named after the model that it breaks: "turn_early" after "turn". */
static bool has_right_twin(const struct expected_models *models,
                           const struct expected_model *broken)
{
    for (size_t i = 0; i < models->items.count; i++) {
        const struct expected_model *m = &models->items.items[i];
        if (strcmp(m->verdict, "verified") == 0 &&
            strncmp(m->name, broken->name, strlen(m->name)) == 0)
            return true;
    }
    return false;
}

static void every_broken_model_has_a_right_twin(void)
{
    struct expected_models models = {0};
    CU_ASSERT_TRUE(expected_models_read(&models));
    for (size_t i = 0; i < models.items.count; i++) {
        const struct expected_model *m = &models.items.items[i];
        if (strcmp(m->verdict, "violation") == 0 && !has_right_twin(&models, m)) {
            printf("    %s has no right twin\n", m->name);
            CU_FAIL("a broken model without a right twin");
        }
    }
    expected_models_release(&models);
}

void suite_models(void)
{
    CU_pSuite suite = CU_add_suite("models", NULL, NULL);
    CU_ADD_TEST(suite, every_model_has_a_row);
    CU_ADD_TEST(suite, every_broken_model_has_a_right_twin);
    CU_ADD_TEST(suite, numbers_of_states_are_those_of_the_enumeration);
    CU_ADD_TEST(suite, every_row_of_the_table_holds);
}
