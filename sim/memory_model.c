/* SPDX-License-Identifier: MIT */
#include "sim/memory_model.h"

#include <string.h>

static const char *const names[MEMORY_MODELS] = {
    [MEMORY_SC] = "sc", [MEMORY_TSO] = "tso", [MEMORY_PSO] = "pso"};

const char *memory_model_name(enum memory_model model)
{
    return names[model];
}

bool memory_model_find(const char *name, enum memory_model *model)
{
    for (int i = 0; i < MEMORY_MODELS; i++)
        if (strcmp(names[i], name) == 0) {
            *model = (enum memory_model)i;
            return true;
        }
    return false;
}

bool memory_model_buffers(const struct op *op, bool own_stack)
{
    enum { BYTES_MAX = 8 };
    bool store = op->kind == OP_WRITE || (op->kind == OP_STORE && op->order != __ATOMIC_SEQ_CST);
    bool simple = op->bytes <= BYTES_MAX && (op->bytes & (op->bytes - 1)) == 0 &&
                  !(op->flags & (OP_RANGE | OP_WRAPPED));
    return store && simple && !own_stack;
}

bool memory_model_drains(const struct op *op, bool buffered)
{
    switch ((enum op_kind)op->kind) {
    case OP_READ:
    case OP_LOAD:
    case OP_CHOOSE:
    case OP_YIELD:
    case OP_REGION:
    case OP_FOREVER:
    case OP_ALLOCATE:
    case OP_FREE: /* of memory that the buffer holds stores to: its callers look */
    case OP_BLOCK:
    case OP_PRINT:
    case OP_FLUSH:
    case OP_NONE:
    case OP_KINDS:
        return false;
    case OP_WRITE:
    case OP_STORE:
        return !buffered;
    case OP_FENCE:
        return op->order == __ATOMIC_SEQ_CST;
    case OP_EXCHANGE:
    case OP_FETCH_ADD:
    case OP_FETCH_SUB:
    case OP_FETCH_AND:
    case OP_FETCH_OR:
    case OP_FETCH_XOR:
    case OP_FETCH_NAND:
    case OP_COMPARE_EXCHANGE:
    case OP_OBJECT:
    case OP_ATOMIC:
    case OP_SPAWN:
    case OP_END:
    case OP_EXIT:
        return true;
    }
    return true;
}

uint8_t memory_model_volatile_order(enum memory_model model, bool write)
{
    if (model == MEMORY_PSO)
        return __ATOMIC_RELAXED;
    return write ? __ATOMIC_RELEASE : __ATOMIC_ACQUIRE;
}
