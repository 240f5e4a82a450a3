/* SPDX-License-Identifier: MIT */
/*
 * Goal: a program sees the C library that it knows, and whatever it passes, heddle survives.
 * Method: every program under tests/libc/ prints under heddle run, byte for byte, what it prints
 * when it runs natively, and ends with the same status; programs that pass nonsense get a finding.
 */
#include "tests/suite.h"

#include "base/str.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct twin {
    const char *name;
    const char *arguments[24];
    const char *input;
};

static const struct twin twins[] = {
    {.name = "printf"},
    {.name = "scanf", .input = "3\n10 20 30\n bob\nsome longer line\nx\nlast"},
    {.name = "input", .input = "abc\nline one\nfield;rest123456\nmore\nlast"},
    {.name = "strings"},
    {.name = "paths"},
    {.name = "numbers"},
    {.name = "sort"},
    {.name = "random"},
    {.name = "files"},
    {.name = "options"},
    {.name = "options",
     .arguments = {"-a", "file1", "-b", "5", "-cx", "-c", "-q", "file2", "--all", "--bytes=7",
                   "--col", "--ver", "--verb", "--nope", "--all=3", "--", "-a", "last"}},
    {.name = "calendar"},
    {.name = "jumps"},
    {.name = "signals"},
    {.name = "ending"},
    {.name = "mathematics"},
    {.name = "memory"},
};

static void native_run(struct process *p, const struct twin *t)
{
    const char *binary = scratch_path("native");
    char command[4096];
    snprintf(command, sizeof command,
             "${CC:-cc} -w -O0 -o '%s' tests/libc/%s.c -lm && cd '%s' && exec env -i TZ=UTC "
             "./native \"$@\"",
             binary, t->name, scratch_folder());
    const char *argv[32] = {"sh", "-c", command, "sh"};
    for (int i = 0; t->arguments[i] != NULL; i++)
        argv[4 + i] = t->arguments[i];
    p->input = t->input;
    process_run(p, argv);
}

static void heddle_run(struct process *p, const struct twin *t)
{
    char source[256];
    snprintf(source, sizeof source, "tests/libc/%s.c", t->name);
    const char *argv[48] = {scratch_heddle(), "run", "--leak=off", "--cflags=-w", "-l", "m"};
    int count = 6;
    if (t->input != NULL) {
        argv[count++] = "--stdin";
        argv[count++] = scratch_file("input", t->input);
    }
    argv[count++] = source;
    argv[count++] = "--";
    for (int i = 0; t->arguments[i] != NULL; i++)
        argv[count++] = t->arguments[i];
    process_run(p, argv);
}

static bool same_bytes(const struct str *a, const struct str *b)
{
    return a->bytes == b->bytes && memcmp(str_text(a), str_text(b), a->bytes) == 0;
}

/*
 * heddle run says in words that the program's own status was not 0, and by which signal or number.
 */
static bool same_status(const struct process *native, const struct process *heddle)
{
    char said[64];
    if (native->status == 0)
        return heddle->status == 0;
    snprintf(said, sizeof said, "status %d", native->status);
    return heddle->status == native->status || strstr(str_text(&heddle->err), said) != NULL;
}

static void programs_print_what_they_print_natively(void)
{
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++) {
        struct process native = {0}, heddle = {0};
        native_run(&native, &twins[i]);
        heddle_run(&heddle, &twins[i]);
        bool same = same_bytes(&native.out, &heddle.out) && same_status(&native, &heddle);
        if (!same)
            printf("    %s: native (%d)\n%s\n    heddle (%d)\n%s%s\n", twins[i].name,
                   native.status, str_text(&native.out), heddle.status, str_text(&heddle.out),
                   str_text(&heddle.err));
        CU_ASSERT_TRUE(same);
        process_release(&native);
        process_release(&heddle);
    }
}

struct nonsense {
    const char *statement;
    const char *said; /* in heddle's message */
};

