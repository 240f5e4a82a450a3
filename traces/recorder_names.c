/* SPDX-License-Identifier: MIT */
/* Names for the recorder, with their caches. */
#include "traces/recorder_names.h"

#include "base/check.h"
#include "base/hash.h"
#include "sim/debuginfo.h"
#include "sim/heap.h"
#include "sim/program.h"
#include "sim/world.h"

#include <errno.h>
#include <string.h>

void names_reset(struct names *n, struct machine *m, struct trace *trace)
{
    names_release(n);
    n->m = m;
    n->trace = trace;
    for (size_t i = 0; i < VALUES_CACHED; i++)
        n->values[i].text = UINT32_MAX;
}

void names_release(struct names *n)
{
    intern_release(&n->intern);
    index_table_release(&n->op_table);
    index_table_release(&n->site_table);
    vec_release(&n->op_names);
    index_table_release(&n->block_table);
    vec_release(&n->site_names);
    vec_release(&n->blocks);
    str_release(&n->scratch);
}

uint32_t names_text(struct names *n, const char *text)
{
    return intern_text(&n->intern, n->trace, text);
}

uint32_t names_site(struct names *n, uint64_t pc)
{
    if (pc == 0)
        return UINT32_MAX;
    uint64_t hash = hash_bytes(&pc, sizeof pc, 0);
    const struct index_slot *slot = index_table_first(&n->site_table, hash);
    for (; slot->index != UINT32_MAX; slot = index_table_next(&n->site_table, slot))
        if (n->site_names.items[slot->index].pc == pc)
            return n->site_names.items[slot->index].site;
    struct source_site site = debuginfo_site(debuginfo_of(n->m->program), pc);
    struct site_name name = {pc, UINT32_MAX};
    name.site = intern_site(&n->intern, n->trace, site.file, site.function, site.line);
    index_table_add(&n->site_table, hash, (uint32_t)n->site_names.count);
    vec_push(&n->site_names, name);
    return name.site;
}

/* Names ops: the phrase of machine_name_op, cut into verb and target. */

static const char *verb_of(const struct machine *m, const struct op *op)
{
    if (op->kind != OP_OBJECT)
        return op_kind_name(op->kind);
    const struct object *object = object_get(m, op->object);
    return object != NULL ? object_verb(object, op) : "";
}

static struct op_name name_op(struct names *n, const struct op *op)
{
    str_clear(&n->scratch);
    machine_name_op(n->m, op, &n->scratch);
    char *phrase = n->scratch.text;
    struct op_name name = {.target = UINT32_MAX};
    if (n->scratch.bytes == 0) {
        name.verb = names_text(n, verb_of(n->m, op));
        return name;
    }
    const char *verb = verb_of(n->m, op);
    size_t verb_bytes = strlen(verb);
    bool starts = verb_bytes > 0 && strncmp(phrase, verb, verb_bytes) == 0;
    char *space = starts && phrase[verb_bytes] == ' ' ? phrase + verb_bytes : strchr(phrase, ' ');
    if (space != NULL) {
        *space = '\0';
        name.target = names_text(n, space + 1);
    }
    name.verb = names_text(n, phrase);
    return name;
}

/* Does the name of op stay the same during the execution? */
static bool is_stable(const struct names *n, const struct op *op)
{
    if (op_is_cell(op) || op->kind == OP_FLUSH)
        return world_in_image(op->addr);
    if (op->kind != OP_OBJECT)
        return true;
    const struct object *object = object_get(n->m, op->object);
    const struct object *second = object_get(n->m, op->object2);
    return object != NULL && (object->addr == 0 || world_in_image(object->addr)) &&
           (second == NULL || second->addr == 0 || world_in_image(second->addr));
}

static struct op_key key_of(const struct op *op)
{
    return (struct op_key){
        .addr = op->addr,
        .bytes = op->bytes,
        .arg = op_is_cell(op) ? 0 : op->arg,
        .object = op->object,
        .object2 = op->object2,
        .verb = op->verb,
        .kind = op->kind,
        .access = op->access,
        .order = op->order,
        .flags = op->flags,
    };
}

struct op_name names_op(struct names *n, const struct op *op)
{
    if (!is_stable(n, op))
        return name_op(n, op);
    _Static_assert(sizeof(struct op_key) == 40, "hashed as bytes");
    struct op_key key = key_of(op);
    uint64_t hash = hash_bytes(&key, sizeof key, 0);
    const struct index_slot *slot = index_table_first(&n->op_table, hash);
    for (; slot->index != UINT32_MAX; slot = index_table_next(&n->op_table, slot))
        if (memcmp(&n->op_names.items[slot->index].key, &key, sizeof key) == 0)
            return n->op_names.items[slot->index];
    struct op_name name = name_op(n, op);
    name.key = key;
    index_table_add(&n->op_table, hash, (uint32_t)n->op_names.count);
    vec_push(&n->op_names, name);
    return name;
}

