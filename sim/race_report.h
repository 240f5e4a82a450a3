/* SPDX-License-Identifier: MIT */
/* Turning two conflicting accesses into a finding. */
#ifndef SIM_RACE_REPORT_H
#define SIM_RACE_REPORT_H

#include "sim/direct.h"

struct race_side {
    task_id task;
    enum access access;
    bool write;
    uint64_t pc; /* 0 = unknown */
};

struct race_cache;
struct race_cache *race_cache_new(void);
void race_cache_free(struct direct *d);

/**
 * Two accesses to the same bytes are not ordered.  Reported once per pair of sites and execution; a plain
 * access makes it an error, volatile on both sides (or with an atomic) a warning.  The bytes are promoted, so that
 * the consequences are explored.
 */
void race_report(struct direct *d, uint64_t addr, uint64_t bytes, const struct race_side *earlier,
                 const struct race_side *later);

#endif
