/* SPDX-License-Identifier: MIT */
#include "checker/engines/registry.h"

const struct engine_ops *const engine_registry[] = {
    &automatic_engine,
    &sample_engine,
    &brute_engine,
    &states_engine,
    &dpor_engine,
    NULL,
};
