/* SPDX-License-Identifier: MIT */
#include "sim/elf_file.h"

#include "base/check.h"
#include "sim/text_file.h"

#include <string.h>

#ifdef __aarch64__
#define MACHINE EM_AARCH64
#else
#define MACHINE EM_X86_64
#endif

enum { SEGMENTS_MAX = 64, DYNAMIC_MAX = 4096 };

/* No address of a loaded file is beyond this. */
static const uint64_t address_max = UINT64_C(1) << 31;
static const uint64_t page_bytes = 4096;

bool elf_file_bad(const struct elf_file *f, struct error *err, const char *what)
{
    return error_set(err, "%s is not a shared object that heddle can load: %s", f->path, what);
}

static bool range_fits(uint64_t start, uint64_t bytes, uint64_t limit)
{
    return start <= limit && bytes <= limit - start;
}

static bool read_header(const struct elf_file *f, Elf64_Ehdr *header, struct error *err)
{
    if (f->content.bytes < sizeof *header)
        return elf_file_bad(f, err, "it is too short");
    memcpy(header, f->content.text, sizeof *header);
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return elf_file_bad(f, err, "it is not an ELF file");
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
        header->e_machine != MACHINE)
        return elf_file_bad(f, err, "it is for another machine");
    if (header->e_type != ET_DYN)
        return elf_file_bad(f, err, "link it with -shared");
    if (header->e_phentsize != sizeof(Elf64_Phdr) || header->e_phnum > SEGMENTS_MAX ||
        !range_fits(header->e_phoff, header->e_phnum * sizeof(Elf64_Phdr), f->content.bytes))
        return elf_file_bad(f, err, "its program headers are damaged");
    return true;
}

/* Invariant of `loads`: in the file, below address_max, ascending, on pages of their own. */
static bool add_load(struct elf_file *f, const Elf64_Phdr *segment, struct error *err)
{
    if (segment->p_memsz == 0)
        return true;
    if (segment->p_filesz > segment->p_memsz ||
        !range_fits(segment->p_offset, segment->p_filesz, f->content.bytes))
        return elf_file_bad(f, err, "a segment is not inside the file");
    if (!range_fits(segment->p_vaddr, segment->p_memsz, address_max))
        return elf_file_bad(f, err, "it needs more than 2 GiB of memory");
    if ((segment->p_flags & PF_W) && (segment->p_flags & PF_X))
        return elf_file_bad(f, err, "a segment is both writable and executable");
    if (f->loads.count > 0) {
        const Elf64_Phdr *last = vec_last(&f->loads);
        uint64_t last_end = last->p_vaddr + last->p_memsz;
        if ((last_end + page_bytes - 1) / page_bytes > segment->p_vaddr / page_bytes)
            return elf_file_bad(f, err, "its segments overlap");
    }
    vec_push(&f->loads, *segment);
    return true;
}

static bool read_segments(struct elf_file *f, const Elf64_Ehdr *header, Elf64_Phdr *dynamic,
                          struct error *err)
{
    for (uint32_t i = 0; i < header->e_phnum; i++) {
        Elf64_Phdr segment;
        memcpy(&segment, f->content.text + header->e_phoff + i * sizeof segment, sizeof segment);
        if (segment.p_type == PT_LOAD && !add_load(f, &segment, err))
            return false;
        if (segment.p_type == PT_DYNAMIC)
            *dynamic = segment;
        if (segment.p_type == PT_TLS)
            f->tls = segment;
        if (segment.p_type == PT_GNU_STACK && (segment.p_flags & PF_X))
            f->executable_stack = true;
    }
    if (f->loads.count == 0)
        return elf_file_bad(f, err, "it has nothing to load");
    return true;
}

const void *elf_file_at(const struct elf_file *f, uint64_t address, uint64_t bytes)
{
    for (size_t i = 0; i < f->loads.count; i++) {
        const Elf64_Phdr *load = &f->loads.items[i];
        if (address >= load->p_vaddr && range_fits(address - load->p_vaddr, bytes, load->p_filesz))
            return f->content.text + load->p_offset + (address - load->p_vaddr);
    }
    return NULL;
}

