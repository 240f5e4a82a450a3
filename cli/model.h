/* SPDX-License-Identifier: MIT */
/* The models that come with heddle: where they are, and how they are called. */
#ifndef CLI_MODEL_H
#define CLI_MODEL_H

#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>

struct model {
    char *name, *summary;
};

struct model_list {
    VEC(struct model) models; /* sorted by name */
};

/**
 * The folder of the models: $HEDDLE_MODELS, models/ of the source tree that the executable is in,
 * or the installed one; the first that exists.  As a path from the working directory if it is below that,
 * so that traces can be moved together with the sources.  Static storage; NULL if there is none.
 */
const char *model_folder(void);

/** Appends the path of the model of that name; false if there is none. */
bool model_find(const char *name, struct str *path);

/** All models, with the first sentence of their comment. */
void model_list_fill(struct model_list *list);
void model_list_release(struct model_list *list);

#endif
