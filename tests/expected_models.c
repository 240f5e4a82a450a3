/* SPDX-License-Identifier: MIT */
#include "tests/expected_models.h"

#include "base/check.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 5 };

/* Cuts the line at its tabs; false if the number of columns is another. */
static bool cut(char *line, char *columns[COLUMNS])
{
    int count = 0;
    line[strcspn(line, "\n")] = '\0';
    for (char *column = line; column; count++) {
        char *tab = strchr(column, '\t');
        if (tab)
            *tab++ = '\0';
        if (count < COLUMNS)
            columns[count] = column;
        column = tab;
    }
    return count == COLUMNS;
}

bool expected_models_read(struct expected_models *models)
{
    char line[1024], *columns[COLUMNS];
    bool ok = true;
    FILE *file = fopen("models/expected.tsv", "r");
    ASSERT(file != NULL);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#')
            continue;
        if (!cut(line, columns)) {
            ok = false;
            continue;
        }
        struct expected_model m = {
            .name = memory_copy_text(columns[0]),
            .verdict = memory_copy_text(columns[2]),
            .kinds = memory_copy_text(columns[3]),
            .note = memory_copy_text(columns[4]),
        };
        struct str path = {0};
        str_printf(&path, "models/%s.c", m.name);
        m.path = str_take(&path);
        if (strcmp(columns[1], "-") != 0)
            text_list_split(&m.flags, columns[1]);
        vec_push(&models->items, m);
    }
    fclose(file);
    return ok;
}

void expected_models_release(struct expected_models *models)
{
    for (size_t i = 0; i < models->items.count; i++) {
        struct expected_model *m = &models->items.items[i];
        free(m->name);
        free(m->path);
        free(m->verdict);
        free(m->kinds);
        free(m->note);
        text_list_release(&m->flags);
    }
    vec_release(&models->items);
}
