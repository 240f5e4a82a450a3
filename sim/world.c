/* SPDX-License-Identifier: MIT */
#include "sim/world.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

bool world_reserve(struct error *err)
{
    static bool reserved;
    if (reserved)
        return true;
    void *wanted = (void *)WORLD_BASE;
    void *got = mmap(wanted, WORLD_BYTES, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != wanted) {
        return error_set(err,
                         "cannot reserve %llu GiB of address space at %p (%s): lift the limit "
                         "on virtual memory (ulimit -v unlimited)",
                         (unsigned long long)(WORLD_BYTES >> 30), wanted,
                         got == MAP_FAILED ? strerror(errno) : "in use");
    }
    reserved = true;
    return true;
}
