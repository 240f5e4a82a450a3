/* SPDX-License-Identifier: MIT */
/* Plain accesses within the direct machine; see access.c. */
#ifndef SIM_ACCESS_H
#define SIM_ACCESS_H

#include "sim/direct.h"
#include "sim/heap.h"

/** Is any byte of this range promoted? */
bool access_is_promoted(uint64_t addr, uint64_t bytes);

/** Is anything known about any granule of this range: promoted, shared, mixed? */
bool access_has_facts(uint64_t addr, uint64_t bytes);

/** A fact about a granule that is in force at once: FACT_SHARED, FACT_MIXED. */
void access_learn(struct direct *d, uint64_t granule, uint8_t fact);

/**
 * May the host perform an operation of at most ORDINARY_BYTES_MAX here, as far as anybody can tell?  It may in
 * the program's data and on the task's own stack; elsewhere access_validate_op must look.
 */
static inline bool access_is_ordinary(const struct direct *d, uint64_t addr)
{
    return addr - d->data < d->data_bytes || direct_owns(d->current, addr);
}

/**
 * Validates the access of an operation that is about to be posted.  Memory that is not there must
 * fault in the task: the operation itself is performed by the host.
 */
void access_validate_op(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc);

/** access_validate, unless this byte pattern was validated in this execution already. */
void access_validate_new(struct direct *d, uint64_t addr, uint64_t bytes, bool write, uint64_t pc);

/* heap_report.c */
void heap_report_double_free(struct direct *d, const struct heap_block *block, uint64_t pc);
/* user's next operation is on the block that the current task frees */
void heap_report_free_in_use(struct direct *d, const struct heap_block *block,
                             const struct task *user, uint64_t pc);
void heap_report_use_after_free(struct direct *d, const struct heap_block *block, uint64_t addr,
                                bool write, uint64_t pc);
void heap_report_overflow(struct direct *d, const struct heap_block *block, uint64_t addr,
                          uint64_t bytes, bool write, uint64_t pc);

/* stack_report.c: a variable of another task that has ended, or of a function that has returned */
void stack_report_use(struct direct *d, const struct direct_task *owner, uint64_t addr, bool write,
                      uint64_t pc);

#endif
