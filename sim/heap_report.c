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
    const char *text;        /* what the running task did */
    const struct task *user; /* who is about to use the block that it frees, or NULL */
};

static void make_report(void *argument)
{
    const struct heap_report *r = argument;
    struct machine *m = &r->d->machine;
    struct str what = {0}, text = {0};
    str_append(&what, r->text);
    if (r->user) {
        machine_name_task(m, r->user->id, &what);
        str_append(&what, " is about to use");
    }
    machine_name_task(m, r->d->current->task.id, &text);
    str_printf(&text, ": %s", str_text(&what));
    struct finding finding = {.kind = r->kind, .severity = SEVERITY_ERROR, .step = m->steps};
    finding.message = str_text(&text);
    finding.sites[finding.site_count++] =
        (struct finding_site){r->d->current->task.id, r->pc, str_text(&what)};
    finding.sites[finding.site_count++] =
        (struct finding_site){r->block->allocated_by, r->block->allocated_pc, "allocated the block"};
    if (!r->block->live)
        finding.sites[finding.site_count++] =
            (struct finding_site){r->block->freed_by, r->block->freed_pc, "freed the block"};
    if (r->user)
        finding.sites[finding.site_count++] =
            (struct finding_site){r->user->id, r->user->pending.pc, "is about to use it"};
    machine_report(m, &finding);
    str_release(&what);
    str_release(&text);
}

static void report(const struct heap_report *r)
{
    call_on_host(make_report, (void *)r);
    if (call_is_on_task())
        direct_leave(r->d);
}

void heap_report_double_free(struct direct *d, const struct heap_block *block, uint64_t pc)
{
    report(&(struct heap_report){d, FINDING_DOUBLE_FREE, block, pc,
                                 "free of a block that was freed before", NULL});
}

void heap_report_free_in_use(struct direct *d, const struct heap_block *block,
                             const struct task *user, uint64_t pc)
{
    report(&(struct heap_report){d, FINDING_USE_AFTER_FREE, block, pc, "free of a block that ",
                                 user});
}

void heap_report_use_after_free(struct direct *d, const struct heap_block *block, uint64_t addr,
                                bool write, uint64_t pc)
{
    char text[128];
    snprintf(text, sizeof text, "%s at offset %lld of a freed block of %llu bytes",
             write ? "write" : "read", (long long)(addr - block->start),
             (unsigned long long)block->bytes);
    report(&(struct heap_report){d, FINDING_USE_AFTER_FREE, block, pc, text, NULL});
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
    report(&(struct heap_report){d, FINDING_OVERFLOW, block, pc, text, NULL});
}
