/* SPDX-License-Identifier: MIT */
/* heddle matrix: the report cards of many models, as one table. */
#include "base/check.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/interrupt.h"
#include "cli/matrix_table.h"

#include <stdio.h>
#include <unistd.h>

/* The gravest first. */
static int graver(int a, int b)
{
    static const int order[] = {EXIT_INTERNAL,  EXIT_BAD_INPUT,    EXIT_UNSUPPORTED,
                                EXIT_VIOLATION, EXIT_INCONCLUSIVE, EXIT_VERIFIED};
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return EXIT_INTERNAL;
}

static size_t rows_of(const struct options *options, const struct configuration_list *list)
{
    uint32_t known = options->memories & ((1u << MEMORY_MODELS) - 1);
    return list->items.count * (size_t)__builtin_popcount(known);
}

/* Returns the gravest status of all. */
static int fill(const struct options *options, const struct configuration_list *list,
                struct matrix_table *table)
{
    int status = EXIT_VERIFIED;
    struct progress_line line =
        progress_line_on(STDERR_FILENO, !options->quiet && !options->json && !options->tsv);
    size_t count = rows_of(options, list);
    for (size_t i = 0; i < list->items.count; i++)
        for (int memory = 0; memory < MEMORY_MODELS && !interrupt_seen(); memory++) {
            if (!(options->memories >> memory & 1))
                continue;
            const struct configuration *c = &list->items.items[i];
            struct matrix_row row = {.configuration = c, .memory = (enum memory_model)memory};
            progress_line_show(&line, "%zu of %zu: %s %s, %s", table->rows.count + 1, count,
                               c->model, c->flags, memory_model_name(row.memory));
            judgement_make(c, row.memory, options, &row.judgement);
            status = graver(status, row.judgement.status);
            vec_push(&table->rows, row);
        }
    progress_line_clear(&line);
    return status;
}

static void write_table(const struct options *options, const struct matrix_table *table,
                        struct str *out)
{
    if (options->json)
        matrix_table_write_json(table, out);
    else if (options->tsv)
        matrix_table_write_tsv(table, out);
    else
        matrix_table_write_text(table, style_for(STDOUT_FILENO, options->colour), out);
}

int command_matrix(const struct options *options)
{
    struct configuration_list list = {0};
    struct matrix_table table = {0};
    struct str out = {0};
    struct error err;
    configuration_list_fill(&list, options);
    if (list.items.count == 0) {
        error_set(&err, "no models were found; HEDDLE_MODELS may name their folder");
        return failure(options, &err);
    }
    interrupt_watch();
    int status = fill(options, &list, &table);
    write_table(options, &table, &out);
    if (!print_text(&out))
        status = EXIT_BAD_INPUT;
    if (table.rows.count < rows_of(options, &list)) {
        fprintf(stderr, "heddle: interrupted: %zu of %zu rows\n", table.rows.count,
                rows_of(options, &list));
        status = graver(status, EXIT_INCONCLUSIVE);
    }
    str_release(&out);
    vec_release(&table.rows);
    configuration_list_release(&list);
    return status;
}
