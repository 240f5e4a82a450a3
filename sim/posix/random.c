/* SPDX-License-Identifier: MIT */
/* rand, random, drand48 and their families: one set of streams per task (random.h). */
#include "sim/posix/random.h"

#include "base/prng.h"
#include "sim/call.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Of one task.  The serial tells it from an earlier task with the same id. */
struct task_random {
    uint32_t serial;
    uint32_t seed;     /* what its children inherit */
    bool stream_ready; /* seeding takes 310 steps: not before it is needed */
    uint32_t stream_seed;
    struct random_stream stream;
    uint64_t state48;
    struct prng bytes; /* getrandom, arc4random */
};

struct randoms {
    struct task_random *of[TASKS_MAX];
};

static struct randoms *randoms_here(void)
{
    struct randoms **slot = (struct randoms **)call_slot(CALL_SLOT_RANDOM);
    if (*slot == NULL)
        *slot = call_alloc(sizeof **slot);
    return *slot;
}

static struct task_random *known(const struct task *task)
{
    struct task_random *r = randoms_here()->of[task->id];
    return r != NULL && r->serial == task->serial ? r : NULL;
}

/*
 * The creator of a task, or NULL if it has gone: a task with the creator's id that was made later
 * than the task itself is another one.
 */
static const struct task *creator_of(const struct task *task)
{
    const struct task *creator =
        task->parent == TASK_NONE ? NULL : call_machine()->tasks[task->parent];
    return creator != NULL && creator->serial < task->serial ? creator : NULL;
}

static uint32_t inherited_seed(const struct task *task)
{
    for (; task != NULL; task = creator_of(task)) {
        const struct task_random *r = known(task);
        if (r != NULL)
            return r->seed;
    }
    return 1; /* as without srand */
}

static struct task_random *random_make(const struct task *task)
{
    struct task_random *r = call_alloc(sizeof *r);
    r->serial = task->serial;
    r->seed = inherited_seed(task);
    /* main's serial is 0: the seed itself */
    r->stream_seed = r->seed ^ task->serial * UINT32_C(0x9e3779b1);
    r->state48 = task->serial;
    r->bytes = prng_seeded(task->serial);
    randoms_here()->of[task->id] = r;
    return r;
}

static struct task_random *random_here(void)
{
    const struct task *task = call_task();
    struct task_random *r = known(task);
    call_note_effect();
    return r != NULL ? r : random_make(task);
}

/*
 * Children that have not drawn yet keep the seed that their creator had: settle them before it
 * changes.
 */
static void children_settle(void)
{
    struct machine *m = call_machine();
    for (uint32_t i = 0; i < m->task_limit; i++) {
        const struct task *task = m->tasks[i];
        if (task != NULL && task->state != TASK_FREE && known(task) == NULL)
            random_make(task);
    }
}

static struct random_stream *stream_here(void)
{
    struct task_random *r = random_here();
    if (!r->stream_ready) {
        random_seed(&r->stream, r->stream_seed);
        r->stream_ready = true;
    }
    return &r->stream;
}

static int hd_rand(void)
{
    return random_next(stream_here());
}

static long hd_random(void)
{
    return random_next(stream_here());
}

static void hd_srand(unsigned seed)
{
    children_settle();
    struct task_random *r = random_here();
    r->seed = r->stream_seed = seed;
    r->stream_ready = false;
}

static int hd_rand_r(unsigned *seed)
{
    uint64_t pc = CALL_PC();
    cells_read(seed, sizeof *seed, pc);
    unsigned next = *seed;
    int result = random_reentrant(&next);
    cells_write(seed, sizeof *seed, pc);
    *seed = next;
    return result;
}

/* The 48-bit family. */

static double fraction48(uint64_t state)
{
    return (double)state / (double)(UINT64_C(1) << 48);
}

static uint64_t words_get(const uint16_t words[3], uint64_t pc)
{
    cells_read(words, 3 * sizeof *words, pc);
    return words[0] | (uint64_t)words[1] << 16 | (uint64_t)words[2] << 32;
}

static void words_put(uint16_t words[3], uint64_t state, uint64_t pc)
{
    cells_write(words, 3 * sizeof *words, pc);
    for (int i = 0; i < 3; i++)
        words[i] = (uint16_t)(state >> (16 * i));
}

static uint64_t step_here(void)
{
    struct task_random *r = random_here();
    return r->state48 = random_step48(r->state48);
}

static uint64_t step_words(uint16_t words[3], uint64_t pc)
{
    uint64_t next = random_step48(words_get(words, pc));
    words_put(words, next, pc);
    return next;
}

static double hd_drand48(void)
{
    return fraction48(step_here());
}

static long hd_lrand48(void)
{
    return (long)(step_here() >> 17);
}

static long hd_mrand48(void)
{
    return (int32_t)(step_here() >> 16);
}

static double hd_erand48(uint16_t words[3])
{
    return fraction48(step_words(words, CALL_PC()));
}

static long hd_nrand48(uint16_t words[3])
{
    return (long)(step_words(words, CALL_PC()) >> 17);
}

