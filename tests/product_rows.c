/* SPDX-License-Identifier: MIT */
#include "tests/product_rows.h"

#include "base/check.h"

const struct handmade_row handmade_rows[] = {
#define ROW(program, flags, model, tasks, entries, main_steps, ...)                                \
    {program, flags, model_##model, tasks, entries, main_steps, {__VA_ARGS__, 0}},
#include "tests/product_rows.inc"
#undef ROW
};

const size_t handmade_rows_count = ARRAY_LENGTH(handmade_rows);
