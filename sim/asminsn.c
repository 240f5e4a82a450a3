/* SPDX-License-Identifier: MIT */
#include "sim/asminsn.h"

#include "base/check.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* An instruction, split into its parts.  All borrowed; not terminated. */
struct parts {
    char mnemonic[24]; /* lower case, cut */
    const char *operands;
    size_t operands_bytes;
};

static size_t word_bytes(const char *at, size_t bytes)
{
    size_t count = 0;
    while (count < bytes && !isspace((unsigned char)at[count]))
        count++;
    return count;
}

static struct parts parts_of(const char *at, size_t bytes)
{
    struct parts parts = {0};
    size_t word = word_bytes(at, bytes);
    for (size_t i = 0; i < word && i + 1 < sizeof parts.mnemonic; i++)
        parts.mnemonic[i] = (char)tolower((unsigned char)at[i]);
    while (word < bytes && isspace((unsigned char)at[word]))
        word++;
    parts.operands = at + word;
    parts.operands_bytes = bytes - word;
    return parts;
}

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(word, *list) == 0)
            return true;
    }
    return false;
}

/* Is the word one of the list, perhaps with an operand size (b, w, l, q) behind it? */
static bool is_sized_one_of(const char *word, const char *const *list)
{
    size_t bytes = strlen(word);
    for (; *list != NULL; list++) {
        size_t stem = strlen(*list);
        if (strncmp(word, *list, stem) == 0 &&
            (bytes == stem || (bytes == stem + 1 && strchr("bwlq", word[stem]) != NULL)))
            return true;
    }
    return false;
}

/* A label of this function (.L7, .LBB0_1), a numeric one (1b, 2f), or an address nearby (.+2). */
static bool is_local_label(const struct parts *parts)
{
    if (parts->operands_bytes == 0)
        return false;
    char first = parts->operands[0];
    return first == '.' || isdigit((unsigned char)first);
}

/* x86-64, AT&T syntax. */

static const char *const x86_padding[] = {"nop",  "pause", "mfence", "lfence",  "sfence", "nopw",
                                          "nopl", "nopq",  "fnop",   "endbr64", NULL};
static const char *const x86_repeat[] = {"rep", "repe", "repz", "repne", "repnz", NULL};
static const char *const x86_varying[] = {"rdtsc", "rdtscp", "rdrand", "rdseed", "cpuid",
                                          "rdpid", "rdpmc",  "xgetbv", NULL};
static const char *const x86_exchange[] = {"xchg",       "cmpxchg", "cmpxchg8b",
                                           "cmpxchg16b", "xadd",    NULL};
/* No operands, registers only. */
static const char *const x86_alone[] = {"cltq", "cqto", "cltd", "cwtl", "cwtd", "cbtw", "cdq",
                                        "cqo",  "cbw",  "cwde", "cdqe", "cwd",  "clc",  "stc",
                                        "cmc",  "cld",  "lahf", "sahf", "ret",  "retq", NULL};
/* Operands may be registers only, and yet memory or the system is touched. */
static const char *const x86_hidden[] = {
    "push", "pop",      "call",     "ret",        "jmp",      "int",      "enter",    "leave",
    "in",   "out",      "xlat",     "wrmsr",      "rdmsr",    "lldt",     "lgdt",     "ltr",
    "str",  "rdfsbase", "rdgsbase", "syscall",    "wrfsbase", "wrgsbase", "maskmovq", "lcall",
    "ljmp", "loop",     "bound",    "maskmovdqu", NULL};

/* Are all operands registers or immediates? */
static bool x86_registers_only(const struct parts *parts)
{
    bool operand_start = true;
    for (size_t i = 0; i < parts->operands_bytes; i++) {
        char c = parts->operands[i];
        if (isspace((unsigned char)c))
            continue;
        if (operand_start && c != '%' && c != '$')
            return false;
        if (c == '(' || c == ':')
            return false;
        operand_start = c == ',';
    }
    return parts->operands_bytes > 0;
}

static enum asm_effect x86_effect(const char *at, size_t bytes)
{
    struct parts parts = parts_of(at, bytes);
    const char *word = parts.mnemonic;
    if (strcmp(word, "lock") == 0)
        return parts.operands_bytes == 0 ? ASM_PREFIX : ASM_UNINSTRUMENTED;
    if (is_one_of(word, x86_repeat)) {
        if (parts.operands_bytes == 0)
            return ASM_PREFIX;
        struct parts repeated = parts_of(parts.operands, parts.operands_bytes);
        if (strcmp(repeated.mnemonic, "nop") == 0)
            return ASM_PADDING;
        return strncmp(repeated.mnemonic, "ret", 3) == 0 ? ASM_REGISTERS : ASM_UNINSTRUMENTED;
    }
    if (is_one_of(word, x86_padding))
        return ASM_PADDING;
    if (is_one_of(word, x86_varying))
        return ASM_VARYING;
    if (is_sized_one_of(word, x86_exchange))
        return ASM_UNINSTRUMENTED;
    if (word[0] == 'j' && is_local_label(&parts))
        return ASM_JUMP;
    if (parts.operands_bytes == 0)
        return is_one_of(word, x86_alone) ? ASM_REGISTERS : ASM_UNINSTRUMENTED;
    if (strncmp(word, "lea", 3) == 0)
        return strcmp(word, "leave") == 0 ? ASM_UNINSTRUMENTED : ASM_REGISTERS;
    if (is_sized_one_of(word, x86_hidden) || word[0] == 'j')
        return ASM_UNINSTRUMENTED;
    return x86_registers_only(&parts) ? ASM_REGISTERS : ASM_UNINSTRUMENTED;
}

