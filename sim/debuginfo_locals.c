/* SPDX-License-Identifier: MIT */
/*
 * Local variables and parameters of the frames on a task's stack.
 *
 * Frames are chained by frame pointers (on x86-64 and arm64 alike: the caller's frame pointer, then
 * the return address).  Compilers describe locals relative to the frame pointer (clang) or to
 * the canonical frame address, CFA (gcc); how the CFA follows from the frame pointer is in the
 * unwind tables.
 */
#include "sim/debuginfo_private.h"

#include <dwarf.h>
#include <string.h>

#if defined(__x86_64__)
enum { FRAME_REGISTER = 6 };
#elif defined(__aarch64__)
enum { FRAME_REGISTER = 29 };
#else
#error "say here which DWARF register is the frame pointer"
#endif

/* Is op "frame register plus offset", or the frame register itself? */
static bool is_frame_register(const Dwarf_Op *op, int64_t *offset)
{
    if (op->atom == DW_OP_breg0 + FRAME_REGISTER || op->atom == DW_OP_reg0 + FRAME_REGISTER) {
        *offset = op->atom == DW_OP_reg0 + FRAME_REGISTER ? 0 : (int64_t)op->number;
        return true;
    }
    if ((op->atom == DW_OP_bregx || op->atom == DW_OP_regx) && op->number == FRAME_REGISTER) {
        *offset = op->atom == DW_OP_regx ? 0 : (int64_t)op->number2;
        return true;
    }
    return false;
}

/* What DW_OP_fbreg counts from. */
struct frame_base {
    bool known, is_fp;
    int64_t offset;
};

static struct frame_base frame_base_read(Dwarf_Die *function)
{
    struct frame_base base = {0};
    Dwarf_Attribute attribute;
    Dwarf_Op *ops;
    size_t count;
    if (dwarf_attr_integrate(function, DW_AT_frame_base, &attribute) == NULL ||
        dwarf_getlocation(&attribute, &ops, &count) != 0 || count != 1)
        return base;
    base.is_fp = is_frame_register(&ops[0], &base.offset);
    base.known = base.is_fp || ops[0].atom == DW_OP_call_frame_cfa;
    return base;
}

static void local_add(struct debuginfo *d, struct function *function, Dwarf_Die *die,
                      const struct frame_base *base, uint64_t low, uint64_t high)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *ops;
    size_t count;
    struct local local = {.name = dwarf_diename(die), .low = low, .high = high};
    if (local.name == NULL || dwarf_attr(die, DW_AT_location, &attribute) == NULL ||
        dwarf_getlocation(&attribute, &ops, &count) != 0 || count == 0 || count > 2)
        return;
    if (count == 2 && ops[1].atom != DW_OP_deref)
        return;
    local.indirect = count == 2;
    if (ops[0].atom == DW_OP_fbreg && base->known) {
        local.offset = (int64_t)(ops[0].number + (uint64_t)base->offset);
        local.from_fp = base->is_fp;
    } else if (ops[0].atom != DW_OP_reg0 + FRAME_REGISTER &&
               is_frame_register(&ops[0], &local.offset)) {
        local.from_fp = true;
    } else {
        return;
    }
    local.type = type_of(d, die);
    vec_push(&function->locals, local);
}

static void block_read(struct debuginfo *d, struct function *function, Dwarf_Die *block,
                       const struct frame_base *base, uint64_t low, uint64_t high, int depth)
{
    Dwarf_Die die;
    if (depth >= DIE_DEPTH_MAX || !die_first_child(block, &die))
        return;
    do {
        uint64_t inner_low = low, inner_high = high;
        switch (dwarf_tag(&die)) {
        case DW_TAG_variable:
        case DW_TAG_formal_parameter:
            local_add(d, function, &die, base, low, high);
            break;
        case DW_TAG_lexical_block:
        case DW_TAG_inlined_subroutine:
            die_range(&die, &inner_low, &inner_high);
            block_read(d, function, &die, base, inner_low, inner_high, depth + 1);
            break;
        default:
            break;
        }
    } while (die_next(&die));
}

static void locals_read(struct debuginfo *d, struct function *function)
{
    if (function->locals_read)
        return;
    function->locals_read = true;
    struct frame_base base = frame_base_read(&function->die);
    block_read(d, function, &function->die, &base, function->low, function->high, 0);
}

