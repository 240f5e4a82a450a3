/* SPDX-License-Identifier: MIT */
#include "sim/machine.h"

#include "sim/shadow.h"

#include "base/check.h"

#include <string.h>

enum { BUFFER_DEFAULT = 8 };

struct machine_options machine_options_default(void)
{
    return (struct machine_options){
        .steps_max = 100000,
        .timeouts_max = 2,
        .buffer_max = BUFFER_DEFAULT,
        .choose_waiter = true,
        .stack_bytes = 8u << 20,
        .nondet = {.low = 0, .high = 1},
        .keep_prelude = true,
        .seed = 1,
        .operation_seconds_max = 10,
    };
}

void machine_free(struct machine *m)
{
    if (m)
        m->ops->free(m);
}

void machine_observe(struct machine *m, const struct observer_ops *observer, void *self)
{
    m->observer = observer;
    m->observer_self = self;
}

char *machine_copy_text(struct machine *m, const char *text)
{
    if (text == NULL)
        return NULL;
    size_t bytes = strlen(text) + 1;
    return memcpy(arena_alloc(&m->arena, bytes), text, bytes);
}

void machine_report(struct machine *m, const struct finding *finding)
{
    ASSERT_LE(finding->site_count, FINDING_SITES_MAX);
    struct finding kept = *finding;
    kept.message = machine_copy_text(m, finding->message);
    for (uint32_t i = 0; i < kept.site_count; i++)
        kept.sites[i].what = machine_copy_text(m, finding->sites[i].what);
    vec_push(&m->findings, kept);
    if (kept.severity == SEVERITY_ERROR && !kept.goes_on && m->end == END_NOT_YET)
        m->end = END_VIOLATION;
    if (m->observer && m->observer->on_finding)
        m->observer->on_finding(m->observer_self, &kept);
}

void machine_end(struct machine *m, enum machine_end end)
{
    ASSERT(end != END_NOT_YET);
    m->end = end;
}

void machine_set_promoted(struct machine *m, const struct promotion *promoted, size_t count)
{
    if (promoted == m->promoted.items)
        return;
    vec_clear(&m->promoted);
    for (size_t i = 0; i < count; i++)
        vec_push(&m->promoted, promoted[i]);
    m->promoted_replaced = true;
}

bool machine_output_is_visible(const struct machine *m)
{
    for (size_t i = 0; i < m->promoted.count; i++)
        if (m->promoted.items[i].addr == WORLD_OUTPUT)
            return true;
    return false;
}

void machine_make_output_visible(struct machine *m)
{
    if (!machine_output_is_visible(m))
        vec_push(&m->promoted, (struct promotion){WORLD_OUTPUT, FACT_PROMOTED});
}
