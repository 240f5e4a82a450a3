/* SPDX-License-Identifier: MIT */
/*
 * Goal: models and programs are plain C and POSIX: they build without heddle and run on real
 * threads.
 * Method: cc -pthread for each; the right ones have to pass whenever they run, broken ones may do
 * what they like, within their time.
 */
#include "tests/suite.h"

#include "base/str.h"
#include "tests/expected_models.h"
#include "tests/process.h"
#include "tests/program_file.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 20, RIGHT_SECONDS = 20, BROKEN_SECONDS = 1 };

static const char *compiler(void)
{
    const char *chosen = getenv("CC");
    return chosen && chosen[0] ? chosen : "cc";
}

/* Builds files into the scratch folder; NULL, and a message, if that fails. */
static const char *build(const char *name, const struct text_list *files,
                         const struct text_list *flags)
{
    struct process p = {0};
    VEC(const char *) argv = {0};
    const char *output = scratch_path("native");
    const char *const start[] = {compiler(), "-pthread", "-I", "sim", "-o", output};
    for (size_t i = 0; i < sizeof start / sizeof start[0]; i++)
        vec_push(&argv, start[i]);
    for (size_t i = 0; i < files->words.count; i++)
        vec_push(&argv, files->words.items[i]);
    for (size_t i = 0; i < flags->words.count; i++)
        if (strncmp(flags->words.items[i], "--", 2) != 0)
            vec_push(&argv, flags->words.items[i]);
    vec_push(&argv, NULL);
    process_run(&p, argv.items);
    bool ok = p.status == 0;
    if (!ok)
        printf("    %s does not build:\n%s\n", name, str_text(&p.err));
    process_release(&p);
    vec_release(&argv);
    return ok ? output : NULL;
}

static bool passes(const char *name, const char *path, const struct text_list *arguments,
                   const char *input, int runs)
{
    VEC(const char *) argv = {0};
    bool ok = true;
    vec_push(&argv, path);
    for (size_t i = 0; arguments && i < arguments->words.count; i++)
        vec_push(&argv, arguments->words.items[i]);
    vec_push(&argv, NULL);
    for (int run = 0; run < runs && ok; run++) {
        struct process p = {.input = input, .seconds = RIGHT_SECONDS};
        process_run(&p, argv.items);
        ok = p.status == 0;
        if (!ok)
            printf("    %s: status %d in run %d\n%s%s\n", name, p.status, run + 1,
                   str_text(&p.out), str_text(&p.err));
        process_release(&p);
    }
    vec_release(&argv);
    return ok;
}

/* Only the macros of a row's flags are for the compiler: -DENTRIES=3. */
static void macros_of(const struct expected_model *m, struct text_list *macros)
{
    for (size_t i = 0; i < m->flags.words.count; i++)
        if (strncmp(m->flags.words.items[i], "-D", 2) == 0)
            text_list_split(macros, m->flags.words.items[i]);
}

static bool model_runs(const struct expected_model *m)
{
    struct text_list files = {0}, macros = {0};
    text_list_split(&files, m->path);
    macros_of(m, &macros);
    const char *path = build(m->name, &files, &macros);
    bool ok = path != NULL;
    if (ok && strcmp(m->verdict, "violation") != 0) {
        ok = passes(m->name, path, NULL, NULL, RUNS);
    } else if (ok) {
        struct process p = {.seconds = BROKEN_SECONDS};
        process_run(&p, (const char *const[]){path, NULL});
        ok = p.status != 127;
        process_release(&p);
    }
    text_list_release(&files);
    text_list_release(&macros);
    return ok;
}

static void models_run_on_real_threads(void)
{
    struct expected_models models = {0};
    unsigned failed = 0;
    CU_ASSERT_TRUE(expected_models_read(&models));
    for (size_t i = 0; i < models.items.count; i++)
        failed += models.items.items[i].states == 0 && /* those that count may run for ever */
                  !model_runs(&models.items.items[i]);
    CU_ASSERT_EQUAL(failed, 0);
    expected_models_release(&models);
}

static bool program_runs(const struct program_file *p)
{
    if (p->foreign || p->native == NATIVE_NONE)
        return true;
    const char *path = build(p->name, &p->files, &p->cc);
    if (path == NULL)
        return false;
    return p->native == NATIVE_COMPILES || passes(p->name, path, &p->arguments, p->input, RUNS);
}

static void programs_run_on_real_threads(void)
{
    struct program_files files = {0};
    unsigned failed = 0;
    program_files_read(&files);
    for (size_t i = 0; i < files.items.count; i++)
        failed += !program_runs(&files.items.items[i]);
    CU_ASSERT_EQUAL(failed, 0);
    program_files_release(&files);
}

void suite_native(void)
{
    CU_pSuite suite = CU_add_suite("native", NULL, NULL);
    CU_ADD_TEST(suite, models_run_on_real_threads);
    CU_ADD_TEST(suite, programs_run_on_real_threads);
}
