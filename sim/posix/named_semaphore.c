/* SPDX-License-Identifier: MIT */
/*
 * Named semaphores: a table of one execution, so no name leaks from one run to the next.
 *
 * Opening, closing and unlinking are places where others may run, because they compete for names.
 */
#include "sim/posix/semaphore.h"

#include "base/check.h"
#include "sim/objects/life.h"
#include "sim/objects/registry.h"
#include "sim/objects/semaphore.h"
#include "sim/posix/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

/* In glibc the name becomes "sem.NAME" in a directory. */
enum { NAME_BYTES_MAX = NAME_MAX - 4 };

struct named {
    struct object *object;
    uint32_t opens; /* not closed yet */
    bool unlinked;  /* the name may be used anew; the semaphore lives on while it is open */
};

struct names {
    struct object *registry;
    uint32_t count;
    struct named entries[NAMED_SEMAPHORES_MAX];
};

static struct names *names_get(uint64_t pc)
{
    void **slot = call_slot(CALL_SLOT_NAMED_SEMAPHORES);
    if (*slot == NULL) {
        struct names *names = call_alloc(sizeof(struct names));
        names->registry = object_create(call_machine(), &registry_ops, NULL, NULL, NULL, pc);
        names->registry->label = "of semaphores";
        *slot = names;
    }
    return *slot;
}

static void *handle_of(uint32_t index)
{
    return (void *)(uintptr_t)(NAMED_SEMAPHORE_BASE + (uint64_t)index * NAMED_SEMAPHORE_STRIDE);
}

/* The entry behind a handle that is open; reports anything else. */
static struct named *entry_of(const void *semaphore, const char *function, uint64_t pc)
{
    struct names *names = names_get(pc);
    uint64_t index = ((uintptr_t)semaphore - NAMED_SEMAPHORE_BASE) / NAMED_SEMAPHORE_STRIDE;
    if (index >= names->count || names->entries[index].opens == 0)
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    "%s of a named semaphore that was closed", function);
    return &names->entries[index];
}

struct object *semaphore_of_handle(const void *semaphore, const char *function, uint64_t pc)
{
    return entry_of(semaphore, function, pc)->object;
}

static struct named *find(struct names *names, const char *name)
{
    for (uint32_t i = 0; i < names->count; i++) {
        struct named *n = &names->entries[i];
        if (!n->unlinked && strcmp(n->object->label + 1, name) == 0)
            return n;
    }
    return NULL;
}

/* Lets others run before the table is looked at; what follows is one step. */
static struct names *compete(uint16_t verb, uint64_t pc)
{
    struct names *names = names_get(pc);
    call_object(names->registry, NULL, verb, 0, 0, pc);
    return names;
}

static void note_change(struct names *names, uint64_t pc)
{
    call_object(names->registry, NULL, REGISTRY_CHANGE, 0, OP_EAGER, pc);
}

/* Checks the name as glibc does; *bare is the part behind the slashes. */
static bool check_name(const char *name, const char **bare, const char *function, uint64_t pc)
{
    attach_check_pointer(name, function, pc);
    size_t bytes = cells_read_text(name, pc);
    while (*name == '/') {
        name++;
        bytes--;
    }
    *bare = name;
    return bytes > 0 && bytes <= NAME_BYTES_MAX && !strchr(name, '/');
}

static sem_t *fail(int error)
{
    *call_errno() = error;
    return SEM_FAILED;
}

static struct named *create(struct names *names, const char *name, unsigned value, uint64_t pc)
{
    if (names->count == NAMED_SEMAPHORES_MAX)
        call_unsupported(pc, "more than %d named semaphores", NAMED_SEMAPHORES_MAX);
    const uint64_t arguments[OBJECT_ARGUMENTS] = {
        [LIFE_ARGUMENT] = LIFE_READY, [ATTRIBUTES_ARGUMENT] = value};
    struct named *n = &names->entries[names->count++];
    n->object = object_create(call_machine(), &semaphore_ops, NULL, NULL, arguments, pc);
    char *label = call_alloc(strlen(name) + 2);
    label[0] = '/';
    strcpy(label + 1, name);
    n->object->label = label;
    note_change(names, pc);
    return n;
}

static sem_t *open_named(const char *name, int flags, unsigned value, const char *function,
                         uint64_t pc)
{
    const char *bare;
    if (!check_name(name, &bare, function, pc))
        return fail(EINVAL);
    struct names *names = compete(REGISTRY_OPEN, pc);
    struct named *n = find(names, bare);
    if (n != NULL && (flags & O_CREAT) && (flags & O_EXCL))
        return fail(EEXIST);
    if (n == NULL && !(flags & O_CREAT))
        return fail(ENOENT);
    if (n == NULL && value > SEM_VALUE_MAX)
        return fail(EINVAL);
    if (n == NULL)
        n = create(names, bare, value, pc);
    n->opens++;
    return handle_of((uint32_t)(n - names->entries));
}

sem_t *hd_sem_open(const char *name, int flags, ...)
{
    uint64_t pc = CALL_PC();
    unsigned value = 0;
    if (flags & O_CREAT) {
        va_list arguments;
        va_start(arguments, flags);
        (void)va_arg(arguments, mode_t);
        value = va_arg(arguments, unsigned);
        va_end(arguments);
    }
    return open_named(name, flags, value, CALL_NAME, pc);
}

int hd_sem_close(sem_t *semaphore)
{
    uint64_t pc = CALL_PC();
    attach_check_pointer(semaphore, CALL_NAME, pc);
    if (!semaphore_is_handle(semaphore)) {
        *call_errno() = EINVAL;
        return -1;
    }
    compete(REGISTRY_CLOSE, pc);
    entry_of(semaphore, CALL_NAME, pc)->opens--;
    return 0;
}

int hd_sem_unlink(const char *name)
{
    uint64_t pc = CALL_PC();
    const char *bare;
    bool valid = check_name(name, &bare, CALL_NAME, pc);
    struct names *names = compete(REGISTRY_UNLINK, pc);
    struct named *n = valid ? find(names, bare) : NULL;
    if (n == NULL) {
        *call_errno() = ENOENT;
        return -1;
    }
    n->unlinked = true;
    note_change(names, pc);
    return 0;
}
