/* SPDX-License-Identifier: MIT */
/*
 * One walk over all units: which code belongs to which function, where each variable with a fixed
 * address lives.
 */
#include "sim/debuginfo_private.h"

#include <dwarf.h>
#include <string.h>

enum place_kind { PLACE_NONE, PLACE_MEMORY, PLACE_THREAD };

/* What the walk is inside of. */
struct scope {
    uint32_t unit;
    const char *name; /* printed to tell statics of one name apart: file or function */
    int depth;
};

bool die_first_child(Dwarf_Die *die, Dwarf_Die *out)
{
    return dwarf_haschildren(die) == 1 && dwarf_child(die, out) == 0;
}

bool die_next(Dwarf_Die *die)
{
    Dwarf_Off before = dwarf_dieoffset(die);
    Dwarf_Die next;
    if (dwarf_siblingof(die, &next) != 0 || dwarf_dieoffset(&next) <= before)
        return false;
    *die = next;
    return true;
}

bool die_range(Dwarf_Die *die, uint64_t *low, uint64_t *high)
{
    Dwarf_Addr base, start, end;
    ptrdiff_t offset = 0;
    bool found = false;
    while ((offset = dwarf_ranges(die, offset, &base, &start, &end)) > 0) {
        *low = found && *low < start ? *low : start;
        *high = found && *high > end ? *high : end;
        found = true;
    }
    return found;
}

/* The operand of an operation that pushes a constant or an address. */
static bool operation_number(Dwarf_Attribute *attribute, const Dwarf_Op *op, uint64_t *out)
{
    Dwarf_Attribute indexed;
    switch (op->atom) {
    case DW_OP_addr:
    case DW_OP_const4u:
    case DW_OP_const4s:
    case DW_OP_const8u:
    case DW_OP_const8s:
    case DW_OP_constu:
        *out = op->number;
        return true;
    case DW_OP_addrx:
    case DW_OP_constx:
    case DW_OP_GNU_addr_index:
    case DW_OP_GNU_const_index:
        return dwarf_getlocation_attr(attribute, op, &indexed) == 0 &&
               (dwarf_formaddr(&indexed, out) == 0 || dwarf_formudata(&indexed, out) == 0);
    default:
        return false;
    }
}

/* Where a variable with a fixed place is; PLACE_NONE for all others. */
static enum place_kind variable_place(Dwarf_Die *die, uint64_t *out)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *ops;
    size_t count;
    if (dwarf_attr_integrate(die, DW_AT_location, &attribute) == NULL ||
        dwarf_getlocation(&attribute, &ops, &count) != 0 || count == 0 ||
        !operation_number(&attribute, &ops[0], out))
        return PLACE_NONE;
    if (count == 1)
        return ops[0].atom == DW_OP_addr || ops[0].atom == DW_OP_addrx ||
                       ops[0].atom == DW_OP_GNU_addr_index
                   ? PLACE_MEMORY
                   : PLACE_NONE;
    if (count != 2)
        return PLACE_NONE;
    switch (ops[1].atom) {
    case DW_OP_plus_uconst:
        *out += ops[1].number;
        return PLACE_MEMORY;
    case DW_OP_form_tls_address:
    case DW_OP_GNU_push_tls_address:
        return PLACE_THREAD;
    default:
        return PLACE_NONE;
    }
}

static void variable_add(struct debuginfo *d, Dwarf_Die *die, const struct scope *scope)
{
    const char *name = dwarf_diename(die);
    uint64_t start;
    enum place_kind kind = name ? variable_place(die, &start) : PLACE_NONE;
    if (kind == PLACE_NONE)
        return;
    Dwarf_Attribute attribute;
    bool external = false;
    if (dwarf_attr_integrate(die, DW_AT_external, &attribute) != NULL)
        (void)dwarf_formflag(&attribute, &external);
    struct variable variable = {
        .start = start,
        .name = name,
        .type = type_of(d, die),
        .scope = external ? NULL : scope->name,
    };
    variable.bytes = type_bytes(d, variable.type);
    /* The symbol knows the room that a flexible array at the end of a struct takes. */
    const struct symbol *symbol = kind == PLACE_MEMORY ? symbols_find(&d->data_symbols, start)
                                                       : symbols_find(&d->tls_symbols, start);
    if (symbol && symbol->start == start && symbol->bytes > variable.bytes)
        variable.bytes = symbol->bytes;
    if (kind == PLACE_MEMORY) {
        variable.order = (uint32_t)d->globals.count;
        vec_push(&d->globals, variable);
    } else {
        variable.order = (uint32_t)d->tls.count;
        vec_push(&d->tls, variable);
    }
}

static void function_add(struct debuginfo *d, Dwarf_Die *die, const char *name, uint32_t unit)
{
    Dwarf_Addr base, start, end;
    ptrdiff_t offset = 0;
    while ((offset = dwarf_ranges(die, offset, &base, &start, &end)) > 0) {
        if (start >= end)
            continue;
        struct function function = {
            .low = start,
            .high = end,
            .name = name,
            .die = *die,
            .unit = unit,
            .order = (uint32_t)d->functions.count,
        };
        vec_push(&d->functions, function);
    }
}

