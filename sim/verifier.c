/* SPDX-License-Identifier: MIT */
#include "sim/verifier.h"

#include "base/check.h"
#include "sim/debuginfo.h"
#include "sim/program.h"

#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

static const char prefix[] = "__VERIFIER_", atomic_prefix[] = "__VERIFIER_atomic_",
                  error_name[] = "reach_error";

static bool starts_with(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

bool verifier_has_name(const char *symbol)
{
    return starts_with(symbol, prefix) || strcmp(symbol, error_name) == 0;
}

bool verifier_is_mentioned(const char *text, size_t bytes)
{
    return memmem(text, bytes, prefix, strlen(prefix)) != NULL ||
           memmem(text, bytes, error_name, strlen(error_name)) != NULL;
}

static enum verifier_role role_of(const char *name)
{
    if (strcmp(name, error_name) == 0 || strcmp(name, "__VERIFIER_error") == 0)
        return VERIFIER_ERROR;
    if (strcmp(name, "__VERIFIER_assume") == 0 || strcmp(name, "assume_abort_if_not") == 0)
        return VERIFIER_ASSUME;
    return starts_with(name, atomic_prefix) ? VERIFIER_ATOMIC : VERIFIER_NONE;
}

struct search {
    struct verifier *verifier;
    const char *announced; /* one of those that must be */
};

static void add(void *context, const char *name, uint64_t start, uint64_t bytes)
{
    struct search *s = context;
    enum verifier_role role = role_of(name);
    s->verifier->used |= verifier_has_name(name);
    if (role == VERIFIER_NONE)
        return;
    if (role != VERIFIER_ASSUME)
        s->announced = name;
    vec_push(&s->verifier->functions, (struct verifier_function){start, bytes, role});
}

/* Programs that were preprocessed elsewhere, or declare types themselves, may give objects less room than they take. */
static bool has_room(struct program *p, struct error *err)
{
    static const struct {
        const char *name;
        uint64_t bytes;
    } types[] = {
        {"pthread_t", sizeof(pthread_t)},
        {"pthread_mutex_t", sizeof(pthread_mutex_t)},
        {"pthread_cond_t", sizeof(pthread_cond_t)},
        {"pthread_rwlock_t", sizeof(pthread_rwlock_t)},
        {"pthread_barrier_t", sizeof(pthread_barrier_t)},
        {"pthread_attr_t", sizeof(pthread_attr_t)},
        {"sem_t", sizeof(sem_t)},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        uint64_t bytes = debuginfo_type_bytes(debuginfo_of(p), types[i].name);
        if (bytes != 0 && bytes < types[i].bytes)
            return error_unsupported(err,
                                     "%s has %" PRIu64 " bytes in this program, and %" PRIu64
                                     " on this machine: it was preprocessed for another one; use the "
                                     "source that it was made from",
                                     types[i].name, bytes, types[i].bytes);
    }
    return true;
}

bool verifier_find(struct program *p, bool called, bool announced, struct error *err)
{
    struct search s = {.verifier = &p->verifier};
    p->verifier.used = called;
    debuginfo_functions(debuginfo_of(p), add, &s);
    if (!has_room(p, err))
        return false;
    if (s.announced == NULL || announced)
        return true;
    return error_unsupported(err,
                             "%s is defined in a file that was compiled without "
                             "-finstrument-functions, so heddle cannot see when it is called",
                             s.announced);
}

void verifier_release(struct verifier *v)
{
    vec_release(&v->functions);
}

enum verifier_role verifier_role_at(const struct verifier *v, uint64_t addr)
{
    for (size_t i = 0; i < v->functions.count; i++)
        if (v->functions.items[i].start == addr)
            return v->functions.items[i].role;
    return VERIFIER_NONE;
}

bool verifier_assumes_at(const struct verifier *v, uint64_t pc)
{
    for (size_t i = 0; i < v->functions.count; i++) {
        const struct verifier_function *f = &v->functions.items[i];
        if (f->role == VERIFIER_ASSUME && pc > f->start && pc <= f->start + f->bytes)
            return true;
    }
    return false;
}
