/* SPDX-License-Identifier: MIT */
#include "tests/debuginfo_program.h"

#include "base/check.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <CUnit/CUnit.h>
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

/* a.c and b.c; the tests know the lines of a.c that are marked. */
static const char source_a[] =
    "#include <pthread.h>\n"
    "#include <stdbool.h>\n"
    "#include <stdlib.h>\n"
    "enum color { RED, GREEN = 5, BLUE };\n"
    "struct point { int x, y; };\n"
    "struct node { int value; struct node *next; };\n"
    "struct bag { int count; struct node *items[]; };\n"
    "struct queue {\n"
    "    struct node *head;\n"
    "    int length;\n"
    "    pthread_mutex_t lock;\n"
    "    struct { int inner; };\n"
    "    union { int number; char text[4]; };\n"
    "    unsigned ready : 3, done : 5;\n"
    "    struct point corners[2][3];\n"
    "};\n"
    "typedef struct queue queue_type;\n"
    "queue_type queue, *const queue_pointer = &queue;\n"
    "volatile int flag[2];\n"
    "int grid[3][4];\n"
    "static int count;\n"
    "int *count_a(void) { return &count; }\n"
    "enum color color = BLUE;\n"
    "bool ready; char letter; double ratio; signed char small; unsigned long big;\n"
    "_Atomic unsigned hits;\n"
    "volatile int *cell = &flag[1];\n"
    "_Thread_local int before, mine[3];\n"
    "void *anything; struct node **table; struct bag *bag; struct point *points; int *number;\n"
    "pthread_mutex_t locks[2];\n"
    "int *next_id(void) { static int last; return &last; }\n"
    "int *other_id(void) { static int last; return &last; }\n"
    "void here(void (*probe)(void *))\n"
    "{\n"
    "    probe(0); /* line 34 */\n"
    "}\n"
    "void (*hook)(void (*)(void *)) = here;\n"
    "static void inner(void (*probe)(void *), int *numbers)\n"
    "{\n"
    "    struct point corner = {1, 2};\n"
    "    if (numbers) {\n"
    "        long depth[4] = {0};\n"
    "        probe(&numbers[2]);\n"
    "        probe(&corner.y);\n"
    "        probe(&depth[3]);\n"
    "    }\n"
    "}\n"
    "void outer(void (*probe)(void *), int size)\n"
    "{\n"
    "    int total = 1, numbers[4] = {0}, sized[size];\n"
    "    sized[1] = 0;\n"
    "    inner(probe, numbers);\n"
    "    probe(&total);\n"
    "    probe(&sized[1]);\n"
    "}\n"
    "void holder(void (*probe)(void *), void *block)\n"
    "{\n"
    "    struct node *held = block;\n"
    "    probe(&held->value);\n"
    "}\n";

static const char source_b[] = "static long count;\n"
                               "long *count_b(void) { return &count; }\n"
                               "struct pair { int left, right; };\n"
                               "struct pair pairs[2];\n";

static int note_segments(struct dl_phdr_info *info, size_t bytes, void *context)
{
    (void)bytes;
    struct program *p = context;
    if (info->dlpi_addr != p->bias)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uint64_t start = p->bias + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_W)) {
            p->data_start = start;
            p->data_end = start + segment->p_memsz;
        } else if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X)) {
            p->text_start = start;
            p->text_end = start + segment->p_memsz;
        }
    }
    return 1;
}

bool fixture_compile(const char *compiler, const char *flag, const char *path)
{
    const char *a = scratch_file("src/a.c", source_a), *b = scratch_file("src/b.c", source_b);
    const char *folder = scratch_folder();
    ASSERT(a && b);
    struct process p = {.folder = folder};
    const char *const argv[] = {
        compiler,  "-g",      flag, "-O0", "-fPIC", "-shared", "-fno-omit-frame-pointer",
        "src/a.c", "src/b.c", "-o", path,  NULL};
    process_run(&p, argv);
    bool ok = p.status == 0;
    if (!ok)
        printf("%s %s", str_text(&p.out), str_text(&p.err));
    process_release(&p);
    return ok;
}

void fixture_open(struct fixture *f, const char *compiler, const char *flag)
{
    static int serial;
    char name[64];
    *f = (struct fixture){.is_clang = strstr(compiler, "clang") != NULL};
    snprintf(name, sizeof name, "program%d.so", serial++);
    f->program.shared_object = (char *)(uintptr_t)scratch_path(name);
    CU_ASSERT_FATAL(fixture_compile(compiler, flag, f->program.shared_object));
    f->library = dlopen(f->program.shared_object, RTLD_NOW | RTLD_LOCAL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(f->library);
    struct link_map *map;
    CU_ASSERT_EQUAL_FATAL(dlinfo(f->library, RTLD_DI_LINKMAP, &map), 0);
    f->program.bias = map->l_addr;
    dl_iterate_phdr(note_segments, &f->program);
    f->d = debuginfo_open(&f->program);
}

void fixture_close(struct fixture *f)
{
    debuginfo_close(f->d);
    dlclose(f->library);
}

static bool is_installed(const char *compiler)
{
    struct process p = {0};
    const char *const argv[] = {compiler, "--version", NULL};
    process_run(&p, argv);
    bool ok = p.status == 0;
    process_release(&p);
    return ok;
}

void for_each_build(void (*check)(struct fixture *))
{
    static const char *const compilers[] = {"cc", "gcc", "clang"};
    static const char *const flags[] = {"-gdwarf-4", "-gdwarf-5"};
    for (size_t c = 0; c < ARRAY_LENGTH(compilers); c++) {
        for (size_t i = 0; i < ARRAY_LENGTH(flags) && is_installed(compilers[c]); i++) {
            struct fixture f;
            fixture_open(&f, compilers[c], flags[i]);
            check(&f);
            fixture_close(&f);
        }
    }
}

void *symbol(const struct fixture *f, const char *name)
{
    void *found = dlsym(f->library, name);
    if (found == NULL)
        printf("    no symbol %s\n", name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    return found;
}

void *returned(const struct fixture *f, const char *function)
{
    void *(*call)(void) = NULL;
    void *found = symbol(f, function);
    memcpy(&call, &found, sizeof call);
    return call();
}

prober symbol_prober(const struct fixture *f, const char *name)
{
    prober call = NULL;
    void *found = symbol(f, name);
    memcpy(&call, &found, sizeof call);
    return call;
}

void expect(struct str *got, const char *wanted)
{
    if (strcmp(str_text(got), wanted) != 0)
        printf("    wanted \"%s\", got \"%s\"\n", wanted, str_text(got));
    CU_ASSERT_STRING_EQUAL(str_text(got), wanted);
    str_clear(got);
}
