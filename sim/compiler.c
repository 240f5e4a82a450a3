/* SPDX-License-Identifier: MIT */
#include "sim/compiler.h"

#include "base/check.h"
#include "base/str.h"
#include "sim/command.h"
#include "sim/text_file.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void words_add(struct words *w, const char *word)
{
    vec_push(&w->list, word);
}

void words_format(struct words *w, const char *format, ...)
{
    struct str text = {0};
    va_list arguments;
    va_start(arguments, format);
    str_vprintf(&text, format, arguments);
    va_end(arguments);
    vec_push(&w->owned, str_take(&text));
    words_add(w, *vec_last(&w->owned));
}

void words_release(struct words *w)
{
    for (size_t i = 0; i < w->owned.count; i++)
        free(w->owned.items[i]);
    vec_release(&w->owned);
    vec_release(&w->list);
}

/* $CC may hold a launcher and flags, separated by blanks, as make allows it. */
static void split_command(struct words *command, const char *text)
{
    while (*text) {
        size_t bytes = strcspn(text, " \t");
        if (bytes > 0)
            words_format(command, "%.*s", (int)bytes, text);
        text += bytes;
        text += strspn(text, " \t");
    }
}

/* The number behind `#define NAME ` in the list of predefined macros; 0: not there. */
static int macro_value(const char *macros, const char *name)
{
    struct str define = {0};
    str_printf(&define, "#define %s ", name);
    const char *at = strstr(macros, str_text(&define));
    int value = at ? atoi(at + define.bytes) : 0;
    str_release(&define);
    return value;
}

/* Macros say more than --version: which compiler, which release, and for which machine. */
static bool identify(struct compiler *c, const char *macros, struct error *err)
{
#ifdef __aarch64__
    const char *machine = "__aarch64__";
#else
    const char *machine = "__x86_64__";
#endif
    if (macro_value(macros, "__GNUC__") == 0)
        return error_set(err, "%s is neither gcc nor clang: set CC to one of them",
                         c->command.list.items[0]);
    if (macro_value(macros, machine) == 0 || macro_value(macros, "__LP64__") == 0)
        return error_set(err, "%s compiles for another machine: set CC to a compiler for this one",
                         c->command.list.items[0]);
    c->is_clang = macro_value(macros, "__clang__") != 0;
    c->version = macro_value(macros, c->is_clang ? "__clang_major__" : "__GNUC__");
    return true;
}

bool compiler_init(struct compiler *c, const char *name, const char *folder, struct error *err)
{
    *c = (struct compiler){0};
    const char *from_environment = getenv("CC");
    if (name != NULL && name[0] != '\0')
        words_add(&c->command, name);
    else if (from_environment != NULL)
        split_command(&c->command, from_environment);
    if (c->command.list.count == 0)
        words_add(&c->command, "cc");

    struct words words = {0};
    struct str output = {0};
    struct str macros = {0};
    str_printf(&output, "%s/macros", folder);
    for (size_t i = 0; i < c->command.list.count; i++)
        words_add(&words, c->command.list.items[i]);
    static const char *const rest[] = {"-dM", "-E", "-x", "c", "/dev/null", NULL};
    for (size_t i = 0; i < ARRAY_LENGTH(rest); i++)
        words_add(&words, rest[i]);

    bool succeeded = false;
    bool ok = command_run(words.list.items, str_text(&output), &succeeded, err);
    if (ok && !succeeded)
        ok = error_set(err, "%s is not a C compiler that works: set CC to gcc or clang",
                       c->command.list.items[0]);
    ok = ok && text_file_read(str_text(&output), &macros, err) &&
         identify(c, str_text(&macros), err);
    words_release(&words);
    str_release(&output);
    str_release(&macros);
    return ok;
}

void compiler_release(struct compiler *c)
{
    words_release(&c->command);
}

static void add_all(struct words *words, const char *const *list)
{
    for (; *list != NULL; list++)
        words_add(words, *list);
}

void compiler_instrument_before(const struct compiler *c, struct words *words)
{
    static const char *const common[] = {
        "-g",
        /* -O1 hoists `while (!done);` out of its loop. */
        "-O0",
        "-fno-omit-frame-pointer",
        "-fsanitize=thread",
        /* gcc expands strcpy of a literal, bzero, and at -O1 more, to stores that it does not
         * instrument; as calls they reach the surface, which announces the whole range. */
        "-fno-builtin",
        /* No dependence on what a distribution switches on by default. */
        "-fno-stack-protector",
        "-U_FORTIFY_SOURCE",
        "-D__HEDDLE__=1",
        NULL,
    };
    static const char *const gcc[] = {
        "--param", "tsan-distinguish-volatile=1", "--param", "tsan-instrument-func-entry-exit=0",
        NULL,
    };
    static const char *const clang[] = {
        "-mllvm",
        "-tsan-distinguish-volatile=1",
        "-mllvm",
        "-tsan-instrument-func-entry-exit=0",
        /* Else `x = x + 1` is announced as a write alone, and a lost update cannot be seen. */
        "-mllvm",
        "-tsan-instrument-read-before-write=1",
        NULL,
    };
    add_all(words, common);
#ifdef __x86_64__
    words_add(words, "-fcf-protection=none");
#endif
    if (c->is_clang)
        add_all(words, clang);
    else if (c->version >= 11)
        add_all(words, gcc);
}

void compiler_instrument_after(const struct compiler *c, struct words *words)
{
    /* The loader depends on these, so they come after the user's flags. */
    static const char *const common[] = {"-S", "-fPIC", "-fvisibility=default", "-fno-lto", NULL};
    add_all(words, common);
#ifdef __aarch64__
    if (!c->is_clang)
        words_add(words, "-mtls-dialect=trad");
#else
    (void)c;
#endif
}

void compiler_link(const struct compiler *c, struct words *words)
{
    static const char *const common[] = {
        "-shared",        "-nostdlib",           "-Wl,-Bsymbolic",        "-Wl,-z,now",
        "-Wl,-z,norelro", "-Wl,--build-id=none", "-Wl,--hash-style=both", NULL};
    (void)c;
    add_all(words, common);
}
