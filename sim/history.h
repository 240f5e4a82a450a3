/* SPDX-License-Identifier: MIT */
/*
 * The hot parts of history.c, for the common cases: an ordered access to a granule whose record is about
 * exactly these bytes.  The functions whose names end in _fast say false when they did nothing, because the case is
 * not common.
 */
#ifndef SIM_HISTORY_H
#define SIM_HISTORY_H

#include "sim/direct.h"

static inline struct extra *history_extra(struct direct *d, struct shadow *s)
{
    if (s->extra == 0) {
        s->extra = (uint32_t)d->extras.count;
        vec_push(&d->extras, (struct extra){0});
    }
    return &d->extras.items[s->extra];
}

/* A record of another execution says nothing. */
static inline void history_freshen(struct direct *d, struct shadow *s)
{
    if (LIKELY(s->generation == d->generation))
        return;
    if (UNLIKELY(d->recording)) { /* no call: it would leave a frame on the task's stack */
        d->touched[d->touched_count++] = s;
        d->recording = d->touched_count < TOUCHED_MAX;
    }
    s->generation = d->generation;
    s->mask = 0;
    s->flags = 0;
    s->write_clock = 0;
    s->read_clock = 0;
    s->extra = 0;
}

static inline bool history_is_ordered(const struct direct_task *t, task_id other, uint32_t clock)
{
    return other == t->task.id || clock <= clock_at(t->clock, other);
}

/* Synchronisation belongs to the cell as a whole: to its first byte. */
static inline struct release *history_release_of(struct direct *d, uint64_t addr, bool create)
{
    if (!world_has(addr))
        return NULL;
    struct shadow *s = shadow_of(addr);
    history_freshen(d, s);
    if (s->extra == 0 && !create)
        return NULL;
    return &history_extra(d, s)->release[addr % GRANULE_BYTES];
}

static inline bool order_acquires(uint8_t order)
{
    return order == __ATOMIC_ACQUIRE || order == __ATOMIC_CONSUME || order == __ATOMIC_ACQ_REL ||
           order == __ATOMIC_SEQ_CST;
}

static inline bool order_releases(uint8_t order)
{
    return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

static inline void history_acquire(struct direct *d, struct direct_task *t, uint64_t addr, uint8_t order)
{
    const struct release *release = history_release_of(d, addr, false);
    if (release == NULL || release->clock == NULL)
        return;
    if (order_acquires(order))
        clock_join(&d->machine.arena, &t->clock, release->clock);
    else
        clock_join(&d->machine.arena, &t->acquire_pending, release->clock);
}

/*
 * C11 release sequences: a store starts a new one (empty if relaxed and no release fence came before),
 * except that a relaxed store by the task that heads the current one continues it; a read-modify-write always
 * continues it.
 */
static inline void history_release(struct direct *d, struct direct_task *t, uint64_t addr, uint8_t order,
                     bool read_modify_write)
{
    struct arena *arena = &d->machine.arena;
    struct release *release = history_release_of(d, addr, true);
    if (release == NULL)
        return;
    const struct clock *own = order_releases(order) ? t->clock : t->fence_release;
    if (read_modify_write) {
        if (own)
            clock_join(arena, &release->clock, own);
    } else if (own) {
        clock_assign(arena, &release->clock, own);
        release->task = t->task.id;
    } else if (release->task != t->task.id) {
        release->clock = NULL;
    }
    if (order_releases(order))
        direct_advance_epoch(t);
}

/* Could an access by t race with what the record holds?  Plain and volatile history only. */
static inline bool history_is_clear(const struct direct_task *t, const struct shadow *s, bool write)
{
    if (s->write_clock && !history_is_ordered(t, s->write_task, s->write_clock))
        return false;
    return !write || (!(s->flags & SHADOW_READS_SHARED) &&
                      (s->read_clock == 0 || history_is_ordered(t, s->read_task, s->read_clock)));
}

/** An aligned atomic access to one granule, its bytes all covered. */
static inline bool history_atomic_fast(struct direct *d, const struct direct_task *t,
                                       uint64_t granule, bool write)
{
    struct shadow *s = shadow_of(granule);
    history_freshen(d, s);
    if (s->mask == 0)
        s->mask = FACT_PROMOTED;
    if (s->mask != FACT_PROMOTED || (s->flags & SHADOW_SPLIT) || (s->facts & FACT_MIXED) ||
        !history_is_clear(t, s, write))
        return false;
    if (write && !(s->flags & SHADOW_DIRTY)) {
        access_mark_dirty(d, granule, GRANULE_BYTES);
        s->flags |= SHADOW_DIRTY;
    }
    s->flags |= SHADOW_ATOMIC;
    return true;
}

/** A plain access within one granule. */
static inline bool history_plain_fast(struct direct *d, const struct direct_task *t,
                                      uint64_t granule, uint8_t mask, bool write, uint64_t pc)
{
    struct shadow *s = shadow_of(granule);
    if (s->facts != 0)
        return false;
    history_freshen(d, s);
    if (s->mask == 0)
        s->mask = mask;
    if (s->mask != mask || (s->flags & ~SHADOW_DIRTY) || !history_is_clear(t, s, write))
        return false;
    if (!write) {
        if (s->read_clock && !history_is_ordered(t, s->read_task, s->read_clock))
            return false;
        s->read_task = t->task.id;
        s->read_clock = direct_epoch(t);
        s->read_pc = site_pack(pc);
        return true;
    }
    if (!(s->flags & SHADOW_DIRTY)) {
        access_mark_dirty(d, granule, GRANULE_BYTES);
        s->flags |= SHADOW_DIRTY;
    }
    s->write_task = t->task.id;
    s->write_clock = direct_epoch(t);
    s->write_pc = site_pack(pc);
    return true;
}

#endif
