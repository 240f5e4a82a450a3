/* SPDX-License-Identifier: MIT */
#include "sim/surface.h"

#include "base/check.h"
#include "sim/posix/posix.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PART(title, name)                                                                          \
    {                                                                                              \
        title, surface_##name, &surface_##name##_count                                             \
    }

const struct surface_part surface_parts[] = {
    PART("Threads", threads),
    PART("Thread attributes", thread_attributes),
    PART("Thread properties", thread_properties),
    PART("Cancellation", cancellation),
    PART("Mutexes", mutexes),
    PART("Mutex attributes", mutex_attributes),
    PART("Condition variables", conditions),
    PART("Semaphores", semaphores),
    PART("Read-write locks", rwlocks),
    PART("Barriers", barriers),
    PART("Spinlocks", spinlocks),
    PART("Once", once),
    PART("Keys", keys),
    PART("C11 threads", c11_threads),
    PART("Regions and choices", regions),
    PART("SV-COMP", verifier),
    PART("Output", output),
    PART("Input", input),
    PART("Streams", streams),
    PART("Files", files),
    PART("Folders, shared memory, messages, sockets", unmodelled_files),
    PART("Variables of the C library", library),
    PART("Memory allocation", allocation),
    PART("The end of a process", exits),
    PART("Numbers", numbers),
    PART("Sorting and searching", sorting),
    PART("Random numbers", random),
    PART("Environment and locale", environment),
    PART("Strings", strings),
    PART("Blocks of memory", memory_routines),
    PART("Tokens, paths and messages", tokens),
    PART("Characters", ctype),
    PART("Clocks and sleep", times),
    PART("Calendar", calendar),
    PART("The system", unistd),
    PART("Scheduling", scheduling),
    PART("Signals", signals),
    PART("Program arguments", getopt),
    PART("Long jumps", setjmp),
    PART("Mathematics", math),
    PART("Compiler hooks", hooks),
    PART("Compiler hooks: atomics", hooks_atomic),
    PART("Compiler hooks: calls", hooks_calls),
    PART("Compiler hooks: thread-local storage", tls),
    {NULL, NULL, NULL},
};

/* An open hash table over all parts, built at the first lookup; entries are stored by pointer. */
enum { SLOTS = 8192 };

static const struct surface_entry *slots[SLOTS];

/* FNV-1a: names are short and not chosen by an adversary. */
static uint32_t name_hash(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

/* The slot that holds name, or the free one where it belongs. */
static size_t slot_of(const char *name)
{
    size_t slot = name_hash(name) % SLOTS;
    while (slots[slot] != NULL && strcmp(slots[slot]->name, name) != 0)
        slot = (slot + 1) % SLOTS;
    return slot;
}

/* A name that appears twice keeps its first entry. */
static void slots_fill(void)
{
    size_t used = 0;
    for (const struct surface_part *part = surface_parts; part->title != NULL; part++) {
        for (size_t i = 0; i < *part->count; i++) {
            size_t slot = slot_of(part->entries[i].name);
            if (slots[slot] == NULL) {
                slots[slot] = &part->entries[i];
                ASSERT_LT(++used, SLOTS / 2);
            }
        }
    }
}

const struct surface_entry *surface_find(const char *name)
{
    ASSERT(name != NULL);
    static bool filled;
    if (!filled) {
        slots_fill();
        filled = true;
    }
    return slots[slot_of(name)];
}