static long hd_jrand48(uint16_t words[3])
{
    return (int32_t)(step_words(words, CALL_PC()) >> 16);
}

static void hd_srand48(long seed)
{
    random_here()->state48 = (uint64_t)(uint32_t)seed << 16 | 0x330E;
}

/* The reentrant ones keep the state in the program's struct; its first three words are enough. */

static int hd_srand48_r(long seed, struct drand48_data *data)
{
    words_put(data->__x, (uint64_t)(uint32_t)seed << 16 | 0x330E, CALL_PC());
    return 0;
}

static int hd_drand48_r(struct drand48_data *data, double *to)
{
    uint64_t pc = CALL_PC();
    double result = fraction48(step_words(data->__x, pc));
    cells_write(to, sizeof *to, pc);
    *to = result;
    return 0;
}

static int hd_lrand48_r(struct drand48_data *data, long *to)
{
    uint64_t pc = CALL_PC();
    long result = (long)(step_words(data->__x, pc) >> 17);
    cells_write(to, sizeof *to, pc);
    *to = result;
    return 0;
}

static int hd_mrand48_r(struct drand48_data *data, long *to)
{
    uint64_t pc = CALL_PC();
    long result = (int32_t)(step_words(data->__x, pc) >> 16);
    cells_write(to, sizeof *to, pc);
    *to = result;
    return 0;
}

/* Numbers that a real system makes from noise: here from the task's number. */

static void bytes_fill(void *to, size_t count, uint64_t pc)
{
    struct task_random *r = random_here();
    if (count == 0)
        return;
    cells_write(to, count, pc);
    for (size_t i = 0; i < count; i++)
        ((uint8_t *)to)[i] = (uint8_t)prng_next(&r->bytes);
}

static ssize_t hd_getrandom(void *to, size_t count, unsigned flags __attribute__((unused)))
{
    bytes_fill(to, count, CALL_PC());
    return (ssize_t)count;
}

static int hd_getentropy(void *to, size_t count)
{
    if (count > 256) {
        *call_errno() = EIO;
        return -1;
    }
    bytes_fill(to, count, CALL_PC());
    return 0;
}

static uint32_t hd_arc4random(void)
{
    return (uint32_t)prng_next(&random_here()->bytes);
}

static void hd_arc4random_buf(void *to, size_t count)
{
    bytes_fill(to, count, CALL_PC());
}

static uint32_t hd_arc4random_uniform(uint32_t bound)
{
    return bound < 2 ? 0 : (uint32_t)prng_below(&random_here()->bytes, bound);
}

#define OWN_STREAM                                                                                 \
    "each task has a stream of its own, from the seed its creator had; main's numbers are the C "  \
    "library's"
#define OWN_STATE "use rand_r or drand48_r, which keep their state in a variable of the program"

const struct surface_entry surface_random[] = {
    SURFACE(rand, "stdlib.h", OWN_STREAM),
    SURFACE(srand, "stdlib.h", "seeds the calling task's stream"),
    SURFACE(rand_r, "stdlib.h", NULL),
    SURFACE(random, "stdlib.h", "the same stream as rand"),
    SURFACE_AS("srandom", hd_srand, "stdlib.h", NULL),
    SURFACE(drand48, "stdlib.h", "each task has a stream of its own"),
    SURFACE(lrand48, "stdlib.h", NULL),
    SURFACE(mrand48, "stdlib.h", NULL),
    SURFACE(erand48, "stdlib.h", NULL),
    SURFACE(nrand48, "stdlib.h", NULL),
    SURFACE(jrand48, "stdlib.h", NULL),
    SURFACE(srand48, "stdlib.h", NULL),
    SURFACE(srand48_r, "stdlib.h", NULL),
    SURFACE(drand48_r, "stdlib.h", NULL),
    SURFACE(lrand48_r, "stdlib.h", NULL),
    SURFACE(mrand48_r, "stdlib.h", NULL),
    SURFACE(getrandom, "sys/random.h", "the same bytes in every run"),
    SURFACE(getentropy, "unistd.h", "the same bytes in every run"),
    SURFACE(arc4random, "stdlib.h", "the same numbers in every run"),
    SURFACE(arc4random_buf, "stdlib.h", NULL),
    SURFACE(arc4random_uniform, "stdlib.h", NULL),
    SURFACE_NOT_YET("initstate", "stdlib.h", OWN_STATE),
    SURFACE_NOT_YET("setstate", "stdlib.h", OWN_STATE),
    SURFACE_NOT_YET("random_r", "stdlib.h", OWN_STATE),
    SURFACE_NOT_YET("srandom_r", "stdlib.h", OWN_STATE),
    SURFACE_NOT_YET("initstate_r", "stdlib.h", OWN_STATE),
    SURFACE_NOT_YET("seed48", "stdlib.h", OWN_STATE),
    SURFACE_NOT_YET("lcong48", "stdlib.h", OWN_STATE),
};
SURFACE_PART_COUNT(random);
