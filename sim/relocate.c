/* SPDX-License-Identifier: MIT */
#include "sim/relocate.h"

#include "base/check.h"

#include <string.h>

enum meaning {
    RELOC_NONE,
    RELOC_RELATIVE, /* bias + addend */
    RELOC_SYMBOL,   /* symbol + addend, a value that the program can see */
    RELOC_SLOT,     /* symbol, for calls only */
    RELOC_TLS_MODULE,
    RELOC_TLS_OFFSET,
    RELOC_TLS_STATIC,
    RELOC_TLS_DESCRIPTOR,
    RELOC_IFUNC,
    RELOC_COPY,
    RELOC_UNKNOWN,
};

#ifdef __aarch64__
static enum meaning meaning_of(uint64_t type)
{
    switch (type) {
    case R_AARCH64_NONE:
        return RELOC_NONE;
    case R_AARCH64_RELATIVE:
        return RELOC_RELATIVE;
    case R_AARCH64_ABS64:
    case R_AARCH64_GLOB_DAT:
        return RELOC_SYMBOL;
    case R_AARCH64_JUMP_SLOT:
        return RELOC_SLOT;
    case R_AARCH64_TLS_DTPMOD:
        return RELOC_TLS_MODULE;
    case R_AARCH64_TLS_DTPREL:
        return RELOC_TLS_OFFSET;
    case R_AARCH64_TLS_TPREL:
        return RELOC_TLS_STATIC;
    case R_AARCH64_TLSDESC:
        return RELOC_TLS_DESCRIPTOR;
    case R_AARCH64_IRELATIVE:
        return RELOC_IFUNC;
    case R_AARCH64_COPY:
        return RELOC_COPY;
    default:
        return RELOC_UNKNOWN;
    }
}
#else
static enum meaning meaning_of(uint64_t type)
{
    switch (type) {
    case R_X86_64_NONE:
        return RELOC_NONE;
    case R_X86_64_RELATIVE:
        return RELOC_RELATIVE;
    case R_X86_64_64:
    case R_X86_64_GLOB_DAT:
        return RELOC_SYMBOL;
    case R_X86_64_JUMP_SLOT:
        return RELOC_SLOT;
    case R_X86_64_DTPMOD64:
        return RELOC_TLS_MODULE;
    case R_X86_64_DTPOFF64:
        return RELOC_TLS_OFFSET;
    case R_X86_64_TPOFF64:
        return RELOC_TLS_STATIC;
    case R_X86_64_TLSDESC:
        return RELOC_TLS_DESCRIPTOR;
    case R_X86_64_IRELATIVE:
        return RELOC_IFUNC;
    case R_X86_64_COPY:
        return RELOC_COPY;
    default:
        return RELOC_UNKNOWN;
    }
}
#endif

/* Advice for what cannot be relocated. */
static const char *complaint(enum meaning meaning)
{
    switch (meaning) {
    case RELOC_TLS_STATIC:
        return "its thread-local variables need -fPIC and the default TLS model";
    case RELOC_TLS_DESCRIPTOR:
        return "its thread-local variables need -mtls-dialect=gnu (x86-64) or "
               "trad (arm64)";
    case RELOC_IFUNC:
        return "it has indirect functions (attribute ifunc)";
    case RELOC_COPY:
        return "it copies variables of other libraries: compile it with -fPIC";
    default:
        return "it has relocations of an unknown kind: compile it with -fPIC";
    }
}

/* The place that a relocation writes to: 8 bytes that a writable segment took from the file. */
static void *target_of(const struct relocation *r, uint64_t offset)
{
    for (size_t i = 0; i < r->elf->loads.count; i++) {
        const Elf64_Phdr *load = &r->elf->loads.items[i];
        if ((load->p_flags & PF_W) && offset >= load->p_vaddr && load->p_filesz >= 8 &&
            offset - load->p_vaddr <= load->p_filesz - 8)
            return (void *)(uintptr_t)(r->bias + offset);
    }
    return NULL;
}

