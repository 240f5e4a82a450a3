/* SPDX-License-Identifier: MIT */
/*
 * Goal: inline assembly that heddle cannot see is found with its place, what is harmless is left
 * alone, and loops that can do nothing are recognised.
 * Method: assembly as gcc 12 and clang 14 write it, for both processors; the expectations follow
 * from the instruction sets' manuals.
 */
#include "tests/suite.h"

#include "base/str.h"
#include "sim/asminsn.h"
#include "sim/asmscan.h"

#include <stdio.h>
#include <string.h>

/* A unit's findings as text: "a.c:7 lock incl;" each. */
static const char *findings(const char *text, enum asm_machine machine)
{
    static struct str out;
    struct asmscan scan = {0};
    asmscan_text(&scan, "a.c", text, strlen(text), machine);
    str_clear(&out);
    for (size_t i = 0; i < scan.findings.count; i++) {
        const struct asm_finding *f = &scan.findings.items[i];
        str_printf(&out, "%s%s:%u %s;", f->problem == ASM_PROBLEM_VARYING ? "varying " : "",
                   f->file, f->line, f->what);
    }
    asmscan_release(&scan);
    return str_text(&out);
}

static unsigned endless_loops(const char *text, enum asm_machine machine)
{
    struct asmscan scan = {0};
    asmscan_text(&scan, "a.c", text, strlen(text), machine);
    unsigned count = scan.endless_loops;
    CU_ASSERT_EQUAL(count > 0, scan.rewritten.bytes > strlen(text));
    CU_ASSERT_EQUAL(count > 0, strstr(str_text(&scan.rewritten), "__heddle_forever") != NULL);
    asmscan_release(&scan);
    return count;
}

static enum asm_effect x86(const char *instruction)
{
    return asm_effect_of(instruction, strlen(instruction), ASM_X86_64);
}

static enum asm_effect arm(const char *instruction)
{
    return asm_effect_of(instruction, strlen(instruction), ASM_AARCH64);
}

#define GCC_STATEMENT(line, code) "#APP\n# " line " \"a.c\" 1\n\t" code "\n# 0 \"\" 2\n#NO_APP\n"

static void gcc_statement_gets_the_line_of_its_marker(void)
{
    CU_ASSERT_STRING_EQUAL(
        findings("\t.loc 1 3 9\n" GCC_STATEMENT("7", "lock; cmpxchgl %edx, (%rax)"), ASM_X86_64),
        "a.c:7 lock cmpxchgl;");
    CU_ASSERT_STRING_EQUAL(findings(GCC_STATEMENT("9", "xchgl %eax, 4(%rdx)"), ASM_X86_64),
                           "a.c:9 xchgl;");
}

static void clang_statement_gets_the_line_of_the_last_loc(void)
{
    const char *text = "\t.file\t\"a.c\"\n"
                       "\t.file\t0 \"/home/u\" \"a.c\" md5 0x324105942caa20189a4cea2b73961caf\n"
                       "\t.file\t1 \"/home/u/inc\" \"lock.h\"\n"
                       "\t.loc\t1 15 18 is_stmt 0              # lock.h:15:18\n"
                       "\t#APP\n\tlock\n\tincl\t(%rax)\n\t#NO_APP\n"
                       "\t.loc\t0 16 1\n\t#APP\n\t#NO_APP\n";
    CU_ASSERT_STRING_EQUAL(findings(text, ASM_X86_64), "/home/u/inc/lock.h:15 lock incl;");
}

static void barriers_and_pauses_are_accepted(void)
{
    const char *accepted[] = {
        "",       "nop",    "pause",  "rep nop", "rep; nop",
        "mfence", "lfence", "sfence", "# text",  "/* lock incl (%rax) */ nop"};
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
        char text[200];
        snprintf(text, sizeof text, GCC_STATEMENT("7", "%s"), accepted[i]);
        CU_ASSERT_STRING_EQUAL(findings(text, ASM_X86_64), "");
    }
}

static void register_arithmetic_is_accepted(void)
{
    CU_ASSERT_EQUAL(x86("bsrl %eax, %ebx"), ASM_REGISTERS);
    CU_ASSERT_EQUAL(x86("movl $5, %eax"), ASM_REGISTERS);
    CU_ASSERT_EQUAL(x86("leaq 8(%rax,%rbx,2), %rcx"), ASM_REGISTERS);
    CU_ASSERT_EQUAL(x86("jne 1b"), ASM_JUMP);
    CU_ASSERT_EQUAL(arm("add x0, x1, #4"), ASM_REGISTERS);
    CU_ASSERT_EQUAL(arm("dmb ish"), ASM_PADDING);
    CU_ASSERT_EQUAL(arm("cbnz w1, 1b"), ASM_JUMP);
}

