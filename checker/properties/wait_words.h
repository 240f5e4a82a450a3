/* SPDX-License-Identifier: MIT */
/* The wait-for graph in words. */
#ifndef CHECKER_PROPERTIES_WAIT_WORDS_H
#define CHECKER_PROPERTIES_WAIT_WORDS_H

#include "checker/properties/wait_graph.h"

/** Appends "T1". */
void words_task(struct str *out, const struct wait_graph *g, task_id task);

/** Appends " at peterson.c:12", or nothing if the line is not known. */
void words_place(struct str *out, const struct wait_graph *g, uint64_t pc);

/** Appends "waits for mutex b (held by T2)", "spins on flag[1]", "waits for T1 to end" ... */
void words_wait(struct str *out, const struct wait_graph *g, const struct wait *w);

/**
 * Appends "holds mutex a (taken at ab.c:12) and mutex b (taken at ab.c:13)", or nothing.  Returns
 * how many objects the task holds.
 */
uint32_t words_held(struct str *out, const struct wait_graph *g, task_id task);

/** The same text, in the execution's arena. */
const char *words_keep(struct str *text, struct machine *m);

#endif
