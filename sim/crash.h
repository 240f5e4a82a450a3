/* SPDX-License-Identifier: MIT */
/*
 * Signals that the program under test causes while it runs natively: crashes, growing stacks, and the
 * timer that notices a task which never comes back.
 */
#ifndef SIM_CRASH_H
#define SIM_CRASH_H

#include "sim/direct.h"

/** Installs the handlers and starts the timer, once per machine. */
void crash_install(struct direct *d);
/** Stops the timer and restores the handlers. */
void crash_uninstall(void);

/** Did a signal bring the current task back to the host? */
bool crash_happened(void);

/**
 * After a task came back to the host: if a signal brought it here, turns that into a finding, an
 * endless loop (the task's pending operation becomes OP_FOREVER) or END_HUNG.
 */
void crash_settle(struct direct *d, struct direct_task *t);

#endif
