/* SPDX-License-Identifier: MIT */
/* Values as the program's author would write them. */
#include "sim/debuginfo_private.h"

#include <string.h>

static uint64_t mask_of(uint64_t bytes)
{
    return bytes >= 8 ? UINT64_MAX : (UINT64_C(1) << (bytes * 8)) - 1;
}

static void append_signed(uint64_t bytes, uint64_t raw, struct str *out)
{
    uint64_t sign = UINT64_C(1) << (bytes * 8 - 1);
    str_printf(out, "%" PRId64, (int64_t)((raw ^ sign) - sign));
}

static void append_char(uint64_t raw, struct str *out)
{
    if (raw == '\'' || raw == '\\')
        str_printf(out, "'\\%c'", (char)raw);
    else if (raw >= ' ' && raw <= '~')
        str_printf(out, "'%c'", (char)raw);
    else if (raw == '\n')
        str_append(out, "'\\n'");
    else if (raw == 0)
        str_append(out, "'\\0'");
    else
        append_signed(1, raw, out);
}

static bool append_float(uint64_t bytes, uint64_t raw, struct str *out)
{
    if (bytes == sizeof(float)) {
        float value;
        uint32_t low = (uint32_t)raw;
        memcpy(&value, &low, sizeof value);
        str_printf(out, "%.9g", (double)value);
    } else if (bytes == sizeof(double)) {
        double value;
        memcpy(&value, &raw, sizeof value);
        str_printf(out, "%.15g", value);
    } else {
        return false;
    }
    return true;
}

static void append_enumerator(struct debuginfo *d, struct type *type, uint64_t bytes, uint64_t raw,
                              struct str *out)
{
    type_read_members(d, type);
    for (size_t i = 0; i < type->enumerators.count; i++) {
        if ((type->enumerators.items[i].value & mask_of(bytes)) == raw) {
            str_append(out, type->enumerators.items[i].name);
            return;
        }
    }
    append_signed(bytes, raw, out);
}

static bool append_pointer(struct debuginfo *d, struct type *type, uint64_t raw, struct str *out)
{
    if (raw == 0) {
        str_append(out, "NULL");
        return true;
    }
    const struct program *p = d->program;
    struct type *target = type_target(d, type);
    if (program_has_code(p, raw)) {
        const char *function = debuginfo_function(d, raw);
        if (function == NULL)
            return false;
        str_append(out, function);
        return true;
    }
    size_t start = out->bytes;
    str_append(out, "&");
    if (debuginfo_global(d, raw, type_bytes(d, target), out))
        return true;
    str_truncate(out, start);
    return false;
}

bool debuginfo_value_as(struct debuginfo *d, const struct type *known, uint64_t bytes, uint64_t raw,
                        struct str *out)
{
    if (known == NULL || bytes == 0 || bytes > 8)
        return false;
    struct type *type = (struct type *)(uintptr_t)known; /* filling in what is read lazily */
    raw &= mask_of(bytes);
    switch (type->kind) {
    case TYPE_BOOL:
        if (raw > 1)
            return false;
        str_append(out, raw ? "true" : "false");
        return true;
    case TYPE_CHAR:
        append_char(raw, out);
        return true;
    case TYPE_SIGNED:
        append_signed(bytes, raw, out);
        return true;
    case TYPE_UNSIGNED:
        str_printf(out, "%" PRIu64, raw);
        return true;
    case TYPE_FLOAT:
        return append_float(bytes, raw, out);
    case TYPE_ENUM:
        append_enumerator(d, type, bytes, raw, out);
        return true;
    case TYPE_POINTER:
        return append_pointer(d, type, raw, out);
    default:
        return false;
    }
}

bool debuginfo_is_pointer(const struct type *type)
{
    return type && type->kind == TYPE_POINTER;
}
