/* SPDX-License-Identifier: MIT */
/* What a JSON text must satisfy beyond what cJSON checks. */
#ifndef TRACES_JSON_SCAN_H
#define TRACES_JSON_SCAN_H

#include <stddef.h>

/**
 * Looks at every byte: UTF-8, no control characters, strings without \u0000, numbers as in RFC
 * 8259. Returns NULL, or what is wrong at text[*at].  The structure is left to the parser.
 */
const char *json_scan(const char *text, size_t bytes, size_t *at);

#endif
