/* SPDX-License-Identifier: MIT */
#include "sim/debuginfo_frames.h"

#include "base/check.h"
#include "sim/debuginfo_private.h"
#include "sim/fiber.h"

#include <dwarf.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

enum { OWN_FRAMES_MAX = 64, STACK_WORD = 8 };

enum { FRAME_REGISTERS = 32, FRAME_STACKS = 2 };

/* A context: DWARF's register numbers, and the stacks that its frames are on. */
struct frame_registers {
    uint64_t pc, sp;
    uint64_t at[FRAME_REGISTERS];
    struct frame_stack stacks[FRAME_STACKS]; /* nothing else is read; start == end: unused */
};

#if defined(__x86_64__)

enum {
    RBX = 3,
    RBP = 6,
    RSP = 7,
    R12 = 12,
    R13,
    R14,
    R15,
    FRAME_POINTER = RBP,
    STACK_POINTER = RSP
};
enum { FIBER_BYTES = FIBER_SAVED_WORDS * STACK_WORD };
static const uint8_t saved_registers[] = {RBX, RBP, R12, R13, R14, R15};

static void read_fiber(struct frame_registers *r, uint64_t sp)
{
    static const uint8_t order[] = {R15, R14, R13, R12, RBX, RBP};
    const uint64_t *words = (const uint64_t *)(uintptr_t)sp;
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++)
        r->at[order[i]] = words[i];
    r->pc = words[ARRAY_LENGTH(order)];
    r->sp = sp + FIBER_BYTES;
}

static void read_context(struct frame_registers *r, const ucontext_t *context)
{
    const greg_t *from = context->uc_mcontext.gregs;
    static const uint8_t places[] = {REG_RBX, REG_RBP, REG_R12, REG_R13, REG_R14, REG_R15};
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++)
        r->at[saved_registers[i]] = (uint64_t)from[places[i]];
    r->pc = (uint64_t)from[REG_RIP];
    r->sp = (uint64_t)from[REG_RSP];
}

#elif defined(__aarch64__)

enum { X19 = 19, X29 = 29, X30 = 30, SP = 31, FRAME_POINTER = X29, STACK_POINTER = SP };
enum { FIBER_BYTES = 160 };
static const uint8_t saved_registers[] = {19, 20, 21, 22, 23, 24, 25, 26, 27, 28, X29, X30};

static void read_fiber(struct frame_registers *r, uint64_t sp)
{
    const uint64_t *words = (const uint64_t *)(uintptr_t)sp;
    r->at[X29] = words[0];
    r->at[X30] = r->pc = words[1];
    for (int i = 0; i < 10; i++)
        r->at[X19 + i] = words[2 + i];
    r->sp = sp + FIBER_BYTES;
}

static void read_context(struct frame_registers *r, const ucontext_t *context)
{
    for (int i = 0; i < SP; i++)
        r->at[i] = context->uc_mcontext.regs[i];
    r->pc = context->uc_mcontext.pc;
    r->sp = context->uc_mcontext.sp;
}

#endif

/* How to leave the frame at a pc. */
struct frame_rule {
    bool known;
    uint8_t cfa_register;
    int64_t cfa_offset;
    int64_t return_offset;                          /* from the CFA: where the return address is */
    bool return_saved;                              /* false: it is still in the link register */
    uint32_t saved;                                 /* bit i: saved_registers[i] is in memory ... */
    int64_t offsets[ARRAY_LENGTH(saved_registers)]; /* ... at CFA + offsets[i] */
};

struct own_frames {
    int fd;
    Elf *elf;
    Dwarf_CFI *cfi; /* NULL: no tables */
    uint64_t bias;
    struct debuginfo_map rules_by_pc;
    VEC(struct frame_rule) rules;
};

/* The first object is the executable itself. */
static int note_bias(struct dl_phdr_info *info, size_t bytes, void *bias)
{
    (void)bytes;
    *(uint64_t *)bias = info->dlpi_addr;
    return 1;
}

static struct own_frames *own_frames_new(void)
{
    struct own_frames *own = memory_new(1, sizeof *own);
    own->fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (own->fd < 0 || elf_version(EV_CURRENT) == EV_NONE)
        return own;
    own->elf = elf_begin(own->fd, ELF_C_READ_MMAP, NULL);
    if (own->elf)
        own->cfi = dwarf_getcfi_elf(own->elf);
    dl_iterate_phdr(note_bias, &own->bias);
    return own;
}

void own_frames_free(struct own_frames *own)
{
    if (own == NULL)
        return;
    if (own->cfi)
        dwarf_cfi_end(own->cfi);
    if (own->elf)
        elf_end(own->elf);
    if (own->fd >= 0)
        close(own->fd);
    debuginfo_map_release(&own->rules_by_pc);
    vec_release(&own->rules);
    free(own);
}

static bool register_plus(const Dwarf_Op *op, uint8_t *number, int64_t *offset)
{
    if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31) {
        *number = (uint8_t)(op->atom - DW_OP_breg0);
        *offset = (int64_t)op->number;
        return true;
    }
    if (op->atom == DW_OP_bregx && op->number < FRAME_REGISTERS) {
        *number = (uint8_t)op->number;
        *offset = (int64_t)op->number2;
        return true;
    }
    return false;
}

enum saved_where { SAVED_UNKNOWN, SAVED_IN_REGISTER, SAVED_IN_MEMORY };

