/* SPDX-License-Identifier: MIT */
/*
 * The path by which a heap address is reached: "queue.head->next->value".
 *
 * Breadth first from the variables along pointers, as their types say, in the program's memory as
 * it is now; so the path is one of the shortest, and the same whenever the memory is the same.
 */
#include "sim/debuginfo_private.h"

#include <string.h>

#ifdef HEDDLE_HARD
enum { REACHED_MAX = 64, VISITS_MAX = 1 << 10 };
#else
enum { REACHED_MAX = 4096, VISITS_MAX = 1 << 16 };
#endif
enum { REPEATS_MAX = 4 }; /* "->next" more often than this in a row becomes "->next(x7)" */

struct search {
    struct debuginfo *d;
    uint64_t addr, bytes;
    debuginfo_find_block find_block;
    void *context;
    uint64_t block; /* start of the block that holds addr */
    uint32_t best;  /* index in reached, INDEX_NONE = no path yet */
    bool done;      /* best is exact */
    int visits;     /* left */
    size_t limit;   /* of d->reached.count */
};

/*
 * Appends what follows a pointer's name to mean the bytes at addr in the memory that it leads to.
 * *star: "*" goes in front of it all.  is_last: no further pointer follows.
 */
static struct part suffix_append(struct debuginfo *d, const struct reached *r, uint64_t addr,
                                 uint64_t bytes, bool is_last, struct str *out, bool *star)
{
    uint64_t offset = addr - r->start, each = type_bytes(d, r->type);
    struct part part = {.type = r->type};
    *star = each == 0;
    if (each == 0) {
        if (offset)
            str_printf(out, "+%" PRIu64, offset);
        return part;
    }
    bool flexible = type_is_flexible(d, r->type);
    bool is_single = flexible || (r->end - r->start) / each < 2;
    uint64_t index = flexible ? 0 : offset / each, rest = offset - index * each;
    if (!flexible && bytes > each - rest && bytes > each && rest == 0 && bytes % each == 0) {
        str_printf(out, "[%" PRIu64 "..%" PRIu64 "]", index, index + bytes / each - 1);
        part.exact = true;
        return part;
    }
    struct str inner = {0};
    part_name(d, r->type, rest, bytes, &inner, &part);
    const char *path = str_text(&inner);
    if (!is_single || index > 0)
        str_printf(out, "[%" PRIu64 "]%s", index, path);
    else if (path[0] == '.')
        str_printf(out, "->%s", path + 1);
    else if (path[0] == '[' || !is_last)
        str_printf(out, "[0]%s", path);
    else
        str_append(out, path);
    *star = is_last && is_single && index == 0 && path[0] != '.' && path[0] != '[';
    str_release(&inner);
    return part;
}

static void repeat_append(struct str *out, const char *text, uint32_t times)
{
    if (times > REPEATS_MAX) {
        str_printf(out, "%s(x%" PRIu32 ")", text, times);
        return;
    }
    for (uint32_t i = 0; i < times; i++)
        str_append(out, text);
}

/* Appends the expression for the pointer that reached[index] was found by. */
static void pointer_append(struct debuginfo *d, uint32_t index, struct str *out)
{
    VEC(uint32_t) chain = {0};
    for (; index != INDEX_NONE; index = d->reached.items[index].parent)
        vec_push(&chain, index);
    const struct reached *root = &d->reached.items[vec_pop(&chain)];
    struct str suffix = {0}, last = {0};
    struct part part;
    uint32_t times = 0;
    bool star;
    if (root->owner)
        str_printf(out, "%s's ", root->owner);
    str_append(out, root->name);
    for (const struct reached *r = root; chain.count > 0;) {
        const struct reached *next = &d->reached.items[vec_pop(&chain)];
        str_clear(&suffix);
        if (r == root)
            part_name(d, r->type, next->slot - r->start, sizeof(void *), &suffix, &part);
        else
            suffix_append(d, r, next->slot, sizeof(void *), false, &suffix, &star);
        if (times > 0 && strcmp(str_text(&suffix), str_text(&last)) != 0) {
            repeat_append(out, str_text(&last), times);
            times = 0;
        }
        times++;
        str_clear(&last);
        str_append(&last, str_text(&suffix));
        r = next;
    }
    repeat_append(out, str_text(&last), times);
    str_release(&suffix);
    str_release(&last);
    vec_release(&chain);
}

/* Does reached[index], just found, lead to the address? */
static void search_match(struct search *s, uint32_t index)
{
    const struct reached *r = &s->d->reached.items[index];
    struct str ignored = {0};
    bool star;
    if (s->addr < r->start)
        return;
    struct part part = suffix_append(s->d, r, s->addr, s->bytes, true, &ignored, &star);
    str_release(&ignored);
    if (part.exact || s->best == INDEX_NONE)
        s->best = index;
    s->done = part.exact;
}

/* Follows the pointer of this type in a slot of reached[parent]. */
static void search_follow(struct search *s, uint32_t parent, uint64_t slot, struct type *pointer)
{
    struct debuginfo *d = s->d;
    uint64_t to, block, block_bytes;
    memcpy(&to, (const void *)(uintptr_t)slot, sizeof to);
    if (to == 0 || to >> 48 != 0 || d->reached.count >= s->limit ||
        !s->find_block(s->context, to, &block, &block_bytes) || to < block ||
        to - block >= block_bytes)
        return;
    struct type *type = type_target(d, pointer);
    uint64_t key = to ^ (uint64_t)type->serial << 48;
    if (debuginfo_map_find(&d->visited, key))
        return;
    uint32_t index = (uint32_t)d->reached.count;
    debuginfo_map_add(&d->visited, key, index);
    vec_push(
        &d->reached,
        (struct reached){
            .parent = parent, .type = type, .slot = slot, .start = to, .end = block + block_bytes});
    if (block == s->block)
        search_match(s, index);
}

