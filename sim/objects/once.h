/* SPDX-License-Identifier: MIT */
/*
 * One-time initialisation: pthread_once and call_once.
 *
 * ONCE_ENTER returns ONCE_RUN to the first caller, who runs the routine and then performs
 * ONCE_DONE; others wait until then and get 0.  ONCE_ABANDON (the runner ended within the routine)
 * makes it as if nobody had called yet.  A routine that enters its own once waits for itself.
 */
#ifndef SIM_OBJECTS_ONCE_H
#define SIM_OBJECTS_ONCE_H

#include "sim/object.h"

enum once_verb { ONCE_ENTER, ONCE_DONE, ONCE_ABANDON, ONCE_VERBS };

enum { ONCE_RUN = 1 };

extern const struct object_ops once_ops;

#endif