static bool write_word(const struct relocation *r, uint64_t offset, uint64_t value,
                       struct error *err)
{
    void *target = target_of(r, offset);
    if (target == NULL)
        return elf_file_bad(r->elf, err,
                            "a relocation is outside its writable data: compile it "
                            "with -fPIC");
    memcpy(target, &value, sizeof value);
    return true;
}

/* Code that jumps to a function anywhere in the address space. */
static void write_stub(void *at, uint64_t function)
{
#ifdef __aarch64__
    static const uint32_t code[2] = {0x58000050, 0xd61f0200}; /* ldr x16, .+8; br x16 */
    memcpy(at, code, sizeof code);
    memcpy((char *)at + sizeof code, &function, sizeof function);
#else
    static const uint8_t code[6] = {0xff, 0x25, 0, 0, 0, 0}; /* jmp *0(%rip) */
    memset(at, 0xcc, STUB_BYTES);
    memcpy(at, code, sizeof code);
    memcpy((char *)at + sizeof code, &function, sizeof function);
#endif
}

static uint64_t stub_of(struct relocation *r, uint64_t function)
{
    for (size_t i = 0; i < r->stubs.count; i++) {
        if (r->stubs.items[i].function == function)
            return r->stubs.items[i].address;
    }
    struct stub stub = {function, r->stubs_at + r->stubs.count * STUB_BYTES};
    write_stub((void *)(uintptr_t)stub.address, function);
    vec_push(&r->stubs, stub);
    return stub.address;
}

/* An undefined symbol, bound. */
static bool outside_value(struct relocation *r, const Elf64_Sym *symbol, enum meaning meaning,
                          uint64_t *value, struct error *err)
{
    const char *name = elf_file_string(r->elf, symbol->st_name);
    if (name == NULL || name[0] == '\0')
        return elf_file_bad(r->elf, err, "the name of a symbol is damaged");
    bool weak = ELF64_ST_BIND(symbol->st_info) == STB_WEAK;
    struct binding binding = bind_symbol(r->binder, name, weak);
    *value = binding.address;
    if (binding.is_function && meaning == RELOC_SYMBOL)
        *value = stub_of(r, binding.address);
    return true;
}

static bool symbol_value(struct relocation *r, uint64_t index, enum meaning meaning,
                         uint64_t *value, struct error *err)
{
    Elf64_Sym symbol;
    if (!elf_file_symbol(r->elf, index, &symbol))
        return elf_file_bad(r->elf, err, "a relocation names a symbol that does not exist");
    *value = 0;
    if (index == 0)
        return true;
    if (symbol.st_shndx == SHN_UNDEF)
        return outside_value(r, &symbol, meaning, value, err);
    if (ELF64_ST_TYPE(symbol.st_info) == STT_GNU_IFUNC)
        return elf_file_bad(r->elf, err, complaint(RELOC_IFUNC));
    *value = symbol.st_shndx == SHN_ABS ? symbol.st_value : r->bias + symbol.st_value;
    return true;
}

/* The offset of a thread-local variable in its block. */
static bool tls_offset(const struct relocation *r, const Elf64_Rela *entry, uint64_t *offset,
                       struct error *err)
{
    Elf64_Sym symbol;
    uint64_t index = ELF64_R_SYM(entry->r_info);
    if (!elf_file_symbol(r->elf, index, &symbol))
        return elf_file_bad(r->elf, err, "a relocation names a symbol that does not exist");
    if (index != 0 && symbol.st_shndx == SHN_UNDEF) {
        const char *name = elf_file_string(r->elf, symbol.st_name);
        if (name == NULL)
            return elf_file_bad(r->elf, err, "the name of a symbol is damaged");
        bind_missing(r->binder, name);
        *offset = 0;
        return true;
    }
    *offset = symbol.st_value + (uint64_t)entry->r_addend;
    if (*offset > r->elf->tls.p_memsz)
        return elf_file_bad(r->elf, err, "a thread-local variable is outside its block");
    return true;
}