static void cfa_read(struct debuginfo *d, uint64_t addr, struct place *place)
{
    Dwarf_Frame *frame;
    Dwarf_Op *ops;
    size_t count;
    place->cfa = CFA_UNKNOWN;
    if (d->cfi == NULL || dwarf_cfi_addrframe(d->cfi, addr, &frame) != 0)
        return;
    if (dwarf_frame_cfa(frame, &ops, &count) == 0 && count >= 1 && count <= 2 &&
        is_frame_register(&ops[0], &place->cfa_offset)) {
        if (count == 1)
            place->cfa = CFA_FP_PLUS;
        else if (ops[1].atom == DW_OP_deref) /* a frame whose stack was realigned */
            place->cfa = CFA_LOADED_FROM_FP;
    }
    free(frame);
}

static bool stack_load(const struct debuginfo_stack *stack, uint64_t addr, uint64_t *out)
{
    if (addr % sizeof *out != 0 || addr < stack->start || addr >= stack->end ||
        stack->end - addr < sizeof *out)
        return false;
    memcpy(out, (const void *)(uintptr_t)addr, sizeof *out);
    return true;
}

/* The canonical frame address of the frame at (pc, fp); 0 = unknown. */
static uint64_t frame_cfa(struct debuginfo *d, struct place *place, uint64_t pc, uint64_t fp,
                          const struct debuginfo_stack *stack)
{
    uint64_t loaded;
    if (place->cfa == CFA_NOT_READ)
        cfa_read(d, pc - 1 - d->program->bias, place);
    switch (place->cfa) {
    case CFA_FP_PLUS:
        return fp + (uint64_t)place->cfa_offset;
    case CFA_LOADED_FROM_FP:
        return stack_load(stack, fp + (uint64_t)place->cfa_offset, &loaded) ? loaded : 0;
    default:
        return 0;
    }
}

static bool frame_visit(struct debuginfo *d, uint64_t pc, uint64_t fp,
                        const struct debuginfo_stack *stack, local_visit visit, void *context)
{
    struct place *place = place_at(d, pc);
    if (place->function == INDEX_NONE)
        return true;
    uint64_t cfa = frame_cfa(d, place, pc, fp, stack);
    uint64_t addr = pc - 1 - d->program->bias;
    struct function *function = &d->functions.items[place->function];
    locals_read(d, function);
    for (size_t i = 0; i < function->locals.count; i++) {
        const struct local *local = &function->locals.items[i];
        if (addr < local->low || addr >= local->high || (!local->from_fp && cfa == 0))
            continue;
        uint64_t at = (local->from_fp ? fp : cfa) + (uint64_t)local->offset;
        if (local->indirect && !stack_load(stack, at, &at))
            continue;
        struct live_local live = {local, at, fp, function->name};
        if (!visit(context, &live))
            return false;
    }
    return true;
}

void locals_each(struct debuginfo *d, const struct debuginfo_stack *stack, local_visit visit,
                 void *context)
{
    uint64_t pc = stack->pc, fp = stack->fp;
    for (int i = 0; i < FRAMES_MAX; i++) {
        uint64_t caller_fp, caller_pc;
        if (fp < stack->start || fp >= stack->end ||
            !frame_visit(d, pc, fp, stack, visit, context) || !stack_load(stack, fp, &caller_fp) ||
            !stack_load(stack, fp + sizeof fp, &caller_pc) || caller_fp <= fp)
            return;
        fp = caller_fp;
        pc = caller_pc;
    }
}

/* The search for the local that covers an address. */
struct local_search {
    struct debuginfo *d;
    uint64_t addr;
    struct live_local found; /* local NULL: none yet */
};

/*
 * An array of variable length has no known size: it is the one in the lower part of its frame that
 * starts closest below the address, if no other variable covers it.
 */
static bool local_match(void *context, const struct live_local *live)
{
    struct local_search *search = context;
    if (search->addr < live->addr)
        return true;
    uint64_t bytes = type_bytes(search->d, live->local->type);
    bool covers = search->addr - live->addr < bytes;
    bool may_cover = bytes == 0 && live->local->indirect && search->addr < live->fp &&
                     (!search->found.local || live->addr > search->found.addr);
    if (covers || may_cover)
        search->found = *live;
    return !covers;
}

bool debuginfo_local(struct debuginfo *d, uint64_t addr, uint64_t bytes,
                     const struct debuginfo_stack *stack, struct str *out, const char **function,
                     const struct type **type)
{
    struct local_search search = {.d = d, .addr = addr};
    locals_each(d, stack, local_match, &search);
    const struct live_local *found = &search.found;
    if (found->local == NULL)
        return false;
    struct part part;
    str_append(out, found->local->name);
    part_name(d, found->local->type, addr - found->addr, bytes, out, &part);
    *function = found->function;
    if (type)
        *type = part_type(&part);
    return true;
}
