/* SPDX-License-Identifier: MIT */
#include "sim/foreign.h"

#include "sim/fixed_memory.h"
#include "sim/shadow.h"

#include <link.h>
#include <stddef.h>
#include <unistd.h>

/* From here on the kernel places libraries, stacks and large blocks. */
#define PLACED_BASE UINT64_C(0x400000000000)
#define USER_END    UINT64_C(0x800000000000)

enum { CONSTANTS_MAX = 256 };

static struct {
    uint64_t start, bytes;
} constants[CONSTANTS_MAX];
static size_t constant_count;

extern char __executable_start[], end[]; /* by the linker; what malloc gives follows end */

static int note_constants(struct dl_phdr_info *info, size_t bytes, void *unused)
{
    (void)bytes;
    (void)unused;
    for (size_t i = 0; i < info->dlpi_phnum && constant_count < CONSTANTS_MAX; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W)
            continue;
        constants[constant_count].start = info->dlpi_addr + segment->p_vaddr;
        constants[constant_count++].bytes = segment->p_memsz;
    }
    return 0;
}

void foreign_look(void)
{
    constant_count = 0;
    dl_iterate_phdr(note_constants, NULL);
}

bool foreign_moves(uint64_t addr)
{
    bool in_heap = addr >= (uint64_t)(uintptr_t)end && addr < (uint64_t)(uintptr_t)sbrk(0);
    return in_heap || (addr >= PLACED_BASE && addr < USER_END);
}

static bool is_heddles(uint64_t addr)
{
    uint64_t start = (uint64_t)(uintptr_t)__executable_start;
    return addr - start < (uint64_t)(uintptr_t)end - start || foreign_moves(addr) ||
           fixed_memory_has(addr) || shadow_has(addr);
}

bool foreign_may_be_read(uint64_t addr)
{
    for (size_t i = 0; i < constant_count; i++)
        if (addr - constants[i].start < constants[i].bytes)
            return true;
    return !is_heddles(addr);
}