static bool apply(struct relocation *r, const Elf64_Rela *entry, struct error *err)
{
    enum meaning meaning = meaning_of(ELF64_R_TYPE(entry->r_info));
    uint64_t index = ELF64_R_SYM(entry->r_info);
    uint64_t value = 0;
    switch (meaning) {
    case RELOC_NONE:
        return true;
    case RELOC_RELATIVE:
        value = r->bias + (uint64_t)entry->r_addend;
        break;
    case RELOC_SYMBOL:
    case RELOC_SLOT:
        if (!symbol_value(r, index, meaning, &value, err))
            return false;
        /* x86-64 leaves the addend of the two table entries unspecified; it is 0 in practice. */
        value += (uint64_t)entry->r_addend;
        break;
    case RELOC_TLS_MODULE:
        value = 1;
        break;
    case RELOC_TLS_OFFSET:
        if (!tls_offset(r, entry, &value, err))
            return false;
        break;
    default:
        return elf_file_bad(r->elf, err, complaint(meaning));
    }
    return write_word(r, entry->r_offset, value, err);
}

static bool apply_table(struct relocation *r, struct elf_range table, struct error *err)
{
    for (uint64_t done = 0; done + sizeof(Elf64_Rela) <= table.bytes; done += sizeof(Elf64_Rela)) {
        const void *at = elf_file_at(r->elf, table.start + done, sizeof(Elf64_Rela));
        if (at == NULL)
            return elf_file_bad(r->elf, err, "its relocations are not inside the file");
        Elf64_Rela entry;
        memcpy(&entry, at, sizeof entry);
        if (!apply(r, &entry, err))
            return false;
    }
    return true;
}

static bool add_bias(struct relocation *r, uint64_t offset, struct error *err)
{
    uint64_t value;
    const void *at = elf_file_at(r->elf, offset, sizeof value);
    if (at == NULL)
        return elf_file_bad(r->elf, err, "a relocation is outside its data");
    memcpy(&value, at, sizeof value);
    return write_word(r, offset, value + r->bias, err);
}

/* Packed relative relocations: an address, then bit maps of the 63 words that follow each. */
static bool apply_packed(struct relocation *r, struct error *err)
{
    uint64_t next = 0;
    for (uint64_t done = 0; done + 8 <= r->elf->relr.bytes; done += 8) {
        uint64_t word;
        const void *at = elf_file_at(r->elf, r->elf->relr.start + done, sizeof word);
        if (at == NULL)
            return elf_file_bad(r->elf, err, "its relocations are not inside the file");
        memcpy(&word, at, sizeof word);
        if ((word & 1) == 0) {
            if (!add_bias(r, word, err))
                return false;
            next = word + 8;
            continue;
        }
        for (uint64_t bit = 1; bit < 64; bit++) {
            if ((word >> bit & 1) && !add_bias(r, next + (bit - 1) * 8, err))
                return false;
        }
        next += 63 * 8;
    }
    return true;
}

static uint64_t count_symbol_values(const struct elf_file *elf, struct elf_range table)
{
    uint64_t count = 0;
    for (uint64_t done = 0; done + sizeof(Elf64_Rela) <= table.bytes; done += sizeof(Elf64_Rela)) {
        Elf64_Rela entry;
        const void *at = elf_file_at(elf, table.start + done, sizeof entry);
        if (at == NULL)
            break;
        memcpy(&entry, at, sizeof entry);
        if (meaning_of(ELF64_R_TYPE(entry.r_info)) == RELOC_SYMBOL)
            count++;
    }
    return count;
}

uint64_t relocate_count_stubs(const struct elf_file *elf)
{
    return count_symbol_values(elf, elf->rela) + count_symbol_values(elf, elf->plt_rela);
}

bool relocate(struct relocation *r, struct error *err)
{
    ASSERT(r->stubs.count == 0);
    return apply_packed(r, err) && apply_table(r, r->elf->rela, err) &&
           apply_table(r, r->elf->plt_rela, err);
}
