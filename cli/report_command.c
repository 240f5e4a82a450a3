/* SPDX-License-Identifier: MIT */
/* Commands to be copied into a shell. */
#include "cli/report.h"
#include "cli/words.h"

#include <string.h>

/* Options that were given and that one of `commands` knows, except `but`. */
static void write_given(const struct options *options, unsigned commands, struct str *out)
{
    for (size_t i = 0; i < options->given.count; i++) {
        const struct given_option *given = &options->given.items[i];
        bool shapes_output = strcmp(given->spec->group, "Output") == 0;
        if (!(given->spec->commands & commands) || shapes_output)
            continue;
        str_printf(out, " --%s", given->spec->name);
        if (given->value) {
            str_append(out, " ");
            shell_quote(given->value, out);
        }
    }
}

static void write_program(const struct options *options, struct str *out)
{
    for (size_t i = 0; i < options->operands.count; i++) {
        str_append(out, " ");
        shell_quote(options->operands.items[i], out);
    }
    if (options->argument_count > 0)
        str_append(out, " --");
    for (int i = 0; i < options->argument_count; i++) {
        str_append(out, " ");
        shell_quote(options->arguments[i], out);
    }
}

void report_replay_command(const struct options *options, const struct violation *violation,
                           struct str *out)
{
    shell_quote(options->invoked_as, out);
    str_append(out, " replay --schedule '");
    schedule_format(&violation->schedule, out);
    str_append(out, "'");
    write_given(options, FOR_REPLAY, out);
    write_program(options, out);
    str_append(out, "\n");
}

void report_trace_command(const struct options *options, struct str *out)
{
    shell_quote(options->invoked_as, out);
    str_append(out, " check --trace t.json");
    write_given(options, FOR_CHECK, out);
    write_program(options, out);
    str_append(out, "\n");
}

void report_replay_of_file(const struct options *options, struct str *out)
{
    struct str path = {0};
    str_printf(&path, "%s%s", options->trace_file[0] == '-' ? "./" : "", options->trace_file);
    shell_quote(options->invoked_as, out);
    str_append(out, " replay ");
    shell_quote(str_text(&path), out);
    str_append(out, "\n");
    str_release(&path);
}
