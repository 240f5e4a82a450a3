/* SPDX-License-Identifier: MIT */
/*
 * What -fsanitize=thread inserts for atomic accesses, and the __atomic_* library calls that remain for
 * odd sizes.  Each is an operation.  Up to 8 bytes the machine performs it and returns the old value;
 * 16 bytes and odd sizes are performed here, right after the machine let the task go on.
 */
#include "sim/direct.h"
#include "sim/access.h"
#include "sim/buffer.h"
#include "sim/history.h"
#include "sim/learn/hooks.h"
#include "sim/posix/posix.h"
#include "sim/surface.h"

#define PC()       ((uint64_t)(uintptr_t)__builtin_return_address(0))
#define ADDRESS(p) ((uint64_t)(uintptr_t)(p))

/* Compilers pass __ATOMIC_* values; gcc may add flags above them (HLE). */
static uint8_t order_of(int order)
{
    return (uint8_t)((unsigned)order & 0xff) > __ATOMIC_SEQ_CST ? __ATOMIC_SEQ_CST
                                                                : (uint8_t)((unsigned)order & 0xff);
}

/* An operation on memory that the host might not be allowed to touch. */
static __attribute__((noinline)) uint64_t post_elsewhere(struct direct *d, struct direct_task *t)
{
    const struct op *op = &t->task.pending;
    access_validate_op(d, op->addr, op->bytes, op->kind != OP_LOAD, op->pc);
    return direct_post_light(t);
}

/* Written as it will be read: a load that covers several narrow stores would wait for them. */
static inline __attribute__((always_inline)) uint64_t
perform(enum op_kind kind, const volatile void *p, unsigned bytes, uint64_t arg, uint64_t expected,
        int order, uint8_t flags, uint64_t pc)
{
    struct direct *d = direct_running;
    struct direct_task *t = d->current;
    struct op *op = &t->task.pending;
    op->form = OP_FORM(kind, ACCESS_ATOMIC, order_of(order), flags);
    op->verb = 0;
    op->object = op->object2 = 0;
    op->addr = ADDRESS(p);
    op->bytes = bytes;
    op->arg = arg;
    op->expected = expected;
    op->pc = pc;
    if (UNLIKELY(bytes > ORDINARY_BYTES_MAX || !access_is_ordinary(d, op->addr)))
        return post_elsewhere(d, t);
    return direct_post_light(t);
}

/* Nobody else looks there: the task's own stack. */
static inline bool is_quiet(const struct window *quiet, const void *p)
{
    return LIKELY(ADDRESS(p) - quiet->start < quiet->bytes);
}

/* What a compare and exchange expects is read before it, and written after it if that was wrong: plainly. */
static inline void read_expected(const void *expected, unsigned bytes, uint64_t pc)
{
    struct direct *d = direct_running;
    if (!is_quiet(&d->current->quiet_reads, expected))
        access_plain(d, ADDRESS(expected), bytes, false, pc);
}

static inline void write_expected(const void *expected, unsigned bytes, uint64_t pc)
{
    struct direct *d = direct_running;
    if (!is_quiet(&d->current->quiet_writes, expected))
        access_plain(d, ADDRESS(expected), bytes, true, pc);
}

#define ATOMIC_RMW(bits, type, name, kind)                                                         \
    type __tsan_atomic##bits##_##name(volatile type *p, type value, int order);                    \
    type __tsan_atomic##bits##_##name(volatile type *p, type value, int order)                     \
    {                                                                                              \
        return (type)perform(kind, p, sizeof(type), (uint64_t)value, 0, order, 0, PC());           \
    }

#define ATOMIC_CAS(bits, type, name, flags)                                                        \
    int __tsan_atomic##bits##_compare_exchange_##name(volatile type *p, type *expected,            \
                                                      type value, int order, int failure);         \
    int __tsan_atomic##bits##_compare_exchange_##name(volatile type *p, type *expected,            \
                                                      type value, int order, int failure)          \
    {                                                                                              \
        read_expected(expected, sizeof(type), PC());                                               \
        type wanted = *expected;                                                                   \
        type found = (type)perform(OP_COMPARE_EXCHANGE, p, sizeof(type), (uint64_t)value,          \
                                   (uint64_t)wanted, order, flags, PC());                          \
        (void)failure;                                                                             \
        if (found == wanted)                                                                       \
            return 1;                                                                              \
        write_expected(expected, sizeof(type), PC());                                              \
        *expected = found;                                                                         \
        return 0;                                                                                  \
    }

