/* SPDX-License-Identifier: MIT */
/* The property "no execution gets stuck", and the explanation of one that does. */
#ifndef CHECKER_PROPERTIES_STUCK_H
#define CHECKER_PROPERTIES_STUCK_H

#include "checker/properties/property.h"

extern const struct property_ops stuck_property;

#endif
