/* SPDX-License-Identifier: MIT */
/* UTF-8 as in RFC 3629: shortest forms only, no surrogates, at most U+10FFFF. */
#include "traces/utf8.h"

#include <string.h>

size_t utf8_sequence(const void *bytes, size_t count)
{
    const uint8_t *b = bytes;
    if (count == 0)
        return 0;
    if (b[0] < 0x80)
        return 1;
    size_t length = b[0] < 0xc2 ? 0 : b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : b[0] < 0xf5 ? 4 : 0;
    if (length == 0 || length > count)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xf0 && b[1] < 0x90);
    bool surrogate = b[0] == 0xed && b[1] >= 0xa0;
    bool too_large = b[0] == 0xf4 && b[1] >= 0x90;
    return overlong || surrogate || too_large ? 0 : length;
}

size_t utf8_valid(const void *bytes, size_t count)
{
    const uint8_t *b = bytes;
    size_t at = 0;
    while (at < count && b[at] != '\0') {
        size_t length = utf8_sequence(b + at, count - at);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

/* C1 controls (U+0080 to U+009F) can start escape sequences too. */
static bool is_control(const uint8_t *b, size_t length)
{
    return b[0] < 0x20 || b[0] == 0x7f || (length == 2 && b[0] == 0xc2 && b[1] < 0xa0);
}

void utf8_append_printable(struct str *out, const void *bytes, size_t count)
{
    const uint8_t *b = bytes;
    for (size_t at = 0; at < count;) {
        size_t length = utf8_sequence(b + at, count - at);
        if (length > 0 && !is_control(b + at, length)) {
            str_append_bytes(out, b + at, length);
            at += length;
            continue;
        }
        if (b[at] == '\n')
            str_append(out, "\\n");
        else if (b[at] == '\t')
            str_append(out, "\\t");
        else
            str_printf(out, "\\x%02x", b[at]);
        at++;
    }
}

size_t utf8_width(const char *text, size_t bytes)
{
    size_t width = 0;
    for (size_t i = 0; i < bytes; i++)
        width += ((uint8_t)text[i] & 0xc0) != 0x80;
    return width;
}
