/* SPDX-License-Identifier: MIT */
/* Taking texts apart (strtok, strsep, paths), and the texts of error numbers and signals. */
#include "sim/posix/library.h"
#include "sim/posix/posix.h"

#include "sim/call.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The next token of text, or of what *rest leads to; both announced before. */
static char *token_next(char *text, const char *delimiters, char **rest, uint64_t pc)
{
    cells_read_text(delimiters, pc);
    if (text == NULL) {
        cells_read(rest, sizeof *rest, pc);
        text = *rest;
    }
    if (text == NULL)
        return NULL;
    cells_read_text(text, pc);
    text += strspn(text, delimiters);
    char *end = text + strcspn(text, delimiters), *behind = end;
    if (*end != '\0') {
        cells_write(end, 1, pc);
        *end = '\0';
        behind = end + 1;
    }
    cells_write(rest, sizeof *rest, pc);
    *rest = behind;
    return end == text ? NULL : text;
}

static char *hd_strtok(char *text, const char *delimiters)
{
    return token_next(text, delimiters, &LIBRARY->strtok_rest, CALL_PC());
}

static char *hd_strtok_r(char *text, const char *delimiters, char **rest)
{
    return token_next(text, delimiters, rest, CALL_PC());
}

static char *hd_strsep(char **at, const char *delimiters)
{
    uint64_t pc = CALL_PC();
    cells_read(at, sizeof *at, pc);
    char *text = *at;
    if (text == NULL)
        return NULL;
    cells_read_text(text, pc);
    cells_read_text(delimiters, pc);
    char *end = text + strcspn(text, delimiters);
    bool last = *end == '\0';
    if (!last) {
        cells_write(end, 1, pc);
        *end = '\0';
    }
    cells_write(at, sizeof *at, pc);
    *at = last ? NULL : end + 1;
    return text;
}

/* GNU's basename: never changes the path. */
static char *hd_basename(const char *path)
{
    cells_read_text(path, CALL_PC());
    char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : (char *)(uintptr_t)path;
}

/* The length of path without its trailing slashes, at least 1 for "/". */
static size_t path_length(const char *path, size_t n)
{
    while (n > 1 && path[n - 1] == '/')
        n--;
    return n;
}

static char *dot(void)
{
    strcpy(LIBRARY->text, ".");
    return LIBRARY->text;
}

/* POSIX's basename (libgen.h). */
static char *hd___xpg_basename(char *path)
{
    uint64_t pc = CALL_PC();
    size_t n = path == NULL ? 0 : cells_read_text(path, pc);
    if (n == 0)
        return dot();
    size_t kept = path_length(path, n);
    if (kept < n) {
        cells_write(path + kept, 1, pc);
        path[kept] = '\0';
    }
    char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static char *hd_dirname(char *path)
{
    uint64_t pc = CALL_PC();
    size_t n = path == NULL ? 0 : cells_read_text(path, pc);
    size_t kept = n == 0 ? 0 : path_length(path, n);
    while (kept > 0 && path[kept - 1] != '/')
        kept--;
    if (kept == 0)
        return dot();
    kept = path_length(path, kept);
    if (kept == 1 && path[0] == '/' && path[1] == '/' && path[2] != '/')
        kept = 2; /* two slashes may mean something else than one */
    cells_write(path + kept, 1, pc);
    path[kept] = '\0';
    return path;
}

/* Texts of numbers: formed in the library's memory, so that the program may look at them. */

struct number_text {
    char *to;
    size_t room;
    const char *known, *unknown;
    int number;
};

static void number_text_on_host(void *argument)
{
    struct number_text *t = argument;
    if (t->known != NULL)
        snprintf(t->to, t->room, "%s", t->known);
    else
        snprintf(t->to, t->room, "%s %d", t->unknown, t->number);
}

static void number_text_form(char *to, size_t room, const char *known, const char *unknown,
                             int number)
{
    struct number_text t = {to, room, known, unknown, number};
    call_on_host(number_text_on_host, &t);
}

/* A known text is a constant: two tasks that ask for different ones do not disturb each other. */
static char *hd_strerror(int number)
{
    const char *known = strerrordesc_np(number);
    if (known != NULL)
        return (char *)(uintptr_t)known;
    number_text_form(LIBRARY->text, sizeof LIBRARY->text, NULL, "Unknown error", number);
    return LIBRARY->text;
}

static char *hd_strsignal(int number)
{
    const char *known = sigdescr_np(number);
    if (known != NULL)
        return (char *)(uintptr_t)known;
    number_text_form(LIBRARY->text, sizeof LIBRARY->text, NULL, "Unknown signal", number);
    return LIBRARY->text;
}

/* The text of an error in the caller's buffer; ERANGE if it does not fit. */
static int error_copy(int number, char *to, size_t room, uint64_t pc)
{
    char text[64];
    number_text_form(text, sizeof text, strerrordesc_np(number), "Unknown error", number);
    size_t n = strlen(text), kept = n < room ? n : room - 1;
    if (room > 0) {
        cells_write(to, kept + 1, pc);
        memcpy(to, text, kept);
        to[kept] = '\0';
    }
    return n < room ? 0 : ERANGE;
}

/* GNU's strerror_r returns a text ... */
static char *hd_strerror_r(int number, char *to, size_t room)
{
    const char *known = strerrordesc_np(number);
    if (known != NULL)
        return (char *)(uintptr_t)known;
    error_copy(number, to, room, CALL_PC());
    return to;
}

/* ... and POSIX's an error number. */
static int hd___xpg_strerror_r(int number, char *to, size_t room)
{
    return error_copy(number, to, room, CALL_PC());
}

static void hd_psignal(int number, const char *text)
{
    if (text != NULL && cells_read_text(text, CALL_PC()) > 0) {
        call_output(2, text, strlen(text));
        call_output(2, ": ", 2);
    }
    const char *known = sigdescr_np(number);
    if (known == NULL)
        known = "Unknown signal";
    call_output(2, known, strlen(known));
    call_output(2, "\n", 1);
}

const struct surface_entry surface_tokens[] = {
    SURFACE(strtok, "string.h", "its hidden state is a shared variable: races on it are reported"),
    SURFACE(strtok_r, "string.h", NULL),
    SURFACE_AS("__strtok_r", hd_strtok_r, "string.h", NULL),
    SURFACE(strsep, "string.h", NULL),
    SURFACE_AS("__strsep", hd_strsep, "string.h", NULL),
    SURFACE(basename, "string.h", NULL),
    SURFACE(__xpg_basename, "libgen.h", NULL),
    SURFACE(dirname, "libgen.h", NULL),
    SURFACE(strerror, "string.h", NULL),
    SURFACE(strerror_r, "string.h", NULL),
    SURFACE(__xpg_strerror_r, "string.h", NULL),
    SURFACE_HOST(strerrordesc_np, "string.h"),
    SURFACE_HOST(strerrorname_np, "string.h"),
    SURFACE(strsignal, "string.h", NULL),
    SURFACE_HOST(sigdescr_np, "string.h"),
    SURFACE_HOST(sigabbrev_np, "string.h"),
    SURFACE(psignal, "signal.h", NULL),
};
SURFACE_PART_COUNT(tokens);
