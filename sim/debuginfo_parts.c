/* SPDX-License-Identifier: MIT */
/*
 * The path to a part of a variable: ".head[3].value".
 *
 * Goes down as long as one element or member holds all the bytes.  In a union the first member in
 * which the bytes are exactly one part is taken, else the first that holds them.  Members with
 * reserved names
 * (__data of a mutex) are an implementation's business: they are only entered for a part of them.
 */
#include "sim/debuginfo_private.h"

#include <string.h>

enum { SCALAR_BYTES_MAX = 16, VISITS_MAX = 1000, BIT_FIELDS_SHOWN = 4 };

struct walk {
    struct debuginfo *d;
    struct str *out;
    uint64_t bytes; /* asked for; 0 = an object as a whole */
    int visits;     /* a bound on the work in nested unions */
};

void str_truncate(struct str *s, size_t bytes)
{
    if (bytes < s->bytes) {
        s->bytes = bytes;
        s->text[bytes] = '\0';
    }
}

static struct part walk_type(struct walk *w, struct type *type, uint64_t offset, int depth);

/* Nothing smaller holds the bytes. */
static struct part walk_end(struct walk *w, struct type *type, uint64_t offset)
{
    uint64_t bytes = type_bytes(w->d, type);
    if (offset != 0)
        str_printf(w->out, "+%" PRIu64, offset);
    bool exact = offset == 0 && type->kind != TYPE_UNKNOWN && (w->bytes == 0 || w->bytes == bytes);
    return (struct part){.type = type, .exact = exact};
}

static struct part walk_array(struct walk *w, struct type *type, uint64_t offset, int depth)
{
    struct type *element = type_target(w->d, type);
    uint64_t each = type_bytes(w->d, element);
    if (each == 0 || (offset == 0 && w->bytes > each && w->bytes == type_bytes(w->d, type)))
        return walk_end(w, type, offset);
    uint64_t index = offset / each, rest = offset % each;
    if (w->bytes <= each - rest) {
        str_printf(w->out, "[%" PRIu64 "]", index);
        return walk_type(w, element, rest, depth + 1);
    }
    if (rest != 0 || w->bytes % each != 0)
        return walk_end(w, type, offset);
    str_printf(w->out, "[%" PRIu64 "..%" PRIu64 "]", index, index + w->bytes / each - 1);
    return (struct part){.type = type, .exact = true};
}

static bool is_reserved(const char *name)
{
    return name && name[0] == '_' && name[1] == '_';
}

static bool member_holds(struct walk *w, struct type *outer, struct type_member *member,
                         uint64_t offset)
{
    if (member->bit_count > 0 || offset < member->offset)
        return false;
    struct type *type = type_of_member(w->d, member);
    uint64_t inside = offset - member->offset, bytes = type_bytes(w->d, type);
    bool is_whole = w->bytes == 0 || (offset == 0 && w->bytes == type_bytes(w->d, outer));
    if (is_reserved(member->name) && is_whole)
        return false;
    if (type->kind == TYPE_ARRAY && type->count == 0 && member == vec_last(&outer->members))
        return true;
    return inside < bytes && w->bytes <= bytes - inside;
}

static struct part walk_member(struct walk *w, struct type_member *member, uint64_t offset,
                               int depth)
{
    if (member->name)
        str_printf(w->out, ".%s", member->name);
    return walk_type(w, type_of_member(w->d, member), offset - member->offset, depth + 1);
}

/* Bit-fields share their bytes: "flags.ready", or "flags.{ready, done}" if several are touched. */
static bool walk_bit_fields(struct walk *w, struct type *type, uint64_t offset, struct part *part)
{
    size_t start = w->out->bytes;
    uint32_t found = 0;
    uint64_t bytes = w->bytes ? w->bytes : 1;
    for (size_t i = 0; i < type->members.count; i++) {
        const struct type_member *m = &type->members.items[i];
        if (m->bit_count == 0 || m->name == NULL || m->bit_offset / 8 >= offset + bytes ||
            (m->bit_offset + m->bit_count - 1) / 8 < offset)
            continue;
        if (found++ < BIT_FIELDS_SHOWN)
            str_printf(w->out, "%s%s", found == 1 ? "" : ", ", m->name);
    }
    if (found == 0)
        return false;
    char *names = memory_copy_text(w->out->text + start);
    str_truncate(w->out, start);
    if (found == 1)
        str_printf(w->out, ".%s", names);
    else
        str_printf(w->out, ".{%s%s}", names, found > BIT_FIELDS_SHOWN ? ", ..." : "");
    free(names);
    *part = (struct part){.type = type, .exact = true, .is_bit_fields = true};
    return true;
}

static struct part walk_struct(struct walk *w, struct type *type, uint64_t offset, int depth)
{
    size_t start = w->out->bytes;
    struct type_member *first = NULL;
    struct part part;
    type_read_members(w->d, type);
    for (size_t i = 0; i < type->members.count; i++) {
        struct type_member *member = &type->members.items[i];
        if (!member_holds(w, type, member, offset))
            continue;
        if (type->kind == TYPE_STRUCT)
            return walk_member(w, member, offset, depth);
        part = walk_member(w, member, offset, depth);
        if (part.exact)
            return part;
        str_truncate(w->out, start);
        if (first == NULL)
            first = member;
    }
    if (first)
        return walk_member(w, first, offset, depth);
    if (walk_bit_fields(w, type, offset, &part))
        return part;
    return walk_end(w, type, offset);
}

static struct part walk_type(struct walk *w, struct type *type, uint64_t offset, int depth)
{
    bool is_whole =
        offset == 0 && w->bytes > SCALAR_BYTES_MAX && w->bytes == type_bytes(w->d, type);
    if (is_whole || depth >= TYPE_DEPTH_MAX || w->visits++ >= VISITS_MAX)
        return walk_end(w, type, offset);
    switch (type->kind) {
    case TYPE_ARRAY:
        return walk_array(w, type, offset, depth);
    case TYPE_STRUCT:
    case TYPE_UNION:
        return walk_struct(w, type, offset, depth);
    default:
        return walk_end(w, type, offset);
    }
}

void part_name(struct debuginfo *d, struct type *type, uint64_t offset, uint64_t bytes,
               struct str *out, struct part *part)
{
    struct walk walk = {.d = d, .out = out, .bytes = bytes};
    *part = walk_type(&walk, type, offset, 0);
}

const struct type *part_type(const struct part *part)
{
    return part->exact && !part->is_bit_fields ? part->type : NULL;
}
