/* SPDX-License-Identifier: MIT */
#include "cli/configuration.h"

#include "cli/model.h"
#include "cli/words.h"

#include <stdio.h>
#include <string.h>

static void add(struct configuration_list *list, const char *model, const char *flags)
{
    vec_push(&list->items, (struct configuration){memory_copy_text(model), memory_copy_text(flags)});
}

/* The lines of the table, as configurations; none if there is no table. */
static void read_table(struct configuration_list *table)
{
    struct str path = {0};
    char *line = NULL;
    size_t capacity = 0;
    const char *folder = model_folder();
    str_printf(&path, "%s/conditions.tsv", folder ? folder : ".");
    FILE *file = folder ? fopen(str_text(&path), "r") : NULL;
    while (file && getline(&line, &capacity, file) > 0) {
        char *rest = line, *model = strsep(&rest, "\t\n"), *flags = strsep(&rest, "\t\n");
        if (model[0] != '#' && flags)
            add(table, model, flags);
    }
    if (file)
        fclose(file);
    free(line);
    str_release(&path);
}

static void add_of_table(struct configuration_list *list, const struct configuration_list *table,
                         const char *model)
{
    size_t before = list->items.count;
    for (size_t i = 0; i < table->items.count; i++)
        if (strcmp(table->items.items[i].model, model) == 0)
            add(list, model, table->items.items[i].flags);
    if (list->items.count == before)
        add(list, model, "-");
}

void configuration_list_fill(struct configuration_list *list, const struct options *options)
{
    struct configuration_list table = {0};
    struct model_list models = {0};
    struct str given = {0};
    for (size_t i = 0; i < options->flags.words.count; i++) {
        str_append(&given, i > 0 ? " " : "");
        shell_quote(options->flags.words.items[i], &given);
    }
    if (given.bytes == 0)
        read_table(&table);
    if (options->operands.count == 0)
        model_list_fill(&models);
    size_t count = options->operands.count + models.models.count;
    for (size_t i = 0; i < count; i++) {
        const char *model = options->operands.count > 0 ? options->operands.items[i]
                                                        : models.models.items[i].name;
        if (given.bytes > 0)
            add(list, model, str_text(&given));
        else
            add_of_table(list, &table, model);
    }
    configuration_list_release(&table);
    model_list_release(&models);
    str_release(&given);
}

void configuration_list_release(struct configuration_list *list)
{
    for (size_t i = 0; i < list->items.count; i++) {
        free(list->items.items[i].model);
        free(list->items.items[i].flags);
    }
    vec_release(&list->items);
}
