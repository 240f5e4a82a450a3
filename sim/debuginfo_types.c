/* SPDX-License-Identifier: MIT */
/*
 * Types, as far as naming needs them.
 *
 * Each is made from its DIE when first asked for, once.  What it refers to (pointee, element,
 * members) is again only made when asked for, so neither recursive types nor hostile chains recurse
 * here.
 */
#include "sim/debuginfo_private.h"

#include <dwarf.h>
#include <string.h>

static bool attribute_number(Dwarf_Die *die, unsigned name, uint64_t *out)
{
    Dwarf_Attribute attribute;
    if (dwarf_attr_integrate(die, name, &attribute) == NULL)
        return false;
    switch (dwarf_whatform(&attribute)) {
    case DW_FORM_sdata:
    case DW_FORM_implicit_const: {
        Dwarf_Sword number;
        bool ok = dwarf_formsdata(&attribute, &number) == 0;
        *out = ok ? (uint64_t)number : 0;
        return ok;
    }
    default:
        return dwarf_formudata(&attribute, out) == 0;
    }
}

static bool attribute_type(Dwarf_Die *die, Dwarf_Die *out)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(die, DW_AT_type, &attribute) != NULL &&
           dwarf_formref_die(&attribute, out) != NULL;
}

static bool is_qualifier(int tag)
{
    switch (tag) {
    case DW_TAG_typedef:
    case DW_TAG_const_type:
    case DW_TAG_volatile_type:
    case DW_TAG_restrict_type:
    case DW_TAG_atomic_type:
    case DW_TAG_shared_type:
    case DW_TAG_packed_type:
        return true;
    default:
        return false;
    }
}

/* Removes typedefs and qualifiers.  False: nothing below them (void), or too long a chain. */
static bool peel(Dwarf_Die *die)
{
    for (int i = 0; i < TYPE_CHAIN_MAX; i++) {
        if (!is_qualifier(dwarf_tag(die)))
            return true;
        Dwarf_Die inner;
        if (!attribute_type(die, &inner))
            return false;
        *die = inner;
    }
    return false;
}

static enum type_kind base_kind(Dwarf_Die *die)
{
    uint64_t encoding = 0;
    const char *name = dwarf_diename(die);
    attribute_number(die, DW_AT_encoding, &encoding);
    switch (encoding) {
    case DW_ATE_boolean:
        return TYPE_BOOL;
    case DW_ATE_signed:
        return TYPE_SIGNED;
    case DW_ATE_signed_char:
    case DW_ATE_unsigned_char:
        if (name && strcmp(name, "char") == 0)
            return TYPE_CHAR;
        return encoding == DW_ATE_signed_char ? TYPE_SIGNED : TYPE_UNSIGNED;
    case DW_ATE_unsigned:
    case DW_ATE_UTF:
        return TYPE_UNSIGNED;
    case DW_ATE_float:
        return TYPE_FLOAT;
    default:
        return TYPE_UNKNOWN;
    }
}

static enum type_kind die_kind(Dwarf_Die *die)
{
    switch (dwarf_tag(die)) {
    case DW_TAG_base_type:
        return base_kind(die);
    case DW_TAG_enumeration_type:
        return TYPE_ENUM;
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type:
        return TYPE_POINTER;
    case DW_TAG_subroutine_type:
        return TYPE_FUNCTION;
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
        return TYPE_STRUCT;
    case DW_TAG_union_type:
        return TYPE_UNION;
    case DW_TAG_array_type:
        return TYPE_ARRAY;
    default:
        return TYPE_UNKNOWN;
    }
}

static struct type *type_add(struct debuginfo *d, enum type_kind kind, const Dwarf_Die *die)
{
    struct type *type = arena_alloc(&d->arena, sizeof *type);
    *type = (struct type){
        .kind = kind, .die = *die, .pointers = -1, .serial = (uint32_t)d->types.count};
    vec_push(&d->types, type);
    return type;
}

/* Elements in one dimension; 0 = not known (a flexible or variable array). */
static uint64_t dimension_count(Dwarf_Die *range)
{
    uint64_t number;
    if (attribute_number(range, DW_AT_count, &number))
        return number;
    if (attribute_number(range, DW_AT_upper_bound, &number))
        return number + 1; /* an upper bound of -1 is what gcc says of [0] */
    return 0;
}

/* int a[2][3] is one DIE with two ranges: an array of 2 arrays of 3. */
static void array_read(struct debuginfo *d, struct type *outer)
{
    struct type *inner = outer;
    Dwarf_Die range;
    int dimensions = 0;
    if (die_first_child(&outer->die, &range)) {
        do {
            int tag = dwarf_tag(&range);
            if (tag != DW_TAG_subrange_type && tag != DW_TAG_enumeration_type)
                continue;
            if (dimensions++ > 0) {
                inner->target = type_add(d, TYPE_ARRAY, &outer->die);
                inner = inner->target;
            }
            inner->count = dimension_count(&range);
        } while (dimensions < TYPE_DIMENSIONS_MAX && die_next(&range));
    }
    inner->has_target = attribute_type(&outer->die, &inner->target_die);
}

static struct type *type_new(struct debuginfo *d, Dwarf_Die *die)
{
    struct type *type = type_add(d, die_kind(die), die);
    uint64_t bytes;
    if (attribute_number(die, DW_AT_byte_size, &bytes))
        type->bytes = bytes;
    if (type->kind == TYPE_POINTER) {
        type->bytes = sizeof(void *);
        type->has_target = attribute_type(die, &type->target_die);
    } else if (type->kind == TYPE_ARRAY) {
        type->bytes = 0;
        array_read(d, type);
    }
    return type;
}

