/* SPDX-License-Identifier: MIT */
#include "sim/posix/key.h"

#include "sim/posix/attach.h"
#include "sim/posix/posix.h"
#include "sim/posix/thread_data.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>

/*
 * A value belongs to a key only if their generations are equal: a deleted key's values are
 * forgotten.
 */
struct key {
    uint64_t destructor;
    uint32_t generation; /* >= 1 while in use */
    bool used;
};

struct keys {
    struct key items[PTHREAD_KEYS_MAX];
    uint32_t generations;
    uint32_t limit; /* keys at and behind this index were never used */
};

enum { VALUES_QUANTUM = 16 };

static struct keys *keys_get(void)
{
    return *call_slot(CALL_SLOT_KEYS);
}

static struct key *key_find(unsigned index)
{
    struct keys *keys = keys_get();
    if (keys == NULL || index >= keys->limit || !keys->items[index].used)
        return NULL;
    return &keys->items[index];
}

bool key_new(uint64_t destructor, unsigned *key)
{
    void **slot = call_slot(CALL_SLOT_KEYS);
    if (*slot == NULL)
        *slot = call_alloc(sizeof(struct keys));
    struct keys *keys = *slot;
    uint32_t index = 0;
    while (index < PTHREAD_KEYS_MAX && keys->items[index].used)
        index++;
    if (index == PTHREAD_KEYS_MAX)
        return false;
    keys->items[index] = (struct key){destructor, ++keys->generations, true};
    if (index >= keys->limit)
        keys->limit = index + 1;
    call_note_effect();
    *key = index;
    return true;
}

bool key_free(unsigned key)
{
    struct key *k = key_find(key);
    if (k == NULL)
        return false;
    k->used = false;
    call_note_effect();
    return true;
}

static struct key_value *value_find(struct thread_data *data, unsigned key)
{
    const struct key *k = key_find(key);
    if (k == NULL || data == NULL || key >= data->value_count ||
        data->values[key].generation != k->generation)
        return NULL;
    return &data->values[key];
}

uint64_t key_get(unsigned key)
{
    const struct key_value *value = value_find(thread_data_find(call_task()->id), key);
    return value ? value->value : 0;
}

static void make_room(struct thread_data *data, unsigned key)
{
    if (key < data->value_count)
        return;
    uint32_t count = (key / VALUES_QUANTUM + 1) * VALUES_QUANTUM;
    struct key_value *values = call_alloc(count * sizeof *values);
    if (data->value_count > 0)
        memcpy(values, data->values, data->value_count * sizeof *values);
    data->values = values;
    data->value_count = count;
}

bool key_set(unsigned key, uint64_t value)
{
    const struct key *k = key_find(key);
    if (k == NULL)
        return false;
    struct thread_data *data = thread_data_of(call_task()->id);
    make_room(data, key);
    data->values[key] = (struct key_value){value, k->generation};
    call_note_effect();
    return true;
}

/* One round; true if a destructor was called, which may have set new values. */
static bool run_round(task_id task)
{
    bool called = false;
    for (unsigned key = 0; key < keys_get()->limit; key++) {
        struct key_value *value = value_find(thread_data_find(task), key);
        if (value == NULL || value->value == 0 || key_find(key)->destructor == 0)
            continue;
        uint64_t old = value->value;
        value->value = 0;
        ((void (*)(void *))(uintptr_t)key_find(key)->destructor)((void *)(uintptr_t)old);
        called = true;
    }
    return called;
}

bool keys_are_used(void)
{
    return keys_get() != NULL;
}

void keys_run_destructors(void)
{
    if (!keys_are_used())
        return;
    task_id task = call_task()->id;
    for (int i = 0; i < PTHREAD_DESTRUCTOR_ITERATIONS; i++)
        if (!run_round(task))
            return;
}

static int hd_pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    uint64_t pc = CALL_PC();
    unsigned index;
    attach_check_pointer(key, CALL_NAME, pc);
    if (!key_new((uint64_t)(uintptr_t)destructor, &index))
        return EAGAIN;
    cells_write(key, sizeof *key, pc);
    *key = index;
    return 0;
}

static int hd_pthread_key_delete(pthread_key_t key)
{
    return key_free(key) ? 0 : EINVAL;
}

static void *hd_pthread_getspecific(pthread_key_t key)
{
    return (void *)(uintptr_t)key_get(key);
}

static int hd_pthread_setspecific(pthread_key_t key, const void *value)
{
    return key_set(key, (uint64_t)(uintptr_t)value) ? 0 : EINVAL;
}

const struct surface_entry surface_keys[] = {
    SURFACE(pthread_key_create, "pthread.h", NULL),
    SURFACE(pthread_key_delete, "pthread.h", NULL),
    SURFACE(pthread_getspecific, "pthread.h", NULL),
    SURFACE(pthread_setspecific, "pthread.h", NULL),
};
SURFACE_PART_COUNT(keys);
