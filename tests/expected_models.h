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
    unsigned long states; /* exactly; 0: the row does not say */
    char *note;
};

struct expected_models {
    VEC(struct expected_model) items;
};

/** Reads the table; false if a line has not exactly six columns. */
bool expected_models_read(struct expected_models *models);
void expected_models_release(struct expected_models *models);

#endif
