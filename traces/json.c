/* SPDX-License-Identifier: MIT */
/*
 * JSON values on cJSON, whose habits end here: it accepts trailing garbage, keeps duplicate keys,
 * ignores case in look-ups, cuts strings at \u0000, and knows numbers only as doubles.
 *
 * A struct json is a cJSON.  Its arrays are lists: walk them, never index them.
 */
#include "traces/json.h"

#include "base/check.h"
#include "base/memory.h"
#include "traces/json_scan.h"
#include "traces/utf8.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static struct json *wrap(cJSON *item)
{
    if (item == NULL)
        check_out_of_memory();
    return (struct json *)item;
}

static cJSON *unwrap(struct json *json)
{
    return (cJSON *)json;
}

static const cJSON *look(const struct json *json)
{
    ASSERT(json != NULL);
    return (const cJSON *)json;
}

struct json *json_object_new(void)
{
    return wrap(cJSON_CreateObject());
}

struct json *json_array_new(void)
{
    return wrap(cJSON_CreateArray());
}

void json_free(struct json *json)
{
    cJSON_Delete(unwrap(json));
}

static struct json *text_new(const char *text)
{
    if (text == NULL)
        return wrap(cJSON_CreateNull());
    struct str clean = {0};
    size_t bytes = strlen(text);
    for (size_t at = 0; at < bytes;) {
        size_t valid = utf8_valid(text + at, bytes - at);
        str_append_bytes(&clean, text + at, valid);
        at += valid;
        if (at < bytes) {
            str_append(&clean, "\xef\xbf\xbd");
            at++;
        }
    }
    struct json *json = wrap(cJSON_CreateString(str_text(&clean)));
    str_release(&clean);
    return json;
}

/* As text, because cJSON's own numbers are doubles. */
static struct json *number_new(uint64_t number)
{
    struct str text = {0};
    str_printf(&text, "%" PRIu64, number);
    struct json *json = wrap(cJSON_CreateRaw(str_text(&text)));
    str_release(&text);
    return json;
}

void json_set_child(struct json *object, const char *key, struct json *child)
{
    ASSERT(json_kind(object) == JSON_OBJECT);
    ASSERT(!cJSON_HasObjectItem(look(object), key));
    if (!cJSON_AddItemToObject(unwrap(object), key, unwrap(child)))
        check_out_of_memory();
}

void json_set_text(struct json *object, const char *key, const char *text)
{
    json_set_child(object, key, text_new(text));
}

void json_set_number(struct json *object, const char *key, uint64_t number)
{
    json_set_child(object, key, number_new(number));
}

void json_set_u64(struct json *object, const char *key, uint64_t number)
{
    struct str text = {0};
    str_printf(&text, "%" PRIu64, number);
    json_set_text(object, key, str_text(&text));
    str_release(&text);
}

void json_set_double(struct json *object, const char *key, double number)
{
    json_set_child(object, key, wrap(cJSON_CreateNumber(number)));
}

void json_set_bool(struct json *object, const char *key, bool value)
{
    json_set_child(object, key, wrap(cJSON_CreateBool(value)));
}

void json_append_child(struct json *array, struct json *child)
{
    ASSERT(json_kind(array) == JSON_ARRAY);
    if (!cJSON_AddItemToArray(unwrap(array), unwrap(child)))
        check_out_of_memory();
}

void json_append_text(struct json *array, const char *text)
{
    json_append_child(array, text_new(text));
}

void json_append_number(struct json *array, uint64_t number)
{
    json_append_child(array, number_new(number));
}

void json_print(const struct json *json, struct str *out)
{
    char *text = cJSON_Print(look(json));
    if (text == NULL)
        check_out_of_memory();
    str_append(out, text);
    str_append(out, "\n");
    cJSON_free(text);
}

void json_quote(struct str *out, const char *text, size_t bytes)
{
    static const char short_forms[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    size_t from = 0;
    str_append_bytes(out, "\"", 1);
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        str_append_bytes(out, text + from, i - from);
        from = i + 1;
        const char *form = NULL;
        for (const char *f = short_forms; *f != '\0'; f += 2)
            form = f[0] == text[i] ? f : form;
        if (form != NULL)
            str_printf(out, "\\%c", form[1]);
        else
            str_printf(out, "\\u%04x", c);
    }
    str_append_bytes(out, text + from, bytes - from);
    str_append_bytes(out, "\"", 1);
}

/* Line and column of a place in text, from 1, for a message. */
static void fail_at(const char *text, size_t at, const char *what, struct error *err)
{
    size_t line = 1, column = 1;
    for (size_t i = 0; i < at; i++) {
        column = text[i] == '\n' ? 1 : column + 1;
        line += text[i] == '\n';
    }
    error_set(err, "line %zu, column %zu: %s", line, column, what);
}

struct json *json_parse(const char *text, size_t bytes, struct error *err)
{
    size_t at;
    const char *complaint = json_scan(text, bytes, &at);
    if (complaint != NULL) {
        fail_at(text, at, complaint, err);
        return NULL;
    }
    char *copy = memory_new(bytes + 1, 1); /* cJSON wants a NUL at the end */
    memcpy(copy, text, bytes);
    const char *end = copy;
    cJSON *root = cJSON_ParseWithLengthOpts(copy, bytes + 1, &end, 1);
    if (root == NULL) {
        size_t wrong = (size_t)(end - copy);
        fail_at(text, wrong < bytes ? wrong : bytes,
                wrong < bytes ? "this is not JSON" : "the text ends too early", err);
    }
    free(copy);
    return (struct json *)root;
}

enum json_kind json_kind(const struct json *json)
{
    const cJSON *item = look(json);
    if (cJSON_IsObject(item))
        return JSON_OBJECT;
    if (cJSON_IsArray(item))
        return JSON_ARRAY;
    if (cJSON_IsString(item))
        return JSON_TEXT;
    if (cJSON_IsBool(item))
        return JSON_BOOL;
    return cJSON_IsNull(item) ? JSON_NULL : JSON_NUMBER;
}

const char *json_kind_name(const struct json *json)
{
    static const char *const names[] = {"null",     "true or false", "a number",
                                        "a string", "an array",      "an object"};
    return names[json_kind(json)];
}

const struct json *json_first(const struct json *json)
{
    return (const struct json *)look(json)->child;
}

const struct json *json_next(const struct json *json)
{
    return (const struct json *)look(json)->next;
}

const char *json_key(const struct json *json)
{
    return look(json)->string;
}

const char *json_text(const struct json *json)
{
    ASSERT(json_kind(json) == JSON_TEXT);
    return look(json)->valuestring;
}

double json_number(const struct json *json)
{
    ASSERT(json_kind(json) == JSON_NUMBER);
    return look(json)->valuedouble;
}

bool json_bool(const struct json *json)
{
    ASSERT(json_kind(json) == JSON_BOOL);
    return cJSON_IsTrue(look(json));
}
