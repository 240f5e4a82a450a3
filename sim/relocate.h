/* SPDX-License-Identifier: MIT */
/*
 * Relocation: writing final addresses into a loaded image.
 *
 * An entry's number depends on the processor; relocate.c maps those of x86-64 and arm64 to the few
 * meanings that a shared object made of position independent code has.
 */
#ifndef SIM_RELOCATE_H
#define SIM_RELOCATE_H

#include "base/error.h"
#include "sim/bind.h"
#include "sim/elf_file.h"

#include <stdbool.h>
#include <stdint.h>

struct stub {
    uint64_t function; /* in the host */
    uint64_t address;  /* in the world */
};

struct relocation {
    const struct elf_file *elf;
    struct binder *binder;
    uint64_t bias;
    uint64_t stubs_at; /* writable room for relocate_count_stubs stubs */
    VEC(struct stub) stubs;
};

enum { STUB_BYTES = 16 };

/** At most so many stubs will be written. */
uint64_t relocate_count_stubs(const struct elf_file *elf);

/** Applies all relocations of r->elf to its segments, which are loaded and writable. */
bool relocate(struct relocation *r, struct error *err);

#endif
