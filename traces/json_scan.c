/* SPDX-License-Identifier: MIT */
/* A scanner for the tokens in which cJSON is more generous than the standard. */
#include "traces/json_scan.h"

#include "traces/utf8.h"

#include <stdbool.h>
#include <string.h>

/* The parser needs about 100 bytes for each value, however short: 500,000 steps have 5 million. */
enum { NESTING_MAX = 64, VALUES_MAX = 6000000 };

struct scan {
    const char *text;
    size_t bytes, at;
    size_t nesting; /* arrays and objects that are open */
    size_t values;  /* about: each has a comma or a bracket in front of it */
};

/* The byte at the place, 0 at the end. */
static char peek(const struct scan *s)
{
    return s->at < s->bytes ? s->text[s->at] : '\0';
}

static bool skip_digits(struct scan *s)
{
    size_t start = s->at;
    while (peek(s) >= '0' && peek(s) <= '9')
        s->at++;
    return s->at > start;
}

static const char *scan_number(struct scan *s)
{
    static const char wrong[] = "this is not a number";
    if (peek(s) == '-')
        s->at++;
    if (peek(s) == '0')
        s->at++;
    else if (!skip_digits(s))
        return wrong;
    if (peek(s) == '.') {
        s->at++;
        if (!skip_digits(s))
            return wrong;
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->at++;
        if (peek(s) == '+' || peek(s) == '-')
            s->at++;
        if (!skip_digits(s))
            return wrong;
    }
    bool more = peek(s) != '\0' && strchr("0123456789+-.eE", peek(s)) != NULL;
    return more ? wrong : NULL;
}

/* After the opening quote. */
static const char *scan_string(struct scan *s)
{
    while (s->at < s->bytes && s->text[s->at] != '"') {
        if ((unsigned char)s->text[s->at] < 0x20)
            return "a control character in a string must be escaped";
        if (s->text[s->at] != '\\') {
            s->at++;
            continue;
        }
        if (s->bytes - s->at >= 6 && memcmp(s->text + s->at, "\\u0000", 6) == 0)
            return "a string must not hold \\u0000";
        s->at += s->at + 1 < s->bytes ? 2 : 1;
    }
    if (s->at == s->bytes)
        return "this string does not end";
    s->at++;
    return NULL;
}

static const char *scan_token(struct scan *s)
{
    char c = peek(s);
    if (c == '"') {
        s->at++;
        return scan_string(s);
    }
    if (c == '-' || (c >= '0' && c <= '9'))
        return scan_number(s);
    if ((unsigned char)c < 0x20 && c != '\n' && c != '\r' && c != '\t')
        return "a control character is not allowed here";
    if ((c == ',' || c == '[' || c == '{') && ++s->values > VALUES_MAX)
        return "this is too long: more than 6 million values";
    if (c == '[' || c == '{') {
        if (++s->nesting > NESTING_MAX)
            return "this is nested too deeply";
    } else if ((c == ']' || c == '}') && s->nesting > 0) {
        s->nesting--;
    }
    s->at++;
    return NULL;
}

const char *json_scan(const char *text, size_t bytes, size_t *at)
{
    struct scan s = {.text = text, .bytes = bytes, .at = utf8_valid(text, bytes)};
    const char *complaint = NULL;
    if (s.at < bytes)
        complaint = text[s.at] == '\0' ? "a NUL byte is not allowed" : "this byte is not UTF-8";
    else
        s.at = 0;
    while (complaint == NULL && s.at < s.bytes)
        complaint = scan_token(&s);
    *at = s.at;
    return complaint;
}