#define ATOMICS_OF(bits, type)                                                                     \
    type __tsan_atomic##bits##_load(const volatile type *p, int order);                            \
    void __tsan_atomic##bits##_store(volatile type *p, type value, int order);                     \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *p, type expected, type value,   \
                                                    int order, int failure);                       \
    type __tsan_atomic##bits##_load(const volatile type *p, int order)                             \
    {                                                                                              \
        return (type)perform(OP_LOAD, p, sizeof(type), 0, 0, order, 0, PC());                      \
    }                                                                                              \
    void __tsan_atomic##bits##_store(volatile type *p, type value, int order)                      \
    {                                                                                              \
        perform(OP_STORE, p, sizeof(type), (uint64_t)value, 0, order, 0, PC());                    \
    }                                                                                              \
    ATOMIC_RMW(bits, type, exchange, OP_EXCHANGE)                                                  \
    ATOMIC_RMW(bits, type, fetch_add, OP_FETCH_ADD)                                                \
    ATOMIC_RMW(bits, type, fetch_sub, OP_FETCH_SUB)                                                \
    ATOMIC_RMW(bits, type, fetch_and, OP_FETCH_AND)                                                \
    ATOMIC_RMW(bits, type, fetch_or, OP_FETCH_OR)                                                  \
    ATOMIC_RMW(bits, type, fetch_xor, OP_FETCH_XOR)                                                \
    ATOMIC_RMW(bits, type, fetch_nand, OP_FETCH_NAND)                                              \
    ATOMIC_CAS(bits, type, strong, 0)                                                              \
    ATOMIC_CAS(bits, type, weak, OP_WEAK)                                                          \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *p, type expected, type value,   \
                                                    int order, int failure)                        \
    {                                                                                              \
        (void)failure;                                                                             \
        return (type)perform(OP_COMPARE_EXCHANGE, p, sizeof(type), (uint64_t)value,                \
                             (uint64_t)expected, order, 0, PC());                                  \
    }

ATOMICS_OF(8, uint8_t)
ATOMICS_OF(16, uint16_t)
ATOMICS_OF(32, uint32_t)
ATOMICS_OF(64, uint64_t)

/* 16 bytes: the access happens here, natively, before any other task can run. */
typedef unsigned __int128 wide;

static wide wide_rmw(enum op_kind kind, volatile wide *p, wide value, int order, uint64_t pc)
{
    perform(kind, p, sizeof *p, 0, 0, order, 0, pc);
    wide old = *p;
    switch (kind) {
    case OP_LOAD:
        break;
    case OP_FETCH_ADD:
        *p = old + value;
        break;
    case OP_FETCH_SUB:
        *p = old - value;
        break;
    case OP_FETCH_AND:
        *p = old & value;
        break;
    case OP_FETCH_OR:
        *p = old | value;
        break;
    case OP_FETCH_XOR:
        *p = old ^ value;
        break;
    case OP_FETCH_NAND:
        *p = ~(old & value);
        break;
    default:
        *p = value;
        break;
    }
    return old;
}

static wide wide_cas(volatile wide *p, wide expected, wide value, int order, uint64_t pc)
{
    perform(OP_COMPARE_EXCHANGE, p, sizeof *p, 0, 0, order, 0, pc);
    wide old = *p;
    if (old == expected)
        *p = value;
    return old;
}

#define WIDE_RMW(name, kind)                                                                       \
    wide __tsan_atomic128_##name(volatile wide *p, wide value, int order);                         \
    wide __tsan_atomic128_##name(volatile wide *p, wide value, int order)                          \
    {                                                                                              \
        return wide_rmw(kind, p, value, order, PC());                                              \
    }
#define WIDE_CAS(name)                                                                             \
    int __tsan_atomic128_compare_exchange_##name(volatile wide *p, wide *expected, wide value,     \
                                                 int order, int failure);                          \
    int __tsan_atomic128_compare_exchange_##name(volatile wide *p, wide *expected, wide value,     \
                                                 int order, int failure)                           \
    {                                                                                              \
        (void)failure;                                                                             \
        read_expected(expected, sizeof *expected, PC());                                           \
        wide wanted = *expected;                                                                   \
        wide found = wide_cas(p, wanted, value, order, PC());                                      \
        if (found == wanted)                                                                       \
            return 1;                                                                              \
        write_expected(expected, sizeof *expected, PC());                                          \
        *expected = found;                                                                         \
        return 0;                                                                                  \
    }

wide __tsan_atomic128_load(const volatile wide *p, int order);
void __tsan_atomic128_store(volatile wide *p, wide value, int order);
wide __tsan_atomic128_compare_exchange_val(volatile wide *p, wide expected, wide value, int order,
                                           int failure);

wide __tsan_atomic128_load(const volatile wide *p, int order)
{
    perform(OP_LOAD, p, sizeof *p, 0, 0, order, 0, PC());
    return *p;
}

void __tsan_atomic128_store(volatile wide *p, wide value, int order)
{
    wide_rmw(OP_STORE, p, value, order, PC());
}

WIDE_RMW(exchange, OP_EXCHANGE)
WIDE_RMW(fetch_add, OP_FETCH_ADD)
WIDE_RMW(fetch_sub, OP_FETCH_SUB)
WIDE_RMW(fetch_and, OP_FETCH_AND)
WIDE_RMW(fetch_or, OP_FETCH_OR)
WIDE_RMW(fetch_xor, OP_FETCH_XOR)
WIDE_RMW(fetch_nand, OP_FETCH_NAND)
WIDE_CAS(strong)
WIDE_CAS(weak)

wide __tsan_atomic128_compare_exchange_val(volatile wide *p, wide expected, wide value, int order,
                                           int failure)
{
    (void)failure;
    return wide_cas(p, expected, value, order, PC());
}

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_signal_fence(int order);

