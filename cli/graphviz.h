/* SPDX-License-Identifier: MIT */
/* Graphviz's program dot: from DOT to a picture. */
#ifndef CLI_GRAPHVIZ_H
#define CLI_GRAPHVIZ_H

#include "base/error.h"
#include "base/str.h"

/** Appends the picture of a drawing as SVG.  False: dot is not installed, or err says what it said. */
bool graphviz_svg(const struct str *dot, struct str *svg, struct error *err);

#endif
