/* SPDX-License-Identifier: MIT */
/* The process under test: argv, constructors, main, and what its return means. */
#ifndef SIM_PROCESS_H
#define SIM_PROCESS_H

#include "sim/direct.h"

/** What the main task runs. */
void process_main(void *task);

/** Puts argv into the world, once per machine.  The program may write to it; it is put back. */
bool process_place_arguments(struct direct *d, struct error *err);
/** Restores argv, at each reset. */
void process_restore_arguments(struct direct *d);

#endif
