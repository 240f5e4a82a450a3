/* SPDX-License-Identifier: MIT */
/*
 * Goal: an execution that starts at the first choice (sim/prelude.h) cannot be told from one that
 * starts at main.
 * Method: for every model and every program under tests/programs/, the same random executions are made by a
 * machine that keeps preludes and by one that does not; all that can be seen of each is compared: picks,
 * end, output, findings, tasks, and every byte of the program's data and of thread-local storage.
 * Stacks are not, for their gaps hold what was in registers that nobody looks at.
 */
#include "tests/suite.h"

#include "base/hash.h"
#include "checker/execution.h"
#include "sim/prelude.h"
#include "sim/program.h"
#include "tests/program_file.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { EXECUTIONS = 40, STEPS_MAX = 2000, SEED = 3 };

enum part { PICKS, ENDING, OUTPUT, FINDINGS, TASKS, DATA, LOCALS, PARTS };
static const char *const part_names[PARTS] = {"picks", "end",  "output", "findings",
                                              "tasks", "data", "thread-local data"};

struct seen {
    uint64_t parts[PARTS]; /* hashes */
};

struct recording {
    struct seen executions[EXECUTIONS];
    unsigned count;
    bool used_prelude;
};

#define MIX(seen, part, value)                                                                     \
    ((seen)->parts[part] = hash_bytes(&(value), sizeof(value), (seen)->parts[part]))

static void mix_bytes(struct seen *seen, enum part part, const void *bytes, size_t count)
{
    seen->parts[part] = hash_bytes(bytes, count, seen->parts[part] + count);
}

static void mix_text(struct seen *seen, enum part part, const char *text)
{
    mix_bytes(seen, part, text ? text : "", text ? strlen(text) : 0);
}

static void see_ending(struct seen *seen, const struct machine *m)
{
    MIX(seen, ENDING, m->end);
    MIX(seen, ENDING, m->exit_status);
    MIX(seen, ENDING, m->steps);
    MIX(seen, ENDING, m->timeouts);
    MIX(seen, ENDING, m->spurious);
    MIX(seen, ENDING, m->objects.count);
    MIX(seen, ENDING, m->promoted.count);
    mix_text(seen, ENDING, m->unsupported);
}

/* Where a loop without operations is noticed is a matter of time. */
static void see_findings(struct seen *seen, const struct machine *m)
{
    for (size_t i = 0; i < m->findings.count; i++) {
        const struct finding *f = &m->findings.items[i];
        MIX(seen, FINDINGS, f->kind);
        if (f->kind == FINDING_LIVELOCK)
            continue;
        MIX(seen, FINDINGS, f->severity);
        MIX(seen, FINDINGS, f->step);
        mix_text(seen, FINDINGS, f->message);
        for (uint32_t s = 0; s < f->site_count; s++) {
            MIX(seen, FINDINGS, f->sites[s].task);
            MIX(seen, FINDINGS, f->sites[s].pc);
            mix_text(seen, FINDINGS, f->sites[s].what);
        }
    }
}

static void see_tasks(struct seen *seen, struct machine *m)
{
    for (uint32_t i = 0; i < m->task_limit; i++) {
        const struct task *t = m->tasks[i];
        const struct stack *stack = &direct_task(direct_of(m), (task_id)i)->stack;
        MIX(seen, TASKS, t->state);
        MIX(seen, TASKS, t->region);
        MIX(seen, TASKS, t->serial);
        MIX(seen, TASKS, t->object);
        MIX(seen, TASKS, t->last_pc);
        MIX(seen, TASKS, t->ops);
        MIX(seen, TASKS, t->clock_ns);
        mix_text(seen, TASKS, t->name);
        mix_bytes(seen, LOCALS, (const void *)stack->tls, stack->end - stack->tls);
    }
}

static struct seen see(struct machine *m)
{
    const struct program *p = m->program;
    struct seen seen = {0};
    mix_bytes(&seen, PICKS, m->schedule.picks.items,
              m->schedule.picks.count * sizeof m->schedule.picks.items[0]);
    see_ending(&seen, m);
    mix_bytes(&seen, OUTPUT, m->output.text, m->output.bytes);
    see_findings(&seen, m);
    see_tasks(&seen, m);
    mix_bytes(&seen, DATA, (const void *)p->data_start, p->data_end - p->data_start);
    return seen;
}

