/* SPDX-License-Identifier: MIT */
/* heddle automaton: draw what the tasks of a program do. */
#include "base/check.h"
#include "checker/states/automata.h"
#include "cli/automata_dot.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/graphviz.h"
#include "cli/subject.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool ends_in_svg(const char *path)
{
    size_t bytes = path ? strlen(path) : 0;
    return bytes >= 4 && strcmp(path + bytes - 4, ".svg") == 0;
}

/* Looks at all states, whatever is wrong in them. */
static bool learn(struct subject *subject, const struct options *options, struct automata *automata,
                  struct error *err)
{
    struct verdict verdict = {0};
    struct check_options how = options->check;
    how.engine = "states";
    how.all_bugs = true;
    how.shorten = false;
    how.reduce &= ~(uint32_t)REDUCE_PERSISTENT;
    how.executions_max = 1; /* of a program that cannot be learned */
    how.automata = automata;
    bool ok = check_run(subject->machine, &how, NULL, NULL, &verdict, err);
    if (ok && automata->tasks.count == 0)
        ok = error_unsupported(err, "%s: there is nothing to draw: %s", subject->program->name,
                               verdict.unsupported        ? verdict.unsupported
                               : verdict.scope.count > 0 ? verdict.scope.items[0]
                                                         : "nothing was learned");
    else if (ok && !automata->complete && !options->quiet)
        fprintf(stderr, "heddle: not all states were looked at: %s\n",
                verdict.scope.count > 0 ? verdict.scope.items[0] : "the search was stopped");
    verdict_release(&verdict);
    return ok;
}

static bool write_file(const char *path, const struct str *text, struct error *err)
{
    FILE *file = fopen(path, "w");
    bool ok = file && fwrite(str_text(text), 1, text->bytes, file) == text->bytes;
    if (file && fclose(file) != 0)
        ok = false;
    return ok || error_set(err, "%s: %s", path, strerror(errno));
}

static bool write_drawing(const struct options *options, const struct automata *automata,
                          const char *program, struct error *err)
{
    struct str dot = {0}, svg = {0};
    bool wants_svg = options->svg || ends_in_svg(options->output_file);
    automata_write_dot(automata, program, &dot);
    bool ok = !wants_svg || graphviz_svg(&dot, &svg, err);
    const struct str *text = wants_svg ? &svg : &dot;
    if (ok && options->output_file)
        ok = write_file(options->output_file, text, err);
    else if (ok && !print_text(text))
        ok = error_set(err, "the drawing is not complete");
    str_release(&dot);
    str_release(&svg);
    return ok;
}

int command_automaton(const struct options *options)
{
    struct error err;
    struct subject subject;
    if (!subject_from_options(&subject, options, &err))
        return failure(options, &err);
    struct automata automata = {.states_max = options->product_states};
    int status = EXIT_VERIFIED;
    if (!learn(&subject, options, &automata, &err) ||
        !write_drawing(options, &automata, subject.program->name, &err))
        status = failure(options, &err);
    else if (!automata.complete)
        status = EXIT_INCONCLUSIVE;
    automata_release(&automata);
    subject_close(&subject);
    return status;
}
