/* SPDX-License-Identifier: MIT */
#include "tests/tsv.h"

#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Appends the cells of a line; false, and appends none, if their number is another. */
static bool add_row(struct tsv *table, char *line)
{
    size_t before = table->cells.count;
    line[strcspn(line, "\n")] = '\0';
    for (char *cell = line; cell;) {
        char *tab = strchr(cell, '\t');
        if (tab)
            *tab++ = '\0';
        vec_push(&table->cells, memory_copy_text(cell));
        cell = tab;
    }
    if (table->cells.count - before == table->columns)
        return true;
    while (table->cells.count > before)
        free(table->cells.items[--table->cells.count]);
    return false;
}

bool tsv_read(struct tsv *table, const char *path, size_t columns)
{
    char line[1024];
    bool ok = true;
    FILE *file = fopen(path, "r");
    ASSERT(file != NULL);
    table->columns = columns;
    while (fgets(line, sizeof line, file))
        if (line[0] != '#' && !add_row(table, line))
            ok = false;
    fclose(file);
    return ok;
}

size_t tsv_rows(const struct tsv *table)
{
    return table->cells.count / table->columns;
}

const char *tsv_cell(const struct tsv *table, size_t row, size_t column)
{
    ASSERT_LT(row, tsv_rows(table));
    ASSERT_LT(column, table->columns);
    return table->cells.items[row * table->columns + column];
}

void tsv_release(struct tsv *table)
{
    for (size_t i = 0; i < table->cells.count; i++)
        free(table->cells.items[i]);
    vec_release(&table->cells);
}
