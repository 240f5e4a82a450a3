/* SPDX-License-Identifier: MIT */
/*
 * A table in a file: a row per line, cells separated by tabs.  Lines that begin with # are not read.
 *
 *     struct tsv table = {0};
 *     CU_ASSERT_TRUE(tsv_read(&table, "models/expected.tsv", 5));
 *     for (size_t row = 0; row < tsv_rows(&table); row++)
 *         puts(tsv_cell(&table, row, 0));
 *     tsv_release(&table);
 */
#ifndef TESTS_TSV_H
#define TESTS_TSV_H

#include "base/vec.h"

#include <stdbool.h>

struct tsv {
    size_t columns;
    VEC(char *) cells;
};

/** Reads the file, which must be there; false if a line has another number of cells. */
bool tsv_read(struct tsv *table, const char *path, size_t columns);
size_t tsv_rows(const struct tsv *table);
/** Valid as long as the table. */
const char *tsv_cell(const struct tsv *table, size_t row, size_t column);
void tsv_release(struct tsv *table);

#endif