static void every_access_to_memory_is_reported(void)
{
    const char *bad[] = {"movl %eax, (%rbx)",
                         "movl counter(%rip), %eax",
                         "movq %fs:40, %rax",
                         "movl counter, %eax",
                         "incl -4(%rbp)",
                         "rep movsb",
                         "movsb",
                         "pushq %rax",
                         "call spin",
                         "callq *%rax",
                         "syscall",
                         "int $0x80",
                         "xaddl %eax, (%rbx)",
                         "xchgq %rax, (%rbx)",
                         "lock addl $1, (%rax)",
                         "cmpxchg16b (%rdi)",
                         "leave",
                         "jmp *%rax"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_EQUAL(x86(bad[i]), ASM_UNINSTRUMENTED);
    CU_ASSERT_EQUAL(arm("ldxr w0, [x1]"), ASM_UNINSTRUMENTED);
    CU_ASSERT_EQUAL(arm("str x0, [sp, #8]"), ASM_UNINSTRUMENTED);
    CU_ASSERT_EQUAL(arm("svc #0"), ASM_UNINSTRUMENTED);
}

static void reading_the_clock_of_the_processor_varies(void)
{
    CU_ASSERT_STRING_EQUAL(findings(GCC_STATEMENT("7", "rdtsc"), ASM_X86_64),
                           "varying a.c:7 rdtsc;");
    CU_ASSERT_EQUAL(x86("cpuid"), ASM_VARYING);
    CU_ASSERT_EQUAL(arm("mrs x0, cntvct_el0"), ASM_VARYING);
    /* An intrinsic: in the compiler's own code. */
    CU_ASSERT_STRING_EQUAL(findings("\t.file 1 \"a.c\"\n\t.loc 1 5 3\n\trdtsc\n", ASM_X86_64),
                           "varying a.c:5 rdtsc;");
}

static void assembly_at_file_scope_is_reported(void)
{
    CU_ASSERT_STRING_EQUAL(
        findings("#APP\n\t.globl f\nf: lock incl (%rdi); ret\n#NO_APP\n", ASM_X86_64),
        "a.c:0 lock incl;");
    CU_ASSERT_STRING_EQUAL(findings("    # Start of file scope inline assembly\n"
                                    "\tmovl (%rdi), %eax\n\tretq\n"
                                    "    # End of file scope inline assembly\n"
                                    "\tmovl (%rdi), %eax\n",
                                    ASM_X86_64),
                           "a.c:0 movl;");
    /* gcc leaves the block open over the data that follows. */
    CU_ASSERT_STRING_EQUAL(findings("#APP\n\t.symver a, b@V1\n\t.section .rodata\n.LC0:\n"
                                    "\t.string \"lock incl (%rax)\"\n\t.long 5\n#NO_APP\n",
                                    ASM_X86_64),
                           "");
}

static void hidden_opcodes_are_reported(void)
{
    CU_ASSERT_STRING_EQUAL(findings(GCC_STATEMENT("7", ".byte 0xf0, 0xff, 0x00"), ASM_X86_64),
                           "a.c:7 .byte;");
}

static void the_compilers_own_code_is_not_reported(void)
{
    const char *text = "main:\n\tpushq\t%rbp\n\tdata16\tleaq\ttl@tlsgd(%rip), %rdi\n"
                       "\t.value\t0x6666\n\trex64\n\tcall\t__tls_get_addr@PLT\n"
                       "\tmovl\t$1, (%rax)\n\trep stosq\n\tret\n"
                       ".LC1:\n\t.string \"#APP lock incl\"\n";
    CU_ASSERT_STRING_EQUAL(findings(text, ASM_X86_64), "");
}

static void a_statement_is_reported_once(void)
{
    CU_ASSERT_STRING_EQUAL(findings(GCC_STATEMENT("7", "lock incl (%rax); lock decl (%rax)")
                                        GCC_STATEMENT("7", "lock incl (%rax)")
                                            GCC_STATEMENT("8", "lock incl (%rax)"),
                                    ASM_X86_64),
                           "a.c:7 lock incl;a.c:8 lock incl;");
}

static void a_jump_to_itself_is_an_endless_loop(void)
{
    CU_ASSERT_EQUAL(endless_loops("f:\n\tpushq %rbp\n.L2:\n\tjmp\t.L2\n", ASM_X86_64), 1);
    CU_ASSERT_EQUAL(endless_loops(".L2:\n\t.loc 1 2 3\n\tnop\n\tjmp\t.L2\n", ASM_X86_64), 1);
    CU_ASSERT_EQUAL(endless_loops(".L2:\n" GCC_STATEMENT("3", "pause") "\tjmp\t.L2\n", ASM_X86_64),
                    1);
    CU_ASSERT_EQUAL(endless_loops("\tjmp\t.LBB6_1\n.LBB6_1:      # =>This Inner Loop\n"
                                  ".Ltmp3:\n\t.loc\t0 14 29\n\tjmp\t.LBB6_1\n",
                                  ASM_X86_64),
                    1);
    CU_ASSERT_EQUAL(endless_loops(".L2:\n\tb\t.L2\n", ASM_AARCH64), 1);
}

static void a_circle_of_jumps_is_an_endless_loop(void)
{
    CU_ASSERT_EQUAL(endless_loops(".L2:\n\tjmp\t.L3\n\tret\n.L3:\n\tjmp\t.L2\n", ASM_X86_64), 2);
}

static void a_loop_that_does_something_is_not_endless(void)
{
    CU_ASSERT_EQUAL(endless_loops(".L2:\n\tcall\tf@PLT\n\tjmp\t.L2\n", ASM_X86_64), 0);
    CU_ASSERT_EQUAL(
        endless_loops(".L2:\n\ttestl %eax, %eax\n\tje\t.L3\n\tjmp\t.L2\n.L3:\n\tret\n", ASM_X86_64),
        0);
    CU_ASSERT_EQUAL(endless_loops(".L2:\n\tjmp\t.L3\n\tnop\n.L3:\n\tret\n", ASM_X86_64), 0);
    CU_ASSERT_EQUAL(endless_loops(".L2:\n\tjmp\t*%rax\n", ASM_X86_64), 0);
    CU_ASSERT_EQUAL(endless_loops("\t.string \"\\n.L2:\"\n\t.string \"jmp .L2\"\n", ASM_X86_64), 0);
}

static void the_call_is_inserted_before_the_jump(void)
{
    const char *text = "f:\n.L2:\n\tjmp\t.L2\n\tret\n";
    struct asmscan scan = {0};
    asmscan_text(&scan, "a.c", text, strlen(text), ASM_X86_64);
    CU_ASSERT_STRING_EQUAL(str_text(&scan.rewritten),
                           "f:\n.L2:\n\tsubq\t$128, %rsp\n\tandq\t$-16, %rsp\n"
                           "\tcall\t__heddle_forever@PLT\n\tjmp\t.L2\n\tret\n");
    asmscan_release(&scan);
}

static void the_first_use_of_a_symbol_is_found(void)
{
    const char *text = "\t.file 1 \"a.c\"\n\t.globl fork\n\t.data\n\t.quad\tvfork\n\t.text\n"
                       "\t.loc 1 4 1\n\tcall\tforked@PLT\n\tcall\tmyfork@PLT\n"
                       "\t.loc 1 5 1\n\tmovq\tfork@GOTPCREL(%rip), %rax\n"
                       "\t.loc 1 6 1\n\tcall\tfork@PLT\n";
    struct str file = {0};
    uint32_t line = 77;
    CU_ASSERT_TRUE(
        asmscan_find_symbol("a.c", text, strlen(text), ASM_X86_64, "fork", &file, &line));
    CU_ASSERT_STRING_EQUAL(str_text(&file), "a.c");
    CU_ASSERT_EQUAL(line, 5);
    str_clear(&file);
    CU_ASSERT_TRUE(
        asmscan_find_symbol("a.c", text, strlen(text), ASM_X86_64, "vfork", &file, &line));
    CU_ASSERT_EQUAL(line, 0);
    CU_ASSERT_FALSE(
        asmscan_find_symbol("a.c", text, strlen(text), ASM_X86_64, "wait", &file, &line));
    str_release(&file);
}

static void damaged_text_does_no_harm(void)
{
    const char *texts[] = {"",
                           "\n",
                           "\"",
                           "#APP",
                           "/*",
                           ".file 99999999999999999999 \"",
                           ".file 1 \"a\\",
                           ".loc",
                           ":",
                           "#APP\n# 7 \"a.c",
                           "lock",
                           ";;;;",
                           ".file 4000000000 \"x\"\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        CU_ASSERT_STRING_EQUAL(findings(texts[i], ASM_AARCH64), "");
        CU_ASSERT_EQUAL(endless_loops(texts[i], ASM_X86_64), 0);
    }
}

void suite_asmscan(void)
{
    CU_pSuite suite = CU_add_suite("asmscan", NULL, NULL);
    CU_ADD_TEST(suite, gcc_statement_gets_the_line_of_its_marker);
    CU_ADD_TEST(suite, clang_statement_gets_the_line_of_the_last_loc);
    CU_ADD_TEST(suite, barriers_and_pauses_are_accepted);
    CU_ADD_TEST(suite, register_arithmetic_is_accepted);
    CU_ADD_TEST(suite, every_access_to_memory_is_reported);
    CU_ADD_TEST(suite, reading_the_clock_of_the_processor_varies);
    CU_ADD_TEST(suite, assembly_at_file_scope_is_reported);
    CU_ADD_TEST(suite, hidden_opcodes_are_reported);
    CU_ADD_TEST(suite, the_compilers_own_code_is_not_reported);
    CU_ADD_TEST(suite, a_statement_is_reported_once);
    CU_ADD_TEST(suite, a_jump_to_itself_is_an_endless_loop);
    CU_ADD_TEST(suite, a_circle_of_jumps_is_an_endless_loop);
    CU_ADD_TEST(suite, a_loop_that_does_something_is_not_endless);
    CU_ADD_TEST(suite, the_call_is_inserted_before_the_jump);
    CU_ADD_TEST(suite, the_first_use_of_a_symbol_is_found);
    CU_ADD_TEST(suite, damaged_text_does_no_harm);
}
