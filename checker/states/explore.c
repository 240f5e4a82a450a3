/* SPDX-License-Identifier: MIT */
#include "checker/states/explore.h"

#include "base/check.h"

enum { LABEL_TASK_BITS = 8 };

static uint32_t label_of(task_id task, uint32_t alternative)
{
    return task | alternative << LABEL_TASK_BITS;
}

static struct step_label label_read(uint32_t label)
{
    return (struct step_label){(task_id)(label & ((1 << LABEL_TASK_BITS) - 1)),
                               (uint16_t)(label >> LABEL_TASK_BITS)};
}

/* Packing: fields get more bits as the product sees more values. */

static void convert(void *context, const uint64_t *old_words, uint64_t *new_words)
{
    struct packing **both = context;
    packing_convert(both[0], both[1], old_words, new_words);
}

static void resize_buffers(struct exploration *e)
{
    e->packed = memory_resize(e->packed, e->packing.words, sizeof *e->packed);
    e->packed_next = memory_resize(e->packed_next, e->packing.words, sizeof *e->packed_next);
}

/* Does every field of the product fit?  Otherwise all states are packed anew. */
static bool fit_packing(struct exploration *e)
{
    const struct product *p = e->product;
    bool fits = e->packed_fields == product_width(p);
    for (uint32_t i = 0; i < e->packed_fields && fits; i++)
        fits = packing_fits(&e->packing, i, p->fields.items[i].count - 1);
    if (fits)
        return true;
    struct packing wider;
    packing_copy(&wider, &e->packing);
    for (uint32_t i = 0; i < product_width(p); i++) {
        uint32_t bits = packing_bits_of(p->fields.items[i].count - 1);
        if (i >= e->packed_fields)
            packing_append(&wider, bits);
        else
            packing_need(&wider, i, bits);
    }
    packing_lay_out(&wider);
    struct packing *both[] = {&e->packing, &wider};
    bool done = wider.words <= STORE_WORDS_MAX;
    if (done && e->store)
        done = store_repack(e->store, wider.words, convert, both);
    packing_release(&e->packing);
    e->packing = wider;
    e->packed_fields = product_width(p);
    resize_buffers(e);
    return done;
}

static void pack(struct exploration *e, const struct state *s, uint64_t *words)
{
    memset(words, 0, e->packing.words * sizeof *words);
    for (uint32_t i = 0; i < s->count; i++)
        packing_set(&e->packing, words, i, s->v[i]);
}

static void unpack(struct exploration *e, const uint64_t *words)
{
    state_fit(e->product, &e->state);
    for (uint32_t i = 0; i < e->packed_fields; i++)
        e->state.v[i] = (uint32_t)packing_get(&e->packing, words, i);
    for (uint32_t i = e->packed_fields; i < e->state.count; i++)
        e->state.v[i] = 0;
}

/* Witnesses. */

static bool is_known(const struct exploration *e, const struct product_finding *f)
{
    for (size_t i = 0; i < e->witnesses.count; i++) {
        const struct witness *w = &e->witnesses.items[i];
        if (w->kind == WITNESS_FINDING && w->finding.kind == f->kind &&
            w->finding.where == f->where)
            return true;
    }
    return false;
}

static void note_finding(struct exploration *e, uint64_t from, task_id task, uint32_t alternative,
                         struct product_finding finding, bool note)
{
    if (is_known(e, &finding))
        return;
    vec_push(&e->witnesses,
             (struct witness){.kind = WITNESS_FINDING,
                              .finding = finding,
                              .note = note,
                              .state = (uint32_t)from,
                              .has_step = from != PARENTS_NONE,
                              .step = {task, (uint16_t)alternative}});
    if (!note && e->options.stop_at_first)
        e->end = EXPLORE_FOUND;
}

static void note_end(struct exploration *e, uint64_t index)
{
    bool over = product_unfinished(e->product, &e->state) == 0 ||
                e->state.v[e->product->exited_field] != 0;
    if (over && ++e->finished > e->options.finished_max)
        return;
    vec_push(&e->witnesses, (struct witness){.kind = over ? WITNESS_FINISHED : WITNESS_STUCK,
                                             .state = (uint32_t)index});
    if (!over && e->options.stop_at_first)
        e->end = EXPLORE_FOUND;
}

/* States. */

