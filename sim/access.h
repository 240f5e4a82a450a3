/* SPDX-License-Identifier: MIT */
/* Plain accesses within the direct machine; see access.c. */
#ifndef SIM_ACCESS_H
#define SIM_ACCESS_H

#include "sim/direct.h"
#include "sim/heap.h"

/** Is any byte of this range promoted? */
bool access_is_promoted(uint64_t addr, uint64_t bytes);

/** A fact about a granule that is in force at once: FACT_SHARED, FACT_MIXED. */
void access_learn(struct direct *d, uint64_t granule, uint8_t fact);

/** access_validate, unless this byte pattern was validated in this execution already. */
void access_validate_new(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc);

/* heap_report.c */
void heap_report_double_free(struct direct *d, const struct heap_block *block, uint64_t pc);
void heap_report_use_after_free(struct direct *d, const struct heap_block *block, uint64_t addr,
                                bool write, uint64_t pc);
void heap_report_overflow(struct direct *d, const struct heap_block *block, uint64_t addr,
                          uint64_t bytes, bool write, uint64_t pc);

#endif