static void scope_read(struct debuginfo *d, Dwarf_Die *parent, const struct scope *scope)
{
    Dwarf_Die die;
    if (scope->depth >= DIE_DEPTH_MAX || !die_first_child(parent, &die))
        return;
    do {
        struct scope inner = {scope->unit, scope->name, scope->depth + 1};
        switch (dwarf_tag(&die)) {
        case DW_TAG_variable:
            variable_add(d, &die, scope);
            break;
        case DW_TAG_subprogram: {
            const char *name = dwarf_diename(&die);
            inner.name = name ? name : scope->name;
            function_add(d, &die, name ? name : "?", scope->unit);
            scope_read(d, &die, &inner);
            break;
        }
        case DW_TAG_namespace:
        case DW_TAG_lexical_block:
            scope_read(d, &die, &inner);
            break;
        default:
            break;
        }
    } while (die_next(&die));
}

static int function_compare(const void *left, const void *right)
{
    const struct function *a = left, *b = right;
    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int variable_compare(const void *left, const void *right)
{
    const struct variable *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int variable_compare_names(const void *left, const void *right)
{
    const struct variable *a = *(const struct variable *const *)left;
    const struct variable *b = *(const struct variable *const *)right;
    int order = strcmp(a->name, b->name);
    return order ? order : variable_compare(a, b);
}

/* Sorts by address and keeps the first of several entries for one variable. */
static size_t variables_sort(struct variable *variables, size_t count)
{
    if (count < 2)
        return count;
    qsort(variables, count, sizeof *variables, variable_compare);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        const struct variable *last = &variables[kept - 1];
        if (variables[i].start != last->start || strcmp(variables[i].name, last->name) != 0)
            variables[kept++] = variables[i];
    }
    return kept;
}

static void collect_names(struct variable *variables, size_t count, struct variable **out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = &variables[i];
}

/* Where several variables share a name, the statics among them get their scope in front. */
static void variables_qualify(struct debuginfo *d)
{
    size_t count = d->globals.count + d->tls.count;
    if (count < 2)
        return;
    struct variable **by_name = memory_new(count, sizeof *by_name);
    collect_names(d->globals.items, d->globals.count, by_name);
    collect_names(d->tls.items, d->tls.count, by_name + d->globals.count);
    qsort(by_name, count, sizeof *by_name, variable_compare_names);
    struct str text = {0};
    for (size_t start = 0, end; start < count; start = end) {
        const char *name = by_name[start]->name;
        for (end = start + 1; end < count && strcmp(by_name[end]->name, name) == 0; end++)
            ;
        for (size_t i = start; end - start > 1 && i < end; i++) {
            if (by_name[i]->scope == NULL)
                continue;
            str_clear(&text);
            str_printf(&text, "%s::%s", by_name[i]->scope, name);
            by_name[i]->name = debuginfo_text(d, str_text(&text));
        }
    }
    str_release(&text);
    free(by_name);
}

static void unit_read(struct debuginfo *d, Dwarf_Die *die)
{
    Dwarf_Attribute attribute;
    const char *folder = NULL;
    if (dwarf_attr(die, DW_AT_comp_dir, &attribute) != NULL)
        folder = dwarf_formstring(&attribute);
    uint32_t index = (uint32_t)d->units.count;
    struct unit unit = {*die, path_clean(folder ? folder : "")};
    vec_push(&d->units, unit);
    const char *name = dwarf_diename(die);
    struct scope scope = {index, name ? lines_file(d, index, name) : "?", 0};
    scope_read(d, die, &scope);
}

void index_read(struct debuginfo *d)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    while (dwarf_get_units(d->dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0) {
        int tag = dwarf_tag(&die);
        if (tag == DW_TAG_compile_unit || tag == DW_TAG_partial_unit)
            unit_read(d, &die);
    }
    if (d->functions.count > 1)
        qsort(d->functions.items, d->functions.count, sizeof *d->functions.items, function_compare);
    d->globals.count = variables_sort(d->globals.items, d->globals.count);
    d->tls.count = variables_sort(d->tls.items, d->tls.count);
    variables_qualify(d);
}

uint32_t index_function(const struct debuginfo *d, uint64_t addr)
{
    size_t low = 0, high = d->functions.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->functions.items[middle].low <= addr)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return INDEX_NONE;
    return addr < d->functions.items[low - 1].high ? (uint32_t)(low - 1) : INDEX_NONE;
}

uint64_t debuginfo_type_bytes(struct debuginfo *d, const char *name)
{
    for (size_t i = 0; i < d->units.count; i++) {
        Dwarf_Die die;
        bool more = die_first_child(&d->units.items[i].die, &die);
        for (; more; more = die_next(&die)) {
            const char *given = dwarf_tag(&die) == DW_TAG_typedef ? dwarf_diename(&die) : NULL;
            Dwarf_Word bytes = 0;
            if (given && strcmp(given, name) == 0 && dwarf_aggregate_size(&die, &bytes) == 0)
                return bytes;
        }
    }
    return 0;
}
