/* SPDX-License-Identifier: MIT */
#include "sim/bind.h"

#include "base/check.h"
#include "base/str.h"
#include "sim/surface.h"
#include "sim/verifier.h"

#include <dlfcn.h>
#include <elf.h>
#include <gnu/lib-names.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

/* Is the library one whose functions the surface stands for, or that must not be there at all? */
static bool is_replaced(const char *name)
{
    static const char *const stems[] = {
        "libc.so",   "libpthread.so", "librt.so",    "libdl.so",      "libtsan.so",
        "ld-linux-", "libatomic.so",  "ld-linux.so", "linux-vdso.so", "libc.musl-"};
    const char *slash = strrchr(name, '/');
    const char *base = slash ? slash + 1 : name;
    for (size_t i = 0; i < ARRAY_LENGTH(stems); i++) {
        if (strncmp(base, stems[i], strlen(stems[i])) == 0)
            return true;
    }
    return false;
}

/* Functions of numbers alone: nothing to say about them. */
static bool is_pure(const char *name)
{
    return strncmp(name, "libm.so", 7) == 0 || strncmp(name, "libgcc_s.so", 11) == 0;
}

bool bind_library(struct binder *b, const char *name, const char *const *folders, struct error *err)
{
    if (is_replaced(name))
        return true;
    void *library = NULL;
    for (; library == NULL && *folders != NULL; folders++) {
        struct str path = {0};
        str_printf(&path, "%s/%s", *folders, name);
        library = dlopen(str_text(&path), RTLD_NOW | RTLD_LOCAL);
        str_release(&path);
    }
    if (library == NULL)
        library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return error_set(err, "cannot open the library %s that the program needs: %s", name,
                         dlerror());
    vec_push(&b->libraries, library);
    if (!is_pure(name)) {
        b->foreign = true;
        struct str sentence = {0};
        str_printf(&sentence, "%s runs as it is: what it does to memory is not seen", name);
        vec_push(&b->assumptions, str_take(&sentence));
    }
    return true;
}

/* A symbol of the C library itself, not of something that stands in front of it. */
static const void *find_in(const char *library, const char *name)
{
    void *handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
    if (handle == NULL)
        return NULL;
    const void *address = dlsym(handle, name);
    dlclose(handle);
    return address;
}

static const void *find_in_c_library(const char *name)
{
    const void *address = find_in(LIBC_SO, name);
    return address ? address : find_in(LIBM_SO, name);
}

static struct binding collect(struct binder *b, const char *name, const char *note)
{
    bool known = false;
    for (size_t i = 0; !known && i < b->unbound.count; i++)
        known = strcmp(b->unbound.items[i].symbol, name) == 0;
    if (!known) {
        struct unbound unbound = {memory_copy_text(name), note};
        vec_push(&b->unbound, unbound);
    }
    return (struct binding){0};
}

/*
 * A symbol of a library.  dlsym also looks into what the library itself was linked with: the C
 * library must not come in by that door.  Functions are reached through stubs, variables are not.
 */
static struct binding classify(const void *address)
{
    struct binding binding = {(uint64_t)(uintptr_t)address, true};
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    if (dladdr1(address, &info, (void **)&symbol, RTLD_DL_SYMENT) == 0)
        return binding;
    if (info.dli_fname != NULL && is_replaced(info.dli_fname))
        return (struct binding){0};
    if (symbol != NULL)
        binding.is_function = ELF64_ST_TYPE(symbol->st_info) != STT_OBJECT;
    return binding;
}

static struct binding bind_in_libraries(const struct binder *b, const char *name)
{
    for (size_t i = 0; i < b->libraries.count; i++) {
        const void *address = dlsym(b->libraries.items[i], name);
        struct binding binding = {0};
        if (address != NULL)
            binding = classify(address);
        if (binding.address != 0)
            return binding;
    }
    return (struct binding){0};
}

