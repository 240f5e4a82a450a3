/* SPDX-License-Identifier: MIT */
/*
 * Leaks: blocks that are live at the end of an execution although no pointer leads to them.
 *
 * As in every leak checker for C the search is conservative: any aligned word that looks like a pointer into
 * a block keeps it.  Blocks that are still reachable, such as a table that lives as long as the
 * program, are no leak.
 * Cost: nothing while every block was freed; else O(roots + live bytes).
 */
#include "checker/properties/leak.h"

#include "sim/heap.h"

struct leaks {
    VEC(struct heap_block) blocks; /* live, by address */
    VEC(uint32_t) found;           /* reachable, not looked into yet */
    bool *reachable;               /* by index in blocks */
};

static void add_block(void *context, const struct heap_block *block)
{
    struct leaks *leaks = context;
    vec_push(&leaks->blocks, *block);
}

/* The block that covers addr, or blocks.count. */
static size_t find_block(const struct leaks *leaks, uint64_t addr)
{
    size_t low = 0, high = leaks->blocks.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct heap_block *block = &leaks->blocks.items[middle];
        if (addr < block->start)
            high = middle;
        else if (addr > block->start + block->bytes) /* one past the end is a pointer, too */
            low = middle + 1;
        else
            return middle;
    }
    return leaks->blocks.count;
}

static void scan(void *context, uint64_t start, uint64_t end)
{
    struct leaks *leaks = context;
    for (uint64_t at = (start + 7) & ~UINT64_C(7); at + 8 <= end; at += 8) {
        size_t i = find_block(leaks, *(const uint64_t *)at);
        if (i == leaks->blocks.count || leaks->reachable[i])
            continue;
        leaks->reachable[i] = true;
        vec_push(&leaks->found, (uint32_t)i);
    }
}

static void find_reachable(struct machine *m, struct leaks *leaks)
{
    leaks->reachable = memory_new(leaks->blocks.count, sizeof *leaks->reachable);
    heap_each_root(m, scan, leaks);
    while (leaks->found.count > 0) {
        struct heap_block block = leaks->blocks.items[vec_pop(&leaks->found)];
        scan(leaks, block.start, block.start + block.bytes);
    }
}

/* One finding for all lost blocks of a site. */
static void report_site(struct machine *m, const struct leaks *leaks, size_t first)
{
    const struct heap_block *block = &leaks->blocks.items[first];
    uint64_t count = 0, bytes = 0;
    for (size_t i = first; i < leaks->blocks.count; i++) {
        const struct heap_block *other = &leaks->blocks.items[i];
        if (leaks->reachable[i] || other->allocated_pc != block->allocated_pc)
            continue;
        leaks->reachable[i] = true;
        count++;
        bytes += other->bytes;
    }
    struct str text = {0};
    str_printf(&text, "%llu block%s of %llu bytes in all, allocated by ",
               (unsigned long long)count, count == 1 ? "" : "s", (unsigned long long)bytes);
    machine_name_task(m, block->allocated_by, &text);
    str_append(&text, ": at the end nobody has a pointer to it and it was not freed");
    struct finding finding = {.kind = FINDING_LEAK,
                              .severity = SEVERITY_WARNING,
                              .goes_on = true,
                              .message = str_text(&text),
                              .site_count = 1,
                              .step = m->steps};
    finding.sites[0] = (struct finding_site){block->allocated_by, block->allocated_pc,
                                             "allocates what is never freed"};
    machine_report(m, &finding);
    str_release(&text);
}

static void judge(struct machine *m)
{
    if (m->program == NULL || heap_live_count(m) == 0)
        return;
    struct leaks leaks = {0};
    heap_each(m, add_block, &leaks);
    find_reachable(m, &leaks);
    for (size_t i = 0; i < leaks.blocks.count; i++)
        if (!leaks.reachable[i])
            report_site(m, &leaks, i);
    free(leaks.reachable);
    vec_release(&leaks.blocks);
    vec_release(&leaks.found);
}

const struct property_ops leak_property = {
    .name = "leak",
    .summary = "heap blocks that nobody can free any more",
    .ends = ENDS_AT(END_FINISHED) | ENDS_AT(END_EXITED),
    .judge = judge,
};
