/* SPDX-License-Identifier: MIT */
#include "base/span.h"

#include "base/check.h"

#include <stddef.h>
#include <sys/mman.h>

#define KIB (UINT64_C(1) << 10)
#define MIB (UINT64_C(1) << 20)

static const uint64_t HUGE_PAGE = 2 * MIB;

#ifdef HEDDLE_HARD
static const uint64_t STEP_MIN = 4 * KIB, RESERVED_MIN = 8 * KIB;
#else
static const uint64_t STEP_MIN = 16 * KIB, RESERVED_MIN = 1 * MIB;
#endif

static uint64_t round_up(uint64_t bytes, uint64_t unit)
{
    return (bytes + unit - 1) & ~(unit - 1);
}

/* Usable bytes for at least `bytes`: steps of about 1/16: little is idle, and calls are rare. */
static uint64_t usable_bytes(uint64_t bytes)
{
    uint64_t step = STEP_MIN;
    while (step < HUGE_PAGE && step * 16 < bytes)
        step *= 2;
    return round_up(bytes, step);
}

/* Addresses, aligned to a huge page if there is room for one, or NULL. */
static uint8_t *reserve(uint64_t bytes)
{
    uint64_t all = bytes < HUGE_PAGE ? bytes : bytes + HUGE_PAGE;
    uint8_t *start = mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED)
        return NULL;
    if (bytes < HUGE_PAGE)
        return start;
    uint8_t *base = (uint8_t *)round_up((uintptr_t)start, HUGE_PAGE);
    if (base > start)
        munmap(start, (size_t)(base - start));
    if (start + all > base + bytes)
        munmap(base + bytes, (size_t)(start + all - (base + bytes)));
    madvise(base, bytes, MADV_HUGEPAGE); /* an optimisation: failing is fine */
    return base;
}

/* Moves the pages to a reservation of at least `bytes`. */
static bool move_pages(struct span *r, uint64_t bytes)
{
    uint64_t reserved = r->reserved ? r->reserved : RESERVED_MIN;
    while (reserved < bytes)
        reserved *= 8;
    uint8_t *base = reserve(reserved);
    if (base == NULL)
        return false;
    if (r->bytes > 0 && mremap(r->base, r->bytes, r->bytes, MREMAP_MAYMOVE | MREMAP_FIXED, base) !=
                            (void *)base) {
        munmap(base, reserved);
        return false;
    }
    if (r->reserved > r->bytes)
        munmap(r->base + r->bytes, r->reserved - r->bytes);
    r->base = base;
    r->reserved = reserved;
    return true;
}

bool span_grow(struct span *r, struct budget *budget, uint64_t bytes)
{
    if (bytes <= r->bytes)
        return true;
    uint64_t usable = usable_bytes(bytes);
    uint64_t used = budget->used + (usable - r->bytes);
    if (budget->bytes_max && used > budget->bytes_max)
        return false;
    if (usable > r->reserved && !move_pages(r, usable))
        return false;
    if (mprotect(r->base + r->bytes, usable - r->bytes, PROT_READ | PROT_WRITE) != 0)
        return false;
    r->bytes = usable;
    budget->used = used;
    return true;
}

void span_release(struct span *r, struct budget *budget)
{
    if (r->reserved > 0)
        munmap(r->base, r->reserved);
    ASSERT_LE(r->bytes, budget->used);
    budget->used -= r->bytes;
    *r = (struct span){0};
}
