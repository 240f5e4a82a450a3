/* SPDX-License-Identifier: MIT */
/* malloc and its family, on top of the machine's heap. */
#include "sim/heap.h"

#include "sim/call.h"
#include "sim/posix/heap.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <string.h>

enum { PAGE_BYTES = 4096 };

void *heap_allocate(size_t bytes, size_t align, uint64_t pc)
{
    void *block = heap_malloc(call_machine(), bytes, align, pc);
    if (block == NULL)
        *call_errno() = ENOMEM;
    return block;
}

char *heap_copy_text(const char *bytes, size_t count, uint64_t pc)
{
    char *copy = heap_allocate(count + 1, 0, pc);
    if (copy == NULL)
        return NULL;
    cells_write(copy, count + 1, pc);
    memcpy(copy, bytes, count);
    copy[count] = '\0';
    return copy;
}

void *heap_resize(void *old, size_t bytes, uint64_t pc)
{
    struct machine *m = call_machine();
    if (old == NULL)
        return heap_allocate(bytes, 0, pc);
    if (bytes == 0) {
        heap_free(m, old, pc);
        return NULL;
    }
    size_t kept = heap_bytes(m, old);
    void *block = heap_allocate(bytes, 0, pc);
    if (block == NULL)
        return NULL;
    if (kept > bytes)
        kept = bytes;
    if (kept > 0) {
        cells_read(old, kept, pc);
        cells_write(block, kept, pc);
        memcpy(block, old, kept);
    }
    heap_free(m, old, pc);
    return block;
}

static void *hd_malloc(size_t bytes)
{
    return heap_allocate(bytes, 0, CALL_PC());
}

static void *hd_calloc(size_t count, size_t bytes)
{
    size_t total;
    if (__builtin_mul_overflow(count, bytes, &total)) {
        *call_errno() = ENOMEM;
        return NULL;
    }
    return heap_allocate(total, 0, CALL_PC());
}

static void *hd_realloc(void *old, size_t bytes)
{
    return heap_resize(old, bytes, CALL_PC());
}

static void *hd_reallocarray(void *old, size_t count, size_t bytes)
{
    size_t total;
    if (__builtin_mul_overflow(count, bytes, &total)) {
        *call_errno() = ENOMEM;
        return NULL;
    }
    return heap_resize(old, total, CALL_PC());
}

static void hd_free(void *block)
{
    heap_free(call_machine(), block, CALL_PC());
}

static void *hd_aligned_alloc(size_t align, size_t bytes)
{
    if (align == 0 || (align & (align - 1)) != 0) {
        *call_errno() = EINVAL;
        return NULL;
    }
    return heap_allocate(bytes, align, CALL_PC());
}

static int hd_posix_memalign(void **to, size_t align, size_t bytes)
{
    uint64_t pc = CALL_PC();
    if (align < sizeof(void *) || (align & (align - 1)) != 0)
        return EINVAL;
    void *block = heap_malloc(call_machine(), bytes, align, pc);
    if (block == NULL)
        return ENOMEM;
    cells_write(to, sizeof *to, pc);
    *to = block;
    return 0;
}

static void *hd_valloc(size_t bytes)
{
    return heap_allocate(bytes, PAGE_BYTES, CALL_PC());
}

static size_t hd_malloc_usable_size(void *block)
{
    return heap_bytes(call_machine(), block);
}

static int hd_malloc_trim(size_t pad __attribute__((unused)))
{
    return 0;
}

static int hd_mallopt(int parameter __attribute__((unused)), int value __attribute__((unused)))
{
    return 1;
}

const struct surface_entry surface_allocation[] = {
    SURFACE(malloc, "stdlib.h", "deterministic addresses; the content is zero"),
    SURFACE(calloc, "stdlib.h", NULL),
    SURFACE(realloc, "stdlib.h", "always moves the block"),
    SURFACE(reallocarray, "stdlib.h", NULL),
    SURFACE(free, "stdlib.h", "double free and wild pointers are reported"),
    SURFACE_AS("cfree", hd_free, "stdlib.h", NULL),
    SURFACE(aligned_alloc, "stdlib.h", NULL),
    SURFACE_AS("memalign", hd_aligned_alloc, "malloc.h", NULL),
    SURFACE(posix_memalign, "stdlib.h", NULL),
    SURFACE(valloc, "stdlib.h", NULL),
    SURFACE(malloc_usable_size, "malloc.h", "exactly what was asked for"),
    SURFACE(malloc_trim, "malloc.h", "does nothing"),
    SURFACE(mallopt, "malloc.h", "does nothing"),
};
SURFACE_PART_COUNT(allocation);
