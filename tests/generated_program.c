/* SPDX-License-Identifier: MIT */
#include "tests/generated_program.h"

#include "sim/elf_file.h"
#include "tests/scratch.h"

#include <stdio.h>

struct program *generated_program(generated_writer *write, uint32_t first, uint32_t last)
{
    struct str text = {0};
    struct error err;
    write(first, last, &text);
    const char *files[] = {scratch_file("generated.c", str_text(&text))};
    static const char *const flags[] = {"-Isim", "-w"};
    const struct build_options options = {
        .files = files, .file_count = 1, .flags = flags, .flag_count = 2};
    struct program *p = program_build(&options, &err);
    if (p == NULL)
        printf("    %s\n", err.text);
    str_release(&text);
    return p;
}

bool generated_cells(const struct program *p, uint32_t number, struct end_cells *cells)
{
    struct elf_file elf;
    struct error err;
    Elf64_Sym symbol;
    char name[32];
    snprintf(name, sizeof name, "p%u_cells", number);
    if (!elf_file_open(&elf, p->shared_object, &err))
        return false;
    bool found = elf_file_find(&elf, name, &symbol);
    elf_file_close(&elf);
    const struct end_cell *at = (const void *)(symbol.st_value + p->bias);
    for (; found && at->addr; at++)
        vec_push(&cells->items, *at);
    return found;
}

struct machine *generated_machine(struct program *p, uint32_t number, enum memory_model memory)
{
    static char name[] = "generated", text[16];
    static char *argv[] = {name, text, NULL};
    struct error err;
    struct machine_options options = machine_options_default();
    snprintf(text, sizeof text, "%u", number);
    options.memory = memory;
    options.argc = 2;
    options.argv = argv;
    return machine_new_direct(p, &options, &err);
}
