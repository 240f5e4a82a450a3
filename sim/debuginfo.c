/* SPDX-License-Identifier: MIT */
#include "sim/debuginfo_private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 1 << 30 };

/* The whole file in memory: it may be removed or overwritten while we work.  False: not readable.
 */
static bool file_read(struct debuginfo *d, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    struct stat status;
    bool ok = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
              status.st_size <= FILE_BYTES_MAX;
    if (ok) {
        size_t want = (size_t)status.st_size;
        d->image = memory_new(want, 1);
        while (d->image_bytes < want) {
            ssize_t got = read(fd, d->image + d->image_bytes, want - d->image_bytes);
            if (got <= 0)
                break;
            d->image_bytes += (size_t)got;
        }
        ok = d->image_bytes == want;
    }
    close(fd);
    return ok;
}

struct debuginfo *debuginfo_open(const struct program *program)
{
    struct debuginfo *d = memory_new(1, sizeof *d);
    d->program = program;
    if (program->shared_object == NULL || !file_read(d, program->shared_object))
        return d;
    if (elf_version(EV_CURRENT) == EV_NONE)
        return d;
    d->elf = elf_memory(d->image, d->image_bytes);
    if (d->elf == NULL || elf_kind(d->elf) != ELF_K_ELF)
        return d;
    symbols_read(d);
    d->dwarf = dwarf_begin_elf(d->elf, DWARF_C_READ, NULL);
    d->cfi = dwarf_getcfi_elf(d->elf);
    if (d->dwarf)
        index_read(d);
    return d;
}

struct debuginfo *debuginfo_of(struct program *program)
{
    if (program->debuginfo == NULL)
        program->debuginfo = debuginfo_open(program);
    return program->debuginfo;
}

static void release_index(struct debuginfo *d)
{
    for (size_t i = 0; i < d->types.count; i++) {
        vec_release(&d->types.items[i]->members);
        vec_release(&d->types.items[i]->enumerators);
    }
    for (size_t i = 0; i < d->functions.count; i++)
        vec_release(&d->functions.items[i].locals);
    for (size_t i = 0; i < d->units.count; i++)
        free(d->units.items[i].folder);
    for (size_t i = 0; i < d->files.count; i++)
        free(d->files.items[i]);
    vec_release(&d->types);
    vec_release(&d->functions);
    vec_release(&d->units);
    vec_release(&d->files);
    vec_release(&d->globals);
    vec_release(&d->tls);
    vec_release(&d->code_symbols);
    vec_release(&d->data_symbols);
    vec_release(&d->tls_symbols);
}

void debuginfo_close(struct debuginfo *d)
{
    if (d == NULL)
        return;
    release_index(d);
    vec_release(&d->places);
    vec_release(&d->reached);
    debuginfo_map_release(&d->types_by_die);
    debuginfo_map_release(&d->places_by_pc);
    debuginfo_map_release(&d->visited);
    own_frames_free(d->own);
    if (d->cfi)
        dwarf_cfi_end(d->cfi);
    if (d->dwarf)
        dwarf_end(d->dwarf);
    if (d->elf)
        elf_end(d->elf);
    arena_release(&d->arena);
    free(d->image);
    free(d);
}

const char *debuginfo_text(struct debuginfo *d, const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(arena_alloc(&d->arena, bytes), text, bytes);
}
