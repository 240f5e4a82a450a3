/* SPDX-License-Identifier: MIT */
#include "checker/properties/property.h"

#include "checker/properties/leak.h"
#include "checker/properties/stuck.h"

const struct property_ops *const property_registry[] = {
    &stuck_property,
    &leak_property,
    NULL,
};
