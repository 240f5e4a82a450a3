/* SPDX-License-Identifier: MIT */
/*
 * What -fsanitize=thread inserts for plain and volatile accesses (gcc 12, clang 14).
 *
 * A plain access takes the fast path when the current task made the same access in the same epoch before:
 * then nothing can be new about it.  A volatile access is an operation: it is posted, and happens natively
 * when the hook returns.
 */
#include "sim/access.h"
#include "sim/direct.h"
#include "sim/history.h"
#include "sim/posix/cancel.h"
#include "sim/posix/posix.h"
#include "sim/posix/verifier.h"
#include "sim/program.h"
#include "sim/section.h"
#include "sim/surface.h"

#define PC() ((uint64_t)(uintptr_t)__builtin_return_address(0))

/*
 * A plain, aligned access whose validity and history are simple; false: the slow path must look.
 *
 * A granule of the heap is validated at its first access in the execution, which the slow path makes.
 */
static inline __attribute__((always_inline)) bool plain_fast(struct direct *d, uint64_t addr,
                                                             unsigned bytes, bool write,
                                                             uint64_t pc)
{
    if (UNLIKELY(addr - WORLD_BASE >= d->fast_bytes))
        return false;
    const struct shadow *s = shadow_of(addr);
    bool two = bytes > GRANULE_BYTES, heap = world_in_heap(addr);
    if (UNLIKELY(!heap && !world_in_image(addr)) || bytes > 2 * GRANULE_BYTES)
        return false;
    unsigned part = two ? (unsigned)GRANULE_BYTES : bytes;
    uint8_t mask = (uint8_t)(((1u << part) - 1) << (addr % GRANULE_BYTES));
    uint64_t granule = addr - addr % GRANULE_BYTES;
    if (heap && (s[0].generation != d->generation || s[0].mask != mask ||
                 (two && (s[1].generation != d->generation || s[1].mask != mask))))
        return false;
    return history_plain_fast(d, d->current, granule, mask, write, pc) &&
           (!two ||
            history_plain_fast(d, d->current, granule + GRANULE_BYTES, mask, write, pc));
}

static inline __attribute__((always_inline)) void loud_read(struct direct *d, uint64_t addr,
                                                            unsigned bytes, uint64_t pc)
{
    struct direct_task *t = d->current;
    if (UNLIKELY(--d->fuel <= 0 || t->watching_reads || t->watched_pc == pc ||
                 !plain_fast(d, addr, bytes, false, pc)))
        access_plain(d, addr, bytes, false, pc);
    else if (t->watching)
        await_note_read(d, t, addr, bytes, ACCESS_PLAIN);
}

static inline __attribute__((always_inline)) void loud_write(struct direct *d, uint64_t addr,
                                                             unsigned bytes, uint64_t pc)
{
    if (UNLIKELY(!plain_fast(d, addr, bytes, true, pc)))
        access_plain(d, addr, bytes, true, pc);
    else
        d->current->effect = true;
}

static inline bool read_is_quiet(struct direct *d, uint64_t addr)
{
    const struct window *quiet = &d->current->quiet_reads;
    return addr - quiet->start < quiet->bytes && --d->fuel > 0;
}

static inline bool write_is_quiet(const struct direct *d, uint64_t addr)
{
    const struct window *quiet = &d->current->quiet_writes;
    return addr - quiet->start < quiet->bytes;
}

static inline __attribute__((always_inline)) void volatile_access(uint64_t addr, unsigned bytes,
                                                                  bool write, uint64_t pc)
{
    struct direct *d = direct_running;
    struct direct_task *t = d->current;
    if (UNLIKELY(!access_is_ordinary(d, addr)))
        access_validate_op(d, addr, bytes, write, pc);
    if (UNLIKELY(d->inside == t)) {
        section_access(d, t, addr, bytes, write, pc);
        return;
    }
    t->task.pending = (struct op){.kind = write ? OP_WRITE : OP_READ,
                                  .access = ACCESS_VOLATILE,
                                  .addr = addr,
                                  .bytes = bytes,
                                  .pc = pc};
    direct_post_light(t);
}

