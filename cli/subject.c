/* SPDX-License-Identifier: MIT */
#include "cli/subject.h"

#include "base/check.h"

static struct program *build(const struct trace_program *source, struct error *err)
{
    const struct build_options options = {
        .files = (const char *const *)source->files.items,
        .file_count = (int)source->files.count,
        .flags = (const char *const *)source->flags.items,
        .flag_count = (int)source->flags.count,
        .libs = (const char *const *)source->libs.items,
        .lib_count = (int)source->libs.count,
        .compiler = source->compiler,
        .allow_asm = source->allow_asm,
    };
    return program_build(&options, err);
}

/* argv of the program: its name, then the arguments. */
static void fill_argv(struct subject *s)
{
    size_t count = s->source.arguments.count;
    s->argv = memory_new(count + 2, sizeof *s->argv);
    s->argv[0] = s->program->name;
    for (size_t i = 0; i < count; i++)
        s->argv[i + 1] = s->source.arguments.items[i];
}

bool subject_open(struct subject *subject, struct trace_program *source,
                  const struct machine_options *options, struct error *err)
{
    *subject = (struct subject){.source = *source};
    *source = (struct trace_program){0};
    subject->program = build(&subject->source, err);
    if (subject->program == NULL)
        goto failed;
    program_remove_folder(subject->program);
    fill_argv(subject);
    struct machine_options of_machine = *options;
    of_machine.argc = (int)subject->source.arguments.count + 1;
    of_machine.argv = subject->argv;
    of_machine.stdin_bytes = subject->source.stdin_bytes;
    of_machine.stdin_count = subject->source.stdin_count;
    subject->machine = machine_new_direct(subject->program, &of_machine, err);
    if (subject->machine == NULL)
        goto failed;
    free(subject->source.name);
    subject->source.name = memory_copy_text(subject->program->name);
    return true;

failed:
    subject_close(subject);
    return false;
}

bool subject_from_options(struct subject *subject, const struct options *options,
                          struct error *err)
{
    struct trace_program source = {0};
    if (subject_describe(options, &source, err))
        return subject_open(subject, &source, &options->check.machine, err);
    trace_program_release(&source);
    return false;
}

void subject_close(struct subject *subject)
{
    if (subject->machine)
        machine_free(subject->machine);
    if (subject->program)
        program_free(subject->program);
    free(subject->argv);
    trace_program_release(&subject->source);
    *subject = (struct subject){0};
}
