/* SPDX-License-Identifier: MIT */
/* Help texts, laid out from the tables of commands and options. */
#include "base/check.h"
#include "cli/commands.h"

#include <string.h>

enum { HELP_COLUMNS = 80, HELP_INDENT = 29 };

/* Appends text in lines of at most HELP_COLUMNS, from column `at` on, further lines indented. */
static void write_wrapped(struct str *out, const char *text, size_t at, size_t indent)
{
    for (bool first = true; *text; first = false) {
        if (*text == '\n') {
            str_append(out, "\n");
            at = 0;
            text++;
            continue;
        }
        size_t blanks = strspn(text, " "), bytes = strcspn(text + blanks, " \n");
        if (!first && at > indent && at + blanks + bytes > HELP_COLUMNS) {
            str_printf(out, "\n%*s", (int)indent, "");
            at = indent;
            blanks -= strspn(text, " ");
            text += strspn(text, " ");
        }
        str_append_bytes(out, text, blanks + bytes);
        at += blanks + bytes;
        text += blanks + bytes;
    }
    str_append(out, "\n");
}

static void write_option(struct str *out, const struct option_spec *spec,
                         const struct options *defaults)
{
    struct str left = {0}, text = {0}, value = {0};
    if (spec->letter)
        str_printf(&left, "  -%c, --%s", spec->letter, spec->name);
    else
        str_printf(&left, "      --%s", spec->name);
    if (spec->argument)
        str_printf(&left, "=%s", spec->argument);
    str_append(&text, spec->help);
    option_write_default(spec, defaults, &value);
    if (value.bytes > 0)
        str_printf(&text, "  Default: %s.", str_text(&value));
    str_append(out, str_text(&left));
    if (left.bytes + 2 > HELP_INDENT)
        str_printf(out, "\n%*s", HELP_INDENT, "");
    else
        str_printf(out, "%*s", (int)(HELP_INDENT - left.bytes), "");
    write_wrapped(out, str_text(&text), HELP_INDENT, HELP_INDENT);
    str_release(&left);
    str_release(&text);
    str_release(&value);
}

static void write_synopsis(struct str *out, const struct command *command)
{
    const char *line = command->synopsis;
    const char *intro = "Usage:";
    do {
        size_t bytes = strcspn(line, "\n");
        str_printf(out, "%-6s heddle %s%s%.*s\n", intro, command->name, bytes ? " " : "", (int)bytes,
                   line);
        line += bytes + (line[bytes] == '\n');
        intro = "  or:";
    } while (*line);
}

static void write_examples(struct str *out, const char *examples)
{
    str_append(out, "\nExamples:\n");
    while (*examples) {
        size_t bytes = strcspn(examples, "\n") + 1;
        str_printf(out, "  %.*s", (int)bytes, examples);
        examples += bytes;
    }
}

void help_write_command(const struct command *command, struct str *out)
{
    struct options defaults = options_default(command->bit);
    write_synopsis(out, command);
    str_append(out, "\n");
    write_wrapped(out, command->description, 0, 0);
    const char *group = "";
    for (const struct option_spec *spec = option_table; spec->name; spec++) {
        if (!(spec->commands & command->bit))
            continue;
        if (strcmp(spec->group, group) != 0)
            str_printf(out, "\n%s:\n", spec->group);
        group = spec->group;
        write_option(out, spec, &defaults);
    }
    write_examples(out, command->examples);
    options_release(&defaults);
}

void help_write_overview(struct str *out)
{
    str_append(out, "Usage: heddle COMMAND [OPTION]... [ARGUMENT]...\n\n");
    write_wrapped(out,
                  "Runs real C programs - C11 and POSIX threads, unmodified - under its own "
                  "scheduler, explores how their threads can interleave, and says what is wrong "
                  "with them, with a trace that replays.",
                  0, 0);
    str_append(out, "\nCommands:\n");
    for (const struct command *c = command_table; c->name; c++)
        str_printf(out, "  %-9s %s\n", c->name, c->summary);
    write_examples(out, "heddle check peterson          a model that comes with heddle\n"
                        "heddle check mine.c            a program of your own\n"
                        "heddle explain deadlock        what a word means\n");
    str_append(out, "\n'heddle help COMMAND' or 'heddle COMMAND --help' says more about a command.\n");
}

static void write_markdown_row(struct str *out, const struct option_spec *spec,
                               const struct options *defaults)
{
    struct str value = {0};
    str_append(out, "| `");
    if (spec->letter)
        str_printf(out, "-%c`, `", spec->letter);
    str_printf(out, "--%s%s", spec->name, spec->argument ? " " : "");
    for (const char *at = spec->argument ? spec->argument : ""; *at; at++)
        str_append_bytes(out, *at == '|' ? "\\|" : at, *at == '|' ? 2 : 1);
    str_append(out, "` |");
    for (const struct command *c = command_table; c->name; c++)
        if ((spec->commands & c->bit) && spec->commands != FOR_ALL)
            str_printf(out, " %s", c->name);
    str_printf(out, "%s | ", spec->commands == FOR_ALL ? " all" : "");
    option_write_default(spec, defaults, &value);
    if (value.bytes > 0)
        str_printf(out, "`%s`", str_text(&value));
    str_printf(out, " | %s |\n", spec->help);
    str_release(&value);
}

void help_write_options_markdown(struct str *out)
{
    struct options defaults = options_default(FOR_CHECK);
    str_append(out, "# Options\n\nMade by `heddle list --options`; defaults are those of `heddle "
                    "check`.  `heddle run` differs in one: its strategy is `round-robin`; `heddle "
                    "matrix` and `heddle automaton` in two: their budget is 60s (for each row), and "
                    "states are at most 1000000.\n");
    const char *group = "";
    for (const struct option_spec *spec = option_table; spec->name; spec++) {
        if (strcmp(spec->group, group) != 0)
            str_printf(out, "\n## %s\n\n| option | commands | default | |\n|---|---|---|---|\n",
                       spec->group);
        group = spec->group;
        write_markdown_row(out, spec, &defaults);
    }
    options_release(&defaults);
}
