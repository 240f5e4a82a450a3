/* SPDX-License-Identifier: MIT */
/* All engines by name; engine.h declares the list. */
#ifndef CHECKER_ENGINES_REGISTRY_H
#define CHECKER_ENGINES_REGISTRY_H

#include "checker/engine.h"

extern const struct engine_ops automatic_engine, sample_engine, brute_engine, states_engine;
extern const struct engine_ops dpor_engine;

#endif