static bool x86_unannounced(const char *at, size_t bytes)
{
    struct parts parts = parts_of(at, bytes);
    if (strcmp(parts.mnemonic, "lock") == 0 || is_one_of(parts.mnemonic, x86_varying))
        return true;
    return is_sized_one_of(parts.mnemonic, x86_exchange) &&
           memchr(parts.operands, '(', parts.operands_bytes) != NULL;
}

/* arm64. */

static const char *const arm_padding[] = {"nop", "yield", "isb",  "dmb",  "dsb",
                                          "wfe", "sev",   "sevl", "hint", NULL};
static const char *const arm_hidden[] = {"svc", "hvc",  "smc",  "msr",  "bl",  "blr", "br",
                                         "dc",  "ic",   "at",   "tlbi", "brk", "hlt", "sys",
                                         "adr", "adrp", "eret", "wfi",  NULL};

static bool arm_is_branch(const char *word)
{
    return strcmp(word, "b") == 0 || strncmp(word, "b.", 2) == 0 || strncmp(word, "cb", 2) == 0 ||
           strncmp(word, "tb", 2) == 0;
}

/* The last operand of a branch is its target: cbnz w1, 1b. */
static struct parts arm_branch_target(const struct parts *parts)
{
    struct parts target = *parts;
    for (size_t i = 0; i < parts->operands_bytes; i++) {
        if (parts->operands[i] == ',' || parts->operands[i] == ' ') {
            target.operands = parts->operands + i + 1;
            target.operands_bytes = parts->operands_bytes - i - 1;
        }
    }
    return target;
}

static enum asm_effect arm_effect(const char *at, size_t bytes)
{
    struct parts parts = parts_of(at, bytes);
    const char *word = parts.mnemonic;
    if (is_one_of(word, arm_padding))
        return ASM_PADDING;
    if (strcmp(word, "mrs") == 0)
        return ASM_VARYING;
    if (strcmp(word, "ret") == 0)
        return ASM_REGISTERS;
    if (arm_is_branch(word)) {
        struct parts target = arm_branch_target(&parts);
        return is_local_label(&target) ? ASM_JUMP : ASM_UNINSTRUMENTED;
    }
    bool memory = memchr(parts.operands, '[', parts.operands_bytes) != NULL;
    /* Every load and store has brackets, save those that name a literal. */
    if (memory || parts.operands_bytes == 0 || strncmp(word, "ld", 2) == 0 ||
        is_one_of(word, arm_hidden))
        return ASM_UNINSTRUMENTED;
    return ASM_REGISTERS;
}

static bool arm_unannounced(const char *at, size_t bytes)
{
    struct parts parts = parts_of(at, bytes);
    const char *word = parts.mnemonic;
    return strncmp(word, "ldx", 3) == 0 || strncmp(word, "ldax", 4) == 0 ||
           strncmp(word, "stx", 3) == 0 || strncmp(word, "stlx", 4) == 0 ||
           strncmp(word, "cas", 3) == 0 || strncmp(word, "swp", 3) == 0 ||
           (strcmp(word, "mrs") == 0 &&
            memmem(parts.operands, parts.operands_bytes, "cnt", 3) != NULL);
}

enum asm_effect asm_effect_of(const char *instruction, size_t bytes, enum asm_machine machine)
{
    ASSERT(instruction != NULL);
    return machine == ASM_X86_64 ? x86_effect(instruction, bytes) : arm_effect(instruction, bytes);
}

bool asm_effect_unannounced(const char *instruction, size_t bytes, enum asm_machine machine)
{
    ASSERT(instruction != NULL);
    return machine == ASM_X86_64 ? x86_unannounced(instruction, bytes)
                                 : arm_unannounced(instruction, bytes);
}

bool asm_jump_target(const char *instruction, size_t bytes, enum asm_machine machine,
                     const char **target, size_t *target_bytes)
{
    struct parts parts = parts_of(instruction, bytes);
    if (strcmp(parts.mnemonic, machine == ASM_X86_64 ? "jmp" : "b") != 0)
        return false;
    if (parts.operands_bytes == 0 || parts.operands[0] == '*')
        return false;
    *target = parts.operands;
    *target_bytes = parts.operands_bytes;
    return true;
}