static enum saved_where register_where(Dwarf_Frame *frame, int number, int64_t *offset)
{
    Dwarf_Op memory[3], *ops;
    size_t count;
    if (dwarf_frame_register(frame, number, memory, &ops, &count) != 0)
        return SAVED_UNKNOWN;
    if (count == 0)
        return ops == NULL ? SAVED_IN_REGISTER : SAVED_UNKNOWN;
    if (ops[0].atom != DW_OP_call_frame_cfa || count > 2 ||
        (count == 2 && ops[1].atom != DW_OP_plus_uconst))
        return SAVED_UNKNOWN;
    *offset = count == 2 ? (int64_t)ops[1].number : 0;
    return SAVED_IN_MEMORY;
}

static void rule_read(const struct own_frames *own, uint64_t pc, struct frame_rule *rule)
{
    Dwarf_Frame *frame;
    Dwarf_Op *ops;
    size_t count;
    if (dwarf_cfi_addrframe(own->cfi, pc - 1 - own->bias, &frame) != 0)
        return;
    int link = dwarf_frame_info(frame, NULL, NULL, NULL);
    if (link < 0 || dwarf_frame_cfa(frame, &ops, &count) != 0 || count != 1 ||
        !register_plus(&ops[0], &rule->cfa_register, &rule->cfa_offset))
        goto done;
    enum saved_where where = register_where(frame, link, &rule->return_offset);
    rule->known = where != SAVED_UNKNOWN;
    rule->return_saved = where == SAVED_IN_MEMORY;
    for (size_t i = 0; i < ARRAY_LENGTH(saved_registers); i++) {
        if (register_where(frame, saved_registers[i], &rule->offsets[i]) == SAVED_IN_MEMORY)
            rule->saved |= 1u << i;
    }
done:
    free(frame);
}

static const struct frame_rule *rule_at(struct own_frames *own, uint64_t pc)
{
    uint32_t *known = debuginfo_map_find(&own->rules_by_pc, pc);
    if (known)
        return &own->rules.items[*known];
    struct frame_rule rule = {0};
    rule_read(own, pc, &rule);
    debuginfo_map_add(&own->rules_by_pc, pc, (uint32_t)own->rules.count);
    vec_push(&own->rules, rule);
    return vec_last(&own->rules);
}

static bool load(const struct frame_registers *r, uint64_t addr, uint64_t *out)
{
    for (int i = 0; i < FRAME_STACKS; i++) {
        const struct frame_stack *stack = &r->stacks[i];
        if (addr % STACK_WORD != 0 || addr < stack->start || addr >= stack->end)
            continue;
        memcpy(out, (const void *)(uintptr_t)addr, sizeof *out);
        return true;
    }
    return false;
}

/* Where the frame returns to. */
static bool return_address(const struct frame_rule *rule, const struct frame_registers *r,
                           uint64_t cfa, uint64_t *out)
{
    if (rule->return_saved)
        return load(r, cfa + (uint64_t)rule->return_offset, out);
#if defined(__aarch64__)
    *out = r->at[X30];
    return true;
#else
    return false;
#endif
}

/* From a frame to its caller's. */
static bool frame_leave(struct own_frames *own, struct frame_registers *r)
{
    const struct frame_rule *rule = rule_at(own, r->pc);
    if (!rule->known)
        return false;
    r->at[STACK_POINTER] = r->sp;
    uint64_t caller, cfa = r->at[rule->cfa_register] + (uint64_t)rule->cfa_offset;
    if (!return_address(rule, r, cfa, &caller))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(saved_registers); i++) {
        if ((rule->saved >> i & 1) &&
            !load(r, cfa + (uint64_t)rule->offsets[i], &r->at[saved_registers[i]]))
            return false;
    }
    r->pc = caller;
    r->sp = cfa;
    return true;
}

/* Leaves heddle's frames until pc is in the program's text. */
static bool program_frame(struct debuginfo *d, struct frame_registers *r,
                          struct debuginfo_stack *out)
{
    const struct frame_stack *stack = &r->stacks[0];
    if (d->own == NULL)
        d->own = own_frames_new();
    if (d->own->cfi == NULL)
        return false;
    for (int i = 0; i < OWN_FRAMES_MAX && r->pc != 0; i++) {
        if (program_has_code(d->program, r->pc)) {
            out->pc = r->pc;
            out->fp = r->at[FRAME_POINTER];
            out->start = r->sp;
            out->end = stack->end;
            return r->sp >= stack->start && r->sp < stack->end;
        }
        if (!frame_leave(d->own, r))
            return false;
    }
    return false;
}

bool debuginfo_frame_suspended(struct debuginfo *d, uint64_t sp, const struct frame_stack *stack,
                               struct debuginfo_stack *out)
{
    struct frame_registers r = {.stacks = {*stack}};
    if (sp % STACK_WORD != 0 || sp < stack->start || sp > stack->end ||
        stack->end - sp < FIBER_BYTES)
        return false;
    read_fiber(&r, sp);
    return program_frame(d, &r, out);
}

/* The context is this function's own, so its frame must be alive while it is unwound. */
__attribute__((noinline)) bool debuginfo_frame_running(struct debuginfo *d, uint64_t host_sp,
                                                       const struct frame_stack *stack,
                                                       struct debuginfo_stack *out)
{
    struct frame_registers r = {.stacks = {*stack}};
    ucontext_t context;
    if (getcontext(&context) != 0)
        return false;
    read_context(&r, &context);
    r.stacks[1] = (struct frame_stack){r.sp, host_sp};
    bool found = program_frame(d, &r, out);
    __asm__ volatile("" : : : "memory"); /* no tail call */
    return found;
}