static const struct nonsense nonsenses[] = {
    {"puts(null);", "null pointer"},
    {"printf(\"%s\", wild);", "crash"},
    {"printf(wild);", "crash"},
    {"printf(\"%n\", (int *)null);", "null pointer"},
    {"memset(global, 0, huge);", "overflow"},
    {"memmove(global + 1, global, huge / 4);", "overflow"},
    {"memcpy(global, wild, 10);", "crash"},
    {"strcpy(wild, \"x\");", "crash"},
    {"char *p = malloc(4); strcpy(p, \"abcdefgh\");", "overflow"},
    {"char *p = malloc(3); memcpy(p, \"abc\", 3); puts(p);", "overflow"},
    {"char *p = malloc(9); free(p); puts(p);", "use-after-free"},
    {"qsort(global, huge, 4, compare);", "overflow"},
    {"qsort(global, huge / 2, 1, compare);", "overflow"},
    {"FILE *f = fopen(\"/dev/null\", \"w\"); fclose(f); fclose(f);", "closed"},
    {"fprintf((FILE *)wild, \"x\");", "not lead to an open stream"},
    {"fprintf((FILE *)null, \"x\");", "null pointer"},
    {"stdout = NULL; puts(\"x\");", "null pointer"},
    {"scanf(\"%d\", (int *)null);", "null pointer"},
    {"sscanf(\"1\", \"%d\", (int *)wild);", "does not belong"},
    {"read(0, wild, 5);", "does not belong"},
    {"fgets(null, 5, stdin);", "null pointer"},
    {"getenv(null);", "null pointer"},
    {"environ = (char **)wild; getenv(\"x\");", "crash"},
    {"strtol(null, NULL, 10);", "null pointer"},
    {"realloc(wild, 3);", "misuse"},
    {"optind = -1000000; getopt(count, arguments, \"ab\");", "crash"},
    {"jmp_buf b; memset(&b, 0, sizeof b); longjmp(b, 1);", "crash"},
    {"__atomic_fetch_add((int *)main, 1, 5);", "write of invalid address"},
    {"__atomic_load_n((int *)0x100000000000, 5);", "access of invalid address"},
    {"*(volatile int *)((char *)&count - (1 << 24)) = 1;", "crash"},
    {"return *(volatile int *)0x220150000000;", "crash"},
    {"jmp_buf b; save(b); longjmp(b, 1);", "returned"},
    {"printf(\"%s\", (char *)0x8000000000000000);", "address that no memory has"},
    {"ctime((time_t[]){(time_t)1 << 62})[0]++;", "null pointer"},
    {"raise(SIGSEGV);", "SIGSEGV"},
    {"abort();", "aborts"},
    {"signal(SIGALRM, exit); alarm(1);", "alarm"},
    {"fork();", "fork is not supported"},
};

static const char *nonsense_file(const struct nonsense *n)
{
    char text[2048];
    snprintf(text, sizeof text,
             "#define _GNU_SOURCE\n"
             "#include <setjmp.h>\n#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
             "#include <string.h>\n#include <time.h>\n#include <unistd.h>\n"
             "char global[16], *volatile wild = (char *)0x123456789000, *volatile null;\n"
             "volatile size_t huge = (size_t)-1;\n"
             "void save(jmp_buf b) { if (setjmp(b)) abort(); }\n"
             "int compare(const void *a, const void *b) { return *(char *)a - *(char *)b; }\n"
             "int main(int count, char **arguments)\n{\n    %s\n    return 0;\n}\n",
             n->statement);
    return scratch_file("nonsense.c", text);
}

static void nonsense_gets_a_finding(void)
{
    const char *input = scratch_file("numbers", "1 2 3\n");
    for (size_t i = 0; i < sizeof nonsenses / sizeof nonsenses[0]; i++) {
        struct process p = {.seconds = 20};
        process_heddle(&p, "run", "--cflags=-w", "--stdin", input, nonsense_file(&nonsenses[i]),
                       NULL);
        bool found = (p.status == 1 || p.status == 4) &&
                     strstr(str_text(&p.err), nonsenses[i].said) != NULL;
        if (!found)
            printf("    %s: status %d\n%s\n", nonsenses[i].statement, p.status, str_text(&p.err));
        CU_ASSERT_TRUE(found);
        process_release(&p);
    }
}

void suite_libc_programs(void)
{
    CU_pSuite suite = CU_add_suite("libc_programs", NULL, NULL);
    CU_ADD_TEST(suite, programs_print_what_they_print_natively);
    CU_ADD_TEST(suite, nonsense_gets_a_finding);
}