/* Where a dynamic entry that is an address or a size is stored. */
static const struct {
    int64_t tag;
    size_t field;
} dynamic_fields[] = {
    {DT_STRTAB, offsetof(struct elf_file, strings.start)},
    {DT_STRSZ, offsetof(struct elf_file, strings.bytes)},
    {DT_SYMTAB, offsetof(struct elf_file, symbols.start)},
    {DT_RELA, offsetof(struct elf_file, rela.start)},
    {DT_RELASZ, offsetof(struct elf_file, rela.bytes)},
    {DT_JMPREL, offsetof(struct elf_file, plt_rela.start)},
    {DT_PLTRELSZ, offsetof(struct elf_file, plt_rela.bytes)},
    {DT_RELR, offsetof(struct elf_file, relr.start)},
    {DT_RELRSZ, offsetof(struct elf_file, relr.bytes)},
    {DT_INIT_ARRAY, offsetof(struct elf_file, init_array.start)},
    {DT_INIT_ARRAYSZ, offsetof(struct elf_file, init_array.bytes)},
    {DT_FINI_ARRAY, offsetof(struct elf_file, fini_array.start)},
    {DT_FINI_ARRAYSZ, offsetof(struct elf_file, fini_array.bytes)},
    {DT_INIT, offsetof(struct elf_file, init)},
    {DT_FINI, offsetof(struct elf_file, fini)},
    {DT_HASH, offsetof(struct elf_file, hash)},
    {DT_GNU_HASH, offsetof(struct elf_file, gnu_hash)},
};

/* Stores a dynamic entry; false if it says that tables have another layout than the usual one. */
static bool take_dynamic(struct elf_file *f, const Elf64_Dyn *entry)
{
    uint64_t value = entry->d_un.d_val;
    for (size_t i = 0; i < ARRAY_LENGTH(dynamic_fields); i++) {
        if (dynamic_fields[i].tag == entry->d_tag)
            memcpy((char *)f + dynamic_fields[i].field, &value, sizeof value);
    }
    switch (entry->d_tag) {
    case DT_TEXTREL:
        f->text_relocations = true;
        return true;
    case DT_FLAGS:
        f->text_relocations |= (value & DF_TEXTREL) != 0;
        return true;
    case DT_REL:
        return false;
    case DT_RELAENT:
        return value == sizeof(Elf64_Rela);
    case DT_PLTREL:
        return value == DT_RELA;
    case DT_SYMENT:
        return value == sizeof(Elf64_Sym);
    default:
        return true;
    }
}

static bool read_word(const struct elf_file *f, uint64_t address, uint32_t *out)
{
    const void *at = elf_file_at(f, address, sizeof *out);
    if (at == NULL)
        return false;
    memcpy(out, at, sizeof *out);
    return true;
}

/* The GNU hash table has no count: the highest symbol is the end of the last chain. */
static bool count_by_gnu_hash(const struct elf_file *f, uint64_t *count)
{
    uint64_t table = f->gnu_hash;
    uint32_t header[4]; /* buckets, first symbol, words of the Bloom filter, shift */
    for (uint32_t i = 0; i < 4; i++) {
        if (!read_word(f, table + i * 4, &header[i]))
            return false;
    }
    uint64_t buckets = table + 16 + (uint64_t)header[2] * 8;
    uint64_t chains = buckets + (uint64_t)header[0] * 4;
    uint32_t highest = 0;
    for (uint32_t i = 0; i < header[0]; i++) {
        uint32_t first;
        if (!read_word(f, buckets + (uint64_t)i * 4, &first))
            return false;
        highest = first > highest ? first : highest;
    }
    *count = header[1];
    if (highest < header[1])
        return true;
    uint32_t hash = 0;
    for (; (hash & 1) == 0; highest++) {
        if (!read_word(f, chains + (uint64_t)(highest - header[1]) * 4, &hash))
            return false;
    }
    *count = highest;
    return true;
}

