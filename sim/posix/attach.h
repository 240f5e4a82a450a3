/* SPDX-License-Identifier: MIT */
/*
 * From the program's struct (a pthread_mutex_t, a sem_t) to the object behind it.
 *
 * A struct that heddle has seen carries a tag (object.h).  One that it has not seen gets its object
 * on first use, as what its memory says: a static initialiser, zeroes, or garbage (objects/life.h).
 * None of this counts as an access by the program; null pointers and freed memory are reported.
 *
 *     static const struct attachment mutexes = {&mutex_ops, "mutex", ...};
 *     struct object *object = attach(&mutexes, mutex, "pthread_mutex_lock", pc);
 */
#ifndef SIM_POSIX_ATTACH_H
#define SIM_POSIX_ATTACH_H

#include "sim/call.h"
#include "sim/objects/life.h"

/* In a wrapper hd_NAME: the text "NAME". */
#define CALL_NAME (__func__ + sizeof "hd_" - 1)

enum { ATTACHED_BYTES_MAX = 64 };

struct attachment {
    const struct object_ops *ops;
    uint32_t bytes;        /* of the program's struct, at most ATTACHED_BYTES_MAX */
    uint32_t tag_offset;   /* where the tag goes in it */
    uint32_t mirror_bytes; /* what ops->mirror writes, from its start */
    /* What untagged memory is; *attributes (0 before) goes to ops->init. */
    enum life (*classify)(const void *memory, uint64_t *attributes);
};

/** The object at memory, created if need be.  function is the name to print. */
struct object *attach(const struct attachment *kind, void *memory, const char *function,
                      uint64_t pc);

/** The same for an init function: whatever memory holds is fine. */
struct object *attach_to_initialise(const struct attachment *kind, void *memory,
                                    const char *function, uint64_t pc);

/** What memory is that carries no object's tag; *attributes (0 before) goes to ops->init. */
enum life attach_life(const struct attachment *kind, const void *memory, uint64_t *attributes);

/** Does memory, which holds no object, carry a tag?  Then it was copied from somewhere. */
bool attach_is_copy(const struct attachment *kind, const void *memory);

/** Does memory carry the tag of this object? */
bool attach_is_of(const struct attachment *kind, const void *memory, const struct object *object);

/** The object was destroyed: the next use of its memory is recognised as that. */
void attach_end(const struct attachment *kind, struct object *object);

/** Reports a null pointer; does not return if it is one. */
void attach_check_pointer(const void *pointer, const char *function, uint64_t pc);

/** Are all bytes 0? */
bool attach_is_zeroed(const void *memory, size_t bytes);

#endif
