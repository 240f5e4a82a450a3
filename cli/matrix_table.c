/* SPDX-License-Identifier: MIT */
#include "cli/matrix_table.h"

#include "checker/verdict_json.h"
#include "cli/card.h"
#include "traces/json.h"

#include <string.h>

enum { MODEL, FLAGS, MEMORY, FIRST_CONDITION, REASON = FIRST_CONDITION + CARD_CONDITIONS, COLUMNS };

static const char *heading(int column)
{
    static const char *const first[] = {"model", "flags", "memory"};
    return column == REASON            ? "reason"
           : column >= FIRST_CONDITION ? card_heading((enum card_condition)(column - FIRST_CONDITION))
                                       : first[column];
}

static void write_cell(const struct matrix_row *row, int column, struct str *out)
{
    switch (column) {
    case MODEL:
        str_append(out, row->configuration->model);
        break;
    case FLAGS:
        str_append(out, row->configuration->flags);
        break;
    case MEMORY:
        str_append(out, memory_model_name(row->memory));
        break;
    case REASON:
        str_append(out, row->judgement.reason[0] ? row->judgement.reason : "-");
        break;
    default:
        card_write_value(&row->judgement.card, (enum card_condition)(column - FIRST_CONDITION), out);
    }
}

void matrix_table_write_tsv(const struct matrix_table *table, struct str *out)
{
    for (int c = 0; c < COLUMNS; c++)
        str_printf(out, "%s%s", heading(c), c < COLUMNS - 1 ? "\t" : "\n");
    for (size_t r = 0; r < table->rows.count; r++)
        for (int c = 0; c < COLUMNS; c++) {
            write_cell(&table->rows.items[r], c, out);
            str_append(out, c < COLUMNS - 1 ? "\t" : "\n");
        }
}

/* A heading is cut after its first word: the rest is on a second line. */
static size_t width_of_heading(int column)
{
    size_t whole = strlen(heading(column)), first = strcspn(heading(column), " ");
    return first > whole - first ? first : whole - first - 1;
}

static void measure(const struct matrix_table *table, size_t widths[COLUMNS])
{
    for (int c = 0; c < COLUMNS; c++) {
        widths[c] = width_of_heading(c);
        for (size_t r = 0; r < table->rows.count; r++) {
            struct str cell = {0};
            write_cell(&table->rows.items[r], c, &cell);
            if (cell.bytes > widths[c])
                widths[c] = cell.bytes;
            str_release(&cell);
        }
    }
}

/* The last column is as wide as it is. */
static void write_padded(struct str *out, const char *text, size_t bytes, size_t width, int column,
                         const char *before, const char *after)
{
    str_printf(out, "%s%.*s%s", before, (int)bytes, text, after);
    if (column == REASON)
        str_append(out, "\n");
    else
        str_printf(out, "%*s", (int)(width - bytes) + 2, "");
}

static void write_headings(const size_t widths[COLUMNS], struct style style, struct str *out)
{
    for (int line = 0; line < 2; line++)
        for (int c = 0; c < COLUMNS; c++) {
            const char *text = heading(c);
            size_t first = strcspn(text, " ");
            const char *part = line == 0 ? text : text[first] ? text + first + 1 : "";
            size_t bytes = line == 0 ? first : strlen(part);
            write_padded(out, part, bytes, widths[c], c, style.bold, style.plain);
        }
}

void matrix_table_write_text(const struct matrix_table *table, struct style style, struct str *out)
{
    size_t widths[COLUMNS];
    measure(table, widths);
    write_headings(widths, style, out);
    for (size_t r = 0; r < table->rows.count; r++)
        for (int c = 0; c < COLUMNS; c++) {
            const struct matrix_row *row = &table->rows.items[r];
            bool answer = c >= FIRST_CONDITION && c < REASON;
            const char *colour =
                answer ? card_colour(&row->judgement.card, (enum card_condition)(c - FIRST_CONDITION),
                                     style)
                       : "";
            struct str cell = {0};
            write_cell(row, c, &cell);
            write_padded(out, str_text(&cell), cell.bytes, widths[c], c, colour,
                         colour[0] ? style.plain : "");
            str_release(&cell);
        }
}

static struct json *row_json(const struct matrix_row *row)
{
    const struct judgement *j = &row->judgement;
    struct json *object = json_object_new();
    json_set_text(object, "model", row->configuration->model);
    json_set_text(object, "flags", row->configuration->flags);
    json_set_text(object, "memory", memory_model_name(row->memory));
    json_set_text(object, "verdict", verdict_kind_name(j->kind));
    json_set_child(object, "conditions", report_card_json(&j->card));
    json_set_text(object, "reason", j->reason[0] ? j->reason : NULL);
    return object;
}

void matrix_table_write_json(const struct matrix_table *table, struct str *out)
{
    struct json *object = json_object_new(), *rows = json_array_new();
    for (size_t r = 0; r < table->rows.count; r++)
        json_append_child(rows, row_json(&table->rows.items[r]));
    json_set_child(object, "rows", rows);
    json_print(object, out);
    json_free(object);
}
