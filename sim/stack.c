/* SPDX-License-Identifier: MIT */
#include "sim/stack.h"

#include "base/check.h"
#include "sim/world.h"

#include <string.h>
#include <sys/mman.h>

enum { PAGE_BYTES = 4096 };

static uint64_t page_down(uint64_t addr)
{
    return addr & ~(uint64_t)(PAGE_BYTES - 1);
}

static void make_accessible(uint64_t from, uint64_t to)
{
    if (mprotect((void *)from, to - from, PROT_READ | PROT_WRITE) != 0)
        check_out_of_memory();
}

void stack_init(struct stack *stack, task_id task, size_t stack_bytes, size_t tls_bytes,
                size_t tls_align)
{
    ASSERT_LT(task, TASKS_MAX);
    uint64_t align = tls_align < 64 ? 64 : tls_align;
    stack->end = STACK_BASE + STACK_STRIDE * (task + UINT64_C(1));
    stack->error = stack->end - sizeof(int);
    stack->depth = stack->error - sizeof(int);
    stack->tls = (stack->depth - tls_bytes) & ~(align - 1);
    uint64_t boundary = page_down(stack->tls - STACK_WINDOW_BYTES);
    stack->base = boundary + STACK_WINDOW_BYTES;
    stack->grown = boundary;
    stack_set_bytes(stack, stack_bytes);
    make_accessible(stack->grown, stack->end);
}

void stack_set_bytes(struct stack *stack, size_t stack_bytes)
{
    uint64_t room = stack->base - (stack->end - STACK_STRIDE) - 16 * PAGE_BYTES;
    uint64_t bytes = stack_bytes < PAGE_BYTES ? PAGE_BYTES : stack_bytes;
    stack->limit = page_down(stack->base - (bytes < room ? bytes : room));
}

void stack_clear(struct stack *stack, uint64_t end)
{
    if (UNLIKELY(stack->base - stack->grown > STACK_KEEP_BYTES)) {
        uint64_t keep = page_down(stack->base - STACK_KEEP_BYTES / 2);
        madvise((void *)stack->grown, keep - stack->grown, MADV_DONTNEED);
        if (mprotect((void *)stack->grown, keep - stack->grown, PROT_NONE) != 0)
            check_out_of_memory();
        stack->grown = keep;
    }
    memset((void *)stack->grown, 0, end - stack->grown);
}

void stack_release(struct stack *stack)
{
    if (stack->end == 0)
        return;
    madvise((void *)stack->grown, stack->end - stack->grown, MADV_DONTNEED);
    if (mprotect((void *)stack->grown, stack->end - stack->grown, PROT_NONE) != 0)
        check_out_of_memory();
    *stack = (struct stack){0};
}

bool stack_grow(struct stack *stack, uint64_t addr)
{
    if (addr < stack->limit || addr >= stack->grown)
        return false;
    uint64_t from = page_down(addr);
    if (mprotect((void *)from, stack->grown - from, PROT_READ | PROT_WRITE) != 0)
        return false;
    stack->grown = from;
    return true;
}

task_id stack_owner(uint64_t addr)
{
    return world_in_stacks(addr) ? (task_id)((addr - STACK_BASE) / STACK_STRIDE) : TASK_NONE;
}
