/* SPDX-License-Identifier: MIT */
#include "sim/learn/audit.h"

#include "base/memory.h"
#include "sim/debuginfo.h"
#include "sim/program.h"

#include <string.h>

enum { BACKGROUND = 0xa5 };

static bool same_bytes(const struct bytes *a, const struct bytes *b)
{
    return a->count == b->count && (a->count == 0 || memcmp(a->items, b->items, a->count) == 0);
}

/* Not their images: they hold dead bytes, which may be anything. */
static bool same_end(const struct native_end *a, const struct native_end *b)
{
    const struct node *x = &a->node, *y = &b->node;
    if (x->kind != y->kind || x->finding != y->finding)
        return false;
    if (x->kind != NODE_PENDING)
        return x->op.pc == y->op.pc;
    return memcmp(&x->op, &y->op, sizeof x->op) == 0 && x->sp == y->sp &&
           same_bytes(&a->out, &b->out) && same_bytes(&a->flight, &b->flight);
}

static void fail(struct learner *l, uint32_t node, const struct native_end *end, const char *what)
{
    struct program *program = l->d->machine.program;
    uint64_t pc = l->nodes.items[node].op.pc ? l->nodes.items[node].op.pc : end->node.op.pc;
    struct source_site site = debuginfo_site(debuginfo_of(program), pc);
    struct str text = {0};
    str_printf(&text, "access not instrumented at %s:%u, or between there and the next operation: %s",
               site.file, site.line, what);
    l->audit_failure = str_take(&text);
}

void audit_run(struct learner *l, uint32_t node, const void *result, size_t bytes,
               const struct native_end *end)
{
    const struct program *program = l->d->machine.program;
    size_t data_bytes = program->data_end - program->data_start;
    struct native_end other = {0};
    if (l->audit_failure)
        return;
    uint8_t *data = memory_new(data_bytes + 1, 1);
    memcpy(data, (const void *)program->data_start, data_bytes);
    l->background = BACKGROUND;
    native_run(l, node, result, bytes, &other);
    l->background = 0;
    l->audits++;
    if (memcmp(data, (const void *)program->data_start, data_bytes) != 0)
        fail(l, node, end, "a write that nobody announced");
    else if (!same_end(end, &other))
        fail(l, node, end, "what the task does next depends on memory that it did not read by an "
                           "operation, or that was never written");
    free(data);
    native_end_release(&other);
}
