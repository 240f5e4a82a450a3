/* SPDX-License-Identifier: MIT */
/*
 * Named semaphores: a table of one execution, so no name leaks from one run to the next.
 *
 * Opening, closing and unlinking are places where others may run, because they compete for names.
 */
#include "sim/posix/semaphore.h"

#include "base/check.h"
#include "sim/objects/life.h"
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
    uint32_t count;
    struct named entries[NAMED_SEMAPHORES_MAX];
};

static struct names *names_get(void)
{
    void **slot = call_slot(CALL_SLOT_NAMED_SEMAPHORES);
    if (*slot == NULL)
        *slot = call_alloc(sizeof(struct names));
    return *slot;
}

static void *handle_of(uint32_t index)
{
    return (void *)(uintptr_t)(NAMED_SEMAPHORE_BASE + (uint64_t)index * NAMED_SEMAPHORE_STRIDE);
}

/* The entry behind a handle that is open; reports anything else. */
static struct named *entry_of(const void *semaphore, const char *function, uint64_t pc)
{
    struct names *names = names_get();
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

/* Lets others run: what follows is one step. */
static void compete(uint64_t pc)
{
    struct op op = {.kind = OP_YIELD, .pc = pc};
    call_perform(&op);
}

/* Checks the name as glibc does; *bare is the part behind the slashes. */
static int check_name(const char *name, const char **bare, const char *function, uint64_t pc)
{
    attach_check_pointer(name, function, pc);
    size_t bytes = cells_read_text(name, pc);
    while (*name == '/') {
        name++;
        bytes--;
    }
    if (bytes == 0 || strchr(name, '/'))
        return EINVAL;
    if (bytes > NAME_BYTES_MAX)
        return ENAMETOOLONG;
    *bare = name;
    return 0;
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
    call_note_effect();
    return n;
}

static sem_t *open_named(const char *name, int flags, unsigned value, const char *function,
                         uint64_t pc)
{
    const char *bare;
    int error = check_name(name, &bare, function, pc);
    if (error != 0)
        return fail(error);
    compete(pc);
    struct names *names = names_get();
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
    compete(pc);
    entry_of(semaphore, CALL_NAME, pc)->opens--;
    return 0;
}

int hd_sem_unlink(const char *name)
{
    uint64_t pc = CALL_PC();
    const char *bare;
    int error = check_name(name, &bare, CALL_NAME, pc);
    if (error == EINVAL)
        error = ENOENT; /* sem_unlink has its own idea of a bad name */
    compete(pc);
    struct named *n = error ? NULL : find(names_get(), bare);
    if (n == NULL) {
        *call_errno() = error ? error : ENOENT;
        return -1;
    }
    n->unlinked = true;
    call_note_effect();
    return 0;
}
