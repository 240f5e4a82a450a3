/* SPDX-License-Identifier: MIT */
/*
 * Configurations: which models heddle matrix judges, with which options.
 *
 * A report card is about tasks that come again and again, and about so many of them; so most models have
 * one or more lines in models/conditions.tsv whose second column is the options that make them so.
 */
#ifndef CLI_CONFIGURATION_H
#define CLI_CONFIGURATION_H

#include "cli/options.h"

struct configuration {
    char *model; /* as an operand of heddle check */
    char *flags; /* options as words, "-" for none */
};

struct configuration_list {
    VEC(struct configuration) items;
};

/**
 * Appends those of the models that the operands name, or of all models.  With options for the compiler
 * there is one for each model, with these; otherwise what conditions.tsv says, or one without options.
 */
void configuration_list_fill(struct configuration_list *list, const struct options *options);
void configuration_list_release(struct configuration_list *list);

#endif
