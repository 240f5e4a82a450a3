/* SPDX-License-Identifier: MIT */
#include "tests/handmade_rows.h"

#include "base/check.h"

const struct handmade_row handmade_rows[] = {
#define ROW(program, flags, model, tasks, entries, ...)                                            \
    {program, flags, model_##model, tasks, entries, {__VA_ARGS__, 0}},
#include "tests/handmade_rows.inc"
#undef ROW
};

const size_t handmade_rows_count = ARRAY_LENGTH(handmade_rows);
