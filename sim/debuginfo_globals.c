/* SPDX-License-Identifier: MIT */
/* Names of global, static and thread-local variables. */
#include "sim/debuginfo_private.h"

const struct variable *variable_find(const struct variable *variables, size_t count, uint64_t addr)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (variables[middle].start <= addr)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    const struct variable *found = &variables[low - 1];
    return addr - found->start < found->bytes ? found : NULL;
}

static bool variable_name(struct debuginfo *d, const struct variable *variable,
                          const struct symbol *symbol, uint64_t addr, uint64_t bytes,
                          struct str *out, const struct type **type)
{
    if (variable) {
        struct part part;
        str_append(out, variable->name);
        part_name(d, variable->type, addr - variable->start, bytes, out, &part);
        *type = part_type(&part);
        return true;
    }
    *type = NULL;
    if (symbol == NULL)
        return false;
    str_append(out, symbol->name);
    if (addr != symbol->start)
        str_printf(out, "+%" PRIu64, addr - symbol->start);
    return true;
}

static bool global_name(struct debuginfo *d, uint64_t addr, uint64_t bytes, struct str *out,
                        const struct type **type)
{
    addr -= d->program->bias;
    return variable_name(d, variable_find(d->globals.items, d->globals.count, addr),
                         symbols_find(&d->data_symbols, addr), addr, bytes, out, type);
}

bool debuginfo_global(struct debuginfo *d, uint64_t addr, uint64_t bytes, struct str *out)
{
    const struct type *type;
    return global_name(d, addr, bytes, out, &type);
}

bool debuginfo_tls(struct debuginfo *d, uint64_t offset, uint64_t bytes, struct str *out,
                   const struct type **type)
{
    const struct type *ignored;
    return variable_name(d, variable_find(d->tls.items, d->tls.count, offset),
                         symbols_find(&d->tls_symbols, offset), offset, bytes, out,
                         type ? type : &ignored);
}

bool debuginfo_value(struct debuginfo *d, uint64_t addr, uint64_t bytes, uint64_t raw,
                     struct str *out)
{
    struct str name = {0};
    const struct type *type;
    global_name(d, addr, bytes, &name, &type);
    str_release(&name);
    return debuginfo_value_as(d, type, bytes, raw, out);
}
