/* SPDX-License-Identifier: MIT */
/*
 * Goal: what is not a global is named by how the program reaches it.  Method: functions of the
 * program call back with addresses of their locals; a heap of a few blocks is linked by hand.
 */
#include "tests/suite.h"

#include "base/check.h"
#include "tests/debuginfo_program.h"

#include <string.h>

/* What the probes see. */
static struct fixture *now; /* probes have no argument for it */
static struct str probe_names;
static uint64_t probe_stack_end;

/* The frame of the program's function that called the probe. */
static struct debuginfo_stack caller_stack(const void *frame, const void *pc)
{
    struct debuginfo_stack stack = {.owner = "T7", .pc = (uint64_t)(uintptr_t)pc};
    memcpy(&stack.fp, frame, sizeof stack.fp);
    stack.start = (uint64_t)(uintptr_t)frame;
    stack.end = probe_stack_end;
    return stack;
}

static __attribute__((noinline)) void name_local(void *addr)
{
    struct debuginfo_stack stack =
        caller_stack(__builtin_frame_address(0), __builtin_return_address(0));
    const char *function = "?";
    size_t bytes = strcmp(str_text(&probe_names), "outer numbers[2]; inner corner.y; ") ? 4 : 8;
    struct str name = {0};
    if (debuginfo_local(now->d, (uint64_t)(uintptr_t)addr, bytes, &stack, &name, &function, NULL))
        str_printf(&probe_names, "%s %s; ", function, str_text(&name));
    else
        str_append(&probe_names, "(none); ");
    str_release(&name);
}

static void check_locals(struct fixture *f)
{
    now = f;
    void (*outer)(void (*)(void *), int) = NULL;
    void *found = symbol(f, "outer");
    memcpy(&outer, &found, sizeof outer);
    probe_stack_end = (uint64_t)(uintptr_t)__builtin_frame_address(0) + 16;
    outer(name_local, 3);
    /* clang keeps the address of sized in a register that only its own frame knows. */
    expect(&probe_names,
           f->is_clang ? "outer numbers[2]; inner corner.y; inner depth[3]; outer total; (none); "
                       : "outer numbers[2]; inner corner.y; inner depth[3]; outer total; "
                         "outer sized[1]; ");
    str_release(&probe_names);
}

static void locals_of_all_frames_are_named(void)
{
    for_each_build(check_locals);
}

/* A heap of a few blocks of 64 bytes. */
static _Alignas(64) unsigned char blocks[16][64];

static bool find_block(void *context, uint64_t addr, uint64_t *block, uint64_t *bytes)
{
    (void)context;
    uint64_t base = (uint64_t)(uintptr_t)blocks;
    if (addr < base || addr >= base + sizeof blocks)
        return false;
    *block = base + (addr - base) / 64 * 64;
    *bytes = 16; /* what was asked for: one node, two points, four numbers */
    return true;
}

static void expect_heap(const struct fixture *f, const void *addr, uint64_t bytes,
                        const char *wanted)
{
    struct str out = {0};
    if (!debuginfo_heap(f->d, (uint64_t)(uintptr_t)addr, bytes, find_block, NULL, NULL, 0, &out,
                        NULL))
        str_append(&out, "(none)");
    expect(&out, wanted);
    str_release(&out);
}

static void point_to(void *slot, void *target)
{
    memcpy(slot, &target, sizeof target);
}

static void check_lists(struct fixture *f)
{
    memset(blocks, 0, sizeof blocks);
    expect_heap(f, blocks[0], 4, "(none)");
    point_to(symbol(f, "queue"), blocks[0]);
    for (int i = 0; i < 9; i++)
        point_to(blocks[i] + 8, blocks[i + 1]);
    expect_heap(f, blocks[0], 4, "queue.head->value");
    expect_heap(f, blocks[1], 4, "queue.head->next->value");
    expect_heap(f, blocks[1] + 8, 8, "queue.head->next->next");
    expect_heap(f, blocks[4], 4, "queue.head->next->next->next->next->value");
    expect_heap(f, blocks[7], 4, "queue.head->next(x7)->value");
    point_to(blocks[9] + 8, blocks[0]); /* a ring: the search must end */
    expect_heap(f, blocks[15], 4, "(none)");
    point_to(symbol(f, "queue"), NULL);
}

static void linked_lists_are_named_by_path(void)
{
    for_each_build(check_lists);
}

static void check_pointers(struct fixture *f)
{
    memset(blocks, 0, sizeof blocks);
    point_to(symbol(f, "anything"), blocks[2]);
    expect_heap(f, blocks[2], 4, "*anything");
    expect_heap(f, blocks[2] + 8, 4, "*anything+8");
    point_to(symbol(f, "points"), blocks[2]); /* says more of the same block */
    expect_heap(f, blocks[2] + 12, 4, "points[1].y");
    point_to(symbol(f, "number"), blocks[3]);
    expect_heap(f, blocks[3] + 8, 4, "number[2]");
    expect_heap(f, blocks[3] + 16, 4, "number[4]"); /* one beyond the end */
    point_to(symbol(f, "table"), blocks[4]);
    point_to(blocks[4] + 8, blocks[5]);
    expect_heap(f, blocks[4] + 8, 8, "table[1]");
    expect_heap(f, blocks[5], 4, "table[1]->value");
    expect_heap(f, blocks[5], 16, "*table[1]");
    point_to(symbol(f, "bag"), blocks[6]);
    point_to(blocks[6] + 8, blocks[7]);
    expect_heap(f, blocks[6], 4, "bag->count");
    expect_heap(f, blocks[7] + 8, 8, "bag->items[0]->next");
    static const char *const used[] = {"anything", "points", "number", "table", "bag"};
    for (size_t i = 0; i < ARRAY_LENGTH(used); i++)
        point_to(symbol(f, used[i]), NULL);
}

static void the_path_that_says_most_is_preferred(void)
{
    for_each_build(check_pointers);
}

static __attribute__((noinline)) void name_held(void *addr)
{
    struct debuginfo_stack stack =
        caller_stack(__builtin_frame_address(0), __builtin_return_address(0));
    debuginfo_heap(now->d, (uint64_t)(uintptr_t)addr, 4, find_block, NULL, &stack, 1, &probe_names,
                   NULL);
}

static void check_held(struct fixture *f)
{
    now = f;
    void (*holder)(void (*)(void *), void *) = NULL;
    void *found = symbol(f, "holder");
    memcpy(&holder, &found, sizeof holder);
    memset(blocks, 0, sizeof blocks);
    probe_stack_end = (uint64_t)(uintptr_t)__builtin_frame_address(0) + 16;
    holder(name_held, blocks[0]);
    expect(&probe_names, "T7's held->value");
    str_release(&probe_names);
}

static void a_block_that_only_a_local_knows_is_named_by_it(void)
{
    for_each_build(check_held);
}

void suite_debuginfo_paths(void)
{
    CU_pSuite suite = CU_add_suite("debuginfo_paths", NULL, NULL);
    CU_ADD_TEST(suite, locals_of_all_frames_are_named);
    CU_ADD_TEST(suite, linked_lists_are_named_by_path);
    CU_ADD_TEST(suite, the_path_that_says_most_is_preferred);
    CU_ADD_TEST(suite, a_block_that_only_a_local_knows_is_named_by_it);
}
