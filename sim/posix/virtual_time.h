/* SPDX-License-Identifier: MIT */
/*
 * Virtual time.  Every task has a clock of its own, which advances by its own sleeps, and a little
 * whenever it looks at a clock, so that loops which wait for a time to come do end.
 */
#ifndef SIM_POSIX_VIRTUAL_TIME_H
#define SIM_POSIX_VIRTUAL_TIME_H

#include "sim/call.h"

#include <stdint.h>

#define NANOSECONDS_PER_SECOND UINT64_C(1000000000)

enum {
    VIRTUAL_EPOCH_SECONDS = 1704067200, /* 2024-01-01T00:00:00Z */
    VIRTUAL_BOOT_SECONDS = 1000,        /* monotonic time at the start */
    VIRTUAL_LOOK_NANOSECONDS = 1000, /* what a look costs, up to a thousand times that */
};

/**
 * Nanoseconds of CLOCK_REALTIME at the start of the process: the seed shifts it by whole seconds.
 */
static inline uint64_t virtual_epoch_ns(const struct machine *m)
{
    return (VIRTUAL_EPOCH_SECONDS + (m->options.seed - 1) % 1000000000) * NANOSECONDS_PER_SECOND;
}

/**
 * The running task looks at its clock: nanoseconds since the start.  The more often it looks
 * without doing anything else, the faster its time goes, so that a busy wait of seconds is over
 * soon.
 */
uint64_t virtual_time_look(void);
/** At the start of an execution. */
void virtual_time_reset(void);
struct prelude;
/** Keeps what virtual_time_reset puts back. */
void virtual_time_keep(struct prelude *p);

#endif
