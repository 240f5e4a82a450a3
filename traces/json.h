/* SPDX-License-Identifier: MIT */
/*
 * JSON values: building, printing, and reading them strictly.  The only door to cJSON is json.c.
 *
 *     struct json *verdict = json_object_new();
 *     json_set_text(verdict, "verdict", "violation");
 *     json_set_number(verdict, "executions", 12);
 *     struct json *scope = json_array_new();
 *     json_append_text(scope, "sequential consistency");
 *     json_set_child(verdict, "scope", scope);      // takes ownership
 *     json_print(verdict, &out);
 *     json_free(verdict);
 */
#ifndef TRACES_JSON_H
#define TRACES_JSON_H

#include "base/error.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

struct json;

struct json *json_object_new(void);
struct json *json_array_new(void);
/** Frees a value that is in no other one, and all in it.  NULL is allowed. */
void json_free(struct json *json);

/*
 * Add a member to an object; the key must be new in it.  Texts are copied; bytes that are not UTF-8
 * become U+FFFD.  NULL as text gives null.
 */
void json_set_text(struct json *object, const char *key, const char *text);
/** A JSON number; readers that know only doubles see it exactly up to 2^53. */
void json_set_number(struct json *object, const char *key, uint64_t number);
/** A decimal string, for any 64 bits. */
void json_set_u64(struct json *object, const char *key, uint64_t number);
void json_set_double(struct json *object, const char *key, double number);
void json_set_bool(struct json *object, const char *key, bool value);
/** Takes ownership of child. */
void json_set_child(struct json *object, const char *key, struct json *child);

/* The same at the end of an array. */
void json_append_text(struct json *array, const char *text);
void json_append_number(struct json *array, uint64_t number);
void json_append_child(struct json *array, struct json *child);

/** Appends the text of a value, indented, with a newline at the end. */
void json_print(const struct json *json, struct str *out);

/** Appends valid UTF-8 without NUL (utf8.h) as a JSON string with its quotes. */
void json_quote(struct str *out, const char *text, size_t bytes);

/* Reading. */

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

/**
 * Parses exactly one value.  Stricter than cJSON, as RFC 8259 has it: nothing after the value,
 * UTF-8 only, no raw control characters, numbers without leading zeros; and no \u0000.  NULL: err
 * says which line and column is wrong.  Duplicate keys are for the caller to notice.
 */
struct json *json_parse(const char *text, size_t bytes, struct error *err);

enum json_kind json_kind(const struct json *json);
/** "a string", "an array" ...: what it is, for messages. */
const char *json_kind_name(const struct json *json);
/** The first member of an array or object, NULL if there is none. */
const struct json *json_first(const struct json *json);
/** The member after it. */
const struct json *json_next(const struct json *json);
/** The name of an object's member. */
const char *json_key(const struct json *json);
/* The value; each only for its kind. */
const char *json_text(const struct json *json);
double json_number(const struct json *json);
bool json_bool(const struct json *json);

#endif
