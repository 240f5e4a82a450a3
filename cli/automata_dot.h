/* SPDX-License-Identifier: MIT */
/* Automata as a drawing in DOT, the language of Graphviz. */
#ifndef CLI_AUTOMATA_DOT_H
#define CLI_AUTOMATA_DOT_H

#include "base/str.h"
#include "checker/states/automata.h"

/** Appends one graph; the same automata give the same text. */
void automata_write_dot(const struct automata *a, const char *program, struct str *out);

#endif
