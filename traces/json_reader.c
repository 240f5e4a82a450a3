/* SPDX-License-Identifier: MIT */
/* Values out of JSON, with their places. */
#include "traces/json_reader.h"

#include "base/check.h"
#include "traces/utf8.h"

#include <math.h>
#include <string.h>

enum { KEY_BYTES_MAX = 60 }; /* of an unknown member, in a message */

static void append_place(struct str *out, const struct place *place)
{
    if (place->up == NULL)
        return;
    append_place(out, place->up);
    if (place->key == NULL) {
        str_printf(out, "[%zu]", place->index);
        return;
    }
    str_append(out, out->bytes > 0 ? "." : "");
    utf8_append_printable(out, place->key, strnlen(place->key, KEY_BYTES_MAX));
}

bool reader_fail(struct reader *r, const struct place *place, const char *what, const char *detail)
{
    struct str path = {0};
    append_place(&path, place);
    error_set(r->err, "%s%s%s%s", str_text(&path), path.bytes > 0 ? ": " : "", what, detail);
    str_release(&path);
    return false;
}

bool reader_expect(struct reader *r, const struct place *place, enum json_kind kind,
                   const char *kind_name)
{
    if (json_kind(place->value) == kind)
        return true;
    struct str what = {0};
    str_printf(&what, "expected %s, found ", kind_name);
    reader_fail(r, place, str_text(&what), json_kind_name(place->value));
    str_release(&what);
    return false;
}

bool reader_object(struct reader *r, const struct place *place, const struct field *fields,
                   size_t count, struct place *out)
{
    ASSERT_LE(count, FIELDS_MAX);
    if (!reader_expect(r, place, JSON_OBJECT, "an object"))
        return false;
    for (size_t i = 0; i < count; i++)
        out[i] = (struct place){.up = place, .key = fields[i].name};
    for (const struct json *j = json_first(place->value); j != NULL; j = json_next(j)) {
        size_t i = 0;
        while (i < count && strcmp(fields[i].name, json_key(j)) != 0)
            i++;
        struct place here = {.up = place, .key = json_key(j)};
        if (i == count)
            return reader_fail(r, &here, "this member is not known", "");
        if (out[i].value != NULL)
            return reader_fail(r, &here, "this member is there twice", "");
        out[i].value = j;
    }
    for (size_t i = 0; i < count; i++)
        if (out[i].value == NULL && !fields[i].optional)
            return reader_fail(r, &out[i], "is missing", "");
    return true;
}

bool reader_bool(struct reader *r, const struct place *place, bool *out)
{
    if (!reader_expect(r, place, JSON_BOOL, "true or false"))
        return false;
    *out = json_bool(place->value);
    return true;
}

bool reader_number(struct reader *r, const struct place *place, uint64_t end, uint64_t *out)
{
    if (!reader_expect(r, place, JSON_NUMBER, "a number"))
        return false;
    double number = json_number(place->value);
    if (number >= 0 && number < (double)end && number == floor(number)) {
        *out = (uint64_t)number;
        return true;
    }
    struct str what = {0};
    if (end == 0)
        str_printf(&what, "there is nothing that this could be the number of");
    else
        str_printf(&what, "expected a whole number from 0 to %" PRIu64, end - 1);
    reader_fail(r, place, str_text(&what), "");
    str_release(&what);
    return false;
}

bool reader_u32(struct reader *r, const struct place *place, uint32_t *out)
{
    uint64_t number;
    if (!reader_number(r, place, UINT64_C(1) << 32, &number))
        return false;
    *out = (uint32_t)number;
    return true;
}

bool reader_index(struct reader *r, const struct place *place, size_t count, uint32_t *out)
{
    uint64_t number = UINT32_MAX;
    if (place->value != NULL && !reader_number(r, place, count, &number))
        return false;
    *out = (uint32_t)number;
    return true;
}

bool reader_u64(struct reader *r, const struct place *place, uint64_t *out)
{
    if (!reader_expect(r, place, JSON_TEXT, "a string of digits"))
        return false;
    const char *text = json_text(place->value);
    bool good = *text != '\0' && (*text != '0' || text[1] == '\0');
    uint64_t value = 0;
    for (; good && *text != '\0'; text++) {
        good = *text >= '0' && *text <= '9' && !__builtin_mul_overflow(value, 10, &value) &&
               !__builtin_add_overflow(value, (uint64_t)(*text - '0'), &value);
    }
    if (!good)
        return reader_fail(r, place, "expected a decimal number of at most 64 bits, in quotes", "");
    *out = value;
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool reader_identity(struct reader *r, const struct place *place, uint64_t *out)
{
    if (!reader_expect(r, place, JSON_TEXT, "a string"))
        return false;
    const char *text = json_text(place->value);
    size_t digits = 0;
    for (*out = 0; digits < 17 && hex_digit(text[digits]) >= 0; digits++)
        *out = *out << 4 | (uint64_t)hex_digit(text[digits]);
    if (digits != 16 || text[digits] != '\0')
        return reader_fail(r, place, "expected 16 hexadecimal digits, in lower case", "");
    return true;
}

static bool read_hex(struct reader *r, const struct place *place, char **out, size_t *count)
{
    static const struct field fields[] = {{"hex", false}};
    struct place hex;
    if (!reader_object(r, place, fields, 1, &hex) || !reader_expect(r, &hex, JSON_TEXT, "a string"))
        return false;
    const char *text = json_text(hex.value);
    size_t digits = strlen(text);
    char *bytes = memory_new(digits / 2 + 1, 1);
    for (size_t i = 0; i < digits / 2; i++) {
        int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            digits = 1;
        else
            bytes[i] = (char)(high << 4 | low);
    }
    if (digits % 2 != 0) {
        free(bytes);
        return reader_fail(r, &hex, "expected pairs of hexadecimal digits, in lower case", "");
    }
    *out = bytes;
    *count = digits / 2;
    return true;
}

bool reader_bytes(struct reader *r, const struct place *place, char **out, size_t *count)
{
    if (json_kind(place->value) == JSON_OBJECT)
        return read_hex(r, place, out, count);
    if (!reader_expect(r, place, JSON_TEXT, "a string"))
        return false;
    *out = memory_copy_text(json_text(place->value));
    *count = strlen(*out);
    return true;
}

bool reader_text(struct reader *r, const struct place *place, char **out)
{
    char *text;
    size_t count;
    if (!reader_bytes(r, place, &text, &count))
        return false;
    if (strlen(text) != count) {
        free(text);
        return reader_fail(r, place, "holds a NUL byte", "");
    }
    *out = text;
    return true;
}

bool reader_text_or_null(struct reader *r, const struct place *place, char **out)
{
    return json_kind(place->value) == JSON_NULL || reader_text(r, place, out);
}

bool reader_interned(struct reader *r, const struct place *place, uint32_t *out)
{
    char *text;
    *out = UINT32_MAX;
    if (place->value == NULL)
        return true;
    if (!reader_text(r, place, &text))
        return false;
    *out = intern_text(&r->intern, r->trace, text);
    free(text);
    return true;
}

bool reader_name(struct reader *r, const struct place *place, const char *const *names,
                 size_t count, uint32_t *out)
{
    if (!reader_expect(r, place, JSON_TEXT, "a string"))
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], json_text(place->value)) == 0) {
            *out = (uint32_t)i;
            return true;
        }
    struct str known = {0};
    for (size_t i = 0; i < count; i++)
        str_printf(&known, "%s%s", i == 0 ? "" : ", ", names[i]);
    reader_fail(r, place, "expected one of ", str_text(&known));
    str_release(&known);
    return false;
}
