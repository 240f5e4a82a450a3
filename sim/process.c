/* SPDX-License-Identifier: MIT */
#include "sim/process.h"

#include "sim/buffer.h"
#include "sim/learn/hooks.h"
#include "sim/spawn.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { PAGE_BYTES = 4096, NAMES_MAX = 8 };

/* The block after the image: argv pointers, a NULL, an empty environment, the strings. */
bool process_place_arguments(struct direct *d, struct error *err)
{
    struct machine *m = &d->machine;
    int argc = m->options.argc;
    size_t bytes = ((size_t)argc + 2) * sizeof(char *);
    for (int i = 0; i < argc; i++)
        bytes += strlen(m->options.argv[i]) + 1;
    uint64_t start = (m->program->image_end + 2 * PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
    void *got = mmap((void *)start, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (got == MAP_FAILED || !world_in_image(start + bytes))
        return error_set(err, "the program's arguments are too long (%zu bytes)", bytes);
    d->arguments = start;
    d->arguments_bytes = bytes;
    process_restore_arguments(d);
    return true;
}

void process_restore_arguments(struct direct *d)
{
    const struct machine *m = &d->machine;
    int argc = m->options.argc;
    char **pointers = (char **)d->arguments;
    char *text = (char *)&pointers[argc + 2];
    for (int i = 0; i < argc; i++) {
        pointers[i] = text;
        text = stpcpy(text, m->options.argv[i]) + 1;
    }
    pointers[argc] = pointers[argc + 1] = NULL;
    d->arguments_dirty = false;
}

static bool is_unfinished(const struct task *t)
{
    return t->id != 0 && t->state != TASK_FREE && t->state != TASK_FINISHED;
}

static bool anybody_is_unfinished(const struct direct *d)
{
    for (uint32_t i = 0; i < d->machine.task_limit; i++)
        if (is_unfinished(d->machine.tasks[i]))
            return true;
    return false;
}

/* Names the first few of them. */
static const char *count_unfinished(struct direct *d, struct finding *finding, struct str *text)
{
    struct machine *m = &d->machine;
    uint32_t joinable = 0, count = 0;
    for (uint32_t i = 0; i < m->task_limit; i++) {
        const struct task *t = m->tasks[i];
        if (!is_unfinished(t))
            continue;
        joinable += !t->detached;
        if (count++ < NAMES_MAX) {
            str_append(text, text->bytes ? ", " : "");
            machine_name_task(m, t->id, text);
        }
        if (finding->site_count < FINDING_SITES_MAX)
            finding->sites[finding->site_count++] =
                (struct finding_site){t->id, t->created_pc, "was created here and never joined"};
    }
    if (count > NAMES_MAX)
        str_printf(text, " and %u more tasks", count - NAMES_MAX);
    finding->severity = joinable ? SEVERITY_ERROR : SEVERITY_WARNING;
    return str_text(text);
}

/* main returned: in POSIX that ends the process, whatever the other tasks are doing. */
static void report_missing_join(void *argument)
{
    struct direct *d = argument;
    if (!anybody_is_unfinished(d))
        return;
    struct finding finding = {
        .kind = FINDING_MISSING_JOIN, .goes_on = true, .step = d->machine.steps};
    struct str names = {0}, text = {0};
    finding.sites[finding.site_count++] =
        (struct finding_site){0, d->current->task.last_pc, "main returns soon after this"};
    count_unfinished(d, &finding, &names);
    str_printf(&text,
               "main returns while %s still run%s: in a real process that ends every thread; "
               "join them, or end main with pthread_exit",
               str_text(&names), strchr(str_text(&names), ' ') ? "" : "s");
    finding.message = str_text(&text);
    machine_report(&d->machine, &finding);
    str_release(&names);
    str_release(&text);
}

void process_main(void *task)
{
    struct direct *d = direct_running;
    const struct program *p = d->machine.program;
    char **argv = (char **)d->arguments;
    int argc = d->machine.options.argc;
    (void)task;
    for (size_t i = 0; i < p->constructors.count; i++) {
        void (*constructor)(int, char **, char **) =
            (void (*)(int, char **, char **))p->constructors.items[i];
        constructor(argc, argv, argv + argc + 1);
    }
    int (*program_main)(int, char **, char **) =
        (int (*)(int, char **, char **))p->main_entry;
    int status = program_main(argc, argv, argv + argc + 1);
    buffer_drain(d, d->current->task.last_pc);
    if (!d->machine.options.main_exit_process && !learning())
        call_on_host(report_missing_join, d);
    process_returned(status, d->machine.options.main_exit_process);
}
