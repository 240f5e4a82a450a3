/* SPDX-License-Identifier: MIT */
/* heddle COMMAND: finds the command, parses its options, runs it. */
#include "base/check.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "scheduler/scheduler.h"
#include "sim/stores.h"

#include <stdio.h>
#include <string.h>

static int print_help(const struct command *command)
{
    struct str out = {0};
    if (command)
        help_write_command(command, &out);
    else
        help_write_overview(&out);
    bool ok = print_text(&out);
    str_release(&out);
    return ok ? EXIT_VERIFIED : EXIT_BAD_INPUT;
}

static int unknown_command(const char *name)
{
    struct error err;
    error_set(&err, "'%s' is no command", name);
    return failure_of_usage(false, NULL, &err);
}

static int help(int argc, char **argv)
{
    if (argc < 3)
        return print_help(NULL);
    const struct command *command = command_find(argv[2]);
    return command ? print_help(command) : unknown_command(argv[2]);
}

/* Options whose values only the rooms that use them know. */
static bool check_names(const struct options *options, struct error *err)
{
    if (options->check.machine.buffer_max > STORES_MAX)
        return error_set(err, "--buffer: at most %d", STORES_MAX);
    struct str known = {0};
    bool found = false;
    for (const struct engine_ops *const *e = engine_registry; *e; e++) {
        found |= strcmp((*e)->name, options->check.engine) == 0;
        str_printf(&known, "%s%s", known.bytes ? ", " : "", (*e)->name);
    }
    if (!found)
        error_set(err, "--engine: '%s' is not one of %s", options->check.engine, str_text(&known));
    str_release(&known);
    if (!found)
        return false;
    const struct check_options *check = &options->check;
    if (strcmp(check->strategy, "preemption") == 0 && check->preemptions_max == 0)
        return error_set(err, "--preemptions: strategy preemption needs at least 1");
    if (strcmp(check->strategy, "delay") == 0 && check->delays_max == 0)
        return error_set(err, "--delays: strategy delay needs at least 1");
    const struct scheduler_options how = check_strategy_options(check);
    struct scheduler scheduler;
    if (!scheduler_make(check->strategy, &how, &scheduler, err))
        return false;
    scheduler_release(scheduler);
    return true;
}

static int run_command(const struct command *command, struct options *options, bool json, int argc,
                       char **argv)
{
    struct error err;
    if (!options_parse(options, command->bit, argc, argv, &err))
        return failure_of_usage(json, command->name, &err);
    if (options->help)
        return print_help(command);
    if (!(command->bit & (FOR_PROGRAM | FOR_EXPLAIN)) && options->operands.count > 0) {
        error_set(&err, "takes no argument: '%s'", options->operands.items[0]);
        return failure_of_usage(json, command->name, &err);
    }
    if ((command->bit & FOR_PROGRAM) && !check_names(options, &err))
        return failure_of_usage(json, command->name, &err);
    bool names_program = command->bit & (FOR_CHECK | FOR_RUN | FOR_AUTOMATON);
    if (names_program && options->operands.count == 0) {
        error_set(&err, "which program? Give .c files or the name of a model");
        return failure_of_usage(json, command->name, &err);
    }
    return command->run(options);
}

/* Before anything is parsed: were errors asked for as JSON? */
static bool wants_json(const struct command *command, int argc, char **argv)
{
    if (command->bit != FOR_CHECK)
        return false;
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--json") == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        struct error err;
        error_set(&err, "which command? check, run, replay, matrix, automaton, list, explain or version");
        return failure_of_usage(false, NULL, &err);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_help(NULL);
    if (strcmp(argv[1], "help") == 0)
        return help(argc, argv);
    const char *name = strcmp(argv[1], "--version") == 0 ? "version" : argv[1];
    const struct command *command = command_find(name);
    if (command == NULL)
        return unknown_command(argv[1]);
    struct options options = options_default(command->bit);
    options.invoked_as = argv[0];
    bool json = wants_json(command, argc, argv);
    int status = run_command(command, &options, json, argc - 1, argv + 1);
    options_release(&options);
    return status;
}
