/* SPDX-License-Identifier: MIT */
#include "sim/image.h"

#include "base/check.h"
#include "base/hash.h"
#include "sim/elf_file.h"
#include "sim/relocate.h"
#include "sim/world.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* The world's first address stays unused, so that a small negative index does not leave the world.
 */
#define IMAGE_START (WORLD_BASE + (UINT64_C(64) << 10))

enum { PAGE_BYTES = 4096, TLS_ALIGN_MAX = 4096 };

static const uint64_t tls_bytes_max = UINT64_C(16) << 20;

static bool loaded;

static uint64_t page_down(uint64_t address)
{
    return address & ~(uint64_t)(PAGE_BYTES - 1);
}

static uint64_t page_up(uint64_t address)
{
    return page_down(address + PAGE_BYTES - 1);
}

static void *pointer(uint64_t address)
{
    return (void *)(uintptr_t)address;
}

static bool map_failed(struct error *err)
{
    return error_set(err, "cannot map the program's memory: %s", strerror(errno));
}

/* Takes memory for the segments and the stubs, and copies what the file has. */
static bool map_segments(struct program *p, const struct elf_file *elf, uint64_t stubs,
                         struct error *err)
{
    const Elf64_Phdr *last = vec_last(&elf->loads);
    p->bias = IMAGE_START;
    p->image_start = IMAGE_START;
    p->image_end =
        page_up(IMAGE_START + last->p_vaddr + last->p_memsz) + page_up(stubs * STUB_BYTES);
    ASSERT_LE(p->image_end, WORLD_BASE + IMAGE_BYTES);
    void *got = mmap(pointer(p->image_start), p->image_end - p->image_start, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    if (got == MAP_FAILED)
        return map_failed(err);
    loaded = true;
    for (size_t i = 0; i < elf->loads.count; i++) {
        const Elf64_Phdr *load = &elf->loads.items[i];
        if (load->p_filesz > 0)
            memcpy(pointer(p->bias + load->p_vaddr), elf->content.text + load->p_offset,
                   load->p_filesz);
    }
    return true;
}

/* Widens [*start, *end) to cover a segment. */
static void widen(uint64_t *start, uint64_t *end, uint64_t from, uint64_t to)
{
    if (*start == *end) {
        *start = from;
        *end = to;
    }
    *start = from < *start ? from : *start;
    *end = to > *end ? to : *end;
}

/* Finds the ranges of code and of writable data. */
static bool find_ranges(struct program *p, const struct elf_file *elf, struct error *err)
{
    for (size_t i = 0; i < elf->loads.count; i++) {
        const Elf64_Phdr *load = &elf->loads.items[i];
        uint64_t from = p->bias + load->p_vaddr;
        if (load->p_flags & PF_X)
            widen(&p->text_start, &p->text_end, from, from + load->p_memsz);
        if (load->p_flags & PF_W)
            widen(&p->data_start, &p->data_end, from, from + load->p_memsz);
    }
    for (size_t i = 0; i < elf->loads.count; i++) {
        const Elf64_Phdr *load = &elf->loads.items[i];
        uint64_t from = p->bias + load->p_vaddr;
        if (!(load->p_flags & PF_W) && from >= p->data_start && from < p->data_end)
            return elf_file_bad(elf, err, "its writable segments are not adjacent");
    }
    p->data_end = page_up(p->data_end); /* a program can write behind its last variable, too */
    return true;
}

static bool open_libraries(const struct elf_file *elf, const char *const *folders,
                           struct binder *binder, struct error *err)
{
    for (size_t i = 0; i < elf->needed.count; i++) {
        if (!bind_library(binder, elf->needed.items[i], folders, err))
            return false;
    }
    return true;
}

/* Keeps what the data is at the start.  Pages that are zero (.bss) are not touched. */
static bool keep_pristine(struct program *p, const struct elf_file *elf, struct error *err)
{
    uint64_t bytes = p->data_end - p->data_start;
    if (bytes == 0) {
        p->pristine = pointer(p->data_start);
        return true;
    }
    uint8_t *copy = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (copy == MAP_FAILED)
        return map_failed(err);
    p->pristine = copy;
    for (size_t i = 0; i < elf->loads.count; i++) {
        const Elf64_Phdr *load = &elf->loads.items[i];
        uint64_t from = p->bias + load->p_vaddr;
        if ((load->p_flags & PF_W) && load->p_filesz > 0)
            memcpy(copy + (from - p->data_start), pointer(from), load->p_filesz);
    }
    if (mprotect(copy, bytes, PROT_READ) != 0)
        return map_failed(err);
    return true;
}

/* After keep_pristine: the block's initial bytes are taken from there if they are data. */
static bool find_tls(struct program *p, const struct elf_file *elf, struct error *err)
{
    const Elf64_Phdr *tls = &elf->tls;
    p->tls_align = 16;
    if (tls->p_memsz == 0)
        return true;
    if (tls->p_memsz > tls_bytes_max)
        return elf_file_bad(elf, err, "its thread-local variables need more than 16 MiB");
    if (tls->p_align > TLS_ALIGN_MAX || (tls->p_align & (tls->p_align - 1)) != 0)
        return elf_file_bad(elf, err, "the alignment of its thread-local variables is damaged");
    if (tls->p_filesz > tls->p_memsz ||
        (tls->p_filesz > 0 && elf_file_at(elf, tls->p_vaddr, tls->p_filesz) == NULL))
        return elf_file_bad(elf, err, "its thread-local variables are not inside a segment");
    uint64_t at = p->bias + tls->p_vaddr;
    bool is_data = at >= p->data_start && at < p->data_end;
    p->tls_image = is_data ? p->pristine + (at - p->data_start) : pointer(at);
    p->tls_image_bytes = tls->p_filesz;
    p->tls_bytes = tls->p_memsz;
    p->tls_align = tls->p_align > 16 ? tls->p_align : 16;
    return true;
}

/* Reads one entry of an array of functions, after relocation; *out is 0 if it is empty. */
static bool read_function(const struct program *p, const struct elf_file *elf,
                          struct elf_range array, uint64_t index, uint64_t *out, struct error *err)
{
    uint64_t address = array.start + index * sizeof *out;
    if (elf_file_at(elf, address, sizeof *out) == NULL)
        return elf_file_bad(elf, err, "its list of constructors is not inside a segment");
    memcpy(out, pointer(p->bias + address), sizeof *out);
    if (*out == UINT64_MAX)
        *out = 0;
    if (*out != 0 && !program_has_code(p, *out))
        return elf_file_bad(elf, err, "a constructor is not in its code");
    return true;
}

/* DT_INIT and the array behind it; the array of destructors backwards, and DT_FINI. */
static bool find_constructors(struct program *p, const struct elf_file *elf, struct error *err)
{
    uint64_t init = elf->init ? p->bias + elf->init : 0;
    uint64_t fini = elf->fini ? p->bias + elf->fini : 0;
    if ((init != 0 && !program_has_code(p, init)) || (fini != 0 && !program_has_code(p, fini)))
        return elf_file_bad(elf, err, "a constructor is not in its code");
    if (init != 0)
        vec_push(&p->constructors, init);
    uint64_t function = 0;
    for (uint64_t i = 0; i < elf->init_array.bytes / sizeof function; i++) {
        if (!read_function(p, elf, elf->init_array, i, &function, err))
            return false;
        if (function != 0)
            vec_push(&p->constructors, function);
    }
    for (uint64_t i = elf->fini_array.bytes / sizeof function; i-- > 0;) {
        if (!read_function(p, elf, elf->fini_array, i, &function, err))
            return false;
        if (function != 0)
            vec_push(&p->destructors, function);
    }
    if (fini != 0)
        vec_push(&p->destructors, fini);
    return true;
}

static bool find_main(struct program *p, const struct elf_file *elf, struct error *err)
{
    Elf64_Sym symbol;
    p->main_entry = 0;
    if (!elf_file_find(elf, "main", &symbol))
        return true;
    p->main_entry = p->bias + symbol.st_value;
    if (!program_has_code(p, p->main_entry))
        return elf_file_bad(elf, err, "its main is not a function");
    return true;
}

static bool protect_range(uint64_t from, uint64_t to, int protection, struct error *err)
{
    from = page_down(from);
    to = page_up(to);
    if (from < to && mprotect(pointer(from), to - from, protection) != 0)
        return map_failed(err);
    return true;
}

/* Everything is readable; code can be run, data written, and the gaps are read only. */
static bool protect(const struct program *p, const struct elf_file *elf, uint64_t stubs_at,
                    struct error *err)
{
    if (!protect_range(p->image_start, p->image_end, PROT_READ, err) ||
        !protect_range(stubs_at, p->image_end, PROT_READ | PROT_EXEC, err) ||
        !protect_range(p->data_start, p->data_end, PROT_READ | PROT_WRITE, err))
        return false;
    for (size_t i = 0; i < elf->loads.count; i++) {
        const Elf64_Phdr *load = &elf->loads.items[i];
        uint64_t from = p->bias + load->p_vaddr;
        if ((load->p_flags & PF_X) &&
            !protect_range(from, from + load->p_memsz, PROT_READ | PROT_EXEC, err))
            return false;
    }
    __builtin___clear_cache(pointer(p->image_start), pointer(p->image_end));
    return true;
}

/*
 * The identity is that of the file's loadable bytes before relocation, with where they go.  The
 * file's header is left out: it holds the offset of the section headers, which depends on debug
 * information, and that on the folder of the sources.
 */
static uint64_t identify(const struct elf_file *elf)
{
    uint64_t identity = 0;
    for (size_t i = 0; i < elf->loads.count; i++) {
        const Elf64_Phdr *load = &elf->loads.items[i];
        uint64_t skip =
            load->p_offset < sizeof(Elf64_Ehdr) ? sizeof(Elf64_Ehdr) - load->p_offset : 0;
        uint64_t place[] = {load->p_vaddr, load->p_filesz, load->p_memsz, load->p_flags};
        identity = hash_bytes(place, sizeof place, identity);
        if (load->p_filesz > skip)
            identity = hash_bytes(elf->content.text + load->p_offset + skip, load->p_filesz - skip,
                                  identity);
    }
    return identity;
}

static bool load_from(struct program *p, const struct elf_file *elf, const char *const *folders,
                      struct binder *binder, struct error *err)
{
    if (elf->executable_stack)
        return error_unsupported(err,
                                 "%s needs an executable stack (nested functions, or assembly "
                                 "without .note.GNU-stack), which tasks do not have",
                                 elf->path);
    if (elf->text_relocations)
        return elf_file_bad(elf, err, "its code has relocations: compile it with -fPIC");
    uint64_t stubs = relocate_count_stubs(elf);
    if (!map_segments(p, elf, stubs, err) || !find_ranges(p, elf, err) ||
        !open_libraries(elf, folders, binder, err))
        return false;
    struct relocation relocation = {.elf = elf,
                                    .binder = binder,
                                    .bias = p->bias,
                                    .stubs_at = p->image_end - page_up(stubs * STUB_BYTES)};
    bool ok = relocate(&relocation, err);
    ASSERT_LE(relocation.stubs.count, stubs);
    vec_release(&relocation.stubs);
    p->identity = identify(elf);
    return ok && keep_pristine(p, elf, err) && find_tls(p, elf, err) &&
           find_constructors(p, elf, err) && find_main(p, elf, err) &&
           protect(p, elf, relocation.stubs_at, err);
}

bool image_load(struct program *p, const char *path, const char *const *folders,
                struct binder *binder, struct error *err)
{
    ASSERT(!loaded);
    ASSERT(p->pristine == NULL);
    struct elf_file elf;
    if (!elf_file_open(&elf, path, err))
        return false;
    bool ok = load_from(p, &elf, folders, binder, err);
    if (!ok)
        image_unload(p);
    elf_file_close(&elf);
    return ok;
}

void image_unload(struct program *p)
{
    if (p->pristine != NULL && p->data_end > p->data_start)
        munmap((void *)(uintptr_t)p->pristine, p->data_end - p->data_start);
    p->pristine = NULL;
    vec_release(&p->constructors);
    vec_release(&p->destructors);
    if (p->image_end == 0)
        return;
    void *got = mmap(pointer(p->image_start), p->image_end - p->image_start, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    ASSERT(got != MAP_FAILED);
    p->image_start = p->image_end = 0;
    loaded = false;
}
