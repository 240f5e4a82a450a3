/* SPDX-License-Identifier: MIT */
/*
 * Running another program: the compiler.  Never through a shell.
 *
 *     VEC(const char *) words = {0};
 *     ... vec_push(&words, NULL);
 *     if (!command_run(words.items, "/tmp/x/messages", &succeeded, err)) return false;
 */
#ifndef SIM_COMMAND_H
#define SIM_COMMAND_H

#include "base/error.h"

#include <stdbool.h>

/**
 * Runs words[0], searched in PATH, and waits for its end.  words ends with NULL.  Its standard
 * input is empty; both its outputs go to the file at `output`.  *succeeded tells whether it exited
 * with status 0.  Returns false, with err set, if it could not be run at all.
 */
bool command_run(const char *const *words, const char *output, bool *succeeded, struct error *err);

#endif
