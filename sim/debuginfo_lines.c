/* SPDX-License-Identifier: MIT */
/* From a pc to file, line and function. */
#include "sim/debuginfo_private.h"

#include <dwarf.h>
#include <string.h>

enum { LINE_STEPS_BACK_MAX = 16 };

/* Length of the segment at p, and whether it says nothing: "" or ".". */
static size_t segment_bytes(const char *p, bool *empty)
{
    size_t bytes = strcspn(p, "/");
    *empty = bytes == 0 || (bytes == 1 && p[0] == '.');
    return bytes;
}

char *path_clean(const char *path)
{
    struct str out = {0};
    if (path[0] == '/')
        str_append(&out, "/");
    for (const char *p = path; *p;) {
        bool empty;
        size_t bytes = segment_bytes(p, &empty);
        if (!empty) {
            if (out.bytes > 0 && out.text[out.bytes - 1] != '/')
                str_append(&out, "/");
            str_append_bytes(&out, p, bytes);
        }
        p += bytes + (p[bytes] == '/');
    }
    return str_take(&out);
}

/* What remains of path below folder, or path itself. */
static const char *path_below(const char *path, const char *folder)
{
    size_t bytes = strlen(folder);
    if (bytes > 1 && strncmp(path, folder, bytes) == 0 && path[bytes] == '/')
        return path + bytes + 1;
    return path;
}

const char *lines_file(struct debuginfo *d, uint32_t unit, const char *path)
{
    char *clean = path_clean(path);
    const char *text = path_below(clean, d->units.items[unit].folder);
    if (d->program->folder)
        text = path_below(text, d->program->folder);
    for (size_t i = 0; i < d->files.count; i++) {
        if (strcmp(d->files.items[i], text) == 0) {
            free(clean);
            return d->files.items[i];
        }
    }
    char *file = memory_copy_text(text[0] ? text : "?");
    free(clean);
    vec_push(&d->files, file);
    return file;
}

/* The name of the innermost function that was inlined at addr, or name. */
static const char *inlined_name(Dwarf_Die *scope, uint64_t addr, const char *name, int depth)
{
    Dwarf_Die die;
    if (depth >= DIE_DEPTH_MAX || !die_first_child(scope, &die))
        return name;
    do {
        int tag = dwarf_tag(&die);
        if ((tag != DW_TAG_inlined_subroutine && tag != DW_TAG_lexical_block) ||
            dwarf_haspc(&die, addr) != 1)
            continue;
        const char *here = tag == DW_TAG_inlined_subroutine ? dwarf_diename(&die) : NULL;
        return inlined_name(&die, addr, here ? here : name, depth + 1);
    } while (die_next(&die));
    return name;
}

static uint32_t unit_at(struct debuginfo *d, uint64_t addr)
{
    for (uint32_t i = 0; i < d->units.count; i++) {
        if (dwarf_haspc(&d->units.items[i].die, addr) == 1)
            return i;
    }
    return INDEX_NONE;
}

static void read_line(struct debuginfo *d, uint32_t unit, uint64_t addr, struct source_site *site)
{
    Dwarf_Line *line = dwarf_getsrc_die(&d->units.items[unit].die, addr);
    int number = 0, column = 0;
    /* Line 0 is code that belongs to no line: what comes before it is meant. */
    for (int i = 0; line && i < LINE_STEPS_BACK_MAX; i++) {
        Dwarf_Addr start;
        if (dwarf_lineno(line, &number) != 0 || number > 0 || dwarf_lineaddr(line, &start) != 0 ||
            start == 0)
            break;
        line = dwarf_getsrc_die(&d->units.items[unit].die, start - 1);
    }
    if (line == NULL || number <= 0)
        return;
    const char *path = dwarf_linesrc(line, NULL, NULL);
    if (path == NULL)
        return;
    site->file = lines_file(d, unit, path);
    site->line = (uint32_t)number;
    if (dwarf_linecol(line, &column) == 0 && column > 0)
        site->column = (uint32_t)column;
}

static void place_read(struct debuginfo *d, uint64_t addr, struct place *place)
{
    place->function = index_function(d, addr);
    uint32_t unit;
    if (place->function != INDEX_NONE) {
        struct function *function = &d->functions.items[place->function];
        place->site.function = inlined_name(&function->die, addr, function->name, 0);
        unit = function->unit;
    } else {
        const struct symbol *symbol = symbols_find(&d->code_symbols, addr);
        if (symbol)
            place->site.function = symbol->name;
        unit = unit_at(d, addr);
    }
    if (unit != INDEX_NONE)
        read_line(d, unit, addr, &place->site);
}

struct place *place_at(struct debuginfo *d, uint64_t pc)
{
    uint32_t *known = debuginfo_map_find(&d->places_by_pc, pc);
    if (known)
        return &d->places.items[*known];
    struct place place = {.site = {.file = "?", .function = "?"}, .function = INDEX_NONE};
    if (pc > d->program->bias)
        place_read(d, pc - 1 - d->program->bias, &place);
    if (pc != 0)
        debuginfo_map_add(&d->places_by_pc, pc, (uint32_t)d->places.count);
    vec_push(&d->places, place);
    return vec_last(&d->places);
}

struct source_site debuginfo_site(struct debuginfo *d, uint64_t pc)
{
    return place_at(d, pc)->site;
}

const char *debuginfo_function(struct debuginfo *d, uint64_t pc)
{
    if (pc < d->program->bias)
        return NULL;
    uint64_t addr = pc - d->program->bias;
    uint32_t function = index_function(d, addr);
    if (function != INDEX_NONE)
        return d->functions.items[function].name;
    const struct symbol *symbol = symbols_find(&d->code_symbols, addr);
    return symbol ? symbol->name : NULL;
}
