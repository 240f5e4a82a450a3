/* SPDX-License-Identifier: MIT */
/* Ctrl-C: the first one asks the search to stop and say what it has, the second one kills. */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <stdbool.h>

void interrupt_watch(void);
bool interrupt_seen(void);

#endif