static struct type *type_unknown(struct debuginfo *d)
{
    static const Dwarf_Die no_die;
    uint32_t *known = debuginfo_map_find(&d->types_by_die, 1); /* no DIE has address 1 */
    if (known)
        return d->types.items[*known];
    debuginfo_map_add(&d->types_by_die, 1, (uint32_t)d->types.count);
    return type_add(d, TYPE_UNKNOWN, &no_die);
}

static struct type *type_at(struct debuginfo *d, const Dwarf_Die *at)
{
    Dwarf_Die die = *at;
    if (!peel(&die) || dwarf_tag(&die) == DW_TAG_invalid)
        return type_unknown(d);
    uint64_t key = (uint64_t)(uintptr_t)die.addr; /* of the DIE in the file's image: unique */
    uint32_t *known = debuginfo_map_find(&d->types_by_die, key);
    if (known)
        return d->types.items[*known];
    debuginfo_map_add(&d->types_by_die, key, (uint32_t)d->types.count);
    return type_new(d, &die);
}

struct type *type_of(struct debuginfo *d, Dwarf_Die *die)
{
    Dwarf_Die type;
    return attribute_type(die, &type) ? type_at(d, &type) : type_unknown(d);
}

struct type *type_target(struct debuginfo *d, struct type *type)
{
    if (type->target == NULL)
        type->target = type->has_target ? type_at(d, &type->target_die) : type_unknown(d);
    return type->target;
}

struct type *type_of_member(struct debuginfo *d, struct type_member *member)
{
    if (member->type == NULL)
        member->type = type_at(d, &member->type_die);
    return member->type;
}

static void member_read(struct debuginfo *d, struct type *type, Dwarf_Die *die)
{
    struct type_member member = {.name = dwarf_diename(die)};
    uint64_t number;
    if (!attribute_type(die, &member.type_die))
        return;
    if (attribute_number(die, DW_AT_data_member_location, &number))
        member.offset = number;
    else if (dwarf_hasattr(die, DW_AT_data_member_location))
        return; /* an expression: not a plain C struct */
    if (attribute_number(die, DW_AT_bit_size, &number) && number > 0 && number <= 64) {
        member.bit_count = number;
        member.bit_offset = member.offset * 8;
        if (attribute_number(die, DW_AT_data_bit_offset, &number)) {
            member.bit_offset = number;
        } else if (attribute_number(die, DW_AT_bit_offset, &number)) {
            /* DWARF 2: counted from the most significant bit of the storage unit. */
            uint64_t unit = 0;
            if (!attribute_number(die, DW_AT_byte_size, &unit))
                unit = type_at(d, &member.type_die)->bytes;
            member.bit_offset += unit * 8 - number - member.bit_count;
        }
    }
    vec_push(&type->members, member);
}

static void enumerator_read(struct type *type, Dwarf_Die *die)
{
    struct type_enumerator enumerator = {.name = dwarf_diename(die)};
    if (enumerator.name && attribute_number(die, DW_AT_const_value, &enumerator.value))
        vec_push(&type->enumerators, enumerator);
}

void type_read_members(struct debuginfo *d, struct type *type)
{
    Dwarf_Die die;
    if (type->members_read)
        return;
    type->members_read = true;
    if (type->kind != TYPE_STRUCT && type->kind != TYPE_UNION && type->kind != TYPE_ENUM)
        return;
    if (!die_first_child(&type->die, &die))
        return;
    do {
        if (type->kind == TYPE_ENUM && dwarf_tag(&die) == DW_TAG_enumerator)
            enumerator_read(type, &die);
        else if (type->kind != TYPE_ENUM && dwarf_tag(&die) == DW_TAG_member)
            member_read(d, type, &die);
    } while (type->members.count < TYPE_MEMBERS_MAX && type->enumerators.count < TYPE_MEMBERS_MAX &&
             die_next(&die));
}

uint64_t type_bytes(struct debuginfo *d, struct type *type)
{
    uint64_t count = 1;
    for (int i = 0; i < TYPE_DEPTH_MAX && type->kind == TYPE_ARRAY; i++) {
        if (__builtin_mul_overflow(count, type->count, &count))
            return 0;
        type = type_target(d, type);
    }
    uint64_t bytes;
    if (type->kind == TYPE_ARRAY || __builtin_mul_overflow(count, type->bytes, &bytes))
        return 0;
    return bytes;
}

static bool has_pointers(struct debuginfo *d, struct type *type, int depth)
{
    if (type->pointers >= 0 || depth >= TYPE_DEPTH_MAX)
        return type->pointers == 1;
    bool found = type->kind == TYPE_POINTER;
    type->pointers = 0; /* a type that contains itself ends here */
    if (type->kind == TYPE_ARRAY)
        found = has_pointers(d, type_target(d, type), depth + 1);
    if (type->kind == TYPE_STRUCT || type->kind == TYPE_UNION) {
        type_read_members(d, type);
        for (size_t i = 0; i < type->members.count && !found; i++)
            found = has_pointers(d, type_of_member(d, &type->members.items[i]), depth + 1);
    }
    type->pointers = found;
    return found;
}

bool type_has_pointers(struct debuginfo *d, struct type *type)
{
    return has_pointers(d, type, 0);
}

bool type_is_flexible(struct debuginfo *d, struct type *type)
{
    if (type->kind != TYPE_STRUCT)
        return false;
    type_read_members(d, type);
    if (type->members.count == 0)
        return false;
    const struct type *last = type_of_member(d, vec_last(&type->members));
    return last->kind == TYPE_ARRAY && last->count == 0;
}
