/* SPDX-License-Identifier: MIT */
/* Findings about the heap, with the places where the block came from and went. */
#include "sim/access.h"
#include "sim/debuginfo.h"
#include "sim/direct.h"

#include <stdio.h>

struct heap_report {
    struct direct *d;
    enum finding_kind kind;
    const struct heap_block *block;
    uint64_t pc;
    const char *text; /* what the running task did */
};

static void make_report(void *argument)
{
    const struct heap_report *r = argument;
    struct machine *m = &r->d->machine;
    struct str text = {0};
    machine_name_task(m, r->d->current->task.id, &text);
    str_printf(&text, ": %s", r->text);
    struct finding finding = {.kind = r->kind, .severity = SEVERITY_ERROR, .step = m->steps};
    finding.message = str_text(&text);
    finding.sites[finding.site_count++] =
        (struct finding_site){r->d->current->task.id, r->pc, r->text};
    finding.sites[finding.site_count++] =
        (struct finding_site){r->block->allocated_by, r->block->allocated_pc, "allocated the block"};
    if (!r->block->live)
        finding.sites[finding.site_count++] =
            (struct finding_site){r->block->freed_by, r->block->freed_pc, "freed the block"};
    machine_report(m, &finding);
    str_release(&text);
}

static void report(struct direct *d, enum finding_kind kind, const struct heap_block *block,
                   uint64_t pc, const char *text)
{
    struct heap_report r = {d, kind, block, pc, text};
    call_on_host(make_report, &r);
    if (call_is_on_task())
        direct_leave(d);
}

void heap_report_double_free(struct direct *d, const struct heap_block *block, uint64_t pc)
{
    report(d, FINDING_DOUBLE_FREE, block, pc, "free of a block that was freed before");
}

void heap_report_use_after_free(struct direct *d, const struct heap_block *block, uint64_t addr,
                                bool write, uint64_t pc)
{
    char text[128];
    snprintf(text, sizeof text, "%s at offset %lld of a freed block of %llu bytes",
             write ? "write" : "read", (long long)(addr - block->start),
             (unsigned long long)block->bytes);
    report(d, FINDING_USE_AFTER_FREE, block, pc, text);
}

void heap_report_overflow(struct direct *d, const struct heap_block *block, uint64_t addr,
                          uint64_t bytes, bool write, uint64_t pc)
{
    char text[160];
    bool before = addr < block->start;
    uint64_t distance = before ? block->start - addr : addr + bytes - block->start - block->bytes;
    snprintf(text, sizeof text, "%s of %llu bytes that reaches %llu bytes %s a block of %llu bytes",
             write ? "write" : "read", (unsigned long long)bytes, (unsigned long long)distance,
             before ? "before the start of" : "past the end of", (unsigned long long)block->bytes);
    report(d, FINDING_OVERFLOW, block, pc, text);
}
