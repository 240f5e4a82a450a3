/* SPDX-License-Identifier: MIT */
/* The table of heddle matrix: a row for each configuration. */
#ifndef CLI_MATRIX_TABLE_H
#define CLI_MATRIX_TABLE_H

#include "base/terminal.h"
#include "cli/judgement.h"

struct matrix_row {
    const struct configuration *configuration; /* borrowed */
    enum memory_model memory;
    struct judgement judgement;
};

struct matrix_table {
    VEC(struct matrix_row) rows;
};

/** Columns for people; rows that know everything have no reason. */
void matrix_table_write_text(const struct matrix_table *table, struct style style, struct str *out);
/** The same with tabs between, and a line of headings. */
void matrix_table_write_tsv(const struct matrix_table *table, struct str *out);
/** One object: docs/verdict-format.md. */
void matrix_table_write_json(const struct matrix_table *table, struct str *out);

#endif
