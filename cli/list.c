/* SPDX-License-Identifier: MIT */
/* heddle list: what there is to choose from. */
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/model.h"
#include "scheduler/scheduler.h"
#include "sim/surface_doc.h"

#include <stdio.h>
#include <string.h>

static void write_models(struct str *out)
{
    struct model_list list = {0};
    model_list_fill(&list);
    str_append(out, "Models (heddle check NAME):\n");
    if (list.models.count == 0)
        str_append(out, "  none found; HEDDLE_MODELS may name their folder\n");
    size_t width = 0;
    for (size_t i = 0; i < list.models.count; i++)
        if (strlen(list.models.items[i].name) > width)
            width = strlen(list.models.items[i].name);
    for (size_t i = 0; i < list.models.count; i++)
        str_printf(out, "  %-*s  %s\n", (int)width, list.models.items[i].name,
                   list.models.items[i].summary);
    model_list_release(&list);
}

static void write_overview(struct str *out)
{
    write_models(out);
    str_append(out, "\nEngines (--engine NAME):\n");
    for (const struct engine_ops *const *e = engine_registry; *e; e++)
        str_printf(out, "  %-12s %s\n", (*e)->name, (*e)->summary);
    str_append(out, "\nStrategies (--strategy NAME):\n");
    for (const struct scheduler_entry *s = scheduler_registry; s->name; s++)
        str_printf(out, "  %-12s %s\n", s->name, s->summary);
}

int command_list(const struct options *options)
{
    struct str out = {0};
    if (options->list_functions)
        surface_write_markdown(&out);
    else if (options->list_options)
        help_write_options_markdown(&out);
    else
        write_overview(&out);
    bool ok = print_text(&out);
    str_release(&out);
    return ok ? EXIT_VERIFIED : EXIT_BAD_INPUT;
}