static void add_state(struct exploration *e, uint64_t from, task_id task, uint32_t alternative)
{
    uint64_t index;
    if (!fit_packing(e)) {
        e->end = EXPLORE_FULL;
        return;
    }
    pack(e, &e->state, e->packed_next);
    switch (store_insert(e->store, e->packed_next, &index)) {
    case STORE_OLD:
        return;
    case STORE_FULL:
        e->end = EXPLORE_FULL;
        return;
    case STORE_NEW:
        break;
    }
    if (!parents_append(&e->parents, (uint32_t)from, label_of(task, alternative)))
        e->end = EXPLORE_FULL;
}

static bool is_stale(const struct exploration *e)
{
    const struct product *p = e->product;
    uint64_t grown = p->l->nodes.count - p->nodes_before;
    return p->split || p->promoted_grew ||
           grown * 100 > (uint64_t)p->nodes_before * e->options.growth_max_percent;
}

static void settle(struct exploration *e, enum step_status status, uint64_t from, task_id task,
                   uint32_t alternative)
{
    struct product *p = e->product;
    for (size_t i = 0; i < p->notes.count; i++)
        note_finding(e, from, task, alternative, p->notes.items[i], true);
    if (is_stale(e))
        e->end = EXPLORE_STALE;
    else if (status == STEP_REFUSED)
        e->end = EXPLORE_REFUSED;
    else if (status == STEP_FINDING)
        note_finding(e, from, task, alternative, p->found, false);
    else
        add_state(e, from, task, alternative);
}

static void expand_task(struct exploration *e, uint64_t index, task_id task, bool late)
{
    struct product *p = e->product;
    uint32_t alternatives = product_alternatives(p, &e->state, task, late);
    for (uint32_t a = 0; a < alternatives && e->end == EXPLORE_NOT_YET; a++) {
        enum step_status status = product_step(p, &e->state, task, a, late);
        e->transitions++;
        settle(e, status, index, task, a);
        product_undo(p, &e->state);
    }
}

static void expand(struct exploration *e, uint64_t index)
{
    bool late;
    store_get(e->store, index, e->packed);
    unpack(e, e->packed);
    uint64_t enabled = product_enabled(e->product, &e->state, &late);
    if (e->product->refused && e->end == EXPLORE_NOT_YET)
        e->end = EXPLORE_REFUSED;
    if (enabled == 0)
        note_end(e, index);
    for (; enabled != 0 && e->end == EXPLORE_NOT_YET; enabled &= enabled - 1)
        expand_task(e, index, (task_id)__builtin_ctzll(enabled), late);
}

void explore_init(struct exploration *e, struct product *p, const struct explore_options *options)
{
    *e = (struct exploration){.product = p, .options = *options};
    parents_init(&e->parents, options->bytes_max);
    packing_init(&e->packing, 0);
    enum step_status status = product_initial(p, &e->state);
    fit_packing(e);
    const struct store_options store = {.words = e->packing.words, .bytes_max = options->bytes_max};
    e->store = store_new(&store);
    settle(e, status, PARENTS_NONE, 0, 0);
}

void explore_release(struct exploration *e)
{
    store_free(e->store);
    packing_release(&e->packing);
    parents_release(&e->parents);
    free(e->packed);
    free(e->packed_next);
    state_release(&e->state);
    vec_release(&e->witnesses);
}

bool explore_some(struct exploration *e, uint64_t count)
{
    uint64_t stop = e->next + count;
    while (e->end == EXPLORE_NOT_YET && e->next < store_count(e->store) && e->next < stop)
        expand(e, e->next++);
    if (e->end == EXPLORE_NOT_YET && e->next == store_count(e->store))
        e->end = e->product->races && races_are_stale(e->product) ? EXPLORE_STALE
                                                                  : EXPLORE_COMPLETE;
    return e->end == EXPLORE_NOT_YET;
}

uint64_t explore_bytes(const struct exploration *e)
{
    return store_bytes(e->store) + parents_bytes(&e->parents);
}

void explore_path(const struct exploration *e, const struct witness *w, struct path *path)
{
    vec_clear(&path->steps);
    if (w->state != PARENTS_NONE) {
        uint64_t depth = parents_depth(&e->parents, w->state);
        struct parent *steps = memory_new(depth + 1, sizeof *steps);
        parents_path(&e->parents, w->state, steps);
        for (uint64_t i = 0; i < depth; i++)
            vec_push(&path->steps, label_read(steps[i].label));
        free(steps);
    }
    if (w->has_step)
        vec_push(&path->steps, w->step);
}
