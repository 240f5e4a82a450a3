/* SPDX-License-Identifier: MIT */
#include "sim/fixed_memory.h"

#include "base/check.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#define FIXED_BASE  UINT64_C(0x2e0000000000)
#define FIXED_BYTES (UINT64_C(1) << 40)

static uint64_t next; /* 0 = not reserved */

bool fixed_memory_reserve(struct error *err)
{
    if (next != 0)
        return true;
    void *wanted = (void *)FIXED_BASE;
    void *got = mmap(wanted, FIXED_BYTES, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != wanted)
        return error_set(err,
                         "cannot reserve %llu GiB of address space at %p (%s): lift the limit "
                         "on virtual memory (ulimit -v unlimited)",
                         (unsigned long long)(FIXED_BYTES >> 30), wanted,
                         got == MAP_FAILED ? strerror(errno) : "in use");
    next = FIXED_BASE;
    return true;
}

void *fixed_memory_new(size_t bytes)
{
    ASSERT(next != 0);
    uint64_t start = next;
    uint64_t rounded = (bytes + 63) & ~UINT64_C(63);
    if (rounded > FIXED_BASE + FIXED_BYTES - start)
        check_out_of_memory();
    next += rounded;
    return (void *)start;
}

bool fixed_memory_has(uint64_t addr)
{
    return addr - FIXED_BASE < FIXED_BYTES;
}

void fixed_memory_reset(void)
{
    if (next == 0)
        return;
    madvise((void *)FIXED_BASE, next - FIXED_BASE, MADV_DONTNEED);
    next = FIXED_BASE;
}
