/* SPDX-License-Identifier: MIT */
/* Plain accesses within the direct machine; see access.c. */
#ifndef SIM_ACCESS_H
#define SIM_ACCESS_H

#include "sim/direct.h"
#include "sim/heap.h"

/** Is any byte of this range promoted? */
bool access_is_promoted(uint64_t addr, uint64_t bytes);

/** access_validate, unless this byte pattern was validated in this execution already. */
void access_validate_new(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc);

/** The current task looks whether it spins (its pending operation is a read); it may be suspended. */
void direct_probe(struct direct_task *t);

/* heap_report.c */
void heap_report_double_free(struct direct *d, const struct heap_block *block, uint64_t pc);
void heap_report_use_after_free(struct direct *d, const struct heap_block *block, uint64_t addr,
                                bool write, uint64_t pc);
void heap_report_overflow(struct direct *d, const struct heap_block *block, uint64_t addr,
                          uint64_t bytes, bool write, uint64_t pc);

#endif