static bool count_symbols(struct elf_file *f, struct error *err)
{
    uint32_t chains = 0;
    bool counted = false;
    if (f->hash != 0) {
        counted = read_word(f, f->hash + 4, &chains);
        f->symbol_count = chains;
    } else if (f->gnu_hash != 0) {
        counted = count_by_gnu_hash(f, &f->symbol_count);
    }
    if (!counted)
        return elf_file_bad(f, err, "its symbols cannot be counted");
    f->symbols.bytes = f->symbol_count * sizeof(Elf64_Sym);
    return true;
}

/* Is a table wholly in the file? */
static bool has_table(const struct elf_file *f, struct elf_range table)
{
    return table.bytes == 0 || elf_file_at(f, table.start, table.bytes) != NULL;
}

static bool check_tables(const struct elf_file *f, struct error *err)
{
    const struct elf_range tables[] = {f->strings, f->symbols, f->rela, f->plt_rela, f->relr};
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++) {
        if (!has_table(f, tables[i]))
            return elf_file_bad(f, err, "a dynamic table is not inside a segment");
    }
    return true;
}

static bool read_dynamic(struct elf_file *f, const Elf64_Phdr *dynamic, struct error *err)
{
    bool usual = true;
    VEC(uint64_t) needed = {0};
    for (uint32_t i = 0; i < DYNAMIC_MAX && (i + 1) * sizeof(Elf64_Dyn) <= dynamic->p_filesz; i++) {
        Elf64_Dyn entry;
        const void *at = elf_file_at(f, dynamic->p_vaddr + i * sizeof entry, sizeof entry);
        if (at == NULL)
            break;
        memcpy(&entry, at, sizeof entry);
        if (entry.d_tag == DT_NULL)
            break;
        if (entry.d_tag == DT_NEEDED)
            vec_push(&needed, entry.d_un.d_val);
        else
            usual &= take_dynamic(f, &entry);
    }
    bool ok = usual ? count_symbols(f, err) && check_tables(f, err)
                    : elf_file_bad(f, err, "its relocations are of another kind");
    for (size_t i = 0; ok && i < needed.count; i++) {
        const char *name = elf_file_string(f, needed.items[i]);
        if (name == NULL)
            ok = elf_file_bad(f, err, "the name of a library is damaged");
        else
            vec_push(&f->needed, name);
    }
    vec_release(&needed);
    return ok;
}

bool elf_file_open(struct elf_file *f, const char *path, struct error *err)
{
    ASSERT(path != NULL);
    *f = (struct elf_file){.path = path};
    Elf64_Ehdr header;
    Elf64_Phdr dynamic = {0};
    bool ok = text_file_read(path, &f->content, err) && read_header(f, &header, err) &&
              read_segments(f, &header, &dynamic, err);
    if (ok && dynamic.p_filesz == 0)
        ok = elf_file_bad(f, err, "it has no dynamic section");
    ok = ok && read_dynamic(f, &dynamic, err);
    if (!ok)
        elf_file_close(f);
    return ok;
}

void elf_file_close(struct elf_file *f)
{
    str_release(&f->content);
    vec_release(&f->loads);
    vec_release(&f->needed);
}

const char *elf_file_string(const struct elf_file *f, uint64_t offset)
{
    if (offset >= f->strings.bytes)
        return NULL;
    const char *at = elf_file_at(f, f->strings.start + offset, f->strings.bytes - offset);
    if (at == NULL || memchr(at, '\0', f->strings.bytes - offset) == NULL)
        return NULL;
    return at;
}

bool elf_file_symbol(const struct elf_file *f, uint64_t index, Elf64_Sym *out)
{
    if (index >= f->symbol_count)
        return false;
    const void *at = elf_file_at(f, f->symbols.start + index * sizeof *out, sizeof *out);
    if (at == NULL)
        return false;
    memcpy(out, at, sizeof *out);
    return true;
}

bool elf_file_find(const struct elf_file *f, const char *name, Elf64_Sym *out)
{
    for (uint64_t i = 1; i < f->symbol_count; i++) {
        Elf64_Sym symbol;
        if (!elf_file_symbol(f, i, &symbol) || symbol.st_shndx == SHN_UNDEF)
            continue;
        const char *other = elf_file_string(f, symbol.st_name);
        if (other != NULL && strcmp(other, name) == 0) {
            *out = symbol;
            return true;
        }
    }
    return false;
}
