/* SPDX-License-Identifier: MIT */
#include "sim/op.h"

#include "base/check.h"

#include <stddef.h>

const char *op_kind_name(enum op_kind kind)
{
    static const char *const names[OP_KINDS] = {
        [OP_NONE] = "nothing",
        [OP_READ] = "read",
        [OP_WRITE] = "write",
        [OP_LOAD] = "load",
        [OP_STORE] = "store",
        [OP_EXCHANGE] = "exchange",
        [OP_FETCH_ADD] = "fetch-add",
        [OP_FETCH_SUB] = "fetch-sub",
        [OP_FETCH_AND] = "fetch-and",
        [OP_FETCH_OR] = "fetch-or",
        [OP_FETCH_XOR] = "fetch-xor",
        [OP_FETCH_NAND] = "fetch-nand",
        [OP_COMPARE_EXCHANGE] = "compare-exchange",
        [OP_FENCE] = "fence",
        [OP_OBJECT] = "call",
        [OP_CHOOSE] = "choose",
        [OP_YIELD] = "yield",
        [OP_REGION] = "region",
        [OP_ATOMIC] = "begin an atomic section",
        [OP_FOREVER] = "loop for ever",
        [OP_PRINT] = "write to stdout",
        [OP_FLUSH] = "flush",
        [OP_SPAWN] = "create",
        [OP_END] = "end",
        [OP_EXIT] = "exit",
        [OP_ALLOCATE] = "allocate",
        [OP_FREE] = "free",
        [OP_BLOCK] = "size of block",
    };
    ASSERT_LT(kind, OP_KINDS);
    return names[kind];
}

const char *region_name(enum region region)
{
    static const char *const names[] = {"remainder", "trying",   "doorway",
                                        "waiting",   "critical", "exit"};
    ASSERT_LT(region, ARRAY_LENGTH(names));
    return names[region];
}

const char *region_mistake(enum region from, enum region to)
{
    bool begun = from == REGION_DOORWAY || from == REGION_WAITING;
    switch (to) {
    case REGION_TRYING:
        if (from == REGION_CRITICAL)
            return "marks its entry section inside its critical section";
        break;
    case REGION_DOORWAY:
        if (from == REGION_CRITICAL)
            return "marks its doorway inside its critical section";
        if (begun)
            return "marks its doorway for the second time in one entry section";
        break;
    case REGION_WAITING:
        if (from != REGION_DOORWAY)
            return "marks the end of its doorway, but is not in its doorway";
        break;
    case REGION_CRITICAL:
        if (from == REGION_CRITICAL)
            return "marks its critical section, but is inside already";
        break;
    case REGION_EXIT:
        if (from != REGION_CRITICAL)
            return "marks its exit section, but is not in its critical section";
        break;
    case REGION_REMAINDER:
        break;
    }
    return NULL;
}

const char *order_name(uint8_t order)
{
    static const char *const names[] = {"relaxed", "consume", "acquire",
                                        "release", "acq_rel", "seq_cst"};
    ASSERT_LT(order, ARRAY_LENGTH(names));
    return names[order];
}