/* The number of a heap block, from 1. */
static uint32_t block_number(struct names *n, uint64_t start)
{
    uint64_t hash = hash_bytes(&start, sizeof start, 0);
    const struct index_slot *slot = index_table_first(&n->block_table, hash);
    for (; slot->index != UINT32_MAX; slot = index_table_next(&n->block_table, slot))
        if (n->blocks.items[slot->index] == start)
            return slot->index + 1;
    index_table_add(&n->block_table, hash, (uint32_t)n->blocks.count);
    vec_push(&n->blocks, start);
    return (uint32_t)n->blocks.count;
}

/*
 * Appends a value.  Pointers into the heap are numbered blocks: a path such as queue.head->next
 * names something else after each change, and a block that comes back after a free should be
 * recognised.
 */
static void append_value(struct names *n, const struct op *op, uint64_t raw)
{
    const struct heap_block *block = op->bytes == 8 ? heap_find(n->m, raw) : NULL;
    if (block == NULL) {
        machine_name_value(n->m, op->addr, op->bytes, raw, &n->scratch);
        return;
    }
    str_printf(&n->scratch, "block %" PRIu32, block_number(n, block->start));
    if (raw != block->start)
        str_printf(&n->scratch, " %+" PRId64, (int64_t)(raw - block->start));
}

static uint32_t name_value(struct names *n, const struct step *step, bool change)
{
    const struct op *op = &step->op;
    str_clear(&n->scratch);
    append_value(n, op, step->before);
    if (change) {
        str_append(&n->scratch, " -> ");
        append_value(n, op, step->after);
    }
    return names_text(n, str_text(&n->scratch));
}

/* A cell's value: "0" if it was read, "0 -> 1" if it was written. */
static uint32_t cell_value(struct names *n, const struct step *step)
{
    const struct op *op = &step->op;
    bool failed = op->kind == OP_COMPARE_EXCHANGE && step->before == step->after;
    bool change = op_may_write(op) && !failed;
    bool pointer = op->bytes == 8 && (world_has(step->before) || world_has(step->after));
    if (!world_in_image(op->addr) || pointer)
        return name_value(n, step, change);
    uint64_t hash = hash_bytes(&step->after, sizeof step->after,
                               step->before ^ (op->addr << 1) ^ (uint64_t)change);
    struct value_name *slot = &n->values[hash % VALUES_CACHED];
    if (slot->text == UINT32_MAX || slot->addr != op->addr || slot->bytes != op->bytes ||
        slot->before != step->before || slot->after != step->after || slot->change != change)
        *slot = (struct value_name){
            op->addr, op->bytes, step->before, step->after, name_value(n, step, change), change};
    return slot->text;
}

static uint32_t names_number(struct names *n, uint64_t number)
{
    str_clear(&n->scratch);
    str_printf(&n->scratch, "%" PRIu64, number);
    return names_text(n, str_text(&n->scratch));
}

/* What an operation on an object returned, where it says something: objects answer with 0 or an
 * errno. */
static uint32_t object_value(struct names *n, const struct step *step)
{
    static const struct {
        uint64_t result;
        const char *text;
    } results[] = {
        {EAGAIN, "failed (EAGAIN)"},
        {EBUSY, "failed (EBUSY)"},
        {EDEADLK, "failed (EDEADLK)"},
        {EINVAL, "failed (EINVAL)"},
        {EOVERFLOW, "failed (EOVERFLOW)"},
        {EOWNERDEAD, "acquired (EOWNERDEAD)"},
        {ENOTRECOVERABLE, "failed (ENOTRECOVERABLE)"},
        {ESRCH, "failed (ESRCH)"},
        {ETIMEDOUT, "timed out"},
        {OBJECT_CANCELLED, "cancelled"},
    };
    const struct object *object = object_get(n->m, step->op.object);
    if (object == NULL)
        return UINT32_MAX;
    const char *verb = object_verb(object, &step->op);
    if (step->result == 0 && strncmp(verb, "try ", 4) == 0)
        return names_text(n, "done");
    if (strncmp(verb, "read ", 5) == 0)
        return names_number(n, step->result);
    for (size_t i = 0; i < ARRAY_LENGTH(results); i++)
        if (step->result == results[i].result)
            return names_text(n, results[i].text);
    return UINT32_MAX;
}

/* What a store puts into its task's buffer, and what leaves it later. */
static uint32_t waiting_value(struct names *n, const struct step *step)
{
    str_clear(&n->scratch);
    append_value(n, &step->op, step->after);
    str_append(&n->scratch, step->buffered ? ", buffered" : " reaches memory");
    return names_text(n, str_text(&n->scratch));
}

uint32_t names_value(struct names *n, const struct step *step)
{
    if (step->buffered || step->op.kind == OP_FLUSH)
        return waiting_value(n, step);
    if (step->op.kind == OP_OBJECT)
        return object_value(n, step);
    if (op_is_cell(&step->op))
        return step->has_values ? cell_value(n, step) : UINT32_MAX;
    if (step->op.kind != OP_CHOOSE)
        return UINT32_MAX;
    return names_number(n, step->alternative);
}
