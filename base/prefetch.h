/* SPDX-License-Identifier: MIT */
/* Hints to the cache. */
#ifndef BASE_PREFETCH_H
#define BASE_PREFETCH_H

/**
 * Asks for the cache line at that address, which need not exist.  gcc takes functions that only
 * prefetch for functions without effect and drops calls of them; the empty asm keeps it from
 * that.
 */
static inline void prefetch(const void *address)
{
    __builtin_prefetch(address);
    __asm__ volatile("");
}

#endif
