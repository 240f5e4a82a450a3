/* SPDX-License-Identifier: MIT */
/* The surface as a document for people: docs/supported.md. */
#ifndef SIM_SURFACE_DOC_H
#define SIM_SURFACE_DOC_H

#include "base/str.h"

/** Appends the whole document. */
void surface_write_markdown(struct str *out);

#endif