/* Follows all pointers in an object of this type at addr, none of it beyond end. */
static void search_scan(struct search *s, uint32_t parent, struct type *type, uint64_t addr,
                        uint64_t end, int depth)
{
    if (s->done || s->visits-- <= 0 || depth >= TYPE_DEPTH_MAX || addr >= end ||
        !type_has_pointers(s->d, type))
        return;
    if (type->kind == TYPE_POINTER) {
        if (end - addr >= sizeof(void *))
            search_follow(s, parent, addr, type);
    } else if (type->kind == TYPE_ARRAY) {
        struct type *element = type_target(s->d, type);
        uint64_t each = type_bytes(s->d, element);
        uint64_t count = each == 0 ? 0 : type->count ? type->count : (end - addr) / each;
        for (uint64_t i = 0; i < count && s->visits > 0 && i * each < end - addr; i++)
            search_scan(s, parent, element, addr + i * each, end, depth + 1);
    } else {
        type_read_members(s->d, type);
        for (size_t i = 0; i < type->members.count && s->visits > 0; i++) {
            struct type_member *member = &type->members.items[i];
            if (member->bit_count == 0 && member->offset < end - addr)
                search_scan(s, parent, type_of_member(s->d, member), addr + member->offset, end,
                            depth + 1);
        }
    }
}

/* Follows the pointers in everything reached from reached[from] on, until nothing new is found. */
static void search_run(struct search *s, uint32_t from)
{
    s->visits = VISITS_MAX;
    for (uint32_t i = from; i < s->d->reached.count && !s->done && s->visits > 0; i++) {
        const struct reached r = s->d->reached.items[i];
        uint64_t each = type_bytes(s->d, r.type);
        if (each == 0 || r.parent == INDEX_NONE || type_is_flexible(s->d, r.type)) {
            search_scan(s, i, r.type, r.start, r.end, 0);
            continue;
        }
        for (uint64_t at = r.start; at < r.end && s->visits > 0; at += each) {
            search_scan(s, i, r.type, at, r.end, 0);
            if (r.end - at <= each || !type_has_pointers(s->d, r.type))
                break;
        }
    }
}

static void search_add_variable(struct search *s, const char *owner, const char *name,
                                struct type *type, uint64_t start, uint64_t bytes)
{
    if (!type_has_pointers(s->d, type))
        return;
    vec_push(&s->d->reached, (struct reached){.parent = INDEX_NONE,
                                              .type = type,
                                              .start = start,
                                              .end = start + bytes,
                                              .owner = owner,
                                              .name = name});
}

static void search_globals(struct search *s)
{
    const struct debuginfo *d = s->d;
    const struct program *p = d->program;
    for (size_t i = 0; i < d->globals.count; i++) {
        const struct variable *v = &d->globals.items[i];
        uint64_t start = v->start + p->bias;
        if (start >= p->data_start && start < p->data_end && v->bytes <= p->data_end - start)
            search_add_variable(s, NULL, v->name, v->type, start, v->bytes);
    }
}

struct local_roots {
    struct search *search;
    const struct debuginfo_stack *stack;
};

static bool search_add_local(void *context, const struct live_local *live)
{
    const struct local_roots *roots = context;
    const struct debuginfo_stack *stack = roots->stack;
    struct type *type = live->local->type;
    uint64_t bytes = type_bytes(roots->search->d, type);
    if (live->addr >= stack->start && live->addr < stack->end && bytes <= stack->end - live->addr)
        search_add_variable(roots->search, stack->owner, live->local->name, type, live->addr,
                            bytes);
    return true;
}

bool debuginfo_heap(struct debuginfo *d, uint64_t addr, uint64_t bytes,
                    debuginfo_find_block find_block, void *context,
                    const struct debuginfo_stack *stacks, uint32_t stack_count, struct str *out,
                    const struct type **type)
{
    struct search s = {.d = d,
                       .addr = addr,
                       .bytes = bytes,
                       .find_block = find_block,
                       .context = context,
                       .best = INDEX_NONE};
    uint64_t block_bytes;
    if (!find_block(context, addr, &s.block, &block_bytes))
        return false;
    vec_clear(&d->reached);
    debuginfo_map_clear(&d->visited);
    search_globals(&s);
    s.limit = d->reached.count + REACHED_MAX;
    search_run(&s, 0);
    uint32_t from = (uint32_t)d->reached.count;
    for (uint32_t i = 0; i < stack_count && !s.done; i++)
        locals_each(d, &stacks[i], search_add_local, &(struct local_roots){&s, &stacks[i]});
    s.limit = d->reached.count + REACHED_MAX;
    search_run(&s, from);
    if (s.best == INDEX_NONE)
        return false;
    struct str path = {0}, suffix = {0};
    bool star;
    pointer_append(d, s.best, &path);
    struct part part =
        suffix_append(d, &d->reached.items[s.best], addr, bytes, true, &suffix, &star);
    str_printf(out, "%s%s%s", star ? "*" : "", str_text(&path), str_text(&suffix));
    if (type)
        *type = part_type(&part);
    str_release(&path);
    str_release(&suffix);
    return true;
}
