/* SPDX-License-Identifier: MIT */
#include "sim/shadow.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

_Static_assert(sizeof(struct shadow) == 32, "shadow_of relies on a power of two");

#define SHADOW_BYTES (WORLD_BYTES / GRANULE_BYTES * sizeof(struct shadow))

bool shadow_has(uint64_t addr)
{
    return addr - SHADOW_BASE < SHADOW_BYTES;
}

bool shadow_reserve(struct error *err)
{
    static bool reserved;
    if (reserved)
        return true;
    void *wanted = (void *)SHADOW_BASE;
    void *got = mmap(wanted, SHADOW_BYTES, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != wanted) {
        return error_set(err,
                         "cannot reserve %llu GiB of address space at %p (%s): lift the limit "
                         "on virtual memory (ulimit -v unlimited)",
                         (unsigned long long)(SHADOW_BYTES >> 30), wanted,
                         got == MAP_FAILED ? strerror(errno) : "in use");
    }
    reserved = true;
    return true;
}