#define ADDRESS(p) ((uint64_t)(uintptr_t)(p))

#define HOOKS_OF_SIZE(n)                                                                           \
    void __tsan_read##n(void *p);                                                                  \
    void __tsan_write##n(void *p);                                                                 \
    void __tsan_read_write##n(void *p);                                                            \
    void __tsan_volatile_read##n(void *p);                                                         \
    void __tsan_volatile_write##n(void *p);                                                        \
    static __attribute__((noinline)) void loud_read##n(uint64_t addr, uint64_t pc)                 \
    {                                                                                              \
        loud_read(direct_running, addr, n, pc);                                                    \
    }                                                                                              \
    static __attribute__((noinline)) void loud_write##n(uint64_t addr, uint64_t pc)                \
    {                                                                                              \
        loud_write(direct_running, addr, n, pc);                                                   \
    }                                                                                              \
    static inline __attribute__((always_inline)) void plain_read##n(void *p, uint64_t pc)          \
    {                                                                                              \
        if (UNLIKELY(!read_is_quiet(direct_running, ADDRESS(p))))                                  \
            loud_read##n(ADDRESS(p), pc);                                                          \
    }                                                                                              \
    static inline __attribute__((always_inline)) void plain_write##n(void *p, uint64_t pc)         \
    {                                                                                              \
        if (UNLIKELY(!write_is_quiet(direct_running, ADDRESS(p))))                                 \
            loud_write##n(ADDRESS(p), pc);                                                         \
    }                                                                                              \
    void __tsan_read##n(void *p)                                                                   \
    {                                                                                              \
        plain_read##n(p, PC());                                                                    \
    }                                                                                              \
    void __tsan_write##n(void *p)                                                                  \
    {                                                                                              \
        plain_write##n(p, PC());                                                                   \
    }                                                                                              \
    void __tsan_read_write##n(void *p)                                                             \
    {                                                                                              \
        plain_read##n(p, PC());                                                                    \
        if (UNLIKELY(direct_running->weak))                                                        \
            access_part(direct_running, ADDRESS(p), n, true, PC());                                \
        else                                                                                       \
            plain_write##n(p, PC());                                                               \
    }                                                                                              \
    void __tsan_volatile_read##n(void *p)                                                          \
    {                                                                                              \
        volatile_access(ADDRESS(p), n, false, PC());                                               \
    }                                                                                              \
    void __tsan_volatile_write##n(void *p)                                                         \
    {                                                                                              \
        volatile_access(ADDRESS(p), n, true, PC());                                                \
    }

/* Unaligned accesses may straddle granules: never the fast path. */
#define UNALIGNED_HOOKS_OF_SIZE(n)                                                                 \
    void __tsan_unaligned_read##n(void *p);                                                        \
    void __tsan_unaligned_write##n(void *p);                                                       \
    void __tsan_unaligned_read_write##n(void *p);                                                  \
    void __tsan_unaligned_volatile_read##n(void *p);                                               \
    void __tsan_unaligned_volatile_write##n(void *p);                                              \
    void __tsan_unaligned_read##n(void *p)                                                         \
    {                                                                                              \
        access_plain(direct_running, ADDRESS(p), n, false, PC());                                  \
    }                                                                                              \
    void __tsan_unaligned_write##n(void *p)                                                        \
    {                                                                                              \
        access_plain(direct_running, ADDRESS(p), n, true, PC());                                   \
    }                                                                                              \
    void __tsan_unaligned_read_write##n(void *p)                                                   \
    {                                                                                              \
        access_plain(direct_running, ADDRESS(p), n, false, PC());                                  \
        access_part(direct_running, ADDRESS(p), n, true, PC());                                    \
    }                                                                                              \
    void __tsan_unaligned_volatile_read##n(void *p)                                                \
    {                                                                                              \
        volatile_access(ADDRESS(p), n, false, PC());                                               \
    }                                                                                              \
    void __tsan_unaligned_volatile_write##n(void *p)                                               \
    {                                                                                              \
        volatile_access(ADDRESS(p), n, true, PC());                                                \
    }

