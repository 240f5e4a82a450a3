/* SPDX-License-Identifier: MIT */
/*
 * A shared object file, checked before use: 64-bit ELF, little endian, for this machine.
 *
 *     struct elf_file elf;
 *     if (!elf_file_open(&elf, path, err)) ...
 *     const Elf64_Rela *r = elf_file_at(&elf, elf.rela, sizeof *r);    // NULL: not in the file
 *     elf_file_close(&elf);
 *
 * The file may be hostile.  Everything here is bounds checked; what is read by address goes through
 * elf_file_at, which answers only for bytes that a loadable segment takes from the file.
 */
#ifndef SIM_ELF_FILE_H
#define SIM_ELF_FILE_H

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_range {
    uint64_t start, bytes; /* an address as in the file; bytes 0: there is none */
};

struct elf_file {
    const char *path; /* borrowed */
    struct str content;
    VEC(Elf64_Phdr) loads; /* PT_LOAD, by ascending address, without overlap, never empty */
    Elf64_Phdr tls;        /* p_memsz 0: none */
    bool executable_stack;

    /* From the dynamic section. */
    struct elf_range strings, symbols, rela, plt_rela, relr, init_array, fini_array;
    uint64_t symbol_count;
    uint64_t init, fini;      /* 0: none */
    uint64_t hash, gnu_hash;  /* tables; 0: none */
    VEC(const char *) needed; /* names of libraries */
    bool text_relocations;
};

/** On failure nothing is to be closed, and err names the file and what is wrong with it. */
bool elf_file_open(struct elf_file *f, const char *path, struct error *err);
void elf_file_close(struct elf_file *f);

/** The bytes at an address, if all come from the file; else NULL.  Not aligned. */
const void *elf_file_at(const struct elf_file *f, uint64_t address, uint64_t bytes);

/** A name from the string table, NULL if the offset is bad. */
const char *elf_file_string(const struct elf_file *f, uint64_t offset);

/** Copies a dynamic symbol; false: no such one. */
bool elf_file_symbol(const struct elf_file *f, uint64_t index, Elf64_Sym *out);

/** Finds a defined dynamic symbol by name. */
bool elf_file_find(const struct elf_file *f, const char *name, Elf64_Sym *out);

/** Sets err to "PATH is not a shared object that heddle can load: ...". */
bool elf_file_bad(const struct elf_file *f, struct error *err, const char *what);

#endif
