/* SPDX-License-Identifier: MIT */
#include "checker/states/outcomes.h"

#include <string.h>

static const char OUTPUT_NAME[] = "stdout";

static void clear(struct outcomes *o)
{
    for (size_t i = 0; i < o->items.count; i++)
        free(o->items.items[i].name);
    for (size_t i = 0; i < o->paths.count; i++)
        vec_release(&o->paths.items[i].steps);
    vec_clear(&o->items);
    vec_clear(&o->paths);
    blob_set_release(&o->values);
    free(o->unknown);
    o->unknown = NULL;
}

void outcomes_release(struct outcomes *o)
{
    clear(o);
    vec_release(&o->items);
    vec_release(&o->paths);
}

/* The next name of a list; its length in *bytes, 0 at the end. */
static const char *next_name(const char *list, size_t *bytes)
{
    list += *bytes + (list[*bytes] == ',');
    *bytes = strcspn(list, ",");
    return list;
}

static bool is_output(const char *name, size_t bytes)
{
    return bytes == strlen(OUTPUT_NAME) && memcmp(name, OUTPUT_NAME, bytes) == 0;
}

bool outcomes_want_output(const struct outcomes *o)
{
    size_t bytes = 0;
    bool found = false;
    if (o->wanted == NULL)
        return false;
    bytes = strcspn(o->wanted, ",");
    for (const char *at = o->wanted; bytes > 0 && !found; at = next_name(at, &bytes))
        found = is_output(at, bytes);
    return found;
}

/* The cell that traces would call so. */
static bool find_cell(struct outcomes *o, const struct product *p, const char *name, size_t bytes)
{
    const struct machine *m = &p->l->d->machine;
    struct str text = {0};
    bool found = false;
    for (size_t i = 0; i < p->cells.count && !found; i++) {
        const struct cell *cell = &p->cells.items[i];
        str_clear(&text);
        machine_name_addr(m, cell->addr, cell->bytes, &text);
        found = text.bytes == bytes && memcmp(str_text(&text), name, bytes) == 0;
        if (found)
            vec_push(&o->items, (struct outcome_item){memory_copy_text(str_text(&text)), cell->addr,
                                                      cell->bytes});
    }
    str_release(&text);
    return found;
}

static bool find_items(struct outcomes *o, const struct product *p)
{
    size_t bytes = strcspn(o->wanted, ",");
    for (const char *at = o->wanted; bytes > 0; at = next_name(at, &bytes)) {
        if (is_output(at, bytes)) {
            vec_push(&o->items, (struct outcome_item){.name = memory_copy_text(OUTPUT_NAME)});
        } else if (!find_cell(o, p, at, bytes)) {
            o->unknown = memory_copy_text(at);
            o->unknown[bytes] = '\0';
            return false;
        }
    }
    return true;
}

static void append(struct bytes *key, const void *bytes, size_t count)
{
    vec_reserve(key, key->count + count);
    if (count > 0)
        memcpy(key->items + key->count, bytes, count);
    key->count += count;
}

static void add(struct outcomes *o, struct exploration *e, const struct state *s, uint64_t index)
{
    struct product *p = e->product;
    struct bytes key = {0};
    for (size_t i = 0; i < o->items.count; i++) {
        const struct outcome_item *item = &o->items.items[i];
        uint8_t raw[8] = {0};
        if (item->bytes > 0) {
            product_read(p, s, item->addr, item->bytes, raw);
            append(&key, raw, sizeof raw);
        }
    }
    if (p->output_field != 0) {
        size_t count;
        const char *text = product_output(p, s, &count);
        append(&key, text, count);
    }
    uint32_t id = blob_set_add(&o->values, key.items, key.count);
    if (id == o->paths.count) {
        struct path path = {0};
        explore_path(e, &(struct witness){.kind = WITNESS_FINISHED, .state = (uint32_t)index},
                     &path);
        vec_push(&o->paths, path);
    }
    vec_release(&key);
}

void outcomes_collect(struct outcomes *o, struct exploration *e)
{
    struct product *p = e->product;
    struct state s = {0};
    clear(o);
    if (!find_items(o, p))
        return;
    for (uint64_t i = 0; i < explore_states(e); i++) {
        explore_state(e, i, &s);
        if (product_unfinished(p, &s) == 0 || s.v[p->exited_field] != 0)
            add(o, e, &s, i);
    }
    state_release(&s);
}