/* When its task's buffer is empty, a fence changes no memory, only happens-before: not a choice. */
void __tsan_atomic_thread_fence(int order)
{
    struct direct *d = direct_running;
    if (learning()) {
        learn_fence(order_of(order), PC());
        return;
    }
    if (order_of(order) == __ATOMIC_SEQ_CST)
        buffer_drain(d, PC());
    else if (order_releases(order_of(order)))
        buffer_fence(d);
    history_fence(d, d->current, order_of(order));
}

void __tsan_atomic_signal_fence(int order)
{
    (void)order;
}

/*
 * Objects of any size (struct in _Atomic): sizes that the hooks above do not cover.  The other operands are
 * touched together with the object, which only one's own memory allows: compilers pass temporaries.
 */
static void look_at_operand(const void *operand)
{
    const struct direct_task *t = direct_running->current;
    if (learning() && !(is_quiet(&t->quiet_reads, operand) && is_quiet(&t->quiet_writes, operand)))
        learn_refuse("an atomic access of an odd size moves a value to or from shared memory");
}

void hd_atomic_load(size_t bytes, const void *p, void *out, int order);
void hd_atomic_store(size_t bytes, void *p, const void *value, int order);
void hd_atomic_exchange(size_t bytes, void *p, const void *value, void *out, int order);
int hd_atomic_compare_exchange(size_t bytes, void *p, void *expected, const void *value, int order,
                               int failure);
int hd_atomic_is_lock_free(size_t bytes, const void *p);

void hd_atomic_load(size_t bytes, const void *p, void *out, int order)
{
    look_at_operand(out);
    perform(OP_LOAD, p, (unsigned)bytes, 0, 0, order, OP_RANGE, PC());
    memcpy(out, p, bytes);
}

void hd_atomic_store(size_t bytes, void *p, const void *value, int order)
{
    look_at_operand(value);
    perform(OP_STORE, p, (unsigned)bytes, 0, 0, order, OP_RANGE, PC());
    memcpy(p, value, bytes);
}

void hd_atomic_exchange(size_t bytes, void *p, const void *value, void *out, int order)
{
    look_at_operand(value);
    look_at_operand(out);
    perform(OP_EXCHANGE, p, (unsigned)bytes, 0, 0, order, OP_RANGE, PC());
    memcpy(out, p, bytes);
    memcpy(p, value, bytes);
}

int hd_atomic_compare_exchange(size_t bytes, void *p, void *expected, const void *value, int order,
                               int failure)
{
    (void)failure;
    look_at_operand(expected);
    look_at_operand(value);
    perform(OP_COMPARE_EXCHANGE, p, (unsigned)bytes, 0, 0, order, OP_RANGE, PC());
    if (memcmp(p, expected, bytes) == 0) {
        memcpy(p, value, bytes);
        return 1;
    }
    memcpy(expected, p, bytes);
    return 0;
}

int hd_atomic_is_lock_free(size_t bytes, const void *p)
{
    (void)p;
    return bytes <= 16 && (bytes & (bytes - 1)) == 0;
}

#define HOOK(symbol)                                                                               \
    {                                                                                              \
        #symbol, (const void *)symbol, NULL, NULL, SURFACE_HOOK                                    \
    }
#define HOOKS(bits)                                                                                \
    HOOK(__tsan_atomic##bits##_load), HOOK(__tsan_atomic##bits##_store),                           \
        HOOK(__tsan_atomic##bits##_exchange), HOOK(__tsan_atomic##bits##_fetch_add),               \
        HOOK(__tsan_atomic##bits##_fetch_sub), HOOK(__tsan_atomic##bits##_fetch_and),              \
        HOOK(__tsan_atomic##bits##_fetch_or), HOOK(__tsan_atomic##bits##_fetch_xor),               \
        HOOK(__tsan_atomic##bits##_fetch_nand),                                                    \
        HOOK(__tsan_atomic##bits##_compare_exchange_strong),                                       \
        HOOK(__tsan_atomic##bits##_compare_exchange_weak),                                         \
        HOOK(__tsan_atomic##bits##_compare_exchange_val)

const struct surface_entry surface_hooks_atomic[] = {
    HOOKS(8),
    HOOKS(16),
    HOOKS(32),
    HOOKS(64),
    HOOKS(128),
    HOOK(__tsan_atomic_thread_fence),
    HOOK(__tsan_atomic_signal_fence),
    {"__atomic_load", (const void *)hd_atomic_load, NULL, NULL, SURFACE_HOOK},
    {"__atomic_store", (const void *)hd_atomic_store, NULL, NULL, SURFACE_HOOK},
    {"__atomic_exchange", (const void *)hd_atomic_exchange, NULL, NULL, SURFACE_HOOK},
    {"__atomic_compare_exchange", (const void *)hd_atomic_compare_exchange, NULL, NULL,
     SURFACE_HOOK},
    {"__atomic_is_lock_free", (const void *)hd_atomic_is_lock_free, NULL, NULL, SURFACE_HOOK},
};
SURFACE_PART_COUNT(hooks_atomic);