/*
 * Functions whose results come from outside of the program.  Here they are the same in every execution, so a
 * verdict says nothing about others.
 */
static const struct {
    const char *sentence;
    const char *functions[12];
} fixed_inputs[] = {
    {"random numbers were the same in every execution (rand and the like)",
     {"rand", "random", "drand48", "lrand48", "mrand48", "getrandom", "getentropy", "arc4random",
      "arc4random_buf", "arc4random_uniform", NULL}},
    {"clocks are virtual: they start at the same moment and advance with what a task does",
     {"time", "gettimeofday", "clock_gettime", "timespec_get", "clock", "times", NULL}},
};

static void assume_once(struct binder *b, const char *sentence)
{
    for (size_t i = 0; i < b->assumptions.count; i++)
        if (strcmp(b->assumptions.items[i], sentence) == 0)
            return;
    vec_push(&b->assumptions, memory_copy_text(sentence));
}

static void note_input(struct binder *b, const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(fixed_inputs); i++)
        for (const char *const *f = fixed_inputs[i].functions; *f != NULL; f++)
            if (strcmp(*f, name) == 0)
                assume_once(b, fixed_inputs[i].sentence);
}

static struct binding bind_entry(struct binder *b, const struct surface_entry *entry, bool weak)
{
    const void *target = entry->target;
    switch (entry->kind) {
    case SURFACE_UNSUPPORTED:
        if (weak)
            return (struct binding){0};
        return collect(b, entry->name, entry->note ? entry->note : "");
    case SURFACE_PURE:
        target = find_in_c_library(entry->name);
        if (target == NULL && weak)
            return (struct binding){0};
        if (target == NULL)
            return collect(b, entry->name, "this system's C library does not have it");
        break;
    case SURFACE_HOOK:
        b->instrumented |= strncmp(entry->name, "__tsan_", 7) == 0;
        b->announces_calls |= strcmp(entry->name, VERIFIER_HOOK) == 0;
        break;
    case SURFACE_MODELLED:
        note_input(b, entry->name);
        b->verifies |= verifier_has_name(entry->name);
        break;
    case SURFACE_DATA:
        break;
    }
    ASSERT(target != NULL);
    return (struct binding){(uint64_t)(uintptr_t)target, entry->kind != SURFACE_DATA};
}

/* What to do about a symbol that nobody defines; NULL: it is not known at all. */
static const char *advice_on(const char *name)
{
    static const struct {
        const char *prefix, *advice;
    } rows[] = {
        {"GOMP_", "OpenMP is not modelled: leave -fopenmp out, or use threads"},
        {"omp_", "OpenMP is not modelled: use threads"},
        {"__ubsan_", "leave -fsanitize=undefined out"},
        {"__asan_", "leave -fsanitize=address out"},
        {"__gcov_", "leave --coverage out"},
        {"mcount", "leave -pg out"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        if (strncmp(name, rows[i].prefix, strlen(rows[i].prefix)) == 0)
            return rows[i].advice;
    bool known = find_in_c_library(name) != NULL;
    return known ? "leave it out (#ifndef __HEDDLE__), or define a stand-in for it in the program"
                 : NULL;
}

struct binding bind_symbol(struct binder *b, const char *name, bool weak)
{
    const struct surface_entry *entry = surface_find(name);
    if (entry != NULL)
        return bind_entry(b, entry, weak);
    struct binding binding = bind_in_libraries(b, name);
    return binding.address == 0 && !weak ? collect(b, name, advice_on(name)) : binding;
}

void bind_missing(struct binder *b, const char *name)
{
    collect(b, name, NULL);
}

void bind_release(struct binder *b)
{
    for (size_t i = 0; i < b->unbound.count; i++)
        free(b->unbound.items[i].symbol);
    vec_release(&b->unbound);
    for (size_t i = 0; i < b->assumptions.count; i++)
        free(b->assumptions.items[i]);
    vec_release(&b->assumptions);
    vec_release(&b->libraries);
}
