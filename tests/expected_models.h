/* SPDX-License-Identifier: MIT */
/* models/expected.tsv: what heddle has to conclude about each model. */
#ifndef TESTS_EXPECTED_MODELS_H
#define TESTS_EXPECTED_MODELS_H

#include "tests/program_file.h"

struct expected_model {
    char *name;             /* "peterson" */
    char *path;             /* "models/peterson.c" */
    struct text_list flags; /* for heddle check */
    char *verdict;
    char *kinds;
    char *note;
};

struct expected_models {
    VEC(struct expected_model) items;
};

/** Reads the table; false if a line has not exactly five columns. */
bool expected_models_read(struct expected_models *models);
void expected_models_release(struct expected_models *models);

#endif
