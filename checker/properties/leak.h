/* SPDX-License-Identifier: MIT */
/* Heap blocks that nobody can free any more; see leak.c. */
#ifndef CHECKER_PROPERTIES_LEAK_H
#define CHECKER_PROPERTIES_LEAK_H

#include "checker/properties/property.h"

extern const struct property_ops leak_property;

#endif
