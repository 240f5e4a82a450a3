/* SPDX-License-Identifier: MIT */
#include "sim/race_report.h"

#include "sim/access.h"
#include "sim/debuginfo.h"

/*
 * Races come back in almost every execution of a racy program, and naming variables and lines is
 * slow.  So the texts of a pair of sites are kept; warnings are made again only for a trace.
 */
struct race_text {
    uint64_t pcs[2];
    task_id tasks[2];
    uint64_t addr;
    char *message;
    char *what[2];
    uint64_t objects; /* of the finding */
    enum severity severity;
    uint32_t generation; /* of the execution that reported it last */
};

struct race_cache {
    VEC(struct race_text) texts;
};

enum { RACE_TEXTS_MAX = 4096 };

struct race_cache *race_cache_new(void)
{
    return memory_new(1, sizeof(struct race_cache));
}

void race_cache_free(struct direct *d)
{
    for (size_t i = 0; i < d->races->texts.count; i++) {
        free(d->races->texts.items[i].message);
        free(d->races->texts.items[i].what[0]);
        free(d->races->texts.items[i].what[1]);
    }
    vec_release(&d->races->texts);
    free(d->races);
}

static const char *access_name(enum access access)
{
    static const char *const names[] = {"", "volatile ", "atomic "};
    return names[access];
}

static char *side_what(const struct race_side *side, bool frees, const char *name)
{
    struct str text = {0};
    const char *verb = frees ? "free" : side->write ? "write" : "read";
    str_printf(&text, "%s%s of %s", access_name(side->access), verb, name);
    return str_take(&text);
}

static void describe_side(struct direct *d, const struct race_side *side, const char *what,
                          struct str *out)
{
    machine_name_task(&d->machine, side->task, out);
    str_printf(out, " (%s", what);
    struct debuginfo *info = d->machine.program->debuginfo;
    if (side->pc && info) {
        struct source_site site = debuginfo_site(info, side->pc);
        str_printf(out, " at %s:%u", site.file, site.line);
    }
    str_append(out, ")");
}

static void write_message(struct direct *d, struct race_text *race, const struct race_side *earlier,
                          const struct race_side *later, const char *name)
{
    struct str text = {0};
    str_printf(&text, "data race on %s: ", name);
    describe_side(d, later, race->what[0], &text);
    str_append(&text, " and ");
    describe_side(d, earlier, race->what[1], &text);
    str_append(&text, " are not ordered by any synchronisation");
    if (race->severity == SEVERITY_WARNING)
        str_append(&text, "; volatile makes each access happen, but orders nothing and is not "
                          "atomic in C: use <stdatomic.h>");
    race->message = str_take(&text);
}

static struct race_text *find_text(struct direct *d, const struct race_text *wanted)
{
    for (size_t i = 0; i < d->races->texts.count; i++) {
        struct race_text *text = &d->races->texts.items[i];
        if (text->pcs[0] == wanted->pcs[0] && text->pcs[1] == wanted->pcs[1] &&
            text->tasks[0] == wanted->tasks[0] && text->tasks[1] == wanted->tasks[1] &&
            text->addr == wanted->addr)
            return text;
    }
    return NULL;
}

struct naming {
    struct direct *d;
    struct race_text *race;
    uint64_t addr, bytes;
    const struct race_side *earlier, *later;
};

static void make_texts(void *argument)
{
    struct naming *n = argument;
    struct str name = {0};
    machine_name_addr(&n->d->machine, n->addr, n->bytes, &name);
    n->race->what[0] = side_what(n->later, n->d->freeing, str_text(&name));
    n->race->what[1] = side_what(n->earlier, false, str_text(&name));
    struct finding about = {0};
    finding_add_object(&about, str_text(&name));
    n->race->objects = about.objects;
    write_message(n->d, n->race, n->earlier, n->later, str_text(&name));
    str_release(&name);
}

void race_report(struct direct *d, uint64_t addr, uint64_t bytes, const struct race_side *earlier,
                 const struct race_side *later)
{
    bool plain = earlier->access == ACCESS_PLAIN || later->access == ACCESS_PLAIN;
    if (earlier->access == ACCESS_PLAIN || later->access == ACCESS_PLAIN)
        access_promote(d, addr, bytes);
    struct race_text key = {.pcs = {later->pc, earlier->pc},
                            .tasks = {later->task, earlier->task},
                            .addr = addr,
                            .severity = plain ? SEVERITY_ERROR : SEVERITY_WARNING};
    struct race_text *race = find_text(d, &key);
    bool known = race != NULL;
    if (known && (race->generation == d->generation ||
                  (race->severity == SEVERITY_WARNING && d->machine.observer == NULL)))
        return;
    if (!known) {
        if (d->races->texts.count == RACE_TEXTS_MAX)
            return; /* thousands of racy pairs: enough is known */
        struct naming naming = {d, &key, addr, bytes, earlier, later};
        call_on_host(make_texts, &naming);
        vec_push(&d->races->texts, key);
        race = vec_last(&d->races->texts);
    }
    race->generation = d->generation;
    struct finding finding = {.kind = FINDING_DATA_RACE,
                              .severity = race->severity,
                              .goes_on = true,
                              .message = race->message,
                              .objects = race->objects,
                              .site_count = 2,
                              .step = d->machine.steps > 0 ? d->machine.steps - 1 : 0};
    finding.sites[0] = (struct finding_site){later->task, later->pc, race->what[0]};
    finding.sites[1] = (struct finding_site){earlier->task, earlier->pc, race->what[1]};
    machine_report(&d->machine, &finding);
}