HOOKS_OF_SIZE(1)
HOOKS_OF_SIZE(2)
HOOKS_OF_SIZE(4)
HOOKS_OF_SIZE(8)
HOOKS_OF_SIZE(16)
UNALIGNED_HOOKS_OF_SIZE(2)
UNALIGNED_HOOKS_OF_SIZE(4)
UNALIGNED_HOOKS_OF_SIZE(8)
UNALIGNED_HOOKS_OF_SIZE(16)

void __tsan_read_range(void *p, unsigned long bytes);
void __tsan_write_range(void *p, unsigned long bytes);
void __tsan_vptr_read(void **p);
void __tsan_vptr_update(void **p, void *value);
void __tsan_init(void);
void __tsan_func_entry(void *pc);
void __tsan_func_exit(void);
void __tsan_ignore_thread_begin(void);
void __tsan_ignore_thread_end(void);
void __heddle_forever(void);

void __tsan_read_range(void *p, unsigned long bytes)
{
    access_part(direct_running, ADDRESS(p), bytes, false, PC());
}

void __tsan_write_range(void *p, unsigned long bytes)
{
    access_part(direct_running, ADDRESS(p), bytes, true, PC());
}

void __tsan_vptr_read(void **p)
{
    plain_read8(p, PC());
}

void __tsan_vptr_update(void **p, void *value)
{
    if (*p != value)
        plain_write8(p, PC());
}

void __tsan_init(void)
{
}

void __tsan_func_entry(void *pc)
{
    (void)pc;
}

void __tsan_func_exit(void)
{
}

void __tsan_ignore_thread_begin(void)
{
}

void __tsan_ignore_thread_end(void)
{
}

/* Put in front of `for (;;);` when the program is built (asmscan.c): never returns. */
void __heddle_forever(void)
{
    if (verifier_assumes_at(&direct_running->machine.program->verifier, PC()))
        verifier_exclude(PC());
    const struct op op = {.kind = OP_FOREVER, .arg = FOREVER_UNTIL_CANCELLED, .pc = PC()};
    call_perform(&op);
    thread_act_on_cancel();
}

/* Thread-local variables of the program: each task has its own block, above its stack. */
struct tls_index {
    unsigned long module, offset;
};
static void *hd_tls_get_addr(const struct tls_index *index)
{
    return (void *)(direct_running->current->stack.tls + index->offset);
}

#define HOOK(symbol)                                                                               \
    {                                                                                              \
        #symbol, (const void *)symbol, NULL, NULL, SURFACE_HOOK                                    \
    }
#define HOOKS(n)                                                                                   \
    HOOK(__tsan_read##n), HOOK(__tsan_write##n), HOOK(__tsan_read_write##n),                       \
        HOOK(__tsan_volatile_read##n), HOOK(__tsan_volatile_write##n)
#define UNALIGNED_HOOKS(n)                                                                         \
    HOOK(__tsan_unaligned_read##n), HOOK(__tsan_unaligned_write##n),                               \
        HOOK(__tsan_unaligned_read_write##n), HOOK(__tsan_unaligned_volatile_read##n),             \
        HOOK(__tsan_unaligned_volatile_write##n)

const struct surface_entry surface_hooks[] = {
    HOOKS(1),
    HOOKS(2),
    HOOKS(4),
    HOOKS(8),
    HOOKS(16),
    UNALIGNED_HOOKS(2),
    UNALIGNED_HOOKS(4),
    UNALIGNED_HOOKS(8),
    UNALIGNED_HOOKS(16),
    HOOK(__tsan_read_range),
    HOOK(__tsan_write_range),
    HOOK(__tsan_vptr_read),
    HOOK(__tsan_vptr_update),
    HOOK(__tsan_init),
    HOOK(__tsan_func_entry),
    HOOK(__tsan_func_exit),
    HOOK(__tsan_ignore_thread_begin),
    HOOK(__tsan_ignore_thread_end),
    HOOK(__heddle_forever),
};
SURFACE_PART_COUNT(hooks);

const struct surface_entry surface_tls[] = {
    {"__tls_get_addr", (const void *)hd_tls_get_addr, NULL, NULL, SURFACE_HOOK},
};
SURFACE_PART_COUNT(tls);
