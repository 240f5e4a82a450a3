/* SPDX-License-Identifier: MIT */
#include "checker/states/class_words.h"

#include "sim/debuginfo.h"
#include "sim/learn/outcomes.h"
#include "sim/learn/registry.h"
#include "sim/objects/semaphore.h"
#include "sim/stack.h"

#include <inttypes.h>
#include <string.h>

enum { LINES_SHOWN = 3 };

static struct machine *machine_of(const struct product *p)
{
    return &p->l->d->machine;
}

void class_words_task(task_id slot, struct str *out)
{
    if (slot == 0)
        str_append(out, "main");
    else
        str_printf(out, "T%u", slot);
}

/* Frames are images here, so that locals have no names. */
static void name_place(const struct product *p, const struct op *op, struct str *out)
{
    task_id owner = world_in_stacks(op->addr) ? stack_owner(op->addr) : TASK_NONE;
    if (owner == TASK_NONE) {
        machine_name_addr(machine_of(p), op->addr, op->bytes, out);
        return;
    }
    class_words_task(owner, out);
    str_append(out, "'s local variable");
}

static void name_value(const struct product *p, const struct op *op, uint64_t raw, struct str *out)
{
    machine_name_value(machine_of(p), op->addr, op->bytes, raw, out);
}

static void name_object(const struct product *p, uint32_t id, struct str *out)
{
    const struct learned_object *o = &p->l->objects.items[registry_index(id)];
    if (o->kind != NULL)
        machine_name_object(machine_of(p), o->stub, out);
    else
        class_words_task(o->slot, out);
}

static void name_cell_operation(const struct product *p, const struct op *op, struct str *out)
{
    bool small = op->bytes <= sizeof op->arg;
    str_printf(out, "%s ", op_kind_name(op->kind));
    name_place(p, op, out);
    if (!small || op->kind == OP_READ || op->kind == OP_WRITE || op->kind == OP_LOAD)
        return;
    if (op->kind == OP_COMPARE_EXCHANGE) {
        str_append(out, ", ");
        name_value(p, op, op->expected, out);
        str_append(out, " ->");
    } else {
        str_append(out, op->kind == OP_STORE ? " :=" : " by");
    }
    str_append(out, " ");
    name_value(p, op, op->arg, out);
}

/* What a plain write stores is known after it. */
static void name_written(const struct product *p, const struct class *c, struct str *out)
{
    if (c->edges.count != 1 || c->op.bytes > 8)
        return;
    size_t count;
    const uint8_t *at = blob_set_get(&p->l->outs, c->edges.items[0].out, &count);
    struct out_write write;
    if (count < sizeof write + c->op.bytes)
        return;
    memcpy(&write, at, sizeof write);
    if (write.addr != c->op.addr || write.bytes != c->op.bytes)
        return;
    uint64_t raw = 0;
    memcpy(&raw, at + sizeof write, write.bytes);
    str_append(out, " := ");
    name_value(p, &c->op, raw, out);
}

void class_words_operation(const struct product *p, const struct class *c, struct str *out)
{
    const struct op *op = &c->op;
    if (op->kind == OP_OBJECT) {
        const struct learned_object *o = &p->l->objects.items[registry_index(op->object)];
        str_printf(out, "%s ", object_verb(o->stub, op));
        name_object(p, op->object, out);
        if (op->object2) {
            str_append(out, " with ");
            name_object(p, op->object2, out);
        }
        str_append(out, op->flags & OP_TIMED ? " (timed)" : "");
    } else if (op->kind == OP_SPAWN) {
        str_append(out, "create");
    } else if (op_is_cell(op)) {
        name_cell_operation(p, op, out);
        if (op->kind == OP_WRITE)
            name_written(p, c, out);
        if (op_is_atomic(op) && op->order != __ATOMIC_SEQ_CST)
            str_printf(out, " (%s)", order_name(op->order));
    } else {
        machine_name_op(machine_of(p), op, out);
    }
}

void class_words_flush(const struct product *p, struct waiting_store store, struct str *out)
{
    const struct op op = {.kind = OP_FLUSH, .addr = store.addr, .bytes = store.bytes};
    machine_name_op(machine_of(p), &op, out);
    str_append(out, " := ");
    name_value(p, &op, store.value, out);
}

/* What calls on objects return is 0 or an error number, with one exception. */
static bool is_error_code(const struct product *p, const struct class *c)
{
    if (c->op.kind != OP_OBJECT)
        return false;
    const struct learned_object *o = &p->l->objects.items[registry_index(c->op.object)];
    return o->stub->ops != &semaphore_ops || c->op.verb != SEMAPHORE_VALUE;
}

bool class_words_has_result(const struct class *c)
{
    return c->op.kind == OP_SPAWN || c->op.kind == OP_CHOOSE || c->op.kind == OP_OBJECT ||
           (op_is_cell(&c->op) && c->op.kind != OP_WRITE && c->op.kind != OP_STORE &&
            c->op.bytes <= 8);
}

void class_words_result(const struct product *p, const struct class *c, const struct class_edge *edge,
                  struct str *out)
{
    size_t count;
    uint64_t raw = 0;
    const void *bytes = blob_set_get(&p->l->results, edge->result, &count);
    memcpy(&raw, bytes, count < sizeof raw ? count : sizeof raw);
    if (c->op.kind == OP_SPAWN)
        class_words_task((task_id)raw, out);
    else if (op_is_cell(&c->op))
        name_value(p, &c->op, raw, out);
    else if (is_error_code(p, c) && raw != 0 && strerrorname_np((int)raw))
        str_append(out, strerrorname_np((int)raw));
    else
        str_printf(out, "%" PRId64, (int64_t)raw);
}

static bool knows_line(const uint32_t *lines, uint32_t count, uint32_t line)
{
    for (uint32_t i = 0; i < count; i++)
        if (lines[i] == line)
            return true;
    return false;
}

void class_words_site(const struct product *p, const struct class *c, struct str *out)
{
    uint32_t lines[LINES_SHOWN], count = 0;
    struct debuginfo *info = debuginfo_of(machine_of(p)->program);
    for (size_t i = 0; i < c->members.count; i++) {
        uint64_t pc = p->l->nodes.items[c->members.items[i]].op.pc;
        struct source_site site = debuginfo_site(info, pc);
        if (pc == 0 || site.line == 0 || knows_line(lines, count, site.line))
            continue;
        if (count == LINES_SHOWN) {
            str_append(out, ", ...");
            return;
        }
        const char *slash = strrchr(site.file, '/');
        if (count == 0)
            str_printf(out, "%s:%" PRIu32, slash ? slash + 1 : site.file, site.line);
        else
            str_printf(out, ", %" PRIu32, site.line);
        lines[count++] = site.line;
    }
}

void class_words_object(struct product *p, const struct state *s, uint32_t index, struct str *out)
{
    struct object *stub = p->l->objects.items[index].stub;
    machine_name_object(machine_of(p), stub, out);
    str_append(out, " ");
    if (object_load(p, s, index))
        stub->ops->describe(object_state(stub), out);
}