/* How long a task may compute is a matter of time: such an execution is not compared. */
static struct recording record(struct program *program, struct machine_options options)
{
    const struct scheduler_options random = {.seed = SEED, .executions = EXECUTIONS};
    struct scheduler scheduler = scheduler_random(&random);
    struct recording recording = {0};
    struct error err = {0};
    struct machine *m = machine_new_direct(program, &options, &err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(m);
    while (scheduler.ops->new_execution(scheduler.self)) {
        recording.used_prelude |= prelude_is_usable(direct_of(m));
        enum machine_end end = execution_run(m, scheduler);
        if (end == END_HUNG)
            break;
        recording.executions[recording.count++] = see(m);
    }
    machine_free(m);
    scheduler_release(scheduler);
    return recording;
}

static bool recordings_agree(const char *name, const struct recording *a, const struct recording *b)
{
    for (unsigned i = 0; i < a->count && i < b->count; i++)
        for (int part = 0; part < PARTS; part++)
            if (a->executions[i].parts[part] != b->executions[i].parts[part]) {
                printf("    %s: execution %u differs in its %s\n", name, i, part_names[part]);
                return false;
            }
    return true;
}

/* What became of the programs. */
struct tally {
    unsigned compared, with_prelude, differing;
};

static void compare(const struct program_file *file, struct tally *tally)
{
    struct error err = {0};
    const struct build_options build = {.files = (const char *const *)file->files.words.items,
                                        .file_count = (int)file->files.words.count};
    struct program *program = program_build(&build, &err);
    if (program == NULL)
        return; /* some are to be refused */
    struct text_list arguments = {0};
    vec_push(&arguments.words, program->name);
    for (size_t i = 0; i < file->arguments.words.count; i++)
        vec_push(&arguments.words, file->arguments.words.items[i]);
    struct machine_options options = machine_options_default();
    options.argc = (int)arguments.words.count;
    options.argv = arguments.words.items;
    options.steps_max = STEPS_MAX;
    options.operation_seconds_max = 0.5;
    options.stdin_bytes = file->input;
    options.stdin_count = file->input ? strlen(file->input) : 0;
    struct recording with = record(program, options);
    options.keep_prelude = false;
    struct recording without = record(program, options);
    CU_ASSERT_FALSE(without.used_prelude);
    tally->compared++;
    tally->with_prelude += with.used_prelude;
    tally->differing += !recordings_agree(file->name, &with, &without);
    vec_release(&arguments.words);
    program_free(program);
}

static void programs_run_the_same_from_their_first_choice(void)
{
    struct program_files files = {0};
    struct tally tally = {0};
    program_files_read(&files);
    for (size_t i = 0; i < files.items.count; i++)
        if (!files.items.items[i].foreign)
            compare(&files.items.items[i], &tally);
    program_files_release(&files);
    CU_ASSERT_TRUE(tally.compared >= 100);
    CU_ASSERT_TRUE(tally.with_prelude * 2 > tally.compared);
    CU_ASSERT_EQUAL(tally.differing, 0);
}

static void models_run_the_same_from_their_first_choice(void)
{
    struct tally tally = {0};
    DIR *folder = opendir("models");
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        size_t bytes = strlen(entry->d_name);
        if (bytes <= 2 || strcmp(entry->d_name + bytes - 2, ".c") != 0)
            continue;
        char path[sizeof entry->d_name + 8];
        snprintf(path, sizeof path, "models/%s", entry->d_name);
        struct program_file file = {.name = entry->d_name};
        vec_push(&file.files.words, path);
        compare(&file, &tally);
        vec_release(&file.files.words);
    }
    closedir(folder);
    CU_ASSERT_TRUE(tally.compared >= 50);
    CU_ASSERT_TRUE(tally.with_prelude * 10 > tally.compared * 9);
    CU_ASSERT_EQUAL(tally.differing, 0);
}

static void count_step(void *self, const struct step *step)
{
    (void)step;
    ++*(uint64_t *)self;
}

static void an_observer_sees_every_step(void)
{
    static const struct observer_ops counting = {.on_step = count_step};
    static const char *const files[] = {"models/peterson.c"};
    const struct build_options build = {.files = files, .file_count = 1};
    const struct scheduler_options random = {.seed = SEED, .executions = EXECUTIONS};
    const struct machine_options options = machine_options_default();
    struct error err = {0};
    struct program *program = program_build(&build, &err);
    CU_ASSERT_PTR_NOT_NULL_FATAL(program);
    struct machine *m = machine_new_direct(program, &options, &err);
    struct scheduler scheduler = scheduler_random(&random);
    uint64_t seen;
    for (unsigned i = 0; scheduler.ops->new_execution(scheduler.self); i++) {
        bool observed = i % 3 == 2;
        CU_ASSERT_EQUAL(prelude_is_usable(direct_of(m)), i % 3 > 0);
        machine_observe(m, observed ? &counting : NULL, &seen);
        seen = 0;
        execution_run(m, scheduler);
        CU_ASSERT_EQUAL(seen, observed ? m->steps : 0);
    }
    scheduler_release(scheduler);
    machine_free(m);
    program_free(program);
}

void suite_prelude(void)
{
    CU_pSuite suite = CU_add_suite("prelude", NULL, NULL);
    CU_ADD_TEST(suite, models_run_the_same_from_their_first_choice);
    CU_ADD_TEST(suite, an_observer_sees_every_step);
    CU_ADD_TEST(suite, programs_run_the_same_from_their_first_choice);
}
