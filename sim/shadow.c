/* SPDX-License-Identifier: MIT */
#include "sim/shadow.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

_Static_assert(sizeof(struct shadow) == 32, "shadow_of relies on a power of two");

bool shadow_reserve(struct error *err)
{
    static bool reserved;
    if (reserved)
        return true;
    uint64_t bytes = WORLD_BYTES / GRANULE_BYTES * sizeof(struct shadow);
    void *wanted = (void *)SHADOW_BASE;
    void *got = mmap(wanted, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != wanted) {
        return error_set(err,
                         "cannot reserve %llu GiB of address space at %p (%s): lift the limit "
                         "on virtual memory (ulimit -v unlimited)",
                         (unsigned long long)(bytes >> 30), wanted,
                         got == MAP_FAILED ? strerror(errno) : "in use");
    }
    reserved = true;
    return true;
}
