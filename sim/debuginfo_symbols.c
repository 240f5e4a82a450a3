/* SPDX-License-Identifier: MIT */
/* ELF symbols: what is left to go by where there is no DWARF. */
#include "sim/debuginfo_private.h"

#include "sim/program.h"

#include <gelf.h>
#include <string.h>

/* By address; of several at one address the external one, then the first, is last: it is found. */
static int symbol_compare(const void *left, const void *right)
{
    const struct symbol *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->is_local != b->is_local)
        return a->is_local ? -1 : 1;
    return a->order > b->order ? -1 : a->order < b->order;
}

static void symbol_add(struct debuginfo *d, const GElf_Sym *symbol, const char *name,
                       uint32_t order)
{
    if (symbol->st_shndx == SHN_UNDEF || name[0] == '\0')
        return;
    struct symbol added = {
        .start = symbol->st_value,
        .bytes = symbol->st_size,
        .name = name,
        .is_local = GELF_ST_BIND(symbol->st_info) == STB_LOCAL,
        .order = order,
    };
    switch (GELF_ST_TYPE(symbol->st_info)) {
    case STT_FUNC:
    case STT_GNU_IFUNC:
        vec_push(&d->code_symbols, added);
        break;
    case STT_OBJECT:
        vec_push(&d->data_symbols, added);
        break;
    case STT_TLS:
        vec_push(&d->tls_symbols, added);
        break;
    default:
        break;
    }
}

/* The section with the symbols; the full table is better than the dynamic one. */
static Elf_Scn *symbol_section(Elf *elf, GElf_Shdr *header)
{
    Elf_Scn *best = NULL, *section = NULL;
    GElf_Shdr h;
    while ((section = elf_nextscn(elf, section)) != NULL) {
        if (gelf_getshdr(section, &h) == NULL)
            continue;
        if (h.sh_type != SHT_SYMTAB && (h.sh_type != SHT_DYNSYM || best != NULL))
            continue;
        best = section;
        *header = h;
        if (h.sh_type == SHT_SYMTAB)
            break;
    }
    return best;
}

#define SORT(vec, compare)                                                                         \
    do {                                                                                           \
        if ((vec)->count > 1)                                                                      \
            qsort((vec)->items, (vec)->count, sizeof *(vec)->items, compare);                      \
    } while (0)

void symbols_read(struct debuginfo *d)
{
    GElf_Shdr header;
    Elf_Scn *section = symbol_section(d->elf, &header);
    Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
    size_t entry_bytes = gelf_fsize(d->elf, ELF_T_SYM, 1, EV_CURRENT);
    if (data == NULL || entry_bytes == 0)
        return;
    int count = data->d_size / entry_bytes > INT32_MAX ? 0 : (int)(data->d_size / entry_bytes);
    for (int i = 0; i < count; i++) {
        GElf_Sym symbol;
        if (gelf_getsym(data, i, &symbol) == NULL)
            continue;
        const char *name = elf_strptr(d->elf, header.sh_link, symbol.st_name);
        if (name)
            symbol_add(d, &symbol, name, (uint32_t)i);
    }
    SORT(&d->code_symbols, symbol_compare);
    SORT(&d->data_symbols, symbol_compare);
    SORT(&d->tls_symbols, symbol_compare);
}

const struct symbol *symbols_find_in(const struct symbol *symbols, size_t count, uint64_t addr)
{
    size_t low = 0, high = count; /* symbols[0 .. low-1] start at or before addr */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (symbols[middle].start <= addr)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    const struct symbol *found = &symbols[low - 1];
    return addr - found->start < found->bytes ? found : NULL;
}

void debuginfo_functions(struct debuginfo *d,
                         void (*each)(void *context, const char *name, uint64_t start,
                                      uint64_t bytes),
                         void *context)
{
    for (size_t i = 0; i < d->code_symbols.count; i++) {
        const struct symbol *symbol = &d->code_symbols.items[i];
        each(context, symbol->name, symbol->start + d->program->bias, symbol->bytes);
    }
}
