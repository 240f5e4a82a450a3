/* SPDX-License-Identifier: MIT */
/*
 * Environment variables and the locale: both are empty at the start of every execution, and nothing
 * of the host's is seen.
 */
#include "sim/call.h"
#include "sim/posix/library.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <locale.h>
#include <string.h>

static int failed(int error)
{
    *call_errno() = error;
    return -1;
}

/* The program may set `environ` to an array of its own: it is followed with care. */
static char **entries_here(void)
{
    return LIBRARY->environment;
}

/* The entry "name=..." or NULL. */
static char **entry_find(const char *name, size_t bytes, uint64_t pc)
{
    char **at = entries_here();
    if (at == NULL)
        return NULL;
    for (;; at++) {
        cells_read(at, sizeof *at, pc);
        if (*at == NULL)
            return NULL;
        size_t n = cells_read_text(*at, pc);
        if (n > bytes && strncmp(*at, name, bytes) == 0 && (*at)[bytes] == '=')
            return at;
    }
}

/* Makes `environ` lead to an array with room; NULL: it is full. */
static char **entry_new(uint64_t pc)
{
    char **from = entries_here(), **to = LIBRARY->entries;
    size_t count = 0;
    for (; from != NULL && count < VARIABLES_MAX; count++) {
        cells_read(&from[count], sizeof *from, pc);
        if (from[count] == NULL)
            break;
        to[count] = from[count];
    }
    if (count == VARIABLES_MAX)
        return NULL;
    LIBRARY->environment = to;
    to[count + 1] = NULL;
    return &to[count];
}

static char *hd_getenv(const char *name)
{
    uint64_t pc = CALL_PC();
    size_t bytes = cells_read_text(name, pc);
    char **entry = entry_find(name, bytes, pc);
    return entry != NULL ? *entry + bytes + 1 : NULL;
}

static int entry_put(char *text, size_t name_bytes, uint64_t pc)
{
    char **entry = entry_find(text, name_bytes, pc);
    if (entry == NULL)
        entry = entry_new(pc);
    if (entry == NULL)
        return failed(ENOMEM);
    *entry = text;
    call_note_effect();
    return 0;
}

static int hd_setenv(const char *name, const char *value, int replace)
{
    uint64_t pc = CALL_PC();
    size_t name_bytes = cells_read_text(name, pc), value_bytes = cells_read_text(value, pc);
    if (name_bytes == 0 || strchr(name, '=') != NULL)
        return failed(EINVAL);
    if (!replace && entry_find(name, name_bytes, pc) != NULL)
        return 0;
    if (name_bytes + value_bytes + 2 > VARIABLES_BYTES - LIBRARY->variables_bytes)
        return failed(ENOMEM);
    char *text = LIBRARY->variables + LIBRARY->variables_bytes;
    LIBRARY->variables_bytes += name_bytes + value_bytes + 2;
    memcpy(text, name, name_bytes);
    text[name_bytes] = '=';
    memcpy(text + name_bytes + 1, value, value_bytes + 1);
    return entry_put(text, name_bytes, pc);
}

static int hd_unsetenv(const char *name)
{
    uint64_t pc = CALL_PC();
    size_t bytes = cells_read_text(name, pc);
    if (bytes == 0 || strchr(name, '=') != NULL)
        return failed(EINVAL);
    char **entry;
    while ((entry = entry_find(name, bytes, pc)) != NULL)
        for (; *entry != NULL; entry++)
            *entry = entry[1];
    return 0;
}

static int hd_putenv(char *text)
{
    uint64_t pc = CALL_PC();
    cells_read_text(text, pc);
    const char *equals = strchr(text, '=');
    return equals != NULL ? entry_put(text, (size_t)(equals - text), pc) : hd_unsetenv(text);
}

static int hd_clearenv(void)
{
    LIBRARY->environment = LIBRARY->no_environment;
    LIBRARY->no_environment[0] = NULL;
    return 0;
}

static char *hd_setlocale(int category, const char *name)
{
    char *c = LIBRARY->locale;
    if (category < LC_CTYPE || category > LC_IDENTIFICATION)
        return NULL;
    if (name == NULL)
        return c;
    cells_read_text(name, CALL_PC());
    bool known = strcmp(name, "") == 0 || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0;
    return known ? c : NULL;
}

static struct lconv *hd_localeconv(void)
{
    return &LIBRARY->conventions;
}

const struct surface_entry surface_environment[] = {
    SURFACE(getenv, "stdlib.h", "empty at the start of every execution"),
    SURFACE_AS("secure_getenv", hd_getenv, "stdlib.h", NULL),
    SURFACE(setenv, "stdlib.h", NULL),
    SURFACE(unsetenv, "stdlib.h", NULL),
    SURFACE(putenv, "stdlib.h", NULL),
    SURFACE(clearenv, "stdlib.h", NULL),
    SURFACE(setlocale, "locale.h", "the C locale only"),
    SURFACE(localeconv, "locale.h", NULL),
    SURFACE_NOT_YET("newlocale", "locale.h", "there is only the C locale"),
    SURFACE_NOT_YET("uselocale", "locale.h", "there is only the C locale"),
};
SURFACE_PART_COUNT(environment);
