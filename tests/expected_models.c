/* SPDX-License-Identifier: MIT */
#include "tests/expected_models.h"

#include "base/str.h"
#include "tests/tsv.h"

#include <stdlib.h>
#include <string.h>

enum column { MODEL, FLAGS, VERDICT, KINDS, STATES, NOTE, COLUMNS };

static void read_row(const struct tsv *table, size_t row, struct expected_model *m)
{
    struct str path = {0};
    *m = (struct expected_model){
        .name = memory_copy_text(tsv_cell(table, row, MODEL)),
        .verdict = memory_copy_text(tsv_cell(table, row, VERDICT)),
        .kinds = memory_copy_text(tsv_cell(table, row, KINDS)),
        .note = memory_copy_text(tsv_cell(table, row, NOTE)),
    };
    m->states = strtoul(tsv_cell(table, row, STATES), NULL, 10); /* "-": 0 */
    str_printf(&path, "models/%s.c", m->name);
    m->path = str_take(&path);
    if (strcmp(tsv_cell(table, row, FLAGS), "-") != 0)
        text_list_split(&m->flags, tsv_cell(table, row, FLAGS));
}

bool expected_models_read(struct expected_models *models)
{
    struct tsv table = {0};
    bool ok = tsv_read(&table, "models/expected.tsv", COLUMNS);
    for (size_t row = 0; row < tsv_rows(&table); row++) {
        struct expected_model m;
        read_row(&table, row, &m);
        vec_push(&models->items, m);
    }
    tsv_release(&table);
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
